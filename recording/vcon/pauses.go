package vcon

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// Extension is the name of the extension, and of its parameter of a Dialog Object.
const Extension = "recording_pauses"

// Pauses are what a recorder knows of the pauses of a recording: the object of the extension. All positions are samples
// from the dialog's start on, and spans are half-open.
type Pauses struct {
	SampleRate recording.Rate   `json:"sample_rate"`
	Pauses     []Pause          `json:"pauses"` // by position
	Voices     []Voice          `json:"voices,omitempty"`
	Tones      []Tone           `json:"tones,omitempty"`   // by position
	Missing    []Missing        `json:"missing,omitempty"` // by position, kind by kind
	Unwatched  []recording.Span `json:"unwatched,omitempty"`
	Breaks     []manifest.Break `json:"breaks,omitempty"` // where no recorder had the call

	Effect        manifest.Effect `json:"effect,omitzero"`          // of pauses on the media: skipped where they are left out of it
	Uncertainty   int64           `json:"uncertainty,omitempty"`    // by how many samples edges may be elsewhere
	LengthUnknown bool            `json:"length_unknown,omitempty"` // the duration is the media's, and nobody knows the call's

	Codec     recording.Codec `json:"codec"`
	Call      string          `json:"call,omitempty"`   // the recorder's name for it
	Origin    int64           `json:"origin,omitempty"` // where the recorder's own axis has the dialog's start
	Ended     bool            `json:"ended,omitempty"`  // the call was over where the recording ends
	StateLost bool            `json:"state_lost,omitempty"`
	Guard     recording.Guard `json:"guard,omitzero"`
	Tone      recording.Tone  `json:"tone,omitzero"`
}

// A Pause is where parties' voices are kept out of the recording: whose, why in words, and by which rule.
type Pause struct {
	recording.Span
	Parties []int `json:"parties"`
	Why
}

// A Why is a reason: for people in English, the name of the rule that decides, and all that recpause knows of it.
type Why struct {
	Reason string          `json:"reason,omitempty"`
	Rule   string          `json:"rule,omitempty"`
	Detail json.RawMessage `json:"detail,omitempty"`
}

// A Voice is where a party's voice belongs to the recording, paused or not, and on which side of it.
type Voice struct {
	Party int `json:"party"`
	manifest.Presence
}

// A Tone is where a tone says that the recording has been resumed.
type Tone struct {
	recording.Span
	At    int64             `json:"at"` // where it begins: at From, unless the recording was cut in front
	Track recording.Track   `json:"track"`
	On    []recording.Track `json:"on"`
	Why
}

// A Missing is a span of one party's voice that the recording does not hold as it should, and why: gap, leak or lost.
type Missing struct {
	Kind  string `json:"kind"`
	Party int    `json:"party"`
	recording.Span
}

// The kinds of what is missing, or should be: never received; released to a stream before the pause was known;
// received, and perhaps not written.
const (
	gap  = "gap"
	leak = "leak"
	lost = "lost"
)

// pauses checks the extension's object: the parties that it names. What else cannot be is found where a manifest is
// made of it.
func (c *checker) pauses(field string, p Pauses) {
	for i, q := range p.Pauses {
		c.places(fmt.Sprintf("%s.pauses[%d].parties", field, i), q.Parties, len(c.Parties))
	}
	for i, v := range p.Voices {
		c.place(fmt.Sprintf("%s.voices[%d].party", field, i), &v.Party, len(c.Parties))
	}
	for i, m := range p.Missing {
		at := fmt.Sprintf("%s.missing[%d]", field, i)
		c.place(at+".party", &m.Party, len(c.Parties))
		c.must(slices.Contains([]string{gap, leak, lost}, m.Kind), at+".kind", strictjson.Shown(m.Kind),
			"gap, leak or lost")
	}
}

// Options are what a manifest does not know of a VCon. All may be zero.
type Options struct {
	UUID    string
	Created time.Time
	Subject string
	Parties []Party   // in the manifest's order; otherwise each bears its ID as its name
	Media   []Media   // in the order of the manifest's files
	Masked  *Redacted // the version before, where it was masked afterwards, by offline or by recpause render
}

// Media is where a file of the recording is, and its SHA-512.
type Media struct {
	URL       string
	MediaType string // audio/x-wav where it is ""
	SHA512    [64]byte
}

// New returns the VCon of a recording, with the extension. A layout of one file is a dialog; one of two is a
// recording-set and a dialog a file. An *Error says what cannot be: a call that is not recorded, or of which nobody
// knows when it began, and options that do not fit. The manifest's own errors are *manifest.Error.
func New(m manifest.Manifest, o Options) (VCon, error) {
	if err := m.Validate(); err != nil {
		return VCon{}, err
	}
	b := builder{Manifest: m, Options: o, places: map[string]int{}}
	if err := b.check(); err != nil {
		return VCon{}, err
	}
	v := VCon{VCon: syntax, UUID: o.UUID, Extensions: []string{Extension}, CreatedAt: o.Created.UTC(),
		Subject: o.Subject, Redacted: o.Masked, Parties: b.parties(), Dialog: b.dialogs()}
	if o.Created.IsZero() {
		v.CreatedAt = time.Time{}
	}
	if err := v.validate(); err != nil {
		return VCon{}, err
	}
	return v, nil
}

// A builder makes a VCon of a manifest.
type builder struct {
	manifest.Manifest
	Options
	places map[string]int // of the parties
}

func (b *builder) check() error {
	files := len(b.Layout.Files())
	switch {
	case !b.Recorded:
		return &Error{"recorded", "a call that is not recorded", "a recording"}
	case b.Manifest.Start.IsZero():
		return &Error{"start", "nothing", "the time of day at which the recording begins"}
	case len(b.Options.Parties) > 0 && len(b.Options.Parties) != len(b.Manifest.Parties):
		return &Error{"parties", fmt.Sprint(len(b.Options.Parties)),
			fmt.Sprintf("none, or the manifest's %d", len(b.Manifest.Parties))}
	case slices.ContainsFunc(b.Media, func(m Media) bool { return m.URL == "" || m.SHA512 == [64]byte{} }):
		return &Error{"media", "a file without a URL or a SHA-512", "both"}
	case len(b.Media) > 0 && len(b.Media) != files:
		return &Error{"media", fmt.Sprint(len(b.Media)), fmt.Sprintf("none, or %d, for layout %v", files, b.Layout)}
	}
	return nil
}

func (b *builder) parties() (list []Party) {
	for i, p := range b.Manifest.Parties {
		b.places[p.ID] = i
		party := Party{Name: p.ID, Validation: "none"}
		if len(b.Options.Parties) > 0 {
			party = b.Options.Parties[i]
		}
		list = append(list, party)
	}
	return list
}

// dialogs returns a dialog a file, the last of one of which has the extension, and the set of two in front of them.
func (b *builder) dialogs() (list []Dialog) {
	seconds := float64(b.Span.Len()) / float64(b.Rate)
	whole := Dialog{Type: typeRecording, Start: b.Manifest.Start, Duration: &seconds}
	if b.Layout == recording.Split {
		set := whole
		set.Type, set.Recordings, set.Parties = typeRecordingSet, []int{1, 2}, Voices{Mixed: b.on(recording.Mixed)}
		list = append(list, set)
	}
	for i, tracks := range b.Layout.Files() {
		d := whole
		d.Parties = Voices{Mixed: b.on(tracks[0])}
		if len(tracks) > 1 {
			d.Parties = Voices{Channels: [][]int{b.on(tracks[0]), b.on(tracks[1])}}
		}
		if b.Layout == recording.Split {
			d.RecordingSet = new(int)
		}
		b.file(&d, i)
		list = append(list, d)
	}
	list[0].History, list[0].Pauses = b.history(), b.pauses()
	return list
}

// on returns the parties whose voice a track holds, wherever they are.
func (b *builder) on(track recording.Track) []int {
	list := []int{}
	for i, p := range b.Manifest.Parties {
		if slices.ContainsFunc(p.Present, func(here manifest.Presence) bool {
			return track == recording.Mixed || here.Side == track
		}) {
			list = append(list, i)
		}
	}
	return list
}

// file says which file a dialog is: its name, where it is, and its digests as far as they are known.
func (b *builder) file(d *Dialog, i int) {
	d.MediaType = "audio/x-wav"
	if i < len(b.Media) {
		media := b.Media[i]
		d.URL, d.ContentHash = media.URL, append(d.ContentHash, sha512Hash(media.SHA512))
		if media.MediaType != "" {
			d.MediaType = media.MediaType
		}
	}
	if i < len(b.Files) {
		d.Filename = b.Files[i].Name
		if sum := b.Files[i].SHA256; sum != (manifest.Digest{}) {
			d.ContentHash = append(d.ContentHash, sha256Hash(sum))
		}
	}
}

// history returns who joins and leaves when. A softphone that holds the call is not in its recording, and so leaves it.
func (b *builder) history() (list []Moment) {
	for i, p := range b.Manifest.Parties {
		for _, here := range p.Present {
			list = append(list, Moment{Party: i, Time: b.time(here.From), Event: "join"},
				Moment{Party: i, Time: b.time(here.To), Event: "drop"})
		}
	}
	slices.SortStableFunc(list, func(a, b Moment) int { return a.Time.Compare(b.Time) })
	return list
}

func (b *builder) time(at int64) time.Time {
	return b.Manifest.Start.Add(b.Rate.Duration(at - b.Span.From))
}

func (b *builder) pauses() *Pauses {
	p := &Pauses{SampleRate: b.Rate, Codec: b.Codec, Call: b.Call, Origin: b.Span.From, Ended: b.Ended,
		Pauses: []Pause{}, StateLost: b.StateLost, Guard: b.Guard, Tone: b.Manifest.Tone, Effect: b.Manifest.Pauses,
		Uncertainty: b.Uncertainty, LengthUnknown: b.LengthUnknown}
	for _, s := range b.Silences {
		q := Pause{Span: b.moved(s.Span), Why: whyOf(s.Why)}
		for _, id := range s.Whose {
			q.Parties = append(q.Parties, b.places[id])
		}
		p.Pauses = append(p.Pauses, q)
	}
	for i, party := range b.Manifest.Parties {
		for _, here := range party.Present {
			p.Voices = append(p.Voices, Voice{i, manifest.Presence{Side: here.Side, Span: b.moved(here.Span)}})
		}
	}
	for _, t := range b.Beeps {
		p.Tones = append(p.Tones, Tone{b.moved(t.Span), t.At - b.Span.From, t.Track, t.On, whyOf(t.Why)})
	}
	for _, missing := range []struct {
		kind string
		list []manifest.Loss
	}{{gap, b.Gaps}, {leak, b.Leaks}, {lost, b.Lost}} {
		for _, l := range missing.list {
			p.Missing = append(p.Missing, Missing{missing.kind, b.places[l.Party], b.moved(l.Span)})
		}
	}
	for _, s := range b.Unwatched {
		p.Unwatched = append(p.Unwatched, b.moved(s))
	}
	for _, s := range b.Breaks {
		p.Breaks = append(p.Breaks, manifest.Break{Span: b.moved(s.Span), Why: s.Why})
	}
	return p
}

// moved returns a span from the dialog's start on.
func (b *builder) moved(s recording.Span) recording.Span {
	return recording.Span{From: s.From - b.Span.From, To: s.To - b.Span.From}
}

// whyOf returns a reason as the extension has it. A reason can always be written.
func whyOf(r spec.Reason) Why {
	detail, _ := json.Marshal(r)
	why := Why{Reason: r.In(spec.EN), Detail: detail}
	if r.Rule != 0 {
		why.Rule = r.Rule.String()
	}
	return why
}

// Manifest returns the manifest of the first dialog with the extension, and of its files. The error is an *Error where
// there is none, or where the two do not fit; and a *manifest.Error for what no manifest can say.
func (v VCon) Manifest() (manifest.Manifest, error) {
	if err := v.validate(); err != nil {
		return manifest.Manifest{}, err
	}
	i := slices.IndexFunc(v.Dialog, func(d Dialog) bool { return d.Pauses != nil })
	if i < 0 {
		return manifest.Manifest{}, &Error{"dialog", "no dialog with " + Extension, "one"}
	}
	r := reader{VCon: v, Pauses: *v.Dialog[i].Pauses, field: fmt.Sprintf("dialog[%d]", i)}
	m := r.manifest(v.Dialog[i])
	if r.err != nil {
		return manifest.Manifest{}, r.err
	}
	if err := m.Validate(); err != nil {
		return manifest.Manifest{}, err
	}
	return m, nil
}

// A reader makes a manifest of a dialog, and keeps the first thing that is wrong.
type reader struct {
	VCon
	Pauses
	field string
	err   *Error
}

func (r *reader) fail(field, got, want string) {
	if r.err == nil {
		r.err = &Error{r.field + "." + field, got, want}
	}
}

func (r *reader) manifest(d Dialog) manifest.Manifest {
	m := manifest.Manifest{Options: manifest.Options{Call: r.Call, Recorded: true, Codec: r.Codec, Rate: r.SampleRate,
		Tone: r.Pauses.Tone, Guard: r.Guard, Start: d.Start, StateLost: r.StateLost, Pauses: r.Effect,
		Uncertainty: r.Uncertainty, LengthUnknown: r.LengthUnknown}, Ended: r.Ended}
	files := r.layout(d, &m)
	m.Span = recording.Span{From: r.Origin, To: r.Origin + r.samples(d)}
	r.people(&m)
	for _, p := range r.Pauses.Pauses {
		s := manifest.Silence{Span: r.back(p.Span), Why: r.reason(p.Why)}
		for _, party := range p.Parties {
			s.Whose = append(s.Whose, r.id(party))
		}
		m.Silences = append(m.Silences, s)
	}
	for _, t := range r.Tones {
		m.Beeps = append(m.Beeps, manifest.Beep{Span: r.back(t.Span), At: t.At + r.Origin, Track: t.Track, On: t.On,
			Why: r.reason(t.Why)})
	}
	for _, l := range r.Missing {
		list := map[string]*[]manifest.Loss{gap: &m.Gaps, leak: &m.Leaks, lost: &m.Lost}[l.Kind]
		*list = append(*list, manifest.Loss{Party: r.id(l.Party), Span: r.back(l.Span)})
	}
	for _, s := range r.Unwatched {
		m.Unwatched = append(m.Unwatched, r.back(s))
	}
	for _, s := range r.Breaks {
		m.Breaks = append(m.Breaks, manifest.Break{Span: r.back(s.Span), Why: s.Why})
	}
	for i, f := range files {
		if f.Filename != "" && len(files) == len(m.Layout.Files()) {
			m.Files = append(m.Files, manifest.File{Name: f.Filename, Tracks: m.Layout.Files()[i], SHA256: sha256Of(f)})
		}
	}
	return m
}

// layout finds what the channels of the files are, and returns the dialogs that have one.
func (r *reader) layout(d Dialog, m *manifest.Manifest) (files []Dialog) {
	switch {
	case d.Type == typeRecordingSet && len(d.Recordings) == 2:
		m.Layout = recording.Split
		for _, i := range d.Recordings {
			files = append(files, r.Dialog[i])
		}
		return files
	case d.Type == typeRecording && d.Parties.Channels == nil:
		m.Layout = recording.OneChannel
	case d.Type == typeRecording && len(d.Parties.Channels) == 2:
		m.Layout = recording.TwoChannel
	default:
		r.fail("parties", "a dialog of type "+d.Type,
			"a recording of one channel or two, or a recording-set of two files")
	}
	return []Dialog{d}
}

// samples returns how long a dialog is.
func (r *reader) samples(d Dialog) int64 {
	if d.Duration == nil || r.SampleRate < 1 {
		r.fail("duration", "nothing", "seconds, and a sample_rate")
		return 0
	}
	n := math.Round(*d.Duration * float64(r.SampleRate))
	if n > 1<<53 {
		r.fail("duration", fmt.Sprint(*d.Duration), "at most 2^53 samples")
		return 0
	}
	return int64(n)
}

func (r *reader) people(m *manifest.Manifest) {
	for i := range r.Parties {
		m.Parties = append(m.Parties, manifest.Party{ID: r.id(i)})
	}
	for _, v := range r.Pauses.Voices {
		p := &m.Parties[v.Party]
		p.Present = append(p.Present, manifest.Presence{Side: v.Side, Span: r.back(v.Span)})
	}
}

// id returns what a party is called: by the first thing that is known of it.
func (r *reader) id(party int) string {
	p := r.Parties[party]
	for _, name := range []string{p.Name, p.Tel, p.SIP, p.Mailto, p.UUID, p.DID} {
		if name != "" {
			return name
		}
	}
	return ""
}

// back returns a span on the recorder's axis.
func (r *reader) back(s recording.Span) recording.Span {
	return recording.Span{From: s.From + r.Origin, To: s.To + r.Origin}
}

// reason returns a reason: recpause's own, or what another recorder says in words, as a verdict in either language.
func (r *reader) reason(w Why) (why spec.Reason) {
	if len(w.Detail) > 0 && json.Unmarshal(w.Detail, &why) == nil {
		return why
	}
	why = spec.Reason{Verdict: spec.Text{JA: w.Reason, EN: w.Reason}}
	if rule, err := spec.ParseID(w.Rule); err == nil {
		why = spec.Because(spec.Documented, rule)
		why.Verdict = spec.Text{JA: w.Reason, EN: w.Reason}
	}
	return why
}

// sha256Of returns the SHA-256 among the hashes of a file, zero where there is none.
func sha256Of(d Dialog) manifest.Digest {
	for _, h := range d.ContentHash {
		if algorithm, sum := h.Sum(); algorithm == "sha256" {
			return manifest.Digest(sum)
		}
	}
	return manifest.Digest{}
}
