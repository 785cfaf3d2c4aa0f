package vectors

import (
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A versionCase is a text and what it says as a version, with all other conditions met.
type versionCase struct {
	Given struct {
		Version string `json:"version"`
	} `json:"given"`
	answers
}

// boundaries are the versions that everybody orders alike; how the others are written is an open question.
var boundaries = []string{"3.9.0", "3.12.99", "3.13.0", "3.13.1", "4.0.0"}

var spellings = []string{"0", "3", "3.13", "v3.13", "v3.13.0", "03.013.0", "3.13.0.0", "3.13.0.1", "3.13.0-rc1",
	"3.13.1-rc1", "v3.12.99-rc1",
	"", "v", "vv3.13", "3.", ".3", "3..13", "3.13.0.1.2", "3.13.0-", "-rc1", "3,13", " 3.13", "3.13 ", "+3.13", "3.-13",
	"3.x", "４.0.0", "4294967296"}

func versions() file {
	var cases []any
	for _, version := range boundaries {
		cases = append(cases, versionOf(version, spec.Guaranteed))
	}
	for _, version := range spellings {
		cases = append(cases, versionOf(version, spec.Unspecified))
	}
	return file{"versions", []list{{"cases", cases}}}
}

// versionOf says whether a version alone lets a softphone have the feature, or that it is none.
func versionOf(text string, at spec.Support) (c versionCase) {
	c.Given.Version = text
	version, err := pause.ParseVersion(text)
	if err != nil {
		c.add("available", at, answer{Is: "error", Rule: spec.AVL010})
		return c
	}
	gate := pause.Gate{Version: version, Contract: true, Terminal: pause.Installed, Saved: true}
	c.add("available", at, answer{Is: gate.Obstacles().None(), Rule: spec.AVL010})
	c.add("order", at, answer{Is: order(version, parsed("3.13.0")), Rule: spec.AVL010})
	return c
}

// parsed reads a version of our own, which is one and so is no error.
func parsed(version string) pause.Version {
	v, err := pause.ParseVersion(version)
	if err != nil {
		panic(err)
	}
	return v
}

func order(v, w pause.Version) string {
	switch {
	case v.Less(w):
		return "before"
	case w.Less(v):
		return "after"
	}
	return "same"
}
