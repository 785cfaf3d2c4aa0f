package picture

import (
	"fmt"
	"strconv"
	"strings"
)

// A flag stands for one act or several, over the place where they happened.
type flag struct {
	x           float64
	first, last int // by number
	texts       []string
	click       bool

	left, breadth float64 // where it is put
	row           int
	text          string
}

// The flags' measures.
const (
	flagHeight = 20
	flagStep   = 24
	flagPad    = 7
	apartFlags = 4
)

// flags returns a flag for each act; one for those that are too close to each other.
func (s *sheet) flags() (flags []flag) {
	for i, a := range s.Acts {
		n := s.First + i + 1
		x, text := s.x(a.At), strconv.Itoa(n)+" "+s.say(a.Text)
		if last := len(flags) - 1; last >= 0 && x-flags[last].x < s.apart {
			f := &flags[last]
			f.last, f.click = n, f.click || a.Click
			f.texts = append(f.texts, text)
			continue
		}
		flags = append(flags, flag{x: x, first: n, last: n, texts: []string{text}, click: a.Click})
	}
	return flags
}

// number is what a flag says where there is no room for more.
func (f flag) number() string {
	if f.first == f.last {
		return strconv.Itoa(f.first)
	}
	return fmt.Sprintf("%d–%d", f.first, f.last)
}

// The ways to write the flags, from the one that says most on.
const (
	allTexts = iota
	clickTexts
	numbersOnly
)

// put gives every flag its row and its text, and returns how many rows there are: those on the right first, so that the
// stem of one on the left is beside them. Not every way has room for all.
func (s *sheet) put(flags []flag, way int) (rows int, ok bool) {
	taken := make([]float64, s.rows) // from where on a row is taken
	for r := range taken {
		taken[r] = s.right + margin
	}
	for i := len(flags) - 1; i >= 0; i-- {
		f := &flags[i]
		for _, f.text = range f.variants(s, way) {
			f.breadth = breadth(f.text, small) + 2*flagPad
			f.left = min(f.x, s.right+margin-apartFlags-f.breadth)
			if f.row = lowest(taken, f.left+f.breadth+apartFlags); f.row >= 0 {
				break
			}
		}
		if f.row < 0 {
			return 0, false
		}
		taken[f.row] = f.left
		rows = max(rows, f.row+1)
	}
	return rows, true
}

// variants returns what a flag may say, the longest first.
func (f flag) variants(s *sheet, way int) (texts []string) {
	const most = 2 // acts that are told in one flag
	if len(f.texts) <= most && !s.style.Narrow && (way == allTexts || way == clickTexts && f.click) {
		text := strings.Join(f.texts, " · ")
		if breadth(text, small) < (s.right-s.left)/2 {
			texts = append(texts, text)
		}
	}
	return append(texts, f.number())
}

// lowest returns the first row that is free up to a place, or -1.
func lowest(taken []float64, to float64) int {
	for row, from := range taken {
		if to <= from {
			return row
		}
	}
	return -1
}

// acts lays out the flags, and returns the numbers of the acts that they do not tell.
func (s *sheet) acts() (untold []int) {
	flags := s.flags()
	rows, ok := 0, false
	for way := allTexts; !ok; way++ {
		if way > numbersOnly { // fewer flags, each for more acts
			s.apart *= 1.5
			flags = s.flags()
		}
		rows, ok = s.put(flags, way)
	}
	ground := s.y + float64(rows)*flagStep + 4
	for _, f := range flags {
		top := ground - 4 - float64(f.row+1)*flagStep
		s.back = append(s.back, shape{Kind: "line", Class: "stem", X: number(f.x), Y: number(top + flagHeight),
			H: number(ground)})
		class := "flag"
		if f.click {
			class = "flag click"
		}
		s.uses(class)
		s.add(shape{Kind: "rect", Class: class, X: number(f.left), Y: number(top), W: number(f.breadth), H: flagHeight,
			Radius: 4})
		s.text("flagtext", f.left+flagPad, top+14, f.text)
		if f.text == f.number() {
			for i := f.first; i <= f.last; i++ {
				untold = append(untold, i)
			}
		}
	}
	s.y = ground
	return untold
}

// legend tells the acts that no flag tells, in as many columns as there is room for.
func (s *sheet) legend(untold []int) {
	if len(untold) == 0 {
		return
	}
	const line, left, gap = 18, margin, 8
	s.y += margin
	room := (s.right - left) / float64(s.columns)
	told := untold[:min(len(untold), s.mostUntold)]
	rows := (len(told) + s.columns - 1) / s.columns
	numbers, clocks := 0.0, 0.0 // how broad the columns are in which these end below each other
	for _, act := range told {
		numbers = max(numbers, breadth(strconv.Itoa(act), small))
		clocks = max(clocks, breadth(Clock(s.Rate, s.Acts[act-s.First-1].At), small))
	}
	for i, act := range told {
		a := s.Acts[act-s.First-1]
		x, y := left+room*float64(i/rows)+numbers, s.y+line*float64(i%rows)+13
		s.text("small end", x, y, strconv.Itoa(act))
		s.text("small end", x+gap+clocks, y, Clock(s.Rate, a.At))
		s.text("small", x+gap+clocks+gap, y, cut(s.say(a.Text), small, room-margin-numbers-clocks-2*gap))
	}
	s.y += line * float64(rows)
	if more := len(untold) - len(told); more > 0 {
		s.text("small", left, s.y+13, s.say(wordMore.With(more)))
		s.y += line
	}
	s.y += margin
}
