package main

import (
	"crypto/rand"
	"sync"
	"time"
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
