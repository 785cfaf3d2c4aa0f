package wavfile

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What is written is read again, however it is cut into blocks.
func TestWrittenIsRead(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.Int16(), 0, 50).Draw(t, "samples")
		cut := rapid.IntRange(0, len(want)).Draw(t, "cut")
		w, err := Create(filepath.Join(dir, "x.wav"), 8000, 1)
		require.NoError(t, err)
		require.NoError(t, w.Write(want[:cut]))
		require.NoError(t, w.Write(want[cut:]))
		require.NoError(t, w.Close())
		got, err := readAll(os.DirFS(dir), rapid.IntRange(1, 9).Draw(t, "block"))
		require.NoError(t, err)
		require.Equal(t, append([]int16{}, want...), got)
	})
}

func readAll(fsys fs.FS, block int) ([]int16, error) {
	r, err := Open(fsys, "x.wav")
	if err != nil {
		return nil, err
	}
	defer r.Close()
	all, buf := []int16{}, make([]int16, block)
	for {
		n, err := r.Read(buf)
		all = append(all, buf[:n]...)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// No file makes a reader panic, take more memory than the file has, or give more samples than it says.
func FuzzOpen(f *testing.F) {
	dir := f.TempDir()
	w, err := Create(filepath.Join(dir, "x.wav"), 8000, 1)
	require.NoError(f, err)
	require.NoError(f, w.Write([]int16{1, 2, 3}))
	require.NoError(f, w.Close())
	whole, err := os.ReadFile(filepath.Join(dir, "x.wav"))
	require.NoError(f, err)
	list := append(append(bytes.Clone(whole[:12]), "LIST\x04\x00\x00\x00abcd"...), whole[12:]...)
	for _, seed := range [][]byte{nil, whole, whole[:20], whole[:40], whole[:47], list, bytes.Replace(whole, []byte("data"), []byte("datb"), 1)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := readAll(fstest.MapFS{"x.wav": {Data: data}}, 7)
		if err == nil && 2*len(all) > len(data) {
			t.Errorf("%d samples from %d bytes", len(all), len(data))
		}
	})
}
