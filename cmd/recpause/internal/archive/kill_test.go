package archive

import (
	"bytes"
	"flag"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	kills   = flag.Int("kills", 3, "how often the tests kill a run, and a worker")
	objects = flag.Int("objects", 400, "how many recordings the archives of these tests have")
)

// A process is the command in a process of its own.
type process struct {
	*exec.Cmd
	said bytes.Buffer
}

func start(t testing.TB, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], args...)}
	p.Env = append(os.Environ(), asCommand+"=1")
	p.Stdout, p.Stderr = &p.said, &p.said
	require.NoError(t, p.Start())
	return p
}

// kill ends it as a machine that dies does.
func (p *process) kill() {
	_ = p.Process.Kill() // unless it has ended
	_ = p.Wait()
}

// freeAddress returns an address of this machine where nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close()) // and nobody else takes it so soon
	return listener.Addr().String()
}

// ended waits for the end, for some time.
func (p *process) ended(t *testing.T, patience time.Duration) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- p.Wait() }()
	select {
	case <-done:
	case <-time.After(patience):
		_ = p.Process.Kill()
		<-done
		t.Fatalf("%v did not end:\n%s", p.Args, p.said.String())
	}
}

// A run that is killed again and again, at random times, goes on each time where it was, and has every object once.
func TestKilledRun(t *testing.T) {
	dir, run := t.TempDir(), t.TempDir()
	want := generate(t, dir, *objects)
	args := slices.Concat(pattern, []string{"-out", run, dir})
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	ended := 0
	for range *kills {
		p := start(t, args...)
		time.Sleep(time.Duration(random.Int64N(int64(200*time.Millisecond) + int64(*objects)*int64(500*time.Microsecond))))
		p.kill()
		if _, last, err := read(run, nil); err == nil && last.Done {
			ended++
		}
	}
	p := start(t, args...)
	p.ended(t, 10*time.Minute)
	require.Equal(t, want, outcomes(t, run), p.said.String())
	t.Logf("killed %d times, %d of them after all was judged", *kills, ended)
}

// With workers that are killed at random times, and the one who hands out the work as well, every object is judged
// once.
func TestKilledWorkers(t *testing.T) {
	dir, run := t.TempDir(), t.TempDir()
	want := generate(t, dir, *objects)
	at := freeAddress(t)
	manager := slices.Concat(pattern, []string{"-out", run, "-listen", at, "-patience", "1s", dir})
	worker := []string{"audit archive", "-lang", "en", "-join", "nats://" + at, "-patience", "1s"}
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	m := start(t, manager...)
	all := []*process{start(t, worker...), start(t, worker...)}
	defer func() {
		for _, p := range append(all, m) {
			p.kill()
		}
	}()
	late := 0
	for i := range *kills {
		time.Sleep(time.Duration(random.Int64N(int64(300*time.Millisecond) + int64(*objects)*int64(500*time.Microsecond))))
		if _, last, err := read(run, nil); err == nil && last.Done {
			late++
		}
		if n := i % 4; n == 3 {
			m.kill()
			m = start(t, manager...)
		} else {
			all[n%2].kill()
			all[n%2] = start(t, worker...)
		}
	}
	m.ended(t, 10*time.Minute)
	require.Equal(t, want, outcomes(t, run), m.said.String())
	pages := 0
	for _, p := range all {
		p.kill()
		pages += bytes.Count(p.said.Bytes(), []byte("page "))
	}
	t.Logf("killed %d times, %d of them after all was judged; the last two workers judged %d pages", *kills, late, pages)
}

// Whatever has been cut off at the end of a journal, and wherever, the run goes on and has every object once.
func TestCutJournal(t *testing.T) {
	dir, run := t.TempDir(), t.TempDir()
	want := generate(t, dir, 60)
	_, _, _ = audited("-out", run, dir)
	name := filepath.Join(run, journalName)
	whole, err := os.ReadFile(name)
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(1, 1))
	for range 10 {
		cut := random.IntN(len(whole))
		require.NoError(t, os.WriteFile(name, append(whole[:cut:cut], []byte(`{"mark":{"last":"x`)...), 0o644))
		_, stderr, _ := audited("-out", run, dir)
		require.Empty(t, stderr)
		require.Equal(t, want, outcomes(t, run), "cut at %d of %d", cut, len(whole))
	}
}

// Two runs do not write one journal, and none goes on with another plan.
func TestOneRunOneJournal(t *testing.T) {
	dir, run := t.TempDir(), t.TempDir()
	generate(t, dir, 20)
	_, stderr, _ := audited("-out", run, dir)
	require.Empty(t, stderr)
	_, stderr, code := audited("-out", run, "-max-silence", "5s", dir)
	require.Equal(t, 2, code)
	require.Contains(t, stderr, "go on with the same flags")
	j, err := openJournal(run, Plan{Archive: dir}, "x")
	require.Error(t, err)
	require.Nil(t, j)
	file, err := os.Open(filepath.Join(run, journalName))
	require.NoError(t, err)
	defer file.Close()
	head, _, _, err := scan(io.Reader(file), nil)
	require.NoError(t, err)
	held, err := openJournal(run, *head.Plan, "x")
	require.NoError(t, err)
	_, stderr, code = audited("-out", run, dir)
	require.Equal(t, 2, code)
	require.Contains(t, stderr, "another run uses this folder")
	require.NoError(t, held.close())
}
