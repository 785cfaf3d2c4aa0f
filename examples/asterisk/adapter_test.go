package main

import (
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// onFake shows a fake with a defect, on a clock that does not wait.
func onFake(t *testing.T, d defect, events bool, look func(t *testing.T, s *asterisk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		dir := t.TempDir()
		go (&fake{conn: theirs, dir: dir, defect: d}).serve()
		c, err := login(t.Context(), ours, "recpause", "recpause")
		require.NoError(t, err)
		defer c.close()
		s, err := subject(t.Context(), c, options{spool: dir, guard: 100 * time.Millisecond, events: events})
		require.NoError(t, err)
		look(t, s)
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Empty(t, left, "recordings are deleted")
	})
}

// report runs the kit on a fake.
func report(t *testing.T, d defect, events bool, rules ...spec.ID) (r *conformance.Report) {
	t.Helper()
	onFake(t, d, events, func(t *testing.T, s *asterisk) {
		var err error
		r, err = conformance.Check(t.Context(), s, conformance.Depth(1), conformance.Limit(0),
			conformance.Only(rules...))
		require.NoError(t, err)
	})
	return r
}

// The kit says of a recorder that only mutes, as Asterisk's does, what the README says of Asterisk.
func TestVerdicts(t *testing.T) {
	want := map[spec.ID]conformance.Verdict{
		spec.DEF010: conformance.Pass, spec.DEF020: conformance.Pass, spec.DEF040: conformance.Pass,
		spec.RSP020: conformance.Fail,
		spec.RSP030: conformance.Pass, spec.OPS010: conformance.Pass, spec.OPS040: conformance.Pass,
		spec.REC010: conformance.Pass,
		spec.REC011: conformance.Pass, spec.REC012: conformance.Pass, spec.REC020: conformance.Fail,
		spec.REC030: conformance.Skip,
		spec.REC031: conformance.Fail, spec.REC032: conformance.Pass, spec.REC033: conformance.Fail,
		spec.REC034: conformance.Pass,
		spec.REC040: conformance.Pass, spec.REC050: conformance.Pass, spec.S2S111: conformance.Pass,
		spec.S2S121: conformance.Pass,
		spec.S2S131: conformance.Pass, spec.S2S141: conformance.Pass, spec.S2S151: conformance.Pass,
		spec.S2S200: conformance.Pass,
	}
	r := report(t, none, true)
	for _, f := range r.Findings {
		wanted, judged := want[f.Rule]
		if judged && f.Verdict != wanted || !judged && f.Verdict != conformance.Inconclusive &&
			f.Verdict != conformance.Skip {
			t.Errorf("got %v, want %v", f, wanted)
		}
	}
}

// What a recorder does wrong is seen in its files.
func TestDefects(t *testing.T) {
	for _, row := range []struct {
		defect defect
		rule   spec.ID
	}{
		{deaf, spec.DEF040},
		{cutting, spec.REC010},
		{faint, spec.REC011},
		{oneSided, spec.DEF040},
		{oneSided, spec.REC034},
		{leaking, spec.DEF040},
		{stuck, spec.REC040},
		{splitting, spec.REC012},
	} {
		f, ok := report(t, row.defect, true, row.rule).Find(row.rule)
		if !ok || f.Verdict != conformance.Fail {
			t.Errorf("a recorder that %s: got %v, want a failure", row.defect, f)
		}
		if f, _ := report(t, none, true, row.rule).Find(row.rule); f.Verdict != conformance.Pass {
			t.Errorf("a recorder that does not: got %v, want a pass", f)
		}
	}
}

// In a file a side, A is the operator's and the peer the other's, whoever called whom; the recording is as long as the
// call.
func TestSides(t *testing.T) {
	for _, peer := range []string{conformance.B, conformance.C} {
		for _, incoming := range []bool{false, true} {
			scene := conformance.Scenario(conformance.Talking)
			scene.Peer, scene.Incoming, scene.Settings.Layout = peer, incoming, recording.Split
			onFake(t, none, false, func(t *testing.T, s *asterisk) {
				x, err := s.Open(t.Context(), scene)
				require.NoError(t, err)
				defer x.Close()
				require.NoError(t, x.Do(t.Context(),
					conformance.Event{At: 8000, Action: conformance.Fact, Party: peer, Fact: calllog.CallHangup,
						Call: conformance.OriginalCall}))
				r, err := x.(conformance.Reader).Recording(t.Context())
				require.NoError(t, err)
				whole := recording.Span{From: -axis.Samples(settle), To: 8000}
				require.Equal(t, conformance.Contents{Span: whole, Files: 1, Tracks: []conformance.TrackContents{
					{Track: recording.OperatorSide,
						Segments: []conformance.Segment{{Span: whole, Voices: []string{conformance.A}}}},
					{Track: recording.FarSide, Segments: []conformance.Segment{{Span: whole, Voices: []string{peer}}}},
				}}, r)
			})
		}
	}
}

// What happens too late to mean anything is not judged.
func TestLate(t *testing.T) {
	f, _ := report(t, slow, false, spec.DEF040).Find(spec.DEF040)
	if f.Verdict != conformance.Broken || !strings.Contains(f.Reason.EN, "too late") {
		t.Errorf("got %v, want %v: too late", f, conformance.Broken)
	}
}

// Without its events, nothing is claimed of the state of the recorder.
func TestStateIsNotGuessed(t *testing.T) {
	for _, f := range report(t, none, false, spec.OPS010, spec.S2S200, spec.DEF040).Findings {
		if want := map[bool]conformance.Verdict{true: conformance.Pass,
			false: conformance.Inconclusive}[f.Rule == spec.DEF040]; f.Verdict != want {
			t.Errorf("got %v, want %v", f, want)
		}
	}
}

// What there is no call for is unsupported, and says why.
func TestUnsupported(t *testing.T) {
	for p := conformance.Idle; p <= conformance.OutboundWaiting; p++ {
		if err := reachable(conformance.Scenario(p)); (err == nil) != (p == conformance.Talking) {
			t.Errorf("%v: got %v", p, err)
		}
	}
	for _, change := range []func(*conformance.Settings){
		func(s *conformance.Settings) { s.RecordAll = false },
		func(s *conformance.Settings) { s.RecordCallcenter = false },
		func(s *conformance.Settings) { s.Transcriber = conformance.Omnis },
	} {
		s := conformance.Scenario(conformance.Talking)
		change(&s.Settings)
		require.ErrorIs(t, reachable(s), conformance.ErrUnsupported, s)
	}
}
