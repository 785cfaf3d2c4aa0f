package manifest_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// silencedAt says whether a party is silenced at a sample, by a stop or in its guard margins.
func silencedAt(m manifest.Manifest, party string, at int64) bool {
	return slices.ContainsFunc(m.Silences, func(q manifest.Silence) bool {
		return at >= q.From-m.Guard.Before && at < q.To+m.Guard.After && slices.Contains(q.Whose, party)
	})
}

// isIn says whether a party is in a track at a sample.
func isIn(p manifest.Party, track recording.Track, at int64) bool {
	return slices.ContainsFunc(p.Present, func(q manifest.Presence) bool {
		return q.Has(at) && (track == recording.Mixed || q.Side == track)
	})
}

// silentAt says whether stops make a sample of a track silence: somebody is there, everybody there is silenced, no
// tone sounds.
func silentAt(m manifest.Manifest, track recording.Track, at int64) bool {
	silenced, here := 0, 0
	for _, p := range m.Parties {
		if isIn(p, track, at) {
			here++
			if silencedAt(m, p.ID, at) {
				silenced++
			}
		}
	}
	return here > 0 && silenced == here && !beepAt(m, track, at)
}

func beepAt(m manifest.Manifest, track recording.Track, at int64) bool {
	return slices.ContainsFunc(m.Beeps, func(b manifest.Beep) bool { return b.Has(at) && b.Track == track })
}

// Where nobody is in another call, comes or leaves, a track is silent where its plan is.
func TestSilentIsThePlans(t *testing.T) {
	judged := 0
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		s.options.Recorded = true
		s.span.From = s.timeline.Origin()
		if _, over := s.timeline.Ended(); !over {
			for _, stop := range s.timeline.StopSpans() {
				s.span.To = max(s.span.To, stop.Span.To)
			}
			s.span.To += 4 // past the margins of whatever comes last
		}
		s.options.Gaps, s.options.Leaks = nil, nil
		m := s.manifest(t)
		for _, p := range m.Parties {
			if len(p.Present) != 1 || p.Present[0].Span != m.Span {
				return
			}
		}
		judged++
		for _, track := range m.Layout.Tracks() {
			plan := m.Guard.Plan(s.timeline, track, m.Tone.PCM(m.Rate)).Silences(m.Span.To)
			for at := m.Span.From; at < m.Span.To; at++ {
				if got := silentAt(m, track, at); got != plan.Has(at) {
					t.Fatalf("the %v track at %d: got silent %t, want that of the plan, %v", track, at, got, plan)
				}
			}
		}
	})
	if judged < 3 {
		t.Errorf("judged %d recordings only", judged)
	}
}
