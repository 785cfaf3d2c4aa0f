package replay

import (
	"slices"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// A silence is a while in which a stop silences a call's recording, or a part of it.
type silence struct {
	recording.Span
	call         string
	began, ended int      // the numbers of the events, from 0; ended is -1 where what is told ends first
	silenced     []string // whose audio is silent, now or then
	partly       bool     // somebody was recorded all the same
}

// mostZooms is how many of them a report draws by themselves.
const mostZooms = 40

// silences returns those of a story in the order in which they began, up to where the audio or what is told ends.
func silences(s *callfiles.Story, a *audio) (list []silence) {
	for _, r := range s.Recordings[:min(len(s.Recordings), picture.MostLanes)] {
		open := false
		for i, o := range s.Outcomes {
			v, _ := o.Step.Calls.Get(r.Call)
			stopped := r.Recorded && (v.Recording == pause.Silent || v.Recording == pause.Partial)
			if stopped && !open {
				list = append(list, silence{call: r.Call, began: i, ended: -1, Span: recording.Span{From: o.Step.At}})
			}
			if !stopped && !open {
				continue
			}
			last := &list[len(list)-1]
			if open = stopped; open {
				last.add(v.Silenced, v.Recording == pause.Partial)
			} else {
				last.ended, last.To = i, o.Step.At
			}
		}
		if open {
			last := &list[len(list)-1]
			if last.To = until(s, r, a); s.Untold() > 0 {
				last.To = min(last.To, s.Told)
			}
			last.To = max(last.From, last.To)
		}
	}
	slices.SortStableFunc(list, func(a, b silence) int { return int(a.From - b.From) })
	return list
}

func (s *silence) add(silenced []string, partly bool) {
	s.partly = s.partly || partly
	for _, name := range silenced {
		if !slices.Contains(s.silenced, name) {
			s.silenced = append(s.silenced, name)
		}
	}
}

// around is what a report draws to show a silence: so much before and after that it can be seen how it began and ended,
// but only a few events of those.
func (s silence) around(all *callfiles.Story) recording.Span {
	const events = 4
	beside := max(s.Len()/2, 3*int64(all.Header.SampleRate))
	span := recording.Span{From: s.From - beside, To: s.To + beside}
	if i := s.began - events; i >= 0 {
		span.From = max(span.From, all.Events[i].At)
	}
	if i := s.ended + events; s.ended >= 0 && i < len(all.Events) {
		span.To = min(span.To, all.Events[i].At)
	}
	return span
}

// zooms are what a report draws by itself, silence by silence.
func zooms(s *callfiles.Story, a *audio) (spans []recording.Span) {
	list := silences(s, a)
	for _, one := range list[:min(len(list), mostZooms)] {
		spans = append(spans, one.around(s))
	}
	return spans
}

// peaks are those of one track: of all that is drawn of it, and of each zoom.
type peaks struct {
	next int64 // the position of what Write takes next
	all  []*picture.Peaks
}

func newPeaks(from int64, drawn recording.Span, zooms []recording.Span) *peaks {
	p := &peaks{next: from, all: []*picture.Peaks{picture.NewPeaks(drawn)}}
	for _, z := range zooms {
		p.all = append(p.all, picture.NewPeaks(z.Intersect(drawn)))
	}
	return p
}

// Write notes the samples of one channel of PCM16, from the beginning of the recording on.
func (p *peaks) Write(raw []byte) (int, error) {
	pcm := make([]int16, len(raw)/recording.PCM16.Width())
	pcm = pcm[:recording.PCM16.Decode(pcm, raw)]
	for _, one := range p.all {
		one.Add(p.next, pcm)
	}
	p.next += int64(len(pcm))
	return len(raw), nil
}

// A pausePart is a row of the table of pauses.
type pausePart struct {
	recording.Span
	Number       int
	Call, Title  string
	Began, Ended string
	BeganRow     int // the rows of the events; 0 for none
	EndedRow     int
	Silenced     []string
	Partly       bool
	Beep         string // where the beep at its end is
	Zoomed       bool
}

// Pauses are the rows of the table of pauses.
func (r *report) Pauses() (rows []pausePart) {
	for i, s := range r.silences {
		row := pausePart{Span: s.Span, Number: i + 1, Call: s.call, Began: r.told(s.began), BeganRow: s.began + 1,
			Silenced: s.silenced, Partly: s.partly, Zoomed: i < mostZooms}
		if s.ended >= 0 {
			row.Ended, row.EndedRow = r.told(s.ended), s.ended+1
			row.Beep = r.beepAt(s.call, s.To)
		}
		rows = append(rows, row)
	}
	return rows
}

func (r *report) told(i int) string { return r.picture.Acts[i].Text.In(r.Lang) }

// beepAt says who heard the beep at a position of a call, and on which side it is.
func (r *report) beepAt(call string, at int64) string {
	for _, c := range r.picture.Calls {
		for _, h := range c.Heard {
			if c.Name == call && h.At == at {
				return h.In(r.Lang)
			}
		}
	}
	return ""
}

// Zooms are the pictures of the pauses, one by one.
func (r *report) Zooms() (list []figures, err error) {
	for i := range r.silences[:min(len(r.silences), mostZooms)] {
		f, err := r.figures(r.zoomed(i), i+1)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

// zoomed is the picture of what is around one silence.
func (r *report) zoomed(i int) picture.Picture {
	p := r.picture.Within(r.silences[i].around(r.story).Intersect(r.picture.Span))
	for _, c := range p.Calls {
		job := slices.IndexFunc(r.jobs, func(j *job) bool { return j.Call == c.Name })
		for t := range c.Tracks {
			if job >= 0 {
				c.Tracks[t].Peaks = r.jobs[job].peaks[c.Tracks[t].Which].all[1+i]
			}
		}
	}
	return p
}
