package main

import (
	"encoding/json"
	"net/url"
	"strconv"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
	"github.com/recpause/recpause/spec/model"
)

// An asked is everything that a request says: the server keeps nothing, so that a link is a story, a reload changes nothing, and two
// tabs are two stories.
type asked struct {
	story
	policy  pause.Policy
	profile model.Profile
	lang    spec.Lang
	wait    int // seconds between two events
}

// The names of a link's parameters.
const (
	logParam     = "log"
	playedParam  = "n"
	policyParam  = "policy"
	profileParam = "profile"
	langParam    = "lang"
	waitParam    = "wait"
)

const synchronised = "synchronised"

// waits are the times between two events that can be chosen, in seconds; the first one is not for a finger.
var waits = []int{1, 3, 10, 30}

const usualWait = 3

// read reads a request. What is not there is as at the beginning; what is wrong is an error, and the rest is as far as it came.
func read(v url.Values, lang spec.Lang) (asked, error) {
	a := asked{story: beginning(), lang: lang, wait: usualWait}
	if l, err := spec.ParseLang(v.Get(langParam)); err == nil {
		a.lang = l
	}
	if n, err := strconv.Atoi(v.Get(waitParam)); err == nil && n > 0 && n <= 3600 {
		a.wait = n
	}
	if v.Get(profileParam) == synchronised {
		a.profile = model.Synchronised
	}
	if text := v.Get(policyParam); text != "" {
		if err := json.Unmarshal([]byte(text), &a.policy); err != nil {
			return a, err
		}
	}
	if link := v.Get(logParam); link != "" {
		s, err := unpack(link)
		if err != nil {
			return a, err
		}
		a.story = s
	}
	if n, err := strconv.Atoi(v.Get(playedParam)); err == nil {
		a.story = a.story.at(n)
	}
	return a, nil
}

// values is the request for what is asked.
func (a asked) values() url.Values {
	v := url.Values{langParam: {a.lang.String()}, playedParam: {strconv.Itoa(a.played)}}
	if link, err := a.pack(); err == nil {
		v.Set(logParam, link)
	}
	if a.wait != usualWait {
		v.Set(waitParam, strconv.Itoa(a.wait))
	}
	if a.profile == model.Synchronised {
		v.Set(profileParam, synchronised)
	}
	if a.policy != (pause.Policy{}) {
		text, _ := json.Marshal(a.policy) // of fields that all marshal
		v.Set(policyParam, string(text))
	}
	return v
}

// link is the address of what is asked, or of a part of it under another path.
func (a asked) link(path string) string { return path + "?" + a.values().Encode() }

// say returns a text in the language of the page.
func (a asked) say(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(a.lang) }

// beginning is the story in which nothing has happened: two operators and a customer.
func beginning() story { return story{header: headerOf(2, 1)} }

// headerOf is a log between so many softphones with every setting and so many telephones outside.
func headerOf(softphones, outside int) calllog.Header {
	version, _ := pause.ParseVersion("3.13.0")
	h := calllog.Header{SampleRate: 8000, Config: calllog.Config{Version: version, PauseContract: true, RecordAllCalls: true}}
	for i := range softphones {
		h.Parties = append(h.Parties, calllog.Party{ID: string(rune('A' + i)), Softphone: true, Terminal: pause.Installed, PauseEnabled: true,
			AutoThreeWay: true, StarTransfer: true})
	}
	for i := range outside {
		h.Parties = append(h.Parties, calllog.Party{ID: string(rune('X' + i))})
	}
	return h
}
