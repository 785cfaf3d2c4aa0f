package archive

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/judge"
	"github.com/recpause/recpause/spec"
)

// A bucket is a store on S3: the objects of a bucket whose keys begin with a prefix, which is not part of their keys here.
type bucket struct {
	client       *s3.Client
	name, prefix string
}

// bucketParameters are what may stand behind the question mark of a bucket's address, such as
// s3://calls?region=ap-northeast-1&prefix=2026/.
var bucketParameters = []string{"anonymous", "endpoint", "prefix", "profile", "region", "use_path_style"}

// openBucket opens a bucket by its address. Keys and roles are found where the SDK of its cloud looks for them.
func openBucket(ctx context.Context, u *url.URL) (judge.Store, error) {
	b := &bucket{name: u.Host}
	var load []func(*config.LoadOptions) error
	var use []func(*s3.Options)
	for name, values := range u.Query() {
		value, yes, err := values[0], false, error(nil)
		if name == "anonymous" || name == "use_path_style" {
			yes, err = strconv.ParseBool(value)
		}
		switch {
		case err != nil:
			return nil, command.Problem("%s: 「%s」は使用できません。trueかfalseを指定してください",
				"%s: got %q, expected true or false", name, value)
		case name == "prefix":
			b.prefix = value
		case name == "region":
			load = append(load, config.WithRegion(value))
		case name == "profile":
			load = append(load, config.WithSharedConfigProfile(value))
		case name == "endpoint":
			use = append(use, func(o *s3.Options) { o.BaseEndpoint = aws.String(value) })
		case name == "use_path_style":
			use = append(use, func(o *s3.Options) { o.UsePathStyle = yes })
		case name == "anonymous":
			if yes {
				load = append(load, config.WithCredentialsProvider(aws.AnonymousCredentials{}))
			}
		default:
			return nil, spec.Unknown("parameter of a bucket", name, bucketParameters)
		}
	}
	c, err := config.LoadDefaultConfig(ctx, load...)
	if err != nil {
		return nil, err
	}
	// Otherwise S3 says of each part of an object that its checksum is that of the whole.
	use = append(use, func(o *s3.Options) { o.DisableLogOutputChecksumValidationSkipped = true })
	b.client = s3.NewFromConfig(c, use...)
	return b, nil
}

// Keys lists page by page.
func (b *bucket) Keys(ctx context.Context, after string) iter.Seq2[string, error] {
	in := &s3.ListObjectsV2Input{Bucket: &b.name, Prefix: &b.prefix}
	if after != "" {
		in.StartAfter = aws.String(b.prefix + after)
	}
	return b.list(ctx, in)
}

// list returns the keys of what is asked for, without the prefix.
func (b *bucket) list(ctx context.Context, in *s3.ListObjectsV2Input) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for pages := s3.NewListObjectsV2Paginator(b.client, in); pages.HasMorePages(); {
			page, err := pages.NextPage(ctx)
			if err != nil {
				yield("", err)
				return
			}
			for _, object := range page.Contents {
				if !yield(strings.TrimPrefix(aws.ToString(object.Key), b.prefix), nil) {
					return
				}
			}
		}
	}
}

func (b *bucket) Folder(ctx context.Context, dir string) (names []string, err error) {
	if dir != "" {
		dir += "/"
	}
	in := &s3.ListObjectsV2Input{Bucket: &b.name, Prefix: aws.String(b.prefix + dir), Delimiter: aws.String("/")}
	for key, err := range b.list(ctx, in) {
		if err != nil {
			return nil, err
		}
		names = append(names, path.Base(key))
	}
	return names, nil
}

func (b *bucket) Open(ctx context.Context, key string) (*judge.Object, error) {
	r := &ranges{ctx: ctx, bucket: b, key: b.prefix + key}
	size, err := r.begin()
	return judge.NewObject(r, size, r.fetched.Load), err
}

func (b *bucket) Name(key string) string { return key }

func (b *bucket) Close() error { return nil }

// rangeBytes is how much of an object one request brings. A recording of a minute comes with the first.
const rangeBytes = 512 << 10

// A ranges reads an object of a bucket in blocks, of which it keeps the last one.
type ranges struct {
	ctx    context.Context // of the whole run
	bucket *bucket
	key    string // with the prefix
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
	info, failed := r.bucket.client.HeadObject(r.ctx, &s3.HeadObjectInput{Bucket: &r.bucket.name, Key: &r.key})
	switch {
	case notFound(failed):
		return 0, &fs.PathError{Op: "open", Path: strings.TrimPrefix(r.key, r.bucket.prefix), Err: fs.ErrNotExist}
	case failed == nil && aws.ToInt64(info.ContentLength) == 0:
		return 0, nil
	}
	return 0, err
}

// notFound reports whether S3 says that there is no such object.
func notFound(err error) bool {
	api := smithy.APIError(nil)
	return errors.As(err, &api) && (api.ErrorCode() == "NotFound" || api.ErrorCode() == "NoSuchKey")
}

func (r *ranges) fetch(at int64) error {
	span := "bytes=" + strconv.FormatInt(at, 10) + "-" + strconv.FormatInt(at+rangeBytes-1, 10)
	out, err := r.bucket.client.GetObject(r.ctx, &s3.GetObjectInput{Bucket: &r.bucket.name, Key: &r.key, Range: &span})
	if err != nil {
		return err
	}
	r.block, err = io.ReadAll(out.Body)
	r.fetched.Add(int64(len(r.block)))
	if err := errors.Join(err, out.Body.Close()); err != nil {
		return err
	}
	r.at, r.size = at, aws.ToInt64(out.ContentLength)
	if _, size, ok := strings.Cut(aws.ToString(out.ContentRange), "/"); ok { // the length is that of the part
		r.size, err = strconv.ParseInt(size, 10, 64)
	}
	return err
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
