package picture

import (
	"strconv"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Style is how a picture is laid out.
type Style struct {
	Lang   spec.Lang
	Narrow bool   // for the screen of a mobile telephone, else for a desktop's
	ID     string // different for each picture of a page
	Title  string // what it is a picture of
}

// The widths of a sheet, in user units: pixels where nothing scales it.
const (
	desktop = 1120
	mobile  = 360
	gutter  = 168 // the labels of the lanes on a desktop; on a mobile they stand above
	margin  = 12
)

// The font sizes; the style sheet has the same.
const (
	small  = 12
	normal = 13

	heavier = 1.08 // are bold letters
	bold    = normal * heavier
)

// A sheet is a picture while it is laid out, from top to bottom.
type sheet struct {
	Picture
	style       Style
	left, right float64 // of the time axis
	y           float64 // how far down it is laid out
	back, front []shape
	covered     map[[2]string]float64 // up to where a lane has bars of a class
}

// A shape is one element of the picture. Which of the fields it needs depends on its kind.
type shape struct {
	Kind       string // rect, line (W to the right, or else down to H), path or text
	Class      string
	Fill       string // the pattern, where it has one
	X, Y, W, H number
	Radius     number
	Path       string
	Text, Tip  string
}

// A number is written with the precision of a picture.
type number float64

func (n number) String() string { return strconv.FormatFloat(float64(int64(n*100))/100, 'f', -1, 64) }

func newSheet(p Picture, st Style) *sheet {
	s := &sheet{Picture: p, style: st, left: gutter, right: desktop - margin, covered: map[[2]string]float64{}}
	if st.Narrow {
		s.left, s.right = margin, mobile-margin
	}
	return s
}

// x returns where a position is.
func (s *sheet) x(at int64) float64 { return s.at(float64(at)) }

func (s *sheet) at(samples float64) float64 {
	return s.left + (s.right-s.left)*(samples-float64(s.Span.From))/float64(max(1, s.Span.Len()))
}

// between returns where a span is. Nothing is too short to be seen.
func (s *sheet) between(span recording.Span, atLeast float64) (x, w float64) {
	x = s.x(span.From)
	w = max(s.x(span.To)-x, atLeast)
	return min(x, s.right-w), w
}

func (s *sheet) add(sh shape) { s.front = append(s.front, sh) }

// fills are the patterns of the classes that have one.
var fills = map[string]string{"face resume": "resume", "really silent": "silence", "part silence": "silence", "really partial": "partly", "part partly": "partly"}

// rect adds a bar of a lane, but not one behind which all of it is covered by its like: a lane of many thousand looks the same.
func (s *sheet) rect(class string, x, y, w, h float64, tip string) {
	const seen = .3
	row := [2]string{class, number(y).String()}
	if end, ok := s.covered[row]; ok && x+w < end+seen {
		return
	}
	s.covered[row] = x + w
	s.add(shape{Kind: "rect", Class: class, Fill: fills[class], X: number(x), Y: number(y), W: number(w), H: number(h), Tip: tip})
}

func (s *sheet) text(class string, x, y float64, text string) {
	if text != "" {
		s.add(shape{Kind: "text", Class: class, X: number(x), Y: number(y), Text: text})
	}
}

// plaque adds a text that stands out from a pattern.
func (s *sheet) plaque(x, y float64, text string) {
	if text != "" {
		s.add(shape{Kind: "rect", Class: "plaque", X: number(x), Y: number(y - 13), W: number(breadth(text, bold) + 6), H: 17, Radius: 3})
		s.text("state", x+3, y, text)
	}
}

// lane starts a lane of a height, and returns where its band begins.
func (s *sheet) lane(name, what string, h float64) (y float64) {
	if s.style.Narrow {
		name = cut(name, bold, (s.right-s.left)*.6)
		s.text("label", s.left, s.y+14, name)
		beside := s.left + breadth(name, bold) + 8
		s.text("small", beside, s.y+14, cut(what, small, s.right-beside))
		y = s.y + 20
	} else {
		room := s.left - 2*margin
		s.text("label", margin, s.y+h/2-3, cut(name, bold, room))
		s.text("small", margin, s.y+h/2+13, cut(what, small, room))
		y = s.y
	}
	s.y = y + h + 10
	return y
}

func (s *sheet) long(span recording.Span) string { return long(s.Rate, span, s.style.Lang) }

func (s *sheet) say(t spec.Text) string { return t.In(s.style.Lang) }
