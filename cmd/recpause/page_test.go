package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The commands of the page about archives do what it says, in their order, and nothing is wrong with what recpause itself
// has made.
func TestPageOfArchives(t *testing.T) {
	page, err := os.ReadFile("../../docs/archive.md")
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	ran := 0
	for _, block := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllStringSubmatch(string(page), -1) {
		for line := range strings.Lines(block[1]) {
			command, ours := strings.CutPrefix(strings.TrimSpace(line), "go run ./cmd/recpause ")
			if !ours {
				continue
			}
			var args []string
			for _, word := range regexp.MustCompile(`'[^']*'|\S+`).FindAllString(command, -1) {
				args = append(args, strings.Trim(word, "'"))
			}
			stdout, stderr, code := called(args...)
			require.Zero(t, code, "%s\n%s%s", command, stdout, stderr)
			if args[0] == "audit" {
				require.Contains(t, stdout, "nothing is wrong: ", command)
			}
			ran++
		}
	}
	require.Greater(t, ran, 7)
	for _, name := range []string{"report.html", "findings.csv", "findings.jsonl", "junit.xml", "journal.jsonl"} {
		require.FileExists(t, filepath.Join("out", "audited", name))
	}
}
