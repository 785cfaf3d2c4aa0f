package browser_test

import (
	"flag"
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/simulate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

var painted = flag.Int("painted", 0, "how many clicks on the exported page are timed, from the click to what is painted")

// clickMany clicks on the two toggles in turn, and returns of each click how many milliseconds it took until the new page
// was painted, until it was in the document, and in Go.
const clickMany = `(async n => {
	const answer = recpause.answer, all = []
	let inGo = 0
	recpause.answer = async (...args) => {
		const at = performance.now(), result = await answer(...args)
		inGo += performance.now() - at
		return result
	}
	const next = name => new Promise(done => document.addEventListener(name, done, { once: true }))
	for (let i = 0; i < n; i++) {
		inGo = 0
		const settled = next("htmx:afterSettle"), at = performance.now()
		const swapped = next("htmx:afterSwap").then(() => performance.now() - at)
		const painted = swapped.then(() => new Promise(done => requestAnimationFrame(() => {
			const channel = new MessageChannel() // its message comes after the frame
			channel.port1.onmessage = () => done(performance.now() - at)
			channel.port2.postMessage(0)
		})))
		document.getElementById(i & 1 ? "toggle1" : "toggle0").click()
		all.push([await painted, await swapped, inGo])
		await settled
		await new Promise(done => setTimeout(done, 700)) // nobody clicks faster
	}
	recpause.answer = answer
	return all
})(%d)`

// With -painted, so many clicks are timed after few events and after many: of two softphones in one call, and of calls
// that come and go.
func TestClickToPainted(t *testing.T) {
	if *painted == 0 {
		t.Skip("takes its time with -painted")
	}
	b := openChromium(t)
	b.look("light", 1440)
	file := exported(t, "/")
	for _, row := range []struct {
		name   string
		events int
		calls  bool
	}{{"two softphones", 10, false}, {"two softphones", 200, false}, {"many calls", 10, true}, {"many calls", 200, true}} {
		b.visit("about:blank")
		b.visit(file + "#" + toldFor(t, row.events, row.calls))
		get(b, chromedp.Poll[bool](started+" && "+arrived))
		all := eval[[][3]float64](b, fmt.Sprintf(clickMany, *painted), chromedp.EvalAwaitPromise)
		require.Len(t, all, *painted)
		var columns [3][]float64
		for _, times := range all {
			for i, v := range times {
				columns[i] = append(columns[i], v)
			}
		}
		part := func(i int, share float64) float64 {
			slices.Sort(columns[i])
			return columns[i][int(share*float64(len(columns[i])-1))]
		}
		t.Logf("%s after %d events: painted in %.0f ms (median; 95 of 100 in %.0f ms), of which Go %.0f ms, and %.0f ms "+
			"until it is in the document", row.name, row.events, part(0, .5), part(0, .95), part(2, .5), part(1, .5))
	}
}

// toldFor is the link to a story of so many events that ends in a call between A and B.
func toldFor(t *testing.T, events int, calls bool) string {
	w, err := system.Among("A", "B", "X")
	require.NoError(t, err)
	var list []calllog.Event
	do := func(k calllog.Kind, party, to, call string) {
		n := int64(len(list))
		list = append(list, calllog.Event{Line: len(list) + 2, At: 24_000 * (n + 1), Kind: k, Party: party, To: to, Call: call})
	}
	for n := 1; calls && len(list)+7 <= events; n++ {
		call := fmt.Sprint("c", n)
		do(calllog.CallInvite, "X", "A", call)
		do(calllog.CallAnswered, "A", "", call)
		do(calllog.PauseClick, "A", "", "")
		do(calllog.ResumeClick, "A", "", "")
		do(calllog.CallHangup, "X", "", call)
	}
	do(calllog.CallInvite, "A", "B", "last")
	do(calllog.CallAnswered, "B", "", "last")
	for i := 0; len(list) < events; i++ {
		do([...]calllog.Kind{calllog.PauseClick, calllog.ResumeClick}[i/2%2], [...]string{"A", "B"}[i%2], "", "")
	}
	return simulate.Link(w.Header, list, pause.Policy{}, spec.JA)
}
