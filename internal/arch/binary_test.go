package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// program is one that decides and records; what main names is linked.
const program = `package main

import (
	"fmt"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/recording/live"
)

func main() { fmt.Println(buttons.Table31, buttons.Phone{}, new(live.Recording)) }
`

// symbols builds the program and returns what is linked in it.
func symbols(t *testing.T, flags ...string) string {
	t.Helper()
	dir := t.TempDir()
	source, binary := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
	if err := os.WriteFile(source, []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := goTool(append(append([]string{"build", "-o", binary}, flags...), source)...); err != nil {
		t.Fatal(err)
	}
	out, err := goTool("tool", "nm", binary)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What breaks tables, looplab/fsm and tests are in no program that imports buttons or recording/live; with the build
// tag mutants the first of them is, and this test sees it.
func TestNobodysProgramBreaksTables(t *testing.T) {
	mutants := regexp.MustCompile(`(?m)^.*(Mutant|internal/rules\.(Source|sources|Op|derived)\b).*$`)
	others := regexp.MustCompile(`(?m)^.*(looplab| testing\.).*$`)
	normal, tagged := symbols(t), symbols(t, "-tags", "mutants")
	for _, found := range append(mutants.FindAllString(normal, 5), others.FindAllString(normal, 5)...) {
		t.Errorf("linked: %s", found)
	}
	if !regexp.MustCompile(`recpause/buttons\.init`).MatchString(normal) {
		t.Error("no symbol of buttons in the program")
	}
	if !mutants.MatchString(tagged) {
		t.Error("with the tag nothing that breaks tables is in the program: this test looks for the wrong names")
	}
}
