package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/recpause/recpause/spec"
)

// A stepHint is an error about a text that is no step, with the step that is most like it.
type stepHint struct {
	text, nearest string
	lang          spec.Lang
}

func (h *stepHint) Error() string {
	text := spec.Text{JA: "「%s」というステップはない。もしかして「%s」？（一覧は go run ./cmd/recpause/stories -steps）",
		EN: "there is no step %q; did you mean: %s? (go run ./cmd/recpause/stories -steps -lang en lists them.)"}
	return fmt.Sprintf(text.In(h.lang), h.text, h.nearest)
}

// nearest returns the step that shares most pairs of letters with a text, once every name, list and number is the same.
func nearest(text string, l spec.Lang) string {
	of := pairs(skeleton(text, l))
	likeness := func(s step) float64 {
		step := pairs(skeleton(placeholder.ReplaceAllStringFunc(s.says.In(l), bone(l)), l))
		shared := 0
		for p := range of {
			if step[p] {
				shared++
			}
		}
		return float64(2*shared) / float64(len(of)+len(step))
	}
	return slices.MaxFunc(vocabulary, func(a, b step) int { return cmp.Compare(likeness(a), likeness(b)) }).text(l)
}

// pairs returns the pairs of letters that follow each other in a text, its ends included.
func pairs(text string) map[[2]rune]bool {
	all, last := map[[2]rune]bool{}, rune(0)
	for _, r := range text + "\x00" {
		all[[2]rune{last, r}] = true
		last = r
	}
	return all
}

// bone is what is left of a parameter in a skeleton: its first alternative, or the letter that stands for every name.
func bone(l spec.Lang) func(string) string {
	return func(p string) string {
		switch one := parameterOf(p[1 : len(p)-1]); {
		case one.inline:
			return one.known(l)[0]
		case one.name == "of":
			return ""
		}
		return "P"
	}
}

var numbers = regexp.MustCompile(`\d+(?:\.\d+)?`)

func skeleton(text string, l spec.Lang) string {
	text = quotedName.ReplaceAllString(text, "Q")
	for _, p := range parties.names {
		text = strings.ReplaceAll(text, p.In(l), "P")
	}
	return numbers.ReplaceAllString(text, "P")
}
