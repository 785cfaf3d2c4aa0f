package system_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// A narrator tells a story to a system, and the system's answers in words.
type narrator struct {
	t      *testing.T
	system system.System
	phones calllog.Object[calllog.PhoneView] // as the last step showed them
	line   int
}

func (n *narrator) answer(commands []string) string {
	if commands[0] == "log" || strings.HasPrefix(commands[0], "log ") {
		return n.begin(strings.Fields(commands[0])[1:], commands[1:])
	}
	var b strings.Builder
	for _, c := range commands {
		if words := strings.Fields(c); len(words) == 2 && words[1] == "buttons" {
			b.WriteString(n.buttons(words[0]))
			continue
		}
		b.WriteString(n.tell(c))
	}
	return b.String()
}

func (n *narrator) begin(settings, parties []string) string {
	n.system, n.line, n.phones = newSystem(n.t, readHeader(n.t, settings, parties...)), 1, nil
	return fmt.Sprintf("%d parties\n", len(parties))
}

// tell gives the system one event.
func (n *narrator) tell(command string) string {
	n.line++
	next, outcome, err := applied(n.system, readEvent(n.t, n.line, command))
	if err != nil {
		return fmt.Sprintf("error: %v\n", err)
	}
	n.system, n.phones = next, outcome.Step.Phones
	return stepText(outcome.Step)
}

// buttons lists what a softphone's ten buttons are.
func (n *narrator) buttons(party string) string {
	view, ok := n.phones.Get(party)
	if !ok {
		n.t.Fatalf("no softphone %q", party)
	}
	var b strings.Builder
	for _, verdict := range []string{"enabled", "disabled", "hidden"} {
		var list []string
		for _, m := range view.Buttons {
			if m.Value.String() == verdict {
				list = append(list, m.Key)
			}
		}
		if len(list) > 0 {
			fmt.Fprintf(&b, "%s: %s\n", verdict, strings.Join(list, " "))
		}
	}
	return b.String()
}

// readHeader reads the settings and the parties of a story. What is not said is the format's default.
func readHeader(t testing.TB, settings []string, parties ...string) calllog.Header {
	t.Helper()
	version, _ := pause.ParseVersion("3.13.0")
	h := calllog.Header{SampleRate: 8000,
		Config: calllog.Config{Version: version, PauseContract: true, RecordAllCalls: true}}
	for _, s := range settings {
		switch s {
		case "record_all_calls=false":
			h.Config.RecordAllCalls = false
		case "pause_contract=false":
			h.Config.PauseContract = false
		case "version=3.9.0":
			h.Config.Version, _ = pause.ParseVersion("3.9.0")
		default:
			t.Fatalf("no setting %q", s)
		}
	}
	for _, p := range parties {
		h.Parties = append(h.Parties, readParty(t, strings.Fields(p)))
	}
	return h
}

func readParty(t testing.TB, words []string) calllog.Participant {
	t.Helper()
	p := calllog.Participant{ID: words[0], Softphone: words[1] == "softphone"}
	if p.Softphone {
		p.Terminal, p.PauseEnabled = pause.Installed, true
	}
	for _, w := range words[2:] {
		switch w {
		case "webrtc":
			p.Terminal = pause.WebRTC
		case "other":
			p.Terminal = pause.OtherTerminal
		case "pause_enabled=false":
			p.PauseEnabled = false
		case "auto_threeway":
			p.AutoThreeWay = true
		case "star_transfer":
			p.StarTransfer = true
		default:
			t.Fatalf("no setting %q", w)
		}
	}
	return p
}

// readEvent reads who does what, to whom, in which call, and what the PBX says.
func readEvent(t testing.TB, line int, command string) calllog.Event {
	t.Helper()
	words := strings.Fields(command)
	kind, err := calllog.ParseKind(words[1])
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	e := calllog.Event{Line: line, At: int64(line) * 8000, Kind: kind, Party: words[0]}
	rest := words[2:]
	if among(namesParty, words[1]) {
		e.To, rest = rest[0], rest[1:]
	}
	for _, w := range rest {
		switch w {
		case "refused":
			e.PBX = calllog.Refused
		case "timeout":
			e.PBX = calllog.TimedOut
		default:
			e.Call = w
		}
	}
	return e
}

// play tells a new system a story that has no errors, and returns it with its steps.
func play(t testing.TB, h calllog.Header, events ...string) (s system.System, steps []calllog.StepLine) {
	t.Helper()
	s = newSystem(t, h)
	for i, e := range events {
		next, outcome, err := applied(s, readEvent(t, i+2, e))
		if err != nil {
			t.Fatal(err)
		}
		s, steps = next, append(steps, outcome.Step)
	}
	return s, steps
}
