package storyrunner

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/simulate"
	"github.com/recpause/recpause/spec"
)

// The book has every scenario, a picture wherever something happens, and links that a simulator answers with a page of
// as many events; it asks for nothing that is not in it.
func TestBook(t *testing.T) {
	for _, l := range languages {
		file := filepath.Join(t.TempDir(), "book.html")
		var out bytes.Buffer
		require.Zero(t, run([]string{"-quiet", "-lang", l.String(), "-html", file}, &out, &out), out.String())
		require.Contains(t, out.String(), file)
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		page := string(text)
		files, err := readAll(nil, l)
		require.NoError(t, err)
		for _, f := range files {
			assert.Contains(t, page, "<h2 id=")
			assert.Contains(t, page, f.name)
			assert.GreaterOrEqual(t, strings.Count(page, "<article"), len(f.scenarios))
		}
		assert.Greater(t, strings.Count(page, "<svg"), 150)
		assert.NotRegexp(t, `(?:src|href)="(?:https?://(?:[^1]|1[^2])|//)`, page, "everything else is in the page")
		assert.NotContains(t, page, "ZgotmplZ")
		links := regexp.MustCompile(`href="http://127\.0\.0\.1:8765(/\?[^"]*)"`).FindAllStringSubmatch(page, -1)
		assert.Len(t, links, strings.Count(page, "127.0.0.1:8765/"))
		assert.Greater(t, len(links), 250)
		s := simulate.New(l, nil)
		for i := 0; i < len(links); i += 23 {
			u, err := url.Parse(strings.ReplaceAll(links[i][1], "&amp;", "&"))
			require.NoError(t, err)
			a := s.Answer(t.Context(), simulate.Request{Path: u.Path, Form: u.Query()})
			assert.Equal(t, http.StatusOK, a.Status, links[i][1])
		}
		left, err := os.ReadDir(filepath.Dir(file))
		require.NoError(t, err)
		assert.Len(t, left, 1, "nothing lies beside it")
	}
}

// What failed is in the book too, with its picture open, and a simulator in one file has its links behind a #.
func TestBookOfWhatFailed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "book.html")
	said, code := ran(t, headJA+"  シナリオ: 停止\n"+strings.ReplaceAll(talks, "録音中", "停止中"), "-html", file, "-simulator", "simulator.html")
	require.Equal(t, 1, code, said)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, want := range []string{`<article class="red">`, "期待：停止中、実際：録音中", "<details open>", `href="simulator.html#/?`} {
		assert.Contains(t, string(text), want)
	}
}

// Every story's log goes through the library again, and comes to what the story came to.
func TestLogsOfStories(t *testing.T) {
	files, err := readAll(nil, spec.JA)
	require.NoError(t, err)
	b := &book{files: files, lang: spec.JA}
	require.NoError(t, b.run(t.Context()))
	for told := range b.tellings {
		l, err := told.drawn()
		require.NoError(t, err, told.Pickle.Name)
		require.Len(t, l.Outcomes, len(told.world.led))
		for i, o := range l.Outcomes {
			require.Equal(t, told.world.led[i].Step.Result, o.Step.Result, told.Pickle.Name)
			if i > 0 {
				require.Less(t, l.Outcomes[i-1].Step.At, o.Step.At)
			}
		}
	}
}
