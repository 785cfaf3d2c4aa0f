package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/judge"
)

// A queue is what several processes share: a stream in which each subject is written once, and never again. Subjects
// are those of the run, of each page of keys, of the parts of what came of a page, by whoever tried it, and of who was
// done with it first. What others have written of the same page is nobody's, and is removed with the page. Of a page
// whose workers have died there are also subjects of each attempt at a key, and of what came of a key.
type queue struct {
	name     string
	patience time.Duration // after which a worker that says nothing is taken for dead
	conn     *nats.Conn
	js       jetstream.JetStream
	stream   jetstream.Stream
}

// A page is some keys that one worker judges.
type page struct {
	Number int         `json:"page"` // from 1 on
	Keys   []judge.Key `json:"keys"`
}

// A done says who was done with a page first.
type done struct {
	Number int    `json:"page"`
	By     string `json:"by"` // whose parts count
	Parts  int    `json:"parts"`
}

// A started is the run as the workers hear of it.
type started struct {
	Run  string `json:"run"`
	Plan Plan   `json:"plan"`
}

const (
	partBytes = 256 << 10 // of a message with results
	pageBytes = 512 << 10 // of keys in a message
	lead      = 32        // pages that are out at once
	workers   = "workers" // what all of them are called in the stream
)

// serve starts the server of a queue in this process: for others where it listens at an address, and for nobody else
// where that is "".
func serve(listen, secret, dir string) (*server.Server, error) {
	o := &server.Options{ServerName: "recpause", DontListen: true, NoSigs: true, NoLog: true, JetStream: true,
		StoreDir: dir, SyncAlways: true, Authorization: secret}
	if listen != "" {
		host, port, err := net.SplitHostPort(listen)
		if err != nil {
			return nil, err
		}
		if o.Port, err = strconv.Atoi(port); err != nil {
			return nil, err
		}
		o.DontListen, o.Host = false, host
	}
	s, err := server.NewServer(o)
	if err != nil {
		return nil, err
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		s.Shutdown()
		return nil, command.Problem("%sで待ち受けられません", "cannot listen at %s", listen)
	}
	return s, nil
}

// connect connects to the server of a queue, and to none but that, however often it is away.
func connect(address, secret string, s *server.Server) (*nats.Conn, jetstream.JetStream, error) {
	o := []nats.Option{nats.MaxReconnects(-1), nats.ReconnectWait(100 * time.Millisecond),
		nats.RetryOnFailedConnect(true), nats.Timeout(5 * time.Second)}
	if secret != "" {
		o = append(o, nats.Token(secret))
	}
	if s != nil {
		o = append(o, nats.InProcessServer(s))
	}
	conn, err := nats.Connect(address, o...)
	if err != nil {
		return nil, nil, err
	}
	js, err := jetstream.New(conn)
	return conn, js, err
}

func (q *queue) subject(parts ...any) string {
	subject := "recpause." + q.name
	for _, part := range parts {
		subject += "." + fmt.Sprint(part)
	}
	return subject
}

func (q *queue) streamName() string { return "RECPAUSE_" + q.name }

// again does something until the queue has answered, or the context is done: a server that is away, or a cluster that
// has lost its leader, is waited for.
func again(ctx context.Context, do func() error) error {
	for {
		err := do()
		if api := (*jetstream.APIError)(nil); err == nil || err == errOver || errors.As(err, &api) && api.Code < 500 {
			return err
		}
		if wait(ctx, 200*time.Millisecond) != nil {
			return errors.Join(context.Cause(ctx), err)
		}
	}
}

// once writes a subject that nobody has written, and leaves one as it is that somebody has.
func (q *queue) once(ctx context.Context, subject string, content []byte) error {
	return again(ctx, func() error {
		_, err := q.js.Publish(ctx, subject, content)
		switch {
		case isTaken(err):
			return nil
		case errors.Is(err, jetstream.ErrNoStreamResponse) && q.gone(ctx), errors.Is(err, jetstream.ErrStreamNotFound):
			return errOver
		}
		return err
	})
}

// isTaken reports whether a subject is one that somebody has written already.
func isTaken(err error) bool {
	api := (*jetstream.APIError)(nil)
	return errors.As(err, &api) && strings.Contains(api.Description, "maximum messages per subject")
}

var errOver = errors.New("the run is over")

// gone reports whether the server is there and the run's stream is not.
func (q *queue) gone(ctx context.Context) bool {
	_, err := q.js.Stream(ctx, q.streamName())
	return errors.Is(err, jetstream.ErrStreamNotFound)
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// open opens the queue of a run, or makes it. Only that there is a queue at all is not waited for.
func (q *queue) open(ctx context.Context, run string, plan Plan) (err error) {
	content, err := json.Marshal(started{run, plan})
	if err != nil {
		return err
	}
	q.stream, err = q.js.Stream(ctx, q.streamName())
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		err = again(ctx, func() error { return q.create(ctx) })
	}
	if err != nil {
		return err
	}
	if err := q.once(ctx, q.subject("run"), content); err != nil {
		return err
	}
	s, err := q.started(ctx)
	if err == nil && s.Run != run {
		err = command.Problem("-name %sの監査がもう1つあります", "there is another run with -name %s", q.name)
	}
	if err != nil {
		return err
	}
	return again(ctx, func() error {
		_, err := q.stream.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{Durable: workers,
			FilterSubject: q.subject("page", "*"), AckPolicy: jetstream.AckExplicitPolicy, AckWait: q.patience,
			MaxAckPending: -1})
		return err
	})
}

// create makes the stream of a queue.
func (q *queue) create(ctx context.Context) (err error) {
	q.stream, err = q.js.CreateStream(ctx, jetstream.StreamConfig{Name: q.streamName(),
		Subjects: []string{q.subject(">")}, MaxMsgsPerSubject: 1, Discard: jetstream.DiscardNew,
		DiscardNewPerSubject: true, Storage: jetstream.FileStorage, Replicas: q.replicas()})
	return err
}

// replicas returns on how many servers the stream is kept: on three of a cluster that has so many, so that one of them
// may fail.
func (q *queue) replicas() int {
	if len(q.conn.Servers()) >= 3 {
		return 3
	}
	return 1
}

// started returns the run; it is jetstream.ErrMsgNotFound while who made the queue has not said yet what it is for.
func (q *queue) started(ctx context.Context) (s started, err error) {
	content, err := q.get(ctx, q.subject("run"))
	if err == nil && content == nil {
		err = jetstream.ErrMsgNotFound
	}
	if err != nil {
		return started{}, err
	}
	return s, json.Unmarshal(content, &s)
}

// lastPage returns the page that was put into the queue last, and is still in it; the zero page is none.
func (q *queue) lastPage(ctx context.Context) (p page, err error) {
	content, err := q.get(ctx, q.subject("page", "*"))
	if err != nil || content == nil {
		return page{}, err
	}
	return p, json.Unmarshal(content, &p)
}

// pages cuts keys into pages.
func pages(keys iter.Seq2[string, error], number int) iter.Seq2[page, error] {
	return func(yield func(page, error) bool) {
		p, size := page{Number: number}, 0
		for key, err := range keys {
			if err != nil {
				yield(page{}, err)
				return
			}
			p.Keys, size = append(p.Keys, judge.Key(key)), size+len(key)
			if len(p.Keys) < mostKeys && size < pageBytes {
				continue
			}
			if !yield(p, nil) {
				return
			}
			p, size = page{Number: p.Number + 1}, 0
		}
		if len(p.Keys) > 0 {
			yield(p, nil)
		}
	}
}

// manage hands out what is left to be judged and takes in what came of it, page by page.
func (r *run) manage(ctx context.Context, q *queue) error {
	if r.last.Done {
		return nil
	}
	if err := q.open(ctx, r.head.Run, r.Plan); err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	next := r.last.Page + 1
	free, all := make(chan struct{}, lead), make(chan int, 1)
	go func() {
		count, err := r.handOut(ctx, q, next, free)
		if err != nil {
			stop(err)
			return
		}
		all <- count
	}()
	heard, end, err := q.hear(ctx)
	if err != nil {
		return err
	}
	defer end()
	known, last := map[int]done{}, -1
	for next <= last || last < 0 {
		if d, ok := known[next]; ok {
			if err := r.take(ctx, q, d); err != nil {
				return err
			}
			delete(known, next)
			next++
			<-free
			continue
		}
		select {
		case d := <-heard:
			if d.Number < next {
				q.forget(ctx, d.Number) // somebody was late
			} else {
				known[d.Number] = d
			}
		case last = <-all:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	if err := r.finish(); err != nil {
		return err
	}
	err = again(ctx, func() error { return q.js.DeleteStream(ctx, q.streamName()) })
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil // it was deleted by a request that nobody answered
	}
	return err
}

// handOut puts pages into the queue, from a number on, behind those that are in it already, so many at once as there is
// room for. It returns the number of the last one.
func (r *run) handOut(ctx context.Context, q *queue, next int, free chan<- struct{}) (int, error) {
	in, err := q.lastPage(ctx)
	if err != nil {
		return 0, err
	}
	after := r.last.Last
	for n := next; n <= in.Number; n++ {
		free <- struct{}{}
		after = in.Keys[len(in.Keys)-1]
	}
	last := max(next-1, in.Number)
	for p, err := range pages(r.rest(ctx, after), last+1) {
		if err != nil {
			return 0, err
		}
		select {
		case free <- struct{}{}:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
		content, err := json.Marshal(p)
		if err == nil {
			err = q.once(ctx, q.subject("page", p.Number), content)
		}
		if err != nil {
			return 0, err
		}
		last = p.Number
	}
	return last, nil
}

// hear returns who is done with what, as it is said and was said before.
func (q *queue) hear(ctx context.Context) (<-chan done, func(), error) {
	var c jetstream.Consumer
	err := again(ctx, func() (err error) {
		c, err = q.stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{FilterSubjects: []string{q.subject("done", "*")}})
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	heard := make(chan done, lead)
	listening, err := c.Consume(func(m jetstream.Msg) {
		var d done
		if json.Unmarshal(m.Data(), &d) != nil {
			return // nobody of ours writes that
		}
		select {
		case heard <- d:
		case <-ctx.Done():
		}
	})
	if err != nil {
		return nil, nil, err
	}
	return heard, listening.Stop, nil
}

// take writes what came of a page to the journal, and then takes all of it out of the queue.
func (r *run) take(ctx context.Context, q *queue, d done) error {
	var parts []io.Reader
	for i := range d.Parts {
		part, err := q.get(ctx, q.subject("part", d.Number, d.By, i))
		if err == nil && part == nil {
			err = fmt.Errorf("page %d: part %d of %d is not in the queue", d.Number, i, d.Parts)
		}
		if err != nil {
			return err
		}
		parts = append(parts, bytes.NewReader(part))
	}
	for in := json.NewDecoder(io.MultiReader(parts...)); ; {
		var rec record
		err := in.Decode(&rec)
		if err == io.EOF {
			break
		}
		if err == nil {
			err = r.add(rec)
		}
		if err != nil {
			return err
		}
		r.progress.One()
	}
	r.last.Page = d.Number
	if err := r.mark(); err != nil {
		return err
	}
	q.forget(ctx, d.Number)
	return nil
}

// get reads what was written last of some subjects, nil if nobody has written any.
func (q *queue) get(ctx context.Context, subject string) (content []byte, err error) {
	err = again(ctx, func() error {
		m, err := q.stream.GetLastMsgForSubject(ctx, subject)
		if err == nil {
			content = m.Data
		}
		return err
	})
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, nil
	}
	return content, err
}

// forget takes a page out of the queue. What cannot be taken out now is nobody's, and stays until the run is over.
func (q *queue) forget(ctx context.Context, number int) {
	for _, subject := range []string{q.subject("page", number), q.subject("part", number, ">"), q.subject("done", number),
		q.subject("try", number, ">"), q.subject("key", number, ">")} {
		_ = q.stream.Purge(ctx, jetstream.WithPurgeSubject(subject))
	}
}

// dirOfQueue is where a queue in this process is kept.
func dirOfQueue(run string) string { return filepath.Join(run, "queue") }

// isHere reports whether an address can be reached from this machine only.
func isHere(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// shown is an address without what is secret in it.
func shown(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Redacted()
}
