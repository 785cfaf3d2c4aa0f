package main

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/notify"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// A fake is a switchboard without telephones: what is clicked happens to a system, and that is all.
type fake struct {
	bell
	feed
	mutex   sync.Mutex
	system  system.System
	parties []calllog.Participant
	at      int64
	line    int
	call    string
	caller  string
	callee  string
	since   time.Time
	heard   chan []byte // what came from a page's microphone
	hear    func([]byte)
}

func newFake(t testing.TB) *fake {
	t.Helper()
	installed := calllog.Participant{Softphone: true, Terminal: pause.Installed, PauseEnabled: true, AutoThreeWay: true,
		StarTransfer: true}
	a, b, web := installed, installed, installed
	a.ID, b.ID, web.ID, web.Terminal = "101", "102", "109", pause.WebRTC
	f := &fake{parties: []calllog.Participant{a, b, web}, heard: make(chan []byte, 500)}
	var err error
	f.system, err = system.New(calllog.Header{SampleRate: 8000, Config: calllog.DefaultConfig(), Parties: f.parties},
		pause.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fake) Seats() (seats []seat) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	look := f.system.Look()
	for _, p := range f.parties {
		phone, _ := f.system.Phone(p.ID)
		s := seat{Extension: p.ID, Name: map[string]string{"101": "佐藤", "102": "鈴木", "109": "高橋"}[p.ID], Phone: phone,
			Terminal: p.Terminal, Registered: p.ID != "102" || f.hear != nil}
		if phone.State != callstate.Idle {
			s.Call, s.Peers, s.Since = f.call, []string{f.other(p.ID)}, f.since
			s.Incoming = phone.State == callstate.Alerting && p.ID == f.callee
			view, _ := look.Calls.Get(f.call)
			s.Recording = view.Recording
		}
		for _, m := range look.Mismatch {
			if m.Party == p.ID {
				s.Mismatch = m.Kind
			}
		}
		seats = append(seats, s)
	}
	return seats
}

func (f *fake) other(extension string) string {
	if extension == f.caller {
		return f.callee
	}
	return f.caller
}

func (f *fake) Click(extension string, c click) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	defer f.ring()
	phone, ok := f.system.Phone(extension)
	if !ok {
		return fmt.Errorf("no softphone %s", extension)
	}
	for b := range buttons.All() {
		if act(b, phone) == c.Do {
			if _, err := phone.Press(b); err != nil {
				return err
			}
		}
	}
	e := calllog.Event{Party: extension, Call: f.call, Kind: map[action]calllog.Kind{answer: calllog.CallAnswered,
		hangUp: calllog.CallHangup, hold: calllog.Hold, unhold: calllog.Unhold, stop: calllog.PauseClick,
		resume: calllog.ResumeClick, hand: calllog.HandRaise, keys: calllog.DTMF, wait: calllog.OutboundWait,
		waitNot: calllog.OutboundLeave}[c.Do]}
	switch {
	case c.Do == dial:
		f.call, f.caller, f.callee, f.since = fmt.Sprint("c", f.at), extension, c.To, time.Time{}
		e.Kind, e.To, e.Call = calllog.CallInvite, c.To, f.call
	case c.Do == hangUp && phone.State == callstate.Alerting:
		e.Kind, e.Party = calllog.CallFailed, f.callee
	case c.Do == answer:
		f.since = time.Now()
	}
	f.at += 8000
	e.At = f.at
	f.line++
	e.Line = f.line + 1
	outcome, err := f.system.Apply(e)
	if err != nil {
		return err
	}
	events, err := notify.Story{Source: "/pbx", Name: "story", Rate: 8000}.Of(outcome)
	f.tell(events...)
	return err
}

func (f *fake) Signal(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }

func (f *fake) Attach(extension string, hear func([]byte)) (jack, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.hear = hear
	f.ring()
	return f, nil
}

func (f *fake) Say(rtp []byte) {
	select {
	case f.heard <- rtp:
	default:
	}
}

func (f *fake) Close() {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.hear = nil
	f.ring()
}
