package main

import (
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/examples/internal/wavfile"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec/calllog"
	"github.com/recpause/recpause/spec/model"
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
	*model.Recording
	folder  string         // "" for the call that was answered first
	span    recording.Span // what can be rendered of it
	parties []int          // the header's index of each party number
	tracks  [3]recording.Plan
	pcm     [3][]int16
	files   []*wavfile.Writer
	opened  bool
}

// writeRecordings renders every recorded call in all layouts, in one pass over the audio and a constant amount of memory.
func writeRecordings(o *output, s *story, a *audio) error {
	jobs := plan(s, a)
	defer func() {
		for _, j := range jobs {
			j.close()
		}
	}()
	for _, j := range jobs {
		if err := j.describe(o, s.header); err != nil {
			return err
		}
	}
	jobs = slices.DeleteFunc(jobs, func(j *job) bool { return !j.Recorded })
	if len(jobs) == 0 {
		return nil
	}
	voices := make([][]int16, len(s.header.Parties))
	for i := range voices {
		voices[i] = make([]int16, blockSize)
	}
	var pcm [3][]int16 // shared: a block of one recording is written before that of the next is rendered
	for i := range pcm {
		pcm[i] = make([]int16, blockSize)
	}
	for from := first(jobs); from < a.samples; {
		block := recording.Span{From: from, To: min(from+blockSize, a.samples)}
		if from < 0 { // before the audio there is only silence
			block.To = min(block.To, 0)
		}
		if err := readBlock(a, voices, block); err != nil {
			return err
		}
		for _, j := range jobs {
			j.pcm = pcm
			if err := j.render(o, s.header.SampleRate, block, voices); err != nil {
				return err
			}
		}
		from = block.To
	}
	for _, j := range jobs {
		if err := j.finish(o, s.header.SampleRate); err != nil {
			return err
		}
	}
	return nil
}

// plan gives every recording its folder and its span. The first is that of the call answered first.
func plan(s *story, a *audio) (jobs []*job) {
	tone := recording.DefaultTone.PCM(recording.Rate(s.header.SampleRate))
	used := map[string]bool{}
	for i, r := range s.recordings {
		j := &job{Recording: r, span: recording.Span{From: r.Timeline.Origin(), To: a.samples}}
		if end, over := r.Timeline.End(); over {
			j.span.To = min(j.span.To, end)
		}
		j.span.To = max(j.span.To, j.span.From)
		if i > 0 {
			j.folder = folderName(r.Call, used)
		}
		for _, name := range r.Names {
			j.parties = append(j.parties, slices.IndexFunc(s.header.Parties, func(p calllog.Party) bool { return p.ID == name }))
		}
		for track := range j.tracks {
			j.tracks[track] = r.Timeline.Plan(recording.Track(track), tone)
		}
		jobs = append(jobs, j)
	}
	return jobs
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

// first returns where rendering begins: with the audio, or with a recording that started before it.
func first(jobs []*job) int64 {
	from := int64(0)
	for _, j := range jobs {
		from = min(from, j.span.From)
	}
	return from
}

func readBlock(a *audio, voices [][]int16, block recording.Span) error {
	for i := range voices {
		voices[i] = voices[i][:block.Len()]
		if block.From < 0 {
			clear(voices[i])
		}
	}
	if block.From < 0 {
		return nil
	}
	return a.read(voices)
}

// render writes the part of a block that is in the recording.
func (j *job) render(o *output, rate int, block recording.Span, voices [][]int16) error {
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
		j.tracks[track].Render(j.pcm[track][:part.Len()], part.From, said)
	}
	mixed, operator, far := j.pcm[0][:part.Len()], j.pcm[1][:part.Len()], j.pcm[2][:part.Len()]
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

// finish closes the files; of a recording without a sample they are empty.
func (j *job) finish(o *output, rate int) error {
	if err := j.open(o, rate); err != nil {
		return err
	}
	return j.close()
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
	file := path.Join(j.folder, "timeline.json")
	if _, err := o.path(j.folder, "timeline.json"); err != nil {
		return err
	}
	return o.file(file, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		e.SetEscapeHTML(false)
		return e.Encode(newTimelineFile(j.Recording, j.span, h))
	})
}
