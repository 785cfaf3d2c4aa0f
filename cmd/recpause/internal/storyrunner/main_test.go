package storyrunner

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/spec"
)

// run runs the subcommand.
func run(args []string, stdout, stderr io.Writer) int {
	return command.Run(append([]string{"stories"}, args...), stdout, stderr, Command)
}

// A product owner runs a file of theirs, and is told what is wrong with it in its language.
func TestRunFile(t *testing.T) {
	for _, row := range []struct {
		name, text string
		code       int
		want       string
	}{
		{"true", "# language: ja\n機能: 例\n  シナリオ: 停止\n    前提 オペレーターAが「通話中」の状態にある\n    もし オペレーターAが「録音停止」を押す\n    ならば 録" +
			"音状況は「停止中」である\n", 0, "シナリオ1件：成功1\n"},
		{"false", "# language: ja\n機能: 例\n  シナリオ: 停止\n    前提 オペレーターAが「通話中」の状態にある\n    ならば 録音状況は「停止中」である\n", 1,
			"期待：停止中、実際：録音中"},
		{"brought by then", "# language: ja\n機能: 例\n  シナリオ: 停止\n    ならば オペレーターAが「通話中」の状態にある\n", 1, "期待する結果のステップ"},
		{"wanted by given", "Feature: x\n  Scenario: y\n    Given the recording is \"silent\"\n", 1, "Then takes"},
		{"misspelt", "# language: ja\n機能: 例\n  シナリオ: 停止\n    前提 オペレーターAが「通話中」である\n", 1, "間違いではありませんか"},
		{"table", "Feature: x\n  Scenario: y\n    Given operator A is in the state \"in a call\"\n    Then the " +
			"recording holds:\n", 1, "a table belongs"},
		{"needless table", "Feature: x\n  Scenario: y\n    Given operator A is in the state \"in a call\"\n      | " +
			"a |\n", 1, "a table belongs"},
		{"tabled nonsense", "# language: ja\n機能: 例\n  シナリオ: 停止\n    前提 通話していること\n      | a |\n", 1, "間違いではありませんか"},
	} {
		file := filepath.Join(t.TempDir(), "story.feature")
		require.NoError(t, os.WriteFile(file, []byte(row.text), 0o644))
		var out, errs bytes.Buffer
		assert.Equal(t, row.code, run([]string{file}, &out, &errs), row.name)
		assert.Contains(t, out.String()+errs.String(), row.want, row.name)
	}
}

// Flags and files that there are not are errors of their own.
func TestRunFlags(t *testing.T) {
	for _, row := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-h"}, 0, "-steps"},
		{[]string{"-nonsense"}, 2, "nonsense"},
		{[]string{"-lang", "fr"}, 2, "fr"},
		{[]string{"-steps", "-lang", "en"}, 0, "{party} clicks"},
		{[]string{"-tags", "@RP-BTN-020", "-lang", "en"}, 0, "10 scenarios: 10 passed\n"},
	} {
		var out, errs bytes.Buffer
		assert.Equal(t, row.code, run(row.args, &out, &errs), "%v", row.args)
		assert.Contains(t, out.String()+errs.String(), row.want, "%v", row.args)
	}
	var out, errs bytes.Buffer
	assert.NotZero(t, run([]string{"there-is-no.feature"}, &out, &errs))
}

var update = flag.Bool("update", false, "write the lists of steps in the documentation again")

// The documentation lists the steps that there are.
func TestDocumentation(t *testing.T) {
	for l, page := range map[spec.Lang]string{spec.JA: "../../../../docs/stories.ja.md",
		spec.EN: "../../../../docs/stories.md"} {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		before, rest, ok := strings.Cut(string(text), "<!-- steps -->\n")
		require.True(t, ok, page)
		list, after, ok := strings.Cut(rest, "<!-- end of steps -->")
		require.True(t, ok, page)
		if *update {
			require.NoError(t, os.WriteFile(page,
				[]byte(before+"<!-- steps -->\n"+vocabularyPage(l)+"\n<!-- end of steps -->"+after), 0o644))
			continue
		}
		assert.Equal(t, vocabularyPage(l)+"\n", list,
			"%s: write it again with go test ./cmd/recpause/internal/storyrunner -run TestDocumentation -update", page)
	}
}

// The stories in the documentation are true.
func TestDocumentedStories(t *testing.T) {
	for _, page := range []string{"../../../../docs/stories.ja.md", "../../../../docs/stories.md"} {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		blocks := strings.Split(string(text), "```gherkin\n")[1:]
		require.Len(t, blocks, 3, page)
		for _, block := range blocks {
			story, _, _ := strings.Cut(block, "```")
			file := filepath.Join(t.TempDir(), "my.feature")
			require.NoError(t, os.WriteFile(file, []byte(story), 0o644))
			var out bytes.Buffer
			require.Zero(t, run([]string{file}, &out, &out), out.String())
		}
	}
}
