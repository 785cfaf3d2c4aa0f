package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/spec"
)

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
	return nil, &spec.UnknownError{Kind: "form of report", Name: name, Known: []string{"text", "markdown", "html", "json", "junit"}}
}

// write writes a report to a file, or else to a stream.
func write(file string, to io.Writer, name string, r *conformance.Report, l spec.Lang) (err error) {
	do, err := writer(name)
	if err != nil {
		return err
	}
	if file == "" {
		return do(r, to, l)
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(do(r, f, l), f.Close())
}
