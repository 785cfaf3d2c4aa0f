package system

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// A Property is something that is said of every step of a world, or of some step.
type Property struct {
	Name  spec.Text
	Rule  spec.ID // the rule that says so, 0 for none
	Law   string  // the law of the model that says so, "" for none
	Needs Needs   // what a world must have for it to say anything
	At    func(Edge) bool
}

// ID returns the law or the rule, a name for files and tests.
func (p Property) ID() string {
	if p.Law != "" {
		return p.Law
	}
	return p.Rule.String()
}

// Needs is what a world must have: so many softphones, parties and calls, and these events. The zero Needs is nothing.
type Needs struct {
	Softphones, Parties, Calls int
	Kinds                      []calllog.Kind
}

// Meets reports whether the world has what a property needs.
func (w World) Meets(n Needs) bool {
	return w.softphones() >= n.Softphones && len(w.Header.Parties) >= n.Parties && max(1, w.Calls) >= n.Calls && w.all(n.Kinds)
}

func (w World) softphones() (n int) {
	for _, p := range w.Header.Parties {
		if p.Softphone {
			n++
		}
	}
	return n
}

// all reports whether all of these may happen.
func (w World) all(kinds []calllog.Kind) bool {
	may := map[calllog.Kind]bool{}
	for _, k := range w.Kinds {
		may[k] = true
	}
	for _, k := range kinds {
		if len(may) > 0 && !may[k] {
			return false
		}
	}
	return true
}

// A Result is what a search found out about a property.
type Result struct {
	Property
	Holds   bool
	Witness []calllog.Event // the shortest story to a step at which an always property fails, or a sometimes property is met
}

// Check visits the world once, and shows every step to a function, if there is one. An always property fails at a step where At is
// false; a sometimes property is met at one where it is true. What needs more than the world has is left out. The errors are those of
// model.New.
func (w World) Check(always, sometimes []Property, show func(Edge)) (results []Result, size Size, err error) {
	for _, p := range always {
		if w.Meets(p.Needs) {
			results = append(results, Result{Property: p, Holds: true})
		}
	}
	laws := len(results)
	for _, p := range sometimes {
		if w.Meets(p.Needs) {
			results = append(results, Result{Property: p})
		}
	}
	size, err = w.Run(func(e Edge) bool {
		for i := range results {
			r := &results[i]
			if isLaw := i < laws; r.Witness == nil && r.At(e) != isLaw {
				r.Holds, r.Witness = !isLaw, e.Story()
			}
		}
		if show != nil {
			show(e)
		}
		return true
	})
	return results, size, err
}

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

func applied(e Edge) bool { return e.Outcome.Step.Result == calllog.Applied }

func lastCommandWins(e Edge) bool {
	if e.Event.Kind.Verb() == 0 {
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
	if e.Event.Kind.Verb() == 0 {
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
	after := e.After
	o, err := after.Apply(calllog.Event{Line: e.Event.Line + 1, At: e.Event.At, Kind: calllog.ResumeClick, Party: party})
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
	again := e.Before
	_, err := again.Apply(e.Event)
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

// What a world must have for the quirks of a chapter.
var (
	withTwoPhones = Needs{Softphones: 2, Parties: 2, Calls: 1, Kinds: clickKinds}
	withTransfer  = Needs{Softphones: 1, Parties: 3, Calls: 2, Kinds: append(clickKinds[:2:2], calllog.StarBegin, calllog.StarAnswered)}
	withOutbound  = Needs{Softphones: 1, Parties: 2, Calls: 1, Kinds: append(clickKinds[:2:2], calllog.OutboundWait, calllog.OutboundConnect)}
	withRoom      = Needs{Softphones: 1, Parties: 2, Calls: 1, Kinds: append(clickKinds[:2:2], calllog.RoomJoin)}
	withThreeWay  = Needs{Softphones: 2, Parties: 3, Calls: 1, Kinds: append(clickKinds[:2:2], calllog.CallInvite, calllog.CallAnswered, calllog.ThreewayAuto)}

	clickKinds = []calllog.Kind{calllog.PauseClick, calllog.ResumeClick}
)

// and returns the needs with further events.
func (n Needs) and(kinds ...calllog.Kind) Needs {
	n.Kinds = append(slices.Clip(n.Kinds), kinds...)
	return n
}

// Quirks returns what must happen at some step: each peculiarity of the manual, in a world that has what it needs. Its name is what the
// rule says.
func Quirks() []Property {
	list := append(stateQuirks(), []Property{
		quirk(spec.S2S020, withTwoPhones, func(e Edge) bool { return stops(e) && phonesIn(e, callstate.Talking, false) > 0 }),
		quirk(spec.S2S021, withTwoPhones, func(e Edge) bool { return opens(e, spec.S2S021, calllog.RecordingButStopped) }),
		quirk(spec.S2S141, withTwoPhones, func(e Edge) bool { return resumes(e) && opens(e, spec.S2S021, calllog.StoppedButRecording) }),
		quirk(spec.S2S143, withTwoPhones, func(e Edge) bool { return resumes(e) && lies(e, calllog.StoppedButRecording) }),
		quirk(spec.S2S220, withTwoPhones, twoClicks),
		quirk(spec.CNF010, withRoom, func(e Edge) bool { return stops(e) && ownVoiceOnly(e, true) }),
		quirk(spec.CNF011, withRoom, func(e Edge) bool { return opens(e, spec.CNF011, calllog.StoppedButOthersRecorded) }),
		quirk(spec.CNF012, Needs{Softphones: 2, Parties: 3, Calls: 1, Kinds: withRoom.Kinds}, twoSilencedOfThree),
		quirk(spec.TPC010, withThreeWay, func(e Edge) bool { return initiates(e) && phonesIn(e, callstate.Talking, false) > 0 }),
		quirk(spec.TPC011, withThreeWay, func(e Edge) bool { return stops(e) && initiates(e) }),
		quirk(spec.TPC012, withThreeWay, func(e Edge) bool { return initiates(e) && hides(e, callstate.ThreeWay) }),
		quirk(spec.TPC020, withThreeWay, func(e Edge) bool { return stops(e) && ownVoiceOnly(e, false) }),
		quirk(spec.TPC021, withThreeWay, func(e Edge) bool { return opens(e, spec.TPC021, calllog.StoppedButOthersRecorded) }),
		quirk(spec.XFR010, withTransfer, func(e Edge) bool { return names(e, spec.XFR010) && recordings(e, pause.Silent) == 1 }),
		quirk(spec.XFR011, withTransfer, func(e Edge) bool { return names(e, spec.XFR011) && recordings(e, pause.On) == 1 }),
		quirk(spec.XFR020, withTransfer.and(calllog.StarComplete), func(e Edge) bool { return names(e, spec.XFR020) && recordings(e, pause.On) == 1 }),
		quirk(spec.XFR030, withTransfer.and(calllog.StarCancel), func(e Edge) bool { return names(e, spec.XFR030) && recordings(e, pause.On) == 1 }),
		quirk(spec.XFR031, withTransfer.and(calllog.StarCancel), func(e Edge) bool { return names(e, spec.XFR031) && phonesIn(e, callstate.Talking, true) > 0 }),
		quirk(spec.XFR032, withTransfer.and(calllog.StarCancel), func(e Edge) bool { return opens(e, spec.XFR032, calllog.StoppedButRecording) }),
		quirk(spec.XFR033, withTransfer.and(calllog.StarCancel), func(e Edge) bool { return names(e, spec.XFR033) && len(e.Outcome.Closed) > 0 }),
		quirk(spec.OUT011, withOutbound, func(e Edge) bool { return stops(e) && phonesIn(e, callstate.OutboundWaiting, true) > 0 }),
		quirk(spec.OUT020, withOutbound, func(e Edge) bool { return names(e, spec.OUT020) && recordings(e, pause.On) == 1 }),
		quirk(spec.OUT021, withOutbound, func(e Edge) bool { return names(e, spec.OUT021) && phonesIn(e, callstate.Talking, true) > 0 }),
		quirk(spec.OUT022, withOutbound, func(e Edge) bool { return opens(e, spec.OUT022, calllog.StoppedButRecording) }),
	}...)
	return list
}

func quirk(rule spec.ID, needs Needs, at func(Edge) bool) Property {
	r, _ := spec.Lookup(rule)
	return Property{Name: r.Statement, Rule: rule, Needs: needs, At: at}
}

// reaching is what a softphone needs to come to each state.
var reaching = [...]Needs{
	callstate.Idle:            {Softphones: 1, Parties: 1, Kinds: []calllog.Kind{calllog.OutboundWait, calllog.OutboundLeave}},
	callstate.Alerting:        {Softphones: 1, Parties: 2, Kinds: []calllog.Kind{calllog.CallInvite}},
	callstate.Talking:         {Softphones: 1, Parties: 1, Kinds: []calllog.Kind{calllog.RoomJoin}},
	callstate.StarHeld:        {Softphones: 1, Parties: 3, Calls: 2, Kinds: []calllog.Kind{calllog.CallInvite, calllog.CallAnswered, calllog.StarBegin}},
	callstate.StarTalking:     withTransfer.and(calllog.CallInvite, calllog.CallAnswered),
	callstate.Held:            {Softphones: 1, Parties: 1, Kinds: []calllog.Kind{calllog.RoomJoin, calllog.Hold}},
	callstate.HeldDialing:     {Softphones: 1, Parties: 3, Calls: 2, Kinds: []calllog.Kind{calllog.RoomJoin, calllog.Hold, calllog.ConsultDial}},
	callstate.TransferTalking: {Softphones: 1, Parties: 3, Calls: 2, Kinds: []calllog.Kind{calllog.RoomJoin, calllog.Hold, calllog.ConsultDial, calllog.ConsultAnswered}},
	callstate.ThreeWay:        {Softphones: 1, Parties: 2, Kinds: []calllog.Kind{calllog.RoomJoin, calllog.ThreewayAuto}},
	callstate.OutboundWaiting: withOutbound,
}

// stateQuirks are the cells of table 3.1: every state is reached, and shows the toggle or not as its cell says.
func stateQuirks() (list []Property) {
	for _, cell := range buttons.Table31() {
		list = append(list, quirk(cell.Rule, reaching[cell.Of], func(e Edge) bool {
			return applied(e) && slices.ContainsFunc(e.Outcome.Step.Phones, func(p calllog.Member[calllog.PhoneView]) bool {
				return p.Value.State == cell.Of && (p.Value.Toggle != 0) == (cell.Mark == "○")
			})
		}))
	}
	return list
}

func stops(e Edge) bool { return applied(e) && e.Event.Kind.Verb() == pause.Stop }

func resumes(e Edge) bool { return applied(e) && e.Event.Kind.Verb() == pause.Resume }

// names reports whether a step names a rule.
func names(e Edge, id spec.ID) bool { return slices.Contains(e.Outcome.Step.Rules, id) }

// opens reports whether a step opens a mismatch that a rule describes.
func opens(e Edge, id spec.ID, k calllog.MismatchKind) bool {
	for _, l := range e.Outcome.Opened {
		if l.Rule == id && l.Kind == k {
			return true
		}
	}
	return false
}

// lies reports whether somebody else's display is false after a step.
func lies(e Edge, k calllog.MismatchKind) bool {
	return slices.ContainsFunc(e.Outcome.Step.Mismatch, func(m calllog.Mismatch) bool { return m.Kind == k && m.Party != e.Event.Party })
}

// phonesIn counts the softphones in a state that show the toggle, with a stop or without.
func phonesIn(e Edge, s callstate.State, stopped bool) (n int) {
	for _, p := range e.Outcome.Step.Phones {
		if p.Value.State == s && p.Value.Toggle != 0 && p.Value.Message == stopped {
			n++
		}
	}
	return n
}

// hides reports whether a softphone in a state shows no toggle.
func hides(e Edge, s callstate.State) bool {
	return slices.ContainsFunc(e.Outcome.Step.Phones, func(p calllog.Member[calllog.PhoneView]) bool {
		return p.Value.State == s && p.Value.Toggle == 0
	})
}

// initiates reports whether a softphone is in a three-way call that it started.
func initiates(e Edge) bool {
	return slices.ContainsFunc(e.Outcome.Step.Phones, func(p calllog.Member[calllog.PhoneView]) bool { return p.Value.State == callstate.ThreeWay })
}

func recordings(e Edge, s pause.State) (n int) {
	for _, c := range e.Outcome.Step.Calls {
		if c.Value.Recording == s {
			n++
		}
	}
	return n
}

// ownVoiceOnly reports whether a stop silences who clicked and nobody else, in a room or in another call of three.
func ownVoiceOnly(e Edge, room bool) bool {
	for _, c := range e.Outcome.Calls {
		v, _ := e.Outcome.Step.Calls.Get(c.Call)
		if c.Step.After.IsRoom() == room && v.Recording == pause.Partial && slices.Equal(v.Silenced, []string{e.Event.Party}) {
			return true
		}
	}
	return false
}

func twoSilencedOfThree(e Edge) bool {
	for _, c := range e.Outcome.Calls {
		if r := c.Step.After; stops(e) && r.IsRoom() && r.Members().Len() == 3 && r.Silenced().Len() == 2 {
			return true
		}
	}
	return false
}

// twoClicks reports whether a click on 録音再開 changes nothing but the display, for the recording goes on already, and only the next
// click stops it.
func twoClicks(e Edge) bool {
	if !resumes(e) || recordings(e, pause.On) != 1 || len(e.Outcome.Closed) == 0 {
		return false
	}
	after := e.After
	second, err := after.Apply(calllog.Event{Line: e.Event.Line + 1, At: e.Event.At, Kind: calllog.PauseClick, Party: e.Event.Party})
	return err == nil && second.Step.Result == calllog.Applied && second.Step.Calls[0].Value.Recording == pause.Silent
}
