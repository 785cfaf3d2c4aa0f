package browser_test

import (
	"bufio"
	"bytes"
	"html"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/replay"
	"github.com/recpause/recpause/cmd/recpause/internal/simulate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/system"
)

var serving = sync.OnceValues(func() (string, error) {
	out, printed := io.Pipe()
	go command.Run([]string{"simulate", "-port", "0", "-browser=false", "-lang", "ja"}, printed, os.Stderr, simulate.Command)
	line, err := bufio.NewReader(out).ReadString('\n')
	return strings.TrimSuffix(line[max(0, strings.Index(line, "http://")):], "/\n"), err
})

// simulator returns the address of a simulator, which serves as long as the tests run.
func simulator(t *testing.T) string {
	t.Helper()
	t.Setenv("RECPAUSE_DOCUMENT", "") // the manual's own clauses are in no file of ours
	address, err := serving()
	require.NoError(t, err)
	return address
}

// A link is the parameters of a simulator's page: a moment of a story.
type link url.Values

func (l link) String() string { return "/?" + url.Values(l).Encode() }

// with returns the link with another value of a parameter.
func (l link) with(name, value string) link {
	other := maps.Clone(l)
	other[name] = []string{value}
	return other
}

func linkOf(t *testing.T, address string) link {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	if inFile, err := url.Parse(u.Fragment); u.Fragment != "" && err == nil { // where a page without a server has it
		u = inFile
	}
	return link(u.Query())
}

// served returns what a simulator answers.
func served(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.StatusCode, "%s", body)
	return string(body)
}

var anchor = regexp.MustCompile(`<a class="tool" href="([^"]*)">([^<]*)</a>`)

// scene returns the link to a scene of the manual, as the Japanese menu names it.
func (b clicker) scene(name string) link {
	b.t.Helper()
	for _, m := range anchor.FindAllStringSubmatch(served(b.t, b.address+"/?lang=ja"), -1) {
		if strings.Contains(m[2], name) {
			return linkOf(b.t, html.UnescapeString(m[1]))
		}
	}
	b.t.Fatalf("no scene %s", name)
	return nil
}

// story is what happens up to the moment of a link, and what the library says to it.
func (b clicker) story(l link) *callfiles.Story {
	b.t.Helper()
	s, err := callfiles.Read(strings.NewReader(served(b.t, b.address+"/call.jsonl?"+url.Values(l).Encode())))
	require.NoError(b.t, err)
	return s
}

// systemOf is what a story has come to.
func systemOf(t *testing.T, s *callfiles.Story) system.System {
	t.Helper()
	if n := len(s.Systems); n > 0 {
		return s.Systems[n-1]
	}
	first, err := system.New(s.Header, pause.Policy{})
	require.NoError(t, err)
	return first
}

const (
	header = `{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"A","kind":"softphone","terminal":"installed"},` +
		`{"id":"T","kind":"softphone","terminal":"installed"},{"id":"X","kind":"external"}]}`
	invite = `{"at":-10,"event":"call.invite","party":"X","to":"A","call":"c1"}`
	answer = `{"at":0,"event":"call.answered","party":"A","call":"c1"}`
)

// cancelledWhileStopped is a call in which both softphones come to show what is not so: a * transfer is cancelled while
// stopped.
func cancelledWhileStopped(t *testing.T) string {
	dir := saved(t, header, invite, answer, `{"at":1000,"event":"star.begin","party":"A","to":"T","call":"../c2"}`,
		`{"at":2000,"event":"star.answered","party":"T","call":"../c2"}`, `{"at":2500,"event":"pause.click","party":"A"}`,
		`{"at":4000,"event":"star.cancel","party":"A"}`)
	for i, party := range []string{"A", "T", "X"} {
		data := wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000}.Header(2 * 9000)
		data = append(data, bytes.Repeat([]byte{byte(10 * i), byte(1 + i)}, 9000)...)
		require.NoError(t, os.WriteFile(filepath.Join(dir, party+".wav"), data, 0o644))
	}
	return dir
}

// hostileCall is a call of parties whose names would be markup, end a comment, or turn the line around.
func hostileCall(t *testing.T) string {
	bad := strings.NewReplacer(`"A"`, `"A<script>alert(1)</script>\u202e\u0001'&]]>--"`, `"X"`,
		`"</title><img src=x onerror=alert(2)>"`, `"c1"`, `"</style><script>alert(3)</script>"`)
	return saved(t, bad.Replace(header), bad.Replace(invite), bad.Replace(answer),
		bad.Replace(`{"at":100,"event":"pause.click","party":"A"}`),
		bad.Replace(`{"at":300,"event":"resume.click","party":"A"}`),
		bad.Replace(`{"at":300,"event":"pause.click","party":"A"}`),
		bad.Replace(`{"at":4000,"event":"call.hangup","party":"A","call":"c1"}`))
}

// saved writes a log into a folder.
func saved(t *testing.T, lines ...string) (dir string) {
	dir = t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, callfiles.Log), []byte(strings.Join(lines, "\n")+"\n"), 0o644))
	return dir
}

// save copies a folder.
func save(t *testing.T, f fs.FS) string {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, f))
	return dir
}

// reportOf replays a folder and returns where the report is.
func reportOf(t *testing.T, source, lang string) string {
	out := filepath.Join(t.TempDir(), "out")
	var errs strings.Builder
	args := []string{"replay", "-in", source, "-out", out, "-lang", lang}
	require.Zero(t, command.Run(args, io.Discard, &errs, replay.Command), errs.String())
	return filepath.Join(out, "report.html")
}
