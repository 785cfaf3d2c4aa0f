package audit

import (
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

var severityTexts = [...]spec.Text{
	Notice: {JA: "注意", EN: "notice"},
	Wrong:  {JA: "不正", EN: "wrong"},
	Lost:   {JA: "欠落", EN: "lost"},
	Leak:   {JA: "漏れ", EN: "leak"},
}

// kinds are how much harm a kind does, the rule that it goes against, and what it is in words. The rule of a notice is
// the one that lets it happen.
var kinds = [...]struct {
	severity Severity
	rule     spec.ID
	ja, en   string
}{
	soundInPause:    {Leak, spec.REC011, "停止中なのに無音でない", "not silent although stopped"},
	oneSideOnly:     {Leak, spec.REC034, "停止中に片側しか無音でない", "only one side is silent while stopped"},
	attenuated:      {Leak, spec.REC010, "停止中に無音でなく小さい音", "turned down instead of silent"},
	beginsLate:      {Leak, spec.REC011, "無音の始まりが遅い", "the silence begins late"},
	endsEarly:       {Leak, spec.REC011, "無音の終わりが早い", "the silence ends early"},
	recordedWhenOff: {Leak, spec.REC050, "録音オフの設定なのに録音がある", "a recording although recording is off by setting"},
	stray:           {Wrong, spec.REC012, "この録音に誰の声もないはずの所に音がある", "sound where nobody's voice belongs"},
	beginsEarly:     {Lost, spec.RSP030, "無音の始まりが早い", "the silence begins early"},
	endsLate:        {Lost, spec.REC040, "無音の終わりが遅い", "the silence ends late"},
	cutOut:          {Lost, spec.REC010, "停止区間が無音でなく切り取られている", "the stopped time is cut out instead of silent"},
	wrongLength:     {Lost, spec.REC012, "長さが違う", "the length is wrong"},
	wrongSilence:    {Wrong, spec.REC010, "無音の値が違う", "not the codec's silence"},
	beepMissing:     {Wrong, spec.REC030, "再開のビープ音がない", "the beep is missing"},
	beepMisplaced:   {Wrong, spec.REC020, "ビープ音の位置が違う", "the beep is not where it belongs"},
	beepOnWrongSide: {Wrong, spec.REC032, "ビープ音が反対側にある", "the beep is on the wrong side"},
	beepExtra:       {Wrong, spec.NTF020, "余分なビープ音", "a beep where none belongs"},
	notTheTone:      {Wrong, spec.NTF020, "決まったビープ音と違う", "the beep is not the tone"},
	endedStopped:    {Notice, spec.RSP020, "停止したまま通話が終わった", "the call ended while stopped"},
	stoppedTooLong:  {Notice, spec.RSP020, "停止が上限より長い", "stopped for longer than the limit"},
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
	edgeText = spec.Text{JA: "%dサンプル（%v）、うち無音でないのは%d、ピーク%.1f dBm0",
		EN: "samples: %d (%v), not silent: %d, peak %.1f dBm0"}
	soundText     = spec.Text{JA: "%dサンプルが無音でない（%d箇所）、ピーク%.1f dBm0", EN: "samples: %d (bursts: %d), peak %.1f dBm0"}
	valueText     = spec.Text{JA: "%dサンプル、値%d（%v）%v", EN: "samples: %d, value %d (%v)%v"}
	loudValueText = spec.Text{JA: "、大きな値：%.1f dBm0", EN: ", a loud value: %.1f dBm0"}
	limitText     = spec.Text{JA: "%v、上限は%v", EN: "%v, the limit is %v"}
	toneText      = spec.Text{JA: "%v%.1f Hz、%v、%.1f dBm0", EN: "%v%.1f Hz, %v, %.1f dBm0"}
	samplesText   = spec.Text{JA: "%dサンプル（%v）", EN: "samples: %d (%v)"}
)

// offTexts are for counts that may be below 0.
var offTexts = map[Kind]struct{ below, above spec.Text }{
	wrongLength: {
		below: spec.Text{JA: "%dサンプル（%v）短い", EN: "too short by samples: %d (%v)"},
		above: spec.Text{JA: "%dサンプル（%v）長い", EN: "too long by samples: %d (%v)"},
	},
	beepMisplaced: {
		below: spec.Text{JA: "%dサンプル（%v）早い", EN: "early by samples: %d (%v)"},
		above: spec.Text{JA: "%dサンプル（%v）遅い", EN: "late by samples: %d (%v)"},
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
		recording.FarSide:      {JA: "相手側", EN: "far side"},
	}
	comma = spec.Text{JA: "、", EN: ", "}
)

var unseenTexts = map[string]spec.Text{
	otherVoices: {JA: "停止した人の声が残っていても、ほかの声に隠れる", EN: "a silenced voice would be hidden under others"},
	quietVoice: {JA: "声そのものに無音のサンプルがあり、無音の延びは%dサンプル以上でないと見分けられない",
		EN: "voices are digital zero at times: silence that is too long by fewer than %d samples does not show"},
	loudVoice: {JA: "声が大きいかビープ音が短く、正しいか判断できない",
		EN: "a voice is too loud, or the beep too short, to tell whether it is right"},
	neverCame: {JA: "受信できなかった区間で、無音かどうかだけを見る",
		EN: "nothing was received here, so that only silence is looked for"},
	guardMargin:  {JA: "録音の外の停止による余白かもしれない", EN: "may be the guard margin of a stop outside of the recording"},
	notWatched:   {JA: "記録装置の障害や再起動で、欠けているかもしれない", EN: "the recorder failed or crashed, and says that something may be missing"},
	shortTone:    {JA: "短すぎて余分なビープ音を探せない", EN: "the tone is too short to be found where none belongs"},
	manyTones:    {JA: "ビープ音が多すぎ、以後は調べていない", EN: "too many tones, the rest is not looked at"},
	underBeep:    {JA: "停止した人の小さな声が残っていても、ビープ音に隠れる", EN: "a faint silenced voice would be hidden under the beep"},
	tolerantEdge: {JA: "許容範囲として判断しない端", EN: "an edge that is not judged, by the tolerance"},
}

var noVoiceText = spec.Text{JA: "比べる声が足りず、無音の延びは見分けられない",
	EN: "there is hardly any voice to compare with: silence that is too long does not show"}

// The verdict of a report, and with what it was made.
var (
	cleanText     = spec.Text{JA: "問題なし", EN: "clean"}
	findingsText  = spec.Text{JA: "指摘%d件", EN: "findings: %d"}
	noticesText   = spec.Text{JA: "、注意%d件", EN: ", notices: %d"}
	notJudgedText = spec.Text{JA: "  （判断できない）", EN: "  (not judged) "}
	toleranceText = spec.Text{JA: "  許容：大きさ%dまでを無音とみなし、無音の両端の前後%dサンプル（%v）は判断しない",
		EN: "  tolerated: magnitudes up to %d count as silence, " +
			"samples not judged on either side of its edges: %d (%v)"}
	maxSilenceText = spec.Text{JA: "  上限：停止%dサンプル（%v）", EN: "  limit of a stop, in samples: %d (%v)"}
)
