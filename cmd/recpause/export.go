package main

import "github.com/recpause/recpause/cmd/recpause/internal/onefile"

// The simulator and the auditor can be exported as a file, too.
func init() { subcommands = onefile.Exported(subcommands) }
