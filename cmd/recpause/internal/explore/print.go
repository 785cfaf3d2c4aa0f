package explore

import (
	"fmt"
	"io"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A printer tells what was found to somebody who does not read code.
type printer struct {
	w    io.Writer
	lang spec.Lang
}

func (p printer) say(ja, en string, args ...any) { fmt.Fprintf(p.w, p.in(ja, en)+"\n", args...) }

func (p printer) in(ja, en string) string { return spec.Text{JA: ja, EN: en}.In(p.lang) }

func (p printer) report(s found, o options) {
	p.world(s.world, o)
	p.say("%d 状態、%d ステップ", "%d states, %d steps", s.size.States, s.size.Steps)
	p.say("\n常に成り立つこと", "\nwhat holds always")
	for i, r := range s.results {
		if r.Sometimes && !s.results[i-1].Sometimes { // there are always laws before
			p.say("\nどこかで起こること", "\nwhat occurs somewhere")
		}
		p.result(r)
		if r.Witness != nil && o.out != "" {
			p.say("      → %s", "      → %s", s.folder(i))
		}
	}
	p.mismatches(s.mismatches, o.out != "")
	if o.out != "" {
		p.say("\n手順を %[1]s に書き出した。再生: go run ./cmd/recpause replay -in %[1]s/…",
			"\nthe stories are in %[1]s; replay one: go run ./cmd/recpause replay -in %[1]s/…", o.out)
	}
}

func (p printer) world(w system.World, o options) {
	phones, others := callfiles.Parties(w.Header)
	events := p.in("すべてのできごと", "every event")
	if o.events != "" {
		events = strings.Join(words(o.events), ", ")
	}
	if o.documented {
		events += p.in("、記載ありのみ", ", documented ones only")
	}
	p.say("ソフトフォン: %s　社外の電話: %s　同時の通話: %d　%s", "softphones: %s; external telephones: %s; calls at once: %d; %s",
		p.list(phones), p.list(others), w.Calls, events)
}

func (p printer) list(names []string) string {
	if len(names) == 0 {
		return p.in("なし", "none")
	}
	return strings.Join(names, ", ")
}

// result prints a property, its verdict, and its story: how it fails, or how it is met.
func (p printer) result(r system.Result) {
	mark := "✓"
	if !r.Holds {
		mark = "✗"
	}
	id := r.ID()
	if r.Law != "" && r.Rule != 0 {
		id += " " + r.Rule.String()
	}
	p.say("  %s %s  %s", "  %s %s  %s", mark, id, r.Name.In(p.lang))
	switch {
	case r.Witness != nil:
		p.story(r.Witness)
	case r.Sometimes:
		p.say("      （起こらなかった）", "      (it did not occur)")
	}
}

func (p printer) story(events []calllog.Event) {
	fmt.Fprintln(p.w, "      "+system.Tell(events, p.lang))
}

// mismatches prints every class of mismatch, grouped by kind.
func (p printer) mismatches(list []system.Sighting, written bool) {
	p.say("\n表示と録音の食い違い: %d 種類", "\nwhere a display differs from the recording: %d classes", len(list))
	kind := calllog.MismatchKind(0)
	for i, m := range list {
		if m.Kind != kind {
			kind = m.Kind
			p.say("  %s（%s）", "  %s (%s)", kind.In(p.lang), system.Harm(kind).In(p.lang))
		}
		rule := p.in("マニュアルに記載なし", "not in the manual")
		if m.Rule != 0 {
			rule = m.Rule.String()
		}
		p.say("    %d回: %s、実際は%s、%s、%s", "    %d times: %s, in fact %s, %s, %s", m.Count, m.State.In(p.lang),
			m.Recording.In(p.lang), m.Support.In(p.lang), rule)
		p.story(m.Story)
		if written {
			p.say("      → %s", "      → %s", mismatchFolder(i))
		}
	}
}
