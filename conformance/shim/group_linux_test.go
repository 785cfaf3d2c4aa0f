package shim_test

import (
	"os/exec"
	"syscall"
)

// leaveGroup has a program run in a session of its own, as a daemon does.
func leaveGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
