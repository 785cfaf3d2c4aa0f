package browser_test

import (
	"flag"
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

var offered = regexp.MustCompile(`name="(event|press)" value="([^"]*)"`)

var clicks = flag.Int("clicks", 60, "how many random clicks an exported page answers; 1,000 are some minutes")

// Whatever is clicked at random, the exported page answers every click and every page as the server does, to the letter.
func TestExportedPageAnswersAsTheServer(t *testing.T) {
	address := simulator(t)
	b := openChromium(t)
	b.visit(exported(t, "/"))
	get(b, chromedp.Poll[bool](started))
	random := rand.New(rand.NewPCG(1, 2))
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	now := "lang=ja"
	for i := range *clicks {
		want := served(t, address+"/?"+now)
		got := eval[string](b, fmt.Sprintf(`recpause.answer("/", false, %q, null, "", "").then(a => a.text)`, now),
			chromedp.EvalAwaitPromise)
		require.Equal(t, withoutSearch(want), withoutSearch(got), "%s", now)
		offers := offered.FindAllStringSubmatch(want, -1)
		if i%20 == 19 || len(offers) == 0 {
			now = []string{"lang=ja", "lang=en&profile=synchronised"}[random.IntN(2)]
			continue
		}
		offer := offers[random.IntN(len(offers))]
		form, err := url.ParseQuery(now)
		require.NoError(t, err)
		form.Set(offer[1], html.UnescapeString(offer[2]))
		answer, err := client.PostForm(address+"/do", form)
		require.NoError(t, err)
		answer.Body.Close()
		want = answer.Header.Get("Location")
		got = eval[string](b, fmt.Sprintf(`recpause.answer("/do", true, %q, null, "", "").then(a => a.location)`, form.Encode()),
			chromedp.EvalAwaitPromise)
		require.Equal(t, want, got)
		u, err := url.Parse(got)
		require.NoError(t, err)
		now = u.RawQuery
	}
}

var search = regexp.MustCompile(`(?s)<section class="scenes".*?</section>`)

// withoutSearch is a page without the menu, which grows at a server while it is still looking, and is whole in a file.
func withoutSearch(page string) string { return search.ReplaceAllString(page, "") }
