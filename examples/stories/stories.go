// Package stories holds the rules of the manual as stories that run: one folder a language, one Gherkin file a chapter.
package stories

import "embed"

//go:embed ja/*.feature en/*.feature
var files embed.FS

// Files returns the stories, as ja/*.feature and en/*.feature.
func Files() embed.FS { return files }
