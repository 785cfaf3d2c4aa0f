package conformance_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/spec"
)

var update = flag.Bool("update", false, "write testdata again")

// What a failure looks like, in both languages: the files of testdata are for people to look at.
func TestReports(t *testing.T) {
	for _, id := range []string{"F14", "F19", "F31b", "R12", "F34"} {
		for l, lang := range map[spec.Lang]string{spec.EN: "en", spec.JA: "ja"} {
			f, err := faults.Lookup(id)
			if err != nil {
				t.Fatal(err)
			}
			r := check(t, f.Subject(), conformance.WithProfile(conformance.Quirks), conformance.Only(f.Breaks...))
			golden(t, filepath.Join("testdata", id+"."+lang+".txt"), r.In(l)+"\n")
		}
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s\nlook at the difference, and write it again with -update", file, got, want)
	}
}

// Every failure of every fault can be read in both languages: it has all its parts, no formatting that went wrong, and
// no English word in Japanese but names, labels and verdicts.
func TestFailuresSpeakBothLanguages(t *testing.T) {
	for f := range faults.All() {
		r := check(t, f.Subject(), conformance.WithProfile(conformance.Quirks), conformance.Depth(3))
		for _, finding := range r.Findings {
			if finding.Failure == nil {
				continue
			}
			ja, en := finding.In(spec.JA), finding.In(spec.EN)
			for _, part := range []string{"条文", "場面", "期待", "実際"} {
				if !strings.Contains(ja, "\n  "+part) {
					t.Errorf("%s: want %s in\n%s", f.ID, part, ja)
				}
			}
			for _, part := range []string{"clause", "scene", "want", "got"} {
				if !strings.Contains(en, "\n  "+part) {
					t.Errorf("%s: want %s in\n%s", f.ID, part, en)
				}
			}
			if strings.Contains(ja+en, "%!") || strings.Contains(ja+en, "ID(0)") {
				t.Errorf("%s: got\n%s\n%s", f.ID, ja, en)
			}
			if words := english(finding.Failure.Want.JA + " " + finding.Failure.Got.JA); len(words) > 0 {
				t.Errorf("%s: got %q in\n%s", f.ID, words, ja)
			}
			if finding.Reason.JA == "" || finding.Reason.EN == "" {
				t.Errorf("%s: %v has no reason", f.ID, finding.Rule)
			}
		}
	}
}

// english returns the words of small letters in a Japanese text.
func english(text string) (words []string) {
	for _, word := range strings.FieldsFunc(text,
		func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) }) {
		if len(word) > 1 && word == strings.ToLower(word) && word != "s" {
			words = append(words, word)
		}
	}
	return words
}

// The trace of a failure is a shortest one of the sequences that the rule speaks of: with fewer events nobody fails.
func TestShortestTraces(t *testing.T) {
	for _, row := range []struct {
		fault string
		rule  spec.ID
		want  string
	}{
		{"F13", spec.S2S200, "A"}, {"F14", spec.S2S200, "A B"}, {"F15", spec.S2S200, "B"},
		{"F16", spec.S2S200, "A B B"},
		{"F12", spec.S2S200, "A B A"}, {"R03", spec.S2S200, "A A A"}, {"S15", spec.S2S200, "A B A B"},
		{"F12", spec.S2S210, ""},
		{"F17", spec.S2S020, "A"}, {"S08", spec.BTN150, "A A"},
	} {
		f, err := faults.Lookup(row.fault)
		if err != nil {
			t.Fatal(err)
		}
		r := check(t, f.Subject(), conformance.Only(row.rule))
		finding, _ := r.Find(row.rule)
		if finding.Failure == nil {
			t.Errorf("%s: got %v", row.fault, finding)
			continue
		}
		var got []string
		for _, e := range finding.Failure.Trace {
			got = append(got, e.Party)
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%s, %v: got %v, want %s", row.fault, row.rule, got, row.want)
		}
		if n := len(got); n > 1 && row.rule != spec.S2S210 {
			shorter := check(t, f.Subject(), conformance.Only(row.rule), conformance.Depth(n-1))
			if f, _ := shorter.Find(row.rule); f.Verdict != conformance.Pass {
				t.Errorf("%s, %v: %d events do it: %v", row.fault, row.rule, n-1, f)
			}
		}
	}
}
