package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// helpers is what the mutants of a package call; it is compiled into the package.
//
//go:embed helpers.go.txt
var helpers string

// A binary is the test binary of a package that can be any of its mutants.
type binary struct {
	pkg     *pkg
	path    string
	overlay string
	temp    string
	flags   []string // that its tests want
	mutants []mutant
	tests   []test
}

// build compiles a package with all its mutants. A mutant that no compiler takes, such as one that changes what only
// constants may be, is left out with the others of its line.
func build(p *pkg, temp string) (*binary, error) {
	b := &binary{pkg: p, temp: temp, path: filepath.Join(temp, strings.ReplaceAll(p.name, "/", "_")+".test")}
	off := map[string]map[int]bool{}
	for range 10 {
		if err := b.write(off); err != nil {
			return nil, err
		}
		cmd := exec.Command("go", "test", "-c", "-vet=off", "-gcflags=-e", "-overlay="+b.overlay, "-o", b.path, ".")
		cmd.Dir, cmd.Env = p.dir, environ()
		out, err := cmd.CombinedOutput()
		if err == nil {
			return b, nil
		}
		if !b.refused(out, off) {
			return nil, fmt.Errorf("%w\n%s", err, out)
		}
	}
	return nil, fmt.Errorf("the mutants do not compile after ten tries")
}

// write writes the mutated files and says where they lie.
func (b *binary) write(off map[string]map[int]bool) error {
	b.mutants = nil
	replace := map[string]string{}
	for _, s := range b.pkg.files {
		if s.generated() {
			continue
		}
		e := &editor{pkg: b.pkg, src: s, mutants: &b.mutants, nth: map[string]int{}, off: off[filepath.Base(s.path)]}
		to := filepath.Join(b.temp, filepath.Base(s.path))
		if err := os.WriteFile(to, e.mutated(), 0o600); err != nil {
			return err
		}
		replace[s.path] = to
	}
	text := strings.NewReplacer("PACKAGE", b.pkg.files[0].tree.Name.Name, "MUTANTS", strconv.Itoa(len(b.mutants))).Replace(helpers)
	to := filepath.Join(b.temp, "mutate_helpers.go")
	if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
		return err
	}
	replace[filepath.Join(b.pkg.dir, "mutate_helpers.go")] = to
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	b.overlay = filepath.Join(b.temp, "overlay.json")
	return os.WriteFile(b.overlay, overlay, 0o600)
}

var compilerSays = regexp.MustCompile(`(?m)^(?:\./)?(?:\S*/)?(\w+\.go):(\d+):\d+: `)

// refused remembers the lines that the compiler names; it returns false where it names none that is new.
func (b *binary) refused(out []byte, off map[string]map[int]bool) (more bool) {
	for _, m := range compilerSays.FindAllSubmatch(out, -1) {
		file := string(m[1])
		line, err := strconv.Atoi(string(m[2]))
		if err != nil || off[file][line] {
			continue
		}
		if off[file] == nil {
			off[file] = map[int]bool{}
		}
		off[file][line] = true
		more = true
	}
	if more {
		fmt.Fprintf(os.Stderr, "left out where no compiler takes them: %s\n", firstLine(out))
	}
	return more
}

func firstLine(text []byte) string {
	for line := range bytes.Lines(text) {
		if compilerSays.Match(line) {
			return strings.TrimSpace(string(line))
		}
	}
	return ""
}
