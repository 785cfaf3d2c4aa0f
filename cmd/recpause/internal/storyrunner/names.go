package storyrunner

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// The parties of every story, by their IDs. The first three have a softphone.
const (
	operatorA = "A"
	operatorB = "B"
	operatorC = "C"
	customer  = "customer"
	target    = "target"
)

// A name is what something is called in stories.
type name[E any] struct {
	spec.Text
	is E
}

// A list is everything of one kind that stories can name.
type list[E any] struct {
	kind  spec.Text
	names []name[E]
}

// find returns what a name stands for, in either language, or a *hint in that of the file.
func (k list[E]) find(text string, l spec.Lang) (is E, err error) {
	for _, n := range k.names {
		if text == n.JA || text == n.EN {
			return n.is, nil
		}
	}
	return is, &hint{spec.Unknown(k.kind.In(l), text, k.known(l)), l}
}

func (k list[E]) known(l spec.Lang) (all []string) {
	for _, n := range k.names {
		all = append(all, n.In(l))
	}
	return all
}

// A hint is an error about a name that is none, in the language of the file, with the nearest one.
type hint struct {
	*spec.UnknownError
	lang spec.Lang
}

func (h *hint) Error() string {
	text := spec.Text{JA: "「%[2]s」という%[1]sはない。もしかして「%[3]s」？（使えるもの：%[4]s）", EN: "there is no %[1]s %[2]q; did you mean %[3]q? (There are: %[4]s.)"}
	return fmt.Sprintf(text.In(h.lang), h.Kind, h.Name, h.Nearest(), strings.Join(h.Known, spec.Text{JA: "、", EN: ", "}.In(h.lang)))
}

func (h *hint) Unwrap() error { return h.UnknownError }

func named[E any](ja, en string, is E) name[E] { return name[E]{spec.Text{JA: ja, EN: en}, is} }

var parties = list[string]{spec.Text{JA: "登場人物", EN: "party"}, []name[string]{
	named("オペレーターA", "operator A", operatorA),
	named("オペレーターB", "operator B", operatorB),
	named("オペレーターC", "operator C", operatorC),
	named("顧客", "the customer", customer),
	named("転送先", "the target", target),
}}

var states = list[callstate.State]{spec.Text{JA: "状態", EN: "state"}, stateNames()}

func stateNames() (all []name[callstate.State]) {
	for s := range callstate.States() {
		all = append(all, named(s.In(spec.JA), s.In(spec.EN), s))
	}
	return all
}

// A clickable is a button; the toggle under one of its labels.
type clickable struct {
	button buttons.Button
	verb   pause.Verb // of the toggle
}

var clickables = list[clickable]{spec.Text{JA: "ボタン", EN: "button"}, buttonNames()}

func buttonNames() (all []name[clickable]) {
	for v := pause.Stop; v <= pause.Resume; v++ {
		all = append(all, named(v.Label(spec.JA), v.Label(spec.EN), clickable{buttons.Toggle, v}))
	}
	for b := range buttons.All() {
		all = append(all, named(b.Label(spec.JA), b.Label(spec.EN), clickable{button: b}))
	}
	return all
}

// A label is something about the recording that a screen shows.
type label uint8

const (
	stopLabel label = 1 << iota
	resumeLabel
	messageLabel
)

var message = pause.Display{Stopped: true}

var labels = list[label]{spec.Text{JA: "表示", EN: "label"}, []name[label]{
	named(pause.Stop.Label(spec.JA), pause.Stop.Label(spec.EN), stopLabel),
	named(pause.Resume.Label(spec.JA), pause.Resume.Label(spec.EN), resumeLabel),
	named(message.Message(spec.JA), message.Message(spec.EN), messageLabel),
}}

var recordings = list[pause.State]{spec.Text{JA: "録音状況", EN: "recording state"}, recordingNames()}

func recordingNames() (all []name[pause.State]) {
	for s := pause.Off; s <= pause.Silent; s++ {
		all = append(all, named(s.In(spec.JA), s.In(spec.EN), s))
	}
	return all
}

var supports = list[spec.Support]{spec.Text{JA: "保証の区分", EN: "support level"}, supportNames()}

func supportNames() (all []name[spec.Support]) {
	for s := spec.Unspecified; s <= spec.Guaranteed; s++ {
		all = append(all, named(s.In(spec.JA), s.In(spec.EN), s))
	}
	return all
}

var tracks = list[recording.Track]{spec.Text{JA: "録音の側", EN: "track"}, []name[recording.Track]{
	named("録音", "recording", recording.Mixed),
	named("オペレーター側", "operator side", recording.OperatorSide),
	named("通話相手側", "far side", recording.FarSide),
}}

// beep, silence and unrecorded are what a track may hold beside voices.
const (
	beep       = "beep"
	silence    = "silence"
	unrecorded = "unrecorded"
)

var sounds = list[string]{spec.Text{JA: "音", EN: "sound"}, append([]name[string]{
	named("無音", "silence", silence),
	named("ビープ音", "the beep", beep),
	named("録音なし", "not recorded", unrecorded),
}, parties.names...)}

var marks = list[bool]{spec.Text{JA: "記号", EN: "mark"}, []name[bool]{named("○", "○", true), named("×", "×", false)}}
