package foreign_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/foreign"
	"github.com/recpause/recpause/recording/manifest"
)

// fuzz reads whatever text there is: it does not panic, an error says what was expected, and what was read makes a
// manifest that can be written, or says why it does not.
func fuzz(f *testing.F, format foreign.Format, more ...string) {
	for _, s := range samples {
		if s.format == format {
			f.Add(text(f, s.file), int64(whole), false)
		}
	}
	for _, seed := range append(more, "", "\n\n", "\ufeff", "\x00", strings.Repeat("[", 2000), "\"", ",,,\n") {
		f.Add(seed, int64(100), true)
	}
	f.Fuzz(func(t *testing.T, text string, n int64, split bool) {
		all, err := foreign.Read(format, strings.NewReader(text))
		if err != nil {
			var bad *foreign.Error
			if !errors.As(err, &bad) || bad.Want == "" || bad.Format != format || len(err.Error()) > 2000 {
				t.Fatalf("got %#v, want an error that says what was expected", err)
			}
			return
		}
		a := foreign.Audio{Rate: rate, Samples: n, Length: time.Duration(n)}
		if split {
			a.Layout = recording.Split
		}
		for _, rec := range all[:min(len(all), 20)] {
			m, err := rec.Manifest(a)
			if err != nil {
				var bad *foreign.Error
				var no *manifest.Error
				if !errors.As(err, &bad) && !errors.As(err, &no) {
					t.Fatalf("got %#v, want an error of this package or of a manifest", err)
				}
				continue
			}
			_, err = m.MarshalJSON()
			require.NoError(t, err)
		}
	})
}

func FuzzAMI(f *testing.F) {
	fuzz(f, foreign.AsteriskAMI, "Event: MixMonitorStart\nUniqueid: a\nTimestamp: 9999999999\n\n"+
		"Event: MixMonitorMute\nUniqueid: a\nTimestamp: 9999999999.9\nDirection: write\nState: 1\n")
}

func FuzzCEL(f *testing.F) { fuzz(f, foreign.AsteriskCEL, strings.Repeat(",", 19)) }

func FuzzGenesys(f *testing.F) {
	fuzz(f, foreign.Genesys, "[]", `[{"type":"pause","absoluteLocation":0,"absoluteDurationMs":9223372036854775807}]`,
		`[{"type":"pause","realtimeLocation":3162240000000,"durationMs":3162240000000}]`)
}

func FuzzCSV(f *testing.F) {
	fuzz(f, foreign.CSV, "recording,from,to,unit\na,0,,s\n", "unit,to,from,recording,side,effect\ns,1.5,0,a,operator,silence\n",
		"recording,from,to,unit,start\na,2025-04-01T09:30:00.5Z,,time,2025-04-01T09:30:00Z\n")
}

func FuzzCallLog(f *testing.F) { fuzz(f, foreign.CallLog) }
