package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/recpause/recpause/spec"
)

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// A sentence is a step's text in one language, ready to be matched.
type sentence struct {
	*regexp.Regexp
	parameters []parameter
}

func compile(says string, l spec.Lang) (s sentence) {
	text := strings.NewReplacer(`\{`, "{", `\}`, "}").Replace(regexp.QuoteMeta(says))
	s.Regexp = regexp.MustCompile("^" + placeholder.ReplaceAllStringFunc(text, func(p string) string {
		one := parameterOf(p[1 : len(p)-1])
		s.parameters = append(s.parameters, one)
		return "(" + one.pattern.In(l) + ")"
	}) + "$")
	return s
}

// parameterOf returns the parameter with a name of ours.
func parameterOf(name string) parameter {
	i := slices.IndexFunc(parameters, func(p parameter) bool { return p.name == name })
	return parameters[i]
}

// sentences are the vocabulary's texts, by step and language.
var sentences = func() (all [][2]sentence) {
	for _, s := range vocabulary {
		all = append(all, [2]sentence{spec.EN: compile(s.says.EN, spec.EN), spec.JA: compile(s.says.JA, spec.JA)})
	}
	return all
}()

// variants are how else Japanese says a step: in the past, as a precondition, or with the word for a button. Full-width letters, digits
// and signs stand for their half-width ones.
var variants = regexp.MustCompile(`」ボタンを|(?:押した|した|進んだ|始めた|終えた|たった)$`)

var plainForms = strings.NewReplacer("」ボタンを", "」を", "押した", "押す", "した", "する", "進んだ", "進む", "始めた", "始める", "終えた", "終える", "たった", "たつ")

// understand finds the step that a text is, and its arguments; or returns a *hint or a *stepHint with what is nearest.
func understand(text string, l spec.Lang) (*step, *arguments, error) {
	text = strings.Map(halfWidth, text)
	s, a, err := match(text, l)
	if s == nil && err == nil {
		s, a, err = match(variants.ReplaceAllStringFunc(text, plainForms.Replace), l)
	}
	if s == nil && err == nil {
		err = &stepHint{text, nearest(text, l), l}
	}
	return s, a, err
}

func halfWidth(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

// match is understand of a text as it stands; there is no step where none matches.
func match(text string, l spec.Lang) (*step, *arguments, error) {
	for i := range vocabulary {
		for _, s := range sentences[i] {
			if m := s.FindStringSubmatch(text); m != nil {
				a := &arguments{lang: l}
				for j, p := range s.parameters {
					if err := p.read(a, m[j+1]); err != nil {
						return nil, nil, err
					}
				}
				return &vocabulary[i], a, nil
			}
		}
	}
	return nil, nil, nil
}
