//go:build !unix

package child

import "os/exec"

// setGroup does nothing where there are no process groups.
func setGroup(*exec.Cmd) {}

// killGroup ends the process itself.
func killGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() }
