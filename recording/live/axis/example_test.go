package axis_test

import (
	"fmt"
	"time"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/live/axis"
)

// A file is what a recording is written to; nobody reads it here.
type file struct{}

func (file) WriteAt(p []byte, _ int64) (int, error) { return len(p), nil }

// A leg of a call. Timestamps begin where the telephone likes, and wrap round; a wild packet is left out; and the key
// that stops the recording counts from where it went down.
func Example() {
	const operator, customer pause.Party = 0, 1
	call, _ := pause.NewCall(true, operator, customer)
	rec, _ := live.New(live.DefaultConfig(8000), call, file{})

	leg := axis.Axis{Rate: 8000}
	payload := make([]byte, 2*160) // 20 ms of PCM16
	for i, stamp := range []uint32{4294967200, 64, 777_777, 224} {
		arrival := time.Duration(20*i+40) * time.Millisecond // since the call was answered
		at, err := leg.At(axis.Packet{SSRC: 0xCAFE, Timestamp: stamp, Length: 160}, arrival)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println("audio at", at)
		_ = rec.Write(operator, at, payload)
	}
	key := axis.Packet{SSRC: 0xCAFE, Timestamp: 384, Length: 160, Event: true}
	at, _ := leg.At(key, 120*time.Millisecond)
	_, _ = rec.Stop(at, operator)
	fmt.Println("silent", rec.Timeline().Silence(customer, 1000))
	// Output:
	// audio at 160
	// audio at 320
	// axis: timestamp 777777 of SSRC 0xcafe is too far from where its arrival says
	// audio at 480
	// silent [[640,1000)]
}
