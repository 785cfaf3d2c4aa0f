package axis_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live/axis"
)

// A telephone speaks into a network, of which everything is known here.
type telephone struct {
	rate, clock recording.Rate
	ssrc, stamp uint32        // of the first packet
	ticks       int64         // of the clock, in a packet
	begin       time.Duration // when its first sample is spoken, by the recorder's clock
	slow        int64         // parts per million by which its clock is slow, or fast if negative

	way, jitter       time.Duration // each packet is under way for this long, and for up to that longer
	lost, again       int           // packets in a hundred
	silentFrom, until time.Duration // when it sends nothing but reports
}

// A delivery is a packet, or a sender report, and what is true about it.
type delivery struct {
	packet  axis.Packet
	report  axis.SenderReport // where the packet has no length
	number  int
	arrival time.Duration
	spoken  time.Duration // its first sample
	delayed time.Duration // by the network
}

// at returns when a tick of the telephone's clock passes by the recorder's clock.
func (t telephone) at(tick int64) time.Duration {
	nominal := t.clock.Duration(tick)
	return t.begin + nominal + nominal/1e6*time.Duration(t.slow)
}

// deliver returns what comes in a time, in order of arrival, with a report every five seconds where there are reports.
func (t telephone) deliver(length time.Duration, reports bool, random *rand.Rand) (all []delivery) {
	delay := func() time.Duration { return t.way + time.Duration(random.Int64N(int64(t.jitter)+1)) }
	for i := range int(t.clock.Samples(length) / t.ticks) {
		tick := int64(i) * t.ticks
		stamp, spoken, sent := t.stamp+uint32(tick), t.at(tick), t.at(tick+t.ticks)
		silent := spoken >= t.silentFrom && spoken < t.until
		copies := 1
		if silent || random.IntN(100) < t.lost {
			copies = 0
		} else if random.IntN(100) < t.again {
			copies = 2
		}
		for range copies {
			d := delivery{number: i, spoken: spoken, delayed: delay(),
				packet: axis.Packet{SSRC: t.ssrc, Timestamp: stamp, Length: uint32(t.ticks)}}
			d.arrival = sent + d.delayed
			all = append(all, d)
		}
		if reports && i%int(5*int64(t.clock)/t.ticks) == 0 {
			d := delivery{number: i, delayed: delay(), spoken: spoken}
			d.report = axis.SenderReport{SSRC: t.ssrc, Timestamp: stamp}
			d.arrival = spoken + d.delayed
			all = append(all, d)
		}
	}
	slices.SortStableFunc(all, func(a, b delivery) int { return cmp.Compare(a.arrival, b.arrival) })
	return all
}

// position returns where the first sample lies, if nothing were delayed.
func (t telephone) position(d delivery) int64 { return t.rate.Samples(d.spoken) }

// telephones draws one that sends packets of 10 to 60 ms over a jittery network.
func telephones(t *rapid.T) telephone {
	clocks := rapid.SampledFrom([][2]recording.Rate{{8000, 8000}, {16000, 8000}, {16000, 16000}, {48000, 48000}})
	clock := clocks.Draw(t, "rate and clock")
	return telephone{
		rate: clock[0], clock: clock[1], ssrc: rapid.Uint32().Draw(t, "ssrc"),
		stamp:  -uint32(rapid.Int64Range(0, 5*int64(clock[1])).Draw(t, "wraps round in")),
		ticks:  int64(clock[1]) / 100 * rapid.Int64Range(1, 6).Draw(t, "tens of ms"),
		begin:  milliseconds(t, "begin", -1000, 10_000_000),
		way:    milliseconds(t, "way", 0, 100),
		jitter: milliseconds(t, "jitter", 0, 60),
		lost:   rapid.IntRange(0, 20).Draw(t, "lost"),
		again:  rapid.IntRange(0, 20).Draw(t, "again"),
	}
}

func milliseconds(t *rapid.T, name string, from, to int64) time.Duration {
	return time.Duration(rapid.Int64Range(from, to).Draw(t, name+" in ms")) * time.Millisecond
}

func randoms(t *rapid.T) *rand.Rand { return rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)) }

// give gives an axis what was delivered, and returns the position of what is a packet.
func give(x *axis.Axis, d delivery) (int64, error) {
	if d.packet.Length == 0 {
		return 0, x.Report(d.report, d.arrival)
	}
	return x.At(d.packet, d.arrival)
}

// After the first second, and fifty packets, a position is what is true, and later by the delay of the first packet, or
// by that of the least delayed one but one of them where it is less. Whether a copy is one of fifty is not stated.
func TestAnchorIsTheLeastDelayed(t *testing.T) {
	judged := 0
	rapid.Check(t, func(t *rapid.T) {
		phone := telephones(t)
		x := axis.Axis{Rate: phone.rate, Clock: phone.clock}
		all := phone.deliver(10*time.Second, false, randoms(t))
		var surely, perhaps []time.Duration // the delays of those that count
		seen := map[int]bool{}
		for n, d := range all {
			age := d.arrival - all[0].arrival
			if again := seen[d.number]; !again && (n < 50 || age <= time.Second) {
				surely = append(surely, d.delayed)
			}
			if again := seen[d.number]; !again && (len(seen) < 55 || age <= time.Second+phone.clock.Duration(phone.ticks)) {
				perhaps = append(perhaps, d.delayed)
			}
			seen[d.number] = true
			got, err := x.At(d.packet, d.arrival)
			if err != nil {
				slices.Sort(surely)
				if len(seen) < 50 || d.delayed > min(surely[1], all[0].delayed)-9*time.Millisecond {
					t.Fatal(err)
				}
				return // it would lie 10 ms after its arrival, and a second one moves the axis
			}
			if len(seen) < 65 || age <= 1200*time.Millisecond {
				continue // what was overtaken may lie before the last move
			}
			judged++
			slices.Sort(surely)
			slices.Sort(perhaps)
			from, to := min(perhaps[1], all[0].delayed), min(surely[1], all[0].delayed)
			if got < phone.rate.Samples(d.spoken+from)-1 || got > phone.rate.Samples(d.spoken+to)+1 {
				t.Fatalf("packet %d lies at %d, want it between %v and %v later than it was spoken, which is at %d",
					d.number, got, from, to, phone.position(d))
			}
		}
	})
	if judged < 1000 {
		t.Errorf("judged %d packets only", judged)
	}
}

// With a clock that is wrong by up to 100 ppm, a position is true but for the shortest way through the network and
// 10 ms. Two packets that follow each other overlap or leave a gap by one sample, and by one in two hundred of long
// ones; but once, where two say that all of the first second were delayed by 10 ms more, and the first of them is
// refused. One that comes again lies where it lay.
func TestDrift(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		phone := telephones(t)
		phone.slow = rapid.Int64Range(-100, 100).Draw(t, "slow by ppm")
		drift(t, phone, 3*time.Minute, rapid.Bool().Draw(t, "reports"), randoms(t))
	})
	for _, slow := range []int64{-100, 100} {
		phone := telephone{rate: 16000, clock: 8000, ticks: 160, begin: time.Hour, slow: slow, way: 30 * time.Millisecond,
			jitter: 60 * time.Millisecond, lost: 10, again: 5}
		drift(t, phone, time.Hour, false, rand.New(rand.NewPCG(1, 1)))
	}
}

func drift(t rapid.TB, phone telephone, length time.Duration, reports bool, random *rand.Rand) {
	x := axis.Axis{Rate: phone.rate, Clock: phone.clock}
	given := map[int]int64{}
	all := phone.deliver(length, reports, random)
	samples := phone.ticks * int64(phone.rate) / int64(phone.clock)
	worst, refused := time.Duration(0), 0
	for _, d := range all {
		got, err := give(&x, d)
		if err != nil && len(given) > 0 {
			refused++
		}
		if d.packet.Length == 0 || err != nil {
			continue
		}
		before, again := given[d.number]
		previous, follows := given[d.number-1]
		given[d.number] = got
		age, off := d.arrival-all[0].arrival, phone.rate.Duration(got-phone.position(d))-phone.way
		if again && got != before {
			t.Fatalf("packet %d lies at %d, and lay at %d", d.number, got, before)
		}
		if age > time.Minute {
			worst = max(worst, off, -off)
		}
		gap := got - previous - samples
		if moved := refused == 1 && gap < -phone.rate.Samples(9*time.Millisecond); moved {
			refused++ // by the second packet that would lie 10 ms after its arrival
		} else if age > 6*time.Second && follows && max(gap, -gap) > 1+samples/200 {
			t.Fatalf("packet %d lies at %d, %d samples after the one before it", d.number, got, got-previous)
		}
	}
	for i := 0; i < len(all); i += 997 {
		y := x
		got, err := y.At(all[i].packet, all[i].arrival)
		if all[i].packet.Length > 0 && err == nil && got != given[all[i].number] {
			t.Fatalf("packet %d lies at %d in the end, and lay at %d", all[i].number, got, given[all[i].number])
		}
	}
	if worst > 10*time.Millisecond {
		t.Fatalf("off by %v", worst)
	}
	if refused > 2 {
		t.Fatalf("%d packets were refused", refused)
	}
	t.Logf("%+v: off by %v", phone, worst)
}

// What one packet in twenty is, another source, another time, once or twice, is refused, and the others lie where they
// lie without it.
func TestWildPacketsMoveNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		phone, random := telephones(t), randoms(t)
		phone.slow = rapid.Int64Range(-100, 100).Draw(t, "slow by ppm")
		x := axis.Axis{Rate: phone.rate, Clock: phone.clock}
		y, early := x, 0 // one may come 10 ms less delayed than all of the first second
		for n, d := range phone.deliver(30*time.Second, false, random) {
			want, refused := x.At(d.packet, d.arrival)
			if early++; refused == nil {
				early--
			} else if early > 1 {
				t.Fatal(refused)
			}
			if n > 0 && random.IntN(20) == 0 {
				wild := d
				switch random.IntN(4) {
				case 0:
					wild.packet.SSRC = random.Uint32() | 1&^phone.ssrc
				case 1:
					wild.arrival += time.Duration(random.Int64()) - math.MaxInt64/2
				default:
					wild.packet.Timestamp += uint32(phone.clock) + random.Uint32N(math.MaxUint32-2*uint32(phone.clock))
				}
				for range 1 + random.IntN(4) {
					if got, err := y.At(wild.packet, wild.arrival); err == nil {
						t.Fatalf("%+v lies at %d", wild, got)
					}
					wild.report = axis.SenderReport{SSRC: wild.packet.SSRC, Timestamp: wild.packet.Timestamp}
					if err := y.Report(wild.report, wild.arrival); err == nil {
						t.Fatalf("%+v was taken", wild.report)
					}
				}
			}
			if got, err := y.At(d.packet, d.arrival); got != want || (err == nil) != (refused == nil) {
				t.Fatalf("packet %d after wild ones lies at %d, want %d: %v", d.number, got, want, err)
			}
		}
	})
}

// A source that goes on with other timestamps, or as another one, has a new anchor within 300 ms. No
// packet lies where the old timestamps were.
func TestNewAnchor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		phone, random := telephones(t), randoms(t)
		phone.lost = min(phone.lost, 5)
		x := axis.Axis{Rate: phone.rate, Clock: phone.clock}
		all := phone.deliver(10*time.Second, false, random)
		jump := uint32(phone.clock) + random.Uint32N(math.MaxUint32-2*uint32(phone.clock))
		change, other := rapid.IntRange(1, len(all)-50).Draw(t, "change"), rapid.Bool().Draw(t, "other source")
		since, late, before := time.Duration(0), time.Duration(0), true
		for _, d := range all {
			if changed := d.number >= change; changed && other {
				d.packet.SSRC++
			} else if changed {
				d.packet.Timestamp += jump
			}
			if before && d.number >= change {
				since, before = d.arrival, false
			}
			got, err := x.At(d.packet, d.arrival)
			if err != nil && d.delayed-phone.way < late-9*time.Millisecond {
				continue // it would lie 10 ms after its arrival, and a second one moves the axis
			}
			if err != nil && (before || d.arrival-since > 300*time.Millisecond) {
				t.Fatalf("packet %d, %v after the change: %v", d.number, d.arrival-since, err)
			}
			off := phone.rate.Duration(got-phone.position(d)) - phone.way
			if err == nil {
				late = off
			}
			if err == nil && (off < -time.Millisecond || off > phone.jitter+time.Millisecond) {
				t.Fatalf("packet %d, %v after the change, is off by %v", d.number, d.arrival-since, off)
			}
		}
	})
}

// In a hold of ten minutes only reports come, and it is no reason to be off. What a report says is by how much it came
// later than those before the hold: by what the least delayed of those was delayed the axis may be early.
func TestReports(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		phone := telephones(t)
		phone.slow = rapid.Int64Range(-100, 100).Draw(t, "slow by ppm")
		phone.silentFrom, phone.until = phone.begin+20*time.Second, phone.begin+10*time.Minute
		x := axis.Axis{Rate: phone.rate, Clock: phone.clock}
		refused, before := 0, phone.jitter
		for i, d := range phone.deliver(11*time.Minute, true, randoms(t)) {
			got, err := give(&x, d)
			if err != nil && i > 20 {
				if refused++; refused > 4 || d.packet.Length == 0 {
					t.Fatalf("%d were refused: %v", refused, err)
				}
				continue
			}
			if d.packet.Length == 0 && err == nil && d.spoken < phone.silentFrom {
				before = min(before, d.delayed-phone.way)
			}
			off := phone.rate.Duration(got-phone.position(d)) - phone.way
			if d.packet.Length == 0 || d.spoken < phone.until {
				continue
			}
			if off < -10*time.Millisecond-before || off > 10*time.Millisecond+phone.jitter/3 {
				t.Fatalf("packet %d after the hold is off by %v; before it the least delayed report came %v late", d.number, off, before)
			}
		}
	})
}

// What a network usually delays is not forgotten in a hold, in which only reports come: what comes as late as before is
// taken, though the reports before the hold were late.
func TestDelayIsKnownAfterAHold(t *testing.T) {
	phone := telephone{rate: 8000, clock: 8000, ticks: 320, jitter: 35 * time.Millisecond,
		silentFrom: 20 * time.Second, until: 10 * time.Minute}
	for seed := range uint64(200) {
		x := axis.Axis{Rate: phone.rate}
		for _, d := range phone.deliver(11*time.Minute, true, rand.New(rand.NewPCG(seed, 1))) {
			if _, err := give(&x, d); err != nil && d.spoken > 0 && d.delayed > phone.jitter/2 {
				t.Fatalf("seed %d: delayed by %v after %v: %v", seed, d.delayed, d.spoken, err)
			}
		}
	}
}

// An axis that was anchored at packets that nothing delayed follows what is delayed later, and by more than a
// millisecond.
func TestLater(t *testing.T) {
	for _, row := range []struct{ delayed, moved time.Duration }{
		{900 * time.Microsecond, 0}, {4 * time.Millisecond, 3 * time.Millisecond},
	} {
		x, off := axis.Axis{Rate: 8000}, time.Duration(0)
		for _, d := range (telephone{rate: 8000, clock: 8000, ticks: 160}).deliver(5*time.Minute, false, rand.New(rand.NewPCG(1, 1))) {
			if d.arrival > 2*time.Second {
				d.arrival += row.delayed
			}
			got, err := x.At(d.packet, d.arrival)
			if err != nil {
				t.Fatal(err)
			}
			off = recording.Rate(8000).Duration(got) - d.spoken
		}
		if off < row.moved || off > row.moved+time.Millisecond/8 {
			t.Errorf("%v later the axis has moved by %v, want %v", row.delayed, off, row.moved)
		}
	}
}

// Where nothing drifts, and little jitters, two packets neither overlap nor leave a gap.
func TestStill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		phone := telephones(t)
		phone.jitter, phone.again = 900*time.Microsecond, 0
		x := axis.Axis{Rate: phone.rate, Clock: phone.clock}
		all := phone.deliver(time.Minute, false, randoms(t))
		first := int64(0)
		for i, d := range all {
			got, err := x.At(d.packet, d.arrival)
			if err != nil {
				t.Fatal(err)
			}
			at := got - int64(d.number)*phone.ticks*int64(phone.rate)/int64(phone.clock)
			if first == 0 && i > 80 && d.arrival > all[0].arrival+time.Second {
				first = at
			}
			if first != 0 && at != first {
				t.Fatalf("packet %d lies at %d, want %d", d.number, got, got+first-at)
			}
		}
	})
}
