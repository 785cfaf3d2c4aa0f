package live_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/manifest"
)

// manifestOf is the manifest of a recording of two, read back from its JSON.
func manifestOf(t *testing.T, r *live.Recording) (m manifest.Manifest) {
	t.Helper()
	made, err := r.Manifest(manifest.Options{Call: "c1"}, "operator", "customer")
	must(t, err)
	text, err := json.Marshal(made)
	must(t, err)
	must(t, json.Unmarshal(text, &m))
	return m
}

// blamed is what the audit finds in the file of a recording, and what it could not see.
func blamed(t *testing.T, m manifest.Manifest, pcm []byte) (findings []string, unseen []string) {
	t.Helper()
	file := audit.File{Name: "call.wav", Rate: 8000, Channels: 1, Samples: int64(len(pcm) / 2), Data: bytes.NewReader(pcm)}
	report, err := audit.Check(m, []audit.File{file}, audit.Options{})
	must(t, err)
	for _, f := range report.Findings {
		findings = append(findings, f.String())
	}
	for _, u := range report.Unseen {
		unseen = append(unseen, u.Why)
	}
	return findings, unseen
}

// loudly has both parties of a call say something loud, in frames of 100 samples.
func (c *call) loudly(from, to int64) *call {
	c.t.Helper()
	for at := from; at < to; at += 100 {
		for p := range pause.Party(2) {
			must(c.t, c.r.Write(p, at, bytes.Repeat([]byte{byte(p), 8}, 100)))
		}
	}
	return c
}

// At any moment the manifest of a recording that runs says what its file holds by then, and the audit does not blame it:
// before the first sample, while it is stopped, where nobody was heard, with a step beyond what is written, at the end.
func TestManifestAtAnyMoment(t *testing.T) {
	c := newCall(t, live.Config{Rate: 8000, HoldBack: samples(1000), Lookback: samples(2000)}, 0)
	check := func() {
		t.Helper()
		m := manifestOf(t, c.r)
		if want := (recording.Span{To: c.r.Released()}); m.Span != want || int64(len(c.file.bytes)) != 2*want.To {
			t.Errorf("the manifest says %v, and the file holds %d samples; want %v", m.Span, len(c.file.bytes)/2, want)
		}
		if findings, _ := blamed(t, m, c.file.bytes); len(findings) > 0 {
			t.Errorf("at %v: %v", m.Span, findings)
		}
	}
	check()
	for at := int64(0); at < 16_000; at += 500 {
		switch at {
		case 4000:
			_, err := c.r.Stop(at+300, 0)
			must(t, err)
		case 7500:
			_, err := c.r.Resume(at, 1)
			must(t, err)
		}
		if check(); at == 11_000 {
			at += 1500 // nobody is heard
		}
		c.loudly(at, at+500)
		check()
	}
	must(t, c.r.Close(16_200))
	check()
	if m := manifestOf(t, c.r); m.Span.To != 16_200 {
		t.Errorf("got %v of a closed recording, want all of it", m.Span)
	}
}

// The manifest knows what is silent by a stop that another step overtook, with its reason, and the audit does not blame
// the recording for it.
func TestManifestKnowsOvertakenStops(t *testing.T) {
	c := newCall(t, live.Config{Rate: 8000, HoldBack: samples(400), Lookback: samples(8000)}, 700).loudly(700, 4700)
	step, err := c.r.Join(3000, 2)
	must(t, err)
	must(t, c.r.StopWithin(recording.Span{From: 2000, To: 3000}, 0))
	c.stop(3000).resume(3500)
	must(t, c.r.Close(4700))
	m := manifestOf(t, c.r)
	if len(m.Silences) != 2 || m.Silences[0].Span != (recording.Span{From: 2000, To: 3000}) ||
		len(m.Silences[0].Whose) != 2 {
		t.Errorf("got %+v of a call that %v", m.Silences, step)
	}
	if findings, _ := blamed(t, m, c.file.bytes); findings != nil {
		t.Errorf("the audit finds %v", findings)
	}
}

// The manifest knows what a crash may have cost, and the audit blames the recording for none of it: what was written
// after the last line of the journal, before the first step too, what could still be corrected then, and what the file had lost.
func TestManifestKnowsCrashes(t *testing.T) {
	config := live.Config{Rate: 8000, HoldBack: samples(400), Lookback: samples(800)}
	c := newCall(t, config, 700)
	text := journal(c.r)
	c.loudly(700, 3100)
	r, err := live.Restore(config, text, []int64{int64(len(c.file.bytes))}, c.file)
	must(t, err)
	c.r = r
	must(t, c.r.Advance(3100))
	c.loudly(3100, 6100).stop(5000).resume(5300)
	text = journal(c.r)
	c.file.bytes = c.file.bytes[:2*4900] // the disk has lost the end
	r, err = live.Restore(config, text, []int64{2 * 4900}, c.file)
	must(t, err)
	must(t, r.Advance(6100))
	c.r = r
	c.loudly(6100, 8100)
	must(t, c.r.Close(8100))
	m := manifestOf(t, c.r)
	if diff := cmp.Diff([]recording.Span{{From: 700, To: 2700}, {From: 4500, To: 5600}}, m.Unwatched); diff != "" {
		t.Errorf("unwatched (-want +got):\n%s", diff)
	}
	if len(m.Lost) != 2 || m.Lost[0].Span != (recording.Span{From: 5600, To: 5700}) || m.Lost[0].Party != "customer" {
		t.Errorf("lost: got %+v", m.Lost)
	}
	findings, unseen := blamed(t, m, c.file.bytes)
	if findings != nil {
		t.Errorf("the audit finds %v", findings)
	}
	if len(unseen) == 0 {
		t.Error("the audit has seen everything")
	}
}

// The manifest of a recording knows by itself whether it is recorded, also when the call is over, and what a stream was
// given too soon; a tone that is not the recording's is refused.
func TestManifestOfAStream(t *testing.T) {
	stream := &bytes.Buffer{}
	r, err := live.New(live.Config{Rate: 8000, HoldBack: samples(80)}, calltest.New(true, 0, 1), live.Stream(stream))
	must(t, err)
	must(t, r.Write(0, 0, bits[0][:2*200]))
	_, err = r.Stop(100, 1)
	must(t, err)
	must(t, r.Close(300))
	m := manifestOf(t, r)
	if !m.Recorded || !m.Ended || m.Span.To != 300 {
		t.Errorf("got %+v", m)
	}
	want := []manifest.Loss{{Party: "customer", Span: recording.Span{From: 100, To: 120}},
		{Party: "operator", Span: recording.Span{From: 100, To: 120}}}
	if diff := cmp.Diff(want, m.Leaks); diff != "" {
		t.Errorf("leaks (-want +got):\n%s", diff)
	}
	if _, err := r.Manifest(manifest.Options{Tone: recording.DefaultTone()}); !as[*live.ConfigError](err) {
		t.Errorf("got %v, want a *ConfigError", err)
	}
	if _, err := new(live.Recording).Manifest(manifest.Options{}); !as[*live.ConfigError](err) {
		t.Errorf("got %v, want a *ConfigError", err)
	}
}

// A beep that came too late to be written is not looked for in vain: the manifest says that something may be missing.
func TestManifestKnowsALostBeep(t *testing.T) {
	tone := recording.Tone{Hertz: 1400, Length: samples(40), Peak: 5000}
	r, err := live.New(live.Config{Rate: 8000, Layout: recording.TwoChannel, Tone: tone.PCM(8000), HoldBack: samples(10),
		Lookback: samples(10)}, calltest.Room(true, 0, 1), null{})
	must(t, err)
	_, err = r.Stop(0, 0)
	must(t, err)
	for at := int64(0); at < 200; at += 10 {
		must(t, r.Write(1, at, bits[1][:20]))
	}
	_, err = r.Resume(100, 0)
	must(t, err)
	m, err := r.Manifest(manifest.Options{Tone: tone})
	must(t, err)
	if diff := cmp.Diff([]recording.Span{{From: 100, To: 140}}, m.Unwatched); diff != "" {
		t.Errorf("(-want +got):\n%s\n%v", diff, r.Report().Notes)
	}
}

// Where nobody watched, a beep may be missing, and a voice be under one that was never received by all that is known.
func TestAuditForgivesBeepsThatNobodyWatched(t *testing.T) {
	config := live.DefaultConfig(8000)
	c := newCall(t, config, 0).loudly(0, 8000).stop(2000).resume(4000)
	must(t, c.r.Close(8000))
	made, err := c.r.Manifest(manifest.Options{Call: "c1", Tone: recording.DefaultTone()}, "operator", "customer")
	must(t, err)
	beep := recording.Span{From: 4000, To: 5600}
	for name, spoil := range map[string]func(m *manifest.Manifest, pcm []byte){
		"": func(*manifest.Manifest, []byte) {},
		"the beep is missing": func(_ *manifest.Manifest, pcm []byte) {
			copy(pcm[2*beep.From:2*beep.To], pcm[2*6000:])
		},
		"sound where nobody's voice belongs": func(m *manifest.Manifest, _ []byte) {
			m.Gaps = []manifest.Loss{{Party: "customer", Span: beep}, {Party: "operator", Span: beep}}
		},
	} {
		m, pcm := made, bytes.Clone(c.file.bytes)
		spoil(&m, pcm)
		if found, _ := blamed(t, m, pcm); (len(found) == 1) != (name != "") || !strings.Contains(fmt.Sprint(found), name) {
			t.Errorf("%q: got %v", name, found)
		}
		m.Unwatched = []recording.Span{beep}
		if found, unseen := blamed(t, m, pcm); len(found) > 0 || name != "" && len(unseen) == 0 {
			t.Errorf("%q that nobody watched: got %v", name, found)
		}
	}
}

// A call that is not recorded has a manifest that says so, and no losses.
func TestManifestOfWhatIsNotRecorded(t *testing.T) {
	r, err := live.New(eightK, calltest.New(false, 0, 1), &memory{})
	must(t, err)
	must(t, r.Write(0, 0, bits[0][:2*5]))
	must(t, r.Close(30))
	if m := manifestOf(t, r); m.Recorded || len(m.Gaps) != 0 {
		t.Errorf("got %+v", m)
	}
}

// A call whose state is lost goes on silent, in a new file, until they resume, whoever talks in it; and its manifest
// says so, also after another crash.
func TestStartSilent(t *testing.T) {
	for name, row := range map[string]struct {
		call   pause.Call
		resume []pause.Party
		want   string
	}{
		"a call of two":   {calltest.New(true, 0, 1), []pause.Party{1}, "00000000003333333333"},
		"a call of three": {calltest.New(true, 0, 1, 2), []pause.Party{1}, "00000000002222222222"},
		"a room":          {calltest.Room(true, 0, 1), []pause.Party{0, 1}, "00000000003333333333"},
	} {
		file, c := &memory{}, live.Config{Rate: 8000, HoldBack: samples(5), Lookback: samples(30), Origin: 500}
		r, err := live.StartSilent(c, row.call, file)
		must(t, err)
		for p := range pause.Party(2) {
			must(t, r.Write(p, 500, bits[p][:2*20]))
		}
		for _, p := range row.resume {
			_, err := r.Resume(510, p)
			must(t, err)
		}
		again, err := live.Restore(c, journal(r), []int64{int64(len(file.bytes))}, null{})
		must(t, err)
		done := &call{t, r, file}
		if got := done.close(520); got != row.want {
			t.Errorf("%s: got %q, want %q", name, got, row.want)
		}
		if m := manifestOf(t, r); !m.StateLost || m.Silences[0].From != 500 {
			t.Errorf("%s: got %+v", name, m)
		}
		if !manifestOf(t, again).StateLost {
			t.Errorf("%s: after a crash nobody knows", name)
		}
	}
	if _, err := live.StartSilent(live.Config{}, calltest.New(true, 0, 1), live.Stream(io.Discard)); err == nil {
		t.Error("a configuration that is none does")
	}
	r, err := live.New(eightK, calltest.New(true, 0, 1), null{})
	must(t, err)
	if manifestOf(t, r).StateLost {
		t.Error("New has lost no state")
	}
}
