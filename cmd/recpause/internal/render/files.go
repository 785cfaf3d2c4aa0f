package render

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
	"github.com/recpause/recpause/recording/wav"
)

// An input is a file that is open.
type input struct {
	*wav.Reader
	name  string
	file  *os.File
	start int64 // the position of its first sample

	samples, all io.ReaderAt // what is read: the samples, and the whole file
}

type inputs []input

// openAll opens the files: all of one codec, rate and length.
func openAll(names []string, change bool) (in inputs, err error) {
	mode := os.O_RDONLY
	if change {
		mode = os.O_RDWR
	}
	for _, name := range names {
		info, err := os.Stat(name) // before it is opened: a pipe would wait for somebody to write into it
		if err == nil && !info.Mode().IsRegular() {
			err = command.Problem("%s: ファイルではありません", "%s: this is no file", name)
		}
		if err != nil {
			return in, err
		}
		file, err := os.OpenFile(name, mode, 0)
		if err != nil {
			return in, err
		}
		in = append(in, input{name: name, file: file})
		if err := in[len(in)-1].open(); err != nil {
			return in, err
		}
		if a, b := in[0], in[len(in)-1]; a.Codec != b.Codec || a.Rate != b.Rate || a.Samples != b.Samples {
			return in, command.Problem("%s: %dサンプル、%v、%d Hzです。%[8]sと同じ%[5]dサンプル、%[6]v、%[7]d Hzにしてください",
				"%s: it has %d samples of %v at %d Hz; expected %d of %v at %d Hz, as in %s",
				name, b.Samples, b.Codec, b.Rate, a.Samples, a.Codec, a.Rate, a.name)
		}
	}
	return in, nil
}

func (in *input) open() error {
	info, err := in.file.Stat()
	if err != nil {
		return err
	}
	in.Reader, err = wav.NewReader(in.file, info.Size(), in.name)
	in.samples, in.all = in.Reader, in.file
	return err
}

func (in inputs) close() (err error) {
	for _, i := range in {
		err = errors.Join(err, i.file.Close())
	}
	return err
}

// checkOutputs checks that no file that is written takes the place of one that is read.
func (in inputs) checkOutputs(dir string, names []string) error {
	for _, name := range names {
		there, err := os.Stat(filepath.Join(dir, name))
		for _, i := range in {
			here, _ := i.file.Stat()
			if err == nil && os.SameFile(here, there) {
				return command.Problem("%s: 入力と出力が同じファイルです。別の-outか、-in-placeを指定してください",
					"%s: it is both input and output; give another -out, or -in-place", i.name)
			}
		}
	}
	return nil
}

// watch lets the files be read until the call is interrupted, and a meter know how far that is.
func (in inputs) watch(c *command.Call, m *command.Meter) {
	for n := range in {
		in[n].samples, in[n].all = c.ReaderAt(in[n].Reader, m), c.ReaderAt(in[n].file, m)
	}
}

// frames is how many bytes all files have of a moment.
func (in inputs) frames() (bytes int64) {
	for _, i := range in {
		bytes += int64(i.Frame())
	}
	return bytes
}

// readers are what the files hold of a span.
func (in inputs) readers(span recording.Span) (all []io.Reader) {
	for _, i := range in {
		frame := int64(i.Frame())
		all = append(all, io.NewSectionReader(i.samples, (span.From-i.start)*frame, span.Len()*frame))
	}
	return all
}

// A place is where a file's samples are, to be changed.
type place struct {
	io.ReaderAt
	io.WriterAt
	file *os.File
}

func (p place) Sync() error { return p.file.Sync() }

// places are where the files hold a span.
func (in inputs) places(span recording.Span) (all []offline.File) {
	for _, i := range in {
		frame := int64(i.Frame())
		at := i.Offset + (span.From-i.start)*frame
		all = append(all,
			place{io.NewSectionReader(i.all, at, span.Len()*frame), io.NewOffsetWriter(i.file, at), i.file})
	}
	return all
}

// create renders into new files, which take their places when all are whole.
func create(ctx context.Context, dir string, j offline.Job, in inputs) (written []string, err error) {
	_, missing := os.Stat(dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil && missing != nil {
			os.Remove(dir) // fails, and should, where something is in it
		}
	}()
	callfiles.RemoveLeftovers(dir)
	temp, err := callfiles.NewTemp(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, temp.Remove()) }()
	names := callfiles.Names(j.Layout)
	if err := in.checkOutputs(dir, names); err != nil {
		return nil, err
	}
	if err := callfiles.Write(temp.Dir, j, in[0].Rate, callfiles.Parts(j), in.readers); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, name := range names {
		to := filepath.Join(dir, name)
		if err := os.Rename(filepath.Join(temp.Dir, name), to); err != nil {
			return written, err
		}
		written = append(written, to)
	}
	return written, nil
}
