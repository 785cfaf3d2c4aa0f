package main

import (
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"github.com/recpause/recpause/notify"
)

// An event is what a page is told, in the envelope of CloudEvents 1.0; asyncapi.yaml says what Data is.
type event struct {
	SpecVersion     string    `json:"specversion"`
	ID              string    `json:"id"`
	Source          string    `json:"source"`
	Type            string    `json:"type"`
	Time            time.Time `json:"time"`
	DataContentType string    `json:"datacontenttype"`
	Data            any       `json:"data"`
}

func eventOf(kind, source string, data any) event {
	return event{"1.0", rand.Text(), source, "recpause.example." + kind, time.Now().UTC(), "application/json", data}
}

// A bell tells everybody who waits that something has changed. The zero bell is ready to use.
type bell struct {
	mutex sync.Mutex
	next  chan struct{}
}

// Changed returns a channel that is closed when the bell rings next.
func (b *bell) Changed() <-chan struct{} {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.next == nil {
		b.next = make(chan struct{})
	}
	return b.next
}

func (b *bell) ring() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.next != nil {
		close(b.next)
		b.next = nil
	}
}

// A feed keeps the latest of what has happened to recordings, as webhooks and buses would be told of it, for pages that
// come for it. The zero feed is ready to use.
type feed struct {
	mutex  sync.Mutex
	first  int // the number of the first of the latest
	latest []notify.Event
}

// kept is how many events a page is told that comes late.
const kept = 100

// tell adds what has happened.
func (f *feed) tell(events ...notify.Event) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.latest = append(f.latest, events...)
	if over := len(f.latest) - kept; over > 0 {
		f.latest, f.first = slices.Clone(f.latest[over:]), f.first+over
	}
}

// Told returns what has happened since a number, as far as it is kept, and the number to ask with next.
func (f *feed) Told(since int) ([]notify.Event, int) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	next := f.first + len(f.latest)
	return slices.Clone(f.latest[min(max(since-f.first, 0), len(f.latest)):]), next
}
