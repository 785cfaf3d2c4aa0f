package main

import "math"

// say writes what a party of a story says from a position on: vowels in syllables, no words, so that a recording can be listened to
// and nothing is in it that anybody has said. Each party has a pitch of its own, and pauses between its phrases.
func say(pcm []int16, party int, rate, from int64) {
	v := voices[party%len(voices)]
	for i := range pcm {
		at := float64(from+int64(i)) / float64(rate)
		pcm[i] = int16(v.room(from+int64(i)) + v.level(at)*v.sound(at))
	}
}

// A voice is a pitch in Hz, how many syllables it says in a second, and how many seconds a phrase and the pause after it take.
type voice struct {
	hertz, syllables, phrase, shift float64
	seed                            uint64
}

var voices = [...]voice{{118, 4.2, 2.6, 0, 1}, {205, 4.8, 2.2, 1.1, 2}, {142, 3.9, 2.9, 0.4, 3}, {228, 5.1, 2.4, 1.7, 4}, {98, 3.6, 3.1, 0.9, 5}, {176, 4.5, 2.0, 1.4, 6}}

// vowels are the first two formants of a, i, u, e, o in Hz.
var vowels = [...][2]float64{{750, 1250}, {320, 2250}, {350, 1200}, {500, 1900}, {500, 900}}

// level is how loud a voice is at a time: rising and falling with each syllable, and silent between phrases.
func (v voice) level(at float64) float64 {
	in := math.Mod(at+v.shift, v.phrase)
	if in > v.phrase*0.72 {
		return 0
	}
	_, part := math.Modf(at * v.syllables)
	return math.Pow(math.Sin(math.Pi*part), 0.7)
}

// sound is the voice at a time, of a peak that does not clip when two talk.
func (v voice) sound(at float64) (sum float64) {
	syllable := math.Floor(at * v.syllables)
	formants := vowels[v.scatter(uint64(syllable))%uint64(len(vowels))]
	pitch := v.hertz * (1 + 0.06*math.Sin(2*math.Pi*0.31*at+v.shift))
	for n := 1.0; n <= 14; n++ {
		f := pitch * n
		near := math.Exp(-sq((f-formants[0])/140)) + 0.6*math.Exp(-sq((f-formants[1])/220)) + 0.25/n
		sum += near * math.Sin(2*math.Pi*f*at)
	}
	return 2600 * sum
}

// room is the noise of a room, which is never digital silence.
func (v voice) room(at int64) float64 { return 1 + float64(v.scatter(uint64(at))%39) - 19 }

func (v voice) scatter(n uint64) uint64 {
	n = (n + v.seed) * 0x9E3779B97F4A7C15
	n ^= n >> 29
	n *= 0xBF58476D1CE4E5B9
	return n ^ n>>32
}

func sq(x float64) float64 { return x * x }
