package shim

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// WAV is a file of two channels: a voice of the kit in each.
func WAV(t *testing.T, c recording.Codec, format uint16, rate uint32, parties ...string) string {
	t.Helper()
	data := make([]byte, 4000*2*c.Width())
	for i := range 4000 {
		for n, v := range parties {
			pcm := []int16{int16(4000 * math.Cos(2*math.Pi*conformance.Tone(v)*float64(i)/conformance.Rate))}
			c.Encode(data[(2*i+n)*c.Width():], pcm)
		}
	}
	width := uint16(c.Width())
	var b bytes.Buffer
	for _, v := range []any{[]byte("RIFF"), uint32(36 + len(data)), []byte("WAVEfmt "), uint32(16), format, uint16(2),
		rate, rate * 2 * uint32(width), 2 * width, 8 * width,
		[]byte("data"), uint32(len(data)), data} {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			t.Fatal(err)
		}
	}
	name := filepath.Join(t.TempDir(), "call.wav")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// The recording of a program is listened to, channel by channel, whatever its codec is.
func TestHear(t *testing.T) {
	for format, c := range map[uint16]recording.Codec{1: recording.PCM16, 7: recording.MuLaw, 6: recording.ALaw} {
		name := WAV(t, c, format, conformance.Rate, conformance.A, conformance.C)
		r, err := audio{Files: 1, Tracks: []audioTrack{{Track: recording.OperatorSide, Path: name, At: 80},
			{Track: recording.FarSide, Path: name, Channel: 1, At: 80}}}.hear(0)
		if err != nil || r.Span != (recording.Span{From: 80, To: 4080}) || len(r.Tracks) != 2 {
			t.Fatalf("%v: got %+v, %v", c, r, err)
		}
		for i, want := range []string{conformance.A, conformance.C} {
			middle := slices.IndexFunc(r.Tracks[i].Segments, func(s conformance.Segment) bool { return s.Has(2000) })
			if got := r.Tracks[i].Segments[middle].Voices; !slices.Equal(got, []string{want}) {
				t.Errorf("%v, channel %d: got %v, want %s", c, i, got, want)
			}
		}
	}
}

// A file that cannot be listened to says what was expected.
func TestHearNothing(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text.wav")
	if err := os.WriteFile(text, []byte("no audio"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := WAV(t, recording.PCM16, 1, conformance.Rate, conformance.A)
	for name, track := range map[string]audioTrack{"text": {Path: text}, "channel": {Path: good, Channel: 2},
		"rate":   {Path: WAV(t, recording.PCM16, 1, 16000, conformance.A)},
		"format": {Path: WAV(t, recording.PCM16, 3, conformance.Rate, conformance.A)}} {
		if _, err := (audio{Tracks: []audioTrack{track}}).hear(0); !errors.As(err, new(*wav.Error)) {
			t.Errorf("%s: got %v, want a *wav.Error", name, err)
		}
	}
	if _, err := (audio{Tracks: []audioTrack{{Path: "nowhere"}}}).hear(0); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

// A file holds twice what the scene has lasted and a minute at most: with a sample more it is not read, nor is one that
// is as long as a disk, whatever its header says.
func TestHearNoLonger(t *testing.T) {
	const until = 100
	file := func(samples int64, more int64) string {
		name := filepath.Join(t.TempDir(), "call.wav")
		f := wav.Format{Codec: recording.MuLaw, Channels: 1, Rate: conformance.Rate}
		if err := os.WriteFile(name, f.Header(samples), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name, int64(len(f.Header(samples)))+samples+samples%2+more); err != nil { // holes: no disk
			t.Fatal(err)
		}
		return name
	}
	for _, row := range []struct {
		samples, more int64
		good          bool
	}{{longest(until), 0, true}, {longest(until) + 1, 0, false}, {80, 1 << 36, false}, {1 << 36, 0, false}} {
		_, err := (audio{Tracks: []audioTrack{{Path: file(row.samples, row.more)}}}).hear(until)
		var wrong *wav.Error
		if good := err == nil; good != row.good || !good && !errors.As(err, &wrong) {
			t.Errorf("%d samples and %d bytes: got %v", row.samples, row.more, err)
		}
	}
}

// A recording has sixteen tracks at most.
func TestHearNotTooMuch(t *testing.T) {
	for n, good := range map[int]bool{maxTracks: true, maxTracks + 1: false} {
		if err := (audio{Files: 1, Tracks: make([]audioTrack, n)}).check(); (err == nil) != good {
			t.Errorf("%d tracks: got %v", n, err)
		}
	}
}
