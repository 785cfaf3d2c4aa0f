//go:build unix

package callfiles

import (
	"os"
	"syscall"
)

// Hold locks a file until it is closed or the process ends, or returns an error where another process has locked it.
func Hold(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
