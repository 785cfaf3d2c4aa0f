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
	"slices"
	"strings"
	"time"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/simulate"
	"github.com/recpause/recpause/spec"
)

const (
	module  = "github.com/recpause/recpause/cmd/recpause"
	program = module + "/internal/onefile/program"

	repository = "https://github.com/recpause/recpause"
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
	noSource = spec.Text{JA: `エクスポートは、recpauseのソースからページのプログラムをビルドしますが、ソースが見つかりません。次のようにしてください
  git clone ` + repository + `
  cd recpause
  同じコマンドをここで実行する（-exportには、書き出す先を絶対パスで指定できます）
すでに書き出されたファイルがあれば、それをそのまま使えます。Goもこのコマンドも必要ありません`,
		EN: `an export builds the program of its page from the source of recpause, which was not found. Do this:
  git clone ` + repository + `
  cd recpause
  run the same command here; -export takes an absolute path to where the file is to be
Or take a file that somebody has exported: it needs neither Go nor this command`}
	notBuilt = spec.Text{JA: "ページのプログラムをビルドできません", EN: "the program of the page cannot be built"}
)

// A Program is what a page has in it: the library in WebAssembly, packed, and the stories of its menu.
type Program struct {
	Packed  []byte // with gzip
	Size    int    // unpacked
	Runtime []byte // Go's own JavaScript, of the version that built it
	Stories []byte
}

// Build returns the program of this recpause: out of the user's cache where the same source has been built before. Where
// there is a meter, it is told of each package that is built.
func Build(ctx context.Context, meter func(packages int) *command.Meter) (Program, error) {
	g, err := findSource(ctx)
	if err != nil {
		return Program{}, err
	}
	key, packages, err := g.key(ctx)
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
	if meter != nil {
		g.built = meter(packages)
	}
	p, err := g.build(ctx)
	g.built.End()
	if err != nil {
		return Program{}, err
	}
	if err := p.save(dir); err != nil {
		return Program{}, err
	}
	return p, tidy(filepath.Dir(dir))
}

// mostCached is how many programs the cache keeps: those that were used last.
const mostCached = 3

// tidy removes from the cache what has not been used for the longest time.
func tidy(cache string) error {
	entries, err := os.ReadDir(cache)
	if err != nil {
		return err
	}
	used := map[string]time.Time{}
	var names []string
	for _, e := range entries {
		if info, err := os.Stat(filepath.Join(cache, e.Name(), cached)); err == nil { // else it is none of ours
			names, used[e.Name()] = append(names, e.Name()), info.ModTime()
		}
	}
	slices.SortFunc(names, func(a, b string) int { return used[b].Compare(used[a]) })
	for _, name := range names[min(mostCached, len(names)):] {
		err = errors.Join(err, os.RemoveAll(filepath.Join(cache, name)))
	}
	return err
}

// A goTool is Go, and where it finds the source.
type goTool struct {
	path, dir string
	built     *command.Meter // of the packages that are built
}

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
		g := goTool{path: path, dir: dir}
		found, err := g.run(ctx, "list", "-m", "-f", "{{.Dir}}", module)
		if dir := strings.TrimSpace(string(found)); err == nil && dir != "" {
			return goTool{path: path, dir: dir}, nil
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
	said := sayings{meter: g.built}
	cmd.Stderr = &said
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, &NoProgramError{notBuilt, errors.New(strings.TrimSpace(said.problem()))}
	}
	return out, nil
}

// sayings are what go says. A line for each package that it builds is for the meter.
type sayings struct {
	bytes.Buffer
	meter *command.Meter
}

func (s *sayings) Write(p []byte) (int, error) {
	s.meter.Add(int64(bytes.Count(p, []byte("\n"))))
	return s.Buffer.Write(p)
}

// problem is what is wrong, without the names of the packages.
func (s *sayings) problem() (text string) {
	for line := range strings.Lines(s.String()) {
		if strings.ContainsAny(line, " :") {
			text += line
		}
	}
	return text
}

// key is the program's name in the cache, by the Go that builds it and everything of ours that goes into it, and how many
// packages that is.
func (g goTool) key(ctx context.Context) (key string, packages int, err error) {
	sum := sha256.New()
	version, err := g.run(ctx, "version")
	if err != nil {
		return "", 0, err
	}
	sum.Write(version)
	listed, err := g.run(ctx, "list", "-deps", "-json=Dir,ImportPath,Standard,GoFiles,EmbedFiles,Module", program)
	if err != nil {
		return "", 0, err
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
			return "", 0, err
		}
		packages++
		for _, name := range append(p.GoFiles, p.EmbedFiles...) {
			if p.Standard {
				continue
			}
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				return "", 0, err
			}
			fmt.Fprintf(sum, "%s %s %d\n", p.ImportPath, name, len(text))
			sum.Write(text)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:32], packages, nil
}

// build builds the program, and looks for its stories.
func (g goTool) build(ctx context.Context) (p Program, err error) {
	temp, err := os.MkdirTemp("", "recpause-export-*")
	if err != nil {
		return p, err
	}
	defer os.RemoveAll(temp)
	file := filepath.Join(temp, "program.wasm")
	if _, err := g.run(ctx, "build", "-v", "-trimpath", "-ldflags=-s -w", "-o", file, program); err != nil {
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
	name := filepath.Join(dir, cached)
	text, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err == nil {
		_ = os.Chtimes(name, time.Time{}, time.Now()) // so that it is kept; where that fails it is built again some day
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
	return command.WriteWhole(filepath.Join(dir, cached), text)
}
