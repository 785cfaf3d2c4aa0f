package live_test

import (
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/live/axis"
)

// A packet is a party's audio at a position of the call.
type packet struct {
	party pause.Party
	at    int64
	pcm   []byte
}

// A click is a command of a party, and where in the call it was clicked.
type click struct {
	party pause.Party
	verb  pause.Verb
	at    int64
}

// A datagram is an RTP packet, and the time since the answer at which it was read from the socket.
type datagram struct {
	rtp  []byte
	came time.Duration
}

// readRTP gives a party's RTP packets as audio by position. What has no place on the axis is left out.
func readRTP(party pause.Party, datagrams []datagram, to chan<- packet) {
	const header = 12 // without extensions and contributing sources
	leg := axis.Axis{Rate: 8000}
	for _, d := range datagrams {
		pcm := d.rtp[header:]
		at, err := leg.At(axis.Packet{SSRC: binary.BigEndian.Uint32(d.rtp[8:]),
			Timestamp: binary.BigEndian.Uint32(d.rtp[4:]), Length: uint32(len(pcm) / 2)}, d.came)
		if err == nil {
			to <- packet{party, at, pcm}
		}
	}
}

// own is the one goroutine that has the recording. It returns at the end of the call, which is the end of the audio
// here.
func own(r *live.Recording, audio <-chan packet, clicks <-chan click) error {
	for audio != nil || clicks != nil {
		select {
		case p, ok := <-audio:
			if !ok {
				audio = nil
			} else if err := r.Write(p.party, p.at, p.pcm); err != nil {
				return err // or log it: a sink that is full gets what is due with the next frame
			}
		case c, ok := <-clicks:
			if !ok {
				clicks = nil
				continue
			}
			if _, err := r.Do(c.at, c.party, c.verb); err != nil {
				return err // c.party is told that nothing happened
			} // and beep to whom the step's Beep names, confirm to c.party, when r.Journal's line is on the disk
		}
	}
	return r.Close(640)
}

// rtp is packets of 20 ms of a party that says its bit, whose timestamps wrap round. Each comes when it has been spoken,
// but for the second, which the third overtakes.
func rtp(party pause.Party, count int) (datagrams []datagram) {
	for i := range count {
		p := make([]byte, 12, 12+320)
		stamp := uint32(i*160) - 300
		binary.BigEndian.PutUint32(p[4:], stamp)
		came := time.Duration(i+1) * 20 * time.Millisecond
		datagrams = append(datagrams, datagram{append(p, bits[party][:320]...), came})
	}
	datagrams[1], datagrams[2] = datagrams[2], datagrams[1]
	datagrams[2].came = datagrams[1].came + time.Millisecond
	return datagrams
}

// One goroutine owns the recording; two read the parties' RTP, and clicks come by a channel. In whatever order they are
// served, the file is the same: the operator stopped at sample 200 and resumed at 450.
func Example_recipe() {
	call, _ := pause.NewCall(true, 0, 1)
	file := &memory{}
	config := live.Config{Rate: 8000, HoldBack: 100 * time.Millisecond, Lookback: time.Second}
	r, err := live.New(config, call, file)
	if err != nil {
		fmt.Println(err)
		return
	}
	audio, clicks := make(chan packet, 50), make(chan click)
	var readers sync.WaitGroup
	readers.Go(func() { readRTP(0, rtp(0, 4), audio) })
	readers.Go(func() { readRTP(1, rtp(1, 4), audio) })
	go func() { readers.Wait(); close(audio) }()
	go func() {
		clicks <- click{0, pause.Stop, 200}
		clicks <- click{0, pause.Resume, 450}
		close(clicks)
	}()
	if err := own(r, audio, clicks); err != nil {
		fmt.Println(err)
	}
	at := 0
	for at < len(file.bytes) && file.bytes[at] == 3 {
		at += 2
	}
	fmt.Println("both are heard up to", at/2)
	for at < len(file.bytes) && file.bytes[at] == 0 {
		at += 2
	}
	fmt.Println("silence up to", at/2, "of", len(file.bytes)/2)
	fmt.Println("silenced", r.Timeline().Silence(0, 640))
	// Output:
	// both are heard up to 200
	// silence up to 450 of 640
	// silenced [[200,450)]
}

// A stream takes nothing back: a stop that comes later than the hold-back leaves a leak, which is reported with its
// span.
func ExampleRecording_Report() {
	operator, customer := pause.Party(0), pause.Party(1)
	call, _ := pause.NewCall(true, operator, customer)
	config := live.Config{Rate: 8000, HoldBack: 100 * time.Millisecond}
	r, _ := live.New(config, call, live.Stream(null{}))
	_ = r.Write(customer, 0, make([]byte, 2*4000))
	_, _ = r.Stop(3000, operator)
	for _, note := range r.Report().Notes {
		fmt.Println(note)
	}
	// Output: leaked: party 0 and party 1 in the mixed track at [3000,3200)
}

// A file is corrected: a stop may come long after what it silences.
func ExampleNew() {
	call, _ := pause.NewCall(true, 0, 1)
	file := &memory{}
	config := live.Config{Rate: 8000, Codec: recording.MuLaw, HoldBack: 125 * time.Microsecond,
		Lookback: 500 * time.Microsecond}
	r, _ := live.New(config, call, file)
	_ = r.Write(0, 0, []byte{1, 2, 3, 4, 5, 6, 7, 8})
	_, _ = r.Stop(2, 0)
	_ = r.Close(8)
	fmt.Printf("% X\n", file.bytes)
	// Output: 01 02 FF FF FF FF FF FF
}
