//go:build unix

package bench_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// The hour: a pause every 72 seconds, from the 30th to the 50th.
const (
	seconds = 3600
	pauses  = 50
	period  = 72
	stops   = 30
	resumes = 50
)

// material makes all files that programs read.
func (h hour) material() error {
	for _, f := range []struct {
		name   string
		format wav.Format
		first  int // which voice is in the first channel
	}{
		{"stereo16.wav", wav.Format{Codec: recording.PCM16, Channels: 2, Rate: 16000}, 0},
		{"operator.wav", wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 16000}, 0},
		{"customer.wav", wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 16000}, 1},
		{"mono8.wav", wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000}, 0},
		{"mulaw8.wav", wav.Format{Codec: recording.MuLaw, Channels: 2, Rate: 8000}, 0},
	} {
		if err := talk(h.path(f.name), f.format, f.first); err != nil {
			return err
		}
	}
	for _, rate := range []int{8000, 16000} {
		if err := os.WriteFile(h.path(fmt.Sprintf("call%d.jsonl", rate)), []byte(callLog(rate)), 0o644); err != nil {
			return err
		}
	}
	return h.beep()
}

// callLog is the hour as a log.
func callLog(rate int) string {
	var s strings.Builder
	fmt.Fprintf(&s, `{"log":"recpause/1","sample_rate":%d,"parties":[{"id":"operator","kind":"softphone",`+
		`"terminal":"installed"},{"id":"customer","kind":"external"}]}`, rate)
	event := func(second int, kind, party string) {
		fmt.Fprintf(&s, "\n"+`{"at":%d,"event":%q,"party":%q,"call":"c1"`, second*rate, kind, party)
		if kind == "call.invite" {
			s.WriteString(`,"to":"operator"`)
		}
		s.WriteString("}")
	}
	event(0, "call.invite", "customer")
	event(0, "call.answered", "operator")
	for i := range pauses {
		event(period*i+stops, "pause.click", "operator")
		event(period*i+resumes, "resume.click", "operator")
	}
	event(seconds, "call.hangup", "customer")
	return s.String() + "\n"
}

// talk writes an hour of voices that are never silent for long, and so loud that their sum clips now and then.
func talk(name string, f wav.Format, first int) error {
	w, err := os.Create(name)
	if err != nil {
		return err
	}
	defer w.Close()
	if _, err := w.Write(f.Header(int64(seconds * f.Rate * f.Frame()))); err != nil {
		return err
	}
	pcm, raw := make([]int16, f.Rate*f.Channels), make([]byte, f.Rate*f.Frame())
	voices := []*voice{newVoice(1, f.Rate), newVoice(2, f.Rate)}
	for range seconds {
		for i := range pcm {
			pcm[i] = voices[(first+i%f.Channels)%2].next()
		}
		f.Codec.Encode(raw, pcm)
		f.Codec.Decode(pcm, raw) // minus zero of µ-law becomes plus zero, as in sox and ffmpeg
		f.Codec.Encode(raw, pcm)
		if _, err := w.Write(raw); err != nil {
			return err
		}
	}
	return nil
}

// A voice is a tone that changes, and noise.
type voice struct {
	random     *rand.Rand
	turn, step float64
	loud       float64
	left, rate int
}

func newVoice(seed uint64, rate int) *voice {
	return &voice{random: rand.New(rand.NewPCG(seed, 1)), rate: rate}
}

func (v *voice) next() int16 {
	if v.left == 0 {
		v.left, v.step, v.loud = v.rate/4, (100+300*v.random.Float64())/float64(v.rate), 2000+18000*v.random.Float64()
	}
	v.left--
	v.turn += v.step
	return int16(v.loud*math.Sin(2*math.Pi*v.turn)) + int16(v.random.IntN(2000)-1000)
}

// beep writes the tone that sox and ffmpeg mix in, on the customer's channel.
func (h hour) beep() error {
	tone, f := recording.DefaultTone().PCM(16000), wav.Format{Codec: recording.PCM16, Channels: 2, Rate: 16000}
	raw := f.Header(int64(len(tone) * f.Frame()))
	for _, v := range tone {
		raw = binary.LittleEndian.AppendUint16(append(raw, 0, 0), uint16(v))
	}
	return os.WriteFile(h.path("beep.wav"), raw, 0o644)
}
