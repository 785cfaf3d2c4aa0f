package wavfile

import (
	"errors"
	"io"
	"io/fs"
)

// A Reader reads the samples of one file as they are: raw, channels interleaved, from their first on or anywhere.
type Reader struct {
	Format
	*io.SectionReader
	Samples int64 // of each channel
	Offset  int64 // where in the file they start

	file io.Closer
}

// Open opens a file and checks its container: that it counts all audio that it may hold, too. The errors are *Error, or those of the
// file system.
func Open(fsys fs.FS, name string) (*Reader, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	r, err := open(file, name)
	if err != nil {
		file.Close()
		return nil, err
	}
	r.file = file
	return r, nil
}

func open(file fs.File, name string) (*Reader, error) {
	at, ok := file.(io.ReaderAt)
	if !ok {
		return nil, &Error{name, "a file that is read from its start only", "one that can be read anywhere"}
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return New(at, info.Size(), name)
}

// New checks the container of a file that is open already, and stays open. The errors are *Error, or those of the file.
func New(file io.ReaderAt, size int64, name string) (*Reader, error) {
	h := newHeader(file, size, name)
	if err := h.read(); err != nil {
		return nil, err
	}
	n := h.samples * int64(h.Frame())
	return &Reader{Format: h.Format, SectionReader: io.NewSectionReader(file, h.offset, n), Samples: h.samples, Offset: h.offset}, nil
}

// Close closes a file that Open has opened.
func (r *Reader) Close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}

// unread reports whether an error is that of a file that cannot be read, and not that of what it holds.
func unread(err error) bool {
	var path *fs.PathError
	return errors.As(err, &path)
}
