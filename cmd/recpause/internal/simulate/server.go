//go:build !js

package simulate

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// handler returns everything that is served: a simulator's answers over HTTP.
func (s *Simulator) handler() http.Handler {
	return guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := r.Method == http.MethodPost
		if !sent && r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		asked, err := requested(w, r, sent)
		if err != nil {
			s.wrong(asked, http.StatusBadRequest, err).write(w, r)
			return
		}
		s.Answer(r.Context(), asked).write(w, r)
	}))
}

// maxForm is how many bytes a form may hold: a log, and some more.
const maxForm = 2 * maxText

// requested reads a request.
func requested(w http.ResponseWriter, r *http.Request, sent bool) (asked Request, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	asked = Request{Path: r.URL.Path, Sent: sent, Form: r.URL.Query(), Has: r.Header.Get("Recpause-Has"),
		Picture: r.Header.Get("Recpause-Picture")}
	err = r.ParseMultipartForm(maxForm)
	if err == http.ErrNotMultipart {
		err = r.ParseForm()
	}
	if err != nil {
		return asked, err
	}
	asked.Form = r.Form
	if file, _, err := r.FormFile("file"); err == nil {
		defer file.Close()
		asked.File, err = io.ReadAll(file)
		return asked, err
	}
	return asked, nil
}

// write writes an answer.
func (a Answer) write(w http.ResponseWriter, r *http.Request) {
	if a.Location != "" {
		http.Redirect(w, r, a.Location, a.Status)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.Type)
	if r.URL.Path == "/" {
		h.Set("Cache-Control", "no-store")
	}
	if a.Name != "" {
		h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", a.Name))
	}
	if a.Status == http.StatusOK {
		http.ServeContent(w, r, "", time.Time{}, a.Body)
		return
	}
	h.Set("HX-Push-Url", "false") // there is nothing to reload
	w.WriteHeader(a.Status)
	io.Copy(w, a.Body)
}

// policy lets a page load what this program serves, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard lets in who comes from a page of this program, or types its address: no other origin, and no name that is not
// this machine's.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin") // with no-referrer, a form that htmx does not send has no origin
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if !isLoopback(r.Host) || !sameOrigin(r) {
			http.Error(w, "このページは、このコンピューターのブラウザーからだけ開けます。\n"+
				"This page opens only in a browser on this computer.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isLoopback reports whether a host is this machine, by number or as localhost, so that no other name leads here.
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
	case "cross-site", "same-site":
		// a link that somebody has sent, opened in a window of its own
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
