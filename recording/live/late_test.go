package live_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

// silenced is the dumb definition of who may not be heard: by sample of the recording, from its steps alone.
func (o world) silenced() []pause.Parties {
	all := make([]pause.Parties, o.end-o.origin)
	mark := func(from int64, who pause.Parties) {
		for n := max(0, from-o.origin); n < int64(len(all)); n++ {
			all[n] = who
		}
	}
	mark(o.origin, o.start.Silenced())
	for _, d := range o.deliveries {
		if d.step != nil {
			mark(d.at, d.step.After.Silenced())
		}
	}
	return all
}

// samples gives every sample of every track that the sinks hold, which are of PCM16.
func (o world) samples(sinks [][]byte, each func(track recording.Track, n int64, v int16)) {
	tracks := o.config.Layout.Tracks()
	per := len(tracks) / len(sinks)
	for i, pcm := range sinks {
		for n := range len(pcm) / 2 {
			each(tracks[i*per+n%per], o.origin+int64(n/per), int16(binary.LittleEndian.Uint16(pcm[2*n:])))
		}
	}
}

// noted returns the voices that notes of a kind name for a sample; ok is false where there is no such note.
func noted(r live.Report, kind live.NoteKind, track recording.Track, n int64) (voices pause.Parties, ok bool) {
	for _, note := range r.Notes {
		if note.Kind == kind && note.Track == track && note.Span.Has(n) {
			voices, ok = voices|note.Voices, true
		}
	}
	return voices, ok
}

const everybody = pause.Parties(0b111)

// lates draws worlds whose steps come later than anything is kept for, and whose frames come in time.
func lates(t *rapid.T) world { return latesWith(t, 0) }

// latesWith draws such worlds, with frames that come later by so much of the lookback.
func latesWith(t *rapid.T, share int64) world {
	c := configs.Draw(t, "config")
	c.Codec, c.HoldBack = recording.PCM16, c.HoldBack+samples(1+c.Guard.Before)
	if len(c.Tone) > 0 {
		c.Tone = []int16{64, 64, 64, 64, 64}
	}
	w := weather{length: 400, frame: 1 + holdBack(c)/2, stepLate: 300, lost: rapid.IntRange(0, 30).Draw(t, "lost"),
		again: 20, bits: true}
	w.jitter = holdBack(c) - w.frame + share*lookback(c)/100
	return newWorld(rapid.Uint64().Draw(t, "seed"), c, w)
}

// However late a step comes, no file holds a sample of a silenced party; and whatever differs from rendering the whole
// audio is reported as lost.
func TestLateStepsLeakNothingIntoFiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := lates(t)
		got, r := o.toFiles(t)
		o.checkSilence(t, got, live.Report{})
		o.checkLost(t, got, r.Report(), none)
	})
}

// Of a stream, every sample of a silenced party that it holds is reported as leaked, with the party; and nothing else
// differs from rendering the whole audio but what is reported as lost.
func TestLateStepsLeakIntoStreamsAndAreReported(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := lates(t)
		got, r := o.toStreams(t)
		size := len(o.offline(t)[0])
		for i := range got {
			got[i] = got[i][:min(size, len(got[i]))] // what came after a late end is noted, too
		}
		o.checkSilence(t, got, r.Report())
		o.checkLost(t, got, r.Report(), none)
	})
}

// checkSilence finds silenced parties in what the sinks hold, but where the report says so.
func (o world) checkSilence(t tester, sinks [][]byte, r live.Report) {
	silenced := o.silenced()
	o.samples(sinks, func(track recording.Track, n int64, v int16) {
		heard := pause.Parties(v) & everybody & silenced[n-o.origin]
		if leaked, _ := noted(r, live.Leaked, track, n); heard&^leaked != 0 {
			t.Fatalf("%s: the %v track holds %v at %d, who is silenced", o, track, heard&^leaked, n)
		}
	})
}

// none is no gap.
func none(int64) bool { return false }

// anyGap is where somebody's audio is missing.
func anyGap(r live.Report) func(n int64) bool {
	return func(n int64) bool {
		for _, v := range r.Voices {
			if slices.ContainsFunc(v.Gaps, func(s recording.Span) bool { return s.Has(n) }) {
				return true
			}
		}
		return false
	}
}

// checkLost finds samples that differ from rendering the whole audio, but where the report says so.
// Gaps are those that a crash may make.
func (o world) checkLost(t tester, sinks [][]byte, r live.Report, gaps func(n int64) bool) {
	type place struct {
		track recording.Track
		n     int64
	}
	want := map[place]int16{}
	o.samples(o.offline(t), func(track recording.Track, n int64, v int16) { want[place{track, n}] = v })
	o.samples(sinks, func(track recording.Track, n int64, v int16) {
		_, lost := noted(r, live.Lost, track, n)
		_, leaked := noted(r, live.Leaked, track, n)
		if v != want[place{track, n}] && !lost && !leaked && !gaps(n) {
			t.Fatalf("%s: the %v track holds %d at %d, want %d: %v", o, track, v, n, want[place{track, n}], r.Notes)
		}
	})
}

// ways are the two ways to record a world.
var ways = map[string]func(world, tester) ([][]byte, *live.Recording){
	"files": world.toFiles, "streams": world.toStreams,
}

// A transfer that comes late leaves in a stream both a leak of who has left and a loss of who has come.
func TestLateTransferLeaksAndLoses(t *testing.T) {
	r, err := live.New(live.Config{Rate: 8000, HoldBack: samples(10)}, calltest.New(true, 0, 1),
		live.Stream(&bytes.Buffer{}))
	must(t, err)
	for p := range pause.Party(3) {
		must(t, r.Write(p, 0, bits[p][:2*10]))
	}
	must(t, r.Write(0, 10, bits[0][:2*20]))
	_, err = r.Complete(5, 0, 2, 0)
	must(t, err)
	span := recording.Span{From: 5, To: 20}
	want := []live.Note{
		{Kind: live.Leaked, Span: span, Track: recording.Mixed, Voices: pause.PartiesOf(0)},
		{Kind: live.Lost, Span: span, Track: recording.Mixed, Voices: pause.PartiesOf(2)},
	}
	if diff := cmp.Diff(want, r.Report().Notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A frame that comes too late is counted, its samples are gaps, and everything else is as it would be without it.
func TestLateFramesAreCounted(t *testing.T) {
	for name, way := range ways {
		o := world{config: live.Config{Rate: 8000, HoldBack: samples(20), Lookback: samples(10)}, end: 100,
			start: calltest.New(true, 0, 1)}
		frame := func(p pause.Party, at, samples int64) {
			o.deliveries = append(o.deliveries, delivery{party: p, at: at, frame: bits[p][:2*samples]})
		}
		frame(0, 0, 40)
		frame(0, 50, 50)
		frame(1, 0, 90) // 10 samples are left of what was kept for files, 20 for streams
		got, r := way(o, t)
		edge := map[string]int64{"files": 70, "streams": 80}[name]
		report := r.Report()
		if v := report.Voices[0]; v.Late != 0 || len(v.Gaps) != 1 || v.Gaps[0] != (recording.Span{From: 40, To: 50}) {
			t.Errorf("%s: got %+v of party 0, want a gap from 40 to 50", name, v)
		}
		if v := report.Voices[1]; v.Late != edge || len(v.Gaps) != 2 ||
			v.Gaps[0] != (recording.Span{From: 0, To: edge}) || v.Gaps[1] != (recording.Span{From: 90, To: 100}) {
			t.Errorf("%s: got %+v of party 1, want gaps up to %d and from 90 on", name, v, edge)
		}
		o.samples(got, func(_ recording.Track, n int64, v int16) {
			want := int16(0)
			if n < 40 || n >= 50 {
				want++
			}
			if n >= edge && n < 90 {
				want += 2
			}
			if v != want {
				t.Errorf("%s: got %d at %d, want %d", name, v, n, want)
			}
		})
	}
}

// Of a frame that is late in part the rest is taken, sample by sample.
func TestFrameThatIsLateInPart(t *testing.T) {
	for _, codec := range codecs {
		frame := make([]byte, 16*codec.Width())
		for i := range frame {
			frame[i] = byte(i + 1)
		}
		o := world{config: live.Config{Rate: 8000, Codec: codec, Layout: recording.Split, HoldBack: samples(3),
			Lookback: samples(2)}, end: 16, start: calltest.New(true, 0, 1)}
		o.deliveries = []delivery{{party: 1, at: 0, frame: frame}, {party: 0, at: 0, frame: frame}}
		for name, way := range ways {
			edge := map[string]int{"files": 11, "streams": 13}[name] * codec.Width()
			got, _ := way(o, t)
			want := bytes.Clone(frame)
			codec.Fill(want[:edge])
			if !bytes.Equal(got[0], want) {
				t.Errorf("%s, %v: got %v, want %v", name, codec, got[0], want)
			}
		}
	}
}
