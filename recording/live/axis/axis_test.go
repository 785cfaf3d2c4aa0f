package axis_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live/axis"
)

// A step is a packet, when it arrives, and where it lies, or none.
type step struct {
	packet  axis.Packet
	arrival int64 // in milliseconds
	want    int64
}

const none = math.MinInt64

// speech is packets of 20 ms at 8000 Hz, one after the other, the first of which arrives and lies as given.
func speech(ssrc, timestamp uint32, arrival, at int64, count int) (steps []step) {
	for i := range int64(count) {
		p := axis.Packet{SSRC: ssrc, Timestamp: timestamp + uint32(160*i), Length: 160}
		steps = append(steps, step{p, arrival + 20*i, at + 160*i})
	}
	return steps
}

// refused is the first packets of some, which are refused.
func refused(count int, steps []step) []step {
	for i := range count {
		steps[i].want = none
	}
	return steps
}

// key is packets of a telephone event: it grows by 20 ms with each, and its end comes three times.
func key(ssrc, timestamp uint32, arrival, at int64, count int) (steps []step) {
	for i := range int64(count) {
		p := axis.Packet{SSRC: ssrc, Timestamp: timestamp, Length: uint32(160 * (i + 1)), Event: true}
		steps = append(steps, step{p, arrival + 20*i, at})
	}
	end := steps[count-1]
	return append(steps, end, end)
}

func one(ssrc, timestamp, length uint32, arrival, at int64) []step {
	return []step{{axis.Packet{SSRC: ssrc, Timestamp: timestamp, Length: length}, arrival, at}}
}

func story(parts ...[]step) (all []step) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

var stories = []struct {
	name  string
	x     axis.Axis
	steps []step
}{
	{"a packet arrives when its last sample was spoken", axis.Axis{Rate: 8000}, one(7, 1000, 160, 100, 640)},
	{"early media lies before the answer", axis.Axis{Rate: 8000}, speech(7, 1000, -50, -560, 3)},
	{"the least delayed of the first packets counts, when another one agrees", axis.Axis{Rate: 8000}, story(
		one(7, 1000, 160, 130, 880),
		one(7, 1160, 160, 140, 1040), // delayed by 10 ms less, as it alone says
		one(7, 1320, 160, 160, 1120),
		speech(7, 1480, 180, 1280, 60),
	)},
	{"a packet that comes twice agrees with nobody", axis.Axis{Rate: 8000}, story(
		one(7, 1000, 160, 130, 880), one(7, 1160, 160, 140, 1040), one(7, 1160, 160, 140, 1040),
		one(7, 1320, 160, 170, 1200),
	)},
	{"timestamps wrap round", axis.Axis{Rate: 8000}, story(
		speech(7, math.MaxUint32-200, 100, 640, 2),
		speech(7, 119, 140, 960, 5),
	)},
	{"timestamps wrap round in a gap of three minutes", axis.Axis{Rate: 8000}, story(
		speech(7, math.MaxUint32-159, 100, 640, 1),
		speech(7, 180*8000, 180_120, 640+160+180*8000, 5),
	)},
	{"packets overtake each other, and come twice", axis.Axis{Rate: 8000}, story(
		one(7, 1160, 160, 120, 800),
		one(7, 1000, 160, 121, 640),
		one(7, 1160, 160, 122, 800),
		one(7, 1480, 160, 160, 1120),
		one(7, 1320, 160, 161, 960),
		one(7, 1000, 160, 200, 640),
		one(7, 1000, 160, 400, none), // it has a position, and a leap back would look the same
	)},
	{"another source has an anchor of its own when three packets agree", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 10),
		refused(2, speech(9, 555_000, 300, 2240, 10)),
		one(7, 2440, 160, 380, 2080),                  // the last of the old source comes again
		one(9, 555_000, 160, 300, 2240),               // and who asks for the refused ones again
		one(9, 555_160, 160, 320, 2400),               // has their positions
		refused(2, speech(11, 555_000, 500, 3840, 2)), // two are not enough
	)},
	{"the anchor of another source is the least delayed of the packets that agreed", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 1),
		one(9, 0, 160, 240, none), one(9, 160, 160, 250, none), one(9, 320, 160, 271, 2008),
		one(9, 0, 160, 240, 1688), one(9, 160, 160, 250, 1848),
	)},
	{"two long packets are no anchor", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 1), one(9, 0, 480, 260, none), one(9, 480, 480, 320, none),
		one(9, 960, 480, 380, 2560),
	)},
	{"three short packets are none either", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 1), one(9, 0, 80, 200, none), one(9, 80, 80, 210, none),
		one(9, 160, 80, 220, none), one(9, 240, 80, 230, 1760),
	)},
	{"packets far off are not counted with others across one that is right", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 1), one(7, 90_000, 160, 110, none),
		speech(7, 1160, 120, 800, 1), one(7, 90_160, 160, 130, none),
		speech(7, 1320, 140, 960, 1), one(7, 90_320, 160, 150, none),
		speech(7, 1480, 160, 1120, 1), one(7, 90_480, 160, 170, none),
	)},
	{"two sources are known, and of a third the older one is forgotten", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 3),
		refused(2, speech(9, 0, 200, 1440, 3)),
		speech(7, 1000+1280, 260, 640+1280, 1),
		refused(2, speech(11, 0, 300, 2240, 3)),
		speech(7, 1000+1760, 320, 640+1760, 1),
		refused(1, speech(9, 1120, 340, none, 1)),
	)},
	{"a source whose timestamps leap has a new anchor when three packets agree", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 10),
		refused(2, speech(7, 900_000, 300, 2240, 10)),
		refused(2, speech(7, 1000, 500, 3840, 10)),
	)},
	{"the clock of a source that stood still in a hold", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 10),
		refused(2, speech(7, 2600, 60_000, 479_840, 10)),
	)},
	{"a source that was silent, and whose clock went on", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 10),
		speech(7, 1000+60*8000, 60_100, 640+60*8000, 10),
	)},
	{"one packet far off is refused, however often it comes", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 10),
		one(7, 90_000, 160, 301, none), one(7, 90_000, 160, 321, none), one(7, 90_000, 160, 341, none),
		one(7, 90_000, 160, 361, none), one(7, 90_000, 160, 381, none),
		speech(7, 2600, 300, 2240, 10),
	)},
	{"packets far off are not counted with others of long ago", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 1),
		refused(2, speech(9, 0, 200, none, 2)),
		refused(2, speech(9, 320+3*8000, 3240, 25_760, 5)),
	)},
	{"what the network held up for two seconds lies where it was spoken, but for the first tenth", axis.Axis{Rate: 8000},
		story(
			speech(7, 1000, 100, 640, 10),
			refused(5, at(2300, speech(7, 2600, 300, 2240, 100))),
			speech(7, 18_600, 2300, 18_240, 10),
		)},
	{"what was refused of it lies where it was spoken, when it is asked about again", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 10),
		refused(5, at(2300, speech(7, 2600, 300, 2240, 6))),
		at(2300, speech(7, 2600, 300, 2240, 5)),
	)},
	{"what came late, and not at once, lies where it was spoken when its source is in time again", axis.Axis{Rate: 8000},
		story(
			speech(7, 1000, 100, 640, 10),
			refused(60, slower(1000, 10, speech(7, 2600, 300, 2240, 62))),
			slower(1000, 10, speech(7, 2600, 300, 2240, 60)),
		)},
	{"one that came much too late, and whose source has not gone on behind it, is refused again",
		axis.Axis{Rate: 8000}, story(
			speech(7, 1000, 100, 640, 60),
			one(7, 1000, 160, 1290, none),
			speech(7, 10_600, 1300, 10_240, 5),
			one(7, 1000, 160, 1290, none),
		)},
	{"one behind a leap back is refused again, when one from before the leap comes after it", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 100),
		one(7, 16_200, 160, 2120, none), one(7, 17_000, 160, 2121, 16_640), one(7, 16_200, 160, 2120, none),
	)},
	{"a packet that comes more than half a second late is refused", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 60),
		one(7, 1000, 160, 1290, none),
		speech(7, 10_600, 1300, 10_240, 5),
	)},
	{"G.722 counts 8000 for 16,000 samples", axis.Axis{Rate: 16000, Clock: 8000}, story(
		one(7, 1000, 160, 100, 1280), one(7, 1160, 160, 120, 1600), one(7, 1320, 160, 140, 1920),
	)},
	{"Opus counts 48,000 for 8000 samples", axis.Axis{Rate: 8000, Clock: 48000}, story(
		one(7, 1000, 960, 100, 640), one(7, 1960, 960, 120, 800), one(7, 2920, 960, 140, 960),
	)},
	{"comfort noise begins a silence, and speech goes on after it", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 3),
		one(7, 1480, 0, 160, 1120),
		speech(7, 1480+8000, 1160, 1120+8000, 3),
	)},
	{"a key lies where it went down, in each of its packets", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 3),
		key(7, 1480, 160, 1120, 25),
		speech(7, 1480+4000, 660, 1120+4000, 3),
	)},
	{"a key that is held for long lies where it went down", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 3), key(7, 1480, 160, 1120, 300),
	)},
	{"a key is the first that comes", axis.Axis{Rate: 8000}, story(
		key(7, 1000, 100, 640, 5), speech(7, 1000+800, 200, 640+800, 3),
	)},
	{"keys come from a source of their own", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 3),
		refused(2, key(9, 70_000, 160, 1120, 5)), speech(7, 1480, 160, 1120, 3),
	)},
	{"an event whose duration runs ahead moves nothing", axis.Axis{Rate: 8000}, story(
		speech(7, 1000, 100, 640, 3),
		[]step{
			{axis.Packet{SSRC: 7, Timestamp: 1480, Length: 480, Event: true}, 160, 1120},
			{axis.Packet{SSRC: 7, Timestamp: 1480, Length: 800, Event: true}, 161, 1120},
		},
		speech(7, 2280, 260, 1920, 3),
	)},
	{"an axis without a rate", axis.Axis{}, one(7, 1000, 160, 100, none)},
	{"a clock of nothing", axis.Axis{Rate: 8000, Clock: -1}, one(7, 1000, 160, 100, none)},
	{"an arrival of another age", axis.Axis{Rate: 8000}, story(
		one(7, 1000, 160, math.MaxInt64/1_000_000, none), speech(7, 1000, 100, 640, 3),
		one(7, 1480, 160, math.MinInt64/1_000_000, none), speech(7, 1480, 160, 1120, 3),
	)},
}

// at makes packets arrive at once.
func at(arrival int64, steps []step) []step {
	for i := range steps {
		steps[i].arrival = arrival
	}
	return steps
}

// slower makes packets arrive one after the other, so many milliseconds apart.
func slower(arrival, apart int64, steps []step) []step {
	for i := range steps {
		steps[i].arrival = arrival + apart*int64(i)
	}
	return steps
}

func TestStories(t *testing.T) {
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			for i, step := range s.steps {
				got, err := s.x.At(step.packet, time.Duration(step.arrival)*time.Millisecond)
				if err != nil && !errors.As(err, new(*axis.RefusedError)) {
					t.Fatalf("step %d: got %v, want a *RefusedError", i, err)
				}
				if err != nil {
					got = none
				}
				if got != step.want {
					t.Errorf("step %d, %+v: got %d (%v), want %d", i, step.packet, got, err, step.want)
				}
			}
		})
	}
}

// Reports bend an axis only behind what has been given a position.
func TestReportsChangeNothingGiven(t *testing.T) {
	x := axis.Axis{Rate: 8000}
	last := speech(7, 1000, 100, 640, 3)[2]
	for _, s := range speech(7, 1000, 100, 640, 3) {
		_, _ = x.At(s.packet, time.Duration(s.arrival)*time.Millisecond)
	}
	for i := range uint32(3) { // by the clock of the last one's begin they arrive 70 ms before the axis says that they were spoken
		r := axis.SenderReport{SSRC: 7, Timestamp: last.packet.Timestamp - 2 + i}
		if err := x.Report(r, 50*time.Millisecond+time.Duration(int(i)-2)*125*time.Microsecond); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := x.At(last.packet, 140*time.Millisecond); got != last.want || err != nil {
		t.Errorf("a packet that comes again lies at %d (%v), want %d", got, err, last.want)
	}
	next := axis.Packet{SSRC: 7, Timestamp: 1480, Length: 160}
	if got, err := x.At(next, 160*time.Millisecond); got != 1120-560 || err != nil {
		t.Errorf("the next packet lies at %d (%v), want it 70 ms earlier than without reports, at 560", got, err)
	}
}

// Whatever comes, an axis takes it or says why not.
func TestAnythingMayCome(t *testing.T) {
	rates := rapid.SampledFrom([]recording.Rate{-1, 0, 1, 8000, 48000, math.MaxInt64})
	packets := rapid.Custom(func(t *rapid.T) axis.Packet {
		return axis.Packet{
			SSRC: rapid.Uint32Range(0, 2).Draw(t, "ssrc"), Timestamp: rapid.Uint32().Draw(t, "timestamp"),
			Length: rapid.Uint32().Draw(t, "length"), Event: rapid.Bool().Draw(t, "event"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		x := axis.Axis{Rate: rates.Draw(t, "rate"), Clock: rates.Draw(t, "clock")}
		for _, p := range rapid.SliceOf(packets).Draw(t, "packets") {
			arrival := time.Duration(rapid.Int64().Draw(t, "arrival"))
			_, err := x.At(p, arrival)
			r := axis.SenderReport{SSRC: p.SSRC, Timestamp: p.Timestamp}
			for _, err := range []error{err, x.Report(r, arrival)} {
				if err != nil && !errors.As(err, new(*axis.RefusedError)) {
					t.Fatalf("got %v, want a *RefusedError", err)
				}
			}
		}
	})
}

func TestRefusedErrorSaysWhy(t *testing.T) {
	x := axis.Axis{Rate: 8000}
	_, _ = x.At(axis.Packet{SSRC: 7, Timestamp: 1000, Length: 160}, 0)
	var unmade axis.Axis
	for _, row := range []struct {
		x    *axis.Axis
		p    axis.Packet
		want string
	}{
		{&unmade, axis.Packet{SSRC: 7, Timestamp: 1}, "axis: timestamp 1 of SSRC 0x7 needs an axis with a Rate of 1 to 16777216, not 0"},
		{&axis.Axis{Rate: 8000, Clock: -1}, axis.Packet{SSRC: 7, Timestamp: 1},
			"axis: timestamp 1 of SSRC 0x7 needs an axis with a Clock of 0 to 16777216, not -1"},
		{&x, axis.Packet{SSRC: 8}, "axis: timestamp 0 of SSRC 0x8 comes from a source that is not known yet"},
		{&x, axis.Packet{SSRC: 7}, "axis: timestamp 0 of SSRC 0x7 is too far from where its arrival says"},
	} {
		if _, err := row.x.At(row.p, time.Second); err == nil || err.Error() != row.want {
			t.Errorf("%+v: got %v, want %s", row.p, err, row.want)
		}
	}
}

func BenchmarkAt(b *testing.B) {
	x := axis.Axis{Rate: 8000}
	b.ReportAllocs()
	for i := range b.N {
		p := axis.Packet{SSRC: 7, Timestamp: uint32(160 * i), Length: 160}
		if _, err := x.At(p, time.Duration(20*i+i%7)*time.Millisecond); err != nil {
			b.Fatal(err)
		}
	}
}

func TestAtAllocatesNothing(t *testing.T) {
	x, i := axis.Axis{Rate: 8000}, 0
	got := testing.AllocsPerRun(2000, func() {
		arrival := time.Duration(20*i+i%7) * time.Millisecond
		_, _ = x.At(axis.Packet{SSRC: 7, Timestamp: uint32(160 * i), Length: 160}, arrival)
		_ = x.Report(axis.SenderReport{SSRC: 7, Timestamp: uint32(160 * i)}, arrival)
		i++
	})
	if got != 0 {
		t.Errorf("got %v allocations a packet, want 0", got)
	}
}
