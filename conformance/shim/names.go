package shim

import (
	"iter"
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// What messages name. Names are those of call logs where call logs have them.
var (
	roles        = upTo(conformance.Softphone, conformance.System)
	features     = bits(conformance.AllFeatures)
	observables  = bits(conformance.System.Observables())
	places       = upTo(conformance.Idle, conformance.OutboundWaiting)
	transcribers = upTo(0, conformance.Omnis)
	layouts      = upTo(recording.OneChannel, recording.Split)
	terminals    = upTo(pause.OtherTerminal, pause.Installed)
	verbs        = upTo(pause.Stop, pause.Resume)
	states       = slices.Collect(callstate.States())
	allButtons   = upTo(buttons.InCall, buttons.Toggle)
	verdicts     = upTo(buttons.Hidden, buttons.Enabled)
	recorders    = upTo(pause.Off, pause.Silent)
	tracks       = upTo(recording.Mixed, recording.FarSide)
	supports     = upTo(spec.Unspecified, spec.Guaranteed)
	facts        = slices.DeleteFunc(slices.Collect(calllog.Kinds()), isClick)
	actions      = []conformance.Action{conformance.Click, conformance.Command, conformance.Enter, conformance.Wait}
)

// ruleIDs is every rule by its ID: a softphone that gives its reasons names thirty at a time.
var ruleIDs = byName(spec.Rules())

func byName(rules iter.Seq[spec.Rule]) map[string]spec.ID {
	ids := map[string]spec.ID{}
	for r := range rules {
		ids[r.ID.String()] = r.ID
	}
	return ids
}

// isClick reports whether an event of a call log is a click, which the kit says in another way.
func isClick(k calllog.Kind) bool {
	return k == calllog.DTMF || k == calllog.PauseClick || k == calllog.ResumeClick
}

func upTo[E ~uint8](first, last E) (list []E) {
	for e := first; e <= last; e++ {
		list = append(list, e)
	}
	return list
}

// bits returns the members of a set, in order.
func bits[E ~uint16](set E) (list []E) {
	for bit := E(1); bit != 0; bit <<= 1 {
		if set&bit != 0 {
			list = append(list, bit)
		}
	}
	return list
}

// union returns a set of its members.
func union[E ~uint16](list []E) (set E) {
	for _, e := range list {
		set |= e
	}
	return set
}

// noSuchVerb is the name of conformance.NoSuchVerb.
const noSuchVerb = "no_such_verb"

// verbName returns what messages call a verb, "" for none.
func verbName(v pause.Verb) string {
	switch v {
	case 0:
		return ""
	case pause.Stop, pause.Resume:
		return v.String()
	}
	return noSuchVerb
}
