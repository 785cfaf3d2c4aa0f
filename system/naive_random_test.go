package system_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A story is a log that has been read.
type story struct {
	header calllog.Header
	events []calllog.Event
}

// The kinds of event that name another party, or a call.
const (
	namesParty = "call.invite consult.dial threeway.auto star.begin sharp.begin sharp.blind outbound.connect"
	namesCall  = "call.invite call.answered call.failed call.hangup hold unhold consult.dial consult.answered " +
		"consult.failed star.begin " +
		"star.answered sharp.begin sharp.blind sharp.answered sharp.failed park outbound.connect room.join room.leave " +
		"pause.command resume.command recording.silence"
	bySoftphone = "hold unhold consult.dial transfer.complete threeway.start threeway.auto star.begin star.complete " +
		"star.cancel sharp.begin sharp.blind " +
		"sharp.complete sharp.cancel park outbound.wait outbound.connect outbound.leave hand.raise dtmf pause.click " +
		"resume.click"
)

func among(words, word string) bool { return slices.Contains(strings.Fields(words), word) }

// weights makes a story go somewhere: calls are answered more often than they end. All others weigh 6.
var weights = map[string]int{"pause.click": 12, "resume.click": 8, "call.invite": 16, "call.answered": 40,
	"consult.dial":     30,
	"consult.answered": 40, "star.answered": 40, "outbound.connect": 12, "call.failed": 1, "call.hangup": 2,
	"room.join":  2,
	"room.leave": 1, "hand.raise": 1, "dtmf": 1, "outbound.leave": 1, "outbound.wait": 2, "park": 1, "unhold": 3,
	"hold": 12, "sharp.blind": 9, "pause.command": 4, "resume.command": 2, "recording.silence": 1,
	"consult.failed": 9, "sharp.failed": 9}

// likely says in which states a softphone may well do what. It only saves draws: anything is drawn now and then.
var likely = map[string]string{"call.invite": "idle", "call.answered": "alerting", "call.failed": "alerting",
	"call.hangup": "alerting talking star_held star_talking held held_dialing transfer_talking three_way",
	"hold":        "talking",
	"unhold":      "held", "consult.dial": "held", "consult.answered": "alerting", "consult.failed": "alerting",
	"sharp.failed":      "alerting",
	"transfer.complete": "transfer_talking", "threeway.start": "transfer_talking", "threeway.auto": "talking",
	"star.begin":    "talking",
	"star.answered": "alerting", "star.complete": "star_talking", "star.cancel": "star_held star_talking",
	"sharp.begin":    "talking",
	"sharp.blind":    "talking",
	"sharp.complete": "star_held", "sharp.cancel": "star_held", "park": "talking", "outbound.wait": "idle",
	"outbound.connect": "outbound_waiting", "outbound.leave": "outbound_waiting", "room.join": "idle",
	"room.leave": "talking held three_way", "hand.raise": "talking", "dtmf": "talking star_talking held",
	"pause.click":   "talking star_held star_talking outbound_waiting",
	"resume.click":  "talking star_held star_talking outbound_waiting",
	"pause.command": withCall, "resume.command": withCall, "recording.silence": "idle " + withCall}

const withCall = "alerting talking star_held star_talking held held_dialing transfer_talking three_way"

// kinds holds every kind of event as often as it weighs.
var kinds = func() (urn []calllog.Kind) {
	for k := range calllog.Kinds() {
		weight, ok := weights[k.String()]
		if !ok {
			weight = 6
		}
		urn = append(urn, slices.Repeat([]calllog.Kind{k}, weight)...)
	}
	return urn
}()

func one[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// randomStory draws a log of 5 to 60 events among 2 to 6 parties. After an event without a meaning the log goes on as
// if it were not there.
func randomStory(seed uint64) story {
	r := rand.New(rand.NewPCG(seed, 0))
	s := story{header: randomHeader(r)}
	w := newNaive(s.header)
	at := int64(r.IntN(20_000) - 10_000)
	for line := range 5 + r.IntN(56) {
		at += int64(r.IntN(2) * r.IntN(8_000))
		e := w.randomEvent(r)
		for range r.IntN(8) { // most events have a meaning; some had better not
			if w.means(e) {
				break
			}
			e = w.randomEvent(r)
		}
		e.Line, e.At = line+2, at
		if e.Kind == calllog.RecordingSilence {
			e.Span = recording.Span{From: at - 1 - int64(r.IntN(4000)), To: at}
		}
		s.events = append(s.events, e)
		w, _, _ = w.step(e)
	}
	return s
}

// terminals holds the one with the feature more often.
var terminals = append(slices.Repeat([]pause.Terminal{pause.Installed}, 12), pause.WebRTC, pause.OtherTerminal)

func randomHeader(r *rand.Rand) calllog.Header {
	version, _ := pause.ParseVersion(one(r,
		[]string{"3.13.0", "3.13.0", "3.13.0", "3.13.0", "3.13.0", "3.13.1", "3.14.0", "4.0.0", "4.0.0", "3.9.0"}))
	h := calllog.Header{SampleRate: 8000, Config: calllog.Config{Version: version, PauseContract: r.IntN(15) > 0,
		RecordAllCalls: r.IntN(6) > 0, RecordCallcenter: r.IntN(4) == 0}}
	for i := range 2 + r.IntN(5) {
		p := calllog.Participant{ID: string(rune('A' + i))}
		if i == 0 || r.IntN(3) > 0 {
			p.Softphone, p.PauseEnabled = true, r.IntN(12) > 0
			p.Terminal = one(r, terminals)
			p.AutoThreeWay, p.StarTransfer = r.IntN(3) > 0, r.IntN(2) > 0
		}
		h.Parties = append(h.Parties, p)
	}
	r.Shuffle(len(h.Parties), func(i, j int) { h.Parties[i], h.Parties[j] = h.Parties[j], h.Parties[i] })
	return h
}

// randomEvent draws who acts and what it does, until that is likely.
func (w *naive) randomEvent(r *rand.Rand) calllog.Event {
	e := calllog.Event{Party: one(r, w.order), Kind: one(r, kinds)}
	for !w.fits(e) || !w.likely(e) && r.IntN(50) > 0 {
		e.Party, e.Kind = one(r, w.order), one(r, kinds)
	}
	if r.IntN(4) == 0 {
		e.Via = calllog.Fact
	}
	if among("pause.command resume.command", e.Kind.String()) {
		e.Source = one(r, []calllog.Source{calllog.FeatureCode, calllog.API, calllog.Supervisor, calllog.Timer,
			calllog.OtherSource})
	}
	if among(namesParty, e.Kind.String()) {
		for e.To = e.Party; e.To == e.Party; {
			e.To = one(r, w.order)
		}
	}
	if click := e.Kind == calllog.PauseClick || e.Kind == calllog.ResumeClick; click || among(namesCall,
		e.Kind.String()) {
		e.Call = w.randomCall(r, e)
		if click && r.IntN(3) == 0 {
			e.Call = "" // optional
		}
		if click && r.IntN(8) == 0 {
			e.PBX = one(r, []calllog.PBXAnswer{calllog.Refused, calllog.TimedOut})
		}
	}
	return e
}

func (w *naive) means(e calllog.Event) (ok bool) {
	defer func() { ok = recover() == nil }()
	w.clone().apply(e)
	return true
}

func (w *naive) fits(e calllog.Event) bool {
	return w.phones[e.Party] != nil || !among(bySoftphone, e.Kind.String())
}

func (w *naive) likely(e calllog.Event) bool {
	if p := w.phones[e.Party]; p != nil {
		return among(likely[e.Kind.String()], p.state)
	}
	return e.Kind == calllog.CallInvite || e.Kind == calllog.RoomJoin || len(w.callsWith(e.Party)) > 0 ||
		e.Kind == calllog.RecordingSilence && len(w.ended) > 0 && w.endedWith[w.ended[0]][e.Party]
}

// callsWith lists the open calls that a party is in.
func (w *naive) callsWith(party string) (calls []string) {
	for _, id := range w.callNames() {
		if w.calls[id].members[party] {
			calls = append(calls, id)
		}
	}
	return calls
}

// randomCall draws one of the acting party's calls where the event is about one, else any name of a few.
func (w *naive) randomCall(r *rand.Rand, e calllog.Event) string {
	switch calls := w.callsWith(e.Party); {
	case e.Kind == calllog.RecordingSilence && len(w.ended) > 0 && r.IntN(3) == 0:
		return one(r, w.ended)
	case e.Kind == calllog.RoomJoin && r.IntN(20) > 0:
		return one(r, []string{"r1", "r2"})
	case among(namesParty, e.Kind.String()) || len(calls) == 0 || r.IntN(30) == 0:
		return fmt.Sprintf("c%d", 1+r.IntN(9))
	default:
		return one(r, calls)
	}
}
