package audit

import (
	"fmt"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Blindness is why something cannot be judged from the files. The zero Blindness is none.
type Blindness uint8

// The blindnesses.
const (
	OtherVoices  Blindness = 1 + iota // a silenced voice under others in one track
	QuietVoice                        // the voice is digital zero for so long by itself that up to Samples too much of silence do not show
	LoudVoice                         // a beep that a voice drowns, or too short to tell
	NeverCame                         // nothing was received: all that is judged is that it is silent
	GuardMargin                       // at an end of the recording, whose guard margins may be silent for a stop outside of it
	ShortTone                         // too short a tone to be found where none belongs
	ManyTones                         // more tones than are kept
	UnderBeep                         // a voice under a beep, as faint as what the codec or the tolerance makes of the beep, or under another tone than it
	TolerantEdge                      // next to an edge of silence, where the tolerance judges nothing
	numBlindnesses
)

var blindnesses = [...]struct {
	name string
	text spec.Text
}{
	OtherVoices:  {"other_voices", spec.Text{JA: "停止した人の声が残っていても、ほかの声に隠れる", EN: "a silenced voice would be hidden under others"}},
	QuietVoice:   {"quiet_voice", spec.Text{JA: "声そのものに無音のサンプルがあり、無音の延びは%dサンプル以上でないと見分けられない", EN: "voices are digital zero at times: silence that is too long by fewer than %d samples does not show"}},
	LoudVoice:    {"loud_voice", spec.Text{JA: "声が大きいかビープ音が短く、正しいか判断できない", EN: "a voice is too loud, or the beep too short, to tell whether it is right"}},
	NeverCame:    {"never_came", spec.Text{JA: "受信できなかった区間で、無音かどうかだけを見る", EN: "nothing was received here, so that only silence is looked for"}},
	GuardMargin:  {"guard_margin", spec.Text{JA: "録音の外の停止による余白かもしれない", EN: "may be the guard margin of a stop outside of the recording"}},
	ShortTone:    {"short_tone", spec.Text{JA: "短すぎて余分なビープ音を探せない", EN: "the tone is too short to be found where none belongs"}},
	ManyTones:    {"many_tones", spec.Text{JA: "ビープ音が多すぎ、以後は調べていない", EN: "too many tones, the rest is not looked at"}},
	UnderBeep:    {"under_beep", spec.Text{JA: "停止した人の小さな声が残っていても、ビープ音に隠れる", EN: "a faint silenced voice would be hidden under the beep"}},
	TolerantEdge: {"tolerant_edge", spec.Text{JA: "許容範囲として判断しない端", EN: "an edge that is not judged, by the tolerance"}},
}

func (b Blindness) String() string {
	if b > 0 && b < numBlindnesses {
		return blindnesses[b].name
	}
	return fmt.Sprintf("Blindness(%d)", uint8(b))
}

// MarshalText writes the blindness's name.
func (b Blindness) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// An Unseen is something that the files cannot show. It is no finding, and no proof that nothing is wrong.
type Unseen struct {
	Why     Blindness
	Where   Place
	Span    recording.Span // on the log's axis
	Samples int64          // of a QuietVoice: the shortest excess that shows, 0 where none does
}

// In says what cannot be seen, and where.
func (u Unseen) In(l spec.Lang) string {
	text := spec.Text{}
	if u.Why > 0 && u.Why < numBlindnesses {
		text = blindnesses[u.Why].text
	}
	switch {
	case u.Why == QuietVoice && u.Samples == 0:
		text = spec.Text{JA: "比べる声が足りず、無音の延びは見分けられない", EN: "there is hardly any voice to compare with: silence that is too long does not show"}
	case u.Why == QuietVoice:
		text = text.With(u.Samples)
	}
	return fmt.Sprintf("%s %v: %s", Finding{Where: []Place{u.Where}}.where(l), u.Span, text.In(l))
}

func (j *judge) unseen(l *listener, u Unseen) {
	u.Where = l.place
	j.report.Unseen = append(j.report.Unseen, u)
}

// blind notes what the track cannot show.
func (j *judge) blind(l *listener) {
	for _, p := range l.pieces {
		switch {
		case p.hidden && p.state == voiced:
			j.unseen(l, Unseen{Why: OtherVoices, Span: p.Span})
		case p.state == lost:
			j.unseen(l, Unseen{Why: NeverCame, Span: p.Span})
		case p.state == margin:
			j.unseen(l, Unseen{Why: GuardMargin, Span: p.Span})
		}
	}
	j.faint(l)
	j.tolerant(l)
	j.quiet(l)
	if len(l.tones.wave) > 0 && (!l.tones.audible() || l.tones.hops.length() < 3) {
		j.unseen(l, Unseen{Why: ShortTone, Span: j.Span})
	}
	if l.tones.more {
		j.unseen(l, Unseen{Why: ManyTones, Span: j.Span})
	}
}

// quiet notes, voices by voices that are heard next to a stop, how much too long a silence must be to show.
func (j *judge) quiet(l *listener) {
	seen := map[*stillness]bool{}
	for _, h := range l.hushes {
		if h == nil {
			continue
		}
		for _, e := range [...]excess{h.before, h.after} {
			if e.still == nil || seen[e.still] {
				continue
			}
			seen[e.still] = true
			if least := e.still.least(j.Rate); least != 1 {
				j.unseen(l, Unseen{Why: QuietVoice, Span: j.Span, Samples: least})
			}
		}
	}
}

// faint notes beeps that may hide a faint voice that a stop silences.
func (j *judge) faint(l *listener) {
	exact := l.late.step(0) == 0 && j.Tolerance.Level == 0
	for _, h := range l.hushes {
		switch {
		case h == nil || h.cut || !h.stopped():
		case h.state == toned:
			if !exact || j.otherTone(l, h) {
				j.unseen(l, Unseen{Why: UnderBeep, Span: h.Span})
			}
		case !exact:
			for _, t := range l.tones.strange(h.Span) {
				j.unseen(l, Unseen{Why: UnderBeep, Span: t.Intersect(h.Span)})
			}
		}
	}
}

// tolerant notes the edges of silence that the tolerance leaves out.
func (j *judge) tolerant(l *listener) {
	edge := j.Tolerance.Edge
	for _, h := range l.hushes {
		if h == nil || h.cut || edge == 0 {
			continue
		}
		around := []recording.Span{{From: less(h.From, edge), To: more(h.From, edge)}, {From: less(h.To, edge), To: more(h.To, edge)}}
		if around[1].From <= around[0].To {
			around = []recording.Span{{From: around[0].From, To: around[1].To}}
		}
		for _, s := range around {
			j.unseen(l, Unseen{Why: TolerantEdge, Span: s.Intersect(j.Span)})
		}
	}
}
