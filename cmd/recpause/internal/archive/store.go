package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"gocloud.dev/blob"
	_ "gocloud.dev/blob/s3blob" // s3://
	"gocloud.dev/gcerrors"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/judge"
)

// openStore opens an archive by its address: a folder as such or as file:///…, and anything else as gocloud.dev has it,
// such as s3://bucket?prefix=2026/&region=ap-northeast-1.
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
	b, err := blob.OpenBucket(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	return &bucket{Bucket: b, s3: u.Scheme == "s3"}, nil
}

// A bucket is a store in a cloud.
type bucket struct {
	*blob.Bucket
	s3 bool
}

// keys lists page by page. S3 begins behind a key; others list what is before it, too.
func (b *bucket) Keys(ctx context.Context, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		o := &blob.ListOptions{BeforeList: func(as func(any) bool) error {
			var in *s3.ListObjectsV2Input
			if after != "" && as(&in) && in.ContinuationToken == nil {
				in.StartAfter = aws.String(aws.ToString(in.Prefix) + after)
			}
			return nil
		}}
		for token := blob.FirstPageToken; token != nil; {
			page, next, err := b.ListPage(ctx, token, mostKeys, o)
			if err != nil {
				yield("", err)
				return
			}
			for _, object := range page {
				if object.Key > after && !yield(object.Key, nil) {
					return
				}
			}
			token = next
		}
	}
}

func (b *bucket) Folder(ctx context.Context, dir string) (names []string, err error) {
	prefix := dir
	if prefix != "" {
		prefix += "/"
	}
	list := b.List(&blob.ListOptions{Prefix: prefix, Delimiter: "/"})
	for {
		o, err := list.Next(ctx)
		switch {
		case errors.Is(err, io.EOF):
			return names, nil
		case err != nil:
			return nil, err
		case !o.IsDir:
			names = append(names, strings.TrimPrefix(o.Key, prefix))
		}
	}
}

func (b *bucket) Open(ctx context.Context, key string) (*judge.Object, error) {
	r := &ranges{ctx: ctx, bucket: b.Bucket, key: key}
	size, err := r.begin()
	return judge.NewObject(r, size, r.fetched.Load), err
}

func (b *bucket) Name(key string) string { return key }

// rangeBytes is how much of an object one request brings. A recording of a minute comes with the first.
const rangeBytes = 512 << 10

// A ranges reads an object of a bucket in blocks, of which it keeps the last one.
type ranges struct {
	ctx    context.Context // of the whole run
	bucket *blob.Bucket
	key    string
	size   int64

	lock    sync.Mutex
	at      int64
	block   []byte
	fetched atomic.Int64
}

// begin fetches the first block, and with it the size. An object without a byte has no range.
func (r *ranges) begin() (int64, error) {
	err := r.fetch(0)
	if err == nil {
		return r.size, nil
	}
	info, failed := r.bucket.Attributes(r.ctx, r.key)
	switch {
	case notFound(failed):
		return 0, &fs.PathError{Op: "open", Path: r.key, Err: fs.ErrNotExist}
	case failed == nil && info.Size == 0:
		return 0, nil
	}
	return 0, err
}

func notFound(err error) bool { return gcerrors.Code(err) == gcerrors.NotFound }

func (r *ranges) fetch(at int64) error {
	in, err := r.bucket.NewRangeReader(r.ctx, r.key, at, rangeBytes, &blob.ReaderOptions{BeforeRead: quietly})
	if err != nil {
		return err
	}
	r.block, err = io.ReadAll(in)
	r.at, r.size = at, in.Size()
	r.fetched.Add(int64(len(r.block)))
	return errors.Join(err, in.Close())
}

// quietly has S3 not say of each part of an object that its checksum is that of the whole.
func quietly(as func(any) bool) error {
	var options *[]func(*s3.Options)
	if as(&options) {
		*options = append(*options, func(o *s3.Options) { o.DisableLogOutputChecksumValidationSkipped = true })
	}
	return nil
}

func (r *ranges) ReadAt(p []byte, at int64) (n int, err error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	for n < len(p) {
		from := at + int64(n)
		if from >= r.size {
			return n, io.EOF
		}
		if from < r.at || from >= r.at+int64(len(r.block)) {
			if err := r.fetch(from); err != nil {
				return n, err
			}
			if len(r.block) == 0 {
				return n, io.ErrUnexpectedEOF
			}
		}
		n += copy(p[n:], r.block[from-r.at:])
	}
	return n, nil
}
