//go:build !unix

package shim

// noWait is nothing where opening a file waits for nobody.
const noWait = 0
