package simulate

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A story is a call log, and how much of it has happened: what comes after that can be redone.
type story struct {
	header calllog.Header
	events []calllog.Event
	played int
	code   string // header and events as a link carries them, "" until it is packed
}

// beginning is the story in which nothing has happened: two operators and a customer.
func beginning() story { return story{header: headerOf(2, 1)} }

// headerOf is a log between so many softphones with every setting and so many telephones outside.
func headerOf(softphones, outside int) calllog.Header {
	var names []string
	for i := range softphones {
		names = append(names, string(rune('A'+i)))
	}
	for i := range outside {
		names = append(names, string(rune('X'+i)))
	}
	w, _ := system.Among(names...) // of names that a log can have
	return w.Header
}

// do returns the story with events that happen seconds after the last one.
func (s story) do(seconds int, events ...calllog.Event) story {
	return s.doAt(s.now()+int64(seconds)*int64(s.header.SampleRate), events...)
}

// doAt returns the story with events that happen at a position. What could have been redone is gone.
func (s story) doAt(at int64, events ...calllog.Event) story {
	s.events, s.code = append([]calllog.Event(nil), s.events[:s.played]...), ""
	for _, e := range events {
		e.At, e.Line = at, len(s.events)+2
		s.events = append(s.events, e)
	}
	s.played = len(s.events)
	return s
}

func (s story) now() int64 {
	if s.played == 0 {
		return 0
	}
	return s.events[s.played-1].At
}

// at returns the story with as many events played, as far as there are so many.
func (s story) at(played int) story {
	s.played = max(0, min(played, len(s.events)))
	return s
}

// A scene is what a story has come to under a policy and changes.
type scene struct {
	story
	policy     pause.Policy
	changes    system.Changes
	system     system.System
	outcomes   []system.Outcome
	systems    []system.System // before each event, and after the last one
	recordings []*system.CallRecording
	can        map[string][]calllog.Event // what can be done next, by whom; nil until somebody has asked
}

// play plays a story as far as it has happened. Where an event has no meaning, the scene is that before it, and the
// error says why.
func (s story) play(ctx context.Context, p pause.Policy, changes system.Changes) (scene, error) {
	return scene{}.goOn(ctx, s, p, changes)
}

// goOn plays a story from where on it is not known what it comes to.
func (c scene) goOn(ctx context.Context, s story, p pause.Policy, changes system.Changes) (scene, error) {
	n := c.shared(s, p, changes)
	if n < 0 {
		first, err := system.New(s.header, p)
		if err != nil {
			return scene{}, err
		}
		first.Changes = changes
		c, n = scene{policy: p, changes: changes, systems: []system.System{first}}, 0
	}
	if n < len(c.outcomes) || n < s.played {
		c.can, c.recordings = nil, nil
	}
	c.story, c.outcomes, c.systems = s, slices.Clip(c.outcomes[:n]), slices.Clip(c.systems[:n+1])
	var wrong error
	for _, e := range s.events[n:s.played] {
		next := c.systems[n]
		outcome, err := next.Apply(e)
		if err == nil {
			err = ctx.Err()
		}
		if wrong = err; wrong != nil {
			break
		}
		c.outcomes, c.systems, n = append(c.outcomes, outcome), append(c.systems, next), n+1
	}
	if err := c.record(); err != nil {
		wrong = err
	}
	if n = len(c.outcomes); wrong != nil {
		c.story = story{header: s.header, events: s.events[:n], played: n}
	}
	c.system = c.systems[n]
	return c, wrong
}

// record notes the timelines of the calls, as far as they can be: what is beyond that has not happened.
func (c *scene) record() error {
	if c.recordings != nil {
		return nil
	}
	var recordings system.CallRecordings
	for i, o := range c.outcomes {
		if err := recordings.Add(o); err != nil {
			c.outcomes, c.systems = c.outcomes[:i], c.systems[:i+1]
			c.recordings = recordings.All()
			return err
		}
	}
	c.recordings = recordings.All()
	return nil
}

// spanOf is where a recording goes to: its end, or a while beyond the last event.
func (c scene) spanOf(r *system.CallRecording) recording.Span {
	return spanUntil(r, c.now()+usualWait*int64(c.header.SampleRate))
}

// spanUntil is where a recording goes to: its end, or a position.
func spanUntil(r *system.CallRecording, until int64) recording.Span {
	if end, over := r.Timeline.Ended(); over {
		until = end
	}
	return recording.Span{From: r.Timeline.Origin(), To: max(until, r.Timeline.Origin())}
}

// scenes are the manual's own, as who does what.
var scenes = []struct {
	name                spec.Text
	softphones, outside int
	events              []formEvent
}{
	{spec.Text{JA: "1対1の通話で停止し、再開する", EN: "A call with a customer: stop and resume"}, 1, 1, []formEvent{
		{"call.invite", "X", "A", "c1"}, {"call.answered", "A", "", "c1"}, {"pause.click", "A", "", ""},
		{"resume.click", "A", "", ""}, {"call.hangup", "X", "", "c1"}}},
	{spec.Text{JA: "ソフトフォン同士の通話：マニュアルの表の5行",
		EN: "Two softphones: the five rows of the manual's table"}, 2, 0, []formEvent{
		{"call.invite", "A", "B", "c1"}, {"call.answered", "B", "", "c1"}, {"pause.click", "A", "", ""},
		{"pause.click", "B", "", ""}, {"resume.click", "A", "", ""}, {"resume.click", "B", "", ""}}},
	{spec.Text{JA: "*転送をキャンセルすると、停止中の表示のまま録音される",
		EN: "A cancelled * transfer: shown as stopped, but recorded"}, 2, 1, []formEvent{
		{"call.invite", "X", "A", "c1"}, {"call.answered", "A", "", "c1"}, {"star.begin", "A", "B", "c2"},
		{"star.answered", "B", "", "c2"}, {"pause.click", "A", "", ""}, {"star.cancel", "A", "", ""}}},
	{spec.Text{JA: "アウトバウンドの待機中に停止し、そのまま通話が始まる",
		EN: "A stop while waiting for an outbound call, which then starts"}, 1, 1, []formEvent{
		{"outbound.wait", "A", "", ""}, {"pause.click", "A", "", ""}, {"outbound.connect", "A", "X", "c1"}}},
	{spec.Text{JA: "電話会議室で1人が停止し、再開する", EN: "A conference room: one member stops and resumes"}, 3, 0, []formEvent{
		{"room.join", "A", "", "c1"}, {"room.join", "B", "", "c1"}, {"room.join", "C", "", "c1"},
		{"pause.click", "A", "", ""}, {"resume.click", "A", "", ""}}},
	{spec.Text{JA: "三者通話で、参加した側が停止する", EN: "A three-way call: a member stops"}, 2, 1, []formEvent{
		{"call.invite", "X", "A", "c1"}, {"call.answered", "A", "", "c1"}, {"hold", "A", "", "c1"},
		{"consult.dial", "A", "B", "c2"}, {"consult.answered", "B", "", "c2"}, {"threeway.start", "A", "", ""},
		{"pause.click", "B", "", ""}}},
}

// told returns the manual's scenes as stories.
func told() (list []entry) {
	manual := spec.Text{JA: "マニュアルの場面", EN: "Scenes of the manual"}
	for _, scene := range scenes {
		s := story{header: headerOf(scene.softphones, scene.outside)}
		for _, w := range scene.events {
			s = s.do(usualWait, w.event())
		}
		list = append(list, entry{manual, scene.name, s.packed()})
	}
	return list
}

// A menu is the stories that can be loaded: the manual's scenes, and the explorer's shortest way to every mismatch once
// it has been found. The zero menu has the scenes.
type menu struct {
	found atomic.Pointer[[]entry]
}

// An entry is a story with a name.
type entry struct {
	group, name spec.Text
	story       story
}

// A group is entries on a page.
type group struct {
	Name    string
	Manual  bool // whether they are the manual's
	Entries []sceneLink
}

// A sceneLink is an entry on a page.
type sceneLink struct{ Text, Link string }

// manualScenes are packed once, and only where somebody asks for them.
var manualScenes = sync.OnceValue(told)

// Searching reports whether the menu grows yet.
func (p *page) Searching() bool { return p.menu.found.Load() == nil }

// Menu is the entries as links, which keep everything of the query but its story.
func (p *page) Menu() (list []group) {
	entries := manualScenes()
	if found := p.menu.found.Load(); found != nil {
		entries = slices.Concat(entries, *found)
	}
	name := spec.Text{}
	for _, e := range entries {
		if e.group != name {
			name = e.group
			list = append(list, group{Name: name.In(p.lang), Manual: name == manualScenes()[0].group})
		}
		b := query{story: e.story.at(0), policy: p.policy, changes: p.changes, lang: p.lang, wait: p.wait, live: p.live}
		last := &list[len(list)-1]
		last.Entries = append(last.Entries, sceneLink{e.name.In(p.lang), b.link("/")})
	}
	return list
}

// explore looks for the shortest way to every class of mismatch between two softphones and a telephone.
func (m *menu) explore() error {
	w, err := system.Among("A", "B", "X")
	if err != nil {
		return err
	}
	var found system.Mismatches
	if _, err := w.Run(func(e system.Edge) bool {
		found.Add(e)
		return true
	}); err != nil {
		return err
	}
	var list []entry
	for _, s := range found.All() {
		list = append(list, entryOf(s))
	}
	m.found.Store(&list)
	return nil
}

// entryOf names a story after whose display becomes false with which event, and what is recorded then.
func entryOf(s system.Sighting) entry {
	told := story{header: headerOf(2, 1)}
	for _, e := range s.Story {
		told = told.do(usualWait, e)
	}
	name := func(l spec.Lang) string {
		opener, state := told.events[told.played-1].In(l), s.State.In(l)
		recording := s.Recording.In(l)
		if l == spec.JA {
			return opener + "（" + s.First.Party + "の状態：" + state + "、実際の録音：" + recording + "）"
		}
		return opener + " (" + s.First.Party + ": " + state + "; actual recording: " + recording + ")"
	}
	group := spec.Text{JA: "食い違い：" + s.First.Kind.In(spec.JA), EN: "Mismatch: " + s.First.Kind.In(spec.EN)}
	return entry{group, spec.Text{JA: name(spec.JA), EN: name(spec.EN)}, told.packed()}
}
