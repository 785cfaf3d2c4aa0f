package command

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// MostText is how large a text may be that is read as a whole: a manifest, a key, scenarios, another platform's metadata.
// A call log, which is read line by line, may be of any length.
const MostText = 64 << 20

// ReadText reads a file of at most 64 MiB.
func ReadText(name string) ([]byte, error) {
	f, err := OpenText(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// OpenFile opens a file to read it. A folder of recordings may hold anything under the name of one: a pipe, which would
// wait for a writer, or a device without end, is an error.
func OpenFile(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err == nil && !info.Mode().IsRegular() {
		err = Problem("%s: ファイルではありません", "%s: this is no file", name)
	}
	if err != nil {
		return nil, err
	}
	return os.Open(name)
}

// MostLine is how long a line of results may be: a device has no end.
const MostLine = 64 << 20

// ReadLine returns a line, with what ends it; of one that is longer than 64 MiB it returns a part, and
// bufio.ErrBufferFull.
func ReadLine(in *bufio.Reader) (line []byte, err error) {
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		if err != bufio.ErrBufferFull || len(line) > MostLine {
			return line, err
		}
	}
}

// WriteWhole writes a file beside its place and moves it there, so that nobody sees half of it, and nothing is written
// through a link that lies in its place.
func WriteWhole(name string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".recpause-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails, and should, where it has been moved
	_, err = f.Write(text)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// OpenText opens a file of which at most 64 MiB are read: what is larger, as a device without end is, is an error.
func OpenText(name string) (io.ReadCloser, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return &bounded{f, name, MostText}, nil
}

// A bounded file fails where more is read than is left.
type bounded struct {
	*os.File
	name string
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.File.Read(p[:min(len(p), b.left+1)])
	if b.left -= n; b.left < 0 {
		return 0, Problem("%s: %d MiBを超えているため、読み込みません", "%s: larger than %d MiB, and not read", b.name, MostText>>20)
	}
	return n, err
}
