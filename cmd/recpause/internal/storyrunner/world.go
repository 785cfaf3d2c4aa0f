package storyrunner

import (
	"errors"
	"slices"
	"strconv"

	messages "github.com/cucumber/messages/go/v21"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A world is one story on its way: the system that its steps drive, and what the last thing that happened has led to.
// It decides nothing.
type world struct {
	settings   settings
	system     system.System
	begun      bool
	at         int64
	calls      []*call
	recordings *system.CallRecordings

	last    []system.Outcome // of the last step that lets something happen
	events  []calllog.Event  // that have happened, and what each has led to
	led     []system.Outcome
	idle    []idlePress // of the step
	entered string      // what the IVR history holds
}

// A call is who has been in a call of the log.
type call struct {
	id      string
	begun   calllog.Kind
	parties []string
}

func newWorld() *world { return &world{settings: usual(), recordings: &system.CallRecordings{}} }

// A line is a step as it stands in a file.
type line struct {
	text  string
	table [][]string
	kind  messages.PickleStepType // what its keyword makes it, "" where that is not known
	lang  spec.Lang
}

func (w *world) tell(l line) error {
	s, a, err := understand(l.text, l.lang)
	if h := (*stepHint)(nil); errors.As(err, &h) {
		h.among(l.kind)
	}
	if err != nil {
		return err
	}
	a.line = l
	return w.take(s, a)
}

func (w *world) take(s *step, a *arguments) error {
	if err := w.misplaced(s, a); err != nil {
		return err
	}
	if s.part == setting {
		return s.do(w, a)
	}
	if err := w.begin(); err != nil {
		return err
	}
	if s.part != then {
		w.last = nil
	}
	return a.inWords(s.do(w, a))
}

// misplaced returns what is wrong with where a step stands.
func (w *world) misplaced(s *step, a *arguments) error {
	outcome := a.kind == messages.PickleStepType_OUTCOME
	switch {
	case s.table != (len(a.table) > 0):
		return a.problem("表は、「録音の内容は次のとおりである」のステップにだけ付けてください",
			"a table belongs to the step about what a recording holds, and to no other")
	case a.kind != "" && outcome != (s.part == then):
		return a.problem("「ならば」には期待する結果のステップを、「前提」と「もし」にはそれ以外のステップを書いてください",
			"Then takes expectations; Given and When take the other steps")
	case s.part == setting && w.begun:
		return a.problem("設定のステップは、最初の操作より前に書いてください", "settings have to stand before the first event")
	}
	return nil
}

// inWords says in the language of the file that something cannot happen where it does.
func (a *arguments) inWords(err error) error {
	if e := (*system.Error)(nil); errors.As(err, &e) {
		return a.problem("%sは今、その操作を行えません（%s）", "%s cannot do that now (%s)", partyText(e.Party), stateText(e.State))
	}
	return err
}

// stateText is what a party is doing, by the name of its state; of the name of a call nothing can be said.
func stateText(doing string) spec.Text {
	s, err := callstate.ParseState(doing)
	if err != nil {
		return spec.Text{JA: "ソフトフォンなし", EN: "no softphone"}
	}
	return spec.Text{JA: s.In(spec.JA), EN: s.In(spec.EN)}
}

// begin makes the system once the settings are known.
func (w *world) begin() (err error) {
	if !w.begun {
		w.system, err = system.New(w.settings.Header, w.settings.policy)
		w.begun = err == nil
	}
	return err
}

func (w *world) happen(e calllog.Event) error {
	e.At = w.at
	outcome, err := w.system.Apply(e)
	if err != nil {
		return err
	}
	w.last, w.events, w.led = append(w.last, outcome), append(w.events, e), append(w.led, outcome)
	return w.recordings.Add(outcome)
}

// callOf returns the last call that is open and that everybody of the parties is in; without parties, the last one. It
// is nil where there is none.
func (w *world) callOf(parties ...string) *call {
	look := w.system.Look()
	for _, c := range slices.Backward(w.calls) {
		if _, open := look.Calls.Get(c.id); open && c.has(parties) {
			return c
		}
	}
	return nil
}

func (c *call) has(parties []string) bool {
	return !slices.ContainsFunc(parties, func(p string) bool { return !slices.Contains(c.parties, p) })
}

// recordingOf returns the recording of the call that callOf returns, or else of the last one that is over; nil where
// there is none.
func (w *world) recordingOf(parties ...string) (of *system.CallRecording) {
	open := w.callOf(parties...)
	for _, r := range w.recordings.All() {
		i := slices.IndexFunc(w.calls, func(c *call) bool { return c.id == r.Call })
		if c := w.calls[i]; c == open {
			return r
		} else if c.has(parties) {
			of = r
		}
	}
	return of
}

// opened notes a call that begins, and returns its name.
func (w *world) opened(k calllog.Kind, parties ...string) string {
	c := &call{"c" + strconv.Itoa(len(w.calls)+1), k, parties}
	w.calls = append(w.calls, c)
	return c.id
}

func seconds(s float64) int64 { return int64(s * float64(rate)) }

// tone is the beep as the recording holds it.
var tone = recording.DefaultTone().PCM(rate)

// problem is an error in the language of the file.
func (a *arguments) problem(ja, en string, values ...any) error {
	return errors.New(spec.Text{JA: ja, EN: en}.With(values...).In(a.lang))
}

func same[E comparable](a *arguments, want, got E) error {
	if want == got {
		return nil
	}
	return a.differs(want, got)
}

func (a *arguments) differs(want, got any) error {
	return a.problem("期待：%v、実際：%v", "expected %v, observed %v", want, got)
}
