package onefile

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/recpause/recpause/cmd/recpause/internal/simulate"
	"github.com/recpause/recpause/spec"
)

const (
	module  = "github.com/recpause/recpause/cmd/recpause"
	program = module + "/internal/onefile/program"
)

// A NoProgramError reports that the program of the page cannot be built.
type NoProgramError struct {
	Reason spec.Text
	Err    error // what go said, nil where it was not found
}

func (e *NoProgramError) Error() string { return e.In(spec.EN) }
func (e *NoProgramError) Unwrap() error { return e.Err }

// In returns what is wrong in a language.
func (e *NoProgramError) In(l spec.Lang) string {
	if e.Err == nil {
		return e.Reason.In(l)
	}
	return e.Reason.In(l) + ": " + e.Err.Error()
}

var (
	noGo = spec.Text{JA: "エクスポートにはGoが必要です。Goをインストールするか、すでに作られたファイルを使ってください",
		EN: "an export needs Go: install it, or use a file that somebody has exported"}
	noSource = spec.Text{JA: "recpauseのソースが見つかりません。取得したソースのフォルダーの中で実行してください",
		EN: "the source of recpause was not found: run this in a folder of its checkout"}
	notBuilt = spec.Text{JA: "ページのプログラムをビルドできません", EN: "the program of the page cannot be built"}
)

// A Program is what a page has in it: the library in WebAssembly, packed, and the stories of its menu.
type Program struct {
	Packed  []byte // with gzip
	Size    int    // unpacked
	Runtime []byte // Go's own JavaScript, of the version that built it
	Stories []byte
}

// Build returns the program of this recpause: out of the user's cache where the same source has been built before.
func Build(ctx context.Context) (Program, error) {
	g, err := findSource(ctx)
	if err != nil {
		return Program{}, err
	}
	key, err := g.key(ctx)
	if err != nil {
		return Program{}, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	dir := filepath.Join(cache, "recpause", key)
	if p, err := load(dir); err == nil {
		return p, nil
	}
	p, err := g.build(ctx)
	if err != nil {
		return Program{}, err
	}
	return p, p.save(dir)
}

// A goTool is Go, and where it finds the source.
type goTool struct{ path, dir string }

// findSource looks where the command runs, where it lies, and where it was built.
func findSource(ctx context.Context) (goTool, error) {
	path, err := exec.LookPath("go")
	if err != nil {
		return goTool{}, &NoProgramError{Reason: noGo}
	}
	var folders []string
	if here, err := os.Getwd(); err == nil {
		folders = append(folders, here)
	}
	if self, err := os.Executable(); err == nil {
		folders = append(folders, filepath.Dir(self))
	}
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		folders = append(folders, filepath.Dir(file))
	}
	for _, dir := range folders {
		g := goTool{path, dir}
		found, err := g.run(ctx, "list", "-m", "-f", "{{.Dir}}", module)
		if dir := strings.TrimSpace(string(found)); err == nil && dir != "" {
			return goTool{path, dir}, nil
		}
		if ctx.Err() != nil {
			return goTool{}, ctx.Err()
		}
	}
	return goTool{}, &NoProgramError{Reason: noSource}
}

func (g goTool) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, g.path, args...)
	cmd.Dir = g.dir
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, &NoProgramError{notBuilt, errors.New(strings.TrimSpace(said.String()))}
	}
	return out, nil
}

// key is the program's name in the cache: the Go that builds it, and everything of ours that goes into it.
func (g goTool) key(ctx context.Context) (string, error) {
	sum := sha256.New()
	version, err := g.run(ctx, "version")
	if err != nil {
		return "", err
	}
	sum.Write(version)
	listed, err := g.run(ctx, "list", "-deps", "-json=Dir,ImportPath,Standard,GoFiles,EmbedFiles,Module", program)
	if err != nil {
		return "", err
	}
	for d := json.NewDecoder(bytes.NewReader(listed)); ; {
		var p struct {
			Dir, ImportPath     string
			Standard            bool
			GoFiles, EmbedFiles []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return "", err
		}
		for _, name := range append(p.GoFiles, p.EmbedFiles...) {
			if p.Standard {
				continue
			}
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				return "", err
			}
			fmt.Fprintf(sum, "%s %s %d\n", p.ImportPath, name, len(text))
			sum.Write(text)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:32], nil
}

// build builds the program, and looks for its stories.
func (g goTool) build(ctx context.Context) (p Program, err error) {
	temp, err := os.MkdirTemp("", "recpause-export-*")
	if err != nil {
		return p, err
	}
	defer os.RemoveAll(temp)
	file := filepath.Join(temp, "program.wasm")
	if _, err := g.run(ctx, "build", "-trimpath", "-ldflags=-s -w", "-o", file, program); err != nil {
		return p, err
	}
	root, err := g.run(ctx, "env", "GOROOT")
	if err != nil {
		return p, err
	}
	if p.Runtime, err = os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")); err != nil {
		return p, &NoProgramError{notBuilt, err}
	}
	code, err := os.ReadFile(file)
	if err != nil {
		return p, err
	}
	p.Size, p.Packed = len(code), pack(code)
	p.Stories, err = simulate.New(spec.JA, nil).Explore()
	return p, err
}

func pack(code []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is one
	w.Write(code)                                         // a buffer takes all
	w.Close()
	return b.Bytes()
}

// cached is the file of a program in its folder of the cache.
const cached = "program.json"

func load(dir string) (p Program, err error) {
	text, err := os.ReadFile(filepath.Join(dir, cached))
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	return p, err
}

// save puts the program in the cache, at once and as a whole.
func (p Program) save(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(dir, cached), text)
}

// replaceFile writes a file beside its place and moves it there: nobody sees half of it, and nothing of it is left where
// that fails.
func replaceFile(name string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".recpause-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails, and should, where it has been moved
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
