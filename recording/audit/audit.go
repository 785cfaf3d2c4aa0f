// Package audit judges a finished recording against its manifest: whether every pause is digital silence to the sample, and nothing
// else is; whether the beeps are there, where they belong and as they should sound; whether no time was cut out. What it finds is
// data, and so is what it cannot see.
//
// It reads each file once, in blocks, and holds memory for the manifest's spans and a few lengths of the tone, however long the
// recording is. Containers are the caller's.
package audit

import (
	"io"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// A File is one file of a recording without its container: interleaved samples.
type File struct {
	Name     string
	Codec    recording.Codec
	Rate     recording.Rate
	Channels int
	Samples  int64 // in each channel
	Data     io.Reader
}

// Options are what is tolerated and what is limited. The zero Options tolerate nothing and limit nothing.
type Options struct {
	Tolerance  Tolerance
	MaxSilence int64 // the longest stop that needs no notice, in samples; 0 for no limit
}

// A Tolerance is for audio that went through a lossy codec. The zero value is exact: it is right for PCM and G.711.
type Tolerance struct {
	Level int   // the largest PCM16 magnitude that counts as silence
	Edge  int64 // samples at each edge of a silence, on either side, that are not judged, and by which a file may be too long or short
}

// Check judges the files of a recording, in the layout's order. A finding is not an error: the error, an *Error, says why the
// recording could not be judged.
func Check(m manifest.Manifest, files []File, o Options) (Report, error) {
	if err := judgeable(m, files, o); err != nil {
		return Report{}, err
	}
	r := Report{Call: m.Call, Layout: m.Layout, Rate: m.Rate, Span: m.Span, Options: o}
	for _, f := range files {
		r.Files = append(r.Files, f.Name)
	}
	if !m.Recorded {
		r.Findings = unwanted(m, files)
		return r, nil
	}
	sound := newSound(m.Tone, m.Rate)
	var heard []*listener
	for i, f := range files {
		channels := listeners(m, i, f, o.Tolerance, sound)
		heard = append(heard, channels...)
		shape, err := listen(m, f, channels, o.Tolerance)
		if err != nil {
			return Report{}, err
		}
		r.Findings = append(r.Findings, shape...)
	}
	j := judge{m, o, heard, &r}
	j.all()
	return r, nil
}

// listeners returns one for each channel of a file.
func listeners(m manifest.Manifest, file int, f File, t Tolerance, s *sound) (list []*listener) {
	tracks := m.Layout.Tracks()
	for c := range f.Channels {
		track := tracks[(file+c)%len(tracks)]
		list = append(list, newListener(m, Place{f.Name, c, track}, f.Codec, t, s))
	}
	return list
}

// unwanted finds files of a call that is not recorded by setting.
func unwanted(m manifest.Manifest, files []File) (list []Finding) {
	for _, f := range files {
		if f.Samples > 0 {
			list = append(list, Finding{Kind: RecordedWhenOff, Where: []Place{{File: f.Name, Track: allTracks}}, Rate: m.Rate,
				Span: recording.Span{From: m.Span.From, To: m.Span.From + f.Samples}, InFile: recording.Span{To: f.Samples}, Count: f.Samples})
		}
	}
	return list
}

// texts say what is tolerated and limited at a rate, nothing of the zero Options.
func (o Options) texts(r recording.Rate) (list []spec.Text) {
	if t := o.Tolerance; t != (Tolerance{}) {
		list = append(list, spec.Text{JA: "許容：大きさ%dまでを無音とみなし、無音の両端の前後%dサンプル（%v）は判断しない", EN: "tolerated: magnitudes up to %d count as silence, samples not judged on either side of its edges: %d (%v)"}.
			With(t.Level, t.Edge, r.Duration(t.Edge)))
	}
	if o.MaxSilence > 0 {
		list = append(list, spec.Text{JA: "上限：停止%dサンプル（%v）", EN: "limit of a stop, in samples: %d (%v)"}.With(o.MaxSilence, r.Duration(o.MaxSilence)))
	}
	return list
}
