package simulate

import (
	"net/url"
	"testing"

	"github.com/recpause/recpause/spec"
)

// Whatever a link says, it is a story within the stated limits or an error, and the link that is made of it leads to
// the same.
func FuzzLink(f *testing.F) {
	for _, s := range manualScenes()[:3] {
		a := query{story: s.story, lang: spec.EN, wait: usualWait}
		f.Add(a.values().Encode())
		a.was = packLink(a.values())
		f.Add(a.values().Encode())
	}
	f.Add("log=" + pack([]byte(crowd(maxParties+1, 1, 8000))))
	f.Add("log=" + pack([]byte(crowd(2, 501, 8000))))
	f.Add("n=-1&wait=live&later=9223372036854775807&policy={}&to-A=A")
	f.Fuzz(func(t *testing.T, link string) {
		v, err := url.ParseQuery(link)
		if err != nil || len(link) > 1<<14 {
			return
		}
		a, err := read(v, spec.JA)
		if len(a.header.Parties) > maxParties || a.header.SampleRate > maxRate || len(a.events) > maxEvents ||
			a.played < 0 || a.played > len(a.events) {
			t.Fatalf("%q: %d parties, %d Hz, %d events, at %d", link, len(a.header.Parties), a.header.SampleRate,
				len(a.events), a.played)
		}
		unpackLink(a.was)
		if err != nil {
			return
		}
		again, err := read(a.values(), spec.EN)
		if err != nil || again.link("/") != a.link("/") {
			t.Fatalf("%q: got %v, and the link %q instead of %q", link, err, again.link("/"), a.link("/"))
		}
	})
}
