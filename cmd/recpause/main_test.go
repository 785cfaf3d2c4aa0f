package main

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
)

// The first collection of garbage makes the next ones as they were, and comes where GOGC says.
func TestCollectsAsUsual(t *testing.T) {
	percent := func() uint64 {
		s := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		metrics.Read(s)
		return s[0].Value.Uint64()
	}
	defer debug.SetGCPercent(debug.SetGCPercent(90))
	t.Setenv("GOGC", "90")
	collectLater()
	require.EqualValues(t, 90, percent())
	t.Setenv("GOGC", "")
	collectLater()
	require.EqualValues(t, 400, percent())
	for percent() != 90 {
		runtime.GC()
	}
}

// called runs the command.
func called(args ...string) (stdout, stderr string, code int) {
	var out, errs bytes.Buffer
	code = run(args, &out, &errs)
	return out.String(), errs.String(), code
}

// values are what flags can be set to; the others take any text.
var values = map[string]string{"lang": "ja", "max-silence": "5s", "tolerance": "8,5ms", "port": "1", "calls": "3",
	"of": "3", "length": "5s", "sample": "3", "seed": "3", "shard": "1/3", "patience": "3s",
	"start": "2026-04-01T09:30:00+09:00"}

// Every flag of every subcommand works with one dash and with two, and its value behind it or behind an equals sign.
func TestOneDashAndTwo(t *testing.T) {
	tested := 0
	for i, sub := range subcommands {
		in := sub()
		for _, f := range in.Flags {
			name, want := f.Names()[0], "other"
			if v := values[f.Names()[0]]; v != "" {
				want = v
			}
			if !f.(cli.DocGenerationFlag).TakesValue() {
				want = "false"
			}
			for _, dashes := range []string{"-", "--"} {
				tested++
				assert.Equal(t, want, valueOf(t, i, name, dashes+name+"="+want), "%s %s%s=", in.Name, dashes, name)
				if want == "false" {
					assert.Equal(t, "true", valueOf(t, i, name, dashes+name), "%s %s%s", in.Name, dashes, name)
				} else {
					assert.Equal(t, want, valueOf(t, i, name, dashes+name, want), "%s %s%s", in.Name, dashes, name)
				}
			}
		}
	}
	require.Greater(t, tested, 60)
}

// valueOf returns what a subcommand reads as a flag's value.
func valueOf(t *testing.T, sub int, flag string, args ...string) (value string) {
	t.Helper()
	all := slices.Clone(subcommands)
	s := all[sub]()
	s.Do = func(c *command.Call) int {
		value = fmt.Sprint(c.Value(flag))
		return command.Done
	}
	all[sub] = func() command.Sub { return s }
	var errs bytes.Buffer
	require.Zero(t, command.Run(append(strings.Fields(s.Name), args...), &errs, &errs, all...), errs.String())
	return value
}

// The help of every subcommand has its synopsis, its arguments, its flags with what they are by default, and an
// example.
func TestHelp(t *testing.T) {
	for lang, words := range map[string][]string{
		"en": {"Usage:", "Arguments:", "Example:", "(default: %s)"}, "ja": {"使い方：", "引数：", "使用例：", "（省略時：%s）"},
	} {
		t.Setenv("LC_ALL", lang)
		all, _, code := called()
		require.Zero(t, code)
		for _, sub := range subcommands {
			s := sub()
			stdout, stderr, code := called(append(strings.Fields(s.Name), "-h")...)
			require.Zero(t, code, stderr)
			title, _, _ := strings.Cut(strings.TrimPrefix(stdout, "recpause "+s.Name+" – "), "\n")
			assert.Contains(t, all, title)
			for _, word := range append(words[:3:3], "\n  recpause "+s.Name, "\n  go run ./cmd/recpause "+s.Name) {
				assert.Contains(t, stdout, word)
			}
			assert.Equal(t, len(s.Flags), strings.Count(stdout, "\n  -"), s.Name)
			for _, f := range s.Flags {
				_, about, found := strings.Cut(stdout, "\n  -"+f.Names()[0])
				require.True(t, found, f.Names()[0])
				about, _, _ = strings.Cut(about, "\n  -")
				otherwise := strings.Trim(f.(cli.DocGenerationFlag).GetValue(), `"`)
				if otherwise != "" && otherwise != "false" && !strings.HasPrefix(otherwise, "0") {
					assert.Contains(t, about, fmt.Sprintf(words[3], otherwise))
				}
			}
			again, _, _ := called(append([]string{"help"}, strings.Fields(s.Name)...)...)
			assert.Equal(t, stdout, again)
		}
	}
}

// What is wrong with flags and arguments is said in the language that is asked for, and is exit code 2.
func TestMisuse(t *testing.T) {
	t.Setenv("LC_ALL", "en_US.UTF-8")
	for _, row := range []struct {
		args []string
		want string
	}{
		{[]string{"reply"}, `recpause: there is no subcommand "reply"; did you mean "replay"?`},
		{[]string{"replay", "-lnag", "en"}, "replay: there is no flag -lnag; did you mean -lang?"},
		{[]string{"replay", "-lang", "ja", "-lnag"}, "replay: フラグ-lnagはありません。-langの間違いではありませんか"},
		{[]string{"replay", "--out"}, "replay: -out needs a value"},
		{[]string{"audit", "-lang=ja", "-log"}, "audit: -logには値が必要です"},
		{[]string{"explore", "-calls", "two"}, `explore: -calls: got "two", expected a whole number`},
		{[]string{"explore", "-lang", "ja", "-calls", "two"}, "explore: -calls: 「two」は使用できません。整数を指定してください"},
		{[]string{"audit", "-max-silence", "5"}, `audit: -max-silence: got "5", expected a duration such as 5ms`},
		{[]string{"audit", "-tolerance", "loud"}, `audit: -tolerance: got "loud", expected a magnitude`},
		{[]string{"render", "-beep=perhaps", "x.wav"}, `render: -beep: got "perhaps", expected true or false`},
		{[]string{"replay", "-lang", "fr"}, `replay: -lang: got "fr", expected ja or en`},
		{[]string{"replay", "somewhere"},
			`replay: unexpected argument "somewhere" (arguments: none; the folders are given with -in and -out)`},
		{[]string{"simulate", "--lang", "ja", "somewhere"}, "simulate: 引数「somewhere」は指定できません"},
	} {
		stdout, stderr, code := called(row.args...)
		assert.Equal(t, 2, code, row.args)
		assert.Empty(t, stdout, row.args)
		assert.Contains(t, stderr, row.want)
	}
}

// What cannot be done is said in the language that is asked for, too.
func TestFailure(t *testing.T) {
	empty := t.TempDir()
	for _, row := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"replay", "-lang", "ja", "-in", empty}, 1, "call.jsonlがありません。通話ログのあるフォルダーを指定してください"},
		{[]string{"replay", "-lang", "en", "-in", empty}, 1, "no call.jsonl; expected a folder with a call log"},
		{[]string{"explore", "-lang", "ja", "-calls", "12"}, 2, "explore: -calls: 12は使用できません。1から9を指定してください"},
		{[]string{"explore", "-lang", "ja", "-events", "hodl"}, 2, "explore: -events: 「hodl」は使用できません。「hold」の間違い"},
		{[]string{"audit", "-lang", "ja"}, 2, "audit: -log、-manifest、-metadata、-dirのうち、どれか1つだけを指定してください（指定された数：0）"},
		{[]string{"audit", "-lang", "ja", "-dir", empty}, 2, empty + ": call.jsonlもmanifest.jsonもありません"},
		{[]string{"audit", "-lang", "ja", "-tolerance", "loud"}, 2, "「loud」は使用できません。0から32767までの大きさ"},
		{[]string{"render", "-lang", "ja"}, 2, "render: ファイルが指定されていません"},
	} {
		stdout, stderr, code := called(row.args...)
		assert.Equal(t, row.code, code, row.args)
		assert.Empty(t, stdout, row.args)
		assert.Contains(t, stderr, row.want)
	}
}

// The version is that of the build, the completion script is for this command, and the language may be chosen before
// the subcommand.
func TestOutsideSubcommands(t *testing.T) {
	stdout, stderr, code := called("version")
	require.Zero(t, code, stderr)
	require.True(t, strings.HasPrefix(stdout, "recpause "), stdout)
	require.Contains(t, stdout, runtime.Version())
	stdout, stderr, code = called("completion", "bash")
	require.Zero(t, code, stderr)
	require.Contains(t, stdout, "recpause")
	stdout, _, _ = called("-lang", "en", "stories", "-steps")
	require.Contains(t, stdout, "{party} clicks")
	stdout, _, _ = called("replay", "-l", "--generate-shell-completion")
	require.Contains(t, stdout, "--lang")
}
