package picture

import (
	"fmt"
	"math"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

var (
	wordShows  = spec.Text{JA: "ソフトフォンの画面", EN: "softphone's display"}
	wordReally = spec.Text{JA: "実際の録音", EN: "actual recording"}
	wordCall   = spec.Text{JA: "通話", EN: "call"}
	wordBeep   = spec.Text{JA: "録音に入るビープ音", EN: "beep in the recording"}
	wordBeeps  = spec.Text{JA: "ビープ音", EN: "beeps"}
	wordAnd    = spec.Text{JA: "、", EN: ", "}
	wordColon  = spec.Text{JA: "：", EN: ": "}
	wordActs   = spec.Text{JA: "できごと", EN: "events"}
	wordMore   = spec.Text{JA: "ほか%d件", EN: "and %d more"}

	wordWhoHears = spec.Text{JA: "聞こえた参加者", EN: "who heard them"}
	wordKept     = spec.Text{JA: "（録音：%s）", EN: " (recorded: %s)"}
	wordNotKept  = spec.Text{JA: "（録音には入らない）", EN: " (not recorded)"}
	textWidened  = spec.Text{JA: "1ピクセルは%.3g秒です。それより短いものは、見えるように実際より広く描いています。",
		EN: "One pixel is %.3g s. What is shorter is drawn wider than it is, so that it can be seen."}

	textSeconds = spec.Text{JA: "%.1f秒", EN: "%.1f s"}
	textSpan    = spec.Text{JA: "%sから%sまでに、できごとが%d件あります。", EN: "The log covers %s to %s (events: %d)."}
	textStops   = spec.Text{JA: "通話%sには、停止による無音（一部の音声だけの場合を含む）が合計%[3]s、%[2]d回あります。",
		EN: "In call %s, stops silence all or some of the audio for %[3]s in total (spans: %[2]d)."}
	textNone       = spec.Text{JA: "通話%sに、停止による無音はありません。", EN: "In call %s, no stop silences anything."}
	textMismatches = spec.Text{JA: "表示と実際の録音の食い違いは%d件です。", EN: "Displays that differ from the recording: %d."}
)

var trackWords = [...]struct{ name, what spec.Text }{
	recording.Mixed: {spec.Text{JA: "1ch", EN: "1ch"}, spec.Text{JA: "全員", EN: "everybody"}},
	recording.OperatorSide: {spec.Text{JA: "オペレーター側", EN: "operator side"},
		spec.Text{JA: "2ch（左）、分離", EN: "2ch left, split"}},
	recording.FarSide: {spec.Text{JA: "通話相手側", EN: "far side"},
		spec.Text{JA: "2ch（右）、分離", EN: "2ch right, split"}},
}

// mismatchWords say in short what really happens.
var mismatchWords = [...]spec.Text{{},
	calllog.StoppedButRecording:      {JA: "実際は録音中", EN: "in fact recorded"},
	calllog.StoppedButOthersRecorded: {JA: "ほかは録音中", EN: "others are recorded"},
	calllog.RecordingButStopped:      {JA: "実際は停止中", EN: "in fact silent"},
}

var soundWords = [...]spec.Text{
	Nobody:  {JA: "音声なし", EN: "nobody"},
	Voices:  {JA: "録音", EN: "recorded"},
	Partly:  {JA: "一部無音", EN: "partly silent"},
	Silence: {JA: "無音", EN: "silence"},
}

// keys say what each look means.
var keys = []struct {
	class string
	text  spec.Text
}{
	{"face stop", spec.Text{JA: "画面に「録音停止」", EN: "display shows 「録音停止」"}},
	{"face resume", spec.Text{JA: "画面に「録音再開」とメッセージ", EN: "display shows 「録音再開」 and the message"}},
	{"face resume brief", spec.Text{JA: "短い「録音再開」とメッセージ", EN: "the same, for a short while"}},
	{"face none", spec.Text{JA: "「録音停止」ボタンの表示なし", EN: "no toggle is shown"}},
	{"lie", spec.Text{JA: "⚠ 「停止中」の表示だが、実際は録音中", EN: "⚠ shows a stop, but something is recorded"}},
	{"lie less", spec.Text{JA: "△ 「停止中」の表示がないが、実際は停止中", EN: "△ shows no stop, but is not recorded"}},
	{"really on", spec.Text{JA: "録音中", EN: "recording"}},
	{"really off", spec.Text{JA: "録音なし", EN: "not recording"}},
	{"part nobody", spec.Text{JA: "この録音に音声なし", EN: "nobody in this recording"}},
	{"part voices", spec.Text{JA: "録音された音声", EN: "recorded audio"}},
	{"really silent", spec.Text{JA: "停止による無音", EN: "silenced by a stop"}},
	{"really partial", spec.Text{JA: "一部の音声だけ無音", EN: "some voices silenced"}},
	{"really silent brief", spec.Text{JA: "停止による短い無音", EN: "short silence by a stop"}},
	{"really partial brief", spec.Text{JA: "一部の音声だけの短い無音", EN: "some voices silenced for a short while"}},
	{"heard", spec.Text{JA: "聞こえるだけのビープ音", EN: "beep that is only heard"}},
	{"heard kept", spec.Text{JA: "録音にも入るビープ音", EN: "beep that is recorded too"}},
	{"beep", spec.Text{JA: "♪ 録音に入るビープ音", EN: "♪ beep in the recording"}},
	{"flag click", spec.Text{JA: "「録音停止」「録音再開」の操作", EN: "click on the toggle"}},
	{"flag", spec.Text{JA: "そのほかのできごと", EN: "other event"}},
}

// key lays out the keys of what is in the picture, line by line.
func (s *sheet) key() {
	const swatch, line = 22, 22
	x, y := float64(margin), s.y+4
	for _, k := range keys {
		if !s.used[k.class] && !s.used[twins[k.class]] {
			continue
		}
		text := s.say(k.text)
		w := swatch + 6 + breadth(text, small) + 16
		if x+w > s.right+margin && x > margin {
			x, y = margin, y+line
		}
		if strings.HasPrefix(k.class, "heard") {
			s.add(shape{Kind: "rect", Class: k.class, X: number(x + 6), Y: number(y + 2), W: 10, H: 10, Radius: 5})
		} else {
			s.rect(k.class, x, y, swatch, 14, "")
		}
		s.text("small", x+swatch+6, y+12, text)
		x += w
	}
	s.y = y + line
	if s.widened {
		pixel := s.Rate.Duration(s.Span.Len()).Seconds() / (s.right - s.left)
		s.y = s.lines("small", s.y+12, s.say(textWidened.With(pixel)))
	}
}

// lines lays out a text in as many lines as it takes, and returns where the next one would be.
func (s *sheet) lines(class string, y float64, text string) float64 {
	const line = 18
	room, from, last := s.right-margin, 0, 0
	for i, r := range text {
		if r == ' ' || r >= 0x3000 {
			last = i
		}
		if breadth(text[from:i], small) > room && last > from {
			s.text(class, margin, y, strings.TrimSpace(text[from:last]))
			y, from = y+line, last
		}
	}
	s.text(class, margin, y, strings.TrimSpace(text[from:]))
	return y + line - 12
}

// twins are classes that look the same as others, and so need no key of their own.
var twins = map[string]string{"really silent": "part silence", "really partial": "part partly", "part voices": "wave",
	"really silent brief": "part silence brief", "really partial brief": "part partly brief"}

// Summary says what a picture shows, in a few sentences; the last one counts the mismatches.
func (p Picture) Summary(l spec.Lang) []string {
	parts := []string{textSpan.With(Clock(p.Rate, p.Span.From), Clock(p.Rate, p.Span.To), len(p.Acts)).In(l)}
	for _, c := range p.Calls {
		n, silent := 0, int64(0)
		for _, s := range c.States {
			if s.Is == pause.Silent || s.Is == pause.Partial {
				n, silent = n+1, silent+s.Len()
			}
		}
		if n == 0 {
			parts = append(parts, textNone.With(c.Name).In(l))
			continue
		}
		parts = append(parts, textStops.With(c.Name, n, long(p.Rate, recording.Span{To: silent}, l)).In(l))
	}
	return append(parts, textMismatches.With(p.mismatches()).In(l))
}

func (p Picture) mismatches() (n int) {
	for _, phone := range p.Phones {
		n += len(phone.Mismatches)
	}
	return n
}

// Describe says everything that a picture shows, lane by lane, for who cannot see it.
func (p Picture) Describe(l spec.Lang) (lanes []Lane) {
	acts := Lane{Name: wordActs.In(l)}
	for i, a := range p.Acts {
		acts.add(fmt.Sprintf("%d. %s %s", p.First+i+1, Clock(p.Rate, a.At), a.Text.In(l)))
	}
	lanes = append(lanes, acts)
	s := &sheet{Picture: p, style: Style{Lang: l}}
	for _, phone := range p.Phones {
		lanes = append(lanes, s.describePhone(phone))
	}
	for _, c := range p.Calls {
		lanes = append(lanes, s.describeStates(c))
		if len(c.Heard) > 0 {
			lanes = append(lanes, s.describeHeard(c))
		}
		for _, t := range c.Tracks {
			lanes = append(lanes, s.describeTrack(c, t))
		}
	}
	return lanes
}

// A Lane is what one lane of a picture shows, in words.
type Lane struct {
	Name  string
	Lines []string
}

func (l *Lane) add(parts ...string) { l.Lines = append(l.Lines, strings.Join(parts, "")) }

func (s *sheet) describePhone(p Phone) Lane {
	lane := Lane{Name: p.Name + s.say(wordColon) + s.say(wordShows)}
	for _, f := range p.Screens {
		lane.add(s.when(f.Span), s.shown(f))
	}
	for _, m := range p.Mismatches {
		lane.add(s.when(m.Span), lookOf(m).sign, " ", m.Kind.In(s.style.Lang))
	}
	return lane
}

func (s *sheet) describeStates(c Call) Lane {
	lane := Lane{Name: c.Name + s.say(wordColon) + s.say(wordReally)}
	for _, state := range c.States {
		lane.add(s.when(state.Span), s.really(state))
	}
	return lane
}

func (s *sheet) describeHeard(c Call) Lane {
	lane := Lane{Name: c.Name + s.say(wordColon) + s.say(wordBeeps)}
	for _, h := range c.Heard {
		lane.add(Clock(s.Rate, h.At), "  ", h.In(s.style.Lang))
	}
	return lane
}

func (s *sheet) describeTrack(c Call, t Track) Lane {
	words := trackWords[t.Which]
	lane := Lane{Name: c.Name + s.say(wordColon) + s.say(words.name) + " (" + s.say(words.what) + ")"}
	for _, p := range t.Parts {
		lane.add(s.when(p.Span), s.part(p))
	}
	for _, b := range t.Beeps {
		lane.add(s.when(b), "♪ ", s.say(wordBeep))
	}
	return lane
}

func (s *sheet) when(span recording.Span) string {
	return Clock(s.Rate, span.From) + " – " + Clock(s.Rate, span.To) + "  "
}

// Clock writes a position as a time of the log's axis, to the millisecond: 0:11.614, 1:00:00.000.
func Clock(r recording.Rate, at int64) string {
	sign := ""
	if at < 0 {
		sign, at = "-", -at
	}
	ms := r.Duration(at).Milliseconds()
	if hours := ms / 3_600_000; hours > 0 {
		return fmt.Sprintf("%s%d:%02d:%02d.%03d", sign, hours, ms/60_000%60, ms/1000%60, ms%1000)
	}
	return fmt.Sprintf("%s%d:%02d.%03d", sign, ms/60_000, ms/1000%60, ms%1000)
}

func long(r recording.Rate, s recording.Span, l spec.Lang) string {
	d := r.Duration(s.Len())
	if d.Minutes() >= 2 {
		clock, _, _ := strings.Cut(Clock(r, s.Len()), ".")
		return clock
	}
	return textSeconds.With(d.Seconds()).In(l)
}

// A tick is a mark on the time axis.
type tick struct {
	at   float64 // in samples
	text string
}

// ticks returns the marks of a span, so many at most.
func ticks(r recording.Rate, s recording.Span, atMost int) (list []tick) {
	from, to := float64(s.From)/float64(r), float64(s.To)/float64(r)
	step := niceStep((to - from) / float64(atMost))
	for n := math.Ceil(from / step); n*step <= to && len(list) <= atMost; n++ {
		list = append(list, tick{n * step * float64(r), tickText(n*step, step, max(-from, to))})
	}
	return list
}

// niceSteps are the distances of marks in seconds that people can count in.
var niceSteps = [...]float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200,
	1800, 3600, 7200, 10800, 21600, 43200, 86400}

func niceStep(atLeast float64) float64 {
	for _, s := range niceSteps {
		if s >= atLeast {
			return s
		}
	}
	const day = 86400
	return day * math.Ceil(atLeast/day)
}

// tickText writes seconds as such up to two minutes, and longer times as clocks do.
func tickText(seconds, step, farthest float64) string {
	n, sign := int64(math.Round(math.Abs(seconds))), ""
	if seconds < 0 {
		sign = "-"
	}
	switch {
	case step < 1:
		return fmt.Sprintf("%.*f s", int(math.Ceil(-math.Log10(step))), seconds)
	case farthest <= 120:
		return fmt.Sprintf("%s%d s", sign, n)
	case farthest < 3600 || step < 60:
		return fmt.Sprintf("%s%d:%02d", sign, n/60, n%60)
	}
	return fmt.Sprintf("%s%dh%02d", sign, n/3600, n/60%60)
}
