package conformance

import (
	"fmt"
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// softphones is a call between two softphones: the five rows of chapter 5, and what follows from them.
var softphones = []check{
	{spec.S2S010, func(t *trial) {
		for _, party := range []string{A, B} {
			t.open(Scenario(Talking).between(B))
			t.shows(A, pause.Stop)
			t.shows(B, pause.Stop)
			t.click(party)
			t.shows(party, pause.Resume)
			t.recording(pause.Silent)
			t.click(party)
			t.shows(party, pause.Stop)
			t.recording(pause.On)
		}
	}},
	{spec.S2S020, func(t *trial) {
		t.both(func(clicked string) {
			if clicked == A {
				t.unchanged(B)
			} else {
				t.unchanged(A)
			}
		})
	}},
	{spec.S2S021, func(t *trial) {
		t.row(2)
		t.label(B, pause.Stop)
		t.recording(pause.Silent)
		t.row(4)
		t.label(B, pause.Resume)
		t.recording(pause.On)
	}},
	{spec.S2S111, recordingIn(1, pause.On)},
	{spec.S2S112, phoneIn(1, A, pause.Stop)},
	{spec.S2S113, phoneIn(1, B, pause.Stop)},
	{spec.S2S121, recordingIn(2, pause.Silent)},
	{spec.S2S122, phoneIn(2, A, pause.Resume)},
	{spec.S2S123, phoneIn(2, B, pause.Stop)},
	{spec.S2S131, recordingIn(3, pause.Silent)},
	{spec.S2S132, phoneIn(3, A, pause.Resume)},
	{spec.S2S133, phoneIn(3, B, pause.Resume)},
	{spec.S2S141, recordingIn(4, pause.On)},
	{spec.S2S142, phoneIn(4, A, pause.Stop)},
	{spec.S2S143, phoneIn(4, B, pause.Resume)},
	{spec.S2S151, recordingIn(5, pause.On)},
	{spec.S2S152, phoneIn(5, A, pause.Stop)},
	{spec.S2S153, phoneIn(5, B, pause.Stop)},
	{spec.S2S200, func(t *trial) {
		t.both(func(clicked string) {
			want := pause.On
			if t.displays[clicked].Stopped {
				want = pause.Silent
			}
			t.recording(want)
		})
	}},
	{spec.S2S210, func(t *trial) {
		var seen []string
		t.both(func(string) {
			a, b, state := t.phone(A).Toggle == pause.Resume, t.phone(B).Toggle == pause.Resume,
				t.recorder(OriginalCall).Recording
			switch {
			case state == pause.Silent && !a && !b:
				t.fail(say("停止を表示するソフトフォンがある", "a softphone shows the stop"),
					say("どちらも停止を表示しない", "neither softphone shows the stop"))
			case state == pause.On && a && b:
				t.fail(say("双方が停止を表示することはない", "at most one softphone shows a stop"),
					say("双方が停止を表示する", "both softphones show a stop"))
			}
			if key := fmt.Sprint(state, a, b); !slices.Contains(seen, key) {
				seen = append(seen, key)
			}
		})
		if t.forgetTrace(); t.depth >= 3 && len(seen) != 6 {
			t.fail(say("8通りの組み合わせのうち6通りが現れる", "6 of the 8 combinations occur"),
				say("現れるのは%d通り", "%d of them occur", len(seen)))
		}
	}},
	{spec.S2S220, func(t *trial) {
		t.row(4)
		t.click(B)
		t.shows(B, pause.Stop)
		t.recording(pause.On)
		t.click(B)
		t.shows(B, pause.Resume)
		t.recording(pause.Silent)
	}},
	{spec.S2S230, func(t *trial) {
		for _, peer := range []string{C, B} {
			t.open(Scenario(Talking).between(peer))
			for range 2 {
				t.recording(pause.On)
				t.shows(A, pause.Stop)
				if peer == B {
					t.shows(B, pause.Stop)
				}
				t.click(A)
				t.hangUp(peer)
				t.call()
			}
		}
	}},
}

// row plays the document's five rows up to one of them: it starts, A stops, B stops, A resumes, B resumes.
func (t *trial) row(n int) {
	t.open(Scenario(Talking).between(B))
	for _, party := range []string{A, B, A, B}[:n-1] {
		t.click(party)
	}
}

func recordingIn(row int, want pause.State) func(*trial) {
	return func(t *trial) { t.row(row); t.recording(want) }
}

func phoneIn(row int, party string, want pause.Verb) func(*trial) {
	return func(t *trial) { t.row(row); t.shows(party, want) }
}

// both plays all sequences of clicks of two softphones up to the trial's depth, and looks after each click.
func (t *trial) both(look func(clicked string)) {
	by := func(party string) func() {
		return func() { t.click(party); look(party) }
	}
	t.walk(Scenario(Talking).between(B), by(A), by(B))
}

// notGuaranteed is chapter 6: what the manual describes and does not guarantee (動作保証外).
var notGuaranteed = []check{
	{spec.WAR010, func(t *trial) {
		for _, p := range []Place{InRoom, Member, StarTalking, OutboundWaiting} {
			t.supportOf(p)
		}
		t.supports(0, Idle, step{C, calllog.RoomJoin})
		t.supports(0, Idle, step{A, calllog.OutboundWait})
		t.supports(0, TransferTalking, step{A, calllog.ThreewayStart})
		t.supports(0, Talking, step{A, calllog.StarBegin})
		for _, s := range pairs() {
			t.open(s)
			t.click(A)
			t.support(spec.Documented)
			t.click(A)
			t.support(spec.Documented)
			for _, k := range []calllog.Kind{calllog.Hold, calllog.Unhold, calllog.CallHangup, calllog.CallInvite} {
				t.fact(A, k, OriginalCall)
				t.support(spec.Documented)
			}
			t.fact(t.scene.Peer, calllog.CallAnswered, OriginalCall)
			t.support(spec.Documented)
		}
	}},
	{spec.WAR011, func(t *trial) {
		t.supportOf(InRoom, spec.WAR011)
		t.supports(spec.WAR011, Idle, step{C, calllog.RoomJoin}, step{A, calllog.RoomJoin}, step{C, calllog.RoomLeave})
	}},
	{spec.WAR012, func(t *trial) {
		t.supportOf(Member, spec.WAR012)
		if !t.desc.Features.Has(ThreeWay) {
			return
		}
		t.supports(spec.WAR012, TransferTalking, step{A, calllog.ThreewayStart}, step{A, calllog.HandRaise})
		t.supports(spec.WAR012, Talking, step{A, calllog.ThreewayAuto}, step{A, calllog.HandRaise})
	}},
	{spec.WAR013, func(t *trial) {
		t.supportOf(StarTalking)
		t.supports(spec.WAR013, Talking, step{A, calllog.StarBegin})
		t.supports(0, StarHeld, step{T, calllog.StarAnswered}, step{A, calllog.StarCancel})
		t.supports(0, StarTalking, step{A, calllog.StarComplete})
		t.supports(spec.WAR013, Talking, step{A, calllog.SharpBegin})
		t.supports(0, SharpHeld, step{A, calllog.SharpCancel})
		t.supports(0, SharpHeld, step{A, calllog.SharpComplete})
	}},
	{spec.WAR014, func(t *trial) {
		t.supportOf(OutboundWaiting, spec.WAR014)
		t.supports(spec.WAR014, Idle, step{A, calllog.OutboundWait}, step{A, calllog.OutboundLeave})
		t.supports(spec.WAR014, OutboundWaiting, step{A, calllog.OutboundConnect}, step{A, calllog.HandRaise})
	}},
	// What a click there does is left open (RP-XFR-013), and so something else happens.
	{spec.WAR020, func(t *trial) {
		t.supports(spec.WAR020, StarHeld, step{A, calllog.HandRaise})
		t.supports(spec.WAR020, SharpHeld, step{A, calllog.HandRaise})
	}},
	{spec.WAR021, func(t *trial) { t.supportOf(StarTalking, spec.WAR021) }},
	{spec.XFR001, func(t *trial) {
		t.supports(spec.WAR020, StarHeld, step{A, calllog.HandRaise})
		t.supportOf(StarTalking, spec.WAR021, spec.XFR001)
	}},
	{spec.CNF010, func(t *trial) { t.ownVoice(Scenario(InRoom), spec.CNF010) }},
	{spec.CNF011, func(t *trial) { t.goesOn(InRoom) }},
	{spec.CNF012, func(t *trial) {
		t.open(Scenario(InRoom))
		t.shows(A, pause.Stop)
		t.shows(B, pause.Stop)
		t.click(A)
		t.silenced(A)
		t.shows(B, pause.Stop)
		t.click(B)
		t.silenced(A, B)
		t.click(A)
		t.silenced(B)
		t.cites(spec.CNF012)
		t.shows(B, pause.Resume)
		t.click(B)
		t.silenced()
	}},
	{spec.TPC010, func(t *trial) { t.open(Scenario(Member)); t.shown(A, true) }},
	{spec.TPC011, func(t *trial) { t.open(Scenario(Member)); t.toggles() }},
	{spec.TPC012, func(t *trial) { t.open(Scenario(Initiator)); t.shown(A, false) }},
	{spec.TPC020, func(t *trial) {
		t.ownVoice(Scenario(Member), spec.TPC020)
		t.open(Scenario(Member).between(D))
		t.click(A)
		t.click(D)
		t.silenced(A, D)
		t.click(A)
		t.silenced(D)
		t.cites(spec.OPS040)
		t.click(D)
		t.silenced()
	}},
	{spec.TPC021, func(t *trial) { t.goesOn(Member) }},
	{spec.XFR010, func(t *trial) {
		t.open(Scenario(StarTalking))
		t.recordingOf(TargetCall, pause.On)
		t.click(A)
		t.recordingOf(TargetCall, pause.Silent)
	}},
	{spec.XFR011, func(t *trial) {
		t.open(Scenario(StarTalking))
		stop := t.click(A)
		t.recording(pause.On)
		end := t.wait()
		t.read().every(recording.Span{From: stop, To: end}, C)
	}},
	{spec.XFR020, func(t *trial) {
		for _, s := range []struct {
			from Place
			done calllog.Kind
		}{{StarTalking, calllog.StarComplete}, {SharpHeld, calllog.SharpComplete}} {
			t.open(Scenario(s.from))
			t.click(A)
			t.recordedFrom(t.fact(A, s.done, TargetCall), C, T)
		}
	}},
	{spec.XFR030, func(t *trial) { t.cancelled(func() { t.recordedFrom(t.at, A, C) }) }},
	{spec.XFR031, func(t *trial) { t.cancelled(func() { t.shows(A, pause.Resume) }) }},
	{spec.XFR032, func(t *trial) {
		t.cancelled(func() { t.shows(A, pause.Resume); t.recording(pause.On) })
	}},
	{spec.XFR033, func(t *trial) {
		t.cancelled(func() {
			t.click(A)
			t.shows(A, pause.Stop)
			t.recording(pause.On)
			t.click(A) // a click stops it again, as in any call
			t.shows(A, pause.Resume)
			t.recording(pause.Silent)
		})
	}},
	{spec.OUT011, func(t *trial) { t.open(Scenario(OutboundWaiting)); t.toggles() }},
	{spec.OUT020, func(t *trial) { t.recordedFrom(t.connected(), A, C) }},
	{spec.OUT021, func(t *trial) { t.connected(); t.shows(A, pause.Resume) }},
	{spec.OUT022, func(t *trial) { t.connected(); t.shows(A, pause.Resume); t.recording(pause.On) }},
}

// A step is a fact: of #・*転送 about the call to the target, and else about the original call.
type step struct {
	party string
	fact  calllog.Kind
}

// supportOf wants a click on A's toggle in a place to be not guaranteed.
func (t *trial) supportOf(p Place, rules ...spec.ID) {
	t.open(Scenario(p))
	t.click(A)
	t.support(spec.NotGuaranteed, rules...)
}

// supports wants facts to be not guaranteed, by a rule if it is not 0.
func (t *trial) supports(rule spec.ID, p Place, steps ...step) {
	var rules []spec.ID
	if rule != 0 {
		rules = []spec.ID{rule}
	}
	t.open(Scenario(p))
	for _, step := range steps {
		call := OriginalCall
		if (Event{Fact: step.fact}).features() == StarTransfer {
			call = TargetCall
		}
		t.fact(step.party, step.fact, call)
		t.support(spec.NotGuaranteed, rules...)
	}
}

// ownVoice wants each stop among many to silence the voice of the one who clicked, and no other, by a rule.
func (t *trial) ownVoice(s Scene, rule spec.ID) {
	for _, l := range []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split} {
		if s.Settings.Layout = l; s.features()&^t.desc.Features&(TwoChannel|SplitFiles) != 0 {
			continue
		}
		t.open(s)
		var pauses []recording.Span
		for range 2 {
			stop := t.click(A)
			t.silenced(A)
			t.cites(rule)
			resume := t.click(A)
			t.silenced()
			pauses = append(pauses, recording.Span{From: stop, To: resume})
		}
		r := t.read()
		for _, paused := range pauses {
			r.silent(paused, A)
			r.every(paused, B, C)
		}
	}
}

// goesOn wants the recording of the call as a whole to go on when one of many stops it.
func (t *trial) goesOn(p Place) {
	t.open(Scenario(p))
	stop := t.click(A)
	t.recording(pause.Partial, pause.On)
	end := t.wait()
	r := t.read()
	r.every(recording.Span{From: stop, To: end}, B, C)
	r.lasting(end)
}

// cancelled stops the recording in a * and in a # transfer, cancels that, and wants something each time.
func (t *trial) cancelled(want func()) {
	for _, way := range []struct {
		at     Place
		cancel calllog.Kind
	}{{StarTalking, calllog.StarCancel}, {SharpHeld, calllog.SharpCancel}} {
		t.open(Scenario(way.at))
		t.click(A)
		t.fact(A, way.cancel, TargetCall)
		want()
	}
}

// connected stops a recording while A waits for an outbound call, has it start, and returns when.
func (t *trial) connected() int64 {
	t.open(Scenario(OutboundWaiting))
	t.click(A)
	return t.fact(A, calllog.OutboundConnect, OriginalCall)
}
