package conformance

import (
	"encoding/xml"
	"io"

	"github.com/recpause/recpause/spec"
)

type suiteXML struct {
	XMLName    xml.Name      `xml:"testsuite"`
	Name       string        `xml:"name,attr"`
	Tests      int           `xml:"tests,attr"`
	Failures   int           `xml:"failures,attr"`
	Errors     int           `xml:"errors,attr"`
	Skipped    int           `xml:"skipped,attr"`
	Properties []propertyXML `xml:"properties>property"`
	Cases      []caseXML     `xml:"testcase"`
}

type propertyXML struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type caseXML struct {
	Class   string     `xml:"classname,attr"`
	Name    string     `xml:"name,attr"`
	Failure *resultXML `xml:"failure"`
	Error   *resultXML `xml:"error"`
	Skipped *resultXML `xml:"skipped"`
	Out     string     `xml:"system-out,omitempty"`
}

type resultXML struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes the report as JUnit XML: a test case a rule, and one an open question, named by their IDs for ever. FAIL is a failure, BROKEN an error, what was not
// seen or not claimed is skipped, and INFO passes.
func (r *Report) WriteJUnit(w io.Writer, l spec.Lang) error {
	s := suiteXML{Name: r.title().In(l), Properties: []propertyXML{{"overall", r.Overall().String()}}}
	for _, f := range r.facts() {
		s.Properties = append(s.Properties, propertyXML{f.Name.EN, f.Text.In(l)})
	}
	for _, f := range r.Findings {
		s.add(caseXML{Class: "rules", Name: f.Rule.String()}, f.Verdict, f.Reason.In(l), f.In(l))
	}
	for _, a := range r.Choices {
		s.add(caseXML{Class: "open questions", Name: a.Choice.String()}, a.Verdict, a.Reason.In(l), a.In(l))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(s); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// add adds a case with what its verdict is to JUnit.
func (s *suiteXML) add(c caseXML, v Verdict, reason, text string) {
	result := &resultXML{Message: reason, Type: v.String(), Text: text}
	switch v {
	case Fail:
		c.Failure = result
		s.Failures++
	case Broken:
		c.Error = result
		s.Errors++
	case Inconclusive, Skip, Deviates:
		c.Skipped = &resultXML{Message: v.String() + ": " + reason}
		s.Skipped++
	case Info:
		c.Out = text
	}
	s.Tests++
	s.Cases = append(s.Cases, c)
}
