package archive

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/judge"
)

// schemes are what opens an archive that is no folder, by how its address begins.
var schemes = map[string]func(context.Context, *url.URL) (judge.Store, error){"s3": openBucket}

// openStore opens an archive by its address: a folder as such or as file:///…, or a bucket.
func openStore(ctx context.Context, address string) (judge.Store, error) {
	u, err := url.Parse(address)
	if err != nil || len(u.Scheme) < 2 || !strings.Contains(address, "://") { // C: is no scheme
		return judge.OpenFolder(address, "")
	}
	if u.Scheme == "file" {
		if u.Host != "" {
			return nil, command.Problem("「%s」は使用できません。file:///から始まるパスを指定してください",
				"got %q, expected a path that begins with file:///", address)
		}
		return judge.OpenFolder(filepath.FromSlash(u.Path), "")
	}
	open, known := schemes[u.Scheme]
	if !known {
		return nil, command.Problem("「%s」は使用できません。フォルダー、file:///から始まるパス、s3://から始まるバケットのいずれかを指定してください",
			"got %q, expected a folder, a path that begins with file:///, or a bucket that begins with s3://", address)
	}
	s, err := open(ctx, u)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	return s, nil
}
