package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/spec"
)

// A result is what badges and tables say of a report in JSON.
type result struct {
	Report  string              `json:"report"`
	Suite   string              `json:"suite"`
	Overall conformance.Overall `json:"overall"`
	Subject struct {
		Name    string           `json:"name"`
		Version string           `json:"version"`
		Role    conformance.Role `json:"role"`
	} `json:"subject"`
	Profile conformance.Profile `json:"profile"`
	Counts  map[string]int      `json:"counts"`
	Causes  []json.RawMessage   `json:"causes"`
}

// readResult reads a report.
func (s streams) readResult(name string) (r result, err error) {
	file, err := s.file([]string{name})
	if err != nil {
		return r, err
	}
	defer file.Close()
	text, err := readText(name, file)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return r, fmt.Errorf("%s: %w", name, err)
	}
	if r.Report != "recpause-report/1" {
		return r, fmt.Errorf("%s: got a report of the format %q, expected recpause-report/1, which run -report json writes",
			name, r.Report)
	}
	return r, nil
}

// The colours of a badge.
var colours = map[conformance.Overall]string{
	conformance.Conformant:           "#1f6b3f",
	conformance.ConformantAsObserved: "#4b6b1f",
	conformance.Deviating:            "#8a5a00",
	conformance.Nonconformant:        "#b3261e",
	conformance.Unjudged:             "#57606a",
}

// runBadge makes a badge of a report.
func runBadge(f *flag.FlagSet) action {
	out := f.String("o", "", help("画像を書き出す`ファイル`（省略時：標準出力）", "the `file` for the picture (default: standard output)"))
	return func(_ context.Context, l spec.Lang, args []string, s streams) (code int, err error) {
		if len(args) != 1 {
			return broke, errors.New("expected one report in JSON, or - for standard input")
		}
		r, err := s.readResult(args[0])
		if err != nil {
			return broke, err
		}
		o, err := openOutput(*out, s.out)
		if err != nil {
			return broke, err
		}
		err = o.save(true, func(w io.Writer) error { return r.badge(w, l) })
		if err = errors.Join(err, o.close()); err != nil {
			return broke, err
		}
		return conformant, nil
	}
}

// badge writes the verdict as a picture of 20 pixels height.
func (r result) badge(w io.Writer, l spec.Lang) error {
	left := spec.Text{JA: "録音一時停止", EN: "recording pause"}.In(l)
	right := fmt.Sprintf("%s (%v)", r.Overall.In(l), r.Profile)
	a, b := width(left), width(right)
	var said bytes.Buffer
	if err := xml.EscapeText(&said, []byte(fmt.Sprintf("%s %s: %s", r.Subject.Name, r.Subject.Version, right))); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="20" role="img">
<title>%[2]s</title>
<rect width="%[1]d" height="20" rx="3" fill="#24292f"/>
<rect x="%[3]d" width="%[4]d" height="20" rx="3" fill="%[5]s"/>
<g fill="#fff" font-family="Verdana,Geneva,sans-serif" font-size="11" text-anchor="middle">
<text x="%[6]d" y="14">%[7]s</text>
<text x="%[8]d" y="14">%[9]s</text>
</g>
</svg>
`, a+b, &said, a, b, colours[r.Overall], a/2, left, a+b/2, right)
	return err
}

// width is how many pixels a text takes with some space around it. Japanese characters are wider.
func width(text string) int {
	n := 12
	for _, c := range text {
		n += 7
		if c >= utf8.RuneSelf {
			n += 5
		}
	}
	return n
}

// runResults writes a table of reports.
func runResults(_ context.Context, l spec.Lang, names []string, s streams) (code int, err error) {
	if len(names) == 0 {
		return broke, errors.New("expected reports in JSON")
	}
	p := markdown.Page{Lang: l}
	p.Head("製品 | 役割 | プロファイル | 結果 | 記載どおり | 記載と異なる | 原因 | 観測できず | 申告していない機能 | 検査",
		"program | role | profile | verdict | as documented | differ | causes | not seen | not claimed | suite")
	for _, name := range names {
		r, err := s.readResult(name)
		if err != nil {
			return broke, err
		}
		n := func(v conformance.Verdict) int { return r.Counts[v.String()] }
		p.Row(cell(r.Subject.Name+" "+r.Subject.Version), r.Subject.Role.In(l), r.Profile, r.Overall.In(l),
			n(conformance.Pass), n(conformance.Fail)+n(conformance.Deviates), len(r.Causes),
			n(conformance.Inconclusive), n(conformance.Skip), cell(r.Suite))
	}
	if _, err := io.WriteString(s.out, p.String()); err != nil {
		return broke, err
	}
	return conformant, nil
}

// cell writes a text from outside so that nothing in it is Markdown or HTML.
func cell(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return cmp.Or(strings.NewReplacer("|", `\|`, "<", "&lt;", "&", "&amp;", "`", "\\`", "[", `\[`, "*", `\*`, "_", `\_`,
		`\`, `\\`).Replace(text), "–")
}
