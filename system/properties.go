package system

import (
	"slices"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A property is something that holds at every step of a world, or that occurs at some step.
type property struct {
	Name      spec.Text
	Rule      spec.ID // the rule that says so, 0 for none
	Law       string  // the law of the model that says so, "" for none
	Sometimes bool    // it has to occur at one step, else it has to hold at every step
	At        func(Edge) bool

	needs needs
}

// needs is what a world must have for a property to say anything: so many softphones, parties and calls, and these
// events.
type needs struct {
	softphones, parties, calls int
	kinds                      []calllog.Kind
}

// and returns the needs with further events.
func (n needs) and(kinds ...calllog.Kind) needs {
	n.kinds = append(slices.Clip(n.kinds), kinds...)
	return n
}

// has reports whether the world has what a property needs.
func (w World) has(n needs) bool {
	return w.softphones() >= n.softphones && len(w.Header.Parties) >= n.parties && w.calls() >= n.calls &&
		!slices.ContainsFunc(n.kinds, func(k calllog.Kind) bool { return !w.mayHappen(k) })
}

func (w World) softphones() (n int) {
	for _, p := range w.Header.Parties {
		if p.Softphone {
			n++
		}
	}
	return n
}

// A Result is what a search found out about something that holds at every step of a world, or that occurs at some step.
type Result struct {
	Name      spec.Text
	Rule      spec.ID // the rule that says so, 0 for none
	Law       string  // the law of the model that says so, "" for none
	Sometimes bool    // it has to occur at one step, else it has to hold at every step
	Holds     bool
	Witness   []calllog.Event // the shortest story to a step at which it fails, or at which it occurs

	at func(Edge) bool
}

// ID returns the law or the rule, a name for files and tests.
func (r Result) ID() string {
	if r.Law != "" {
		return r.Law
	}
	return r.Rule.String()
}

// Check visits the world once and asks at every step what the model says of it: its laws, and every peculiarity of the
// manual; of a world with DocumentedOnly, what the page comes to for its parties instead. Each step is shown to a
// function, too, if there is one. What has to occur sometimes must be met, for a model in which nothing happens proves
// nothing. What needs more than the world has is left out. The errors are those of New.
func (w World) Check(show func(Edge)) (results []Result, size Size, err error) {
	return w.check(w.properties(), show)
}

func (w World) properties() []property {
	softphones := w.softphones()
	switch {
	case !w.DocumentedOnly:
		return append(laws(), quirks()...)
	case softphones == 1:
		return append(laws(), oneToOne()...)
	case softphones == 2 && len(w.Header.Parties) == 2 && len(w.Kinds) == 0:
		return append(laws(), betweenTwo()...)
	}
	return laws()
}

func (w World) check(properties []property, show func(Edge)) (results []Result, size Size, err error) {
	for _, p := range properties {
		if w.has(p.needs) {
			results = append(results, Result{Name: p.Name, Rule: p.Rule, Law: p.Law, Sometimes: p.Sometimes,
				Holds: !p.Sometimes, at: p.At})
		}
	}
	size, err = w.Run(func(e Edge) bool {
		for i := range results {
			if r := &results[i]; r.Witness == nil && r.at(e) == r.Sometimes {
				r.Holds, r.Witness = r.Sometimes, e.Story()
			}
		}
		if show != nil {
			show(e)
		}
		return true
	})
	return results, size, err
}

// laws returns what holds at every step of every world: the laws of the model as far as one step, or the state after
// it, can break them. L4 and L5 are of worlds in which only what the vendor stands behind is done (oneToOne,
// betweenTwo); L7 is of samples.
func laws() []property {
	law := func(law string, rule spec.ID, at func(Edge) bool, ja, en string) property {
		return property{Law: law, Rule: rule, At: at, Name: spec.Text{JA: ja, EN: en}}
	}
	return []property{
		law("L1", spec.S2S200, lastCommandWins, "二者の通話では、最後に行われた操作が録音に反映される", "in a call of two the last command wins"),
		law("L2", spec.S2S020, onlyOwnDisplay, "クリックすると、押したソフトフォンの表示だけが変わる",
			"a click changes the display of the softphone that was clicked and of no other"),
		law("L3", spec.BTN110, locksFollowDisplay, "操作の制限は自分の表示に従い、「録音再開」は表示されている限り操作できる",
			"locks follow the softphone's own display, and 録音再開 can be operated wherever it is shown"),
		law("L6", spec.REC050, offStaysOff, "録音しない設定では、何をしても録音されない",
			"a call that is set not to be recorded is not recorded, whatever happens"),
		law("L8", 0, resumeTellsTheTruth, "「録音再開」を1回押すと、表示が実際と一致し、自分の発言が録音される",
			"one click on 録音再開 makes the display true, and one's own voice is recorded"),
		law("L9", 0, refusalsChangeNothing, "拒否された操作では何も変わらず、同じ操作は同じ結果になる",
			"a refused event changes nothing, and the same event has the same outcome"),
		law("L10", spec.REC020, beepsAreInTheirTracks, "ビープ音は、recorded_onに挙げた側のトラックだけに入る",
			"a beep is in the tracks of the sides that recorded_on names and in no others"),
	}
}

// oneToOne returns law L4: what holds where one softphone does only what the vendor stands behind.
func oneToOne() []property {
	return []property{
		{Law: "L4", At: noMismatch, Name: spec.Text{JA: "表示は常に実際と一致する", EN: "no display is ever false"}},
		{Law: "L4b", At: stopsInTalk,
			Name: spec.Text{JA: "停止中と表示するソフトフォンは「通話中」である", EN: "a softphone that shows a stop is in 通話中"}},
	}
}

// betweenTwo returns law L5: what holds where two softphones do only what the vendor stands behind. Of the eight
// combinations of the recording and the two displays the first and the last never occur, and the others do.
func betweenTwo() (list []property) {
	for _, i := range [...]int{0, 7, 1, 2, 3, 4, 5, 6} {
		c := combination{recording: i&4 != 0, a: i&2 != 0, b: i&1 != 0}
		p := property{Law: "L5", Rule: spec.S2S210, Name: c.name("起こる", "met"), At: c.at, Sometimes: true}
		if impossible := c.recording == c.a && c.a == c.b; impossible {
			p.Name, p.At, p.Sometimes = c.name("起こらない", "never"), func(e Edge) bool { return !c.at(e) }, false
		}
		list = append(list, p)
	}
	return list
}

// A combination is what a call of two softphones records, and whether each of them shows a stop.
type combination struct{ recording, a, b bool }

func (c combination) name(ja, en string) spec.Text {
	recording := spec.Text{JA: "停止中", EN: "silent"}
	if c.recording {
		recording = spec.Text{JA: "録音中", EN: "recording"}
	}
	shown := map[bool]string{false: "「録音停止」", true: "「録音再開」"}
	return spec.Text{JA: "%[4]v: %[1]v、1人目の表示%[2]s、2人目の表示%[3]s",
		EN: "%[4]v: %[1]v, the first shows %[2]s, the second %[3]s"}.
		With(recording, shown[c.a], shown[c.b], spec.Text{JA: ja, EN: en})
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

func stops(e Edge) bool { return applied(e) && e.Event.Kind == calllog.PauseClick }

func resumes(e Edge) bool { return applied(e) && e.Event.Kind == calllog.ResumeClick }

func lastCommandWins(e Edge) bool {
	for _, c := range e.Outcome.Calls {
		r := c.Step.After
		if e.Event.Kind.Verb() == 0 || r.IsRoom() || r.Members().Len() != 2 || r.State() == pause.Off {
			continue
		}
		if stopped := r.State() == pause.Silent; stopped != (e.Event.Kind.Verb() == pause.Stop) {
			return false
		}
	}
	return true
}

func onlyOwnDisplay(e Edge) bool {
	for _, shown := range e.Outcome.Step.Phones {
		before, _ := e.Before.Phone(shown.Key)
		after, _ := e.After.Phone(shown.Key)
		own := e.Event.Kind.IsClick() && shown.Key == e.Event.Party
		if e.Event.Kind.Verb() != 0 && !own && before != after {
			return false
		}
	}
	return true
}

// usable is what can be used while a stop is shown (table 3.2).
var usable = []buttons.Button{buttons.HangUp, buttons.RaiseHand, buttons.Dial}

func locksFollowDisplay(e Edge) bool {
	resumes := e.Event.Kind == calllog.ResumeClick && e.Event.PBX == calllog.Confirmed
	if p, ok := e.Before.Phone(e.Event.Party); ok && p.ShowsStopped() && resumes && !applied(e) {
		return false
	}
	for _, shown := range e.Outcome.Step.Phones {
		p, _ := e.After.Phone(shown.Key)
		if !e.Fresh || !p.ShowsStopped() {
			continue
		}
		for b := range buttons.All() {
			if (p.View().Button(b) == buttons.Enabled) != slices.Contains(usable, b) {
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
	recorded := func(c calllog.Member[calllog.CallView]) bool {
		return c.Value.Recording != pause.Off || len(c.Value.Silenced) > 0
	}
	return len(e.Outcome.Step.Mismatch) == 0 && !slices.ContainsFunc(e.Outcome.Step.Calls, recorded)
}

// resumeTellsTheTruth clicks 録音再開 on every softphone that shows it in a call, in every state once.
func resumeTellsTheTruth(e Edge) bool {
	for _, shown := range e.Outcome.Step.Phones {
		inCall := shown.Value.State == callstate.Talking || shown.Value.State == callstate.StarTalking
		if e.Fresh && inCall && shown.Value.Toggle == pause.Resume && !trueAfterResume(e, shown.Key) {
			return false
		}
	}
	return true
}

func trueAfterResume(e Edge, party string) bool {
	o, err := e.clickAfter(calllog.ResumeClick, party)
	p, _ := o.Step.Phones.Get(party)
	return err == nil && o.Step.Result == calllog.Applied && p.Toggle == pause.Stop &&
		!slices.ContainsFunc(o.Step.Mismatch, func(m calllog.Mismatch) bool { return m.Party == party })
}

// clickAfter clicks a softphone's toggle after the edge's event.
func (e Edge) clickAfter(k calllog.Kind, party string) (Outcome, error) {
	after := e.After
	return after.Apply(calllog.Event{Line: e.Event.Line + 1, At: e.Event.At, Kind: k, Party: party})
}

func refusalsChangeNothing(e Edge) bool {
	if !applied(e) {
		return e.Before.key() == e.After.key()
	}
	if !e.Fresh {
		return true
	}
	again := e.Before
	_, err := again.Apply(e.Event)
	return err == nil && again.key() == e.After.key()
}

func beepsAreInTheirTracks(e Edge) bool {
	beeps := e.Outcome.Step.Beeps
	for _, s := range e.Outcome.Calls {
		if !s.Step.Beep().Sounds() {
			continue
		}
		if !slices.Equal(slices.Sorted(slices.Values(beeps[0].RecordedOn)), s.inTheTracks()) {
			return false
		}
		beeps = beeps[1:]
	}
	return true
}

// inTheTracks returns the parties on the sides whose track holds a tone from the step on, by name.
func (s CallStep) inTheTracks() (names []string) {
	const at = 1
	t := recording.NewTimeline(0, s.Step.Before)
	if err := t.Step(at, s.Step); err != nil {
		return []string{err.Error()}
	}
	for _, track := range recording.TwoChannel.Tracks() {
		if t.Plan(track, make([]int16, 1)).At(at).Tone < 0 {
			continue
		}
		for p := range s.Step.After.OnSide(track.Sides()).All() {
			names = append(names, s.Names[p])
		}
	}
	slices.Sort(names)
	return names
}

func noMismatch(e Edge) bool { return len(e.Outcome.Step.Mismatch) == 0 }

func stopsInTalk(e Edge) bool {
	return !phones(func(p calllog.PhoneView) bool { return p.Message && p.State != callstate.Talking })(e)
}

// What a world must have for the peculiarities of a chapter.
var (
	clicks        = []calllog.Kind{calllog.PauseClick, calllog.ResumeClick}
	withTwoPhones = needs{2, 2, 1, clicks}
	withTransfer  = needs{1, 3, 2, clicks}.and(calllog.StarBegin, calllog.StarAnswered)
	withOutbound  = needs{1, 2, 1, clicks}.and(calllog.OutboundWait, calllog.OutboundConnect)
	withRoom      = needs{1, 2, 1, clicks}.and(calllog.RoomJoin)
	withThreeWay  = needs{2, 3, 1, clicks}.and(calllog.CallInvite, calllog.CallAnswered, calllog.ThreewayAuto)
)

// quirks returns what must happen at some step: each peculiarity of the manual, in a world that has what it needs. Its
// name is what the rule says.
func quirks() []property {
	complete, cancel := withTransfer.and(calllog.StarComplete), withTransfer.and(calllog.StarCancel)
	threeInRoom := needs{2, 3, 1, withRoom.kinds}
	return append(stateQuirks(), []property{
		quirk(spec.S2S020, withTwoPhones, stops, shows(callstate.Talking, pause.Stop)),
		quirk(spec.S2S021, withTwoPhones, opens(spec.S2S021, calllog.RecordingButStopped)),
		quirk(spec.S2S141, withTwoPhones, resumes, opens(spec.S2S021, calllog.StoppedButRecording)),
		quirk(spec.S2S143, withTwoPhones, resumes, leavesAnotherStopped),
		quirk(spec.S2S220, withTwoPhones, resumes, closes, oneCall(pause.On), stopsNext),
		quirk(spec.CNF010, withRoom, stops, ownVoiceOnly(true)),
		quirk(spec.CNF011, withRoom, opens(spec.CNF011, calllog.StoppedButOthersRecorded)),
		quirk(spec.CNF012, threeInRoom, stops, twoSilencedOfThree),
		quirk(spec.TPC010, withThreeWay, threeWayStarted, shows(callstate.Talking, pause.Stop)),
		quirk(spec.TPC011, withThreeWay, threeWayStarted, stops),
		quirk(spec.TPC012, withThreeWay, shows(callstate.ThreeWay, 0)),
		quirk(spec.TPC020, withThreeWay, stops, ownVoiceOnly(false)),
		quirk(spec.TPC021, withThreeWay, opens(spec.TPC021, calllog.StoppedButOthersRecorded)),
		quirk(spec.XFR010, withTransfer, names(spec.XFR010), oneCall(pause.Silent)),
		quirk(spec.XFR011, withTransfer, names(spec.XFR011), oneCall(pause.On)),
		quirk(spec.XFR020, complete, names(spec.XFR020), oneCall(pause.On)),
		quirk(spec.XFR030, cancel, names(spec.XFR030), oneCall(pause.On)),
		quirk(spec.XFR031, cancel, names(spec.XFR031), shows(callstate.Talking, pause.Resume)),
		quirk(spec.XFR032, cancel, opens(spec.XFR032, calllog.StoppedButRecording)),
		quirk(spec.XFR033, cancel, names(spec.XFR033), closes),
		quirk(spec.OUT011, withOutbound, stops, shows(callstate.OutboundWaiting, pause.Resume)),
		quirk(spec.OUT020, withOutbound, names(spec.OUT020), oneCall(pause.On)),
		quirk(spec.OUT021, withOutbound, names(spec.OUT021), shows(callstate.Talking, pause.Resume)),
		quirk(spec.OUT022, withOutbound, opens(spec.OUT022, calllog.StoppedButRecording)),
	}...)
}

// quirk is met at a step at which all the conditions hold.
func quirk(rule spec.ID, needs needs, conditions ...func(Edge) bool) property {
	r, _ := spec.Lookup(rule)
	return property{Name: r.Statement, Rule: rule, Sometimes: true, needs: needs, At: func(e Edge) bool {
		return !slices.ContainsFunc(conditions, func(holds func(Edge) bool) bool { return !holds(e) })
	}}
}

// reaching is what a softphone needs to come to each state.
var reaching = [...]needs{
	callstate.Idle:            needs{1, 1, 1, nil}.and(calllog.OutboundWait, calllog.OutboundLeave),
	callstate.Alerting:        needs{1, 2, 1, nil}.and(calllog.CallInvite),
	callstate.Talking:         needs{1, 1, 1, nil}.and(calllog.RoomJoin),
	callstate.StarHeld:        needs{1, 3, 2, nil}.and(calllog.CallInvite, calllog.CallAnswered, calllog.StarBegin),
	callstate.StarTalking:     withTransfer.and(calllog.CallInvite, calllog.CallAnswered),
	callstate.Held:            needs{1, 1, 1, nil}.and(calllog.RoomJoin, calllog.Hold),
	callstate.HeldDialing:     dialing,
	callstate.TransferTalking: dialing.and(calllog.ConsultAnswered),
	callstate.ThreeWay:        needs{1, 2, 1, nil}.and(calllog.RoomJoin, calllog.ThreewayAuto),
	callstate.OutboundWaiting: withOutbound,
}

var dialing = needs{1, 3, 2, nil}.and(calllog.RoomJoin, calllog.Hold, calllog.ConsultDial)

// stateQuirks are the cells of table 3.1: every state is reached, and shows the toggle or not as its cell says.
func stateQuirks() (list []property) {
	for _, cell := range buttons.Table31() {
		list = append(list, quirk(cell.Rule, reaching[cell.Of], applied, phones(func(p calllog.PhoneView) bool {
			return p.State == cell.Of && (p.Toggle != 0) == (cell.Mark == "○")
		})))
	}
	return list
}

// names holds at a step that names a rule.
func names(id spec.ID) func(Edge) bool {
	return func(e Edge) bool { return slices.Contains(e.Outcome.Step.Rules, id) }
}

// opens holds at a step that opens a mismatch which a rule describes.
func opens(id spec.ID, k calllog.MismatchKind) func(Edge) bool {
	return func(e Edge) bool {
		return slices.ContainsFunc(e.Outcome.Opened,
			func(m calllog.Mismatch) bool { return m.Rule == id && m.Kind == k })
	}
}

func closes(e Edge) bool { return len(e.Outcome.Closed) > 0 }

// leavesAnotherStopped holds at a step after which somebody else's display shows a stop that is none.
func leavesAnotherStopped(e Edge) bool {
	return slices.ContainsFunc(e.Outcome.Step.Mismatch, func(m calllog.Mismatch) bool {
		return m.Kind == calllog.StoppedButRecording && m.Party != e.Event.Party
	})
}

// phones holds at a step after which some softphone is so.
func phones(is func(calllog.PhoneView) bool) func(Edge) bool {
	return func(e Edge) bool {
		return slices.ContainsFunc(e.Outcome.Step.Phones,
			func(p calllog.Member[calllog.PhoneView]) bool { return is(p.Value) })
	}
}

// shows holds where a softphone in a state shows a label on its toggle; 0 is no toggle.
func shows(s callstate.State, label pause.Verb) func(Edge) bool {
	return phones(func(p calllog.PhoneView) bool { return p.State == s && p.Toggle == label })
}

// threeWayStarted holds where a softphone is in a three-way call that it started.
var threeWayStarted = phones(func(p calllog.PhoneView) bool { return p.State == callstate.ThreeWay })

// oneCall holds where exactly one call's recording does something.
func oneCall(s pause.State) func(Edge) bool {
	return func(e Edge) bool {
		n := 0
		for _, c := range e.Outcome.Step.Calls {
			if c.Value.Recording == s {
				n++
			}
		}
		return n == 1
	}
}

// ownVoiceOnly holds where a stop silences who clicked and nobody else, in a room or in another call of three.
func ownVoiceOnly(room bool) func(Edge) bool {
	return func(e Edge) bool {
		return slices.ContainsFunc(e.Outcome.Calls, func(c CallStep) bool {
			v, _ := e.Outcome.Step.Calls.Get(c.Call)
			own := slices.Equal(v.Silenced, []string{e.Event.Party})
			return c.Step.After.IsRoom() == room && v.Recording == pause.Partial && own
		})
	}
}

func twoSilencedOfThree(e Edge) bool {
	return slices.ContainsFunc(e.Outcome.Calls, func(c CallStep) bool {
		r := c.Step.After
		return r.IsRoom() && r.Members().Len() == 3 && r.Silenced().Len() == 2
	})
}

// stopsNext holds where the next click of the same softphone really stops the recording.
func stopsNext(e Edge) bool {
	second, err := e.clickAfter(calllog.PauseClick, e.Event.Party)
	return err == nil && second.Step.Result == calllog.Applied && second.Step.Calls[0].Value.Recording == pause.Silent
}
