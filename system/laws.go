package system

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// Laws returns what holds at every step of every world: the laws of the model as far as one step, or the state after it, can break them.
// L4 and L5 are of worlds in which only what the vendor stands behind is done (OneToOne, BetweenTwo); L7 is of samples.
func Laws() []Property {
	return []Property{
		{Law: "L1", Rule: spec.S2S200, At: lastCommandWins, Name: spec.Text{JA: "2人の通話では、最後の操作が録音に効く", EN: "in a call of two the last command wins"}},
		{Law: "L2", Rule: spec.S2S020, At: onlyOwnDisplay, Name: spec.Text{JA: "クリックは、押したソフトフォンの表示だけを変える", EN: "a click changes the display of the softphone that was clicked and of no other"}},
		{Law: "L3", Rule: spec.BTN110, At: locksFollowDisplay, Name: spec.Text{JA: "操作の制限は自分の表示に従い、「録音再開」は表示されている限り押せる", EN: "locks follow the softphone's own display, and 録音再開 is operable wherever it is shown"}},
		{Law: "L6", Rule: spec.REC050, At: offStaysOff, Name: spec.Text{JA: "録音しない設定では、何をしても録音されない", EN: "with recording off by setting nothing is recorded, whatever happens"}},
		{Law: "L8", At: resumeTellsTheTruth, Name: spec.Text{JA: "「録音再開」を1回押すと、表示が実際と合い、自分の声が録音される", EN: "one click on 録音再開 makes the display true, and one's own voice is recorded"}},
		{Law: "L9", At: refusalsChangeNothing, Name: spec.Text{JA: "拒否された操作は何も変えず、同じ操作は同じ結果になる", EN: "what is refused changes nothing, and the same event has the same outcome"}},
	}
}

// Guaranteed follows only what the vendor stands behind.
func Guaranteed(o Outcome) bool { return o.Step.Support == spec.Guaranteed }

// OneToOne returns law L4: what holds where one softphone does only what the vendor stands behind.
func OneToOne() []Property {
	return []Property{
		{Law: "L4", At: neverLies, Name: spec.Text{JA: "表示は常に実際と合う", EN: "no display is ever false"}},
		{Law: "L4b", At: stopsInTalk, Name: spec.Text{JA: "停止中と表示するのは通話中だけ", EN: "a softphone that shows a stop is in 通話中"}},
	}
}

// BetweenTwo returns law L5: what holds where two softphones do only what the vendor stands behind, and which six of the eight
// combinations of the recording and the two displays they meet.
func BetweenTwo() (always, sometimes []Property) {
	for i := range 8 {
		c := combination{recording: i&4 != 0, a: i&2 != 0, b: i&1 != 0}
		if c.impossible() {
			always = append(always, Property{Law: "L5", Rule: spec.S2S210, Name: c.name("never"), At: func(e Edge) bool { return !c.at(e) }})
		} else {
			sometimes = append(sometimes, Property{Law: "L5", Rule: spec.S2S210, Name: c.name("met"), At: c.at})
		}
	}
	return always, sometimes
}

// A combination is what a call of two softphones records, and whether each of them shows a stop.
type combination struct{ recording, a, b bool }

func (c combination) impossible() bool { return c.recording == c.a && c.a == c.b }

func (c combination) name(which string) spec.Text {
	recording := spec.Text{JA: "停止中", EN: "silent"}
	if c.recording {
		recording = spec.Text{JA: "録音中", EN: "recording"}
	}
	shown := func(stopped bool) string {
		if stopped {
			return "「録音再開」"
		}
		return "「録音停止」"
	}
	is := map[string]spec.Text{"never": {JA: "起こらない", EN: "never"}, "met": {JA: "起こる", EN: "met"}}[which]
	return spec.Text{JA: "%[4]v: %[1]v、1人目の表示%[2]s、2人目の表示%[3]s", EN: "%[4]v: %[1]v, the first shows %[2]s, the second %[3]s"}.With(recording, shown(c.a), shown(c.b), is)
}

func (c combination) at(e Edge) bool {
	s := e.Outcome.Step
	if len(s.Phones) != 2 || len(s.Calls) != 1 || s.Calls[0].Value.Recording == pause.Off {
		return false
	}
	a, b := s.Phones[0].Value, s.Phones[1].Value
	return a.State == callstate.Talking && b.State == callstate.Talking &&
		c == combination{s.Calls[0].Value.Recording == pause.On, a.Message, b.Message}
}

func isClick(e calllog.Event) bool {
	return e.Kind == calllog.PauseClick || e.Kind == calllog.ResumeClick
}

func applied(e Edge) bool { return e.Outcome.Step.Result == calllog.Applied }

func lastCommandWins(e Edge) bool {
	if !isClick(e.Event) {
		return true
	}
	for _, c := range e.Outcome.Calls {
		r := c.Step.After
		if r.IsRoom() || r.Members().Len() != 2 || r.State() == pause.Off {
			continue
		}
		if stopped := r.State() == pause.Silent; stopped != (e.Event.Kind == calllog.PauseClick) {
			return false
		}
	}
	return true
}

func onlyOwnDisplay(e Edge) bool {
	if !isClick(e.Event) {
		return true
	}
	for _, shown := range e.Outcome.Step.Phones {
		before, _ := e.Before.Phone(shown.Key)
		after, _ := e.After.Phone(shown.Key)
		if shown.Key != e.Event.Party && before != after {
			return false
		}
	}
	return true
}

// usable is what can be used while a stop is shown (table 3.2).
var usable = []buttons.Button{buttons.HangUp, buttons.RaiseHand, buttons.Dial}

func locksFollowDisplay(e Edge) bool {
	if p, ok := e.Before.Phone(e.Event.Party); ok && p.ShowsStopped() && e.Event.Kind == calllog.ResumeClick && e.Event.PBX == calllog.Confirmed && !applied(e) {
		return false
	}
	for _, shown := range e.Outcome.Step.Phones {
		p, _ := e.After.Phone(shown.Key)
		for b := range buttons.All() {
			if locked := !slices.Contains(usable, b); e.Fresh && p.ShowsStopped() && (p.View().Button(b) != buttons.Enabled) != locked {
				return false
			}
		}
	}
	return true
}

func offStaysOff(e Edge) bool {
	calls := e.Outcome.Calls
	if len(calls) == 0 || calls[0].Step.Before.Recorded() || calls[0].Step.After.Recorded() {
		return true
	}
	return len(e.Outcome.Step.Mismatch) == 0 && !slices.ContainsFunc(e.Outcome.Step.Calls, func(c calllog.Member[calllog.CallView]) bool {
		return c.Value.Recording != pause.Off || len(c.Value.Silenced) > 0
	})
}

// resumeTellsTheTruth clicks 録音再開 on every softphone that shows it in a call, in every state once.
func resumeTellsTheTruth(e Edge) bool {
	for _, shown := range e.Outcome.Step.Phones {
		inCall := shown.Value.State == callstate.Talking || shown.Value.State == callstate.StarTalking
		if e.Fresh && inCall && shown.Value.Toggle == pause.Resume && !truthfulAfterResume(e, shown.Key) {
			return false
		}
	}
	return true
}

func truthfulAfterResume(e Edge, party string) bool {
	_, o, err := e.After.Next(calllog.Event{Line: e.Event.Line + 1, At: e.Event.At, Kind: calllog.ResumeClick, Party: party})
	p, _ := o.Step.Phones.Get(party)
	return err == nil && o.Step.Result == calllog.Applied && p.Toggle == pause.Stop && !slices.ContainsFunc(o.Step.Mismatch, func(m calllog.Mismatch) bool { return m.Party == party })
}

func refusalsChangeNothing(e Edge) bool {
	if !applied(e) {
		return e.Before.Key() == e.After.Key()
	}
	if !e.Fresh {
		return true
	}
	again, _, err := e.Before.Next(e.Event)
	return err == nil && again.Key() == e.After.Key()
}

func neverLies(e Edge) bool { return len(e.Outcome.Step.Mismatch) == 0 }

func stopsInTalk(e Edge) bool {
	for _, p := range e.Outcome.Step.Phones {
		if p.Value.Message && p.Value.State != callstate.Talking {
			return false
		}
	}
	return true
}
