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
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
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
)

// A report is a page that tells a story with its picture, its audio, and the reason of everything. It needs nothing but
// itself.
type report struct {
	printer
	jobs    []*job // none without audio
	output  *output
	picture picture.Picture

	silences []silence
}

// writeReport writes timeline.svg and report.html, which has in it what the output already holds of the audio.
func writeReport(o *output, p printer, jobs []*job) error {
	r := &report{printer: p, jobs: jobs, output: o, silences: silences(p.story, p.audio)}
	r.picture = r.draw()
	err := o.file("", pictureFile, func(w io.Writer) error {
		return r.picture.SVG(w, picture.Style{Lang: r.Lang, ID: "timeline", Title: r.Title()})
	})
	if err != nil {
		return err
	}
	var text strings.Builder
	page := template.Must(template.New("report").Funcs(r.words()).Parse(reportSource))
	if err := page.Execute(&text, r); err != nil {
		return err
	}
	return o.file("", reportFile, func(w io.Writer) error {
		_, err := io.WriteString(w, picture.Clean(text.String()))
		return err
	})
}

// words are what the template says things with, in the language of the report.
func (r *report) words() template.FuncMap {
	return template.FuncMap{
		"t":          r.Say,
		"in":         func(v interface{ In(spec.Lang) string }) string { return v.In(r.Lang) },
		"clock":      func(at int64) string { return picture.Clock(r.picture.Rate, at) },
		"label":      func(v pause.Verb) string { return v.Label(spec.JA) },
		"message":    func() string { return pause.Display{Stopped: true}.Message(spec.JA) },
		"documented": func() spec.Support { return spec.Documented },
		"says":       func(id spec.ID) string { return id.Says(r.Lang) },
		"clause":     func(id spec.ID) string { text, _ := r.page.Clause(id); return text },
		"effect":     system.Effect, "source": r.source, "cure": r.cure, "more": r.more, "lasts": r.Lasts,
		"command": r.command, "join": func(names []string) string { return strings.Join(names, r.Say("、", ", ")) },
		"leaks": func(k calllog.MismatchKind) bool { return picture.Mismatch{Kind: k}.Leaks() },
	}
}

// figures are a picture for the screens of a desktop, of a tablet (and for paper), and of a mobile telephone.
type figures struct {
	Number               int // of the pause that it shows, 0 for the whole
	Wide, Medium, Narrow template.HTML
	Paper                template.HTML // of the whole, with no tracks but those of the files that the PBX writes
}

// The widths of a picture for a tablet, and for A4.
const (
	medium = 760
	paper  = 860
)

func (r *report) figures(p picture.Picture, number int) (f figures, err error) {
	f.Number = number
	for _, one := range []struct {
		to    *template.HTML
		style picture.Style
	}{
		{&f.Wide, picture.Style{ID: "wide"}}, {&f.Medium, picture.Style{ID: "medium", Width: medium}},
		{&f.Narrow, picture.Style{ID: "narrow", Narrow: true}},
	} {
		one.style.Lang, one.style.Title = r.Lang, r.Title()
		one.style.ID += strconv.Itoa(number)
		if *one.to, err = p.Inline(one.style); err != nil {
			return figures{}, err
		}
	}
	return f, nil
}

// Whole is the picture of all that is told.
func (r *report) Whole() (figures, error) {
	f, err := r.figures(r.picture, 0)
	if err == nil {
		f.Paper, err = r.onPaper().Inline(picture.Style{Lang: r.Lang, Title: r.Title(), ID: "paper", Width: paper})
	}
	return f, err
}

// onPaper is the picture with the tracks of the log's layout.
func (r *report) onPaper() picture.Picture {
	p := r.picture
	p.Calls = slices.Clone(p.Calls)
	for i, c := range p.Calls {
		p.Calls[i].Tracks = slices.DeleteFunc(slices.Clone(c.Tracks), func(t picture.Track) bool {
			return (t.Which == recording.Mixed) != (r.story.Header.Config.Layout == recording.OneChannel)
		})
	}
	return p
}

// Title names the calls.
func (r *report) Title() string {
	var calls []string
	for _, c := range r.story.Recordings[:min(len(r.story.Recordings), picture.MostLanes)] {
		calls = append(calls, r.callText(c))
	}
	if more := r.story.Calls - len(calls); more > 0 {
		calls = append(calls, r.more(more))
	}
	if calls == nil {
		return r.Say("録音一時停止の報告書（応答のあった通話なし）", "Recording pause report (no call was answered)")
	}
	return r.Say("録音一時停止の報告書：", "Recording pause report: ") + strings.Join(calls, r.Say("、", "; "))
}

// Heading is the title in two parts: what the page is, and which calls it is about, "" for none.
func (r *report) Heading() [2]string {
	kind, calls, _ := strings.Cut(r.Title(), r.Say("：", ": "))
	return [2]string{kind, calls}
}

func (r *report) draw() picture.Picture {
	log := picture.Log{Header: r.story.Header, Outcomes: r.story.Outcomes}
	for i, o := range r.story.Outcomes {
		act, result := what(r.story.Events[i], o.Step)
		log.Texts = append(log.Texts, spec.Text{JA: strings.TrimSpace(act.JA + " " + result.JA),
			EN: strings.TrimSpace(act.EN + " " + result.EN)})
	}
	for i, rec := range r.story.Recordings {
		from := rec.Timeline.Origin()
		span := drawn(r.story, i, recording.Span{From: from, To: max(until(r.story, rec, r.audio), from)})
		if r.story.Untold() > 0 && span.Empty() || i == picture.MostLanes {
			break
		}
		cut := picture.DrawnRecording{CallRecording: rec, Span: span}
		if r.jobs != nil {
			for track, p := range r.jobs[i].peaks {
				cut.Peaks[track] = p.all[0]
			}
		}
		log.Recordings = append(log.Recordings, cut)
	}
	return log.Draw()
}

// The template sees these methods, and those of steps.go.

func (r *report) Header() calllog.Header   { return r.story.Header }
func (r *report) Summary() []string        { return r.picture.Summary(r.Lang)[:1+len(r.picture.Calls)] }
func (r *report) CSS() []template.CSS      { return []template.CSS{reportCSS, picture.CSS} }
func (r *report) Script() template.JS      { return reportScript }
func (r *report) Lanes() []picture.Lane    { return r.picture.Describe(r.Lang) }
func (r *report) Promises() []spec.ID      { return []spec.ID{spec.RSP010, spec.RSP040} }
func (r *report) Ledger() callfiles.Ledger { return r.story.Ledger }
func (r *report) Rules() []spec.Rule       { return rulesOf(r.story) }

// Plays reports whether there is audio to play.
func (r *report) Plays() bool { return r.jobs != nil }

// Columns is how many columns the table of the steps has.
func (r *report) Columns() int { return 5 + len(r.Phones()) }

// Policy returns a content security policy under which the page shows itself, plays its audio, and does nothing else.
func (r *report) Policy() string {
	styles := ""
	for _, css := range r.CSS() {
		styles += " " + source(string(css))
	}
	return "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; media-src data: 'self' file:; style-src" + styles +
		"; script-src " + source(string(reportScript))
}

// source is a script or a style sheet as a policy names it.
func source(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// What a page has of audio in itself: files up to a size, and no more than so many bytes of all.
const (
	largestInPage = 8 << 20
	mostInPage    = 32 << 20
)

// A recordingPart is a call's recording with its audio.
type recordingPart struct {
	picture.Call
	Title string
	Off   spec.ID // why nothing is recorded, 0 where it is
	Files []filePart
}

// A filePart is one file of a recording.
type filePart struct {
	Name, Layout, Size string
	Source             template.URL // the audio itself, or the file's name where it is too large
	Linked             bool
}

// Recordings are the calls' recordings with their audio.
func (r *report) Recordings() (parts []recordingPart, err error) {
	left := int64(mostInPage)
	for i, c := range r.picture.Calls {
		part := recordingPart{Call: c, Title: r.callText(r.story.Recordings[i])}
		switch {
		case !r.story.Recordings[i].Recorded:
			part.Off = spec.REC050
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
	{callfiles.Mixed, spec.Text{JA: "1ch：全員", EN: "1ch: everybody"}},
	{callfiles.TwoChannel, spec.Text{JA: "2ch：左はオペレーター側、右は通話相手側",
		EN: "2ch: operator side left, far side right"}},
	{callfiles.Operator, spec.Text{JA: "分離：オペレーター側", EN: "split: operator side"}},
	{callfiles.Counterpart, spec.Text{JA: "分離：通話相手側", EN: "split: far side"}},
}

func (r *report) files(j *job, left *int64) (files []filePart, err error) {
	dir, err := r.output.folder(j.folder)
	if err != nil {
		return nil, err
	}
	for _, l := range layouts {
		file := filePart{Name: path.Join(j.folder, l.file), Layout: l.text.In(r.Lang)}
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
