//go:build mutants

package proof

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/spec"
)

// A chapter is a part of the manual, from its first rule on.
type chapter struct {
	first spec.ID
	title spec.Text
}

var chapters = []chapter{
	{spec.DOC010, spec.Text{JA: "§0 ページの冒頭", EN: "§0 The head of the page"}},
	{spec.DOC041, spec.Text{JA: "§1 どのような機能か", EN: "§1 What the feature is"}},
	{spec.DOC045, spec.Text{JA: "§2 ソフトフォンの設定", EN: "§2 The softphone's setting"}},
	{spec.DOC046, spec.Text{JA: "§3 停止と再開の操作", EN: "§3 Stopping and resuming"}},
	{spec.DOC048, spec.Text{JA: "§3.1 ボタンが表示される状態", EN: "§3.1 Where the toggle is shown"}},
	{spec.DOC049, spec.Text{JA: "§3.2 停止中に操作できるボタン", EN: "§3.2 Which buttons work while stopped"}},
	{spec.DOC051, spec.Text{JA: "§4 録音の内容", EN: "§4 What is recorded"}},
	{spec.DOC052, spec.Text{JA: "§5 音声認識", EN: "§5 Speech-to-text"}},
	{spec.S2S001, spec.Text{JA: "§5 ソフトフォン同士の通話", EN: "§5 Calls between two softphones"}},
	{spec.WAR001, spec.Text{JA: "§5 制約、電話会議室", EN: "§5 Limits, and conference rooms"}},
	{spec.WAR012, spec.Text{JA: "§5 三者通話", EN: "§5 Three-way calls"}},
	{spec.WAR013, spec.Text{JA: "§5 #・*転送", EN: "§5 # and * transfers"}},
	{spec.WAR014, spec.Text{JA: "§5 アウトバウンド", EN: "§5 Outbound calls"}},
}

func allRules() (ids []spec.ID) {
	for r := range spec.Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}

// rules returns the rules of the chapter with a number.
func (c chapter) rules(i int) []spec.ID {
	all := allRules()
	from, to := slices.Index(all, c.first), len(all)
	if i+1 < len(chapters) {
		to = slices.Index(all, chapters[i+1].first)
	}
	return all[from:to]
}

func (c chapter) anchor(i int) string { return fmt.Sprintf("c%d", i) }

// chapter writes a row a rule.
func (p *page) chapter(c chapter, i int) {
	fmt.Fprintf(p, "\n## <a id=%q></a>%s\n\n", c.anchor(i), c.title.In(p.Lang))
	p.Head("ルール | 内容 | 決めている表 | 検査が見つけた誤り", "rule | what it says | decided in table | what its check has found")
	for _, id := range c.rules(i) {
		r, _ := spec.Lookup(id)
		p.Row("`"+id.String()+"`<br>"+p.where(r.Place),
			r.Statement.In(p.Lang)+"<br>_"+r.Support.In(p.Lang)+p.In("・", ", ")+p.certainty(r)+"_", p.decided(r.ID),
			p.proved(r))
	}
}

func (p *page) where(place spec.Place) string {
	return fmt.Sprintf(p.In("%s、%d行", "%s, l. %d"), place.Cell.In(p.Lang), place.Line)
}

var certainties = map[string]spec.Text{"explicit": {JA: "明記", EN: "explicit"}, "derived": {JA: "導出", EN: "derived"},
	"ambiguous": {JA: "二通りに読める", EN: "ambiguous"}, "gap": {JA: "記載なし", EN: "gap"}}

func (p *page) certainty(r spec.Rule) string { return certainties[r.Certainty].In(p.Lang) }

// decided returns the tables that have a rule in one of their rows; where none has, those by whose mutants its check
// fails.
func (p *page) decided(id spec.ID) string {
	has := func(m mutant) bool { return slices.Contains(m.breaks, id) }
	if names := p.tablesOf(has); len(names) > 0 {
		return strings.Join(names, p.In("、", ", "))
	}
	names := p.tablesOf(func(m mutant) bool { return m.killedBy(id) })
	if len(names) == 0 {
		return "–"
	}
	return p.In("依存する表：", "depends on ") + strings.Join(names, p.In("、", ", "))
}

// tablesOf returns the tables that have a mutant of some kind, each once.
func (p *page) tablesOf(is func(mutant) bool) (names []string) {
	for _, m := range p.all {
		if m.fault == "" && is(m) && !slices.Contains(names, m.source) {
			names = append(names, m.source)
		}
	}
	return names
}

// proved returns what the check of a rule has caught, or why there is no check.
func (p *page) proved(r spec.Rule) string {
	if !slices.Contains(conformance.Rules(), r.ID) {
		return p.In("検査なし：", "no check: ") + p.unchecked(r)
	}
	return p.caught(r.ID)
}

// caught returns how many of the broken tables that break a rule its check has caught, and which faults.
func (p *page) caught(id spec.ID) string {
	var caught, all int
	var faults []string
	for _, m := range p.all {
		switch killed := m.killedBy(id); {
		case !slices.Contains(m.breaks, id):
		case m.fault == "":
			all++
			if killed {
				caught++
			}
		case killed:
			faults = append(faults, m.fault)
		}
	}
	var parts []string
	if all > 0 {
		parts = append(parts, fmt.Sprintf("%d / %d", caught, all))
	}
	return strings.Join(append(parts, faults...), " ")
}

// unchecked returns why a rule has no check.
func (p *page) unchecked(r spec.Rule) string {
	switch {
	case r.Support == spec.Informative || r.Support == spec.Responsibility:
		return r.Support.In(p.Lang)
	case r.Certainty == "gap":
		return p.In("マニュアルに記載なし", "the manual does not say")
	case r.Support == spec.Unspecified:
		return r.Support.In(p.Lang)
	case strings.HasSuffix(r.Place.Cell.EN, "column 0"):
		return p.In("できごとの欄であり、同じ行のほかの欄で検査する", "an event; the other cells of its row are checked")
	}
	return p.In("実行時に観測できるものがない", "nothing can be seen at run time")
}

// faults writes a row a seeded fault.
func (p *page) faults() {
	p.Say("\n## <a id=\"faults\"></a>わざと入れた欠陥",
		"\n## <a id=\"faults\"></a>The seeded faults")
	p.Say("\n参照実装に欠陥を1つだけ入れたものです。実在の製品にあった欠陥には、出典を付けています。「発見」は、"+
		"破られたルールのうち自身の検査が見つけた数です。最後の列は、ほかに不合格になったルールです。\n",
		"\nEach is the reference with one defect. Where a real program had it, there is a link. The number says "+
			"how many of the rules that a fault breaks have found it; the last column names the other rules that "+
			"fail, too.\n")
	p.Head("ID | 欠陥 | 破るルール | 発見 | ほかに不合格", "ID | fault | breaks | found | fail too")
	for f := range faults.All() {
		name := f.Name.In(p.Lang)
		if f.Source != "" {
			name += fmt.Sprintf(p.In("（[%s](%s)）", " ([%s](%s))"), reference(f.Source), f.Source)
		}
		breaks := slices.Sorted(slices.Values(f.Breaks))
		caught, others := p.outcome(f)
		p.Row(f.ID, name, list(breaks), fmt.Sprintf("%d / %d", caught, len(breaks)), list(others))
	}
}

// outcome returns how many of the rules that a fault breaks have caught it, and which others have.
func (p *page) outcome(f faults.Fault) (caught int, others []spec.ID) {
	i := slices.IndexFunc(p.all, func(m mutant) bool { return m.fault == f.ID })
	if i < 0 {
		return 0, nil
	}
	for _, id := range p.all[i].killed {
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

// list writes rules in short, a chapter's together: BTN-010 020 · VIS-020.
func list(ids []spec.ID) string {
	var b strings.Builder
	chapter := ""
	for _, id := range ids {
		_, name, _ := strings.Cut(id.String(), "-")
		in, number, _ := strings.Cut(name, "-")
		switch {
		case in == chapter:
			b.WriteString(" " + number)
			continue
		case chapter != "":
			b.WriteString(" · ")
		}
		b.WriteString(name)
		chapter = in
	}
	return b.String()
}

// Every rule has a row on each page, in document order.
func TestEveryRuleHasARow(t *testing.T) {
	row := regexp.MustCompile("(?m)^\\| `(RP-[A-Z0-9]{3}-[0-9]{3})`")
	for _, lang := range []spec.Lang{spec.JA, spec.EN} {
		var got []string
		for _, m := range row.FindAllStringSubmatch(traceability(lang, nil), -1) {
			got = append(got, m[1])
		}
		var want []string
		for _, id := range allRules() {
			want = append(want, id.String())
		}
		require.Equal(t, want, got, lang)
	}
}

// A rule's cell counts the tables that break the rule and were caught by its own check, and names such faults.
func TestCaught(t *testing.T) {
	own, other := []spec.ID{spec.VIS020}, []spec.ID{spec.VIS021}
	p := page{all: []mutant{
		{source: "3.1", breaks: own, killed: own},
		{source: "3.1", breaks: own, killed: other},
		{source: "gate", breaks: other, killed: []spec.ID{spec.VIS020, spec.VIS023}},
		{source: "faults", fault: "F05", breaks: own, killed: own},
		{source: "faults", fault: "F06", breaks: own, killed: other},
		{source: "faults", fault: "F07", breaks: other, killed: own},
	}}
	require.Equal(t, "1 / 2 F05", p.caught(spec.VIS020))
	require.Equal(t, "3.1", p.decided(spec.VIS020))
	require.Equal(t, "depends on gate", p.decided(spec.VIS023))
	require.Equal(t, "–", p.decided(spec.VIS022))
}

// A list of rules names a chapter once.
func TestList(t *testing.T) {
	require.Equal(t, "BTN-010 020 · VIS-020 · BTN-030",
		list([]spec.ID{spec.BTN010, spec.BTN020, spec.VIS020, spec.BTN030}))
	require.Empty(t, list(nil))
}
