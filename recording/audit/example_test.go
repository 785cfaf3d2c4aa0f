package audit_test

import (
	"bytes"
	"fmt"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
)

// The manifest says that samples 800 to 1600 are silence; in the file sample 900 is not.
func ExampleCheck() {
	call, _ := pause.NewCall(true, 0, 1)
	tl := recording.NewTimeline(0, call)
	tl.Stop(800, 0)
	m, _ := manifest.New(tl, recording.Span{From: 0, To: 1600}, []string{"operator", "customer"},
		manifest.Options{Call: "c1", Recorded: true, Rate: 8000, Codec: recording.MuLaw, Tone: recording.DefaultTone()})

	data := bytes.Repeat([]byte{0x9A}, 800) // somebody speaks
	data = append(data, bytes.Repeat([]byte{0xFF}, 800)...)
	data[900] = 0x9A
	file := audit.File{Name: "call.wav", Codec: recording.MuLaw, Rate: 8000, Channels: 1, Samples: 1600,
		Data: bytes.NewReader(data)}
	r, err := audit.Check(m, []audit.File{file}, audit.Options{})
	if err != nil {
		fmt.Println("could not judge:", err)
	}
	for _, f := range r.Findings {
		fmt.Println(f)
	}
	// Output:
	// leak: sound while stopped, 125µs (samples: 1, bursts: 1), peak -6.4 dBm0, call.wav, 0:00.112500–0:00.112625 [900,901) [RP-REC-011]
}
