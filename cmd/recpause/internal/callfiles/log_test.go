package callfiles

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/system"
)

// A log after whose events there are more phones and calls than anybody is told of is refused.
func TestLogsOfTooMuch(t *testing.T) {
	const log = `{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"A","kind":"softphone","terminal":"installed"}]}
{"at":0,"event":"room.join","party":"A","call":"r"}
{"at":1,"event":"pause.click","party":"A"}
`
	read := func(before int) error {
		_, err := ReadFirst(strings.NewReader(log), 1, func(s *Story, _ calllog.Event, _ system.Outcome) error {
			s.views += before
			return nil
		})
		return err
	}
	require.NoError(t, read(mostOfAll-4), "a phone and a call after each of two events")
	require.ErrorContains(t, read(mostOfAll-3), "make several logs of it")
}
