package replay

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/system"
)

// audio is the raw audio of every party of a log. A nil audio is that of a log without any.
type audio struct {
	readers []*wav.Reader // in the header's order
	samples int64         // of each
	read    func(io.Reader) io.Reader
}

// openAudio opens the WAV files of a folder: one a party, all of the log's rate and of one length; nil where there is
// no WAV file at all.
func openAudio(source fs.FS, name string, h calllog.Header) (*audio, error) {
	if audio, err := hasAudio(source); !audio {
		return nil, err
	}
	a := &audio{}
	for i, p := range h.Parties {
		r, err := openTrack(source, name, p.ID, h.SampleRate)
		if err == nil {
			a.readers = append(a.readers, r)
			if i == 0 {
				a.samples = r.Samples
			}
			if r.Samples != a.samples {
				err = command.Problem("%s: %dサンプルあります。%[4]s.wavと同じ%[3]dサンプルにしてください",
					"%s: it has %d samples; expected %d, as in %s.wav", path.Join(name, p.ID+".wav"), r.Samples,
					a.samples, h.Parties[0].ID)
			}
		}
		if err != nil {
			a.close()
			return nil, err
		}
	}
	return a, nil
}

// hasAudio reports whether there is any WAV file in a folder.
func hasAudio(source fs.FS) (bool, error) {
	entries, err := fs.ReadDir(source, ".")
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return strings.EqualFold(path.Ext(e.Name()), ".wav") && !isRecording(e.Name())
	}), err
}

// isRecording reports whether a file is a recording by its name. A live PBX keeps them beside the log, and they are
// nobody's voice.
func isRecording(name string) bool {
	return slices.ContainsFunc(callfiles.Layouts[:], func(l recording.Layout) bool {
		return slices.Contains(callfiles.Names(l), name)
	})
}

func openTrack(source fs.FS, name, party string, rate int) (*wav.Reader, error) {
	file := party + ".wav"
	if strings.ContainsAny(party, "/\\") || !fs.ValidPath(file) {
		return nil, command.Problem("%s: 1行目の参加者%qは、ファイルの名前にできません。音声がある場合は、ファイルの名前にできるIDにしてください",
			"%s: line 1: party %q cannot be the name of a file; with audio, every id has to be",
			path.Join(name, callfiles.Log), party)
	}
	r, err := wav.Open(source, file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, command.Problem("%s: 見つかりません。ログの参加者全員の音声を置くか、音声を1つも置かないでください",
			"%s: not found; expected the audio of every party of the log, or of none", path.Join(name, file))
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	case r.Codec != recording.PCM16 || r.Channels != 1:
		err = command.Problem("%vのファイルです。1チャンネルのPCM16にしてください", "it holds %v; expected one channel of PCM16", r.Format)
	case r.Rate != rate:
		err = command.Problem("サンプリング周波数が%d Hzです。%[3]sの1行目と同じ%[2]d Hzにしてください",
			"the sample rate is %d Hz; expected %d Hz, as in line 1 of %s", r.Rate, rate, callfiles.Log)
	default:
		return r, nil
	}
	r.Close()
	return nil, fmt.Errorf("%s: %w", path.Join(name, file), err)
}

func (a *audio) close() {
	if a == nil {
		return
	}
	for _, r := range a.readers {
		r.Close()
	}
}

// A job is one recording on its way into its files.
type job struct {
	*system.CallRecording
	folder string         // "" for the call that was answered first
	span   recording.Span // what can be rendered of it
	peaks  [3]*peaks      // of what of it is drawn, track by track
}

// writeRecordings writes every recording: what it holds, and, in every layout, its manifest and its files. It returns a
// job for each.
func (p printer) writeRecordings(o *output, s *callfiles.Story, a *audio) (jobs []*job, err error) {
	if err := startsAtZero(s); err != nil {
		return nil, err
	}
	meter := p.Meter("録音を書き出しています", "writing the recordings", toRead(s, a))
	defer meter.End()
	a.read = func(r io.Reader) io.Reader { return p.Reader(r, meter) }
	used, zooms := map[string]bool{}, zooms(s, a)
	for i, r := range s.Recordings {
		from := max(r.Timeline.Origin(), 0)
		j := &job{CallRecording: r, span: recording.Span{From: from, To: max(until(s, r, a), from)}}
		for track := range j.peaks {
			j.peaks[track] = newPeaks(j.span.From, drawn(s, i, j.span), zooms)
		}
		if i > 0 {
			j.folder = folderName(r.Call, used)
		}
		if err := o.json(j.folder, timelineName, newTimelineFile(j, s.Header)); err != nil {
			return nil, err
		}
		for _, l := range callfiles.Layouts {
			if err := j.write(o, l, s.Header, a); err != nil {
				return nil, err
			}
		}
		jobs = append(jobs, j)
	}
	return jobs, nil
}

// toRead is how many bytes of the audio are read: of every recording, once a layout.
func toRead(s *callfiles.Story, a *audio) (bytes int64) {
	for _, r := range s.Recordings {
		from := max(r.Timeline.Origin(), 0)
		bytes += max(until(s, r, a)-from, 0) * int64(len(r.Names)*len(callfiles.Layouts)*recording.PCM16.Width())
	}
	return bytes
}

// drawn returns what of a recording is in the picture: nothing of those that it has no lane for.
func drawn(s *callfiles.Story, number int, span recording.Span) recording.Span {
	if number >= picture.MostLanes || s.Untold() > 0 && span.From >= s.Told {
		return recording.Span{From: span.From, To: span.From}
	}
	if s.Untold() > 0 {
		span.To = min(span.To, s.Told)
	}
	return span
}

// write writes a recording in a layout: its files where it is recorded, and its manifest, which has their digests.
func (j *job) write(o *output, l recording.Layout, h calllog.Header, a *audio) error {
	rate := recording.Rate(h.SampleRate)
	files := filesOf(l)
	if j.Recorded {
		if err := j.render(o, l, h, a, files); err != nil {
			return err
		}
	}
	m, err := manifest.New(j.Timeline, j.span, j.Names,
		manifest.Options{Call: j.Call, Recorded: j.Recorded, Layout: l, Rate: rate,
			Tone: recording.DefaultTone(), Files: files})
	if err != nil {
		return err
	}
	return o.json(j.folder, "recording-"+l.String()+".json", m)
}

// render writes the files of a layout, and notes their digests.
func (j *job) render(o *output, l recording.Layout, h calllog.Header, a *audio, files []manifest.File) error {
	var peaks []io.Writer
	for _, track := range l.Tracks() {
		if l != recording.TwoChannel { // whose tracks are those of the two files
			peaks = append(peaks, j.peaks[track])
		}
	}
	dir, err := o.folder(j.folder)
	if err != nil {
		return err
	}
	work := callfiles.Job(j.CallRecording, l, j.span, recording.Rate(h.SampleRate))
	err = callfiles.Write(dir, work, h.SampleRate, 1, func(s recording.Span) (in []io.Reader) {
		width := int64(work.Codec.Width())
		for _, name := range j.Names {
			in = append(in, a.read(io.NewSectionReader(a.readers[h.Index(name)], s.From*width, s.Len()*width)))
		}
		return in
	}, peaks...)
	for i := range files {
		if err == nil {
			files[i].SHA256, err = callfiles.Digest(filepath.Join(dir, files[i].Name))
		}
	}
	return err
}

// filesOf names the files of a layout with the tracks of their channels.
func filesOf(l recording.Layout) (files []manifest.File) {
	names, tracks := callfiles.Names(l), l.Tracks()
	per := len(tracks) / len(names)
	for i, name := range names {
		files = append(files, manifest.File{Name: name, Tracks: tracks[i*per:][:per]})
	}
	return files
}

// folderName returns a call's name as one that a folder can have, different for each call of a log.
func folderName(call string, used map[string]bool) string {
	name := callfiles.Folder(call)
	if strings.Trim(name, ".") == "" || slices.Contains(ours, name) || len(name) > 200 {
		name = "call-" + strconv.Itoa(len(used)+2)
	}
	for n, base := 2, name; used[strings.ToLower(name)]; n++ {
		name = base + "-" + strconv.Itoa(n)
	}
	used[strings.ToLower(name)] = true
	return name
}

// until returns where a recording stops to be of use: at its end or the audio's, whichever is earlier, or at the last
// event where there is neither.
func until(s *callfiles.Story, r *system.CallRecording, a *audio) int64 {
	end, over := r.Timeline.Ended()
	switch {
	case a != nil && over:
		return min(end, a.samples)
	case a != nil:
		return a.samples
	case over:
		return end
	}
	return s.End
}

// startsAtZero checks what a log with audio owes: that position 0 is the first answer. A room has no answer; it may be
// entered earlier, and what was before the audio is in no file.
func startsAtZero(s *callfiles.Story) error {
	if e := s.Began; e != nil && s.Answered && e.At != 0 {
		return command.Problem("%s: %d行目、%[4]sの%[3]v：atが%[5]dです。音声がある場合は、最初の応答のatを0にしてください",
			"%s: line %d: %v by %s: at is %d; with audio, the first answer has to be at 0",
			callfiles.Log, e.Line, e.Kind, e.Party, e.At)
	}
	return nil
}
