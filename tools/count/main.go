// Command count says how large the repository is: lines, files and wide lines of each module without tests and
// generated files, the public packages of the root module, and how many lines they export. Run it with make count.
package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// widest is the column before which a line ends; a tab is four.
const widest = 120

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	if err := run(root); err != nil {
		fmt.Fprintln(os.Stderr, "count:", err)
		os.Exit(1)
	}
}

// A size is what a folder or a module holds.
type size struct{ files, lines, wide int }

func (s size) plus(o size) size { return size{s.files + o.files, s.lines + o.lines, s.wide + o.wide} }

func run(root string) error {
	modules, err := tracked(root, "go.mod", "*/go.mod")
	if err != nil {
		return err
	}
	files, err := tracked(root, "*.go")
	if err != nil {
		return err
	}
	byModule, byFolder, api, tests := map[string]size{}, map[string]size{}, map[string][]string{}, size{}
	for _, name := range files {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return err
		}
		one := sizeOf(string(text))
		if strings.HasSuffix(name, "_test.go") {
			tests = tests.plus(one)
			continue
		}
		folder, module := path.Dir(name), moduleOf(name, modules)
		if public(folder, module) {
			lines, err := exportedBy(filepath.Join(root, name))
			if err != nil {
				return err
			}
			api[folder] = append(api[folder], lines...)
		}
		if !strings.HasSuffix(name, "_gen.go") {
			byModule[module], byFolder[folder] = byModule[module].plus(one), byFolder[folder].plus(one)
		}
	}
	return report(byModule, byFolder, api, tests)
}

// tracked lists the files that git tracks.
func tracked(root string, patterns ...string) ([]string, error) {
	out, err := exec.Command("git", append([]string{"-C", root, "ls-files", "--"}, patterns...)...).Output()
	return strings.Fields(string(out)), err
}

func sizeOf(text string) size {
	s := size{files: 1}
	for line := range strings.Lines(text) {
		s.lines++
		if utf8.RuneCountInString(strings.ReplaceAll(strings.TrimSuffix(line, "\n"), "\t", "    ")) > widest {
			s.wide++
		}
	}
	return s
}

// moduleOf returns the folder of the module that a file is in, the innermost one.
func moduleOf(name string, modules []string) (module string) {
	module = "."
	for _, m := range modules {
		if dir := path.Dir(m); strings.HasPrefix(name, dir+"/") && len(dir) > len(module) {
			module = dir
		}
	}
	return module
}

// public reports whether others can import a folder of the root module as part of the library.
func public(folder, module string) bool {
	parts := strings.Split(folder, "/")
	return module == "." && !slices.Contains(parts, "internal") && parts[0] != "examples" && parts[0] != "cmd"
}

func report(byModule, byFolder map[string]size, api map[string][]string, tests size) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "module\tfiles\tlines\twide\t")
	all := size{}
	for _, m := range slices.Sorted(maps.Keys(byModule)) {
		fmt.Fprintf(w, "%s\t%s\n", m, row(byModule[m]))
		all = all.plus(byModule[m])
	}
	fmt.Fprintf(w, "all\t%s\ntests\t%s\n\nfolder\tfiles\tlines\twide\texported lines\n", row(all), row(tests))
	exported := 0
	for _, f := range slices.Sorted(maps.Keys(byFolder)) {
		slices.Sort(api[f])
		lines := len(slices.Compact(api[f]))
		exported += lines
		fmt.Fprintf(w, "%s\t%s", f, row(byFolder[f]))
		if lines > 0 {
			fmt.Fprint(w, lines)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "\npublic packages\t%d\nexported lines\t%d\n", len(api), exported)
	return w.Flush()
}

func row(s size) string {
	return fmt.Sprintf("%d\t%d\t%d (%.2f %%)\t", s.files, s.lines, s.wide, 100*float64(s.wide)/float64(max(1, s.lines)))
}
