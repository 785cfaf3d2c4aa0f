package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// put appends a record and waits until it is on the disk.
func (j *journal) put(t testing.TB, story, record string) {
	t.Helper()
	done := make(chan error)
	j.append(story, []byte(record), func(err error) { done <- err })
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func reopened(t *testing.T, path string) (*journal, map[string][][]byte) {
	t.Helper()
	j, cut, err := openJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.close() })
	return j, cut
}

// What was confirmed is there after a crash, story by story and in order; a story that has ended is not.
func TestJournalKeepsWhatWasConfirmed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j, _ := reopened(t, path)
	for i := range 9 {
		j.put(t, fmt.Sprint("story", i%3), fmt.Sprint("record ", i))
	}
	over := make(chan error)
	j.end("story1", func(err error) { over <- err })
	if err := <-over; err != nil {
		t.Fatal(err)
	}
	_, cut := reopened(t, path) // the first is not closed: it is as if it had been killed
	for i, want := range []string{"[record 0 record 3 record 6]", "[]", "[record 2 record 5 record 8]"} {
		if got := fmt.Sprintf("%s", cut[fmt.Sprint("story", i)]); got != want {
			t.Errorf("story%d: got %s, want %s", i, got, want)
		}
	}
}

// However a crash cuts the file, what can be read is a beginning of what was written.
func TestJournalCutAnywhere(t *testing.T) {
	var whole []byte
	var want []string
	for i := range 5 {
		want = append(want, fmt.Sprint("record ", i))
		whole = appendFrame(whole, "s", []byte(want[i]), false)
	}
	for n := range whole {
		var got []string
		for _, record := range frames(append(slices.Clone(whole[:n]), 0xFF, 0, 0)) {
			got = append(got, string(record))
		}
		if full := n * len(want) / len(whole); !slices.Equal(got, want[:len(got)]) || len(got) < full {
			t.Fatalf("cut at %d: got %v", n, got)
		}
	}
	for n := range whole {
		broken := bytes.Clone(whole)
		broken[n] ^= 0x10
		for i, record := range enumerate(frames(broken)) {
			if string(record) != want[i] {
				t.Fatalf("with byte %d broken, record %d is %q", n, i, record)
			}
		}
	}
}

func enumerate(seq func(func(string, []byte) bool)) (records [][]byte) {
	for _, record := range seq {
		records = append(records, record)
	}
	return records
}

// A journal of which most is of stories that are over gives the room back, and keeps the others.
func TestJournalShrinks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j, _ := reopened(t, path)
	j.put(t, "stays", "first")
	for range 3 {
		j.put(t, "goes", string(make([]byte, roomy/2)))
	}
	j.put(t, "stays", "second")
	over := make(chan error)
	j.end("goes", func(err error) { over <- err })
	if err := <-over; err != nil {
		t.Fatal(err)
	}
	j.put(t, "stays", "third")
	if info, err := os.Stat(path); err != nil || info.Size() > 1000 {
		t.Errorf("the journal has %d bytes, %v", info.Size(), err)
	}
	_, cut := reopened(t, path)
	if got := fmt.Sprintf("%s", cut["stays"]); got != "[first second third]" || len(cut) != 1 {
		t.Errorf("got %s of %d stories", got, len(cut))
	}
}

// When the disk fails nothing is confirmed any more, for nobody knows what it holds.
func TestJournalFailsForGood(t *testing.T) {
	j, _ := reopened(t, filepath.Join(t.TempDir(), "journal"))
	j.file.Close()
	for range 2 {
		done := make(chan error)
		j.append("s", []byte("x"), func(err error) { done <- err })
		if err := <-done; err == nil {
			t.Error("a record was confirmed that is in no file")
		}
	}
}

// BenchmarkCommit is a thousand calls that take 66 steps a second in all: how long a step waits for its confirmation,
// how long its owner is held up, and how many steps share a sync.
func BenchmarkCommit(b *testing.B) {
	j, _, err := openJournal(filepath.Join(b.TempDir(), "journal"))
	if err != nil {
		b.Fatal(err)
	}
	defer j.close()
	record := make([]byte, 300)
	var confirmed, held []time.Duration
	var all sync.WaitGroup
	var wrong atomic.Int64
	tick := time.NewTicker(time.Second / 66)
	defer tick.Stop()
	for i := range b.N {
		<-tick.C
		all.Add(1)
		start := time.Now()
		j.append(fmt.Sprint("call", i%1000), record, func(err error) {
			if err != nil {
				wrong.Add(1)
			}
			confirmed = append(confirmed, time.Since(start))
			all.Done()
		})
		held = append(held, time.Since(start))
	}
	all.Wait()
	if wrong.Load() > 0 {
		b.Fatalf("%d were not confirmed", wrong.Load())
	}
	slices.Sort(confirmed)
	slices.Sort(held)
	b.ReportMetric(float64(confirmed[len(confirmed)/2])/1e6, "ms/median")
	b.ReportMetric(float64(confirmed[len(confirmed)*99/100])/1e6, "ms/99%")
	b.ReportMetric(float64(held[len(held)*99/100])/1e6, "ms/owner-99%")
	b.ReportMetric(float64(held[len(held)-1])/1e6, "ms/owner-max")
}
