package system_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/system"
)

// A stop that comes late is made good in the call in which it was clicked, wherever whoever clicked is by then, and in
// the one that it stops now.
func TestLateStopsAreMadeGood(t *testing.T) {
	invited := calllog.Event{Kind: calllog.CallInvite, Party: "cu", To: "op", Call: "c1"}
	answered := calllog.Event{Kind: calllog.CallAnswered, Party: "op", Call: "c1"}
	star := calllog.Event{At: 8000, Kind: calllog.StarBegin, Party: "op", To: "ex", Call: "c2", Via: calllog.Fact}
	starAnswered := calllog.Event{At: 10080, Kind: calllog.StarAnswered, Party: "ex", Call: "c2"}
	click := calllog.Event{At: 5000, Kind: calllog.PauseClick, Party: "op"}
	room := func(kind calllog.Kind, at int64, party string) calllog.Event {
		return calllog.Event{At: at, Kind: kind, Party: party, Call: "room"}
	}
	for _, c := range []struct {
		name   string
		events []calllog.Event
		click  calllog.Event
		want   []string
	}{
		{"in time", []calllog.Event{invited, answered}, click, nil},
		{"the call is held, and another one answered", []calllog.Event{invited, answered, star, starAnswered}, click,
			[]string{"c1", "c2"}},
		{"the same, and the click names its call", []calllog.Event{invited, answered, star, starAnswered},
			calllog.Event{At: 5000, Kind: calllog.PauseClick, Party: "op", Call: "c1"}, []string{"c1", "c2"}},
		{"the call is held", []calllog.Event{invited, answered,
			{At: 8000, Kind: calllog.Hold, Party: "op", Call: "c1", Via: calllog.Fact}}, click, []string{"c1"}},
		{"the call is parked", []calllog.Event{invited, answered,
			{At: 8000, Kind: calllog.Park, Party: "op", Call: "c1", Via: calllog.Fact}}, click, []string{"c1"}},
		{"the call is over", []calllog.Event{invited, answered,
			{At: 8000, Kind: calllog.CallHangup, Party: "cu", Call: "c1"}}, click, []string{"c1"}},
		{"the call is over, and who clicked is back in the other one", []calllog.Event{invited, answered, star, starAnswered,
			{At: 24000, Kind: calllog.CallHangup, Party: "ex", Call: "c2"}},
			calllog.Event{At: 20000, Kind: calllog.PauseClick, Party: "op"}, []string{"c2", "c1"}},
		{"the call is over, and another one after it", []calllog.Event{invited, answered, star, starAnswered,
			{At: 24000, Kind: calllog.CallHangup, Party: "ex", Call: "c2"},
			{At: 24100, Kind: calllog.CallHangup, Party: "cu", Call: "c1"}},
			calllog.Event{At: 23900, Kind: calllog.PauseClick, Party: "op"}, []string{"c2"}},
		{"who clicked has left the room", []calllog.Event{room(calllog.RoomJoin, 0, "op"), room(calllog.RoomJoin, 0, "cu"),
			room(calllog.RoomJoin, 0, "ex"), room(calllog.RoomLeave, 8000, "op")}, click, []string{"room"}},
		{"clicked before the answer, where there is no button", []calllog.Event{invited,
			{At: 6000, Kind: calllog.CallAnswered, Party: "op", Call: "c1"}}, click, []string{"c1"}},
		{"clicked when the call was over", []calllog.Event{invited, answered,
			{At: 4000, Kind: calllog.CallHangup, Party: "cu", Call: "c1"},
			{At: 8000, Kind: calllog.CallInvite, Party: "cu", To: "op", Call: "c3"}}, click, nil},
		{"later than anything can be", []calllog.Event{invited, answered,
			{At: 5500, Kind: calllog.StarBegin, Party: "op", To: "ex", Call: "c2", Via: calllog.Fact},
			{At: 14000, Kind: calllog.CallHangup, Party: "cu", Call: "c1"}}, click, nil},
		{"it resumes", []calllog.Event{invited, answered, {At: 1000, Kind: calllog.PauseClick, Party: "op"}, star},
			calllog.Event{At: 5000, Kind: calllog.ResumeClick, Party: "op"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSystem(t, calllog.Header{SampleRate: 8000, Config: calllog.DefaultConfig(), Parties: []calllog.Participant{
				{ID: "op", Softphone: true, Terminal: pause.Installed, PauseEnabled: true, StarTransfer: true},
				{ID: "cu"}, {ID: "ex"}}})
			var past system.Past
			last := int64(0)
			for _, e := range c.events {
				_, err := s.Apply(e)
				require.NoError(t, err)
				past.Keep(s, e.At, e.At-8000)
				last = e.At
			}
			now := c.click
			now.At = max(now.At, last)
			o, _ := s.Apply(now) // where it has no meaning any more it is an error, and nothing has happened
			var calls []string
			for _, e := range past.Missed(c.click, now.At, o) {
				require.Equal(t, recording.Span{From: c.click.At, To: last}, e.Span)
				_, err := s.Apply(e)
				require.NoError(t, err, "the system takes what is made good")
				calls = append(calls, e.Call)
			}
			require.Equal(t, c.want, calls)
		})
	}
}

// What is kept of the past is what stops can still come to, and copies of it are apart.
func TestPastForgets(t *testing.T) {
	s := newSystem(t, calllog.Header{SampleRate: 8000, Config: calllog.DefaultConfig(),
		Parties: []calllog.Participant{{ID: "op", Softphone: true, PauseEnabled: true}, {ID: "cu"}}})
	var past system.Past
	for at := range int64(1000) {
		past.Keep(s, at, at-10)
	}
	require.Equal(t, 11, len(past.Positions()), "ten, and what was so when they began")
	before := past
	past.Keep(s, 2000, 1990)
	require.Equal(t, []int{11, 2}, []int{len(before.Positions()), len(past.Positions())})
	require.True(t, slices.IsSorted(before.Positions()), "of the copy")
	require.Equal(t, int64(999), before.Positions()[10])
}
