package manifest_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

func has(spans []recording.Span, at int64) bool {
	return slices.ContainsFunc(spans, func(s recording.Span) bool { return s.Has(at) })
}

// A party is silenced, and present on a side, exactly where its timeline says so.
func TestNewPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		m := s.manifest(t)
		for i, p := range m.Parties {
			party := pause.Party(slices.Index(names, p.ID))
			for at := s.span.From - 2; at < s.span.To+2; at++ {
				in := s.span.Has(at)
				silenced := slices.ContainsFunc(m.Silences, func(q manifest.Silence) bool {
					return q.Has(at) && slices.Contains(q.Whose, p.ID)
				})
				want := in && m.Recorded && has(s.timeline.Silence(party, 1000), at)
				for _, stop := range s.timeline.StopSpans() {
					want = want || in && m.Recorded && has(s.timeline.SilencedBy(stop, party), at)
				}
				if silenced != want {
					t.Fatalf("%s at %d: got silenced %t, want %t: %+v", p.ID, at, silenced, want, m.Silences)
				}
				for j, side := range []pause.Sides{pause.Operator, pause.Far} {
					here := slices.ContainsFunc(m.Parties[i].Present, func(q manifest.Presence) bool {
						return q.Has(at) && q.Side == tracks[j+1]
					})
					if want := in && has(s.timeline.PresentOn(side, party, 1000), at); here != want {
						t.Fatalf("%s at %d on the %v side: got %t, want %t", p.ID, at, tracks[j+1], here, want)
					}
				}
			}
		}
	})
}

// A track has a beep exactly where its plan sounds the tone, and that from the beep's own position on.
func TestBeepsPointwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		m := s.manifest(t)
		for _, track := range m.Layout.Tracks() {
			plan := m.Guard.Plan(s.timeline, track, m.Tone.PCM(m.Rate))
			for at := s.span.From; at < s.span.To; at++ {
				got, want := int64(-1), int64(-1)
				for _, b := range m.Beeps {
					if b.Has(at) && b.Track == track {
						got = at - b.At
					}
				}
				for _, piece := range plan.Pieces {
					if m.Recorded && piece.Has(at) && piece.Tone >= 0 {
						want = piece.Tone + at - piece.From
					}
				}
				if got != want {
					t.Fatalf("the %v track at %d: got sample %d of the tone, want %d", track, at, got, want)
				}
			}
		}
	})
}

// Every silence and every beep has the reason that its timeline has for it, with a rule.
func TestReasons(t *testing.T) {
	silences, late, beeps := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		m := s.manifest(t)
		for _, q := range m.Silences {
			silences++
			party := pause.Party(slices.Index(names, q.Whose[0]))
			if !has(s.timeline.Silence(party, 1000), q.From) { // by a stop that came late
				late++
				want := s.timeline.WhyStopSpan(s.timeline.StopSpans()[0], q.From, names...)
				if q.Why != want || want.Rule == 0 {
					t.Fatalf("%v: got %v, want %v", q.Span, q.Why, want)
				}
				continue
			}
			for at := q.From; at < q.To; at++ {
				if has(s.timeline.Present(party, 1000), at) {
					if want := s.timeline.Why(party, at, names...); q.Why != want {
						t.Fatalf("%v: got %v, want %v", q.Span, q.Why, want)
					}
					break
				}
			}
		}
		for _, b := range m.Beeps {
			beeps++
			if want := whyBeep(s, m, b); b.Why != want || want.Rule == 0 {
				t.Fatalf("%v: got %v, want %v", b.Span, b.Why, want)
			}
		}
	})
	if !testing.Short() && (silences < 30 || late == 0 || beeps < 10) {
		t.Errorf("saw %d silences, %d of them by a stop that came late, and %d beeps only", silences, late, beeps)
	}
}

// A beep that waits for the end of a margin sounds behind it, and has the reason of its step; the silence itself stays
// as the stop made it.
func TestBeepBehindAMargin(t *testing.T) {
	without, m := onePause(), onePauseWith(recording.Guard{Before: 10, After: 2000})
	if b, want := m.Beeps[0], span(25_200, 26_800); len(m.Beeps) != 1 || b.Span != want || b.At != want.From {
		t.Errorf("got %v, want one at %v", m.Beeps, want)
	}
	if got, want := m.Beeps[0].Why, without.Beeps[0].Why; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := m.Silences[0].Span, without.Silences[0].Span; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, at := range []int64{11_589, 11_590, 25_199, 25_200} {
		if got, want := silentAt(m, recording.FarSide, at), span(11_590, 25_200).Has(at); got != want {
			t.Errorf("silent at %d: got %t, want %t", at, got, want)
		}
	}
}

// whyBeep is the reason of the last beep that was written for a track before a tone begins there.
func whyBeep(s story, m manifest.Manifest, b manifest.Beep) (why spec.Reason) {
	for _, beep := range s.timeline.Beeps() {
		if beep.At <= b.At && beep.On&b.Track.Sides() != 0 {
			why = s.timeline.WhyBeep(b.Track, beep.At, m.Tone.PCM(m.Rate), names...)
		}
	}
	return why
}

// What cannot be is refused before anything is made of it, by the name of its field.
func TestNewRefuses(t *testing.T) {
	tl := recording.NewTimeline(10, calltest.New(true, 0, 1))
	_, _ = tl.End(90)
	good := manifest.Options{Recorded: true, Rate: 8000, Tone: recording.DefaultTone()}
	rows := []struct {
		field  string
		span   recording.Span
		change func(*manifest.Options)
	}{
		{"from", span(9, 20), func(*manifest.Options) {}},
		{"to", span(10, 91), func(*manifest.Options) {}},
		{"to", span(10, 9), func(*manifest.Options) {}},
		{"sample_rate", span(10, 90), func(o *manifest.Options) { o.Rate = 0 }},
		{"layout", span(10, 90), func(o *manifest.Options) { o.Layout = 3 }},
		{"codec", span(10, 90), func(o *manifest.Options) { o.Codec = 4 }},
		{"tone.length_ns", span(10, 90), func(o *manifest.Options) { o.Tone.Length = 1e6 * time.Hour }},
		{"call", span(10, 90), func(o *manifest.Options) { o.Call = "\xff" }},
		{"guard.after", span(10, 90), func(o *manifest.Options) { o.Guard.After = -1 }},
		{"gaps[0].party", span(10, 90), func(o *manifest.Options) {
			o.Gaps = []manifest.Loss{{Span: span(10, 11), Party: "nobody"}}
		}},
		{"files[0].name", span(10, 90), func(o *manifest.Options) {
			o.Files = []manifest.File{{Name: "../x.wav", Tracks: tracks[:1]}}
		}},
		{"start", span(10, 90), func(o *manifest.Options) {
			o.Start = time.Date(2025, 1, 1, 0, 0, 0, 0, time.FixedZone("LMT", 33539))
		}},
	}
	for _, row := range rows {
		o := good
		row.change(&o)
		_, err := manifest.New(tl, row.span, names, o)
		var bad *manifest.Error
		if !errors.As(err, &bad) || bad.Field != row.field {
			t.Errorf("got %v, want an error of %s", err, row.field)
		}
	}
}

// A recording that still runs says so, as one does that is cut before its end; an empty one is one.
func TestEnded(t *testing.T) {
	rec := calltest.New(true, 0, 1)
	running, over := recording.NewTimeline(10, rec), recording.NewTimeline(10, rec)
	_ = over.Step(90, rec.End())
	for _, row := range []struct {
		timeline *recording.Timeline
		to       int64
		want     bool
	}{{running, 50, false}, {running, 10, false}, {over, 50, false}, {over, 90, true}} {
		m, err := manifest.New(row.timeline, span(10, row.to), names, manifest.Options{Rate: 8000})
		if err != nil || m.Ended != row.want {
			t.Errorf("up to %d: got ended %t, %v, want %t", row.to, m.Ended, err, row.want)
		}
	}
}

// What a caller has of losses stays in its order: the manifest has its own.
func TestLossesStayInOrder(t *testing.T) {
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	if _, err := tl.End(600); err != nil {
		t.Fatal(err)
	}
	losses := []manifest.Loss{{Span: span(300, 400), Party: "A"}, {Span: span(100, 200), Party: "A"}}
	m, err := manifest.New(tl, span(0, 600), []string{"A", "X"}, manifest.Options{Recorded: true, Rate: 8000,
		Tone: recording.DefaultTone(), Gaps: losses})
	if err != nil || len(m.Gaps) != 2 || m.Gaps[0].From != 100 || losses[0].From != 300 {
		t.Errorf("got %v of %v, %v", m.Gaps, losses, err)
	}
}
