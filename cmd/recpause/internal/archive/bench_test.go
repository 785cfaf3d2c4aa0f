package archive

import (
	"flag"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var many = flag.Int("archive", 2000, "how many recordings the archive of the benchmark has")

// What an archive of recordings of mixed kinds takes, in a process of its own, by how much of each is read.
func BenchmarkArchive(b *testing.B) {
	dir := b.TempDir()
	want := generate(b, dir, *many)
	b.Logf("%d objects", len(want))
	for b.Loop() {
		run := filepath.Join(b.TempDir(), "run")
		began := time.Now()
		p := start(b, slices.Concat(pattern, []string{"-out", run, dir})...)
		_ = p.Wait() // its code is that of an archive with findings
		took := time.Since(began)
		require.Equal(b, want, outcomes(b, run), p.said.String())
		t, err := count([]string{run})
		require.NoError(b, err)
		usage, ok := p.ProcessState.SysUsage().(*syscall.Rusage)
		require.True(b, ok)
		b.ReportMetric(float64(len(want))/took.Seconds(), "objects/s")
		b.ReportMetric(float64(t.Stored)/1e6, "MB-stored")
		b.ReportMetric(float64(t.Read)/1e6, "MB-read")
		b.ReportMetric(float64(usage.Maxrss)/1e3, "MB-memory")
		b.ReportMetric((p.ProcessState.UserTime()+p.ProcessState.SystemTime()).Seconds()*1e3/float64(len(want)), "cpu-ms/object")
	}
}
