//go:build unix

package bench_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emiago/diago/audio"
	"github.com/emiago/diago/media"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/live/axis"
	"github.com/recpause/recpause/recording/wav"
)

const (
	second    = int64(8000)
	perPacket = 160 // 20 ms of µ-law
)

// A network is what packets and clicks are under way in, beside what all of them are.
type network struct {
	name   string
	jitter time.Duration // in the mean; eight times as long at most
	lost   int           // one packet in so many never comes
	stalls int           // behind one in so many nothing comes for up to 150 ms, and then all at once
}

// A conversation is what two parties say, when the network lets the PBX hear it, and when somebody clicks.
type conversation struct {
	length  int64
	said    [2][]byte          // by party: µ-law, in which nothing occurs twice, and no sample is silence
	where   [2]map[[8]byte]int // where any eight samples of it are
	arrives []arrival          // in their order
	pauses  []recording.Span
}

// An arrival is what reaches the PBX: a packet of a party, or a click.
type arrival struct {
	at    time.Duration
	party pause.Party
	where int64      // its first sample, or that at which was clicked
	click pause.Verb // 0 for a packet
}

// converse makes a conversation with a pause of about five seconds in every ten. A packet is sent when its last sample
// has been said, and none overtakes another. A click is known for late longer than it is under way.
func converse(n network, length int64, late time.Duration) *conversation {
	random := rand.New(rand.NewPCG(1, 1))
	way := func() time.Duration {
		return min(time.Duration(random.ExpFloat64()*float64(n.jitter)), 8*n.jitter)
	}
	c := &conversation{length: length}
	for party := range c.said {
		c.said[party], c.where[party] = speak(random, length)
		latest := time.Duration(0)
		for from := int64(0); from < length; from += perPacket {
			latest = max(latest, clock(from+perPacket)+way())
			if n.stalls > 0 && random.IntN(n.stalls) == 0 {
				latest += time.Duration(random.Int64N(int64(150 * time.Millisecond)))
			}
			if random.IntN(n.lost) > 0 {
				c.arrives = append(c.arrives, arrival{at: latest, party: pause.Party(party), where: from})
			}
		}
	}
	for from := 5 * second; from+7*second < length; from += 10 * second {
		p := recording.Span{From: from + random.Int64N(second), To: from + 5*second + random.Int64N(second)}
		c.pauses = append(c.pauses, p)
		c.arrives = append(c.arrives, arrival{at: clock(p.From) + way() + late, where: p.From, click: pause.Stop},
			arrival{at: clock(p.To) + way() + late, where: p.To, click: pause.Resume})
	}
	slices.SortStableFunc(c.arrives, func(a, b arrival) int { return cmp.Compare(a.at, b.at) })
	return c
}

func clock(samples int64) time.Duration { return recording.Rate(second).Duration(samples) }

func speak(random *rand.Rand, length int64) (said []byte, where map[[8]byte]int) {
	said, where = make([]byte, length), map[[8]byte]int{}
	for i := range said {
		said[i] = byte(random.IntN(0x7f) | random.IntN(2)<<7) // 0x7f and 0xff are zero
		if i >= 7 {
			where[[8]byte(said[i-7:])] = i - 7
		}
	}
	return said, where
}

// byDiago records with diago's stereo recorder, whose reader hears the one party and whose writer the other. It knows no
// pause; between the clicks its two monitors are stopped, as they come, which is the nearest that it has. Wait is how
// it comes to the time of an arrival.
func byDiago(c *conversation, path string, wait func(time.Duration)) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	var heard bytes.Buffer
	w, rec := audio.NewWavWriter(file), &audio.MonitorPCMStereo{}
	if err := rec.Init(w, media.CodecAudioUlaw, &heard, discard{}); err != nil {
		return err
	}
	buf := make([]byte, perPacket)
	for _, a := range c.arrives {
		wait(a.at)
		payload := c.said[a.party][a.where:][:perPacket]
		switch {
		case a.click == pause.Stop:
			rec.MonitorPCMReader.Stop()
			rec.MonitorPCMWriter.Stop()
		case a.click == pause.Resume:
			rec.MonitorPCMReader.Start()
			rec.MonitorPCMWriter.Start()
		case a.party == near:
			heard.Write(payload)
			_, err = rec.Read(buf)
		default:
			_, err = rec.Write(payload)
		}
		if err != nil {
			return err
		}
	}
	wait(clock(c.length))
	if err := rec.Close(); err != nil {
		return err
	}
	return w.Close()
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// byUs records with ours: a packet lies where its timestamp says, and a click where it was made, or where it came.
func byUs(c *conversation, path string, asItCame bool) error {
	config := live.DefaultConfig(recording.Rate(second))
	config.Codec, config.Layout, config.Tone = recording.MuLaw, recording.TwoChannel, nil // a beep would cover voices
	files, err := wav.Create(config, path)
	if err != nil {
		return err
	}
	rec, err := live.New(config, calltest.New(true, near, far), files.Sinks()...)
	if err != nil {
		return err
	}
	legs := [...]axis.Axis{{Rate: config.Rate}, {Rate: config.Rate}}
	for _, a := range c.arrives {
		switch {
		case a.click != 0 && asItCame:
			_, err = rec.Do(config.Rate.Samples(a.at), near, a.click)
		case a.click != 0:
			_, err = rec.Do(a.where, near, a.click)
		default:
			at, refused := legs[a.party].At(axis.Packet{Timestamp: uint32(a.where), Length: perPacket}, a.at)
			if refused == nil {
				err = rec.Write(a.party, at, c.said[a.party][a.where:][:perPacket])
			}
		}
		if err != nil {
			return err
		}
	}
	if err := rec.Close(c.length); err != nil {
		return err
	}
	return files.Close()
}

// A found is what a file holds of a conversation, in samples of both parties.
type found struct {
	atStop, atResume leak  // what was said in a pause and is heard all the same
	lost             int   // what was said outside of pauses, reached the PBX, and is not there
	length           int64 // by which the file is longer than the call
	moved            int64 // by which anything is elsewhere than it was said, at most
}

// A leak is what is heard at all edges of one kind, and at the worst of them, of either party.
type leak struct{ sum, most int }

func (l *leak) add(there []bool) {
	n := 0
	for _, is := range there {
		if is {
			n++
		}
	}
	l.sum, l.most = l.sum+n, max(l.most, n)
}

func (l leak) String() string { return fmt.Sprintf("%d (%d)", l.sum, l.most) }

// listen finds every sample of a conversation in a file by what is around it, wherever it has come to.
func listen(c *conversation, path string) (f found, err error) {
	file, err := wav.Open(os.DirFS(filepath.Dir(path)), filepath.Base(path))
	if err != nil {
		return f, err
	}
	defer file.Close()
	pcm := make([]byte, int(file.Samples)*file.Channels*file.Codec.Width())
	if _, err := file.ReadAt(pcm, 0); err != nil {
		return f, err
	}
	f.length = file.Samples - c.length
	samples := make([]int16, len(pcm)/file.Codec.Width())
	file.Codec.Decode(samples, pcm)
	ulaw := make([]byte, len(samples))
	recording.MuLaw.Encode(ulaw, samples)
	for party := range c.said {
		track := make([]byte, file.Samples)
		for i := range track {
			track[i] = ulaw[2*i+party]
		}
		f.judge(c, pause.Party(party), track)
	}
	return f, nil
}

// judge adds what a track holds of its party.
func (f *found) judge(c *conversation, party pause.Party, track []byte) {
	there := make([]bool, c.length)
	for p := range len(track) - 7 {
		if q, ok := c.where[party][[8]byte(track[p:])]; ok {
			f.moved = max(f.moved, int64(p-q), int64(q-p))
			for i := range 8 {
				there[q+i] = true
			}
		}
	}
	paused := make([]bool, c.length)
	for _, p := range c.pauses {
		middle := (p.From + p.To) / 2
		f.atStop.add(there[p.From:middle])
		f.atResume.add(there[middle:p.To])
		for q := p.From; q < p.To; q++ {
			paused[q] = true
		}
	}
	for _, a := range c.arrives {
		for q := a.where; a.click == 0 && a.party == party && q < a.where+perPacket; q++ {
			if !paused[q] && !there[q] {
				f.lost++
			}
		}
	}
}

// The same packets and clicks, through a recorder that goes by arrival and through one that goes by position: what leaks
// at an edge, what is lost, and how long the file is. The table is that of docs/performance.md.
func TestDiago(t *testing.T) {
	if testing.Short() {
		t.Skip("listens to a dozen calls of a minute")
	}
	networks := []network{{"office", time.Millisecond, 1000, 0}, {"Wi-Fi", 10 * time.Millisecond, 100, 250}}
	var table strings.Builder
	const row = "%-8s %-10s %-34s %14v %14v %8v %8v %8v\n"
	fmt.Fprintf(&table, "\n"+row, "network", "known", "recorder", "at stops", "at resumes", "lost", "longer", "moved")
	for _, n := range networks {
		for _, late := range []time.Duration{0, 300 * time.Millisecond} {
			c := converse(n, 60*second, late)
			for i, record := range recorders(t) {
				path := filepath.Join(t.TempDir(), "call.wav")
				if err := record.by(c, path); err != nil {
					t.Fatal(record.name, err)
				}
				f, err := listen(c, path)
				if err != nil {
					t.Fatal(record.name, err)
				}
				fmt.Fprintf(&table, row, n.name, late, record.name, f.atStop, f.atResume, f.lost, f.length, f.moved)
				if i == 0 && (max(f.atStop.most, f.atResume.most) > 8 || f.length != 0) {
					t.Errorf("%s, known %v later: %+v; want a millisecond at most, and the call's length", n.name, late, f)
				}
			}
		}
	}
	t.Log(table.String())
}

type recorder struct {
	name string
	by   func(c *conversation, path string) error
}

// recorders are ours, told where was clicked, and those that go by when it is known.
func recorders(t *testing.T) []recorder {
	return []recorder{
		{"recpause, where was clicked", func(c *conversation, path string) error { return byUs(c, path, false) }},
		{"recpause, where it was known", func(c *conversation, path string) error { return byUs(c, path, true) }},
		{"diago, stopped when it was known", func(c *conversation, path string) (err error) {
			synctest.Test(t, func(*testing.T) { // its clock is that of the machine
				begun := time.Now()
				err = byDiago(c, path, func(at time.Duration) { time.Sleep(time.Until(begun.Add(at))) })
			})
			return err
		}},
	}
}

// BenchmarkDiago records a call of a minute that nobody pauses, as fast as the machine can, with the processor time of
// the kernel: an iteration is a call.
func BenchmarkDiago(b *testing.B) {
	c := converse(network{"office", time.Millisecond, 1000, 0}, 60*second, 0)
	c.arrives = slices.DeleteFunc(c.arrives, func(a arrival) bool { return a.click != 0 })
	for _, r := range []recorder{
		{"recpause", func(c *conversation, path string) error { return byUs(c, path, false) }},
		{"diago", func(c *conversation, path string) error { return byDiago(c, path, func(time.Duration) {}) }},
	} {
		b.Run(r.name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "call.wav")
			before := usedNow()
			for b.Loop() {
				if err := errors.Join(r.by(c, path), os.Remove(path)); err != nil {
					b.Fatal(err)
				}
			}
			used := usedNow()
			seconds := float64(60 * b.N)
			b.ReportMetric(float64((used.cpu-before.cpu).Microseconds())/seconds, "cpu-µs/call-s")
			b.ReportMetric(float64(used.writes-before.writes)/seconds, "writes/call-s")
			b.ReportMetric(float64(used.bytes-before.bytes)/seconds/1000, "kB/call-s")
		})
	}
}

// A usage is what the process has used: processor time, and calls of write and their bytes where /proc tells them.
type usage struct {
	cpu           time.Duration
	writes, bytes int64
}

func usedNow() (u usage) {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r) // of this process, which there is
	u.cpu = time.Duration(r.Utime.Nano() + r.Stime.Nano())
	text, _ := os.ReadFile("/proc/self/io")
	for line := range strings.Lines(string(text)) {
		_, _ = fmt.Sscanf(line, "syscw: %d", &u.writes)
		_, _ = fmt.Sscanf(line, "wchar: %d", &u.bytes)
	}
	return u
}
