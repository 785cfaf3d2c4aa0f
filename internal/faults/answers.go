package faults

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// answering are the triggers of softphones whose PBX does not answer at once.
var answering = []trigger{
	{"awaited", text("応答を待つ間", "while an answer is awaited"), set(Answers), false, func(s *session) bool {
		return slices.ContainsFunc(s.events, func(e conformance.Event) bool {
			return e.Pending > 0 && isToggle(e) && e.Party == conformance.A && len(s.answersTo(e.Pending)) == 0
		})
	}},
	{"doubled", text("2回目の応答の後", "after a second answer"), set(Answers), false, afterAnswers(calllog.Confirmed, calllog.Confirmed)},
	{"refused", text("拒否の後", "after a refusal"), set(Answers), false, afterAnswers(calllog.Refused)},
	{"timed-out", text("時間切れの後", "after a time-out"), set(Answers), false, afterAnswers(calllog.TimedOut)},
	{"late", text("遅れた応答の後", "after a late answer"), set(Answers), false, afterAnswers(calllog.TimedOut, calllog.Confirmed)},
	{"overtaken", text("順番の入れ替わった応答の後", "after answers in another order"), set(Answers), false, func(s *session) bool {
		last := 0
		for _, e := range s.events {
			if e.Action == conformance.Answer {
				if e.Pending < last {
					return true
				}
				last = e.Pending
			}
		}
		return false
	}},
	{"one-instant", text("同時のクリックの後", "after two clicks in one instant"), set(Answers), false, clickedAtOnce},
}

// clickedAtOnce reports whether two toggles were clicked in one instant, or a PBX got two commands then.
func clickedAtOnce(s *session) bool {
	clicks := func(e conformance.Event) bool { return isToggle(e) || e.Action == conformance.Command }
	for i, e := range s.events {
		if i > 0 && clicks(e) && clicks(s.events[i-1]) && e.At == s.events[i-1].At {
			return true
		}
	}
	return false
}

// afterAnswers is from the last of some answers to one command on.
func afterAnswers(list ...calllog.PBXAnswer) func(*session) bool {
	return func(s *session) bool {
		return slices.ContainsFunc(s.events, func(e conformance.Event) bool {
			got := s.answersTo(e.Pending)
			return e.Action == conformance.Answer && len(got) >= len(list) && slices.Equal(got[:len(list)], list)
		})
	}
}

// answersTo returns the answers to a command so far.
func (s *session) answersTo(number int) (list []calllog.PBXAnswer) {
	for _, e := range s.events {
		if e.Action == conformance.Answer && e.Pending == number {
			list = append(list, e.PBX)
		}
	}
	return list
}

// asked returns the click whose command has a number, and its place among what has happened.
func (s *session) asked(number int) (click conformance.Event, at int) {
	at = slices.IndexFunc(s.events, func(e conformance.Event) bool { return isToggle(e) && e.Pending == number })
	if at < 0 {
		return conformance.Event{}, at
	}
	return s.events[at], at
}

// answered are the faults of softphones that take an answer for what it is not, or none for one.
var answered = []Seeded{
	misread("acts-twice", "2回目の応答でもう一度切り替わる", "a second answer changes the display again",
		func(s *session, e *conformance.Event) {
			before := s.answersTo(e.Pending)
			if slices.Contains(before[:len(before)-1], calllog.Confirmed) {
				clickFor(e)
			}
		}, spec.OPS030, spec.OPS050),
	misread("loses-second", "応答を待つ間のクリックの応答を無視する", "the answer to a click while another is awaited is lost",
		func(s *session, e *conformance.Event) {
			if s.askedMeanwhile(*e, func(party string) bool { return party == e.Party }) {
				e.Action = conformance.Wait
			}
		}, spec.OPS030, spec.OPS050),
	misread("loses-other", "別のソフトフォンが応答を待つ間のクリックの応答を無視する",
		"the answer to a click is lost while another softphone awaits one",
		func(s *session, e *conformance.Event) {
			if s.askedMeanwhile(*e, func(party string) bool { return party != e.Party }) {
				e.Action = conformance.Wait
			}
		}, spec.OPS030, spec.OPS050),
	misread("late-counts", "追い越された応答で停止中の表示になる", "a late answer that was overtaken shows a stop",
		func(s *session, e *conformance.Event) {
			click, _ := s.asked(e.Pending)
			before := s.answersTo(e.Pending)
			if before[0] == calllog.TimedOut && e.PBX == calllog.Confirmed && click.Verb == pause.Stop && !s.shows(e.Party) {
				clickFor(e)
			}
		}, spec.OPS050, spec.OPS060, spec.S2S230),
	misread("next-call", "前の通話の応答で停止中の表示になる", "an answer of the call before shows a stop",
		func(s *session, e *conformance.Event) {
			click, at := s.asked(e.Pending)
			if click.Verb == pause.Stop && !s.shows(e.Party) &&
				slices.ContainsFunc(s.events[at:], func(e conformance.Event) bool { return e.Fact == calllog.CallHangup }) {
				clickFor(e)
			}
		}, spec.S2S230),
	{Class: Answers, By: spec.Screen, Fault: Fault{ID: "answers/waits-for-ever", role: conformance.Softphone,
		Name:   text("時間切れの後のクリックが無視される", "clicks after a time-out are lost"),
		Breaks: rules(spec.OPS030, spec.OPS050), patch: patch{turn: func(s *session, e *conformance.Event) {
			if isToggle(*e) && slices.ContainsFunc(s.events, func(e conformance.Event) bool {
				return e.PBX == calllog.TimedOut && e.Party == conformance.A && len(s.answersTo(e.Pending)) == 1
			}) {
				e.Action = conformance.Wait
			}
		}}}},
	{Class: Answers, By: spec.Screen, Fault: Fault{ID: "answers/swallows", role: conformance.Softphone,
		Name:   text("表示が先に変わり、応答を待つ間のクリックが無視される", "the display changes at once, and clicks are lost until the answer"),
		Breaks: rules(spec.OPS050, spec.OPS030), patch: patch{turn: swallow}}},
}

// misread is a fault of what a softphone makes of an answer.
func misread(id, ja, en string, do func(*session, *conformance.Event), breaks ...spec.ID) Seeded {
	return Seeded{Class: Answers, By: spec.Screen, Fault: Fault{ID: "answers/" + id, Name: text(ja, en), Breaks: breaks,
		role: conformance.Softphone, patch: patch{turn: func(s *session, e *conformance.Event) {
			if e.Action == conformance.Answer {
				do(s, e)
			}
		}}}}
}

// clickFor has a softphone do once more what a click does.
func clickFor(e *conformance.Event) {
	*e = conformance.Event{At: e.At, Action: conformance.Click, Party: e.Party, Button: toggle}
}

// shows reports whether a softphone shows a stop, or no toggle at all.
func (s *session) shows(party string) bool {
	return s.shown[len(s.shown)-1].Phones[party].Toggle != pause.Stop
}

// askedMeanwhile reports whether an answer is to a click that was made while a command of such a party was not answered.
func (s *session) askedMeanwhile(e conformance.Event, of func(party string) bool) bool {
	_, at := s.asked(e.Pending)
	if at < 0 {
		return false
	}
	before := &session{events: s.events[:at]}
	return slices.ContainsFunc(before.events, func(e conformance.Event) bool {
		return isToggle(e) && e.Pending > 0 && of(e.Party) && len(before.answersTo(e.Pending)) == 0
	})
}

// swallow shows what was clicked at once, and does nothing with another click before the answer.
func swallow(s *session, e *conformance.Event) {
	switch {
	case e.Action == conformance.Answer && e.PBX == calllog.Refused:
		clickFor(e)
	case e.Action == conformance.Answer:
		e.Action = conformance.Wait
	case isToggle(*e) && slices.ContainsFunc(s.events[:len(s.events)-1], func(f conformance.Event) bool {
		return isToggle(f) && f.Pending > 0 && f.Party == e.Party && len(s.answersTo(f.Pending)) == 0
	}):
		e.Action = conformance.Wait
	case isToggle(*e):
		e.Pending = 0
	}
}
