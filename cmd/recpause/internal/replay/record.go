package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/internal/wavfile"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
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
	*system.CallRecording
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
		j := &job{CallRecording: r, span: recording.Span{From: from, To: max(s.until(r, a), from)}}
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

// audio is the raw audio of every party of a log, read side by side. A nil audio is that of a log without any.
type audio struct {
	readers []*wavfile.Reader // in the header's order
	samples int64             // of each
	bytes   []byte            // of a block of one
}

// openAudio opens the WAV files of a folder: one a party, all of the log's rate and of one length; nil where there is no WAV
// file at all.
func openAudio(source fs.FS, name string, h calllog.Header) (*audio, error) {
	entries, err := fs.ReadDir(source, ".")
	if err != nil || !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return strings.EqualFold(path.Ext(e.Name()), ".wav") }) {
		return nil, err
	}
	a := &audio{}
	for _, p := range h.Parties {
		r, err := openTrack(source, name, p.ID, h.SampleRate)
		if err == nil {
			a.readers = append(a.readers, r)
			err = a.sameLength(name, h, len(a.readers)-1)
		}
		if err != nil {
			a.close()
			return nil, err
		}
	}
	return a, nil
}

func openTrack(source fs.FS, name, party string, rate int) (*wavfile.Reader, error) {
	file := party + ".wav"
	if strings.ContainsAny(party, "/\\") || !fs.ValidPath(file) {
		return nil, fmt.Errorf("%s: line 1: got party %q, expected an id that can be a file's name, for there is audio", path.Join(name, logFile), party)
	}
	r, err := wavfile.Open(source, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: missing; expected a track for every party of the log, or for none", path.Join(name, file))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := usable(r, rate); err != nil {
		r.Close()
		return nil, fmt.Errorf("%s: %w", path.Join(name, file), err)
	}
	return r, nil
}

// usable checks that a file is what a log's audio is.
func usable(r *wavfile.Reader, rate int) error {
	if r.Codec != recording.PCM16 || r.Channels != 1 {
		return fmt.Errorf("got %v, expected one channel of PCM16", r.Format)
	}
	if r.Rate != rate {
		return fmt.Errorf("got %d samples a second, expected the %d of line 1 of %s", r.Rate, rate, logFile)
	}
	return nil
}

func (a *audio) sameLength(name string, h calllog.Header, i int) error {
	if i == 0 {
		a.samples = a.readers[0].Samples
	}
	if got := a.readers[i].Samples; got != a.samples {
		return fmt.Errorf("%s: got %d samples, expected the %d of %s.wav", path.Join(name, h.Parties[i].ID+".wav"), got, a.samples, h.Parties[0].ID)
	}
	return nil
}

// read fills one slice a party with the next samples, all of the same length.
func (a *audio) read(voices [][]int16) error {
	for i, r := range a.readers {
		raw := a.raw(recording.PCM16.Width() * len(voices[i]))
		n, err := io.ReadFull(r, raw)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		clear(voices[i][recording.PCM16.Decode(voices[i], raw[:n]):])
	}
	return nil
}

// raw returns a buffer.
func (a *audio) raw(n int) []byte {
	if n > cap(a.bytes) {
		a.bytes = make([]byte, n)
	}
	return a.bytes[:n]
}

func (a *audio) close() {
	if a == nil {
		return
	}
	for _, r := range a.readers {
		r.Close()
	}
}

// manifests are what a recording is written in, each with its manifest and its files.
var manifests = []struct {
	is       recording.Layout
	manifest string
	files    []string
}{
	{recording.OneChannel, "recording-1ch.json", []string{mixedFile}},
	{recording.TwoChannel, "recording-2ch.json", []string{twoChannelFile}},
	{recording.Split, "recording-split.json", []string{operatorFile, counterpartFile}},
}

// record writes the manifest of a recording in every layout.
func (j *job) record(o *output, rate int) error {
	for _, l := range manifests {
		m, err := manifest.New(j.Timeline, j.span, j.Names, manifest.Options{Call: j.Call, Recorded: j.Recorded, Layout: l.is,
			Rate: recording.Rate(rate), Tone: recording.DefaultTone(), Files: filesOf(l.is, l.files)})
		if err != nil {
			return err
		}
		if err := o.file(j.folder, l.manifest, func(w io.Writer) error {
			e := json.NewEncoder(w)
			e.SetIndent("", " ")
			e.SetEscapeHTML(false)
			return e.Encode(m)
		}); err != nil {
			return err
		}
	}
	return nil
}

// filesOf names the files of a layout with the tracks of their channels.
func filesOf(l recording.Layout, names []string) (files []manifest.File) {
	tracks := l.Tracks()
	per := len(tracks) / len(names)
	for i, name := range names {
		files = append(files, manifest.File{Name: name, Tracks: tracks[i*per:][:per]})
	}
	return files
}

// peaks are those of a recording's tracks.
type peaks [3]*picture.Peaks

func newPeaks(s recording.Span) (p peaks) {
	for track := range p {
		p[track] = picture.NewPeaks(s)
	}
	return p
}
