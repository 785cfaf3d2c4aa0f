//lint:file-ignore SA4006 The guide leaves out what everybody does with an error.

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/system"
)

const operator, customer pause.Party = 0, 1

// The Go of docs/embedding.md that the PBX itself has no use for runs, too: a recording without system that is stopped,
// overtaken and closed, its manifest, and what a crash leaves of one.
func TestGuide(t *testing.T) {
	t.Chdir(t.TempDir())
	recorded, answered := true, time.Now()
	position, payload := int64(0), make([]byte, 320)
	var journal []byte
	save := func(line []byte) { journal = append(journal, line...) }
	confirmed, beeped := false, pause.Parties(0)
	confirm := func(done bool) { confirmed = done }
	beep := func(to pause.Parties) { beeped = to }

	if config := guideConfig(); config.HoldBack != time.Second {
		t.Error("the guide says that 8,000 samples are held back, not", config.HoldBack)
	}
	call, err := pause.NewCall(recorded, operator, customer) // when the call is answered
	config := live.DefaultConfig(8000)
	files, err := wav.Create(config, "c1.wav") // two names for recording.Split
	rec, err := live.New(config, call, files.Sinks()...)

	// in the owner's loop, in any order
	err = rec.Write(customer, position, payload) // a frame of RTP, unchanged
	step, err := rec.Stop(position, operator)    // a click, where it was clicked, though audio may have come since
	save(rec.Journal(nil))                       // a line that has to be on the disk before anybody is told
	beep(step.Beep().To)                         // nobody, where nothing has changed
	confirm(step.Cause != 0)                     // to the softphone; the zero Step: nothing has happened, and err says why
	err = rec.Close(position)                    // at the end of the call
	err = files.Close()

	if err != nil || !confirmed || beeped != pause.PartiesOf(operator, customer) {
		t.Fatal(err, confirmed, beeped)
	}
	{
		record, err := rec.Manifest(manifest.Options{Call: "c1", Start: answered, Tone: recording.DefaultTone()}, "operator", "customer")
		text, err := json.Marshal(record)

		if err != nil || len(text) == 0 {
			t.Fatal(err)
		}
	}
	guideCrash(t, config, journal)
	guideOvertaken(t, config, "away.wav", pause.Stopped, func(rec *live.Recording) error {
		return rec.Away(800, pause.PartiesOf(operator))
	})
	guideOvertaken(t, config, "ended.wav", 0, func(rec *live.Recording) error {
		_, err := rec.End(800)
		return err
	})
	guideLimit(t)
}

func guideConfig() live.Config {
	config := live.DefaultConfig(8000)
	config.Codec, config.Layout = recording.MuLaw, recording.TwoChannel
	config.Guard = recording.Guard{Before: 80, After: 240} // 10 and 30 ms: see chapter 3

	return config
}

func guideCrash(t *testing.T, config live.Config, journal []byte) {
	recorded, position := true, int64(16000)
	{
		files, err := wav.Restore(config, "c1.wav")
		rec, err := live.Restore(config, journal, files.Sizes(), files.Sinks()...) // all of its lines

		if c := rec.Call(); err != nil || c.State() != pause.Silent {
			t.Fatal(err, c)
		}
		if err := files.Close(); err != nil {
			t.Fatal(err)
		}
	}
	call, err := pause.NewCall(recorded, operator, customer)
	config.Origin = position // how far the call has come
	files, err := wav.Create(config, "c1-2.wav")
	rec, err := live.StartSilent(config, call, files.Sinks()...)

	if c := rec.Call(); err != nil || c.State() != pause.Silent {
		t.Fatal(err, c)
	}
	if _, err := os.Stat("c1.wav"); err != nil {
		t.Error("the old file has gone:", err)
	}
	if err := errors.Join(rec.Close(position), files.Close()); err != nil {
		t.Fatal(err)
	}
}

func guideOvertaken(t *testing.T, config live.Config, name string, want pause.Cause, by func(*live.Recording) error) {
	call, _ := pause.NewCall(true, operator, customer)
	files, err := wav.Create(config, name)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := live.New(config, call, files.Sinks()...)
	if err != nil {
		t.Fatal(err)
	}
	if err := by(rec); err != nil {
		t.Fatal(err)
	}
	at := int64(500)

	step, err := rec.Stop(at, operator)
	if late, ok := errors.AsType[*recording.PositionError](err); ok {
		err = rec.StopWithin(recording.Span{From: at, To: late.Last}, operator)
		if !late.Ended {
			step, err = rec.Stop(late.Last, operator)
		}
	}

	if err != nil || step.Cause != want || len(rec.Report().StopSpans) != 1 {
		t.Errorf("%s: got %v, %v and %v, want the cause %v and one span", name, step, err, rec.Report().StopSpans, want)
	}
	if err := errors.Join(rec.Close(1000), files.Close()); err != nil {
		t.Fatal(err)
	}
}

func guideLimit(t *testing.T) {
	sys, err := system.New(calllog.Header{SampleRate: 8000, Config: calllog.DefaultConfig(), Parties: plays()[0].parties},
		pause.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range plays()[0].happens[:3] {
		if _, err := sys.Apply(h.Event); err != nil {
			t.Fatal(err)
		}
	}

	limit := system.Limit{Longest: 120 * 8000, Alarm: 10 * 8000, Resume: true} // two minutes, at 8 kHz
	for _, stop := range sys.Stops() {
		fmt.Println(limit.AlarmAt(stop), limit.DueAt(stop)) // positions, or system.Never
		if event, ok := limit.Event(stop); ok {
			fmt.Println(event) // resume.command by a timer, for when it is due
		}
	}

	if stops := sys.Stops(); len(stops) != 1 {
		t.Errorf("got %v, want one stop", stops)
	}
}
