package conformance

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A speaker has a text in each language.
type speaker interface{ In(spec.Lang) string }

// say formats a text in both languages. Of an argument that is a speaker, each language gets the text in that language.
func say(ja, en string, args ...any) spec.Text { return spec.Text{JA: ja, EN: en}.With(args...) }

// plain is a text that is the same in both languages.
func plain(text string) spec.Text { return spec.Text{JA: text, EN: text} }

var nothing = say("なし", "none")

// labelText is what a toggle says: the manual's words in both languages, for they are what a screen shows.
func labelText(v pause.Verb) spec.Text {
	if v == 0 {
		return say("ボタンなし", "no toggle")
	}
	return plain(v.Label(spec.JA))
}

func yesNo(is bool, yes, no spec.Text) spec.Text {
	if is {
		return yes
	}
	return no
}

// messageText says whether a softphone shows the message.
func messageText(party string, shown bool) spec.Text {
	return say("%s：メッセージ%s", "%s shows %s message", party, yesNo(shown, say("あり", "the"), say("なし", "no")))
}

// shownText says whether a softphone shows the toggle.
func shownText(party string, shown bool) spec.Text {
	return say("%s：%s", "%s %s", party, yesNo(shown, say("ボタンあり", "a toggle"), labelText(0)))
}

// operableText says whether a button can be operated, in the manual's signs.
func operableText(party string, b buttons.Button, operable bool) spec.Text {
	return say("%s：「%s」%s", "%s 「%s」 %s", party, b.Label(spec.JA), yesNo(operable, plain("○"), plain("×")))
}

// listed names parties, voices or rules one after another.
func listed[E any](list []E) spec.Text {
	if len(list) == 0 {
		return nothing
	}
	var names []string
	for _, e := range list {
		names = append(names, fmt.Sprint(e))
	}
	return spec.Text{JA: strings.Join(names, "、"), EN: strings.Join(names, ", ")}
}

// of says whose softphone it is, and what its toggle and its message show.
func (p Screen) of(party string) spec.Text {
	text := labelText(p.Toggle)
	if p.Both {
		text = plain(pause.Stop.Label(spec.JA) + "＋" + pause.Resume.Label(spec.JA))
	}
	if p.Message {
		text = say("%s＋メッセージ", "%s + message", text)
	}
	return say("%s：%s", "%s %s", party, text)
}

// recordingText says what a recording does.
func recordingText(s pause.State) spec.Text {
	switch s {
	case pause.On:
		return say("録音中", "recording on")
	case pause.Partial:
		return say("録音は一部停止中", "recording partly silent")
	case pause.Silent:
		return say("録音は停止中", "recording silent")
	}
	return say("録音なし", "recording off")
}

// seconds says how long some samples are, or where one is.
func seconds(n int64) spec.Text { return say("%g秒", "%g s", float64(n)/Rate) }

func during(s recording.Span) spec.Text {
	return say("%sから%sまで", "from %s to %s", seconds(s.From), seconds(s.To))
}

// seen says as much of an observation as a failure in the scene shows: what the recordings do, what the softphones of
// the scene show, and who has heard a beep.
func (s Scene) seen(o Observation) spec.Text {
	var parts []spec.Text
	if c, open := o.Calls[OriginalCall]; open {
		parts = append(parts, recordingText(c.Recording))
	}
	if c, open := o.Calls[TargetCall]; open {
		parts = append(parts, say("転送先との通話：%s", "call to the target: %s", recordingText(c.Recording)))
	}
	for _, party := range s.softphones() {
		if p, ok := o.Phones[party]; ok {
			parts = append(parts, p.of(party))
		}
	}
	if len(o.Beeps) > 0 {
		parts = append(parts, say("ビープ音：%s", "beep to %s", listed(o.heard())))
	}
	var text spec.Text
	for i, part := range parts {
		gap := "   "[:3*min(i, 1)]
		text = say("%s%s%s", "%s%s%s", text, gap, part)
	}
	return text
}

// softphones returns whose displays matter in the scene.
func (s Scene) softphones() []string {
	switch {
	case s.Peer == B || s.Place == InRoom || s.Place == Member && s.Peer != D:
		return []string{A, B}
	case s.Peer == D:
		return []string{A, B, D}
	}
	return []string{A}
}
