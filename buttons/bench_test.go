package buttons_test

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// Both halves of a call of two fit in 256 bytes, so that a million calls fit in one process.
func TestSizes(t *testing.T) {
	recorder, softphone := unsafe.Sizeof(pause.Recorder{}), unsafe.Sizeof(buttons.Phone{})
	if got := recorder + softphone; got > 256 {
		t.Errorf("got %d bytes (a recorder of %d, a softphone of %d), want 256 at most", got, recorder, softphone)
	}
}

// Nothing that a softphone asks at a click or an event costs memory.
func TestNoAllocation(t *testing.T) {
	p, stopped := phone(t, callstate.Talking, false), phone(t, callstate.Talking, true)
	clicked, cmd, _ := p.Press(buttons.Toggle)
	rows := []struct {
		name string
		f    func()
	}{
		{"View", func() { p.View() }},
		{"View, stopped", func() { stopped.View() }},
		{"Press toggle", func() { _, _, _ = p.Press(buttons.Toggle) }},
		{"Press another", func() { _, _, _ = p.Press(buttons.Hold) }},
		{"Confirm", func() { clicked.Confirm(cmd) }},
		{"Reject", func() { clicked.Reject(cmd) }},
		{"Apply", func() { _, _ = p.Apply(callstate.Hold) }},
		{"ShowsStopped", func() { stopped.ShowsStopped() }},
		{"SendsDTMF", func() { stopped.SendsDTMF() }},
		{"Why", func() { _ = buttons.Why(stopped, buttons.Hold) }},
		{"Lock", func() { buttons.Lock(buttons.Hold) }},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := testing.AllocsPerRun(100, row.f); got != 0 {
				t.Errorf("got %v allocations, want 0", got)
			}
		})
	}
}

// An asked is a question about one button of one softphone.
type asked struct {
	phone  buttons.Phone
	button buttons.Button
}

// mixed returns 64Ki questions in no order.
func mixed(t testing.TB) []asked {
	t.Helper()
	r, list, open := rand.New(rand.NewPCG(1, 2)), make([]asked, 1<<16), gate(t)
	for i := range list {
		list[i] = asked{buttons.Phone{State: callstate.Idle + callstate.State(r.IntN(10)), Gate: open, Display: pause.Display{Stopped: r.IntN(2) == 0},
			Settings: buttons.Settings{AutoThreeWay: r.IntN(2) == 0, StarTransfer: r.IntN(2) == 0}}, buttons.InCall + buttons.Button(r.IntN(10))}
	}
	return list
}

// A dense is every verdict in one array: the limit of what a look-up can cost.
type dense [11][2][4][11]buttons.Verdict

func (d *dense) at(p buttons.Phone, b buttons.Button) buttons.Verdict {
	stopped, settings := 0, 0
	if p.Display.Stopped {
		stopped = 1
	}
	if p.Settings.AutoThreeWay {
		settings = 1
	}
	if p.Settings.StarTransfer {
		settings += 2
	}
	return d[p.State][stopped][settings][b]
}

// verdicts fills the array from the dumb definition, and fails unless the package agrees on every question.
func verdicts(t testing.TB, questions []asked) *dense {
	t.Helper()
	var d dense
	everyPhone(gates(t)[:1], func(p buttons.Phone) {
		for b := range buttons.All() {
			settings := map[buttons.Settings]int{{AutoThreeWay: true}: 1, {StarTransfer: true}: 2, {AutoThreeWay: true, StarTransfer: true}: 3}[p.Settings]
			d[p.State][map[bool]int{true: 1}[p.Display.Stopped]][settings][b] = button(p, p.Display.Stopped && shows(p.State), b)
		}
	})
	for _, q := range questions {
		view, why, want := q.phone.View().Button(q.button), buttons.Why(q.phone, q.button).Verdict, d.at(q.phone, q.button)
		if view != want || why != want {
			t.Fatalf("%v of %+v: got %v, because of %v, want %v", q.button, q.phone, view, why, want)
		}
	}
	return &d
}

// The array that the benchmarks stand beside says what the package says.
func TestDense(t *testing.T) { verdicts(t, mixed(t)) }

var sink buttons.Verdict

// BenchmarkView is everything that a softphone shows.
func BenchmarkView(b *testing.B) {
	questions := mixed(b)
	verdicts(b, questions)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		q := &questions[i%len(questions)]
		sink = q.phone.View().Button(q.button)
	}
}

// BenchmarkButton is one button with its reason.
func BenchmarkButton(b *testing.B) {
	questions := mixed(b)
	verdicts(b, questions)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		q := &questions[i%len(questions)]
		sink = buttons.Why(q.phone, q.button).Verdict
	}
}

// BenchmarkButtonDense is one button in one array, without a reason.
func BenchmarkButtonDense(b *testing.B) {
	questions := mixed(b)
	d := verdicts(b, questions)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		q := &questions[i%len(questions)]
		sink = d.at(q.phone, q.button)
	}
}

// BenchmarkPressRefused is a click on a button that is locked.
func BenchmarkPressRefused(b *testing.B) {
	p := phone(b, callstate.Talking, true)
	if _, _, err := p.Press(buttons.Hold); err == nil {
		b.Fatal("got a click on 保留 while stopped, want an error")
	}
	b.ReportAllocs()
	for b.Loop() {
		_, _, _ = p.Press(buttons.Hold)
	}
}
