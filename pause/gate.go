package pause

import (
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// A Gate is what decides whether a softphone has the feature at all: it takes version 3.13.0 or later, the contract, the installed
// softphone and the saved setting. The zero Gate has none of them. A softphone goes by its Latch, as it was when the call started.
type Gate struct {
	Version  Version  // of the product
	Contract bool     // the option contract 「録音一時停止」
	Terminal Terminal // what the softphone runs on
	Saved    bool     // the check box 「録音一時停止機能を有効にする」 as it was last saved, not as it is ticked
	Plan     Plan     // what the integrator knows of the contract's plan
}

// A Terminal is what a softphone runs on. The zero Terminal is one of the others.
type Terminal uint8

// The terminals.
const (
	OtherTerminal Terminal = iota
	WebRTC
	Installed
)

var terminalNames = [...]string{OtherTerminal: "other", WebRTC: "webrtc", Installed: "installed"}

func (t Terminal) String() string {
	if int(t) < len(terminalNames) {
		return terminalNames[t]
	}
	return "Terminal(" + strconv.Itoa(int(t)) + ")"
}

// ParseTerminal returns the terminal with a name: "installed", "webrtc" or "other"; or an *spec.UnknownError.
func ParseTerminal(name string) (Terminal, error) {
	for i, n := range terminalNames {
		if n == name {
			return Terminal(i), nil
		}
	}
	return 0, spec.Unknown("terminal", name, terminalNames[:])
}

// A Plan is an integrator's answer to a question that the manual leaves blank. The zero Plan restricts nothing.
type Plan uint8

// The answers.
const (
	PlanUnknown Plan = iota
	PlanIncludesPause
	PlanExcludesPause
)

// An Obstacle is one thing that keeps a softphone from having the feature.
type Obstacle uint8

// The obstacles, one rule each.
const (
	OldVersion Obstacle = 1 + iota
	NoContract
	WrongTerminal
	NotSaved
	PlanExcluded
	numObstacles = iota + 1
)

var obstacleNames = [...]string{"none", "old_version", "no_contract", "wrong_terminal", "not_saved", "plan_excluded"}

func (o Obstacle) String() string {
	if o < numObstacles {
		return obstacleNames[o]
	}
	return "Obstacle(" + strconv.Itoa(int(o)) + ")"
}

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

// Obstacles is everything that keeps a softphone from having the feature. The zero value is nothing.
type Obstacles struct{ set rules.Obstacles[Obstacle] }

// None reports whether the softphone has the feature.
func (o Obstacles) None() bool { return o.set.None() }

// All returns what is in the way, in order.
func (o Obstacles) All() iter.Seq[Obstacle] { return o.set.All() }

// First returns the first thing that is in the way, 0 where there is none.
func (o Obstacles) First() Obstacle { return o.set.First() }

// NearMiss returns the one thing that is missing, where it is one.
func (o Obstacles) NearMiss() (Obstacle, bool) { return o.set.NearMiss() }

// firstVersion is the first product version with the feature.
var firstVersion = Version{major: pack(3, 13)}

// Obstacles returns what keeps the softphone from having the feature: none, and it has it (RP-VIS-011).
func (g Gate) Obstacles() Obstacles { return g.Latch().Obstacles() }

// met returns the obstacles that there are, whether the conjunction counts them or not.
func (g Gate) met() (met rules.Obstacles[Obstacle]) {
	return met.
		With(OldVersion, g.Version.Less(firstVersion)).
		With(NoContract, !g.Contract).
		With(WrongTerminal, g.Terminal != Installed).
		With(NotSaved, !g.Saved).
		With(PlanExcluded, g.Plan == PlanExcludesPause)
}

// A Version is a product version. It compares by number, component by component; what is missing is 0, and a pre-release
// comes before its release. The zero Version is 0, older than all.
type Version struct {
	major uint64 // the first two numbers, 32 bits each
	minor uint64 // the other two
	pre   string
}

func pack(high, low uint32) uint64 { return uint64(high)<<32 | uint64(low) }

// ParseVersion reads a version such as "3.13.0", "v3.13" or "3.13.0-rc1", or returns a *VersionError.
func ParseVersion(s string) (Version, error) {
	var number [4]uint32
	numbers, pre, dashed := strings.Cut(strings.TrimPrefix(s, "v"), "-")
	parts := strings.Split(numbers, ".")
	if len(parts) > len(number) || dashed && pre == "" {
		return Version{}, &VersionError{s}
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 32)
		if err != nil {
			return Version{}, &VersionError{s}
		}
		number[i] = uint32(n)
	}
	return Version{pack(number[0], number[1]), pack(number[2], number[3]), pre}, nil
}

// A VersionError reports a text that is no version.
type VersionError struct{ Text string }

func (e *VersionError) Error() string {
	return fmt.Sprintf("%q is no version: expected up to four numbers with dots between them, such as 3.13.0", e.Text)
}

// Less reports whether v comes before w.
func (v Version) Less(w Version) bool {
	switch {
	case v.major != w.major:
		return v.major < w.major
	case v.minor != w.minor:
		return v.minor < w.minor
	case v.pre == "" || w.pre == "":
		return v.pre != "" && w.pre == ""
	}
	return v.pre < w.pre
}

func (v Version) String() string {
	numbers := []uint64{v.major >> 32, v.major & math.MaxUint32, v.minor >> 32}
	if fourth := v.minor & math.MaxUint32; fourth != 0 {
		numbers = append(numbers, fourth)
	}
	parts := make([]string, len(numbers))
	for i, n := range numbers {
		parts[i] = strconv.FormatUint(n, 10)
	}
	text := strings.Join(parts, ".")
	if v.pre != "" {
		text += "-" + v.pre
	}
	return text
}
