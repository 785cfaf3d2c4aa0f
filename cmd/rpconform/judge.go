package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"
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
	limit                                time.Duration
	depth, extra                         int

	near []faults.Fault // the seeded faults that the program looks like
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
		text, err := os.ReadFile(j.known)
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
		text, err := os.ReadFile(j.page)
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
	r, err := j.judge(ctx, argv, s, options)
	if err != nil {
		return broke, err
	}
	if err := j.save(s.out, func(w io.Writer) error { return write(r, w, l) }); err != nil {
		return broke, err
	}
	if text := faults.LooksLike(j.near).In(l); text != "" {
		fmt.Fprintln(s.err, text)
	}
	return verdict(r), nil
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

func (j *judging) judge(ctx context.Context, argv []string, s streams,
	options []conformance.Option) (r *conformance.Report, err error) {
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
	sut := &counted{SUT: subject, to: cmp.Or(s.err.Terminal(), io.Discard)}
	r, err = conformance.Check(ctx, sut, options...)
	if err == nil {
		j.near, err = faults.Nearest(ctx, r)
	}
	var unruled []conformance.Failure
	if err == nil && j.extra >= 0 && j.only == "" {
		unruled, err = j.complete(ctx, sut, r)
	}
	if err == nil {
		err = suite.Explain(ctx, sut, r, unruled...)
	}
	return r, err
}

// complete runs the complete suites, puts what they find into the report, and returns what no rule speaks of.
func (j *judging) complete(ctx context.Context, sut conformance.SUT, r *conformance.Report) ([]conformance.Failure, error) {
	found, err := suite.Check(ctx, sut, suite.Options{Profile: r.Profile, Extra: j.extra})
	if err != nil {
		return nil, err
	}
	// what broke is in the report already
	r.Add(slices.DeleteFunc(found.Findings, func(f conformance.Finding) bool { return f.Rule == 0 })...)
	return found.Unruled, nil
}

// A counted subject says how often it has been opened.
type counted struct {
	conformance.SUT
	to io.Writer
	n  atomic.Int64
}

func (c *counted) Open(ctx context.Context, scene conformance.Scene) (conformance.Session, error) {
	if n := c.n.Add(1); n%25 == 0 {
		fmt.Fprintf(c.to, "\r%d scenes\x1b[K\r", n)
	}
	return c.SUT.Open(ctx, scene)
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

// save writes to the file for the report, or else to a stream.
func (j *judging) save(to io.Writer, write func(io.Writer) error) error {
	if j.out == "" {
		return write(to)
	}
	f, err := os.Create(j.out)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
