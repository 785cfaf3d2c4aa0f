package evidence

import (
	"bytes"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/spec"
)

// results of recpause audit -json: one clean, one with a leak and a notice, one that could not be judged.
const reports = `{"call":"c1","files":["a/recording-2ch.wav"],"layout":"2ch","sample_rate":8000,"span":{"from":0,"to":28800000},"tolerance":{"level":0,"edge":0},"max_silence":0,"findings":[],"unseen":[{"why":"quiet_voice","where":{"file":"a","channel":0,"track":"operator"},"span":{"from":0,"to":1},"ja":"x","en":"x"}]}
{"call":"c2","files":["b/recording-2ch.wav"],"layout":"2ch","sample_rate":8000,"span":{"from":0,"to":28800000},"tolerance":{"level":0,"edge":0},"max_silence":0,"findings":[{"kind":"begins_late","severity":"leak","rule":"RP-REC-011","where":[],"span":{"from":1,"to":2},"in_file":{"from":1,"to":2},"seconds":[1,2],"count":1,"ja":"漏れ：無音の始まりが遅い <b>","en":"leak: the silence begins late <b>"},{"kind":"ended_stopped","severity":"notice","rule":"RP-RSP-020","where":[],"span":{"from":1,"to":2},"in_file":{"from":1,"to":2},"seconds":[1,2],"count":0,"ja":"注意","en":"notice"}],"unseen":[]}
{"unjudged":"c/x.wav","cause":"unreadable","error":"c/x.wav: <script>"}
`

// journal is the same three of an archive, in the form of its journal.
const journal = `{"format":"recpause-archive/1","run":"r","plan":{"archive":"file:///a","sample":3},"sample":{"of":1000,"keys":[]}}
{"result":{"key":"a","verdicts":[{"outcome":"clean","files":["a"],"call":"c1","unseen":{"quiet_voice":1}}]}}
{"result":{"key":"b","verdicts":[{"outcome":"findings","files":["b"],"call":"c2","report":{"call":"c2","files":["b"],"sample_rate":8000,"span":{"from":0,"to":8000},"findings":[{"kind":"begins_late","severity":"leak","rule":"RP-REC-011","seconds":[1,2],"ja":"x","en":"x"}],"unseen":[]}}]}}
{"result":{"key":"c","verdicts":[{"outcome":"unjudged","files":["c"],"cause":"empty","because":{"ja":"x","en":"x"}}]}}
{"mark":{"last":"c","results":3,"done":true}}
`

// run runs the subcommand.
func run(args ...string) (stdout, stderr string, code int) {
	var o, e bytes.Buffer
	code = command.Run(append([]string{"evidence"}, args...), &o, &e, Command)
	return o.String(), e.String(), code
}

// written writes results, and the page of them.
func written(t testing.TB, results string, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "results.jsonl"), filepath.Join(dir, "evidence.html")
	require.NoError(t, os.WriteFile(in, []byte(results), 0o644))
	_, stderr, code := run(append(args, "-out", out, in)...)
	require.Zero(t, code, stderr)
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	return string(text)
}

var tags = regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`)

// said returns what a page says, a line a block.
func said(page string) string {
	return html.UnescapeString(strings.Join(strings.Fields(tags.ReplaceAllString(page, " ¶ ")), " "))
}

// The page counts what was examined, lists each kind and each blindness, and quotes what was found as text.
func TestPage(t *testing.T) {
	for _, l := range []string{"ja", "en"} {
		page := written(t, reports, "-lang", l)
		require.Contains(t, page, `<html lang="`+l+`">`)
		require.NotContains(t, page, "<script>")
		require.NotContains(t, page, "<b>\"", "findings are text")
		text := said(page)
		lang, err := spec.ParseLang(l)
		require.NoError(t, err)
		for k := range audit.Kinds() {
			require.Contains(t, page, "<code>"+k.String()+"</code>")
			require.Contains(t, text, k.In(lang))
		}
		for why := range audit.Reasons() {
			b, ok := blindnesses[why]
			require.True(t, ok, "%s: say what remains to be asked", why)
			require.Contains(t, text, b.what.In(lang))
			require.Contains(t, text, b.remains.In(lang))
		}
		for _, must := range []string{"3.3.1.2", "FAQ 1210", "RP-RSP-040", "RP-RSP-010", "c/x.wav: <script>", "2.00", "SHA-256"} {
			require.Contains(t, text, must)
		}
	}
	require.Len(t, blindnesses, len(reasons()), "a blindness that no audit has")
}

func reasons() (list []string) {
	for why := range audit.Reasons() {
		list = append(list, why)
	}
	return list
}

// Reports and a journal are counted alike.
func TestCounts(t *testing.T) {
	for name, text := range map[string]string{"reports": reports, "journal": journal} {
		var r results
		of, err := r.read(name, strings.NewReader(text))
		require.NoError(t, err)
		require.Equal(t, []int{1, 1, 1, 3, 1}, []int{r.Clean, r.Findings, r.NotJudged(), r.Recordings(), r.leaking}, name)
		require.Equal(t, 1, r.unseen["quiet_voice"], name)
		if name == "journal" {
			require.Equal(t, 1000, of)
		}
	}
}

// Where only pauses were read, the page says so.
func TestPausesOnly(t *testing.T) {
	only := strings.Replace(reports, `"max_silence":0`, `"max_silence":0,"pauses_only":true`, 1)
	require.Contains(t, written(t, only, "-lang", "en"), "only stops were read, and only leaks looked for")
	require.NotContains(t, written(t, reports, "-lang", "en"), "only stops were read")
}

// A random sample without a leak says what it leaves open; one with a leak, and recordings that are none, say nothing.
func TestBound(t *testing.T) {
	clean, _, _ := strings.Cut(reports, "\n")
	p := page{Of: 1000, Lang: spec.EN}
	_, err := p.results.read("", strings.NewReader(strings.Repeat(clean+"\n", 100)))
	require.NoError(t, err)
	require.Contains(t, p.Bound(), "up to 2.95 %") // 1 − 0.05^(1/100), a little less than 3/100
	p.Of = 0
	require.Empty(t, p.Bound())
	p.Of = 1000
	_, err = p.results.read("", strings.NewReader(reports))
	require.NoError(t, err)
	require.Empty(t, p.Bound())
}

// claim is a word by which a page would say that requirements are met; denial takes it back.
var (
	claim = regexp.MustCompile(`(?i)\b(compl(y|ies|iant|iance)|conform\w*|meets?|met|satisf\w*|pass(es|ed)?|certif\w*|fulfil\w*|` +
		`guarante\w*|safe|secure|proves?|proof)\b|準拠|適合|満た|合格|保証|安全|証明|遵守|問題ありません`)
	denial = regexp.MustCompile(`(?i)\b(not|nothing|no)\b|ません|ない`)
)

// claims returns the sentences of a page that claim something.
func claims(page string) (found []string) {
	for _, s := range regexp.MustCompile(`[.。!?]\s|[。！？]|¶`).Split(said(page), -1) {
		if claim.MatchString(s) && !denial.MatchString(s) {
			found = append(found, strings.TrimSpace(s))
		}
	}
	return found
}

// No page claims that anything is met, whether nothing is wrong or everything is.
func TestNoClaim(t *testing.T) {
	clean, _, _ := strings.Cut(reports, "\n")
	for _, results := range []string{clean, reports, journal} {
		for _, l := range []string{"ja", "en"} {
			require.Empty(t, claims(written(t, results, "-lang", l, "-of", "1000")))
		}
	}
	for _, text := range []string{"<p>These recordings are PCI compliant.</p>", "<p>3.3.1を満たしています。</p>", "<td>passed</td>"} {
		require.NotEmpty(t, claims(text), text)
	}
}

// What is no result is refused, and said where.
func TestRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		return path
	}
	for want, args := range map[string][]string{
		"line 2: got no result of an audit":   {write("a", reports[:strings.Index(reports, "\n")+1]+"{}")},
		"line 1: got no result of an audit":   {write("b", "x")},
		"there is no result of any recording": {write("c", "")},
		"expected at least the 3 recordings":  {"-of", "2", write("d", reports)},
		"-of: got -1, expected 0 or more":     {"-of", "-1", write("d", reports)},
		"not found":                           {filepath.Join(dir, "none")},
		"none/.recpause-":                     {"-out", filepath.Join(dir, "none/evidence.html"), write("d", reports)},
	} {
		_, stderr, code := run(append([]string{"-lang", "en"}, args...)...)
		require.NotZero(t, code, want)
		require.Contains(t, stderr, want)
	}
}

// The page says when it was made, and by which version.
func TestHead(t *testing.T) {
	p := page{Lang: spec.EN, Made: time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC), Tool: tool()}
	require.Equal(t, "2026-01-02 03:04 UTC", p.When())
	require.Contains(t, p.Tool, "recpause")
}

// endless is a device that gives the same byte for ever, up to what a test can bear.
type endless struct {
	give byte
	left int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left -= len(p); e.left < 0 {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = e.give
	}
	return len(p), nil
}

// What has no end and no line is refused, and no more is read of it than a line may be long.
func TestResultsWithoutEnd(t *testing.T) {
	for _, give := range []byte{0, ' ', '{'} {
		in := &endless{give, 2 * command.MostLine}
		var p page
		require.ErrorContains(t, p.readFrom("x", in), "line 1")
		require.Greater(t, in.left, command.MostLine-1<<16)
	}
}
