package buttons

import (
	"slices"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// A mark is what a cell of a table says: whether a state shows the toggle, or whether a button can be used. The zero
// mark is ×, the safe one.
type mark bool

// The two marks. What × means depends on the table.
const (
	hides, locked   mark = false, false // ×
	shows, operable mark = true, true   // ○
)

func (m mark) String() string {
	if m {
		return "○"
	}
	return "×"
}

var (
	stateAxis  = rules.AxisOf("state", callstate.Idle, callstate.LastState)
	buttonAxis = rules.AxisOf("button", InCall, Dial)
)

// visibility is table 3.1, a row a cell, and the state that the chapter on outbound calls adds. It is about one toggle
// with either label.
var visibility = rules.Must(rules.Compile1("3.1", stateAxis, []rules.Row1[callstate.State, mark]{
	{Rule: spec.VIS020, If: rules.Of(callstate.Idle), Then: hides},
	{Rule: spec.VIS021, If: rules.Of(callstate.Alerting), Then: hides},
	{Rule: spec.VIS022, If: rules.Of(callstate.Talking), Then: shows, Also: []spec.ID{spec.VIS023}},
	{Rule: spec.VIS024, If: rules.Of(callstate.StarHeld), Then: shows, Also: []spec.ID{spec.WAR020}},
	{Rule: spec.VIS025, If: rules.Of(callstate.StarTalking), Then: shows, Also: []spec.ID{spec.WAR021}},
	{Rule: spec.VIS026, If: rules.Of(callstate.Held), Then: hides},
	{Rule: spec.VIS027, If: rules.Of(callstate.HeldDialing), Then: hides},
	{Rule: spec.VIS028, If: rules.Of(callstate.TransferTalking), Then: hides},
	{Rule: spec.VIS029, If: rules.Of(callstate.ThreeWay), Then: hides, Also: []spec.ID{spec.TPC012}},
	{Rule: spec.OUT010, If: rules.Of(callstate.OutboundWaiting), Then: shows, Also: []spec.ID{spec.OUT012}},
}))

// locks is table 3.2, a row a cell: what a button is while the softphone shows the recording as stopped. It follows the
// softphone's own display, not the real recording (law L3, A-15).
var locks = rules.Must(rules.Compile1("3.2", buttonAxis, []rules.Row1[Button, mark]{
	{Rule: spec.BTN010, If: rules.Of(InCall), Then: locked},
	{Rule: spec.BTN020, If: rules.Of(Hold), Then: locked},
	{Rule: spec.BTN030, If: rules.Of(HangUp), Then: operable},
	{Rule: spec.BTN040, If: rules.Of(Transfer), Then: locked},
	{Rule: spec.BTN050, If: rules.Of(Park), Then: locked},
	{Rule: spec.BTN060, If: rules.Of(RaiseHand), Then: operable},
	{Rule: spec.BTN070, If: rules.Of(ThreeWay), Then: locked},
	{Rule: spec.BTN080, If: rules.Of(AutoThreeWay), Then: locked},
	{Rule: spec.BTN090, If: rules.Of(StarTransfer), Then: locked, Also: []spec.ID{spec.BTN160}},
	{Rule: spec.BTN100, If: rules.Of(Dial), Then: operable},
}))

// usable says in which states a button does something when nothing is stopped: the model's half, of which the manual
// says nothing. No row's rule is asserted of anybody.
var usable = rules.Must(rules.Compile2("usable", buttonAxis, stateAxis, slices.Concat(
	usableIn(InCall, rules.Of(callstate.Talking)),
	usableIn(Hold, rules.Of(callstate.Talking, callstate.Held)),
	usableIn(HangUp, everyState&^rules.Of(callstate.Idle)),
	usableIn(Transfer, rules.Of(callstate.Talking, callstate.Held, callstate.TransferTalking)),
	usableIn(Park, rules.Of(callstate.Talking)),
	usableIn(RaiseHand, everyState),
	usableIn(ThreeWay, rules.Of(callstate.TransferTalking)),
	usableIn(AutoThreeWay, rules.Of(callstate.Talking)),
	usableIn(StarTransfer, rules.Of(callstate.Talking)),
	usableIn(Dial, everyState),
)))

var everyState = rules.Of(slices.Collect(callstate.States())...)

// usableIn returns the rows of a button: one for the states in which it does something, and one for the others.
func usableIn(b Button, states rules.Set[callstate.State]) []rules.Row[Button, callstate.State, mark] {
	row := rules.Row[Button, callstate.State, mark]{Rule: spec.BTN130, If: rules.Of(b), And: states, Then: operable}
	others := row
	if others.And, others.Then = everyState&^states, locked; others.And == 0 {
		return []rules.Row[Button, callstate.State, mark]{row}
	}
	return []rules.Row[Button, callstate.State, mark]{row, others}
}

// toggle is what may keep the toggle from being shown, and ten what may keep one of the ten buttons from being
// operable.
var (
	toggle = rules.Must(rules.Obstruct("toggle", []rules.Obstruction[obstacle]{
		{Obstacle: featureMissing, Rules: []spec.ID{spec.VIS010, spec.VIS011}},
		{Obstacle: stateHides, Rules: []spec.ID{spec.VIS010, spec.VIS011}},
	}))
	ten = rules.Must(rules.Obstruct("ten buttons", []rules.Obstruction[obstacle]{
		{Obstacle: settingMissing, Rules: []spec.ID{spec.BTN081, spec.BTN091}},
		{Obstacle: shownStopped, Rules: []spec.ID{spec.BTN001, spec.BTN002}},
		{Obstacle: stateLacksUse, Rules: []spec.ID{spec.BTN130}},
	}))
)

// A Cell is one cell of table 3.1 or 3.2.
type Cell[E ~uint8] struct {
	Of   E       // the state or the button
	Mark string  // ○ or ×
	Rule spec.ID // the rule that says so
	Also []spec.ID
}

// Support returns what the vendor says of the cell.
func (c Cell[E]) Support() spec.Support {
	r, _ := spec.Lookup(c.Rule)
	return r.Support
}

// Table31 returns table 3.1, which states show the toggle, with the outbound waiting state behind it.
func Table31() []Cell[callstate.State] { return cells(visibility, callstate.LastState) }

// Table32 returns table 3.2, which buttons are locked while the recording is shown as stopped.
func Table32() []Cell[Button] { return cells(locks, Dial) }

func cells[E rules.Enum](t rules.Table1[E, mark], last E) (list []Cell[E]) {
	for e := E(1); e <= last; e++ {
		row := t.At(e)
		list = append(list, Cell[E]{e, row.Then.String(), row.Rule, slices.Clone(row.Also)})
	}
	return list
}

// Shown returns the rule of table 3.1 that says whether a state shows the toggle, under either label.
func Shown(s callstate.State) spec.ID { return visibility.At(s).Rule }

// Lock returns the rule of table 3.2 that says what a button is while the recording is shown as stopped.
func Lock(b Button) spec.ID { return locks.At(b).Rule }
