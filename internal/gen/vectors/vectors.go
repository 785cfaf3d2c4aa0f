// Package vectors writes the vectors of the pure decisions, spec/vectors/*.json, by asking the library.
package vectors

import (
	"bytes"
	"encoding/json"
	"fmt"

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
	b.WriteString("{\n\"$schema\": \"vectors.schema.json\",\n\"format\": \"recpause-vectors/1\",\n\"kind\": \"" +
		f.kind + "\"")
	for _, l := range f.lists {
		b.WriteString(",\n\"" + l.name + "\": [")
		for i, entry := range l.entries {
			line, err := json.Marshal(entry)
			if err != nil {
				return nil, err
			}
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteByte('\n')
			b.Write(line)
		}
		b.WriteString("\n]")
	}
	b.WriteString("\n}\n")
	return b.Bytes(), nil
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
	Guaranteed    group `json:"guaranteed"`
	NotGuaranteed group `json:"not-guaranteed"`
	Unspecified   group `json:"unspecified"`
}

// add puts an answer where its rule's support says, or lower where the situation that it is about is less supported.
func (a *answers) add(name string, at spec.Support, is answer) {
	switch at.Weaker(support(is.Rule)) {
	case spec.Guaranteed:
		a.Guaranteed = append(a.Guaranteed, named{name, is})
	case spec.NotGuaranteed:
		a.NotGuaranteed = append(a.NotGuaranteed, named{name, is})
	default:
		is.Or = nil // every value will do
		a.Unspecified = append(a.Unspecified, named{name, is})
	}
}

func support(id spec.ID) spec.Support {
	r, _ := spec.Lookup(id)
	return r.Support
}

// A group is an object whose fields keep their order.
type group []named

type named struct {
	name string
	answer
}

// MarshalJSON writes the answers under their names, {} for none.
func (g group) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, n := range g {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := json.Marshal(n.answer)
		if err != nil {
			return nil, err
		}
		b.WriteString(`"` + n.name + `":`)
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
