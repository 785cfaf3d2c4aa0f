package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/proof"
	"github.com/recpause/recpause/spec"
)

// faults writes a row a seeded fault.
func (p *page) faults() {
	p.Say("\n## <a id=\"faults\"></a>仕込んだ欠陥", "\n## <a id=\"faults\"></a>The seeded faults")
	p.Say("\n正しい実装に欠陥を一つだけ入れたもの。実在の製品にあった欠陥には出典を付けた。「発見」は、破ったルールのうち、その検査が見つけた数。最後の欄は、ほかに不合格になった検査。\n",
		"\nThe reference with one defect each; where a real program had it, there is a link. The number is how many of the rules that a fault breaks have caught it; the last column, which other checks fail too.\n")
	p.Head("ID", p.In("欠陥", "fault"), p.In("破るルール", "breaks"), p.In("発見", "caught"), p.In("ほかに不合格", "fail too"))
	for f := range faults.All() {
		name := f.Name.In(p.Lang)
		if f.Source != "" {
			name += fmt.Sprintf(p.In("（[%s](%s)）", " ([%s](%s))"), reference(f.Source), f.Source)
		}
		breaks := slices.Sorted(slices.Values(f.Breaks))
		caught, others := p.outcome(f)
		p.Row(f.ID, name, list(breaks), p.measured(fmt.Sprintf("%d / %d", caught, len(breaks))), p.measured(list(others)))
	}
}

// outcome returns how many of the rules that a fault breaks have caught it, and which others have.
func (p *page) outcome(f faults.Fault) (caught int, others []spec.ID) {
	i := slices.IndexFunc(p.all, func(m proof.Mutant) bool { return m.Fault == f.ID })
	if i < 0 {
		return 0, nil
	}
	for _, id := range p.all[i].Killed {
		if slices.Contains(f.Breaks, id) {
			caught++
		} else {
			others = append(others, id)
		}
	}
	return caught, others
}

// reference returns an issue as its project writes it, such as sipwise/rtpengine#1981.
func reference(url string) string {
	return strings.NewReplacer("https://github.com/", "", "/issues/", "#", "/pull/", "#").Replace(url)
}
