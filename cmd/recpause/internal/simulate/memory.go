package simulate

import (
	"context"
	"net/url"
	"slices"
	"sync"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// A memory keeps the last stories and what they have come to, so that a click computes the event that it adds, and not
// the story again. It holds nothing that a link does not say: with it an answer comes sooner, and is the same. The nil
// memory keeps nothing.
type memory struct {
	mu      sync.Mutex
	stories []story // with their links, the latest last
	scenes  []scene // the latest last
	parts   []keptPart
}

// How much a memory keeps: for some pages that are open at once, and the one before each of them.
const (
	mostScenes = 8
	mostParts  = 16
)

// kept returns a list with something more, and without what is oldest where that is too much.
func kept[T any](list []T, most int, v T) []T {
	return append(slices.Clone(list[max(0, len(list)+1-most):]), v)
}

// story reads the log of a link.
func (m *memory) story(link string) (story, error) {
	if m == nil {
		return unpack(link)
	}
	m.mu.Lock()
	i := slices.IndexFunc(m.stories, func(s story) bool { return s.code == link })
	if i >= 0 {
		defer m.mu.Unlock()
		return m.stories[i], nil
	}
	m.mu.Unlock()
	s, err := unpack(link)
	if err == nil {
		m.keepStory(s)
	}
	return s, err
}

// keepStory keeps a story whose link will be asked for.
func (m *memory) keepStory(s story) {
	if m == nil || s.code == "" {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s.played = len(s.events)
	m.stories = kept(m.stories, mostScenes, s)
}

// play plays a story, from the last moment that is known of one that begins as it does.
func (m *memory) play(ctx context.Context, s story, p pause.Policy, changes system.Changes) (scene, error) {
	var known scene
	if m != nil {
		m.mu.Lock()
		for _, c := range m.scenes {
			if c.shared(s, p, changes) >= known.shared(s, p, changes) {
				known = c
			}
		}
		m.mu.Unlock()
	}
	c, err := known.goOn(ctx, s, p, changes)
	if err == nil {
		m.keepScene(c)
	}
	return c, err
}

// keepScene keeps a scene, in the place of one of the same moment.
func (m *memory) keepScene(c scene) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	others := slices.DeleteFunc(slices.Clone(m.scenes), func(d scene) bool {
		return len(d.outcomes) == len(c.outcomes) && d.shared(c.story, c.policy, c.changes) == len(c.outcomes)
	})
	m.scenes = kept(others, mostScenes, c)
}

// shared returns how many of a story's events a scene knows the outcomes of, -1 where it is one of other parties or
// settings.
func (c scene) shared(s story, p pause.Policy, changes system.Changes) (n int) {
	h := s.header
	if c.systems == nil || c.policy != p || c.changes != changes || c.header.SampleRate != h.SampleRate ||
		c.header.Config != h.Config || !slices.Equal(c.header.Parties, h.Parties) {
		return -1
	}
	for n < min(len(c.outcomes), s.played) && c.events[n] == s.events[n] {
		n++
	}
	return n
}

// acts returns everything that can be done next, by whom, which is computed once for a scene.
func (m *memory) acts(ctx context.Context, c scene) (map[string][]calllog.Event, error) {
	if c.can != nil {
		return c.can, nil
	}
	can, err := c.acts(ctx)
	if err == nil {
		c.can = can
		m.keepScene(c)
	}
	return can, err
}

// read reads a request, and keeps what comes of it in mind.
func (s *Simulator) read(v url.Values) (query, error) { return s.memory.read(v, s.lang) }
