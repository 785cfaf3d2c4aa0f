package storyrunner

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/japanese"
)

const (
	headJA = "# language: ja\n機能: 例\n"
	talks  = "    前提 オペレーターAが「通話中」の状態にある\n    ならば 録音状況は「録音中」である\n"
)

// ran runs a file and returns what was said.
func ran(t *testing.T, text string, args ...string) (said string, code int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "my.feature")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	var out bytes.Buffer
	code = run(append(args, file), &out, &out)
	return out.String(), code
}

// Whatever does not run is red, and what is wrong is said in the file's language, with the line.
func TestWhatDoesNotRunIsRed(t *testing.T) {
	shiftJIS, err := japanese.ShiftJIS.NewEncoder().String(headJA + "  シナリオ: 停止\n" + talks)
	require.NoError(t, err)
	good := "  シナリオ: 停止\n" + talks
	for _, row := range []struct{ name, text, want string }{
		{"an empty file", "", "my.feature: the file is empty"},
		{"blank lines", "\n\n", "my.feature: the file is empty"},
		{"no scenario", headJA, "my.feature: シナリオがありません"},
		{"no scenario in English", "Feature: x\n", "my.feature: there is no scenario"},
		{"no header", "機能: 例\n" + good, "my.feature:1: 言語の指定がありません。日本語のシナリオでは、ファイルの先頭に「# language: ja」"},
		{"a header of another kind", "\n# 言語: ja\n機能: 例\n" + good, "my.feature:2: 「# 言語: ja」は言語の指定として読めません"},
		{"an unknown header", "# language: jp\n機能: 例\n" + good, "my.feature:1: 「jp」という言語のシナリオは書けません"},
		{"a header of no story", "# language: fr\nFeature: x\n", `my.feature:1: there are no stories in the language "fr"`},
		{"Shift_JIS", shiftJIS, "my.feature:2: 文字コードがShift_JISです。UTF-8で保存し直してください"},
		{"UTF-16", "\xff\xfe#\x00 \x00", "UTF-8で保存し直してください"},
		{"no examples", headJA + "  シナリオアウトライン: x\n" + talks, "my.feature:3: 「シナリオアウトライン」には「例:」の表が必要です"},
		{"examples without rows", headJA + "  シナリオアウトライン: x\n" + talks + "    例: y\n      | a |\n",
			"my.feature:6: 例の表に行がないため"},
		{"no examples in English", "Feature: x\n  Scenario Outline: y\n    Then there is no beep\n", "my.feature:2: a Scenario Outline needs a table"},
		{"an unknown column", headJA + "  シナリオアウトライン: x\n    ならば 録音状況は「<状況>」である\n    例: y\n      | a |\n      | b |\n",
			"my.feature:4: 「<状況>」という列は、例の表にありません"},
		{"no steps", headJA + good + "  シナリオ: 空\n", "my.feature:6: シナリオ「空」にはステップがありません"},
		{"no expectation", headJA + "  シナリオ: x\n    前提 オペレーターAが「通話中」の状態にある\n", "my.feature:3: 期待する結果（ならば）がないため"},
		{"a misspelt scenario", headJA + "  シナリヲ: 停止\n" + talks, "my.feature:3: 「シナリヲ:」で始まる行はありません。「シナリオ:」の間違い"},
		{"a misspelt one behind another", headJA + good + "  シナリヲ: 停止\n" + talks, "my.feature:6: 「シナリヲ:」で始まる行はありません"},
		{"a colon of full width", headJA + "  シナリオ：停止\n" + talks, "my.feature:3: 「シナリオ」の後の「：」は、半角の「:」に"},
		{"a misspelt step keyword", headJA + "  シナリオ: x\n    条件 オペレーターAが「通話中」の状態にある\n    ならば ビープ音は鳴らない\n",
			"my.feature:4: ステップは「前提」「もし」「ならば」「かつ」のどれかで始めてください"},
		{"no heading", headJA + talks, "my.feature:3: このステップは、どのシナリオにも入っていません"},
		{"rows of two lengths", headJA + "  シナリオアウトライン: x\n" + talks + "    例: y\n      | a | b |\n      | c |\n",
			"my.feature:8: この行のセルの数が"},
		{"a tag without its end", headJA + good + "  @RP-BTN-020\n", "ここでファイルが終わっていて"},
		{"an unknown step", headJA + "  シナリオ: x\n    前提 通話していること\n    ならば ビープ音は鳴らない\n",
			"my.feature:4: 「通話していること」というステップはありません"},
	} {
		said, code := ran(t, row.text)
		assert.Equal(t, 1, code, "%s: %s", row.name, said)
		assert.Contains(t, said, row.want, row.name)
	}
	said, code := ran(t, "\ufeff"+strings.ReplaceAll(headJA+"  例えば：これは説明です。もし停止中なら読みます。\n"+good, "\n", "\r\n"))
	assert.Zero(t, code, said)
}

// A tag that nothing has is red, with the one that was meant; so is a choice that leaves nothing.
func TestTagsThatNothingHas(t *testing.T) {
	text := headJA + "  @RP-BTN-020 @mine\n  シナリオ: 停止\n" + talks
	for _, row := range []struct {
		tags, want string
		code       int
	}{
		{"@RP-BTN-020", "シナリオ1件：成功1\n", 0}, {"RP-BTN-020", "シナリオ1件：成功1\n", 0}, {"~@not-guaranteed", "シナリオ1件：成功1\n", 0},
		{"@RP-BTN-020 && @mine", "シナリオ1件：成功1\n", 0}, {"@yours,@mine", "「@yours」というタグの付いたシナリオはありません", 1},
		{"@RP-BTN-02", "「@RP-BTN-02」というタグの付いたシナリオはありません。「@RP-BTN-020」の間違いではありませんか", 1},
		{"~@not-guarantied", "「@not-guarantied」というタグ", 1}, {"~@mine", "「~@mine」に当てはまるシナリオはありません", 1},
		{",", "に当てはまるシナリオはありません", 1},
	} {
		said, code := ran(t, text, "-lang", "ja", "-tags", row.tags)
		assert.Equal(t, row.code, code, "%s: %s", row.tags, said)
		assert.Contains(t, said, row.want, row.tags)
	}
}

// A click on a button that cannot be operated says so, with its reason, unless the story counts on it.
func TestGreyedButtonSaysSo(t *testing.T) {
	stopped := "    前提 オペレーターAが「通話中」の状態にある\n    かつ オペレーターAが「録音停止」を押した\n    もし オペレーターAが「保留」を押す\n"
	for _, row := range []struct {
		name, head, then string
		says             bool
		code             int
	}{
		{"it hopes for a hold", "", "    ならば オペレーターAの状態は「保留中」である\n", true, 1},
		{"it looks at something else", "", "    ならば 録音状況は「停止中」である\n", true, 0},
		{"it asks for the button", "", "    ならば オペレーターAの「保留」の操作可否は×である\n", false, 0},
		{"it knows the rule", "  @RP-BTN-020\n", "    ならば 録音状況は「停止中」である\n", false, 0},
		{"it is in vain, tag or not", "  @RP-BTN-020\n", "    ならば オペレーターAの状態は「保留中」である\n", true, 1},
		{"it expects the state to stay", "", "    ならば オペレーターAの状態は「通話中」である\n", false, 0},
	} {
		said, code := ran(t, headJA+row.head+"  シナリオ: x\n"+stopped+row.then)
		assert.Equal(t, row.code, code, "%s: %s", row.name, said)
		assert.Equal(t, row.says, strings.Contains(said, "! このクリックでは何も起こりません"), "%s: %s", row.name, said)
		if row.says {
			assert.Contains(t, said, "表3.2")
			assert.Contains(t, said, "RP-BTN-020")
		}
	}
}

// Rules and tags are in the output; -quiet leaves what is wrong, and the counts.
func TestOutput(t *testing.T) {
	text := headJA + "  @RP-BTN-020\n  ルール: 停止中は保留できない\n    @mine\n    シナリオ: 停止\n" + talks +
		"    シナリオ: 誤り\n      ならば 録音状況は「停止中」である\n"
	said, code := ran(t, text)
	assert.Equal(t, 1, code)
	for _, want := range []string{"  @RP-BTN-020\n  ルール: 停止中は保留できない\n", "    @mine\n    シナリオ: 停止\n",
		"✓ ならば 録音状況は「録音中」である\n", "✗ ならば 録音状況は「停止中」である\n", "my.feature:10: その通話は、今は続いていません",
		"シナリオ2件：成功1、失敗1\n"} {
		assert.Contains(t, said, want)
	}
	quiet, code := ran(t, text, "-quiet")
	assert.Equal(t, 1, code)
	assert.NotContains(t, quiet, "シナリオ: 停止")
	assert.Contains(t, quiet, "✗ ならば 録音状況は「停止中」である")
	quiet, code = ran(t, headJA+"  シナリオ: 停止\n"+talks, "-quiet")
	assert.Zero(t, code)
	assert.Equal(t, "シナリオ1件：成功1\n", quiet)
}

// A line behind a file's name is a scenario, or a row of its examples.
func TestLines(t *testing.T) {
	file := filepath.Join(t.TempDir(), "my.feature")
	require.NoError(t, os.WriteFile(file, []byte(headJA+"  シナリオ: 停止\n"+talks+
		"  シナリオアウトライン: x\n    ならば 録音状況は「<a>」である\n    例:\n      | a |\n      | 録音中 |\n      | 停止中 |\n"), 0o644))
	for lines, want := range map[string]string{"": "シナリオ3件：成功1、失敗2", ":3": "シナリオ1件：成功1", ":4": "シナリオ1件：成功1",
		":10": "シナリオ1件：成功0、失敗1", ":3:10": "シナリオ2件：成功1、失敗1", ":1": "my.feature:1: この行にシナリオはありません"} {
		var out bytes.Buffer
		run([]string{file + lines}, &out, &out)
		assert.Contains(t, out.String(), want, lines)
	}
	var out bytes.Buffer
	assert.Equal(t, 2, run([]string{t.TempDir()}, &out, &out))
}
