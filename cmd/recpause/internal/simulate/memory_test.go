package simulate

import (
	"html"
	"io"
	"math/rand/v2"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/recpause/recpause/spec"
)

// answered is what a simulator answers to a link, or to a form that is sent.
func answered(t *testing.T, s *Simulator, path string, form url.Values, has string) Answer {
	t.Helper()
	return s.Answer(t.Context(), Request{Path: path, Form: form, Sent: path == "/do", Has: has})
}

func bodyOf(t *testing.T, a Answer) string {
	t.Helper()
	body, err := io.ReadAll(a.Body)
	if err != nil || a.Status != statusOK {
		t.Fatalf("status %d, %v: %s", a.Status, err, body)
	}
	return string(body)
}

var (
	aPart   = regexp.MustCompile(`<div class="piece" id="part-([^"]*)" data-hash="([^"]*)"( data-same)?>`)
	pressed = regexp.MustCompile(`name="(event|press)" value="([^"]*)"`)
)

// Whatever is clicked, undone and gone back to, a simulator that remembers answers as one that has never been asked
// before; and who says which parts they have is sent the others, which with those make the same page.
func TestMemoryIsInNoAnswer(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	fresh := func() *Simulator {
		s := New(spec.JA, nil)
		s.menu.found.Store(&[]entry{}) // whoever is still looking for more has a menu that changes
		return s
	}
	s := fresh()
	now, had := url.Values{"lang": {"ja"}}, map[string]string{}
	var before []url.Values
	sent, whole := 0, 0
	for range 60 {
		want := bodyOf(t, answered(t, fresh(), "/", now, ""))
		if got := bodyOf(t, answered(t, s, "/", now, "")); got != want {
			t.Fatalf("%s: got another page", now.Encode())
		}
		has := ""
		for id, part := range had {
			has += " " + id + "=" + aPart.FindStringSubmatch(part)[2]
		}
		got := bodyOf(t, answered(t, s, "/", now, has))
		sent, whole = sent+len(got), whole+len(want)
		for id, part := range partsOf(want) {
			have := partsOf(got)[id]
			if strings.Contains(have, " data-same>") {
				have = had[id]
			}
			if have != part {
				t.Fatalf("%s: part %s: got %q", now.Encode(), id, have)
			}
		}
		had = partsOf(want)
		before = append(before, now)
		offers := pressed.FindAllStringSubmatch(want, -1)
		if len(offers) == 0 || random.IntN(10) == 0 {
			now = before[random.IntN(len(before))]
			continue
		}
		form := url.Values{}
		for name, values := range now {
			form[name] = values
		}
		offer := offers[random.IntN(len(offers))]
		form.Set(offer[1], html.UnescapeString(offer[2]))
		a, b := answered(t, s, "/do", form, ""), answered(t, fresh(), "/do", form, "")
		if a.Location != b.Location || a.Location == "" {
			t.Fatalf("%s: got %q, want %q", form.Encode(), a.Location, b.Location)
		}
		u, err := url.Parse(a.Location)
		if err != nil {
			t.Fatal(err)
		}
		now = u.Query()
	}
	if 10*sent > 9*whole {
		t.Errorf("%d bytes of %d were sent, though the menu and the settings stay", sent, whole)
	}
}

// partsOf returns the parts of a page by their names, each up to the next one.
func partsOf(page string) map[string]string {
	parts, at := map[string]string{}, aPart.FindAllStringSubmatchIndex(page, -1)
	for i, m := range at {
		to := len(page)
		if i+1 < len(at) {
			to = at[i+1][0]
		}
		parts[page[m[2]:m[3]]] = page[m[0]:to]
	}
	return parts
}
