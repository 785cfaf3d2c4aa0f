package conformance

import (
	"context"
	"errors"
	"fmt"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A reference is the library as one half of a system, or as both.
type reference struct {
	role   Role
	policy pause.Policy
}

// Reference returns this library as a subject: in a role, with answers to the open questions that it declares. It is the first subject, and
// the one that every broken one is made of.
func Reference(role Role, policy pause.Policy) SUT { return reference{role, policy} }

// Describe says that everything can be seen of the library that can be seen in its role.
func (s reference) Describe() Description {
	return Description{Name: "recpause", Version: Version, Role: s.role, Observables: s.role.Observables(),
		Features: AllFeatures, Choices: answers(s.policy)}
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
func (s reference) Open(_ context.Context, scene Scene) (Session, error) {
	header, err := header(scene)
	if err != nil {
		return nil, err
	}
	system, err := system.New(header, s.policy)
	if err != nil {
		return nil, err
	}
	x := &session{reference: s, scene: scene, system: system}
	for _, e := range way(scene) {
		if err := x.apply(e); err != nil {
			return nil, err
		}
	}
	return x, nil
}

func header(scene Scene) (calllog.Header, error) {
	set := scene.Settings
	version, err := pause.ParseVersion(set.Version)
	if err != nil {
		return calllog.Header{}, err
	}
	softphone := func(id string, terminal pause.Terminal) calllog.Party {
		return calllog.Party{ID: id, Softphone: true, Terminal: terminal, PauseEnabled: true}
	}
	a := softphone(A, set.Terminal)
	a.PauseEnabled, a.AutoThreeWay, a.StarTransfer = set.Saved, set.AutoThreeWay, set.StarTransfer
	return calllog.Header{
		SampleRate: Rate,
		Config: calllog.Config{Version: version, PauseContract: set.Contract, RecordAllCalls: set.RecordAll,
			RecordCallcenter: set.RecordCallcenter, Layout: set.Layout},
		Parties: []calllog.Party{a, softphone(B, set.PeerTerminal), {ID: C}, {ID: T},
			softphone(D, pause.Installed)},
	}, nil
}

// way returns the events that lead to a scene.
func way(s Scene) []calllog.Event {
	event := func(k calllog.Kind, party, to, call string) calllog.Event {
		return calllog.Event{Kind: k, Party: party, To: to, Call: call}
	}
	call := func(from, to, id string) []calllog.Event {
		return []calllog.Event{event(calllog.CallInvite, from, to, id), event(calllog.CallAnswered, to, "", id)}
	}
	talking := call(A, s.Peer, OriginalCall)
	if s.Incoming {
		talking = call(s.Peer, A, OriginalCall)
	}
	held := append(talking[:2:2], event(calllog.Hold, A, "", OriginalCall))
	dialling := append(held[:3:3], event(calllog.ConsultDial, A, T, TargetCall))
	consulting := append(dialling[:4:4], event(calllog.ConsultAnswered, T, "", TargetCall))
	star := append(talking[:2:2], event(calllog.StarBegin, A, T, TargetCall))
	switch s.Place {
	case Dialling:
		return []calllog.Event{event(calllog.CallInvite, A, s.Peer, OriginalCall)}
	case Ringing:
		return []calllog.Event{event(calllog.CallInvite, s.Peer, A, OriginalCall)}
	case Talking:
		return talking
	case StarHeld:
		return star
	case SharpHeld:
		return append(talking, event(calllog.SharpBegin, A, T, TargetCall))
	case StarTalking:
		return append(star, event(calllog.StarAnswered, T, "", TargetCall))
	case Held:
		return held
	case HeldDialing:
		return dialling
	case TransferTalking:
		return consulting
	case Initiator:
		return append(consulting, event(calllog.ThreewayStart, A, "", ""))
	case Member:
		return append(call(B, s.Peer, OriginalCall), event(calllog.Hold, B, "", OriginalCall), event(calllog.ConsultDial, B, A, TargetCall),
			event(calllog.ConsultAnswered, A, "", TargetCall), event(calllog.ThreewayStart, B, "", ""))
	case InRoom:
		return []calllog.Event{event(calllog.RoomJoin, A, "", OriginalCall), event(calllog.RoomJoin, B, "", OriginalCall), event(calllog.RoomJoin, C, "", OriginalCall)}
	case OutboundWaiting:
		return []calllog.Event{event(calllog.OutboundWait, A, "", "")}
	}
	return nil
}

// rejected turns the model's word for what cannot happen into the kit's.
func rejected(err error) error {
	var wrong *system.Error
	if errors.As(err, &wrong) {
		return fmt.Errorf("%w: %w", ErrRejected, err)
	}
	return err
}
