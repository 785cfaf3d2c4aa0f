package vectors_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The README's Python program prints what the README says. Where there is no python3 that is logged; the Go example
// remains.
func TestReadmeProgram(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	program, want := block(t, string(readme), "python"), block(t, string(readme), "text")
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Log("the README's program was not run: ", err)
		return
	}
	out, err := exec.Command(python, "-X", "utf8", "-c", program).CombinedOutput()
	if err != nil || string(out) != want {
		t.Errorf("got %v\n%s\nwant\n%s", err, out, want)
	}
}

// block returns the first code block in a language.
func block(t *testing.T, page, language string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, "```"+language+"\n")
	code, _, ok2 := strings.Cut(rest, "```\n")
	require.True(t, ok && ok2, "README.md has no block in %s", language)
	return code
}
