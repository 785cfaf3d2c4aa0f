package child

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// killStrays ends what a program has started and what has left its group since: every process that has inherited a
// variable of the environment. It looks again as long as there is one, for those may have started others.
func killStrays(variable string) {
	for range 10 {
		strays := WithVariable(variable)
		for _, pid := range strays {
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended by itself
		}
		if len(strays) == 0 {
			return
		}
	}
}

// WithVariable returns the processes that run with a variable, NAME=value, in their environment. That of one that has
// ended is empty or cannot be read.
func WithVariable(variable string) (pids []int) {
	files, _ := filepath.Glob("/proc/[0-9]*/environ") // the pattern is one
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(append([]byte{0}, text...), []byte("\x00"+variable+"\x00")) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}
