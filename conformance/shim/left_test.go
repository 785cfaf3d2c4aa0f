package shim_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// leftovers returns a function that fails the test if a subject's program, or a goroutine that belongs to one, is left
// after a while.
func leftovers(t *testing.T) func() {
	t.Helper()
	goroutines := runtime.NumGoroutine()
	return func() {
		t.Helper()
		var left []string
		for range 500 {
			if left = running(t); len(left) == 0 && runtime.NumGoroutine() <= goroutines {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Errorf("%d goroutines, %d before; left running: %q", runtime.NumGoroutine(), goroutines, left)
	}
}

// running returns the processes that are subjects of this test program, children of children too: they have inherited
// its environment.
func running(t *testing.T) (pids []string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return nil
	}
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	mark := []byte("\x00" + testedBy + "=" + strconv.Itoa(os.Getpid()) + "\x00")
	for _, dir := range processes {
		env, err := os.ReadFile(filepath.Join(dir, "environ")) // of one that has ended it is empty, or cannot be read
		if err == nil && bytes.Contains(append([]byte{0}, env...), mark) && !strings.HasSuffix(dir,
			"/"+strconv.Itoa(os.Getpid())) {
			pids = append(pids, filepath.Base(dir))
		}
	}
	return pids
}
