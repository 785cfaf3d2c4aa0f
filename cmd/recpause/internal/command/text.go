package command

import (
	"io"
	"os"
)

// mostText is how large a text may be that is read as a whole: a manifest, a key, scenarios, another platform's metadata.
// A call log, which is read line by line, may be of any length.
const mostText = 64 << 20

// ReadText reads a file of at most 64 MiB.
func ReadText(name string) ([]byte, error) {
	f, err := OpenText(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// OpenText opens a file of which at most 64 MiB are read: what is larger, as a device without end is, is an error.
func OpenText(name string) (io.ReadCloser, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return &bounded{f, name, mostText}, nil
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
		return 0, Problem("%s: %d MiBを超えているため、読み込みません", "%s: larger than %d MiB, and not read", b.name, mostText>>20)
	}
	return n, err
}
