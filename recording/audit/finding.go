package audit

import (
	"fmt"
	"math"
	"strings"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Severity is how much harm a finding does. The zero Severity is the least.
type Severity uint8

// The severities, the least harm first.
const (
	Notice Severity = iota // as documented, and worth knowing
	Wrong                  // not as documented, and nothing said is kept or lost by it
	Lost                   // something that was said may be missing
	Leak                   // something is in the recording that should not be
)

//enum:text
var severityNames = [...]string{Notice: "notice", Wrong: "wrong", Lost: "lost", Leak: "leak"}

var severityTexts = [...]spec.Text{Notice: {JA: "注意", EN: "notice"}, Wrong: {JA: "不正", EN: "wrong"},
	Lost: {JA: "欠落", EN: "lost"}, Leak: {JA: "漏れ", EN: "leak"}}

// A Kind is what is wrong. The zero Kind is nothing.
type Kind uint8

// The kinds.
const (
	SoundInPause    Kind = 1 + iota // non-silence within a pause, or all of it
	OneSideOnly                     // a pause silences one side, and the other is as it was
	Attenuated                      // a pause is turned down instead of silent
	BeginsLate                      // a pause's silence begins late: the voice goes on
	EndsEarly                       // a pause's silence ends early: the voice is back
	RecordedWhenOff                 // a file of a call that is not recorded by setting
	Stray                           // sound where nobody's voice belongs
	BeginsEarly                     // a pause's silence begins early
	EndsLate                        // a pause's silence ends late, or never
	Gap                             // a pause is cut out, as a whole or in part
	WrongLength                     // the file has another length, and no cut pause explains it
	WrongSilence                    // a constant that is not the codec's silence
	BeepMissing                     // no beep
	BeepMisplaced                   // a beep early or late
	BeepOnWrongSide                 // the beep is on the other side instead
	BeepExtra                       // a beep where none belongs
	NotTheTone                      // a beep of another frequency, length, level or other ramps
	EndedStopped                    // the call ended while stopped
	StoppedTooLong                  // a stop longer than the limit
)

//enum:text kind of finding
var kindNames = [...]string{"none", SoundInPause: "sound_in_pause", OneSideOnly: "one_side_only",
	Attenuated: "attenuated", BeginsLate: "begins_late", EndsEarly: "ends_early",
	RecordedWhenOff: "recorded_when_off", Stray: "stray_sound", BeginsEarly: "begins_early", EndsLate: "ends_late",
	Gap: "gap", WrongLength: "wrong_length", WrongSilence: "wrong_silence", BeepMissing: "beep_missing",
	BeepMisplaced: "beep_misplaced", BeepOnWrongSide: "beep_on_wrong_side", BeepExtra: "beep_extra",
	NotTheTone: "not_the_tone", EndedStopped: "ended_stopped", StoppedTooLong: "stopped_too_long"}

var kindTexts = [...]spec.Text{
	SoundInPause:    {JA: "停止中なのに無音でない", EN: "not silent although stopped"},
	OneSideOnly:     {JA: "停止中に片側しか無音でない", EN: "only one side is silent while stopped"},
	Attenuated:      {JA: "停止中に無音でなく小さい音", EN: "turned down instead of silent"},
	BeginsLate:      {JA: "無音の始まりが遅い", EN: "the silence begins late"},
	EndsEarly:       {JA: "無音の終わりが早い", EN: "the silence ends early"},
	RecordedWhenOff: {JA: "録音オフの設定なのに録音がある", EN: "a recording although recording is off by setting"},
	Stray:           {JA: "この録音に誰の声もないはずの所に音がある", EN: "sound where nobody's voice belongs"},
	BeginsEarly:     {JA: "無音の始まりが早い", EN: "the silence begins early"},
	EndsLate:        {JA: "無音の終わりが遅い", EN: "the silence ends late"},
	Gap:             {JA: "停止区間が無音でなく切り取られている", EN: "the stopped time is cut out instead of silent"},
	WrongLength:     {JA: "長さが違う", EN: "the length is wrong"},
	WrongSilence:    {JA: "無音の値が違う", EN: "not the codec's silence"},
	BeepMissing:     {JA: "再開のビープ音がない", EN: "the beep is missing"},
	BeepMisplaced:   {JA: "ビープ音の位置が違う", EN: "the beep is not where it belongs"},
	BeepOnWrongSide: {JA: "ビープ音が反対側にある", EN: "the beep is on the wrong side"},
	BeepExtra:       {JA: "余分なビープ音", EN: "a beep where none belongs"},
	NotTheTone:      {JA: "決まったビープ音と違う", EN: "the beep is not the tone"},
	EndedStopped:    {JA: "停止したまま通話が終わった", EN: "the call ended while stopped"},
	StoppedTooLong:  {JA: "停止が上限より長い", EN: "stopped for longer than the limit"},
}

// kinds are how much harm a kind of finding does, and the rule that it goes against; that of a notice is the one that lets it happen.
var kinds = [...]struct {
	severity Severity
	rule     spec.ID
}{
	SoundInPause:    {Leak, spec.REC011},
	OneSideOnly:     {Leak, spec.REC034},
	Attenuated:      {Leak, spec.REC010},
	BeginsLate:      {Leak, spec.REC011},
	EndsEarly:       {Leak, spec.REC011},
	RecordedWhenOff: {Leak, spec.REC050},
	Stray:           {Wrong, spec.REC012},
	BeginsEarly:     {Lost, spec.RSP030},
	EndsLate:        {Lost, spec.REC040},
	Gap:             {Lost, spec.REC010},
	WrongLength:     {Lost, spec.REC012},
	WrongSilence:    {Wrong, spec.REC010},
	BeepMissing:     {Wrong, spec.REC020},
	BeepMisplaced:   {Wrong, spec.REC020},
	BeepOnWrongSide: {Wrong, spec.REC032},
	BeepExtra:       {Wrong, spec.NTF020},
	NotTheTone:      {Wrong, spec.NTF020},
	EndedStopped:    {Notice, spec.RSP020},
	StoppedTooLong:  {Notice, spec.RSP020},
}

// Severity returns how much harm a finding of the kind does.
func (k Kind) Severity() Severity {
	if int(k) < len(kinds) {
		return kinds[k].severity
	}
	return Notice
}

// ruleOf returns the rule of a kind of finding in a layout.
func ruleOf(k Kind, l recording.Layout, where []Place) spec.ID {
	operator := len(where) > 0 && where[0].Track == recording.OperatorSide
	switch {
	case k == BeepExtra && operator:
		return spec.REC032
	case k == BeepMissing && l == recording.TwoChannel:
		return spec.REC030
	case k == BeepMissing && l == recording.Split:
		return spec.REC031
	case k == BeepMissing && l == recording.OneChannel:
		return spec.REC033
	}
	return kinds[k].rule
}

// A Place is a channel of a file, and the track it holds.
type Place struct {
	File    string
	Channel int
	Track   recording.Track
}

// allTracks is the track of a place that is a whole file: it prints as none.
const allTracks recording.Track = math.MaxUint8

// A Finding is one defect. Which of the measured values it has depends on its kind; what was not measured is zero.
type Finding struct {
	Kind   Kind
	Rule   spec.ID
	Where  []Place        // more than one where the same is wrong with each
	Rate   recording.Rate // of the samples
	Span   recording.Span // on the log's axis
	InFile recording.Span // samples of the file as it is
	Pause  recording.Span // the silence that the manifest has there, if it is about one
	Count  int64          // samples: not silent; cut out; too many, below 0 missing; by which silence is too long, or a beep late, below 0 early; of a stop
	Bursts int            // of sound with 10 ms of silence between them
	Peak   int            // PCM16 magnitude of the loudest sample
	Value  int            // the PCM16 value of a wrong silence, and as the codec stores it:
	Code   []byte
	Tone   *Tone // what sounds instead of the tone, or besides
	Limit  int64 // samples
}

// A Tone is a measured beep.
type Tone struct {
	Hertz, DBm0 float64
	Samples     int
	Flaw        string // what differs: level, length, ramps or frequency; empty for none
}

// Severity returns how much harm the finding does.
func (f Finding) Severity() Severity { return f.Kind.Severity() }

// In says the finding in one line: how grave, what, where, measured how, and which rule.
func (f Finding) In(l spec.Lang) string {
	parts := []string{fmt.Sprintf("%s: %s", f.Severity().In(l), f.Kind.In(l))}
	for _, part := range []string{f.measured().In(l), f.where(l), f.when(l)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, spec.Text{JA: "、", EN: ", "}.In(l)) + fmt.Sprintf(" [%v]", f.Rule)
}

func (f Finding) String() string { return f.In(spec.EN) }

var trackTexts = map[recording.Track]spec.Text{recording.OperatorSide: {JA: "オペレーター側", EN: "operator side"}, recording.FarSide: {JA: "相手側", EN: "far side"}}

// where names the files, and the sides where there are such.
func (f Finding) where(l spec.Lang) string {
	var names []string
	for _, p := range f.Where {
		name := p.File
		if side := trackTexts[p.Track].In(l); side != "" {
			name += spec.Text{JA: "（%v）", EN: " (%v)"}.With(side).In(l)
		}
		names = append(names, name)
	}
	return strings.Join(names, " + ")
}

// when says where the finding is: samples of the log's axis, and time in the file as it is.
func (f Finding) when(l spec.Lang) string {
	return fmt.Sprintf("%v %s–%s", f.Span, clock(f.Rate, f.InFile.From), clock(f.Rate, f.InFile.To))
}

// clock writes a number of samples as minutes, seconds and microseconds.
func clock(r recording.Rate, n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	us := r.Duration(n).Microseconds()
	return fmt.Sprintf("%s%d:%02d.%06d", sign, us/60_000_000, us/1_000_000%60, us%1_000_000)
}

// measured says what was measured.
func (f Finding) measured() spec.Text {
	n := max(f.Count, -f.Count)
	lasts := f.Rate.Duration(n)
	switch f.Kind {
	case BeginsLate, EndsEarly:
		return spec.Text{JA: "%dサンプル（%v）、うち無音でないのは%d、ピーク%.1f dBm0", EN: "samples: %d (%v), not silent: %d, peak %.1f dBm0"}.
			With(f.Span.Len(), f.Rate.Duration(f.Span.Len()), f.Count, dBm0(float64(f.Peak)))
	case SoundInPause, OneSideOnly, Attenuated, Stray:
		return spec.Text{JA: "%dサンプルが無音でない（%d箇所）、ピーク%.1f dBm0", EN: "samples: %d (bursts: %d), peak %.1f dBm0"}.
			With(f.Count, f.Bursts, dBm0(float64(f.Peak)))
	case WrongSilence:
		text := spec.Text{JA: "%dサンプル、値%d（0x%X）", EN: "samples: %d, value %d (0x%X)"}.With(f.Count, f.Value, f.Code)
		if f.Peak >= loud {
			level := spec.Text{JA: "、大きな値：%.1f dBm0", EN: ", a loud value: %.1f dBm0"}.With(dBm0(float64(f.Peak)))
			text.JA, text.EN = text.JA+level.JA, text.EN+level.EN
		}
		return text
	case WrongLength:
		if f.Count < 0 {
			return spec.Text{JA: "%dサンプル（%v）短い", EN: "too short by samples: %d (%v)"}.With(n, lasts)
		}
		return spec.Text{JA: "%dサンプル（%v）長い", EN: "too long by samples: %d (%v)"}.With(n, lasts)
	case BeepMisplaced:
		if f.Count < 0 {
			return spec.Text{JA: "%dサンプル（%v）早い", EN: "early by samples: %d (%v)"}.With(n, lasts)
		}
		return spec.Text{JA: "%dサンプル（%v）遅い", EN: "late by samples: %d (%v)"}.With(n, lasts)
	case StoppedTooLong:
		return spec.Text{JA: "%v、上限は%v", EN: "%v, the limit is %v"}.With(lasts, f.Rate.Duration(f.Limit))
	case NotTheTone, BeepExtra, BeepOnWrongSide:
		return f.Tone.text(f)
	}
	if n == 0 {
		return spec.Text{}
	}
	return spec.Text{JA: "%dサンプル（%v）", EN: "samples: %d (%v)"}.With(n, lasts)
}

// flawNames are the names of the flaws that a measured tone has.
var flawNames = [...]string{right: "", offLevel: "level", offLength: "length", offRamp: "ramps", offPitch: "frequency"}

var flawTexts = map[string]spec.Text{"level": {JA: "レベルが違う：", EN: "the level differs: "}, "length": {JA: "長さが違う：", EN: "the length differs: "},
	"ramps": {JA: "立ち上がり・立ち下がりが違う：", EN: "the ramps differ: "}, "frequency": {JA: "周波数が違う：", EN: "the frequency differs: "}}

// text says what a measured tone is.
func (t *Tone) text(f Finding) spec.Text {
	if t == nil {
		return spec.Text{}
	}
	flaw := flawTexts[t.Flaw]
	lasts := f.Rate.Duration(int64(t.Samples))
	return spec.Text{JA: flaw.JA + "%.1f Hz、%v、%.1f dBm0", EN: flaw.EN + "%.1f Hz, %v, %.1f dBm0"}.With(t.Hertz, lasts, finite(t.DBm0))
}

// finite returns a level that JSON and people can read: that of nothing is the least a PCM16 sample has.
func finite(db float64) float64 { return math.Max(db, dBm0(1)) }

// A Blindness is why something cannot be judged from the files. The zero Blindness is none.
type Blindness uint8

// The blindnesses.
const (
	OtherVoices  Blindness = 1 + iota // a silenced voice under others in one track
	QuietVoice                        // the voice is digital zero for so long by itself that up to Samples too much of silence do not show
	LoudVoice                         // a beep that a voice drowns, or too short to tell
	NeverCame                         // nothing was received: all that is judged is that it is silent
	GuardMargin                       // at an end of the recording, whose guard margins may be silent for a stop outside of it
	ShortTone                         // too short a tone to be found where none belongs
	ManyTones                         // more tones than are kept
	UnderBeep                         // a voice under a beep, as faint as what the codec or the tolerance makes of the beep, or under another tone than it
	TolerantEdge                      // next to an edge of silence, where the tolerance judges nothing
)

//enum:text
var blindnessNames = [...]string{"none", OtherVoices: "other_voices", QuietVoice: "quiet_voice",
	LoudVoice: "loud_voice", NeverCame: "never_came", GuardMargin: "guard_margin", ShortTone: "short_tone",
	ManyTones: "many_tones", UnderBeep: "under_beep", TolerantEdge: "tolerant_edge"}

var blindnessTexts = [...]spec.Text{
	OtherVoices:  {JA: "停止した人の声が残っていても、ほかの声に隠れる", EN: "a silenced voice would be hidden under others"},
	QuietVoice:   {JA: "声そのものに無音のサンプルがあり、無音の延びは%dサンプル以上でないと見分けられない", EN: "voices are digital zero at times: silence that is too long by fewer than %d samples does not show"},
	LoudVoice:    {JA: "声が大きいかビープ音が短く、正しいか判断できない", EN: "a voice is too loud, or the beep too short, to tell whether it is right"},
	NeverCame:    {JA: "受信できなかった区間で、無音かどうかだけを見る", EN: "nothing was received here, so that only silence is looked for"},
	GuardMargin:  {JA: "録音の外の停止による余白かもしれない", EN: "may be the guard margin of a stop outside of the recording"},
	ShortTone:    {JA: "短すぎて余分なビープ音を探せない", EN: "the tone is too short to be found where none belongs"},
	ManyTones:    {JA: "ビープ音が多すぎ、以後は調べていない", EN: "too many tones, the rest is not looked at"},
	UnderBeep:    {JA: "停止した人の小さな声が残っていても、ビープ音に隠れる", EN: "a faint silenced voice would be hidden under the beep"},
	TolerantEdge: {JA: "許容範囲として判断しない端", EN: "an edge that is not judged, by the tolerance"},
}

// An Unseen is something that the files cannot show. It is no finding, and no proof that nothing is wrong.
type Unseen struct {
	Why     Blindness
	Where   Place
	Span    recording.Span // on the log's axis
	Samples int64          // of a QuietVoice: the shortest excess that shows, 0 where none does
}

// In says what cannot be seen, and where.
func (u Unseen) In(l spec.Lang) string {
	text := spec.Text{}
	if int(u.Why) < len(blindnessTexts) {
		text = blindnessTexts[u.Why]
	}
	switch {
	case u.Why == QuietVoice && u.Samples == 0:
		text = spec.Text{JA: "比べる声が足りず、無音の延びは見分けられない", EN: "there is hardly any voice to compare with: silence that is too long does not show"}
	case u.Why == QuietVoice:
		text = text.With(u.Samples)
	}
	return fmt.Sprintf("%s %v: %s", Finding{Where: []Place{u.Where}}.where(l), u.Span, text.In(l))
}

func (j *judge) unseen(l *listener, u Unseen) {
	u.Where = l.place
	j.report.Unseen = append(j.report.Unseen, u)
}

// blind notes what the track cannot show.
func (j *judge) blind(l *listener) {
	for _, p := range l.pieces {
		switch {
		case p.hidden && p.state == voiced:
			j.unseen(l, Unseen{Why: OtherVoices, Span: p.Span})
		case p.state == lost:
			j.unseen(l, Unseen{Why: NeverCame, Span: p.Span})
		case p.state == margin:
			j.unseen(l, Unseen{Why: GuardMargin, Span: p.Span})
		}
	}
	j.faint(l)
	j.tolerant(l)
	j.quiet(l)
	if len(l.tones.wave) > 0 && (!l.tones.audible() || l.tones.hops.length() < 3) {
		j.unseen(l, Unseen{Why: ShortTone, Span: j.Span})
	}
	if l.tones.more {
		j.unseen(l, Unseen{Why: ManyTones, Span: j.Span})
	}
}

// quiet notes, voices by voices that are heard next to a stop, how much too long a silence must be to show.
func (j *judge) quiet(l *listener) {
	seen := map[*stillness]bool{}
	for _, h := range l.hushes {
		if h == nil {
			continue
		}
		for _, e := range [...]excess{h.before, h.after} {
			if e.still == nil || seen[e.still] {
				continue
			}
			seen[e.still] = true
			if least := e.still.least(j.Rate); least != 1 {
				j.unseen(l, Unseen{Why: QuietVoice, Span: j.Span, Samples: least})
			}
		}
	}
}

// faint notes beeps that may hide a faint voice that a stop silences.
func (j *judge) faint(l *listener) {
	exact := l.late.step(0) == 0 && j.Tolerance.Level == 0
	for _, h := range l.hushes {
		switch {
		case h == nil || h.cut || !h.stopped():
		case h.state == toned:
			if !exact || j.otherTone(l, h) {
				j.unseen(l, Unseen{Why: UnderBeep, Span: h.Span})
			}
		case !exact:
			for _, t := range l.tones.strange(h.Span) {
				j.unseen(l, Unseen{Why: UnderBeep, Span: t.Intersect(h.Span)})
			}
		}
	}
}

// tolerant notes the edges of silence that the tolerance leaves out.
func (j *judge) tolerant(l *listener) {
	edge := j.Tolerance.Edge
	for _, h := range l.hushes {
		if h == nil || h.cut || edge == 0 {
			continue
		}
		around := []recording.Span{{From: less(h.From, edge), To: more(h.From, edge)}, {From: less(h.To, edge), To: more(h.To, edge)}}
		if around[1].From <= around[0].To {
			around = []recording.Span{{From: around[0].From, To: around[1].To}}
		}
		for _, s := range around {
			j.unseen(l, Unseen{Why: TolerantEdge, Span: s.Intersect(j.Span)})
		}
	}
}
