// Command pbx records a call as a PBX does: a reader for each leg's audio, a channel for commands, and one owner of the
// recording, who masks by position, however late anything comes. The WAV file gets its header when the call is over.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/spec"
)

const operator, customer pause.Party = 0, 1

const rate, end, header, size = 8000, 3 * 8000, 44, 4 * end // of the WAV file: bytes of its header and of its audio

// An event is what the owner of a recording does next, at a position of the call: a frame, or a command.
type event func(*live.Recording) error

// read is where a real PBX takes RTP packets. Here a leg says one loud sample for ever, and every frame comes twice.
func read(p pause.Party, to chan<- event) {
	pcm := make([]byte, 2*rate/50) // 20 ms
	for i := range pcm {
		pcm[i] = 0x20
	}
	for n := int64(0); n < end; n += rate / 50 {
		to <- func(rec *live.Recording) error { return rec.Write(p, n+rate/50, pcm) }
		to <- func(rec *live.Recording) error { return rec.Write(p, n, pcm) }
	}
}

// control is where the softphones' commands come from: one stops after a second, and resumes after two.
func control(to chan<- event) {
	for i, verb := range []pause.Verb{pause.Stop, pause.Resume} {
		to <- func(rec *live.Recording) error {
			step, err := rec.Do(int64(i+1)*rate, operator, verb)
			if step.Cause != 0 { // else nothing has happened; an error beside it says that the disk failed
				fmt.Println(step.Text(spec.EN, "operator", "customer")) // confirm it, and beep to step.Beep().To
			}
			return err
		}
	}
}

// record records one call in two channels. Whoever calls it is the one owner of the recording.
func record(file io.WriterAt) error {
	call, err := pause.NewCall(true, operator, customer)
	if err != nil {
		return err
	}
	config := live.DefaultConfig(rate)
	config.Layout = recording.TwoChannel
	rec, err := live.New(config, call, io.NewOffsetWriter(file, header))
	if err != nil {
		return err
	}
	events := make(chan event)
	var senders sync.WaitGroup
	senders.Go(func() { read(operator, events) })
	senders.Go(func() { read(customer, events) })
	senders.Go(func() { control(events) })
	go func() { senders.Wait(); close(events) }()
	for do := range events {
		if err := do(rec); err != nil {
			fmt.Fprintln(os.Stderr, "pbx:", err) // one frame is no reason to lose a call
		}
	}
	if err := rec.Close(end); err != nil {
		return err
	}
	h := binary.LittleEndian.AppendUint32([]byte("RIFF"), size+header-8)
	h = append(h, "WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00"...) // PCM, two channels
	h = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(h, rate), 4*rate)
	h = append(h, "\x04\x00\x10\x00data"...)
	_, err = file.WriteAt(binary.LittleEndian.AppendUint32(h, size), 0)
	return err
}

func main() {
	file, err := os.Create("call.wav")
	if err == nil {
		err = record(file)
	}
	fmt.Println("recorded call.wav, error:", err)
}
