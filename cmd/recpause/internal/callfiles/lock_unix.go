//go:build unix

package callfiles

import (
	"os"
	"syscall"
)

// hold locks a file until it is closed or the process ends, or returns an error where another process has locked it.
func hold(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
