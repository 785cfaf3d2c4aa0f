package system_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/recpause/recpause/spec"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata with what the model answers")

// The transcripts in testdata tell a chapter each: what happens, a line of dashes, and what the model answers. Lines
// with # at their beginning are prose. A story begins with "log", its settings and its parties; then a line is an event
// (who, what, whom, in which call, what the PBX says), or a question after a softphone's buttons.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			checkIDs(t, string(text))
			got := replay(t, string(text))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			compareLines(t, file, got, string(text))
		})
	}
}

// checkIDs finds rules and open questions in prose that do not exist.
func checkIDs(t *testing.T, text string) {
	t.Helper()
	for _, id := range regexp.MustCompile(`RP-[A-Z0-9]+-[0-9]+|\bA-[0-9]+`).FindAllString(text, -1) {
		_, err := spec.ParseID(id)
		if !strings.HasPrefix(id, "RP-") {
			_, err = spec.ParseChoiceID(id)
		}
		if err != nil {
			t.Error(err)
		}
	}
}

func compareLines(t *testing.T, file, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		if i >= len(g) || i >= len(w) || g[i] != w[i] {
			t.Fatalf("%s:%d\ngot  %s\nwant %s", file, i+1, strings.Join(g[min(i, len(g)):min(i+3, len(g))], "\n     "),
				line(w, i))
		}
	}
}

func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(the end)"
}

// replay answers every command of a transcript anew.
func replay(t *testing.T, text string) string {
	var out strings.Builder
	n := &narrator{t: t}
	for block := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n\n") {
		if out.Len() > 0 {
			out.WriteString("\n")
		}
		commands, _, asked := strings.Cut(block, "\n----")
		out.WriteString(commands + "\n")
		if asked {
			out.WriteString("----\n" + n.answer(withoutProse(commands)))
		}
	}
	return out.String()
}

func withoutProse(text string) (lines []string) {
	for l := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(l, "#") {
			lines = append(lines, l)
		}
	}
	return lines
}
