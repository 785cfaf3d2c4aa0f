package archive

import (
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/judge"
)

// A worker that finds a queue of which nobody has said yet what it is for asks again until somebody does, and then works.
func TestWorkerWaitsForItsRun(t *testing.T) {
	dir := t.TempDir()
	want := generate(t, dir, 12)
	s, err := serve("", "", t.TempDir())
	require.NoError(t, err)
	defer s.Shutdown()
	o := options{name: "young", patience: time.Minute}
	q, err := o.queue("", s)
	require.NoError(t, err)
	defer q.conn.Close()
	require.NoError(t, q.create(t.Context()))
	asked := make(chan *nats.Msg, 1000)
	_, err = q.conn.ChanSubscribe("$JS.API.STREAM.MSG.GET."+q.streamName(), asked)
	require.NoError(t, err)
	require.NoError(t, q.conn.Flush())

	w, err := o.queue("", s)
	require.NoError(t, err)
	defer w.conn.Close()
	ended := make(chan error, 1)
	worked := 0
	go func() { ended <- w.work(t.Context(), "", func(p page) { worked += len(p.Keys) }) }()
	for range 2 { // who asks a second time has heard that there is nothing
		select {
		case <-asked:
		case err := <-ended:
			t.Fatalf("the worker has ended: %v", err)
		}
	}
	plan := Plan{Archive: dir,
		Rules: judge.Rules{Recordings: "**/*.wav", Metadata: "{dir}/{name}.json", Format: "manifest"}}
	r, err := openRun(t.Context(), plan, t.TempDir())
	require.NoError(t, err)
	require.NoError(t, r.manage(t.Context(), q))
	require.NoError(t, <-ended)
	require.Equal(t, len(want), worked)
	require.NoError(t, r.close())
}
