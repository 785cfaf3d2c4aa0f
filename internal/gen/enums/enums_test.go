package enums

import (
	"encoding"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/spec"
)

const root = "../../.."

// What is generated is up to date, byte for byte, and nothing is left over from an enumeration that is gone.
func TestGeneratedFilesAreCurrent(t *testing.T) {
	files, err := Files(root)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range files {
		got, err := os.ReadFile(filepath.Join(root, path))
		switch {
		case want == nil:
			t.Errorf("%s is left over: run go generate ./internal/gen", path)
		case err != nil || string(got) != string(want):
			t.Errorf("%s is not up to date (%v): run go generate ./internal/gen", path, err)
		}
	}
}

// named are the enumerations whose names are contract and older than the rule for names.
var named = map[string]*regexp.Regexp{
	"spec.ID":              regexp.MustCompile(`^(none|RP-[A-Z0-9]{3}-\d{3})$`),
	"calllog.Kind":         regexp.MustCompile(`^[a-z]+(\.[a-z]+)?$`),
	"calllog.MismatchKind": regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`),
	"calllog.Source":       regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`),
	"spec.Support":         regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`),
	"conformance.Overall":  regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`),
	"conformance.Verdict":  regexp.MustCompile(`^(none|[A-Z]+)$`),
	"notify.Type":          regexp.MustCompile(`^(none|io\.github\.recpause\.[a-z]+\.[a-z]+)$`),
	"recording.Layout":     regexp.MustCompile(`^(1ch|2ch|split)$`),
}

var name = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// written makes sure that every value of an enumeration that has a name is printed and read by its name, that a number
// without a name is not read and changes nothing, and that parse, if there is one, knows the same names. A zero value
// that is none is read where zero says so, and never parsed.
func written[E interface {
	~uint8 | ~uint16
	comparable
	fmt.Stringer
	encoding.TextMarshaler
}, P interface {
	*E
	encoding.TextUnmarshaler
}](t *testing.T, zero bool, parse func(string) (E, error)) {
	of := fmt.Sprintf("%T", E(0))
	names, form := 0, name
	if contract, ok := named[of]; ok {
		form = contract
	}
	for n := 0; E(n) != 0 || n == 0; n++ {
		v, read := E(n), E(n)^1
		text, err := v.MarshalText()
		if err != nil || string(text) != v.String() || fmt.Sprintf("%#v", v) != v.String() {
			t.Errorf("%s %d is written as %q (%v), printed as %v and %#v", of, n, text, err, v, v)
		}
		anonymous := strings.HasSuffix(of, "."+strings.TrimSuffix(v.String(), fmt.Sprintf("(%d)", n)))
		none := n == 0 && v.String() == "none"
		err = P(&read).UnmarshalText(text)
		switch unread := anonymous || none && !zero; {
		case unread && (!unknown(err, v.String()) || read != v^1):
			t.Errorf("%s reads %q as %v (%v), want an *spec.UnknownError and no change", of, text, read, err)
		case !unread && (err != nil || read != v):
			t.Errorf("%s reads %q as %v (%v)", of, text, read, err)
		}
		if !anonymous {
			names++
			if !form.MatchString(v.String()) {
				t.Errorf("%s has the name %q, want one like %v", of, v, form)
			}
		}
		if parse == nil {
			continue
		}
		switch got, err := parse(v.String()); {
		case (anonymous || none) && (got != 0 || !unknown(err, v.String())):
			t.Errorf("%s: %q is taken for %v (%v), want an *spec.UnknownError", of, v, got, err)
		case !anonymous && !none && (got != v || err != nil):
			t.Errorf("%s: %q is taken for %v (%v)", of, v, got, err)
		}
	}
	if names < 2 {
		t.Errorf("%s has %d names", of, names)
	}
}

// unknown reports whether an error says that a name is not known, and which ones are.
func unknown(err error, name string) bool {
	var unknown *spec.UnknownError
	return errors.As(err, &unknown) && unknown.Name == name &&
		len(unknown.Known) > 0 && !slices.Contains(unknown.Known, "")
}
