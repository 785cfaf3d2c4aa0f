//go:build !js

package simulate

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
)

// Command is the subcommand. It serves until it is ended; its exit code is 1 where it cannot serve.
func Command() command.Sub {
	var port int
	var browse bool
	return command.Sub{
		Name: "simulate",
		Flags: []cli.Flag{&cli.IntFlag{Name: "port", Destination: &port, Value: 8765},
			&cli.BoolFlag{Name: "browser", Destination: &browse, Value: true}, command.LangFlag("")},
		Do: func(c *command.Call) int {
			clauses, err := command.Document()
			if err != nil {
				return c.Fail(command.Misused, err)
			}
			l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
			if err != nil {
				return c.Fail(command.Failed,
					fmt.Errorf(c.Say("%w。空いているポートを-portで指定してください", "%w; try another -port"), err))
			}
			fmt.Fprintf(c.Out, "%s http://%s/\n", c.Say("次のアドレスをブラウザーで開いてください（終了はCtrl+C）：",
				"Open this address in a browser (Ctrl+C to end):"),
				l.Addr())
			if browse {
				openBrowser("http://" + l.Addr().String() + "/") // where there is none, the address is on the screen
			}
			s := New(c.Lang, clauses)
			go s.menu.explore() // of a world that there is: no error
			server := &http.Server{Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second,
				ReadTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 1 << 20}
			return c.Fail(command.Failed, server.Serve(l))
		},
	}
}
