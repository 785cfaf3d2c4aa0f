package recording_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

var (
	japanese = regexp.MustCompile(`[\p{Hiragana}\p{Katakana}\p{Han}]`)
	labels   = regexp.MustCompile(`録音停止|録音再開`)
)

// sample is one at which something may be asked.
var sample = rapid.Int64Range(first, last-1)

// complete fails the test unless a reason says in both languages what is so and why.
func complete(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, r spec.Reason) {
	t.Helper()
	if r.Verdict.JA == "" || r.Verdict.EN == "" || r.Fact.JA == "" || r.Fact.EN == "" ||
		(r.Remedy.JA == "") != (r.Remedy.EN == "") {
		t.Fatalf("%+v lacks a text", r)
	}
	ja, en := r.In(spec.JA), r.In(spec.EN)
	if strings.Contains(ja+en, "%!") || strings.Contains(en, "nobody stopped") ||
		!japanese.MatchString(labels.ReplaceAllString(ja, "")) ||
		japanese.MatchString(labels.ReplaceAllString(en, "")) {
		t.Fatalf("got %q and %q, want Japanese and English", ja, en)
	}
}

// hold is the dumb definition of what a recording holds of a party: by the moment at the sample.
func (m moment) hold(p pause.Party) string {
	switch {
	case !(m.rec.Members() &^ m.away).Has(p) || !m.rec.Recorded() || !m.rec.Answered():
		return "not in this recording"
	case m.rec.Silenced().Has(p):
		return "silence"
	}
	return "recorded"
}

// A sample of everybody has a reason, complete in both languages, that agrees with what the recording holds there.
func TestWhy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		tl, held, n := s.timeline(), s.moments(last), sample.Draw(t, "sample")
		for p := range everybody.With(63).All() {
			r := tl.Why(p, n)
			complete(t, r)
			if want := held[n].hold(p); r.Verdict.EN != want {
				t.Fatalf("%v at %d: got %q, want %q", p, n, r, want)
			}
		}
	})
}

// What a silence's reason says of its end is so: where it names a sample, the silence goes on up to it and the sample
// is none.
func TestWhyNamesTheEnd(t *testing.T) {
	forEver, ending := 0, 0
	number := regexp.MustCompile(`sample (-?\d+)`)
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		tl, held := s.timeline(), s.moments(last)
		for n := int64(first); n < last; n++ {
			for p := range everybody.All() {
				if held[n].hold(p) != "silence" {
					continue
				}
				end := n
				for end < last && held[end].hold(p) == "silence" {
					end++
				}
				if end == last {
					forEver++
				} else {
					ending++
				}
				remedy := tl.Why(p, n).Remedy.EN
				switch got := number.FindStringSubmatch(remedy); {
				case end == last && (got != nil || !strings.HasPrefix(remedy, "recorded again once ")):
					t.Fatalf("%v at %d is silence for ever: got %q", p, n, remedy)
				case end < last && (got == nil || got[1] != fmt.Sprint(end) || strings.HasPrefix(remedy,
					"recorded again") != (held[end].hold(p) == "recorded")):
					t.Fatalf("%v at %d is silence up to %d: got %q", p, n, end, remedy)
				}
			}
		}
	})
	if !testing.Short() && (forEver < 20 || ending < 20) {
		t.Errorf("saw %d silences without an end and %d with one only", forEver, ending)
	}
}

// Who silences a voice, since when, by which rule, and what ends that: a row a call.
func TestWhySilence(t *testing.T) {
	room := calltest.Room(true, 0, 1, 2)
	two, ringing := room, calltest.Ringing(true, 0, 1)
	_, _ = two.Leave(2)
	_, _ = ringing.Stop(0)
	pair, many := calltest.New(true, 0, 1), calltest.New(true, 0, 1, 2)
	rows := []struct {
		rule string
		rec  pause.Call
		tell func(*script) *script
		p    pause.Party
		at   int64
		want string
	}{
		{"RP-REC-010", pair, func(s *script) *script { return s.stop(2, 0).resume(6, 1) }, 1, 3,
			"silence: Op stopped the recording, which silences everybody (since sample 2, by Op's 「録音停止」) (§4, " +
				"RP-REC-010, RP-REC-011, RP-OPS-010); recorded again from sample 6 on, by Cust's 「録音再開」"},
		{"RP-S2S-200", pair, func(s *script) *script { return s.stop(2, 0).stop(4, 1) }, 1, 5,
			"silence: Op and Cust stopped the recording, which silences everybody (since sample 2, by Op's 「録音停止」) (§4, " +
				"RP-REC-010, RP-REC-011, RP-OPS-010, RP-S2S-200); recorded again once anybody in the call clicks 「録音再開」"},
		{"RP-OPS-040", pair, func(s *script) *script { return s.stop(2, 0).resume(6, 1).end(9) }, 0, 3,
			"silence: Op stopped the recording, which silences everybody (since sample 2, by Op's 「録音停止」) (§4, " +
				"RP-REC-010, RP-REC-011, RP-OPS-010); recorded again from sample 6 on, by Cust's 「録音再開」"},
		{"U-02", pair, func(s *script) *script { return s.stop(2, 0).end(9) }, 0, 5,
			"silence: Op stopped the recording, which silences everybody (since sample 2, by Op's 「録音停止」) (§4, " +
				"RP-REC-010, RP-REC-011, RP-OPS-010); silence up to the recording's end at sample 9"},
		{"RP-CNF-010", room, func(s *script) *script { return s.stop(2, 1).stop(3, 0) }, 1, 5,
			"silence: Cust stopped the recording, which silences that voice alone (since sample 2, by Cust's 「録音停止」) " +
				"(§5, RP-CNF-010, RP-CNF-012, RP-REC-010, not guaranteed); recorded again once Cust clicks 「録音再開」"},
		{"RP-TPC-020", many, func(s *script) *script { return s.stop(2, 2).resume(4, 2) }, 2, 2,
			"silence: Third stopped the recording, which silences that voice alone (since sample 2, by Third's 「録音停止」) " +
				"(§5, RP-TPC-020, RP-REC-010, not guaranteed); recorded again from sample 4 on, by Third's 「録音再開」"},
		{"RP-XFR-010", ringing.Answer().After, func(s *script) *script { return s }, 0, 5,
			"silence: Op stopped the recording, which silences everybody (since the recording starts at sample 0) " +
				"(§5, RP-XFR-010, RP-XFR-013, RP-REC-010, RP-REC-011, not guaranteed); recorded again once anybody " +
				"in the call clicks 「録音再開」"},
		{"RP-XFR-020", pair, func(s *script) *script { return s.stop(2, 0).complete(5, 0, 2) }, 1, 3,
			"silence: Op stopped the recording, which silences everybody (since sample 2, by Op's 「録音停止」) (§4, " +
				"RP-REC-010, RP-REC-011, RP-OPS-010); recorded again from sample 5 on, by itself (transfer completed)"},
		{"away", pair, func(s *script) *script { return s.stop(2, 0).away(4, 2) }, 1, 3,
			"silence: Op stopped the recording, which silences everybody (since sample 2, by Op's 「録音停止」) (§4, " +
				"RP-REC-010, RP-REC-011, RP-OPS-010); silence up to sample 4, where Cust leaves this recording"},
		{"a room of two", two, func(s *script) *script { return s.stop(2, 1) }, 1, 3,
			"silence: Cust stopped the recording, which silences that voice alone (since sample 2, by Cust's 「録音停止」) " +
				"(§5, RP-CNF-010, RP-CNF-012, RP-REC-010, not guaranteed); recorded again once Cust clicks 「録音再開」"},
		{"several steps at a sample", pair,
			func(s *script) *script { return s.resume(2, 1).stop(2, 0).stop(4, 0).resume(4, 1) }, 1, 3,
			"silence: Op stopped the recording, which silences everybody (since sample 2, by Op's 「録音停止」) (§4, " +
				"RP-REC-010, RP-REC-011, RP-OPS-010); recorded again from sample 4 on, by Cust's 「録音再開」"},
		{"by itself", many, func(s *script) *script { return s.stop(2, 0).leave(4, 2) }, 1, 5,
			"silence: Op stopped the recording, which silences everybody (since sample 4: left) (§4, RP-REC-010, " +
				"RP-REC-011, unspecified); recorded again once anybody in the call clicks 「録音再開」"},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			s := row.tell(newScript(t, pause.Policy{}, row.rec))
			r := s.tl.Why(row.p, row.at, "Op", "Cust", "Third")
			if complete(t, r); r.In(spec.EN) != row.want {
				t.Errorf("got  %s\nwant %s", r, row.want)
			}
		})
	}
}

// Why a voice is heard, or is not in the recording: a row a case.
func TestWhyNotSilent(t *testing.T) {
	room := calltest.Room(true, 0, 1, 2)
	pair, many := calltest.New(true, 0, 1), calltest.New(true, 0, 1, 2)
	rows := []struct {
		rule string
		rec  pause.Call
		tell func(*script) *script
		p    pause.Party
		at   int64
		want string
	}{
		{"RP-S2S-230", pair, func(s *script) *script { return s.stop(2, 0) }, 1, 1,
			"recorded: nobody has stopped the recording (§5, RP-S2S-230)"},
		{"RP-REC-040", pair, func(s *script) *script { return s.stop(2, 0).resume(4, 1) }, 0, 7,
			"recorded: the silence is over from sample 4 on, by Cust's 「録音再開」 (§4, RP-REC-040, RP-OPS-040)"},
		{"RP-XFR-020", pair, func(s *script) *script { return s.stop(2, 0).complete(5, 0, 2) }, 1, 5,
			"recorded: the silence is over from sample 5 on, by itself (transfer completed) (§5, RP-XFR-020, " +
				"RP-REC-040, not guaranteed)"},
		{"RP-CNF-011", room, func(s *script) *script { return s.stop(2, 1) }, 0, 3,
			"recorded: Cust stopped the recording, which silences nobody else (§5, RP-CNF-010, RP-CNF-011, not guaranteed)"},
		{"RP-TPC-021", many, func(s *script) *script { return s.stop(2, 1) }, 0, 3,
			"recorded: Cust stopped the recording, which silences nobody else (§5, RP-TPC-020, RP-TPC-021, not guaranteed)"},
		{"RP-REC-050", calltest.New(false, 0, 1), func(s *script) *script { return s.stop(2, 1) }, 0, 3,
			"not in this recording: recording is off by setting (table 3.1, RP-REC-050)"},
		{"RP-REC-012", pair, func(s *script) *script { return s }, 0, -1,
			"not in this recording: the recording starts at sample 0 (§4, RP-REC-012)"},
		{"RP-REC-012, after", pair, func(s *script) *script { return s.end(4) }, 0, 4,
			"not in this recording: the recording ended at sample 4 (§4, RP-REC-012)"},
		{"RP-REC-012, before", pair, func(s *script) *script { return s.end(4) }, 0, -1,
			"not in this recording: the recording starts at sample 0 (§4, RP-REC-012)"},
		{"not answered", calltest.Ringing(true, 0, 1), func(s *script) *script { return s }, 0, 4,
			"not in this recording: the call has not been answered (§4, RP-REC-012)"},
		{"back after a silence", many, func(s *script) *script { return s.stop(2, 2).leave(4, 2).join(6, 2) }, 2, 7,
			"recorded: nobody has stopped the recording (§5, RP-S2S-230, not guaranteed)"},
		{"not in the call", pair, func(s *script) *script { return s }, 2, 4,
			"not in this recording: Third is not in the call"},
		{"not in the call yet", pair, func(s *script) *script { return s.join(6, 2) }, 2, 4,
			"not in this recording: Third is not in the call; in this recording from sample 6 on"},
		{"nobody", pair, func(s *script) *script { return s }, pause.MaxParties, 4,
			"not in this recording: party 64 is not in the call"},
		{"away", pair, func(s *script) *script { return s.away(2, 2).away(7, 0) }, 1, 4,
			"not in this recording: Cust is talking in another call, whose recording holds the voice; in " +
				"this recording from sample 7 on"},
		{"back when a silence ends", pair,
			func(s *script) *script { return s.away(1, 2).stop(2, 0).resume(6, 0).away(6, 0) }, 1, 7,
			"recorded: nobody has stopped the recording (§5, RP-S2S-230)"},
		{"back in its last sample", pair,
			func(s *script) *script { return s.away(1, 2).stop(2, 0).away(5, 0).resume(6, 0) }, 1, 7,
			"recorded: the silence is over from sample 6 on, by Op's 「録音再開」 (§4, RP-REC-040, RP-OPS-040)"},
		{"by itself", pair, func(s *script) *script {
			_, err := s.stop(2, 0).tl.Transfer(5, 0, 2, 0, 0)
			return s.noted(err)
		}, 1, 6, "recorded: the silence is over from sample 5 on, by itself (transfer completed) (§4, RP-REC-040, " +
			"unspecified)"},
		{"away twice", pair, func(s *script) *script { return s.away(2, 2).away(4, 0).away(6, 2).away(8, 0) }, 1, 3,
			"not in this recording: Cust is talking in another call, whose recording holds the voice; in " +
				"this recording from sample 4 on"},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			s := row.tell(newScript(t, pause.Policy{}, row.rec))
			r := s.tl.Why(row.p, row.at, "Op", "Cust", "Third")
			if complete(t, r); r.In(spec.EN) != row.want {
				t.Errorf("got  %s\nwant %s", r, row.want)
			}
		})
	}
}

// A reason says in Japanese what it says in English.
func TestWhyInJapanese(t *testing.T) {
	pair, many := calltest.New(true, 0, 1), calltest.New(true, 0, 1, 2)
	for _, row := range []struct {
		name string
		tell *script
		p    pause.Party
		want string
	}{
		{"nobody", newScript(t, pause.Policy{}, pair), pause.MaxParties,
			"この録音に含まれない：参加者64は通話に参加していません"},
		{"an own voice", newScript(t, pause.Policy{}, many).stop(2, 2), 2,
			"無音：Thirdが録音を停止しています（サンプル2から、Thirdの「録音停止」による）。無音になるのは本人の音声だけです" +
				"（§5、RP-TPC-020、RP-REC-010、動作保証外）。Thirdが「録音再開」を押すと、再び録音されます"},
		{"by itself", newScript(t, pause.Policy{}, many).stop(2, 0).leave(4, 2), 1,
			"無音：Opが録音を停止しています（サンプル4から、退出による）。全員の音声が無音になります" +
				"（§4、RP-REC-010、RP-REC-011、記載なし）。通話中のだれかが「録音再開」を押すと、再び録音されます"},
	} {
		if got := row.tell.tl.Why(row.p, 5, "Op", "Cust", "Third").In(spec.JA); got != row.want {
			t.Errorf("%s\n got %s\nwant %s", row.name, got, row.want)
		}
	}
}

// A timeline that is told of the answer itself explains a silence from its start as one that begins with it.
func TestWhyFromTheAnswer(t *testing.T) {
	call := calltest.Ringing(true, 0, 1)
	_, _ = call.Stop(0)
	var told recording.Timeline
	must(t, told.Step(0, call.Answer()))
	made := recording.NewTimeline(0, call)
	if got, want := told.Why(1, 5), made.Why(1, 5); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A timeline of which nothing is known has nothing to say but that.
func TestWhyZeroTimeline(t *testing.T) {
	var tl recording.Timeline
	r := tl.Why(0, 5)
	if want := "not in this recording: the recording has not started (§4, RP-REC-012)"; r.In(spec.EN) != want {
		t.Errorf("got %v, want %s", r, want)
	}
	complete(t, r)
	complete(t, tl.WhyBeep(recording.Mixed, 5, nil))
}

func (s *script) complete(at int64, leaves, target pause.Party) *script {
	s.t.Helper()
	_, err := s.tl.Complete(at, leaves, target, 0)
	return s.noted(err)
}

func (s *script) leave(at int64, p pause.Party) *script {
	s.t.Helper()
	_, err := s.tl.Leave(at, p)
	return s.noted(err)
}

func (s *script) join(at int64, p pause.Party) *script {
	s.t.Helper()
	_, err := s.tl.Join(at, p)
	return s.noted(err)
}

func (s *script) away(at int64, away pause.Parties) *script {
	s.t.Helper()
	must(s.t, s.tl.Away(at, away))
	return s
}

// A sample of a track has a reason for its beep, or for having none, complete in both languages, that agrees with the
// plan.
func TestWhyBeep(t *testing.T) {
	heard := 0
	rapid.Check(t, func(t *rapid.T) {
		tl := stories.Draw(t, "story").timeline()
		tone := make([]int16, rapid.IntRange(0, 5).Draw(t, "tone"))
		for _, track := range tracks {
			pieces := tl.Plan(track, tone).Pieces
			for n := int64(first); n < last; n++ {
				sounds := slices.ContainsFunc(pieces, func(p recording.Piece) bool { return p.Has(n) && p.Tone >= 0 })
				if sounds {
					heard++
				}
				r := tl.WhyBeep(track, n, tone)
				if complete(t, r); strings.HasPrefix(r.Verdict.EN, "beep (since") != sounds {
					t.Fatalf("the %v track at %d: got %q, sounds %t", track, n, r, sounds)
				}
			}
		}
	})
	if !testing.Short() && heard < 20 {
		t.Errorf("saw %d samples of a beep only", heard)
	}
}

// Why a track holds a beep, or none: a row a case.
func TestWhyBeepByRule(t *testing.T) {
	pair, many := calltest.New(true, 0, 1), calltest.New(true, 0, 1, 2)
	once := func(s *script) *script { return s.stop(2, 0).resume(6, 0) }
	rows := []struct {
		rule  string
		rec   pause.Call
		tell  func(*script) *script
		track recording.Track
		at    int64
		want  string
	}{
		{"RP-NTF-012", pair, once, recording.FarSide, 8,
			"beep (since sample 6): Op's 「録音再開」 ends the silence of Op and Cust"},
		{"RP-REC-030", pair, once, recording.OperatorSide, 6,
			"no beep in this track: Op's 「録音再開」 ends the silence of Op and Cust"},
		{"RP-NTF-010", pair, once, recording.FarSide, 2, "no beep in this track: Op's 「録音停止」 silences Op and Cust"},
		{"RP-NTF-030", pair, func(s *script) *script { return s.resume(2, 0) }, recording.FarSide, 2,
			"no beep in this track: Op's 「録音再開」 changes nothing"},
		{"RP-NTF-014", pair, once, recording.FarSide, 11,
			"no beep in this track: nothing happens to the recording at this sample, and the beep that began at sample 6 is over"},
		{"RP-NTF-014", pair, once, recording.FarSide, 4,
			"no beep in this track: nothing happens to the recording at this sample ("},
		{"RP-NTF-014", pair, func(s *script) *script { return once(s).stop(12, 0).resume(13, 0) }, recording.FarSide,
			19,
			"no beep in this track: nothing happens to the recording at this sample, and the beep that " +
				"began at sample 13 is over ("},
		{"RP-NTF-014", pair, once, recording.OperatorSide, 8,
			"no beep in this track: nothing happens to the recording at this sample ("},
		{"RP-REC-011", pair, func(s *script) *script { return once(s).stop(8, 1) }, recording.FarSide, 9,
			"no beep in this track: the beep that began at sample 6 was cut by a silence that began later (§4, " +
				"RP-REC-011, RP-REC-034)"},
		{"RP-NTF-012", many, func(s *script) *script { return s.stop(1, 0).stop(2, 1).resume(4, 1) },
			recording.OperatorSide, 5, "beep (since sample 4): Cust's 「録音再開」 ends the silence of Cust"},
		{"RP-NTF-014", pair, once, recording.FarSide, 10,
			"no beep in this track: nothing happens to the recording at this sample, and the beep that began at sample 6 is over"},
		{"RP-NTF-014", pair, func(s *script) *script { return once(s).away(9, 2) }, recording.OperatorSide, 9,
			"no beep in this track: nothing happens to the recording at this sample ("},
		{"RP-NTF-012", pair, func(s *script) *script { return once(s).stop(6, 1).resume(6, 1) }, recording.FarSide, 7,
			"beep (since sample 6): Op's 「録音再開」 ends"},
		{"RP-REC-030", pair, func(s *script) *script { return once(s).resume(6, 1) }, recording.OperatorSide, 6,
			"no beep in this track: Op's 「録音再開」 ends"},
		{"RP-NTF-012", many, func(s *script) *script {
			return s.stop(1, 0).stop(2, 1).resume(4, 1).resume(4, 0).stop(4, 0)
		}, recording.OperatorSide, 4, "beep (since sample 4): Cust's 「録音再開」 ends the silence of Cust"},
		{"RP-REC-011", many, func(s *script) *script {
			return s.stop(1, 0).stop(2, 1).resume(4, 0).stop(6, 2)
		}, recording.FarSide, 7,
			"no beep in this track: the beep that began at sample 4 was cut by a silence that began later (§4, RP-REC-011, " +
				"RP-REC-034, not guaranteed)"},
		{"RP-NTF-012", pair, func(s *script) *script { return once(s).away(8, 2) }, recording.FarSide, 9,
			"beep (since sample 6): Op's 「録音再開」 ends"},
		{"RP-REC-012", pair, func(s *script) *script { return once(s).end(7) }, recording.FarSide, 7,
			"no beep in this track: the recording ended at sample 7"},
	}
	for i, row := range rows {
		t.Run(fmt.Sprintf("%s/%d", row.rule, i+1), func(t *testing.T) {
			tl := row.tell(newScript(t, pause.Policy{}, row.rec)).tl
			r := tl.WhyBeep(row.track, row.at, make([]int16, 4), "Op", "Cust", "Third")
			complete(t, r)
			if got := r.In(spec.EN); r.Rule.String() != row.rule || !strings.HasPrefix(got, row.want) {
				t.Errorf("got  %s by %v\nwant %s… by %s", got, r.Rule, row.want, row.rule)
			}
		})
	}
}

// A tone without a sample is in no track.
func TestWhyBeepWithoutTone(t *testing.T) {
	tl := newScript(t, pause.Policy{}, calltest.New(true, 0, 1)).stop(2, 0).resume(6, 0).tl
	if got := tl.WhyBeep(recording.Mixed, 6, nil); got.Fact.EN != "the tone has no length" {
		t.Errorf("got %v, want that the tone has no length", got)
	}
}

// Speech-to-text may write down exactly the samples of a party that are recorded: who is in the call, is not away and
// is not silenced, in a call that is recorded.
func TestTranscriptPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, until := stories.Draw(t, "story"), rapid.Int64Range(first, last).Draw(t, "until")
		tl := s.timeline()
		for p := range everybody.All() {
			want := map[int64]bool{}
			for n, m := range s.moments(until) {
				if m.hold(p) == "recorded" {
					want[n] = true
				}
			}
			if diff := cmp.Diff(want, positions(tl.Transcript(p, until))); diff != "" {
				t.Fatalf("%v may be written down up to %d (-want +got):\n%s", p, until, diff)
			}
		}
	})
}

// No sample of a silenced party is in a transcript span (L7).
func TestTranscriptHasNoSilencedVoice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tl := stories.Draw(t, "story").timeline()
		for p := range everybody.All() {
			for _, written := range tl.Transcript(p, last) {
				for _, silent := range tl.Silence(p, last) {
					if both := written.Intersect(silent); !both.Empty() {
						t.Fatalf("%v is silence and written down in %v", p, both)
					}
				}
			}
		}
	})
}

// Where recording is off by setting nothing is written down, whatever is clicked (RP-REC-050).
func TestUnrecordedTranscript(t *testing.T) {
	tl := newScript(t, pause.Policy{}, calltest.New(false, 0, 1)).stop(1, 0).resume(4, 1).tl
	if got := tl.Transcript(0, last); got != nil {
		t.Errorf("got %v, want nothing", got)
	}
}

// silences is the dumb definition: the samples of a track of which everybody is silenced, and in which no tone sounds.
func (s story) silences(track recording.Track, tone int, until int64) map[int64]bool {
	all := map[int64]bool{}
	loud := make([]int16, tone)
	for i := range loud {
		loud[i] = 1
	}
	sounds := s.samples(track, loud, until, func(pause.Party, int64) int16 { return 0 })
	for n, m := range s.moments(until) {
		on := m.rec.OnSide(sides(track))
		if on != 0 && on&^m.rec.Silenced() == 0 && sounds[n] == 0 {
			all[n] = true
		}
	}
	return all
}

// The silences of a track are exactly the samples in which everybody on it is stopped and no tone sounds.
func TestSilencesPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, until := stories.Draw(t, "story"), rapid.Int64Range(first, last).Draw(t, "until")
		tone := rapid.IntRange(0, 5).Draw(t, "tone")
		for _, track := range tracks {
			plan := s.timeline().Plan(track, make([]int16, tone))
			if diff := cmp.Diff(s.silences(track, tone, until), positions(plan.Silences(until))); diff != "" {
				t.Fatalf("the %v track is silence up to %d (-want +got):\n%s", track, until, diff)
			}
		}
	})
}
