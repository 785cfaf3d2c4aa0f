package simulate

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A stale or broken link, and a log that is none, are told on a page that leads back; nothing panics.
func TestBrokenLinks(t *testing.T) {
	server := open(t)
	good := sceneOf(t, "5行").values().Get(logParam)
	for _, link := range []string{"!", "AAAA", good[:len(good)/2], good + "x"} {
		for _, path := range []string{"/", "/call.jsonl", "/tape.wav"} {
			for lang, want := range map[string]string{"en": "cannot be read", "ja": "読み込めません"} {
				answer, page := get(t, request(t, http.MethodGet,
					server+path+"?lang="+lang+"&log="+url.QueryEscape(link), nil))
				if answer.StatusCode != http.StatusBadRequest || !strings.Contains(page, want) ||
					!strings.Contains(page, `href="/?`) {
					t.Errorf("%s %.20q: got %s", path, link, answer.Status)
				}
			}
		}
	}
	if answer, _ := get(t, request(t, http.MethodGet, server+"/?policy="+url.QueryEscape(`{"beep_side":"nowhere"}`),
		nil)); answer.StatusCode != http.StatusBadRequest {
		t.Errorf("a policy that is none: got %s", answer.Status)
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
