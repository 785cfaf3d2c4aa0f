package picture

import "github.com/recpause/recpause/recording"

// Peaks are the lowest and the highest sample of each of so many equal parts of a span: all that a picture needs of the audio.
// They are made of what is in the recording, so that nothing of a silenced voice is in them.
type Peaks struct {
	Span      recording.Span
	Low, High []int16
}

// most is how many parts a picture can tell apart.
const most = 940

// NewPeaks returns the peaks of a span of silence.
func NewPeaks(s recording.Span) *Peaks {
	n := int(min(s.Len(), most))
	return &Peaks{Span: s, Low: make([]int16, n), High: make([]int16, n)}
}

// Add notes the samples from a position on; what is not in the span is left out.
func (p *Peaks) Add(at int64, pcm []int16) {
	part := recording.Span{From: at, To: at + int64(len(pcm))}.Intersect(p.Span)
	for from := part.From; from < part.To; {
		i := p.index(from)
		to := min(part.To, p.from(i+1))
		for _, v := range pcm[from-at : to-at] {
			p.Low[i], p.High[i] = min(p.Low[i], v), max(p.High[i], v)
		}
		from = to
	}
}

// from returns the first position of a part: the first that index puts there.
func (p *Peaks) from(i int) int64 {
	n := int64(len(p.Low))
	return p.Span.From + (int64(i)*p.Span.Len()+n-1)/n
}

func (p *Peaks) index(at int64) int {
	return int((at - p.Span.From) * int64(len(p.Low)) / p.Span.Len())
}

// loudest returns how far the peaks go from zero.
func (p *Peaks) loudest() (v int) {
	for i := range p.Low {
		v = max(v, -int(p.Low[i]), int(p.High[i]))
	}
	return v
}
