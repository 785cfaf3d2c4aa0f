package storyrunner

import (
	"io"
	"io/fs"
	"strings"

	messages "github.com/cucumber/messages/go/v21"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
)

// What a file of stories has at most. The longest that comes with recpause has 17 KB in 316 lines. What it comes to when
// every row of its examples is written out, with all backgrounds and tags above it, is bounded as well: a few lines, whose
// columns name each other, can stand for gigabytes.
const (
	mostBytes = 256 << 10
	mostLines = 10_000
	mostTold  = 2 << 20
)

// What a step, a tag or a telling counts beside its letters, and a column that is looked for in a text.
const (
	perPart   = 200
	perColumn = 32
)

// readText reads a file of stories of a folder. Of one that is too long it reads a little more than it may have.
func readText(from fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(from, name) // before it is opened: a pipe would wait for a writer
	if err == nil && !info.Mode().IsRegular() {
		err = command.Problem("%s: ファイルではありません", "%s: this is no file", name)
	}
	if err != nil {
		return nil, err
	}
	file, err := from.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, mostBytes+1))
}

// fits reports whether a text is as long as a file may be.
func (f *file) fits(text []byte) bool {
	f.lang = languageOf(string(text))
	switch lines := strings.Count(string(text), "\n"); {
	case len(text) > mostBytes:
		f.say(0, "%d KiBを超えています。ファイルを分けてください", "it has more than %d KiB; make several files of it", mostBytes>>10)
		return false
	case lines > mostLines:
		f.say(0, "%d行を超えています。ファイルを分けてください", "it has more than %d lines; make several files of it", mostLines)
		return false
	}
	return true
}

// tellable reports whether what the file tells is as long as it may be.
func (f *file) tellable() bool {
	var n length
	feature := f.document.Feature
	var above []*messages.Step
	for _, child := range feature.Children {
		if child.Background != nil {
			above = append(above, child.Background.Steps...)
		}
		n.scenario(child.Scenario, above, len(feature.Tags))
		if child.Rule == nil {
			continue
		}
		inRule := above[:len(above):len(above)]
		for _, c := range child.Rule.Children {
			if c.Background != nil {
				inRule = append(inRule, c.Background.Steps...)
			}
			n.scenario(c.Scenario, inRule, len(feature.Tags)+len(child.Rule.Tags))
		}
	}
	if n > mostTold {
		f.say(0, "例のすべての行と背景を書き出すと%d MiBを超えます。ファイルを分けてください",
			"with every row of its examples and every background written out it has more than %d MiB; make several files of it",
			mostTold>>20)
		return false
	}
	return true
}

// A length is how much a file tells, as far as that was added up: beyond mostTold nobody wants to know more.
type length int

// scenario adds a scenario, nil for none, with the steps of the backgrounds above it and so many tags.
func (n *length) scenario(s *messages.Scenario, above []*messages.Step, tags int) {
	if s == nil || *n > mostTold {
		return
	}
	tags += len(s.Tags)
	if len(s.Examples) == 0 {
		n.telling(s, above, tags, nil, nil)
	}
	for _, e := range s.Examples {
		for _, row := range e.TableBody {
			if *n > mostTold {
				return
			}
			n.telling(s, above, tags+len(e.Tags), e.TableHeader.Cells, row.Cells)
		}
	}
}

// telling adds a scenario as it is told with a row of its examples.
func (n *length) telling(s *messages.Scenario, above []*messages.Step, tags int, heads, cells []*messages.TableCell) {
	*n += length(perPart * (1 + tags))
	n.text(s.Name, heads, cells)
	for _, step := range above {
		n.step(step, nil, nil)
	}
	for _, step := range s.Steps {
		n.step(step, heads, cells)
	}
}

func (n *length) step(s *messages.Step, heads, cells []*messages.TableCell) {
	n.text(s.Text, heads, cells)
	if s.DocString != nil {
		n.text(s.DocString.Content, heads, cells)
	}
	if s.DataTable == nil {
		return
	}
	for _, row := range s.DataTable.Rows {
		for _, c := range row.Cells {
			n.text(c.Value, heads, cells)
		}
	}
}

// text adds a text in which the heads of columns are replaced, one after the other, for a cell may name another column.
func (n *length) text(text string, heads, cells []*messages.TableCell) {
	*n += length(perPart + perColumn*len(heads))
	for i, head := range heads {
		column := "<" + head.Value + ">"
		grows := strings.Count(text, column) * (len(cells[i].Value) - len(column))
		if *n += length(max(0, grows)); *n > mostTold {
			return
		}
		text = strings.ReplaceAll(text, column, cells[i].Value)
	}
	*n += length(len(text))
}
