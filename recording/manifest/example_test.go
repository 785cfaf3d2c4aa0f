package manifest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// onePause is the manifest of a call of two in which the operator stops the recording, and resumes it.
func onePause() manifest.Manifest { return onePauseWith(recording.Guard{}) }

func onePauseWith(guard recording.Guard) manifest.Manifest {
	call, _ := pause.NewCall(true, 0, 1)
	tl := recording.NewTimeline(0, call)
	_, _ = tl.Stop(11_600, 0)
	_, _ = tl.Resume(23_200, 0)
	_, _ = tl.End(30_000)
	m, _ := manifest.New(tl, recording.Span{From: 0, To: 30_000}, []string{"operator", "customer"}, manifest.Options{
		Call: "c1", Recorded: true, Layout: recording.TwoChannel, Rate: 8000, Tone: recording.DefaultTone(),
		Guard: guard, Start: time.Date(2025, 4, 1, 9, 30, 0, 0, time.FixedZone("JST", 9*60*60)),
	})
	return m
}

func ExampleNew() {
	m := onePause()
	for _, s := range m.Silences {
		fmt.Println(s.Span, s.Whose, s.Why.Rule)
		fmt.Println(s.Why.Fact.In(spec.EN))
		fmt.Println(s.Why.Remedy.In(spec.EN))
	}
	for _, b := range m.Beeps {
		fmt.Println(b.Span, b.Track, b.Why.Rule)
	}
	// Output:
	// [11600,23200) [operator customer] RP-REC-010
	// operator stopped the recording, which silences everybody (since sample 11600, by operator's 「録音停止」)
	// recorded again from sample 23200 on, by operator's 「録音再開」
	// [23200,24800) counterpart RP-NTF-012
}

func ExampleRead() {
	text, _ := json.Marshal(onePause())
	m, _ := manifest.Read(bytes.NewReader(text))
	fmt.Println(m.Call, m.Layout, m.Codec, m.Rate, m.Span, m.Start.Format(time.RFC3339))

	text = bytes.Replace(text, []byte(`"to":23200,"whose"`), []byte(`"to":11500,"whose"`), 1)
	_, err := manifest.Read(bytes.NewReader(text))
	var bad *manifest.Error
	fmt.Println(errors.As(err, &bad), bad.Field)
	fmt.Println(err)
	// Output:
	// c1 2ch pcm16 8000 [0,30000) 2025-04-01T09:30:00+09:00
	// true spans[0]
	// manifest: spans[0]: got [11600,11500), want a span that ends after it begins
}
