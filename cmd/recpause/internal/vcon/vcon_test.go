package vcon

import (
	"bytes"
	"crypto/sha512"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/replay"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/vcon"
)

func called(args ...string) (stdout, stderr string, code int) {
	var o, e bytes.Buffer
	code = command.Run(append([]string{"vcon", "-lang", "en"}, args...), &o, &e, Command)
	return o.String(), e.String(), code
}

// replayed is a folder with the files of a call, and their manifests.
func replayed(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	var out bytes.Buffer
	require.Zero(t, command.Run([]string{"replay", "-out", dir}, &out, &out, replay.Command), out.String())
	return dir
}

const start = "2026-04-01T09:30:00+09:00"

// A manifest in any layout becomes a vCon, whose manifest says the same, with the time that was told.
func TestThereAndBack(t *testing.T) {
	dir := replayed(t)
	for _, layout := range []string{"1ch", "2ch", "split"} {
		name := filepath.Join(dir, "recording-"+layout+".json")
		made := filepath.Join(dir, layout+".vcon")
		stdout, stderr, code := called("-start", start, "-out", made, name)
		require.Zero(t, code, stderr)
		require.Empty(t, stdout)
		again, stderr, code := called(made)
		require.Zero(t, code, stderr)
		var want, got manifest.Manifest
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &want))
		require.NoError(t, json.Unmarshal([]byte(again), &got))
		require.Equal(t, start, got.Start.Format("2006-01-02T15:04:05Z07:00"))
		want.Start = got.Start
		require.Equal(t, want, got, layout)
	}
}

// A vCon says where the files will be, and their SHA-512; and of a recording that was silenced afterwards, which vCon is
// that of the recording before.
func TestMediaAndMasked(t *testing.T) {
	dir := replayed(t)
	name := filepath.Join(dir, "recording-split.json")
	first := filepath.Join(dir, "first.vcon")
	_, stderr, code := called("-start", start, "-out", first, name)
	require.Zero(t, code, stderr)
	stdout, stderr, code := called("-start", start, "-subject", "a card", "-url", "https://example.com/a/", "-masked", first, name)
	require.Zero(t, code, stderr)
	v, err := vcon.Read(bytes.NewReader([]byte(stdout)))
	require.NoError(t, err)
	before, err := os.ReadFile(first)
	require.NoError(t, err)
	was, err := vcon.Read(bytes.NewReader(before))
	require.NoError(t, err)
	require.Equal(t, was.UUID, v.Redacted.UUID)
	require.NotEqual(t, was.UUID, v.UUID)
	require.Nil(t, was.Redacted)
	require.Equal(t, "a card", v.Subject)
	for i, side := range []string{"operator", "counterpart"} {
		file := "recording-split-" + side + ".wav"
		require.Equal(t, "https://example.com/a/"+file, v.Dialog[1+i].URL)
		audio, err := os.ReadFile(filepath.Join(dir, file))
		require.NoError(t, err)
		_, sum := v.Dialog[1+i].ContentHash[0].Sum()
		want := sha512.Sum512(audio)
		require.Equal(t, want[:], sum)
	}
}

// What cannot be done says why, and writes nothing.
func TestRefuses(t *testing.T) {
	dir := replayed(t)
	name, other := filepath.Join(dir, "recording-1ch.json"), filepath.Join(dir, "other.json")
	made := filepath.Join(dir, "made.vcon")
	require.NoError(t, os.WriteFile(other, []byte("{}"), 0o644))
	_, stderr, code := called("-start", start, "-out", made, name)
	require.Zero(t, code, stderr)
	for want, args := range map[string][]string{
		"expected one manifest or vCon, got 0":                 {},
		"expected -start":                                      {name},
		"-start: got \"noon\", expected a time such as":        {"-start", "noon", name},
		"other.json: this is neither a manifest nor a vCon":    {other},
		"none.json: not found":                                 {filepath.Join(dir, "none.json")},
		`-url: got "here", expected where the files will be`:   {"-start", start, "-url", "here", name},
		"do not go with a vCon":                                {"-url", "https://example.com/", made},
		"-masked: " + name + ": it has no uuid":                {"-start", start, "-masked", name, name},
		"-masked: " + other + ": it has no uuid":               {"-start", start, "-masked", other, name},
		filepath.Join(dir, "none.vcon") + ": not found":        {"-start", start, "-masked", filepath.Join(dir, "none.vcon"), name},
		"vcon: dialog: got no dialog with recording_pauses":    {"../../../../recording/vcon/testdata/ab.vcon"},
		filepath.Join(dir, "none", "out.vcon") + ": not found": {"-start", start, "-out", filepath.Join(dir, "none", "out.vcon"), name},
	} {
		stdout, stderr, code := called(args...)
		require.NotZero(t, code, want)
		require.Empty(t, stdout, want)
		require.Contains(t, stderr, want)
	}
}
