// Package vectors writes the vectors of the pure decisions, spec/vectors/*.json, by asking the library.
package vectors

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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

// Run writes every file into the folder spec/vectors below root.
func Run(root string) error {
	for _, f := range files() {
		text, err := f.encode()
		if err == nil {
			err = os.WriteFile(filepath.Join(root, "spec", "vectors", f.kind+".json"), text, 0o644)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.kind, err)
		}
	}
	return nil
}

// files returns every kind of vectors.
func files() []file { return []file{views(), versions(), tables(), recorder(), softphones()} }

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
