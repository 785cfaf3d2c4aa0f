// Package vectors writes the vectors of the pure decisions, spec/vectors/*.json, by asking the library.
package vectors

import (
	"bytes"
	"encoding/json"
	"fmt"
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
