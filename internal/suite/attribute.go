package suite

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A change is an event with what the reference showed before and after it. At the beginning of a scene there is no
// event.
type change struct {
	event         conformance.Event
	before, after conformance.Observation
}

// rule returns the rule that a difference breaks: of those that speak of it, the first that can be failed by it; 0 where
// there is none.
func (t *trial) rule(x difference, should change) spec.ID {
	return t.first(should, slices.Concat(t.tableRule(x), t.candidates(x, should))...)
}

// first returns the first of some rules that the profile judges, that the observables show, and that is not documented
// where what happens is not guaranteed; 0 for none.
func (t *trial) first(should change, ids ...spec.ID) spec.ID {
	beyond := t.isBeyond(should)
	for _, id := range ids {
		rule, ok := spec.Lookup(id)
		if ok && isCovered(rule.Support, t.options.Profile) && t.by&rule.Observables != 0 &&
			(rule.Support != spec.Documented || !beyond || id == spec.VIS029) {
			return id
		}
	}
	return 0
}

// isBeyond reports whether what has happened is not guaranteed: by the scene, by the event, or by where A is then. Of a
// three-way call only the cell of table 3.1 is documented (RP-VIS-029).
func (t *trial) isBeyond(should change) bool {
	if s := should.after.Support; needs[t.Scene.Place] != 0 || s != nil && *s == spec.NotGuaranteed {
		return true
	}
	switch should.after.Phones[a].State {
	case callstate.StarHeld, callstate.StarTalking, callstate.ThreeWay, callstate.OutboundWaiting:
		return true
	}
	return false
}

// tableRules are the cells of the manual's table of two softphones: of the recording, A and B, after so many clicks.
var tableRules = [...][3]spec.ID{
	{spec.S2S111, spec.S2S112, spec.S2S113},
	{spec.S2S121, spec.S2S122, spec.S2S123},
	{spec.S2S131, spec.S2S132, spec.S2S133},
	{spec.S2S141, spec.S2S142, spec.S2S143},
	{spec.S2S151, spec.S2S152, spec.S2S153},
}

// twoSoftphones is the scene of that table.
var twoSoftphones = func() conformance.Scene {
	s := conformance.Scenario(conformance.Talking)
	s.Peer = b
	return s
}()

// tableRule returns the cell of that table, where the trace leads to one of its rows: A stops, B stops, A resumes, B
// resumes.
func (t *trial) tableRule(x difference) []spec.ID {
	trace := t.failure.Trace
	if t.Scene != twoSoftphones || len(trace) >= len(tableRules) {
		return nil
	}
	for n, e := range trace {
		if !isCommand(e) || e.Party != parties[n%2] {
			return nil
		}
	}
	switch x.kind {
	case recordingDiffers:
		return tableRules[len(trace)][:1]
	case labelDiffers, messageDiffers:
		i := slices.Index(parties[:2], x.party)
		return tableRules[len(trace)][1+i : 2+i]
	}
	return nil
}

// candidates returns the rules that speak of a difference, the most telling first.
func (t *trial) candidates(x difference, should change) []spec.ID {
	phone := should.after.Phones[x.party]
	switch x.kind {
	case recordingDiffers, silencedDiffer:
		return t.recordingRules(x, should)
	case labelDiffers, messageDiffers:
		return append(t.screenRules(x, should), t.beyondRules(x, should)...)
	case showsBothLabels:
		return []spec.ID{spec.OPS031}
	case stateDiffers:
		return stateRules(x, should)
	case buttonDiffers:
		return []spec.ID{phone.Reasons[x.button], spec.BTN001}
	case beepIsMissing:
		stopped := should.after.Calls[original].Recording == pause.Silent
		return []spec.ID{beepRules[stopped][x.party == a]}
	case dtmfIsSent:
		return t.dtmfRules()
	}
	return []spec.ID{spec.OPS080}
}

// stateRules returns the rules of a call state that a click has changed: of a button that a stop locks, or that who
// shows a stop is in a call.
func stateRules(x difference, should change) []spec.ID {
	switch {
	case slices.Contains(locked, should.event.Button):
		return []spec.ID{spec.BTN120}
	case should.after.Phones[x.party].Message:
		return []spec.ID{spec.BTN150}
	}
	return nil
}

// dtmfRules returns the rule of DTMF that is sent in a stop or because of one, where there was one.
func (t *trial) dtmfRules() []spec.ID {
	if slices.ContainsFunc(t.failure.Trace, isCommand) {
		return []spec.ID{spec.BTN101}
	}
	return nil
}

// beyondPlaces are the rules of places that are not guaranteed: that the toggle is shown there, and what a click on it
// changes on its own screen.
var beyondPlaces = map[conformance.Place]struct{ shown, clicked spec.ID }{
	conformance.StarHeld:        {shown: spec.VIS024},
	conformance.SharpHeld:       {shown: spec.VIS024},
	conformance.StarTalking:     {shown: spec.VIS025},
	conformance.Member:          {spec.TPC010, spec.TPC011},
	conformance.InRoom:          {spec.CNF012, spec.CNF012},
	conformance.OutboundWaiting: {spec.OUT010, spec.OUT011},
}

// beyondRules returns the rules of what a softphone shows in a place that is not guaranteed, as long as A is there.
func (t *trial) beyondRules(x difference, should change) []spec.ID {
	e, is := should.event, should.after.Phones[x.party]
	rules := beyondPlaces[t.Scene.Place]
	switch {
	case should.after.Phones[a].State != t.Scene.Place.State():
		return nil
	case isToggle(e) && e.Party == x.party && rules.clicked != 0:
		return []spec.ID{rules.clicked}
	case is.Toggle != 0 && t.failure.After.Phones[x.party].Toggle == 0:
		return []spec.ID{rules.shown}
	}
	return nil
}

// recordingRules returns the rules of what a recording does: those that the reference names for the event, or that it
// goes on as it did.
func (t *trial) recordingRules(x difference, should change) []spec.ID {
	e, named := should.event, named(should, spec.RecorderState)
	switch {
	case !isRecorded(t.Scene):
		return []spec.ID{spec.REC050}
	case x.call == original && slices.Contains(named, spec.XFR011):
		return []spec.ID{spec.XFR011}
	case isToggle(e) && t.byBoth():
		return append([]spec.ID{spec.S2S200}, named...)
	case isToggle(e):
		return named
	case e.Action == 0 || e.Fact == calllog.CallAnswered:
		return append(named, spec.S2S230)
	case slices.Contains(locked, e.Button):
		return []spec.ID{spec.BTN120, spec.RSP020}
	case t.stops(x, should):
		return append(named, spec.DEF010)
	}
	return append(named, spec.RSP020)
}

// stops reports whether a recording has stopped that should be on.
func (t *trial) stops(x difference, should change) bool {
	return should.after.Calls[x.call].Recording == pause.On && t.failure.After.Calls[x.call].Recording >= pause.Partial
}

// byBoth reports whether both of two softphones have clicked: what their call does then is the last command's.
func (t *trial) byBoth() bool {
	clicked := map[string]bool{}
	for _, e := range t.failure.Trace {
		clicked[e.Party] = clicked[e.Party] || isCommand(e)
	}
	return t.Scene == twoSoftphones && clicked[a] && clicked[b]
}

// named returns the rules that the reference names for an event and that speak of an observable: what is said of a
// special case before what is said of every call and every click.
func named(should change, of spec.Observables) (ids []spec.ID) {
	usual := []spec.ID{spec.S2S230, spec.OPS010, spec.OPS040}
	for _, id := range should.after.Reasons {
		if rule, known := spec.Lookup(id); known && rule.Observables.Has(of) {
			ids = append(ids, id)
		}
	}
	slices.SortStableFunc(ids, func(x, y spec.ID) int { return slices.Index(usual, x) - slices.Index(usual, y) })
	return ids
}

// screenRules returns the rules of what a softphone shows: where the toggle is shown, what a click changes there and
// elsewhere, and what stays.
func (t *trial) screenRules(x difference, should change) []spec.ID {
	e, was, is := should.event, should.before.Phones[x.party], should.after.Phones[x.party]
	if isToggle(t.together) && t.together.Party == x.party {
		e = t.together
	}
	cell := is.Reasons[buttons.Toggle]
	seen := t.failure.After.Phones[x.party]
	gone := seen.Toggle == 0 && is.Toggle != 0 && was.Toggle != 0 && t.failure.Before.Phones[x.party].Toggle != 0
	switch {
	case e.Action == conformance.Tick:
		return []spec.ID{spec.AVL052}
	case gone && isToggle(e) && e.Party == x.party:
		return []spec.ID{clickRules[is.Toggle][labelDiffers]}
	case gone:
		return []spec.ID{cell, spec.VIS011}
	case (seen.Toggle == 0) != (is.Toggle == 0):
		return append(t.settingRules(is.Toggle != 0), cell, spec.VIS010)
	case isToggle(e) && e.Party == x.party && t.Scene.Place == conformance.OutboundWaiting && len(t.failure.Trace) == 1:
		return []spec.ID{spec.OUT011}
	case isToggle(e) && e.Party == x.party && !t.Scene.Settings.RecordAll:
		return []spec.ID{spec.VIS042}
	case isToggle(e) && e.Party == x.party:
		return []spec.ID{clickRules[is.Toggle][x.kind]}
	case isToggle(e):
		return []spec.ID{spec.OPS032}
	case e.Action == 0 || e.Fact == calllog.CallAnswered:
		return []spec.ID{spec.S2S230, spec.OPS060}
	case e.Action == conformance.Fact && was.Toggle == pause.Resume && is.Toggle != 0:
		return append(named(should, spec.Screen), spec.OPS060)
	case slices.Contains(locked, e.Button):
		return []spec.ID{spec.BTN120}
	}
	return []spec.ID{spec.OPS060, cell}
}

// settingRules returns the rules of whether the toggle is shown in such a scene, beside the cells of table 3.1.
func (t *trial) settingRules(shown bool) []spec.ID {
	switch set := t.Scene.Settings; {
	case shown && t.Scene.Place == conformance.Member:
		return []spec.ID{spec.TPC010}
	case set.Saved != set.Ticked:
		return []spec.ID{spec.AVL052}
	case shown && set.PeerTerminal != pause.Installed:
		return []spec.ID{spec.VIS023}
	case shown && !set.RecordAll:
		return []spec.ID{spec.VIS040}
	case shown && !set.RecordCallcenter:
		return []spec.ID{spec.VIS041}
	}
	return nil
}

// clickRules are the rules of what a click changes on its own display, by the label that is wanted then.
var clickRules = map[pause.Verb]map[kind]spec.ID{
	pause.Stop:   {labelDiffers: spec.OPS050, messageDiffers: spec.OPS060},
	pause.Resume: {labelDiffers: spec.OPS030, messageDiffers: spec.OPS020},
}

// beepRules are the rules of who hears a click: whether it stopped the recording, and whether it is A who should hear
// it.
var beepRules = map[bool]map[bool]spec.ID{
	true:  {true: spec.NTF010, false: spec.NTF011},
	false: {true: spec.NTF012, false: spec.NTF013},
}
