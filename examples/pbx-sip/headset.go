package main

import (
	"fmt"
	"sync/atomic"
)

// A headset is a softphone whose microphone and loudspeaker are a page's: one stream for all of its calls.
type headset struct {
	office    *office
	extension string
	stream    *stream
	current   atomic.Pointer[line] // whose story takes what it says
	lost      bool                 // a crash has cut its page off, which may come back
}

// Attach gives a softphone a page's microphone and loudspeaker.
func (f *office) Attach(extension string, hear func(rtp []byte)) (jack, error) {
	p := &headset{office: f, extension: extension}
	p.stream = f.mix.attach(hear, p.heard)
	f.mu.Lock()
	old, taken := f.headsets[extension]
	if taken && old.lost {
		old.lost = false
		f.mu.Unlock()
		p.stream.close()
		old.stream.lead(hear)
		return old, nil
	}
	if !taken && softphones.MatchString(extension) {
		f.headsets[extension] = p
	}
	f.mu.Unlock()
	if taken || !softphones.MatchString(extension) {
		p.stream.close()
		return nil, fmt.Errorf("%s has a page already, or is no softphone", extension)
	}
	f.show(nil, f.idle(extension))
	return p, nil
}

func (p *headset) heard(in packet) {
	if l := p.current.Load(); l != nil {
		l.heard(in)
	}
}

// left says that a line of the page is gone, and which it has left. Without any nobody takes what it says.
func (p *headset) left(l *line, rest []*line) {
	var next *line
	if len(rest) > 0 {
		next = rest[0]
	}
	p.current.CompareAndSwap(l, next)
}

func (p *headset) isLost() bool {
	p.office.mu.Lock()
	defer p.office.mu.Unlock()
	return p.lost
}

// Say is what the page's microphone hears.
func (p *headset) Say(rtp []byte) { p.stream.receive(rtp) }

// Close takes the page away, which hangs up.
func (p *headset) Close() {
	p.office.mu.Lock()
	delete(p.office.headsets, p.extension)
	s := p.office.of[p.extension]
	p.office.mu.Unlock()
	p.stream.close()
	if s != nil {
		s.inbox.put(func() { s.deserted(p.extension) })
	} else {
		p.office.show(nil, p.office.idle(p.extension))
	}
}

// dials is a page that calls somebody.
func (p *headset) dials(to string) error {
	l := p.line("")
	s, code, reason := p.office.route(p.extension, to)
	switch {
	case code == 404:
		return nobodyAt(to)
	case code == 486:
		return problemOf("%vは話し中です", "%v is busy", to)
	case s == nil:
		return fmt.Errorf("%s: %s", to, reason)
	}
	l.story.Store(s)
	s.inbox.put(func() { s.dial(l, to) })
	return nil
}

// line makes a line of the page; each of its calls has one.
func (p *headset) line(call string) *line {
	l := &line{party: p.extension, call: call, stream: p.stream}
	l.far = &worn{p}
	p.current.Store(l)
	return l
}

// A worn is where a page's line leads to. The page sees by its seat what it does.
type worn struct{ *headset }

func (worn) rings()             {}
func (worn) answer()            {}
func (worn) refuse(int, string) {}
func (worn) hangUp()            {}
