//go:build !unix

package child

import "os/exec"

// own does nothing where there are no process groups.
func own(*exec.Cmd) {}

// killGroup ends the process itself.
func killGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() }
