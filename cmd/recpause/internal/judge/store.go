// Package judge holds recordings against the manifest or the log of their calls: those that are named, or all of an
// archive, which may be a folder or anything else that has objects with keys.
package judge

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
)

// A Store is where recordings and their metadata are: objects, each with a key whose parts have slashes between them.
type Store interface {
	// Keys are those of all objects behind one, in an order that is always the same; behind "" are all of them.
	Keys(ctx context.Context, after string) iter.Seq2[string, error]
	// Folder are the names of the objects that lie directly in a folder, "" for the outermost one.
	Folder(ctx context.Context, dir string) ([]string, error)
	// Open opens an object. What is not there is fs.ErrNotExist.
	Open(ctx context.Context, key string) (*Object, error)
	// Name is how an object is shown.
	Name(key string) string
	Close() error
}

// An Object is one that is open. It counts what has been read of it.
type Object struct {
	in      io.ReaderAt
	size    int64
	end     func() error
	fetched func() int64 // nil where what is read is what is fetched
	read    atomic.Int64
}

// NewObject returns an object with so many bytes. Fetched says how many of them had to be fetched.
func NewObject(in io.ReaderAt, size int64, fetched func() int64) *Object {
	return &Object{in: in, size: size, end: func() error { return nil }, fetched: fetched}
}

func (o *Object) ReadAt(p []byte, at int64) (int, error) {
	n, err := o.in.ReadAt(p, at)
	if o.fetched == nil {
		o.read.Add(int64(n))
	}
	return n, err
}

// Close closes the object.
func (o *Object) Close() error { return o.end() }

// Read returns how many bytes have been read of it.
func (o *Object) Read() int64 {
	if o.fetched != nil {
		return o.fetched()
	}
	return o.read.Load()
}

// A directory is a Store on a file system. It reads each folder once, and fails where one cannot be read; an archive
// that is judged without a folder of it would not have been judged.
type directory struct {
	dir   string
	shown string // in front of keys, for people
}

// OpenFolder returns the store of a folder. What is shown of its keys has something in front.
func OpenFolder(dir, shown string) (Store, error) {
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = command.Problem("%s: フォルダーではありません", "%s: this is no folder", dir)
	}
	return &directory{dir, shown}, err
}

func (d *directory) Keys(ctx context.Context, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		d.walk(ctx, "", strings.Split(after, "/"), yield)
	}
}

// walk goes through a folder in the order of its names, behind a key of which the parts from here on are given. It
// returns whether to go on.
func (d *directory) walk(ctx context.Context, dir string, after []string, yield func(string, error) bool) bool {
	entries, err := os.ReadDir(filepath.Join(d.dir, filepath.FromSlash(dir)))
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		yield("", err)
		return false
	}
	for _, e := range entries {
		var deeper []string
		switch c := strings.Compare(e.Name(), after[0]); {
		case c < 0, c == 0 && len(after) == 1:
			continue
		case c == 0:
			deeper = after[1:]
		default:
			deeper = []string{""}
		}
		key := path.Join(dir, e.Name())
		if e.IsDir() {
			if !d.walk(ctx, key, deeper, yield) {
				return false
			}
		} else if !yield(key, nil) {
			return false
		}
	}
	return true
}

func (d *directory) Folder(_ context.Context, dir string) (names []string, err error) {
	entries, err := os.ReadDir(filepath.Join(d.dir, filepath.FromSlash(dir)))
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return names, err
}

func (d *directory) Open(_ context.Context, key string) (*Object, error) {
	if !fs.ValidPath(key) {
		return nil, command.Problem("「%s」はアーカイブの外です", "%q is outside of the archive", key)
	}
	file := filepath.Join(d.dir, filepath.FromSlash(key))
	info, err := os.Stat(file) // before it is opened: a pipe would wait for a writer
	if err == nil && !info.Mode().IsRegular() {
		err = command.Problem("ファイルではありません", "this is no file")
	}
	if err != nil {
		return nil, err
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	return &Object{in: f, size: info.Size(), end: f.Close}, nil
}

func (d *directory) Name(key string) string {
	if d.shown == "" {
		return key
	}
	return filepath.Join(d.shown, filepath.FromSlash(key))
}

func (d *directory) Close() error { return nil }
