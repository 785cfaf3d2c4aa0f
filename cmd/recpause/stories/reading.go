package main

import (
	"regexp"
	"strings"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// one reads a name of a list.
func one[E any](k list[E], of func(*arguments) *E) func(*arguments, string) error {
	return func(a *arguments, text string) (err error) {
		*of(a), err = k.find(text, a.lang)
		return err
	}
}

// yesOrNo is a parameter that says whether what the step says is so.
func yesOrNo(name string, k list[bool]) parameter {
	return parameter{name: name, pattern: oneOf(k), known: k.known, read: one(k, func(a *arguments) *bool { return &a.is }), inline: true}
}

var (
	doings = list[doing]{spec.Text{JA: "操作", EN: "action"}, []name[doing]{
		named("を始める", "begins", begins), named("を完了する", "completes", completes), named("をキャンセルする", "cancels", cancels), named("を終える", "ends", ends)}}
	picks   = list[bool]{spec.Text{JA: "操作", EN: "action"}, []name[bool]{named("応答する", "answers", true), named("切断する", "hangs up", false)}}
	aspects = list[bool]{spec.Text{JA: "可否", EN: "question"}, []name[bool]{named("表示可否", "visibility", true), named("操作可否", "operability", false)}}
	shown   = list[bool]{spec.Text{JA: "表示", EN: "verb"}, []name[bool]{named("表示される", "shows", true), named("表示されない", "does not show", false)}}
	sent    = list[bool]{spec.Text{JA: "送信", EN: "verb"}, []name[bool]{named("送信される", "is sent", true), named("送信されない", "is not sent", false)}}
	agrees  = list[bool]{spec.Text{JA: "一致", EN: "verb"}, []name[bool]{named("一致する", "agrees", true), named("食い違う", "disagrees", false)}}
	written = list[bool]{spec.Text{JA: "文字", EN: "verb"}, []name[bool]{named("なる", "is", true), named("ならない", "is not", false)}}
)

// oneOf matches the names of a list and nothing else.
func oneOf[E any](k list[E]) spec.Text {
	pattern := func(l spec.Lang) string {
		var all []string
		for _, n := range k.known(l) {
			all = append(all, regexp.QuoteMeta(n))
		}
		return strings.Join(all, "|")
	}
	return spec.Text{JA: pattern(spec.JA), EN: pattern(spec.EN)}
}

// separators stand between the names of a list.
var separators = regexp.MustCompile(`、|と|, | and `)

// findAll finds every name of a list such as 「オペレーターA、顧客」 or "operator A and the customer".
func findAll[E any](k list[E], text string, l spec.Lang) (all []E, err error) {
	for _, n := range separators.Split(text, -1) {
		e, err := k.find(strings.TrimSpace(n), l)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// readCall reads which call a step is about.
func readCall(a *arguments, text string) (err error) {
	text = strings.TrimSuffix(strings.TrimPrefix(text, " of the call between "), "の通話の")
	if text != "" {
		a.of, err = findAll(parties, text, a.lang)
	}
	return err
}

var quotedName = regexp.MustCompile(`「([^「」]+)」|"([^"]+)"`)

func readLabels(a *arguments, text string) error {
	for _, m := range quotedName.FindAllStringSubmatch(text, -1) {
		one, err := labels.find(m[1]+m[2], a.lang)
		if err != nil {
			return err
		}
		a.labels |= one
	}
	return nil
}

var shortClicks = list[click]{spec.Text{JA: "操作", EN: "click"}, clickNames()}

func clickNames() (all []name[click]) {
	for _, party := range []string{operatorA, operatorB, operatorC} {
		all = append(all, named(party+"停止", party+" stops", click{party, pause.Stop}), named(party+"再開", party+" resumes", click{party, pause.Resume}))
	}
	return all
}

// noClicks is what a row says before the first click.
var noClicks = spec.Text{JA: "通話開始", EN: "the call starts"}

func readClicks(a *arguments, text string) error {
	for part := range strings.SplitSeq(text, "→") {
		part = strings.TrimSpace(part)
		if part == noClicks.JA || part == noClicks.EN {
			continue
		}
		c, err := shortClicks.find(part, a.lang)
		if err != nil {
			return err
		}
		a.clicks = append(a.clicks, c)
	}
	return nil
}
