package audit_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
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
