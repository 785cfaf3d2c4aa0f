package audit

import (
	"math"
	"slices"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// A trackReader reads one track, section by section, and keeps what the judge asks for.
type trackReader struct {
	place    Place
	codec    recording.Codec
	rate     recording.Rate
	silent   int // the largest magnitude that counts as silence
	sections []section
	current  int        // the section that is being read
	silences []*silence // of the sections that should be silent
	zeros    zeros
	voice    loudness // of all voiced sections
	tones    *toneReader
	held     heldBack
	pcm      []int16 // the block that was decoded last
}

func newTrackReader(m manifest.Manifest, where Place, c recording.Codec, t Tolerance, tone *expectedTone) *trackReader {
	silent := max(t.Level, magnitudeOfSilence(c))
	sections := newExpectation(m, where.Track).sections(m.Span)
	var silences []*silence
	for i, s := range sections {
		if s.silent() {
			sections[i].heard = newSilence(s, t.Edge, newLoudness(m.Rate, silent))
			silences = append(silences, sections[i].heard)
		}
	}
	return &trackReader{place: where, codec: c, rate: m.Rate, silent: silent, sections: sections, silences: silences,
		zeros: zeros{sections: sections, silent: silent, counts: map[uint64]*zeroCount{}},
		voice: newLoudness(m.Rate, silent), tones: newToneReader(tone, where.Track, m), held: newHeldBack(c, silent)}
}

// magnitudeOfSilence is 0 but for A-law, which has no zero.
func magnitudeOfSilence(c recording.Codec) int {
	var silence [1]int16
	c.Decode(silence[:], []byte{c.Silence(), c.Silence()}[:c.Width()])
	return magnitude(silence[0])
}

func (t *trackReader) isSilent(v int16) bool { return magnitude(v) <= t.silent }

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
	for len(pcm) > 0 && t.current < len(t.sections) {
		s := t.sections[t.current]
		if n := min(int64(len(pcm)), s.To-at); n > 0 {
			t.part(at, pcm[:n])
			at, pcm = at+n, pcm[n:]
		}
		if at >= s.To {
			t.leave()
		}
	}
	t.release(t.tones.knownUpTo(at))
}

// part takes in samples of the current section.
func (t *trackReader) part(at int64, pcm []int16) {
	switch s := t.sections[t.current]; {
	case s.silent():
		t.held.add(s.heard, at, pcm)
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
func (t *trackReader) skip(to int64) {
	t.finish()
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

// end is the end of the file.
func (t *trackReader) end() {
	t.finish()
	if t.current < len(t.sections) && t.sections[t.current].content == voiced {
		t.zeros.endRun(t.current)
	}
}

// finish judges what was read so far, for what follows does not follow in time.
func (t *trackReader) finish() {
	t.tones.restart()
	t.release(math.MaxInt64)
}

// release reads what was held back up to a position, without the tones that are in it: all of them are known now.
func (t *trackReader) release(until int64) {
	for c := t.held.first(until); len(c.pcm) > 0; c = t.held.first(until) {
		here := recording.Span{From: c.at, To: c.at + int64(len(c.pcm))}
		if tones := t.tones.within(here); len(tones) > 0 {
			t.held.removeTones(c, t.tones, tones)
		}
		c.silence.read(c.at, c.pcm, t.silent, burstGap(t.rate))
		t.held.drop(len(c.pcm))
	}
}

// heldBack is what was read of silences and not judged yet, until it is known which tones are in it.
type heldBack struct {
	chunks []chunk // in order
	silent int     // the largest magnitude that counts as silence
	values []int   // of a lossy codec, in order; none of PCM16
}

// A chunk is samples of one silence.
type chunk struct {
	silence *silence
	at      int64
	pcm     []int16
}

func newHeldBack(c recording.Codec, silent int) heldBack {
	h := heldBack{silent: silent}
	if c.Width() > 1 {
		return h
	}
	for code := range 256 {
		var v [1]int16
		c.Decode(v[:], []byte{byte(code)})
		h.values = append(h.values, int(v[0]))
	}
	slices.Sort(h.values)
	h.values = slices.Compact(h.values)
	return h
}

func (h *heldBack) add(s *silence, at int64, pcm []int16) {
	if n := len(h.chunks); n == 0 || h.chunks[n-1].silence != s {
		h.chunks = append(h.chunks, chunk{silence: s, at: at})
	}
	last := &h.chunks[len(h.chunks)-1]
	last.pcm = append(last.pcm, pcm...)
}

// first returns the first samples that are held back, up to a position.
func (h *heldBack) first(until int64) (c chunk) {
	if len(h.chunks) == 0 || h.chunks[0].at >= until {
		return chunk{}
	}
	c = h.chunks[0]
	if until < c.at+int64(len(c.pcm)) {
		c.pcm = c.pcm[:until-c.at]
	}
	return c
}

// drop forgets the first n samples, which are of one silence.
func (h *heldBack) drop(n int) {
	c := &h.chunks[0]
	c.pcm, c.at = c.pcm[:copy(c.pcm, c.pcm[n:])], c.at+int64(n)
	if len(c.pcm) == 0 {
		h.chunks = h.chunks[1:]
	}
}

// removeTones takes tones off some samples. What a sample has besides stays.
func (h *heldBack) removeTones(c chunk, t *toneReader, tones []manifest.Beep) {
	for i, v := range c.pcm {
		if tone, ok := t.sumAt(tones, c.at+int64(i)); ok && magnitude(v) > h.silent {
			c.pcm[i] = h.besides(int(v), tone)
		}
	}
}

// besides returns what a sample has besides the tone: nothing, if the codec or the tolerance explains it.
func (h *heldBack) besides(v, tone int) int16 {
	if rest := v - tone; max(rest, -rest) > max(h.silent, h.step(tone)) {
		return int16(max(math.MinInt16, min(math.MaxInt16, rest)))
	}
	return 0
}

// step returns by how much the codec may change a value: the wider one of the steps to its neighbours, 0 of PCM16.
func (h *heldBack) step(v int) int {
	if len(h.values) == 0 {
		return 0
	}
	i, _ := slices.BinarySearch(h.values, v)
	i = max(1, min(i, len(h.values)-2))
	return max(h.values[i]-h.values[i-1], h.values[i+1]-h.values[i])
}
