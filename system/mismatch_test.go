package system_test

import (
	"strings"
	"testing"
)

// The rule of a mismatch is that of what opened it: the transfer or the outbound call in which its softphone stopped,
// until its display has been true again in a call; from then on what makes it false is the other softphone's click.
func TestMismatchNamesWhatOpenedIt(t *testing.T) {
	const (
		cancelled = "B call.invite A c1; A call.answered c1; A star.begin X c2; A pause.click; A star.cancel"
		outbound  = "A outbound.wait; A pause.click; A outbound.connect B c1"
		talk      = "X call.invite A c1; A call.answered c1; A star.begin B c2; B star.answered c2; A pause.click; " +
			"B pause.click; B resume.click"
		meanwhile = "B call.invite A c1; A call.answered c1; A star.begin X c2; X star.answered c2; A pause.click; " +
			"B pause.click; A star.cancel"
	)
	for _, row := range []struct{ name, story, want string }{
		{"a cancel", cancelled, "RP-XFR-032"},
		{"and a resume of the other softphone", cancelled + "; B pause.click; B resume.click", "RP-S2S-021"},
		{"an outbound call", outbound, "RP-OUT-022"},
		{"and a resume of the other softphone", outbound + "; B pause.click; B resume.click", "RP-S2S-021"},
		{"a resume of the target", talk, "RP-S2S-021"},
		{"and a cancel after it", talk + "; A star.cancel", "RP-XFR-032"},
		{"a resume after the held party has gone",
			talk[:len(talk)-len("; B resume.click")] + "; X call.hangup c1; B resume.click", "RP-S2S-021"},
		{"a cancel into a call that is stopped, and a resume there", meanwhile + "; B resume.click", "RP-S2S-021"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, steps := play(t, readHeader(t, nil, full("A"), full("B"), "X external"),
				strings.Split(row.story, "; ")...)
			last := steps[len(steps)-1]
			if len(last.Mismatch) != 1 || last.Mismatch[0].Party != "A" || last.Mismatch[0].Rule.String() != row.want {
				t.Errorf("%s: got %v, want one of A's by %s", row.story, last.Mismatch, row.want)
			}
		})
	}
}
