package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/suite"
	"github.com/recpause/recpause/spec"
)

// A judging is what is asked of a program.
type judging struct {
	profile                              conformance.Profile
	form, out, only, page, record, known string
	limit, budget                        time.Duration
	depth, extra                         int
}

func (j *judging) flags(f *flag.FlagSet) {
	profileFlag(f, &j.profile)
	f.StringVar(&j.form, "report", "text", help("レポートの`形式`。text、markdown、html、json、junit",
		"the `form` of the report: text, markdown, html, json or junit"))
	f.StringVar(&j.out, "o", "", help("レポートを書き出す`ファイル`（省略時：標準出力）",
		"the `file` for the report (default: standard output)"))
	f.StringVar(&j.only, "only", "", help("判定する`ルール`のID。例：RP-BTN-020,RP-BTN-030（省略時：すべて）",
		"the `rules` to judge, such as RP-BTN-020,RP-BTN-030 (default: all)"))
	f.StringVar(&j.page, "page", "", help("マニュアルのページを保存したテキスト`ファイル`。レポートに原文を引用します",
		"a `file` with the manual's page as text; the report quotes the clauses"))
	f.StringVar(&j.record, "record", "", help("キットと製品のやり取りを記録する`ファイル`",
		"the `file` in which everything is recorded that the kit and the program say to each other"))
	f.StringVar(&j.known, "deviations", "", help("申告する相違のJSON`ファイル`", "a JSON `file` of declared differences")+
		": [{\"rule\":…,\"reason\":…,\"trace\":…,\"issue\":…}]")
	f.DurationVar(&j.limit, "limit", 5*time.Second, help("1回の応答を待つ`時間`", "how long an answer may take"))
	f.DurationVar(&j.budget, "budget", 0, help("判定に使う`時間`。例：10m。見つかる誤りの多いものから順に調べます（省略時：制限なし）",
		"the `time` for all of it, such as 10m: what finds most is asked first (default: no limit)"))
	f.IntVar(&j.depth, "depth", 0, help("すべての組み合わせを試すルールで、続けて行うクリックの`回数`（省略時：4）",
		"how many clicks in a row are tried where a rule speaks of all sequences (default: 4)"))
	f.IntVar(&j.extra, "extra", 1, help("テスト一式が考える状態の`数`。状態が参照実装よりその数まで多い製品の誤りを、すべて見つけます。"+
		"-1または-onlyを指定すると、テスト一式を実行しません",
		"the complete suites find every mistake of a program that has up to so many more `states` than the reference; "+
			"-1 or -only runs no suites"))
}

// profileFlag is the flag for what is judged.
func profileFlag(f *flag.FlagSet, p *conformance.Profile) {
	f.TextVar(p, "profile", conformance.Core, help("判定の`範囲`。coreは記載のあるルールだけ、quirksは動作保証外のルールも判定します",
		"`what` is judged: core, the documented rules, or quirks, those that are not guaranteed too"))
}

// options returns the kit's options, with everything that can be wrong about them found before a program is started.
func (j *judging) options() (list []conformance.Option, err error) {
	list = append(list, conformance.WithProfile(j.profile))
	if j.only != "" {
		var ids []spec.ID
		for _, name := range strings.FieldsFunc(j.only, func(r rune) bool { return r == ',' || r == ' ' }) {
			id, err := spec.ParseID(name)
			if err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
		list = append(list, conformance.Only(ids...))
	}
	if j.depth > 0 {
		list = append(list, conformance.Depth(j.depth))
	}
	if j.known != "" {
		text, err := textOf(j.known)
		if err != nil {
			return nil, err
		}
		known, err := conformance.ParseDeviations(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", j.known, err)
		}
		list = append(list, conformance.Declare(known...))
	}
	if j.page != "" {
		text, err := textOf(j.page)
		if err != nil {
			return nil, err
		}
		page, err := spec.ParseDocument(text)
		if err != nil {
			return nil, err
		}
		list = append(list, conformance.Page(page))
	}
	return list, nil
}

// runProgram starts a program, judges it, and writes the report.
func runProgram(f *flag.FlagSet) action {
	var j judging
	j.flags(f)
	return j.run
}

func (j *judging) run(ctx context.Context, l spec.Lang, argv []string, s streams) (code int, err error) {
	if len(argv) == 0 {
		return broke, errors.New("no program; expected one after the flags, as in: " +
			"rpconform run -- python3 softphone.py")
	}
	write, err := writer(j.form)
	if err != nil {
		return broke, err
	}
	options, err := j.options()
	if err != nil {
		return broke, err
	}
	out, err := openOutput(j.out, s.out)
	if err != nil {
		return broke, err
	}
	defer func() { err = errors.Join(err, out.close()) }()
	r, err := j.start(ctx, l, argv, s, options, func(r *conformance.Report, last bool) error {
		return out.save(last, func(w io.Writer) error { return write(r, w, l) })
	})
	if r == nil {
		return broke, err
	}
	return exitCode(r, err), err
}

// exitCode is that of a report, and of what has gone wrong beside it: a difference that was found stays one.
func exitCode(r *conformance.Report, err error) int {
	if code := verdict(r); err == nil || code == nonconformant {
		return code
	}
	return broke
}

// verdict is the exit code of a report.
func verdict(r *conformance.Report) int {
	switch r.Overall() {
	case conformance.Conformant, conformance.ConformantAsObserved, conformance.Deviating:
		if len(r.Stale) > 0 {
			return stale
		}
		return conformant
	case conformance.Nonconformant:
		return nonconformant
	}
	return broke
}

// patient is how long a program may take to start again that has started before: the machine may have more to do now.
const patient = time.Minute

// start starts the program, judges it, and saves the report before the program is told to end. What goes wrong then
// changes nothing in it.
func (j *judging) start(ctx context.Context, l spec.Lang, argv []string, s streams, options []conformance.Option,
	save saving) (r *conformance.Report, err error) {
	o := shim.Options{Limit: j.limit, Stderr: s.err}
	if j.record != "" {
		file, err := os.Create(j.record)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		o.Record = file
	}
	subject, err := shim.Command(ctx, argv, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, subject.Close()) }()
	x := &asking{judging: j, lang: l, options: append(options, conformance.Limit(0)), save: save}
	x.meter = &meter{SUT: subject, now: time.Now, budget: j.budget, reopen: subject.Reopens()}
	x.once = suite.Once(x.meter)
	x.fresh = restarted{x.meter, func() (*shim.Subject, error) {
		return shim.Command(ctx, argv, shim.Options{Start: patient, Limit: j.limit, Stderr: s.err})
	}}
	p := &progress{meter: x.meter, lang: l, log: s.err, tty: s.err.Terminal(),
		forecast: func() cost { return j.forecast(ctx, subject.Describe(), subject.Reopens(), x.options) }}
	x.meter.told = p.tell
	return x.judge(ctx)
}

// A saving writes a report as it is now, and for the last time.
type saving func(r *conformance.Report, last bool) error

// An asking is a judging of one subject, as far as it has come.
type asking struct {
	*judging
	lang    spec.Lang
	options []conformance.Option
	meter   *meter          // every request goes through it
	once    conformance.SUT // and so does what has not been asked before
	fresh   conformance.SUT // is started anew for every scene
	save    saving
}

// judge judges the subject. The report is saved when the rules are judged, and at last: whatever comes between leaves
// one. It is of what there is where the context ends.
func (x *asking) judge(ctx context.Context) (r *conformance.Report, err error) {
	r, err = x.rules(ctx)
	if r == nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, x.save(r, true)) }()
	if err != nil {
		return r, err
	}
	near, err := faults.Nearest(ctx, r)
	r.LooksLike = faults.LooksLike(near)
	err = errors.Join(err, x.save(r, false))
	var unruled []conformance.Failure
	if err == nil && x.completes() {
		unruled, err = x.complete(ctx, r)
	}
	if err == nil {
		err = suite.Explain(ctx, x.meter, x.fresh, r, unruled...)
	}
	x.notes(r)
	r.Unfinished = r.Unfinished || ctx.Err() != nil || x.meter.spent
	return r, err
}

// rules judges the rules: all of them, or those that the budget reaches.
func (x *asking) rules(ctx context.Context) (*conformance.Report, error) {
	if x.budget > 0 {
		if r, err := x.reach(ctx); r != nil || err != nil {
			return r, err
		}
	}
	return conformance.Check(ctx, x.once, x.options...)
}

// completes reports whether the complete suites are run, too.
func (j *judging) completes() bool { return j.extra >= 0 && j.only == "" }

// complete runs the complete suites, puts what they find into the report, and returns what no rule speaks of.
func (x *asking) complete(ctx context.Context, r *conformance.Report) (unruled []conformance.Failure, err error) {
	found, err := suite.Check(ctx, x.once, suite.Options{Profile: r.Profile, Extra: x.extra})
	if found == nil {
		return nil, err
	}
	for _, f := range found.Findings {
		switch {
		case f.Rule != 0:
			r.Add(f)
		case ctx.Err() == nil: // else it was ended
			r.Broke = f.Reason
		}
	}
	return found.Unruled, err
}

// notes puts into the report what it has cost.
func (x *asking) notes(r *conformance.Report) {
	r.Notes = append(r.Notes, spec.Text{JA: "場面を%d回用意し、要求を%d件送りました。", EN: "It took %d scenes and %d requests."}.
		With(x.meter.opens, x.meter.requests))
	if x.meter.spent {
		r.Notes = append(r.Notes, spec.Text{JA: "制限時間%vで終了したため、すべてを試してはいません。",
			EN: "The budget of %v ended it before everything was tried."}.With(x.budget))
	}
}

// A form writes a report.
type form func(r *conformance.Report, w io.Writer, l spec.Lang) error

// writer returns what writes a form of report.
func writer(name string) (form, error) {
	switch name {
	case "text":
		return func(r *conformance.Report, w io.Writer, l spec.Lang) error {
			_, err := io.WriteString(w, r.In(l)+"\n")
			return err
		}, nil
	case "json":
		return func(r *conformance.Report, w io.Writer, _ spec.Lang) error {
			e := json.NewEncoder(w)
			e.SetIndent("", " ")
			e.SetEscapeHTML(false)
			return e.Encode(r)
		}, nil
	case "junit":
		return (*conformance.Report).WriteJUnit, nil
	case "html":
		return (*conformance.Report).WriteHTML, nil
	case "markdown":
		return (*conformance.Report).WriteMarkdown, nil
	}
	return nil, &spec.UnknownError{Kind: "form of report", Name: name,
		Known: []string{"text", "markdown", "html", "json", "junit"}}
}

// An output is where the report goes: a file, which is opened before anything is asked, or a stream.
type output struct {
	file   *os.File
	stream io.Writer
}

func openOutput(name string, stream io.Writer) (*output, error) {
	if name == "" {
		return &output{stream: stream}, nil
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	return &output{f, stream}, nil
}

// save writes what a report is now. Only a file of the disk takes one before the last, which replaces it. Where the
// file does not take the last one the stream does.
func (o *output) save(last bool, write func(io.Writer) error) error {
	switch {
	case o.file == nil && last:
		return write(o.stream)
	case o.file == nil:
		return nil
	}
	info, err := o.file.Stat()
	if regular := err == nil && info.Mode().IsRegular(); regular {
		_, seek := o.file.Seek(0, io.SeekStart)
		err = errors.Join(seek, o.file.Truncate(0))
	} else if !last {
		return err
	}
	if err == nil {
		err = write(o.file)
	}
	if err != nil && last {
		return errors.Join(err, write(o.stream))
	}
	return err
}

// close closes the file. One in which nothing stands is left to nobody.
func (o *output) close() error {
	if o.file == nil {
		return nil
	}
	if info, err := o.file.Stat(); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		err = os.Remove(o.file.Name())
		return errors.Join(err, o.file.Close())
	}
	return o.file.Close()
}
