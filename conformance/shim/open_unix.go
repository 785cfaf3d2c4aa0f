//go:build unix

package shim

import "syscall"

// noWait opens a file without waiting for anybody, such as the writer of a FIFO.
const noWait = syscall.O_NONBLOCK
