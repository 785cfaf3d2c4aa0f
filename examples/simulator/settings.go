package main

import (
	"net/url"
	"strconv"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec/calllog"
	"github.com/recpause/recpause/spec/model"
)

// A settingsForm is what can be changed about the world, as it is.
type settingsForm struct {
	Softphones, Outside       []choice
	Version                   string
	Contract, All, Callcenter bool
	Layouts, Profiles         []choice
	Phones                    []phoneForm
	Policy                    []question
}

// A phoneForm is the settings of one softphone.
type phoneForm struct {
	ID                           string
	Terminals                    []choice
	Enabled, AutoThreeWay, Stars bool
}

// A question is an open one, with the answers that there are.
type question struct {
	ID, Text string
	Answers  []choice
}

func (a asked) settings() settingsForm {
	c := a.header.Config
	f := settingsForm{Version: c.Version.String(), Contract: c.PauseContract, All: c.RecordAllCalls, Callcenter: c.RecordCallcenter}
	softphones, outside := a.count()
	for n := 1; n <= 4; n++ {
		f.Softphones = append(f.Softphones, choice{strconv.Itoa(n), strconv.Itoa(n), n == softphones})
	}
	for n := 0; n <= 3; n++ {
		f.Outside = append(f.Outside, choice{strconv.Itoa(n), strconv.Itoa(n), n == outside})
	}
	for _, l := range []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split} {
		f.Layouts = append(f.Layouts, choice{l.String(), l.String(), l == c.Layout})
	}
	f.Profiles = []choice{{"documented", a.say("マニュアルどおり（documented）", "as documented"), a.profile == 0},
		{synchronised, a.say("同期の提案（synchronised）", "our proposal (synchronised)"), a.profile == model.Synchronised}}
	for _, p := range a.header.Parties {
		if p.Softphone {
			form := phoneForm{ID: p.ID, Enabled: p.PauseEnabled, AutoThreeWay: p.AutoThreeWay, Stars: p.StarTransfer}
			for _, t := range []pause.Terminal{pause.Installed, pause.WebRTC, pause.OtherTerminal} {
				form.Terminals = append(form.Terminals, choice{t.String(), t.String(), t == p.Terminal})
			}
			f.Phones = append(f.Phones, form)
		}
	}
	f.Policy = a.questions()
	return f
}

func (a asked) count() (softphones, outside int) {
	for _, p := range a.header.Parties {
		if p.Softphone {
			softphones++
		} else {
			outside++
		}
	}
	return softphones, outside
}

// change returns what is asked under the settings of a form. The story goes on as far as it has a meaning under them.
func (a asked) change(form url.Values) (asked, error) {
	softphones, err := strconv.Atoi(form.Get("softphones"))
	outside, err2 := strconv.Atoi(form.Get("outside"))
	if err != nil || err2 != nil || softphones < 1 || softphones > 4 || outside < 0 || outside > 3 {
		return a, &formError{"softphones", form.Get("softphones") + ", " + form.Get("outside"), "1 to 4 softphones and 0 to 3 telephones"}
	}
	h := a.header
	if was, without := a.count(); was != softphones || without != outside {
		h.Parties = headerOf(softphones, outside).Parties
	} else {
		h.Parties = append([]calllog.Party(nil), h.Parties...)
	}
	if h.Config.Version, err = pause.ParseVersion(form.Get("version")); err != nil {
		return a, err
	}
	if h.Config.Layout, err = recording.ParseLayout(form.Get("layout")); err != nil {
		return a, err
	}
	h.Config.PauseContract, h.Config.RecordAllCalls, h.Config.RecordCallcenter = form.Has("contract"), form.Has("all"), form.Has("callcenter")
	for i := range h.Parties {
		if p := &h.Parties[i]; p.Softphone && form.Has("terminal-"+p.ID) {
			if p.Terminal, err = pause.ParseTerminal(form.Get("terminal-" + p.ID)); err != nil {
				return a, err
			}
			p.PauseEnabled, p.AutoThreeWay, p.StarTransfer = form.Has("enabled-"+p.ID), form.Has("auto-"+p.ID), form.Has("star-"+p.ID)
		}
	}
	a.header, a.profile = h, 0
	if form.Get("profile") == synchronised {
		a.profile = model.Synchronised
	}
	return a, a.setPolicy(form)
}

// A formError is a field that no page of ours sends.
type formError struct{ field, got, want string }

func (e *formError) Error() string { return e.field + ": got " + e.got + ", expected " + e.want }
