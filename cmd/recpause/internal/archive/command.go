package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/judge"
	"github.com/recpause/recpause/recording/audit"
)

// secretOf is the environment's variable with what processes of one queue show each other.
const secretOf = "RECPAUSE_SECRET"

// options are the flags.
type options struct {
	Plan
	out                string
	report, json       bool
	listen, nats, join string
	name, secret       string
	patience           time.Duration
	args               []string
}

// Command is the subcommand.
func Command() command.Sub {
	var o options
	return command.Sub{
		Name: "audit archive", TakesFiles: true,
		Flags: append(o.Options.Flags(),
			&cli.StringFlag{Name: "recordings", Destination: &o.Recordings},
			&cli.StringFlag{Name: "metadata", Destination: &o.Metadata},
			&cli.StringFlag{Name: "format", Destination: &o.Format},
			&cli.StringFlag{Name: "split", Destination: &o.Split},
			&cli.StringFlag{Name: "out", Destination: &o.out},
			&cli.BoolFlag{Name: "report", Destination: &o.report},
			&cli.IntFlag{Name: "sample", Destination: &o.Sample},
			&cli.Uint64Flag{Name: "seed", Destination: &o.Seed},
			&cli.GenericFlag{Name: "shard", Value: shardFlag{&o.Shard}},
			&cli.StringFlag{Name: "listen", Destination: &o.listen},
			&cli.StringFlag{Name: "nats", Destination: &o.nats},
			&cli.StringFlag{Name: "join", Destination: &o.join},
			&cli.StringFlag{Name: "name", Value: "archive", Destination: &o.name},
			&cli.DurationFlag{Name: "patience", Value: 30 * time.Second, Destination: &o.patience},
			command.LangFlag(""),
			&cli.BoolFlag{Name: "json", Destination: &o.json},
		),
		Do: func(c *command.Call) int {
			o.args, o.secret = c.Files(), os.Getenv(secretOf)
			if err := o.check(); err != nil {
				return c.Misuse(err)
			}
			if len(o.args) > 0 {
				o.Archive = o.args[0]
			}
			p := &judge.Printer{Call: c, JSON: o.json}
			code, err := o.do(context.Background(), p)
			if err != nil {
				return p.Failed(err)
			}
			return code
		},
	}
}

func (o options) do(ctx context.Context, p *judge.Printer) (int, error) {
	switch {
	case o.report:
		return o.reports(p, o.args)
	case o.join != "":
		return int(judge.Clean), o.work(ctx, p)
	case o.out == "":
		return o.print(ctx, p)
	}
	if err := o.run(ctx, p); err != nil {
		return 0, err
	}
	return o.reports(p, []string{o.out})
}

// check reports flags that do not go together.
func (o options) check() error {
	queues := 0
	for _, s := range []string{o.listen, o.nats, o.join} {
		if s != "" {
			queues++
		}
	}
	switch {
	case o.report && (len(o.args) == 0 || o.out == ""):
		return command.Problem("-reportには、-outと、監査のフォルダーを指定してください",
			"-report goes with -out, and with the folders of runs as arguments")
	case o.report:
		return nil
	case len(o.args) > 1, len(o.args) == 0 && o.join == "":
		return command.Problem("アーカイブを1つ指定してください（指定された数：%d）。例：file:///recordings、s3://bucket",
			"expected one archive, such as file:///recordings or s3://bucket, got %d", len(o.args))
	case queues > 1:
		return command.Problem("-listen、-nats、-joinのうち、指定できるのは1つだけです",
			"-listen, -nats and -join do not go together")
	case o.join == "" && queues > 0 && o.out == "":
		return command.Problem("-listenと-natsには-outが必要です", "-listen and -nats need -out")
	case o.Sample < 0, o.Sample > 0 && (o.Shard.Of > 1 || o.out == ""):
		return command.Problem("-sampleは1以上で、-outと一緒に指定します。-shardと一緒には指定できません",
			"-sample is 1 or more, goes with -out, and does not go with -shard")
	case o.listen != "" && o.secret == "" && !isHere(o.listen):
		return command.Problem("-listen %s: ほかのマシンから接続できます。環境変数%sに秘密を設定してください",
			"-listen %s: other machines can connect to it; set a secret in the environment's %s", o.listen, secretOf)
	case o.patience < 100*time.Millisecond:
		return command.Problem("-patience: %vは使用できません。100ms以上を指定してください",
			"-patience: got %v, expected 100ms or more", o.patience)
	case strings.ContainsAny(o.name, ".*> \t\r\n/\\") || o.name == "":
		return command.Problem("-name: 「%s」は使用できません。英数字で指定してください", "-name: got %q, expected letters and digits", o.name)
	}
	return errors.Join(o.Rules.Check(), o.Options.Check())
}

// print judges all and prints what came of each recording. It leaves nothing behind.
func (o options) print(ctx context.Context, p *judge.Printer) (int, error) {
	j, err := o.open(ctx)
	if err != nil {
		return 0, err
	}
	defer j.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	o.watch(ctx, p, j, 0)
	err = j.Each(ctx, o.keys(ctx, j, ""), func(r judge.Result) error {
		p.Show(r, j.Name)
		p.Progress.One()
		return nil
	})
	if err == nil && p.Counts == [3]int{} && o.Shard.Of < 2 {
		err = command.Problem("%s: 調べる録音が1つもありません", "%s: there is no recording to be judged", shown(o.Archive))
	}
	p.Progress.Clear()
	if err != nil {
		return 0, err
	}
	p.Summary()
	p.Duty()
	return p.Code, nil
}

// watch shows how far the run is.
func (o options) watch(ctx context.Context, p *judge.Printer, j *judge.Judge, before int64) {
	p.Progress = &judge.Progress{Terminal: p.Err.Terminal(), Lang: p.Lang, Done: before}
	if o.out != "" {
		p.Progress.Log = p.Err
	}
	p.Progress.Count(ctx, func(ctx context.Context) (n int64, err error) {
		if o.Sample > 0 {
			return int64(o.Sample), nil
		}
		for _, err := range o.keys(ctx, j, "") {
			if err != nil {
				return 0, err
			}
			n++
		}
		return n, nil
	})
}

// run judges what is left to be judged, here or with others, and keeps it in a journal.
func (o options) run(ctx context.Context, p *judge.Printer) (err error) {
	r, err := openRun(ctx, o.Plan, o.out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.close()) }()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	o.watch(ctx, p, r.Judge, r.last.Results)
	r.progress = p.Progress
	defer p.Progress.Clear()
	if o.listen == "" && o.nats == "" {
		return r.here(ctx)
	}
	return o.share(ctx, r)
}

// share has a run judged by all who join it, of whom this process is one.
func (o options) share(ctx context.Context, r *run) error {
	var s *server.Server
	if o.listen != "" {
		var err error
		if s, err = serve(o.listen, o.secret, dirOfQueue(o.out)); err != nil {
			return err
		}
		defer func() {
			s.Shutdown()
			s.WaitForShutdown()
		}()
	}
	q, err := o.queue(cmp.Or(o.nats, "nats://"+o.listen), s)
	if err != nil {
		return err
	}
	defer q.conn.Close()
	mine, err := o.queue(cmp.Or(o.nats, "nats://"+o.listen), s)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	over := make(chan struct{})
	go func() {
		defer close(over)
		if err := mine.work(ctx, "", func(page) {}); err != nil && ctx.Err() == nil {
			stop(err)
		}
	}()
	err = r.manage(ctx, q)
	stop(nil)
	<-over
	mine.conn.Close()
	for i := 0; s != nil && err == nil && s.NumClients() > 1 && i < 50; i++ {
		time.Sleep(100 * time.Millisecond) // so that the others hear that it is over
	}
	return err
}

// work joins a run and judges a part of it.
func (o options) work(ctx context.Context, p *judge.Printer) error {
	q, err := o.queue(o.join, nil)
	if err != nil {
		return err
	}
	defer q.conn.Close()
	return q.work(ctx, o.Archive, func(done page) {
		p.Tell("%d番目のページ：%d件\n", "page %d: %d objects\n", done.Number, len(done.Keys))
	})
}

func (o options) queue(address string, s *server.Server) (*queue, error) {
	conn, js, err := connect(address, o.secret, s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown(address), err)
	}
	return &queue{name: o.name, patience: o.patience, conn: conn, js: js}, nil
}

// reports writes the reports of runs, and prints the summary.
func (o options) reports(p *judge.Printer, dirs []string) (int, error) {
	t, err := report(o.out, dirs, p.Lang)
	if err != nil {
		return 0, err
	}
	if o.json {
		return t.code(), p.JSONLine(t)
	}
	fmt.Fprint(p.Out, t.text(p.Lang))
	fmt.Fprintf(p.Out, "%s\n", audit.Duty().In(p.Lang))
	return t.code(), nil
}

// code returns the exit code: that of the worst recording. A run that has not ended has not judged all.
func (t *tally) code() int {
	switch {
	case !t.Done || t.Recordings[judge.Unjudged] > 0:
		return int(judge.Unjudged)
	case t.Recordings[judge.Findings] > 0:
		return int(judge.Findings)
	}
	return int(judge.Clean)
}

// A shardFlag is the flag of a share, such as 0/4.
type shardFlag struct{ *Shard }

func (s shardFlag) String() string {
	if s.Shard == nil || s.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.I, s.Of)
}

// Get returns the flag, as the flag library asks for it.
func (s shardFlag) Get() any { return s }

// Expected says what the flag can be.
func (s shardFlag) Expected() (ja, en string) {
	return "0/4から3/4のような、番号と数", "a number and how many there are, such as 0/4 to 3/4"
}

// Set reads the flag. Its errors are replaced by what is expected.
func (s shardFlag) Set(text string) (err error) {
	i, of, _ := strings.Cut(text, "/")
	if s.I, err = strconv.Atoi(i); err == nil {
		s.Of, err = strconv.Atoi(of)
	}
	if err == nil && (s.I < 0 || s.I >= s.Of) {
		err = strconv.ErrRange
	}
	return err
}
