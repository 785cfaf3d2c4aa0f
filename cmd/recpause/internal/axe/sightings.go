package axe

import (
	"encoding/json"
	"net/url"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// sightings are the requests and the errors of a page.
type sightings struct {
	sync.Mutex
	requests, errors []string
}

// note takes down what a page asks for, and what goes wrong in it.
func (s *sightings) note(event any) {
	s.Lock()
	defer s.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		s.requests = append(s.requests, e.Request.URL)
	case *runtime.EventConsoleAPICalled:
		text, _ := json.Marshal(e.Args)
		s.errors = append(s.errors, string(text))
	case *runtime.EventExceptionThrown:
		s.errors = append(s.errors, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		s.errors = append(s.errors, e.Entry.Text)
	}
}

// Forget forgets what was seen of the page.
func (s *sightings) Forget() {
	s.Lock()
	defer s.Unlock()
	s.requests, s.errors = nil, nil
}

// Errors returns what the page has written to its console, and what went wrong in it.
func (s *sightings) Errors() []string {
	s.Lock()
	defer s.Unlock()
	return s.errors
}

// Requests returns the address of everything that the page has asked for, but for data that it has in itself.
func (s *sightings) Requests() (addresses []url.URL) {
	s.Lock()
	defer s.Unlock()
	for _, request := range s.requests {
		if u, err := url.Parse(request); err == nil && !strings.HasPrefix(request, "data:") {
			addresses = append(addresses, *u)
		}
	}
	return addresses
}
