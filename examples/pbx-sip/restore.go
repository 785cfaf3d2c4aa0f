package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/live/axis"
	"github.com/recpause/recpause/system"
)

// An entry is what the journal has of one event: the event, and all that a PBX that starts again needs to go on from
// there, for its telephones know of no crash.
type entry struct {
	Time   time.Time      `json:"time"`
	Header calllog.Header `json:"header"`
	Event  string         `json:"event"` // its line in the log
	Count  int            `json:"count"`
	Lines  []savedLine    `json:"lines"`
	Rings  []savedRing    `json:"rings,omitempty"`
	Tapes  []savedTape    `json:"tapes"`
	Zero   time.Time      `json:"zero,omitzero"` // of a call of a cluster that goes on here
	Of     *callName      `json:"of,omitempty"`  // what the cluster has of it
	Owned  bool           `json:"owned,omitempty"`
}

// A savedLine is a line that is up: what was agreed in SIP and SDP. One without a dialog is that of a page.
type savedLine struct {
	Party  string         `json:"party"`
	Call   string         `json:"call"`
	Held   bool           `json:"held,omitempty"`
	Dialog *dialog        `json:"dialog,omitempty"`
	Port   int            `json:"port,omitempty"`
	Remote netip.AddrPort `json:"remote,omitzero"`
	Codec  uint8          `json:"codec"`
	Events uint8          `json:"events"`
	Axis   axis.Axis      `json:"axis"`
}

type savedRing struct {
	Call string       `json:"call"`
	Kind calllog.Kind `json:"kind"`
	From string       `json:"from"`
	To   string       `json:"to"`
}

// A savedTape is a recording; Journal is what is new in its own journal.
type savedTape struct {
	Call    string   `json:"call"`
	First   bool     `json:"first"`
	Names   []string `json:"names"`
	Origin  int64    `json:"origin"`
	Over    bool     `json:"over,omitempty"`
	End     int64    `json:"end,omitempty"`
	Journal string   `json:"journal"`
}

// entry returns the journal's record of an event.
func (s *story) entry(e calllog.Event, now time.Time) []byte {
	var line bytes.Buffer
	err := calllog.WriteEvent(&line, e)
	out := entry{Time: now, Header: s.header, Event: line.String(), Count: s.count, Of: s.of, Owned: s.owned}
	if s.goesOn != nil {
		out.Zero = s.zero
	}
	for _, l := range s.lines {
		if l.up && l.stream.browser == nil { // whose keys nobody else has
			out.Lines = append(out.Lines, l.saved())
		}
	}
	for id, r := range s.rings {
		out.Rings = append(out.Rings, savedRing{id, r.kind, r.from, r.to})
	}
	for _, r := range s.recs {
		if !r.shut {
			out.Tapes = append(out.Tapes, savedTape{r.call, r.first, r.names, r.origin, !r.due.IsZero(), r.end,
				string(r.rec.Journal(nil))})
		}
	}
	record, failed := json.Marshal(out)
	s.complain(errors.Join(err, failed))
	return record
}

func (l *line) saved() savedLine {
	out := savedLine{Party: l.party, Call: l.call, Held: l.held, Axis: l.axis}
	if d, ok := l.far.(*dialog); ok {
		d.mu.Lock()
		defer d.mu.Unlock()
		out.Dialog, out.Port = d.copied(), l.stream.port()
	}
	l.stream.mix.mu.Lock()
	defer l.stream.mix.mu.Unlock()
	out.Remote, out.Codec, out.Events = l.stream.remote, l.stream.codec, l.stream.events
	return out
}

// copied returns what a dialog needs to go on. Its lock is held.
func (d *dialog) copied() *dialog {
	return &dialog{ID: d.ID, Local: d.Local, Remote: d.Remote, Us: d.Us, Them: d.Them, Target: d.Target,
		Transport: d.Transport, Source: d.Source, Sequence: d.Sequence}
}

// restore takes up a story that a crash has cut off: silent or recording as it was, with the telephones that are still
// in their calls. What rang has to be dialled again.
func (f *office) restore(shelf *shelf) error {
	s := newStory(f, shelf.story, shelf)
	last, journals, err := s.again(shelf.records)
	if err != nil {
		return err
	}
	for _, t := range last.Tapes {
		if err := s.tapeAgain(t, journals[t.Call]); err != nil {
			return fmt.Errorf("call %s: %w", t.Call, err)
		}
	}
	for _, l := range last.Lines {
		if err := s.lineAgain(l); err != nil {
			f.log.Warn("a line is lost", "story", s.name, "party", l.Party, "error", err)
		}
	}
	for _, r := range last.Rings {
		s.rings[r.Call] = &ringing{kind: r.Kind, from: r.From, to: r.To}
	}
	s.advance(time.Now()) // else what comes now is too far from what was known
	s.inbox.put(s.goOn)
	f.running.Go(s.run)
	return nil
}

// layAway ends a story of a cluster here that a crash has cut off: another node goes on with it, when its telephones
// call again.
func (f *office) layAway(shelf *shelf) error {
	s := newStory(f, shelf.story, shelf)
	last, journals, err := s.again(shelf.records)
	if err != nil {
		return err
	}
	for _, t := range last.Tapes {
		if err := s.tapeAgain(t, journals[t.Call]); err != nil {
			return fmt.Errorf("call %s: %w", t.Call, err)
		}
	}
	s.inbox.put(s.layAway)
	f.running.Go(s.run)
	return nil
}

// again takes the story through all of its events, and writes its log anew: events of it may not have been confirmed.
func (s *story) again(records [][]byte) (last entry, journals map[string][]byte, err error) {
	journals = map[string][]byte{}
	var entries []entry
	var log bytes.Buffer
	for _, record := range records {
		last = entry{}
		if err := json.Unmarshal(record, &last); err != nil {
			return last, nil, err
		}
		entries = append(entries, last)
		for _, t := range last.Tapes {
			journals[t.Call] = append(journals[t.Call], t.Journal...)
		}
	}
	s.header, s.count, s.zero, s.of, s.owned = last.Header, last.Count, last.Zero, last.Of, last.Owned
	if s.system, err = system.New(s.header, pause.Policy{}); err != nil {
		return last, nil, err
	}
	if err := os.Remove(filepath.Join(s.shelf.dir, logName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return last, nil, err
	}
	if err := calllog.WriteHeader(&log, s.header); err != nil {
		return last, nil, err
	}
	for _, e := range entries {
		log.WriteString(e.Event)
	}
	r, err := calllog.NewReader(&log)
	for i := 0; err == nil && i < len(entries); i++ {
		err = s.repeat(r, entries[i].Time)
	}
	return last, journals, err
}

// repeat takes the story through the next event of its log, which was taken at a time.
func (s *story) repeat(r *calllog.Reader, at time.Time) error {
	e, err := r.Next()
	if err != nil {
		return err
	}
	o, err := s.system.Apply(e)
	if err != nil {
		return err
	}
	s.follow(e, o, at)
	s.forgetCalls()
	return nil
}

func (s *story) tapeAgain(t savedTape, journal []byte) error {
	c := s.config(t.Origin)
	files, err := s.shelf.tape(t.Call, t.First, c)
	if err != nil {
		return err
	}
	r := &callTape{call: t.Call, first: t.First, files: files, names: t.Names, origin: t.Origin, end: t.End}
	if r.rec, err = live.Restore(c, journal, files.Sizes(), files.Sinks()...); err != nil {
		return err
	}
	if t.Over {
		r.due = time.Now().Add(config.HoldBack)
	}
	s.recs = append(s.recs, r)
	return nil
}

// lineAgain has a line go on where it was, on the port that its telephone sends to.
func (s *story) lineAgain(saved savedLine) error {
	l := &line{party: saved.Party, call: saved.Call, held: saved.Held, up: true, axis: saved.Axis}
	l.story.Store(s)
	if saved.Dialog == nil {
		h := &headset{office: s.office, extension: l.party, lost: true}
		h.stream = s.office.mix.attach(func([]byte) {}, h.heard)
		h.current.Store(l)
		l.stream, l.far = h.stream, &worn{h}
		s.office.mu.Lock()
		s.office.headsets[l.party] = h
		s.office.mu.Unlock()
	} else {
		stream, err := s.office.mix.listenAt(saved.Port, l.heard)
		if err != nil {
			return err
		}
		direction := "sendrecv"
		if l.held {
			direction = "sendonly"
		}
		if err := stream.connect(description{audio: saved.Remote, codec: saved.Codec, events: saved.Events,
			direction: direction}); err != nil {
			return err
		}
		d := saved.Dialog
		d.line, d.up = l, true
		l.stream, l.far = stream, s.office.trunk.add(d)
	}
	s.lines = append(s.lines, l)
	s.office.take(l.party, s)
	if rooms.MatchString(l.call) {
		s.office.take(l.call, s)
	}
	return nil
}

// goOn is the first thing that a story does that was taken up again.
func (s *story) goOn() {
	for id := range s.rings {
		s.notAnswered(id)
	}
	for _, p := range s.header.Parties { // whose line was not up, or is lost
		for _, id := range s.callsOf(p.ID) {
			if len(s.linesOf(p.ID)) == 0 {
				s.leave(p.ID, id)
			}
		}
	}
	s.settle()
	s.shows()
	time.AfterFunc(patience, func() { s.inbox.put(s.desert) })
}

// desert ends the lines of pages that have not come back after a crash.
func (s *story) desert() {
	for _, l := range slices.Clone(s.lines) {
		if w, ok := l.far.(*worn); ok && w.isLost() {
			w.Close()
		}
	}
}
