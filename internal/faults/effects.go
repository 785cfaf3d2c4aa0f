package faults

import (
	"slices"
	"strings"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// An effect is what goes wrong while a seeded fault is at work.
type effect struct {
	id     string
	name   spec.Text
	breaks []spec.ID
	in     uint // a set of classes
	by     spec.Observables
	patch  patch
	fits   func(trigger) bool // nil: any trigger
}

var (
	display  = set(Display, Answers)
	commands = set(Commands)
	sound    = set(Sound)
	inFiles  = set(Files)
	later    = set(Leftovers, Settings)
)

// rules are the rules that say that something goes wrong, whichever is seen first.
func rules(ids ...spec.ID) []spec.ID { return ids }

// effects are what programs of this kind get wrong.
var effects = []effect{
	{"no-message", text("停止してもメッセージがない", "a stop shows no message"),
		rules(spec.OPS020, spec.OPS060, spec.XFR031, spec.OUT021, spec.OUT011, spec.S2S143, spec.S2S122, spec.BTN120,
			spec.CNF012, spec.TPC011),
		display | later, spec.Screen,
		whileStopped(func(p *conformance.Screen) { p.Message = false }), nil},
	{"keeps-message", text("再開後もメッセージが残る", "the message stays"),
		rules(spec.OPS060, spec.OPS032, spec.S2S230, spec.AVL052, spec.CNF012, spec.TPC011),
		display | later, spec.Screen,
		whileUnstopped(func(p *conformance.Screen) { p.Message = true }), nil},
	{"no-label", text("停止してもラベルが変わらない", "a stop does not change the label"),
		rules(spec.OPS030, spec.OPS060),
		display, spec.Screen,
		whileStopped(func(p *conformance.Screen) { p.Toggle = pause.Stop }), nil},
	{"keeps-label", text("再開後もラベルが戻らない", "the label stays"),
		rules(spec.OPS050, spec.OPS032, spec.OPS060),
		display, spec.Screen,
		whileUnstopped(func(p *conformance.Screen) { p.Toggle = pause.Resume }), nil},
	{"hidden", text("「録音再開」が表示されない", "the toggle is hidden while stopped"),
		rules(spec.OPS030, spec.VIS011, spec.BTN110, spec.VIS022, spec.TPC010, spec.VIS025, spec.OUT011,
			spec.VIS010, spec.VIS023, spec.AVL052, spec.CNF012, spec.TPC011),
		display | later, spec.Screen,
		whileStopped(func(p *conformance.Screen) { p.Toggle = 0 }), nil},
	{"both-labels", text("両方のラベルが表示される", "both labels are shown"),
		rules(spec.OPS031),
		display, spec.Screen,
		whileStopped(func(p *conformance.Screen) { p.Both = true }), nil},
	{"others-display", text("相手の表示が変わる", "the other party's display changes"),
		rules(spec.OPS032),
		display, spec.Screen,
		patch{see: func(s *session, o *conformance.Observation) {
			if s.working() && isToggle(s.last()) && s.scene.Peer == conformance.B {
				if p := o.Phones[conformance.B]; p.Toggle != 0 {
					show(o, conformance.B, pause.Stop+pause.Resume-p.Toggle)
				}
			}
		}}, nil},
	{"unlocks-hold", text("停止中に「保留」を操作できる", "「保留」 can be operated while stopped"),
		rules(spec.BTN020, spec.BTN001),
		display | later, spec.Operability,
		whileStopped(func(p *conformance.Screen) { setOperable(p, buttons.Hold, true) }), nil},
	{"unlocks-park", text("停止中に「パーク」を操作できる", "「パーク」 can be operated while stopped"),
		rules(spec.BTN050, spec.BTN001),
		display, spec.Operability,
		whileStopped(func(p *conformance.Screen) { setOperable(p, buttons.Park, true) }), nil},
	{"locks-dial", text("停止中に「ダイヤル」を操作できない", "「ダイヤル」 is locked while stopped"),
		rules(spec.BTN100),
		display, spec.Operability,
		whileStopped(func(p *conformance.Screen) { setOperable(p, buttons.Dial, false) }), nil},
	{"locks-toggle", text("「録音再開」を操作できない", "「録音再開」 is locked"),
		rules(spec.BTN110),
		display, spec.Operability,
		whileStopped(func(p *conformance.Screen) { setOperable(p, toggle, false) }), func(t trigger) bool { return t.id != "awaited" }},
	{"stays-locked", text("再開後も「転送」を操作できない", "「転送」 stays locked"),
		rules(spec.BTN002),
		set(Display) | later, spec.Operability,
		whileUnstopped(func(p *conformance.Screen) { setOperable(p, buttons.Transfer, false) }), documented},

	{"rejects-stop", text("停止を拒否する", "a stop is rejected, and done"),
		rules(spec.OPS010, spec.OPS030, spec.OPS040, spec.OPS050),
		commands, spec.Screen | spec.RecorderState,
		rejects(func(s *session, e conformance.Event) bool {
			return isToggle(e) && e.Party == conformance.A && s.stopped()
		}),
		nil},
	{"rejects-hang-up", text("停止中の「切断」を拒否する", "「切断」 is rejected while stopped"),
		rules(spec.BTN030),
		commands, spec.Operability,
		rejects(func(s *session, e conformance.Event) bool { return s.stopped() && e.Button == buttons.HangUp }),
		func(t trigger) bool { return t.id == "second" || t.id == "other" }},
	{"rejects-hand", text("停止中の「手上げ」を拒否する", "「手上げ」 is rejected while stopped"),
		rules(spec.BTN060),
		commands | later, spec.Operability,
		rejects(func(s *session, e conformance.Event) bool { return s.stopped() && e.Button == buttons.RaiseHand }), documented},
	{"rejects-dial", text("停止中の「ダイヤル」を拒否する", "「ダイヤル」 is rejected while stopped"),
		rules(spec.BTN100),
		commands, spec.DTMF,
		rejects(func(s *session, e conformance.Event) bool { return s.stopped() && e.Button == buttons.Dial }), nil},
	{"loses-stop", text("停止が失われる", "a stop is lost"),
		rules(spec.OPS010, spec.OPS030, spec.OPS070),
		commands, spec.Screen | spec.RecorderState,
		loses(pause.Stop), nil},
	{"loses-resume", text("再開が失われる", "a resume is lost"),
		rules(spec.OPS040, spec.OPS050, spec.OPS070, spec.OPS010),
		commands, spec.Screen | spec.RecorderState,
		loses(pause.Resume), nil},
	{"sends-opposite", text("反対の指示を送る", "the command is the opposite of the label"),
		rules(spec.OPS080),
		commands, spec.Screen,
		patch{see: func(s *session, o *conformance.Observation) {
			if s.working() {
				for i, sent := range o.Sent {
					o.Sent[i].Verb = pause.Stop + pause.Resume - sent.Verb
				}
			}
		}}, nil},
	{"sends-nothing", text("何も送らない", "no command is sent"),
		rules(spec.OPS080),
		commands, spec.Screen,
		patch{see: func(s *session, o *conformance.Observation) {
			if s.working() && o.Sent != nil {
				o.Sent = []conformance.Sent{}
			}
		}}, nil},
	{"sends-unasked", text("操作なしで再開を送る", "a resume is sent that nobody has clicked"),
		rules(spec.OPS080),
		commands, spec.Screen,
		patch{see: func(s *session, o *conformance.Observation) {
			if s.working() && s.last().Action == conformance.Wait && o.Sent != nil {
				o.Sent = append(o.Sent, conformance.Sent{Party: conformance.A, Verb: pause.Resume})
			}
		}}, nil},
	{"sends-dtmf", text("停止中にDTMFを送信する", "DTMF is sent while stopped"),
		rules(spec.BTN101),
		commands | later | set(Answers), spec.DTMF,
		patch{see: func(s *session, o *conformance.Observation) {
			if s.working() && s.stopped() && s.last().Button == buttons.Dial {
				o.DTMF = []string{conformance.A}
			}
		}}, documented},
	{"queues-dtmf", text("停止中のDTMFを再開後に送信する", "DTMF of a stop is sent after the resume"),
		rules(spec.BTN101),
		commands, spec.DTMF,
		patch{see: func(s *session, o *conformance.Observation) {
			if s.working() && s.stopped() && s.last().Button == buttons.Dial {
				s.keys = append(s.keys, conformance.A)
			}
			if s.unstopped() && o.DTMF != nil {
				o.DTMF = append(slices.Clone(o.DTMF), s.keys...)
				s.keys = nil
			}
		}}, nil},
	{"no-dtmf", text("再開後もDTMFを送信しない", "no DTMF is sent after a resume"),
		rules(spec.BTN002),
		commands, spec.DTMF,
		patch{see: func(s *session, o *conformance.Observation) {
			if s.working() && s.unstopped() && o.DTMF != nil {
				o.DTMF = []string{}
			}
		}}, nil},

	{"records", text("停止しても録音が続く", "a stop does not stop the recording"),
		rules(spec.OPS010, spec.S2S200, spec.CNF010, spec.TPC020, spec.XFR010, spec.RSP020),
		sound | later, spec.RecorderState,
		patch{see: func(s *session, o *conformance.Observation) {
			if c := o.Calls[conformance.OriginalCall]; s.working() && (c.Recording == pause.Silent || c.Recording == pause.Partial) {
				record(o, pause.On)
				if c.Recording == pause.Partial {
					o.Calls[conformance.OriginalCall] = conformance.Recorder{Recording: pause.On, Silenced: []string{}}
				}
			}
			if c := o.Calls[conformance.TargetCall]; s.working() && c.Recording == pause.Silent {
				o.Calls[conformance.TargetCall] = conformance.Recorder{Recording: pause.On}
			}
		}}, nil},
	{"stays-silent", text("再開しても録音が再開しない", "a resume does not resume the recording"),
		rules(spec.OPS040, spec.S2S200, spec.RSP020, spec.DEF010, spec.S2S230, spec.CNF012, spec.XFR011, spec.OUT020),
		sound | later,
		spec.RecorderState,
		patch{see: func(s *session, o *conformance.Observation) {
			if s.working() && s.everStopped() && o.Calls[conformance.OriginalCall].Recording == pause.On {
				record(o, pause.Silent)
			}
		}}, nil},
	{"off", text("停止すると録音が終わる", "a stop ends the recording"),
		rules(spec.OPS010, spec.S2S200),
		sound, spec.RecorderState,
		patch{see: func(s *session, o *conformance.Observation) {
			if s.working() && o.Calls[conformance.OriginalCall].Recording == pause.Silent {
				record(o, pause.Off)
			}
		}}, nil},
	{"resumes-itself", text("時間がたつと録音が再開する", "time resumes the recording"),
		rules(spec.RSP020),
		sound, spec.RecorderState,
		patch{see: func(s *session, o *conformance.Observation) {
			if s.working() && s.last().Action == conformance.Wait {
				record(o, pause.On)
			}
		}}, func(t trigger) bool { return t.id != "fifth" && t.id != "third" }},
	{"stops-itself", text("時間がたつと録音が停止する", "time stops the recording"),
		rules(spec.RSP020, spec.DEF010),
		sound, spec.RecorderState,
		patch{see: func(s *session, o *conformance.Observation) {
			if s.working() && s.last().Action == conformance.Wait {
				record(o, pause.Silent)
			}
		}}, func(t trigger) bool { return t.id != "fifth" && t.id != "third" }},
	{"deaf-operator", text("オペレーターにビープ音が聞こえない", "the operator hears no beep"),
		rules(spec.NTF010, spec.NTF012),
		sound | later, spec.Beeps,
		unheard(conformance.A), documented},
	{"deaf-peer", text("相手にビープ音が聞こえない", "the other party hears no beep"),
		rules(spec.NTF011, spec.NTF013),
		sound | later, spec.Beeps,
		unheard(conformance.B, conformance.C), documented},
	{"no-stop-beep", text("停止のビープ音がない", "no beep at the stop"),
		rules(spec.NTF010, spec.NTF011),
		sound, spec.Beeps,
		patch{see: func(s *session, o *conformance.Observation) {
			if s.working() && o.Calls[conformance.OriginalCall].Recording == pause.Silent && o.Beeps != nil {
				o.Beeps = []conformance.Beep{}
			}
		}}, nil},
	{"no-resume-beep", text("再開のビープ音がない", "no beep at the resume"),
		rules(spec.NTF012, spec.NTF013),
		sound, spec.Beeps,
		patch{see: func(s *session, o *conformance.Observation) {
			if s.working() && o.Calls[conformance.OriginalCall].Recording == pause.On && o.Beeps != nil {
				o.Beeps = []conformance.Beep{}
			}
		}}, nil},

	{"leaks", text("停止した区間が録音にそのまま残る", "the pause is in the recording in full"),
		rules(spec.REC011, spec.REC034, spec.CNF010, spec.TPC020),
		inFiles | later, spec.File,
		inPauses(func(s *session, track recording.Track, x *conformance.Segment) {
			x.Voices = present(s, track, everybody)
		}, whole), nil},
	{"leaks-operator", text("停止中のオペレーターの発言が残る", "the operator is heard in the pause"),
		rules(spec.REC011, spec.REC034),
		inFiles, spec.File,
		inPauses(func(s *session, track recording.Track, x *conformance.Segment) {
			x.Voices = present(s, track, []string{conformance.A})
		}, whole), nil},
	{"leaks-peer", text("停止中の相手の発言が残る", "the other party is heard in the pause"),
		rules(spec.REC011, spec.REC034),
		inFiles | later, spec.File,
		inPauses(func(s *session, track recording.Track, x *conformance.Segment) {
			x.Voices = present(s, track, []string{conformance.B, conformance.C})
		}, whole), documented},
	{"leaks-packet", text("停止の境目で20ミリ秒もれる", "20 ms leak at the edge"),
		rules(spec.REC011, spec.REC034),
		inFiles, spec.File,
		inPauses(func(s *session, track recording.Track, x *conformance.Segment) {
			x.Voices = present(s, track, everybody)
		}, firstSamples(packet)), nil},
	{"leaks-end", text("再開の20ミリ秒前から録音される", "20 ms leak before the resume"),
		rules(spec.REC011, spec.REC034),
		inFiles, spec.File,
		inPauses(func(s *session, track recording.Track, x *conformance.Segment) {
			x.Voices = present(s, track, everybody)
		}, func(p recording.Span) recording.Span { return span(p.To-packet, p.To) }), nil},
	{"noise", text("停止した区間に雑音が入る", "the pause is noise"),
		rules(spec.REC010),
		inFiles | later, spec.File,
		inPauses(func(_ *session, _ recording.Track, x *conformance.Segment) { x.Noise = true }, whole), documented},
	{"cut", text("停止した区間が切り取られる", "the pause is cut out"),
		rules(spec.REC010, spec.REC012, spec.REC040, spec.RSP030),
		inFiles | later, spec.File,
		patch{read: func(s *session, r *conformance.Contents) {
			for _, p := range slices.Backward(s.brokenPauses()) {
				p.To = min(p.To, r.To)
				eachTrack(r, func(t *conformance.TrackContents) { t.Segments = without(t.Segments, p) })
				r.To -= p.Len()
			}
		}}, documented},
	{"loses-after", text("再開後の1秒が欠ける", "a second is missing after the resume"),
		rules(spec.REC040),
		inFiles | later, spec.File,
		inPauses(func(_ *session, _ recording.Track, x *conformance.Segment) { x.Voices = nil },
			func(p recording.Span) recording.Span { return span(p.To, p.To+conformance.Rate) }), documented},
	{"loses-before", text("停止の前の半秒が欠ける", "half a second is missing before the stop"),
		rules(spec.RSP030),
		inFiles, spec.File,
		inPauses(func(_ *session, _ recording.Track, x *conformance.Segment) { x.Voices = nil },
			func(p recording.Span) recording.Span { return span(p.From-conformance.Rate/2, p.From) }), nil},
	{"no-written-beep", text("録音に再開のビープ音がない", "no beep of the resume in the recording"),
		rules(spec.REC020, spec.REC033, spec.REC030, spec.REC031),
		inFiles | later, spec.File,
		atResumes(func(_ recording.Track) bool { return false }), documented},
	{"two-files", text("録音が2つに分かれる", "the recording is split in two"),
		rules(spec.REC012),
		inFiles, spec.File,
		patch{read: func(s *session, r *conformance.Contents) {
			if len(s.brokenPauses()) > 0 {
				r.Files *= 2
			}
		}}, nil},
	{"ends", text("録音が停止の位置で終わる", "the recording ends at the stop"),
		rules(spec.REC012, spec.REC040),
		inFiles, spec.File,
		patch{read: func(s *session, r *conformance.Contents) {
			if p := s.brokenPauses(); len(p) > 0 {
				eachTrack(r, func(t *conformance.TrackContents) {
					t.Segments = slices.DeleteFunc(t.Segments, func(x conformance.Segment) bool { return x.From >= p[0].From })
				})
				r.To = p[0].From
			}
		}}, nil},
	{"transcribes", text("停止中も文字起こしが続く", "the pause is transcribed"),
		rules(spec.ASR010, spec.ASR011),
		inFiles | later, spec.Transcript,
		patch{read: func(s *session, r *conformance.Contents) {
			for _, p := range s.brokenPauses() {
				if r.Transcript != nil {
					r.Transcript = append(slices.Clone(r.Transcript), conformance.Speech{Span: p, Party: s.scene.Peer})
				}
			}
		}}, documented},
	{"transcribes-nothing", text("再開後、次の停止まで文字起こしされない", "nothing is transcribed up to the next stop"),
		rules(spec.ASR012),
		inFiles | later, spec.Transcript,
		patch{read: func(s *session, r *conformance.Contents) {
			for _, p := range s.brokenPauses() {
				next := r.To
				for _, later := range s.pausesOf(func(int) bool { return true }) {
					if later.From >= p.To {
						next = min(next, later.From)
					}
				}
				r.Transcript = slices.DeleteFunc(slices.Clone(r.Transcript),
					func(x conformance.Speech) bool { return !x.Intersect(span(p.To, next)).Empty() })
			}
		}}, inPairs},
	{"swaps", text("音声のトラックが入れ替わる", "the voices are on each other's tracks"),
		rules(spec.REC030, spec.REC031),
		set(Settings), spec.File,
		patch{read: func(s *session, r *conformance.Contents) {
			if s.working() && len(r.Tracks) == 2 {
				tracks := slices.Clone(r.Tracks)
				tracks[0].Segments, tracks[1].Segments = tracks[1].Segments, tracks[0].Segments
				r.Tracks = tracks
			}
		}}, func(t trigger) bool { return t.id == "two-channel" || t.id == "split" || t.id == "incoming" }},
	{"sounds-different", text("ビープ音が変わる", "the beep sounds different"),
		rules(spec.NTF020),
		sound | later, spec.Beeps,
		patch{see: func(s *session, o *conformance.Observation) {
			for i := range o.Beeps {
				if s.working() {
					o.Beeps[i].Sound = "other"
				}
			}
		}}, func(t trigger) bool {
			return documented(t) && t.in&set(Settings) == 0 || t.id == "other-beep" || t.id == ticked
		}},
	{"reads-last-keys", text("履歴で最後の4つのキーを読み取れる", "the last four keys can be read in the history"),
		rules(spec.DTM021),
		later, spec.History,
		patch{see: func(s *session, o *conformance.Observation) {
			if keys := s.entered(); s.working() && s.scene.Settings.MaskKeys && len(keys) > 4 && o.History != nil {
				o.History = new("****" + keys[len(keys)-4:])
			}
		}}, inPairs},
	{"loses-keys", text("履歴のキーが失われる", "the history loses keys"),
		rules(spec.DTM010, spec.DTM040),
		later, spec.History,
		patch{see: func(s *session, o *conformance.Observation) {
			if keys := s.entered(); s.working() && !s.scene.Settings.MaskKeys && keys != "" && o.History != nil {
				o.History = new(strings.TrimSuffix(*o.History, keys))
			}
		}}, func(t trigger) bool { return inPairs(t) && t.id != "masked" }},
	{"shown-without", text("使えないのに「録音停止」が表示される", "the toggle is shown where the feature cannot be used"),
		rules(spec.VIS010, spec.AVL010, spec.AVL020, spec.AVL025, spec.AVL030, spec.AVL031, spec.AVL032, spec.AVL034,
			spec.AVL040, spec.AVL051, spec.AVL052, spec.AVL054),
		later, spec.Screen,
		patch{see: func(s *session, o *conformance.Observation) {
			if p := o.Phones[conformance.A]; s.working() && p.State == callstate.Talking && p.Toggle == 0 {
				show(o, conformance.A, pause.Stop)
			}
		}}, func(t trigger) bool {
			return slices.Contains([]string{"hold", "refused-transfer", "second-call", "third-call", ticked}, t.id)
		}},
	{"others-unlock", text("相手の停止中に「保留」を操作できる", "the other party can click 「保留」 while it shows a stop"),
		rules(spec.BTN020, spec.BTN001),
		display, spec.Operability,
		whileOthersStopped(func(p *conformance.Screen) { setOperable(p, buttons.Hold, true) }), byOther},
	{"others-dtmf", text("相手の停止中にDTMFを送信する", "DTMF of the other party is sent while it shows a stop"),
		rules(spec.BTN101),
		commands, spec.DTMF,
		patch{see: func(s *session, o *conformance.Observation) {
			if e := s.last(); s.working() && e.Button == buttons.Dial && e.Party == conformance.B && s.othersStopped() {
				o.DTMF = []string{conformance.B}
			}
		}}, byOther},
	{"others-hand", text("相手の停止中の「手上げ」を拒否する", "「手上げ」 of the other party is rejected while it shows a stop"),
		rules(spec.BTN060),
		commands, spec.Operability,
		rejects(func(s *session, e conformance.Event) bool {
			return e.Button == buttons.RaiseHand && e.Party == conformance.B
		}), byOther},
	{"others-opposite", text("相手が反対の指示を送る", "the command of the other party is the opposite of its label"),
		rules(spec.OPS080),
		commands, spec.Screen,
		patch{see: func(s *session, o *conformance.Observation) {
			for i, sent := range o.Sent {
				if s.working() && sent.Party == conformance.B {
					o.Sent[i].Verb = pause.Stop + pause.Resume - sent.Verb
				}
			}
		}}, byOther},
}

// inPairs is the triggers of effects that need a setting, too: a second transfer comes with each only by chance.
func inPairs(t trigger) bool {
	return documented(t) && t.id != "second-transfer" && t.id != "second-hold"
}

// byOther is the trigger of what goes wrong at the other softphone.
func byOther(t trigger) bool { return t.id == "other" }

// othersStopped reports whether B shows a stop, as the reference has it.
func (s *session) othersStopped() bool { return s.shown[len(s.shown)-1].Phones[conformance.B].Message }

// whileOthersStopped changes B's screen while it shows a stop.
func whileOthersStopped(change func(*conformance.Screen)) patch {
	return patch{see: func(s *session, o *conformance.Observation) {
		if s.working() && s.othersStopped() {
			phone(o, conformance.B, change)
		}
	}}
}

// entered returns the keys that an IVR has heard last, "" for none.
func (s *session) entered() (keys string) {
	for _, e := range s.events {
		if e.Action == conformance.Enter {
			keys = e.Keys
		}
	}
	return keys
}

// documented is the triggers of calls of two: who hears a beep elsewhere is not said.
func documented(t trigger) bool { return !t.quirk }

// whileStopped changes A's screen while it shows a stop in a call.
func whileStopped(change func(*conformance.Screen)) patch {
	return patch{see: func(s *session, o *conformance.Observation) {
		if s.working() && s.stopped() {
			phone(o, conformance.A, change)
		}
	}}
}

// whileUnstopped changes A's screen in a call after a stop.
func whileUnstopped(change func(*conformance.Screen)) patch {
	return patch{see: func(s *session, o *conformance.Observation) {
		if s.working() && s.unstopped() && s.everStopped() {
			phone(o, conformance.A, change)
		}
	}}
}

// everStopped reports whether anybody has stopped since the scene began.
func (s *session) everStopped() bool { return slices.ContainsFunc(s.events, isToggle) }

// rejects answers that something was rejected, which was done.
func rejects(what func(*session, conformance.Event) bool) patch {
	return patch{say: func(s *session, err error) error {
		last := s.events[len(s.events)-1]
		o := s.shown[len(s.shown)-1].Phones[conformance.A]
		stops := isToggle(last) && o.Toggle == pause.Stop
		if err == nil && s.working() && (what(s, last) || stops && isToggle(last) && what(stoppedNow(s), last)) {
			return conformance.ErrRejected
		}
		return err
	}}
}

// stoppedNow is a session as it will be once a stop is seen.
func stoppedNow(s *session) *session {
	next := *s
	o := clone(s.shown[len(s.shown)-1])
	show(&o, conformance.A, pause.Resume)
	next.shown = append(slices.Clone(s.shown), o)
	return &next
}

// loses swallows a command of A while the fault is at work.
func loses(verb pause.Verb) patch {
	return patch{turn: func(s *session, e *conformance.Event) {
		label := s.shown[len(s.shown)-1].Phones[conformance.A].Toggle
		if s.working() && isToggle(*e) && e.Party == conformance.A && label == verb {
			*e = conformance.Event{At: e.At, Action: conformance.Wait}
		}
	}}
}

// unheard keeps parties from hearing beeps while the fault is at work.
func unheard(parties ...string) patch {
	return patch{see: func(s *session, o *conformance.Observation) {
		if s.working() {
			deaf(parties...).see(s, o)
		}
	}}
}

// brokenPauses returns the pauses of the call whose recording is read that began while the fault was at work.
func (s *session) brokenPauses() []recording.Span {
	return s.pausesOf(func(event int) bool { return s.on[event] })
}

// pausesOf returns the pauses of the call whose recording is read that began with such an event.
func (s *session) pausesOf(began func(event int) bool) (list []recording.Span) {
	call := 0
	for i, e := range s.events {
		was, is := s.shown[i].Calls[conformance.OriginalCall], conformance.Recorder{}
		if i+1 < len(s.shown) {
			is = s.shown[i+1].Calls[conformance.OriginalCall]
		}
		silent, silenced := was.Recording >= pause.Partial, is.Recording >= pause.Partial
		switch {
		case e.Fact == calllog.CallAnswered:
			call++
		case call != s.call:
		case silenced && !silent && began(i+1):
			list = append(list, span(e.At, e.At+1<<40))
		case silent && !silenced && len(list) > 0 && list[len(list)-1].Len() == 1<<40:
			list[len(list)-1].To = e.At
		}
	}
	return list
}

// inPauses changes a portion of every broken pause, track by track.
func inPauses(change func(*session, recording.Track, *conformance.Segment), where portion) patch {
	return patch{read: func(s *session, r *conformance.Contents) {
		for _, p := range s.brokenPauses() {
			p.To = min(p.To, r.To)
			eachTrack(r, func(t *conformance.TrackContents) {
				t.Segments = split(t.Segments, where(p), func(x *conformance.Segment) { change(s, t.Track, x) })
			})
		}
	}}
}

// atResumes writes the beep at the end of broken pauses on some tracks only.
func atResumes(on func(recording.Track) bool) patch {
	return patch{read: func(s *session, r *conformance.Contents) {
		for _, p := range s.brokenPauses() {
			eachTrack(r, func(t *conformance.TrackContents) {
				t.Segments = split(t.Segments, span(p.To, p.To+1600), func(x *conformance.Segment) {
					x.Beep = x.Beep && on(t.Track)
				})
			})
		}
	}}
}
