package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/internal/wavfile"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/system"
)

// The files of a recording; the far side is the counterpart (通話相手側) of the operator side.
const (
	mixedFile       = "recording-1ch.wav"
	twoChannelFile  = "recording-2ch.wav"
	operatorFile    = "recording-split-operator.wav"
	counterpartFile = "recording-split-counterpart.wav"
)

// blockSize is how many samples are read and rendered at a time.
const blockSize = 1 << 14

// A job is one recording on its way into its files.
type job struct {
	*system.Recording
	folder  string         // "" for the call that was answered first
	span    recording.Span // what can be rendered of it
	parties []int          // the header's index of each party number
	tracks  [3]recording.Plan
	peaks   peaks // of what is written
	files   []*wavfile.Writer
	opened  bool
}

// writeRecordings renders every recorded call in all layouts, in one pass over the audio and a constant amount of memory. It returns
// a job for every recording of the story.
func writeRecordings(o *output, s *story, a *audio) ([]*job, error) {
	all, err := plan(s, a)
	if err != nil {
		return nil, err
	}
	for _, j := range all {
		if err := errors.Join(j.describe(o, s.header), j.record(o, s.header.SampleRate)); err != nil {
			return nil, err
		}
	}
	jobs := slices.DeleteFunc(slices.Clone(all), func(j *job) bool { return !j.Recorded })
	err = renderAll(o, jobs, a, s.header.SampleRate)
	for _, j := range jobs {
		if err == nil {
			err = j.open(o, s.header.SampleRate) // of a recording without a sample the files are empty
		}
		err = errors.Join(err, j.close())
	}
	return all, err
}

// renderAll takes the audio block by block, and each block through every recording.
func renderAll(o *output, jobs []*job, a *audio, rate int) error {
	voices := blocks(len(a.readers))
	pcm := [3][]int16(blocks(3)) // shared: a block of one recording is written before that of the next is rendered
	for from := int64(0); from < a.samples && len(jobs) > 0; from += blockSize {
		block := recording.Span{From: from, To: min(from+blockSize, a.samples)}
		for i := range voices {
			voices[i] = voices[i][:block.Len()]
		}
		if err := a.read(voices); err != nil {
			return err
		}
		for _, j := range jobs {
			if err := j.render(o, rate, block, voices, pcm); err != nil {
				return err
			}
		}
	}
	return nil
}

func blocks(n int) [][]int16 {
	all := make([][]int16, n)
	for i := range all {
		all[i] = make([]int16, blockSize)
	}
	return all
}

// mostSamples is what a WAV file with two channels can hold: its sizes have 32 bits.
const mostSamples = (1<<32 - 64) / 4

// plan gives every recording its folder and its span. The first is that of the call answered first.
func plan(s *story, a *audio) (jobs []*job, err error) {
	if err := s.startsAtZero(); err != nil {
		return nil, err
	}
	tone := recording.DefaultTone().PCM(recording.Rate(s.header.SampleRate))
	used := map[string]bool{}
	for i, r := range s.recordings {
		from := max(r.Timeline.Origin(), 0)
		j := &job{Recording: r, span: recording.Span{From: from, To: max(s.until(r, a), from)}}
		j.peaks = newPeaks(j.span)
		if j.span.Len() > mostSamples {
			return nil, fmt.Errorf("the recording of %s: got %d samples, expected %d or fewer, which is what a WAV file holds", r.Call, j.span.Len(), int64(mostSamples))
		}
		if i > 0 {
			j.folder = folderName(r.Call, used)
		}
		for _, name := range r.Names {
			j.parties = append(j.parties, s.header.Index(name))
		}
		for track := range j.tracks {
			j.tracks[track] = r.Timeline.Plan(recording.Track(track), tone)
		}
		jobs = append(jobs, j)
	}
	return jobs, nil
}

// folderName returns a call's name as one that a folder can have, different for each call of a log.
func folderName(call string, used map[string]bool) string {
	name := strings.ReplaceAll(url.PathEscape(call), ":", "%3A")
	if strings.Trim(name, ".") == "" || slices.Contains(ours, name) || len(name) > 200 {
		name = "call-" + strconv.Itoa(len(used)+2)
	}
	for n, base := 2, name; used[strings.ToLower(name)]; n++ {
		name = base + "-" + strconv.Itoa(n)
	}
	used[strings.ToLower(name)] = true
	return name
}

// render writes the part of a block that is in the recording.
func (j *job) render(o *output, rate int, block recording.Span, voices [][]int16, pcm [3][]int16) error {
	part := block.Intersect(j.span)
	if part.Empty() {
		return nil
	}
	if err := j.open(o, rate); err != nil {
		return err
	}
	said := make([][]int16, len(j.parties))
	for number, party := range j.parties {
		said[number] = voices[party][part.From-block.From : part.To-block.From]
	}
	for track := range j.tracks {
		pcm[track] = pcm[track][:part.Len()]
		j.tracks[track].Render(pcm[track], part.From, said)
		j.peaks[track].Add(part.From, pcm[track])
	}
	mixed, operator, far := pcm[recording.Mixed], pcm[recording.OperatorSide], pcm[recording.FarSide]
	err := errors.Join(j.files[0].Write(mixed), j.files[1].Write(operator, far), j.files[2].Write(operator), j.files[3].Write(far))
	if err == nil && part.To == j.span.To {
		err = j.close()
	}
	return err
}

// open creates the recording's files, if they are not yet.
func (j *job) open(o *output, rate int) error {
	if j.opened {
		return nil
	}
	j.opened = true
	for i, name := range []string{mixedFile, twoChannelFile, operatorFile, counterpartFile} {
		path, err := o.path(j.folder, name)
		if err != nil {
			return err
		}
		channels := 1
		if i == 1 {
			channels = 2
		}
		w, err := wavfile.Create(path, rate, channels)
		if err != nil {
			return err
		}
		j.files = append(j.files, w)
	}
	return nil
}

func (j *job) close() (err error) {
	for _, f := range j.files {
		err = errors.Join(err, f.Close())
	}
	j.files = nil
	return err
}

// describe writes timeline.json.
func (j *job) describe(o *output, h calllog.Header) error {
	return o.file(j.folder, timelineName, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		e.SetEscapeHTML(false)
		return e.Encode(newTimelineFile(j, h))
	})
}
