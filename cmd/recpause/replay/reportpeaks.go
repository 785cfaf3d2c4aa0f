package main

import (
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/recording"
)

// peaks are those of a recording's tracks.
type peaks [3]*picture.Peaks

func newPeaks(s recording.Span) (p peaks) {
	for track := range p {
		p[track] = picture.NewPeaks(s)
	}
	return p
}
