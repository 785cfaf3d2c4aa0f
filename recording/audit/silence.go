package audit

import (
	"math"

	"github.com/recpause/recpause/recording"
)

// A burst is sound where silence belongs: from its first to its last sample that is not silent.
type burst struct {
	recording.Span
	count    int64 // samples in it that are not silent
	peak     int
	value    int16 // of the first one
	constant bool  // all of them have that value
}

// add makes the burst longer by a sample that is not silent.
func (b *burst) add(at int64, v int16) {
	if b.count == 0 {
		*b = burst{Span: recording.Span{From: at}, value: v, constant: true}
	}
	b.To = at + 1
	b.count++
	b.peak = max(b.peak, magnitude(v))
	b.constant = b.constant && v == b.value
}

// join returns what the burst and a later one are together.
func (b burst) join(later burst) burst {
	switch {
	case b.count == 0:
		return later
	case later.count == 0:
		return b
	}
	b.To = later.To
	b.count += later.count
	b.peak = max(b.peak, later.peak)
	b.constant = b.constant && later.constant && b.value == later.value
	return b
}

func magnitude(v int16) int { return max(int(v), -int(v)) }

// A silence is a section that should be silent, with what was heard in it. Of its bursts it keeps the first and the
// last one, and all between as one, for a file may hold any number.
type silence struct {
	section
	judged              recording.Span // the section without the edges that are tolerated
	first, middle, last burst
	bursts              int // of which the last one is still in first, if it is the only one
	loudness            loudness
	inFile              bool    // the file has samples of it
	cutOut              bool    // the file does not have all of it
	before, after       excess  // zeros of voices next to it
	held                []int16 // what was read of it and not judged yet
	heldFrom            int64
}

func newSilence(s section, edge int64, l loudness) *silence {
	return &silence{section: s, judged: recording.Span{From: plus(s.From, edge), To: minus(s.To, edge)}, loudness: l}
}

// burstGap is how many silent samples part two bursts: those of 10 ms.
func burstGap(r recording.Rate) int64 { return max(1, int64(r)/100) }

// read takes in a part of the silence; samples up to a magnitude are silent.
func (s *silence) read(at int64, pcm []int16, silent int, gap int64) {
	s.inFile = true
	s.loudness.add(pcm)
	for i, v := range pcm {
		if magnitude(v) > silent && s.judged.Has(at+int64(i)) {
			s.sound(at+int64(i), v, gap)
		}
	}
}

// sound takes in a sample that is not silent.
func (s *silence) sound(at int64, v int16, gap int64) {
	switch {
	case s.bursts == 0:
		s.bursts = 1
	case at-s.latest().To >= gap:
		s.middle = s.middle.join(s.last)
		s.last = burst{}
		s.bursts++
	}
	s.latest().add(at, v)
}

// latest returns the burst that was heard last.
func (s *silence) latest() *burst {
	if s.bursts < 2 {
		return &s.first
	}
	return &s.last
}

// all returns the bursts as one.
func (s *silence) all() burst { return s.first.join(s.middle).join(s.last) }

// sounds reports whether there is sound near the beginning, and near the end, of what is judged.
func (s *silence) sounds(near int64) (atBegin, atEnd bool) {
	return s.first.From-s.judged.From <= near, s.judged.To-s.latest().To <= near
}

// longestZeros returns the longest run of zeros that the voices on either side have by themselves: sound in the
// silence may begin or end with one.
func (s *silence) longestZeros() (longest int64) {
	for _, e := range [...]excess{s.before, s.after} {
		if e.voices != nil {
			longest = max(longest, e.voices.longest)
		}
	}
	return longest
}

// A zeroCount is how often some voices are digital zero by themselves. Silence that is too long looks like voices
// that happen to be zero.
type zeroCount struct {
	samples, zeros int64
	longest        int64 // run of zeros
}

// chance is how unlikely zeros must be to be held for silence that is too long: one sample of them after a million
// others that are not zero, two after a thousand.
const chance = 1e-6

// shortestExcess returns the shortest run of zeros that is held to be no voice: more than four times the longest
// run that the voices have elsewhere, and longer than chance makes them of the zeros they have; 0, for none, after
// less than half a second of voice.
func (z *zeroCount) shortestExcess(r recording.Rate) int64 {
	p := float64(z.zeros+1) / float64(z.samples+2)
	if p >= 0.5 || z.samples < int64(r)/2 {
		return 0
	}
	return max(4*z.longest+1, int64(math.Ceil(math.Log(chance)/math.Log(p))))
}

// An excess is the run of zeros of voices that touches a silence at one end. Without voices there is none.
type excess struct {
	length int64
	voices *zeroCount // that should be there
}

// A zeroRun is zeros of voices without a sound between, up to now.
type zeroRun struct {
	length  int64
	follows *silence // because of stops, at once; nil for none
}

// zeros counts the zeros of the voiced sections of a track. A run that touches a stop may belong to the stop's
// silence; any other is the voices' own.
type zeros struct {
	sections []section
	silent   int // the largest magnitude that is a zero
	run      zeroRun
	counts   map[uint64]*zeroCount // by whose voices are heard
}

// count returns the count of the voices of a section.
func (z *zeros) count(s section) *zeroCount {
	if z.counts[s.voices] == nil {
		z.counts[s.voices] = &zeroCount{}
	}
	return z.counts[s.voices]
}

// stop returns the silence that section i is because of stops, or nil.
func (z *zeros) stop(i int) *silence {
	if i < 0 || i >= len(z.sections) || z.sections[i].content != stopped {
		return nil
	}
	return z.sections[i].heard
}

// read takes in samples of voiced section i.
func (z *zeros) read(i int, at int64, pcm []int16) {
	s := z.sections[i]
	if before := z.stop(i - 1); at == s.From && before != nil {
		z.run = zeroRun{follows: before}
	}
	if !s.beep {
		z.count(s).samples += int64(len(pcm))
	}
	for _, v := range pcm {
		switch {
		case magnitude(v) <= z.silent:
			z.run.length++
		case z.run != zeroRun{}:
			z.endRun(i, nil)
		}
	}
}

// endRun ends the run in section i. It belongs to the silence that it follows; or else to the one behind it, if any;
// or else to the voices.
func (z *zeros) endRun(i int, behind *silence) {
	s, run := z.sections[i], z.run
	voices := z.count(s)
	switch {
	case run.follows != nil:
		run.follows.after = excess{run.length, voices}
		z.discount(i)
	case behind != nil:
		behind.before = excess{run.length, voices}
		z.discount(i)
	case !s.beep:
		voices.zeros += run.length
		voices.longest = max(voices.longest, run.length)
	}
	z.run = zeroRun{}
}

// discount takes the run, which may belong to a silence, off the samples of the voices of section i.
func (z *zeros) discount(i int) {
	if s := z.sections[i]; !s.beep {
		z.count(s).samples -= min(z.run.length, s.Len())
	}
}

// leave ends voiced section i. The run after a stop goes on where the same voices do.
func (z *zeros) leave(i int) {
	if z.run.follows != nil && i+1 < len(z.sections) {
		if here, next := z.sections[i], z.sections[i+1]; next.content == voiced && next.voices == here.voices {
			z.discount(i)
			return
		}
	}
	z.endRun(i, z.stop(i+1))
}

// A loudness is how loud windows of 20 ms are at least and at most.
type loudness struct {
	window            int     // samples
	silence           float64 // the mean square up to which a window is silent
	n                 int     // samples of the window that is not whole
	energy            float64 // of those
	windows, sounding int     // whole windows, and those of them that are not silent
	quietest, loudest float64 // mean squares of whole windows
}

func newLoudness(r recording.Rate, silent int) loudness {
	return loudness{window: max(1, int(r)/50), silence: float64(silent) * float64(silent)}
}

func (l *loudness) add(pcm []int16) {
	for len(pcm) > 0 {
		part := pcm[:min(len(pcm), l.window-l.n)]
		for _, v := range part {
			l.energy += float64(v) * float64(v)
		}
		l.n += len(part)
		if l.n == l.window {
			l.endWindow()
		}
		pcm = pcm[len(part):]
	}
}

func (l *loudness) endWindow() {
	mean := l.energy / float64(l.n)
	if l.windows == 0 {
		l.quietest = mean
	}
	l.windows++
	if mean > l.silence {
		l.sounding++
	}
	l.quietest, l.loudest = min(l.quietest, mean), max(l.loudest, mean)
	l.restart()
}

// restart leaves out the window that is not whole, where audio begins that does not belong to it.
func (l *loudness) restart() { l.n, l.energy = 0, 0 }

// turnedDown reports whether this is the audio of a voice turned down by more than 6 dB, in most windows: the
// loudest one is, and so is the quietest, the noise of the room, which somebody who only listens leaves as it is.
func (l *loudness) turnedDown(voice *loudness) bool {
	const half = 0.25 // of the amplitude: 6 dB
	if voice.windows == 0 || voice.quietest == 0 || 2*l.sounding <= l.windows {
		return false
	}
	return l.loudest < half*voice.loudest && l.quietest < half*voice.quietest
}

// dBm0 returns the level of a sine with a peak of PCM16: 32767 is +3.17 dBm0, as in G.711. Silence is -Inf.
func dBm0(peak float64) float64 { return 20*math.Log10(peak/math.MaxInt16) + 3.17 }
