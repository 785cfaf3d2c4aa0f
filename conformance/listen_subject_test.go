package conformance_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

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
			pcm[i] += int16(math.Round(4000 * math.Cos(2*math.Pi*conformance.Tone(party)*float64(from+int64(i))/conformance.Rate)))
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
