package main

import (
	"sync/atomic"

	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
	"github.com/recpause/recpause/spec/explore"
)

// A menu is the stories that can be loaded: the manual's scenes, and the explorer's shortest way to every mismatch once it has been
// found.
type menu struct {
	found atomic.Pointer[[]entry]
}

// An entry is a story with a name.
type entry struct {
	group, name spec.Text
	story       story
}

// A sceneLink is an entry on a page.
type sceneLink struct {
	Group, Text, Link string
	First             bool // of its group
}

// scenes are the manual's own, as who does what.
var scenes = []struct {
	name                spec.Text
	softphones, outside int
	events              []wire
}{
	{spec.Text{JA: "1対1の通話で停止して再開", EN: "a call of one softphone: stop and resume"}, 1, 1, []wire{
		{"call.invite", "X", "A", "c1"}, {"call.answered", "A", "", "c1"}, {"pause.click", "A", "", ""}, {"resume.click", "A", "", ""}, {"call.hangup", "X", "", "c1"}}},
	{spec.Text{JA: "ソフトフォン同士: 表の5行", EN: "two softphones: the five rows of the table"}, 2, 0, []wire{
		{"call.invite", "A", "B", "c1"}, {"call.answered", "B", "", "c1"}, {"pause.click", "A", "", ""}, {"pause.click", "B", "", ""}, {"resume.click", "A", "", ""},
		{"resume.click", "B", "", ""}}},
	{spec.Text{JA: "*転送を取り消すと、停止中と表示したまま録音される", EN: "a cancelled * transfer leaves the stop on the display"}, 2, 1, []wire{
		{"call.invite", "X", "A", "c1"}, {"call.answered", "A", "", "c1"}, {"star.begin", "A", "B", "c2"}, {"star.answered", "B", "", "c2"}, {"pause.click", "A", "", ""},
		{"star.cancel", "A", "", ""}}},
	{spec.Text{JA: "アウトバウンドの待機中に停止し、通話が始まる", EN: "a stop while waiting for an outbound call"}, 1, 1, []wire{
		{"outbound.wait", "A", "", ""}, {"pause.click", "A", "", ""}, {"outbound.connect", "A", "X", "c1"}}},
	{spec.Text{JA: "電話会議室で1人が停止", EN: "a stop in a conference room"}, 3, 0, []wire{
		{"room.join", "A", "", "c1"}, {"room.join", "B", "", "c1"}, {"room.join", "C", "", "c1"}, {"pause.click", "A", "", ""}, {"resume.click", "A", "", ""}}},
	{spec.Text{JA: "三者通話: 参加者が停止", EN: "a stop in a three-way call"}, 2, 1, []wire{
		{"call.invite", "X", "A", "c1"}, {"call.answered", "A", "", "c1"}, {"hold", "A", "", "c1"}, {"consult.dial", "A", "B", "c2"}, {"consult.answered", "B", "", "c2"},
		{"threeway.start", "A", "", ""}, {"pause.click", "B", "", ""}}},
}

// entries are all stories that there are by now.
func (m *menu) entries() (list []entry) {
	manual := spec.Text{JA: "マニュアルの場面", EN: "scenes of the manual"}
	for _, s := range scenes {
		told := story{header: headerOf(s.softphones, s.outside)}
		for _, w := range s.events {
			told = told.do(usualWait*8000, w.event())
		}
		list = append(list, entry{manual, s.name, told})
	}
	if found := m.found.Load(); found != nil {
		list = append(list, *found...)
	}
	return list
}

// event reads an event that a page carries. One that there is not is the zero event, which no story takes.
func (w wire) event() calllog.Event {
	k, err := calllog.ParseKind(w.Event)
	if err != nil {
		return calllog.Event{}
	}
	return calllog.Event{Kind: k, Party: w.Party, To: w.To, Call: w.Call}
}

func (m *menu) links(a asked) (list []sceneLink) {
	group := ""
	for _, e := range m.entries() {
		b := asked{story: e.story, policy: a.policy, profile: a.profile, lang: a.lang, wait: a.wait}
		l := sceneLink{Group: e.group.In(a.lang), Text: e.name.In(a.lang), Link: b.link("/")}
		l.First, group = l.Group != group, l.Group
		list = append(list, l)
	}
	return list
}

// explore looks for the shortest way to every class of mismatch between two softphones and a telephone.
func (m *menu) explore() error {
	w, err := explore.Among("A", "B", "X")
	if err != nil {
		return err
	}
	var lies explore.Lies
	if _, err := w.Run(func(e explore.Edge) bool {
		lies.Add(e)
		return true
	}); err != nil {
		return err
	}
	var list []entry
	for _, s := range lies.All() {
		told := story{header: w.Header}
		for _, e := range s.Story {
			told = told.do(usualWait*int64(w.Header.SampleRate), e)
		}
		opener := s.Story[len(s.Story)-1]
		list = append(list, entry{
			spec.Text{JA: "食い違い: " + s.Kind.In(spec.JA), EN: "mismatch: " + s.Kind.In(spec.EN)},
			spec.Text{JA: s.State.In(spec.JA) + "：" + opener.In(spec.JA), EN: s.State.In(spec.EN) + ": " + opener.In(spec.EN)}, told})
	}
	m.found.Store(&list)
	return nil
}
