package model_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/recpause/recpause/spec/calllog"
	"github.com/recpause/recpause/spec/model"
)

// A graph is every state that a world can be in, as everything about it tells them apart but the names of calls and the numbers of
// commands, and where each event leads. The calls are named by their places.
type graph struct {
	events []calllog.Event
	states []model.System
	paths  []*path
	edges  [][]arrow // by state and event
}

// An arrow is what an event leads to: the state, and the answer in words.
type arrow struct {
	to     int
	answer string
}

var numbersSent = regexp.MustCompile(`"sent":\d+`)

// whole is everything about a system, but for the names of its calls and the numbers of commands.
func whole(t testing.TB, s model.System) string {
	return numbersSent.ReplaceAllString(byPlaces(s).Replace(snapshotOf(t, s)), "")
}

// byPlaces renames the calls of a text by their places in a system.
func byPlaces(s model.System) *strings.Replacer {
	names := []string{}
	for i, c := range s.Look().Calls {
		names = append(names, fmt.Sprintf("%q", c.Key), fmt.Sprintf(`"#%d"`, i))
	}
	for _, name := range callNames {
		names = append(names, fmt.Sprintf("%q", name), `"new"`)
	}
	return strings.NewReplacer(names...)
}

var callNames = []string{"c1", "c2", "c3", "c4"}

func TestTmpCount(t *testing.T) {
	h := readHeader(t, nil, full("A"), full("B"), "X external")
	for _, calls := range [][]string{{"c1", "c2"}, {"c1", "c2", "c3"}} {
		start := newSystem(t, h)
		seen := map[string]bool{start.Key(): true}
		old := map[string]bool{}
		n := 0
		for queue := []model.System{start}; len(queue) > 0; queue = queue[1:] {
			for _, e := range alphabet(h, calls...) {
				n++
				next, o, err := queue[0].Next(e)
				if err == nil && o.Step.Result == calllog.Applied {
					if k := next.Key(); !seen[k] {
						seen[k] = true
						queue = append(queue, next)
					}
				}
			}
		}
		t.Log(len(calls), len(seen), len(old), n)
	}
}
