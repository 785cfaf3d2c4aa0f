package arch

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	codeBlock = regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```$")
	codeSpan  = regexp.MustCompile("`[^`\n]+`")
	pathSpan  = regexp.MustCompile("`([\\w.*-]+/[\\w/.*-]+\\.(?:go|json|md))`")
	link      = regexp.MustCompile(`\]\(([^)\s]+)\)|(?:href|src|srcset)="([^"]+)"`)
	heading   = regexp.MustCompile(`(?m)^#+ (.+)$`)
	anchor    = regexp.MustCompile(`<a id="([^"]+)">`)
	notInSlug = regexp.MustCompile(`[^\p{L}\p{N}\- ]`)
	makes     = regexp.MustCompile(`\bmake((?: [a-z][a-z-]*)+)`)
	runs      = regexp.MustCompile(`\bgo (?:run|test|build|vet)\b[^\n|#]*`)
	testNames = regexp.MustCompile(` -(?:run|bench) '?(\w+)`)
)

// pages returns every page of Markdown by its path.
func pages(t *testing.T) map[string]string {
	all := texts(t)
	for path := range all {
		if !strings.HasSuffix(path, ".md") {
			delete(all, path)
		}
	}
	if len(all) < 20 {
		t.Fatalf("looked at %d pages only", len(all))
	}
	return all
}

// A link of a page into the repository leads to a file that is there, and to a heading or an anchor in it.
func TestLinksOfPages(t *testing.T) {
	seen := 0
	all := pages(t)
	for page, text := range all {
		prose := codeSpan.ReplaceAllString(codeBlock.ReplaceAllString(text, ""), "")
		for _, m := range link.FindAllStringSubmatch(prose, -1) {
			to := m[1] + m[2]
			if strings.Contains(to, "://") || strings.HasPrefix(to, "mailto:") {
				continue
			}
			seen++
			name, fragment, _ := strings.Cut(to, "#")
			file := page
			if name != "" {
				file = filepath.Join(filepath.Dir(page), name)
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s: %s is not there", page, to)
			} else if fragment != "" && !slices.Contains(slugs(all[file]), fragment) {
				t.Errorf("%s: %s has no such heading", page, to)
			}
		}
	}
	if seen < 300 {
		t.Errorf("followed %d links only", seen)
	}
}

// slugs returns what links can call the places of a page: its headings and its anchors.
func slugs(text string) (all []string) {
	for _, m := range anchor.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	for _, m := range heading.FindAllStringSubmatch(codeBlock.ReplaceAllString(text, ""), -1) {
		slug := notInSlug.ReplaceAllString(strings.ToLower(m[1]), "")
		all = append(all, strings.ReplaceAll(slug, " ", "-"))
	}
	return all
}

// What a page names is there: files by their paths; in commands the targets of make, and the folders and tests of go.
func TestFilesAndCommandsOfPages(t *testing.T) {
	files, targets, commands := 0, 0, 0
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	for page, text := range pages(t) {
		for _, m := range pathSpan.FindAllStringSubmatch(text, -1) {
			files++
			if found, _ := filepath.Glob(filepath.Join(root, m[1])); len(found) == 0 {
				t.Errorf("%s: there is no %s", page, m[1])
			}
		}
		code := strings.Join(codeSpan.FindAllString(codeBlock.ReplaceAllString(text, ""), -1), "\n")
		for _, m := range codeBlock.FindAllStringSubmatch(text, -1) {
			if m[1] == "" || m[1] == "sh" {
				code += "\n" + m[2]
			}
		}
		for _, m := range makes.FindAllStringSubmatch(code, -1) {
			for target := range strings.FieldsSeq(m[1]) {
				targets++
				if !strings.Contains(string(makefile), "\n"+target+":") {
					t.Errorf("%s: make has no target %s", page, target)
				}
			}
		}
		for _, command := range runs.FindAllString(code, -1) {
			commands++
			checkCommand(t, page, command)
		}
	}
	if files < 30 || targets < 40 || commands < 60 {
		t.Errorf("saw %d files, %d targets of make and %d commands only", files, targets, commands)
	}
}

// checkCommand checks the first folder that a go command names, and the test that it asks for there.
func checkCommand(t *testing.T, page, command string) {
	for word := range strings.FieldsSeq(strings.Trim(command, "`")) {
		folder, ok := strings.CutPrefix(word, "./")
		if !ok || strings.Contains(folder, "...") {
			continue
		}
		files, _ := filepath.Glob(filepath.Join(root, folder, "*.go"))
		if len(files) == 0 {
			t.Errorf("%s: %q: there is no Go in %s", page, command, word)
			continue
		}
		if m := testNames.FindStringSubmatch(command); m != nil {
			found := slices.ContainsFunc(files, func(file string) bool {
				source, err := os.ReadFile(file)
				return err == nil && strings.Contains(string(source), m[1])
			})
			if !found {
				t.Errorf("%s: %q: no file of %s has %s", page, command, word, m[1])
			}
		}
		return
	}
}

// preamble declares what the pages' Go takes as given.
const preamble = `package page
import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/notify"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)
var (
	sys                          system.System
	event                        calllog.Event
	post                         func([]byte, error)
	gate                         pause.Gate
	settings                     buttons.Settings
	recorded                     bool
	operator, customer           pause.Party
	call                         pause.Call
	config                       live.Config
	rec                          *live.Recording
	file                         io.WriterAt
	payload                      []byte
	position                     int64
	answered                     time.Time
	step                         pause.Step
	err                          error
	send                         func(pause.Command)
	beep                         func(pause.Parties)
)
type mySoftphone struct{ conformance.SUT }
`

// quotable returns the lines of the PBX that docs/embedding.md quotes, and that its own test compiles and runs.
func quotable(t *testing.T) string {
	var all strings.Builder
	files, err := filepath.Glob(filepath.Join(root, "examples/pbx-stories/*.go"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString("\n" + unindented(string(source)))
	}
	return all.String()
}

// unindented returns Go without what stands before and behind its lines.
func unindented(source string) string {
	var lines []string
	for line := range strings.Lines(source) {
		lines = append(lines, strings.TrimSpace(line))
	}
	return strings.Join(lines, "\n") + "\n"
}

// The Go of every page compiles: what quotes examples/pbx-stories there, all other with what preamble declares: a file as
// it is, declarations, and statements. What is not used is no mistake there.
func TestGoOfPages(t *testing.T) {
	exports := map[string]string{}
	out, err := goTool("list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "./conformance", "./notify",
		"./recording/...", "testing")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out) {
		path, export, _ := strings.Cut(strings.TrimSpace(line), " ")
		exports[path] = export
	}
	files := token.NewFileSet()
	from := importer.ForCompiler(files, "gc",
		func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	seen, pbx := 0, quotable(t)
	for page, text := range pages(t) {
		for _, m := range codeBlock.FindAllStringSubmatch(text, -1) {
			if m[1] != "go" {
				continue
			}
			seen++
			if strings.Contains(pbx, "\n"+unindented(m[2])) {
				continue
			}
			if strings.HasSuffix(page, "docs/embedding.md") {
				t.Errorf("%s: no file of examples/pbx-stories has this, so no test runs it:\n%s", page, m[2])
			}
			source := m[2]
			switch {
			case strings.HasPrefix(source, "package "):
			case strings.HasPrefix(source, "func ") || strings.HasPrefix(source, "type "):
				source = preamble + source
			default:
				source = preamble + "func _() {\n" + source + "}"
			}
			file, err := parser.ParseFile(files, page, source, parser.SkipObjectResolution)
			if err != nil {
				t.Errorf("%v\n%s", err, m[2])
				continue
			}
			check := types.Config{Importer: from, Error: func(err error) {
				if e, ok := err.(types.Error); !ok || !e.Soft {
					t.Errorf("%s: %v\n%s", page, err, m[2])
				}
			}}
			_, _ = check.Check("page", files, []*ast.File{file}, nil)
		}
	}
	if seen < 5 {
		t.Errorf("saw %d pieces of Go only", seen)
	}
}
