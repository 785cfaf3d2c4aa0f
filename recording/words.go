package recording

import "github.com/recpause/recpause/spec"

// voiceTexts are the verdicts about a voice.
var voiceTexts = [...]spec.Text{
	absent:   {JA: "この録音に含まれない", EN: "not in this recording"},
	silent:   {JA: "無音", EN: "silence"},
	recorded: {JA: "録音あり", EN: "recorded"},
}

// What reasons say of a voice: %v is a party, several, or another of these texts, and %d a position.
var (
	textNotInCall    = spec.Text{JA: "%vは通話に参加していません", EN: "%v is not in the call"}
	textRecordingOff = spec.Text{JA: "設定で録音がオフになっています", EN: "recording is off by setting"}
	textNotAnswered  = spec.Text{JA: "まだ応答がありません", EN: "the call has not been answered"}
	textElsewhere    = spec.Text{
		JA: "%vは別の通話で話しています。その音声は、別の通話の録音に入ります",
		EN: "%v is talking in another call, whose recording holds the voice",
	}
	textComesBack    = spec.Text{JA: "サンプル%dから、この録音に加わります", EN: "in this recording from sample %d on"}
	textOver         = spec.Text{JA: "録音はサンプル%dで終わりました", EN: "the recording ended at sample %d"}
	textNotStarted   = spec.Text{JA: "録音はまだ始まっていません", EN: "the recording has not started"}
	textStartsLater  = spec.Text{JA: "録音はサンプル%dから始まります", EN: "the recording starts at sample %d"}
	textOthersSilent = spec.Text{
		JA: "無音になるのは、停止した%vの音声だけです",
		EN: "%v stopped the recording, which silences nobody else",
	}
	textNobodyStopped = spec.Text{JA: "だれも録音を停止していません", EN: "nobody has stopped the recording"}
	textSilenceOver   = spec.Text{JA: "無音は終わっています（%v）", EN: "the silence is over %v"}
	textSilencesAll   = spec.Text{JA: "全員の音声が無音になります", EN: "which silences everybody"}
	textSilencesOne   = spec.Text{JA: "無音になるのは本人の音声だけです", EN: "which silences that voice alone"}
	textStoppedBy     = spec.Text{
		JA: "%[1]vが録音を停止しています（%[3]v）。%[2]v",
		EN: "%[1]v stopped the recording, %[2]v (%[3]v)",
	}
	textOvertaken = spec.Text{
		JA: "%vの「録音停止」は遅れて届き、その時点ですでに次の操作が反映されていました",
		EN: "%v's 「録音停止」 arrived late, when a later step had already been noted",
	}
	textByStop         = spec.Text{JA: "サンプル%[2]dから、%[1]vの「録音停止」による", EN: "since sample %[2]d, by %[1]v's 「録音停止」"}
	textFromStart      = spec.Text{JA: "録音の始まり（サンプル%d）から", EN: "since the recording starts at sample %d"}
	textByCause        = spec.Text{JA: "サンプル%[2]dから、%[1]vによる", EN: "since sample %[2]d: %[1]v"}
	textSilentToEnd    = spec.Text{JA: "録音の終わり（サンプル%d）まで無音です", EN: "silence up to the recording's end at sample %d"}
	textAfterOwnResume = spec.Text{JA: "%vが「録音再開」を押すと、再び録音されます", EN: "recorded again once %v clicks 「録音再開」"}
	textAfterAnyResume = spec.Text{
		JA: "通話中のだれかが「録音再開」を押すと、再び録音されます",
		EN: "recorded again once anybody in the call clicks 「録音再開」",
	}
	textSilentUntilLeft = spec.Text{
		JA: "%[2]vがこの録音から離れるまで（サンプル%[1]dまで）無音です",
		EN: "silence up to sample %d, where %v leaves this recording",
	}
	textRecordedAgain = spec.Text{JA: "再び録音されます（%v）", EN: "recorded again %v"}
	textAfterResume   = spec.Text{JA: "サンプル%dから、%vの「録音再開」による", EN: "from sample %d on, by %v's 「録音再開」"}
	textByItself      = spec.Text{JA: "サンプル%dから、%vによる自動再開", EN: "from sample %d on, by itself (%v)"}
)

// What reasons say of a beep.
var (
	textNoBeep         = spec.Text{JA: "このトラックにビープ音なし", EN: "no beep in this track"}
	textBeepSince      = spec.Text{JA: "ビープ音（サンプル%dから）", EN: "beep (since sample %d)"}
	textNoTone         = spec.Text{JA: "ビープ音の長さが0です", EN: "the tone has no length"}
	textNothingHappens = spec.Text{
		JA: "このサンプルでは、録音に変化がありません",
		EN: "nothing happens to the recording at this sample",
	}
	textBeepOver = spec.Text{JA: "%v。サンプル%dで始まったビープ音は終わっています", EN: "%v, and the beep that began at sample %d is over"}
	textBeepCut  = spec.Text{
		JA: "サンプル%dで始まったビープ音は、その後に始まった無音で途切れています",
		EN: "the beep that began at sample %d was cut by a silence that began later",
	}
)
