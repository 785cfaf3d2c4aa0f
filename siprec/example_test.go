package siprec_test

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/siprec"
	"github.com/recpause/recpause/system"
)

// A stops the recording of its call with B. B's softphone shows nothing of it, for a display follows its own clicks alone;
// what B is told is true.
func ExampleNotices() {
	log, err := calllog.NewReader(strings.NewReader(
		`{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"A","kind":"softphone","terminal":"installed"},` +
			`{"id":"B","kind":"softphone","terminal":"installed"}]}
{"at":0,"event":"call.invite","party":"A","to":"B","call":"c1"}
{"at":8000,"event":"call.answered","party":"B","call":"c1"}
{"at":16000,"event":"pause.click","party":"A"}
{"at":32000,"event":"resume.click","party":"A"}
`))
	if err != nil {
		panic(err)
	}
	run, err := system.NewRun(log, pause.Policy{})
	if err != nil {
		panic(err)
	}
	for {
		e, o, err := run.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			panic(err)
		}
		for _, n := range siprec.Notices(o) {
			fmt.Printf("%v: %s is told a=record:%v\n", e.Kind, n.Party, n.Record)
		}
		for _, m := range o.Opened {
			fmt.Printf("%v: %s shows otherwise than what happens: %v\n", e.Kind, m.Party, m.Kind)
		}
	}
	// Output:
	// call.answered: A is told a=record:on
	// call.answered: B is told a=record:on
	// pause.click: A is told a=record:paused
	// pause.click: B is told a=record:paused
	// pause.click: B shows otherwise than what happens: shown-recording-but-stopped
	// resume.click: A is told a=record:on
	// resume.click: B is told a=record:on
}

// A telephone that knows of recordings asks for a pause in the SDP of its offer, and is told so in the answer.
func ExampleWriteSDP() {
	offer := "v=0\ns=-\nm=audio 49170 RTP/AVP 0\na=recordpref:pause\n"
	asked, err := siprec.ReadSDP([]byte(offer))
	if err != nil {
		panic(err)
	}
	fmt.Println(asked[0].Preference.Asks())
	answer, err := siprec.WriteSDP([]byte("v=0\ns=-\nm=audio 12240 RTP/AVP 0\n"), []siprec.Media{{Record: siprec.Paused}})
	if err != nil {
		panic(err)
	}
	fmt.Print(string(answer))
	// Output:
	// stop
	// v=0
	// s=-
	// m=audio 12240 RTP/AVP 0
	// a=record:paused
}
