package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/spec"
)

// A deskTest is a desk on a switchboard without telephones.
type deskTest struct {
	testing.TB
	*httptest.Server
	board *fake
	store *store
}

func newDeskTest(t testing.TB) *deskTest {
	t.Helper()
	s, err := openStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	board := newFake(t)
	server := httptest.NewServer(newDesk(board, s, slog.New(slog.DiscardHandler)))
	t.Cleanup(func() { server.Close(); s.close() })
	return &deskTest{t, server, board, s}
}

// told is an event as a page reads it.
type told struct {
	event
	Data json.RawMessage `json:"data"`
	text []byte
}

// events connects as a page does.
func (d *deskTest) events(lang string) *websocket.Conn {
	d.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), tooLong)
	defer cancel()
	socket, _, err := websocket.Dial(ctx, strings.Replace(d.URL, "http", "ws", 1)+"/events?lang="+lang, nil)
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() { socket.CloseNow() })
	return socket
}

func next(t testing.TB, socket *websocket.Conn) (e told) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), tooLong)
	defer cancel()
	_, text, err := socket.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatal(err)
	}
	e.text = text
	return e
}

// sees waits until a softphone is shown as somebody wants it.
func sees(t testing.TB, socket *websocket.Conn, extension string, as func(card) bool) card {
	t.Helper()
	for {
		var c card
		if e := next(t, socket); e.Source == "/phones/"+extension {
			if err := json.Unmarshal(e.Data, &c); err != nil {
				t.Fatal(err)
			}
			if as(c) {
				return c
			}
		}
	}
}

func (d *deskTest) click(extension string, c click) (status int, text string) {
	d.Helper()
	body, err := json.Marshal(c)
	if err != nil {
		d.Fatal(err)
	}
	answer, err := http.Post(d.URL+"/phones/"+extension+"/clicks?lang=ja", "application/json", bytes.NewReader(body))
	if err != nil {
		d.Fatal(err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		d.Fatal(err)
	}
	return answer.StatusCode, string(said)
}

func (d *deskTest) does(extension string, c click) {
	d.Helper()
	if status, text := d.click(extension, c); status != http.StatusNoContent {
		d.Fatalf("%v of %s: %d %s", c, extension, status, text)
	}
}

// A page is told of everything at once, and then of what changes; a grey button is refused with its rule.
func TestDeskTellsPages(t *testing.T) {
	d := newDeskTest(t)
	page := d.events("ja")
	sees(t, page, "101", func(c card) bool { return c.State == "idle" && c.Toggle.Is == "hidden" })
	d.does("101", click{Do: dial, To: "102"})
	sees(t, page, "102", func(c card) bool { return c.Incoming && c.Who == "101" })
	d.does("102", click{Do: answer})
	sees(t, page, "101", func(c card) bool { return c.State == "talking" && c.Since > 0 && c.Toggle.Do == stop })
	d.does("101", click{Do: stop})
	c := sees(t, page, "101", func(c card) bool { return c.Message.Text == "録音が停止状態です" })
	if c.Toggle.Label.Text != "録音再開" || c.Toggle.Do != resume || c.Recording != "silent" {
		t.Errorf("a softphone that has stopped shows %+v", c)
	}
	if status, text := d.click("101", click{Do: hold}); status != http.StatusConflict ||
		!strings.Contains(text, "RP-BTN-020") {
		t.Errorf("hold while stopped: %d %s", status, text)
	}
}

// A WebRTC terminal has no toggle, and its page says why.
func TestDeskHidesTheToggleOfWebRTC(t *testing.T) {
	d := newDeskTest(t)
	c := sees(t, d.events("en"), "109", func(card) bool { return true })
	if c.Toggle.Is != "hidden" || !strings.Contains(c.Toggle.Why, "RP-AVL-031") {
		t.Errorf("a WebRTC terminal shows %+v", c.Toggle)
	}
}

// A page in English has the labels of the product and what they mean; one in Japanese has the labels.
func TestDeskSpeaksTwoLanguages(t *testing.T) {
	d := newDeskTest(t)
	for lang, want := range map[string]label{"ja": {Text: "保留"}, "en": {"保留", buttons.Hold.Label(spec.EN)}} {
		c := sees(t, d.events(lang), "101", func(card) bool { return true })
		if got := c.Keys[buttons.Hold-1].Label; got != want {
			t.Errorf("%s: got %v, want %v", lang, got, want)
		}
	}
}

// A page's microphone and loudspeaker are RTP, in both ways; the softphone is one that somebody can talk on meanwhile.
func TestDeskCarriesAudio(t *testing.T) {
	d := newDeskTest(t)
	ctx, cancel := context.WithTimeout(context.Background(), tooLong)
	defer cancel()
	address := strings.Replace(d.URL, "http", "ws", 1) + "/phones/102/audio"
	line, _, err := websocket.Dial(ctx, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	page := d.events("en")
	sees(t, page, "102", func(c card) bool { return c.Registered })
	if err := line.Write(ctx, websocket.MessageBinary, []byte("microphone")); err != nil {
		t.Fatal(err)
	}
	if got := string(<-d.board.heard); got != "microphone" {
		t.Errorf("the PBX got %q", got)
	}
	d.board.hear([]byte("loudspeaker"))
	if _, got, err := line.Read(ctx); string(got) != "loudspeaker" {
		t.Errorf("the page got %q, %v", got, err)
	}
	line.CloseNow()
	sees(t, page, "102", func(c card) bool { return !c.Registered })
}

// Nobody else's page can click, listen or read: not one of another origin, and not by another name of this machine.
func TestDeskIsOfThisMachineOnly(t *testing.T) {
	d := newDeskTest(t)
	for _, foreign := range []struct{ key, value string }{
		{"Origin", "https://example.com"}, {"Sec-Fetch-Site", "cross-site"}, {"Host", "pbx.example.com"}} {
		for _, path := range []string{"/", "/events", "/phones/101/audio", "/sip", "/calls/x/call.jsonl"} {
			r, err := http.NewRequest(http.MethodGet, d.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set(foreign.key, foreign.value)
			if foreign.key == "Host" {
				r.Host = foreign.value
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %v: %s", path, foreign, answer.Status)
			}
		}
	}
}

// A link of somebody else's page opens the desk in a window of its own, and nothing else: no frame, and no recording.
func TestDeskAndLinksOfOthers(t *testing.T) {
	d := newDeskTest(t)
	for _, row := range []struct {
		path, mode, dest string
		want             int
	}{
		{"/", "navigate", "document", http.StatusOK},
		{"/?lang=ja", "navigate", "document", http.StatusOK},
		{"/", "navigate", "iframe", http.StatusForbidden},
		{"/", "no-cors", "image", http.StatusForbidden},
		{"/calls/x/recording-1ch.wav", "navigate", "document", http.StatusForbidden},
		{"/webrtc/101", "navigate", "document", http.StatusForbidden},
	} {
		for _, site := range []string{"cross-site", "same-site"} {
			r, err := http.NewRequest(http.MethodGet, d.URL+row.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Sec-Fetch-Site", site)
			r.Header.Set("Sec-Fetch-Mode", row.mode)
			r.Header.Set("Sec-Fetch-Dest", row.dest)
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != row.want {
				t.Errorf("%s from %s to %s of a %s: got %s, want %d", row.mode, site, row.path, row.dest, answer.Status, row.want)
			}
		}
	}
}

// Only what a call has left is served, and nothing that is not in its folder.
func TestDeskServesOnlyCalls(t *testing.T) {
	d := newDeskTest(t)
	for _, path := range []string{"/calls/./journal", "/calls/%2e%2e/x.json", "/calls/a/%2e%2e%2fjournal", "/calls/a/b"} {
		answer, err := http.Get(d.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			t.Errorf("%s: %s", path, answer.Status)
		}
	}
}
