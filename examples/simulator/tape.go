package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/recpause/recpause/examples/internal/wavfile"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec/model"
)

// A tape is a file that a recording would be: for the ear.
type tape struct {
	Call, Name, Title, Link string
	TooLong                 bool
}

// A reel is a file of a layout: its tracks, a channel each.
type reel struct {
	name   string
	ja, en string
	tracks []recording.Track
}

var reels = []reel{
	{"1ch", "1ch（全員）", "1ch (everybody)", []recording.Track{recording.Mixed}},
	{"2ch", "2ch（左: オペレーター側、右: 通話相手側）", "2ch (left: operator side, right: far side)", []recording.Track{recording.OperatorSide, recording.FarSide}},
	{"split-operator", "分離（オペレーター側）", "split (operator side)", []recording.Track{recording.OperatorSide}},
	{"split-counterpart", "分離（通話相手側）", "split (far side)", []recording.Track{recording.FarSide}},
}

// longest is how long a tape may be.
const longest = 10 * time.Minute

func (p *page) tapes(c scene) {
	for _, r := range c.recordings {
		span := c.spanOf(r)
		if !r.Recorded || span.Empty() {
			continue
		}
		for _, reel := range reels {
			v := p.values()
			v.Set("call", r.Call)
			v.Set("reel", reel.name)
			p.Tapes = append(p.Tapes, tape{r.Call, reel.name, p.say(reel.ja, reel.en), "/tape.wav?" + v.Encode(),
				recording.Rate(c.header.SampleRate).Duration(span.Len()) > longest})
		}
	}
}

// serveTape plays a recording of a story.
func serveTape(w http.ResponseWriter, r *http.Request) {
	a, err := read(r.URL.Query(), 0)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c, _ := a.play(a.policy, a.profile) // a story that breaks off plays as far as it goes
	call, name := r.URL.Query().Get("call"), r.URL.Query().Get("reel")
	i := slices.IndexFunc(c.recordings, func(r *model.Recording) bool { return r.Call == call && r.Recorded })
	k := slices.IndexFunc(reels, func(r reel) bool { return r.name == name })
	if i < 0 || k < 0 || recording.Rate(c.header.SampleRate).Duration(c.spanOf(c.recordings[i]).Len()) > longest {
		http.NotFound(w, r)
		return
	}
	dir, err := os.MkdirTemp("", "recpause-")
	if err == nil {
		defer os.RemoveAll(dir)
		err = c.record(filepath.Join(dir, "tape.wav"), c.recordings[i], reels[k])
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "audio/wav")
	http.ServeFile(w, r, filepath.Join(dir, "tape.wav"))
}

// record renders a recording into a file, with a voice for every party.
func (c scene) record(file string, r *model.Recording, reel reel) (err error) {
	const block = 1 << 13
	rate := int64(c.header.SampleRate)
	w, err := wavfile.Create(file, int(rate), len(reel.tracks))
	if err != nil {
		return err
	}
	defer func() {
		if e := w.Close(); err == nil {
			err = e
		}
	}()
	tone := recording.DefaultTone.PCM(recording.Rate(rate))
	said, out := make([][]int16, len(r.Names)), make([][]int16, len(reel.tracks))
	for from, span := r.Timeline.Origin(), c.spanOf(r); from < span.To; from += block {
		n := min(block, span.To-from)
		for number, name := range r.Names {
			said[number] = make([]int16, n)
			say(said[number], c.header.Index(name), rate, from)
		}
		for i, track := range reel.tracks {
			out[i] = make([]int16, n)
			r.Timeline.Plan(track, tone).Render(out[i], from, said)
		}
		if err := w.Write(out...); err != nil {
			return fmt.Errorf("the recording of %s: %w", r.Call, err)
		}
	}
	return nil
}
