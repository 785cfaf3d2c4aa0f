// Package proof has only tests. With the build tag mutants they break this library in every way that its tables list,
// and in every way that the seeded faults know, and ask the kit each time: a rule counts as tested only when a mutant
// that breaks it is killed by the check of that rule. Without the tag there are the pins: what the library says of what
// the manual leaves open.
package proof

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// pinned is what the library says of what the manual leaves open, as it was last looked at by a person. No rule can be
// checked there, and nobody is failed for it; but it changes only when somebody wants it to.
//
//go:embed pins.txt
var pinned string

// sections are the parts of the pins: the state graph, every view with its rules, the beeps under every policy, and the
// support level of every event in every place.
var sections = []func(*strings.Builder){graph, views, beeps, supports}

var update = flag.Bool("update", false, "write pins.txt again")

// What the manual leaves open is what it was when somebody last looked at it.
func TestPins(t *testing.T) {
	var b strings.Builder
	for _, section := range sections {
		section(&b)
	}
	got := b.String()
	if *update {
		if err := os.WriteFile("pins.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if got != pinned {
		t.Errorf("the pins differ from pins.txt; look at the difference, and write them again with -update:\n%s", got)
	}
}

func graph(b *strings.Builder) {
	b.WriteString("# The state graph: an assumption (A-37).\n")
	for t := range callstate.Transitions() {
		fmt.Fprintf(b, "%v + %v = %v\n", t.From, t.Event, t.To)
	}
}

func views(b *strings.Builder) {
	b.WriteString("\n# Every button in every state, by what a softphone has: E enabled, d disabled, - hidden; then " +
		"the rules.\n")
	for s := range callstate.States() {
		for i := range 16 {
			p := phone(s, i)
			fmt.Fprintf(b, "%v, gate %t, stopped %t, 自動三者 %t, *転送 %t:", s, i&8 != 0, i&4 != 0, i&2 != 0, i&1 != 0)
			for button := buttons.InCall; button <= buttons.Toggle; button++ {
				d := p.Decide(button)
				fmt.Fprintf(b, " %s%v", [...]string{"-", "d", "E"}[d.Verdict],
					strings.TrimPrefix(d.Rule.String(), "RP-"))
			}
			b.WriteByte('\n')
		}
	}
	b.WriteString("\n# What keeps a softphone from having the feature.\n")
	for i := range 32 {
		g := pause.Gate{Contract: i&1 != 0, Saved: i&2 != 0,
			Version:   [...]pause.Version{{}, version()}[i>>2&1],
			Terminal:  [...]pause.Terminal{0, pause.Installed}[i>>3&1],
			OutOfPlan: i&16 != 0}
		fmt.Fprintf(b, "%d:", i)
		for o := range g.Obstacles() {
			fmt.Fprintf(b, " %v", o)
		}
		b.WriteByte('\n')
	}
}

func phone(s callstate.State, i int) buttons.Phone {
	p := buttons.Phone{State: s, Display: pause.Display{Stopped: i&4 != 0},
		Settings: buttons.Settings{AutoThreeWay: i&2 != 0, StarTransfer: i&1 != 0}}
	if i&8 != 0 {
		p.Gate = pause.Gate{Version: version(), Contract: true, Terminal: pause.Installed, Saved: true}.Latch()
	}
	return p
}

// stories are scripts of call logs, an event a word or three: those in which a call has the parties that no scene gives
// it.
var stories = []string{
	"B call.invite A c7; A call.answered c7; A park c7; B hand.raise; B hold c7; B consult.dial A c9; A " +
		"consult.answered c9; B threeway.start; A pause.click c7; A hand.raise",
	"A call.invite B c1; B call.answered c1; B pause.click; B hand.raise; A hold c1; A consult.dial T c2; B " +
		"resume.click; T consult.answered c2; A transfer.complete; B hand.raise; T call.hangup c1",
	"A outbound.wait; A pause.click; A outbound.connect C c3; A hand.raise; A hold c3; A unhold c3; C call.hangup " +
		"c3; A dtmf; A call.invite C c4; C call.failed c4",
	"C room.join r; A room.join r; A hand.raise; C room.leave r; A hand.raise; A room.leave r; A hand.raise",
	"A call.invite C c1; C call.answered c1; A sharp.begin T c2; T call.hangup c2; A sharp.begin T c3; A " +
		"pause.click; A sharp.cancel; A resume.click; A dtmf; A hand.raise",
	"A call.invite C c1; C call.answered c1; A sharp.blind B c2; B hand.raise; B sharp.failed c2; C call.hangup c1; " +
		"A room.join r; A dtmf",
	"A call.invite C c1; C call.answered c1; A threeway.auto B c1; B sharp.blind T c2; A dtmf; T sharp.answered c2; " +
		"A dtmf; A call.hangup c1; C call.hangup c1",
	"C call.invite A c1; A call.answered c1; A threeway.auto B c1; B sharp.blind D c2; D sharp.answered c2; D hand.raise; " +
		"D dtmf; D pause.click; C call.hangup c1",
}

func supports(b *strings.Builder) {
	b.WriteString("\n# What the vendor says of every event in every place, and by which rule; . where it has no " +
		"meaning.\n")
	ctx := context.Background()
	subject := conformance.Reference(conformance.System, pause.Policy{})
	for place := conformance.Idle; place <= conformance.OutboundWaiting; place++ {
		for _, party := range [...]string{conformance.A, conformance.C, conformance.T} {
			fmt.Fprintf(b, "%v %s:", place, party)
			for kind := range calllog.Kinds() {
				b.WriteString(support(ctx, subject, place,
					conformance.Event{Action: conformance.Fact, Party: party, Fact: kind, Call: callOf(kind)}))
			}
			b.WriteByte('\n')
		}
	}
	for _, story := range stories {
		tell(b, story)
	}
}

// callOf returns the call that a fact is about in a scene.
func callOf(k calllog.Kind) string {
	switch k {
	case calllog.StarBegin, calllog.StarAnswered, calllog.SharpBegin, calllog.ConsultDial, calllog.ConsultAnswered,
		calllog.ConsultFailed:
		return conformance.TargetCall
	}
	return conformance.OriginalCall
}

func support(ctx context.Context, s conformance.SUT, place conformance.Place, e conformance.Event) string {
	session, err := s.Open(ctx, conformance.Scenario(place))
	if err != nil {
		return " !"
	}
	if err := session.Do(ctx, e); err != nil && !errors.Is(err, conformance.ErrRejected) {
		return " ."
	}
	o, err := session.Observe(ctx)
	if err != nil || o.Support == nil {
		return " ."
	}
	return " " + [...]string{"u", "n", "d"}[*o.Support] + strings.TrimPrefix(o.SupportRule.String(), "RP-")
}

// tell plays a story, and says of each event what the vendor does, and which rules the step names.
func tell(b *strings.Builder, story string) {
	sys, err := system.New(calllog.Header{SampleRate: 8000,
		Config:  calllog.Config{Version: version(), PauseContract: true, RecordAllCalls: true},
		Parties: []calllog.Participant{softphone("A"), softphone("B"), {ID: "C"}, {ID: "T"}, softphone("D")}}, pause.Policy{})
	if err != nil {
		panic(err) // ours; differs takes a panic for a difference
	}
	for event := range strings.SplitSeq(story, "; ") {
		word := append(strings.Fields(event), "", "")
		kind, err := calllog.ParseKind(word[1])
		if err != nil {
			panic(err)
		}
		e := calllog.Event{Kind: kind, Party: word[0], To: word[2], Call: word[3]}
		if e.Call == "" {
			e.To, e.Call = "", e.To
		}
		outcome, err := sys.Apply(e)
		fmt.Fprintf(b, "%s: %v %v %v %v\n", event, outcome.Step.Support, outcome.SupportRule, outcome.Step.Rules, err)
	}
}

func softphone(id string) calllog.Participant {
	return calllog.Participant{ID: id, Softphone: true, Terminal: pause.Installed, PauseEnabled: true,
		AutoThreeWay: true, StarTransfer: true}
}

func version() pause.Version {
	v, err := pause.ParseVersion("3.13.0")
	if err != nil {
		panic(err) // ours
	}
	return v
}
