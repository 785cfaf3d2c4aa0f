package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
)

// The file holds both legs outside of the pause, zeros in it, and the beep of the resume on the customer's side alone.
func TestRecord(t *testing.T) {
	name := filepath.Join(t.TempDir(), "call.wav")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := record(file); err != nil {
		t.Fatal(err)
	}
	wav, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got := binary.LittleEndian.Uint32(wav[40:]); got != size || len(wav) != header+size {
		t.Fatalf("the header says %d bytes and the file has %d, want %d and %d", got, len(wav), size, header+size)
	}
	const voice = 0x2020
	changed := 0
	for n := range end {
		at := func(channel int) int16 { return int16(binary.LittleEndian.Uint16(wav[header+4*n+2*channel:])) }
		want := int16(voice)
		if n >= rate && n < 2*rate {
			want = 0
		}
		if at(0) != want {
			t.Fatalf("operator, sample %d: got %d, want %d", n, at(0), want)
		}
		switch beep := n >= 2*rate && n < 2*rate+rate/5; {
		case beep && at(1) != want:
			changed++
		case !beep && at(1) != want:
			t.Fatalf("customer, sample %d: got %d, want %d", n, at(1), want)
		}
	}
	if changed < rate/10 {
		t.Errorf("the beep changes %d samples of the customer's side, want most of %d", changed, rate/5)
	}
}
