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
	CutOut:          {JA: "停止区間が無音でなく切り取られている", EN: "the stopped time is cut out instead of silent"},
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

// What was measured.
var (
	edgeText = spec.Text{JA: "%dサンプル（%v）、うち無音でないのは%d、ピーク%.1f dBm0",
		EN: "samples: %d (%v), not silent: %d, peak %.1f dBm0"}
	soundText     = spec.Text{JA: "%dサンプルが無音でない（%d箇所）、ピーク%.1f dBm0", EN: "samples: %d (bursts: %d), peak %.1f dBm0"}
	valueText     = spec.Text{JA: "%dサンプル、値%d（0x%X）%v", EN: "samples: %d, value %d (0x%X)%v"}
	loudValueText = spec.Text{JA: "、大きな値：%.1f dBm0", EN: ", a loud value: %.1f dBm0"}
	limitText     = spec.Text{JA: "%v、上限は%v", EN: "%v, the limit is %v"}
	toneText      = spec.Text{JA: "%v%.1f Hz、%v、%.1f dBm0", EN: "%v%.1f Hz, %v, %.1f dBm0"}
	samplesText   = spec.Text{JA: "%dサンプル（%v）", EN: "samples: %d (%v)"}
)

// offTexts are for counts that may be below 0.
var offTexts = map[Kind]struct{ below, above spec.Text }{
	WrongLength: {
		below: spec.Text{JA: "%dサンプル（%v）短い", EN: "too short by samples: %d (%v)"},
		above: spec.Text{JA: "%dサンプル（%v）長い", EN: "too long by samples: %d (%v)"},
	},
	BeepMisplaced: {
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

var unseenKindTexts = [...]spec.Text{
	OtherVoices: {JA: "停止した人の声が残っていても、ほかの声に隠れる", EN: "a silenced voice would be hidden under others"},
	QuietVoice: {JA: "声そのものに無音のサンプルがあり、無音の延びは%dサンプル以上でないと見分けられない",
		EN: "voices are digital zero at times: silence that is too long by fewer than %d samples does not show"},
	LoudVoice: {JA: "声が大きいかビープ音が短く、正しいか判断できない",
		EN: "a voice is too loud, or the beep too short, to tell whether it is right"},
	NotReceived: {JA: "受信できなかった区間で、無音かどうかだけを見る",
		EN: "nothing was received here, so that only silence is looked for"},
	GuardMargin:  {JA: "録音の外の停止による余白かもしれない", EN: "may be the guard margin of a stop outside of the recording"},
	ShortTone:    {JA: "短すぎて余分なビープ音を探せない", EN: "the tone is too short to be found where none belongs"},
	ManyTones:    {JA: "ビープ音が多すぎ、以後は調べていない", EN: "too many tones, the rest is not looked at"},
	UnderBeep:    {JA: "停止した人の小さな声が残っていても、ビープ音に隠れる", EN: "a faint silenced voice would be hidden under the beep"},
	TolerantEdge: {JA: "許容範囲として判断しない端", EN: "an edge that is not judged, by the tolerance"},
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
