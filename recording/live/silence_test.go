package live_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

// overtaken is a call in which a join at 150 overtook the operator's stop at 100.
func overtaken(t *testing.T, c live.Config) *call {
	t.Helper()
	o := newCall(t, c, 0)
	for at := int64(0); at < 200; at += 10 {
		o.say(0, at, at+10).say(1, at, at+10)
	}
	_, err := o.r.Join(150, 2)
	must(t, err)
	var early *recording.PositionError
	if _, err := o.r.Stop(100, 0); !errors.As(err, &early) || early.Last != 150 {
		t.Fatalf("got %v, want a *PositionError with 150", err)
	}
	must(t, o.r.StopWithin(recording.Span{From: 100, To: early.Last}, 0))
	return o.stop(early.Last)
}

// A stop that another step overtook silences from its own position on, wherever what it silences has got to: also after
// a crash. From the join on only who stopped is silent.
func TestOvertakenStop(t *testing.T) {
	for name, c := range map[string]live.Config{
		"held back":      {Rate: 8000, HoldBack: samples(500)},
		"in memory":      {Rate: 8000, HoldBack: samples(10), Lookback: samples(500)},
		"half forgotten": {Rate: 8000, HoldBack: samples(10), Lookback: samples(60)},
		"with margins": {Rate: 8000, HoldBack: samples(10), Lookback: samples(500),
			Guard: recording.Guard{Before: 10, After: 10}},
	} {
		from, to := 100-c.Guard.Before, 150+c.Guard.After
		want := strings.Repeat("3", int(from)) + strings.Repeat("0", int(to-from)) + strings.Repeat("2", int(200-to))
		o := overtaken(t, c)
		if got := o.close(200); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, want)
		}
		o = overtaken(t, c)
		again, err := live.Restore(c, journal(o.r), []int64{2 * o.r.Released()}, o.file)
		must(t, err)
		if diff := cmp.Diff(o.r.Report().StopSpans, again.Report().StopSpans); diff != "" ||
			len(again.Report().StopSpans) != 1 {
			t.Errorf("%s: the silences (-before +after):\n%s", name, diff)
		}
		for p := range pause.Party(2) {
			must(t, again.Write(p, 0, bits[p][:2*200]))
		}
		must(t, again.Close(200))
		silentFrom(t, o.file.bytes, from, to)
	}
}

// A stop that the end overtook is silenced up to the end.
func TestStopOvertakenByTheEnd(t *testing.T) {
	c := newCall(t, eightK, 0).say(0, 0, 40)
	_, err := c.r.End(30)
	must(t, err)
	must(t, c.r.StopWithin(recording.Span{From: 20, To: 30}, 0))
	if got := c.close(30); got != "111111111111111111110000000000" {
		t.Errorf("got %q", got)
	}
}

// What a stream was given of an overtaken stop is noted as leaked, and the rest is silence.
func TestOvertakenStopOfAStream(t *testing.T) {
	stream := &bytes.Buffer{}
	r, err := live.New(live.Config{Rate: 8000, HoldBack: samples(80)}, calltest.New(true, 0, 1), live.Stream(stream))
	must(t, err)
	must(t, r.Write(0, 0, bits[0][:2*200]))
	_, err = r.Join(150, 2)
	must(t, err)
	must(t, r.StopWithin(recording.Span{From: 100, To: 150}, 0))
	must(t, r.Close(160))
	want := []live.Note{{Kind: live.Leaked, Span: recording.Span{From: 100, To: 120}, Track: recording.Mixed,
		Voices: pause.PartiesOf(0, 1)}}
	if diff := cmp.Diff(want, r.Report().Notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	silentFrom(t, stream.Bytes(), 120, 150)
	if got := stream.Bytes()[2*150:]; !bytes.Equal(got, bits[0][:20]) {
		t.Errorf("after the silence the stream holds %v", got)
	}
}

// A silence of who is not in the call, or beyond all positions, changes nothing.
func TestSilenceRefuses(t *testing.T) {
	c := newCall(t, eightK, 0).say(0, 0, 30)
	if err := c.r.StopWithin(recording.Span{From: 5, To: 9}, 7); !as[*pause.PartyError](err) {
		t.Errorf("got %v, want a *PartyError", err)
	}
	for _, s := range []recording.Span{{From: -1 << 62, To: 9}, {From: 5, To: 1 << 62}} {
		if err := c.r.StopWithin(s, 0); !as[*live.FarError](err) {
			t.Errorf("%v: got %v, want a *FarError", s, err)
		}
	}
	must(t, c.r.StopWithin(recording.Span{From: 9, To: 9}, 0))
	if got := c.close(30); got != "111111111111111111111111111111" || len(c.r.Report().StopSpans) != 0 {
		t.Errorf("got %q", got)
	}
	if err := c.r.StopWithin(recording.Span{From: 5, To: 9}, 0); !as[*recording.PositionError](err) {
		t.Errorf("got %v, want a *recording.PositionError", err)
	}
	if err := new(live.Recording).StopWithin(recording.Span{From: 5, To: 9}, 0); !as[*live.ConfigError](err) {
		t.Errorf("got %v, want a *ConfigError", err)
	}
}

// Whatever is silenced afterwards is silence in the files and is all that differs, but for what is reported as lost.
func TestSilenceAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := lates(t)
		o.config.Tone = nil
		at := rapid.IntRange(0, len(o.deliveries)).Draw(t, "when")
		span := recording.Span{From: o.origin + rapid.Int64Range(-20, 400).Draw(t, "from")}
		span.To = span.From + rapid.Int64Range(0, 200).Draw(t, "length")
		files := []*memory{{}, {}}[:sinks(o.config.Layout)]
		r, err := live.New(o.config, o.start, writersAt(files)...)
		must(t, err)
		noted := false
		for i, d := range o.deliveries {
			if i == at {
				noted = r.StopWithin(span, 0) == nil && !span.Empty()
			}
			must(t, d.give(r))
		}
		must(t, r.Close(o.end))
		var got [][]byte
		for i, f := range files {
			got = append(got, f.bytes[:len(o.offline(t)[i])])
		}
		o.checkSilence(t, got, live.Report{})
		o.samples(got, func(track recording.Track, n int64, v int16) {
			if heard := pause.Parties(v); noted && span.Has(n) && heard.Has(0) {
				t.Fatalf("%s: the %v track holds party 0 at %d, which is in %v", o, track, n, span)
			}
		})
		around := recording.Span{From: span.From - o.config.Guard.Before, To: span.To + o.config.Guard.After}
		o.checkLost(t, got, r.Report(), around.Has)
	})
}

// A step from an old copy of the call is refused and changes nothing: here who missed that a stop was noted would
// resume by a join.
func TestStaleStep(t *testing.T) {
	c := newCall(t, eightK, 0).say(0, 0, 20)
	old := c.r.Call()
	c.stop(10)
	join, _ := old.Join(2)
	var stale *recording.StepError
	if err := c.r.Step(15, join); !errors.As(err, &stale) || !strings.Contains(err.Error(), "sample 15") {
		t.Fatalf("got %v, want a *StepError at 15", err)
	}
	c.say(0, 20, 40)
	if got, want := c.close(40), "1111111111000000000000000000000000000000"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
