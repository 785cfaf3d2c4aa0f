package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

const want = `answered: in a call 「録音停止」
click Stop/resume recording
click Stop/resume recording
  the PBX has not answered the last click yet
  the PBX did it: in a call 「録音再開」 「録音が停止状態です」
click Hold
  refused: buttons: hold: disabled: 「保留」 cannot be used while the recording is shown as stopped (table 3.2, RP-BTN-020); enabled again after 「録音再開」
click Stop/resume recording
  no answer in time: in a call 「録音再開」 「録音が停止状態です」
  the PBX did it: in a call 「録音停止」
`

// The whole story, in no time: the clock is the test's.
func TestStory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		story(&out, 20*time.Millisecond, 300*time.Millisecond)
		if diff := cmp.Diff(want, out.String()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
