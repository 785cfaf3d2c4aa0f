package simulate

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/system"
)

// callAudio are the recordings of a call as files, for the ear: those of the layout in the settings, and those of the
// others.
type callAudio struct {
	Title         string
	Call          string
	From          int64 // its first sample
	to            int64 // where it ends, as far as it has come
	TooLong       bool
	Chosen, Other []audioLink
}

// An audioLink leads to one such file.
type audioLink struct{ ID, Title, Link string }

// A tapeLink leads to a file of a recording.
type tapeLink struct {
	Call  callAudio
	Audio audioLink
}

// An audioFile is a file of a layout.
type audioFile struct {
	file   string
	layout recording.Layout
	ja, en string
}

var audioFiles = []audioFile{
	{callfiles.Mixed, recording.OneChannel, "1ch：全員", "1ch: everybody"},
	{callfiles.TwoChannel, recording.TwoChannel, "2ch：左はオペレーター側、右は通話相手側", "2ch: operator side left, far side right"},
	{callfiles.Operator, recording.Split, "分離：オペレーター側", "split: operator side"},
	{callfiles.Counterpart, recording.Split, "分離：通話相手側", "split: far side"},
}

// name is what a link calls it.
func (r audioFile) name() string {
	return strings.TrimSuffix(strings.TrimPrefix(r.file, "recording-"), ".wav")
}

// longest is how long a recording may be to be played, and mostSaid how many samples of all voices together: as many as
// a machine computes in some seconds.
const (
	longest  = 10 * time.Minute
	mostSaid = 15e6
)

// mostTapes is how many recordings a page lists where not everything is asked for: each has links as long as the story.
const mostTapes = 5

// Audio lists the recordings of a story, the one that goes on or has ended last in front. A call has one once it has a
// length.
func (p *page) Audio() []callAudio {
	if p.tapes == nil {
		p.tapes = p.newTapes(p.tapesFrom())
	}
	return p.tapes
}

// tapesFrom is the number of the first recording that is listed.
func (p *page) tapesFrom() int {
	if p.all {
		return 0
	}
	return max(0, len(p.scene.recordings)-mostTapes)
}

// Unheard is how many recordings are not listed.
func (p *page) Unheard() (n int) {
	for _, r := range p.scene.recordings[:p.tapesFrom()] {
		if r.Recorded && !p.scene.spanOf(r).Empty() {
			n++
		}
	}
	return n
}

func (p *page) newTapes(first int) (list []callAudio) {
	v := p.values()
	v.Del(wasParam)
	v.Del(nextParam)
	story := "/tape.wav?" + v.Encode()
	for i, r := range p.scene.recordings {
		if i < first || !r.Recorded || p.scene.spanOf(r).Empty() {
			continue
		}
		of := callAudio{Title: p.named(r.Names, r.Call), Call: r.Call, From: r.Timeline.Origin(),
			to: p.scene.spanOf(r).To, TooLong: p.scene.tooLong(r)}
		for _, file := range audioFiles {
			id := strconv.Itoa(i) + "-" + file.name()
			link := audioLink{id, p.say(file.ja, file.en), story + "&call=" + url.QueryEscape(r.Call) + "&reel=" + file.name()}
			if file.layout == p.header.Config.Layout {
				of.Chosen = append(of.Chosen, link)
			} else {
				of.Other = append(of.Other, link)
			}
		}
		list = append(list, of)
	}
	slices.SortStableFunc(list, func(a, b callAudio) int { return cmp.Compare(b.to, a.to) })
	return list
}

func (c scene) tooLong(r *system.CallRecording) bool {
	samples := c.spanOf(r).Len()
	return recording.Rate(c.header.SampleRate).Duration(samples) > longest ||
		samples > mostSaid/int64(max(1, len(r.Names)))
}

func (s *Simulator) audio(ctx context.Context, r Request) Answer {
	a, err := s.read(r.Form)
	if err != nil {
		return s.wrong(r, statusBadRequest, err)
	}
	c, _ := a.told(ctx) // a story that breaks off plays as far as it goes
	call, name := r.Form.Get("call"), r.Form.Get("reel")
	i := slices.IndexFunc(c.recordings, func(r *system.CallRecording) bool { return r.Call == call && r.Recorded })
	k := slices.IndexFunc(audioFiles, func(r audioFile) bool { return r.name() == name })
	if i < 0 || k < 0 || c.tooLong(c.recordings[i]) {
		return s.wrong(r, statusNotFound, command.Problem("この録音はありません", "there is no such recording"))
	}
	return Answer{Status: statusOK, Type: "audio/wav", Body: c.tape(c.recordings[i], audioFiles[k], ctx.Err)}
}

// tape returns a file of a recording, with a voice for every party, until something is over.
func (c scene) tape(r *system.CallRecording, of audioFile, over func() error) *tape {
	rate, names := c.header.SampleRate, callfiles.Names(of.layout)
	t := &tape{job: callfiles.Job(r, of.layout, c.spanOf(r), recording.Rate(rate)), over: over,
		files: len(names), file: slices.Index(names, of.file)}
	for _, name := range r.Names {
		t.speakers = append(t.speakers, speaker{party: c.header.Index(name), rate: int64(rate)})
	}
	format := wav.Format{Codec: t.job.Codec, Channels: len(t.job.Plans) / t.files, Rate: rate}
	t.frame = int64(format.Frame())
	t.head = format.Header(t.job.Span.Len() * t.frame)
	return t
}

// A tape is read as a file of a recording, which is rendered where it is read: there is no file, and nothing to remove.
type tape struct {
	job         offline.Job
	speakers    []speaker
	files, file int // of the layout, and which of them
	frame       int64
	head        []byte
	over        func() error
	at          int64
	block       []byte // what has been rendered last, and where it starts
	blockAt     int64
}

func (t *tape) size() int64 { return int64(len(t.head)) + t.job.Span.Len()*t.frame }

// Seek goes to another place of the file.
func (t *tape) Seek(offset int64, whence int) (int64, error) {
	t.at = offset + [...]int64{io.SeekStart: 0, io.SeekCurrent: t.at, io.SeekEnd: t.size()}[whence]
	return t.at, nil
}

func (t *tape) Read(p []byte) (n int, err error) {
	switch at := t.at - int64(len(t.head)); {
	case at < 0:
		n = copy(p, t.head[t.at:])
	case t.at >= t.size():
		return 0, io.EOF
	default:
		if at < t.blockAt || at >= t.blockAt+int64(len(t.block)) {
			err = t.render(at / t.frame)
		}
		if err == nil {
			n = copy(p, t.block[at-t.blockAt:])
		}
	}
	t.at += int64(n)
	return n, err
}

// render renders some samples from one of the span on.
func (t *tape) render(from int64) error {
	if err := t.over(); err != nil {
		return err
	}
	job := t.job
	job.Span.From += from
	job.Span.To = min(job.Span.From+1<<14, job.Span.To)
	var in []io.Reader
	for _, s := range t.speakers {
		s.at = job.Span.From
		in = append(in, &s)
	}
	blocks := make([]bytes.Buffer, t.files)
	var out []io.Writer
	for i := range blocks {
		out = append(out, &blocks[i])
	}
	_, err := job.Run(in, out)
	t.block, t.blockAt = blocks[t.file].Bytes(), from*t.frame
	return err
}

// A speaker is read as what a party says from a position on, in PCM16.
type speaker struct {
	party    int
	rate, at int64
}

func (s *speaker) Read(p []byte) (int, error) {
	pcm := make([]int16, len(p)/recording.PCM16.Width())
	say(pcm, s.party, s.rate, s.at)
	s.at += int64(len(pcm))
	recording.PCM16.Encode(p, pcm)
	return recording.PCM16.Width() * len(pcm), nil
}

// say writes what a party of a story says from a position on: vowels in syllables, no words, so that a recording can be
// listened to and nothing is in it that anybody has said. Each party has a pitch of its own, and pauses between its
// phrases.
func say(pcm []int16, party int, rate, from int64) {
	v := voices[party%len(voices)]
	for i := range pcm {
		at := float64(from+int64(i)) / float64(rate)
		sample := v.room(from + int64(i))
		if level := v.level(at); level > 0 {
			sample += level * v.sound(at)
		}
		pcm[i] = int16(sample)
	}
}

// A voice is a pitch in Hz, how many syllables it says in a second, and how many seconds a phrase and the pause after
// it take.
type voice struct {
	hertz, syllables, phrase, shift float64
	seed                            uint64
}

var voices = [...]voice{{118, 4.2, 2.6, 0, 1}, {205, 4.8, 2.2, 1.1, 2}, {142, 3.9, 2.9, 0.4, 3},
	{228, 5.1, 2.4, 1.7, 4}, {98, 3.6, 3.1, 0.9, 5}, {176, 4.5, 2.0, 1.4, 6}}

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
