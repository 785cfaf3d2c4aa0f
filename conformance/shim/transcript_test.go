package shim_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/recpause/recpause/conformance/shim"
)

// A broken is a line with one thing wrong, and the request that it answers where it is the subject's.
type broken struct {
	Why   string
	Asked json.RawMessage
	Line  json.RawMessage
	Field string // which one
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

// greeting is how a conversation begins: session s1 is open after it.
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

// The first problem of a transcript with one broken line is that line and the field that is broken.
func TestBrokenLines(t *testing.T) {
	rows := brokenLines(t)
	if len(rows) < 90 {
		t.Errorf("only %d broken lines", len(rows))
	}
	for _, row := range rows {
		before := row.before()
		err := shim.CheckTranscript(strings.NewReader(before + string(row.Line) + "\n"))
		var p *shim.MessageError
		if !errors.As(err, &p) {
			t.Errorf("%s: got %v", row.Why, err)
			continue
		}
		if want := strings.Count(before, "\n") + 1; p.Line != want || p.Field != row.Field || p.Got == "" ||
			p.Want == "" {
			t.Errorf("%s: got %v, want line %d, field %q", row.Why, p, want, row.Field)
		}
		if text := fmt.Sprintf("line %d: ", p.Line); !strings.HasPrefix(err.Error(), text) {
			t.Errorf("%s: got %v, want it to begin with %s", row.Why, err, text)
		}
	}
}

// What is wrong between lines is found, too.
func TestBrokenConversations(t *testing.T) {
	const observe = `{"id":3,"op":"observe","session":"s1"}` + "\n"
	const wait = `{"id":%d,"op":"do","session":"s1","event":{"at":%d,"event":"wait"}}` + "\n" +
		`{"id":%[1]d,"result":"done"}` + "\n"
	for _, row := range []struct{ why, said, wants string }{
		{"nothing before hello", opening, `line 1: op: got "open", expected hello`},
		{"an answer to nothing", greeting + `{"id":1,"result":"done"}`,
			"line 3: got an answer, expected a question before it"},
		{"two questions", greeting + opening + observe + `{"id":4,"op":"bye"}`,
			"line 6: got another question, expected the answer to observe"},
		{"no answer", greeting + opening + observe, "line 5: got no answer to observe, expected one"},
		{"an id again", greeting + opening + `{"id":2,"op":"bye"}`, "line 5: id: got 2, expected more than 2"},
		{"time that runs backwards", greeting + opening + fmt.Sprintf(wait, 3, 20) + fmt.Sprintf(wait, 4, 19),
			"line 7: event.at: got 19, expected 20 or later"},
		{"a closed session", greeting + opening + `{"id":3,"op":"close","session":"s1"}` + "\n" +
			`{"id":3,"result":"done"}` + "\n" +
			`{"id":4,"op":"observe","session":"s1"}`,
			`line 7: session: got "s1", expected the name of an open session`},
		{"a session of an earlier run", greeting + opening + greeting + observe,
			`line 7: session: got "s1", expected the name of an open session`},
		{"no JSON", greeting + "OK", `line 3: got "OK", which is no JSON: invalid character`},
		{"a line without an end", greeting + strings.Repeat("x", 2<<20), "line 3: got a line of more than 1 MiB"},
	} {
		err := shim.CheckTranscript(strings.NewReader(row.said + "\n"))
		if err == nil || !strings.HasPrefix(err.Error(), row.wants) {
			t.Errorf("%s: got %v, want %s", row.why, err, row.wants)
		}
	}
}

// Conversations with nothing wrong have no problem: none at all, one that begins again after a crash, comments and
// blank lines, an operation that nobody knows, nulls for what is absent.
func TestGoodConversations(t *testing.T) {
	for _, said := range []string{
		"",
		"# nothing\n\n",
		greeting + "\n# a scene\n" + opening,
		greeting + `{"id":2,"op":"sing","song":7}` + "\n" + `{"id":2,"result":"unsupported","reason":"no voice"}` +
			"\n",
		greeting + opening + `{"id":3,"op":"observe","session":"s1"}` + "\n" +
			`{"id":3,"result":"done","reason":null,"observation":{"phones":null,"beeps":null,"history":null,"support":null}}` + "\n",
		greeting + opening + `{"id":3,"op":"recording","session":"s1"}` + "\n" +
			`{"id":3,"result":"done","recording":{"files":1,"wav":[{"track":"mixed","path":"a.wav","at":-80}]}}` + "\n",
		greeting + opening + `{"id":9,"op":"close","session":"s1"}` + "\n" +
			`{"id":9,"result":"error","reason":"it crashed"}` + "\n",
	} {
		if err := shim.CheckTranscript(strings.NewReader(said)); err != nil {
			t.Errorf("%s: got %v", said, err)
		}
	}
	// a program that died over a question, and was started again
	if err := shim.CheckTranscript(strings.NewReader(greeting + opening + `{"id":3,"op":"observe","session":"s1"}` +
		"\n" + greeting + opening)); err != nil {
		t.Error(err)
	}
}
