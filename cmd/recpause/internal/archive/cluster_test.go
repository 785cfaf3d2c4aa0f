package archive

import (
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/judge"
)

// servers starts a cluster of three NATS servers, and waits until its queues can be used.
func servers(t *testing.T) (all []*server.Server, addresses string) {
	t.Helper()
	var routes []*url.URL
	for range 3 {
		routes = append(routes, &url.URL{Scheme: "nats", Host: freeAddress(t)})
	}
	for i, route := range routes {
		var port int
		_, err := fmt.Sscanf(route.Port(), "%d", &port)
		require.NoError(t, err)
		s, err := server.NewServer(&server.Options{ServerName: fmt.Sprint("n", i), Host: "127.0.0.1", Port: server.RANDOM_PORT,
			NoSigs: true, NoLog: true, JetStream: true, StoreDir: filepath.Join(t.TempDir(), "store"), Routes: routes,
			Cluster: server.ClusterOpts{Name: "queue", Host: "127.0.0.1", Port: port}})
		require.NoError(t, err)
		s.Start()
		t.Cleanup(func() {
			s.Shutdown()
			s.WaitForShutdown()
		})
		all = append(all, s)
	}
	var urls []string
	for _, s := range all {
		require.True(t, s.ReadyForConnections(time.Minute))
		urls = append(urls, s.ClientURL())
	}
	require.Eventually(t, func() bool {
		i := slices.IndexFunc(all, (*server.Server).JetStreamIsLeader)
		return i >= 0 && len(all[i].JetStreamClusterPeers()) == len(all)
	}, time.Minute, 50*time.Millisecond)
	return all, strings.Join(urls, ",")
}

// A run whose queue is on a cluster has every object once, also when the server that leads the queue is gone in the
// middle.
func TestQueueOnACluster(t *testing.T) {
	if testing.Short() {
		t.Skip("a cluster of three elects its leaders, and again: some seconds")
	}
	dir, run := t.TempDir(), t.TempDir()
	want := generate(t, dir, *objects)
	all, addresses := servers(t)
	w := start(t, "audit archive", "-lang", "en", "-join", addresses)
	defer w.kill()
	gone := make(chan bool, 1)
	go func() {
		leads := func(s *server.Server) bool { return s.JetStreamIsStreamLeader("$G", "RECPAUSE_archive") }
		for !slices.ContainsFunc(all, leads) {
			time.Sleep(time.Millisecond)
		}
		all[slices.IndexFunc(all, leads)].Shutdown()
		_, last, err := read(run, nil)
		gone <- err == nil && !last.Done
	}()
	_, stderr, code := audited("-out", run, "-nats", addresses, dir)
	require.Equal(t, int(judge.Unjudged), code, stderr)
	require.Equal(t, want, outcomes(t, run), stderr)
	t.Logf("the leader was gone before the end: %v", <-gone)
}
