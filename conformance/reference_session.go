package conformance

import (
	"context"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A session is a system in a scene, and what has been heard, sent and pressed since it was last looked at.
type session struct {
	reference
	scene      Scene
	system     system.System
	recordings system.Recordings
	at         int64

	beeps    []Beep
	dtmf     []string
	sent     []Sent
	history  string
	support  *spec.Support
	warranty spec.ID
	reasons  []spec.ID
}

// Do lets an event happen.
func (x *session) Do(_ context.Context, e Event) error {
	x.at = e.At
	x.support, x.warranty, x.reasons = nil, 0, nil
	switch e.Action {
	case Click:
		return x.click(e)
	case Command:
		return x.command(e)
	case Wait:
		return nil
	case Enter:
		x.history += pause.KeyLog{Masking: x.scene.Settings.MaskKeys}.Entry(e.Keys, x.scene.Settings.KeysCovered)
		return nil
	}
	return x.happen(x.fact(e))
}

// command brings a verb to the PBX; one that there is not is rejected.
func (x *session) command(e Event) error {
	switch e.Verb {
	case pause.Stop:
		return x.happen(calllog.Event{Kind: calllog.PauseClick, Party: e.Party})
	case pause.Resume:
		return x.happen(calllog.Event{Kind: calllog.ResumeClick, Party: e.Party})
	}
	return ErrRejected
}

// click clicks a button: what it does where the log has no event for it is nothing of ours.
func (x *session) click(e Event) error {
	p, ok := x.system.Phone(e.Party)
	if !ok {
		return ErrUnsupported
	}
	_, cmd, err := p.Press(e.Button)
	if err != nil {
		return ErrRejected
	}
	switch {
	case cmd.Verb != 0:
		x.sent = append(x.sent, Sent{Party: e.Party, Verb: cmd.Verb})
		return x.command(Event{Party: e.Party, Verb: cmd.Verb})
	case e.Button == buttons.Dial:
		return x.happen(calllog.Event{Kind: calllog.DTMF, Party: e.Party})
	}
	return nil
}

// fact completes a fact of the kit to an event of a log: to whom a call goes, and of which call a transfer is.
func (x *session) fact(e Event) calllog.Event {
	event := calllog.Event{Kind: e.Fact, Party: e.Party, Call: e.Call}
	switch e.Fact {
	case calllog.CallInvite, calllog.OutboundConnect:
		event.To = x.scene.Peer
	case calllog.StarBegin, calllog.SharpBegin, calllog.ThreewayAuto:
		event.To = T
	case calllog.HandRaise:
		event.Call = ""
	}
	return event
}

// happen applies an event that the kit has asked for.
func (x *session) happen(e calllog.Event) error {
	e.At = x.at
	return rejected(x.apply(e))
}

func (x *session) apply(e calllog.Event) error {
	next, outcome, err := x.system.Next(e)
	if err != nil {
		return err
	}
	x.system = next
	x.support, x.warranty, x.reasons = &outcome.Step.Support, outcome.Warranty, outcome.Step.Rules
	for _, b := range outcome.Step.Beeps {
		for _, party := range b.To {
			x.beeps = append(x.beeps, Beep{Party: party, Sound: "beep"})
		}
	}
	x.dtmf = append(x.dtmf, outcome.Step.DTMF...)
	if err := x.recordings.Add(next, outcome); err != nil {
		return err
	}
	if outcome.Step.Result == calllog.Rejected {
		return ErrRejected
	}
	return nil
}

// Observe says what is seen in the subject's role.
func (x *session) Observe(context.Context) (o Observation, err error) {
	look := x.system.Look()
	if x.role != PBX {
		o.Phones = map[string]Phone{}
		for _, m := range look.Phones {
			o.Phones[m.Key] = x.phone(m.Key, m.Value)
		}
		o.DTMF = append([]string{}, x.dtmf...)
		o.Sent = append([]Sent{}, x.sent...)
	}
	if x.role != Softphone {
		o.Calls = map[string]Call{}
		for _, m := range look.Calls {
			o.Calls[m.Key] = Call{Recording: m.Value.Recording, Silenced: append([]string{}, m.Value.Silenced...)}
		}
		o.Beeps = append([]Beep{}, x.beeps...)
		o.History = &x.history
	}
	o.Support, o.SupportRule, o.Reasons = x.support, x.warranty, x.reasons
	x.beeps, x.dtmf, x.sent = nil, nil, nil
	return o, nil
}

func (x *session) phone(party string, v calllog.PhoneView) Phone {
	p, _ := x.system.Phone(party)
	phone := Phone{State: v.State, Toggle: v.Toggle, Message: v.Message, Buttons: map[buttons.Button]buttons.Verdict{},
		Reasons: map[buttons.Button]spec.ID{}}
	for b := buttons.InCall; b <= buttons.Toggle; b++ {
		d := p.Decide(b)
		phone.Buttons[b], phone.Reasons[b] = d.Verdict, d.Rule
	}
	return phone
}

// Recording returns the recording of the original call so far, in the scene's layout.
func (x *session) Recording(context.Context) (r Recording, err error) {
	for _, rec := range x.recordings.All() {
		if rec.Call == OriginalCall {
			return x.read(rec, r), nil
		}
	}
	return r, nil
}

func (x *session) read(rec *system.Recording, r Recording) Recording {
	end, over := rec.Timeline.End()
	if !over {
		end = x.at
	}
	r.Span = recording.Span{From: rec.Timeline.Origin(), To: end}
	if !rec.Recorded {
		return r
	}
	r.Files++
	tracks := []recording.Track{recording.Mixed}
	if x.scene.Settings.Layout != recording.OneChannel {
		tracks = []recording.Track{recording.OperatorSide, recording.FarSide}
	}
	for _, track := range tracks {
		r.Tracks = append(r.Tracks, Track{Track: track, Segments: segments(rec, track, r.Span)})
	}
	r.Transcript = x.transcript(rec, end)
	return r
}

var tone = recording.DefaultTone().PCM(Rate)

// segments reads the plan of a track.
func segments(rec *system.Recording, track recording.Track, whole recording.Span) (list []Segment) {
	for _, piece := range rec.Timeline.Plan(track, tone).Pieces {
		s := Segment{Span: piece.Intersect(whole), Beep: piece.Tone >= 0}
		if s.Empty() {
			continue
		}
		for p := range piece.Voices.All() {
			s.Voices = append(s.Voices, rec.Names[p])
		}
		list = append(list, s)
	}
	return list
}

func (x *session) transcript(rec *system.Recording, until int64) (all []Speech) {
	if x.scene.Settings.Transcriber == 0 {
		return nil
	}
	all = []Speech{}
	for slot, name := range rec.Names {
		for _, span := range rec.Timeline.Transcript(pause.Party(slot), until) {
			all = append(all, Speech{Span: span, Party: name})
		}
	}
	return all
}

// Close ends the session.
func (x *session) Close() error { return nil }
