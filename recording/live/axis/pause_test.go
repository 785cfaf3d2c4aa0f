package axis_test

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/live/axis"
)

// A memory is a file.
type memory []byte

func (m *memory) WriteAt(p []byte, at int64) (int, error) {
	if missing := int(at) + len(p) - len(*m); missing > 0 {
		*m = append(*m, make([]byte, missing)...)
	}
	return copy((*m)[at:], p), nil
}

// What is spoken in a pause, between two clicks by the recorder's clock, is not in the file, where a guard covers the
// way through the network, and 10 ms of drift. Of the rest of half a minute all is there that was not lost.
func TestNothingOfAPauseIsHeard(t *testing.T) {
	const secret, open, call = 1, 2, 30 * time.Second
	rapid.Check(t, func(t *rapid.T) {
		phone := telephones(t)
		phone.begin, phone.ticks = 0, int64(phone.clock)/50
		phone.slow = rapid.Int64Range(-100, 100).Draw(t, "slow by ppm")
		stop, resume := milliseconds(t, "stop", 3000, 10_000), milliseconds(t, "resume", 10_000, 20_000)
		samples := int(phone.ticks * int64(phone.rate/phone.clock))
		config := live.DefaultConfig(phone.rate)
		config.Tone = nil
		config.Guard.Before = phone.rate.Samples(10 * time.Millisecond) // for drift
		config.Guard.After = phone.rate.Samples(phone.way + phone.jitter/3 + 10*time.Millisecond)
		var file memory
		rec, err := live.New(config, calltest.New(true, 0, 1), &file)
		if err != nil {
			t.Fatal(err)
		}
		leg, stopped, resumed := axis.Axis{Rate: phone.rate, Clock: phone.clock}, false, false
		early := 0
		for _, d := range phone.deliver(call, false, randoms(t)) {
			payload := make([]byte, 2*samples)
			for i := range samples {
				said := uint16(open)
				if spoken := d.spoken + phone.rate.Duration(int64(i)); spoken >= stop && spoken < resume {
					said = secret
				}
				binary.LittleEndian.PutUint16(payload[2*i:], said)
			}
			if !stopped && d.arrival >= stop {
				_, err = rec.Stop(phone.rate.Samples(stop), 0)
				stopped = true
			} else if !resumed && d.arrival >= resume {
				_, err = rec.Resume(phone.rate.Samples(resume), 0)
				resumed = true
			}
			if err != nil {
				t.Fatal(err)
			}
			at, err := leg.At(d.packet, d.arrival)
			if err != nil {
				if early++; early > 1 { // it comes 10 ms less delayed than all of the first second
					t.Fatal(err)
				}
				continue
			}
			if err := rec.Write(1, at, payload); err != nil {
				t.Fatal(err)
			}
		}
		if err := rec.Close(phone.rate.Samples(2 * time.Minute)); err != nil {
			t.Fatal(err)
		}
		heard := 0
		for i := 0; i < len(file); i += 2 {
			switch binary.LittleEndian.Uint16(file[i:]) {
			case secret:
				t.Fatalf("sample %d was spoken in the pause", i/2)
			case open:
				heard++
			}
		}
		want := phone.rate.Samples(call-(resume-stop)) * int64(100-phone.lost) / 100
		if int64(heard) < want*95/100-config.Guard.After-config.Guard.Before {
			t.Fatalf("%d samples are heard, want about %d", heard, want)
		}
	})
}

// The clock of a telephone is slow by 100 ppm, and the server starts again every now and then: who says the first
// sample twice where a packet begins one sample after the end of the one before has no gap in ten minutes.
func TestSlowClockLeavesNoGap(t *testing.T) {
	phone := telephone{rate: 8000, clock: 8000, ticks: 160, slow: 100, jitter: 15 * time.Millisecond}
	rec, err := live.New(live.DefaultConfig(8000), calltest.New(true, 0, 1), &memory{})
	if err != nil {
		t.Fatal(err)
	}
	leg, end, slips, frame := axis.Axis{Rate: 8000}, int64(0), 0, make([]byte, 320)
	for i, d := range phone.deliver(10*time.Minute, false, rand.New(rand.NewPCG(1, 1))) {
		at, err := leg.At(d.packet, d.arrival)
		if err != nil {
			t.Fatal(err)
		}
		if i%1000 == 500 {
			leg = restored(t, leg)
		}
		if at == end+1 && i > 0 {
			slips++
			if err := rec.Write(1, end, frame[:2]); err != nil {
				t.Fatal(err)
			}
		}
		if err := rec.Write(1, at, frame); err != nil {
			t.Fatal(err)
		}
		end = at + 160
	}
	if gaps := rec.Report().Voices[1].Gaps; len(gaps) > 1 || len(gaps) == 1 && gaps[0].From > 0 {
		t.Errorf("got the gaps %v after %d slips", gaps, slips)
	}
	if slips < 300 {
		t.Errorf("the clock slipped %d times, want about 480", slips)
	}
}
