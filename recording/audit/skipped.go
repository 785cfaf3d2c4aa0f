package audit

import (
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
