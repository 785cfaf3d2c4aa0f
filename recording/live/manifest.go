package live

import (
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// Manifest returns the record of what the recording holds so far and why, to be kept beside it: up to Released, which is
// what the files hold while it runs. Names are those of the
// parties by number. Of the options Call, Start, Tone and Files count; all others are what the recording knows itself,
// also when the call is over. The errors are those of manifest.New, and a *ConfigError for a tone that is not the one
// recorded.
func (r *Recording) Manifest(o manifest.Options, names ...string) (manifest.Manifest, error) {
	if r.timeline == nil {
		return manifest.Manifest{}, notMade()
	}
	if !slices.Equal(o.Tone.PCM(r.config.Rate), r.config.Tone) {
		return manifest.Manifest{}, wrong("Tone", toneOf(o.Tone.PCM(r.config.Rate)), "%s, as recorded",
			toneOf(r.config.Tone))
	}
	report := r.Report()
	report.until(r.Released())
	o = manifest.Options{
		Call: o.Call, Start: o.Start, Tone: o.Tone, Files: o.Files, StateLost: report.StateLost,
		Recorded: r.start.Recorded(), Layout: r.config.Layout, Codec: r.config.Codec, Rate: r.config.Rate,
		Guard: recording.Guard{Before: max(0, r.config.Guard.Before), After: max(0, r.config.Guard.After)},
	}
	if o.Recorded {
		report.losses(&o, names)
	}
	return manifest.New(r.timeline, report.Span, names, o)
}

// until takes out of a report what lies from a position on.
func (r *Report) until(to int64) {
	r.Span.To = min(r.Span.To, to)
	for i := range r.Voices {
		r.Voices[i].Gaps.Clip(r.Span)
	}
}

// losses says in the options what the recording does not hold as it should.
func (r Report) losses(o *manifest.Options, names []string) {
	for _, v := range r.Voices {
		o.Gaps = append(o.Gaps, lossesOf(v.Party, v.Gaps, names)...)
		o.Leaks = append(o.Leaks, lossesOf(v.Party, r.noted(Leaked, v.Party), names)...)
		o.Lost = append(o.Lost, lossesOf(v.Party, r.noted(Lost, v.Party), names)...)
	}
	for _, n := range r.Notes {
		span := n.Span.Intersect(r.Span)
		if !span.Empty() && (n.Kind == Unwatched || n.Kind == Lost && n.Voices == 0) { // of the beep alone
			o.Unwatched = append(o.Unwatched, span)
		}
	}
}

// noted returns where notes of a kind name a party, as far as the recording goes.
func (r Report) noted(k NoteKind, p pause.Party) (spans recording.Spans) {
	var all []recording.Span
	for _, n := range r.Notes {
		if n.Kind == k && n.Voices.Has(p) {
			all = append(all, n.Span)
		}
	}
	return recording.Union(all...).Intersect(recording.Spans{r.Span})
}

func lossesOf(p pause.Party, spans recording.Spans, names []string) (list []manifest.Loss) {
	name := p.String()
	if int(p) < len(names) {
		name = names[p]
	}
	for _, s := range spans {
		list = append(list, manifest.Loss{Party: name, Span: s})
	}
	return list
}
