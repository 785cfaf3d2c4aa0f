package replay

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What becomes of an event is told where it is not what was wanted: by the PBX, by the softphone, or by nobody.
func TestOutcomes(t *testing.T) {
	log := folder(nil, header, invite, answer, `{"at":100,"event":"pause.click","party":"A","pbx":"refused"}`,
		`{"at":200,"event":"pause.click","party":"A","pbx":"timeout"}`, stop300,
		`{"at":400,"event":"hold","party":"A","call":"c1"}`, `{"at":500,"event":"pause.click","party":"A"}`, hangup)
	for lang, want := range map[string][]string{
		"en": {"(refused by the PBX)", "(no answer from the PBX)", "(refused)", "(no change)"},
		"ja": {"（PBXが拒否）", "（PBXの応答なし）", "（受け付けられない操作）", "（変化なし）"},
	} {
		out, stdout, stderr, code := replayed(t, log, "-lang", lang)
		require.Zero(t, code, stderr)
		for _, text := range want {
			require.Contains(t, stdout, text)
			require.Contains(t, written(t, out, reportFile), text)
		}
	}
}
