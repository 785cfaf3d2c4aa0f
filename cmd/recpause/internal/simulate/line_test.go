package simulate

import (
	"net/http"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// toldBy is a story of a beginning in which things are done, three seconds apart.
func toldBy(events ...formEvent) query {
	a := query{story: beginning(), lang: spec.JA, wait: usualWait}
	for _, e := range events {
		a.story = a.story.do(a.wait, e.event())
	}
	return a
}

// Each party's line says whom it is connected with: who calls and who is called, who is held, and who is in a room.
func TestLines(t *testing.T) {
	invite, answer := formEvent{"call.invite", "X", "A", "c1"}, formEvent{"call.answered", "A", "", "c1"}
	hold, dial := formEvent{"hold", "A", "", "c1"}, formEvent{"consult.dial", "A", "B", "c2"}
	for _, row := range []struct {
		name   string
		events []formEvent
		want   map[string]line
	}{
		{"nothing", nil, map[string]line{"A": {"idle", "", -1}, "X": {"idle", "", -1}}},
		{"ringing", []formEvent{invite}, map[string]line{"A": {"ringing", "Xから着信中", -1},
			"X": {"dialling", "Aを呼び出し中", -1}, "B": {"idle", "", -1}}},
		{"talking", []formEvent{invite, answer}, map[string]line{"A": {"talking", "Xと通話中", 6 * 8000},
			"X": {"talking", "Aと通話中", 6 * 8000}}},
		{"held", []formEvent{invite, answer, hold}, map[string]line{"A": {"held", "Xを保留中", 6 * 8000},
			"X": {"talking", "Aと通話中", 6 * 8000}}},
		{"target rings", []formEvent{invite, answer, hold, dial}, map[string]line{
			"A": {"dialling", "Xを保留中、Bを呼び出し中", -1}, "B": {"ringing", "Aから着信中", -1}}},
		{"target is busy", []formEvent{{"call.invite", "B", "A", "c1"}, {"call.invite", "X", "A", "c2"}},
			map[string]line{"A": {"ringing", "Bから着信中", -1}, "X": {"dialling", "Aを呼び出し中", -1}}},
		{"room", []formEvent{{"room.join", "A", "", "c1"}}, map[string]line{"A": {"talking", "会議室c1に1人", 3 * 8000}}},
	} {
		p := paged(t, &Simulator{}, toldBy(row.events...))
		for party, want := range row.want {
			state, _ := p.Look().Phones.Get(party)
			if got := p.line(party, state.State); got != want {
				t.Errorf("%s: %s: got %+v, want %+v", row.name, party, got, want)
			}
		}
	}
}

// Whoever is called can answer and refuse, and nobody else; both lead to the page after it.
func TestAnswerAndReject(t *testing.T) {
	server := open(t)
	a := toldBy(formEvent{"call.invite", "X", "A", "c1"})
	for press, want := range map[string]calllog.Kind{"answer A": calllog.CallAnswered, "reject A": calllog.CallFailed,
		"end X": calllog.CallHangup} {
		form := a.values()
		form.Set(pressField, press)
		answer, _ := get(t, request(t, http.MethodPost, server+"/do", form))
		got, err := read(answer.Request.URL.Query(), spec.JA)
		if err != nil || len(got.events) != 2 || got.events[1].Kind != want {
			t.Errorf("%s: got %+v, %v", press, got.events, err)
		}
	}
	p := paged(t, &Simulator{}, a)
	for party, want := range map[string]int{"A": 2, "B": 1, "X": 1} { // B can call, and X give up
		if got := p.keys(party, party != "X"); len(got) != want {
			t.Errorf("%s: got %v", party, got)
		}
	}
}

// Settings that are changed are undone and redone with all that came of them, as often as they were changed, and a link
// does not grow for ever by them.
func TestUndoSettings(t *testing.T) {
	a := toldBy(formEvent{"call.invite", "X", "A", "c1"}, formEvent{"call.answered", "A", "", "c1"},
		formEvent{"pause.click", "A", "", ""})
	s := &Simulator{}
	for i := range 40 {
		h := a.header
		h.Config.PauseContract = i%2 == 1
		changed := a
		changed.header, changed.code = h, ""
		a = changed.remember(a)
	}
	if len(a.was) > maxWas {
		t.Errorf("got %d bytes of what was", len(a.was))
	}
	for range 3 {
		p := paged(t, s, a)
		if p.Rewritten == "" || !p.changedHere(false) {
			t.Fatal("nobody is told")
		}
		back := followed(t, p.Links().Undo)
		again := followed(t, paged(t, s, back).Links().Redo)
		if again.link("/") != a.link("/") {
			t.Errorf("got %s, want %s", again.link("/"), a.link("/"))
		}
		if back.header.Config.PauseContract == a.header.Config.PauseContract || len(back.events) != 3 {
			t.Errorf("got %+v", back.header.Config)
		}
		a = back
	}
}

func followed(t *testing.T, link string) query {
	t.Helper()
	r := request(t, http.MethodGet, "http://localhost"+link, nil)
	a, err := read(r.URL.Query(), spec.JA)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// What is drawn of a track is as loud as what is in the file: silent where it is silenced, and never less than the
// voice.
func TestPeaks(t *testing.T) {
	a := sceneOf(t, "1対1")
	c, err := a.play(t.Context(), a.policy, a.changes)
	if err != nil {
		t.Fatal(err)
	}
	r := c.recordings[0]
	peaks := c.peaks(r, recording.DefaultTone().PCM(8000), c.spanOf(r), bars)[0]
	rate := int64(c.header.SampleRate)
	for i := range peaks.High {
		at := peaks.Span.Len() * int64(i) / int64(len(peaks.High))
		if silenced := at >= 3*rate && at < 6*rate; silenced != (peaks.High[i] == 0) {
			t.Errorf("%d samples from the answer: got %d", at, peaks.High[i])
		}
	}
	pcm := make([]int16, rate)
	for party := range len(voices) {
		say(pcm, party, rate, 0)
		v, loudest, drawn := voices[party], int16(0), 0.0
		for i, s := range pcm {
			loudest, drawn = max(loudest, s), max(drawn, v.loud(float64(i)/float64(rate)))
		}
		if drawn > 1.5*float64(loudest) || drawn < .5*float64(loudest) {
			t.Errorf("party %d is drawn with %.0f, and has %d", party, drawn, loudest)
		}
	}
}

// Where time passes by itself an event is at the moment of its click, and the picture goes up to now.
func TestLive(t *testing.T) {
	a := toldBy(formEvent{"call.invite", "X", "A", "c1"}, formEvent{"call.answered", "A", "", "c1"})
	v := a.values()
	v.Set(waitParam, liveWait)
	v.Set(laterParam, "1234")
	a, err := read(v, spec.JA)
	if err != nil || a.moment() != 6*8000+1234*8 {
		t.Fatalf("got %d, %v", a.moment(), err)
	}
	p := paged(t, &Simulator{}, a)
	if c := p.drawn.Calls[0]; c.Span.To != a.moment() || p.drawn.Span.To != p.drawn.Span.From+15*8000 {
		t.Errorf("got %v of %v", c.Span, p.drawn.Span)
	}
	next, err := a.press(t.Context(), map[string][]string{pressField: {"toggle A"}})
	if err != nil || next.events[2].At != 6*8000+1234*8 || next.later != 0 || !next.live {
		t.Errorf("got %+v, %v", next.events, err)
	}
	v.Set(laterParam, "99999999999")
	if a, _ = read(v, spec.JA); a.later != latest {
		t.Errorf("got %d ms", a.later)
	}
}

// A long story is listed around its last event, and whole where that is asked for.
func TestSteps(t *testing.T) {
	a := query{story: beginning(), lang: spec.JA, wait: usualWait}
	for range 100 {
		a.story = a.story.do(1, formEvent{"hand.raise", "A", "", ""}.event())
	}
	p := paged(t, &Simulator{}, a)
	if rows := p.Steps(); len(rows) != shownSteps || rows[shownSteps-1].Number != 100 || p.Unlisted() != 80 {
		t.Errorf("got %d rows, and %d more", len(rows), p.Unlisted())
	}
	a.all = true
	if p = paged(t, &Simulator{}, a); len(p.Steps()) != 100 || p.Unlisted() != 0 {
		t.Errorf("got %d rows", len(p.Steps()))
	}
}

// Every ID of a rule that a text names leads to the page of rules, which has it.
func TestRules(t *testing.T) {
	server := open(t)
	_, page := get(t, request(t, http.MethodGet, server+"/rules?lang=en", nil))
	for _, part := range refs(spec.EN, "locked (table 3.2, RP-BTN-020); see A-17.") {
		if part.ID != "" && !strings.Contains(page, `id="`+part.ID+`"`) {
			t.Errorf("no %s", part.ID)
		}
	}
	if got := len(refs(spec.EN, "RP-BTN-020 A-17")); got != 5 {
		t.Errorf("got %d parts", got)
	}
	for path, want := range map[string]int{"/nothing": http.StatusNotFound, "/favicon.ico": http.StatusOK,
		"/alive": http.StatusNoContent, "/beep.wav?rate=16000": http.StatusOK} {
		if answer, _ := get(t, request(t, http.MethodGet, server+path, nil)); answer.StatusCode != want {
			t.Errorf("%s: got %s", path, answer.Status)
		}
	}
}

// A strip is the recording that goes on. Where something is recorded though a stop is shown looks unlike the other way
// round.
func TestStrip(t *testing.T) {
	p := paged(t, &Simulator{}, sceneOf(t, "三者"))
	last, ok := p.lastCall()
	if s := p.Strip(); !ok || last.Name != "c1" || len(s.Bars) == 0 || s.Wave == "" {
		t.Errorf("got %q, %+v", last.Name, s)
	}
	if s := (&page{drawn: picture.Picture{}}).Strip(); len(s.Bars) != 0 {
		t.Errorf("got %+v", s)
	}
	paths := map[string]string{}
	for _, b := range paged(t, &Simulator{}, sceneOf(t, "5行")).Strip().Bars {
		paths[b.Class] = b.Path
	}
	if paths["lie"] == "" || paths["lie less"] == "" || paths["lie"] == paths["lie less"] {
		t.Errorf("got %v", paths)
	}
}

// A browser is opened only where somebody sees it.
func TestOpener(t *testing.T) {
	for _, row := range []struct {
		system string
		screen bool
		want   string
	}{{"linux", true, "xdg-open"}, {"linux", false, ""}, {"darwin", false, "open"}, {"windows", false, "rundll32"}} {
		if got, _ := opener(row.system, row.screen); got != row.want {
			t.Errorf("%+v: got %q", row, got)
		}
	}
}
