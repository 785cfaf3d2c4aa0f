package archive

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/recpause/recpause/cmd/recpause/internal/judge"
	"github.com/recpause/recpause/internal/visible"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/spec"
)

// causeTexts are why a recording could not be judged, where that has a name.
var causeTexts = map[string]spec.Text{
	"no_file":         {JA: "録音のファイルがない", EN: "a file of the recording is not there"},
	"not_audio":       {JA: "録音のファイルが空か、壊れているか、音声ではない", EN: "a file is empty, broken or no audio"},
	"no_metadata":     {JA: "記録がない", EN: "there are no metadata"},
	"broken_metadata": {JA: "記録を読み取れない", EN: "the metadata cannot be read"},
	"deadly":          {JA: "調べるたびにプロセスが終了する", EN: "every worker that judged it died"},
	"missing_file":    {JA: "録音方式に対してファイルが足りない", EN: "a file of the layout is missing"},
	"surplus_file":    {JA: "録音方式に対してファイルが多い", EN: "there are more files than the layout has"},
	"wrong_rate":      {JA: "サンプリング周波数が記録と異なる", EN: "the sample rate is not that of the metadata"},
	"wrong_channels":  {JA: "チャンネル数が記録と異なる", EN: "the number of channels is not that of the metadata"},
	"unknown_codec":   {JA: "コーデックが分からない", EN: "the codec is not known"},
	"empty":           {JA: "音声がない", EN: "there is no audio in it"},
	"unreadable":      {JA: "最後まで読めない", EN: "it could not be read to its end"},
	"broken_manifest": {JA: "記録が矛盾している", EN: "the metadata contradict themselves"},
	"broken_options":  {JA: "指定が使用できない", EN: "the options cannot be used"},
}

func causeText(cause string) spec.Text {
	if text, ok := causeTexts[cause]; ok {
		return text
	}
	return spec.Text{JA: "そのほか", EN: "something else"}
}

// unseenTexts are what the files of a recording cannot show.
var unseenTexts = map[string]spec.Text{
	"other_voices":  {JA: "停止した人の音声が、ほかの人の音声と重なる所", EN: "a stopped voice under others in one track"},
	"quiet_voice":   {JA: "音声自体がゼロの所での、無音の始まりと終わり", EN: "the edges of a silence where the voice itself is zero"},
	"loud_voice":    {JA: "大きな音声に重なるビープ音", EN: "a beep under a voice that is too loud"},
	"never_came":    {JA: "届かなかった音声", EN: "audio that was never received"},
	"guard_margin":  {JA: "録音の端に掛かる余裕", EN: "the guard margin at an end of the recording"},
	"not_watched":   {JA: "録音装置が見ていなかった所", EN: "where the recorder had failed"},
	"short_tone":    {JA: "短すぎる余分なビープ音", EN: "extra beeps of a tone that is too short"},
	"many_tones":    {JA: "数え切れない音", EN: "more tones than are kept"},
	"under_beep":    {JA: "ビープ音に隠れる音声", EN: "a faint voice under a beep"},
	"tolerant_edge": {JA: "許容値により判定しない端", EN: "edges that the tolerance leaves out"},
}

func unseenText(why, name string) spec.Text {
	if text, ok := unseenTexts[why]; ok {
		return text
	}
	return spec.Text{JA: name, EN: name}
}

// A fact is a line of a summary: what, and how many.
type fact struct {
	What  spec.Text
	Count spec.Text
}

// percent is a share for people: never 0 % of something, and never 100 % of less than all.
func percent(n, all int64) string {
	p := 100 * float64(n) / float64(max(all, 1))
	switch {
	case n > 0 && p < 0.1:
		return "< 0.1 %"
	case n < all && p > 99.9:
		return "> 99.9 %"
	}
	return fmt.Sprintf("%.1f %%", p)
}

func number(n int64) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func (t *tally) share(n int64) spec.Text {
	text := number(n) + " (" + percent(n, t.all()) + ")"
	return spec.Text{JA: text, EN: text}
}

// outcomes are how many recordings came out how.
func (t *tally) outcomes() []fact {
	return []fact{
		{spec.Text{JA: "調べた録音", EN: "recordings"}, spec.Text{JA: number(t.all()), EN: number(t.all())}},
		{spec.Text{JA: "問題のない録音", EN: "nothing is wrong"}, t.share(t.Recordings[judge.Clean])},
		{spec.Text{JA: "指摘のある録音", EN: "with findings"}, t.share(t.Recordings[judge.Findings])},
		{spec.Text{JA: "　漏れ：停止中の音声が残っている", EN: "  leak: a stop did not keep something out"},
			t.share(t.Severities[audit.Leak])},
		{spec.Text{JA: "　欠落：話された音声が失われている", EN: "  lost: something that was said may be missing"},
			t.share(t.Severities[audit.Lost])},
		{spec.Text{JA: "　誤り：記載と異なる", EN: "  wrong: not as documented"}, t.share(t.Severities[audit.Wrong])},
		{spec.Text{JA: "判定できなかった録音", EN: "could not be judged"}, t.share(t.Recordings[judge.Unjudged])},
	}
}

func (t *tally) kinds() (facts []fact) {
	for _, k := range byCount(t.Kinds, func(a, b audit.Kind) int { return cmp.Compare(a, b) }) {
		facts = append(facts, fact{spec.Text{JA: k.In(spec.JA), EN: k.In(spec.EN)}, t.share(t.Kinds[k])})
	}
	return facts
}

func (t *tally) causes() (facts []fact) {
	for _, c := range byCount(t.Causes, func(a, b spec.Text) int { return cmp.Compare(a.EN, b.EN) }) {
		facts = append(facts, fact{c, t.share(t.Causes[c])})
	}
	return facts
}

func (t *tally) unseen() (facts []fact) {
	for _, u := range byCount(t.Unseen, cmp.Compare[string]) {
		facts = append(facts, fact{unseenText(u, u), t.share(t.Unseen[u])})
	}
	return facts
}

// sample says what a sample tells about all.
func (t *tally) sample() spec.Text {
	if t.Drawn == 0 {
		return spec.Text{}
	}
	worst := int(t.LeakObjects + t.NotSeenAtAll)
	bound := atMost(worst, t.Drawn)
	in := int64(bound * float64(t.Of))
	return spec.Text{
		JA: "%s件から%s件を無作為に選びました。漏れのあるもの：%d件、判定できないもの：%d件。全体のうち漏れのあるものは、多くて%.3g %%（約%s件）です（信頼度95 %%。判定できないものは漏れとして数えます）。",
		EN: "Of %s objects, %s were drawn at random: %d with a leak, %d that could not be judged. Of all, at most %.3g %% " +
			"have a leak (some %s), at a confidence of 95 %%, where what could not be judged counts as a leak.",
	}.With(number(int64(t.Of)), number(int64(t.Drawn)), t.LeakObjects, t.NotSeenAtAll, 100*bound, number(in))
}

func (t *tally) bytes() spec.Text {
	return spec.Text{JA: "録音は%s、読んだのは%s（%s）です。", EN: "The recordings have %s, of which %s were read (%s)."}.
		With(size(t.Stored), size(t.Read), percent(t.Read, t.Stored))
}

func size(n int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB", "PB"}
	x, i := float64(n), 0
	for x >= 1000 && i < len(units)-1 {
		x, i = x/1000, i+1
	}
	if i == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.3g %s", x, units[i])
}

// what says what was judged.
func (t *tally) what() spec.Text {
	p := t.Plans[0]
	text := visible.Line(shown(p.Archive))
	if p.Recordings != "" {
		text += " " + visible.Line(p.Recordings)
	}
	if n := len(t.Plans); n > 1 {
		return spec.Text{JA: "%s（%d個の監査）", EN: "%s (%d runs)"}.With(text, n)
	}
	if p.Shard.Of > 1 {
		text += fmt.Sprintf(" (%d/%d)", p.Shard.I, p.Shard.Of)
	}
	return spec.Text{JA: text, EN: text}
}

// text is the summary for people.
func (t *tally) text(l spec.Lang) string {
	var b strings.Builder
	section := func(title spec.Text, facts []fact) {
		if len(facts) == 0 {
			return
		}
		fmt.Fprintf(&b, "\n%s\n", title.In(l))
		for _, f := range facts {
			fmt.Fprintf(&b, "  %s: %s\n", f.What.In(l), f.Count.In(l))
		}
	}
	fmt.Fprintln(&b, t.what().In(l))
	if !t.Done {
		fmt.Fprintln(&b, notDoneText.In(l))
	}
	for _, f := range t.outcomes() {
		fmt.Fprintf(&b, "  %s: %s\n", f.What.In(l), f.Count.In(l))
	}
	section(kindsText, t.kinds())
	section(causesText, t.causes())
	section(unseenTitle, t.unseen())
	if t.Drawn > 0 {
		fmt.Fprintf(&b, "\n%s\n", t.sample().In(l))
	}
	fmt.Fprintf(&b, "\n%s\n", t.bytes().In(l))
	return b.String()
}

var (
	notDoneText = spec.Text{JA: "監査は途中です。同じ指定で続きから始められます。",
		EN: "The run has not ended: begin it again with the same flags, and it goes on."}
	unjudgedText = spec.Text{JA: "判定できない", EN: "not judged"}
	kindsText    = spec.Text{JA: "指摘の種類（録音の数。1つの録音に複数あることがあります）", EN: "What was found (recordings; one may have several)"}
	causesText   = spec.Text{JA: "判定できなかった理由", EN: "Why some could not be judged"}
	unseenTitle  = spec.Text{JA: "録音から分からないこと（録音の数）", EN: "What the recordings cannot show (recordings)"}
)
