package browser_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A clicker is a browser that is at a simulator.
type clicker struct {
	t *testing.T
	*chromium
	address string
	file    string // the exported page's own address, "" at a server
}

func (b clicker) open(l link) {
	b.t.Helper()
	if b.file == "" {
		b.visit(b.address + l.String())
		return
	}
	b.visit(b.file + "#" + l.String())
	get(b.chromium, chromedp.Poll[bool](started+" && "+arrived, chromedp.WithPollingTimeout(time.Minute)))
}

// now is the story up to the moment that the page shows.
func (b clicker) now() *callfiles.Story {
	b.t.Helper()
	return b.story(b.here())
}

// here is the page's own link.
func (b clicker) here() link {
	b.t.Helper()
	return linkOf(b.t, get(b.chromium, chromedp.Location()))
}

// lang is the page's language.
func (b clicker) lang() spec.Lang {
	b.t.Helper()
	l, err := spec.ParseLang(eval[string](b.chromium, "document.documentElement.lang"))
	require.NoError(b.t, err)
	return l
}

// moved waits until what was done has led to another address, and its page is there.
func (b clicker) moved(do ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	before := get(b.chromium, chromedp.Location())
	b.do(do...)
	get(b.chromium, chromedp.Poll[bool](fmt.Sprintf(`location.href !== %q && `, before)+arrived))
}

// settled reports whether htmx has done with the page; arrived, whether that is the page of the address.
const (
	settled = `document.readyState === "complete" && !!window.htmx &&
		!document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")`
	arrived = settled + ` && ["n", "log"].every(name =>
		document.querySelector("#acts [name=" + name + "]")?.value ===
		new URLSearchParams(location.href.slice(location.href.indexOf("?"))).get(name))`
	started = `document.documentElement.dataset.recpause === "ready"`
)

func (b clicker) click(selector string) {
	b.t.Helper()
	b.moved(chromedp.Click(chromedp.CSS(selector)))
}

func (b clicker) text(selector string) string {
	b.t.Helper()
	return eval[string](b.chromium, fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector))
}

func (b clicker) is(script string) bool { b.t.Helper(); return eval[bool](b.chromium, script) }

// tabTo presses Tab until the focus is on an element.
func (b clicker) tabTo(id string) {
	b.t.Helper()
	for range 120 {
		if b.is(fmt.Sprintf("document.activeElement.id === %q", id)) {
			return
		}
		b.do(chromedp.KeyEvent(kb.Tab))
	}
	b.t.Fatalf("Tab does not come to %s", id)
}

// showsWhatIs compares the page with the library.
func (b clicker) showsWhatIs() {
	b.t.Helper()
	story, lang := b.now(), b.lang()
	is := systemOf(b.t, story)
	look := is.Look()
	for i, party := range story.Header.Parties {
		if !party.Softphone {
			continue
		}
		shown, _ := look.Phones.Get(party.ID)
		card := fmt.Sprintf("#party%d ", i)
		require.Equal(b.t, shown.State.In(lang), b.text(card+".doing"))
		require.Equal(b.t, shown.Message, b.text(card+".message") == "録音が停止状態です", "%s's message", party.ID)
		if shown.Toggle != 0 {
			require.Equal(b.t, shown.Toggle.Label(spec.JA), b.text(card+".toggle"))
		} else {
			require.True(b.t, b.is(fmt.Sprintf(`document.querySelector("%s.toggle").ariaDisabled === "true"`, card)))
		}
		b.showsButtons(i, is, party.ID)
	}
	for i, call := range look.Calls {
		require.Contains(b.t, strings.Join(strings.Fields(b.text(fmt.Sprintf("#pbx .call:nth-of-type(%d)", i+2))), " "),
			call.Key+" "+call.Value.Recording.In(lang))
	}
	require.Len(b.t, look.Mismatch, eval[int](b.chromium, `document.querySelectorAll(".card.lying").length`))
	require.Len(b.t, look.Mismatch, eval[int](b.chromium, `document.querySelectorAll("#lies .lie").length`))
}

// showsButtons compares the ten buttons of a softphone.
func (b clicker) showsButtons(i int, is system.System, party string) {
	b.t.Helper()
	for button := range buttons.All() {
		why := is.Why(party, button)
		got := eval[string](b.chromium,
			fmt.Sprintf(`(e => !e ? "hidden" : e.ariaDisabled === "true" ? "disabled" : "enabled")(
				document.getElementById("%v%d"))`, button, i))
		require.Equal(b.t, is.Decide(party, button).Verdict.String(), got, "%s's %v", party, button)
		if got == "disabled" {
			require.Equal(b.t, why.In(spec.JA),
				eval[string](b.chromium, fmt.Sprintf(`document.getElementById("why%d-%v").textContent`, i, button)))
		}
	}
}
