package live_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/system"
)

var casesDir = flag.String("cases", "../../cmd/recpause/internal/callfiles", "the folder of real calls")

// A realCall is one call of a log with the audio of its parties.
type realCall struct {
	timeline *recording.Timeline
	end      int64
	start    pause.Call
	steps    []delivery
	voices   [][]int16
}

// readCall reads a folder in which one call is recorded.
func readCall(t *testing.T, dir string) realCall {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, "call.jsonl"))
	must(t, err)
	defer file.Close()
	log, err := calllog.NewReader(file)
	must(t, err)
	run, err := system.NewRun(log, pause.Policy{})
	must(t, err)
	var c realCall
	var all system.CallRecordings
	for {
		_, outcome, err := run.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		must(t, all.Add(outcome))
		for _, s := range outcome.Calls {
			switch {
			case !s.Step.Before.Answered() && s.Step.After.Answered():
				c.start = s.Step.After
			case s.Step.Before.Answered():
				c.steps = append(c.steps, delivery{at: outcome.Step.At, step: &s.Step})
			}
		}
	}
	rec := all.All()[0]
	c.timeline = rec.Timeline
	c.end, _ = rec.Timeline.Ended()
	for _, name := range rec.Names {
		file, err := wav.Open(os.DirFS(dir), name+".wav")
		must(t, err)
		data, err := io.ReadAll(file)
		must(t, err)
		must(t, file.Close())
		pcm := make([]int16, file.Samples)
		recording.PCM16.Decode(pcm, data)
		c.voices = append(c.voices, pcm)
	}
	return c
}

// world has the call's packets of 20 ms, which do not start where the recording does, come early, late, twice and out
// of order, and its steps come late by up to the hold-back.
func (c realCall) world(seed uint64, config live.Config) world {
	random := rand.New(rand.NewPCG(seed, 4))
	config.Origin = c.timeline.Origin()
	o := world{config: config, origin: config.Origin, end: c.end, start: c.start}
	for p, voice := range c.voices {
		pcm := make([]byte, len(voice)*config.Codec.Width())
		config.Codec.Encode(pcm, voice)
		for at := -random.Int64N(160); at < int64(len(voice)); at += 160 {
			from, to := max(0, at), min(at+160, int64(len(voice)))
			frame := pcm[from*int64(config.Codec.Width()) : to*int64(config.Codec.Width())]
			for again := true; again; again = random.IntN(20) == 0 {
				o.deliveries = append(o.deliveries,
					delivery{time: to + random.Int64N(holdBack(config)-159), party: pause.Party(p), at: from,
						frame: frame})
			}
		}
	}
	time := int64(0)
	for _, d := range c.steps {
		time = max(time, d.at+random.Int64N(holdBack(config)+1))
		d.time = time
		o.deliveries = append(o.deliveries, d)
	}
	slices.SortStableFunc(o.deliveries, func(a, b delivery) int { return int(a.time - b.time) })
	return o
}

// offline renders the whole audio by the timeline that the log's model makes.
func (c realCall) offline(config live.Config) [][]byte {
	var voices, tracks [][]byte
	for _, voice := range c.voices {
		pcm := make([]byte, len(voice)*config.Codec.Width())
		config.Codec.Encode(pcm, voice)
		voices = append(voices, pcm)
	}
	origin := c.timeline.Origin()
	for _, track := range config.Layout.Tracks() {
		pcm := make([]byte, (c.end-origin)*int64(config.Codec.Width()))
		config.Guard.Plan(c.timeline, track, config.Tone).Encode(config.Codec, pcm, origin, voices)
		tracks = append(tracks, pcm)
	}
	if config.Layout != recording.TwoChannel {
		return tracks
	}
	both := make([]byte, 2*len(tracks[0]))
	config.Codec.Interleave(both, tracks[0], tracks[1])
	return [][]byte{both}
}

// Every real call, live with packets and steps that come late, twice and out of order, is to the byte what offline
// rendering makes of the whole audio, in every codec and layout; and nothing leaks into a stream.
func TestRealCalls(t *testing.T) {
	dirs, err := filepath.Glob(filepath.Join(*casesDir, "*", "call.jsonl"))
	must(t, err)
	if len(dirs) == 0 {
		t.Fatalf("no call in %s", *casesDir)
	}
	for _, log := range dirs {
		dir := filepath.Dir(log)
		c := readCall(t, dir)
		for _, codec := range codecs {
			for _, layout := range []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split} {
				t.Run(fmt.Sprintf("%s/%v/%v", filepath.Base(dir), codec, layout), func(t *testing.T) {
					config := live.Config{Rate: 8000, Codec: codec, Layout: layout,
						Tone: recording.DefaultTone().PCM(8000), HoldBack: samples(4000), Lookback: samples(1000)}
					want, o := c.offline(config), c.world(uint64(layout), config)
					got, _ := o.toFiles(t)
					same(t, o, got, want)
					got, r := o.toStreams(t)
					same(t, o, got, want)
					if notes := r.Report().Notes; len(notes) != 0 {
						t.Errorf("got %v, want no leak", notes)
					}
					if bytes.Count(want[0], []byte{codec.Silence()}) < 1000 {
						t.Error("there is no pause in this call")
					}
				})
			}
		}
	}
}
