package calllog_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/recpause/recpause/calllog"
)

// A line of the log, decoded and checked.
func BenchmarkNext(b *testing.B) {
	var log bytes.Buffer
	fmt.Fprintln(&log, `{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"operator","kind":"softphone","terminal":"installed"},{"id":"customer","kind":"external"}]}`)
	const lines = 1 << 16
	for i := range lines {
		event := "pause.click"
		if i%2 == 1 {
			event = "resume.click"
		}
		fmt.Fprintf(&log, "{\"at\": %d, \"event\": %q, \"party\": \"operator\", \"call\": \"c1\"}\n", i*100, event)
	}
	b.ReportAllocs()
	for n := 0; b.Loop(); {
		b.StopTimer()
		r, err := calllog.NewReader(bytes.NewReader(log.Bytes()))
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		for err == nil {
			_, err = r.Next()
			n++
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/lines, "ns/line")
}

// An event of a live system, from its click into the file.
func BenchmarkWriter(b *testing.B) {
	_, whole := lives(b)
	w, err := calllog.NewWriter(nowhere{}, whole, 0)
	if err != nil {
		b.Fatal(err)
	}
	e := calllog.Event{Kind: calllog.PauseClick, Party: "A", Call: "c1"}
	b.ReportAllocs()
	for b.Loop() {
		e.At++
		if err := w.Add(e); err != nil {
			b.Fatal(err)
		}
		if err := w.Flush(e.At - 100); err != nil {
			b.Fatal(err)
		}
	}
}

type nowhere struct{}

func (nowhere) WriteAt(p []byte, _ int64) (int, error) { return len(p), nil }
