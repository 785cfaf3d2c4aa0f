package audit

import (
	"math"
	"slices"

	"github.com/recpause/recpause/recording"
)

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
