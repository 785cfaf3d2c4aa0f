package main

import (
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/recording"
)

// A pause in the layouts that the other tests do not have: in one track both voices are mixed, and of two files each
// has a side. Nothing but the pause is silent, and the beep is in the track of who had it resumed.
func TestLayouts(t *testing.T) {
	needPhones(t)
	for layout, tracks := range map[recording.Layout][]string{
		recording.OneChannel: {"101+customer"},
		recording.Split:      {"101", "customer"},
	} {
		t.Run(layout.String(), func(t *testing.T) {
			t.Parallel()
			f := newOffice(t, func(o *options) { o.layout = layout })
			operator, customer := newPhone(t, f, "101", "operator"), newPhone(t, f, "customer", "customer")
			begin(f, customer, operator)
			pauses(t, f, "101")
			customer.do("hangup")
			operator.expect("CALL_CLOSED")
			l := leaves(t, f)
			if files := l.recordings()[0].files; len(files) != len(tracks) {
				t.Errorf("got the files %v", files)
			}
			from, to, end := l.at(calllog.PauseClick, 0), l.at(calllog.ResumeClick, 0), l.at(calllog.CallHangup, 0)
			for track, who := range tracks {
				l.spoken("c1", track, who, 0, from)
				l.silent("c1", track, who, from, to)
				if track < len(tracks)-1 {
					l.spoken("c1", track, who, to, end)
				} else {
					l.spoken("c1", track, who, to, end, to)
				}
			}
			heardBeeps(t, 2, operator, customer)
		})
	}
}
