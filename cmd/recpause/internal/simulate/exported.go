package simulate

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/spec"
)

// A menuEntry is an entry of the menu as JSON.
type menuEntry struct {
	Group, Name spec.Text
	Log         string // as a link carries it
}

// Explore looks for the stories that end in a mismatch, which takes seconds, and returns them as JSON: a page that has
// the program in itself is given them, and need not look.
func (s *Simulator) Explore() ([]byte, error) {
	if err := s.menu.explore(); err != nil {
		return nil, err
	}
	var list []menuEntry
	for _, e := range *s.menu.found.Load() {
		list = append(list, menuEntry{e.group, e.name, e.story.code})
	}
	return json.Marshal(list)
}

// Know takes what Explore has returned.
func (s *Simulator) Know(stories []byte) error {
	var list []menuEntry
	if err := json.Unmarshal(stories, &list); err != nil {
		return err
	}
	var found []entry
	for _, e := range list {
		told, err := unpack(e.Log)
		if err != nil {
			return err
		}
		found = append(found, entry{e.Group, e.Name, told})
	}
	s.menu.found.Store(&found)
	return nil
}

// Practice returns a function that clicks once in a story of nobody's, and returns the page that comes of it. A browser
// makes what has run often in WebAssembly several times faster: where that is while nobody asks for anything, the first
// clicks of who comes then are as fast as later ones.
func (s *Simulator) Practice() func() Answer {
	own, clicks := New(s.lang, nil), 0
	own.menu.found.Store(s.menu.found.Load())
	form := query{story: manualScenes()[1].story.at(2), lang: s.lang, wait: usualWait}.values() // two in a call
	return func() Answer {
		form.Set(pressField, buttons.Toggle.String()+" "+[...]string{"A", "B"}[clicks%2])
		clicks++
		clicked := own.Answer(context.Background(), Request{Path: "/do", Form: form, Sent: true})
		if next, err := url.Parse(clicked.Location); err == nil {
			form = next.Query()
		}
		return own.Answer(context.Background(), Request{Path: "/", Form: form, Picture: "wide"})
	}
}

// A limited context is over at a time. It is asked, and does not wait for a timer: in WebAssembly none comes while
// something is computed.
type limited struct {
	context.Context
	until time.Time
}

// within returns a context that ends with another one, or when the budget of a request is spent.
func within(ctx context.Context) context.Context { return limited{ctx, time.Now().Add(budget)} }

func (l limited) Err() error {
	if err := l.Context.Err(); err != nil {
		return err
	}
	if time.Now().After(l.until) {
		return context.DeadlineExceeded
	}
	return nil
}
