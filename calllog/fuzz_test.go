package calllog_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/recpause/recpause/calllog"
)

// addSeeds adds the real logs of testdata, and one line of every event behind the shortest header.
func addSeeds(f *testing.F) {
	logs, err := filepath.Glob("testdata/*.jsonl")
	if err != nil || len(logs) != 2 {
		f.Fatalf("testdata has %v, %v, want two logs", logs, err)
	}
	for _, name := range logs {
		log, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(log)
	}
	for i := range format {
		fields, _ := fieldsOf(i)
		f.Add([]byte(header + "\n" + object(fields) + "\n"))
	}
}

// Whatever comes in, nothing panics; every error is an *Error of the line that was read, with a text that is UTF-8;
// every event that comes out has a known kind and known parties, stands on a later line than the one before, and is no
// earlier.
func FuzzReader(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, log []byte) {
		r, err := calllog.NewReader(bytes.NewReader(log))
		if err != nil {
			checkError(t, err, 1)
			return
		}
		known := map[string]bool{}
		for _, p := range r.Header.Parties {
			known[p.ID] = true
		}
		last := calllog.Event{Line: 1}
		for {
			e, err := r.Next()
			if err == io.EOF {
				return
			}
			if err != nil {
				checkError(t, err, last.Line+1)
				return
			}
			if e.Line != last.Line+1 || last.Line > 1 && e.At < last.At {
				t.Fatalf("%+v comes after %+v", e, last)
			}
			if !slices.Contains(slices.Collect(calllog.Kinds()), e.Kind) || !known[e.Party] || e.To != "" &&
				!known[e.To] {
				t.Fatalf("%+v has a kind or a party that is unknown", e)
			}
			last = e
		}
	})
}

func checkError(t *testing.T, err error, line int) {
	var wrong *calllog.Error
	if !errors.As(err, &wrong) || wrong.Line != line || wrong.Want == "" || !utf8.ValidString(err.Error()) {
		t.Fatalf("got %v, want an *Error of line %d", err, line)
	}
}

// The real logs of testdata are whole: they have the events that they are named for.
func TestRealLogs(t *testing.T) {
	for name, want := range map[string][]calllog.Kind{
		"plain-one-pause": {calllog.CallInvite, calllog.CallAnswered, calllog.PauseClick, calllog.ResumeClick,
			calllog.CallHangup},
		"softphone-both-press": {calllog.CallInvite, calllog.CallAnswered, calllog.PauseClick, calllog.PauseClick,
			calllog.ResumeClick,
			calllog.ResumeClick, calllog.CallHangup},
	} {
		log, err := os.ReadFile("testdata/" + name + ".jsonl")
		if err != nil {
			t.Fatal(err)
		}
		_, events, err := read(bytes.NewReader(log))
		var got []calllog.Kind
		for _, e := range events {
			got = append(got, e.Kind)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, %v, want %v", name, got, err, want)
		}
	}
}
