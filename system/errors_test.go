package system_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// An event that has no meaning where it arrives is an error that names line, party, event and state, and the system
// goes on as if it had not been there.
func TestEventsWithoutMeaning(t *testing.T) {
	const (
		talk  = "X call.invite A c1; A call.answered c1"
		held  = talk + "; A hold c1"
		rings = held + "; A consult.dial B c2"
		star  = talk + "; A star.begin B c2"
	)
	for _, row := range []struct{ name, story, event, state string }{
		{"answer what rings in vain", talk + "; Y call.invite A c2", "A call.answered c2", "talking"},
		{"hang up what rings in vain", talk + "; B call.invite A c2", "A call.hangup c2", "talking"},
		{"command what rings in vain", talk + "; B call.invite A c2", "B pause.command c2 api", "alerting"},
		{"answer a consultation in vain", held + "; B outbound.wait; A consult.dial B c2", "B consult.answered c2",
			"outbound_waiting"},
		{"fail a consultation in vain as a call", held + "; B outbound.wait; A consult.dial B c2", "B call.failed c2",
			"outbound_waiting"},
		{"fail a * transfer in vain", talk + "; B outbound.wait; A star.begin B c2", "B consult.failed c2",
			"outbound_waiting"},
		{"complete a # transfer in vain", talk + "; B outbound.wait; A sharp.begin B c2", "A sharp.complete",
			"star_held"},
		{"command of somebody else", talk, "B pause.command c1 api", "idle"},
		{"command of no call", talk, "A resume.command c2 timer", "talking"},
		{"a fact without meaning", talk, "A unhold c1 fact", "talking"},
		{"invite while talking", talk, "A call.invite B c2", "talking"},
		{"invite into an open call", talk, "Y call.invite B c1", "in no call"},
		{"answer what the caller rings", "A call.invite X c1", "A call.answered c1", "alerting"},
		{"answer twice", talk, "A call.answered c1", "talking"},
		{"answer a call of others", "X call.invite A c1", "B call.answered c1", "idle"},
		{"fail what was answered", talk, "A call.failed c1", "talking"},
		{"fail a consultation as a call", rings, "B call.failed c2", "alerting"},
		{"hang up no call", "", "A call.hangup c1", "idle"},
		{"hang up a call of others", talk, "B call.hangup c1", "idle"},
		{"hang up the held call while dialing", rings, "A call.hangup c1", "held_dialing"},
		{"hold what rings", "X call.invite A c1", "A hold c1", "alerting"},
		{"hold twice", held, "A hold c1", "held"},
		{"hold while a stop is hidden", star + "; A pause.click; X call.hangup c1", "A hold c2", "alerting"},
		{"unhold what is not held", talk, "A unhold c1", "talking"},
		{"consult without a hold", talk, "A consult.dial B c2", "talking"},
		{"consult who is held", held, "A consult.dial X c2", "held"},
		{"answer a consultation as a star transfer", rings, "B star.answered c2", "alerting"},
		{"answer a consultation by the caller", rings, "A consult.answered c2", "held_dialing"},
		{"fail a consultation that was answered", rings + "; B consult.answered c2", "B consult.failed c2", "talking"},
		{"complete a transfer without one", held, "A transfer.complete", "held"},
		{"three-way without a transfer", talk, "A threeway.start", "talking"},
		{"automatic three-way while idle", "", "A threeway.auto B", "idle"},
		{"automatic three-way with a member", talk, "A threeway.auto X", "talking"},
		{"star while on hold", held, "A star.begin B c2", "held"},
		{"star to who is held", talk, "A star.begin X c2", "talking"},
		{"star answered twice", star + "; B star.answered c2", "B star.answered c2", "talking"},
		{"star complete while it rings", star, "A star.complete", "star_held"},
		{"star cancel without one", talk, "A star.cancel", "talking"},
		{"sharp complete of a star transfer", star, "A sharp.complete", "star_held"},
		{"sharp cancel of a star transfer", star, "A sharp.cancel", "star_held"},
		{"sharp begin while idle", "", "A sharp.begin B c1", "idle"},
		{"park on hold", held, "A park c1", "held"},
		{"wait for outbound in a call", talk, "A outbound.wait", "talking"},
		{"connect without waiting", "", "A outbound.connect X c1", "idle"},
		{"leave outbound without waiting", talk, "A outbound.leave", "talking"},
		{"join a call that is no room", talk, "B room.join c1", "idle"},
		{"join twice", "X room.join r", "X room.join r", `in call "r"`},
		{"leave a call that is no room", talk, "A room.leave c1", "talking"},
		{"a tone while idle", "", "A dtmf", "idle"},
		{"click about another call", talk, "A pause.click c9", "talking"},
	} {
		t.Run(row.name, func(t *testing.T) { checkNoMeaning(t, row.story, row.event, row.state) })
	}
}

func checkNoMeaning(t *testing.T, before, event, state string) {
	h := readHeader(t, nil, full("A"), full("B"), "X external", "Y external")
	var events []string
	if before != "" {
		events = strings.Split(before, "; ")
	}
	s, _ := play(t, h, events...)
	e := readEvent(t, len(events)+2, event)
	after, _, err := applied(s, e)
	var typed *system.Error
	if !errors.As(err, &typed) {
		t.Fatalf("%s; %s: got %v, want a *system.Error", before, event, err)
	}
	got := system.Error{Line: typed.Line, Event: typed.Event, Party: typed.Party, State: typed.State}
	if want := (system.Error{Line: e.Line, Event: e.Kind, Party: e.Party, State: state}); got != want ||
		typed.Problem == "" {
		t.Errorf("%s; %s: got %+v, want %+v and a problem", before, event, *typed, want)
	}
	for _, part := range []string{fmt.Sprintf("line %d:", e.Line), e.Kind.String(), e.Party, state} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%s; %s: %q does not name %q", before, event, err, part)
		}
	}
	raise := readEvent(t, e.Line+1, "B hand.raise")
	_, want, _ := applied(s, raise)
	if _, got, err := applied(after, raise); err != nil || stepText(got.Step) != stepText(want.Step) ||
		key(after) != key(s) {
		t.Errorf("%s; %s: goes on with %v, want %v", before, event, got.Step, want.Step)
	}
}

// An event that could not stand in the header's log is an error too, and changes nothing.
func TestEventsOutsideTheLog(t *testing.T) {
	h := readHeader(t, nil, full("A"), "X external")
	s := newSystem(t, h)
	for _, row := range []struct {
		name  string
		event calllog.Event
	}{
		{"an unknown party", calllog.Event{Kind: calllog.HandRaise, Party: "Q"}},
		{"an unknown target", calllog.Event{Kind: calllog.CallInvite, Party: "X", To: "Q", Call: "c1"}},
		{"itself", calllog.Event{Kind: calllog.CallInvite, Party: "X", To: "X", Call: "c1"}},
		{"no event", calllog.Event{Party: "A"}},
		{"an event that is none", calllog.Event{Kind: 200, Party: "A"}},
		{"a hand that is no softphone's", calllog.Event{Kind: calllog.HandRaise, Party: "X"}},
		{"no call", calllog.Event{Kind: calllog.CallInvite, Party: "X", To: "A"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.event.Line = 7
			after, _, err := applied(s, row.event)
			var typed *calllog.Error
			if !errors.As(err, &typed) || typed.Line != 7 {
				t.Errorf("%+v: got %v, want a *calllog.Error in line 7", row.event, err)
			}
			if key(after) != key(s) {
				t.Errorf("%+v changes\n%s\nto\n%s", row.event, key(s), key(after))
			}
		})
	}
}

// An impossible policy is refused.
func TestImpossiblePolicy(t *testing.T) {
	_, err := system.New(calllog.Header{}, pause.Policy{WhileRinging: pause.Nothing + 1})
	if typed := (*spec.UnknownError)(nil); !errors.As(err, &typed) || typed.Kind != "answer to A-26" {
		t.Errorf("got %v, want an *spec.UnknownError about A-26", err)
	}
}

// So is a header that no log can have: two parties of one name would be one.
func TestImpossibleHeader(t *testing.T) {
	twice := readHeader(t, nil, full("A"), "A external")
	for field, h := range map[string]calllog.Header{"parties[1].id": twice, "sample_rate": {Parties: twice.Parties}} {
		_, err := system.New(h, pause.Policy{})
		if typed := (*calllog.Error)(nil); !errors.As(err, &typed) || typed.Field != field {
			t.Errorf("got %v, want a *calllog.Error of %s", err, field)
		}
	}
}

// A room takes 64 parties; one more is a typed error, and the room goes on.
func TestRoomOf64(t *testing.T) {
	const last = pause.MaxParties - 1
	h := readHeader(t, nil)
	var joins []string
	for i := range pause.MaxParties + 1 {
		p := calllog.Participant{ID: fmt.Sprintf("P%d", i)}
		if i == last {
			p.Softphone, p.Terminal, p.PauseEnabled = true, pause.Installed, true
		}
		h.Parties = append(h.Parties, p)
		joins = append(joins, fmt.Sprintf("P%d room.join r", i))
	}
	s, _ := play(t, h, joins[:pause.MaxParties]...)
	after, _, err := applied(s, readEvent(t, 66, joins[pause.MaxParties]))
	var typed *system.Error
	if !errors.As(err, &typed) || typed.Line != 66 || typed.Party != "P64" || key(after) != key(s) {
		t.Fatalf("the 65th joins: got %v, want a *system.Error in line 66 about P64, and no change", err)
	}
	_, outcome, err := applied(after, readEvent(t, 67, fmt.Sprintf("P%d pause.click r", last)))
	if err != nil {
		t.Fatal(err)
	}
	call := outcome.Step.Calls[0].Value
	if call.Recording != pause.Partial || len(call.Silenced) != 1 || call.Silenced[0] != "P63" ||
		len(outcome.Step.Beeps[0].To) != pause.MaxParties {
		t.Errorf("the 64th stops: got %+v and a beep to %d", call, len(outcome.Step.Beeps[0].To))
	}
	if p, _ := outcome.Step.Phones.Get("P63"); p.State != callstate.Talking {
		t.Errorf("the 64th: got %v, want talking", p.State)
	}
}

// An error says for whom the event has no meaning: for who acts, or for somebody else, and then what that one is doing.
func TestErrorSaysForWhom(t *testing.T) {
	h := readHeader(t, nil, full("A"), full("B"), "X external")
	s, _ := play(t, h, "X call.invite A c1", "A call.answered c1", "B outbound.wait")
	for event, want := range map[string]string{
		"A unhold c1":             "the event has no meaning in this state",
		"B outbound.connect A c2": "the event has no meaning for A, who is in state talking",
	} {
		_, _, err := applied(s, readEvent(t, 9, event))
		if typed := (*system.Error)(nil); !errors.As(err, &typed) || typed.Problem != want {
			t.Errorf("%s: got %v, want %s", event, err, want)
		}
	}
}

// A party that is introduced while a story goes on is one that has been there all along, in snapshots too. The copy that
// was made before does not know it.
func TestIntroduce(t *testing.T) {
	whole := readHeader(t, nil, full("A"), "X external", full("T"))
	from := whole
	from.Parties = whole.Parties[:2:2]
	known, late := newSystem(t, whole), newSystem(t, from)
	for i, e := range strings.Split("X call.invite A c1; A call.answered c1; A star.begin T c2; T star.answered c2; "+
		"A pause.click; A star.complete", "; ") {
		before := late
		if i == 2 {
			for range 2 { // the second time it is known
				if err := late.Introduce(whole.Parties[2]); err != nil {
					t.Fatal(err)
				}
			}
			if _, known := before.Phone("T"); known {
				t.Fatal("a copy from before knows T")
			}
		}
		event := readEvent(t, i+2, e)
		want, got := lineOf(t, &known, event), lineOf(t, &late, event)
		if late = restored(t, late); i >= 2 && (got != want || late.Key() != known.Key()) {
			t.Fatalf("%s: got %s, want %s", e, got, want)
		}
	}
	if got, want := late.Names("c1"), []string{"X", "A", "T"}; !slices.Equal(got, want) || late.Names("c2") != nil {
		t.Errorf("got %v in c1, %v in c2, want %v and nobody", got, late.Names("c2"), want)
	}
}

// Time does not run backwards: an event before the last one changes nothing, whether that was applied or refused, also
// after a restart. At the last one's position it counts.
func TestApplyBeforeTheLastEvent(t *testing.T) {
	s := newSystem(t, readHeader(t, nil, full("A"), "X external"))
	for i, e := range []string{"X call.invite A c1", "A call.answered c1", "A resume.click"} {
		if _, err := s.Apply(readEvent(t, i+2, e)); err != nil {
			t.Fatal(err)
		}
	}
	last := int64(4) * 8000
	for _, s := range []system.System{s, restored(t, s)} {
		before := snapshotOf(t, s)
		e := calllog.Event{Line: 5, At: last - 1, Kind: calllog.PauseClick, Party: "A", Call: "c1"}
		_, err := s.Apply(e)
		want := calllog.Error{Line: 5, Event: "pause.click", Party: "A", State: "talking", Field: "at", Got: "31999",
			Want: "32000 or later: time does not run backwards"}
		var wrong *calllog.Error
		if !errors.As(err, &wrong) || *wrong != want {
			t.Errorf("got %v, want %v", err, &want)
		}
		if after := snapshotOf(t, s); after != before {
			t.Errorf("got %s, want %s", after, before)
		}
		if e.At = last; !strings.Contains(before, `"at":32000`) {
			t.Errorf("%s does not say where the last event was", before)
		}
		if o, err := s.Apply(e); err != nil || o.Step.Result != calllog.Applied {
			t.Errorf("at the last event's position: got %v, %v", o.Step.Result, err)
		}
	}
}

// A party that no header can have is refused, and so is everybody by the zero System; nothing has changed then.
func TestIntroduceErrors(t *testing.T) {
	h := readHeader(t, nil, full("A"), "X external")
	s, zero := newSystem(t, h), system.System{}
	before := snapshotOf(t, s)
	for field, p := range map[string]calllog.Participant{
		"parties[2].id":       {},
		"parties[2].kind":     {ID: "T", PauseEnabled: true},
		"parties[2].terminal": {ID: "T", Softphone: true, Terminal: 9},
	} {
		var wrong *calllog.Error
		if err := s.Introduce(p); !errors.As(err, &wrong) || wrong.Field != field {
			t.Errorf("%+v: got %v, want an error of %s", p, err, field)
		}
	}
	again := h.Parties[0]
	again.StarTransfer = !again.StarTransfer
	if err := s.Introduce(again); err == nil {
		t.Error("got no error of A with other settings")
	}
	if err := zero.Introduce(h.Parties[0]); err == nil {
		t.Error("the zero System takes a party")
	}
	if after := snapshotOf(t, s); after != before {
		t.Errorf("got %s, want %s", after, before)
	}
}

// A call takes 64 parties, however late they come; the next one is refused.
func TestIntroduceMany(t *testing.T) {
	s := newSystem(t, readHeader(t, nil, full("A")))
	join := func(id string) error {
		if err := s.Introduce(calllog.Participant{ID: id}); err != nil && id != "A" {
			t.Fatal(err)
		}
		_, err := s.Apply(calllog.Event{Kind: calllog.RoomJoin, Party: id, Call: "r"})
		s = restored(t, s)
		return err
	}
	for i := range pause.MaxParties {
		id := "A"
		if i > 0 {
			id = fmt.Sprint("X", i)
		}
		if err := join(id); err != nil {
			t.Fatal(err)
		}
	}
	var full *system.Error
	want := `line 0: room.join by X64, who is in no call: call "r" has had 64 parties, also those who have left, ` +
		`and takes no more: go on in a new one`
	if err := join("X64"); !errors.As(err, &full) || err.Error() != want || len(s.Names("r")) != pause.MaxParties {
		t.Errorf("got %v and %d parties, want an *Error and %d", err, len(s.Names("r")), pause.MaxParties)
	}
}
