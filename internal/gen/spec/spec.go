// Package spec writes spec/ids_gen.go and spec/data_gen.go from spec/rules.json.
package spec

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
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
		SHA256, Certainty, Support string
		Observables                []string
		Statement                  text
	}
	Choices []struct {
		ID                string
		Question          text
		Options           []struct{ Key, JA, EN string }
		Default, Asserted string
	}
}

//go:embed ids.tmpl
var idsTemplate string

//go:embed data.tmpl
var dataTemplate string

// goNames maps what rules.json says to the constants of package spec.
var goNames = map[string]string{
	"explicit": "Explicit", "derived": "Derived", "ambiguous": "Ambiguous", "gap": "Gap",
	"documented": "Documented", "not-guaranteed": "NotGuaranteed", "unspecified": "Unspecified",
	"informative": "Informative", "responsibility": "Responsibility",
	"ui": "Screen", "op": "Operability", "rec": "RecorderState", "beep": "Beeps", "dtmf": "DTMF", "file": "File",
	"asr": "Transcript", "hist": "History", "doc": "Wording",
}

// Files returns what is made of the repository's rules.json, by the paths of the files.
func Files(root string) (map[string][]byte, error) {
	source, err := os.ReadFile(filepath.Join(root, "spec", "rules.json"))
	if err != nil {
		return nil, err
	}
	var c catalogue
	if err := json.Unmarshal(source, &c); err != nil {
		return nil, err
	}
	ids, wrongIDs := render(idsTemplate, c)
	data, wrongData := render(dataTemplate, c)
	return map[string][]byte{"spec/ids_gen.go": ids, "spec/data_gen.go": data}, errors.Join(wrongIDs, wrongData)
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
