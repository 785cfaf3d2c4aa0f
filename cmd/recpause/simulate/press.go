package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
)

// do is a press of a button, or something else that happens: the answer is the link of the story after it.
func (s *server) do(w http.ResponseWriter, r *http.Request) {
	a, ok := s.read(w, r)
	if !ok {
		return
	}
	events, err := a.asks(r.PostForm)
	if err == nil {
		a, err = a.after(events, r.PostForm.Get(pressField))
	}
	if err != nil {
		s.wrong(w, r, err)
		return
	}
	http.Redirect(w, r, a.link("/"), http.StatusSeeOther)
}

// after returns what is asked after the events of a press, or after a press that was none.
func (a asked) after(events []calllog.Event, press string) (asked, error) {
	a.idle = ""
	if len(events) == 0 {
		a.idle = press
		return a, nil
	}
	if a.played+len(events) > maxEvents {
		return a, errTooLong
	}
	a.story = a.story.do(a.wait, events...)
	_, err := a.play(a.policy, a.profile)
	return a, err
}

// The fields of the form with which a story goes on: a softphone's button and its softphone, or an event.
const (
	pressField = "press"
	eventField = "event"
)

// asks are what a form asks for.
func (a asked) asks(form url.Values) ([]calllog.Event, error) {
	if text := form.Get(eventField); text != "" {
		var e wire
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return nil, err
		}
		return []calllog.Event{e.event()}, nil
	}
	button, party, ok := pressedIn(form.Get(pressField))
	if !ok {
		return nil, nil
	}
	c, err := a.play(a.policy, a.profile)
	if err != nil {
		return nil, err
	}
	events := c.press(party, button, a.target(party))
	for i := range events {
		if k := events[i].Kind; k == calllog.PauseClick || k == calllog.ResumeClick {
			events[i].PBX = a.answer
		}
	}
	return events, nil
}

// pressedIn returns the button and the softphone of a press.
func pressedIn(press string) (b buttons.Button, party string, ok bool) {
	name, party, _ := strings.Cut(press, " ")
	if name == buttons.Toggle.String() {
		return buttons.Toggle, party, true
	}
	for b := range buttons.All() {
		if b.String() == name {
			return b, party, true
		}
	}
	return 0, "", false
}

// A wire is an event as a button of the page carries it.
type wire struct{ Event, Party, To, Call string }

func wireOf(e calllog.Event) wire { return wire{e.Kind.String(), e.Party, e.To, e.Call} }

// event reads an event that a page carries. One that there is not is the zero event, which no story takes.
func (w wire) event() calllog.Event {
	k, err := calllog.ParseKind(w.Event)
	if err != nil {
		return calllog.Event{}
	}
	return calllog.Event{Kind: k, Party: w.Party, To: w.To, Call: w.Call}
}

func (w wire) String() string {
	text, _ := json.Marshal(w) // of strings
	return string(text)
}
