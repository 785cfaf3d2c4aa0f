package shim_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/internal/strictjson"
)

// A broken is a line with one thing wrong, and the request that it answers where it is the subject's.
type broken struct {
	Why   string
	Asked json.RawMessage
	Line  json.RawMessage
	Field string // which one

	Ignored bool // the schema forbids it, and a subject ignores it
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

// The field that is broken is named, and what was there and what was expected. A subject reads what the kit asks less
// strictly: it ignores what it does not know.
func TestBrokenLines(t *testing.T) {
	rows := brokenLines(t)
	if len(rows) < 90 {
		t.Errorf("only %d broken lines", len(rows))
	}
	for _, row := range rows {
		err := shim.ReadLine(row.Asked, row.Line)
		var p *strictjson.Error
		switch {
		case row.Ignored:
			if err != nil {
				t.Errorf("%s: got %v", row.Why, err)
			}
		case !errors.As(err, &p) || p.Path != row.Field || p.Got == "" || p.Want == "":
			t.Errorf("%s: got %v, want field %q", row.Why, err, row.Field)
		}
	}
}

// Lines with nothing wrong have no problem: an operation that nobody knows, nulls for what is absent, files.
func TestGoodLines(t *testing.T) {
	for _, said := range []string{
		greeting + "\n# a scene\n" + opening,
		`{"id":2,"op":"sing","song":7}` + "\n" + `{"id":2,"result":"unsupported","reason":"no voice"}`,
		`{"id":3,"op":"observe","session":"s1"}` + "\n" +
			`{"id":3,"result":"done","reason":null,"observation":{"phones":null,"beeps":null,"history":null,"support":null}}`,
		`{"id":3,"op":"recording","session":"s1"}` + "\n" +
			`{"id":3,"result":"done","recording":{"files":1,"wav":[{"track":"mixed","path":"a.wav","at":-80}]}}`,
		`{"id":9,"op":"close","session":"s1"}` + "\n" + `{"id":9,"result":"error","reason":"it crashed"}`,
	} {
		if err := shim.ReadConversation(said); err != nil {
			t.Errorf("%s: got %v", said, err)
		}
	}
}
