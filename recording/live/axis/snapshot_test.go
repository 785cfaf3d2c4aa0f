package axis_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording/live/axis"
)

// restored is an axis that has been written and read.
func restored(t interface{ Fatal(args ...any) }, x axis.Axis) (again axis.Axis) {
	text, err := json.Marshal(x)
	if err == nil {
		err = json.Unmarshal(text, &again)
	}
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// Whatever the network does, and whenever an axis is written and read, it is the same one: all that comes after has the
// position that it would have had.
func TestSnapshotIsTheAxis(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 5))
		a := telephone{rate: 16000, clock: 8000, ssrc: 7, stamp: random.Uint32(), ticks: 160, slow: random.Int64N(200) - 100,
			jitter: 60 * time.Millisecond, lost: random.IntN(30), again: random.IntN(20)}
		b := a
		b.ssrc, b.stamp, b.begin, b.rate, b.clock = 8, random.Uint32(), 40*time.Second, a.rate, a.clock
		all := append(a.deliver(40*time.Second, true, random), b.deliver(30*time.Second, random.IntN(2) == 0, random)...)
		one := axis.Axis{Rate: a.rate, Clock: a.clock}
		two := one
		for _, d := range all {
			if random.IntN(40) == 0 {
				d.packet.Timestamp += random.Uint32()
			}
			if random.IntN(50) == 0 {
				if two = restored(t, two); one != two {
					t.Fatalf("got\n%+v\nwant\n%+v", two, one)
				}
			}
			if d.packet.Length == 0 {
				if (one.Report(d.report, d.arrival) == nil) != (two.Report(d.report, d.arrival) == nil) {
					t.Fatalf("a report at %v is taken by one only", d.arrival)
				}
				continue
			}
			want, err := one.At(d.packet, d.arrival)
			got, errAgain := two.At(d.packet, d.arrival)
			if got != want || (err == nil) != (errAgain == nil) {
				t.Fatalf("a packet at %v: got %d and %v, want %d and %v", d.arrival, got, errAgain, want, err)
			}
		}
	})
}

// The zero Axis, and one that has heard nothing, are read back too.
func TestSnapshotOfNothing(t *testing.T) {
	for _, x := range []axis.Axis{{}, {Rate: 8000}, {Rate: 16000, Clock: 8000}, {Rate: -1}} {
		if got := restored(t, x); got != x {
			t.Errorf("got %+v, want %+v", got, x)
		}
	}
}

// What no axis writes is refused, and the axis stays as it is.
func TestSnapshotRefuses(t *testing.T) {
	x := axis.Axis{Rate: 8000}
	for i := range uint32(60) {
		if _, err := x.At(axis.Packet{SSRC: 1, Timestamp: 160 * i, Length: 160}, time.Duration(20*i+20)*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	_, _ = x.At(axis.Packet{SSRC: 1, Timestamp: 9600, Length: 160}, 1300*time.Millisecond)
	_, _ = x.At(axis.Packet{SSRC: 9, Length: 160}, time.Second)
	if err := x.Report(axis.SenderReport{SSRC: 1, Timestamp: 9600}, 1200*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ why, old, new string }{
		{"half of it", `"told":1}`, `"told":1`},
		{"an unknown field", `"rate"`, `"more":1,"rate"`},
		{"a missing field", `"front":`, `"back":`},
		{"no rate", `"rate":8000`, `"rate":0`},
		{"a rate of no audio", `"rate":8000`, `"rate":100000000`},
		{"nothing heard", `"count":61`, `"count":0`},
		{"without a direction", `"bends":[{"from":0,"offset_ns":0,"slope":0}]`, `"bends":[]`},
		{"steeper than any", `"slope":0`, `"slope":5000`},
		{"bends out of order", `"bends":[`, `"bends":[{"from":1,"offset_ns":0,"slope":0},`},
		{"a time of no call", `"heard_ns":`, `"heard_ns":4000000000`},
		{"more reports than said", `"told":1}`, `"told":2}`},
		{"fewer than none", `"told":1}`, `"told":-1}`},
		{"a timestamp of no call", `"first":`, `"first":1000000000000000`},
		{"fewer packets than have a lag", `"heard":{"count":10`, `"heard":{"count":0`},
		{"parts of no number", `"late":{"parts":0`, `"late":{"parts":-1`},
		{"late packets of no number", `"part":{"since_ns":1300000000,"count":1`, `"part":{"since_ns":1300000000,"count":-1`},
	} {
		if !strings.Contains(string(text), row.old) {
			t.Fatalf("%s: %s is not in %s", row.why, row.old, text)
		}
		y := axis.Axis{Rate: 5}
		err := y.UnmarshalJSON([]byte(strings.Replace(string(text), row.old, row.new, 1)))
		if wrong := (*axis.SnapshotError)(nil); !errors.As(err, &wrong) || y != (axis.Axis{Rate: 5}) {
			t.Errorf("%s: got %v and %+v, want a *SnapshotError", row.why, err, y)
		}
	}
}

// Whatever is read as a snapshot gives no panic later on.
func FuzzSnapshot(f *testing.F) {
	x := axis.Axis{Rate: 8000}
	for i := range uint32(60) {
		_, _ = x.At(axis.Packet{SSRC: 1, Timestamp: 160 * i, Length: 160}, time.Duration(20*i+20)*time.Millisecond)
	}
	text, err := json.Marshal(x)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Fuzz(func(t *testing.T, text []byte) {
		var x axis.Axis
		if json.Unmarshal(text, &x) != nil {
			return
		}
		for i := range uint32(90) {
			_, _ = x.At(axis.Packet{SSRC: 1, Timestamp: 160 * i, Length: 160}, time.Duration(i)*time.Second)
			_ = x.Report(axis.SenderReport{SSRC: 1, Timestamp: 160 * i}, time.Duration(i)*time.Second)
		}
		_ = restored(t, x)
	})
}
