package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/notify"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

//go:embed page
var pageFiles embed.FS

// A desk serves the pages of the softphones: what each of them shows comes to the page as events, and what is clicked
// goes to the switchboard. It keeps nothing of a call.
type desk struct {
	board switchboard
	calls *store
	log   *slog.Logger
	pages map[spec.Lang]*template.Template
}

// newDesk returns everything that the page's address serves.
func newDesk(board switchboard, calls *store, log *slog.Logger) http.Handler {
	d := &desk{board, calls, log, map[spec.Lang]*template.Template{}}
	for _, l := range []spec.Lang{spec.JA, spec.EN} {
		t := template.New("").Funcs(template.FuncMap{"t": func(ja, en string) string { return say(l, ja, en) }})
		d.pages[l] = template.Must(t.ParseFS(pageFiles, "page/desk.html", "page/webrtc.html"))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", d.show)
	mux.HandleFunc("POST /phones/{extension}/clicks", d.click)
	mux.HandleFunc("GET /events", d.events)
	mux.HandleFunc("GET /phones/{extension}/audio", d.audio)
	mux.HandleFunc("GET /calls/{story}/{file...}", d.file)
	mux.HandleFunc("GET /webrtc/{extension}", d.terminal)
	mux.HandleFunc("GET /sip", board.Signal)
	mux.Handle("GET /page/", http.FileServerFS(pageFiles))
	return guard(mux)
}

// A screen is what its template sees: the frame of each softphone. What is in the frames comes with the events.
type screen struct {
	Lang, Other string
	Only        string // the one softphone that is shown, "" for all
	Cards       []frame
	Keypad      []string
}

// A frame is a softphone that a page shows.
type frame struct {
	card
	Name   string
	WebRTC bool // the page of its own telephone is there
}

// langOf is the language that a request asks for: that of its address, or else of the browser.
func langOf(r *http.Request) spec.Lang {
	if l, err := spec.ParseLang(r.FormValue("lang")); err == nil {
		return l
	}
	if first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ","); strings.HasPrefix(first, "ja") {
		return spec.JA
	}
	return spec.EN
}

func (d *desk) show(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	p := screen{Lang: l.String(), Only: r.FormValue("phone"), Keypad: strings.Split("123456789*0#", "")}
	other := r.URL.Query()
	other.Set("lang", (spec.JA + spec.EN - l).String())
	p.Other = "/?" + other.Encode()
	for _, s := range d.board.Seats() {
		if p.Only == "" || p.Only == s.Extension {
			p.Cards = append(p.Cards, frame{cardOf(s, l), s.Name, s.Terminal == pause.WebRTC})
		}
	}
	var b bytes.Buffer
	if err := d.pages[l].ExecuteTemplate(&b, "desk.html", p); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(b.Bytes())
}

// click takes what somebody has clicked, and answers when the PBX has done it: with no content, or with why it has not.
func (d *desk) click(w http.ResponseWriter, r *http.Request) {
	var c click
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096)).Decode(&c); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	extension, l := r.PathValue("extension"), langOf(r)
	if err := d.board.Click(extension, c); err != nil {
		status := http.StatusConflict
		if errors.As(err, new(awayError)) {
			status = http.StatusServiceUnavailable
		}
		http.Error(w, d.why(extension, c, err, l), status)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// why says why a click did nothing: where its button is grey the library knows, and else the PBX does.
func (d *desk) why(extension string, c click, err error, l spec.Lang) string {
	for _, s := range d.board.Seats() {
		for b := buttons.InCall; b <= buttons.Toggle && s.Extension == extension; b++ {
			if act(b, s.Phone) == c.Do && s.Phone.Decide(b).Verdict != buttons.Enabled {
				return s.Phone.Why(b).In(l)
			}
		}
	}
	if p, ok := errors.AsType[problem](err); ok {
		return spec.Text(p).In(l)
	}
	return err.Error()
}

// tooLong is how long a page may take for anything before it counts as gone.
const tooLong = 10 * time.Second

// events sends a page what every softphone shows, and which calls are over: all of it when it comes, and then whatever
// has changed.
func (d *desk) events(w http.ResponseWriter, r *http.Request) {
	socket, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // it has been answered
	}
	defer socket.CloseNow()
	ctx := socket.CloseRead(r.Context())
	sent := map[string][]byte{}
	for told := 0; ctx.Err() == nil; {
		moved, over := d.board.Changed(), d.calls.Changed()
		for _, e := range d.now(langOf(r)) {
			if data, err := json.Marshal(e.Data); err == nil && !bytes.Equal(sent[e.Source+e.Type], data) {
				sent[e.Source+e.Type] = data
				if err := write(ctx, socket, e); err != nil {
					return
				}
			}
		}
		var happened []notify.Event
		happened, told = d.board.Told(told)
		for _, e := range happened {
			if err := write(ctx, socket, e); err != nil {
				return
			}
		}
		select {
		case <-moved:
		case <-over:
		case <-ctx.Done():
		}
	}
}

// now is all that a page shows.
func (d *desk) now(l spec.Lang) (events []event) {
	for _, s := range d.board.Seats() {
		events = append(events, eventOf("softphone.shown", "/phones/"+s.Extension, cardOf(s, l)))
	}
	return append(events, eventOf("calls.finished", "/calls", d.calls.finished()))
}

func write(ctx context.Context, socket *websocket.Conn, e any) error {
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, tooLong)
	defer cancel()
	return socket.Write(ctx, websocket.MessageText, text)
}

// audio is a page's microphone and loudspeaker: RTP packets of 20 ms in µ-law, one a message, in both ways. So the PBX
// tells no page from a telephone.
func (d *desk) audio(w http.ResponseWriter, r *http.Request) {
	extension := r.PathValue("extension")
	if !slices.ContainsFunc(d.board.Seats(), func(s seat) bool { return s.Extension == extension }) {
		http.NotFound(w, r)
		return
	}
	heard := make(chan []byte, 25) // half a second: who does not fetch it hears a gap, and holds nobody up
	line, refused := d.board.Attach(extension, func(rtp []byte) {
		select {
		case heard <- bytes.Clone(rtp):
		default:
		}
	})
	if refused == nil {
		defer line.Close()
	}
	socket, err := websocket.Accept(w, r, nil) // now that it is there, for the page may dial at once
	if err != nil {
		return
	}
	defer socket.CloseNow()
	if refused != nil {
		socket.Close(websocket.StatusPolicyViolation, refused.Error())
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	go speak(ctx, socket, heard)
	for {
		kind, rtp, err := socket.Read(ctx)
		if err != nil {
			return
		}
		if kind == websocket.MessageBinary {
			line.Say(rtp)
		}
	}
}

func speak(ctx context.Context, socket *websocket.Conn, heard <-chan []byte) {
	for {
		select {
		case rtp := <-heard:
			if socket.Write(ctx, websocket.MessageBinary, rtp) != nil {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// file serves what a call has left.
func (d *desk) file(w http.ResponseWriter, r *http.Request) {
	path, ok := d.calls.path(r.PathValue("story"), r.PathValue("file"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	if strings.HasSuffix(path, ".html") {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	}
	w.Header().Set("Cache-Control", "no-store")
	http.ServeFile(w, r, path)
}

// policy lets a page load what this program serves, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard lets in who comes from a page of this program, or types its address: no other origin, and no name that is not
// this machine's. A page of somebody else could otherwise call, and listen.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if !isLoopback(r.Host) || !sameOrigin(r) {
			http.Error(w, "このページは、このコンピューターのブラウザーからだけ開けます。\n"+
				"This page opens only in a browser on this computer.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// sameOrigin reports whether a request comes from nowhere or from here.
func sameOrigin(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site": // a link that is opened in a window of its own, and leads to the page and to no recording
		return r.Method == http.MethodGet && r.URL.Path == "/" && r.Header.Get("Sec-Fetch-Mode") == "navigate" &&
			r.Header.Get("Sec-Fetch-Dest") == "document"
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}
