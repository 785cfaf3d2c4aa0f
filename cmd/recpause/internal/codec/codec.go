// Package codec reads the audio files that archives hold, and gives their samples as PCM16 or as the file stores them:
// WAV in every usual coding, FLAC, Opus, MP3, G.722 and what else ffmpeg decodes of WAV and Ogg. What a file holds is
// told by its content; its name counts only where the content has no header. WAV is read as it lies there, anywhere;
// FLAC and Opus are decoded by Go libraries, and everything else by ffmpeg where it is installed.
package codec

import (
	"context"
	"fmt"
	"io"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/spec"
)

// An Audio is a file whose samples can be read, from their first on or anywhere. It belongs to one goroutine.
type Audio struct {
	Kind Kind
	wav.Format
	*io.SectionReader
	Samples int64       // of each channel
	Notes   []spec.Text // what who reads a report should know of the file, such as that its name says something else

	source source
	close  func() error
}

// Options are how a file is decoded. The zero Options are right for a file of which nothing else is known.
type Options struct {
	// Rate is at how many samples a second Opus is decoded, of which it has several; 0 for what the file says.
	Rate recording.Rate
}

// Open looks at what a file holds, and decodes it or reads it as it is. The file is the caller's, and stays open as
// long as the Audio, which must be closed. The errors are *Error, *wav.Error, that of the context, and those of the
// file.
func Open(ctx context.Context, file io.ReaderAt, size int64, name string, o Options) (*Audio, error) {
	in := source{Options: o, ctx: ctx, file: file, size: size, name: name}
	kind, err := in.kind()
	if err != nil {
		return nil, err
	}
	a, err := in.open(kind)
	if err != nil {
		return nil, err
	}
	a.source = in
	a.noteName()
	return a, nil
}

func (s source) open(k Kind) (*Audio, error) {
	switch k {
	case WAV:
		return s.openWAV()
	case Raw:
		return s.openRaw()
	case FLAC:
		return s.openFLAC()
	case Opus:
		return s.openOpus()
	}
	return s.openFFmpeg(k)
}

// At decodes Opus again, of which it has several, at a rate that it was not decoded at. Anything else stays at its own.
func (a *Audio) At(r recording.Rate) error {
	if a.Kind != Opus || int(r) == a.Rate || a.source.Rate == r {
		return nil
	}
	a.source.Rate = r
	again, err := a.source.open(Opus)
	if err != nil {
		return err
	}
	err = a.Close()
	again.source, again.Notes = a.source, a.Notes
	*a = *again
	return err
}

// Close frees what the samples are kept in.
func (a *Audio) Close() error {
	if a.close == nil {
		return nil
	}
	return a.close()
}

// File is the audio as an auditor takes it.
func (a *Audio) File() audit.File {
	return audit.File{Name: a.source.name, Codec: a.Codec, Rate: recording.Rate(a.Rate), Channels: a.Channels,
		Samples: a.Samples, Data: a}
}

// Tolerance is what must be tolerated of a silence in this kind of file, by docs/codecs.md.
func (a *Audio) Tolerance() audit.Tolerance {
	k := kinds[a.Kind]
	return audit.Tolerance{Level: k.level, Edge: recording.Rate(a.Rate).Samples(k.edge)}
}

// noteName notes a name that ends as if the file held something else.
func (a *Audio) noteName() {
	end := ending(a.source.name)
	if a.Kind.has(end) {
		return
	}
	for k := range kinds {
		if Kind(k).has(end) {
			a.Notes = append(a.Notes, spec.Text{JA: "名前は「%v」で終わりますが、中身は%vです",
				EN: "the name ends in %q, but the file holds %v"}.With(end, a.Kind))
			return
		}
	}
}

// An Error says why a file cannot be decoded.
type Error struct {
	Name string
	// Cause is empty, unknown_audio, broken_audio, unsupported, too_long or no_decoder.
	Cause string
	Err   error
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %v", e.Name, e.Err) }
func (e *Error) Unwrap() error { return e.Err }

// A source is a file that is to be decoded.
type source struct {
	Options
	ctx  context.Context
	file io.ReaderAt
	size int64
	name string
}

func (s source) all() *io.SectionReader { return io.NewSectionReader(s.file, 0, s.size) }

func (s source) fail(cause, ja, en string, values ...any) error {
	return &Error{s.name, cause, command.Problem(ja, en, values...)}
}

// broken is the error of a decoder.
func (s source) broken(k Kind, err error) error {
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	return s.fail("broken_audio", "%vとして壊れています：%v", "broken as %v: %v", k, err)
}

// channels checks how many channels a file has.
func (s source) channels(k Kind, n int) error {
	if n == 1 || n == 2 {
		return nil
	}
	return s.fail("unsupported", "%vのチャンネル数が%dです（1か2だけを判定できます）",
		"%v with %d channels; expected one or two", k, n)
}
