//go:build !js

package simulate

import (
	"os"
	"os/exec"
	"runtime"
)

// openBrowser opens an address in the user's browser, where there is a screen for one.
func openBrowser(address string) error {
	name, args := opener(runtime.GOOS, os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "")
	if name == "" {
		return nil
	}
	cmd := exec.Command(name, append(args, address)...)
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait() // so that nothing of it is left
	return nil
}

// opener is the command that opens an address on a system, "" where nobody could see it.
func opener(system string, screen bool) (name string, args []string) {
	switch {
	case system == "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler"}
	case system == "darwin":
		return "open", nil
	case screen:
		return "xdg-open", nil
	}
	return "", nil
}
