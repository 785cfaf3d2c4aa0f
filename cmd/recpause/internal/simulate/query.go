package simulate

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"strconv"
	"sync"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A query is everything that a request says: the server keeps nothing, so that a link is a story, a reload changes
// nothing, and two tabs are two stories.
type query struct {
	story
	policy  pause.Policy
	changes system.Changes
	lang    spec.Lang
	wait    int               // seconds between two events
	live    bool              // time passes by itself, and an event happens at the moment of its click
	later   int64             // milliseconds that have passed so since the last event
	all     bool              // the list of events is shown whole
	was     string            // the link before the settings were changed, packed; "" where they were not
	next    string            // the link after they were, where that has been undone
	answer  calllog.PBXAnswer // of the PBX, to the next click on a toggle
	towards map[string]string // whom each softphone calls next, where somebody has chosen
	idle    string            // the press at which nothing happened, "" for none

	memory *memory // of what is known already
}

// told is what the query's story has come to.
func (a query) told(ctx context.Context) (scene, error) {
	return a.memory.play(ctx, a.story, a.policy, a.changes)
}

// The names of a link's parameters. Whom a softphone calls is the last one and the softphone's name.
const (
	logParam     = "log"
	playedParam  = "n"
	policyParam  = "policy"
	profileParam = "profile"
	langParam    = "lang"
	waitParam    = "wait"
	answerParam  = "pbx"
	idleParam    = "idle"
	towardsParam = "to-"
	laterParam   = "later"
	allParam     = "all"
	wasParam     = "was"
	nextParam    = "next"
)

// liveWait is the time between two events where it passes by itself.
const liveWait = "live"

// latest is how long nothing may happen where time passes by itself, in milliseconds.
const latest = 3600_000

const synchronised = "synchronised"

// waits are the times between two events that can be chosen, in seconds.
var waits = []int{1, 3, 10, 30}

const usualWait = 3

// read reads a request. What is not there is as at the beginning; what is wrong is an error, and the rest is as far as
// it came.
func (m *memory) read(v url.Values, lang spec.Lang) (query, error) {
	a := query{story: beginning(), lang: langOf(v.Get(langParam), lang), wait: usualWait, memory: m,
		answer: answerOf(v.Get(answerParam)), idle: v.Get(idleParam)}
	if n, err := strconv.Atoi(v.Get(waitParam)); err == nil && n > 0 && n <= 3600 {
		a.wait = n
	}
	a.live, a.all, a.was, a.next = v.Get(waitParam) == liveWait, v.Has(allParam), v.Get(wasParam), v.Get(nextParam)
	if n, err := strconv.ParseInt(v.Get(laterParam), 10, 64); err == nil && a.live {
		a.later = max(0, min(n, latest))
	}
	if v.Get(profileParam) == synchronised {
		a.changes = system.Synchronised
	}
	if text := v.Get(policyParam); text != "" {
		if err := json.Unmarshal([]byte(text), &a.policy); err != nil {
			return a, err
		}
	}
	if link := v.Get(logParam); link != "" {
		s, err := m.story(link)
		if err != nil {
			return a, err
		}
		a.story = s
	}
	if n, err := strconv.Atoi(v.Get(playedParam)); err == nil {
		a.story = a.story.at(n)
	}
	a.towards = chosen(v, a.header)
	return a, nil
}

// chosen returns whom each softphone calls next, as far as there are such parties.
func chosen(v url.Values, h calllog.Header) map[string]string {
	towards := map[string]string{}
	for _, p := range h.Parties {
		if to := v.Get(towardsParam + p.ID); h.Index(to) >= 0 && to != firstOther(h, p.ID) {
			towards[p.ID] = to
		}
	}
	return towards
}

// firstOther is whom a softphone calls where nobody has chosen.
func firstOther(h calllog.Header, party string) string {
	for _, p := range h.Parties {
		if p.ID != party {
			return p.ID
		}
	}
	return ""
}

// target returns whom a softphone calls next.
func (a query) target(party string) string {
	if to, ok := a.towards[party]; ok {
		return to
	}
	return firstOther(a.header, party)
}

// langOf returns the language of a name, or another one.
func langOf(name string, otherwise spec.Lang) spec.Lang {
	if l, err := spec.ParseLang(name); err == nil {
		return l
	}
	return otherwise
}

// answerOf returns the answer of a name, for want of one that the PBX confirms.
func answerOf(name string) (a calllog.PBXAnswer) {
	a.UnmarshalText([]byte(name)) // where it is none, nothing changes
	return a
}

// values returns the parameters of a link to the query.
func (a query) values() url.Values {
	v := url.Values{langParam: {a.lang.String()}, playedParam: {strconv.Itoa(a.played)}, logParam: {a.packed().code}}
	switch {
	case a.live:
		v.Set(waitParam, liveWait)
	case a.wait != usualWait:
		v.Set(waitParam, strconv.Itoa(a.wait))
	}
	if a.all {
		v.Set(allParam, "1")
	}
	if a.was != "" {
		v.Set(wasParam, a.was)
	}
	if a.next != "" {
		v.Set(nextParam, a.next)
	}
	if a.answer != calllog.Confirmed {
		v.Set(answerParam, a.answer.String())
	}
	if a.changes == system.Synchronised {
		v.Set(profileParam, synchronised)
	}
	if a.policy != (pause.Policy{}) {
		text, _ := json.Marshal(a.policy) // of fields that all marshal
		v.Set(policyParam, string(text))
	}
	if a.idle != "" {
		v.Set(idleParam, a.idle)
	}
	for party, to := range a.towards {
		v.Set(towardsParam+party, to)
	}
	return v
}

// moment is the position at which the next event happens: that of its click where time passes by itself.
func (a query) moment() int64 {
	rate := int64(a.header.SampleRate)
	if a.live {
		return a.now() + a.later*rate/1000
	}
	return a.now() + int64(a.wait)*rate
}

// link returns the address of the query, or of a part of it under another path.
func (a query) link(path string) string { return path + "?" + a.values().Encode() }

// to is the link to another moment of the story.
func (a query) to(played int) string {
	a.story, a.idle, a.next = a.story.at(played), "", ""
	return a.link("/")
}

func (a query) say(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(a.lang) }

// The most that a link may hold. A story that is clicked has some dozens of events.
const (
	maxEvents  = 500
	maxText    = 1 << 18
	maxParties = 64
	maxRate    = 192000
)

// text returns the story as a call log. The digits of its keypad are not known to anybody.
func (s story) text() ([]byte, error) {
	var b bytes.Buffer
	if err := calllog.WriteHeader(&b, s.header); err != nil {
		return nil, err
	}
	for _, e := range s.events {
		if err := calllog.WriteEvent(&b, e); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// packed returns the story with its link, which is made once.
func (s story) packed() story {
	if s.code != "" {
		return s
	}
	text, err := s.text()
	if err != nil {
		return s // a story that no log can hold has no link
	}
	s.code = pack(text)
	return s
}

// packers are used again, for each takes more than a megabyte.
var packers = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(nil, flate.BestCompression) // the level is one
	return w
}}

// pack returns a log as a link carries it.
func pack(log []byte) string {
	var b bytes.Buffer
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(&b)
	w.Write(log) // a buffer takes all
	w.Close()
	return base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// errTooLong reports a story that is longer than anybody clicks.
var errTooLong = command.Problem("シナリオが長すぎます。できごとは%d件まで、大きさは%dバイトまでです",
	"the scenario is too long: it may have at most %d events and %d bytes", maxEvents, maxText)

// tooLarge returns what is wrong with a header that is beyond what anybody clicks or listens to.
func tooLarge(h calllog.Header) error {
	if len(h.Parties) > maxParties || h.SampleRate > maxRate {
		return command.Problem("参加者は%d人まで、サンプリング周波数は%d Hzまでです（このログ：%d人、%d Hz）",
			"there may be at most %d parties, and %d Hz; the log has %d, and %d Hz",
			maxParties, maxRate, len(h.Parties), h.SampleRate)
	}
	return nil
}

// brokenLink reports a link that is not as packed has written it.
func brokenLink(err error) error {
	return command.Problem("リンクが途中で切れているか、書き換えられています（%v）", "the link is incomplete or altered: %v", err)
}

// unpack reads what packed has written.
func unpack(link string) (story, error) {
	packed, err := base64.RawURLEncoding.DecodeString(link)
	if err != nil {
		return story{}, brokenLink(err)
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxText+1))
	if err != nil {
		return story{}, brokenLink(err)
	}
	s, err := readLog(text)
	s.code = link
	return s, err
}

// readLog reads a call log to its end. All of it has happened.
func readLog(text []byte) (story, error) {
	if len(text) > maxText {
		return story{}, errTooLong
	}
	r, err := calllog.NewReader(bytes.NewReader(text))
	if err != nil {
		return story{}, err
	}
	if err := tooLarge(r.Header); err != nil {
		return story{}, err
	}
	s := story{header: r.Header}
	for {
		e, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			s.played = len(s.events)
			return s, nil
		case err != nil:
			return story{}, err
		case len(s.events) == maxEvents:
			return story{}, errTooLong
		}
		s.events = append(s.events, e)
	}
}
