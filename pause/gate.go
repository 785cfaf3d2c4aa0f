package pause

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// A Gate is what decides whether a softphone has the feature at all: it takes version 3.13.0 or later, the contract,
// the installed softphone and the saved setting. The zero Gate has none of them. A softphone goes by its Latch, as it
// was when the call started.
type Gate struct {
	Version   Version  // of the product
	Contract  bool     // the option contract 「録音一時停止」
	Terminal  Terminal // what the softphone runs on
	Saved     bool     // the check box 「録音一時停止機能を有効にする」 as it was last saved, not as it is ticked
	OutOfPlan bool     // the integrator knows that the contract's plan does not include the pause
}

// A Terminal is what a softphone runs on. The zero Terminal is one of the others.
type Terminal uint8

// The terminals.
const (
	OtherTerminal Terminal = iota
	WebRTC
	Installed
)

//enum:parse
var terminalNames = [...]string{OtherTerminal: "other", WebRTC: "webrtc", Installed: "installed"}

// An Obstacle is one thing that keeps a softphone from having the feature.
type Obstacle uint8

// The obstacles, one rule each.
const (
	OldVersion Obstacle = 1 + iota
	NoContract
	WrongTerminal
	NotSaved
	PlanExcluded
)

//enum:name
var obstacleNames = [...]string{"none", "old_version", "no_contract", "wrong_terminal", "not_saved", "plan_excluded"}

// gate is the conjunction behind a Gate: the feature is there where nothing is in the way (RP-VIS-011).
var gate = rules.Must(rules.Obstruct("gate", []rules.Obstruction[Obstacle]{
	{Obstacle: OldVersion, Rules: []spec.ID{spec.AVL010, spec.AVL025}},
	{Obstacle: NoContract, Rules: []spec.ID{spec.AVL020, spec.AVL025}},
	{Obstacle: WrongTerminal, Rules: []spec.ID{spec.AVL030, spec.AVL031, spec.AVL032, spec.AVL034}},
	{Obstacle: NotSaved, Rules: []spec.ID{spec.AVL054, spec.AVL040, spec.AVL051}},
	{Obstacle: PlanExcluded, Rules: []spec.ID{spec.DOC020}},
}))

// Rule returns the rule that makes the obstacle one.
func (o Obstacle) Rule() spec.ID {
	if rules := gate.Rules(o); len(rules) > 0 {
		return rules[0]
	}
	return 0
}

// firstVersion is the first product version with the feature.
var firstVersion = Version{numbers: [4]uint32{3, 13}}

// Obstacles returns what keeps the softphone from having the feature, in order: none, and it has it (RP-VIS-011).
func (g Gate) Obstacles() iter.Seq[Obstacle] { return g.Latch().obstacles().All() }

// met returns the obstacles that there are, whether the conjunction counts them or not.
func (g Gate) met() (met rules.Obstacles[Obstacle]) {
	return met.
		With(OldVersion, g.Version.Less(firstVersion)).
		With(NoContract, !g.Contract).
		With(WrongTerminal, g.Terminal != Installed).
		With(NotSaved, !g.Saved).
		With(PlanExcluded, g.OutOfPlan)
}

// A Latch is a Gate as it was when a call started (A-06, U-08): its versions are compared once, and not at every
// decision. The zero Latch is that of the zero Gate and has nothing, so that a forgotten gate shows no toggle.
type Latch struct {
	differs rules.Obstacles[Obstacle] // what is not as the zero Gate has it
	refused Version                   // a version that is too old, else zero
	webRTC  bool                      // the terminal is one; any other that is wrong is not told apart
}

// zeroMet is what stands in the way of the zero Gate.
const zeroMet rules.Obstacles[Obstacle] = 1<<OldVersion | 1<<NoContract | 1<<WrongTerminal | 1<<NotSaved

// Latch returns what the gate says now, for a call that starts.
func (g Gate) Latch() Latch {
	l := Latch{differs: g.met() ^ zeroMet, webRTC: g.Terminal == WebRTC}
	if g.Version.Less(firstVersion) {
		l.refused = g.Version
	}
	return l
}

// Missing returns the first obstacle, 0 where the softphone has the feature.
func (l Latch) Missing() Obstacle { return l.obstacles().First() }

func (l Latch) obstacles() rules.Obstacles[Obstacle] { return gate.Of(l.differs ^ zeroMet) }

// Why returns why the softphone does not have the feature: the first thing that is in the way, with the version that
// was refused. The reason has no verdict, and is zero where nothing is in the way.
func (l Latch) Why() spec.Reason {
	missing := l.Missing()
	if missing == 0 {
		return spec.Reason{}
	}
	says, also := missing.Rule(), [2]spec.ID{}
	switch {
	case missing == WrongTerminal && l.webRTC:
		says, also = spec.AVL031, [2]spec.ID{spec.AVL031, spec.AVL032}
	case missing == WrongTerminal:
		says, also = spec.AVL032, [2]spec.ID{spec.AVL032}
	}
	why := spec.Because(spec.Documented, missing.Rule(), also[:]...)
	why.Fact = spec.Text{JA: strings.TrimRight(says.Says(spec.JA), "。"), EN: strings.TrimRight(says.Says(spec.EN), ".")}
	if missing == OldVersion {
		why.Fact = spec.Text{JA: "バージョン%v以降で利用できます（現在のバージョン：%v）",
			EN: "the feature needs version %v or later; this is version %v"}.With(firstVersion, l.refused)
	}
	return why
}

// String lists what is in the way.
func (l Latch) String() string { return fmt.Sprint(slices.Collect(l.obstacles().All())) }

// A Version is a product version. It compares by number, component by component; what is missing is 0. Behind a dash a
// number is a build, which comes after its release, and anything else is a pre-release, which comes before it.
// The zero Version is 0, older than all.
type Version struct {
	numbers [4]uint32
	suffix  string // what follows the numbers and a dash
}

// ParseVersion reads a version such as "3.13.0", "v3.13", "3.13.0-rc1" or "3.13.0-1".
func ParseVersion(s string) (Version, error) {
	var v Version
	numbers, suffix, dashed := strings.Cut(strings.TrimPrefix(s, "v"), "-")
	parts := strings.Split(numbers, ".")
	if len(parts) > len(v.numbers) || dashed && suffix == "" {
		return Version{}, notVersion(s)
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 32)
		if err != nil {
			return Version{}, notVersion(s)
		}
		v.numbers[i] = uint32(n)
	}
	v.suffix = suffix
	return v, nil
}

func notVersion(s string) error {
	return fmt.Errorf("%q is no version: expected up to four numbers with dots between them, such as 3.13.0", s)
}

// Less reports whether v comes before w.
func (v Version) Less(w Version) bool {
	if order := slices.Compare(v.numbers[:], w.numbers[:]); order != 0 {
		return order < 0
	}
	a, b := v.build(), w.build()
	switch {
	case a >= 0 && b >= 0:
		return a < b
	case a < 0 && b < 0:
		return v.suffix < w.suffix
	}
	return a < 0
}

// build returns the number behind the dash, 0 where nothing is there, and -1 for a pre-release.
func (v Version) build() int64 {
	n, err := strconv.ParseUint("0"+v.suffix, 10, 63)
	if err != nil {
		return -1
	}
	return int64(n)
}

func (v Version) String() string {
	text := fmt.Sprintf("%d.%d.%d", v.numbers[0], v.numbers[1], v.numbers[2])
	if fourth := v.numbers[3]; fourth != 0 {
		text += fmt.Sprintf(".%d", fourth)
	}
	if v.suffix != "" {
		text += "-" + v.suffix
	}
	return text
}

// MarshalText writes the version as it is read.
func (v Version) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a version as ParseVersion does.
func (v *Version) UnmarshalText(text []byte) error {
	read, err := ParseVersion(string(text))
	if err == nil {
		*v = read
	}
	return err
}
