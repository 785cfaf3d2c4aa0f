package shim_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// same wants what arrives to be what was sent.
func same[T any](t interface{ Errorf(string, ...any) }, sent T, send func(T) (T, error)) {
	got, err := send(sent)
	if err != nil {
		t.Errorf("%v", err)
	} else if d := cmp.Diff(got, sent); d != "" {
		t.Errorf("-got +sent:\n%s", d)
	}
}

// Every scene arrives as it was sent: all places, peers, layouts, terminals and engines, and each setting on and off.
func TestScenesArrive(t *testing.T) {
	for p := conformance.Idle; p <= conformance.OutboundWaiting; p++ {
		for _, peer := range []string{"C", "B", "D"} {
			s := conformance.Scenario(p)
			s.Peer, s.Incoming = peer, peer == "B"
			same(t, s, shim.ThroughScene)
		}
	}
	for i := range 1 << 10 {
		on := func(bit int) bool { return i>>bit&1 == 1 }
		s := conformance.Scenario(conformance.Talking)
		s.Settings = conformance.Settings{Version: "3.9.0", Contract: on(0), Saved: on(1), Ticked: on(2),
			AutoThreeWay: on(3), StarTransfer: on(4),
			RecordAll: on(5), RecordCallcenter: on(6), MaskKeys: on(7), KeysCovered: on(8), OtherBeep: on(9),
			Terminal: pause.Terminal(i % 3), PeerTerminal: pause.Terminal(i / 3 % 3),
			Layout: recording.Layout(i / 9 % 3), Transcriber: conformance.Transcriber(i / 27 % 3)}
		same(t, s, shim.ThroughScene)
	}
}

// Every event arrives as it was sent: clicks on all buttons, commands, keys, waiting, and the facts of call logs that
// are no clicks.
func TestEventsArrive(t *testing.T) {
	for b := buttons.InCall; b <= buttons.Toggle; b++ {
		for _, verb := range []pause.Verb{0, pause.Stop, pause.Resume} {
			same(t, conformance.Event{At: 8000, Action: conformance.Click, Party: "A", Button: b, Verb: verb,
				Keys: "#"[:b%2]}, shim.ThroughEvent)
		}
	}
	for _, verb := range []pause.Verb{pause.Stop, pause.Resume, conformance.NoSuchVerb} {
		same(t, conformance.Event{At: 1, Action: conformance.Command, Party: "B", Verb: verb}, shim.ThroughEvent)
	}
	same(t, conformance.Event{At: 1 << 53, Action: conformance.Enter, Party: "C", Keys: "12*#"}, shim.ThroughEvent)
	same(t, conformance.Event{At: 2, Action: conformance.Wait}, shim.ThroughEvent)
	same(t, conformance.Event{At: 2, Action: conformance.Tick, Party: "A"}, shim.ThroughEvent)
	same(t, conformance.Event{At: 2, Action: conformance.Click, Party: "B", Button: buttons.Toggle, Pending: 7},
		shim.ThroughEvent)
	for _, answer := range []calllog.PBXAnswer{calllog.Confirmed, calllog.Refused, calllog.TimedOut} {
		same(t, conformance.Event{At: 2, Action: conformance.Answer, Party: "A", Pending: 7, PBX: answer},
			shim.ThroughEvent)
	}
	for k := range calllog.Kinds() {
		e := conformance.Event{At: 3, Action: conformance.Fact, Party: "A", Fact: k, Call: "original"}
		if others := []calllog.Kind{calllog.DTMF, calllog.PauseClick, calllog.ResumeClick, calllog.PauseCommand,
			calllog.ResumeCommand, calllog.RecordingSilence}; slices.Contains(others, k) {
			if _, err := shim.ThroughEvent(e); err == nil {
				t.Errorf("%v is no fact of the kit, and arrives as one", k)
			}
			continue
		}
		same(t, e, shim.ThroughEvent)
	}
}

// Every description arrives: all roles, sets of features and sets of observables.
func TestDescriptionsArrive(t *testing.T) {
	for _, role := range roles {
		for f := conformance.Features(0); f <= conformance.AllFeatures; f += 7 {
			d := conformance.Description{Name: "n", Version: "ü", Role: role, Features: f,
				Observables: spec.Observables(f) & role.Observables(), Guard: int64(f)}
			if f%2 == 1 {
				d.Choices = map[spec.ChoiceID]string{"A-09": "b", "A-20": "c"}
			}
			same(t, d, shim.ThroughDescription)
		}
	}
}

// list draws nil or a list, which may be empty: the two are not the same.
func list[T any](t *rapid.T, of *rapid.Generator[T], name string) []T {
	if rapid.Bool().Draw(t, name+" is there") {
		return rapid.SliceOfN(of, 0, 3).Draw(t, name)
	}
	return nil
}

var (
	parties = rapid.SampledFrom([]string{"A", "B", "C", "T", "D", "", "<é\u2028>"})
	ids     = rapid.SampledFrom([]spec.ID{spec.OPS010, spec.BTN020, spec.XFR033})
	places  = rapid.Int64Range(-8, 1<<53)
	toggles = rapid.SampledFrom([]pause.Verb{pause.Stop, pause.Resume})
)

func phone(t *rapid.T) conformance.Screen {
	p := conformance.Screen{State: callstate.State(rapid.IntRange(0, 10).Draw(t, "state")),
		Toggle:  pause.Verb(rapid.IntRange(0, 2).Draw(t, "toggle")),
		Message: rapid.Bool().Draw(t, "message")}
	p.Both = p.Toggle != 0 && rapid.Bool().Draw(t, "both")
	key := rapid.Map(rapid.IntRange(1, int(buttons.Toggle)), func(i int) buttons.Button { return buttons.Button(i) })
	if rapid.Bool().Draw(t, "buttons are there") {
		verdict := rapid.Map(rapid.IntRange(0, 2), func(i int) buttons.Verdict { return buttons.Verdict(i) })
		p.Buttons = rapid.MapOfN(key, verdict, 1, 4).Draw(t, "buttons")
		p.Reasons = rapid.MapOfN(key, ids, 1, 4).Draw(t, "reasons")
	}
	return p
}

func observation(t *rapid.T) (o conformance.Observation) {
	if rapid.Bool().Draw(t, "phones are there") {
		o.Phones = rapid.MapOfN(parties, rapid.Custom(phone), 0, 2).Draw(t, "phones")
	}
	if rapid.Bool().Draw(t, "calls are there") {
		o.Calls = rapid.MapOfN(parties, rapid.Custom(func(t *rapid.T) conformance.Recorder {
			return conformance.Recorder{Recording: pause.State(rapid.IntRange(0, 3).Draw(t, "recording")),
				Silenced: list(t, parties, "silenced")}
		}), 0, 2).Draw(t, "calls")
	}
	o.Beeps = list(t, rapid.Custom(func(t *rapid.T) conformance.Beep {
		return conformance.Beep{Party: parties.Draw(t, "party"), Sound: parties.Draw(t, "sound")}
	}), "beeps")
	o.DTMF = list(t, parties, "dtmf")
	o.Sent = list(t, rapid.Custom(func(t *rapid.T) conformance.Sent {
		return conformance.Sent{Party: parties.Draw(t, "party"), Verb: toggles.Draw(t, "verb")}
	}), "sent")
	o.History = rapid.Ptr(parties, true).Draw(t, "history")
	o.Support = rapid.Ptr(rapid.Map(rapid.IntRange(0, 2), func(i int) spec.Support { return spec.Support(i) }),
		true).Draw(t, "support")
	if rapid.Bool().Draw(t, "rules are there") {
		o.SupportRule, o.Reasons = ids.Draw(t, "rule"), rapid.SliceOfN(ids, 1, 3).Draw(t, "rules")
	}
	return o
}

// What is seen arrives as it was shown; what was not observable is not made nothing, and nothing is not made
// unobservable.
func TestObservationsArrive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { same(t, observation(t), shim.ThroughObservation) })
}

func span(t *rapid.T) recording.Span {
	a, b := places.Draw(t, "from"), places.Draw(t, "to")
	return recording.Span{From: min(a, b), To: max(a, b)}
}

// A recording arrives as it was read.
func TestRecordingsArrive(t *testing.T) {
	segment := rapid.Custom(func(t *rapid.T) conformance.Segment {
		s := conformance.Segment{Span: span(t), Beep: rapid.Bool().Draw(t, "beep"),
			Noise: rapid.Bool().Draw(t, "noise")}
		if rapid.Bool().Draw(t, "voices are there") {
			s.Voices = rapid.SliceOfN(parties, 1, 3).Draw(t, "voices")
		}
		return s
	})
	track := rapid.Custom(func(t *rapid.T) conformance.TrackContents {
		return conformance.TrackContents{Track: recording.Track(rapid.IntRange(0, 2).Draw(t, "track")),
			Segments: rapid.SliceOfN(segment, 0, 3).Draw(t, "segments")}
	})
	speech := rapid.Custom(func(t *rapid.T) conformance.Speech {
		return conformance.Speech{Span: span(t), Party: parties.Draw(t, "party")}
	})
	rapid.Check(t, func(t *rapid.T) {
		same(t, conformance.Contents{Span: span(t), Files: rapid.IntRange(0, 3).Draw(t, "files"),
			Tracks:     rapid.SliceOfN(track, 0, 3).Draw(t, "tracks"),
			Transcript: list(t, speech, "transcript")}, shim.ThroughRecording)
	})
}
