package recording_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A sample of a track has a reason for its beep, or for having none, complete in both languages, that agrees with the
// plan.
func TestWhyBeep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tl := stories.Draw(t, "story").timeline()
		tone := make([]int16, rapid.IntRange(0, 5).Draw(t, "tone"))
		for _, track := range tracks {
			n, sounds := sample.Draw(t, "sample"), false
			for _, piece := range tl.Plan(track, tone).Pieces {
				sounds = sounds || piece.Has(n) && piece.Tone >= 0
			}
			r := tl.WhyBeep(track, n, tone)
			if complete(t, r); strings.HasPrefix(r.Verdict.EN, "beep (since") != sounds {
				t.Fatalf("the %v track at %d: got %q, sounds %t", track, n, r, sounds)
			}
		}
	})
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
			"beep (since sample 6): 録音再開 of Op ends the silence of Op and Cust"},
		{"RP-REC-030", pair, once, recording.OperatorSide, 6,
			"no beep in this track: 録音再開 of Op ends the silence of Op and Cust"},
		{"RP-NTF-010", pair, once, recording.FarSide, 2, "no beep in this track: 録音停止 of Op silences Op and Cust"},
		{"RP-NTF-030", pair, func(s *script) *script { return s.resume(2, 0) }, recording.FarSide, 2,
			"no beep in this track: 録音再開 of Op changes nothing"},
		{"RP-NTF-014", pair, once, recording.FarSide, 11,
			"no beep in this track: nothing happens to the recording at this sample, and the beep of sample 6 is over"},
		{"RP-NTF-014", pair, once, recording.FarSide, 4,
			"no beep in this track: nothing happens to the recording at this sample ("},
		{"RP-NTF-014", pair, func(s *script) *script { return once(s).stop(12, 0).resume(13, 0) }, recording.FarSide,
			19,
			"no beep in this track: nothing happens to the recording at this sample, and the beep of sample 13 is " +
				"over ("},
		{"RP-NTF-014", pair, once, recording.OperatorSide, 8,
			"no beep in this track: nothing happens to the recording at this sample ("},
		{"RP-REC-011", pair, func(s *script) *script { return once(s).stop(8, 1) }, recording.FarSide, 9,
			"no beep in this track: everybody in this track is silence, which wins over the beep of sample 6 (§4, " +
				"RP-REC-011, RP-REC-034)"},
		{"RP-REC-011", many, func(s *script) *script { return s.stop(1, 0).stop(2, 1).resume(4, 1) },
			recording.OperatorSide, 4,
			"no beep in this track: everybody in this track is silence, which wins over the beep of sample 4"},
		{"RP-NTF-014", pair, once, recording.FarSide, 10,
			"no beep in this track: nothing happens to the recording at this sample, and the beep of sample 6 is over"},
		{"RP-NTF-014", pair, func(s *script) *script { return once(s).away(9, 2) }, recording.OperatorSide, 9,
			"no beep in this track: nothing happens to the recording at this sample ("},
		{"RP-NTF-012", pair, func(s *script) *script { return once(s).stop(6, 1).resume(6, 1) }, recording.FarSide, 7,
			"beep (since sample 6): 録音再開 of Op ends"},
		{"RP-REC-030", pair, func(s *script) *script { return once(s).resume(6, 1) }, recording.OperatorSide, 6,
			"no beep in this track: 録音再開 of Op ends"},
		{"RP-REC-011", many, func(s *script) *script {
			return s.stop(1, 0).stop(2, 1).resume(4, 1).resume(4, 0).stop(4,
				0)
		}, recording.OperatorSide, 4,
			"no beep in this track: everybody in this track is silence, which wins over the beep of sample 4 (§4, " +
				"RP-REC-011, RP-REC-034, not guaranteed)"},
		{"RP-NTF-012", pair, func(s *script) *script { return once(s).away(8, 2) }, recording.FarSide, 9,
			"beep (since sample 6): 録音再開 of Op ends"},
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
