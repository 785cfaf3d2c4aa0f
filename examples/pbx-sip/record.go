package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/live/axis"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/system"
)

// A callTape is the recording of one call.
type callTape struct {
	call        string
	first       bool // answered first of the story
	rec         *live.Recording
	files       *wav.Files
	names       []string
	origin, end int64
	due         time.Time // when it can be closed: nothing more of it can come; zero while the call goes on
	shut        bool
}

// record has a recording do what an event asks of it.
func (s *story) record(t system.Task) {
	if t.Begins {
		s.beginRecording(t)
	}
	i := slices.IndexFunc(s.recs, func(r *callTape) bool { return r.call == t.Call && r.due.IsZero() })
	if i < 0 {
		return // it is not recorded, by setting
	}
	r := s.recs[i]
	s.note(r, t.Give(r.rec))
	known := len(r.names)
	r.names = t.Names
	for p := known; p < len(r.names); p++ {
		for _, f := range s.recent[r.names[p]] {
			s.note(r, r.rec.Write(pause.Party(p), f.at, f.pcm))
		}
	}
	if t.Ends {
		r.end, r.due = t.At, time.Now().Add(config.HoldBack)
	}
}

// config is how calls are recorded.
var config = live.DefaultConfig(rate)

func (s *story) config(origin int64) live.Config {
	c := config
	c.Layout, c.Tone, c.Origin = s.office.options.layout, s.office.mix.tone, origin
	return c
}

func (s *story) beginRecording(t system.Task) {
	if !t.Step.After.Recorded() {
		return
	}
	c := s.config(t.At)
	r := &callTape{call: t.Call, first: len(s.recs) == 0, origin: t.At}
	files, err := s.shelf.tape(t.Call, r.first, c)
	if err == nil {
		r.files = files
		r.rec, err = live.New(c, t.Step.After, files.Sinks()...)
	}
	if err != nil {
		s.office.log.Error("nothing is recorded", "story", s.name, "call", t.Call, "error", err)
		return
	}
	s.recs = append(s.recs, r)
}

// note says what a recording could not do. Where its disk has failed it has taken all the same what it was given.
func (s *story) note(r *callTape, err error) {
	if err != nil {
		s.office.log.Warn("recording", "story", s.name, "call", r.call, "error", err)
	}
}

// take is a packet: a key, a report of RTCP, or audio, which goes to where its timestamp says.
func (s *story) take(p packet) {
	l := p.line
	if s.zero.IsZero() || !l.up {
		return
	}
	since := p.arrival.Sub(s.zero)
	switch {
	case p.event != nil:
		digit, duration, isNew := l.keys.event(p.event, p.header.Timestamp)
		if !isNew {
			return
		}
		at, err := l.axis.At(axis.Packet{SSRC: p.header.SSRC, Timestamp: p.header.Timestamp, Length: duration,
			Event: true}, since)
		if err != nil {
			at = s.position(p.arrival) - int64(duration)
		}
		s.pressed(l, digit, at)
	case p.pcm == nil:
		_ = l.axis.Report(axis.SenderReport{SSRC: p.header.SSRC, Timestamp: p.header.Timestamp}, since)
	default:
		s.place(l, p)
	}
}

// place finds where audio lies. What the axis refuses waits for one that has a position, for two seconds at most.
func (s *story) place(l *line, p packet) {
	const waiting = 100
	at, err := s.at(l, p)
	if err != nil {
		l.wait = append(l.wait, p)
		l.wait = l.wait[max(0, len(l.wait)-waiting):]
		return
	}
	for _, earlier := range l.wait {
		if at, err := s.at(l, earlier); err == nil {
			s.spoken(l, at, earlier.pcm)
		}
	}
	l.wait = nil
	s.spoken(l, at, p.pcm)
}

func (s *story) at(l *line, p packet) (int64, error) {
	return l.axis.At(axis.Packet{SSRC: p.header.SSRC, Timestamp: p.header.Timestamp,
		Length: uint32(len(p.pcm) / 2)}, p.arrival.Sub(s.zero))
}

// spoken writes what a party said into every recording that it is or was in. On hold a telephone may send music.
func (s *story) spoken(l *line, at int64, pcm []byte) {
	if l.held {
		return
	}
	const lately = 25
	recent := append(s.recent[l.party], frameAt{at, pcm})
	s.recent[l.party] = recent[max(0, len(recent)-lately):]
	for _, r := range s.recs {
		if i := slices.Index(r.names, l.party); i >= 0 && !r.shut {
			s.note(r, r.rec.Write(pause.Party(i), at, pcm))
		}
	}
	if s.office.options.tapes {
		v := s.voices[l.party]
		if v == nil {
			v = &voice{}
			s.voices[l.party] = v
		}
		v.write(at, pcm)
	}
}

// advance says once a second to recordings how far their calls have come, and closes those of which nothing more comes.
func (s *story) advance(now time.Time) {
	if s.zero.IsZero() || now.Before(s.next) {
		return
	}
	s.next = now.Add(time.Second)
	if n := s.dropped.Swap(0); n > 0 {
		s.office.log.Warn("audio dropped", "story", s.name, "packets", n)
	}
	come := s.position(now.Add(-config.HoldBack))
	for _, r := range s.recs {
		switch {
		case r.shut:
		case !r.due.IsZero() && now.After(r.due):
			s.shut(r)
		case r.due.IsZero() && come > r.rec.Released():
			s.note(r, r.rec.Advance(come))
		}
	}
}

// shut closes a recording and writes its manifest.
func (s *story) shut(r *callTape) {
	r.shut = true
	s.note(r, r.rec.Close(r.end))
	s.note(r, r.files.Close())
	start := s.zero.Add(time.Duration(r.rec.Report().Span.From) * time.Second / rate)
	m, err := r.rec.Manifest(manifest.Options{Call: r.call, Start: start, Tone: recording.DefaultTone()},
		r.names...)
	if err == nil {
		err = s.shelf.manifest(r.first, m)
	}
	s.note(r, err)
}

// closed reports whether the story is over: nobody is in it, and its recordings are complete.
func (s *story) closed(now time.Time) bool {
	const grace = time.Second // for the first call
	open := func(r *callTape) bool { return !r.shut }
	return len(s.lines) == 0 && len(s.rings) == 0 && now.Sub(s.begun) > grace && !slices.ContainsFunc(s.recs, open)
}

// finish writes what the story leaves beside its recordings.
func (s *story) finish() {
	if s.log == nil { // nothing has happened
		_ = os.Remove(s.shelf.dir)
		return
	}
	err := errors.Join(s.log.Close(), s.logFile.Close())
	for _, p := range s.header.Parties {
		if s.office.options.tapes && !s.zero.IsZero() {
			err = errors.Join(err, s.writeVoice(p.ID))
		}
	}
	if s.of != nil && s.owned { // else it was silent, and another node has had the call meanwhile
		err = errors.Join(err, s.shelf.write(stretchName, func(w io.Writer) error { return json.NewEncoder(w).Encode(s.of) }))
	}
	s.complain(errors.Join(err, s.shelf.seal()))
}

// logged writes an event into the log. Before the first answer it has a time of day only.
func (s *story) logged(e calllog.Event, now time.Time) {
	err := s.openLog()
	for _, p := range s.header.Parties {
		if err == nil {
			err = s.log.AddParty(p)
		}
	}
	switch {
	case err != nil:
	case s.zero.IsZero():
		err = s.log.AddAt(now, e)
	default:
		err = errors.Join(s.log.Add(e), s.log.Flush(e.At))
	}
	s.complain(err)
}

func (s *story) openLog() (err error) {
	const room = 3000 // in the first line, for who comes later
	if s.log == nil {
		if s.logFile, err = s.shelf.log(); err == nil {
			s.log, err = calllog.NewWriter(s.logFile, s.header, room)
		}
	}
	return err
}

// complain says what the disk did not take. The call goes on.
func (s *story) complain(err error) {
	if err != nil {
		s.office.log.Error("what a call leaves is incomplete", "story", s.name, "error", err)
	}
}

// A voice is what a party said, unmasked. Of each sample the first to come counts, as in recordings.
type voice struct {
	pcm   []byte
	known recording.Spans
}

func (v *voice) write(at int64, pcm []byte) {
	span := recording.Span{From: at, To: at + int64(len(pcm)/2)}
	if need := int(2*span.To) - len(v.pcm); need > 0 {
		v.pcm = append(v.pcm, make([]byte, need)...)
	}
	for p := max(0, span.From); p < span.To; p++ {
		if n := len(v.known); n == 0 || p >= v.known[n-1].To || !v.has(p) {
			copy(v.pcm[2*p:2*p+2], pcm[2*(p-at):])
		}
	}
	v.known = recording.Union(append(v.known, span)...)
}

func (v *voice) has(p int64) bool {
	return slices.ContainsFunc(v.known, func(s recording.Span) bool { return s.From <= p && p < s.To })
}

// writeVoice writes a party's voice as the replay wants it: all of the same length, from the first answer on.
func (s *story) writeVoice(party string) error {
	v := s.voices[party]
	if v == nil {
		v = &voice{}
	}
	pcm := make([]byte, 2*s.last)
	copy(pcm, v.pcm)
	t, err := openTape(live.Config{Rate: rate}, filepath.Join(s.shelf.dir, party+".wav"))
	if err != nil {
		return err
	}
	_, err = t.Sinks()[0].WriteAt(pcm, 0)
	return errors.Join(err, t.Close())
}
