package conformance_test

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// junitRules is what the schema of JUnit reports allows that Jenkins' xUnit plugin checks by (junit-10.xsd): of each
// element the attributes, those that must be there first and behind a bar the others, and the elements that may stand in
// it; "text" is text of its own. GitLab and Allure read a part of the same: the classes and names of cases, and their
// failure, error and skipped.
var junitRules = map[string]struct{ attributes, elements string }{
	"testsuites": {"| name time tests failures errors", "testsuite"},
	"testsuite": {"name tests failures errors | group time skipped timestamp hostname id package file log url",
		"testsuite properties testcase system-out system-err"},
	"properties": {"|", "property"},
	"property":   {"name value |", ""},
	"testcase": {"name | time classname group",
		"skipped error failure rerunFailure rerunError flakyFailure flakyError system-out system-err"},
	"failure":    {"| type message", "text"},
	"error":      {"| type message", "text"},
	"skipped":    {"| type message", "text"},
	"system-out": {"|", "text"},
	"system-err": {"|", "text"},
}

// surefireTime is how a time is written there.
var surefireTime = regexp.MustCompile(`^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$`)

// junitMistakes returns what the schema does not allow in a report, and what readers make no sense of: two cases of one
// name, which GitLab takes for one.
func junitMistakes(text string) (mistakes []string) {
	var open []string
	cases := map[string]bool{}
	for in := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := in.Token()
		switch x := token.(type) {
		case xml.StartElement:
			mistakes = append(mistakes, junitElement(x, open)...)
			if x.Name.Local == "testcase" {
				name := ""
				for _, a := range x.Attr {
					name += a.Name.Local + " " + a.Value + "\n"
				}
				if cases[name] {
					mistakes = append(mistakes, "twice: "+name)
				}
				cases[name] = true
			}
			open = append(open, x.Name.Local)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 && strings.TrimSpace(string(x)) != "" &&
				!slices.Contains(strings.Fields(junitRules[open[len(open)-1]].elements), "text") {
				mistakes = append(mistakes, "text in "+open[len(open)-1])
			}
		}
		if errors.Is(err, io.EOF) {
			return mistakes
		}
		if err != nil {
			return append(mistakes, err.Error())
		}
	}
}

// junitElement returns what is wrong with an element where it stands.
func junitElement(x xml.StartElement, open []string) (mistakes []string) {
	name := x.Name.Local
	rule, known := junitRules[name]
	switch {
	case !known:
		return []string{"element " + name}
	case len(open) == 0 && name != "testsuite" && name != "testsuites":
		mistakes = append(mistakes, "begins with "+name)
	case len(open) > 0 && !slices.Contains(strings.Fields(junitRules[open[len(open)-1]].elements), name):
		mistakes = append(mistakes, name+" in "+open[len(open)-1])
	}
	required, optional, _ := strings.Cut(rule.attributes, "|")
	missing := strings.Fields(required)
	for _, a := range x.Attr {
		missing = slices.DeleteFunc(missing, func(n string) bool { return n == a.Name.Local })
		if !slices.Contains(strings.Fields(required+" "+optional), a.Name.Local) {
			mistakes = append(mistakes, name+" with "+a.Name.Local)
		}
		if a.Name.Local == "time" && name != "testcase" && !surefireTime.MatchString(a.Value) {
			mistakes = append(mistakes, "time "+a.Value)
		}
	}
	for _, n := range missing {
		mistakes = append(mistakes, name+" without "+n)
	}
	return mistakes
}

// What is written as JUnit is what the schema allows that Jenkins checks it by.
func TestJUnitFitsTheSchema(t *testing.T) {
	odd := fault(t, "F34", conformance.WithProfile(conformance.Core))
	odd.LooksLike, odd.Notes = spec.Text{JA: "似ている", EN: "like F34"}, []spec.Text{{JA: "注記", EN: "note"}}
	odd.Broke = spec.Text{JA: "異常", EN: "it broke"}
	odd.Findings = append(odd.Findings,
		conformance.Finding{Rule: spec.OPS010, Verdict: conformance.Broken, Reason: spec.Text{EN: "it crashed"}},
		conformance.Finding{Rule: spec.OPS020, Verdict: conformance.Skip, Reason: spec.Text{EN: "no such feature"}})
	for _, r := range []*conformance.Report{fault(t, "F14"), odd, check(t, rudeSubject{}, conformance.Only(spec.OPS010)),
		check(t, conformance.Reference(conformance.PBX, pause.Policy{}), conformance.Depth(1))} {
		for _, l := range langs {
			if mistakes := junitMistakes(written(t, "xml", r, l)); len(mistakes) > 0 {
				t.Errorf("%s: %q", r.Subject.Name, mistakes)
			}
		}
	}
}

// The rules notice what they are for.
func TestJUnitRules(t *testing.T) {
	const good = `<testsuite name="n" tests="1" failures="1" errors="0" time="1.5"><testcase classname="c" name="n"><failure type="t" message="m">text</failure></testcase></testsuite>`
	if mistakes := junitMistakes(good); len(mistakes) > 0 {
		t.Errorf("got %q", mistakes)
	}
	for _, row := range []struct{ old, new string }{
		{"testsuite", "suite"}, {` tests="1"`, ""}, {`errors="0"`, `errors="0" passed="1"`}, {"</failure>", "</failure>text"},
		{"failure type", "error><failure/></error><failure type"}, {`time="1.5"`, `time="1s"`}, {` name="n"><f`, "><f"},
		{"</testcase>", `</testcase><testcase classname="c" name="n"/>`}, {"</failure>", ""},
	} {
		if bad := strings.ReplaceAll(good, row.old, row.new); len(junitMistakes(bad)) == 0 {
			t.Errorf("%s for %s: no mistake in %s", row.new, row.old, bad)
		}
	}
}
