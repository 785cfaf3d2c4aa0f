// Command files measures the offline rendering of hour-long files as whole programs, beside cp, sox and ffmpeg in forms
// that are exact to the sample. It makes an hour with 50 pauses, checks that all programs write the same samples, and
// then times them in turn.
//
//	go run ./bench/files
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", os.TempDir(), "a `folder` with room for 2 GB; it is a file system that is measured")
	rounds := flag.Int("rounds", 9, "how `often` each program is timed")
	only := flag.String("task", "", "the `name` of the only task to measure, such as T4")
	flag.Parse()
	if err := run(*dir, *rounds, *only); err != nil {
		fmt.Fprintln(os.Stderr, "files:", err)
		os.Exit(1)
	}
}

func run(dir string, rounds int, only string) error {
	dir, err := os.MkdirTemp(dir, "recpause-files-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := bench{dir: dir, recpause: filepath.Join(dir, "recpause")}
	build := exec.Command("go", "build", "-o", b.recpause, "github.com/recpause/recpause/cmd/recpause")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	if err := b.material(); err != nil {
		return err
	}
	fmt.Printf("seconds, median of %d interleaved rounds, and times that of cp; memory is the largest of ours\n",
		rounds)
	for _, t := range b.tasks() {
		if only != "" && t.name != only {
			continue
		}
		if err := b.measure(t, rounds); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return nil
}

// A bench is a folder with the material and the program that is measured.
type bench struct {
	dir, recpause string
}

func (b bench) path(name string) string { return filepath.Join(b.dir, name) }
