package archive

import (
	"strings"
	"testing"
)

// Whatever lies where a run's journal should be, it is read up to where it makes no sense or refused, and nothing
// panics.
func FuzzJournal(f *testing.F) {
	const head = `{"format":"recpause-archive/1","run":"r","plan":{"archive":"file:///a"}}` + "\n"
	for _, text := range []string{"", head, head + "{\"result\":{\"key\":\"a\"}}\n{\"mark\":{\"last\":\"a\",\"results\":1}}\n",
		head + "{\"result\":null}\n{\"mark\":{}}\n", head + "{\"mark\":null}\n", head + "{\"result\":{\"key\":{\"bytes\":\"/w==\"}}}\n{\"mark\":{}}\n",
		"{\"format\":\"recpause-archive/2\"}\n", "null\n", head[:20]} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		results := 0
		_, last, end, err := scan(strings.NewReader(text), func(r record) error {
			results++
			for _, v := range r.Verdicts {
				_, _ = v.Outcome.MarshalText()
			}
			return nil
		})
		if end > int64(len(text)) || results > strings.Count(text, "\n") || err == nil && end == 0 && results > 0 {
			t.Fatalf("%q: %d results, up to %d, %+v, %v", text, results, end, last, err)
		}
	})
}
