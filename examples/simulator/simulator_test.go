package main

import (
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/calllog"
	"github.com/recpause/recpause/spec/model"
)

// open starts a simulator, and returns its address.
func open(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer((&server{lang: spec.JA}).handler())
	t.Cleanup(s.Close)
	return s.URL
}

// get returns an answer and its body.
func get(t *testing.T, r *http.Request) (*http.Response, string) {
	t.Helper()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func request(t *testing.T, method, address string, form url.Values) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

// sceneOf returns a scene of the menu as it is asked for.
func sceneOf(t *testing.T, name string) asked {
	t.Helper()
	for _, e := range (&menu{}).entries() {
		if strings.Contains(e.name.JA, name) {
			return asked{story: e.story, lang: spec.JA, wait: usualWait}
		}
	}
	t.Fatalf("no scene %s", name)
	return asked{}
}

// What is asked comes back from its own link, whatever it is.
func TestLinks(t *testing.T) {
	for _, e := range (&menu{}).entries() {
		for n := range len(e.story.events) + 1 {
			a := asked{story: e.story.at(n), policy: pause.Policy{BeepSide: pause.OtherLegs}, profile: model.Synchronised, lang: spec.JA, wait: 10}
			got, err := read(a.values(), spec.EN)
			if err != nil {
				t.Fatal(err)
			}
			if got.link("/") != a.link("/") || got.played != n || got.policy != a.policy || got.profile != a.profile || len(got.events) != len(a.events) {
				t.Errorf("%s at %d: got %+v", e.name.EN, n, got)
			}
		}
	}
}

// The manual's five rows, by clicking: after each click the page shows the label that the library says, for both softphones.
func TestFiveRowsByClicking(t *testing.T) {
	server := open(t)
	a := asked{story: sceneOf(t, "5行").story.at(2), lang: spec.JA, wait: usualWait}
	for _, row := range []struct{ click, a, b string }{{"", "録音停止", "録音停止"}, {"A", "録音再開", "録音停止"}, {"B", "録音再開", "録音再開"},
		{"A", "録音停止", "録音再開"}, {"B", "録音停止", "録音停止"}} {
		r := request(t, http.MethodGet, server+a.link("/"), nil)
		if row.click != "" {
			form := a.values()
			form.Set("press", row.click+" toggle")
			r = request(t, http.MethodPost, server+"/do", form)
		}
		answer, page := get(t, r)
		for phone, want := range map[string]string{"A": row.a, "B": row.b} {
			if !strings.Contains(page, `value="`+phone+` toggle" aria-describedby="why-`+phone+`-toggle">`+want+`</button>`) {
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

// In every scene, at every moment, each button of the page is what the library says, and each that cannot be used says why.
func TestButtonsAreTheLibrarys(t *testing.T) {
	for _, e := range (&menu{}).entries() {
		for n := range len(e.story.events) + 1 {
			a := asked{story: e.story.at(n), lang: spec.EN, wait: usualWait}
			c, err := a.play(a.policy, a.profile)
			if err != nil {
				t.Fatal(err)
			}
			for _, card := range a.page(&menu{}).Phones {
				for _, button := range slices.Concat(card.Buttons, card.Missing) {
					why := c.system.Why(card.ID, buttonOf(button.Name))
					if button.Usable != (why.Verdict == buttons.Enabled) || button.Why != why.In(spec.EN) || button.Why == "" {
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
	for _, name := range []string{"5行", "取り消す", "三者通話"} {
		a := sceneOf(t, name)
		_, page := get(t, request(t, http.MethodGet, server+a.link("/"), nil))
		for _, offer := range offered.FindAllStringSubmatch(page, -1) {
			form := a.values()
			form.Set(offer[1], html.UnescapeString(offer[2]))
			for _, p := range a.header.Parties {
				form.Set("to-"+p.ID, "X")
			}
			answer, after := get(t, request(t, http.MethodPost, server+"/do", form))
			if answer.StatusCode != http.StatusOK || strings.Contains(after, `role="alert"`) {
				t.Errorf("%s: %s: got %s", name, offer[2], answer.Status)
			}
		}
	}
}

// A stale or broken link, and a log that is none, are told on a page that leads back; nothing panics.
func TestBrokenLinks(t *testing.T) {
	server := open(t)
	good := sceneOf(t, "5行").values().Get(logParam)
	for _, link := range []string{"!", "AAAA", good[:len(good)/2], good + "x"} {
		answer, page := get(t, request(t, http.MethodGet, server+"/?lang=en&log="+url.QueryEscape(link), nil))
		if answer.StatusCode != http.StatusBadRequest || !strings.Contains(page, "cannot be read") || !strings.Contains(page, `href="/?`) {
			t.Errorf("%.20q: got %s", link, answer.Status)
		}
	}
	if answer, _ := get(t, request(t, http.MethodGet, server+"/?policy="+url.QueryEscape(`{"beep_side":"nowhere"}`), nil)); answer.StatusCode != http.StatusBadRequest {
		t.Errorf("a policy that is none: got %s", answer.Status)
	}
}

// A story that has no meaning under other settings is shown as far as it has one, and says so.
func TestStoryBreaksOff(t *testing.T) {
	a := sceneOf(t, "取り消す")
	a.header = headerOf(2, 0)
	p := a.page(&menu{})
	if len(p.Notices) != 1 || p.Played != 0 {
		t.Errorf("got %q at %d, want a notice at 0", p.Notices, p.Played)
	}
}

// Who is not this machine's own browser on this page gets nothing.
func TestOtherOrigins(t *testing.T) {
	server := open(t)
	for _, row := range []struct {
		host, origin, site string
		want               int
	}{
		{"", "", "", http.StatusOK},
		{"", "null", "", http.StatusForbidden},
		{"", "http://evil.example", "", http.StatusForbidden},
		{"", "", "cross-site", http.StatusForbidden},
		{"", "", "same-origin", http.StatusOK},
		{"evil.example", "", "", http.StatusForbidden},
		{"localhost:80", "", "", http.StatusOK},
		{"[::1]:80", "", "", http.StatusOK},
		{"192.0.2.1", "", "", http.StatusForbidden},
	} {
		r := request(t, http.MethodGet, server+"/", nil)
		if row.host != "" {
			r.Host = row.host
		}
		if row.origin != "" {
			r.Header.Set("Origin", row.origin)
		}
		if row.site != "" {
			r.Header.Set("Sec-Fetch-Site", row.site)
		}
		answer, _ := get(t, r)
		if answer.StatusCode != row.want || answer.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%+v: got %s", row, answer.Status)
		}
	}
}

// The story is saved as a call log that reads again, without digits.
func TestDownload(t *testing.T) {
	server := open(t)
	a := sceneOf(t, "1対1")
	a.story = a.story.at(2).do(8000, calllog.Event{Kind: calllog.DTMF, Party: "A"})
	_, text := get(t, request(t, http.MethodGet, server+a.link("/call.jsonl"), nil))
	again, err := readLog([]byte(text))
	if err != nil || len(again.events) != 3 || !strings.Contains(text, `"digit":"x"`) {
		t.Errorf("got %v, %s", err, text)
	}
}

// What is silenced in the recording that one listens to is silence, and what is not is heard.
func TestTapes(t *testing.T) {
	server := open(t)
	a := sceneOf(t, "1対1")
	v := a.values()
	v.Set("call", "c1")
	v.Set("reel", "1ch")
	answer, wav := get(t, request(t, http.MethodGet, server+"/tape.wav?"+v.Encode(), nil))
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "audio/wav" {
		t.Fatalf("got %s", answer.Status)
	}
	at := func(second int) string { return wav[44+2*8000*second:][:16000] } // from the answer on: stop at 3 s, resume at 6 s
	if silent := strings.Repeat("\x00", 16000); at(4) != silent || at(1) == silent || at(7) == silent {
		t.Error("the pause is not the only second of silence")
	}
	v.Set("reel", "none")
	if answer, _ := get(t, request(t, http.MethodGet, server+"/tape.wav?"+v.Encode(), nil)); answer.StatusCode != http.StatusNotFound {
		t.Errorf("got %s", answer.Status)
	}
}

// The settings of the form are those of the story after it, and the story goes on.
func TestSettings(t *testing.T) {
	server := open(t)
	a := sceneOf(t, "5行")
	form := a.values()
	for name, value := range map[string]string{"softphones": "2", "outside": "0", "version": "3.14.0", "layout": "2ch", "contract": "on", "all": "on",
		"profile": synchronised, "terminal-A": "webrtc", "enabled-A": "on", "A-20": "c"} {
		form.Set(name, value)
	}
	answer, _ := get(t, request(t, http.MethodPost, server+"/settings", form))
	got, err := read(answer.Request.URL.Query(), spec.JA)
	if err != nil || got.header.Config.Version.String() != "3.14.0" || got.header.Config.Layout.String() != "2ch" || got.profile != model.Synchronised ||
		got.header.Parties[0].Terminal != pause.WebRTC || got.policy.BeepSide != pause.OtherLegs || got.header.Config.RecordCallcenter {
		t.Errorf("got %+v, %v", got, err)
	}
	for name, value := range map[string]string{"softphones": "9", "version": "x", "layout": "3ch", "terminal-A": "fax"} {
		wrong := url.Values{}
		for k, v := range form {
			wrong[k] = v
		}
		wrong.Set(name, value)
		if answer, _ := get(t, request(t, http.MethodPost, server+"/settings", wrong)); answer.StatusCode != http.StatusBadRequest {
			t.Errorf("%s %s: got %s", name, value, answer.Status)
		}
	}
}

// The explorer's stories play to their end.
func TestExploredStories(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	var m menu
	if err := m.explore(); err != nil {
		t.Fatal(err)
	}
	for _, e := range m.entries()[len(scenes):] {
		c, err := e.story.play(pause.Policy{}, 0)
		if err != nil || len(c.outcomes[len(c.outcomes)-1].Opened) == 0 {
			t.Errorf("%s: %v", e.name.EN, err)
		}
	}
}
