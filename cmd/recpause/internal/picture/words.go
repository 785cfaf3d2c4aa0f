package picture

import (
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

var (
	wordShows  = spec.Text{JA: "ソフトフォンの画面", EN: "softphone's display"}
	wordReally = spec.Text{JA: "実際の録音", EN: "really recorded"}
	wordCall   = spec.Text{JA: "通話", EN: "call"}
	wordBeep   = spec.Text{JA: "録音に入るビープ音", EN: "beep in the recording"}
	wordColon  = spec.Text{JA: "：", EN: ": "}
	wordActs   = spec.Text{JA: "できごと", EN: "what happens"}
	wordMore   = spec.Text{JA: "ほか%d件", EN: "and %d more"}

	textSeconds = spec.Text{JA: "%.1f秒", EN: "%.1f s"}
	textSpan    = spec.Text{JA: "%sから%sまで、できごと%d件。", EN: "From %s to %s, %d events."}
	textStops   = spec.Text{JA: "通話%s: 停止による全部または一部の無音%d回、計%s。", EN: "Call %s: spans of whole or partial silence by a stop: %d, %s in all."}
	textNone    = spec.Text{JA: "通話%s: 停止による無音なし。", EN: "Call %s: no silence by a stop."}
	textLies    = spec.Text{JA: "表示と実際の食い違い: %d件。", EN: "Displays that differ from what happens: %d."}
)

var trackWords = [...]struct{ name, what spec.Text }{
	recording.Mixed:        {spec.Text{JA: "1ch", EN: "1ch"}, spec.Text{JA: "混合", EN: "mixed"}},
	recording.OperatorSide: {spec.Text{JA: "オペレーター側", EN: "operator side"}, spec.Text{JA: "2chの0／分離", EN: "2ch channel 0, split"}},
	recording.FarSide:      {spec.Text{JA: "通話相手側", EN: "far side"}, spec.Text{JA: "2chの1／分離", EN: "2ch channel 1, split"}},
}

// lieWords say in short what really happens.
var lieWords = [...]spec.Text{{},
	calllog.StoppedButRecording:      {JA: "実際は録音中", EN: "is recorded"},
	calllog.StoppedButOthersRecorded: {JA: "ほかは録音中", EN: "others recorded"},
	calllog.RecordingButStopped:      {JA: "実際は停止中", EN: "is silent"},
}

var soundWords = [...]spec.Text{
	Nobody:  {JA: "声なし", EN: "no voice"},
	Voices:  {JA: "録音", EN: "recorded"},
	Partly:  {JA: "一部無音", EN: "partly silent"},
	Silence: {JA: "無音", EN: "silence"},
}
