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

// Whatever is given to a Writer, in whatever order and on whatever disk, nothing panics; what it refuses it refuses with
// its own errors; and whenever a disk has taken all, the file is a log with every event that was taken and is due.
func FuzzWriter(f *testing.F) {
	f.Add([]byte{1, 10, 2, 20, 3, 5, 4, 0, 5, 30, 6, 7, 0, 3, 1, 1})
	f.Add([]byte{2, 200, 4, 3, 0, 255, 1, 9, 5, 3, 7, 7})
	f.Fuzz(func(t *testing.T, moves []byte) {
		first, whole := lives(t)
		var d disk
		w, err := calllog.NewWriter(&d, first, room)
		if err != nil {
			t.Fatal(err)
		}
		taken := 0
		for len(moves) >= 2 {
			move, at := moves[0], int64(int8(moves[1]))
			moves = moves[2:]
			e := calllog.Event{At: at, Kind: calllog.Kind(move >> 3), Party: "A", To: "X", Call: "c"}
			var err error
			switch move & 7 {
			case 0:
				e.At *= calllog.MaxAt / 100
				err = w.Add(e)
			case 1, 2:
				err = w.Add(e)
			case 3:
				err = w.AddAt(after(at), e)
			case 4:
				err = w.Zero(after(at))
			case 5:
				err = w.AddParty(whole.Parties[1])
			case 6:
				d.broken, d.room = at > 0, int(at)
			case 7:
				err = w.Flush(at)
			}
			if move&7 < 4 && err == nil {
				taken++
			}
			var wrong *calllog.Error
			var late *calllog.LateError
			if err != nil && !errors.As(err, &wrong) && !errors.As(err, &late) && !errors.Is(err, errFull) {
				t.Fatal(err)
			}
			if move&7 == 7 && err == nil {
				mustRead(t, d.data)
			}
		}
		d.broken = false
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if got := len(mustRead(t, d.data)); got != taken {
			t.Fatalf("%d of %d events are in the log", got, taken)
		}
	})
}

// Whatever a crash has left, a log either goes on, with every event that a Reader takes and one more, or is left as it
// is with an *Error.
func FuzzResume(f *testing.F) {
	addSeeds(f)
	f.Add([]byte(header + "\n" + `{"at":5,"event":"hand.raise","party":"anna"}` + "\n" + `{"at":6,"eve`))
	f.Add([]byte(header + "   \n" + `{"at":5,"event":"hand.raise","party":"anna"}`))
	f.Fuzz(func(t *testing.T, log []byte) {
		d := disk{data: bytes.Clone(log)}
		w, err := calllog.Resume(&d, bytes.NewReader(log))
		h, events, readErr := read(bytes.NewReader(log))
		if err != nil {
			if !errors.As(err, new(*calllog.Error)) || readErr == nil || !bytes.Equal(d.data, log) {
				t.Fatalf("got %v, and %v from a reader", err, readErr)
			}
			return
		}
		if readErr != nil && !bytes.HasPrefix(log, d.data) {
			t.Fatalf("%q is no beginning of %q", d.data, log)
		}
		e := calllog.Event{At: calllog.MaxAt, Kind: calllog.CallHangup, Party: h.Parties[0].ID, Call: "c"}
		_ = w.AddParty(calllog.Participant{ID: "somebody else"}) // where there is room
		if err := errors.Join(w.Add(e), w.Close()); err != nil {
			t.Fatal(err)
		}
		got := mustRead(t, d.data)
		if len(got) != len(events)+1 || !slices.Equal(got[:len(events)], events) {
			t.Fatalf("got %v, want %v and one more", got, events)
		}
	})
}
