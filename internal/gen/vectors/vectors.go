// Package vectors writes the vectors of the pure decisions, spec/vectors/*.json, by asking the library.
package vectors

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/spec"
)

// A file is one kind of vectors. Its lists are written one entry a line, so that a diff shows what has changed.
type file struct {
	kind  string
	lists []list
}

// A list is the name of a field and what is in it.
type list struct {
	name    string
	entries []any
}

// Files returns every kind of vectors, by the paths of their files.
func Files() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, f := range []file{views(), versions(), tables(), recorder(), softphones()} {
		text, err := f.encode()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.kind, err)
		}
		files["spec/vectors/"+f.kind+".json"] = text
	}
	return files, nil
}

func (f file) encode() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("{\n\"$schema\": \"vectors.schema.json\",\n\"format\": \"recpause-vectors/1\",\n")
	fmt.Fprintf(&b, "%q: %q", "kind", f.kind)
	for _, l := range f.lists {
		var lines [][]byte
		for _, entry := range l.entries {
			line, err := json.Marshal(entry)
			if err != nil {
				return nil, err
			}
			lines = append(lines, line)
		}
		fmt.Fprintf(&b, ",\n%q: [\n%s\n]", l.name, bytes.Join(lines, []byte(",\n")))
	}
	b.WriteString("\n}\n")
	return b.Bytes(), nil
}

// A vector is one case: what is given, what then happens, if anything does, and what is to be seen.
type vector struct {
	Given any `json:"given"`
	When  any `json:"when,omitempty"`
	answers
}

// An answer is what one observable is, and the rule that decides it. Or lists other values that satisfy the rule as
// well.
type answer struct {
	Is   any      `json:"is"`
	Or   []string `json:"or,omitempty"`
	Rule spec.ID  `json:"rule"`
}

// Answers are those of one case, by what the vendor says of them. Who wants to judge a product by no more than the
// manual promises reads the first group alone.
type answers struct {
	Documented    calllog.Object[answer] `json:"documented"`
	NotGuaranteed calllog.Object[answer] `json:"not-guaranteed"`
	Unspecified   calllog.Object[answer] `json:"unspecified"`
}

// add puts an answer where its rule's support says, or lower where the situation that it is about is less supported.
func (a *answers) add(name string, at spec.Support, is answer) {
	group := &a.Unspecified
	switch at.Weaker(support(is.Rule)) {
	case spec.Documented:
		group = &a.Documented
	case spec.NotGuaranteed:
		group = &a.NotGuaranteed
	default:
		is.Or = nil // every value will do
	}
	*group = append(*group, calllog.Member[answer]{Key: name, Value: is})
}

// vary returns each case once with each of the values.
func vary[C, V any](cases []C, values []V, set func(*C, V)) (more []C) {
	for _, c := range cases {
		for _, v := range values {
			set(&c, v)
			more = append(more, c)
		}
	}
	return more
}

func support(id spec.ID) spec.Support {
	r, _ := spec.Lookup(id)
	return r.Support
}
