package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// The file holds both legs outside of the pause, zeros in it, and the beep of the resume on the customer's side alone.
func TestRecord(t *testing.T) {
	dir := t.TempDir()
	if err := record(filepath.Join(dir, "call.wav")); err != nil {
		t.Fatal(err)
	}
	r, err := wav.Open(os.DirFS(dir), "call.wav")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if want := (wav.Format{Codec: recording.PCM16, Channels: 2, Rate: rate}); r.Format != want || r.Samples != end {
		t.Fatalf("got %d samples of %v at %d Hz, want %d of %v", r.Samples, r.Format, r.Rate, end, want)
	}
	pcm := make([]int16, 2*end)
	recording.PCM16.Decode(pcm, data)
	const voice = 0x2020
	changed := 0
	for n := range end {
		want := int16(voice)
		if n >= rate && n < 2*rate {
			want = 0
		}
		if got := pcm[2*n]; got != want {
			t.Fatalf("operator, sample %d: got %d, want %d", n, got, want)
		}
		switch beep := n >= 2*rate && n < 2*rate+rate/5; {
		case beep && pcm[2*n+1] != want:
			changed++
		case !beep && pcm[2*n+1] != want:
			t.Fatalf("customer, sample %d: got %d, want %d", n, pcm[2*n+1], want)
		}
	}
	if changed < rate/10 {
		t.Errorf("the beep changes %d samples of the customer's side, want most of %d", changed, rate/5)
	}
}
