package audit

import (
	"errors"
	"io"
	"slices"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// lookForSkipped looks, before anything is read, whether files that should leave stops out have them all the same, by
// their length. Such a recording is judged as one whose stops should be silence.
func (j *judge) lookForSkipped(files []File) {
	if j.Pauses != manifest.Skipped {
		return
	}
	skipped := j.skipped()
	whole := j.Span.Len() - files[0].Samples
	if j.LengthUnknown || skipped == 0 || max(whole, -whole) >= max(skipped-whole, whole-skipped) {
		return
	}
	j.Pauses = manifest.Silenced
	for _, f := range files {
		j.add(Finding{Kind: notLeftOut, Span: j.Span, Count: skipped}, Place{File: f.Name, Track: wholeFile})
	}
}

// stopped returns where everybody is stopped.
func (j *judge) stopped() (all recording.Spans) {
	for _, s := range j.Silences {
		all.Add(s.Span)
	}
	return all
}

// skipped returns how many samples the files leave out.
func (j *judge) skipped() (n int64) {
	for _, s := range j.stopped() {
		n += s.Len()
	}
	return n
}

// lengthSlack returns by how much a file may be too long or short: each edge that its length depends on, those of the
// recording too, is as uncertain as any other.
func (j *judge) lengthSlack() int64 {
	edges := int64(2)
	if j.Pauses == manifest.Skipped {
		edges += 2 * int64(len(j.stopped()))
	}
	return max(j.Tolerance.Edge, edges*min(j.Uncertainty, 1<<40))
}

// lengthKind returns what a file is that is too long, or too short where that is below 0.
func (j *judge) lengthKind(off int64) Kind {
	if j.Pauses == manifest.Skipped && off > 0 {
		return remains
	}
	return wrongLength
}

// isUncertain reports whether a beep may be so late, or so early where that is below 0, for all that is known of its
// place.
func (j *judge) isUncertain(late int64) bool {
	return j.Uncertainty > 0 && max(late, -late) <= j.lengthSlack()
}

// leftOut returns what each file lacks: all stops where they should be left out, and otherwise those that were found to
// be.
func (j *judge) leftOut() map[string]cuts {
	if j.Pauses != manifest.Skipped {
		return cutsOf(j.report.Findings)
	}
	var list cuts
	for _, s := range j.stopped() {
		list = append(list, cut{s, list.before(s.From)})
	}
	all := map[string]cuts{}
	for _, name := range j.report.Files {
		all[name] = list
	}
	return all
}

// Around a seam leaps are looked for: at least in 20 ms on either side, and at most in a second, which is as far as
// that is a matter of the seam.
const (
	leastWindow = 50 // of a second
	mostWindow  = 1
)

// seams look at the samples on both sides of each seam, where a stop is left out. The zero seams look at nothing.
type seams struct {
	window int
	recent []int16        // the last samples that were read
	stop   recording.Span // that the latest seam leaves out
	around []int16        // the samples around the latest seam, nil where there is nothing to look at
	before int            // of those, the samples before it
	clicks []leap
}

// A leap is how far a sample is from the one before it, at a position.
type leap struct {
	at   int64
	size int
}

func newSeams(j *judge) seams {
	if j.Pauses != manifest.Skipped {
		return seams{}
	}
	most := int64(j.Rate) * mostWindow
	return seams{window: int(max(int64(j.Rate)/leastWindow, min(j.lengthSlack(), most)))}
}

// read takes in samples that follow those before.
func (s *seams) read(pcm []int16) {
	if s.window == 0 {
		return
	}
	if s.around != nil {
		lacks := s.window - (len(s.around) - s.before)
		s.around = append(s.around, pcm[:min(len(pcm), lacks)]...)
		if len(pcm) >= lacks {
			s.look()
		}
	}
	s.recent = append(s.recent, pcm...)
	s.recent = slices.Delete(s.recent, 0, max(0, len(s.recent)-s.window))
}

// meet notes that a stop is left out between the last sample and the next one.
func (s *seams) meet(stop recording.Span) {
	if s.window == 0 {
		return
	}
	s.look()
	s.stop, s.around, s.before = stop, append([]int16{}, s.recent...), len(s.recent)
}

// look looks for a leap around the latest seam, if it has not yet.
func (s *seams) look() {
	click, ok := click(s.around)
	switch i := click.at - int64(s.before); {
	case !ok:
	case i < 0:
		s.clicks = append(s.clicks, leap{s.stop.From + i, click.size})
	default:
		s.clicks = append(s.clicks, leap{s.stop.To + i, click.size})
	}
	s.around = nil
}

// click returns the leap that is four times as high as all others that are more than a few samples away, and as loud
// as somebody's voice may be.
func click(pcm []int16) (found leap, ok bool) {
	const near, times = 8, 4
	for i := 1; i < len(pcm); i++ {
		if size := distance(pcm[i], pcm[i-1]); size > found.size {
			found = leap{int64(i), size}
		}
	}
	other := 0
	for i := 1; i < len(pcm); i++ {
		if int64(i) < found.at-near || int64(i) > found.at+near {
			other = max(other, distance(pcm[i], pcm[i-1]))
		}
	}
	return found, found.size >= loud && found.size > times*other
}

// distance returns how far two samples are from one another.
func distance(a, b int16) int { return max(int(a)-int(b), int(b)-int(a)) }

// judgeSeams finds the leaps at seams, and notes what the track cannot show there.
func (t *trackReader) judgeSeams() {
	if t.Pauses != manifest.Skipped {
		return
	}
	t.seams.look()
	for _, c := range t.seams.clicks {
		t.find(Finding{Kind: clickAtSeam, Span: recording.Span{From: c.at, To: c.at + 1}, Peak: c.size})
	}
	for _, s := range t.stopped() {
		t.report.Unseen = append(t.report.Unseen,
			Unseen{Why: atSeam, Where: t.place, Span: s, Samples: t.lengthSlack()})
	}
}

// quiet reads no more of the files than where silence belongs, and reports whether that is all it holds: then no voice
// can have leaked, whatever the rest is. It is false, too, where that cannot be told so: a file is too short, so that
// nobody knows where its stops are, or leaves stops out, or cannot be read anywhere; a beep belongs into a silence
// and is not as it was written.
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
