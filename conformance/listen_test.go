package conformance_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

const (
	loud  = 7219 // the amplitude at which a voice speaks
	frame = 160
	pulse = 40
	quiet = 8
)

// speakers are three of the kit's parties.
var speakers = []string{conformance.A, conformance.B, conformance.C}

// speak adds a voice to samples, its phase counted from the first of them.
func speak(pcm []int16, v int, s recording.Span, amplitude float64) {
	for i := s.From; i < s.To; i++ {
		pcm[i] += wave(speakers[v], i, amplitude)
	}
}

// wave is a sample of a party's tone.
func wave(party string, at int64, amplitude float64) int16 {
	return int16(math.Round(amplitude * math.Cos(2*math.Pi*conformance.Tone(party)*float64(at)/conformance.Rate)))
}

// hiss adds white noise.
func hiss(pcm []int16, s recording.Span, amplitude int) {
	random := rand.New(rand.NewPCG(1, 2))
	for i := s.From; i < s.To; i++ {
		pcm[i] += int16(random.IntN(2*amplitude+1) - amplitude)
	}
}

// at returns the segment at a position.
func at(list []conformance.Segment, p int64) conformance.Segment {
	i := slices.IndexFunc(list, func(s conformance.Segment) bool { return s.From <= p && p < s.To })
	return list[i]
}

// Voices that come and go at any sample are heard at every sample but the eight next to an edge, or two frames where
// edges are nearer to each other than that.
func TestVoices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const length = 12 * frame
		var spans []recording.Span
		pcm := make([]int16, length)
		for v := range speakers {
			from := rapid.Int64Range(0, 8*frame).Draw(t, "from")
			s := recording.Span{From: from, To: rapid.Int64Range(from+3*frame, length).Draw(t, "to")}
			spans = append(spans, s)
			speak(pcm, v, s, loud)
		}
		got := conformance.Listen(pcm, 0)
		for p := range int64(length) {
			want := []string(nil)
			for v, s := range spans {
				if s.From <= p && p < s.To {
					want = append(want, speakers[v])
				}
			}
			if s := at(got, p); !blurred(p, spans) && !slices.Equal(s.Voices, want) {
				t.Fatalf("at %d of %v: got %v, want %v", p, spans, s.Voices, want)
			}
		}
	})
}

// blurred reports whether a position is too near to an edge to say who speaks.
func blurred(p int64, spans []recording.Span) bool {
	var edges []int64
	for _, s := range spans {
		edges = append(edges, s.From, s.To)
	}
	for i, e := range edges {
		width := int64(8)
		for j, other := range edges {
			if i != j && abs(e-other) < 2*frame {
				width = 2 * frame
			}
		}
		if abs(p-e) <= width {
			return true
		}
	}
	return false
}

func abs(x int64) int64 { return max(x, -x) }

// A silence in all voices begins and ends at its own samples, wherever it lies.
func TestSilenceIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.Int64Range(frame, 4*frame).Draw(t, "from")
		in := recording.Span{From: from, To: from + rapid.Int64Range(2*pulse, 4*frame).Draw(t, "length")}
		pcm := make([]int16, 10*frame)
		speak(pcm, 0, recording.Span{To: 10 * frame}, loud)
		speak(pcm, 2, recording.Span{To: 10 * frame}, loud)
		clear(pcm[in.From:in.To])
		for pcm[in.From-1] <= quiet && pcm[in.From-1] >= -quiet {
			in.From--
		}
		for pcm[in.To] <= quiet && pcm[in.To] >= -quiet {
			in.To++
		}
		got := at(conformance.Listen(pcm, 0), from)
		if got.Span != in || got.Voices != nil || got.Noise {
			t.Fatalf("got %+v, want silence in %v", got, in)
		}
	})
}

// What is left of a voice in a silence is heard down to a hundredth of it, and what is no voice is noise, however
// short.
func TestLeaks(t *testing.T) {
	in := recording.Span{From: 10 * frame, To: 20 * frame}
	for _, row := range []struct {
		name string
		leak func(pcm []int16)
		at   int64
		want conformance.Segment
	}{
		{"nothing", func([]int16) {}, 15 * frame, conformance.Segment{}},
		{"a voice at a hundredth", func(pcm []int16) { speak(pcm, 1, in, loud/100) }, 15 * frame,
			conformance.Segment{Voices: []string{"B"}}},
		{"one packet of two voices", func(pcm []int16) {
			speak(pcm, 0, recording.Span{From: 15 * frame, To: 16 * frame}, loud)
			speak(pcm, 2, recording.Span{From: 15 * frame, To: 16 * frame}, loud)
		}, 15*frame + frame/2, conformance.Segment{Voices: []string{"A", "C"}}},
		{"hiss", func(pcm []int16) { hiss(pcm, in, 200) }, 15 * frame, conformance.Segment{Noise: true}},
		{"a click", func(pcm []int16) { pcm[15*frame] = 100 }, 15 * frame, conformance.Segment{Noise: true}},
		{"a beep of another pitch", func(pcm []int16) {
			for i := range frame {
				pcm[15*frame+i] = int16(3000 * math.Sin(2*math.Pi*425*float64(i)/conformance.Rate))
			}
		}, 15*frame + frame/2, conformance.Segment{Noise: true}},
	} {
		pcm := make([]int16, 30*frame)
		speak(pcm, 0, recording.Span{To: in.From}, loud)
		speak(pcm, 0, recording.Span{From: in.To, To: 30 * frame}, loud)
		row.leak(pcm)
		got := at(conformance.Listen(pcm, 0), row.at)
		if got.Noise != row.want.Noise || !row.want.Noise && !slices.Equal(got.Voices, row.want.Voices) {
			t.Errorf("%s: got %+v, want %+v", row.name, got, row.want)
		}
	}
}

// Segments follow each other without a gap from the first sample to the last, whatever the samples are.
func TestSegmentsAreWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pcm := rapid.SliceOfN(rapid.SampledFrom([]int16{0, 0, 0, 5, 100, -30000, 32767, -32768}), 0, 1000).Draw(t,
			"pcm")
		from := rapid.Int64Range(-1000, 1000).Draw(t, "from")
		next := from
		for _, s := range conformance.Listen(pcm, from) {
			if s.From != next || s.Empty() {
				t.Fatalf("got %v, want a segment from %d", s.Span, next)
			}
			next = s.To
		}
		if next != from+int64(len(pcm)) {
			t.Fatalf("got the end %d, want %d", next, from+int64(len(pcm)))
		}
	})
}

// The beep is told from the voices that go on under it, in every codec.
func TestBeep(t *testing.T) {
	const from = 20 * frame
	tone := recording.DefaultTone().PCM(conformance.Rate)
	for c := recording.PCM16; c.Known(); c++ {
		pcm := make([]int16, 60*frame)
		speak(pcm, 0, recording.Span{To: 60 * frame}, loud)
		speak(pcm, 2, recording.Span{To: 60 * frame}, loud)
		for i, v := range tone {
			pcm[from+i] += v
		}
		coded := make([]byte, len(pcm)*c.Width())
		c.Encode(coded, pcm)
		c.Decode(pcm, coded)
		list := conformance.Listen(pcm, 0)
		for p := int64(frame); p < 59*frame; p++ {
			beep := p >= from && p < from+int64(len(tone))
			blurred := abs(p-from) <= 2*frame || abs(p-from-int64(len(tone))) <= 2*frame
			if s := at(list, p); !blurred &&
				(s.Beep != beep || !slices.Equal(s.Voices, []string{conformance.A, conformance.C})) {
				t.Fatalf("%v at %d: got voices %v, beep %t, noise %t, want a beep: %t", c, p, s.Voices, s.Beep, s.Noise,
					beep)
			}
		}
	}
}

// A sounding subject gives its recordings as audio, in which somebody has to listen what is in them.
type sounding struct {
	conformance.SUT
	codec recording.Codec
}

func (s sounding) Describe() conformance.Description {
	d := s.SUT.Describe()
	d.Features &^= conformance.SampleExact // edges are heard to some samples
	d.Guard = 2 * frame
	return d
}

func (s sounding) Open(ctx context.Context, scene conformance.Scene) (conformance.Session, error) {
	x, err := s.SUT.Open(ctx, scene)
	if err != nil {
		return nil, err
	}
	return heard{x, s.codec}, nil
}

type heard struct {
	conformance.Session
	codec recording.Codec
}

// Recording writes what is in the recording as tones, stores them by the codec, and listens.
func (h heard) Recording(ctx context.Context) (conformance.Contents, error) {
	r, err := h.Session.(conformance.Reader).Recording(ctx)
	for i, track := range r.Tracks {
		if len(track.Segments) == 0 {
			continue
		}
		from := track.Segments[0].From
		pcm := make([]int16, track.Segments[len(track.Segments)-1].To-from)
		for _, s := range track.Segments {
			sing(pcm[s.From-from:s.To-from], s, s.From)
		}
		coded := make([]byte, len(pcm)*h.codec.Width())
		h.codec.Encode(coded, pcm)
		h.codec.Decode(pcm, coded)
		r.Tracks[i].Segments = conformance.Listen(pcm, from)
	}
	return r, err
}

// sing adds the tones of a segment.
func sing(pcm []int16, s conformance.Segment, from int64) {
	voices := s.Voices
	if s.Beep {
		voices = append(slices.Clone(voices), "")
	}
	for _, party := range voices {
		for i := range pcm {
			pcm[i] += wave(party, from+int64(i), 4000)
		}
	}
	for i := range pcm {
		if s.Noise {
			pcm[i] += int16(300 * (i%3 - 1))
		}
	}
}

// filed are the rules that are judged by what is in the recording.
func filed() (ids []spec.ID) {
	for _, id := range conformance.Rules() {
		if r, _ := spec.Lookup(id); r.Observables.Has(spec.File) && conformance.PBX.Observables().Has(r.Observables) {
			ids = append(ids, id)
		}
	}
	return ids
}

// A PBX that gives audio is judged by it as one that knows what it recorded.
func TestJudgedByEar(t *testing.T) {
	for _, codec := range []recording.Codec{recording.PCM16, recording.MuLaw, recording.ALaw} {
		r, err := conformance.Check(t.Context(),
			sounding{conformance.Reference(conformance.PBX, pause.Policy{}), codec}, conformance.Only(filed()...),
			conformance.Depth(2))
		if err != nil || r.Count(conformance.Fail) > 0 || r.Count(conformance.Pass) == 0 {
			t.Errorf("%v: %v\n%v", codec, err, r)
		}
	}
}

// What is wrong with a recording is heard: the faults in files fail by ear as they do by what they say.
func TestFaultsByEar(t *testing.T) {
	for _, id := range []string{"F19", "F20", "F22", "F23", "F24", "F33"} {
		f, err := faults.Lookup(id)
		if err != nil {
			t.Fatal(err)
		}
		r, err := conformance.Check(t.Context(), sounding{f.Subject(), recording.MuLaw}, conformance.Only(f.Breaks...),
			conformance.Depth(2))
		if err != nil || r.Count(conformance.Fail) == 0 {
			t.Errorf("%s: %v\n%v", id, err, r)
		}
	}
}
