package archive

import (
	"bytes"
	"io"
	"io/fs"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"
)

// onS3 puts a folder into a bucket of a server in this process, and returns its address.
func onS3(t *testing.T, dir string) string {
	t.Helper()
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket("calls"))
	files := os.DirFS(dir)
	require.NoError(t, fs.WalkDir(files, ".", func(key string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		in, err := files.Open(key)
		if err != nil {
			return err
		}
		defer in.Close()
		info, err := in.Stat()
		if err != nil {
			return err
		}
		_, err = backend.PutObject("calls", key, map[string]string{}, in, info.Size(), nil)
		return err
	}))
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "of the test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "of the test")
	return "s3://calls?region=us-east-1&use_path_style=true&endpoint=" + url.QueryEscape(server.URL)
}

// A part of a bucket is a store of its own: its keys, its folders, and its objects, anywhere in them.
func TestBucket(t *testing.T) {
	dir := t.TempDir()
	big := make([]byte, 2*rangeBytes+100)
	for i := range big {
		big[i] = byte(i>>9 ^ i)
	}
	for name, content := range map[string][]byte{"2026/a/big": big, "2026/a/empty": nil, "2026/b": {1}, "2027/a/big": {2}} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, path.Dir(name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), content, 0o644))
	}
	s, err := openStore(t.Context(), onS3(t, dir)+"&prefix=2026/")
	require.NoError(t, err)
	for after, want := range map[string][]string{"": {"a/big", "a/empty", "b"}, "a/big": {"a/empty", "b"}, "b": nil} {
		var got []string
		for key, err := range s.Keys(t.Context(), after) {
			require.NoError(t, err)
			got = append(got, key)
		}
		require.Equal(t, want, got, "behind %q", after)
	}
	for folder, want := range map[string][]string{"": {"b"}, "a": {"big", "empty"}, "c": nil} {
		got, err := s.Folder(t.Context(), folder)
		require.NoError(t, err)
		require.Equal(t, want, got, folder)
	}
	o, err := s.Open(t.Context(), "a/big")
	require.NoError(t, err)
	part := make([]byte, rangeBytes+10)
	for _, at := range []int{rangeBytes - 5, 0, len(big) - len(part)} {
		_, err = o.ReadAt(part, int64(at))
		require.NoError(t, err)
		require.True(t, bytes.Equal(big[at:at+len(part)], part), at)
	}
	n, err := o.ReadAt(part, int64(len(big)-7))
	require.Equal(t, 7, n)
	require.ErrorIs(t, err, io.EOF)
	o, err = s.Open(t.Context(), "a/empty")
	require.NoError(t, err)
	_, err = o.ReadAt(part, 0)
	require.ErrorIs(t, err, io.EOF)
	_, err = s.Open(t.Context(), "a/none")
	require.ErrorIs(t, err, fs.ErrNotExist)
}

// An address that is none says what one can be.
func TestBadAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"gs://calls":                        "expected a folder, a path that begins with file:///, or a bucket that begins with s3://",
		"s3://calls?use_path_style=perhaps": `use_path_style: got "perhaps", expected true or false`,
		"s3://calls?regoin=x":               "region",
		"file://host/calls":                 "expected a path that begins with file:///",
	} {
		_, err := openStore(t.Context(), address)
		require.ErrorContains(t, err, want, address)
	}
}
