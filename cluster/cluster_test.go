package cluster_test

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/recpause/recpause/cluster"
	"github.com/recpause/recpause/cluster/law"
	"github.com/recpause/recpause/pause"
)

// alone opens a node without a port and a file.
func alone(t testing.TB) *cluster.Node {
	t.Helper()
	return open(t, cluster.Config{Patience: 300 * time.Millisecond})
}

func open(t testing.TB, c cluster.Config) *cluster.Node {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	n, err := cluster.Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

func begin(t testing.TB, n *cluster.Node, call string) *pbx {
	t.Helper()
	c, acts, err := n.Begin(call, entry(t))
	if err != nil {
		t.Fatal(err)
	}
	return own(c, acts)
}

func take(t testing.TB, n *cluster.Node, call string, from law.ID) *pbx {
	t.Helper()
	c, acts, err := n.Take(call, from, entry(t))
	if err != nil {
		t.Fatal(err)
	}
	return own(c, acts)
}

// A stop acts at once, and is safe afterwards; a resume acts when the store has it.
func TestOneNode(t *testing.T) {
	n := alone(t)
	p := begin(t, n, "a call, 通話 1")
	p.click(0, pause.Stop, 1)
	if p.state() != pause.Silent {
		t.Fatal("the stop has not acted")
	}
	until(t, "the stop is safe", func() bool { return p.count(law.Safe) == 1 })
	p.click(1, pause.Resume, 1)
	until(t, "it records again", func() bool { return p.state() == pause.On })
	if p.count(law.Confirm) != 2 || p.count(law.Reject) != 0 {
		t.Errorf("%+v", p.said)
	}
}

// A request finds the owner, and says so at once where there is none.
func TestRequestsFindTheOwner(t *testing.T) {
	n := alone(t)
	p := begin(t, n, "c")
	answer, err := n.Ask(t.Context(), "c", encode(command{0, pause.Stop, 1}))
	if err != nil || string(answer) != "silent" || p.state() != pause.Silent {
		t.Errorf("%q, %v", answer, err)
	}
	close(p.quit)
	var away *cluster.AwayError
	until(t, "nobody has the call", func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = n.Ask(ctx, "c", nil)
		return errors.As(err, &away)
	})
	if away.Call != "c" {
		t.Error(err)
	}
}

// A call that is over leaves the bucket empty, and whoever watches hears of it.
func TestTheEndLeavesNothing(t *testing.T) {
	n := alone(t)
	p := begin(t, n, "c")
	changes, err := n.Watch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p.click(0, pause.Stop, 1)
	until(t, "the stop is safe", func() bool { return p.count(law.Safe) == 1 })
	close(p.quit)
	for c := range changes {
		if c.Ended {
			break
		}
	}
	next := take(t, n, "c", n.ID())
	until(t, "the call is taken, and unknown", func() bool { return next.count(law.Greet) == 1 })
	next.report(0, false, 0)
	next.report(1, false, 0)
	if next.state() != pause.Silent {
		t.Error("what nobody knows is recorded")
	}
}

// A node alone writes no file and listens to no port; what it has is gone with it.
func TestAloneIsWithoutAPortAndAFile(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	n := alone(t)
	p := begin(t, n, "c")
	p.click(0, pause.Stop, 1)
	until(t, "the stop is safe", func() bool { return p.count(law.Safe) == 1 })
	var files []string
	err := filepath.WalkDir(temp, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) > 0 {
		t.Errorf("%v, %v", files, err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}

// A stop acts before anything else can happen to the call, whether the store answers or not. Without it a resume is
// rejected, and all stays silent.
func TestAStoreThatIsAway(t *testing.T) {
	n := alone(t)
	p := begin(t, n, "c")
	p.click(0, pause.Stop, 1)
	p.click(0, pause.Resume, 2)
	until(t, "it records again", func() bool { return p.state() == pause.On })
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	if p.click(0, pause.Stop, 3); p.state() != pause.Silent {
		t.Error("it waits for the store")
	}
	p.click(0, pause.Resume, 4)
	until(t, "the resume is rejected", func() bool { return p.count(law.Reject) == 1 })
	if p.state() != pause.Silent {
		t.Error("it records")
	}
}

func TestWhatCannotBeOpened(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	for _, c := range []cluster.Config{{Listen: "nowhere"}, {Listen: "127.0.0.1:http"}, {Dir: "/dev/null/x"},
		{Name: "a", Dir: t.TempDir(), Listen: "127.0.0.1:0", Peers: []string{"127.0.0.1:1", "127.0.0.1:2"}}} {
		if n, err := cluster.Open(ctx, c); err == nil || n != nil {
			t.Errorf("%+v was opened", c)
		}
	}
}
