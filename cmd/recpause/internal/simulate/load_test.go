package simulate

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// The story is saved as a call log that reads again, without digits.
func TestDownload(t *testing.T) {
	server := open(t)
	a := sceneOf(t, "1対1")
	a.story = a.story.at(2).do(1, calllog.Event{Kind: calllog.DTMF, Party: "A"})
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
	// from the answer on: stop at 3 s, resume at 6 s
	at := func(second int) string { return wav[44+2*8000*second:][:16000] }
	if silent := strings.Repeat("\x00", 16000); at(4) != silent || at(1) == silent || at(7) == silent {
		t.Error("the pause is not the only second of silence")
	}
	v.Set("reel", "none")
	if answer, _ := get(t, request(t, http.MethodGet, server+"/tape.wav?"+v.Encode(),
		nil)); answer.StatusCode != http.StatusNotFound {
		t.Errorf("got %s", answer.Status)
	}
}

// The settings of the form are those of the story after it, and the story goes on.
func TestSettings(t *testing.T) {
	server := open(t)
	a := sceneOf(t, "5行")
	form := a.values()
	for name, value := range map[string]string{"softphones": "2", "outside": "0", "version": "3.14.0", "layout": "2ch",
		"contract": "on", "all": "on",
		"profile": synchronised, "terminal-A": "webrtc", "enabled-A": "on", "A-20": "c"} {
		form.Set(name, value)
	}
	answer, _ := get(t, request(t, http.MethodPost, server+"/settings", form))
	got, err := read(answer.Request.URL.Query(), spec.JA)
	if err != nil || got.header.Config.Version.String() != "3.14.0" || got.header.Config.Layout.String() != "2ch" ||
		got.changes != system.Synchronised ||
		got.header.Parties[0].Terminal != pause.WebRTC || got.policy.BeepSide != pause.OtherLegs ||
		got.header.Config.RecordCallcenter {
		t.Errorf("got %+v, %v", got, err)
	}
	for name, value := range map[string]string{"softphones": "9", "version": "x", "layout": "3ch",
		"terminal-A": "fax"} {
		wrong := url.Values{}
		for k, v := range form {
			wrong[k] = v
		}
		wrong.Set(name, value)
		if answer, page := get(t, request(t, http.MethodPost, server+"/settings",
			wrong)); answer.StatusCode != http.StatusUnprocessableEntity ||
			!strings.Contains(page, `class="field-wrong"`) || name != "layout" && !strings.Contains(page, `value="2ch" selected`) {
			t.Errorf("%s %s: got %s", name, value, answer.Status)
		}
	}
}

// A log from elsewhere, with another sample rate, names that are no identifiers and calls of other names, can be loaded
// and goes on.
func TestForeignLog(t *testing.T) {
	server := open(t)
	log := `{"log":"recpause/1","sample_rate":16000,"parties":[{"id":"Ms \"<b>\" A","kind":"softphone",` +
		`"terminal":"installed"},{"id":"cus tomer","kind":"external"}]}
{"at":16000,"event":"call.invite","party":"cus tomer","to":"Ms \"<b>\" A","call":"call 7"}
{"at":32000,"event":"call.answered","party":"Ms \"<b>\" A","call":"call 7"}
`
	answer, page := get(t, upload(t, server, log))
	a, err := read(answer.Request.URL.Query(), spec.JA)
	if err != nil || answer.StatusCode != http.StatusOK || a.played != 2 || strings.Contains(page, "<b>\"") {
		t.Fatalf("got %s, %v, %d events", answer.Status, err, a.played)
	}
	form := a.values()
	for _, press := range []string{`toggle Ms "<b>" A`, `hold Ms "<b>" A`, `toggle Ms "<b>" A`, `hold Ms "<b>" A`,
		`hang_up Ms "<b>" A`} {
		form.Set("press", press)
		answer, _ = get(t, request(t, http.MethodPost, server+"/do", form))
		if a, err = read(answer.Request.URL.Query(), spec.JA); err != nil {
			t.Fatal(err)
		}
		form = a.values()
	}
	var kinds []calllog.Kind
	for _, e := range a.events[2:] {
		kinds = append(kinds, e.Kind)
	}
	if got, want := len(kinds), 4; got != want || kinds[1] != calllog.ResumeClick || kinds[2] != calllog.Hold ||
		kinds[3] != calllog.CallHangup {
		t.Errorf("got %v: the hold while the stop is shown is no event", kinds)
	}
	if got := a.events[2].At; got != 32000+usualWait*16000 {
		t.Errorf("got a click at %d", got)
	}
}

func upload(t *testing.T, server, log string) *http.Request {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "call.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	part.Write([]byte(log))
	form.Close()
	r, err := http.NewRequest(http.MethodPost, server+"/load", &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}
