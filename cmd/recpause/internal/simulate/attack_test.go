package simulate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// crowd is a log of so many parties, one of them outside, who calls the others.
func crowd(parties, calls, rate int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"log":"recpause/1","sample_rate":%d,"parties":[`, rate)
	for i := range parties - 1 {
		fmt.Fprintf(&b, `{"id":"s%d","kind":"softphone","terminal":"installed"},`, i)
	}
	b.WriteString(`{"id":"x","kind":"external"}]}` + "\n")
	for i := range calls {
		fmt.Fprintf(&b, `{"at":%d,"event":"call.invite","party":"x","to":"s%d","call":"c%d"}`+"\n", i, i%(parties-1), i)
	}
	return b.String()
}

// A log of more parties or a higher rate than the stated ones is refused, in a link and as a file.
func TestTooLarge(t *testing.T) {
	server := open(t)
	for _, row := range []struct{ parties, rate, want int }{
		{maxParties + 1, 8000, http.StatusBadRequest}, {300, 8000, http.StatusBadRequest},
		{2, maxRate + 1, http.StatusBadRequest}, {2, 1e6, http.StatusBadRequest}, {2, maxRate, http.StatusOK},
	} {
		log := crowd(row.parties, 1, row.rate)
		link := server + "/?log=" + url.QueryEscape(pack([]byte(log)))
		for _, r := range []*http.Request{request(t, http.MethodGet, link, nil), upload(t, server, log)} {
			if answer, _ := get(t, r); answer.StatusCode != row.want {
				t.Errorf("%+v by %s: got %s", row, r.Method, answer.Status)
			}
		}
	}
	if _, err := readLog([]byte(crowd(maxParties, 0, maxRate))); err != nil {
		t.Error(err)
	}
}

// A patience is a context that is over after it has been asked so many times.
type patience struct {
	context.Context
	left, asked int
}

func (p *patience) Err() error {
	if p.asked++; p.asked > p.left {
		return context.DeadlineExceeded
	}
	return nil
}

// However many parties and calls there are, a page and a press end as soon as their time is over or their client has
// gone: they ask all along, and not again afterwards.
func TestTimeIsOver(t *testing.T) {
	told, err := readLog([]byte(crowd(maxParties, 400, 8000)))
	if err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]query{"many calls": {story: told}, "none": {story: told.at(0)}} {
		for _, left := range []int{0, 100, 5000} {
			ctx := &patience{Context: t.Context(), left: left}
			if _, err := (&Simulator{}).page(ctx, a); !errors.Is(err, context.DeadlineExceeded) || ctx.asked > left+3 {
				t.Errorf("%s: a page asked %d times of %d: %v", name, ctx.asked, left, err)
			}
			ctx = &patience{Context: t.Context(), left: left}
			_, err := a.press(ctx, url.Values{pressField: {"dial s1"}})
			if !errors.Is(err, context.DeadlineExceeded) || ctx.asked > left+3 {
				t.Errorf("%s: a press asked %d times of %d: %v", name, ctx.asked, left, err)
			}
		}
	}
}

// What takes too long is told on a page, and the client's own end is no one's to tell.
func TestTooMuch(t *testing.T) {
	server := open(t)
	link := server + "/?lang=en&log=" + url.QueryEscape(pack([]byte(crowd(maxParties, 500, 8000))))
	answer, page := get(t, request(t, http.MethodGet, link, nil))
	if answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(page, "too many parties or calls") {
		t.Errorf("got %s", answer.Status)
	}
}

// Another site opens nothing but the page, in a window of its own.
func TestOtherSites(t *testing.T) {
	server := open(t)
	for _, row := range []struct {
		method, path, site, mode, dest string
		want                           int
	}{
		{"GET", "/", "cross-site", "navigate", "document", http.StatusOK},
		{"GET", "/", "same-site", "navigate", "document", http.StatusOK},
		{"GET", "/", "cross-site", "navigate", "iframe", http.StatusForbidden},
		{"GET", "/", "same-site", "navigate", "iframe", http.StatusForbidden},
		{"GET", "/", "cross-site", "navigate", "embed", http.StatusForbidden},
		{"GET", "/", "cross-site", "navigate", "", http.StatusForbidden},
		{"GET", "/", "cross-site", "no-cors", "image", http.StatusForbidden},
		{"GET", "/", "same-site", "no-cors", "document", http.StatusForbidden},
		{"GET", "/tape.wav", "cross-site", "navigate", "document", http.StatusForbidden},
		{"GET", "/call.jsonl", "cross-site", "navigate", "document", http.StatusForbidden},
		{"GET", "/web/htmx.min.js", "cross-site", "no-cors", "script", http.StatusForbidden},
		{"POST", "/do", "cross-site", "navigate", "document", http.StatusForbidden},
		{"POST", "/load", "same-site", "navigate", "document", http.StatusForbidden},
		{"GET", "/tape.wav", "same-origin", "no-cors", "audio", http.StatusNotFound},
	} {
		r := request(t, row.method, server+row.path, nil)
		for name, value := range map[string]string{"Site": row.site, "Mode": row.mode, "Dest": row.dest} {
			r.Header.Set("Sec-Fetch-"+name, value)
		}
		if answer, _ := get(t, r); answer.StatusCode != row.want {
			t.Errorf("%+v: got %s", row, answer.Status)
		}
	}
}

// A tape is the file that replay would write, wherever it is read from, and leaves nothing on the disk.
func TestTapeIsTheFile(t *testing.T) {
	temp, want := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	server := open(t)
	a := sceneOf(t, "1対1")
	c, err := a.play(t.Context(), a.policy, a.changes)
	if err != nil {
		t.Fatal(err)
	}
	r := c.recordings[0]
	for _, l := range callfiles.Layouts {
		job := callfiles.Job(r, l, c.spanOf(r), recording.Rate(c.header.SampleRate))
		err := callfiles.Write(want, job, c.header.SampleRate, 1, func(s recording.Span) (in []io.Reader) {
			for _, name := range r.Names {
				in = append(in, &speaker{c.header.Index(name), int64(c.header.SampleRate), s.From})
			}
			return in
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	v := a.values()
	v.Set("call", r.Call)
	for _, f := range audioFiles {
		v.Set("reel", f.name())
		whole, err := os.ReadFile(filepath.Join(want, f.file))
		if err != nil {
			t.Fatal(err)
		}
		for _, from := range []int{0, 1, 43, 44, 45, 40000, 70001, len(whole) - 1} {
			r := request(t, http.MethodGet, server+"/tape.wav?"+v.Encode(), nil)
			r.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
			if answer, got := get(t, r); answer.StatusCode != http.StatusPartialContent || got != string(whole[from:]) {
				t.Errorf("%s from %d: got %s and %d bytes", f.file, from, answer.Status, len(got))
			}
		}
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A tape ends when its client has gone; one of too many voices is not begun.
func TestTapeIsOver(t *testing.T) {
	a := sceneOf(t, "1対1")
	c, _ := a.play(t.Context(), a.policy, a.changes)
	ctx := &patience{Context: t.Context(), left: 1}
	n, err := io.Copy(io.Discard, c.tape(c.recordings[0], audioFiles[0], ctx.Err))
	if !errors.Is(err, context.DeadlineExceeded) || n > 44+2<<14 || ctx.asked != 2 {
		t.Errorf("got %d bytes, %v, and asked %d times", n, err, ctx.asked)
	}
	a = query{story: story{header: headerOf(4, 0)}, lang: spec.EN}
	a.header.SampleRate = maxRate
	for _, who := range []string{"A", "B", "C", "D"} {
		a.story = a.story.do(10, formEvent{"room.join", who, "", "c1"}.event())
	}
	c, err = a.play(t.Context(), a.policy, a.changes)
	if err != nil || !c.tooLong(c.recordings[0]) {
		t.Errorf("33 s of four at %d Hz are to be too much: %v", maxRate, err)
	}
}
