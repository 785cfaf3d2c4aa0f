package faults

import (
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// recorders is what PBXs get wrong about whether a recording runs, and who hears a beep.
var recorders = []Fault{
	{ID: "F09", Name: text("録音設定がオフでも、再開すると録音が始まる", "a resume starts a recording that the settings have off"),
		Breaks: []spec.ID{spec.REC050},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if list := s.clicks(); len(list) > 0 && list[len(list)-1].verb == pause.Resume {
				o.Calls[conformance.OriginalCall] = conformance.Recorder{Recording: pause.On}
			}
		}}},
	{ID: "F12", Name: text("停止と同じ回数だけ再開しないと録音に戻らない", "stops are counted, and as many resumes are needed"),
		Breaks: []spec.ID{spec.S2S200, spec.S2S141, spec.S2S210},
		patch: law(func(list []click) bool {
			stops := 0
			for _, c := range list {
				stops += map[pause.Verb]int{pause.Stop: 1, pause.Resume: -1}[c.verb]
			}
			return stops > 0
		})},
	{ID: "F13", Name: text("双方が停止を表示したときだけ停止する", "the recording stops only while both softphones show a stop"),
		Breaks: []spec.ID{spec.S2S200, spec.S2S121, spec.OPS010, spec.S2S010},
		patch: law(func(list []click) bool {
			return lastIsStop(list, conformance.A) && lastIsStop(list, conformance.B)
		})},
	{ID: "F14", Name: text("クリックのたびに切り替わる", "every click toggles"),
		Breaks: []spec.ID{spec.S2S131, spec.S2S200, spec.S2S141},
		patch:  law(func(list []click) bool { return len(list)%2 == 1 })},
	{ID: "F15", Name: text("Aの操作だけに従う", "only A's clicks count"),
		Breaks: []spec.ID{spec.S2S200, spec.S2S010, spec.S2S220},
		patch:  law(func(list []click) bool { return lastIsStop(list, conformance.A) })},
	{ID: "F16", Name: text("最初に停止した人だけが再開できる", "only whoever stopped first can resume"), Breaks: []spec.ID{spec.S2S200},
		patch: law(owned)},
	{ID: "F18", Name: text("停止が次の通話に残る", "a stop carries over into the next call"), Breaks: []spec.ID{spec.S2S230},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if s.last().Fact == calllog.CallAnswered {
				record(o, pause.Silent)
				show(o, conformance.A, pause.Resume)
			}
		}}},
	{ID: "F25a", Name: text("通話相手にビープ音が聞こえない", "only the operator hears the beep"),
		Breaks: []spec.ID{spec.NTF011, spec.NTF013}, patch: deaf(conformance.B, conformance.C)},
	{ID: "F25b", Name: text("オペレーターにビープ音が聞こえない", "only the other party hears the beep"),
		Breaks: []spec.ID{spec.NTF010, spec.NTF012}, patch: deaf(conformance.A)},
	{ID: "F26", Name: text("ビープ音を変更できる", "the beep can be changed"), Breaks: []spec.ID{spec.NTF020},
		patch: patch{see: func(s *session, o *conformance.Observation) {
			if s.scene.Settings.OtherBeep {
				for i := range o.Beeps {
					o.Beeps[i].Sound = "another"
				}
			}
		}}},
}

// law is another rule by which clicks stop the recording of a call of two softphones.
func law(silent func([]click) bool) patch {
	return patch{see: func(s *session, o *conformance.Observation) {
		if s.scene.Place == conformance.Talking && s.scene.Peer == conformance.B {
			record(o, map[bool]pause.State{true: pause.Silent, false: pause.On}[silent(s.clicks())])
		}
	}}
}

// lastIsStop reports whether a party's last click was a stop.
func lastIsStop(list []click, party string) (is bool) {
	for _, c := range list {
		if c.party == party {
			is = c.verb == pause.Stop
		}
	}
	return is
}

// owned reports whether who stopped first has not resumed yet: nobody else's resume counts.
func owned(list []click) bool {
	owner := ""
	for _, c := range list {
		switch {
		case c.verb == pause.Stop && owner == "":
			owner = c.party
		case c.verb == pause.Resume && owner == c.party:
			owner = ""
		}
	}
	return owner != ""
}

// deaf keeps parties from hearing beeps.
func deaf(parties ...string) patch {
	return patch{see: func(_ *session, o *conformance.Observation) {
		o.Beeps = slices.DeleteFunc(o.Beeps,
			func(b conformance.Beep) bool { return slices.Contains(parties, b.Party) })
	}}
}

// packet is 20 ms, what most telephones send at once.
const packet = conformance.Rate / 50

// real is what programs in the field have got wrong.
var real = []Fault{
	{ID: "R01", Name: text("停止の確認を返した後も録音が続く", "the stop is acknowledged, and the recording goes on"),
		Source: "https://github.com/sipwise/rtpengine/issues/1981",
		Breaks: []spec.ID{spec.OPS010, spec.DEF010, spec.S2S121, spec.S2S010}, patch: patch{
			see:  func(_ *session, o *conformance.Observation) { record(o, pause.On) },
			read: leak(whole, everybody...).read,
		}},
	{ID: "R02", Name: text("通話中の別のできごとで録音が再開する", "another event in the call resumes the recording"),
		Source: "https://github.com/sipwise/rtpengine/issues/1983",
		Breaks: []spec.ID{spec.RSP020}, patch: recordsIf(pause.On, func(s *session) bool {
			return s.last().Action == conformance.Fact && s.scene.Place == conformance.Talking
		})},
	{ID: "R03", Name: text("2回目の停止が効かない", "the second stop has no effect"),
		Source: "https://github.com/asterisk/asterisk/issues/322",
		Breaks: []spec.ID{spec.OPS070, spec.S2S200},
		patch:  recordsIf(pause.On, func(s *session) bool { return len(s.pauses(s.last().At)) > 1 })},
	{ID: "R04", Name: text("転送の後は停止が効かない", "after a transfer a stop has no effect"),
		Source: "https://github.com/FreePBX/issue-tracker/issues/654",
		Breaks: []spec.ID{spec.XFR033},
		patch:  recordsIf(pause.On, func(s *session) bool { return s.had(calllog.StarCancel) })},
	{ID: "R05", Name: text("転送をキャンセルしても録音が再開しない", "the recording is not resumed when a transfer is cancelled"),
		Source: "https://github.com/mikopbx/Core/issues/1125",
		Breaks: []spec.ID{spec.XFR030, spec.XFR032}, patch: silentAfter(calllog.StarCancel)},
	{ID: "R06", Name: text("2つの録音の片方だけが停止する", "only one of the call's two recordings stops"),
		Breaks: []spec.ID{spec.REC011, spec.DEF040},
		patch: patch{read: func(s *session, r *conformance.Contents) {
			if s.scene.Settings.RecordAll && s.scene.Settings.RecordCallcenter {
				leak(whole, everybody...).read(s, r)
			}
		}}},
	{ID: "R07", Name: text("保留と録音停止が同じフラグを使う", "hold and stop share one flag"), Breaks: []spec.ID{spec.DEF010},
		patch: patch{see: func(_ *session, o *conformance.Observation) {
			if o.Phones[conformance.A].State == callstate.Held {
				record(o, pause.Silent)
			}
		}}},
	{ID: "R08", Name: text("未知の指示で録音が再開する", "an unknown command resumes the recording"),
		Breaks: []spec.ID{spec.RSP020}, role: conformance.PBX,
		patch: patch{do: func(e *conformance.Event) {
			if e.Action == conformance.Command && e.Verb != pause.Stop {
				e.Verb = pause.Resume
			}
		}}},
	{ID: "R09", Name: text("μ-lawの無音を0x00で書き込む", "silence in µ-law is written as byte 0x00"),
		Breaks: []spec.ID{spec.REC010},
		patch:  rewrite(whole, func(_ *session, _ recording.Track, x *conformance.Segment) { x.Noise = true })},
	{ID: "R10", Name: text("30秒を過ぎると無音を書き込まない", "silence is written for 30 s and no longer"),
		Breaks: []spec.ID{spec.REC010, spec.REC012},
		patch:  shorten(func(p recording.Span) recording.Span { return span(p.From+30*conformance.Rate, p.To) })},
	{ID: "R11", Name: text("2回目の再開のビープ音が録音にない", "the recording has no beep at the second resume"),
		Breaks: []spec.ID{spec.REC020},
		patch: patch{read: func(s *session, r *conformance.Contents) {
			if p := s.pauses(r.To); len(p) > 1 {
				eachTrack(r, func(t *conformance.TrackContents) {
					for i := range t.Segments {
						t.Segments[i].Beep = t.Segments[i].Beep && t.Segments[i].From < p[1].From
					}
				})
			}
		}}},
	{ID: "R12", Name: text("到着順で区切るため、停止の境目で20ミリ秒もれる", "frames are cut by arrival, so that 20 ms leak at the edge"),
		Breaks: []spec.ID{spec.REC011, spec.DEF040, spec.REC010},
		patch:  leak(firstSamples(packet), everybody...)},
	{ID: "R13", Name: text("再開直後の20ミリ秒が欠ける", "the first 20 ms after a resume are missing"),
		Breaks: []spec.ID{spec.REC040},
		patch:  silenced(func(p recording.Span) recording.Span { return span(p.To, p.To+packet) })},
	{ID: "R14", Name: text("停止のたびに録音の長さがずれる", "every pause shifts the length of the recording"),
		Breaks: []spec.ID{spec.REC012, spec.REC010},
		patch:  shorten(firstSamples(10))},
}
