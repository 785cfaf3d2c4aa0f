package audit

import (
	"math"

	"github.com/recpause/recpause/spec"
)

// measured says what was measured.
func (f Finding) measured() spec.Text {
	n := max(f.Count, -f.Count)
	lasts := f.Rate.Duration(n)
	switch f.Kind {
	case BeginsLate, EndsEarly:
		return spec.Text{JA: "%dサンプル（%v）、うち無音でないのは%d、ピーク%.1f dBm0", EN: "samples: %d (%v), not silent: %d, peak %.1f dBm0"}.
			With(f.Span.Len(), f.Rate.Duration(f.Span.Len()), f.Count, dBm0(float64(f.Peak)))
	case SoundInPause, OneSideOnly, Attenuated, Stray:
		return spec.Text{JA: "%dサンプルが無音でない（%d箇所）、ピーク%.1f dBm0", EN: "samples: %d (bursts: %d), peak %.1f dBm0"}.
			With(f.Count, f.Bursts, dBm0(float64(f.Peak)))
	case WrongSilence:
		text := spec.Text{JA: "%dサンプル、値%d（0x%X）", EN: "samples: %d, value %d (0x%X)"}.With(f.Count, f.Value, f.Code)
		if f.Peak >= loud {
			level := spec.Text{JA: "、大きな値：%.1f dBm0", EN: ", a loud value: %.1f dBm0"}.With(dBm0(float64(f.Peak)))
			text.JA, text.EN = text.JA+level.JA, text.EN+level.EN
		}
		return text
	case WrongLength:
		if f.Count < 0 {
			return spec.Text{JA: "%dサンプル（%v）短い", EN: "too short by samples: %d (%v)"}.With(n, lasts)
		}
		return spec.Text{JA: "%dサンプル（%v）長い", EN: "too long by samples: %d (%v)"}.With(n, lasts)
	case BeepMisplaced:
		if f.Count < 0 {
			return spec.Text{JA: "%dサンプル（%v）早い", EN: "early by samples: %d (%v)"}.With(n, lasts)
		}
		return spec.Text{JA: "%dサンプル（%v）遅い", EN: "late by samples: %d (%v)"}.With(n, lasts)
	case StoppedTooLong:
		return spec.Text{JA: "%v、上限は%v", EN: "%v, the limit is %v"}.With(lasts, f.Rate.Duration(f.Limit))
	case NotTheTone, BeepExtra, BeepOnWrongSide:
		return f.Tone.text(f)
	}
	if n == 0 {
		return spec.Text{}
	}
	return spec.Text{JA: "%dサンプル（%v）", EN: "samples: %d (%v)"}.With(n, lasts)
}

// flawNames are the names of the flaws that a measured tone has.
var flawNames = [...]string{right: "", offLevel: "level", offLength: "length", offRamp: "ramps", offPitch: "frequency"}

var flawTexts = map[string]spec.Text{"level": {JA: "レベルが違う：", EN: "the level differs: "}, "length": {JA: "長さが違う：", EN: "the length differs: "},
	"ramps": {JA: "立ち上がり・立ち下がりが違う：", EN: "the ramps differ: "}, "frequency": {JA: "周波数が違う：", EN: "the frequency differs: "}}

// text says what a measured tone is.
func (t *Tone) text(f Finding) spec.Text {
	if t == nil {
		return spec.Text{}
	}
	flaw := flawTexts[t.Flaw]
	lasts := f.Rate.Duration(int64(t.Samples))
	return spec.Text{JA: flaw.JA + "%.1f Hz、%v、%.1f dBm0", EN: flaw.EN + "%.1f Hz, %v, %.1f dBm0"}.With(t.Hertz, lasts, finite(t.DBm0))
}

// finite returns a level that JSON and people can read: that of nothing is the least a PCM16 sample has.
func finite(db float64) float64 { return math.Max(db, dBm0(1)) }
