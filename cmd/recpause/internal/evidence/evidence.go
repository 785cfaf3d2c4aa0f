// Package evidence makes a page for an assessor of what audits have found: what was examined and how, what was found
// beside the requirements that it bears on, and what no audit can see. It draws no conclusion.
package evidence

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/spec"
)

// Command is the subcommand.
func Command() command.Sub {
	var out string
	var of int
	return command.Sub{Name: "evidence", TakesFiles: true,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Destination: &out, Value: "evidence.html"},
			&cli.IntFlag{Name: "of", Destination: &of},
			command.LangFlag(""),
		},
		Do: func(c *command.Call) int {
			if of < 0 {
				return c.Misuse(command.Problem("-of: %dは使用できません。0以上を指定してください", "-of: got %d, expected 0 or more", of))
			}
			p, err := read(c.Files(), os.Stdin)
			if err == nil {
				p.Of, p.Lang, p.Made, p.Tool = max(p.Of, of), c.Lang, time.Now(), tool()
				err = p.check()
			}
			if err == nil {
				err = p.write(out)
			}
			if err != nil {
				return c.Fail(command.Failed, err)
			}
			c.Tell("%[2]sを書き出しました（録音：%[1]d）\n", "wrote %[2]s, recordings: %[1]d\n", p.Recordings(), out)
			return command.Done
		}}
}

// tool returns which recpause this is.
func tool() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "recpause"
	}
	version := "recpause " + cmp.Or(info.Main.Version, "(devel)")
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			version += " " + s.Value
		}
	}
	return version + " " + info.GoVersion
}

// A page is all that the page says.
type page struct {
	results
	Of      int // the recordings are a random sample of so many; 0 where nobody said
	Lang    spec.Lang
	Made    time.Time
	Tool    string
	Sources []source
}

// A source is what the results were read from.
type source struct{ Name, SHA256 string }

// read reads results from files, or from in where there are none.
func read(names []string, in io.Reader) (p page, err error) {
	if len(names) == 0 {
		return p, p.readFrom("-", in)
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return p, err
		}
		err = p.readFrom(name, f)
		f.Close()
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

func (p *page) readFrom(name string, in io.Reader) error {
	sum := sha256.New()
	of, err := p.results.read(name, io.TeeReader(in, sum))
	p.Of = max(p.Of, of)
	p.Sources = append(p.Sources, source{filepath.Base(name), hex.EncodeToString(sum.Sum(nil))})
	return err
}

func (p *page) check() error {
	switch {
	case p.Recordings() == 0:
		return command.Problem("録音の結果が1件もありません。recpause audit -jsonの出力を指定してください",
			"there is no result of any recording; expected what recpause audit -json prints")
	case p.Of > 0 && p.Of < p.Recordings():
		return command.Problem("-of: 全体が%d件では、%d件の標本になりません",
			"-of: got %d, expected at least the %d recordings that were judged",
			p.Of, p.Recordings())
	}
	return nil
}

// Say returns one of two texts.
func (p *page) Say(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(p.Lang) }

// In returns a text in the page's language.
func (p *page) In(t spec.Text) string { return t.In(p.Lang) }

// Duty says who has to delete what was recorded by mistake.
func (p *page) Duty() string { return audit.Duty().In(p.Lang) }

// When says when the page was made.
func (p *page) When() string { return p.Made.Format("2006-01-02 15:04 MST") }

// A Row is a kind of finding, and how often it was found.
type Row struct {
	Kind       audit.Kind
	Name, Text string
	Findings   int
	Recordings int
}

// A Group is the kinds of one severity, and what they bear on.
type Group struct {
	Severity, Means, Bears string
	Rows                   []Row
}

// Groups returns every kind, found or not, the gravest first.
func (p *page) Groups() (list []Group) {
	for _, s := range []audit.Severity{audit.Leak, audit.Lost, audit.Wrong, audit.Notice} {
		g := Group{s.In(p.Lang), meanings[s].means.In(p.Lang), meanings[s].bears.In(p.Lang), nil}
		for k := range audit.Kinds() {
			if k.Severity() == s {
				g.Rows = append(g.Rows, Row{k, k.String(), k.In(p.Lang), p.findings[k], p.with[k]})
			}
		}
		list = append(list, g)
	}
	return list
}

// A Blindness is something that an audit cannot see, how often, and what remains to be asked.
type Blindness struct {
	Name, What, Remains string
	Count               int
}

// Unseen returns what this audit could not see, and what it could have been unable to.
func (p *page) Unseen() (list []Blindness) {
	for why := range audit.Reasons() {
		b, ok := blindnesses[why]
		if !ok { // an audit that is newer than this page
			b = blindness{spec.Text{JA: why, EN: why}, spec.Text{JA: "監査の出力をご覧ください", EN: "see what the audit says"}}
		}
		list = append(list, Blindness{why, b.what.In(p.Lang), b.remains.In(p.Lang), p.unseen[why]})
	}
	slices.SortStableFunc(list, func(a, b Blindness) int { return cmp.Compare(b.Count, a.Count) })
	return list
}

// Never returns what no audit of recordings can see.
func (p *page) Never() (list []Blindness) {
	for _, b := range never {
		list = append(list, Blindness{What: b.what.In(p.Lang), Remains: b.remains.In(p.Lang)})
	}
	return list
}

// Bound says what a random sample without a leak leaves open. It says nothing where the recordings are no sample, and
// where a leak was found.
func (p *page) Bound() string {
	judged := p.Clean + p.Findings
	if p.Of == 0 || p.leaking > 0 || judged == 0 {
		return ""
	}
	share := 100 * (1 - math.Pow(0.05, 1/float64(judged)))
	return spec.Text{
		JA: "判定した%d件は、%d件からの無作為標本です。標本に漏れが1件もなくても、全体の最大%.2f %%に漏れがあることは否定できません（信頼度95 %%）。" +
			"判定できなかった録音は、この数に含まれません。",
		EN: "Recordings judged: %d, a random sample of %d. That none of them has a leak leaves open that up to %.2f %% " +
			"of all do (at a confidence of 95 %%). Recordings that could not be judged are not in this figure.",
	}.With(judged, p.Of, share).In(p.Lang)
}

// most is how many findings, and recordings that could not be judged, the page lists; the results have them all.
const most = 200

// Listed returns the findings that the page lists, the gravest first.
func (p *page) Listed() []found { return p.gravest() }

// Unjudged returns the recordings that could not be judged and that the page lists.
func (p *page) Unjudged() []unjudged { return p.failed }

// Left returns how many of a list the page leaves out.
func (p *page) Left(n int) int { return max(0, n-most) }

var (
	//go:embed evidence.html.tmpl
	pageText string
	//go:embed evidence.css
	style string

	pages = sync.OnceValue(func() *template.Template { return template.Must(template.New("evidence").Parse(pageText)) })
)

// Style returns the page's style sheet.
func (p *page) Style() template.CSS { return template.CSS(style) }

// write writes the page: all of it, or none.
func (p *page) write(name string) error {
	var text bytes.Buffer
	if err := pages().Execute(&text, p); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return command.WriteWhole(name, text.Bytes())
}
