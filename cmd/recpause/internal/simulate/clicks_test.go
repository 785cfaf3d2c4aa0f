package simulate

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/cmd/recpause/internal/axe"
	"github.com/recpause/recpause/spec"
)

// A browser is one that is at a simulator.
type browser struct {
	t *testing.T
	*axe.Browser
	address string
}

func (b browser) open(a query) { b.t.Helper(); b.Visit(b.address + a.link("/")) }

// now is what the page's own link asks for.
func (b browser) now() query {
	b.t.Helper()
	u, err := url.Parse(axe.Run(b.Browser, chromedp.Location()))
	require.NoError(b.t, err)
	a, err := read(u.Query(), spec.JA)
	require.NoError(b.t, err)
	return a
}

// moved waits until what was done has led to another address, and its page is there.
func (b browser) moved(do ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	before := axe.Run(b.Browser, chromedp.Location())
	b.Do(do...)
	axe.Run(b.Browser, chromedp.Poll[bool](fmt.Sprintf(`location.href !== %q && `, before)+arrived))
}

// settled reports whether htmx has done with the page; arrived, whether that is the page of the address.
const (
	settled = `document.readyState === "complete" && !!window.htmx &&
		!document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")`
	arrived = settled + ` && ["n", "log"].every(name =>
		document.querySelector("#acts [name=" + name + "]")?.value === new URL(location).searchParams.get(name))`
)

func (b browser) click(selector string) {
	b.t.Helper()
	b.moved(chromedp.Click(chromedp.CSS(selector)))
}

func (b browser) text(selector string) string {
	b.t.Helper()
	return axe.Eval[string](b.Browser, fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector))
}

func (b browser) is(script string) bool { b.t.Helper(); return axe.Eval[bool](b.Browser, script) }

// tabTo presses Tab until the focus is on an element.
func (b browser) tabTo(id string) {
	b.t.Helper()
	for range 120 {
		if b.is(fmt.Sprintf("document.activeElement.id === %q", id)) {
			return
		}
		b.Do(chromedp.KeyEvent(kb.Tab))
	}
	b.t.Fatalf("Tab does not come to %s", id)
}

// showsWhatIs compares the page with the library.
func (b browser) showsWhatIs() {
	b.t.Helper()
	a := b.now()
	c, err := a.play(a.policy, a.changes)
	require.NoError(b.t, err)
	look := c.system.Look()
	for i, party := range a.header.Parties {
		if !party.Softphone {
			continue
		}
		shown, _ := look.Phones.Get(party.ID)
		card := fmt.Sprintf("#party%d ", i)
		require.Equal(b.t, shown.State.In(a.lang), b.text(card+".doing"))
		require.Equal(b.t, shown.Message, b.text(card+".message") == "録音が停止状態です", "%s's message", party.ID)
		if shown.Toggle != 0 {
			require.Equal(b.t, shown.Toggle.Label(spec.JA), b.text(card+".toggle"))
		} else {
			require.True(b.t, b.is(fmt.Sprintf(`document.querySelector("%s.toggle").ariaDisabled === "true"`, card)))
		}
		b.showsButtons(i, c, party.ID)
	}
	for i, call := range look.Calls {
		require.Contains(b.t, b.text(fmt.Sprintf("#pbx .call:nth-of-type(%d)", i+2)),
			call.Key+" "+call.Value.Recording.In(a.lang))
	}
	require.Len(b.t, look.Mismatch, axe.Eval[int](b.Browser, `document.querySelectorAll(".phone.lying").length`))
	require.Len(b.t, look.Mismatch, axe.Eval[int](b.Browser, `document.querySelectorAll("#lies .lie").length`))
}

// showsButtons compares the ten buttons of a softphone.
func (b browser) showsButtons(i int, c scene, party string) {
	b.t.Helper()
	for button := range buttons.All() {
		why := c.system.Why(party, button)
		got := axe.Eval[string](b.Browser,
			fmt.Sprintf(`(e => !e ? "hidden" : e.ariaDisabled === "true" ? "disabled" : "enabled")(
				document.getElementById("%v%d"))`, button, i))
		require.Equal(b.t, c.system.Decide(party, button).Verdict.String(), got, "%s's %v", party, button)
		if got == "disabled" {
			require.Equal(b.t, why.In(spec.JA),
				axe.Eval[string](b.Browser, fmt.Sprintf(`document.getElementById("why%d-%v").textContent`, i, button)))
		}
	}
}
