//go:build !js

// Command program is what the exported page has in it; anywhere else it does nothing.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "program: this runs in the exported page; build it with GOOS=js GOARCH=wasm")
	os.Exit(1)
}
