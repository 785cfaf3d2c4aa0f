package calllog_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
)

// A field that an event needs and that is missing, null or empty is an error that names it.
func TestMissingFields(t *testing.T) {
	tried := 0
	for i, f := range format {
		fields, _ := fieldsOf(i)
		for j, field := range fields {
			for _, instead := range []string{"", "null", `""`} {
				if field[0] == "at" && instead == `""` {
					continue
				}
				tried++
				t.Run(f.name+" "+field[0]+" "+instead, func(t *testing.T) {
					var rest [][2]string
					for k, other := range fields {
						if k != j {
							rest = append(rest, other)
						} else if instead != "" {
							rest = append(rest, [2]string{other[0], instead})
						}
					}
					_, _, err := readLines(header, object(rest))
					wantError(t, err, 2, field[0])
				})
			}
		}
	}
	if tried != 382 {
		t.Errorf("left out %d fields, want 382", tried)
	}
}

// Where a softphone must act, an external party is an error; elsewhere it may.
func TestExternalParties(t *testing.T) {
	for i, f := range format {
		t.Run(f.name, func(t *testing.T) {
			fields, want := fieldsOf(i)
			fields[2][1], want.Party = `"cid"`, "cid"
			if f.to {
				fields[3][1], want.To = `"ben"`, "ben"
			}
			_, events, err := readLines(header, object(fields))
			if f.softphone {
				wantError(t, err, 2, "party")
			} else if err != nil || len(events) != 1 || events[0] != want {
				t.Errorf("got %+v, %v, want %+v", events, err, want)
			}
		})
	}
}

// A wrong event is an error with its line and field, and the events before it stand.
func TestWrongEvents(t *testing.T) {
	long := strings.Repeat(" ", calllog.MaxLine)
	cases := []struct{ name, line, field string }{
		{"a call in two lines", `{"at":5,"event":"hold","party":"anna","call":"c1\n"}`, "call"},
		{"a carriage return in a call", `{"at":5,"event":"pause.click","party":"anna","call":"c\r1"}`, "call"},
		{"unknown party", `{"at":5,"event":"hold","party":"dora","call":"c1"}`, "party"},
		{"unknown target", `{"at":5,"event":"call.invite","party":"anna","to":"dora","call":"c1"}`, "to"},
		{"a call to oneself", `{"at":5,"event":"call.invite","party":"anna","to":"anna","call":"c1"}`, "to"},
		{"unknown event", `{"at":5,"event":"call.holded","party":"anna","call":"c1"}`, "event"},
		{"event none", `{"at":5,"event":"none","party":"anna","call":"c1"}`, "event"},
		{"unknown answer", `{"at":5,"event":"pause.click","party":"anna","pbx":"maybe"}`, "pbx"},
		{"answer spelled out", `{"at":5,"event":"resume.click","party":"anna","pbx":"confirmed"}`, "pbx"},
		{"unknown way", `{"at":5,"event":"hold","party":"anna","call":"c1","via":"phone"}`, "via"},
		{"way as truth", `{"at":5,"event":"hold","party":"anna","call":"c1","via":true}`, "via"},
		{"unknown source", `{"at":5,"event":"pause.command","party":"cid","call":"c1","source":"click"}`, "source"},
		{"source none", `{"at":5,"event":"resume.command","party":"cid","call":"c1","source":"none"}`, "source"},
		{"target as position", `{"at":5,"event":"call.invite","party":"anna","to":5,"call":"c1"}`, "to"},
		{"silence of a party", `{"at":5,"event":"recording.silence","party":"anna","call":"c1","from":1,"to":"ben"}`,
			"to"},
		{"silence from between samples",
			`{"at":5,"event":"recording.silence","party":"anna","call":"c1","from":1.5,"to":2}`, "from"},
		{"silence of nothing", `{"at":5,"event":"recording.silence","party":"anna","call":"c1","from":1,"to":1}`, "to"},
		{"silence backwards", `{"at":5,"event":"recording.silence","party":"anna","call":"c1","from":2,"to":1}`, "to"},
		{"silence of the future", `{"at":5,"event":"recording.silence","party":"anna","call":"c1","from":1,"to":6}`,
			"to"},
		{"silence from beyond every position",
			`{"at":5,"event":"recording.silence","party":"anna","call":"c1","from":-9007199254740993,"to":1}`, "from"},
		{"time backwards", `{"at":3,"event":"hold","party":"anna","call":"c1"}`, "at"},
		{"position as text", `{"at":"5","event":"hold","party":"anna","call":"c1"}`, "at"},
		{"position between samples", `{"at":5.5,"event":"hold","party":"anna","call":"c1"}`, "at"},
		{"position beyond 63 bits", `{"at":9223372036854775808,"event":"hold","party":"anna","call":"c1"}`, "at"},
		{"event as number", `{"at":5,"event":7,"party":"anna","call":"c1"}`, "event"},
		{"party as list", `{"at":5,"event":"hold","party":["anna"],"call":"c1"}`, "party"},
		{"call as number", `{"at":5,"event":"hold","party":"anna","call":1}`, "call"},
		{"target as object", `{"at":5,"event":"call.invite","party":"anna","to":{},"call":"c1"}`, "to"},
		{"answer as truth", `{"at":5,"event":"pause.click","party":"anna","pbx":true}`, "pbx"},
		{"digit as number", `{"at":5,"event":"dtmf","party":"anna","digit":5}`, "digit"},
		{"no key of a dial pad", `{"at":5,"event":"dtmf","party":"anna","digit":"E"}`, "digit"},
		{"two digits", `{"at":5,"event":"dtmf","party":"anna","digit":"55"}`, "digit"},
		{"digit in full width", `{"at":5,"event":"dtmf","party":"anna","digit":"５"}`, "digit"},
		{"blank line", ``, ""},
		{"spaces", `   `, ""},
		{"no JSON", `hold`, ""},
		{"half a line", `{"at":5,"event":"hold","par`, ""},
		{"trailing garbage", `{"at":5,"event":"hand.raise","party":"anna"} x`, ""},
		{"two objects", `{"at":5,"event":"hand.raise","party":"anna"}{}`, ""},
		{"list", `[{"at":5}]`, ""},
		{"number", `5`, ""},
		{"text", `"hold"`, ""},
		{"null", `null`, ""},
		{"bad UTF-8", "{\"at\":5,\"event\":\"hold\",\"party\":\"anna\",\"call\":\"\xff\"}", ""},
		{"line too long", `{"at":5,"event":"hand.raise","party":"anna"}` + long, ""},
	}
	seen := map[string]bool{}
	for _, c := range cases {
		if seen[c.name] {
			t.Errorf("%s stands twice", c.name)
		}
		seen[c.name] = true
		t.Run(c.name, func(t *testing.T) {
			_, events, err := readLines(header, `{"at":4,"event":"hand.raise","party":"anna"}`, c.line,
				`{"at":9,"event":"hand.raise","party":"anna"}`)
			if len(events) != 1 || events[0].At != 4 {
				t.Errorf("got the events %+v, want the one before", events)
			}
			wantError(t, err, 3, c.field)
		})
	}
}

// A refused event does not move the time: what runs backwards is judged by the events that came out.
func TestWrongEventDoesNotMoveTime(t *testing.T) {
	r, err := calllog.NewReader(strings.NewReader(header + "\n" +
		`{"at":50,"event":"hold","party":"dora","call":"c1"}` + "\n" + `{"at":5,"event":"hand.raise","party":"anna"}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(); err == nil {
		t.Error("an unknown party is no error")
	}
	if e, err := r.Next(); err != nil || e.At != 5 || e.Line != 3 {
		t.Errorf("got %+v, %v, want the event of line 3", e, err)
	}
}

// The longest line is MaxLine bytes without its end, wherever it stands; one byte more is too long.
func TestLongestLine(t *testing.T) {
	const start = `{"at":5,"event":"hand.raise","party":"anna"`
	longest := start + strings.Repeat(" ", calllog.MaxLine-len(start)-1) + "}"
	for name, end := range map[string]string{"at the end of the file": "", "before a line end": "\n"} {
		if _, events, err := read(strings.NewReader(header + "\n" + longest + end)); err != nil || len(events) != 1 {
			t.Errorf("%s: %d bytes: got %d events, %v, want 1", name, len(longest), len(events), err)
		}
		_, _, err := read(strings.NewReader(header + "\n " + longest + end))
		wantError(t, err, 2, "")
	}
}

// An error's text has the line, the field, what came and what was expected; the first thing that is wrong is the one
// that is told.
func TestErrorText(t *testing.T) {
	for line, want := range map[string]string{
		`{"at":5,"event":"pause.click","party":"anna","pbx":"maybe"}`: `pause.click by anna: pbx: got "maybe", expected refused or timeout, or no field at all`,
		`{"at":5,"event":"hold","party":"anna","call":1}`:             `hold by anna: call: got a number, expected a string`,
		`{"at":5,"event":"holt","party":"anna","call":"c1"}`:          `holt by anna: event: got "holt", expected an event of the format; the nearest is "hold"`,
		`{"at":5,"party":"anna"}`:                                     `event: got none, expected an event of the format`,
	} {
		_, _, err := readLines(header, line)
		if err == nil || err.Error() != "line 2: "+want {
			t.Errorf("%s: got %v, want line 2: %s", line, err, want)
		}
	}
}

// The last line needs no end, and one of a single byte is a line too.
func TestLastLine(t *testing.T) {
	_, _, err := read(strings.NewReader(header + "\n5"))
	wantError(t, err, 2, "")
}

// A field that an event does not need is not read.
func TestNeedlessFields(t *testing.T) {
	_, events, err := readLines(header, `{"at":5,"event":"hand.raise","party":"anna","to":"ben","call":"c1"}`)
	if want := (calllog.Event{Line: 2, At: 5, Kind: calllog.HandRaise, Party: "anna"}); err != nil ||
		len(events) != 1 || events[0] != want {
		t.Errorf("got %+v, %v, want %+v", events, err, want)
	}
}

// An error says as much of the event as is known of it, and leaves out the rest.
func TestErrorTexts(t *testing.T) {
	for _, row := range []struct {
		err  calllog.Error
		want string
	}{
		{calllog.Error{Line: 3, Want: "UTF-8"}, "line 3: expected UTF-8"},
		{calllog.Error{Line: 3, Party: "anna", State: "held", Got: "x", Want: "y"}, "line 3: got x, expected y"},
		{calllog.Error{Line: 3, Event: "hold", Field: "call", Want: "y"}, "line 3: hold: call: expected y"},
		{calllog.Error{Line: 3, Event: "hold", Party: "anna", State: "held", Want: "y"},
			"line 3: hold by anna, who is in state held: expected y"},
	} {
		if got := row.err.Error(); got != row.want {
			t.Errorf("got %q, want %q", got, row.want)
		}
	}
}

// A line may be 1 MiB long, as the message of a longer one says.
func TestMaxLine(t *testing.T) {
	if calllog.MaxLine != 1_048_576 {
		t.Errorf("got %d, want 1 MiB", calllog.MaxLine)
	}
}

// A position farther from 0 than every JSON reader can hold is refused, on both sides.
func TestFarthestPosition(t *testing.T) {
	for _, at := range []string{"-9007199254740993", "9007199254740993", "9223372036854775807"} {
		_, _, err := readLines(header, `{"at":`+at+`,"event":"hand.raise","party":"anna"}`)
		wantError(t, err, 2, "at")
	}
}

// A field of the wrong type is told by its type, and where it stands.
func TestWrongTypes(t *testing.T) {
	for at, got := range map[string]string{`"5"`: "a string", `{}`: "an object", `[5]`: "a list",
		`true`:  "true or false",
		`false`: "true or false", `5.5`: "a number"} {
		_, _, err := readLines(header, `{"at":`+at+`,"event":"hand.raise","party":"anna"}`)
		if want := "line 2: hand.raise by anna: at: got " + got + ", expected a whole number"; err == nil ||
			err.Error() != want {
			t.Errorf("%s: got %v, want %s", at, err, want)
		}
	}
	for parties, want := range map[string]string{
		`5`:      "parties: got a number, expected a list",
		`[null]`: "parties[0]: got null, expected an object",
		`["a"]`:  "parties[0]: got a string, expected an object",
		`[]`:     "parties: got none, expected at least one party",
	} {
		_, err := calllog.NewReader(strings.NewReader(`{"log":"recpause/1","sample_rate":8000,"parties":` + parties +
			`}`))
		if err == nil || err.Error() != "line 1: "+want {
			t.Errorf("%s: got %v, want line 1: %s", parties, err, want)
		}
	}
}

// Every key of a dial pad gives the same event as a key that is not told: the digit is in no event.
func TestDigitIsInNoEvent(t *testing.T) {
	line := func(digit string) string { return `{"at":5,"event":"dtmf","party":"anna","digit":"` + digit + `"}` }
	_, untold, err := readLines(header, line("x"))
	if err != nil || len(untold) != 1 {
		t.Fatalf("got %+v, %v, want an event", untold, err)
	}
	for _, digit := range strings.Split("0123456789*#ABCDabcd", "") {
		if _, got, err := readLines(header, line(digit)); err != nil || len(got) != 1 || got[0] != untold[0] {
			t.Errorf("%q gives %+v, %v, want %+v", digit, got, err, untold)
		}
	}
}

// No error tells a digit, however the line is broken that holds it.
func TestDigitIsInNoError(t *testing.T) {
	const digits = "4918273645"
	cases := map[string]string{
		"too long":               `{"at":5,"event":"dtmf","party":"anna","digit":"` + digits + `"}`,
		"as a number":            `{"at":5,"event":"dtmf","party":"anna","digit":` + digits + `}`,
		"as a fraction":          `{"at":5,"event":"dtmf","party":"anna","digit":0.` + digits + `}`,
		"as a list":              `{"at":5,"event":"dtmf","party":"anna","digit":["` + digits + `"]}`,
		"as an object":           `{"at":5,"event":"dtmf","party":"anna","digit":{"` + digits + `":1}}`,
		"as an object's number":  `{"at":5,"event":"dtmf","party":"anna","digit":{"` + digits + `":` + digits + `}}`,
		"cut off":                `{"at":5,"event":"dtmf","party":"anna","digit":"` + digits,
		"without quotes and cut": `{"at":5,"event":"dtmf","party":"anna","digit":` + digits,
		"without an end quote":   `{"at":5,"event":"dtmf","party":"anna","digit":"` + digits + `}`,
		"with a broken escape":   `{"at":5,"event":"dtmf","party":"anna","digit":"\q` + digits + `"}`,
		"with bad UTF-8":         "{\"at\":5,\"event\":\"dtmf\",\"party\":\"anna\",\"digit\":\"" + digits + "\xff\"}",
		"behind the line":        `{"at":5,"event":"dtmf","party":"anna"} "` + digits + `"`,
		"of an unknown party":    `{"at":5,"event":"dtmf","party":"dora","digit":"` + digits + `"}`,
		"of an external party":   `{"at":5,"event":"dtmf","party":"cid","digit":"` + digits + `"}`,
		"of an unknown event":    `{"at":5,"event":"dtmfs","party":"anna","digit":"` + digits + `"}`,
		"without a position":     `{"event":"dtmf","party":"anna","digit":"` + digits + `"}`,
		"with a wrong position":  `{"at":"x","event":"dtmf","party":"anna","digit":"` + digits + `"}`,
		"in capitals":            `{"at":5,"event":"dtmf","party":"anna","DIGIT":"` + digits + `"}`,
		"twice":                  `{"at":5,"event":"dtmf","party":"anna","digit":"5","digit":"` + digits + `"}`,
		"in a line that is long": `{"at":5,"event":"dtmf","party":"anna","digit":"` + strings.Repeat(digits, 200_000) +
			`"}`,
		"of a line with no quote": `{at:5,event:dtmf,party:anna,digit:` + digits + `}`,
	}
	for name, line := range cases {
		_, events, err := readLines(header, line)
		if err == nil || len(events) != 0 {
			t.Errorf("%s: got %+v, %v, want an error", name, events, err)
			continue
		}
		for _, text := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err)} {
			if strings.Contains(text, digits[:4]) {
				t.Errorf("%s: the error tells the digits: %s", name, text)
			}
		}
	}
}

// A wrong header is an error of line 1 with the field.
func TestWrongHeaders(t *testing.T) {
	cases := []struct{ name, old, new, field string }{
		{"empty file", header, ``, ""},
		{"blank line", header, "\n", ""},
		{"no JSON", header, "log", ""},
		{"list", header, "[" + header + "]", ""},
		{"null", header, "null", ""},
		{"trailing garbage", header, header + ",", ""},
		{"bad UTF-8", "anna", "\xc3", ""},
		{"no log", `"log":"recpause/1",`, ``, "log"},
		{"another version", "recpause/1", "recpause/2", "log"},
		{"a version that only begins like ours", "recpause/1", "recpause/10", "log"},
		{"an empty version", "recpause/1", "", "log"},
		{"log as number", `"recpause/1"`, `1`, "log"},
		{"an event first", header, `{"at":5,"event":"hand.raise","party":"anna"}`, "log"},
		{"no sample rate", `"sample_rate":8000,`, ``, "sample_rate"},
		{"no samples", `8000`, `0`, "sample_rate"},
		{"fewer samples than none", `8000`, `-8000`, "sample_rate"},
		{"too many samples", `8000`, `1000001`, "sample_rate"},
		{"half samples", `8000`, `8000.5`, "sample_rate"},
		{"sample rate as text", `8000`, `"8000"`, "sample_rate"},
		{"no version of a product", `"parties"`, `"config":{"version":"new"},"parties"`, "config.version"},
		{"an empty version of a product", `"parties"`, `"config":{"version":""},"parties"`, "config.version"},
		{"product version as number", `"parties"`, `"config":{"version":3.13},"parties"`, "config.version"},
		{"unknown layout", `"parties"`, `"config":{"layout":"3ch"},"parties"`, "config.layout"},
		{"empty layout", `"parties"`, `"config":{"layout":""},"parties"`, "config.layout"},
		{"layout as number", `"parties"`, `"config":{"layout":1},"parties"`, "config.layout"},
		{"contract as text", `"parties"`, `"config":{"pause_contract":"true"},"parties"`, "config.pause_contract"},
		{"all calls as number", `"parties"`, `"config":{"record_all_calls":1},"parties"`, "config.record_all_calls"},
		{"call centre as text", `"parties"`, `"config":{"record_callcenter":"on"},"parties"`,
			"config.record_callcenter"},
		{"config as list", `"parties"`, `"config":[],"parties"`, "config"},
		{"no parties", `"parties"`, `"people"`, "parties"},
		{"parties as object", header, `{"log":"recpause/1","sample_rate":8000,"parties":{"id":"anna"}}`, "parties"},
		{"an empty list of parties", header, `{"log":"recpause/1","sample_rate":8000,"parties":[]}`, "parties"},
		{"party without id", `"id":"cid",`, ``, "parties[2].id"},
		{"party with an empty id", `"cid"`, `""`, "parties[2].id"},
		{"party twice", `"cid"`, `"anna"`, "parties[2].id"},
		{"party without kind", `,"kind":"external"`, ``, "parties[2].kind"},
		{"party of another kind", `external`, `customer`, "parties[2].kind"},
		{"softphone without terminal", `,"terminal":"webrtc"`, ``, "parties[1].terminal"},
		{"unknown terminal", `webrtc`, `deskphone`, "parties[1].terminal"},
		{"party as text", `{"id":"cid","kind":"external"}`, `"cid"`, "parties[2]"},
		{"party's id as number", `"cid"`, `3`, "parties[2].id"},
		{"check box as text", `"webrtc"`, `"webrtc","pause_enabled":"yes"`, "parties[1].pause_enabled"},
	}
	seen := map[string]bool{}
	for _, c := range cases {
		if seen[c.name] || !strings.Contains(header, c.old) {
			t.Errorf("%s stands twice, or changes nothing", c.name)
		}
		seen[c.name] = true
		t.Run(c.name, func(t *testing.T) {
			_, _, err := readLines(strings.Replace(header, c.old, c.new, 1))
			wantError(t, err, 1, c.field)
		})
	}
}
