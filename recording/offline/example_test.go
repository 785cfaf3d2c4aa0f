package offline_test

import (
	"bytes"
	"fmt"
	"io"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
)

// Two raw voices of PCM8 become one file of two channels, in which the pause from sample 2 to 4 is silence, 0x80.
func ExampleJob_Run() {
	call, _ := pause.NewCall(true, 0, 1)
	tl := recording.NewTimeline(0, call)
	_, _ = tl.Stop(2, 0)
	_, _ = tl.Resume(4, 0)

	job := offline.Job{Codec: recording.PCM8, Span: recording.Span{From: 0, To: offline.ToTheEnd},
		Voices: [][]pause.Party{{0}, {1}}, Layout: recording.TwoChannel}
	for _, track := range job.Layout.Tracks() {
		job.Plans = append(job.Plans, tl.Plan(track, nil))
	}
	var out bytes.Buffer
	n, err := job.Run([]io.Reader{bytes.NewReader([]byte("aaaaaa")), bytes.NewReader([]byte("bbbbbb"))},
		[]io.Writer{&out})
	fmt.Printf("%d %v %q\n", n, err, out.Bytes())
	// Output: 6 <nil> "abab\x80\x80\x80\x80abab"
}
