// Command pbx records a call as a PBX does: a reader for each leg's RTP, a channel for commands, and one owner of the
// recording, who masks by position, however late anything comes. The WAV file can be played all along.
package main

import (
	"bytes"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/live/axis"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/spec"
)

const operator, customer pause.Party = 0, 1

const rate, packet, end = 8000, 160, 3 * 8000 // samples: a second's, those of 20 ms, and how long the call is

// An event is what the owner of a recording does next, at a position of the call: a frame, or a command.
type event func(*live.Recording) error

// read is where a real PBX takes RTP packets from a socket, with the time since the answer at which each came. Here a
// leg says one loud sample for ever, and every second packet overtakes the one before it.
func read(p pause.Party, to chan<- event) {
	leg, pcm := axis.Axis{Rate: rate}, bytes.Repeat([]byte{0x20}, 2*packet)
	for n := uint32(0); n < end/packet; n++ {
		came := time.Duration(n/2+1) * 40 * time.Millisecond
		at, err := leg.At(axis.Packet{SSRC: 1, Timestamp: (n ^ 1) * packet, Length: packet}, came)
		to <- func(rec *live.Recording) error {
			if err == nil { // else it has no place, and is left out
				err = rec.Write(p, at, pcm)
			}
			return err
		}
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
func record(name string) error {
	call, err := pause.NewCall(true, operator, customer)
	if err != nil {
		return err
	}
	config := live.DefaultConfig(rate)
	config.Layout = recording.TwoChannel
	files, err := wav.Create(config, name)
	if err != nil {
		return err
	}
	defer files.Close() // whatever happens, what has been written can be played
	rec, err := live.New(config, call, files.Sinks()...)
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
	return files.Close()
}

func main() {
	name := time.Now().Format("call-20060102-150405.wav") // no recording is written over
	fmt.Printf("recorded %s, error: %v\n", name, record(name))
}
