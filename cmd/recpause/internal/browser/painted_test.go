package browser_test

import (
	"flag"
	"fmt"
	"net/url"
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

var (
	painted = flag.Int("painted", 0, "how many clicks on the exported page are timed, from the click to what is painted")
	against = flag.String("against", "", "another exported page, whose clicks are timed in turn with those of this one")
)

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
// that come and go. With -against, another exported page is timed beside it, ten clicks of one and then ten of the other,
// so that whatever else the machine does is done to both.
func TestClickToPainted(t *testing.T) {
	if *painted == 0 {
		t.Skip("takes its time with -painted")
	}
	b := openChromium(t)
	b.look("light", 1440)
	files := []string{exported(t, "/")}
	if *against != "" {
		files = append(files, (&url.URL{Scheme: "file", Path: *against}).String())
	}
	for _, row := range []struct {
		name   string
		events int
		calls  bool
	}{{"two softphones", 10, false}, {"two softphones", 200, false}, {"many calls", 10, true}, {"many calls", 200, true}} {
		told := toldFor(t, row.events, row.calls)
		all := make([][][3]float64, len(files))
		for len(all[0]) < *painted {
			for i, file := range files {
				b.visit("about:blank")
				b.visit(file + "#" + told)
				get(b, chromedp.Poll[bool](started+" && "+arrived))
				all[i] = append(all[i], eval[[][3]float64](b, fmt.Sprintf(clickMany, min(10, *painted-len(all[i]))),
					chromedp.EvalAwaitPromise)...)
			}
		}
		for i, times := range all {
			t.Logf("%s after %d events%s: painted in %.0f ms (median; 95 of 100 in %.0f ms), of which Go %.0f ms, and %.0f ms "+
				"until it is in the document", row.name, row.events, [...]string{"", ", the other page"}[i], share(times, 0, .5),
				share(times, 0, .95), share(times, 2, .5), share(times, 1, .5))
		}
	}
}

// share returns up to how many milliseconds of a kind so many of the clicks took.
func share(all [][3]float64, kind int, of float64) float64 {
	var times []float64
	for _, row := range all {
		times = append(times, row[kind])
	}
	slices.Sort(times)
	return times[int(of*float64(len(times)-1))]
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
