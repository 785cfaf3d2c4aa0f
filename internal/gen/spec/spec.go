// Package spec writes spec/ids_gen.go and spec/data_gen.go from spec/rules.json.
package spec

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

type text struct{ JA, EN string }

type catalogue struct {
	Rules []struct {
		ID    string
		Place struct {
			Section        string
			Cell           text
			Line, From, To int
		}
		SHA256, Certainty, Support, Formal string
		Observables, Choices               []string
		Statement                          text
	}
	Choices []struct {
		ID                string
		Lines             []int
		Question          text
		Options           []struct{ Key, JA, EN string }
		Default, Asserted string
		Note, Kit         text
	}
	Situations []struct {
		ID                         string
		Situation, Default, Hazard text
	}
	Tensions []struct {
		ID                  string
		Lines               []int
		Tension, Resolution text
	}
}

//go:embed ids.tmpl
var idsTemplate string

//go:embed data.tmpl
var dataTemplate string

// goNames maps what rules.json says to the constants of package spec.
var goNames = map[string]string{
	"explicit": "Explicit", "derived": "Derived", "ambiguous": "Ambiguous", "gap": "Gap",
	"guaranteed": "Guaranteed", "not-guaranteed": "NotGuaranteed", "unspecified": "Unspecified",
	"informative": "Informative", "responsibility": "Responsibility",
	"ui": "Screen", "op": "Operability", "rec": "RecorderState", "beep": "Beeps", "dtmf": "DTMF", "file": "File",
	"asr": "Transcript", "hist": "History", "doc": "Wording",
}

// Run writes both files into the folder spec below root.
func Run(root string) error {
	dir := filepath.Join(root, "spec")
	source, err := os.ReadFile(filepath.Join(dir, "rules.json"))
	if err != nil {
		return err
	}
	files, err := Files(source)
	if err != nil {
		return err
	}
	for name, code := range files {
		if err := os.WriteFile(filepath.Join(dir, name), code, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Files returns what is made of rules.json, by the names of the files.
func Files(source []byte) (map[string][]byte, error) {
	var c catalogue
	if err := json.Unmarshal(source, &c); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for name, tmpl := range map[string]string{"ids_gen.go": idsTemplate, "data_gen.go": dataTemplate} {
		code, err := render(tmpl, c)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files[name] = code
	}
	return files, nil
}

func render(tmpl string, c catalogue) ([]byte, error) {
	funcs := template.FuncMap{
		"const": func(id string) string { return strings.ReplaceAll(strings.TrimPrefix(id, "RP-"), "-", "") },
		"name": func(s string) (string, error) {
			if n, ok := goNames[s]; ok {
				return n, nil
			}
			return "", fmt.Errorf("%q is no name that package spec knows", s)
		},
	}
	t, err := template.New("").Funcs(funcs).Parse(tmpl)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, c); err != nil {
		return nil, err
	}
	return format.Source(b.Bytes())
}
