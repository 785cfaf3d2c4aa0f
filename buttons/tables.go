package buttons

import (
	"slices"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// A shown says whether a state shows the toggle. The zero value is the safe one.
type shown bool

func (s shown) String() string {
	if s {
		return "○"
	}
	return "×"
}

var stateAxis = rules.AxisOf("state", callstate.OutboundWaiting)

var buttonAxis = rules.AxisOf("button", Dial)

// visibility is table 3.1, a row a cell, and the state that the chapter on outbound calls adds. One toggle, either label.
var visibility = rules.Must("3.1", []rules.Axis{stateAxis}, []rules.Row[shown]{
	{Rule: spec.VIS020, If: in(callstate.Idle), Then: false},
	{Rule: spec.VIS021, If: in(callstate.Alerting), Then: false},
	{Rule: spec.VIS022, If: in(callstate.Talking), Then: true, Also: []spec.ID{spec.VIS023}},
	{Rule: spec.VIS024, If: in(callstate.StarHeld), Then: true, Also: []spec.ID{spec.WAR020}},
	{Rule: spec.VIS025, If: in(callstate.StarTalking), Then: true, Also: []spec.ID{spec.WAR021}},
	{Rule: spec.VIS026, If: in(callstate.Held), Then: false},
	{Rule: spec.VIS027, If: in(callstate.HeldDialing), Then: false},
	{Rule: spec.VIS028, If: in(callstate.TransferTalking), Then: false},
	{Rule: spec.VIS029, If: in(callstate.ThreeWay), Then: false, Also: []spec.ID{spec.TPC012}},
	{Rule: spec.OUT010, If: in(callstate.OutboundWaiting), Then: true, Also: []spec.ID{spec.OUT012}},
})

// A lock says whether a button is locked while the softphone shows the recording as stopped. The zero value is the safe one.
type lock uint8

// The two marks of table 3.2.
const (
	locked   lock = iota // ×
	operable             // ○
)

func (l lock) String() string {
	if l == operable {
		return "○"
	}
	return "×"
}

// locks is table 3.2, a row a cell. It follows the softphone's own display, not the real recording (law L3, A-15).
var locks = rules.Must("3.2", []rules.Axis{buttonAxis}, []rules.Row[lock]{
	{Rule: spec.BTN010, If: on(InCall), Then: locked},
	{Rule: spec.BTN020, If: on(Hold), Then: locked},
	{Rule: spec.BTN030, If: on(HangUp), Then: operable},
	{Rule: spec.BTN040, If: on(Transfer), Then: locked},
	{Rule: spec.BTN050, If: on(Park), Then: locked},
	{Rule: spec.BTN060, If: on(RaiseHand), Then: operable},
	{Rule: spec.BTN070, If: on(ThreeWay), Then: locked},
	{Rule: spec.BTN080, If: on(AutoThreeWay), Then: locked},
	{Rule: spec.BTN090, If: on(StarTransfer), Then: locked, Also: []spec.ID{spec.BTN160}},
	{Rule: spec.BTN100, If: on(Dial), Then: operable},
})

// usable says in which states a button does something when nothing is stopped: the model's half, of which the manual says
// nothing. No row's rule is asserted of anybody.
var usable = rules.Must("usable", []rules.Axis{buttonAxis, stateAxis}, []rules.Row[lock]{
	{Rule: spec.BTN130, If: when(InCall, callstate.Talking), Then: operable},
	{Rule: spec.BTN130, If: when(InCall, allBut(callstate.Talking)...), Then: locked},
	{Rule: spec.BTN130, If: when(Hold, callstate.Talking, callstate.Held), Then: operable},
	{Rule: spec.BTN130, If: when(Hold, allBut(callstate.Talking, callstate.Held)...), Then: locked},
	{Rule: spec.BTN130, If: when(HangUp, allBut(callstate.Idle)...), Then: operable},
	{Rule: spec.BTN130, If: when(HangUp, callstate.Idle), Then: locked},
	{Rule: spec.BTN130, If: when(Transfer, callstate.Talking, callstate.Held, callstate.TransferTalking), Then: operable},
	{Rule: spec.BTN130, If: when(Transfer, allBut(callstate.Talking, callstate.Held, callstate.TransferTalking)...), Then: locked},
	{Rule: spec.BTN130, If: when(Park, callstate.Talking), Then: operable},
	{Rule: spec.BTN130, If: when(Park, allBut(callstate.Talking)...), Then: locked},
	{Rule: spec.BTN130, If: when(RaiseHand, allBut()...), Then: operable},
	{Rule: spec.BTN130, If: when(ThreeWay, callstate.TransferTalking), Then: operable},
	{Rule: spec.BTN130, If: when(ThreeWay, allBut(callstate.TransferTalking)...), Then: locked},
	{Rule: spec.BTN130, If: when(AutoThreeWay, callstate.Talking), Then: operable},
	{Rule: spec.BTN130, If: when(AutoThreeWay, allBut(callstate.Talking)...), Then: locked},
	{Rule: spec.BTN130, If: when(StarTransfer, callstate.Talking), Then: operable},
	{Rule: spec.BTN130, If: when(StarTransfer, allBut(callstate.Talking)...), Then: locked},
	{Rule: spec.BTN130, If: when(Dial, allBut()...), Then: operable},
})

// toggle is what may keep the toggle from being shown, and ten what may keep one of the ten buttons from being operable.
var (
	toggle = rules.MustObstruct("toggle", []rules.Obstruction[Obstacle]{
		{Obstacle: FeatureMissing, Rules: []spec.ID{spec.VIS010, spec.VIS011}},
		{Obstacle: StateHides, Rules: []spec.ID{spec.VIS010, spec.VIS011}},
	})
	ten = rules.MustObstruct("ten buttons", []rules.Obstruction[Obstacle]{
		{Obstacle: SettingMissing, Rules: []spec.ID{spec.BTN081, spec.BTN091}},
		{Obstacle: ShownStopped, Rules: []spec.ID{spec.BTN001, spec.BTN002}},
		{Obstacle: StateLacksUse, Rules: []spec.ID{spec.BTN130}},
	})
)

func in(states ...callstate.State) [3]rules.Set { return [3]rules.Set{rules.Of(states...)} }

func on(b Button) [3]rules.Set { return [3]rules.Set{rules.Of(b)} }

func when(b Button, states ...callstate.State) [3]rules.Set {
	return [3]rules.Set{rules.Of(b), rules.Of(states...)}
}

func allBut(states ...callstate.State) (rest []callstate.State) {
	for s := range callstate.States() {
		if !slices.Contains(states, s) {
			rest = append(rest, s)
		}
	}
	return rest
}

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
func Table31() []Cell[callstate.State] { return cells(visibility, callstate.OutboundWaiting) }

// Table32 returns table 3.2, which buttons are locked while the recording is shown as stopped.
func Table32() []Cell[Button] { return cells(locks, Dial) }

func cells[E ~uint8, V interface {
	comparable
	String() string
}](t *rules.Table[V], last E) (list []Cell[E]) {
	for e := E(1); e <= last; e++ {
		row := t.At(uint8(e), 0, 0)
		list = append(list, Cell[E]{e, row.Then.String(), row.Rule, slices.Clone(row.Also)})
	}
	return list
}

// Lock returns the rule of table 3.2 that says what a button is while the recording is shown as stopped.
func Lock(b Button) spec.ID { return locks.At(uint8(b), 0, 0).Rule }
