package audit

import (
	"errors"
	"io"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// quiet reads no more of the files than where silence belongs, and reports whether that is all it holds: then no voice
// can have leaked, whatever the rest is. It is false, too, where that cannot be told so: a file is too short, so that
// nobody knows where its stops are, or leaves stops out, or cannot be read anywhere; a beep belongs into a silence and is not as it was
// written.
func (j *judge) quiet(files []File) (bool, error) {
	if j.Pauses == manifest.Skipped || j.LengthUnknown {
		return false, nil
	}
	tone := newExpectedTone(j.Tone, j.Rate)
	for i, f := range files {
		at, ok := f.Data.(io.ReaderAt)
		if !ok || f.Samples < j.Span.Len() {
			return false, nil
		}
		var channels []*trackReader
		for c := range f.Channels {
			place := Place{f.Name, c, j.Layout.Tracks()[i+c]}
			channels = append(channels, newTrackReader(j, place, f.Codec, tone))
		}
		j.tracks = append(j.tracks, channels...)
		p := &pauseReader{judge: j, file: f, in: at, channels: channels}
		if quiet, err := p.quiet(); !quiet || err != nil {
			return false, err
		}
	}
	return true, nil
}

// A pauseReader reads where a file's tracks should be silent.
type pauseReader struct {
	*judge
	file     File
	in       io.ReaderAt
	channels []*trackReader
	block    []byte
}

// quiet reports whether the file is silent wherever a track of it should be.
func (p *pauseReader) quiet() (bool, error) {
	frame := int64(p.file.Codec.Width() * p.file.Channels)
	for _, s := range p.silences() {
		for s.From < s.To {
			part := recording.Span{From: s.From, To: min(s.To, s.From+blockBytes/frame)}
			if err := p.read((part.From-p.Span.From)*frame, part.Len()*frame); err != nil {
				return false, err
			}
			for _, t := range p.channels {
				if !t.quiet(part, t.decode(p.block, p.file.Channels)) {
					return false, nil
				}
			}
			s.From = part.To
		}
	}
	return true, nil
}

// silences returns where some track of the file should be silent.
func (p *pauseReader) silences() (all recording.Spans) {
	var spans []recording.Span
	for _, t := range p.channels {
		for _, s := range t.silences {
			spans = append(spans, s.Span)
		}
	}
	return recording.Union(spans...)
}

// read reads bytes of the file into the block.
func (p *pauseReader) read(at, n int64) error {
	if int64(cap(p.block)) < n {
		p.block = make([]byte, blockBytes)
	}
	p.block = p.block[:n]
	done, err := p.in.ReadAt(p.block, at)
	switch {
	case int64(done) == n:
		return nil
	case errors.Is(err, io.EOF):
		return cannot("unreadable", p.file.Name, "its end", "the %d samples that were announced", p.file.Samples)
	}
	return &Error{"unreadable", p.file.Name, err}
}

// quiet reports whether samples of a span are silent where they should be, but for the beeps that belong there.
func (t *trackReader) quiet(s recording.Span, pcm []int16) bool {
	for i := t.silencesUpTo(s.From); i < len(t.silences) && t.silences[i].From < s.To; i++ {
		here := t.silences[i].Intersect(s)
		part := pcm[here.From-s.From : here.To-s.From]
		if beeps := t.tones.expectedWithin(here); len(beeps) > 0 {
			t.removeTones(t.tones.asWritten(beeps), here.From, part)
		}
		for k, v := range part {
			if t.sounds(v) && t.silences[i].judged.Has(here.From+int64(k)) {
				return false
			}
		}
	}
	return true
}

// findQuiet makes the findings of files of which only the pauses were read, and were silent: what the manifest says,
// and a length that is too long.
func (j *judge) findQuiet(files []File) {
	for i, f := range files {
		r := fileReader{judge: j, file: f, channels: j.tracks[i*f.Channels : (i+1)*f.Channels],
			at: j.Span.From + f.Samples, read: f.Samples}
		r.checkLength()
	}
	for _, t := range j.tracks {
		t.unseen(notRead, t.Span)
		t.noteUnseen()
		t.notices()
	}
	j.merge()
}
