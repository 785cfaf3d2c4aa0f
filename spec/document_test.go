package spec_test

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/recpause/recpause/spec"
)

// page returns the owner's copy of the manual's page, and skips where there is none: the project carries no sentence of
// it.
func page(t *testing.T) []byte {
	path := os.Getenv("RECPAUSE_DOCUMENT")
	if path == "" {
		t.Skip("needs a copy of the manual's page: set RECPAUSE_DOCUMENT to its absolute path")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func parse(t *testing.T, text []byte) *spec.Document {
	d, err := spec.ParseDocument(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The page has every rule's clause: its hash fits, and it stands where the rule says.
func TestEveryClauseIsOnThePage(t *testing.T) {
	text := page(t)
	d, lines := parse(t, text), strings.Split(string(text), "\n")
	for r := range spec.Rules() {
		clause, ok := d.Clause(r.ID)
		want := string([]rune(lines[r.Place.Line-1])[r.Place.From-1 : r.Place.To])
		if !ok || clause != want {
			t.Errorf("%v: got %q, %v, want %q", r.ID, clause, ok, want)
		}
	}
}

// Every character of the page is claimed by some rule, except white space, table lines, bullets and connectives.
func TestEveryCharacterIsClaimed(t *testing.T) {
	var lines [][]rune
	for line := range strings.SplitSeq(string(page(t)), "\n") {
		lines = append(lines, []rune(line))
	}
	for r := range spec.Rules() {
		for col := r.Place.From; col <= r.Place.To; col++ {
			lines[r.Place.Line-1][col-1] = ' '
		}
	}
	allowed := regexp.MustCompile(`^(?:[\s|\-、・※]|ので|また|ただし)*$`)
	for i, rest := range lines {
		for part := range strings.FieldsSeq(string(rest)) {
			if !allowed.MatchString(part) {
				t.Errorf("line %d: no rule claims %q", i+1, part)
			}
		}
	}
}

// No text of ours shares a run of more than 14 characters with the page outside of the labels that it quotes.
func TestNoSentenceOfThePageIsCopied(t *testing.T) {
	const longest = 14
	text := strings.Join(strings.Fields(string(page(t))), "")
	for name, ours := range ourTexts(t) {
		for part := range strings.SplitSeq(quoted.ReplaceAllString(ours.JA, "\n"), "\n") {
			run := []rune(strings.Join(strings.Fields(part), ""))
			for i := 0; i+longest < len(run); i++ {
				if shared := string(run[i : i+longest+1]); strings.Contains(text, shared) {
					t.Errorf("%s shares %q with the page", name, shared)
					break
				}
			}
		}
	}
}

// Where one character of the page is another, exactly the clauses that have it are missing, and the others stay.
func TestChangedCharacterHidesItsClauses(t *testing.T) {
	text := page(t)
	original, runes, line, col := parse(t, text), []rune(string(text)), 1, 0
	for i, old := range runes {
		col++
		if old == '\n' {
			line, col = line+1, 0
			continue
		}
		runes[i] = '〓'
		changed := parse(t, []byte(string(runes)))
		runes[i] = old
		for r := range spec.Rules() {
			p := r.Place
			hit := p.Line == line && p.From <= col && col <= p.To
			want, _ := original.Clause(r.ID)
			if got, ok := changed.Clause(r.ID); ok == hit || ok && got != want {
				t.Fatalf("line %d, column %d changed: %v is %q, %v", line, col, r.ID, got, ok)
			}
		}
	}
}

// Where a line of the page is missing or doubled, some clauses are missing and none is wrong.
func TestShiftedPageShowsNoWrongClause(t *testing.T) {
	shown := 0
	text := page(t)
	original, lines := parse(t, text), strings.SplitAfter(string(text), "\n")
	for i := range lines {
		missing := strings.Join(lines[:i], "") + strings.Join(lines[i+1:], "")
		doubled := strings.Join(lines[:i+1], "") + strings.Join(lines[i:], "")
		for _, shifted := range []string{missing, doubled} {
			d, err := spec.ParseDocument([]byte(shifted))
			if errors.Is(err, spec.ErrNotTheDocument) {
				continue
			}
			for r := range spec.Rules() {
				want, _ := original.Clause(r.ID)
				got, ok := d.Clause(r.ID)
				if ok {
					shown++
				}
				if ok && got != want {
					t.Errorf("line %d missing or doubled: %v is %q, want %q", i+1, r.ID, got, want)
				}
			}
		}
	}
	if shown < 1000 {
		t.Errorf("saw %d clauses only", shown)
	}
}

// A text with none of the clauses is not the page.
func TestNonsenseIsNotTheDocument(t *testing.T) {
	source, err := os.ReadFile("rules.json")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string][]byte{"nothing": nil, "one line": []byte("nonsense"),
		"blank lines": []byte(strings.Repeat("\n", 200)),
		"long lines":  []byte(strings.Repeat(strings.Repeat("録", 200)+"\n", 200)), "no UTF-8": {0xff, 0xfe, '\n', 0x80},
		"rules.json": source}
	for name, text := range cases {
		if d, err := spec.ParseDocument(text); d != nil || !errors.Is(err, spec.ErrNotTheDocument) {
			t.Errorf("%s: got %v, %v, want ErrNotTheDocument", name, d, err)
		}
	}
}

// Lines of any length are cut without a panic, however they fit the columns of the rules.
func TestShortLinesAreNotTheDocument(t *testing.T) {
	for n := range 300 {
		text := strings.Repeat(strings.Repeat("録", n)+"\n", 119)
		if d, err := spec.ParseDocument([]byte(text)); d != nil || !errors.Is(err, spec.ErrNotTheDocument) {
			t.Errorf("lines of %d characters: got %v, %v, want ErrNotTheDocument", n, d, err)
		}
	}
}

// Who has no page sees no clause, and neither does an ID that is none.
func TestNoDocumentHasNoClause(t *testing.T) {
	var none *spec.Document
	for n := range 300 {
		for _, d := range []*spec.Document{none, {}} {
			if clause, ok := d.Clause(spec.ID(n)); ok || clause != "" {
				t.Errorf("%v has the clause %q", spec.ID(n), clause)
			}
		}
	}
}

// A rule is explained without the page too: by its ID, its place, its support level and its statement.
func TestExplain(t *testing.T) {
	var none *spec.Document
	for r := range spec.Rules() {
		for _, l := range []spec.Lang{spec.EN, spec.JA} {
			got := none.Explain(r.ID, l)
			if strings.Contains(got, "%!") {
				t.Errorf("%v in %v is explained by %q", r.ID, l, got)
			}
			for _, part := range []string{r.ID.String(), r.Place.In(l), r.Support.In(l), r.Statement.In(l)} {
				if !strings.Contains(got, part) {
					t.Errorf("%v in %v is explained by %q, want %q in it", r.ID, l, got, part)
				}
			}
		}
	}
	if got, want := none.Explain(0, spec.EN), "none"; got != want {
		t.Errorf("no rule is explained by %q, want %q", got, want)
	}
}

// Who has the page sees the clause itself behind the explanation.
func TestExplainShowsTheClause(t *testing.T) {
	d, none := parse(t, page(t)), (*spec.Document)(nil)
	for r := range spec.Rules() {
		clause, _ := d.Clause(r.ID)
		if got, want := d.Explain(r.ID, spec.JA),
			none.Explain(r.ID, spec.JA); !strings.HasPrefix(got, want) || !strings.HasSuffix(got, clause) {
			t.Errorf("%v is explained by %q, want %q and the clause", r.ID, got, want)
		}
	}
}
