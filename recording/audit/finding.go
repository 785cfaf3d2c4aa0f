package audit

import (
	"fmt"
	"math"
	"strings"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Place is a channel of a file, and the track it holds.
type Place struct {
	File    string
	Channel int
	Track   recording.Track
}

// allTracks is the track of a place that is a whole file: it prints as none.
const allTracks recording.Track = math.MaxUint8

// A Finding is one defect. Which of the measured values it has depends on its kind; what was not measured is zero.
type Finding struct {
	Kind   Kind
	Rule   spec.ID
	Where  []Place        // more than one where the same is wrong with each
	Rate   recording.Rate // of the samples
	Span   recording.Span // on the log's axis
	InFile recording.Span // samples of the file as it is
	Pause  recording.Span // the silence that the manifest has there, if it is about one
	Count  int64          // samples: not silent; cut out; too many, below 0 missing; by which silence is too long, or a beep late, below 0 early; of a stop
	Bursts int            // of sound with 10 ms of silence between them
	Peak   int            // PCM16 magnitude of the loudest sample
	Value  int            // the PCM16 value of a wrong silence, and as the codec stores it:
	Code   []byte
	Tone   *Tone // what sounds instead of the tone, or besides
	Limit  int64 // samples
}

// A Tone is a measured beep.
type Tone struct {
	Hertz, DBm0 float64
	Samples     int
	Flaw        string // what differs: level, length, ramps or frequency; empty for none
}

// Severity returns how much harm the finding does.
func (f Finding) Severity() Severity { return f.Kind.Severity() }

// In says the finding in one line: how grave, what, where, measured how, and which rule.
func (f Finding) In(l spec.Lang) string {
	parts := []string{fmt.Sprintf("%s: %s", f.Severity().In(l), f.Kind.In(l))}
	for _, part := range []string{f.measured().In(l), f.where(l), f.when(l)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, spec.Text{JA: "、", EN: ", "}.In(l)) + fmt.Sprintf(" [%v]", f.Rule)
}

func (f Finding) String() string { return f.In(spec.EN) }

var trackTexts = map[recording.Track]spec.Text{recording.OperatorSide: {JA: "オペレーター側", EN: "operator side"}, recording.FarSide: {JA: "相手側", EN: "far side"}}

// where names the files, and the sides where there are such.
func (f Finding) where(l spec.Lang) string {
	var names []string
	for _, p := range f.Where {
		name := p.File
		if side := trackTexts[p.Track].In(l); side != "" {
			name += spec.Text{JA: "（%v）", EN: " (%v)"}.With(side).In(l)
		}
		names = append(names, name)
	}
	return strings.Join(names, " + ")
}

// when says where the finding is: samples of the log's axis, and time in the file as it is.
func (f Finding) when(l spec.Lang) string {
	return fmt.Sprintf("%v %s–%s", f.Span, clock(f.Rate, f.InFile.From), clock(f.Rate, f.InFile.To))
}

// clock writes a number of samples as minutes, seconds and microseconds.
func clock(r recording.Rate, n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	us := r.Duration(n).Microseconds()
	return fmt.Sprintf("%s%d:%02d.%06d", sign, us/60_000_000, us/1_000_000%60, us%1_000_000)
}
