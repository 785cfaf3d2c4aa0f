package shims_test

import (
	"archive/zip"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/spec"
)

// The five-minute path for a Go program works as it is printed.
func TestPageForGo(t *testing.T) { follow(t, "conformance.md", "A Go program") }

// So does the one for a program in Python.
func TestPageForPython(t *testing.T) {
	interpreted(t, []string{"python3"})
	follow(t, "conformance.md", "A program in Python, or in any other language")
}

// A conversation is recorded and checked as the page of the protocol says.
func TestPageForTranscripts(t *testing.T) {
	interpreted(t, []string{"python3"})
	follow(t, "shim.md", "Recording and checking")
}

// The page says how much of the manual each observable shows.
func TestPageCounts(t *testing.T) {
	text := page(t, "conformance.md")
	for _, role := range []conformance.Role{conformance.Softphone, conformance.PBX} {
		var seen spec.Observables
		for o := spec.Observables(1); o <= role.Observables(); o <<= 1 {
			if !role.Observables().Has(o) {
				continue
			}
			seen |= o
			require.Regexp(t, fmt.Sprintf("(?m)^\\| `%v` \\|.*[ |]%d \\|$", o, conformance.Power(seen)), text)
		}
	}
	require.Contains(t, text, fmt.Sprintf("judged by all %d rules.", conformance.Power(conformance.System.Observables())))
}

// page returns a page of the documents.
func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../docs", name))
	require.NoError(t, err)
	return string(text)
}

// marked is a block of the page that a test looks at: what is to be done with it, and the block.
var marked = regexp.MustCompile("(?s)<!-- ([a-z]+)(?:: ([^ ]+))? -->\n```[a-z]*\n(.*?)```\n")

// follow does what a section of a page says, from an empty folder, and wants it to print what the page says.
func follow(t *testing.T, name, title string) {
	t.Helper()
	_, section, ok := strings.Cut(page(t, name), "\n## "+title+"\n")
	require.True(t, ok, "no section %s", title)
	section, _, _ = strings.Cut(section, "\n## ")
	script, prints := "set -e\n", ""
	for _, m := range marked.FindAllStringSubmatch(section, -1) {
		switch what, arg, block := m[1], m[2], m[3]; what + arg {
		case "run":
			script += block
		case "runfails":
			script += "if {\n" + block + "}; then exit 9; fi\n"
		case "prints":
			prints += block
		default:
			require.Equal(t, "file", what)
			script += "cat > " + arg + " <<'END OF FILE'\n" + block + "END OF FILE\n"
		}
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), stranger(t)...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	inOrder(t, string(out), prints)
}

// inOrder wants lines to be in a text in this order, with anything between them and behind them.
func inOrder(t *testing.T, text, lines string) {
	t.Helper()
	rest := text
	for line := range strings.Lines(lines) {
		_, after, ok := strings.Cut(rest, strings.TrimSuffix(line, "\n"))
		require.True(t, ok, "it does not print %s\n%s", line, text)
		rest = after
	}
}

// stranger returns the environment of somebody who has Go and nothing of this tree, and to whom the tree is the latest
// version.
func stranger(t *testing.T) []string {
	t.Helper()
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	require.NoError(t, err)
	dir := t.TempDir()
	publish(t, filepath.Join(dir, "proxy", "github.com", "recpause", "recpause", "@v"), "v0.1.0")
	return []string{
		"GOWORK=off", "GOTOOLCHAIN=local", "GOSUMDB=off", "GOPRIVATE=", "GOFLAGS=-modcacherw -trimpath", "LC_ALL=C",
		"GOMODCACHE=" + filepath.Join(dir, "mod"),
		"GOPROXY=file://" + filepath.Join(dir, "proxy") + ",file://" + filepath.Join(strings.TrimSpace(string(cache)),
			"cache", "download"),
	}
}

// publish writes the tree as a version of its module, as a module proxy holds it: without tests, and without the other
// modules.
func publish(t *testing.T, dir, version string) {
	t.Helper()
	const root, path = "../..", "github.com/recpause/recpause"
	require.NoError(t, os.MkdirAll(dir, 0o755))
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	for name, text := range map[string]string{"list": version + "\n",
		version + ".info": `{"Version":"` + version + `"}`, version + ".mod": string(mod)} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	file, err := os.Create(filepath.Join(dir, version+".zip"))
	require.NoError(t, err)
	archive := zip.NewWriter(file)
	pack(t, archive, os.DirFS(root), path+"@"+version+"/")
	require.NoError(t, archive.Close())
	require.NoError(t, file.Close())
}

// pack puts the files of a tree into an archive, under a prefix.
func pack(t *testing.T, archive *zip.Writer, tree fs.FS, prefix string) {
	t.Helper()
	require.NoError(t, fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && isOther(tree, name, d.Name()):
			return fs.SkipDir
		case !d.Type().IsRegular() || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		w, err := archive.Create(prefix + name)
		if err == nil {
			_, err = w.Write(text)
		}
		return err
	}))
}

// isOther reports whether a folder is none of the module's, or only its tests'.
func isOther(tree fs.FS, name, base string) bool {
	_, err := fs.Stat(tree, name+"/go.mod")
	return err == nil || base == "testdata" || base == "bin" || base == "out" || strings.HasPrefix(base, ".")
}
