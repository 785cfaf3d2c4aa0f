package main

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A report is what the store tells of a story that is over: what has happened by its log, and what an audit finds in
// its recordings.
type report struct {
	Story      string
	Problem    error // why the log cannot be replayed any further
	Events     []calllog.Event
	Recordings []recorded

	rate    recording.Rate
	results map[int]calllog.Result // by line of the log
}

// A recorded is one recording of a report.
type recorded struct {
	found
	folder string // of the story
}

// reportOf reads a story's folder.
func reportOf(dir string) (*report, error) {
	r := &report{Story: filepath.Base(dir), results: map[int]calllog.Result{}}
	for _, m := range manifestsOf(dir) {
		r.Recordings = append(r.Recordings, recorded{m, dir})
	}
	file, err := os.Open(filepath.Join(dir, logName))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	log, err := calllog.NewReader(file)
	if err != nil {
		return nil, err
	}
	r.rate = recording.Rate(log.Header.SampleRate)
	run, err := system.NewRun(log, pause.Policy{})
	if err != nil {
		return nil, err
	}
	for {
		e, outcome, err := run.Next()
		if errors.Is(err, io.EOF) {
			return r, nil
		} else if err != nil {
			r.Problem = err
			return r, nil
		}
		r.Events = append(r.Events, e)
		r.results[e.Line] = outcome.Step.Result
	}
}

// Languages are those of the report, which has everything in both.
func (r *report) Languages() []spec.Lang { return []spec.Lang{spec.JA, spec.EN} }

// Clock is a position as minutes and seconds since the first answer.
func (r *report) Clock(at int64) string {
	ms := r.rate.Duration(at).Milliseconds()
	sign := ""
	if ms < 0 {
		sign, ms = "−", -ms
	}
	return fmt.Sprintf("%s%d:%02d.%03d", sign, ms/60_000, ms/1000%60, ms%1000)
}

// Became says what became of an event where that is not what was wanted.
func (r *report) Became(e calllog.Event, l spec.Lang) string {
	switch r.results[e.Line] {
	case calllog.Rejected:
		return say(l, "受け付けられない操作", "refused")
	case calllog.Unchanged:
		return say(l, "変化なし", "no change")
	}
	return ""
}

// Audit is what an audit finds in the recording, in words.
func (r recorded) Audit(l spec.Lang) string {
	var text strings.Builder
	report, err := r.check()
	if err == nil {
		err = report.WriteText(&text, l)
	}
	if err != nil {
		return err.Error()
	}
	return text.String()
}

func (r recorded) check() (audit.Report, error) {
	var files []audit.File
	for _, f := range r.Files {
		file, err := wav.Open(os.DirFS(filepath.Join(r.folder, r.dir)), f.Name)
		if err != nil {
			return audit.Report{}, err
		}
		defer file.Close()
		files = append(files, audit.File{Name: f.Name, Codec: file.Codec, Rate: recording.Rate(file.Rate),
			Channels: file.Channels, Samples: file.Samples, Data: file})
	}
	return audit.Check(r.Manifest, files, audit.Options{})
}

var reportPage = template.Must(template.New("report.html").Funcs(template.FuncMap{"say": say, "duty": audit.Duty}).
	ParseFS(pageFiles, "page/report.html"))

func (r *report) write(w io.Writer) error { return reportPage.Execute(w, r) }
