package simulate

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/recpause/recpause/spec"
)

// open starts a simulator, and returns its address.
func open(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(New(spec.JA, nil).handler())
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

// read reads a link without a memory.
func read(v url.Values, l spec.Lang) (query, error) { return (*memory)(nil).read(v, l) }

// paged returns the page of a query.
func paged(t *testing.T, s *Simulator, a query) *page {
	t.Helper()
	p, err := s.page(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return p
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
func sceneOf(t *testing.T, name string) query {
	t.Helper()
	for _, e := range manualScenes() {
		if strings.Contains(e.name.JA, name) {
			own := e.story // scenes are made once, for all
			own.header.Parties = slices.Clone(own.header.Parties)
			return query{story: own, lang: spec.JA, wait: usualWait}
		}
	}
	t.Fatalf("no scene %s", name)
	return query{}
}

// explored returns what the explorer finds, which takes it seconds.
func explored(t *testing.T) *[]entry {
	t.Helper()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	m, err := exploredOnce()
	if err != nil {
		t.Fatal(err)
	}
	return m.found.Load()
}

var exploredOnce = sync.OnceValues(func() (*menu, error) {
	m := &menu{}
	return m, m.explore()
})
