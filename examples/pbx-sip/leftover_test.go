package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"testing"
	"time"
)

// Whoever ends the PBX in the middle of a call has everybody hung up and every file complete, and nothing goes on: no
// goroutine, and no open file or socket.
func TestNothingIsLeft(t *testing.T) {
	sipPort, webPort := freePort(t), freePort(t)
	out := t.TempDir()
	once := func() {
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan int)
		go func() {
			over <- run(ctx, []string{"-out", out, "-sip", fmt.Sprintf("127.0.0.1:%d", sipPort), "-web",
				fmt.Sprintf("127.0.0.1:%d", webPort)}, t.Output(), t.Output())
		}()
		until(t, "the page is there", func() bool {
			answer, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/", webPort))
			if err == nil {
				answer.Body.Close()
			}
			return err == nil
		})
		t.Run("a call", func(t *testing.T) { // whose telephones end with it
			c := newCallers(t, sipPort, "UDP")
			operator, customer := c.add("101", "operator"), c.add("customer", "customer")
			must(t, operator.dial("customer"))
			time.Sleep(200 * time.Millisecond)
			stop()
			<-customer.gone
			if code := <-over; code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
		http.DefaultClient.CloseIdleConnections()
	}
	once() // what is made once and stays, such as a pool
	goroutines, files := running(t)
	once()
	until(t, "as little is left as before", func() bool {
		g, f := running(t)
		if g > goroutines || f > files {
			t.Logf("%d goroutines and %d files, before: %d and %d", g, f, goroutines, files)
			return false
		}
		return true
	})
}

// running counts what the process runs and has open.
func running(t *testing.T) (goroutines, files int) {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("no /proc here")
	}
	return runtime.NumGoroutine(), len(entries)
}
