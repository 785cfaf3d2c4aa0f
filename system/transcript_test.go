package system_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata with what the model answers")

// The transcripts in testdata tell a chapter each: what happens, a line of dashes, and what the model answers. Lines
// with # at their beginning are prose. A story begins with "log", its settings and its parties; then a line is an event
// (who, what, whom, in which call, what the PBX says), or a question after a softphone's buttons.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			checkIDs(t, string(text))
			got := replay(t, string(text))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			compareLines(t, file, got, string(text))
		})
	}
}

// checkIDs finds rules and open questions in prose that do not exist.
func checkIDs(t *testing.T, text string) {
	t.Helper()
	for _, id := range regexp.MustCompile(`RP-[A-Z0-9]+-[0-9]+|\bA-[0-9]+`).FindAllString(text, -1) {
		_, isChoice := spec.LookupChoice(spec.ChoiceID(id))
		if _, err := spec.ParseID(id); err != nil && !isChoice {
			t.Error(err)
		}
	}
}

func compareLines(t *testing.T, file, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		if i >= len(g) || i >= len(w) || g[i] != w[i] {
			t.Fatalf("%s:%d\ngot  %s\nwant %s", file, i+1, strings.Join(g[min(i, len(g)):min(i+3, len(g))], "\n     "),
				line(w, i))
		}
	}
}

func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(the end)"
}

// replay answers every command of a transcript anew.
func replay(t *testing.T, text string) string {
	var out strings.Builder
	n := &narrator{t: t}
	for block := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n\n") {
		if out.Len() > 0 {
			out.WriteString("\n")
		}
		commands, _, asked := strings.Cut(block, "\n----")
		out.WriteString(commands + "\n")
		if asked {
			out.WriteString("----\n" + n.answer(withoutProse(commands)))
		}
	}
	return out.String()
}

func withoutProse(text string) (lines []string) {
	for l := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(l, "#") {
			lines = append(lines, l)
		}
	}
	return lines
}

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
		case "fact":
			e.Via = calllog.Fact
		case "feature-code", "api", "supervisor", "timer", "other":
			if err := e.Source.UnmarshalText([]byte(w)); err != nil {
				t.Fatal(err)
			}
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

// stepText is a step of the system in a few lines.
func stepText(s calllog.StepLine) string {
	var b strings.Builder
	var parts []string
	for _, c := range s.Calls {
		parts = append(parts, c.Key+" "+callText(c.Value))
	}
	for _, p := range s.Phones {
		parts = append(parts, p.Key+" "+phoneText(p.Value))
	}
	fmt.Fprintf(&b, "%v, %v %v\n  %s", s.Result, s.Support, s.Rules, strings.Join(parts, "; "))
	for _, beep := range s.Beeps {
		fmt.Fprintf(&b, "\n  beep in %s: heard by %s, %s", beep.Call, strings.Join(beep.To, " "),
			written(beep.RecordedOn))
	}
	for _, party := range s.DTMF {
		fmt.Fprintf(&b, "\n  tone sent: %s", party)
	}
	for _, m := range s.Mismatch {
		fmt.Fprintf(&b, "\n  mismatch in %s: %s %v", m.Call, m.Party, m.Kind)
		if m.Rule != 0 {
			fmt.Fprintf(&b, " [%v]", m.Rule)
		}
	}
	return b.String() + "\n"
}

func callText(c calllog.CallView) string {
	text := c.Recording.String()
	if len(c.Silenced) > 0 {
		text += " (" + strings.Join(c.Silenced, " ") + ")"
	}
	if len(c.StoppedBy) > 0 {
		text += " stopped by " + strings.Join(c.StoppedBy, " ")
	}
	return text
}

func phoneText(p calllog.PhoneView) string {
	text := p.State.String()
	switch p.Toggle {
	case pause.Stop:
		text += " 録音停止"
	case pause.Resume:
		text += " 録音再開"
	}
	if p.Message {
		text += "+message"
	}
	return text
}

func written(on []string) string {
	if len(on) == 0 {
		return "in no file"
	}
	return "written for " + strings.Join(on, " ")
}

// The format's example of a step is line 4 of a real call, to the last field.
func TestExampleOfTheFormat(t *testing.T) {
	const example = `{"line":4,"at":92916,"event":"pause.click","party":"operator","result":"applied","rules":["RP-OPS-010","RP-OPS-020"],
 "support":"documented",
 "calls":{"c1":{"recording":"silent","stopped_by":["operator"],"silenced":["operator","customer"]}},
 "phones":{"operator":{"state":"talking","toggle":"resume","message":true,
   "buttons":{"in_call":"disabled","hold":"disabled","hang_up":"enabled","transfer":"disabled","park":"disabled",
     "raise_hand":"enabled","three_way":"disabled","auto_three_way":"hidden","star_transfer":"hidden","dial":"enabled"}}},
 "beeps":[{"call":"c1","to":["operator","customer"],"recorded_on":[]}],"dtmf":[],
 "mismatch":[]}`
	var want bytes.Buffer
	if err := json.Compact(&want, []byte(example)); err != nil {
		t.Fatal(err)
	}
	want.WriteByte('\n')
	s := readStory(t, "testdata/plain-one-pause.jsonl")
	sys := newSystem(t, s.header)
	var got string
	for _, e := range s.events[:3] {
		next, outcome, err := applied(sys, e)
		if err != nil {
			t.Fatal(err)
		}
		sys, got = next, stepLine(t, outcome.Step)
	}
	if diff := cmp.Diff(got, want.String()); diff != "" {
		t.Errorf("line 4 (-) is not the example (+): %s", diff)
	}
}

func stepLine(t rapid.TB, s calllog.StepLine) string {
	t.Helper()
	var b bytes.Buffer
	if err := calllog.WriteStep(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
