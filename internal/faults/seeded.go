package faults

import (
	"iter"
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Class is what seeded faults are about. There is no zero one.
type Class uint8

// The classes.
const (
	Display   Class = 1 + iota // what a softphone shows
	Commands                   // what a click does, and what is answered to it
	Sound                      // what a recording does, and who hears a beep
	Files                      // what is in a recording
	Leftovers                  // what only goes wrong after something else in the call, or in the next one
	Settings                   // what only goes wrong under a setting, or in a kind of call
	Answers                    // what a softphone makes of a PBX's answers that come late, twice or never
)

//enum:text
var classNames = [...]string{"none", Display: "display", Commands: "commands", Sound: "sound", Files: "files",
	Leftovers: "leftovers", Settings: "settings", Answers: "answers"}

// A Seeded is a fault of the library that shows only sometimes: an effect, and a trigger that it needs.
type Seeded struct {
	Fault
	Class Class
	By    spec.Observables // what shows the effect; one of them is enough
	// Quirk says that the trigger is not guaranteed: nobody is failed by it in the profile Core.
	Quirk bool
	// Softphone says that the trigger happens at a softphone, and that no PBX is asked for it.
	Softphone bool
}

// Classes returns every class.
func Classes() iter.Seq[Class] {
	return func(yield func(Class) bool) {
		for c := Display; c <= Answers && yield(c); c++ {
		}
	}
}

// AllSeeded returns every seeded fault, class by class: each trigger of a class with each of its effects that it can
// have.
func AllSeeded() iter.Seq[Seeded] {
	return func(yield func(Seeded) bool) {
		for c := range Classes() {
			for _, t := range slices.Concat(triggers, answering) {
				for _, e := range effects {
					if t.in&(1<<c) == 0 || e.in&(1<<c) == 0 || e.fits != nil && !e.fits(t) {
						continue
					}
					if !yield(seed(c, t, e)) {
						return
					}
				}
			}
		}
		for _, f := range slices.Concat(answered, onHold()) {
			if !yield(f) {
				return
			}
		}
	}
}

// seed is a fault of a class.
func seed(c Class, t trigger, e effect) Seeded {
	f := Seeded{Class: c, By: e.by, Quirk: t.quirk, Softphone: t.id == ticked, Fault: Fault{
		ID:   c.String() + "/" + t.id + "/" + e.id,
		Name: spec.Text{JA: "%s、%s", EN: "%[2]s %[1]s"}.With(t.name, e.name), Breaks: e.breaks, patch: e.patch, when: t.when}}
	if c == Answers {
		f.role = conformance.Softphone // whose PBX is the kit
	}
	return f
}

// A trigger is when a seeded fault is at work.
type trigger struct {
	id    string
	name  spec.Text
	in    uint // a set of classes
	quirk bool
	when  func(*session) bool
}

// set is a set of classes.
func set(classes ...Class) (s uint) {
	for _, c := range classes {
		s |= 1 << c
	}
	return s
}

var byCount = set(Display, Commands, Sound, Files)

// ticked is the trigger of a check mark that is changed.
const ticked = "ticked"

// triggers are when things go wrong in programs: the n-th time, after something else, in another kind of call.
var triggers = []trigger{
	{"second", text("2回目の停止から再開後まで", "at the second stop"), byCount, false, nth(2)},
	{"third", text("3回目の停止から再開後まで", "at the third stop"), byCount, false, nth(3)},
	{"fifth", text("5回目の停止から再開後まで", "at the fifth stop"), byCount, false, nth(5)},
	{"twentieth", text("20回目の停止から再開後まで", "at the twentieth stop"), byCount, false, nth(20)},
	{"other", text("相手の停止の後", "once the other party has stopped"), byCount, false, func(s *session) bool {
		return slices.ContainsFunc(s.events, func(e conformance.Event) bool { return isToggle(e) && e.Party == "B" })
	}},
	{"at-once", text("同時のクリックの後", "after two clicks in one instant"), set(Display, Sound), false, clickedAtOnce},

	{"hold", text("保留の後", "after a hold"), set(Leftovers), false, afterFact(calllog.Unhold, "A")},
	{"second-hold", text("2回目の保留の後", "after a second hold"), set(Leftovers), false,
		afterFacts(2, calllog.Unhold, "")},
	{"second-transfer", text("2回目の断られた転送の後", "after a second refused transfer"), set(Leftovers), false,
		afterFacts(2, calllog.ConsultFailed, "")},
	{"hold-and-call", text("保留のあった通話の次の通話で", "in the call after one with a hold"), set(Leftovers), false,
		func(s *session) bool {
			return s.calls() > 0 && slices.ContainsFunc(s.events, func(e conformance.Event) bool { return e.Fact == calllog.Unhold })
		}},
	{"peers-hold", text("相手の保留の後", "after a hold by the other party"), set(Leftovers), false,
		afterFact(calllog.Unhold, "B")},
	{"refused-transfer", text("断られた転送の後", "after a refused transfer"), set(Leftovers), false,
		afterFact(calllog.ConsultFailed, "")},
	{"ended-transfer", text("転送先との通話の後", "after a talk with the target of a transfer"), set(Leftovers), false,
		afterFact(calllog.ConsultAnswered, "")},
	{"cancelled-transfer", text("キャンセルした転送の後", "after a cancelled transfer"), set(Leftovers), false,
		afterFact(calllog.StarCancel, "")},
	{"cancelled-sharp", text("キャンセルした#転送の後", "after a cancelled # transfer"), set(Leftovers), false,
		afterFact(calllog.SharpCancel, "")},
	{"park", text("パークの後", "after a park"), set(Leftovers), false, afterFact(calllog.Park, "")},
	{"second-call", text("2回目の通話で", "in the second call"), set(Leftovers), false,
		func(s *session) bool { return s.calls() == 1 }},
	{"third-call", text("3回目の通話で", "in the third call"), set(Leftovers), false,
		func(s *session) bool { return s.calls() == 2 }},
	{"failed-call", text("つながらなかった発信の後", "after a call that nobody answered"), set(Leftovers), false,
		afterFact(calllog.CallFailed, "")},
	{"refused-click", text("拒否されたクリックの後", "after a refused click"), set(Leftovers), false,
		func(s *session) bool {
			return slices.ContainsFunc(s.events, func(e conformance.Event) bool {
				return e.Action == conformance.Click && slices.Contains(lockable[:], e.Button) ||
					e.Action == conformance.Command && e.Verb == conformance.NoSuchVerb
			})
		}},
	{"stopped-hangup", text("停止中に切断した後", "after a hang-up while stopped"), set(Leftovers), false,
		func(s *session) bool { return s.hungUpStopped() }},

	inSetting("two-channel", text("2chで", "in two channels"),
		func(s conformance.Scene) bool { return s.Settings.Layout == recording.TwoChannel }),
	inSetting("split", text("分離した音声ファイルで", "in split files"),
		func(s conformance.Scene) bool { return s.Settings.Layout == recording.Split }),
	inSetting("incoming", text("着信した通話で", "in a call that came in"),
		func(s conformance.Scene) bool { return s.Incoming }),
	inSetting("softphone", text("ソフトフォン間の通話で", "between two softphones"),
		func(s conformance.Scene) bool { return s.Peer == conformance.B }),
	inSetting("webrtc-peer", text("相手がWebRTC版のとき", "where the other party has the WebRTC version"),
		func(s conformance.Scene) bool { return s.Settings.PeerTerminal == pause.WebRTC }),
	inSetting("unticked", text("未保存の変更があるとき", "with a change that is not saved"),
		func(s conformance.Scene) bool { return !s.Settings.Ticked }),
	inSetting("version-4", text("バージョン4で", "in version 4"),
		func(s conformance.Scene) bool { return s.Settings.Version == "4.0.0" }),
	inSetting("transcribed", text("文字起こしがあるとき", "with speech-to-text"),
		func(s conformance.Scene) bool { return s.Settings.Transcriber == conformance.Omnis }),
	inSetting("masked", text("キーのマスクがあるとき", "where keys are masked"),
		func(s conformance.Scene) bool { return s.Settings.MaskKeys }),
	inSetting("other-beep", text("別のビープ音の要望があるとき", "where another beep was asked for"),
		func(s conformance.Scene) bool { return s.Settings.OtherBeep }),
	inSetting("no-auto-three-way", text("「自動三者」の設定がないとき", "where 自動三者 is not set up"),
		func(s conformance.Scene) bool { return !s.Settings.AutoThreeWay }),
	inSetting("incoming-softphone", text("ソフトフォンから着信した通話で", "in a call that came in from a softphone"),
		func(s conformance.Scene) bool { return s.Incoming && s.Peer == conformance.B }),
	inSetting("split-softphone", text("ソフトフォン間の通話の分離した音声ファイルで", "in split files of two softphones"),
		func(s conformance.Scene) bool { return s.Peer == conformance.B && s.Settings.Layout == recording.Split }),
	{ticked, text("通話中に設定のチェックを変えた後", "once the check mark was changed during the call"), set(Settings), false,
		func(s *session) bool {
			return slices.ContainsFunc(s.events, func(e conformance.Event) bool { return e.Action == conformance.Tick })
		}},
	quirk("room", text("電話会議室で", "in a conference room"), conformance.InRoom),
	quirk("member", text("三者通話で", "in a three-way call"), conformance.Member),
	quirk("star", text("*転送で", "in a * transfer"), conformance.StarTalking),
	quirk("outbound", text("アウトバウンドで", "in an outbound call"), conformance.OutboundWaiting),
}

func inSetting(id string, name spec.Text, is func(conformance.Scene) bool) trigger {
	return trigger{id, name, set(Settings), false, func(s *session) bool {
		return s.scene.Place == conformance.Talking && is(s.scene)
	}}
}

func quirk(id string, name spec.Text, place conformance.Place) trigger {
	return trigger{id, name, set(Settings), true, func(s *session) bool { return s.scene.Place == place }}
}

// nth is from the n-th stop of A in a scene to the next one.
func nth(n int) func(*session) bool {
	return func(s *session) bool {
		stops := 0
		for i, e := range s.events {
			if isToggle(e) && e.Party == conformance.A && s.shown[i].Phones[conformance.A].Toggle == pause.Stop {
				stops++
			}
		}
		return stops == n
	}
}

// afterFact is from a fact on; party is who did it, "" for anybody.
func afterFact(k calllog.Kind, party string) func(*session) bool { return afterFacts(1, k, party) }

// afterFacts is from the n-th fact of a kind on, in a scene.
func afterFacts(n int, k calllog.Kind, party string) func(*session) bool {
	return func(s *session) bool {
		left := n
		for _, e := range s.events {
			if e.Action == conformance.Fact && e.Fact == k && (party == "" || e.Party == party) {
				left--
			}
		}
		return left <= 0
	}
}

// onHold are the faults of a pause in which the other party holds the call: the manual does not say what becomes of it, so
// that nobody is failed by them.
func onHold() (list []Seeded) {
	held := trigger{"held-stopped", text("相手が停止中に保留した後、次のクリックまで",
		"once the other party has held a paused call, up to the next click"), 0, true, heldStopped}
	for _, e := range effects {
		switch e.id {
		case "no-message", "no-label", "hidden", "records":
			list = append(list, seed(Leftovers, held, e))
		}
	}
	return list
}

// heldStopped is from a hold by B of a call that A has stopped, up to the next click.
func heldStopped(s *session) (on bool) {
	for i, e := range s.events {
		switch {
		case e.Fact == calllog.Hold && e.Party == conformance.B && i < len(s.shown) && s.shown[i].Phones[conformance.A].Message:
			on = true
		case isToggle(e):
			on = false
		}
	}
	return on
}

// calls returns how many calls were answered since the scene began.
func (s *session) calls() (n int) {
	for _, e := range s.events {
		if e.Fact == calllog.CallAnswered {
			n++
		}
	}
	return n
}

// hungUpStopped reports whether A showed a stop when its call was hung up.
func (s *session) hungUpStopped() bool {
	for i, e := range s.events {
		if (e.Fact == calllog.CallHangup || e.Button == buttons.HangUp) && s.shown[i].Phones[conformance.A].Message {
			return true
		}
	}
	return false
}

func isToggle(e conformance.Event) bool {
	return e.Action == conformance.Click && e.Button == toggle
}

var lockable = [...]buttons.Button{buttons.InCall, buttons.Hold, buttons.Transfer, buttons.Park, buttons.ThreeWay,
	buttons.AutoThreeWay, buttons.StarTransfer}

// working reports whether the fault is at work now.
func (s *session) working() bool { return len(s.on) > 0 && s.on[len(s.on)-1] }

// stopped reports whether A shows a stop in a call, as the reference has it.
func (s *session) stopped() bool {
	p := s.shown[len(s.shown)-1].Phones[conformance.A]
	return p.Message && p.State == callstate.Talking
}

// idle reports whether A is in a call and shows no stop.
func (s *session) unstopped() bool {
	p := s.shown[len(s.shown)-1].Phones[conformance.A]
	return !p.Message && p.Toggle != 0 && p.State == callstate.Talking
}
