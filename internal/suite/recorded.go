package suite

import (
	"cmp"
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// An expected is what is known of a recording from the story that is told, beside what the reference's holds.
type expected struct {
	guard   int64
	begins  int64                       // when the call was answered
	open    map[string][]recording.Span // by party, where nothing is said of its voice: on hold, and in what is not judged
	from    map[string]int64            // where a span of open has begun that is not over
	stops   []recording.Span            // the pauses of the whole call
	resumes []resume                    // by clicks in a call of two
	events  []int64                     // when anything has happened: a beep elsewhere has no reason
	ended   bool                        // the call is over, and its recording
	cut     int64                       // since when the manual does not say that a pause goes on
	unsure  bool                        // something has happened to the call that may split or shorten its recording
}

func newExpected(guard, begins int64) *expected {
	return &expected{guard: guard, begins: begins, open: map[string][]recording.Span{}, from: map[string]int64{}}
}

// A resume is a click that has really resumed the recording.
type resume struct {
	at int64
	by string // "" where two clicked in one instant
}

// speakers are the parties whose voices are looked for.
var speakers = []string{a, b, c, t, d}

// happened keeps what an event means for the recording of the call that the scene began in. In one that has shrunk it
// is left open whose voice a stop silences.
func (x *expected) happened(e conformance.Event, before, after conformance.Observation, judged, shrunk bool) {
	if x.ended {
		return
	}
	x.events = append(x.events, e.At)
	was, is := before.Calls[original].Recording, after.Calls[original].Recording
	switch {
	case is == pause.Silent && was != pause.Silent:
		x.stops = append(x.stops, recording.Span{From: e.At, To: 1 << 62})
	case was == pause.Silent && is != pause.Silent:
		x.stops[len(x.stops)-1].To = cmp.Or(x.cut, e.At)
		x.cut = 0
		if isToggle(e) && judged && is == pause.On {
			x.resumes = append(x.resumes, resume{e.At, e.Party})
		}
	}
	if isFact(e) && !judged && is == pause.Silent {
		x.cut = cmp.Or(x.cut, e.At)
		x.stops[len(x.stops)-1].To = x.cut
	}
	if isFact(e) && (!judged || e.Fact == calllog.Hold || e.Fact == calllog.ConsultDial || e.Fact == calllog.Park) {
		x.unsure = true
	}
	if !judged && (isFact(e) || shrunk) {
		x.begin(e.At, speakers...)
	}
	x.note(e.At, after)
	if judged {
		x.goesOn(e.At, after)
	}
	_, open := after.Calls[original]
	x.ended = !open || after.Phones[a].State == callstate.Idle && is == pause.Off
}

// note begins spans in which nothing is said of voices: those of everybody while somebody holds, and A's in a transfer.
func (x *expected) note(at int64, after conformance.Observation) {
	for _, phone := range after.Phones {
		switch phone.State {
		case callstate.Held, callstate.HeldDialing, callstate.TransferTalking:
			x.begin(at, speakers...)
		}
	}
	switch after.Phones[a].State {
	case callstate.StarHeld, callstate.StarTalking:
		x.begin(at, a, t)
	}
}

func (x *expected) begin(at int64, parties ...string) {
	for _, p := range parties {
		if _, is := x.from[p]; !is {
			x.from[p] = at
		}
	}
}

// goesOn ends those spans where nobody holds and no transfer is under way.
func (x *expected) goesOn(at int64, after conformance.Observation) {
	for _, phone := range after.Phones {
		switch phone.State {
		case callstate.Held, callstate.HeldDialing, callstate.TransferTalking:
			return
		}
	}
	away := after.Phones[a].State == callstate.StarHeld || after.Phones[a].State == callstate.StarTalking
	for _, p := range speakers {
		if from, is := x.from[p]; is && !(away && (p == a || p == t)) {
			x.open[p] = append(x.open[p], recording.Span{From: from, To: at})
			delete(x.from, p)
		}
	}
}

// openOf returns where nothing is said of a party's voice.
func (x *expected) openOf(party string) []recording.Span {
	if from, is := x.from[party]; is {
		return append(slices.Clone(x.open[party]), recording.Span{From: from, To: 1 << 62})
	}
	return x.open[party]
}

// inside returns a span without the samples at its edges that are not judged.
func (x *expected) inside(s recording.Span) recording.Span {
	return recording.Span{From: s.From + x.guard, To: s.To - x.guard}
}

func (x *expected) near(a, b int64) bool { return max(a, b)-min(a, b) <= x.guard }

// compareFiles compares a recording with what it should hold: how long it is and in how many pieces, who is heard in
// which track and where nobody is, and where the beeps are.
func (x *teller) compareFiles(want, got conformance.Contents) {
	switch {
	case len(want.Tracks) == 0 && len(got.Tracks) > 0:
		x.differs(spec.REC050, is("録音は残らない", "there is no recording"), is("録音が残る", "there is a recording"))
	case len(want.Tracks) == 0:
	case len(got.Tracks) == 0:
		x.differs(spec.REC012, is("録音がある", "there is a recording"), is("録音がない", "there is no recording"))
	default:
		_ = x.length(want, got) && x.voices(want, got) && x.noise(want, got) && x.beeps(got) && x.transcript(got)
	}
}

func is(ja, en string, args ...any) spec.Text { return spec.Text{JA: ja, EN: en}.With(args...) }

// length compares how long a recording is, how many there are, and whether its tracks are whole.
func (x *teller) length(want, got conformance.Contents) bool {
	if x.file.unsure {
		return true
	}
	if !x.file.near(want.To, got.To) || got.From > want.From+x.file.guard {
		return x.differs(x.fileRule(spec.REC012, spec.REC010), spanText(want.Span), spanText(got.Span))
	}
	for _, track := range got.Tracks {
		at := got.From
		for _, s := range track.Segments {
			if s.From != at {
				return x.differs(spec.REC010, is("切れ目がない", "there is no gap"), is("切れ目がある", "there is a gap"))
			}
			at = s.To
		}
		if !x.file.near(at, got.To) {
			return x.differs(spec.REC010, spanText(got.Span), spanText(recording.Span{From: got.From, To: at}))
		}
	}
	usual, known := x.files[x.Scene.Settings.Layout]
	switch {
	case !x.clicked && !known:
		x.files[x.Scene.Settings.Layout] = got.Files
	case known && usual != got.Files:
		return x.differs(spec.REC012, is("録音は%d件", "recordings of the call: %d", usual),
			is("録音は%d件", "recordings of the call: %d", got.Files))
	}
	return true
}

func spanText(s recording.Span) spec.Text {
	return is("録音は%g秒から%g秒まで", "the recording is from %g s to %g s", inSeconds(s.From), inSeconds(s.To))
}

func inSeconds(n int64) float64 { return float64(n) / conformance.Rate }

// isPair reports whether the scene is a call of two, in which all is documented.
func (x *teller) isPair() bool { return x.Scene.Place == conformance.Talking }

// hasSides reports whether each of two has a track of its own.
func (x *teller) hasSides() bool {
	return x.isPair() && x.Scene.Settings.Layout != recording.OneChannel
}

// bySide reports whether it is documented who is on which track: A on the operator's, the customer on the other.
func (x *teller) bySide() bool { return x.hasSides() && x.Scene.Peer == c }

// voices compares who is heard, where: in each track where each of two has one, and else in all of them together.
func (x *teller) voices(want, got conformance.Contents) bool {
	if !x.hasSides() {
		return x.heard(want.Tracks, got.Tracks)
	}
	for _, track := range x.sides(want.Tracks, got.Tracks) {
		i := slices.IndexFunc(got.Tracks, func(g conformance.TrackContents) bool { return g.Track == track.Track })
		if i < 0 {
			return x.differs(x.sideRule(), is("%vの録音がある", "there is a track %v", track.Track), is("ない", "there is none"))
		}
		if party := swapped(track, got.Tracks[i]); party != "" {
			return x.differs(x.sideRule(), is("%sの音声は%vにない", "%s is not heard in %v", party, track.Track), is("ある", "it is"))
		}
		if !x.onlyOwn(track, got.Tracks[i]) || !x.heard([]conformance.TrackContents{track}, got.Tracks[i:i+1]) {
			return false
		}
	}
	return true
}

// onlyOwn wants nobody to be heard in another's track, but for pauses: there nobody is heard in any.
func (x *teller) onlyOwn(want, got conformance.TrackContents) bool {
	for _, party := range []string{a, x.Scene.Peer} {
		if len(spoken([]conformance.TrackContents{want}, party)) > 0 {
			continue
		}
		for _, s := range spoken([]conformance.TrackContents{got}, party) {
			for _, in := range minus(s, x.file.openOf(party)) {
				if in = x.leaked(party, in, nil); !in.Empty() && !x.isPaused(in) {
					return x.differs(x.sideRule(), is("%sの音声は%vにない", "%s is not heard in %v", party, want.Track),
						is("%g秒からある", "it is from %g s on", inSeconds(in.From)))
				}
			}
		}
	}
	return true
}

// sides returns the tracks that are wanted under the names that a subject gives them. Between two softphones it is left
// open who is on which, and so A may be on either, from the beginning to the end.
func (x *teller) sides(want, got []conformance.TrackContents) []conformance.TrackContents {
	is, other := longer(got, a), slices.Clone(want)
	if x.bySide() || len(want) != 2 || is == 0 || is == longer(want, a) {
		return want
	}
	other[0].Track, other[1].Track = want[1].Track, want[0].Track
	return other
}

// swapped returns a party that is heard in a track and should not be, where one that should be is not; "" for nobody.
func swapped(want, got conformance.TrackContents) string {
	in := func(track conformance.TrackContents, party string) bool {
		return len(spoken([]conformance.TrackContents{track}, party)) > 0
	}
	if in(want, a) != in(got, a) && in(want, c) != in(got, c) {
		return map[bool]string{true: c, false: a}[in(want, a)]
	}
	return ""
}

// heard compares who is heard in some tracks taken together.
func (x *teller) heard(want, got []conformance.TrackContents) bool {
	for _, party := range speakers {
		said, heard := spoken(want, party), spoken(got, party)
		open := x.file.openOf(party)
		for _, s := range said {
			for _, in := range minus(x.file.inside(s), open) {
				if missing := minus(in, heard); len(missing) > 0 {
					return x.differs(x.missingRule(party, missing[0]),
						is("%sの音声が%g秒から%g秒まで残る", "%s is heard from %g s to %g s", party, inSeconds(in.From), inSeconds(in.To)),
						is("%g秒から%g秒まで残らない", "not from %g s to %g s", inSeconds(missing[0].From), inSeconds(missing[0].To)))
				}
			}
		}
		for _, s := range heard {
			for _, extra := range minus(s, slices.Concat(said, open)) {
				if extra = x.leaked(party, extra, said); !extra.Empty() {
					return x.differs(x.leakRule(party, extra),
						is("%sの音声は%g秒から%g秒まで残らない", "%s is not heard from %g s to %g s", party, inSeconds(extra.From),
							inSeconds(extra.To)), is("%sの音声が残る", "%s is heard", party))
				}
			}
		}
	}
	return true
}

// leaked returns the part of what is heard too much that is judged: not the edges of what may be heard, and nothing
// from before the call was answered, or of a call of two after its end.
func (x *teller) leaked(party string, extra recording.Span, said []recording.Span) recording.Span {
	for _, s := range said {
		if extra.From == s.To {
			extra.From += x.file.guard
		}
		if extra.To == s.From {
			extra.To -= x.file.guard
		}
	}
	if extra.From = max(extra.From, x.file.begins); x.isPair() && len(x.file.events) > 0 {
		extra.To = min(extra.To, x.file.events[len(x.file.events)-1])
	}
	return extra
}

// spoken returns where a party is heard in some of the tracks.
func spoken(tracks []conformance.TrackContents, party string) []recording.Span {
	var spans []recording.Span
	for _, track := range tracks {
		for _, s := range track.Segments {
			if slices.Contains(s.Voices, party) && !s.Empty() {
				spans = append(spans, s.Span)
			}
		}
	}
	return recording.Union(spans...)
}

// minus returns what is left of a span without others.
func minus(s recording.Span, others []recording.Span) (left []recording.Span) {
	for _, o := range recording.Union(others...) {
		if cut := s.Intersect(o); !cut.Empty() {
			if before := (recording.Span{From: s.From, To: cut.From}); !before.Empty() {
				left = append(left, before)
			}
			s.From = cut.To
		}
	}
	if !s.Empty() {
		left = append(left, s)
	}
	return left
}

// noise wants pauses of the whole call to be silent.
func (x *teller) noise(want, got conformance.Contents) bool {
	for _, stop := range x.file.stops {
		in := x.file.inside(stop.Intersect(want.Span))
		for _, track := range got.Tracks {
			for _, s := range track.Segments {
				if s.Noise && !s.Intersect(in).Empty() {
					return x.differs(spec.REC010, is("停止中は無音", "a pause is silent"), is("雑音がある", "there is noise"))
				}
			}
		}
	}
	return true
}

// beeps compares where the beeps of resumes are. Where nobody says of a stop whether it is written, none is wanted and
// none is wrong; a beep where nothing has happened is.
func (x *teller) beeps(got conformance.Contents) bool {
	if !x.isPair() {
		return true
	}
	for _, r := range x.file.resumes {
		if on := beepsAt(got, r.at, x.file.guard); r.at+x.file.guard >= got.To {
			break // it has just resumed
		} else if len(on) == 0 {
			return x.differs(x.beepRule(spec.REC020), is("%g秒に再開のビープ音がある", "there is the beep of a resume at %g s",
				inSeconds(r.at)), is("ない", "there is none"))
		} else if x.bySide() && slices.Contains(on, recording.OperatorSide) {
			return x.differs(spec.REC032, is("再開した側にビープ音がない", "no beep on the side of who resumed"), is("ある", "there is one"))
		} else if x.bySide() && !slices.Contains(on, recording.FarSide) {
			return x.differs(x.sideRule(), is("通話相手側にビープ音がある", "a beep on the far side"), is("ない", "there is none"))
		}
	}
	if x.hasSides() && !x.bySide() && !x.beepsBySide(got) {
		return false
	}
	for _, track := range got.Tracks {
		for i, s := range track.Segments {
			begins := s.Beep && (i == 0 || !track.Segments[i-1].Beep || track.Segments[i-1].To != s.From)
			if begins && s.From >= x.file.begins && !slices.ContainsFunc(x.file.events, func(at int64) bool {
				return x.file.near(s.From, at)
			}) {
				return x.differs(spec.REC020, is("ビープ音は再開の位置にある", "a beep is where a resume is"),
					is("%g秒にある", "one is at %g s", inSeconds(s.From)))
			}
		}
	}
	return true
}

// beepsBySide compares the beeps of two softphones that have a track each. Which of them has a beep is left open: the
// one on which who resumed is not heard, or always the same one.
func (x *teller) beepsBySide(got conformance.Contents) bool {
	own := map[string]bool{} // whether the beep of a party's resumes is on its own track
	for _, r := range x.file.resumes {
		on := beepsAt(got, r.at, x.file.guard)
		if r.by == "" || len(on) == 0 {
			continue
		}
		mine := longer(got.Tracks, r.by) == on[0]
		was, known := own[r.by]
		own[r.by] = mine
		if len(on) > 1 || known && was != mine || own[a] && own[b] {
			return x.differs(spec.REC032, is("再開した側にビープ音がない", "no beep on the side of who resumed"),
				is("%g秒のビープ音がある", "that at %g s is there", inSeconds(r.at)))
		}
	}
	return true
}

// longer returns the track on which a party is heard the longest.
func longer(tracks []conformance.TrackContents, party string) (most recording.Track) {
	long := int64(0)
	for _, track := range tracks {
		n := int64(0)
		for _, s := range spoken([]conformance.TrackContents{track}, party) {
			n += s.Len()
		}
		if n > long {
			most, long = track.Track, n
		}
	}
	return most
}

// beepsAt returns the tracks with a beep that begins at a position.
func beepsAt(c conformance.Contents, at, guard int64) (on []recording.Track) {
	for _, track := range c.Tracks {
		if slices.ContainsFunc(track.Segments, func(s conformance.Segment) bool {
			return s.Beep && max(s.From, at)-min(s.From, at) <= guard
		}) {
			on = append(on, track.Track)
		}
	}
	return on
}

// transcript wants nothing of a pause to be transcribed, and something of what is said for long after each.
func (x *teller) transcript(got conformance.Contents) bool {
	if !x.by.Has(spec.Transcript) || x.Scene.Settings.Transcriber == 0 || got.Transcript == nil || !x.isPair() {
		return true
	}
	for _, s := range got.Transcript {
		for _, stop := range x.file.stops {
			if in := s.Intersect(x.file.inside(stop)); !in.Empty() && s.From < got.To {
				return x.differs(spec.ASR011, is("停止中の発言は文字起こしされない", "nothing of a pause is transcribed"),
					is("%sの%g秒からの発言が文字起こしされる", "what %s says from %g s on is", s.Party, inSeconds(in.From)))
			}
		}
	}
	for n, r := range x.file.resumes {
		after, long := recording.Span{From: r.at, To: got.To}, 3*x.file.guard+conformance.Rate*3/2
		for _, stop := range x.file.stops {
			if stop.From > r.at {
				after.To = min(after.To, stop.From)
			}
		}
		if n == len(x.file.resumes)-1 {
			long -= conformance.Rate
		}
		certain := len(minus(after, x.file.openOf(x.Scene.Peer))) == 1 // nobody has held the call there
		near := recording.Span{From: after.From, To: after.To + x.file.guard}
		said := func(s conformance.Speech) bool { return !s.Intersect(near).Empty() }
		if after.Len() > long && certain && !slices.ContainsFunc(got.Transcript, said) {
			return x.differs(spec.ASR012, is("再開後の発言は文字起こしされる", "what is said after a resume is transcribed"),
				is("%g秒からは何も文字起こしされない", "nothing of it is from %g s on", inSeconds(r.at)))
		}
	}
	return true
}

// fileRule returns the first of some rules that can be failed by what has happened, or the last.
func (x *teller) fileRule(ids ...spec.ID) spec.ID {
	return cmp.Or(x.first(x.should, ids...), ids[len(ids)-1])
}

// sideRule is the rule of whose track is whose.
func (x *teller) sideRule() spec.ID {
	if x.Scene.Settings.Layout == recording.Split {
		return spec.REC031
	}
	return spec.REC030
}

func (x *teller) beepRule(usual spec.ID) spec.ID {
	if x.Scene.Settings.Layout == recording.OneChannel && x.Scene.Peer == c {
		return spec.REC033
	}
	return usual
}

// isPaused reports whether a span is in a pause of the whole call.
func (x *teller) isPaused(s recording.Span) bool {
	return slices.ContainsFunc(x.file.stops, func(p recording.Span) bool { return !p.Intersect(s).Empty() })
}

// leakRule returns the rule that says that a party is not heard.
func (x *teller) leakRule(party string, in recording.Span) spec.ID {
	switch {
	case x.isPair() && !x.isPaused(in):
		return x.sideRule() // it is heard in another's track
	case x.isPair() && x.Scene.Settings.Layout != recording.OneChannel:
		return spec.REC034
	case x.Scene.Place == conformance.InRoom:
		return spec.CNF010
	case x.Scene.Place == conformance.Member:
		return spec.TPC020
	}
	return spec.REC011
}

// missingRule returns the rule that says that a party is heard.
func (x *teller) missingRule(party string, in recording.Span) spec.ID {
	switch x.Scene.Place {
	case conformance.InRoom:
		return x.fileRule(spec.CNF011, spec.REC040)
	case conformance.Member:
		return x.fileRule(spec.TPC021, spec.REC040)
	case conformance.StarTalking, conformance.SharpHeld:
		if len(x.file.resumes) == 0 {
			return x.fileRule(spec.XFR011, spec.REC040)
		}
		return x.fileRule(spec.XFR030, spec.REC040)
	case conformance.OutboundWaiting:
		return x.fileRule(spec.OUT020, spec.REC040)
	}
	beforeStop := slices.ContainsFunc(x.file.stops, func(p recording.Span) bool { return x.file.near(in.To, p.From) })
	if beforeStop || len(x.file.resumes) == 0 || in.From < x.file.resumes[0].at {
		return spec.RSP030
	}
	return spec.REC040
}
