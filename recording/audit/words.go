package audit

import (
	"iter"
	"maps"
	"slices"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

var severityTexts = [...]spec.Text{
	Notice: {JA: "注意", EN: "notice"},
	Wrong:  {JA: "誤り", EN: "wrong"},
	Lost:   {JA: "欠落", EN: "lost"},
	Leak:   {JA: "漏れ", EN: "leak"},
}

// kinds are how grave a kind is, the rule that it goes against, and what it is in words. The rule of a notice is
// the one that lets it happen.
var kinds = [...]struct {
	severity Severity
	rule     spec.ID
	ja, en   string
}{
	soundInPause:    {Leak, spec.REC011, "停止中の区間に音がある", "sound while stopped"},
	oneSideOnly:     {Leak, spec.REC034, "停止中に片側だけが無音になっている", "only one side is silent while stopped"},
	attenuated:      {Leak, spec.REC010, "停止中の音声が、無音ではなく小さくなっただけ", "turned down while stopped, not silent"},
	beginsLate:      {Leak, spec.REC011, "無音の始まりが遅い", "the silence begins late"},
	endsEarly:       {Leak, spec.REC011, "無音の終わりが早い", "the silence ends early"},
	recordedWhenOff: {Leak, spec.REC050, "録音オフの設定だが、録音がある", "there is a recording, though recording is off by setting"},
	stray:           {Wrong, spec.REC012, "音声がないはずの区間に音がある", "sound where nobody's voice belongs"},
	beginsEarly:     {Lost, spec.RSP030, "無音の始まりが早い", "the silence begins early"},
	endsLate:        {Lost, spec.REC040, "無音の終わりが遅い", "the silence ends late"},
	cutOut:          {Lost, spec.REC010, "停止した区間が、無音ではなく切り取られている", "the stopped time is cut out, not silent"},
	wrongLength:     {Lost, spec.REC012, "録音の長さが違う", "the recording has the wrong length"},
	wrongSilence:    {Wrong, spec.REC010, "無音の値がコーデックの値と違う", "silence of another value than the codec's"},
	beepMissing:     {Wrong, spec.REC030, "再開のビープ音がない", "the beep is missing"},
	beepMisplaced:   {Wrong, spec.REC020, "ビープ音の位置が違う", "the beep is not where it belongs"},
	beepOnWrongSide: {Wrong, spec.REC032, "ビープ音が反対側にある", "the beep is on the wrong side"},
	beepExtra:       {Wrong, spec.NTF020, "余分なビープ音がある", "a beep where none belongs"},
	notTheTone:      {Wrong, spec.NTF020, "ビープ音が規定の音と違う", "the beep is not the tone that it should be"},
	endedStopped:    {Notice, spec.RSP020, "停止したまま通話が終了した", "the call ended while stopped"},
	remains:         {Leak, spec.REC010, "停止した区間の一部が残っている", "a part of the stopped time is left in the file"},
	notLeftOut: {Wrong, spec.REC010, "停止した区間が切り取られていない",
		"the stopped time is not left out, as it should be"},
	clickAtSeam:    {Notice, spec.REC010, "停止した区間のつなぎ目に雑音がある", "a click where the stopped time is left out"},
	stoppedTooLong: {Notice, spec.RSP020, "停止が上限より長い", "stopped for longer than the limit"},
}

// In returns the kind of finding in words.
func (k Kind) In(l spec.Lang) string {
	if int(k) < len(kinds) {
		return spec.Text{JA: kinds[k].ja, EN: kinds[k].en}.In(l)
	}
	return k.String()
}

// What was measured.
var (
	edgeText = spec.Text{JA: "%v（%dサンプル）、うち%dサンプルが無音ではない、ピーク%.1f dBm0",
		EN: "%v (samples: %d, of which not silent: %d), peak %.1f dBm0"}
	soundText = spec.Text{JA: "%v（%dサンプル、%d箇所）、ピーク%.1f dBm0",
		EN: "%v (samples: %d, bursts: %d), peak %.1f dBm0"}
	valueText     = spec.Text{JA: "%v（%dサンプル）、値%d（%v）%v", EN: "%v (samples: %d), value %d (%v)%v"}
	loudValueText = spec.Text{JA: "、大きな値：%.1f dBm0", EN: ", a loud value: %.1f dBm0"}
	limitText     = spec.Text{JA: "%v、上限は%v", EN: "%v, the limit is %v"}
	toneText      = spec.Text{JA: "%v%.1f Hz、%v、%.1f dBm0", EN: "%v%.1f Hz, %v, %.1f dBm0"}
	clickText     = spec.Text{JA: "%.1f dBm0の段差", EN: "a leap of %.1f dBm0"}
	allowedText   = spec.Text{JA: "（許容：%.1f～%.1f Hz、%v～%v、%.1f～%.1f dBm0）",
		EN: " (allowed: %.1f to %.1f Hz, %v to %v, %.1f to %.1f dBm0)"}
	placeLimitText = spec.Text{JA: "（許容：%v）", EN: " (allowed: %v)"}
	samplesText    = spec.Text{JA: "%v（%dサンプル）", EN: "%v (samples: %d)"}
)

// offTexts are for counts that may be below 0.
var offTexts = map[Kind]struct{ below, above spec.Text }{
	wrongLength: {
		below: spec.Text{JA: "%v（%dサンプル）短い", EN: "too short by %v (samples: %d)"},
		above: spec.Text{JA: "%v（%dサンプル）長い", EN: "too long by %v (samples: %d)"},
	},
	beepMisplaced: {
		below: spec.Text{JA: "%v（%dサンプル）早い", EN: "early by %v (samples: %d)"},
		above: spec.Text{JA: "%v（%dサンプル）遅い", EN: "late by %v (samples: %d)"},
	},
}

var flawTexts = map[string]spec.Text{
	"level":     {JA: "レベルが違う：", EN: "the level differs: "},
	"length":    {JA: "長さが違う：", EN: "the length differs: "},
	"ramps":     {JA: "立ち上がり・立ち下がりが違う：", EN: "the ramps differ: "},
	"frequency": {JA: "周波数が違う：", EN: "the frequency differs: "},
}

// Where it was.
var (
	placeText = spec.Text{JA: "%v（%v）", EN: "%v (%v)"}
	sideTexts = map[recording.Track]spec.Text{
		recording.OperatorSide: {JA: "オペレーター側", EN: "operator side"},
		recording.FarSide:      {JA: "通話相手側", EN: "far side"},
	}
	colon = spec.Text{JA: "：", EN: ": "}
	comma = spec.Text{JA: "、", EN: ", "}
)

var unseenTexts = map[string]spec.Text{
	otherVoices: {JA: "停止した参加者の音声が残っていても、ほかの音声に隠れて検出できません",
		EN: "the voice of somebody who stopped would be hidden under other voices"},
	quietVoice: {JA: "音声自体に無音のサンプルがあるため、無音が長すぎても、超過が%v（%dサンプル）未満なら検出できません",
		EN: "the voices themselves have zeros, " +
			"so a silence that is too long by less than %v (samples: %d) would not be noticed"},
	loudVoice: {JA: "音声が大きすぎるため、ビープ音が正しいかどうかを判定できません",
		EN: "a voice is too loud to tell whether the beep is right"},
	shortBeep: {JA: "ビープ音が3周期より前に切れていて、音の高さが聞き取れないため、ビープ音としては判定していません",
		EN: "the beep was cut within three periods, before anybody hears a tone, so it was not judged as one"},
	neverCame: {JA: "音声を受信していない区間のため、無音かどうかだけを確認しました",
		EN: "nothing was received here, so only silence was checked"},
	guardMargin: {JA: "録音の範囲外の停止による余白かもしれません",
		EN: "this may be the guard margin of a stop outside of the recording"},
	notWatched: {JA: "録音装置の障害や再起動のため、この区間の音声の一部が失われている可能性があります",
		EN: "the recorder failed or was restarted here, so voices may be missing"},
	shortTone: {JA: "ビープ音が短すぎるため、余分なビープ音を検出できません",
		EN: "the tone is too short for extra beeps to be found"},
	manyTones: {JA: "ビープ音が多すぎるため、これ以降は調べていません",
		EN: "there are too many tones; the rest was not checked"},
	underBeep: {JA: "停止した参加者の小さな音声が残っていても、ビープ音に隠れて検出できません",
		EN: "a faint voice of somebody who stopped would be hidden under the beep"},
	atSeam: {JA: "停止した区間を切り取ったつなぎ目のため、%v（%dサンプル）までの残りは検出できません",
		EN: "the stopped time is left out here, and up to %v of it (samples: %d) would not be noticed"},
	anyLength: {JA: "通話の長さが不明なため、長さと、停止した区間が残っているかどうかは判定していません",
		EN: "the length of the call is not known, so neither the length was judged nor whether stopped time is left"},
	tolerantEdge: {JA: "無音の端のため、許容範囲として判定していません",
		EN: "the edge of a silence, which is not judged, by the tolerance"},
	notRead: {JA: "停止中の区間だけを調べました。ビープ音と、長すぎる無音は判定していません",
		EN: "only where silence belongs was read: beeps, and silences that are too long, were not judged"},
}

var noVoiceText = spec.Text{JA: "比較できる音声がほとんどないため、無音が長すぎても検出できません",
	EN: "there is hardly any voice to compare with, so a silence that is too long would not be noticed"}

// The verdict of a report, and with what it was made.
var (
	cleanText     = spec.Text{JA: "問題なし", EN: "clean"}
	findingsText  = spec.Text{JA: "指摘%d件", EN: "findings: %d"}
	noticesText   = spec.Text{JA: "、注意%d件", EN: ", notices: %d"}
	notJudgedText = spec.Text{JA: "  （判定不可）", EN: "  (not judged) "}
	toleranceText = spec.Text{JA: "  許容範囲：大きさ%dまでを無音とみなし、無音の両端から%v（%dサンプル）以内は判定しません",
		EN: "  tolerance: magnitudes up to %d count as silence, " +
			"and nothing is judged within %v (samples: %d) of its edges"}
	maxSilenceText = spec.Text{JA: "  停止の上限：%v（%dサンプル）", EN: "  limit of a stop: %v (samples: %d)"}
	dutyText       = spec.Text{JA: "%v（%v、%v）", EN: "%v (%v, %v)"}
)

// Kinds returns every kind of finding.
func Kinds() iter.Seq[Kind] {
	return func(yield func(Kind) bool) {
		for k := range kinds {
			if k > 0 && !yield(Kind(k)) {
				return
			}
		}
	}
}

// Severity returns how grave the findings of a kind are; Notice for none.
func (k Kind) Severity() Severity {
	if int(k) < len(kinds) {
		return kinds[k].severity
	}
	return Notice
}

// Reasons returns every Unseen.Why there is, by name.
func Reasons() iter.Seq[string] { return slices.Values(slices.Sorted(maps.Keys(unseenTexts))) }
