package callfiles

import (
	"crypto/sha256"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/offline"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/system"
)

// The files of a recording. The far side is the counterpart (通話相手側) of the operator side.
const (
	Mixed       = "recording-1ch.wav"
	TwoChannel  = "recording-2ch.wav"
	Operator    = "recording-split-operator.wav"
	Counterpart = "recording-split-counterpart.wav"
)

// Layouts are what a recording can be written in.
var Layouts = [...]recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split}

// Names returns the files of a recording in a layout, in the order of its tracks.
func Names(l recording.Layout) []string {
	return [...][]string{recording.OneChannel: {Mixed}, recording.TwoChannel: {TwoChannel},
		recording.Split: {Operator, Counterpart}}[l]
}

// Folder returns a call's name as one that a folder can have.
func Folder(call string) string { return strings.ReplaceAll(url.PathEscape(call), ":", "%3A") }

// Job returns what renders a recording from the voices of its parties, one input each.
func Job(r *system.CallRecording, l recording.Layout, s recording.Span, rate recording.Rate) offline.Job {
	j := offline.Job{Span: s, Layout: l}
	for _, track := range l.Tracks() {
		j.Plans = append(j.Plans, r.Timeline.Plan(track, recording.DefaultTone().PCM(rate)))
	}
	for party := range r.Names {
		j.Voices = append(j.Voices, []pause.Party{pause.Party(party)})
	}
	return j
}

// smallestPart is how many bytes of an output are worth a goroutine.
const smallestPart = 48 << 20

// Parts returns in how many parts at once a job is best written.
func Parts(j offline.Job) int64 {
	frame := int64(j.Codec.Width() * len(j.Plans) / len(Names(j.Layout)))
	return max(1, min(int64(runtime.GOMAXPROCS(0)), j.Span.Len()*frame/smallestPart))
}

// page is how many bytes of a file a system keeps in memory together: what begins and ends with one is written soonest.
const page = 4096

// Write renders a job into new files of a folder, in some parts at once: a plan is the same wherever one starts. Each
// part takes what the inputs hold of its span. Long silences are neither written, where a new file holds them by itself, nor
// read, where the inputs can be sought in. A tap is given what its file is given, and wants one part.
func Write(dir string, j offline.Job, rate int, parts int64, inputs func(recording.Span) []io.Reader,
	taps ...io.Writer) (err error) {
	names := Names(j.Layout)
	format := wav.Format{Codec: j.Codec, Channels: len(j.Plans) / len(names), Rate: rate}
	frame := int64(format.Frame())
	samples := j.Span.Len() * frame
	header := format.Header(samples)
	var out []io.WriterAt
	for _, name := range names {
		w, failed := os.Create(filepath.Join(dir, name))
		if failed != nil {
			return failed
		}
		defer func() { err = errors.Join(err, w.Close()) }()
		if _, failed := w.Write(header); failed != nil {
			return failed
		}
		if failed := w.Truncate(int64(len(header)) + samples + samples%2); failed != nil {
			return failed
		}
		out = append(out, io.NewOffsetWriter(w, int64(len(header))))
	}
	gaps := gapsOf(j)
	write := func(span recording.Span) error {
		part := j
		part.Span = span
		from := inputs(span)
		for n, r := range from {
			if r, ok := r.(io.ReadSeeker); ok {
				from[n] = &gapReader{r, gaps.of(part, len(part.Voices[n])*part.Codec.Width())}
			}
		}
		var to []io.Writer
		for n, w := range out {
			begin := io.NewOffsetWriter(w, (span.From-j.Span.From)*frame)
			to = append(to, &gapWriter{begin, gaps.of(part, int(frame))})
			if n < len(taps) {
				to[n] = io.MultiWriter(to[n], taps[n])
			}
		}
		_, err := part.Run(from, to)
		return err
	}
	// What follows the header up to the end of its page is written by itself, and all parts begin with a page.
	perPage := page / frame
	begin := min((page-int64(len(header)))/frame, j.Span.Len())
	if err := write(recording.Span{From: j.Span.From, To: j.Span.From + begin}); err != nil {
		return err
	}
	errs := make([]error, parts)
	var all sync.WaitGroup
	for i := range parts {
		cut := func(i int64) int64 {
			if i == parts {
				return j.Span.To
			}
			return j.Span.From + begin + (j.Span.Len()-begin)*i/parts/perPage*perPage
		}
		all.Go(func() { errs[i] = write(recording.Span{From: cut(i), To: cut(i + 1)}) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// Digest returns the SHA-256 of a file, as a manifest has it.
func Digest(path string) (manifest.Digest, error) {
	f, err := command.OpenFile(path)
	if err != nil {
		return manifest.Digest{}, err
	}
	defer f.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return manifest.Digest(sum.Sum(nil)), err
}
