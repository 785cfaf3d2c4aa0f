package profiles

import (
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A proposal is a change in words: what the manual says now, what it would say, and what that costs.
type proposal struct {
	name     spec.Text
	now      spec.Text
	then     spec.Text
	vendor   spec.Text // what the vendor has to build
	operator spec.Text // what operators have to live with
}

// candidates is how many changes there are to choose from.
const candidates = len(proposals) - 1

// proposals are the changes in words. There is none for the zero change.
var proposals = [...]proposal{{},
	system.TellEverybody: {
		name: spec.Text{JA: "操作の結果を全員に知らせる", EN: "Everybody is told of a click"},
		now: spec.Text{JA: "表示が変わるのは、押したソフトフォンだけ（RP-S2S-020）",
			EN: "only the softphone that was clicked changes its display (RP-S2S-020)"},
		then: spec.Text{JA: "その通話で話している全ソフトフォンの表示が変わる",
			EN: "every softphone that talks in the call changes its display"},
		vendor: spec.Text{JA: "PBXから各ソフトフォンへの通知を1種類加える",
			EN: "one new message from the PBX to each softphone in the call"},
		operator: spec.Text{JA: "他の人の操作で、自分の表示とボタンの制限が変わる",
			EN: "one's own display and locks change by somebody else's click"},
	},
	system.ClearDisplay: {
		name: spec.Text{JA: "自動の再開を表示に反映する", EN: "A resume by itself shows"},
		now: spec.Text{JA: "転送の取消やアウトバウンド通話の開始では、停止の表示が残る（RP-XFR-031、RP-OUT-021）",
			EN: "a cancelled transfer and the start of an outbound call leave the stop on the display (RP-XFR-031, " +
				"RP-OUT-021)"},
		then: spec.Text{JA: "操作以外の理由で自分の声が録音されるようになったら、停止の表示が消える",
			EN: "where anything but a click has one's voice recorded, the stop goes from the display"},
		vendor: spec.Text{JA: "同じ通知を、転送の完了・取消、アウトバウンド通話の開始、参加・退出のときにも送る",
			EN: "the same message at the end of a transfer, the start of an outbound call, a join and a leaving"},
		operator: spec.Text{JA: "通話の途中で停止の表示が消える。まだ停止したければ、もう一度押す",
			EN: "the stop may go from the display in mid-call; who still wants one clicks again"},
	},
	system.ShowStop: {
		name: spec.Text{JA: "停止中の通話に入ったら停止を表示する", EN: "Who comes into a stopped call is shown the stop"},
		now: spec.Text{JA: "応答、保留解除、入室、転送、三者通話の開始では、停止は表示されない（RP-S2S-020）",
			EN: "an answer, the release of a hold, a join, a transfer and the start of a three-way call show no " +
				"stop (RP-S2S-020)"},
		then: spec.Text{JA: "停止中の通話で話し始めた、または話に戻ったソフトフォンに、停止を表示する",
			EN: "a softphone that comes to talk, or back to talk, in a stopped call shows the stop"},
		vendor: spec.Text{JA: "通話に入るソフトフォンに、録音の状態を知らせる",
			EN: "the state of the recording is sent to each softphone that comes into a call"},
		operator: spec.Text{JA: "自分が止めていなくても、録音を再開するまで保留や転送ができない",
			EN: "no hold and no transfer before a resume, though one has stopped nothing oneself"},
	},
	system.StopForAll: {
		name: spec.Text{JA: "多人数でも停止は全員に効く", EN: "Among many, too, a stop is for all"},
		now: spec.Text{JA: "会議室と三者通話では、停止は自分の声にだけ効く（RP-CNF-010、RP-TPC-020）",
			EN: "in a room and in a three-way call a stop is for one's own voice only (RP-CNF-010, RP-TPC-020)"},
		then: spec.Text{JA: "停止は後から入った人も含む全員に効き、誰かが再開すれば全員が再開する",
			EN: "a stop silences everybody, and who joins later; anybody's resume ends it for all"},
		vendor: spec.Text{JA: "PBXの録音制御を、人ごとから通話ごとに変える",
			EN: "the PBX keeps one stop for the call in place of one for each party"},
		operator: spec.Text{JA: "自分の声だけを止めることはできない。誰の操作も全員に効く",
			EN: "nobody can stop only the own voice any more; anybody's click is for all"},
	},
	system.ToggleInTalks: {
		name: spec.Text{JA: "話している間は常にボタンを表示する", EN: "The toggle shows wherever one talks"},
		now: spec.Text{JA: "「転送通話中」と「三者通話中」では表示しない（RP-VIS-028、RP-VIS-029）",
			EN: "hidden in 「転送通話中」 and 「三者通話中」 (RP-VIS-028, RP-VIS-029)"},
		then: spec.Text{JA: "この2つの状態でも「通話中」と同じに表示し、停止中は同じボタンを制限する",
			EN: "in these two states it shows as in 「通話中」, and a stop locks the same buttons"},
		vendor: spec.Text{JA: "表3.1の2つの行と、その画面を変える", EN: "two rows of table 3.1 and their screens"},
		operator: spec.Text{JA: "停止中は、転送の完了も三者通話の開始もできない。先に再開する",
			EN: "no end of a transfer and no start of a three-way call before a resume"},
	},
	system.CarryOver: {
		name: spec.Text{JA: "停止の表示に録音を合わせる", EN: "The recording follows the display"},
		now: spec.Text{JA: "転送の取消やアウトバウンド通話の開始では、停止の表示のまま録音する（RP-XFR-030、RP-OUT-020）",
			EN: "a cancelled transfer and the start of an outbound call record on under a shown stop (RP-XFR-030, " +
				"RP-OUT-020)"},
		then: spec.Text{JA: "停止を表示しているソフトフォンが話す通話を、PBXが停止する",
			EN: "the PBX stops whichever call a softphone comes to talk in while it shows a stop"},
		vendor: spec.Text{JA: "PBXが呼のできごとのたびに停止を出し直す。転送の完了では再開と停止のビープ音が続けて鳴る",
			EN: "the PBX repeats the stop at call events; a completed transfer beeps twice, for its resume and for " +
				"the stop"},
		operator: spec.Text{JA: "次の通話が初めから無音になり、必要な録音が残らないことがある",
			EN: "the next call is silent from its start, and a recording that is needed may be missing"},
	},
	system.RefuseAmongMany: {
		name: spec.Text{JA: "多人数では停止を受け付けない", EN: "No stop among many"},
		now: spec.Text{JA: "会議室と三者通話でも停止できる（RP-CNF-010、RP-TPC-020）",
			EN: "a room and a three-way call can be stopped (RP-CNF-010, RP-TPC-020)"},
		then: spec.Text{JA: "会議室と3人以上の通話では停止を拒否し、3人目が入ったら録音を再開する",
			EN: "a stop in a room or a call of three or more is refused, and a third party's joining resumes the " +
				"recording"},
		vendor: spec.Text{JA: "PBXが停止を拒否し、3人目の参加で再開する",
			EN: "the PBX refuses the stop, and resumes when a third party joins"},
		operator: spec.Text{JA: "多人数の通話では一時停止が使えず、3人目が入ると録音が始まる",
			EN: "no pause among many, and a third party's joining starts the recording again"},
	},
}
