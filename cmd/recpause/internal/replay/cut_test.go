package replay

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/internal/visible"
)

// A cutting file system has WAV files that somebody cuts while they are read: they say how long they were.
type cutting struct {
	fs.FS
	left int64 // bytes of each
}

func (c cutting) Open(name string) (fs.File, error) {
	f, err := c.FS.Open(name)
	if err == nil && strings.HasSuffix(name, ".wav") {
		return cutFile{f, c.left}, nil
	}
	return f, err
}

type cutFile struct {
	fs.File
	left int64
}

func (f cutFile) ReadAt(b []byte, at int64) (int, error) {
	return io.NewSectionReader(f.File.(io.ReaderAt), 0, f.left).ReadAt(b, at)
}

// Audio that ends early while it is read is an error, and no silence: nothing is written.
func TestAudioCutWhileItIsRead(t *testing.T) {
	whole := folder(audioOf(50_000), header, invite, answer, stop, resume)
	for _, left := range []int64{60_000, 44, 100_043} {
		out := filepath.Join(t.TempDir(), "out")
		p := printer{Call: &command.Call{Out: visible.To(io.Discard), Err: visible.To(io.Discard)}}
		err := replay(cutting{whole, left}, "call", out, p)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, left)
		left, err := os.ReadDir(filepath.Dir(out))
		require.NoError(t, err)
		require.Empty(t, left)
	}
}
