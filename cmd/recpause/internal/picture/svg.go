package picture

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
)

//go:embed picture.svg.tmpl
var source string

var drawn = template.Must(template.New("picture").Parse(source))

// CSS is the style sheet of the pictures: light, dark where the reader's system is, and either of them under the class "light" or
// "dark" on the picture or on what it is in. A page that holds pictures has it once.
var CSS = template.CSS(styleSheet())

// A view is what the template sees.
type view struct {
	Style
	Lang, Summary string
	CSS           template.CSS // none where it is the page's
	W, H          number
	Shapes        []shape
	Left, Right   number
	From, To      int64
}

// SVG writes a picture as a file of its own.
func (p Picture) SVG(w io.Writer, st Style) error {
	v := p.view(st, true)
	v.CSS = CSS
	svg, err := v.execute()
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, svg)
	return err
}

// Inline returns a picture for a page, which has the CSS and a heading.
func (p Picture) Inline(st Style) (template.HTML, error) {
	svg, err := p.view(st, false).execute()
	return template.HTML(svg), err // the template has escaped it
}

func (v view) execute() (string, error) {
	var b strings.Builder
	err := drawn.Execute(&b, v)
	return Clean(b.String()), err
}

func (p Picture) view(st Style, heading bool) view {
	s := newSheet(p, st)
	s.y = margin
	if heading {
		s.heading()
	}
	untold := s.acts()
	top := s.axis()
	for _, phone := range p.Phones {
		s.phone(phone)
	}
	for i, c := range p.Calls {
		if i > 0 {
			s.y += margin
		}
		s.call(c)
	}
	s.grid(top)
	s.key()
	s.legend(untold)
	return view{
		Style: st, Lang: st.Lang.String(), Summary: strings.Join(p.Summary(st.Lang), " "),
		W: number(s.right + margin), H: number(s.y + margin), Shapes: append(s.back, s.front...),
		Left: number(s.left), Right: number(s.right), From: p.Span.From, To: p.Span.To,
	}
}

// heading says what it is a picture of.
func (s *sheet) heading() {
	s.text("heading", margin, s.y+16, cut(s.style.Title, 17, s.right-margin))
	s.y += 34
}

// axis lays out the time axis, and returns where it is.
func (s *sheet) axis() (top float64) {
	const height = 24
	top = s.y
	s.add(shape{Kind: "line", Class: "axis", X: number(s.left), W: number(s.right - s.left), Y: number(top), H: number(top)})
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

// call lays out a call's recording.
func (s *sheet) call(c Call) {
	s.states(c)
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
