// Command pbx-stories is a PBX without telephones, to copy: story.go has the owner of a story, journal.go what outlives a crash.
// It plays two stories at once, a call with a pause and an attended transfer on the telephone itself, over a network
// that delays, loses and doubles packets. Killed at any moment and started again in the same folder, it goes on:
//
//	go run ./examples/pbx-stories out/pbx
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/notify"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/live/axis"
	"github.com/recpause/recpause/system"
)

const rate, packet = 8000, 160 // samples: those of a second, and of 20 ms

// A play is what happens in a story, and who talks where.
type play struct {
	name     string
	config   live.Config
	parties  []calllog.Participant // the first two are known at the beginning
	happens  []happens
	talks    []talks
	card     []talks   // where somebody says what no file may hold
	answered time.Time // when position 0 was
}

type happens struct {
	calllog.Event
	late int64 // how long after its position it comes
}

type talks struct {
	party    string
	from, to int64
}

// An arrival is a packet, or what happens, when it comes to the PBX.
type arrival struct {
	at      int64 // since the answer
	party   string
	packet  axis.Packet
	payload []byte
	event   *calllog.Event
}

// plays returns the two stories.
func plays() []play {
	softphone := func(id string) calllog.Participant {
		return calllog.Participant{ID: id, Softphone: true, Terminal: pause.Installed, PauseEnabled: true}
	}
	config := live.DefaultConfig(rate)
	config.Guard = recording.Guard{Before: 80, After: 240} // for the way through the network, which nobody sees
	split, two := config, config
	split.Codec, split.Layout, two.Layout = recording.MuLaw, recording.Split, recording.TwoChannel
	const s, code, fact = rate, calllog.FeatureCode, calllog.Fact
	answered := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	return []play{{
		name: "plain", answered: answered, config: split,
		parties: []calllog.Participant{softphone("anna"), {ID: "cid"}},
		talks:   []talks{{"anna", 0, 16 * s}, {"cid", 0, 16 * s}},
		card: []talks{{"anna", 5 * s, 9 * s}, {"cid", 5 * s, 9 * s},
			{"anna", 31 * s / 2, 16 * s}, {"cid", 31 * s / 2, 16 * s}},
		happens: []happens{
			{Event: calllog.Event{Kind: calllog.CallInvite, Party: "cid", To: "anna", Call: "c1"}},
			{Event: calllog.Event{Kind: calllog.CallAnswered, Party: "anna", Call: "c1"}},
			{calllog.Event{At: 5 * s, Kind: calllog.PauseClick, Party: "anna"}, 3000}, // in the call that she talks in
			{Event: calllog.Event{At: 5*s + 1000, Kind: calllog.HandRaise, Party: "anna"}},
			{calllog.Event{At: 9 * s, Kind: calllog.ResumeClick, Party: "anna", Call: "c1"}, 800},
			{Event: calllog.Event{At: 16 * s, Kind: calllog.CallHangup, Party: "cid", Call: "c1"}},
			{calllog.Event{At: 31 * s / 2, Kind: calllog.PauseClick, Party: "anna", Call: "c1"}, 5000}, // it is over
		},
	}, {
		name: "transfer", answered: answered, config: two,
		parties: []calllog.Participant{softphone("ben"), {ID: "carla"}, softphone("dora")},
		talks:   []talks{{"ben", 0, 16 * s}, {"carla", 0, 22 * s}, {"dora", 7 * s, 22 * s}},
		card: []talks{{"ben", 2 * s, 4 * s}, {"carla", 2 * s, 4 * s},
			{"ben", 9 * s / 2, 7*s - 400}, {"carla", 9 * s / 2, 19 * s / 2}, // ben mutters during the hold, too
			{"ben", 9 * s, 27 * s / 2}, {"dora", 9 * s, 27 * s / 2}}, // until the timer resumes
		happens: []happens{
			{Event: calllog.Event{Kind: calllog.CallInvite, Party: "carla", To: "ben", Call: "c1"}},
			{Event: calllog.Event{Kind: calllog.CallAnswered, Party: "ben", Call: "c1"}},
			{calllog.Event{At: 2 * s, Kind: calllog.PauseClick, Party: "ben", Call: "c1"}, 2400},
			{calllog.Event{At: 4 * s, Kind: calllog.ResumeClick, Party: "ben", Call: "c1"}, 200},
			{calllog.Event{At: 9 * s / 2, Kind: calllog.PauseCommand, Source: code, Party: "ben", Call: "c1"}, 6000},
			{Event: calllog.Event{At: 5 * s, Kind: calllog.Hold, Via: fact, Party: "ben", Call: "c1"}},
			{Event: calllog.Event{At: 6 * s, Kind: calllog.ConsultDial, Via: fact, Party: "ben", To: "dora",
				Call: "c2"}},
			{Event: calllog.Event{At: 7 * s, Kind: calllog.ConsultAnswered, Party: "dora", Call: "c2"}},
			{calllog.Event{At: 9 * s, Kind: calllog.PauseCommand, Source: code, Party: "ben", Call: "c2"}, 400},
			{Event: calllog.Event{At: 16 * s, Kind: calllog.TransferComplete, Via: fact, Party: "ben"}},
			{Event: calllog.Event{At: 22 * s, Kind: calllog.CallHangup, Party: "carla", Call: "c1"}},
		},
	}}
}

// voice is what a party says at a sample: noise, and loud where it is what no file may hold.
func (p play) voice(party string, n int64) int16 {
	r := rand.New(rand.NewPCG(uint64(n), uint64(party[0])))
	v := int16(500 + r.IntN(4000))
	for _, c := range p.card {
		if c.party == party && c.from <= n && n < c.to {
			v += 18000
		}
	}
	return v * int16(1-2*r.IntN(2))
}

// arrivals returns everything in the order in which the network brings it.
func (p play) arrivals() (all []arrival) {
	r := rand.New(rand.NewPCG(1, uint64(len(p.name))))
	for _, h := range p.happens {
		all = append(all, arrival{at: h.At + h.late, event: &h.Event})
	}
	for i, t := range p.talks {
		pcm := make([]int16, packet)
		base := r.Uint32()
		for n := t.from; n < t.to; n += packet {
			for i := range pcm {
				pcm[i] = p.voice(t.party, n+int64(i))
			}
			payload := make([]byte, packet*p.config.Codec.Width())
			p.config.Codec.Encode(payload, pcm)
			for range []int{1, 1, 1, 1, 1, 1, 1, 1, 0, 2}[r.IntN(10)] {
				all = append(all, arrival{n + packet + 120 + int64(r.ExpFloat64()*60), t.party,
					axis.Packet{SSRC: uint32(i), Timestamp: base + uint32(n), Length: packet}, payload, nil})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b arrival) int { return int(a.at - b.at) })
	return all
}

// own is the owner of a story. A PBX has a channel here, which readers and SIP send to.
func (s *story) own(p play, from int64, clock func(now int64)) error {
	second, safe := from, from
	var err error
	for _, a := range append(p.arrivals(), arrival{at: 25 * rate}) {
		if a.at > safe+rate/20 { // no disk takes longer
			<-s.saved
			safe = a.at
		}
		for ; second+rate <= a.at; second += rate {
			err = errors.Join(err, s.tick(second+rate))
		}
		clock(max(a.at, from))
		switch {
		case a.event != nil && !s.had(*a.event): // who was told nothing asks again
			err = errors.Join(err, s.arrive(p, *a.event, max(a.at, from)))
		case a.payload != nil && a.at >= from:
			err = errors.Join(err, s.hear(a.party, frame{a.packet, a.payload, s.config.Rate.Duration(a.at)}))
		}
	}
	return errors.Join(err, s.log.Close(), s.file.Sync(), s.file.Close())
}

func (s *story) arrive(p play, e calllog.Event, now int64) error {
	for _, party := range p.parties[2:] {
		if party.ID == e.To {
			if err := s.introduce(party); err != nil {
				return err
			}
		}
	}
	if s.answered.IsZero() { // also where it was killed just then
		now = 0
	}
	return s.take(e, p.answered.Add(s.config.Rate.Duration(now)))
}

// had reports whether the log has what happens: a party does the same in the same call once, but for stops.
func (s *story) had(e calllog.Event) bool {
	log, err := calllog.NewReader(s.file.reader())
	for err == nil {
		var was calllog.Event
		if was, err = log.Next(); err == nil && was.Kind == e.Kind && was.Party == e.Party && was.Call == e.Call {
			return true
		}
	}
	return false
}

// Somebody is told what a story says, and hears what it hears.
type (
	tells func(story string, l calllog.StepLine, events []notify.Event)
	hears func(story, party string, at int64, payload []byte)
)

// run plays both stories in a folder, from where they are. A file has the time, which goes on as fast as the PBX here.
func run(dir string, tell tells, heard hears) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	journal, records, err := openJournal(filepath.Join(dir, "journal"))
	if err != nil {
		return err
	}
	clock, err := os.OpenFile(filepath.Join(dir, "clock"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	errs := make([]error, len(plays()))
	var owners sync.WaitGroup
	for i, p := range plays() {
		s := &story{name: p.name, dir: filepath.Join(dir, p.name), config: p.config, journal: journal,
			limit: system.Limit{Longest: 9 * rate / 2, Alarm: rate, Resume: true},
			tell:  func(l calllog.StepLine, events []notify.Event) { tell(p.name, l, events) },
			heard: func(party string, at int64, payload []byte) { heard(p.name, party, at, payload) }}
		mine := slices.DeleteFunc(slices.Clone(records), func(r record) bool { return r.Story != p.name })
		header := calllog.Header{SampleRate: rate, Config: calllog.DefaultConfig(), Parties: p.parties[:2]}
		if err := errors.Join(os.MkdirAll(s.dir, 0o755), s.restore(header, mine)); err != nil {
			return err
		}
		now := make([]byte, 8)
		_, _ = clock.ReadAt(now, int64(8*i)) // nothing at first
		from := int64(binary.LittleEndian.Uint64(now))
		owners.Go(func() {
			errs[i] = s.own(p, from, func(now int64) {
				_, _ = clock.WriteAt(binary.LittleEndian.AppendUint64(nil, uint64(now)), int64(8*i))
			})
		})
	}
	owners.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return os.Remove(filepath.Join(dir, "journal")) // all is sealed
}

func main() {
	tell := func(story string, s calllog.StepLine, events []notify.Event) {
		if s.Line != 0 {
			fmt.Println(story, s.At, s.Party, s.Event, s.Result, s.Beeps)
		}
		for _, e := range events {
			fmt.Println("\t", e.ID, e.Type)
		}
	}
	if len(os.Args) != 2 {
		log.Fatal("usage: pbx DIR")
	}
	if err := run(os.Args[1], tell, func(string, string, int64, []byte) {}); err != nil {
		log.Fatal(err)
	}
}
