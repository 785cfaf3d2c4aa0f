package main

import (
	"sync/atomic"

	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A menu is the stories that can be loaded: the manual's scenes, and the explorer's shortest way to every mismatch once it has been
// found. The zero menu has the scenes.
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

// manualScenes are packed once.
var manualScenes = told()

// entries are all stories that there are by now, and whether there may be more soon.
func (m *menu) entries() (list []entry, searching bool) {
	if found := m.found.Load(); found != nil {
		return append(manualScenes[:len(manualScenes):len(manualScenes)], *found...), false
	}
	return manualScenes, true
}

// groups are the entries as links that keep what is asked but for the story.
func (m *menu) groups(a asked) (list []group, searching bool) {
	entries, searching := m.entries()
	name := spec.Text{}
	for _, e := range entries {
		if e.group != name {
			name = e.group
			list = append(list, group{Name: name.In(a.lang), Manual: name == manualScenes[0].group})
		}
		b := asked{story: e.story, policy: a.policy, profile: a.profile, lang: a.lang, wait: a.wait}
		last := &list[len(list)-1]
		last.Entries = append(last.Entries, sceneLink{e.name.In(a.lang), b.link("/")})
	}
	return list, searching
}

// explore looks for the shortest way to every class of mismatch between two softphones and a telephone.
func (m *menu) explore() error {
	w, err := system.Among("A", "B", "X")
	if err != nil {
		return err
	}
	var lies system.Lies
	if _, err := w.Run(func(e system.Edge) bool {
		lies.Add(e)
		return true
	}); err != nil {
		return err
	}
	var list []entry
	for _, s := range lies.All() {
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
			return opener + "（" + s.Lie.Party + "は" + state + "、録音は" + recording + "）"
		}
		return opener + " (" + s.Lie.Party + " " + state + "; the recording: " + recording + ")"
	}
	group := spec.Text{JA: "食い違い：" + s.Kind.In(spec.JA), EN: "mismatch: " + s.Kind.In(spec.EN)}
	return entry{group, spec.Text{JA: name(spec.JA), EN: name(spec.EN)}, told.packed()}
}
