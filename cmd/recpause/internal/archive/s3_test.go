package archive

import (
	"io/fs"
	"net/http/httptest"
	"net/url"
	"os"
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
