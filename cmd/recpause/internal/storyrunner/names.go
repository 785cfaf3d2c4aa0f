package storyrunner

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A name is what something is called in stories.
type name[E any] struct {
	spec.Text
	is E
}

func named[E any](ja, en string, is E) name[E] { return name[E]{spec.Text{JA: ja, EN: en}, is} }

func each[E any](values iter.Seq[E], in func(E, spec.Lang) string) (all []name[E]) {
	for v := range values {
		all = append(all, named(in(v, spec.JA), in(v, spec.EN), v))
	}
	return all
}

// from lists values that follow one another, up to the last one.
func from[E ~uint8](first, last E) iter.Seq[E] {
	return func(yield func(E) bool) {
		for v := first; v <= last && yield(v); v++ {
		}
	}
}

// A list is everything of one kind that stories can name.
type list[E any] struct {
	kind  spec.Text
	names []name[E]
}

func listOf[E any](ja, en string, names ...name[E]) list[E] {
	return list[E]{spec.Text{JA: ja, EN: en}, names}
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
	text := spec.Text{JA: "「%[2]s」という%[1]sはありません。「%[3]s」の間違いではありませんか（使用できるもの：%[4]s）",
		EN: "there is no %[1]s %[2]q; did you mean %[3]q? (Known: %[4]s.)"}
	known := strings.Join(h.Known, spec.Text{JA: "、", EN: ", "}.In(h.lang))
	return fmt.Sprintf(text.In(h.lang), h.Kind, h.Name, h.Nearest(), known)
}

func (h *hint) Unwrap() error { return h.UnknownError }

// The parties of every story, by their IDs. The first three have a softphone.
const (
	operatorA = "A"
	operatorB = "B"
	operatorC = "C"
	customer  = "customer"
	target    = "target"
)

// beep, silence and unrecorded are what a track may hold beside voices.
const (
	beep       = "beep"
	silence    = "silence"
	unrecorded = "unrecorded"
)

// A clickable is a button; the toggle under one of its labels.
type clickable struct {
	button buttons.Button
	verb   pause.Verb // of the toggle
}

func (c clickable) label(l spec.Lang) string {
	if c.verb != 0 {
		return c.verb.Label(l)
	}
	return c.button.Label(l)
}

func allClickables(yield func(clickable) bool) {
	all := []clickable{{buttons.Toggle, pause.Stop}, {buttons.Toggle, pause.Resume}}
	for b := range buttons.All() {
		all = append(all, clickable{button: b})
	}
	slices.Values(all)(yield)
}

// A label is something about the recording that a screen shows.
type label uint8

const (
	stopLabel label = 1 << iota
	resumeLabel
	messageLabel
)

var message = pause.Display{Stopped: true}

// A click is one of several in a row.
type click struct {
	party string
	verb  pause.Verb
}

func allClicks() (all []name[click]) {
	for _, party := range []string{operatorA, operatorB, operatorC} {
		all = append(all, named(party+"停止", party+" stops", click{party, pause.Stop}),
			named(party+"再開", party+" resumes", click{party, pause.Resume}))
	}
	return all
}

// A doing is what somebody does with a function.
type doing uint8

const (
	begins doing = iota
	completes
	cancels
	ends
)

var (
	parties = listOf("登場人物", "party", named("オペレーターA", "operator A", operatorA),
		named("オペレーターB", "operator B", operatorB),
		named("オペレーターC", "operator C", operatorC), named("顧客", "the customer", customer),
		named("転送先", "the target", target))
	sounds = listOf("音", "sound", append([]name[string]{named("無音", "silence", silence),
		named("ビープ音", "the beep", beep), named("録音なし", "not recorded", unrecorded)}, parties.names...)...)
	states     = listOf("状態", "state", each(callstate.States(), callstate.State.In)...)
	clickables = listOf("ボタン", "button", each(allClickables, clickable.label)...)
	recordings = listOf("録音状況", "recording state", each(from(pause.Off, pause.Silent), pause.State.In)...)
	supports   = listOf("記載の区分", "support level", each(from(spec.Unspecified, spec.Documented), spec.Support.In)...)
	labels     = listOf("表示", "label", named(pause.Stop.Label(spec.JA), pause.Stop.Label(spec.EN), stopLabel),
		named(pause.Resume.Label(spec.JA), pause.Resume.Label(spec.EN), resumeLabel),
		named(message.Message(spec.JA), message.Message(spec.EN), messageLabel))
	tracks = listOf("録音の側", "track", named("録音", "recording", recording.Mixed),
		named("オペレーター側", "operator side", recording.OperatorSide), named("通話相手側", "far side", recording.FarSide))
	shortClicks = listOf("操作", "click", allClicks()...)
	doings      = listOf("操作", "action", named("を始める", "begins", begins), named("を完了する", "completes", completes),
		named("をキャンセルする", "cancels", cancels), named("を終える", "ends", ends))
	sources = listOf("手段", "source", named("特番", "a feature code", calllog.FeatureCode), named("API", "the API", calllog.API),
		named("管理者", "a supervisor", calllog.Supervisor), named("タイマー", "a timer", calllog.Timer))
	orders = listOf("指示", "command", named("の停止を指示する", "stops", calllog.PauseCommand),
		named("の再開を指示する", "resumes", calllog.ResumeCommand))
	marks   = listOf("記号", "mark", named("○", "○", true), named("×", "×", false))
	picks   = listOf("操作", "action", named("応答する", "answers", true), named("切断する", "hangs up", false))
	aspects = listOf("可否", "question", named("表示可否", "visibility", true), named("操作可否", "operability", false))
	shown   = listOf("表示", "verb", named("表示される", "shows", true), named("表示されない", "does not show", false))
	sent    = listOf("送信", "verb", named("送信される", "is sent", true), named("送信されない", "is not sent", false))
	agrees  = listOf("一致", "verb", named("一致する", "agrees", true), named("食い違う", "disagrees", false))
	written = listOf("テキスト化", "verb", named("される", "is", true), named("されない", "is not", false))
)
