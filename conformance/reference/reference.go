// Package reference puts this library behind the kit's interface: the first subject, and the one that every broken one is made of.
package reference

import (
	"context"
	"errors"
	"fmt"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A subject is the library as one half of a system, or as both.
type subject struct {
	role   conformance.Role
	policy pause.Policy
}

// New returns the library in a role, with answers to the open questions that it declares.
func New(role conformance.Role, policy pause.Policy) conformance.SUT { return subject{role, policy} }

// Describe says that everything can be seen of the library that can be seen in its role.
func (s subject) Describe() conformance.Description {
	return conformance.Description{Name: "recpause", Version: conformance.Version, Role: s.role, Observables: s.role.Observables(),
		Features: conformance.AllFeatures, Choices: answers(s.policy)}
}

// answers returns a policy as the options of the open questions.
func answers(p pause.Policy) map[spec.ChoiceID]string {
	if p.Validate() != nil {
		return nil // Open says what is wrong
	}
	of := func(changed bool, to, from string) string {
		if changed {
			return to
		}
		return from
	}
	return map[spec.ChoiceID]string{
		spec.A09: of(p.BeepOnRepeat, "a", "b"),
		spec.A10: of(p.NoBeepOnAutomatic, "b", "a"),
		spec.A11: of(p.NoBeepUnrecorded, "b", "a"),
		spec.A19: of(p.StopBeepInFile, "b", "a"),
		spec.A20: string(rune('a' + p.BeepSide)),
		spec.A26: string(rune('a' + p.WhileRinging)),
	}
}

// Open plays the calls that lead to the scene.
func (s subject) Open(_ context.Context, scene conformance.Scene) (conformance.Session, error) {
	header, err := header(scene)
	if err != nil {
		return nil, err
	}
	system, err := system.New(header, s.policy)
	if err != nil {
		return nil, err
	}
	x := &session{subject: s, scene: scene, system: system}
	for _, e := range way(scene) {
		if err := x.apply(e); err != nil {
			return nil, err
		}
	}
	return x, nil
}

func header(scene conformance.Scene) (calllog.Header, error) {
	set := scene.Settings
	version, err := pause.ParseVersion(set.Version)
	if err != nil {
		return calllog.Header{}, err
	}
	softphone := func(id string, terminal pause.Terminal) calllog.Party {
		return calllog.Party{ID: id, Softphone: true, Terminal: terminal, PauseEnabled: true}
	}
	a := softphone(conformance.A, set.Terminal)
	a.PauseEnabled, a.AutoThreeWay, a.StarTransfer = set.Saved, set.AutoThreeWay, set.StarTransfer
	return calllog.Header{
		SampleRate: conformance.Rate,
		Config: calllog.Config{Version: version, PauseContract: set.Contract, RecordAllCalls: set.RecordAll,
			RecordCallcenter: set.RecordCallcenter, Layout: set.Layout},
		Parties: []calllog.Party{a, softphone(conformance.B, set.PeerTerminal), {ID: conformance.C}, {ID: conformance.T},
			softphone(conformance.D, pause.Installed)},
	}, nil
}

// way returns the events that lead to a scene.
func way(s conformance.Scene) []calllog.Event {
	const a, b, c, t = conformance.A, conformance.B, conformance.C, conformance.T
	event := func(k calllog.Kind, party, to, call string) calllog.Event {
		return calllog.Event{Kind: k, Party: party, To: to, Call: call}
	}
	call := func(from, to, id string) []calllog.Event {
		return []calllog.Event{event(calllog.CallInvite, from, to, id), event(calllog.CallAnswered, to, "", id)}
	}
	const original, target = conformance.OriginalCall, conformance.TargetCall
	talking := call(a, s.Peer, original)
	if s.Incoming {
		talking = call(s.Peer, a, original)
	}
	held := append(talking[:2:2], event(calllog.Hold, a, "", original))
	dialling := append(held[:3:3], event(calllog.ConsultDial, a, t, target))
	consulting := append(dialling[:4:4], event(calllog.ConsultAnswered, t, "", target))
	star := append(talking[:2:2], event(calllog.StarBegin, a, t, target))
	switch s.Place {
	case conformance.Dialling:
		return []calllog.Event{event(calllog.CallInvite, a, s.Peer, original)}
	case conformance.Ringing:
		return []calllog.Event{event(calllog.CallInvite, s.Peer, a, original)}
	case conformance.Talking:
		return talking
	case conformance.StarHeld:
		return star
	case conformance.SharpHeld:
		return append(talking, event(calllog.SharpBegin, a, t, target))
	case conformance.StarTalking:
		return append(star, event(calllog.StarAnswered, t, "", target))
	case conformance.Held:
		return held
	case conformance.HeldDialing:
		return dialling
	case conformance.TransferTalking:
		return consulting
	case conformance.Initiator:
		return append(consulting, event(calllog.ThreewayStart, a, "", ""))
	case conformance.Member:
		return append(call(b, s.Peer, original), event(calllog.Hold, b, "", original), event(calllog.ConsultDial, b, a, target),
			event(calllog.ConsultAnswered, a, "", target), event(calllog.ThreewayStart, b, "", ""))
	case conformance.InRoom:
		return []calllog.Event{event(calllog.RoomJoin, a, "", original), event(calllog.RoomJoin, b, "", original), event(calllog.RoomJoin, c, "", original)}
	case conformance.OutboundWaiting:
		return []calllog.Event{event(calllog.OutboundWait, a, "", "")}
	}
	return nil
}

// rejected turns the model's word for what cannot happen into the kit's.
func rejected(err error) error {
	var wrong *system.Error
	if errors.As(err, &wrong) {
		return fmt.Errorf("%w: %w", conformance.ErrRejected, err)
	}
	return err
}
