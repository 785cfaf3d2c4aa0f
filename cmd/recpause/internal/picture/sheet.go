package picture

import (
	"cmp"
	_ "embed"
	"fmt"
	"html"
	"html/template"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A Style is how a picture is laid out.
type Style struct {
	Lang   spec.Lang
	Narrow bool   // for the screen of a mobile telephone, else for a desktop's
	Width  int    // of one for a desktop, in pixels; 0 for as wide as a page
	ID     string // different for each picture of a page
	Title  string // what it is a picture of
}

// Measures are those of a sheet, in user units: pixels where nothing scales it.
type measures struct {
	left, right float64 // of the time axis
	rows        int     // of flags, at most
	apart       float64 // how far two flags are from each other, so that there is a row for each that has only numbers
	columns     int     // of the legend
	mostUntold  int     // how many acts the legend tells; a picture is no list
}

const margin = 12

// On a desktop the labels of the lanes are left of the axis; on a mobile telephone they stand above.
var (
	desktop = measures{left: 168, right: 1120 - margin, rows: 6, apart: 11, columns: 3, mostUntold: 45}
	mobile  = measures{left: margin, right: 360 - margin, rows: 4, apart: 17, columns: 1, mostUntold: 15}
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
	measures
	style       Style
	y           float64 // how far down it is laid out
	back, front []shape
	covered     map[[2]string]float64 // up to where a lane has bars of a class
	used        map[string]bool       // the looks of all that is drawn
	widened     bool                  // something is drawn wider than it is
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

func (n number) String() string { return string(n.append(nil)) }

// append writes a number behind a text.
func (n number) append(b []byte) []byte {
	tenths := int64(math.Round(float64(n) * 10))
	if tenths < 0 {
		b, tenths = append(b, '-'), -tenths
	}
	b = strconv.AppendInt(b, tenths/10, 10)
	if tenth := byte(tenths % 10); tenth != 0 {
		b = append(b, '.', '0'+tenth)
	}
	return b
}

func newSheet(p Picture, st Style) *sheet {
	s := &sheet{Picture: p, measures: desktop, style: st, covered: map[[2]string]float64{},
		used: map[string]bool{}}
	switch {
	case st.Narrow:
		s.measures = mobile
	case st.Width > 0:
		s.left, s.right, s.columns = 152, float64(st.Width-margin), 2
	}
	return s
}

func (s *sheet) x(at int64) float64 { return s.at(float64(at)) }

func (s *sheet) at(samples float64) float64 {
	return s.left + (s.right-s.left)*(samples-float64(s.Span.From))/float64(max(1, s.Span.Len()))
}

// between returns where a span is. Nothing is too short to be seen, and the key says so where something would be.
func (s *sheet) between(span recording.Span, atLeast float64) (x, w float64) {
	x = s.x(span.From)
	w = s.x(span.To) - x
	if w < atLeast {
		w, s.widened = atLeast, true
	}
	return min(x, s.right-w), w
}

// least returns how broad each of so many bars is drawn at least, so that all of them never cover most of the axis.
func (s *sheet) least(bars int) float64 {
	const seen, share, hair = 3, 4, .2
	return min(seen, max(hair, (s.right-s.left)/share/float64(max(1, bars))))
}

// stop returns where a span of a stop is. One too short to be seen is drawn up to its end, where the beep begins.
func (s *sheet) stop(span recording.Span, atLeast float64) (x, w float64) {
	x, w = s.between(span, atLeast)
	if w == atLeast {
		x = max(s.left, min(x, s.x(span.To)-w))
	}
	return x, w
}

func (s *sheet) add(sh shape) { s.front = append(s.front, sh) }

// fills are the patterns of the classes that have one.
var fills = map[string]string{"face resume": "resume", "really silent": "silence", "part silence": "silence",
	"really partial": "partly", "part partly": "partly", "lie less": "less"}

// rect adds a bar of a lane, but not one behind which all of it is covered by its like: a lane of many thousand looks
// the same.
func (s *sheet) rect(class string, x, y, w, h float64, tip string) {
	const seen = .3
	row := [2]string{class, number(y).String()}
	if end, ok := s.covered[row]; ok && x+w < end+seen {
		return
	}
	s.covered[row] = x + w
	const pointed, patterned = 3, 8 // how broad a bar is that one can point at, or whose pattern one can make out
	if w < pointed {
		tip = ""
	}
	fill := fills[class]
	if fill != "" && w < patterned {
		fill, class = "", class+" brief"
	}
	s.uses(class)
	s.add(shape{Kind: "rect", Class: class, Fill: fill, X: number(x), Y: number(y), W: number(w), H: number(h),
		Tip: tip})
}

// uses notes that something has a look, which the key has to tell.
func (s *sheet) uses(class string) { s.used[class] = true }

func (s *sheet) text(class string, x, y float64, text string) {
	if text != "" {
		s.add(shape{Kind: "text", Class: class, X: number(x), Y: number(y), Text: text})
	}
}

// plaque adds a text that stands out from a pattern.
func (s *sheet) plaque(x, y float64, text string) {
	if text != "" {
		s.add(shape{Kind: "rect", Class: "plaque", X: number(x), Y: number(y - 13), W: number(breadth(text, bold) + 6),
			H: 17, Radius: 3})
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

//go:embed picture.svg.tmpl
var source string

var drawn = sync.OnceValue(func() *template.Template { return template.Must(template.New("picture").Parse(source)) })

// CSS is the style sheet of the pictures: light, dark where the reader's system is, and either of them under the class
// "light" or "dark" on the picture or on what it is in. A page that holds pictures has it once. Each pair of colours
// that must be told apart has the contrast that WCAG 2 asks of it at level AA, which a test sees to.
//
//go:embed picture.css
var CSS template.CSS

// A view is what the template sees.
type view struct {
	Style
	Lang, Summary string
	CSS           template.CSS // none where it is the page's
	W, H          number
	Shapes        template.HTML
	Left, Right   number
	Top, Bottom   number // of the axis and of what stands under it
	From, To      int64
}

// SVG writes a picture as a file of its own.
func (p Picture) SVG(w io.Writer, st Style) error {
	s := newSheet(p, st)
	s.y = margin
	s.text("heading", margin, s.y+16, cut(st.Title, 17, s.right-margin))
	s.y += 34
	svg, err := s.draw(CSS)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, svg)
	return err
}

// Inline returns a picture for a page, which has the CSS and a heading.
func (p Picture) Inline(st Style) (template.HTML, error) {
	s := newSheet(p, st)
	s.y = margin
	svg, err := s.draw("")
	return template.HTML(svg), err // the template has escaped it
}

// draw lays out everything below the heading, and returns the whole sheet.
func (s *sheet) draw(css template.CSS) (string, error) {
	untold := s.acts()
	top := s.axis()
	for _, phone := range s.Phones {
		s.phone(phone)
	}
	for i, c := range s.Calls {
		if i > 0 {
			s.y += margin
		}
		s.call(c)
	}
	s.grid(top)
	bottom := s.y - 6
	s.key()
	s.legend(untold)
	var b strings.Builder
	err := drawn().Execute(&b, view{
		Style: s.style, Lang: s.style.Lang.String(), Summary: strings.Join(s.Summary(s.style.Lang), " "), CSS: css,
		W: number(s.right + margin), H: number(s.y + margin), Shapes: written(s.style.ID, append(s.back, joined(s.front)...)),
		Left: number(s.left), Right: number(s.right), Top: number(top), Bottom: number(bottom), From: s.Span.From, To: s.Span.To,
	})
	return Clean(b.String()), err
}

// written is shapes as elements of a picture with an ID. There may be thousands, for which a template takes long.
func written(id string, shapes []shape) template.HTML {
	var b []byte
	for _, sh := range shapes {
		b = sh.append(append(b, '\n'), id)
	}
	return template.HTML(b) // append has escaped it
}

func (sh shape) append(b []byte, id string) []byte {
	attribute := func(name string, n number) { b = append(n.append(append(b, name...)), '"') }
	element := map[string]string{"rect": "<rect", "text": "<text"}[sh.Kind]
	b = append(escaped(append(append(b, cmp.Or(element, "<path")...), ` class="`...), sh.Class), '"')
	switch sh.Kind {
	case "rect":
		if sh.Fill != "" {
			b = append(escaped(append(b, ` fill="url(#`...), id), '-')
			b = append(escaped(b, sh.Fill), `)"`...)
		}
		attribute(` x="`, sh.X)
		attribute(` y="`, sh.Y)
		attribute(` width="`, sh.W)
		attribute(` height="`, sh.H)
		if sh.Radius != 0 {
			attribute(` rx="`, sh.Radius)
		}
		if sh.Tip == "" {
			return append(b, "/>"...)
		}
		return append(escaped(append(b, "><title>"...), sh.Tip), "</title></rect>"...)
	case "line":
		b = sh.Y.append(append(sh.X.append(append(b, ` d="M`...)), ' '))
		if sh.W != 0 {
			return append(sh.W.append(append(b, 'h')), `"/>`...)
		}
		return append(sh.H.append(append(b, 'V')), `"/>`...)
	case "path":
		return append(escaped(append(b, ` d="`...), sh.Path), `"/>`...)
	}
	attribute(` x="`, sh.X)
	attribute(` y="`, sh.Y)
	return append(escaped(append(b, '>'), sh.Text), "</text>"...)
}

// escaped writes a text behind markup.
func escaped(b []byte, text string) []byte {
	for i := range len(text) {
		switch text[i] {
		case '<', '>', '&', '\'', '"':
			return append(b, html.EscapeString(text)...)
		}
	}
	return append(b, text...)
}

// joined returns shapes with each run of bars of one look that nobody can point at as one path: of thousands a page
// opens slowly.
func joined(shapes []shape) (list []shape) {
	for _, sh := range shapes {
		bar := sh.Kind == "rect" && sh.Tip == "" && sh.Fill == "" && sh.Radius == 0
		if bar {
			sh.Kind, sh.Path = "path", fmt.Sprintf("M%v %vh%vv%vh-%vz", sh.X, sh.Y, sh.W, sh.H, sh.W)
		}
		if last := len(list) - 1; bar && last >= 0 && list[last].Kind == "path" && list[last].Class == sh.Class {
			list[last].Path += sh.Path
			continue
		}
		list = append(list, sh)
	}
	return list
}

// axis lays out the time axis, and returns where it is.
func (s *sheet) axis() (top float64) {
	const height = 24
	top = s.y
	s.add(shape{Kind: "line", Class: "axis", X: number(s.left), W: number(s.right - s.left), Y: number(top),
		H: number(top)})
	s.y += height + 4
	return top
}

// grid lays out the marks of the axis, down to the last lane.
func (s *sheet) grid(top float64) {
	apart := 70.0
	for _, t := range ticks(s.Rate, s.Span, int((s.right-s.left)/apart)) {
		x := s.at(t.at)
		s.back = append(s.back, shape{Kind: "line", Class: "grid", X: number(x), Y: number(top), H: number(s.y - 6)})
		half := breadth(t.text, small) / 2
		s.text("small mid", min(max(x, s.left+half), s.right+margin/2-half), top+17, t.text)
	}
}

func (s *sheet) call(c Call) {
	s.states(c)
	s.heard(c.Heard)
	loudest := 0
	for _, t := range c.Tracks {
		if t.Peaks != nil {
			loudest = max(loudest, t.Peaks.loudest())
		}
	}
	for _, t := range c.Tracks {
		s.track(t, loudest)
	}
}

// Clean returns a document as it can be shown, whatever the names in it: without characters that XML does not know, and
// without those that would turn the rest of a line around or hide a part of it.
func Clean(s string) string {
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if n == 1 && r == utf8.RuneError || shown(r) != r {
			return strings.Map(shown, strings.ToValidUTF8(s, string(unicode.ReplacementChar)))
		}
		i += n
	}
	return s // as most are
}

// shown is a character as it can be shown.
func shown(r rune) rune {
	switch {
	case r >= ' ' && r <= '~' || r == '\n': // which is most of it
		return r
	case unicode.In(r, unicode.C, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point) || r&0xFFFE == 0xFFFE:
		return unicode.ReplacementChar
	}
	return r
}

// breadth returns how broad a text is at a font size, rather too much than too little: fonts differ.
func breadth(s string, size float64) (b float64) {
	for _, r := range s {
		b += glyph(r) * size
	}
	return b
}

func glyph(r rune) float64 {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
		return 1
	}
	switch {
	case strings.ContainsRune("MWmw@%<>&=+", r):
		return .9
	case unicode.IsUpper(r):
		return .7
	case strings.ContainsRune("ijlft.,:;|!'() ", r):
		return .36
	}
	return .6
}

// cut returns as much of a text as there is room for, with a mark where it ends early; nothing where hardly a letter
// would be left.
func cut(s string, size, room float64) string {
	if breadth(s, size) <= room {
		return s
	}
	room -= size // the mark's
	for i, r := range s {
		if room -= glyph(r) * size; room < 0 {
			if i < 2 {
				return ""
			}
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}

// longest returns the first of the texts for which there is room, and nothing where there is none.
func longest(size, room float64, texts ...string) string {
	for _, s := range texts {
		if breadth(s, size) <= room {
			return s
		}
	}
	return ""
}
