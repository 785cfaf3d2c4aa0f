package axis_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/recpause/recpause/recording/live/axis"
)

// received is a packet of a real softphone, as it arrived, and where its samples lie in the WAV file of its call.
type received struct {
	packet  axis.Packet
	arrival time.Duration
	at      int64
}

func readPackets(t *testing.T, name string) (all []received) {
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] { // arrival_us, seq, ts, pt, marker, len, pos
		var n [7]int64
		for i, field := range row {
			if n[i], err = strconv.ParseInt(field, 10, 64); err != nil {
				t.Fatal(err)
			}
		}
		packet := axis.Packet{SSRC: 1, Timestamp: uint32(n[2]), Length: uint32(n[5])}
		all = append(all, received{packet, time.Duration(n[0]) * time.Microsecond, n[6]})
	}
	return all
}

// The packets of two real softphones lie as far from each other as their samples do in the WAV files, from the second
// second on. Until then the axis moves earlier by what the first packet was delayed more than the least delayed but
// one.
func TestRealPackets(t *testing.T) {
	for name, delayed := range map[string]int64{
		"testdata/rtp-customer.csv": 34,
		"testdata/rtp-operator.csv": 38,
	} {
		x := axis.Axis{Rate: 8000}
		packets := readPackets(t, name)
		for i, p := range packets {
			got, err := x.At(p.packet, p.arrival+20*time.Millisecond) // so that the first one lies at 0
			if err != nil {
				t.Fatal(err)
			}
			off := got - (p.at - packets[0].at)
			if off > 0 || off < -delayed || p.arrival > time.Second && off != -delayed {
				t.Fatalf("%s: packet %d is off by %d samples", name, i, off)
			}
		}
	}
}
