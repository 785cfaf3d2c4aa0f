package onefile

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/simulate"
	"github.com/recpause/recpause/spec"
)

// What the page has in it: no network, no other process, no state machine of others, and no runner of stories.
func TestProgramDependsOnNoNetwork(t *testing.T) {
	list := exec.Command("go", "list", "-deps", program)
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	out, err := list.CombinedOutput()
	require.NoError(t, err, string(out))
	deps := strings.Fields(string(out))
	require.Contains(t, deps, "github.com/recpause/recpause/system")
	for _, no := range []string{"net", "net/http", "crypto/tls", "github.com/looplab/fsm", "github.com/cucumber/godog",
		"github.com/chromedp/chromedp", "testing"} {
		require.False(t, slices.ContainsFunc(deps, func(dep string) bool { return dep == no }), no)
	}
}

// Where there is no Go, or no source, the export says what is missing, and leaves nothing behind.
func TestExportNeedsGoAndSource(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Build(context.Background(), nil)
	var none *NoProgramError
	require.True(t, errors.As(err, &none), "%v", err)
	for lang, want := range map[string]string{"ja": "Goが必要です", "en": "needs Go"} {
		var errs strings.Builder
		to := filepath.Join(t.TempDir(), "simulator.html")
		code := command.Run([]string{"simulate", "-export", to, "-lang", lang}, &errs, &errs,
			Exported([]func() command.Sub{simulate.Command})...)
		require.Equal(t, command.Failed, code)
		require.Contains(t, errs.String(), want)
		entries, err := os.ReadDir(filepath.Dir(to))
		require.NoError(t, err)
		require.Empty(t, entries)
	}
}

// Where there is Go and no source, as for a command that is installed and runs elsewhere, the export says what to do, a
// step in each line.
func TestExportSaysHowToGetTheSource(t *testing.T) {
	bin := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(bin, "go"), []byte("#!/bin/sh\nexit 1\n"), 0o755))
	t.Setenv("PATH", bin)
	for lang, want := range map[string]string{"ja": "ソースが見つかりません", "en": "was not found"} {
		var errs strings.Builder
		code := command.Run([]string{"simulate", "-export", filepath.Join(t.TempDir(), "simulator.html"), "-lang", lang}, &errs, &errs,
			Exported([]func() command.Sub{simulate.Command})...)
		require.Equal(t, command.Failed, code)
		lines := strings.Split(errs.String(), "\n")
		require.Contains(t, lines[0], want)
		require.Equal(t, "simulate:   git clone "+repository, lines[1])
		require.NotContains(t, errs.String(), `\x0a`)
	}
}

// The cache keeps the programs that were used last, and nothing of anybody else is touched.
func TestCacheHasABound(t *testing.T) {
	cache := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(cache, "another's"), 0o755))
	p := Program{pack([]byte("code")), 4, []byte("runtime"), []byte("[]")}
	for i, name := range []string{"a", "b", "c", "d", "e"} {
		require.NoError(t, p.save(filepath.Join(cache, name)))
		at := time.Now().Add(time.Duration(i-100) * time.Hour)
		require.NoError(t, os.Chtimes(filepath.Join(cache, name, cached), at, at))
	}
	_, err := load(filepath.Join(cache, "a")) // the oldest is used again
	require.NoError(t, err)
	require.NoError(t, tidy(cache))
	entries, err := os.ReadDir(cache)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	require.Equal(t, []string{"a", "another's", "d", "e"}, names)
}

// A program out of the cache is the one that was put in.
func TestCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	p := Program{pack([]byte("code")), 4, []byte("runtime"), []byte("[]")}
	require.NoError(t, p.save(dir))
	again, err := load(dir)
	require.NoError(t, err)
	require.Equal(t, p, again)
	_, err = load(t.TempDir())
	require.Error(t, err)
}

// The page is one file: it names no other file, loads no other script, and its policy allows no connection. What is in
// it that would be markup is not.
func TestPageIsOneFile(t *testing.T) {
	p := Program{pack([]byte("code")), 4, []byte("class Go {}"), []byte("[]")}
	for _, start := range []string{"/", auditorPath} {
		for _, l := range []spec.Lang{spec.JA, spec.EN} {
			text, err := HTML(p, l, start)
			require.NoError(t, err)
			html := string(text)
			require.Contains(t, html, `<html lang="`+l.String()+`" data-recpause="loading">`)
			require.Contains(t, html, "connect-src 'none'")
			require.NotRegexp(t, `<(script|img|iframe|audio)[^>]* src="[^d]`, html)
			require.NotRegexp(t, `<link rel="stylesheet"`, html)
			require.NotContains(t, html, "unsafe-inline")
			require.Equal(t, 1, strings.Count(html, `id="page"`))
		}
	}
}
