package shim_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/internal/strictjson"
)

// A broken is a line with one thing wrong, and the request that it answers where it is the subject's.
type broken struct {
	Why   string
	Asked json.RawMessage
	Line  json.RawMessage
	Field string // which one

	Ignored bool // a subject passes over it
	Context bool // nothing is wrong with the line by itself
}

func brokenLines(t *testing.T) (rows []broken) {
	t.Helper()
	f, err := os.Open("testdata/broken.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	for seen := map[string]bool{}; in.Scan(); {
		var row broken
		if err := json.Unmarshal(in.Bytes(), &row); err != nil || row.Why == "" {
			t.Fatalf("%s: %v", in.Text(), err)
		}
		if key := row.Why + string(row.Asked); seen[key] {
			t.Errorf("%s: there twice", row.Why)
		} else {
			seen[key] = true
		}
		rows = append(rows, row)
	}
	return rows
}

// greeting is how a conversation begins; session s1 is open after opening.
const greeting = `{"id":1,"op":"hello","protocol":"recpause-shim/1","sample_rate":8000}
{"id":1,"result":"done","protocol":"recpause-shim/1","name":"n","version":"1","role":"pbx","observables":["rec"]}
`

const opening = `{"id":2,"op":"open","scene":{"place":"talking","peer":"C","incoming":false,"settings":{"version":"3.13.0","pause_contract":true,"terminal":"installed","peer_terminal":"installed","pause_enabled":true,"pause_ticked":true,"auto_threeway":true,"star_transfer":true,"record_all_calls":true,"record_callcenter":true,"layout":"1ch","mask_keys":false,"keys_covered":false,"transcriber":"none","other_beep":false}}}
{"id":2,"result":"done","session":"s1"}
`

// before returns what was said before a broken line.
func (b broken) before() string {
	switch {
	case b.Asked == nil:
		return greeting + opening
	case strings.Contains(string(b.Asked), `"op":"hello"`):
		return string(b.Asked) + "\n"
	}
	return greeting + opening + string(b.Asked) + "\n"
}

// The first problem of a transcript with one broken line is that line and the field that is broken, what was there and
// what was expected. A subject reads what the kit asks less strictly: it passes over what it does not know.
func TestBrokenLines(t *testing.T) {
	rows := brokenLines(t)
	if len(rows) < 90 {
		t.Errorf("only %d broken lines", len(rows))
	}
	for _, row := range rows {
		before := row.before()
		err := shim.CheckTranscript(strings.NewReader(before + string(row.Line) + "\n"))
		var p *strictjson.Error
		if !errors.As(err, &p) || p.Path != row.Field || p.Got == "" || p.Want == "" {
			t.Errorf("%s: got %v, want field %q", row.Why, err, row.Field)
			continue
		}
		if text := fmt.Sprintf("line %d: %v", strings.Count(before, "\n")+1, p); !strings.HasPrefix(err.Error(), text) {
			t.Errorf("%s: got %v, want it to begin with %s", row.Why, err, text)
		}
		if err := shim.ReadRequest(row.Line); row.Asked == nil && (err == nil) != (row.Ignored || row.Context) {
			t.Errorf("%s: a subject reads it with %v", row.Why, err)
		}
	}
}

// What is wrong between lines is found, too, and nothing is found twice.
func TestBrokenConversations(t *testing.T) {
	const observe = `{"id":3,"op":"observe","session":"s1"}` + "\n"
	const wait = `{"id":%d,"op":"do","session":"s1","event":{"at":%d,"event":"wait"}}` + "\n" +
		`{"id":%[1]d,"result":"done"}` + "\n"
	const bye = `{"id":3,"op":"bye"}` + "\n" + `{"id":3,"result":"done"}` + "\n"
	for _, row := range []struct{ why, said, wants string }{
		{"nothing before hello", opening, `line 1: op: got "open", expected hello, before anything else`},
		{"an answer to nothing", greeting + `{"id":1,"result":"done"}`,
			"line 3: got an answer, expected a question before it"},
		{"two questions", greeting + opening + observe + `{"id":4,"op":"bye"}` + "\n" + `{"id":4,"result":"done"}`,
			"line 6: got another question, expected the answer to observe"},
		{"no answer", greeting + opening + observe, "line 5: got no answer to observe, expected one"},
		{"an id again", greeting + opening + `{"id":2,"op":"bye"}` + "\n" + `{"id":2,"result":"done"}`,
			"line 5: id: got 2, expected more than 2, the id before it"},
		{"time that runs backwards", greeting + opening + fmt.Sprintf(wait, 3, 20) + fmt.Sprintf(wait, 4, 19),
			"line 7: event.at: got 19, expected 20 or later: time does not run backwards"},
		{"a closed session", greeting + opening + `{"id":3,"op":"close","session":"s1"}` + "\n" +
			`{"id":3,"result":"done"}` + "\n" +
			`{"id":4,"op":"observe","session":"s1"}` + "\n" + `{"id":4,"result":"unsupported"}`,
			`line 7: session: got "s1", expected the name of an open session`},
		{"a session of an earlier run", greeting + opening + greeting + observe + `{"id":3,"result":"unsupported"}`,
			`line 7: session: got "s1", expected the name of an open session`},
		{"a question after bye", greeting + opening + bye + `{"id":4,"op":"observe","session":"s1"}` + "\n" +
			`{"id":4,"result":"unsupported"}`, `line 7: op: got "observe", expected hello, before anything else`},
		{"an answer after bye", greeting + opening + bye + `{"id":3,"result":"done"}`,
			"line 7: got an answer, expected a question before it"},
		{"no JSON", greeting + "OK", `line 3: got "OK", which is no JSON: invalid character 'O' looking for ` +
			"beginning of value, expected one JSON object a line"},
		{"a line without an end", greeting + strings.Repeat("x", 2<<20),
			"line 3: got a line of more than 1 MiB, expected one JSON object a line"},
		{"two mistakes", greeting + "OK\n" + `{"id":1,"op":"bye"}` + "\n" + `{"id":1,"result":"rejected"}`,
			`line 3: got "OK", which is no JSON: invalid character 'O' looking for beginning of value, ` +
				"expected one JSON object a line\n" +
				"line 4: id: got 1, expected more than 1, the id before it\n" +
				`line 5: result: got "rejected", expected one of done, unsupported, error`},
	} {
		for _, end := range []string{"", "\n", "\r\n"} {
			if err := shim.CheckTranscript(strings.NewReader(row.said + end)); err == nil || err.Error() != row.wants {
				t.Errorf("%s: got %v, want %s", row.why, err, row.wants)
			}
		}
	}
}

// Conversations with nothing wrong have no problem: none at all, one that begins again after its end or after a crash,
// comments and blank lines, an operation that nobody knows, two events at a time, nulls for what is absent, files.
func TestGoodConversations(t *testing.T) {
	const observe = `{"id":3,"op":"observe","session":"s1"}` + "\n"
	const wait = `{"id":%d,"op":"do","session":"s1","event":{"at":20,"event":"wait"}}` + "\n" +
		`{"id":%[1]d,"result":"done"}` + "\n"
	for _, said := range []string{
		"",
		"# nothing\n\n",
		greeting + "\n# a scene\n" + opening,
		greeting + `{"id":2,"op":"wait","song":7}` + "\n" + `{"id":2,"result":"unsupported","reason":"no voice"}` +
			"\n",
		greeting + opening + observe + `{"id":3,"result":"done","reason":null,"observation":{"phones":null,"beeps":null,"history":null,"support":null}}` + "\n",
		greeting + opening + `{"id":3,"op":"recording","session":"s1"}` + "\n" +
			`{"id":3,"result":"done","recording":{"files":1,"wav":[{"track":"mixed","path":"a.wav","at":-80}]}}` + "\n",
		greeting + opening + `{"id":9,"op":"close","session":"s1"}` + "\n" +
			`{"id":9,"result":"error","reason":"it crashed"}` + "\n",
		greeting + opening + fmt.Sprintf(wait, 3) + fmt.Sprintf(wait, 4),
		greeting + opening + observe + greeting + opening,
		greeting + `{"id":2,"op":"bye"}` + "\n" + `{"id":2,"result":"done"}` + "\n" + greeting + opening,
	} {
		if err := shim.CheckTranscript(strings.NewReader(said)); err != nil {
			t.Errorf("%s: got %v", said, err)
		}
	}
}

// A stream that cannot be read is no transcript.
func TestUnreadableTranscript(t *testing.T) {
	lost := errors.New("the disk is gone")
	err := shim.CheckTranscript(io.MultiReader(strings.NewReader(greeting), iotest.ErrReader(lost)))
	if !errors.Is(err, lost) {
		t.Errorf("got %v", err)
	}
}

// After a thousand mistakes nobody reads on, and the last one says so.
func TestManyMistakes(t *testing.T) {
	for n, want := range map[int]int{999: 999, 1000: 1000, 1001: 1001, 5000: 1001} {
		err := shim.CheckTranscript(strings.NewReader(greeting + strings.Repeat("{}\n", n)))
		got := err.(interface{ Unwrap() []error }).Unwrap()
		if said := got[len(got)-1].Error(); len(got) != want || strings.Contains(said, "the rest is not read") != (n > 1000) {
			t.Errorf("%d: got %d, the last of which is %s", n, len(got), said)
		}
	}
}
