package archive

import (
	"context"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/judge"
)

// A deadlyFolder is an archive of which some objects kill the process that reads them, as one does of which a decoder
// takes all memory. Its address is deadly:// and a path.
type deadlyFolder struct{ judge.Store }

func openDeadly(_ context.Context, u *url.URL) (judge.Store, error) {
	folder, err := judge.OpenFolder(filepath.FromSlash(u.Path), "")
	return deadlyFolder{folder}, err
}

func (d deadlyFolder) Open(ctx context.Context, key string) (*judge.Object, error) {
	if strings.HasSuffix(key, "-deadly.wav") {
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Kill()
		}
		time.Sleep(time.Minute) // it dies meanwhile
		return nil, err
	}
	return d.Store.Open(ctx, key)
}

// An object that kills every process that reads it costs a few of them, which are begun again each time. Then it is told
// of, and what it came with is judged all the same, once.
func TestDeadlyObjects(t *testing.T) {
	dir, run := t.TempDir(), t.TempDir()
	want := generate(t, dir, 60)
	deadly := 0
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if name, ok := strings.CutSuffix(key, "-1ch-pcm16-clean.wav"); ok && deadly < 2 {
			for _, end := range []string{".wav", ".json"} {
				require.NoError(t, os.Rename(filepath.Join(dir, name+"-1ch-pcm16-clean"+end), filepath.Join(dir, name+"-deadly"+end)))
			}
			delete(want, key)
			want[name+"-deadly.wav"] = judge.Unjudged.String()
			deadly++
		}
	}
	require.Equal(t, 2, deadly)
	at := freeAddress(t)
	manager := slices.Concat(pattern, []string{"-out", run, "-listen", at, "-patience", "300ms", "deadly://" + filepath.ToSlash(dir)})
	worker := []string{"audit archive", "-lang", "en", "-join", "nats://" + at, "-patience", "300ms"}
	ended := make(chan *process, 2)
	running := map[*process][]string{}
	begin := func(args []string) {
		p := start(t, args...)
		running[p] = args
		go func() {
			_ = p.Wait() // it is killed, or has an exit code
			ended <- p
		}()
	}
	defer func() {
		for p := range running {
			_ = p.Process.Kill()
		}
	}()
	begin(manager)
	begin(worker)
	const most = 30
	for deaths, late := 0, time.After(2*time.Minute); ; {
		select {
		case p := <-ended:
			args := running[p]
			delete(running, p)
			if last := p.ProcessState.ExitCode(); slices.Equal(args, manager) && last >= 0 {
				require.Equal(t, int(judge.Unjudged), last, p.said.String())
				t.Logf("%d processes have died of %d objects", deaths, deadly)
			} else {
				deaths++
				require.Less(t, deaths, most, p.said.String())
				begin(args)
				continue
			}
		case <-late:
			t.Fatal("the run does not end")
		}
		break
	}
	require.Equal(t, want, outcomes(t, run))
	told := 0
	_, _, err := read(run, func(r record) error {
		if strings.HasSuffix(string(r.Key), "-deadly.wav") {
			told++
			require.Equal(t, "deadly", r.Verdicts[0].Cause)
			require.Contains(t, r.Verdicts[0].Because.EN, string(r.Key)+": the worker died 3 times")
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, deadly, told)
}
