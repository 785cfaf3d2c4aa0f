//go:build unix

package wav

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

var calls = flag.Int("calls", 100, "how many calls BenchmarkCalls records at once")

// pausing is after how many packets each call is stopped, and after as many resumed: 66 steps a second are those of a
// thousand calls.
const pausing = 750

// A desk is some of the calls, which one goroutine owns as long as they last.
type desk struct {
	calls   []*live.Recording
	disks   []*counted
	frame   []byte
	journal []byte // its last line
	bytes   int    // of the steps in journals
	steps   int
	lag     time.Duration
}

// newDesk makes some calls whose files are called by their number: as they are, or joined.
func newDesk(dir string, from, to int, joined bool) (*desk, error) {
	c := live.DefaultConfig(8000)
	c.Codec, c.Layout = recording.MuLaw, recording.TwoChannel
	d := &desk{frame: make([]byte, 160)}
	for i := from; i < to; i++ {
		file, err := os.Create(filepath.Join(dir, fmt.Sprint(i)))
		if err != nil {
			return d, err
		}
		disk := &counted{File: file}
		d.disks = append(d.disks, disk)
		var sink io.WriterAt = disk
		if joined {
			s, err := newSink(disk, file.Name(), Format{c.Codec, 2, 8000})
			if err != nil {
				return d, err
			}
			sink = s
		}
		r, err := live.New(c, calltest.New(true, 0, 1), sink)
		if err != nil {
			return d, err
		}
		d.journal = r.Journal(d.journal[:0])
		d.calls = append(d.calls, r)
	}
	return d, nil
}

// run gives every call its packets at their times, those of another twentieth of the calls at every millisecond.
func (d *desk) run(start time.Time, from, to int64) error {
	for n := from; n < to; n++ {
		for slot := range 20 {
			due := start.Add(time.Duration(20*(n-from)+int64(slot)) * time.Millisecond)
			time.Sleep(time.Until(due))
			d.lag = max(d.lag, time.Since(due))
			for i := slot; i < len(d.calls); i += 20 {
				if err := d.packet(i, n); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// packet gives a call its n-th packets, and now and then a step.
func (d *desk) packet(i int, n int64) (err error) {
	r := d.calls[i]
	if err = cmp.Or(r.Write(0, 160*n, d.frame), r.Write(1, 160*n, d.frame)); err != nil {
		return err
	}
	switch turn := (n + int64(i)) % (2 * pausing); {
	case turn == 0:
		_, err = r.Stop(160*n, 0)
	case turn == pausing:
		_, err = r.Resume(160*n, 0)
	default:
		return nil
	}
	d.journal = r.Journal(d.journal[:0])
	d.bytes += len(d.journal)
	d.steps++
	return err
}

// Calls at once, in real time, with a file each: an iteration is a second of all of them. What it tells are the metrics
// of a call-second, a second of one call; packets that are late by much say that the machine is too slow.
func BenchmarkCalls(b *testing.B) {
	for _, name := range []string{"plain", "joined"} {
		b.Run(name, func(b *testing.B) {
			before := heap()
			desks := make([]*desk, runtime.GOMAXPROCS(0))
			for i := range desks {
				d, err := newDesk(b.TempDir(), i**calls/len(desks), (i+1)**calls/len(desks), name == "joined")
				if desks[i] = d; err != nil {
					b.Fatal(err)
				}
			}
			second, used := int64(0), time.Duration(0)
			for b.Loop() {
				used -= cpu()
				start, errs := time.Now(), make([]error, len(desks))
				var all sync.WaitGroup
				for i, d := range desks {
					all.Go(func() { errs[i] = d.run(start, 50*second, 50*second+50) })
				}
				all.Wait()
				used += cpu()
				if err := errors.Join(errs...); err != nil {
					b.Fatal(err)
				}
				second++
			}
			report(b, desks, float64(second)*float64(*calls), used, heap()-before)
		})
	}
}

func report(b *testing.B, desks []*desk, callSeconds float64, used time.Duration, memory uint64) {
	writes, bytes, steps, lag := 0, 0, 0, time.Duration(0)
	for _, d := range desks {
		for _, disk := range d.disks {
			writes += disk.writes
			_ = disk.Close()
		}
		bytes, steps, lag = bytes+d.bytes, steps+d.steps, max(lag, d.lag)
	}
	b.ReportMetric(float64(writes)/callSeconds, "writes/call-s")
	b.ReportMetric(float64(used.Microseconds())/callSeconds, "cpu-µs/call-s")
	b.ReportMetric(float64(memory)/float64(*calls), "B/call")
	b.ReportMetric(float64(bytes)/float64(max(1, steps)), "journal-B/step")
	b.ReportMetric(float64(lag.Milliseconds()), "latest-ms")
	runtime.KeepAlive(desks)
}

// cpu returns what the process has used so far, in the kernel too.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it has no other error than a wrong pointer
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// heap returns how many bytes are in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
