package audit

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Severity is how grave a finding is. The zero Severity is the least.
type Severity uint8

// The severities, the least grave first.
const (
	Notice Severity = iota // as documented, and worth knowing
	Wrong                  // not as documented, and nothing said is kept or lost by it
	Lost                   // something that was said may be missing
	Leak                   // something is in the recording that should not be: a stop did not keep it out
)

//enum:text
var severityNames = [...]string{Notice: "notice", Wrong: "wrong", Lost: "lost", Leak: "leak"}

// A Kind is what is wrong. It is known by its name, such as begins_late, which is contract, and Severity says what to
// make of it. The zero Kind is nothing.
type Kind uint8

// The kinds.
const (
	soundInPause    Kind = 1 + iota // sound within a stop, or in all of it
	oneSideOnly                     // during a stop one side is silent, and the other is as it was
	attenuated                      // during a stop the voice is turned down instead of silent
	beginsLate                      // a stop's silence begins late: the voice goes on
	endsEarly                       // a stop's silence ends early: the voice is back
	recordedWhenOff                 // a file of a call that is not recorded by setting
	stray                           // sound where nobody's voice belongs
	beginsEarly                     // a stop's silence begins early
	endsLate                        // a stop's silence ends late, or never
	cutOut                          // a stop is cut out, as a whole or in part
	wrongLength                     // the file has another length, and no stop that is cut out explains it
	wrongSilence                    // a constant that is not the codec's silence
	beepMissing                     // no beep
	beepMisplaced                   // a beep early or late
	beepOnWrongSide                 // the beep is on the other side instead
	beepExtra                       // a beep where none belongs
	notTheTone                      // a beep of another frequency, length, level or other ramps
	endedStopped                    // the call ended while stopped
	stoppedTooLong                  // a stop longer than the limit
	remains                         // more than the stops that should be left out leaves: a part of them is there
	notLeftOut                      // stops that should be left out are there, in all their length
	clickAtSeam                     // a leap where a stop is left out
)

//enum:text kind of finding
var kindNames = [...]string{"none", soundInPause: "sound_in_pause", oneSideOnly: "one_side_only",
	attenuated: "attenuated", beginsLate: "begins_late", endsEarly: "ends_early", recordedWhenOff: "recorded_when_off",
	stray: "stray_sound", beginsEarly: "begins_early", endsLate: "ends_late", cutOut: "gap",
	wrongLength: "wrong_length", wrongSilence: "wrong_silence", beepMissing: "beep_missing",
	beepMisplaced: "beep_misplaced", beepOnWrongSide: "beep_on_wrong_side", beepExtra: "beep_extra",
	notTheTone: "not_the_tone", endedStopped: "ended_stopped", stoppedTooLong: "stopped_too_long",
	remains: "remains", notLeftOut: "not_left_out", clickAtSeam: "click_at_seam"}

// rule returns the rule of a kind of finding in a layout.
func (k Kind) rule(l recording.Layout, track recording.Track) spec.ID {
	switch {
	case k == beepExtra && track == recording.OperatorSide:
		return spec.REC032
	case k == beepMissing && l == recording.OneChannel:
		return spec.REC033
	case k == beepMissing && l == recording.Split:
		return spec.REC031
	}
	return kinds[k].rule
}

// A Place is a channel of a file, and the track it holds.
type Place struct {
	File    string
	Channel int
	Track   recording.Track
}

// wholeFile is the track of a place that is all of a file. JSON calls it none.
const wholeFile recording.Track = math.MaxUint8

// MarshalJSON writes the place with the name of its track.
func (p Place) MarshalJSON() ([]byte, error) {
	track := "none"
	if p.Track != wholeFile {
		track = p.Track.String()
	}
	return json.Marshal(struct {
		File    string `json:"file"`
		Channel int    `json:"channel"`
		Track   string `json:"track"`
	}{p.File, p.Channel, track})
}

// in names the file, and the side if the track is one.
func (p Place) in(l spec.Lang) string {
	if side, ok := sideTexts[p.Track]; ok {
		return placeText.With(p.File, side).In(l)
	}
	return p.File
}

// A Finding is one defect, the rule that it goes against, and all that in one line. Which of the measured values it has
// depends on its kind; what was not measured is zero.
type Finding struct {
	Kind     Kind           `json:"kind"`
	Severity Severity       `json:"severity"`
	Rule     spec.ID        `json:"rule"`
	Where    []Place        `json:"where"`          // more than one where the same is wrong with each
	Span     recording.Span `json:"span"`           // on the log's axis
	InFile   recording.Span `json:"in_file"`        // samples of the file as it is
	Seconds  [2]float64     `json:"seconds"`        // of InFile
	Pause    recording.Span `json:"pause,omitzero"` // the silence that the manifest has there, if it is about one
	// Count is samples: not silent, cut out, too many (below 0: missing), late (below 0: early), of a stop.
	Count  int64   `json:"count"`
	Bursts int     `json:"bursts,omitempty"` // of sound with 10 ms of silence between them
	Peak   int     `json:"peak,omitempty"`   // PCM16 magnitude of the loudest sample
	Level  float64 `json:"peak_dbm0,omitempty"`
	Code   string  `json:"code,omitempty"`  // of a wrong silence, as the codec stores it, such as 0x55
	Tone   *Tone   `json:"tone,omitempty"`  // what sounds instead of the tone, or besides
	Limit  int64   `json:"limit,omitempty"` // samples
	// Allowed is what a tone that is not as it should be may be.
	Allowed *Allowed `json:"allowed,omitempty"`
	spec.Text

	rate  recording.Rate // of the samples
	value int            // of a wrong silence, as PCM16
}

// A Tone is a measured beep.
type Tone struct {
	Hertz   float64 `json:"hertz"`
	DBm0    float64 `json:"dbm0"`
	Samples int     `json:"samples"`
	Flaw    string  `json:"flaw,omitempty"` // what differs: level, length, ramps or frequency; empty for none
}

// Allowed is between what a tone may be: the least and the most.
type Allowed struct {
	Hertz   [2]float64 `json:"hertz"`
	DBm0    [2]float64 `json:"dbm0"`
	Samples [2]int     `json:"samples"`
}

// text says what is allowed.
func (a Allowed) text(r recording.Rate) spec.Text {
	return allowedText.With(a.Hertz[0], a.Hertz[1], r.Duration(int64(a.Samples[0])), r.Duration(int64(a.Samples[1])),
		a.DBm0[0], a.DBm0[1])
}

// in says the finding in one line: how grave, what, measured how, where, and which rule.
func (f Finding) in(l spec.Lang) string {
	parts := []string{f.Severity.In(l) + colon.In(l) + f.Kind.In(l)}
	var files []string
	for _, p := range f.Where {
		files = append(files, p.in(l))
	}
	when := fmt.Sprintf("%s–%s %v", clock(f.rate, f.InFile.From), clock(f.rate, f.InFile.To), f.Span)
	for _, part := range []string{f.measured().In(l), strings.Join(files, " + "), when} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, comma.In(l)) + fmt.Sprintf(" [%v]", f.Rule)
}

// String returns the line in English.
func (f Finding) String() string { return f.EN }

// clock writes a number of samples as minutes, seconds and microseconds.
func clock(r recording.Rate, n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	us := r.Duration(n).Microseconds()
	return fmt.Sprintf("%s%d:%02d.%06d", sign, us/60_000_000, us/1_000_000%60, us%1_000_000)
}

// measured says what was measured.
func (f Finding) measured() spec.Text {
	if t := f.Tone; t != nil {
		text := toneText.With(flawTexts[t.Flaw], t.Hertz, f.rate.Duration(int64(t.Samples)), t.DBm0)
		if f.Allowed != nil {
			text = spec.Text{JA: text.JA + f.Allowed.text(f.rate).JA, EN: text.EN + f.Allowed.text(f.rate).EN}
		}
		return text
	}
	n := max(f.Count, -f.Count)
	lasts := f.rate.Duration(n)
	switch f.Kind {
	case beginsLate, endsEarly:
		return edgeText.With(f.rate.Duration(f.Span.Len()), f.Span.Len(), f.Count, f.Level)
	case soundInPause, oneSideOnly, attenuated, stray:
		return soundText.With(lasts, n, f.Bursts, f.Level)
	case wrongSilence:
		var level spec.Text
		if f.Peak >= loud {
			level = loudValueText.With(f.Level)
		}
		return valueText.With(lasts, n, f.value, f.Code, level)
	case clickAtSeam:
		return clickText.With(f.Level)
	case wrongLength, beepMisplaced:
		off := offTexts[f.Kind].above
		if f.Count < 0 {
			off = offTexts[f.Kind].below
		}
		if off = off.With(lasts, n); f.Limit > 0 {
			limit := placeLimitText.With(f.rate.Duration(f.Limit))
			off = spec.Text{JA: off.JA + limit.JA, EN: off.EN + limit.EN}
		}
		return off
	case stoppedTooLong:
		return limitText.With(lasts, f.rate.Duration(f.Limit))
	}
	if n == 0 {
		return spec.Text{}
	}
	return samplesText.With(lasts, n)
}

// Why something cannot be judged from the files.
const (
	otherVoices  = "other_voices"  // the voice of somebody who is stopped, under others in one track
	quietVoice   = "quiet_voice"   // silence too long by fewer than Samples: the voice itself is zero for so long
	loudVoice    = "loud_voice"    // a beep under a voice that is too loud
	shortBeep    = "short_beep"    // a beep that was cut so early that it is no tone
	neverCame    = "never_came"    // nothing was received: all that is judged is that it is silent
	guardMargin  = "guard_margin"  // an end of the recording: the guard margin of a stop outside of it, perhaps
	notWatched   = "not_watched"   // the recorder failed or crashed, and says that something may be missing
	shortTone    = "short_tone"    // extra beeps, for the tone is too short to be found
	manyTones    = "many_tones"    // more tones than are kept
	underBeep    = "under_beep"    // a voice under another tone, or as faint as the codec or the tolerance lets be
	tolerantEdge = "tolerant_edge" // next to an edge of silence, where the tolerance judges nothing
	notRead      = "not_read"      // all but the silences, for only these were asked for

	atSeam    = "seam"           // what of a stop may be left next to where it is left out
	anyLength = "unknown_length" // the length, which nobody knows
)

// An Unseen is something that the files cannot show, in one line. It is no finding, and no proof that nothing is wrong.
// Why is other_voices, quiet_voice, loud_voice, short_beep, never_came, guard_margin, not_watched, short_tone,
// many_tones, under_beep, tolerant_edge, not_read, seam or unknown_length.
type Unseen struct {
	Why   string         `json:"why"`
	Where Place          `json:"where"`
	Span  recording.Span `json:"span"` // on the log's axis
	// Samples is of a quiet voice the shortest excess that shows, 0 for none; of a seam how much may be left.
	Samples int64 `json:"samples,omitempty"`
	spec.Text
}

// in says what cannot be seen, and where: in the file, and on the log's axis.
func (u Unseen) in(l spec.Lang, r recording.Rate, inFile recording.Span) string {
	text := unseenTexts[u.Why]
	switch {
	case u.Why == quietVoice && u.Samples == 0:
		text = noVoiceText
	case u.Why == quietVoice, u.Why == atSeam:
		text = text.With(r.Duration(u.Samples), u.Samples)
	}
	when := fmt.Sprintf("%s–%s %v", clock(r, inFile.From), clock(r, inFile.To), u.Span)
	return u.Where.in(l) + comma.In(l) + when + colon.In(l) + text.In(l)
}

// isTrivial reports whether the text leaves it out: a voice that is zero for a sample or two, as in every short
// recording.
func (u Unseen) isTrivial() bool { return u.Why == quietVoice && u.Samples > 0 && u.Samples <= 2 }

// A Report is the judgement of one recording: the gravest findings first, what could not be seen, and what was
// tolerated. Its lists are never nil, so JSON has no null.
type Report struct {
	Call     string           `json:"call"`
	Files    []string         `json:"files"`
	Layout   recording.Layout `json:"layout"`
	Rate     recording.Rate   `json:"sample_rate"`
	Span     recording.Span   `json:"span"`
	Options                   // with which it was made
	Findings []Finding        `json:"findings"`
	Unseen   []Unseen         `json:"unseen"`
}

// Clean reports whether nothing is wrong: notices are not.
func (r Report) Clean() bool { return r.notices() == len(r.Findings) }

func (r Report) notices() (n int) {
	for _, f := range r.Findings {
		if f.Severity == Notice {
			n++
		}
	}
	return n
}

// verdict sums the report up.
func (r Report) verdict(l spec.Lang) string {
	notices := r.notices()
	text := cleanText.In(l)
	if n := len(r.Findings) - notices; n > 0 {
		text = findingsText.With(n).In(l)
	}
	if notices > 0 {
		text += noticesText.With(notices).In(l)
	}
	return text
}

// WriteText writes the report for people, a line a finding. Voices that are zero for a sample or two are left out. Duty
// belongs below it, or below the last of several.
func (r Report) WriteText(w io.Writer, l spec.Lang) error {
	what := fmt.Sprintf("%s %v %s", r.Call, r.Layout, strings.Join(r.Files, " + "))
	lines := []string{what + colon.In(l) + r.verdict(l)}
	if t := r.Tolerance; t != (Tolerance{}) {
		lines = append(lines, toleranceText.With(t.Level, r.Rate.Duration(t.Edge), t.Edge).In(l))
	}
	if m := r.MaxSilence; m > 0 {
		lines = append(lines, maxSilenceText.With(r.Rate.Duration(m), m).In(l))
	}
	for _, f := range r.Findings {
		lines = append(lines, "  "+f.In(l))
	}
	for _, u := range r.Unseen {
		if !u.isTrivial() {
			lines = append(lines, notJudgedText.In(l)+u.In(l))
		}
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}

// Duty says whose duty it is to delete what was recorded by mistake, and where the manual says so (RP-RSP-040): once in
// whatever reports on recordings.
func Duty() spec.Text {
	duty, _ := spec.Lookup(spec.RSP040)
	place := spec.Text{JA: duty.Place.In(spec.JA), EN: duty.Place.In(spec.EN)}
	return dutyText.With(duty.Statement, duty.ID, place)
}

// A merger makes one finding of the same defect of two tracks. It looks findings up by what makes them the same, for a
// spoiled recording may have any number.
type merger struct {
	list    []Finding
	byPause map[defect][]int // where in the list those about a stop are
	byPlace map[defect][]int // where in the list all are
}

// A defect is what two findings of one defect have in common.
type defect struct {
	kind  Kind
	span  recording.Span
	count int64 // only by place
}

func (f *Finding) aboutPause() defect { return defect{kind: f.Kind, span: f.Pause} }
func (f *Finding) atPlace() defect    { return defect{f.Kind, f.Span, f.Count} }

// merge makes one finding of the same defect of two tracks.
func (j *judge) merge() { j.report.Findings = j.merger().list }

func (j *judge) merger() merger {
	m := merger{list: []Finding{}, byPause: map[defect][]int{}, byPlace: map[defect][]int{}}
	for _, f := range j.report.Findings {
		if i := m.find(f); i >= 0 {
			m.join(i, f)
		} else {
			m.add(f)
		}
	}
	return m
}

// find returns where in the list the first finding is that is the same defect in another track: of one kind, about one
// stop or at one place; -1 for none.
func (m *merger) find(f Finding) int {
	if f.Tone != nil {
		return -1
	}
	same := m.byPlace[f.atPlace()]
	if f.Pause != (recording.Span{}) {
		same = m.byPause[f.aboutPause()]
	}
	first := -1
	for _, i := range same {
		if m.list[i].Where[0] != f.Where[0] && (first < 0 || i < first) {
			first = i
		}
	}
	return first
}

func (m *merger) add(f Finding) {
	i := len(m.list)
	m.list = append(m.list, f)
	m.byPause[f.aboutPause()] = append(m.byPause[f.aboutPause()], i)
	m.byPlace[f.atPlace()] = append(m.byPlace[f.atPlace()], i)
}

// join adds a finding to one of the list.
func (m *merger) join(i int, f Finding) {
	both := &m.list[i]
	before := both.atPlace()
	both.Where = append(both.Where, f.Where...)
	both.Span = recording.Span{From: min(both.Span.From, f.Span.From), To: max(both.Span.To, f.Span.To)}
	both.Count, both.Bursts = max(both.Count, f.Count), max(both.Bursts, f.Bursts)
	both.Peak = max(both.Peak, f.Peak)
	if after := both.atPlace(); after != before {
		m.byPlace[before] = slices.DeleteFunc(m.byPlace[before], func(k int) bool { return k == i })
		m.byPlace[after] = append(m.byPlace[after], i)
	}
}
