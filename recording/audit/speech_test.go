package audit_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
)

// realSpeech reads what somebody really said.
func realSpeech(t *testing.T, name string) []int16 {
	file, err := wav.Open(os.DirFS("../../examples/pbx-sip/testdata"), name)
	require.NoError(t, err)
	defer file.Close()
	raw := make([]byte, 2*file.Samples)
	_, err = file.Read(raw)
	require.NoError(t, err)
	pcm := make([]int16, file.Samples)
	recording.PCM16.Decode(pcm, raw)
	return pcm
}

// A beep is right whatever is said over it, for a voice can look like a little more of the tone, or a little less.
func TestBeepOverRealSpeech(t *testing.T) {
	const end = 3 * rate
	every := 23
	if testing.Short() {
		every = 230
	}
	for _, name := range []string{"customer.wav", "operator.wav"} {
		said := realSpeech(t, name)
		tried, wrong := 0, 0
		for from := 0; from < len(said); from += every {
			voice := make([]int16, end)
			for i := range voice {
				voice[i] = said[(from+i)%len(said)]
			}
			p := record(t, timeline(t, end, recording.Span{From: rate / 2, To: rate}), end,
				options(recording.TwoChannel, recording.PCM16), voice, voice)
			tried++
			for _, f := range p.check(t, audit.Options{}).Findings {
				t.Log(from, f)
				wrong++
			}
		}
		if wrong > 0 {
			t.Errorf("%s: %d findings in %d recordings that are right", name, wrong, tried)
		}
	}
}

// Nor does a loud voice over a part of a beep make it another tone, which would then be heard in the rest of it, where
// nothing was received of anybody.
func TestBeepUnderALoudVoiceInPart(t *testing.T) {
	const end, resumed, received = 8000, 3000, 3400
	for _, c := range codecs {
		wrong := 0
		for seed := uint64(80); seed < 92; seed++ {
			voice := voice("loud", end, seed)
			clear(voice[1000:received])
			o := options(recording.TwoChannel, c)
			o.Gaps = []manifest.Loss{{Span: span(1000, received), Party: "customer"}}
			p := record(t, timeline(t, end, span(1000, resumed)), end, o, speechOf(0)[:end], voice)
			if found := p.check(t, audit.Options{}).Findings; len(found) > 0 {
				t.Log(c, seed, found)
				wrong++
			}
		}
		if wrong > 0 {
			t.Errorf("%v: %d of 12 recordings that are right are said to be wrong", c, wrong)
		}
	}
}
