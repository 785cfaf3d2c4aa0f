package offline_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
)

// Of a call that is not recorded by setting nothing is heard in a ready track, whatever it holds.
func TestReadyOfWhatIsNotRecorded(t *testing.T) {
	for _, recorded := range []bool{false, true} {
		tl := recording.NewTimeline(0, calltest.New(recorded, 0, 1))
		if _, err := tl.End(100); err != nil {
			t.Fatal(err)
		}
		for _, track := range []recording.Track{recording.Mixed, recording.OperatorSide, recording.FarSide} {
			plan, err := offline.Ready(tl, recording.Guard{}, track, nil, track)
			if err != nil {
				t.Fatal(err)
			}
			heard := int64(0)
			for _, piece := range plan.Pieces {
				if piece.Voices != 0 {
					heard += piece.Intersect(recording.Span{To: 100}).Len()
				}
			}
			if want := map[bool]int64{true: 100}[recorded]; heard != want {
				t.Errorf("recorded %t, the %v track: %d samples are heard, want %d", recorded, track, heard, want)
			}
		}
	}
}

// A job's error counts what it was given in the singular and the plural.
func TestJobErrorsCount(t *testing.T) {
	for plans, want := range []string{"got 0 plans, expected 2", "got 1 plan, expected 2"} {
		j := masked(recording.Span{From: 0, To: 6})
		j.Plans = j.Plans[:plans]
		if _, err := j.Run(nil, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d plans: got %v, want %s", plans, err, want)
		}
	}
}

// A failing is a file of which a read fails from a byte on.
type failing struct {
	offline.File
	from int64
}

func (f failing) ReadAt(p []byte, at int64) (int, error) {
	if left := max(0, f.from-at); left < int64(len(p)) {
		n, _ := f.File.ReadAt(p[:left], at)
		return n, errUnreadable
	}
	return f.File.ReadAt(p, at)
}

var errUnreadable = errors.New("unreadable")

// A file that cannot be read while its beeps are written says up to which sample it could be.
func TestUnreadableBeep(t *testing.T) {
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	for _, at := range []int64{1000, 2000} {
		if _, err := tl.Do(at, 0, map[int64]pause.Verb{1000: pause.Stop, 2000: pause.Resume}[at]); err != nil {
			t.Fatal(err)
		}
	}
	job := offline.Job{Span: recording.Span{To: 4000}, Voices: [][]pause.Party{{0, 1}}, Layout: recording.TwoChannel}
	for _, track := range job.Layout.Tracks() {
		plan, err := offline.Ready(tl, recording.Guard{}, track, make([]int16, 1000), recording.OperatorSide, recording.FarSide)
		if err != nil {
			t.Fatal(err)
		}
		job.Plans = append(job.Plans, plan)
	}
	job.Voices = [][]pause.Party{{offline.PartyOf(recording.OperatorSide), offline.PartyOf(recording.FarSide)}}
	name := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(name, make([]byte, 4*4000), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for from, want := range map[int64]offline.StreamError{
		4*2500 + 3: {Samples: 2500, Rest: 3, Err: errUnreadable}, 4 * 2000: {Samples: 2000, Err: errUnreadable},
	} {
		_, err := job.InPlace(failing{file, from})
		var got *offline.StreamError
		if !errors.As(err, &got) || *got != want {
			t.Errorf("unreadable from byte %d on: got %v, want %v", from, err, &want)
		}
	}
}
