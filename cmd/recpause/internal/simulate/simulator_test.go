package simulate

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// What is asked comes back from its own link, whatever it is.
func TestLinks(t *testing.T) {
	for _, e := range manualScenes() {
		for n := range len(e.story.events) + 1 {
			a := query{story: e.story.at(n), policy: pause.Policy{BeepSide: pause.OtherLegs},
				changes: system.Synchronised, lang: spec.JA, wait: 10, answer: calllog.Refused}
			got, err := read(a.values(), spec.EN)
			if err != nil {
				t.Fatal(err)
			}
			if got.link("/") != a.link("/") || got.played != n || got.policy != a.policy || got.changes != a.changes ||
				len(got.events) != len(a.events) {
				t.Errorf("%s at %d: got %+v", e.name.EN, n, got)
			}
		}
	}
}

// The manual's five rows, by clicking: after each click the page shows the label that the library says, for both
// softphones.
func TestFiveRowsByClicking(t *testing.T) {
	server := open(t)
	a := query{story: sceneOf(t, "5行").story.at(2), lang: spec.JA, wait: usualWait}
	for _, row := range []struct{ click, a, b string }{{"", "録音停止", "録音停止"}, {"A", "録音再開", "録音停止"},
		{"B", "録音再開", "録音再開"},
		{"A", "録音停止", "録音再開"}, {"B", "録音停止", "録音停止"}} {
		r := request(t, http.MethodGet, server+a.link("/"), nil)
		if row.click != "" {
			form := a.values()
			form.Set("press", "toggle "+row.click)
			r = request(t, http.MethodPost, server+"/do", form)
		}
		answer, page := get(t, r)
		for phone, want := range map[string]string{"A": row.a, "B": row.b} {
			if !regexp.MustCompile(`value="toggle ` + phone + `"[^>]*><span lang="ja">` + want +
				`</span></button>`).MatchString(page) {
				t.Errorf("after %s's click: %s does not show %s", row.click, phone, want)
			}
		}
		var err error
		if a, err = read(answer.Request.URL.Query(), spec.JA); err != nil {
			t.Fatal(err)
		}
	}
	if a.played != 6 {
		t.Errorf("got %d events, want 6", a.played)
	}
}

// In every scene, at every moment, each button of the page is what the library says, and each that cannot be used says
// why.
func TestButtonsAreTheLibrarys(t *testing.T) {
	for _, e := range manualScenes() {
		for n := range len(e.story.events) + 1 {
			a := query{story: e.story.at(n), lang: spec.EN, wait: usualWait}
			c, err := a.play(t.Context(), a.policy, a.changes)
			if err != nil {
				t.Fatal(err)
			}
			p := paged(t, &Simulator{}, a)
			if drawn := p.Wide() != "" && p.Narrow() != ""; drawn != (n > 0) {
				t.Errorf("%s at %d: a picture: %v", e.name.EN, n, drawn)
			}
			for _, card := range p.Softphones() {
				for _, button := range slices.Concat(card.Buttons, card.Missing) {
					b, _, _ := pressedIn(button.Name)
					why := c.system.Why(card.ID, b)
					if button.Is != c.system.Decide(card.ID, b).Verdict || button.Why != why.In(spec.EN) ||
						button.Why == "" {
						t.Errorf("%s at %d: %s's %s is %+v, want %v", e.name.EN, n, card.ID, button.Name, button, why)
					}
				}
			}
		}
	}
}

// Every event that a page offers can be done, and the page after it can be read.
func TestEverythingOfferedWorks(t *testing.T) {
	server := open(t)
	offered := regexp.MustCompile(`name="(event|press)" value="([^"]*)"`)
	for _, name := range []string{"5行", "キャンセル", "三者通話"} {
		a := sceneOf(t, name)
		_, page := get(t, request(t, http.MethodGet, server+a.link("/"), nil))
		for _, offer := range offered.FindAllStringSubmatch(page, -1) {
			form := a.values()
			form.Set(offer[1], html.UnescapeString(offer[2]))
			for _, p := range a.header.Parties {
				form.Set("to-"+p.ID, "X")
			}
			answer, after := get(t, request(t, http.MethodPost, server+"/do", form))
			if answer.StatusCode != http.StatusOK || strings.Contains(after, `class="notice" role="alert"`) {
				t.Errorf("%s: %s: got %s", name, offer[2], answer.Status)
			}
		}
	}
}

// A story that has no meaning under other settings is shown as far as it has one, and says so.
func TestStoryBreaksOff(t *testing.T) {
	a := sceneOf(t, "キャンセル")
	a.header, a.code = headerOf(2, 0), ""
	p := paged(t, &Simulator{}, a)
	if p.Notice == "" || p.played != 0 {
		t.Errorf("got %q at %d, want a notice at 0", p.Notice, p.played)
	}
}

// The explorer's stories play to their end, at which the display of which they tell becomes false.
func TestExploredStories(t *testing.T) {
	for _, e := range *explored(t) {
		c, err := e.story.play(t.Context(), pause.Policy{}, 0)
		if err != nil || len(c.outcomes[len(c.outcomes)-1].Opened) == 0 {
			t.Errorf("%s: %v", e.name.EN, err)
		}
	}
}
