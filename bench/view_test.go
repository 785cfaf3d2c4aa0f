package bench_test

import (
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
)

// A row is a softphone's whole view as it would lie in an array: ten buttons and the toggle, by their numbers, then the
// message.
type row struct {
	buttons [buttons.Toggle + 1]buttons.Verdict
	label   pause.Verb
	message bool
}

// rows are all views: the limit is to copy the right one.
var rows = func() (r denseRows) {
	for q := range everyQuestion() {
		f := &known[q.phone]
		to := r.at(f)
		to.buttons[q.button] = bySwitch(f, q.button).verdict
		if to.buttons[buttons.Toggle] == buttons.Enabled {
			to.label, to.message = pause.Stop+pause.Verb(bit(f.stopped)), f.stopped
		}
	}
	return r
}()

type denseRows [callstate.OutboundWaiting + 1][pause.PlanExcluded + 1][2][2][2]row

func (d *denseRows) at(f *facts) *row {
	return &d[f.state][f.missing][bit(f.stopped)][bit(f.autoThreeWay)][bit(f.starTransfer)]
}

// rowOf takes a view apart.
func rowOf(v buttons.View) row {
	r := row{label: v.Toggle, message: v.Message}
	for b := range r.buttons {
		r.buttons[b] = v.Button(buttons.Button(b))
	}
	return r
}

// The view of every softphone is its row.
func TestViewPeersAgree(t *testing.T) { checkView(t) }

func checkView(t testing.TB) {
	t.Helper()
	for i, p := range phones {
		if got, want := rowOf(p.View()), *rows.at(&known[i]); got != want {
			t.Fatalf("the view of %+v: got %v, want %v", p, got, want)
		}
	}
}

var (
	rowSink  row
	viewSink buttons.View
)

// BenchmarkView is everything that a softphone shows.
func BenchmarkView(b *testing.B) {
	checkView(b)
	compare(b,
		&peer{name: "dense", pass: func(from, to int) {
			for i := from; i < to; i++ {
				rowSink = *rows.at(&known[questions[i&mask].phone])
			}
		}},
		&peer{name: "ours", pass: func(from, to int) {
			for i := from; i < to; i++ {
				viewSink = phones[questions[i&mask].phone].View()
			}
		}},
	)
}
