package audit

import (
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// The kinds of findings, by which tests tell them apart.
const (
	SoundInPause    = soundInPause
	OneSideOnly     = oneSideOnly
	Attenuated      = attenuated
	BeginsLate      = beginsLate
	EndsEarly       = endsEarly
	RecordedWhenOff = recordedWhenOff
	Stray           = stray
	BeginsEarly     = beginsEarly
	EndsLate        = endsLate
	CutOut          = cutOut
	WrongLength     = wrongLength
	WrongSilence    = wrongSilence
	BeepMissing     = beepMissing
	BeepMisplaced   = beepMisplaced
	BeepOnWrongSide = beepOnWrongSide
	BeepExtra       = beepExtra
	NotTheTone      = notTheTone
	EndedStopped    = endedStopped
	StoppedTooLong  = stoppedTooLong
)

// Overlapping looks a span up in a list, so that tests can count what it looks at.
var Overlapping = overlapping[recording.Span]

// Merged merges the findings of several tracks, and returns the most that it had to compare one with.
func Merged(list []Finding) (merged []Finding, most int) {
	j := &judge{report: Report{Findings: list}}
	m := j.merger()
	for _, same := range [...]map[defect][]int{m.byPause, m.byPlace} {
		for d, at := range same {
			if d.span != (recording.Span{}) {
				most = max(most, len(at))
			}
		}
	}
	return m.list, most
}

// Cuts is what a file lacks before a position, by its findings.
func Cuts(list []Finding, file string, at int64) int64 { return cutsOf(list)[file].before(at) }

// ShouldBeSilent reports whether a track should be silent at a position, but for beeps.
func ShouldBeSilent(m manifest.Manifest, track recording.Track, at int64) bool {
	return newExpectation(m, track).at(at).silent()
}
