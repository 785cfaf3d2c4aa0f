package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// What the library and the system say in English is said in Japanese where that is the language.
func TestErrorsInJapanese(t *testing.T) {
	english := regexp.MustCompile(`got |want |expected|line \d|there is|is a directory|permission`)
	dir := t.TempDir()
	_, folder := os.ReadFile(dir)
	read := func(log string) (err error) {
		r, err := calllog.NewReader(strings.NewReader(log))
		if err == nil {
			_, err = r.Next()
		}
		return err
	}
	header := `{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"A","kind":"softphone","terminal":"installed"}]}` + "\n"
	_, noWAV := wav.NewReader(strings.NewReader("hello"), 5, "a.wav")
	_, twice := system.Among("A", "A")
	noManifest := func(text string) (err error) { _, err = manifest.Read(strings.NewReader(text)); return err }
	for _, err := range []error{
		folder, fmt.Errorf("-log: %w", folder), read("{"), read(`{"log":"recpause/2"}`), noWAV, twice,
		read(header + `{"at":0,"event":"hodl","party":"A"}`), read(header + `{"at":0,"event":"hold","party":"B","call":"c"}`),
		&system.Error{Line: 2, Event: calllog.Hold, Party: "A", State: "idle", Problem: `there is no open call "c"`},
		noManifest("{"), noManifest("{}"), noManifest(`{"format":"recpause-manifest/9"}`),
		&os.PathError{Op: "open", Path: filepath.Join(dir, "x"), Err: os.ErrPermission},
	} {
		if err == nil {
			t.Fatal("no error")
		}
		said := In(spec.JA, err)
		if english.MatchString(said) || !strings.ContainsFunc(said, func(r rune) bool { return r >= 'ぁ' && r <= '龯' }) {
			t.Errorf("%v: said %q", err, said)
		}
		if in := In(spec.EN, err); strings.ContainsFunc(in, func(r rune) bool { return r >= 'ぁ' && r <= '龯' }) {
			t.Errorf("%v: said %q in English", err, in)
		}
	}
	if got := In(spec.JA, errors.New("x")); got != "x" {
		t.Errorf("got %q", got)
	}
}
