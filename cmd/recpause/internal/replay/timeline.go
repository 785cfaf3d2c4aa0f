package replay

import (
	"cmp"
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/system"
)

// A timelineFile is timeline.json: what a recording holds, whatever its layout. Positions are samples of the log's
// axis; a recording's own sample 0 is at from.
type timelineFile struct {
	Call       string `json:"call"`
	SampleRate int    `json:"sample_rate"`
	Recorded   bool   `json:"recorded"` // false: off by setting, and there is no recording
	recording.Span
	Parties []timelineParty `json:"parties"`
	Beeps   []timelineBeep  `json:"beeps"`
}

type timelineParty struct {
	ID      string             `json:"id"`
	Present []timelinePresence `json:"present"` // where its voice belongs to the recording, and on which side
	Silence []recording.Span   `json:"silence"` // where it is silence instead
}

type timelinePresence struct {
	Side string `json:"side"` // "operator" or "counterpart"
	recording.Span
}

// A timelineBeep lasts to where it is over, or cut by the next stop or the recording's end.
type timelineBeep struct {
	On string `json:"on"` // the side that holds it
	recording.Span
}

var bothSides = [...]recording.Track{recording.OperatorSide, recording.FarSide}

func newTimelineFile(j *job, h calllog.Header) timelineFile {
	r, span := j.CallRecording, j.span
	file := timelineFile{Call: r.Call, SampleRate: h.SampleRate, Recorded: r.Recorded, Span: span,
		Parties: []timelineParty{}, Beeps: []timelineBeep{}}
	for _, p := range inHeaderOrder(r, h) {
		file.Parties = append(file.Parties,
			timelineParty{r.Names[p], presence(r, p, span), spans(r.Timeline.Silence(p, span.To), span)})
	}
	tone := recording.DefaultTone().PCM(recording.Rate(h.SampleRate))
	for _, side := range bothSides {
		for _, s := range r.Timeline.Plan(side, tone).Tones(span) {
			file.Beeps = append(file.Beeps, timelineBeep{side.String(), s})
		}
	}
	return file
}

// presence returns where a party is, side by side.
func presence(r *system.CallRecording, p pause.Party, span recording.Span) []timelinePresence {
	list := []timelinePresence{}
	for _, side := range bothSides {
		for _, s := range spans(r.Timeline.PresentOn(side.Sides(), p, span.To), span) {
			list = append(list, timelinePresence{side.String(), s})
		}
	}
	slices.SortFunc(list, func(a, b timelinePresence) int { return cmp.Compare(a.From, b.From) })
	return list
}

// spans are what a span has of others: an empty list in the file, where it has nothing.
func spans(all recording.Spans, within recording.Span) []recording.Span {
	return append([]recording.Span{}, all.Intersect(recording.Spans{within})...)
}

// inHeaderOrder returns a recording's parties in the order in which the log names them.
func inHeaderOrder(r *system.CallRecording, h calllog.Header) (parties []pause.Party) {
	all, _ := r.Timeline.Parties()
	for _, party := range h.Parties {
		for p := range all.All() {
			if r.Names[p] == party.ID {
				parties = append(parties, p)
			}
		}
	}
	return parties
}
