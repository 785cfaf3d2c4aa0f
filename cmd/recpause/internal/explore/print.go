package explore

import (
	"fmt"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/system"
)

// A printer tells what was found to somebody who does not read code.
type printer struct{ *command.Call }

func (p printer) report(s found, o options) {
	p.world(s.world, o)
	p.Tell("調べた状態：%d　試したできごと：%d\n", "states visited: %d; events tried: %d\n", s.size.States, s.size.Steps)
	p.Tell("\n常に成り立つこと\n", "\nwhat always holds\n")
	for i, r := range s.results {
		if r.Sometimes && !s.results[i-1].Sometimes { // there are always laws before
			p.Tell("\n起こりうること\n", "\nwhat can happen\n")
		}
		p.result(r)
		if r.Witness != nil && o.out != "" {
			p.Tell("      → %s\n", "      → %s\n", s.folder(i))
		}
	}
	p.mismatches(s.mismatches, o.out != "")
	if o.out != "" {
		p.Tell("\n手順を%[1]sに書き出しました。次のコマンドで再現できます：go run ./cmd/recpause replay -in %[1]s/…\n",
			"\nThe stories are in %[1]s. To replay one: go run ./cmd/recpause replay -in %[1]s/…\n", o.out)
	}
}

func (p printer) world(w system.World, o options) {
	phones, others := callfiles.Parties(w.Header)
	events := p.Say("指示以外のすべて", "all but commands")
	if o.events != "" {
		events = strings.Join(words(o.events), ", ")
	}
	if o.documented {
		events += p.Say("（記載のあるものに限る）", " (documented ones only)")
	}
	p.Tell("ソフトフォン：%s　外線の電話：%s　同時の通話：%d　できごと：%s\n",
		"softphones: %s; external telephones: %s; calls at once: %d; events: %s\n",
		p.list(phones), p.list(others), w.Calls, events)
}

func (p printer) list(names []string) string {
	if len(names) == 0 {
		return p.Say("なし", "none")
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
		id += p.Say("、", ", ") + r.Rule.String()
	}
	p.Tell("  %s %s（%s）\n", "  %s %s (%s)\n", mark, r.Name, id)
	switch {
	case r.Witness != nil:
		p.story(r.Witness)
	case r.Sometimes:
		p.Tell("      （起こりませんでした）\n", "      (it did not happen)\n")
	}
}

func (p printer) story(events []calllog.Event) {
	fmt.Fprintln(p.Out, "      "+system.Tell(events, p.Lang))
}

// mismatches prints every class of mismatch, grouped by kind.
func (p printer) mismatches(list []system.Sighting, written bool) {
	p.Tell("\n表示と実際の録音の食い違い：%d種類\n", "\nwhere displays differ from the recording: %d classes\n", len(list))
	kind := calllog.MismatchKind(0)
	for i, m := range list {
		if m.First.Kind != kind {
			kind = m.First.Kind
			p.Tell("  %s（%s）\n", "  %s (%s)\n", kind, system.Effect(kind))
		}
		rule := p.Say("マニュアルに記載なし", "the manual does not mention this case")
		if m.First.Rule != 0 {
			rule = m.First.Rule.String()
		}
		p.Tell("    状態：%s　実際の録音：%s　きっかけの区分：%s　根拠：%s　件数：%d\n",
			"    state: %s; actual recording: %s; support level of the triggering event: %s; rule: %s; times: %d\n",
			m.State, m.Recording, m.First.Opened.Support, rule, m.Count)
		p.story(m.Story)
		if written {
			p.Tell("      → %s\n", "      → %s\n", mismatchFolder(i))
		}
	}
}
