package storyrunner

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/examples/stories"
	"github.com/recpause/recpause/spec"
)

// A story is one scenario, or one row of an outline, understood once and for all.
type story struct {
	file, name string
	tags       []string
	rules      []spec.ID // whose story it is
	steps      []understood
}

type understood struct {
	text string
	step *step
	args *arguments
}

// A feature is a file of stories.
type feature struct {
	file     string
	document *messages.GherkinDocument
	pickles  []*messages.Pickle
}

func features(t *testing.T, l spec.Lang) (all []feature) {
	t.Helper()
	files, err := fs.Glob(stories.Files(), l.String()+"/*.feature")
	require.NoError(t, err)
	require.Len(t, files, 16, "a file a chapter")
	for _, file := range files {
		text, err := stories.Files().ReadFile(file)
		require.NoError(t, err)
		ids := &messages.Incrementing{}
		document, err := gherkin.ParseGherkinDocument(bytes.NewReader(text), ids.NewId)
		require.NoError(t, err, file)
		all = append(all, feature{path.Base(file), document, gherkin.Pickles(*document, file, ids.NewId)})
	}
	return all
}

// told returns every story of a language.
func told(t *testing.T, l spec.Lang) (all []story) {
	t.Helper()
	for _, f := range features(t, l) {
		rows := f.rows()
		for _, p := range f.pickles {
			s := story{file: f.file, name: p.Name}
			for _, tag := range p.Tags {
				s.tags = append(s.tags, tag.Name)
			}
			s.rules = rows.owned(t, p, s.tags)
			for _, step := range p.Steps {
				meaning, args, err := understand(step.Text, l)
				require.NoError(t, err, "%s: %s", f.file, p.Name)
				args.kind = step.Type
				if step.Argument != nil {
					args.table = cells(step.Argument.DataTable)
				}
				s.steps = append(s.steps, understood{step.Text, meaning, args})
			}
			all = append(all, s)
		}
	}
	return all
}

// ruleRows are the rules that rows of outlines name in a column of theirs, by the row; and all that rows of the same
// table name.
type ruleRows struct{ own, all map[string][]string }

// ruleColumn is the head of that column.
var ruleColumn = spec.Text{JA: "根拠", EN: "rule"}

func (f feature) rows() ruleRows {
	r := ruleRows{map[string][]string{}, map[string][]string{}}
	f.scenarios(func(s *messages.Scenario, _ []string) {
		for _, e := range s.Examples {
			column := slices.IndexFunc(e.TableHeader.Cells,
				func(c *messages.TableCell) bool { return c.Value == ruleColumn.JA || c.Value == ruleColumn.EN })
			if column < 0 {
				continue
			}
			var all []string
			for _, row := range e.TableBody {
				all = append(all, strings.Fields(row.Cells[column].Value)...)
			}
			for _, row := range e.TableBody {
				r.own[row.Id], r.all[row.Id] = strings.Fields(row.Cells[column].Value), all
			}
		}
	})
	return r
}

// owned returns whose story a pickle is: that of its tags, but for those that other rows of its table name.
func (r ruleRows) owned(t *testing.T, p *messages.Pickle, tags []string) (ids []spec.ID) {
	t.Helper()
	row := p.AstNodeIds[len(p.AstNodeIds)-1]
	for _, tag := range tags {
		name, isRule := strings.CutPrefix(tag, "@RP-")
		if name = "RP-" + name; !isRule || slices.Contains(r.all[row], name) && !slices.Contains(r.own[row], name) {
			continue
		}
		id, err := spec.ParseID(name)
		require.NoError(t, err)
		ids = append(ids, id)
	}
	return ids
}

// scenarios visits every scenario with the name of its rule.
func (f feature) scenarios(visit func(s *messages.Scenario, tags []string)) {
	tags := names(f.document.Feature.Tags)
	for _, child := range f.document.Feature.Children {
		if child.Scenario != nil {
			visit(child.Scenario, slices.Concat(tags, names(child.Scenario.Tags)))
		}
		if child.Rule == nil {
			continue
		}
		for _, c := range child.Rule.Children {
			if c.Scenario != nil {
				visit(c.Scenario, slices.Concat(tags, names(child.Rule.Tags), names(c.Scenario.Tags)))
			}
		}
	}
}

func names(tags []*messages.Tag) (all []string) {
	for _, t := range tags {
		all = append(all, t.Name)
	}
	return all
}
