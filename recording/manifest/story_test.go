package manifest_test

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

var names = []string{"operator", "customer", "third \"<&>\t\u3042"}

// A story is a random recording: its timeline, what of it is recorded, and what a timeline does not know.
type story struct {
	timeline *recording.Timeline
	span     recording.Span
	options  manifest.Options
}

// manifest returns the story's manifest, which has to be one.
func (s story) manifest(t *rapid.T) manifest.Manifest {
	m, err := manifest.New(s.timeline, s.span, names, s.options)
	if err != nil {
		t.Fatalf("%+v: got %v, want a manifest", s.options, err)
	}
	return m
}

var (
	layouts = []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split}
	tracks  = []recording.Track{recording.Mixed, recording.OperatorSide, recording.FarSide}
)

// stories are recordings of a few dozen samples with a tone of a few: of calls of two and three, and with parties in
// another call.
var stories = rapid.Custom(func(t *rapid.T) story {
	tl, at := timelines(t)
	s := story{timeline: tl, span: span(tl.Origin(), at)}
	if _, over := tl.Ended(); !over {
		s.span.To += rapid.Int64Range(0, 5).Draw(t, "still runs")
	}
	s.span.From = min(s.span.From+rapid.Int64Range(0, 6).Draw(t, "cut in front"), s.span.To)
	s.options = options(t, s.span)
	return s
})

// timelines are a call with everything that can happen to it, and where the last of that did.
func timelines(t *rapid.T) (*recording.Timeline, int64) {
	at := rapid.Int64Range(-9, 9).Draw(t, "origin")
	policy := pause.Policy{StopBeepInFile: rapid.Bool().Draw(t, "stop beep"),
		BeepSide: pause.BeepSide(rapid.IntRange(0, 2).Draw(t, "beep side"))}
	rec := calltest.With(calltest.New(true, 0, 1), policy)
	tl := recording.NewTimeline(at, rec)
	for _, event := range rapid.SliceOfN(rapid.SampledFrom([]byte("ssssrrrrjla.....e")), 3, 14).Draw(t, "events") {
		p := pause.Party(rapid.IntRange(0, 2).Draw(t, "party"))
		next, step, err := rec, pause.Step{}, error(nil)
		switch event {
		case 's':
			step, err = next.Stop(p)
		case 'r':
			step, err = next.Resume(p)
		case 'j':
			step, err = next.Join(2)
		case 'l':
			step, err = next.Leave(p)
		case 'a':
			away := pause.Parties(rapid.IntRange(0, 7).Draw(t, "away"))
			_ = tl.Away(at, away) // nobody is away for long
		case 'e':
			step = next.End()
		}
		at += rapid.Int64Range(0, 6).Draw(t, "samples")
		if err != nil || step.Cause == 0 || tl.Step(at, step) != nil {
			continue
		}
		if rec = next; rec.Members() == 0 {
			break
		}
	}
	if from := rapid.Int64Range(-30, 60).Draw(t, "stop span"); from < 30 { // else there is none
		_ = tl.StopWithin(span(from, from+rapid.Int64Range(0, 9).Draw(t, "length")), 0) // nothing where it is out of reach
	}
	end, _ := tl.Ended()
	return tl, max(at, end)
}

func options(t *rapid.T, span recording.Span) manifest.Options {
	codecs := []recording.Codec{recording.PCM16, recording.PCM8, recording.MuLaw, recording.ALaw}
	margins := rapid.Int64Range(0, 3)
	o := manifest.Options{
		Call:     rapid.SampledFrom([]string{"c1", "", "会議\n<室>"}).Draw(t, "call"),
		Recorded: rapid.IntRange(0, 9).Draw(t, "recorded") > 0,
		Layout:   rapid.SampledFrom(layouts).Draw(t, "layout"),
		Codec:    rapid.SampledFrom(codecs).Draw(t, "codec"),
		Rate:     rapid.SampledFrom([]recording.Rate{1000, 8000, 11025, 44100, 384_000}).Draw(t, "rate"),
		Guard:    recording.Guard{Before: margins.Draw(t, "before"), After: margins.Draw(t, "after")},
		Start:    starts.Draw(t, "start"),
	}
	o.Tone = recording.Tone{Hertz: 100.5, Length: o.Rate.Duration(rapid.Int64Range(0, 8).Draw(t, "tone")), Peak: 1000}
	if o.Recorded {
		o.Gaps, o.Leaks, o.Lost = losses(t, span), losses(t, span), losses(t, span)
		for _, l := range losses(t, span) {
			o.Unwatched = append(o.Unwatched, l.Span)
		}
		o.StateLost = rapid.Bool().Draw(t, "state lost")
	}
	if rapid.Bool().Draw(t, "files") {
		o.Files = []manifest.File{{Name: "録音 1.wav", Tracks: o.Layout.Tracks()}}
		if o.Layout == recording.Split {
			o.Files = []manifest.File{{Name: "録音 1.wav", Tracks: tracks[1:2]}, {Name: "b.wav", Tracks: tracks[2:]}}
		}
		for i := range o.Files {
			o.Files[i].SHA256[rapid.IntRange(0, 31).Draw(t, "byte")] = rapid.Byte().Draw(t, "of the digest")
		}
	}
	return o
}

var starts = rapid.Custom(func(t *rapid.T) time.Time {
	if rapid.Bool().Draw(t, "no start") {
		return time.Time{}
	}
	zone := time.FixedZone("some", 60*rapid.IntRange(-900, 900).Draw(t, "zone"))
	seconds := rapid.Int64Range(-1e10, 1e11).Draw(t, "seconds")
	return time.Unix(seconds, rapid.Int64Range(0, 1e9-1).Draw(t, "ns")).In(zone)
})

// losses are spans of parties, one after the other.
func losses(t *rapid.T, span recording.Span) (list []manifest.Loss) {
	at := span.From
	for range rapid.IntRange(0, 3).Draw(t, "losses") {
		s := recording.Span{From: at + rapid.Int64Range(0, 3).Draw(t, "pass")}
		s.To = s.From + rapid.Int64Range(1, 4).Draw(t, "lost")
		if s.To > span.To {
			break
		}
		list = append(list, manifest.Loss{Span: s, Party: names[rapid.IntRange(0, 1).Draw(t, "who")]})
		at = s.To
	}
	slices.Reverse(list) // New puts them in order
	return list
}

func span(from, to int64) recording.Span { return recording.Span{From: from, To: to} }
