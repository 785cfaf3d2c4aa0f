package simulate

import (
	"fmt"
	"io"
	"net/url"
	"testing"

	"github.com/recpause/recpause/spec"
)

// BenchmarkClick clicks in a story of so many events: the form, and the page that comes next, as somebody asks for it who
// has the page before.
func BenchmarkClick(b *testing.B) {
	for _, events := range []int{10, 200} {
		b.Run(fmt.Sprint(events), func(b *testing.B) {
			s := New(spec.JA, nil)
			s.menu.found.Store(&[]entry{})
			a := query{story: beginning(), lang: spec.JA, wait: usualWait}
			a.story = a.story.do(3, formEvent{"call.invite", "A", "B", "c1"}.event()).
				do(3, formEvent{"call.answered", "B", "", "c1"}.event())
			for len(a.events) < events {
				verb := [...]string{"pause.click", "resume.click"}[len(a.events)/2%2]
				party := [...]string{"A", "B"}[len(a.events)%2]
				a.story = a.story.do(3, formEvent{verb, party, "", ""}.event())
			}
			form := a.values()
			form.Set("press", "toggle A")
			has := ""
			for b.Loop() {
				next := s.Answer(b.Context(), Request{Path: "/do", Sent: true, Form: form})
				u, err := url.Parse(next.Location)
				if err != nil || next.Location == "" {
					b.Fatal(next.Status, err)
				}
				page := s.Answer(b.Context(), Request{Path: "/", Form: u.Query(), Has: has, Picture: "wide"})
				body, err := io.ReadAll(page.Body)
				if err != nil || page.Status != statusOK {
					b.Fatal(page.Status, err)
				}
				for _, m := range aPart.FindAllStringSubmatch(string(body), -1) {
					has += " " + m[1] + "=" + m[2]
				}
				has = has[max(0, len(has)-1000):]
				form = u.Query()
				form.Set("n", fmt.Sprint(events))
				form.Set("press", "toggle A")
			}
		})
	}
}
