package evidence

import (
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/spec"
)

// meanings are what findings of a severity mean, and what they bear on.
var meanings = [...]struct{ means, bears spec.Text }{
	audit.Leak: {
		means: spec.Text{JA: "停止中の発言や音が、録音に残っています。", EN: "What was said or sounded during a stop is in the recording."},
		bears: spec.Text{
			JA: "PCI DSS 3.3.1（機密認証データを承認後に残さないこと）、3.3.1.2（カード検証コード）、FAQ 1210（通話の録音）。" +
				"残っている内容がこれに当たるかどうかは、聞いて確かめる必要があります。",
			EN: "PCI DSS 3.3.1 (sensitive authentication data after authorisation), 3.3.1.2 (the card verification code) and FAQ 1210 (recordings of calls). " +
				"Whether what is there is such data has to be found out by listening.",
		},
	},
	audit.Lost: {
		means: spec.Text{JA: "停止していない区間の発言が欠けている可能性があります。",
			EN: "Something that was said outside of a stop may be missing."},
		bears: spec.Text{JA: "これらの要件には関係しません。余分に残るものはありません。",
			EN: "None of these requirements: nothing more is stored by it."},
	},
	audit.Wrong: {
		means: spec.Text{JA: "録音が仕様のとおりではありません。発言が余分に残ったり欠けたりはしていません。",
			EN: "The recording is not as it should be; nothing that was said is kept or lost by it."},
		bears: spec.Text{JA: "FAQ 1210：停止の仕組みが、設計のとおりに動いていない可能性があります。",
			EN: "FAQ 1210: the technology that suppresses audio may not work as it was designed."},
	},
	audit.Notice: {
		means: spec.Text{JA: "仕様のとおりですが、知っておくべきことです。", EN: "As documented, and worth knowing."},
		bears: spec.Text{JA: "FAQ 1210：運用の確認に役立ちます。", EN: "FAQ 1210: it tells how the technology is used."},
	},
}

// A blindness is something that an audit cannot see, and what so remains to be asked.
type blindness struct{ what, remains spec.Text }

// blindnesses are those of single places in recordings, by the audit's name for them.
var blindnesses = map[string]blindness{
	"other_voices": {spec.Text{JA: "1つのトラックに、停止した参加者の音声とほかの参加者の音声が混ざる区間",
		EN: "one track with the voice of somebody who has stopped under others"},
		spec.Text{JA: "2ch録音か音声ファイル分離の録音で調べるか、その区間を聞いて確かめる",
			EN: "examine recordings with a track a side, or listen there"}},
	"quiet_voice": {spec.Text{JA: "音声自体に無音が多く、無音が長すぎても区別できない区間",
		EN: "voices with zeros of their own, beside which a silence that is too long does not show"},
		spec.Text{JA: "余分に残るものはない。欠落が問題になる場合は、聞いて確かめる",
			EN: "nothing more is stored; listen where a loss would matter"}},
	"loud_voice": {spec.Text{JA: "音声が大きすぎるか、ビープ音が短すぎる区間",
		EN: "a voice too loud, or a beep too short, to judge the beep"},
		spec.Text{JA: "ビープ音を聞いて確かめる", EN: "listen to the beep"}},
	"never_came": {spec.Text{JA: "音声を受信していない区間", EN: "where nothing was received"},
		spec.Text{JA: "無音かどうかだけを調べた。受信していない理由を確かめる", EN: "only silence was checked; ask why nothing came"}},
	"guard_margin": {spec.Text{JA: "録音の端の余白", EN: "the margin at an end of the recording"},
		spec.Text{JA: "前後の録音とあわせて確かめる", EN: "look at it with the recording before or after"}},
	"not_watched": {spec.Text{JA: "録音装置の障害や再起動の区間", EN: "where the recorder failed or was restarted"},
		spec.Text{JA: "障害の記録を確かめる", EN: "look at the records of that failure"}},
	"short_beep": {spec.Text{JA: "音声の中で途切れ、短すぎて判定できないビープ音",
		EN: "a beep that is cut too short among voices to be told from them"},
		spec.Text{JA: "ビープ音の区間を聞いて確かめる", EN: "listen to the beep"}},
	"short_tone": {spec.Text{JA: "ビープ音が短すぎる録音", EN: "a tone too short for extra beeps to be found"},
		spec.Text{JA: "余分に残るものはない", EN: "nothing more is stored"}},
	"many_tones": {spec.Text{JA: "ビープ音が多すぎる録音の、後の部分", EN: "what comes after too many tones"},
		spec.Text{JA: "その録音を聞いて確かめる", EN: "listen to that recording"}},
	"under_beep": {spec.Text{JA: "停止中のビープ音に重なる小さな音声", EN: "a faint voice under a beep in a stop"},
		spec.Text{JA: "ビープ音の区間を聞いて確かめる", EN: "listen to the beep"}},
	"tolerant_edge": {spec.Text{JA: "許容範囲とした、無音の両端", EN: "the edges of silences, which the tolerance leaves out"},
		spec.Text{JA: "許容範囲が妥当かどうかを確かめる", EN: "ask whether the tolerance is a right one"}},
	"not_read": {spec.Text{JA: "漏れだけを調べたため、読まなかった区間", EN: "what was not read, for only leaks were looked for"},
		spec.Text{JA: "漏れは調べた。欠落やビープ音は、録音の全体の監査で調べる",
			EN: "leaks were looked for all the same; losses and beeps want an audit of the whole recording"}},
	"seam": {spec.Text{JA: "停止した区間が省かれている箇所の前後", EN: "the seam where a stop was left out"},
		spec.Text{JA: "その前後を聞いて確かめる", EN: "listen at the seam"}},
	"unknown_length": {spec.Text{JA: "長さのわからない録音", EN: "a recording whose length nobody knows"},
		spec.Text{JA: "通話の記録と長さを突き合わせる", EN: "compare its length with the records of calls"}},
}

// never are what no audit of recordings can see, whatever it finds.
var never = []blindness{
	{spec.Text{JA: "停止していない間に話されたカード番号：停止の前、再開の後、停止しなかった通話",
		EN: "card numbers that were said while nothing was stopped: before a stop, after a resume, in calls without one"},
		spec.Text{JA: "停止が必要な通話で停止されているかどうかを、業務の記録や聞き取りで確かめる",
			EN: "find out, from business records or by listening, whether the calls that needed a stop had one"}},
	{spec.Text{JA: "マニフェストやログが、通話で実際に起きたことのとおりかどうか",
		EN: "whether the manifest or the log says what happened in the call"},
		spec.Text{JA: "ログの作られ方と保護を確かめる。署名がある場合は、recpause verifyで変更の有無を調べる",
			EN: "ask how logs are made and protected; where they are signed, recpause verify tells whether they were changed"}},
	{spec.Text{JA: "監査に渡されなかったもの：複製、バックアップ、別の録音装置、画面の録画、文字起こし",
		EN: "what was not handed to the audit: copies, backups, other recorders, recordings of screens, transcripts"},
		spec.Text{JA: "保存場所の一覧と突き合わせる", EN: "compare with an inventory of all places of storage"}},
	{spec.Text{JA: "ほかのシステムのログに残るダイヤル操作の数字", EN: "digits that were keyed, in the logs of other systems"},
		spec.Text{JA: "電話網とPBXのログの設定を確かめる", EN: "look at what the PBX and the telephone network log"}},
	{spec.Text{JA: "停止の仕組みが、必要なすべての席で有効かどうか", EN: "whether the technology is enabled wherever it is needed"},
		spec.Text{JA: "設定と権限を確かめる", EN: "look at settings and permissions"}},
}
