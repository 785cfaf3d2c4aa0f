package simulate

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// The page answers at once, also with as many parties as it offers, all stories in its menu, and calls going on: it does
// not allocate much more than a page has, which a search that it had not done before would.
func TestPageIsFast(t *testing.T) {
	s := &Simulator{}
	s.menu.found.Store(explored(t))
	a := query{story: story{header: headerOf(mostSoftphones, mostOutside)}, wait: usualWait}
	for _, w := range []formEvent{{"call.invite", "X", "A", "c1"}, {"call.answered", "A", "", "c1"},
		{"call.invite", "Y", "B", "c2"}, {"call.answered", "B", "", "c2"},
		{"room.join", "C", "", "c3"}, {"room.join", "D", "", "c3"}, {"room.join", "Z", "", "c3"},
		{"pause.click", "C", "", ""}} {
		a.story = a.story.do(a.wait, w.event())
	}
	allocations := testing.AllocsPerRun(3, func() {
		p := paged(t, s, a)
		if err := pages()[a.lang].ExecuteTemplate(&bytes.Buffer{}, "page.html", p); err != nil || p.Notice != "" {
			t.Fatal(err, p.Notice)
		}
	})
	if allocations > 200_000 {
		t.Errorf("got %.0f allocations, want the 50,000 or so of such a page", allocations)
	}
}

// A press at which nothing happens is told, and is no event; whom a softphone calls is kept from page to page.
func TestPressesThatAreNoEvents(t *testing.T) {
	server := open(t)
	a := query{story: beginning(), wait: usualWait}
	form := a.values()
	form.Set("press", "in_call A")
	form.Set("to-A", "X")
	answer, page := get(t, request(t, http.MethodPost, server+"/do", form))
	a, err := read(answer.Request.URL.Query(), spec.EN)
	if err != nil || a.played != 0 || a.target("A") != "X" || !strings.Contains(page, "nothing happens in this state") {
		t.Errorf("got %d events towards %q, %v", a.played, a.target("A"), err)
	}
	form = a.values()
	form.Set("event", `{"Event":"no.such","Party":"A"}`)
	if answer, _ := get(t, request(t, http.MethodPost, server+"/do",
		form)); answer.StatusCode != http.StatusBadRequest {
		t.Errorf("an event that there is not: got %s", answer.Status)
	}
}

// What the PBX answers to a click is as chosen, and is for the clicks on the toggle only.
func TestAnswers(t *testing.T) {
	server := open(t)
	form := query{story: sceneOf(t, "5行").at(2), wait: usualWait, answer: calllog.Refused}.values()
	form.Set("press", "toggle A")
	answer, _ := get(t, request(t, http.MethodPost, server+"/do", form))
	a, err := read(answer.Request.URL.Query(), spec.JA)
	if err != nil || len(a.events) != 3 || a.events[2].PBX != calllog.Refused || a.answer != calllog.Refused {
		t.Errorf("got %+v, %v", a.events, err)
	}
}

// The forms offer every answer of the PBX, layout, terminal and profile, and what is so is chosen.
func TestOptions(t *testing.T) {
	a := sceneOf(t, "5行")
	a.answer, a.changes = calllog.TimedOut, system.Synchronised
	a.header.Config.Layout, a.header.Parties[0].Terminal = recording.Split, pause.WebRTC
	var b strings.Builder
	if err := pages()[spec.JA].ExecuteTemplate(&b, "page.html", paged(t, &Simulator{}, a)); err != nil {
		t.Fatal(err)
	}
	for name, values := range map[string][]fmt.Stringer{
		"pbx":        {calllog.Confirmed, calllog.Refused, calllog.TimedOut},
		"layout":     {recording.OneChannel, recording.TwoChannel, recording.Split},
		"terminal-A": {pause.Installed, pause.OtherTerminal, pause.WebRTC},
	} {
		_, options, _ := strings.Cut(b.String(), `<select name="`+name+`"`)
		options, _, _ = strings.Cut(options, "</select>")
		for i, v := range values {
			chosen := map[bool]string{true: " selected"}[i == len(values)-1]
			if want := fmt.Sprintf(`<option value="%v"%s>`, v, chosen); !strings.Contains(options, want) {
				t.Errorf("%s: got %s, want %s", name, options, want)
			}
		}
	}
	if !strings.Contains(b.String(), `<option value="synchronised" selected>`) {
		t.Error("the profile is not chosen")
	}
}

// While the shortest stories are looked for, the page says so, and has them afterwards.
func TestMenuGrows(t *testing.T) {
	s := &Simulator{}
	a := query{story: beginning(), lang: spec.JA, wait: usualWait}
	if p := paged(t, s, a); !p.Searching() || len(p.Menu()) != 1 {
		t.Errorf("got %d groups, searching %v", len(p.Menu()), p.Searching())
	}
	s.menu.found.Store(&[]entry{{spec.Text{JA: "食い違い"}, spec.Text{JA: "名前"}, beginning()}})
	if p := paged(t, s, a); p.Searching() || len(p.Menu()) != 2 {
		t.Errorf("got %d groups, searching %v", len(p.Menu()), p.Searching())
	}
}

// A copy of the manual's page that is none is told at the start; with a true one, a greyed button quotes its clause.
func TestClauses(t *testing.T) {
	other := filepath.Join(t.TempDir(), "page.txt")
	if err := os.WriteFile(other, []byte("another page"), 0o600); err != nil {
		t.Fatal(err)
	}
	copied := os.Getenv("RECPAUSE_DOCUMENT")
	t.Setenv("RECPAUSE_DOCUMENT", other)
	var stderr strings.Builder
	if code := command.Run([]string{"simulate", "-port", "0", "-browser=false"}, io.Discard, &stderr, Command); code != 2 ||
		!strings.Contains(stderr.String(), other) {
		t.Errorf("another page was taken for the manual's: exit code %d, %s", code, stderr.String())
	}
	if copied == "" {
		t.Skip("the other half needs a copy of the manual's page: set RECPAUSE_DOCUMENT to its absolute path")
	}
	t.Setenv("RECPAUSE_DOCUMENT", copied)
	s := &Simulator{}
	var err error
	if s.clauses, err = command.Document(); err != nil {
		t.Fatal(err)
	}
	clause, _ := s.clauses.Clause(spec.BTN020)
	for _, button := range paged(t, s, query{story: sceneOf(t, "5行").at(3), lang: spec.JA,
		wait: usualWait}).Softphones()[0].Buttons {
		if button.Name == "hold" && (clause == "" || !strings.Contains(button.Why, clause)) {
			t.Errorf("got %q", button.Why)
		}
	}
}
