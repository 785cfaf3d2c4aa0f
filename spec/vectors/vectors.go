// Package vectors holds the pure decisions as data, complete, for teams in any language: what a softphone shows in
// every situation, which versions have the feature, the manual's two tables, and what a call of two records. README.md
// says how to use them, vectors.schema.json what each field means.
package vectors

import (
	"embed"
	"io/fs"
)

//go:embed *.json
var files embed.FS

// FS returns the files: views.json, versions.json, tables.json, recorder.json, softphones.json and vectors.schema.json.
func FS() fs.FS { return files }
