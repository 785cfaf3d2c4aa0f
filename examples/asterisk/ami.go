package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
)

// A client speaks AMI, the Asterisk Manager Interface, over one connection: actions, their responses, and events as
// they come.
type client struct {
	conn net.Conn

	mu     sync.Mutex
	asked  int
	heard  []message // responses and events, the oldest first
	next   chan struct{}
	broken error // why nothing comes any more
}

// An ActionError reports an action that Asterisk turned down.
type ActionError struct{ Action, Message string }

func (e *ActionError) Error() string { return fmt.Sprintf("asterisk: %s: %s", e.Action, e.Message) }

// dial connects and logs in.
func dial(ctx context.Context, address, user, secret string) (*client, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return login(ctx, conn, user, secret)
}

// login begins on a connection, which it closes if that fails. It asks for the events of calls.
func login(ctx context.Context, conn net.Conn, user, secret string) (*client, error) {
	c := &client{conn: conn, next: make(chan struct{})}
	err := c.greet(ctx)
	if err == nil {
		_, err = c.act(ctx, "Login", field{"Username", user}, field{"Secret", secret}, field{"Events", "call"})
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return c, nil
}

// greet reads the greeting, and then whatever comes.
func (c *client) greet(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { c.conn.Close() })
	defer stop()
	r := bufio.NewReader(c.conn)
	greeting, err := r.ReadString('\n')
	if err != nil {
		return fmt.Errorf("asterisk: no greeting: %w", err)
	}
	if !strings.HasPrefix(greeting, "Asterisk Call Manager/") {
		return fmt.Errorf("asterisk: the greeting is %q, expected one of the Asterisk Call Manager",
			strings.TrimSpace(greeting))
	}
	go c.listen(r)
	return nil
}

// listen keeps what comes until the connection ends.
func (c *client) listen(r *bufio.Reader) {
	for {
		m, err := readMessage(r)
		c.mu.Lock()
		if err != nil {
			c.broken = fmt.Errorf("asterisk: the connection is lost: %w", err)
		} else {
			c.heard = append(c.heard, m)
		}
		close(c.next)
		c.next = make(chan struct{})
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// act asks for an action and waits for its response; an *ActionError is a refusal.
func (c *client) act(ctx context.Context, action string, fields ...field) (message, error) {
	c.mu.Lock()
	c.asked++
	id := strconv.Itoa(c.asked)
	c.mu.Unlock()
	from := c.mark()
	m := append(message{{"Action", action}, {"ActionID", id}}, fields...)
	if err := m.write(c.conn); err != nil {
		return nil, err
	}
	response, err := c.await(ctx, from,
		func(m message) bool { return m.get("Response") != "" && m.get("ActionID") == id })
	if err != nil {
		return nil, fmt.Errorf("%s: %w", action, err)
	}
	if response.get("Response") != "Success" {
		return nil, &ActionError{action, response.get("Message")}
	}
	return response, nil
}

// await returns the first message since a mark that is what is looked for, and waits for it if it has not come.
func (c *client) await(ctx context.Context, from int, is func(message) bool) (message, error) {
	for {
		heard, next, broken := c.sofar()
		for _, m := range heard[from:] {
			if is(m) {
				return m, nil
			}
		}
		if broken != nil {
			return nil, broken
		}
		select {
		case <-next:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// sofar returns what has come since the last forget, what is closed when more comes, and why no more will.
func (c *client) sofar() (heard []message, next <-chan struct{}, broken error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.heard[:len(c.heard):len(c.heard)], c.next, c.broken
}

// mark is where the messages begin that come from now on.
func (c *client) mark() int {
	heard, _, _ := c.sofar()
	return len(heard)
}

// forget lets go of all that has come, and of all marks.
func (c *client) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = nil
}

func (c *client) close() error { return c.conn.Close() }

// A field is one line of a message.
type field struct{ key, value string }

// A message is what AMI sends and takes: an action, a response or an event. Where it repeats a key, the first counts.
type message []field

// get returns the value of a key, "" where there is none.
func (m message) get(key string) string {
	for _, f := range m {
		if f.key == key {
			return f.value
		}
	}
	return ""
}

// write sends a message in one piece, unless a value would end its line and begin another one.
func (m message) write(w io.Writer) error {
	var text strings.Builder
	for _, f := range m {
		if strings.ContainsAny(f.value, "\r\n") {
			return fmt.Errorf("asterisk: the value of %s is %q, which has a line break", f.key, f.value)
		}
		text.WriteString(f.key + ": " + f.value + "\r\n")
	}
	text.WriteString("\r\n")
	_, err := io.WriteString(w, text.String())
	return err
}

// readMessage reads up to the next empty line.
func readMessage(r *bufio.Reader) (m message, err error) {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return nil, err
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			return m, nil
		}
		key, value, _ := strings.Cut(line, ":")
		m = append(m, field{key, strings.TrimPrefix(value, " ")})
	}
}
