package storyrunner

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/examples/stories"
	"github.com/recpause/recpause/spec"
)

var languages = []spec.Lang{spec.JA, spec.EN}

// begin gives a scenario of godog a world of its own. To godog every text is a step.
func begin(sc *godog.ScenarioContext) {
	w, now := newWorld(), line{}
	sc.Before(func(ctx context.Context, s *godog.Scenario) (context.Context, error) {
		now.lang, _ = spec.ParseLang(s.Language)
		return ctx, nil
	})
	sc.StepContext().Before(func(ctx context.Context, s *godog.Step) (context.Context, error) {
		now.kind, now.table = s.Type, nil
		if s.Argument != nil && s.Argument.DataTable != nil {
			now.table = cells(s.Argument.DataTable)
		}
		return ctx, nil
	})
	sc.Step(`^(.*)$`, func(text string) error {
		now.text = text
		return w.tell(now)
	})
}

// Every story is true in both languages, also as godog tells it, which tells as many.
func TestStories(t *testing.T) {
	for _, l := range languages {
		var out bytes.Buffer
		options := godog.Options{Format: "pretty", NoColors: true, Output: &out, FS: stories.Files(),
			Paths: []string{l.String()}}
		if code := (godog.TestSuite{Name: "features", ScenarioInitializer: begin, Options: &options}).Run(); code != 0 {
			t.Errorf("%v: exit code %d\n%s", l, code, out.String())
		}
		files, err := readAll(nil, l)
		require.NoError(t, err)
		b := &book{files: files, lang: l}
		require.NoError(t, b.run(t.Context()))
		pass, fail, broken := b.counts()
		assert.Zero(t, fail+broken)
		assert.Contains(t, out.String(), fmt.Sprintf("%d scenarios (%[1]d passed)", pass))
		assert.Greater(t, pass, 250)
	}
}

// A step is understood in one way only, and every step of the vocabulary is in some story.
func TestSteps(t *testing.T) {
	if len(vocabulary) > 32 {
		t.Errorf("got %d steps, want 32 or fewer: a product owner has to know them", len(vocabulary))
	}
	used := map[*step]bool{}
	for _, l := range languages {
		for _, s := range told(t, l) {
			for _, u := range s.steps {
				used[u.step] = true
				if n := matches(u.text); n > 1 {
					t.Errorf("%v %s: %q is %d steps", l, s.file, u.text, n)
				}
			}
		}
	}
	for i := range vocabulary {
		if s := &vocabulary[i]; !used[s] {
			t.Errorf("no story has the step %q", s.en)
		}
	}
}

func matches(text string) (n int) {
	for _, both := range sentences() {
		for _, s := range both {
			if s.MatchString(text) {
				n++
			}
		}
	}
	return n
}

// A shape is what a file has in both languages.
type shape struct {
	File      string
	Tags      []string
	Rules     []string   // the tags of each
	Scenarios [][]string // the tags of each, and of its tables
	Tables    [][2]int   // rows and columns of each
	Steps     []int
}

func (f feature) shape() shape {
	s := shape{File: f.file, Tags: names(f.document.Feature.Tags)}
	for _, c := range f.document.Feature.Children {
		if c.Rule != nil {
			s.Rules = append(s.Rules, strings.Join(names(c.Rule.Tags), " "))
		}
	}
	f.scenarios(func(sc *messages.Scenario, tags []string) {
		s.Scenarios, s.Steps = append(s.Scenarios, tags), append(s.Steps, len(sc.Steps))
		for _, e := range sc.Examples {
			s.Scenarios = append(s.Scenarios, names(e.Tags))
			s.Tables = append(s.Tables, [2]int{len(e.TableBody), len(e.TableHeader.Cells)})
		}
	})
	return s
}

// Both languages have the same files, tags, scenarios and tables, and their steps mean the same.
func TestLanguagesMatch(t *testing.T) {
	var shapes [2][]shape
	for _, l := range languages {
		for _, f := range features(t, l) {
			shapes[l] = append(shapes[l], f.shape())
		}
	}
	require.Equal(t, shapes[spec.JA], shapes[spec.EN])
	en := told(t, spec.EN)
	for i, ja := range told(t, spec.JA) {
		for j, u := range ja.steps {
			v := en[i].steps[j]
			if u.step != v.step || !sameMeaning(*u.args, *v.args) {
				t.Errorf("%s: %s: %q and %q differ", ja.file, ja.name, u.text, v.text)
			}
		}
	}
}

// sameMeaning reports whether two steps say the same once settings and what stands in tables have one name.
func sameMeaning(ja, en arguments) bool { return reflect.DeepEqual(plain(ja), plain(en)) }

func plain(a arguments) arguments {
	a.values = maps.Clone(a.values)
	if s, ok := among(systemSettings, get[string](&a, "setting")); ok {
		value, _ := english(s.is, get[string](&a, "value"))
		a.values["setting"], a.values["value"] = []any{s.EN}, []any{value}
	}
	if s, ok := among(phoneSettings, get[string](&a, "option")); ok {
		value, _ := english(s.is, get[string](&a, "value"))
		a.values["option"], a.values["value"] = []any{s.EN}, []any{value}
	}
	var rows [][]string
	for _, row := range a.table {
		var cells []string
		for _, c := range row {
			cells = append(cells, cellText(c))
		}
		rows = append(rows, cells)
	}
	a.table, a.lang = rows, spec.EN
	return a
}

func among[E any](k list[E], text string) (n name[E], ok bool) {
	i := slices.IndexFunc(k.names, func(n name[E]) bool { return n.JA == text || n.EN == text })
	if i < 0 {
		return n, false
	}
	return k.names[i], true
}

func english[E any](k list[E], text string) (string, bool) {
	if n, ok := among(k, text); ok {
		return n.EN, true
	}
	return text, false
}

// cellText is the head of a column, a moment, or sounds, in English.
func cellText(c string) string {
	if second, ok := strings.CutSuffix(c, "秒"); ok {
		return second + " s"
	}
	if c == "時点" {
		return "moment"
	}
	if head, ok := english(tracks, c); ok {
		return head
	}
	var all []string
	for _, sound := range separators().Split(c, -1) {
		one, _ := english(sounds, sound)
		all = append(all, one)
	}
	return strings.Join(all, ", ")
}

// An exception is a rule without a story, for a reason.
var exceptions = map[spec.ID]string{
	spec.NTF020: "nothing that can be configured here has a part in the tone, and a story cannot hear that two " +
		"tones are the same",
}

// Every rule that the page documents, within its support or outside, has a story, or an exception.
func TestEveryRuleHasAStory(t *testing.T) {
	has := map[spec.ID]bool{}
	for _, s := range told(t, spec.JA) {
		for _, id := range s.rules {
			has[id] = true
		}
	}
	documented, limited, others := 0, 0, 0
	for r := range spec.Rules() {
		_, excepted := exceptions[r.ID]
		wanted := r.Support == spec.Documented || r.Support == spec.NotGuaranteed
		switch {
		case excepted && (has[r.ID] || !wanted):
			t.Errorf("%v: an exception, and there is a story or need not be one", r.ID)
		case wanted && !excepted && !has[r.ID]:
			t.Errorf("%v has no story: %s", r.ID, r.Statement.EN)
		case has[r.ID] && r.Support == spec.Documented:
			documented++
		case has[r.ID] && r.Support == spec.NotGuaranteed:
			limited++
		case has[r.ID]:
			others++
		}
	}
	t.Logf("rules with stories: %d documented, %d not guaranteed, %d unspecified; %d exceptions", documented,
		limited, others, len(exceptions))
	told, all := documented+limited+others, len(slices.Collect(spec.Rules()))
	for file, figure := range map[string]string{ // the READMEs say how many they are
		"README.md":    fmt.Sprintf("%d of the %d rules as scenarios", told, all),
		"README.ja.md": fmt.Sprintf("%dのルールのうち%dを", all, told),
	} {
		text, err := os.ReadFile(filepath.Join("../../../..", file))
		assert.NoError(t, err)
		assert.Contains(t, string(text), figure, file)
	}
}

// A story is tagged by what the vendor says of its rules. What happens outside the softphone has none.
func TestSupportTags(t *testing.T) {
	for _, s := range told(t, spec.JA) {
		least, outside := spec.Documented, s.file == "7-telephones.feature"
		for _, id := range s.rules {
			r, _ := spec.Lookup(id)
			least = min(least, r.Support)
		}
		got := []bool{slices.Contains(s.tags, "@not-guaranteed"), slices.Contains(s.tags, "@unspecified")}
		want := []bool{least == spec.NotGuaranteed, least == spec.Unspecified || outside || s.file == "6-open-questions.feature"}
		assert.Equal(t, want, got, "%s: %s: not guaranteed, unspecified", s.file, s.name)
		assert.Equal(t, outside, len(s.rules) == 0, "%s: %s: no rule", s.file, s.name)
	}
}

// A file is a chapter: its rules stand there in the manual.
func TestChapters(t *testing.T) {
	for _, s := range told(t, spec.JA) {
		chapter, _, _ := strings.Cut(s.file, "-")
		for _, id := range s.rules {
			r, _ := spec.Lookup(id)
			if got := strings.TrimPrefix(r.Place.Section, "§"); chapter != "6" && got != chapter {
				t.Errorf("%v is of section %s and in %s", id, got, s.file)
			}
		}
	}
}

// A story is short: up to seven steps, those of its background included.
func TestStoriesAreShort(t *testing.T) {
	for _, s := range told(t, spec.JA) {
		if n := len(s.steps); n < 2 || n > 7 {
			t.Errorf("%s: %s has %d steps", s.file, s.name, n)
		}
	}
}
