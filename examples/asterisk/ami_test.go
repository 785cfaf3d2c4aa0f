package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A message is read back as it was written.
func TestMessages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want message
		for range rapid.IntRange(1, 5).Draw(t, "fields") {
			want = append(want, field{rapid.StringMatching(`[A-Z][A-Za-z]{0,9}`).Draw(t, "key"),
				rapid.StringMatching(`[!-~]?[ -~]{0,20}`).Draw(t, "value")})
		}
		var text bytes.Buffer
		require.NoError(t, want.write(&text))
		got, err := readMessage(bufio.NewReader(&text))
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

// A value cannot begin a line of its own.
func TestLineBreaks(t *testing.T) {
	for _, value := range []string{"A\r\nAction: Hangup", "A\n", "\r"} {
		var text bytes.Buffer
		require.ErrorContains(t, message{{"Channel", value}}.write(&text), "line break")
		require.Empty(t, text.String())
	}
}

// Responses are told apart by their ActionID, whatever comes between, and a refusal says why.
func TestActions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := scripted(t, func(m message) string {
			id := "\r\nActionID: " + m.get("ActionID") + "\r\n"
			if m.get("Action") == "Bad" {
				return "Response: Error" + id + "Message: No such thing\r\n\r\n"
			}
			return "Event: Newchannel\r\n\r\nResponse: Success\r\nActionID: 999\r\n\r\nResponse: Success" + id +
				"Is: " + m.get("Action") + "\r\n\r\nEvent: Late\r\n\r\n"
		})
		for _, action := range []string{"One", "Two"} {
			m, err := c.act(t.Context(), action)
			require.NoError(t, err)
			require.Equal(t, action, m.get("Is"))
		}
		_, err := c.act(t.Context(), "Bad")
		require.Equal(t, &ActionError{"Bad", "No such thing"}, err)
		c.forget()
		require.Zero(t, c.mark())
	})
}

// What does not come is not waited for longer than the context says, nor longer than the connection lasts.
func TestWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := scripted(t, func(m message) string {
			if m.get("Action") == "Login" {
				return "Response: Success\r\nActionID: 1\r\n\r\n"
			}
			return ""
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.act(ctx, "Silence")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NoError(t, c.close())
		_, err = c.await(t.Context(), 0, func(message) bool { return false })
		require.ErrorContains(t, err, "the connection is lost")
	})
}

// Who does not greet as Asterisk does is not spoken to.
func TestGreetings(t *testing.T) {
	for greeting, want := range map[string]string{"SSH-2.0-OpenSSH_9.2\r\n": `"SSH-2.0-OpenSSH_9.2"`,
		"": "no greeting"} {
		ours, theirs := net.Pipe()
		go func() {
			io.WriteString(theirs, greeting)
			theirs.Close()
		}()
		_, err := login(t.Context(), ours, "recpause", "recpause")
		require.ErrorContains(t, err, want)
	}
}

// A wrong secret is said to be one.
func TestWrongSecret(t *testing.T) {
	ours, theirs := net.Pipe()
	go (&fake{conn: theirs}).serve()
	_, err := login(t.Context(), ours, "recpause", "guess")
	require.ErrorContains(t, err, "Authentication failed")
}

// scripted returns a client of a server that answers as it is told.
func scripted(t *testing.T, answer func(message) string) *client {
	t.Helper()
	ours, theirs := net.Pipe()
	go func() {
		defer theirs.Close()
		r := bufio.NewReader(theirs)
		io.WriteString(theirs, "Asterisk Call Manager/5.0.4\r\n")
		for {
			m, err := readMessage(r)
			if err != nil {
				return
			}
			io.WriteString(theirs, answer(m))
		}
	}()
	c, err := login(t.Context(), ours, "recpause", "recpause")
	require.NoError(t, err)
	t.Cleanup(func() { c.close() })
	return c
}

// Flags that make no sense are said to, with what was expected.
func TestFlags(t *testing.T) {
	for args, want := range map[string]string{
		"-guard 1ms": "expected 20ms to 2s", "-guard 3s": "expected 20ms to 2s", "-only RP-XX-1": "RP-XX-1",
		"-lang fr": "fr", "here": "flags only",
		"-spool /nowhere/at/all": "-spool",
	} {
		var out, err strings.Builder
		code := run(t.Context(), strings.Fields(args), &out, &err)
		if code != broke || !strings.Contains(err.String(), want) || out.Len() > 0 {
			t.Errorf("%s: got %d, %q, want %d with %q", args, code, err.String(), broke, want)
		}
	}
}
