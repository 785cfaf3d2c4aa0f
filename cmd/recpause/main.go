// Command recpause is everything around the recording pause for people: it replays a call, masks and audits recordings,
// visits every state of a few softphones, lets them be clicked, and runs the rules as stories. It speaks Japanese and
// English.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/recpause/recpause/cmd/recpause/internal/archive"
	"github.com/recpause/recpause/cmd/recpause/internal/audit"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/evidence"
	"github.com/recpause/recpause/cmd/recpause/internal/explore"
	"github.com/recpause/recpause/cmd/recpause/internal/render"
	"github.com/recpause/recpause/cmd/recpause/internal/replay"
	"github.com/recpause/recpause/cmd/recpause/internal/sign"
	"github.com/recpause/recpause/cmd/recpause/internal/simulate"
	"github.com/recpause/recpause/cmd/recpause/internal/storyrunner"
	"github.com/recpause/recpause/cmd/recpause/internal/vcon"
)

var subcommands = []func() command.Sub{
	replay.Command, render.Command, audit.Command, archive.Command, sign.Command, sign.Verify, evidence.Command, vcon.Command,
	explore.Command, simulate.Command, storyrunner.Command, version,
}

func main() {
	collectLater()
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// collectLater puts off the first collection of garbage until the heap has 16 MiB, four times what is usual: it would
// come while a command begins, touch all that was just made, and find little. From then on all is as usual. Who sets
// GOGC has chosen otherwise.
func collectLater() {
	if os.Getenv("GOGC") != "" {
		return
	}
	type first struct{ *first }
	usual := debug.SetGCPercent(400)
	runtime.AddCleanup(new(first), func(usual int) { debug.SetGCPercent(usual) }, usual)
}

// run is main without the process.
func run(args []string, stdout, stderr io.Writer) int {
	return command.Run(args, stdout, stderr, subcommands...)
}

// version says which recpause this is, and which Go has built it.
func version() command.Sub {
	return command.Sub{Name: "version", Do: func(c *command.Call) int {
		info, ok := debug.ReadBuildInfo()
		if !ok {
			return c.Fail(command.Failed,
				errors.New(c.Say("ビルド情報がありません", "this program was built without build information")))
		}
		fmt.Fprintf(c.Out, "recpause %s %s\n", cmp.Or(info.Main.Version, "(devel)"), info.GoVersion)
		return command.Done
	}}
}
