package mismatches

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/recpause/recpause/internal/markdown"
	"github.com/recpause/recpause/spec"
)

// The checked-in pages say of the five smallest worlds what a search says now: how much there is, and every class of
// mismatch with its rule, its cure and its counts, by a story that is no longer, or has fewer rooms in it.
// What they say of the two largest takes half a minute: make check asks.
func TestPagesAreUpToDate(t *testing.T) {
	small, err := surveys(worlds[:5])
	if err != nil {
		t.Fatal(err)
	}
	for name, lang := range map[string]spec.Lang{"mismatches.md": spec.EN, "mismatches.ja.md": spec.JA} {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		got, want := parse(string(text)), parse(write(small, lang))
		if len(want.classes) != len(merge(small)) {
			t.Fatalf("got %d classes on the page, want %d", len(want.classes), len(merge(small)))
		}
		for row := range want.worlds {
			if !got.worlds[row] {
				t.Errorf("docs/%s has no row %s; make mismatches writes it", name, row)
			}
		}
		for class, entry := range want.classes {
			listed, ok := got.classes[class]
			if !ok || !strings.HasPrefix(listed.counts, entry.counts) || listed.rooms > entry.rooms ||
				listed.rooms == entry.rooms && listed.events > entry.events {
				t.Errorf("docs/%s says %+v of this, want %+v; make mismatches writes it\n%s", name, listed, entry,
					class)
			}
		}
	}
}

// A reading is what a page says: the rows of its worlds, and each class by all that its section says but number,
// scenario and counts.
type reading struct {
	worlds  map[string]bool
	classes map[string]entry
}

// An entry is the counts of a class, and how many events its scenario has, and how many that lead into a room.
type entry struct {
	counts        string
	events, rooms int
}

var (
	storyLine = regexp.MustCompile(`(?m)^- (Scenario|シナリオ).*\n`)
	countLine = regexp.MustCompile(`(?m)^- (?:Count: |件数：)(.*)$`)
	rooms     = regexp.MustCompile(`room|会議室`)
	whoLine   = regexp.MustCompile(`(?m)^- [A-Z]( shows|の画面)`)
)

func parse(page string) reading {
	r := reading{map[string]bool{}, map[string]entry{}}
	head, rest, _ := strings.Cut(page, "<a id=")
	for line := range strings.Lines(head) {
		if strings.HasPrefix(line, "| A") {
			r.worlds[line] = true
		}
	}
	for section := range strings.SplitSeq(rest, "<a id=") {
		_, section, _ = strings.Cut(section, "### ")
		_, section, _ = strings.Cut(section, " ")
		counts := countLine.FindStringSubmatchIndex(section)
		class := whoLine.ReplaceAllString(storyLine.ReplaceAllString(section[:counts[0]], ""), "$1")
		story := storyLine.FindString(section)
		r.classes[class] = entry{section[counts[2]:counts[3]], strings.Count(story, "→"),
			len(rooms.FindAllString(story, -1))}
	}
	return r
}

// Both pages say the same: as many classes, rows and links in each language.
func TestPagesHaveOneShape(t *testing.T) {
	small, err := surveys(worlds[:3])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := markdown.Pair("page", func(lang spec.Lang) string { return write(small, lang) }); err != nil {
		t.Error(err)
	}
}

// A class that several worlds have keeps its most ordinary story, and the count of each.
func TestMerge(t *testing.T) {
	all, err := surveys([]world{{parties: "A X"}, {parties: "A B"}})
	if err != nil {
		t.Fatal(err)
	}
	merged := merge(all)
	total := 0
	for i, f := range merged {
		for world, s := range all {
			for _, class := range s.classes {
				if (finding{Sighting: class}).class() != f.class() {
					continue
				}
				total++
				if f.counts[world] != class.Count || f.Weight > class.Weight {
					t.Errorf("%+v: got %d and a weight of %d, want %d and at most %d", f.class(), f.counts[world],
						f.Weight, class.Count, class.Weight)
				}
			}
		}
		if i > 0 && f.First.Kind < merged[i-1].First.Kind {
			t.Errorf("%v stands behind %v", f.First.Kind, merged[i-1].First.Kind)
		}
	}
	if want := len(all[0].classes) + len(all[1].classes); total != want {
		t.Errorf("got %d classes, want %d", total, want)
	}
}

// A world in which nothing can be visited is an error that names it.
func TestNoWorld(t *testing.T) {
	if _, err := surveys([]world{{parties: "A A"}}); err == nil || !strings.Contains(err.Error(), "A, A") {
		t.Errorf("got %v, want an error about A, A", err)
	}
}
