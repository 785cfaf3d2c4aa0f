// Package cluster keeps the pause of calls on several nodes. Each node has a NATS server in its own process, and the
// nodes together keep one entry for each call, so that another one goes on when the owner of a call dies. What a node
// may record, and what it has to ask first, is the law of package law; here are the sockets. See docs/cluster.md.
package cluster

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/recpause/recpause/cluster/law"
)

// A Config says what a node is. The zero Config is a node alone, in its process: it has no port and no file.
type Config struct {
	Name     string        // of the node, another one for each
	Dir      string        // where the store is; "": in memory
	Listen   string        // host:port for the other nodes; "": a node alone
	Peers    []string      // where the others listen
	Secret   string        // what nodes show each other
	Patience time.Duration // how long the store may take for an answer; 2 s where it is 0
	Forget   time.Duration // how long the store keeps what nobody keeps alive, the same everywhere; 48 h where it is 0
}

// A Node is a member of a cluster. Its methods may be used by several goroutines.
type Node struct {
	id     law.ID
	config Config
	temp   string // to be removed
	server *server.Server
	conn   *nats.Conn
	stream jetstream.JetStream
	calls  jetstream.KeyValue
	ctx    context.Context // of questions to the store, until Close
	cancel context.CancelFunc
}

// bucket has one entry for each call that goes on.
const bucket = "recpause_calls"

// user is the name in front of each secret.
const user = "recpause"

// Open starts a node, and returns when it can be asked: for a member, when enough of the others are there. The context
// is for opening only.
func Open(ctx context.Context, c Config) (n *Node, err error) {
	if c.Patience == 0 {
		c.Patience = 2 * time.Second
	}
	if c.Forget == 0 {
		c.Forget = 48 * time.Hour
	}
	if c.Name == "" {
		c.Name = "node"
	}
	n = &Node{id: law.ID{Node: c.Name, Boot: life()}, config: c}
	n.ctx, n.cancel = context.WithCancel(context.Background())
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("cluster: %w", err), n.Close())
			n = nil
		}
	}()
	options, err := n.options()
	if err != nil {
		return n, err
	}
	if n.server, err = server.NewServer(options); err != nil {
		return n, err
	}
	n.server.Start()
	if n.conn, err = nats.Connect("", nats.InProcessServer(n.server), nats.UserInfo(options.Username, options.Password),
		nats.MaxReconnects(-1), nats.ReconnectWait(50*time.Millisecond)); err != nil {
		return n, err
	}
	if n.stream, err = jetstream.New(n.conn); err != nil {
		return n, err
	}
	return n, n.openBucket(ctx)
}

// life returns a number that no other life of a node has. It is exact also where a number is a float.
func life() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	return binary.BigEndian.Uint64(b[:]) >> 11
}

// options are those of the server in this process. It has a port for other nodes only.
func (n *Node) options() (*server.Options, error) {
	o := &server.Options{ServerName: n.config.Name, DontListen: true, NoSigs: true, NoLog: true, JetStream: true,
		StoreDir: n.config.Dir, SyncAlways: true}
	if n.config.Dir == "" {
		dir, err := os.MkdirTemp("", "recpause")
		if err != nil {
			return nil, err
		}
		n.temp, o.StoreDir = dir, dir
	}
	if n.config.Listen == "" {
		return o, nil
	}
	// A server opens its port for nodes only when it has opened one for clients: here that is one which only this
	// process can use.
	o.DontListen, o.Host, o.Port, o.Username, o.Password = false, "127.0.0.1", server.RANDOM_PORT, user, rand.Text()
	host, port, err := net.SplitHostPort(n.config.Listen)
	if err != nil {
		return nil, err
	}
	o.Cluster = server.ClusterOpts{Name: "recpause", Host: host, Username: user, Password: n.config.Secret}
	if o.Cluster.Port, err = strconv.Atoi(port); err != nil {
		return nil, err
	}
	for _, peer := range n.config.Peers {
		secret := url.UserPassword(user, n.config.Secret)
		o.Routes = append(o.Routes, &url.URL{Scheme: "nats", Host: peer, User: secret})
	}
	return o, nil
}

// openBucket makes the bucket, or finds it, as soon as the store answers. Its entries are never read from a replica,
// which may be late.
func (n *Node) openBucket(ctx context.Context) error {
	c := n.stored(bucket)
	for {
		err := n.tryBucket(ctx, c)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// stored says how the store keeps a bucket of this name.
func (n *Node) stored(name string) jetstream.StreamConfig {
	c := jetstream.StreamConfig{Name: "KV_" + name, Subjects: []string{"$KV." + name + ".>"}, MaxMsgsPerSubject: 1,
		Discard: jetstream.DiscardNew, AllowRollup: true, DenyDelete: true, MaxAge: n.config.Forget, AllowMsgTTL: true,
		SubjectDeleteMarkerTTL: marker, Storage: jetstream.FileStorage, Replicas: 1}
	if n.config.Dir == "" {
		c.Storage = jetstream.MemoryStorage
	}
	if len(n.config.Peers) >= 2 {
		c.Replicas = 3
	}
	return c
}

func (n *Node) tryBucket(ctx context.Context, c jetstream.StreamConfig) (err error) {
	ctx, cancel := context.WithTimeout(ctx, n.config.Patience)
	defer cancel()
	if _, err = n.stream.CreateOrUpdateStream(ctx, c); err != nil {
		return err
	}
	n.calls, err = n.stream.KeyValue(ctx, bucket)
	return err
}

// ID returns the name of the node, and which life of it this is.
func (n *Node) ID() law.ID { return n.id }

// Close ends the node. Its calls stay in the store for others to take.
func (n *Node) Close() error {
	n.cancel()
	if n.conn != nil {
		n.conn.Close()
	}
	if n.server != nil {
		n.server.Shutdown()
		n.server.WaitForShutdown()
	}
	if n.temp != "" {
		return os.RemoveAll(n.temp)
	}
	return nil
}
