package system_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
)

// manySoftphones is the header of so many softphones.
func manySoftphones(n int) calllog.Header {
	h := calllog.Header{SampleRate: 8000, Config: calllog.DefaultConfig()}
	for i := range n {
		h.Parties = append(h.Parties, calllog.Participant{ID: fmt.Sprintf("P%d", i), Softphone: true,
			Terminal: pause.Installed, PauseEnabled: true})
	}
	return h
}

// With many calls open at once, which did not begin in the order of their parties, and many displays false at once, the
// model and its twin agree too.
func TestNaiveAgreesOnManyCalls(t *testing.T) {
	const parties, rooms, events = 30, 8, 400
	falseAtOnce := 0
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 20))
		h := manySoftphones(parties)
		sys := newSystem(t, h)
		told := story{header: h}
		for len(told.events) < events {
			e := calllog.Event{Line: len(told.events) + 2, At: int64(len(told.events)), Party: h.Parties[r.IntN(parties)].ID,
				Kind: one(r, []calllog.Kind{calllog.RoomJoin, calllog.RoomJoin, calllog.PauseClick, calllog.PauseClick,
					calllog.PauseCommand, calllog.ResumeClick, calllog.RoomLeave})}
			if e.Kind != calllog.PauseClick && e.Kind != calllog.ResumeClick {
				e.Call = fmt.Sprintf("r%d", r.IntN(rooms))
			}
			if e.Kind == calllog.PauseCommand {
				e.Source = calllog.Supervisor
			}
			next, o, err := applied(sys, e)
			if err != nil {
				continue
			}
			sys, told.events = next, append(told.events, e)
			falseAtOnce = max(falseAtOnce, len(o.Step.Mismatch))
		}
		if seen := agree(t, told); seen["error"] != 0 {
			t.Errorf("%d of the events have no meaning", seen["error"])
		}
	}
	if falseAtOnce < 10 {
		t.Errorf("only %d displays were false at once", falseAtOnce)
	}
}

// BenchmarkManyRooms is a click while so many rooms of two softphones are open, in each of which one has stopped.
func BenchmarkManyRooms(b *testing.B) {
	for _, rooms := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprint(rooms), func(b *testing.B) {
			h := manySoftphones(2 * rooms)
			s := newSystem(b, h)
			apply := func(e calllog.Event) {
				if _, err := s.Apply(e); err != nil {
					b.Fatal(err)
				}
			}
			for i, p := range h.Parties {
				apply(calllog.Event{Kind: calllog.RoomJoin, Party: p.ID, Call: fmt.Sprintf("r%d", i/2)})
				if i%2 == 1 {
					apply(calllog.Event{Kind: calllog.PauseClick, Party: p.ID})
				}
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				apply(calllog.Event{Kind: [...]calllog.Kind{calllog.PauseClick, calllog.ResumeClick}[i%2], Party: "P0"})
			}
		})
	}
}
