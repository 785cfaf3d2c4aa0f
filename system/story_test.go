package system_test

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
)

// stepText is a step of the system in a few lines.
func stepText(s calllog.StepLine) string {
	var b strings.Builder
	var parts []string
	for _, c := range s.Calls {
		parts = append(parts, c.Key+" "+callText(c.Value))
	}
	for _, p := range s.Phones {
		parts = append(parts, p.Key+" "+phoneText(p.Value))
	}
	fmt.Fprintf(&b, "%v, %v %v\n  %s", s.Result, s.Support, s.Rules, strings.Join(parts, "; "))
	for _, beep := range s.Beeps {
		fmt.Fprintf(&b, "\n  beep in %s: heard by %s, %s", beep.Call, strings.Join(beep.To, " "),
			written(beep.RecordedOn))
	}
	for _, party := range s.DTMF {
		fmt.Fprintf(&b, "\n  tone sent: %s", party)
	}
	for _, m := range s.Mismatch {
		fmt.Fprintf(&b, "\n  mismatch in %s: %s %v", m.Call, m.Party, m.Kind)
		if m.Rule != 0 {
			fmt.Fprintf(&b, " [%v]", m.Rule)
		}
	}
	return b.String() + "\n"
}

func callText(c calllog.CallView) string {
	text := c.Recording.String()
	if len(c.Silenced) > 0 {
		text += " (" + strings.Join(c.Silenced, " ") + ")"
	}
	if len(c.StoppedBy) > 0 {
		text += " stopped by " + strings.Join(c.StoppedBy, " ")
	}
	return text
}

func phoneText(p calllog.PhoneView) string {
	text := p.State.String()
	switch p.Toggle {
	case pause.Stop:
		text += " 録音停止"
	case pause.Resume:
		text += " 録音再開"
	}
	if p.Message {
		text += "+message"
	}
	return text
}

func written(on []string) string {
	if len(on) == 0 {
		return "in no file"
	}
	return "written for " + strings.Join(on, " ")
}
