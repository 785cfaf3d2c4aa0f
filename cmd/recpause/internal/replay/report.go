package replay

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

const (
	reportFile  = "report.html"
	pictureFile = "timeline.svg"
)

var (
	//go:embed report.html.tmpl
	reportSource string
	//go:embed report.css
	reportCSS template.CSS
	//go:embed report.js
	reportScript template.JS

	reportTemplate = template.Must(template.New("report").Funcs(words(spec.EN)).Parse(reportSource))
)

// A report is a page that tells a story with its picture, its audio, and the reason of everything. It needs nothing but
// itself.
type report struct {
	printer
	jobs    []*job // none without audio
	output  *output
	picture picture.Picture
}

// writeReport writes timeline.svg and report.html, which has in it what the output already holds of the audio.
func writeReport(o *output, p printer, jobs []*job) error {
	r := &report{printer: p, jobs: jobs, output: o}
	r.picture = r.draw()
	err := o.file("", pictureFile, func(w io.Writer) error { return r.picture.SVG(w, r.style("timeline", false)) })
	if err != nil {
		return err
	}
	page, err := r.page()
	if err != nil {
		return err
	}
	var text strings.Builder
	if err := r.template().Execute(&text, page); err != nil {
		return err
	}
	return o.file("", reportFile, func(w io.Writer) error {
		_, err := io.WriteString(w, picture.Clean(text.String()))
		return err
	})
}

// template returns the template with the words of the report's language.
func (r *report) template() *template.Template {
	return template.Must(reportTemplate.Clone()).Funcs(words(r.lang))
}

// words lets a template say things in a language.
func words(l spec.Lang) template.FuncMap {
	return template.FuncMap{"t": func(ja, en string) string { return in(l, ja, en) }}
}

func (r *report) style(id string, narrow bool) picture.Style {
	return picture.Style{Lang: r.lang, Narrow: narrow, ID: id, Title: r.title()}
}

// title names the calls.
func (r *report) title() string {
	calls := ""
	for i, c := range r.story.Recordings {
		if i > 0 {
			calls += in(r.lang, "、", ", ")
		}
		calls += c.Call
	}
	if calls == "" {
		return in(r.lang, "録音一時停止の記録（応答のない通話）", "Recording pause report: no call is answered")
	}
	return in(r.lang, "録音一時停止の記録: ", "Recording pause report: ") + calls
}

// draw makes the picture of the story.
func (r *report) draw() picture.Picture {
	log := picture.Log{Header: r.story.Header}
	ja, en := r.printer, r.printer
	ja.lang, en.lang = spec.JA, spec.EN
	for i, o := range r.story.Outcomes {
		log.Steps = append(log.Steps, o.Step)
		log.Texts = append(log.Texts,
			spec.Text{JA: oneLine(ja.what(r.story.Events[i], o.Step)), EN: oneLine(en.what(r.story.Events[i], o.Step))})
	}
	for i, rec := range r.story.Recordings {
		cut := picture.Cut{CallRecording: rec,
			Span: recording.Span{From: rec.Timeline.Origin(),
				To: max(until(r.story, rec, r.audio), rec.Timeline.Origin())}}
		if r.jobs != nil {
			cut.Peaks = r.jobs[i].peaks
		}
		log.Cuts = append(log.Cuts, cut)
	}
	return log.Draw()
}

// A reportPage is what the template sees.
type reportPage struct {
	Lang, Title, Policy string
	Summary             []string
	CSS                 []template.CSS
	Script              template.JS
	Rate, Columns       int
	Facts               []fact
	Wide, Narrow        template.HTML
	Lanes               []picture.Lane
	Recordings          []recordingPart
	Phones              []string
	Steps               []stepPart
	Ledger              []ledgerPart
	Rules               []rulePart
	Promise             rulePart
}

func (r *report) page() (reportPage, error) {
	page := reportPage{
		Lang: r.lang.String(), Title: r.title(), Summary: r.picture.Summary(r.lang)[:1+len(r.picture.Calls)],
		CSS: []template.CSS{reportCSS, picture.CSS}, Script: reportScript,
		Rate: r.story.Header.SampleRate, Columns: 5 + len(r.phones()), Facts: r.facts(),
		Lanes: r.picture.Describe(r.lang), Phones: r.phones(),
		Steps: r.steps(), Ledger: r.mismatches(), Rules: r.rules(), Promise: r.rule(spec.RSP010),
	}
	page.Policy = policy(page)
	var err error
	if page.Wide, err = r.picture.Inline(r.style("wide", false)); err != nil {
		return page, err
	}
	if page.Narrow, err = r.picture.Inline(r.style("narrow", true)); err != nil {
		return page, err
	}
	page.Recordings, err = r.players()
	return page, err
}

func (r *report) phones() (names []string) {
	for _, p := range r.story.Header.Parties {
		if p.Softphone {
			names = append(names, p.ID)
		}
	}
	return names
}

// policy returns a content security policy under which the page shows itself, plays its audio, and does nothing else.
func policy(p reportPage) string {
	styles := ""
	for _, css := range p.CSS {
		styles += " " + source(string(css))
	}
	return "default-src 'none'; base-uri 'none'; form-action 'none'; media-src data: 'self' file:; style-src" + styles +
		"; script-src " + source(string(p.Script))
}

// source is a script or a style sheet as a policy names it.
func source(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// A fact is a setting of the log.
type fact struct{ Name, Value string }

func (r *report) facts() (facts []fact) {
	c := r.story.Header.Config
	add := func(ja, en, value string) { facts = append(facts, fact{in(r.lang, ja, en), value}) }
	add("製品のバージョン", "product version", c.Version.String())
	add("契約「録音一時停止」", "contract 「録音一時停止」", r.yes(c.PauseContract))
	add("録音（全通話／コールセンター）", "recording (all calls / call centre)",
		r.yes(c.RecordAllCalls)+" / "+r.yes(c.RecordCallcenter))
	add("録音の方式", "layout", c.Layout.String())
	for _, p := range r.story.Header.Parties {
		add("参加者", "party", p.ID+" — "+r.kind(p))
	}
	return facts
}

func (r *report) yes(b bool) string {
	if b {
		return in(r.lang, "オン", "on")
	}
	return in(r.lang, "オフ", "off")
}

func (r *report) kind(p calllog.Participant) string {
	if !p.Softphone {
		return in(r.lang, "外線", "external")
	}
	return in(r.lang, "ソフトフォン（", "softphone (") + p.Terminal.String() + in(r.lang, "）", ")")
}

// What a page has of audio in itself: files up to a size, and no more than so many bytes of all.
const (
	largestInPage = 8 << 20
	mostInPage    = 32 << 20
)

// A recordingPart is a call's recording with its audio.
type recordingPart struct {
	Call, When string
	Off        *rulePart // why nothing is recorded, nil where it is
	From       int64
	Files      []filePart
}

// A filePart is one file of a recording.
type filePart struct {
	Name, Layout, Size string
	Source             template.URL // the audio itself, or the file's name where it is too large
	Linked             bool
}

func (r *report) players() (parts []recordingPart, err error) {
	left := int64(mostInPage)
	for i, c := range r.picture.Calls {
		part := recordingPart{Call: c.Name, From: c.Span.From,
			When: picture.Clock(r.picture.Rate, c.Span.From) + " – " + picture.Clock(r.picture.Rate, c.Span.To)}
		switch {
		case !r.story.Recordings[i].Recorded:
			why := r.rule(spec.REC050)
			part.Off = &why
		case r.jobs != nil:
			if part.Files, err = r.files(r.jobs[i], &left); err != nil {
				return nil, err
			}
		}
		parts = append(parts, part)
	}
	return parts, nil
}

// layouts says what the files of a recording are.
var layouts = []struct {
	file string
	text spec.Text
}{
	{callfiles.Mixed, spec.Text{JA: "1ch（混合）", EN: "1ch, mixed"}},
	{callfiles.TwoChannel, spec.Text{JA: "2ch（左: オペレーター側、右: 通話相手側）",
		EN: "2ch: left the operator side, right the far side"}},
	{callfiles.Operator, spec.Text{JA: "分離: オペレーター側", EN: "split: operator side"}},
	{callfiles.Counterpart, spec.Text{JA: "分離: 通話相手側", EN: "split: far side"}},
}

func (r *report) files(j *job, left *int64) (files []filePart, err error) {
	dir, err := r.output.folder(j.folder)
	if err != nil {
		return nil, err
	}
	for _, l := range layouts {
		file := filePart{Name: path.Join(j.folder, l.file), Layout: l.text.In(r.lang)}
		at := filepath.Join(dir, l.file)
		info, err := os.Stat(at)
		if err != nil {
			return nil, err
		}
		file.Size = fmt.Sprintf("%.1f MB", float64(info.Size())/1e6)
		if file.Linked = info.Size() > min(largestInPage, *left); file.Linked {
			file.Source = template.URL((&url.URL{Path: file.Name}).String()) // relative, so that no scheme can be in it
		} else {
			data, err := os.ReadFile(at)
			if err != nil {
				return nil, err
			}
			*left -= info.Size()
			file.Source = template.URL("data:audio/wav;base64," + base64.StdEncoding.EncodeToString(data))
		}
		files = append(files, file)
	}
	return files, nil
}
