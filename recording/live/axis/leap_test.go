package axis_test

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/live/axis"
)

// A leap is where the timestamps of a telephone no longer go as its speech does.
type leap struct {
	number int   // of the first packet behind it
	ticks  int64 // by which the timestamps are further on than they would have been
	silent bool  // nothing was sent while they stood still
}

// leaping makes the timestamps of packets, and of reports, leap. What a leap has overtaken is lost: it may lie early by
// the leap, in the place of what was said behind it.
func (t telephone) leaping(all []delivery, leaps ...leap) []delivery {
	kept, behind := slices.Clone(all)[:0], make([]bool, len(leaps))
	for _, d := range all {
		sent := true
		for i, l := range leaps {
			behind[i] = behind[i] || d.number >= l.number
			sent = sent && (!behind[i] || d.number >= l.number)
			if l.silent && d.number >= l.number+int(l.ticks/t.ticks) && d.number < l.number {
				sent = false
			}
			if d.number >= l.number {
				d.packet.Timestamp += uint32(l.ticks)
				d.report.Timestamp += uint32(l.ticks)
			}
		}
		if sent || d.packet.Length == 0 {
			kept = append(kept, d)
		}
	}
	return kept
}

// hear gives an axis a packet, and those that were refused before it, as embedders are told to. Heard gets what has a
// position.
type ear struct {
	axis    axis.Axis
	waiting []delivery
	refused int
}

func (e *ear) hear(d delivery, heard func(delivery, int64)) {
	if d.packet.Length == 0 {
		_ = e.axis.Report(d.report, d.arrival)
		return
	}
	at, err := e.axis.At(d.packet, d.arrival)
	if err != nil {
		e.refused++
		e.waiting = append(e.waiting, d)
		for d.arrival-e.waiting[0].arrival > 2*time.Second {
			e.waiting = e.waiting[1:]
		}
		return
	}
	for _, w := range e.waiting {
		if at, err := e.axis.At(w.packet, w.arrival); err == nil {
			heard(w, at)
		}
	}
	e.waiting = e.waiting[:0]
	heard(d, at)
}

// Whatever timestamps do, no audio lies more than 11 ms after its own arrival, but for a second, and fifty packets,
// behind a leap. None lies more than 11 ms before it was spoken, but for nine seconds at most behind a leap that the
// network's delays hide, and then by no more than the leap. Whatever reports say is of no account.
func TestLeaps(t *testing.T) {
	hidden, seen := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		phone, random := telephones(t), randoms(t)
		phone.slow = rapid.Int64Range(-100, 100).Draw(t, "slow by ppm")
		phone.silentFrom = phone.begin + milliseconds(t, "silent from", 20_000, 90_000)
		phone.until = phone.silentFrom + milliseconds(t, "silent for", 0, 20_000)
		length := 2*time.Minute + phone.clock.Duration(phone.ticks)*1000
		all := phone.deliver(length, true, random)
		var leaps []leap
		perSecond := float64(phone.clock) / float64(phone.ticks)
		for number := 0; len(leaps) < 3; {
			number += int((25+15*random.Float64())*perSecond) + 50
			ms := rapid.OneOf(rapid.Int64Range(-150, 150), rapid.Int64Range(-490, 490), rapid.Int64()).Draw(t, "leap in ms")
			if at := phone.at(int64(number) * phone.ticks); at >= phone.silentFrom && at < phone.until {
				continue // it would be seen when something is sent again
			}
			leaps = append(leaps, leap{number, ms * int64(phone.clock) / 1000, random.IntN(2) == 0})
		}
		all = phone.leaping(all, leaps...)
		lies := time.Duration(random.Int64N(int64(100*time.Millisecond))) * time.Duration(random.IntN(2))
		e := ear{axis: axis.Axis{Rate: phone.rate, Clock: phone.clock}}
		packet := phone.clock.Duration(phone.ticks)
		ms := time.Millisecond
		for _, d := range all {
			if d.packet.Length == 0 {
				d.report.Timestamp += uint32(phone.clock.Samples(lies))
			}
			e.hear(d, func(d delivery, at int64) {
				last, behind := leap{}, d.number
				for _, l := range leaps {
					if d.number >= l.number {
						last, behind = l, d.number-l.number
					}
				}
				seen++
				since := time.Duration(behind) * packet
				after := phone.rate.Duration(at) + packet - d.arrival
				early := d.spoken - phone.rate.Duration(at)
				if after > 11*ms && since > 6*time.Second {
					t.Fatalf("packet %d, %d behind %+v, lies %v after its arrival", d.number, behind, last, after)
				}
				by := -phone.clock.Duration(last.ticks)
				switch {
				case early <= 11*ms:
				case by > 0 && by <= max(60*ms, phone.jitter)+40*ms && behind <= 700 && early <= by+11*ms:
					hidden++
				default:
					t.Fatalf("packet %d, %d behind %+v (%v), lies %v too early; %+v", d.number, behind, last, by, early, leaps)
				}
			})
		}
	})
	if hidden == 0 || seen < 100_000 {
		t.Errorf("of %d packets %d were early", seen, hidden)
	}
}

// What is spoken in a pause is not in the file, whatever timestamps leap by at any time, if it is by 120 ms at least;
// and whatever reports say. Half of what was spoken outside is in it at least.
func TestNothingOfAPauseIsHeardBehindALeap(t *testing.T) {
	const secret, open, call = 1, 2, 40 * time.Second
	rapid.Check(t, func(t *rapid.T) {
		phone, random := telephones(t), randoms(t)
		phone.begin, phone.ticks = 0, int64(phone.clock)/50
		stop, resume := milliseconds(t, "stop", 3000, 10_000), milliseconds(t, "resume", 10_000, 20_000)
		samples := int(phone.ticks * int64(phone.rate/phone.clock))
		config := live.DefaultConfig(phone.rate)
		config.Tone = nil
		config.Guard.Before = phone.rate.Samples(10 * time.Millisecond)
		config.Guard.After = phone.rate.Samples(phone.way + phone.jitter + 10*time.Millisecond)
		var file memory
		rec, err := live.New(config, calltest.New(true, 0, 1), &file)
		if err != nil {
			t.Fatal(err)
		}
		by := rapid.Int64Range(120, 2000).Draw(t, "leap by ms") * int64(1-2*random.IntN(2))
		leaps := []leap{{100 + random.IntN(1200), by * int64(phone.clock) / 1000, random.IntN(2) == 0}}
		e := ear{axis: axis.Axis{Rate: phone.rate, Clock: phone.clock}}
		stopped, resumed := false, false
		for _, d := range phone.leaping(phone.deliver(call, true, random), leaps...) {
			if !stopped && d.arrival >= stop {
				_, err = rec.Stop(phone.rate.Samples(stop), 0)
				stopped = true
			} else if !resumed && d.arrival >= resume {
				_, err = rec.Resume(phone.rate.Samples(resume), 0)
				resumed = true
			}
			if err != nil {
				t.Fatal(err)
			}
			e.hear(d, func(d delivery, at int64) {
				payload := make([]byte, 2*samples)
				for i := range samples {
					said := uint16(open)
					if spoken := d.spoken + phone.rate.Duration(int64(i)); spoken >= stop && spoken < resume {
						said = secret
					}
					binary.LittleEndian.PutUint16(payload[2*i:], said)
				}
				if err := rec.Write(1, at, payload); err != nil {
					t.Fatal(err)
				}
			})
		}
		if err := rec.Close(phone.rate.Samples(2 * time.Minute)); err != nil {
			t.Fatal(err)
		}
		heard := 0
		for i := 0; i < len(file); i += 2 {
			switch binary.LittleEndian.Uint16(file[i:]) {
			case secret:
				t.Fatalf("sample %d was spoken in the pause", i/2)
			case open:
				heard++
			}
		}
		want := phone.rate.Samples(call-(resume-stop)) * int64(100-phone.lost) / 100
		if int64(heard) < want*80/100-phone.rate.Samples(2*time.Second) {
			t.Fatalf("%d samples are heard, want about %d; %d were refused", heard, want, e.refused)
		}
	})
}

// A leap of any size in a network that delays all alike: where it is more than 40 ms no packet lies elsewhere than it
// was spoken, and without asking again two are lost. Where it is less, it is followed within two packets forwards, and
// within fifty backwards.
func TestLeapInAnEvenNetwork(t *testing.T) {
	phone := telephone{rate: 8000, clock: 8000, ticks: 160, way: 5 * time.Millisecond}
	for ms := int64(-490); ms <= 490; ms += 5 {
		all := phone.leaping(phone.deliver(40*time.Second, false, rand.New(rand.NewPCG(1, 1))), leap{1500, ms * 8, false})
		x, refused, elsewhere := axis.Axis{Rate: 8000}, 0, 0
		for _, d := range all {
			at, err := x.At(d.packet, d.arrival)
			if err != nil {
				refused++
			} else if off := at - 40 - int64(d.number)*160; off < -80 || off > 80 {
				elsewhere++
			}
		}
		mostRefused, mostElsewhere := 2, 0
		if ms >= -40 && ms < -10 {
			mostRefused, mostElsewhere = 0, 53 // with those whose timestamps come twice
		}
		if refused > mostRefused || elsewhere > mostElsewhere {
			t.Errorf("a leap of %d ms: %d packets were refused, and %d lie elsewhere", ms, refused, elsewhere)
		}
	}
}

// The timestamps of a telephone stand still while it sends the 16 keys of a card number: no audio is early, and of the
// 9 packets between two keys two are refused, which lie right when they are asked about again.
func TestTimestampsThatStandStill(t *testing.T) {
	phone := telephone{rate: 8000, clock: 8000, ticks: 160, way: 5 * time.Millisecond}
	var keys []leap
	for k := range 16 {
		keys = append(keys, leap{1006 + 15*k, -960, true})
	}
	all := phone.leaping(phone.deliver(time.Minute, false, rand.New(rand.NewPCG(1, 1))), keys...)
	e, heard := ear{axis: axis.Axis{Rate: 8000}}, 0
	for _, d := range all {
		e.hear(d, func(d delivery, at int64) {
			heard++
			if off := at - 40 - int64(d.number)*160; off != 0 {
				t.Fatalf("packet %d is off by %d samples", d.number, off)
			}
		})
	}
	if heard != len(all) || e.refused != 2*16 {
		t.Errorf("%d of %d packets are heard, and %d were refused", heard, len(all), e.refused)
	}
}

// Reports whose timestamps are ahead by up to half a second, or run slow by a hundredth, move nothing where fifty
// packets a second come.
func TestReportsAgainstPackets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		phone := telephones(t)
		phone.ticks, phone.lost = int64(phone.clock)/50, 0
		ahead, slow := rapid.Int64Range(-500, 500).Draw(t, "ahead by ms"), rapid.Int64Range(0, 100).Draw(t, "slow")
		x := axis.Axis{Rate: phone.rate, Clock: phone.clock}
		y := x
		for _, d := range phone.deliver(90*time.Second, true, randoms(t)) {
			if d.packet.Length > 0 {
				want, err := x.At(d.packet, d.arrival)
				got, again := y.At(d.packet, d.arrival)
				if got != want || (err == nil) != (again == nil) {
					t.Fatalf("packet %d lies at %d (%v), want %d (%v)", d.number, got, again, want, err)
				}
			} else if d.number > 60 {
				r := d.report
				r.Timestamp += uint32(ahead*int64(phone.clock)/1000) - (r.Timestamp-phone.stamp)/10_000*uint32(slow)
				_ = y.Report(r, d.arrival)
			}
		}
	})
}

// The clock of a telephone that is off by a hundredth is followed all along.
func TestClockOffByAHundredth(t *testing.T) {
	for _, slow := range []int64{-10_000, 10_000} {
		phone := telephone{rate: 8000, clock: 8000, ticks: 160, slow: slow, jitter: 10 * time.Millisecond}
		e, heard, worst := ear{axis: axis.Axis{Rate: 8000}}, 0, time.Duration(0)
		all := phone.deliver(5*time.Minute, false, rand.New(rand.NewPCG(1, 1)))
		for _, d := range all {
			e.hear(d, func(d delivery, at int64) {
				heard++
				off := recording.Rate(8000).Duration(at) - d.spoken
				worst = max(worst, off, -off)
			})
		}
		if worst > 35*time.Millisecond || heard < len(all)*98/100 {
			t.Errorf("slow by %d ppm: off by %v, and %d of %d are heard", slow, worst, heard, len(all))
		}
	}
}
