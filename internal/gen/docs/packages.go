package docs

import (
	"os/exec"
	"slices"
	"strings"
)

const module = "github.com/recpause/recpause/"

// packageMap draws which package imports which, as the compiler sees it, without the arrows that follow from others.
func packageMap(root string) (string, error) {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		return "", err
	}
	imports := map[string][]string{}
	var names []string
	for line := range strings.Lines(string(out)) {
		paths := strings.Fields(line)
		name, ours := strings.CutPrefix(paths[0], module)
		if !ours || hidden(name) {
			continue
		}
		names = append(names, name)
		for _, path := range paths[1:] {
			if to, ours := strings.CutPrefix(path, module); ours && !hidden(to) {
				imports[name] = append(imports[name], to)
			}
		}
	}
	var b strings.Builder
	b.WriteString("flowchart BT\n")
	for _, from := range names {
		for _, to := range imports[from] {
			if !follows(imports, from, to) {
				b.WriteString("    " + node(from) + " --> " + node(to) + "\n")
			}
		}
	}
	return b.String(), nil
}

// hidden reports whether a package is a program, or nothing that anybody outside of the module can import.
func hidden(name string) bool {
	return slices.ContainsFunc([]string{"cmd/", "examples/", "internal/"},
		func(folder string) bool { return strings.HasPrefix(name, folder) })
}

func node(name string) string {
	return strings.NewReplacer("/", "_").Replace(name) + `["` + name + `"]`
}

// follows reports whether from imports to by way of another import as well.
func follows(imports map[string][]string, from, to string) bool {
	for _, via := range imports[from] {
		if via != to && reaches(imports, via, to) {
			return true
		}
	}
	return false
}

func reaches(imports map[string][]string, from, to string) bool {
	return from == to || slices.ContainsFunc(imports[from], func(via string) bool { return reaches(imports, via, to) })
}
