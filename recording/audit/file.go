package audit

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sort"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// blockBytes is how much of a file is read at a time.
const blockBytes = 1 << 16

// readFiles reads the files, each with a reader for every track of it.
func (j *judge) readFiles(files []File) error {
	tone := newExpectedTone(j.Tone, j.Rate)
	for i, f := range files {
		var channels []*trackReader
		for c := range f.Channels {
			place := Place{f.Name, c, j.Layout.Tracks()[i+c]}
			channels = append(channels, newTrackReader(j, place, f.Codec, tone))
		}
		j.tracks = append(j.tracks, channels...)
		r := &fileReader{judge: j, file: f, in: bufio.NewReaderSize(f.Data, blockBytes), channels: channels,
			stops: stopsOf(channels), at: j.Span.From, missing: max(0, j.Span.Len()-f.Samples)}
		for _, s := range r.stops {
			r.stopped += s.Len()
		}
		if err := r.readAll(); err != nil {
			return err
		}
	}
	return nil
}

// A fileReader reads a file once, through the readers of its tracks: it knows where it is in the file, and where
// that is on the log's axis.
type fileReader struct {
	*judge
	file     File
	in       *bufio.Reader
	channels []*trackReader
	stops    recording.Spans // that all tracks of the file have, from the current one on
	stopped  int64           // samples of those stops
	at       int64           // on the log's axis
	read     int64           // samples of the file
	missing  int64           // samples of the recording that the file does not have and that no stop explains yet
}

// readAll reads the file, and finds what is wrong with its length: each stop that was cut out, and what that does
// not explain.
func (r *fileReader) readAll() error {
	for r.read < r.file.Samples {
		if r.skipStop() {
			continue
		}
		if err := r.readBlock(); err != nil {
			return err
		}
	}
	r.skipStop()
	for _, t := range r.channels {
		t.end()
	}
	r.checkLength()
	return nil
}

// stopsOf returns where all tracks of a file are silent because of stops.
func stopsOf(tracks []*trackReader) (all recording.Spans) {
	for i, t := range tracks {
		var own recording.Spans
		for _, s := range t.sections {
			if s.content == stopped {
				own.Add(s.Span)
			}
		}
		if i > 0 {
			own = own.Intersect(all)
		}
		all = own
	}
	return all
}

// frame returns the bytes of one sample of every channel.
func (r *fileReader) frame() int { return r.file.Codec.Width() * r.file.Channels }

// stop returns the stop that the position is in, or else the next one; it is empty where there is none.
func (r *fileReader) stop() recording.Span {
	for len(r.stops) > 0 && r.stops[0].To <= r.at {
		r.stopped -= r.stops[0].Len()
		r.stops = r.stops[1:]
	}
	if len(r.stops) == 0 {
		return recording.Span{}
	}
	return r.stops[0]
}

// readBlock reads on, at most to where a stop begins or ends.
func (r *fileReader) readBlock() error {
	n := min(r.file.Samples-r.read, int64(blockBytes/r.frame()))
	stop := r.stop()
	inStop := stop.Has(r.at)
	switch {
	case inStop:
		n = min(n, stop.To-r.at)
	case !stop.Empty():
		n = min(n, stop.From-r.at)
	}
	block, err := r.in.Peek(int(n) * r.frame())
	if err != nil {
		return r.unreadable(err, int64(len(block)/r.frame()))
	}
	if inStop && r.missing > 0 {
		block = block[:r.untilSound(block)*r.frame()]
	}
	for _, t := range r.channels {
		t.read(r.at, t.decode(block, r.file.Channels))
	}
	n = int64(len(block) / r.frame())
	r.at, r.read = r.at+n, r.read+n
	r.in.Discard(len(block))
	return nil
}

func (r *fileReader) unreadable(err error, more int64) error {
	if errors.Is(err, io.EOF) {
		got := fmt.Sprintf("%d samples", r.read+more)
		return cannot("unreadable", r.file.Name, got, "the %d that were announced", r.file.Samples)
	}
	return &Error{"unreadable", r.file.Name, err}
}

// untilSound returns how many samples of a block there are up to the first one with sound, for the stop may be cut
// there. Where the block begins with sound, and so was not cut, that is all of it.
func (r *fileReader) untilSound(block []byte) int {
	whole := len(block) / r.frame()
	first := whole
	for _, t := range r.channels {
		if i := slices.IndexFunc(t.decode(block, r.file.Channels)[:first], t.sounds); i >= 0 {
			first = i
		}
	}
	if first == 0 {
		return whole
	}
	return first
}

// skipStop goes over the rest of a stop that is not in the file, and reports whether it did: sound goes on where
// the stop should, and the file is too short by just this rest, or by this and other stops.
func (r *fileReader) skipStop() bool {
	stop := r.stop()
	left := stop.To - r.at
	switch {
	case !stop.Has(r.at):
		return false
	case r.Pauses == manifest.Skipped: // as it should be
	case left > r.missing || !r.explains(stop, left) || !r.soundsNow(left):
		return false
	default:
		r.missing -= left
		r.add(Finding{Kind: cutOut, Count: left, Span: recording.Span{From: r.at, To: stop.To},
			InFile: recording.Span{From: r.read, To: r.read}}, r.places()...)
	}
	for _, t := range r.channels {
		t.skip(r.at, stop.To)
	}
	r.at = stop.To
	return true
}

// explains reports whether the file may lack just the rest of a stop that is left, and of later ones: of all of them
// from as far into each, or some of them as a whole.
func (r *fileReader) explains(stop recording.Span, left int64) bool {
	missing, into := r.missing-left, stop.Len()-left
	if len(r.stops)-1 > mostSummed { // all of them are enough for whatever is missing of each
		return missing <= r.stopped-stop.Len()
	}
	alike, later := int64(0), []int64{}
	for _, other := range r.stops[1:] {
		alike += max(0, other.Len()-into)
		later = append(later, other.Len())
	}
	return missing == alike || sums(later, missing)
}

// mostSummed is of how many later stops it is asked which of them are missing. Of more it is only asked whether they
// are enough.
const mostSummed = 16

// sums reports whether some of the lengths, or none, add up to a number.
func sums(lengths []int64, want int64) bool {
	switch {
	case want == 0:
		return true
	case len(lengths) == 0 || want < 0:
		return false
	}
	return sums(lengths[1:], want-lengths[0]) || sums(lengths[1:], want)
}

// soundsNow reports whether most of the next samples, of n but at most 20 ms, are sound in some track. The end of
// the file counts as sound.
func (r *fileReader) soundsNow(n int64) bool {
	n = min(n, max(1, int64(r.Rate)/50), r.file.Samples-r.read, int64(blockBytes/r.frame()))
	block, _ := r.in.Peek(int(n) * r.frame())
	n = int64(len(block) / r.frame())
	for _, t := range r.channels {
		sound := int64(0)
		for _, v := range t.decode(block, r.file.Channels) {
			if t.sounds(v) {
				sound++
			}
		}
		if 2*sound > n || n == 0 {
			return true
		}
	}
	return false
}

// checkLength finds a length that no cut explains.
func (r *fileReader) checkLength() {
	off := r.at - r.Span.To
	if max(off, -off) > r.lengthSlack() {
		r.add(Finding{Kind: r.lengthKind(off), Count: off,
			Span:   recording.Span{From: min(r.at, r.Span.To), To: max(r.at, r.Span.To)},
			InFile: recording.Span{From: r.read - max(0, off), To: r.read}}, r.places()...)
	}
}

func (r *fileReader) places() (list []Place) {
	for _, t := range r.channels {
		list = append(list, t.place)
	}
	return list
}

// cuts are the parts of stops that a file lacks, by position.
type cuts []cut

// A cut is one of them, with how many samples the file lacks before it.
type cut struct {
	recording.Span
	earlier int64
}

// cutsOf returns what each file lacks.
func cutsOf(findings []Finding) map[string]cuts {
	all := map[string]cuts{}
	for _, f := range findings {
		if f.Kind == cutOut {
			list := all[f.Where[0].File]
			all[f.Where[0].File] = append(list, cut{f.Span, list.before(f.Span.From)})
		}
	}
	return all
}

// before returns how many samples a file lacks before a position.
func (c cuts) before(at int64) int64 {
	i := sort.Search(len(c), func(i int) bool { return c[i].From >= at })
	if i == 0 {
		return 0
	}
	last := c[i-1]
	return last.earlier + min(last.To, at) - last.From
}

// A trackReader reads one track, section by section, and keeps what is asked for when findings are made of it.
type trackReader struct {
	*judge
	place    Place
	codec    recording.Codec
	levels   levels // of the codec
	silent   int    // the largest magnitude that counts as silence
	sections []section
	unsure   recording.Spans // where the recorder says that something may be missing
	current  int             // the section that is being read
	silences []*silence      // of the sections that should be silent
	held     []*silence      // those, in order, of which samples wait until it is known which tones are in them
	zeros    zeros
	voice    loudness // of all voiced sections
	tones    *toneReader
	extra    []heardTone // the tones that no expected beep explains
	pcm      []int16     // the block that was decoded last
	seams    seams       // where pauses are left out
}

func newTrackReader(j *judge, where Place, c recording.Codec, tone *expectedTone) *trackReader {
	silent := max(j.Tolerance.Level, magnitudeOfSilence(c))
	sections := sectionsOf(j.Manifest, where.Track)
	t := &trackReader{judge: j, place: where, seams: newSeams(j), codec: c, levels: levelsOf(c), silent: silent,
		sections: sections, unsure: unsureOf(j.Manifest),
		zeros: zeros{sections: sections, silent: silent, counts: map[uint64]*zeroCount{}},
		voice: newLoudness(j.Rate, silent), tones: newToneReader(tone, where.Track, j.Manifest, j.Exact)}
	for i, s := range sections {
		if s.silent() {
			sections[i].heard = newSilence(s, j.Tolerance.Edge, newLoudness(j.Rate, silent))
			t.silences = append(t.silences, sections[i].heard)
		}
	}
	return t
}

// magnitudeOfSilence is 0 but for A-law, which has no zero.
func magnitudeOfSilence(c recording.Codec) int {
	var silence [1]int16
	c.Decode(silence[:], []byte{c.Silence(), c.Silence()}[:c.Width()])
	return magnitude(silence[0])
}

// sounds reports whether a sample is not silent.
func (t *trackReader) sounds(v int16) bool { return magnitude(v) > t.silent }

// decode returns the track's channel of a block of interleaved samples, up to the next call.
func (t *trackReader) decode(block []byte, channels int) []int16 {
	n := len(block) / (t.codec.Width() * channels)
	if cap(t.pcm) < n*channels {
		t.pcm = make([]int16, n*channels)
	}
	pcm := t.pcm[:n*channels]
	t.codec.Decode(pcm, block)
	if channels == 1 {
		return pcm
	}
	for i := range n {
		pcm[i] = pcm[i*channels+t.place.Channel]
	}
	return pcm[:n]
}

// encode returns a sample as the file stores it.
func (t *trackReader) encode(v int16) []byte {
	code := make([]byte, t.codec.Width())
	t.codec.Encode(code, []int16{v})
	return code
}

// read takes in the samples at a position. What comes after the last section is left to the file's length.
func (t *trackReader) read(at int64, pcm []int16) {
	t.tones.read(at, pcm)
	t.seams.read(pcm)
	for len(pcm) > 0 && t.current < len(t.sections) {
		s := t.sections[t.current]
		if n := min(int64(len(pcm)), s.To-at); n > 0 {
			t.readSection(at, pcm[:n])
			at, pcm = at+n, pcm[n:]
		}
		if at >= s.To {
			t.leave()
		}
	}
	t.release(t.tones.knownUpTo(at))
}

// readSection takes in samples of the current section.
func (t *trackReader) readSection(at int64, pcm []int16) {
	switch s := t.sections[t.current]; {
	case s.silent():
		t.hold(s.heard, at, pcm)
	case s.content == voiced:
		t.voice.add(pcm)
		t.zeros.read(t.current, at, pcm)
	}
}

// leave goes on to the next section.
func (t *trackReader) leave() {
	if t.sections[t.current].content == voiced {
		t.voice.restart()
		t.zeros.leave(t.current)
	}
	t.current++
}

// skip goes on at a later position: what lies between is not in the file.
func (t *trackReader) skip(from, to int64) {
	t.finish()
	t.seams.meet(recording.Span{From: from, To: to})
	for t.current < len(t.sections) && t.sections[t.current].From < to {
		if s := t.sections[t.current]; s.silent() {
			s.heard.cutOut = true
		}
		if t.sections[t.current].To > to {
			return
		}
		t.leave()
	}
}

// end takes in that the file is over.
func (t *trackReader) end() {
	t.finish()
	if t.current < len(t.sections) && t.sections[t.current].content == voiced {
		t.zeros.endRun(t.current, nil)
	}
}

// finish judges what was held back, where the audio breaks off: at a cut, or at the end of the file.
func (t *trackReader) finish() {
	t.tones.restart()
	t.release(math.MaxInt64)
}

// hold keeps samples of a silence back.
func (t *trackReader) hold(s *silence, at int64, pcm []int16) {
	if len(s.held) == 0 {
		s.heldFrom = at
		t.held = append(t.held, s)
	}
	s.held = append(s.held, pcm...)
}

// release reads what was held back up to a position, without the tones that are in it: all of them are known now.
func (t *trackReader) release(until int64) {
	for len(t.held) > 0 && t.held[0].heldFrom < until {
		s := t.held[0]
		here := recording.Span{From: s.heldFrom, To: min(until, s.heldFrom+int64(len(s.held)))}
		pcm := s.held[:here.Len()]
		if tones := t.tones.within(here); len(tones) > 0 {
			t.removeTones(tones, here.From, pcm)
		}
		s.read(here.From, pcm, t.silent, burstGap(t.Rate))
		s.held, s.heldFrom = s.held[:copy(s.held, s.held[len(pcm):])], here.To
		if len(s.held) == 0 {
			s.held, t.held = nil, t.held[1:]
		}
	}
}

// removeTones takes tones off some samples. What a sample has besides stays, unless the codec or the tolerance
// explains it.
func (t *trackReader) removeTones(tones []soundingTone, at int64, pcm []int16) {
	for i, v := range pcm {
		tone, slack, ok := t.tones.sumAt(tones, at+int64(i))
		if !ok || !t.sounds(v) {
			continue
		}
		rest := int(v) - tone
		if max(rest, -rest) <= max(t.silent, slack, t.levels.step(tone)) {
			rest = 0
		}
		pcm[i] = int16(clamp(rest))
	}
}

// clamp returns the PCM16 sample that is nearest to a value.
func clamp(v int) int { return max(math.MinInt16, min(math.MaxInt16, v)) }

// levels are the samples that a lossy codec has, in order; none of PCM16.
type levels []int

func levelsOf(c recording.Codec) (list levels) {
	if c.Width() > 1 {
		return nil
	}
	for code := range 256 {
		var v [1]int16
		c.Decode(v[:], []byte{byte(code)})
		list = append(list, int(v[0]))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// step returns by how much the codec may change a value: the wider one of the steps to its neighbours, 0 of PCM16.
func (l levels) step(v int) int {
	if len(l) == 0 {
		return 0
	}
	i, _ := slices.BinarySearch(l, v)
	i = max(1, min(i, len(l)-2))
	return max(l[i]-l[i-1], l[i+1]-l[i])
}
