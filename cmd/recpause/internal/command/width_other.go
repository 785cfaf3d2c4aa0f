//go:build !unix

package command

import "os"

// widthOf does not know here how many columns a terminal has.
func widthOf(*os.File) int { return 0 }
