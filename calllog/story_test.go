package calllog_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// A live call: it rings before anybody knows where position 0 will be, and a click comes later than it was made.
func ExampleWriter() {
	var file disk
	clock := time.Date(2026, 12, 1, 9, 30, 0, 0, time.UTC)
	w, _ := calllog.NewWriter(&file, calllog.Header{SampleRate: 8000, Config: calllog.DefaultConfig(),
		Parties: []calllog.Participant{{ID: "anna", Softphone: true, Terminal: pause.Installed, PauseEnabled: true}}}, 512)
	_ = w.AddParty(calllog.Participant{ID: "cid"})
	_ = w.AddAt(clock, calllog.Event{Kind: calllog.CallInvite, Party: "cid", To: "anna", Call: "c1"})
	clock = clock.Add(3 * time.Second)
	_ = w.Zero(clock)
	_ = w.AddAt(clock, calllog.Event{Kind: calllog.CallAnswered, Party: "anna", Call: "c1"})
	_ = w.AddAt(clock.Add(5*time.Second), calllog.Event{Kind: calllog.HandRaise, Party: "anna"})
	_ = w.Add(calllog.Event{At: 39_200, Kind: calllog.PauseClick, Party: "anna", Call: "c1"}) // 100 ms before
	_ = w.Flush(40_000 - 4_000)                                                               // half a second may still come
	_ = w.Close()
	_, events, _ := strings.Cut(string(file.data), "\n")
	fmt.Print(events)
	// Output:
	// {"at":-24000,"event":"call.invite","party":"cid","to":"anna","call":"c1"}
	// {"at":0,"event":"call.answered","party":"anna","call":"c1"}
	// {"at":39200,"event":"pause.click","party":"anna","call":"c1"}
	// {"at":40000,"event":"hand.raise","party":"anna"}
}

// story is a call with two pauses and a transfer to somebody whom the header did not name, by position, in order.
func story() []calllog.Event {
	e := func(at int64, kind calllog.Kind, party, to, call string) calllog.Event {
		return calllog.Event{At: at, Kind: kind, Party: party, To: to, Call: call}
	}
	return []calllog.Event{e(-3000, calllog.CallInvite, "X", "A", "c1"), e(0, calllog.CallAnswered, "A", "", "c1"),
		e(1000, calllog.PauseClick, "A", "", "c1"), e(2000, calllog.ResumeClick, "A", "", "c1"),
		e(3000, calllog.Hold, "A", "", "c1"), e(3100, calllog.ConsultDial, "A", "T", "c2"),
		e(4000, calllog.ConsultAnswered, "T", "", "c2"), e(4500, calllog.PauseClick, "A", "", "c2"),
		e(4800, calllog.ResumeClick, "A", "", "c2"), e(5000, calllog.TransferComplete, "A", "", ""),
		e(6000, calllog.CallHangup, "X", "", "c1")}
}

// A system that writes its log while it lives, with clicks that come late, is killed in the middle of a write and goes
// on; the replay of what is on the disk leads at every moment to what the system was, and to all of it in the end.
func TestLiveStoryIsReplayed(t *testing.T) {
	first, whole := lives(t)
	whole.Parties = append(whole.Parties, calllog.Participant{ID: "T"})
	live, err := system.New(whole, pause.Policy{})
	require.NoError(t, err)
	var steps []string // of the system that lived
	for i, e := range story() {
		e.Line = i + 2
		o, err := live.Apply(e)
		require.NoError(t, err)
		steps = append(steps, line(t, o.Step))
	}
	var d disk
	d.after = func() { require.Equal(t, steps[:len(replayed(t, d.data))], replayed(t, d.data)) }
	w, err := calllog.NewWriter(&d, first, 2*room)
	require.NoError(t, err)
	give := func(e calllog.Event, now int64) {
		for _, p := range whole.Parties[1:] {
			if e.Party == p.ID || e.To == p.ID {
				require.NoError(t, w.AddParty(p))
			}
		}
		require.NoError(t, w.AddAt(after(e.At), e))
		require.NoError(t, w.Flush(now-1500))
	}
	events := story()
	for _, i := range []int{0, 1, 3, 2, 4, 5, 6} { // the stop comes after the resume
		give(events[i], events[i].At)
		if events[i].Kind == calllog.CallAnswered {
			require.NoError(t, w.Zero(answered))
		}
	}
	d.broken, d.room = true, 20 // it dies 20 bytes into the next write
	require.ErrorIs(t, w.Flush(events[6].At), errFull)
	d.broken = false
	w, err = calllog.Resume(&d, bytes.NewReader(bytes.Clone(d.data)))
	require.NoError(t, err)
	require.NoError(t, w.Zero(answered))
	for _, e := range events[len(replayed(t, d.data)):] {
		give(e, e.At)
	}
	require.NoError(t, w.Close())
	require.Equal(t, steps, replayed(t, d.data))
}

// replayed returns the steps of a log, which has to be read to its end.
func replayed(t *testing.T, log []byte) (steps []string) {
	t.Helper()
	steps = []string{}
	r, err := calllog.NewReader(bytes.NewReader(log))
	require.NoError(t, err)
	run, err := system.NewRun(r, pause.Policy{})
	require.NoError(t, err)
	for {
		_, o, err := run.Next()
		if err == io.EOF {
			return steps
		}
		require.NoError(t, err)
		steps = append(steps, line(t, o.Step))
	}
}
