package manifest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/recpause/recpause/recording/manifest"
)

// says is what an error says at least.
var says = regexp.MustCompile(`(?s)^manifest: .*got .+, want .+`)

// Whatever the text, reading does not panic and takes no more memory than some times the text; what is read can be
// written and read again, and says the same. Run it with -fuzzminimizetime=20x: making a text shorter takes
// Go a minute each.
func FuzzManifest(f *testing.F) {
	whole := text(f)
	f.Add([]byte(whole))
	f.Add([]byte(strings.Replace(whole, `"layout":"2ch"`, `"layout":"split"`, 1)))
	f.Add([]byte(strings.Replace(whole, `"from":0,"to":30000,"e`, `"from":-9007199254740992,"to":30000,"e`, 1)))
	f.Add([]byte(strings.Replace(whole, `"length_ns":200000000`, `"length_ns":9223372036854775807`, 1)))
	f.Add([]byte(strings.Replace(whole, `"before":0`, `"before":9007199254740992`, 1)))
	f.Add([]byte(strings.Replace(whole, `+09:00`, `-23:59`, 1)))
	f.Add([]byte(strings.Replace(whole, `"c1.wav",`, `"c1.wav","sha256":"`+strings.Repeat("0a", 32)+`",`, 1)))
	for _, text := range []string{"", "null", "{}", "[]", `"`, `{"format":"recpause-manifest/1"}`,
		`{"parties":[` + strings.Repeat(`{"id":"","present":[]},`, 99), strings.Repeat("[", 20_000),
		`{"gaps":` + strings.Repeat(`[`, 99) + strings.Repeat(`]`, 99) + `}`, `{"a":1e999999999}`, `{"start":"\ud800"}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := manifest.Read(bytes.NewReader(text))
		if err != nil {
			var bad *manifest.Error
			if !errors.As(err, &bad) || !says.MatchString(err.Error()) || len(err.Error()) > 1000 {
				t.Fatalf("got %#v, want an error that says what is wrong in a line", err)
			}
			return
		}
		again, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		twin, err := manifest.Read(bytes.NewReader(again))
		if diff := cmp.Diff(m, twin, same); err != nil || diff != "" {
			t.Fatalf("%v: %s", err, diff)
		}
	})
}

// A text costs memory in proportion to its length, whatever it says; the factor is that of a list of empty texts.
func TestReadTakesMemoryForTheTextOnly(t *testing.T) {
	whole := text(t)
	party := `{"id":"","present":[]},`
	gap := `{"party":"customer","from":100,"to":180},`
	rows := map[string]string{
		"a long name":       strings.Replace(whole, `"c1"`, `"`+strings.Repeat("x", 1<<20)+`"`, 1),
		"many gaps":         strings.Replace(whole, `"gaps":[`, `"gaps":[`+strings.Repeat(gap, 1<<14), 1),
		"many names":        strings.Replace(whole, `"whose":[`, `"whose":[`+strings.Repeat(`"",`, 1<<18), 1),
		"many parties":      strings.Replace(whole, `"parties":[`, `"parties":[`+strings.Repeat(party, 1<<15), 1),
		"many tracks":       strings.Replace(whole, `"tracks":[`, `"tracks":[`+strings.Repeat(`"mixed",`, 1<<17), 1),
		"a deep text":       strings.Repeat("[", 1<<20),
		"a number of 1 MiB": strings.Replace(whole, `8000`, strings.Repeat("9", 1<<20), 1),
	}
	for why, text := range rows {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = manifest.Read(strings.NewReader(text)) // most are refused
		runtime.ReadMemStats(&after)
		if got, most := after.TotalAlloc-before.TotalAlloc, uint64(150*len(text)+1<<20); got > most {
			t.Errorf("%s: got %d bytes for %d, want at most %d", why, got, len(text), most)
		} else {
			t.Logf("%s: %d bytes for %d: %.1f", why, got, len(text), float64(got)/float64(len(text)))
		}
	}
}
