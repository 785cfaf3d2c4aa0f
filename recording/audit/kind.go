package audit

import (
	"fmt"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Severity is how much harm a finding does. The zero Severity is the least.
type Severity uint8

// The severities, the least harm first.
const (
	Notice Severity = iota // as documented, and worth knowing
	Wrong                  // not as documented, and nothing said is kept or lost by it
	Lost                   // something that was said may be missing
	Leak                   // something is in the recording that should not be
	numSeverities
)

var severityNames = [...]string{Notice: "notice", Wrong: "wrong", Lost: "lost", Leak: "leak"}

var severityTexts = [...]spec.Text{Notice: {JA: "注意", EN: "notice"}, Wrong: {JA: "不正", EN: "wrong"}, Lost: {JA: "欠落", EN: "lost"}, Leak: {JA: "漏れ", EN: "leak"}}

func (s Severity) String() string {
	if s < numSeverities {
		return severityNames[s]
	}
	return fmt.Sprintf("Severity(%d)", uint8(s))
}

// In returns the severity in words.
func (s Severity) In(l spec.Lang) string {
	if s < numSeverities {
		return severityTexts[s].In(l)
	}
	return s.String()
}

// MarshalText writes the severity's name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Kind is what is wrong. The zero Kind is nothing.
type Kind uint8

// The kinds.
const (
	SoundInPause    Kind = 1 + iota // non-silence within a pause, or all of it
	OneSideOnly                     // a pause silences one side, and the other is as it was
	Attenuated                      // a pause is turned down instead of silent
	BeginsLate                      // a pause's silence begins late: the voice goes on
	EndsEarly                       // a pause's silence ends early: the voice is back
	RecordedWhenOff                 // a file of a call that is not recorded by setting
	Stray                           // sound where nobody's voice belongs
	BeginsEarly                     // a pause's silence begins early
	EndsLate                        // a pause's silence ends late, or never
	Gap                             // a pause is cut out, as a whole or in part
	WrongLength                     // the file has another length, and no cut pause explains it
	WrongSilence                    // a constant that is not the codec's silence
	BeepMissing                     // no beep
	BeepMisplaced                   // a beep early or late
	BeepOnWrongSide                 // the beep is on the other side instead
	BeepExtra                       // a beep where none belongs
	NotTheTone                      // a beep of another frequency, length, level or other ramps
	EndedStopped                    // the call ended while stopped
	StoppedTooLong                  // a stop longer than the limit
	numKinds
)

// kinds are the names, severities and rules of the kinds. A rule is the one that the finding goes against; that of a notice is the one
// that lets it happen.
var kinds = [...]struct {
	name     string
	severity Severity
	rule     spec.ID
	text     spec.Text
}{
	SoundInPause:    {"sound_in_pause", Leak, spec.REC011, spec.Text{JA: "停止中なのに無音でない", EN: "not silent although stopped"}},
	OneSideOnly:     {"one_side_only", Leak, spec.REC034, spec.Text{JA: "停止中に片側しか無音でない", EN: "only one side is silent while stopped"}},
	Attenuated:      {"attenuated", Leak, spec.REC010, spec.Text{JA: "停止中に無音でなく小さい音", EN: "turned down instead of silent"}},
	BeginsLate:      {"begins_late", Leak, spec.REC011, spec.Text{JA: "無音の始まりが遅い", EN: "the silence begins late"}},
	EndsEarly:       {"ends_early", Leak, spec.REC011, spec.Text{JA: "無音の終わりが早い", EN: "the silence ends early"}},
	RecordedWhenOff: {"recorded_when_off", Leak, spec.REC050, spec.Text{JA: "録音オフの設定なのに録音がある", EN: "a recording although recording is off by setting"}},
	Stray:           {"stray_sound", Wrong, spec.REC012, spec.Text{JA: "この録音に誰の声もないはずの所に音がある", EN: "sound where nobody's voice belongs"}},
	BeginsEarly:     {"begins_early", Lost, spec.RSP030, spec.Text{JA: "無音の始まりが早い", EN: "the silence begins early"}},
	EndsLate:        {"ends_late", Lost, spec.REC040, spec.Text{JA: "無音の終わりが遅い", EN: "the silence ends late"}},
	Gap:             {"gap", Lost, spec.REC010, spec.Text{JA: "停止区間が無音でなく切り取られている", EN: "the stopped time is cut out instead of silent"}},
	WrongLength:     {"wrong_length", Lost, spec.REC012, spec.Text{JA: "長さが違う", EN: "the length is wrong"}},
	WrongSilence:    {"wrong_silence", Wrong, spec.REC010, spec.Text{JA: "無音の値が違う", EN: "not the codec's silence"}},
	BeepMissing:     {"beep_missing", Wrong, spec.REC020, spec.Text{JA: "再開のビープ音がない", EN: "the beep is missing"}},
	BeepMisplaced:   {"beep_misplaced", Wrong, spec.REC020, spec.Text{JA: "ビープ音の位置が違う", EN: "the beep is not where it belongs"}},
	BeepOnWrongSide: {"beep_on_wrong_side", Wrong, spec.REC032, spec.Text{JA: "ビープ音が反対側にある", EN: "the beep is on the wrong side"}},
	BeepExtra:       {"beep_extra", Wrong, spec.NTF020, spec.Text{JA: "余分なビープ音", EN: "a beep where none belongs"}},
	NotTheTone:      {"not_the_tone", Wrong, spec.NTF020, spec.Text{JA: "決まったビープ音と違う", EN: "the beep is not the tone"}},
	EndedStopped:    {"ended_stopped", Notice, spec.RSP020, spec.Text{JA: "停止したまま通話が終わった", EN: "the call ended while stopped"}},
	StoppedTooLong:  {"stopped_too_long", Notice, spec.RSP020, spec.Text{JA: "停止が上限より長い", EN: "stopped for longer than the limit"}},
}

func (k Kind) String() string {
	if k > 0 && k < numKinds {
		return kinds[k].name
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// GoString returns the kind's name, for %#v.
func (k Kind) GoString() string { return k.String() }

// In returns the kind in words.
func (k Kind) In(l spec.Lang) string {
	if k > 0 && k < numKinds {
		return kinds[k].text.In(l)
	}
	return k.String()
}

// MarshalText writes the kind's name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Severity returns how much harm a finding of the kind does.
func (k Kind) Severity() Severity {
	if k < numKinds {
		return kinds[k].severity
	}
	return Notice
}

// ruleOf returns the rule of a kind of finding in a layout.
func ruleOf(k Kind, l recording.Layout, where []Place) spec.ID {
	operator := len(where) > 0 && where[0].Track == recording.OperatorSide
	switch {
	case k == BeepExtra && operator:
		return spec.REC032
	case k == BeepMissing && l == recording.TwoChannel:
		return spec.REC030
	case k == BeepMissing && l == recording.Split:
		return spec.REC031
	case k == BeepMissing && l == recording.OneChannel:
		return spec.REC033
	}
	return kinds[k].rule
}
