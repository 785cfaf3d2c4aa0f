package recording

import "github.com/recpause/recpause/spec"

// voiceTexts are the verdicts about a voice.
var voiceTexts = [...]spec.Text{
	absent:   {JA: "この録音にない", EN: "not in this recording"},
	silent:   {JA: "無音", EN: "silence"},
	recorded: {JA: "録音あり", EN: "recorded"},
}

// What reasons say of a voice: %v is a party, several, or another of these texts, and %d a position.
var (
	textNotInCall    = spec.Text{JA: "%vは通話にいない", EN: "%v is not in the call"}
	textRecordingOff = spec.Text{JA: "設定で録音がオフ", EN: "recording is off by setting"}
	textNotAnswered  = spec.Text{JA: "まだ応答がない", EN: "the call has not been answered"}
	textElsewhere    = spec.Text{
		JA: "%vは別の通話で話しており、声はその録音に属する",
		EN: "%v talks in another call, and the voice belongs to that one's recording",
	}
	textComesBack     = spec.Text{JA: "サンプル%dから加わる", EN: "in it from sample %d on"}
	textOver          = spec.Text{JA: "録音はサンプル%dで終わった", EN: "the recording ended at sample %d"}
	textNotStarted    = spec.Text{JA: "録音はまだ始まっていない", EN: "the recording has not started"}
	textStartsLater   = spec.Text{JA: "録音はサンプル%dから始まる", EN: "the recording starts at sample %d"}
	textOthersSilent  = spec.Text{JA: "停止した%vの声だけが無音になる", EN: "the stop of %v silences nobody else"}
	textNobodyStopped = spec.Text{JA: "誰も録音を停止していない", EN: "nobody has stopped the recording"}
	textSilenceOver   = spec.Text{JA: "%v、無音は終わっている", EN: "the silence is over %v"}
	textSilencesAll   = spec.Text{JA: "全員の声が無音になる", EN: "which silences everybody"}
	textSilencesOne   = spec.Text{JA: "無音になるのは本人の声だけ", EN: "which silences that voice alone"}
	textStoppedBy     = spec.Text{
		JA: "%[1]vが録音を停止しており、%[2]v（%[3]v）",
		EN: "%[1]v stopped the recording, %[2]v (%[3]v)",
	}
	textOvertaken = spec.Text{
		JA: "%vの「録音停止」が遅れて届き、その前に別の出来事が記録されていた",
		EN: "録音停止 of %v came late, when something else had been noted",
	}
	textByStop         = spec.Text{JA: "%vの「録音停止」、サンプル%dから", EN: "録音停止 of %v, since sample %d"}
	textFromStart      = spec.Text{JA: "録音の始まり、サンプル%dから", EN: "since the recording starts at sample %d"}
	textByCause        = spec.Text{JA: "%v、サンプル%dから", EN: "%v, since sample %d"}
	textSilentToEnd    = spec.Text{JA: "録音の終わり、サンプル%dまで無音", EN: "silence up to the recording's end at sample %d"}
	textAfterOwnResume = spec.Text{JA: "%vが「録音再開」を押すと、また録音される", EN: "recorded again after 録音再開 of %v"}
	textAfterAnyResume = spec.Text{
		JA: "通話中の誰かが「録音再開」を押すと、また録音される",
		EN: "recorded again after 録音再開 of anybody in the call",
	}
	textSilentUntilLeft = spec.Text{
		JA: "サンプル%dで%vがこの録音を離れるまで無音",
		EN: "silence up to sample %d, where %v leaves this recording",
	}
	textRecordedAgain = spec.Text{JA: "%v、また録音される", EN: "recorded again %v"}
	textAfterResume   = spec.Text{JA: "サンプル%dから（%vの「録音再開」）", EN: "from sample %d, after 録音再開 of %v"}
	textByItself      = spec.Text{JA: "サンプル%dから（自動、%v）", EN: "from sample %d, by itself (%v)"}
)

// What reasons say of a beep.
var (
	textNoBeep         = spec.Text{JA: "このトラックにビープ音なし", EN: "no beep in this track"}
	textBeepSince      = spec.Text{JA: "ビープ音（サンプル%dから）", EN: "beep (since sample %d)"}
	textNoTone         = spec.Text{JA: "ビープ音の長さが0", EN: "the tone has no length"}
	textNothingHappens = spec.Text{
		JA: "このサンプルでは録音に何も起きていない",
		EN: "nothing happens to the recording at this sample",
	}
	textBeepOver = spec.Text{JA: "%v。サンプル%dのビープ音は終わっている", EN: "%v, and the beep of sample %d is over"}
	textBeepCut  = spec.Text{
		JA: "サンプル%dのビープ音は、その後に始まった無音で途切れている",
		EN: "a silence that began after the beep of sample %d has cut it",
	}
)
