// Package site makes a folder for a static web host: the manual's tables, the open questions, the stories with a way to
// try each, and reports of calls, in Japanese and English, with a search. All of it is generated from docs/ and from the
// commands.
package site

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	renderer "github.com/yuin/goldmark/renderer/html"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/replay"
	"github.com/recpause/recpause/cmd/recpause/internal/storyrunner"
	"github.com/recpause/recpause/spec"
)

var (
	//go:embed page.html
	frame string
	//go:embed site.css
	css []byte
	//go:embed search.js
	script []byte
)

// Pages are the files of a site by their paths, which have slashes.
type Pages map[string][]byte

// Simulator is the path of the exported page, to which others lead.
const Simulator = "simulator.html"

// A site is pages while they are made, from a checkout.
type site struct {
	source fs.FS
	files  Pages
}

// A page is what the frame's template sees.
type page struct {
	Lang  spec.Lang
	Path  string // below the language's folder
	Title string
	Body  template.HTML
	Other string // the path of the same page in the other language
	Cards []card // of the index only
}

// A card leads to a part of the site.
type card struct{ Link, Title, About string }

// Up is what leads from a page to the site's folder.
func (p page) Up() string { return strings.Repeat("../", 1+strings.Count(p.Path, "/")) }

// Say returns one of two texts, by the page's language.
func (p page) Say(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(p.Lang) }

var pages = template.Must(template.New("page").Parse(frame))

// first are the pages of docs that have cards, in their order.
var first = []struct {
	file        string
	title, tell spec.Text
}{
	{"manual-tables", spec.Text{JA: "マニュアルの表", EN: "The manual's tables"}, spec.Text{JA: "どの状態でボタンが表示され、停止中に何を操作できるか",
		EN: "In which states the button is shown, and what can be operated while stopped"}},
	{"open-questions", spec.Text{JA: "マニュアルが決めていないこと", EN: "Open questions"}, spec.Text{JA: "答えによって動作が変わる点と、既定の答え",
		EN: "What the manual leaves open, and what is answered by default"}},
	{"mismatches", spec.Text{JA: "表示と録音の食い違い", EN: "Mismatches"}, spec.Text{JA: "画面の表示と実際の録音が食い違う、すべての場合",
		EN: "Every case in which a display differs from the recording"}},
	{"walkthrough", spec.Text{JA: "ブラウザーで試す", EN: "A walk with a browser"}, spec.Text{JA: "小さなPBXで、章ごとに操作して確かめる",
		EN: "Try every chapter on a small PBX"}},
	{"stories", spec.Text{JA: "シナリオの書き方", EN: "How to write stories"}, spec.Text{JA: "シナリオで使えるステップ", EN: "The steps that stories are made of"}},
}

// calls are those of which the site has reports.
var calls = []struct {
	name        string
	title, tell spec.Text
}{
	{"plain-one-pause", spec.Text{JA: "報告書の例：顧客との通話", EN: "A report: a call with a customer"},
		spec.Text{JA: "オペレーターがカード番号のあいだ録音を停止する", EN: "An operator stops the recording over a card number"}},
	{"softphone-both-press", spec.Text{JA: "報告書の例：ソフトフォン同士の通話", EN: "A report: a call of two softphones"},
		spec.Text{JA: "両方が停止と再開を押す", EN: "Both press stop and resume"}},
}

// Files returns the site that is generated from a checkout, but for the simulator.
func Files(source fs.FS) (Pages, error) {
	s := &site{source: source, files: Pages{"site.css": css, "search.js": script}}
	for _, l := range []spec.Lang{spec.JA, spec.EN} {
		for _, part := range []func(spec.Lang) error{s.documents, s.stories, s.reports, s.index} {
			if err := part(l); err != nil {
				return nil, err
			}
		}
	}
	welcome := page{Lang: spec.JA, Title: "recpause", Body: welcomeBody}
	text, err := s.framed(welcome, "root")
	s.files["index.html"] = text
	return s.files, err
}

// welcomeBody leads to the two languages.
const welcomeBody = `<p class="cards"><a class="card" href="ja/index.html" lang="ja"><strong>日本語</strong> <span>録音一時停止のシミュレーター、表、シナリオ、報告書</span></a>` +
	` <a class="card" href="en/index.html" lang="en"><strong>English</strong> <span>A simulator of the recording pause, tables, stories and reports</span></a></p>`

func (s *site) add(p page) error {
	text, err := s.framed(p, "page")
	s.files[p.Lang.String()+"/"+p.Path] = text
	return err
}

func (s *site) framed(p page, name string) ([]byte, error) {
	var b bytes.Buffer
	err := pages.ExecuteTemplate(&b, name, p)
	return b.Bytes(), err
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()), goldmark.WithRendererOptions(renderer.WithUnsafe()))

// documents writes docs/ as pages: in their language, where there is one, and in English otherwise.
func (s *site) documents(l spec.Lang) error {
	names, err := fs.Glob(s.source, "docs/*.md")
	if err != nil {
		return err
	}
	for _, name := range names {
		base := strings.TrimSuffix(path.Base(name), ".md")
		if strings.HasSuffix(base, ".ja") {
			continue
		}
		text, err := fs.ReadFile(s.source, name)
		if l == spec.JA {
			if own, err := fs.ReadFile(s.source, "docs/"+base+".ja.md"); err == nil {
				text = own
			}
		}
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := markdown.Convert(text, &b); err != nil {
			return err
		}
		title, _, _ := strings.Cut(strings.TrimPrefix(string(text), "# "), "\n")
		p := page{Lang: l, Path: docPath(base), Title: title, Other: docPath(base), Body: template.HTML(s.linked(l, b.String()))}
		if err := s.add(p); err != nil {
			return err
		}
	}
	return nil
}

func docPath(base string) string { return "docs/" + strings.ToLower(base) + ".html" }

var (
	anchors = regexp.MustCompile(`(?s)<a href="([^"]*)">(.*?)</a>`)
	images  = regexp.MustCompile(`<img src="([^"]*)"`)
	idOf    = regexp.MustCompile(`<h([1-6]) id="[^"]*">(.*?)</h[1-6]>`)
	tags    = regexp.MustCompile(`<[^>]*>`)
	tables  = regexp.MustCompile(`(?s)<table>.*?</table>`)

	noHeading = regexp.MustCompile(`<th([^>]*)></th>`) // the corner of a table, which is none
)

// linked returns a page of docs whose links lead to pages of the site. What lies elsewhere in the checkout is named, and
// no link. What may be wider than a screen can be scrolled by keys, and each table has a name of its own.
func (s *site) linked(l spec.Lang, text string) string {
	text = idOf.ReplaceAllStringFunc(text, func(h string) string {
		m := idOf.FindStringSubmatch(h)
		return fmt.Sprintf(`<h%s id="%s">%s</h%[1]s>`, m[1], slug(html.UnescapeString(tags.ReplaceAllString(m[2], ""))), m[2])
	})
	number := 0
	text = tables.ReplaceAllStringFunc(text, func(table string) string {
		number++
		name := spec.Text{JA: "表", EN: "table"}.In(l) + " " + strconv.Itoa(number)
		return `<div class="scroll" tabindex="0" role="region" aria-label="` + name + `">` +
			noHeading.ReplaceAllString(table, "<td$1></td>") + `</div>`
	})
	text = strings.ReplaceAll(text, "<pre>", `<pre tabindex="0">`)
	text = anchors.ReplaceAllStringFunc(text, func(a string) string {
		m := anchors.FindStringSubmatch(a)
		to, fragment, _ := strings.Cut(m[1], "#")
		if to == "" || strings.Contains(to, "://") {
			return a
		}
		base, isDoc := strings.CutSuffix(to, ".md")
		if !isDoc || strings.Contains(to, "/") {
			return m[2]
		}
		link := strings.ToLower(strings.TrimSuffix(base, ".ja")) + ".html"
		if fragment != "" {
			link += "#" + fragment
		}
		return `<a href="` + link + `">` + m[2] + `</a>`
	})
	return images.ReplaceAllStringFunc(text, func(img string) string {
		name := images.FindStringSubmatch(img)[1]
		data, err := fs.ReadFile(s.source, path.Join("docs", name))
		if err != nil {
			return img
		}
		s.files["pictures/"+path.Base(name)] = data
		return `<img src="../../pictures/` + path.Base(name) + `"`
	})
}

var notInSlug = regexp.MustCompile(`[^\p{L}\p{N}\- ]`)

// slug is what a link calls a heading, as on the pages of the checkout.
func slug(heading string) string {
	return strings.ReplaceAll(notInSlug.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}

// stories runs the stories, and takes in the book of them, each with a link into the simulator.
func (s *site) stories(l spec.Lang) error {
	dir, err := os.MkdirTemp("", "recpause-site-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	to := filepath.Join(dir, "stories.html")
	var said bytes.Buffer
	args := []string{"stories", "-lang", l.String(), "-quiet", "-html", to, "-simulator", "../simulator.html"}
	if command.Run(args, &said, &said, storyrunner.Command) != command.Done {
		return fmt.Errorf("stories: %s", said.String())
	}
	s.files[l.String()+"/stories.html"], err = os.ReadFile(to)
	return err
}

// reports replays calls, and takes in their reports.
func (s *site) reports(l spec.Lang) error {
	for _, c := range calls {
		dir, err := os.MkdirTemp("", "recpause-site-*")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		args := []string{"replay", "-lang", l.String(), "-out", filepath.Join(dir, "out")}
		if c.name != "plain-one-pause" {
			in := filepath.Join(dir, "in")
			from, err := fs.Sub(s.source, "cmd/recpause/internal/replay/testdata/"+c.name)
			if err == nil {
				err = os.CopyFS(in, from)
			}
			if err != nil {
				return err
			}
			args = append(args, "-in", in)
		}
		var said bytes.Buffer
		if command.Run(args, &said, &said, replay.Command) != command.Done {
			return fmt.Errorf("%s: %s", c.name, said.String())
		}
		report, err := os.ReadFile(filepath.Join(dir, "out", "report.html"))
		if err != nil {
			return err
		}
		s.files[l.String()+"/reports/"+c.name+".html"] = report
	}
	return nil
}

// index writes the language's first page, and what its search looks in.
func (s *site) index(l spec.Lang) error {
	p := page{Lang: l, Path: "index.html", Other: "index.html", Title: "recpause"}
	p.Cards = []card{
		{"../simulator.html#/?lang=" + l.String(), p.Say("シミュレーター", "Simulator"),
			p.Say("ソフトフォンを操作して、画面の表示と実際の録音を見比べる", "Click softphones, and see what each shows and what is recorded")},
		{"../simulator.html#/auditor?lang=" + l.String(), p.Say("監査と再生", "Audit and replay"),
			p.Say("ログと録音をドロップして調べる。どこにも送信しない", "Drop a log and recordings; nothing is sent anywhere")},
	}
	p.Cards = append(p.Cards, card{"stories.html", p.Say("シナリオ集", "The book of stories"),
		p.Say("ルールを示すシナリオを図で読み、シミュレーターで試す", "The rules as stories with pictures; try each in the simulator")})
	for _, d := range first {
		p.Cards = append(p.Cards, card{docPath(d.file), d.title.In(l), d.tell.In(l)})
	}
	for _, c := range calls {
		p.Cards = append(p.Cards, card{"reports/" + c.name + ".html", c.title.In(l), c.tell.In(l)})
	}
	if err := s.add(p); err != nil {
		return err
	}
	return s.search(l)
}

var sections = regexp.MustCompile(`<h[1-3][^>]*>`)

// An found is a part of a page as the search knows it.
type found struct{ Link, Title, Text string }

// search writes the index of a language's pages, heading by heading.
func (s *site) search(l spec.Lang) error {
	var all []found
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		below, ok := strings.CutPrefix(name, l.String()+"/")
		if !ok || !strings.HasSuffix(name, ".html") || below == "index.html" || strings.HasPrefix(below, "reports/") {
			continue
		}
		text := string(s.files[name])
		_, text, _ = strings.Cut(text, "<main")
		text, _, _ = strings.Cut(text, "</main>")
		at := sections.FindAllStringIndex(text, -1)
		for i, from := range at {
			to := len(text)
			if i+1 < len(at) {
				to = at[i+1][0]
			}
			part := text[from[0]:to]
			link := below
			if m := regexp.MustCompile(`^<h[1-3] id="([^"]*)"`).FindStringSubmatch(part); m != nil {
				link += "#" + m[1]
			}
			head, rest, _ := strings.Cut(part, "</h")
			all = append(all, found{link, plain(head), plain(rest[min(len(rest), 2):])})
		}
	}
	text, err := json.Marshal(all)
	s.files[l.String()+"/index.js"] = []byte("globalThis.index = " + string(text) + ";\n")
	return err
}

// plain is the text of markup, in one line.
func plain(markup string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(markup, " "))), " ")
}

// Write writes the site in the place of what was there.
func (p Pages) Write(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	for name, data := range p {
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
