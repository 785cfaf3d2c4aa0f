package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/recpause/recpause/recording"
)

var kills = flag.Int("kills", 1, "how often a node of a cluster is killed at random; -calls says how many calls go on")

// A trio is three PBXs in a cluster, each a process of its own, and telephones that have registered with all of them.
type trio struct {
	t     *testing.T
	nodes [3]*process
	lines [3]*callers
	join  []string // the arguments of the command that joins what they leave

	mu    sync.Mutex
	cards [3]map[string]card // what each node's page shows
}

func newTrio(t *testing.T) *trio {
	t.Helper()
	c := &trio{t: t}
	name := program(t)
	nodes, joins := commands(t)
	c.join = joins
	for i, words := range nodes {
		c.nodes[i] = &process{t: t, name: name, sip: portOf(t, after(words, "-sip")), web: portOf(t, after(words, "-web")),
			out: after(words, "-out"), flags: words}
		t.Cleanup(c.nodes[i].kill)
		c.nodes[i].begin()
	}
	for i, n := range c.nodes {
		n.ready()
		c.lines[i] = newCallers(t, n.sip, "UDP")
		c.lines[i].deaf = true // they would keep all that they hear in hours
		c.cards[i] = map[string]card{}
		go c.follow(i)
	}
	return c
}

// follow is the page of a node, which connects again whenever the node is back.
func (c *trio) follow(i int) {
	for c.t.Context().Err() == nil {
		c.read(i)
		time.Sleep(50 * time.Millisecond)
	}
}

func (c *trio) read(i int) {
	socket, _, err := websocket.Dial(c.t.Context(), fmt.Sprintf("ws://127.0.0.1:%d/events?lang=en", c.nodes[i].web), nil)
	if err != nil {
		return
	}
	defer socket.CloseNow()
	socket.SetReadLimit(1 << 22)
	for {
		_, text, err := socket.Read(c.t.Context())
		if err != nil {
			return
		}
		var e struct {
			Type string
			Data json.RawMessage
		}
		var shown card
		if json.Unmarshal(text, &e) == nil && strings.HasSuffix(e.Type, "softphone.shown") && json.Unmarshal(e.Data, &shown) == nil {
			c.mu.Lock()
			c.cards[i][shown.Extension] = shown
			c.mu.Unlock()
		}
	}
}

// card returns what a node's page shows of a softphone.
func (c *trio) card(i int, extension string) card {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cards[i][extension]
}

// A talk is one call as its softphones know it: what they show, what they have sent, and when a stop was in force that
// they were told of.
type talk struct {
	c       *trio
	at      int // the node where it was called
	parties [2]*softphone
	since   time.Time // when a stop that goes on was confirmed
	stops   []window
	killed  time.Time // when the node was killed that had it
	again   [2]time.Duration
}

// A softphone is one with a page at any node; an external telephone has no page, and only a name.
type softphone struct {
	name        string
	page        int
	seq         uint32
	shows, sent bool
	unsure      bool  // a click was not answered
	told        int64 // the epoch of its last report
}

type window struct{ from, to time.Time }

func (p *softphone) isOne() bool { return softphones.MatchString(p.name) }

// post sends a click to the node of a softphone's page, and returns the answer's status, 0 for none.
func (k *talk) post(p *softphone, in click) int {
	text, _ := json.Marshal(in)
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, "POST",
		fmt.Sprintf("http://127.0.0.1:%d/phones/%s/clicks", k.c.nodes[p.page].web, p.name), bytes.NewReader(text))
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}

// clicks clicks what a softphone's toggle says, and notes what it then knows.
func (k *talk) clicks(p *softphone) int {
	p.seq++
	sent := time.Now()
	if !p.shows {
		p.sent = true
		code := k.post(p, click{Do: stop, Seq: p.seq})
		if code == http.StatusNoContent {
			p.shows = true
			if k.since.IsZero() {
				k.since = time.Now()
			}
		}
		p.sent = p.sent && code != http.StatusNoContent && code != http.StatusConflict
		p.unsure = p.unsure || p.sent
		return code
	}
	code := k.post(p, click{Do: resume, Seq: p.seq})
	if code != http.StatusConflict { // it has acted, or may have
		k.resumed(sent)
	}
	p.shows = code != http.StatusNoContent
	p.unsure = p.unsure || p.shows && code != http.StatusConflict
	return code
}

func (k *talk) resumed(at time.Time) {
	if !k.since.IsZero() {
		k.stops = append(k.stops, window{k.since, at})
	}
	k.since = time.Time{}
}

// calls has the first party call the second at a node.
func (k *talk) calls(at int) error {
	k.at = at
	return k.c.lines[at].list[k.parties[0].name].dial(k.parties[1].name)
}

// reports has every softphone answer what the call's new owner asks.
func (k *talk) reports() {
	for _, p := range k.parties {
		if !p.isOne() {
			continue
		}
		untilWithin(k.c.t, time.Minute, p.name+" is asked at "+strconv.Itoa(p.page), func() bool {
			return k.c.card(p.page, p.name).Report > p.told
		})
		if k.again[0] == 0 {
			k.again[0] = time.Since(k.killed)
		}
		p.told = k.c.card(p.page, p.name).Report
		stopped := p.shows || p.sent
		untilWithin(k.c.t, time.Minute, p.name+" has reported", func() bool {
			code := k.post(p, click{Do: reports, Epoch: uint64(p.told), Stopped: stopped, Seq: p.seq})
			return code == http.StatusNoContent
		})
		p.shows, p.sent, p.unsure = stopped, false, false
		if stopped && k.since.IsZero() {
			k.since = time.Now()
		}
	}
}

// makesSure has a softphone whose click was not answered click until it knows what is so: a later number counts, and the
// earlier one does nothing when it comes at last.
func (k *talk) makesSure(p *softphone) {
	untilWithin(k.c.t, time.Minute, p.name+" is answered", func() bool {
		p.seq++
		switch k.post(p, click{Do: stop, Seq: p.seq}) {
		case http.StatusNoContent:
			p.shows = true
			if k.since.IsZero() {
				k.since = time.Now()
			}
			return true
		case http.StatusConflict: // it shows a stop, whether the other one has resumed or not
			p.seq++
			sent := time.Now()
			if k.post(p, click{Do: resume, Seq: p.seq}) == http.StatusNoContent {
				k.resumed(sent)
				p.shows = false
				return true
			}
		}
		return false
	})
}

// anyShows reports whether somebody shows a stop.
func (k *talk) anyShows() bool { return k.parties[0].shows || k.parties[1].shows }

// settled waits until every page shows what its softphone knows, and whether the call is recorded.
func (k *talk) settled(want string) {
	for _, p := range k.parties {
		for i := range k.c.nodes {
			if !p.isOne() {
				continue
			}
			if !comesTrue(30*time.Second, func() bool {
				shown := k.c.card(i, p.name)
				return shown.Recording == want && shown.Report == 0 && (shown.Toggle.Do == resume) == p.shows
			}) {
				shown := k.c.card(i, p.name)
				k.c.t.Errorf("call %v at %d: the page at %d shows %s as %s, %s, report %d, wanted %s, shows %v", k.parties[0].name,
					k.at, i, p.name, shown.Recording, shown.Toggle.Do, shown.Report, want, p.shows)
			}
		}
	}
}

// everyTalk does something for every call, some of them at once.
func everyTalk(talks []*talk, do func(*talk)) {
	var all sync.WaitGroup
	free := make(chan struct{}, 16)
	for _, k := range talks {
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			do(k)
		})
	}
	all.Wait()
}

// Clicks at random, at random nodes, and a node killed at random, again and again: no sample of a stop that somebody
// was told of is in any file of any node, no confirmed stop or resume is lost, and no page says that a call is recorded
// that is stopped. Every call's files are joined into one, which the audit finds clean.
func TestNodesAreKilled(t *testing.T) {
	c := newTrio(t)
	var talks []*talk
	for i := range *manyCalls {
		k := &talk{c: c, parties: [2]*softphone{{name: strconv.Itoa(101 + i)}, {name: fmt.Sprint("customer", i)}}}
		if i%2 == 1 {
			k.parties[1].name = strconv.Itoa(401 + i)
		}
		for _, p := range k.parties {
			for _, at := range c.lines {
				at.add(p.name, map[bool]string{true: "operator", false: "customer"}[p.isOne()])
			}
			p.page = rand.N(3)
		}
		talks = append(talks, k)
	}
	everyTalk(talks, func(k *talk) { must(t, k.calls(rand.N(3))) })
	everyTalk(talks, func(k *talk) { k.settled("on") })
	var took, silent []time.Duration
	counts := map[string]int{}
	for range *kills {
		a, b := c.round(talks, counts)
		took, silent = append(took, a...), append(silent, b...)
	}
	everyTalk(talks, func(k *talk) {
		k.resumed(time.Now())
		must(t, c.lines[k.at].list[k.parties[0].name].hangUp())
	})
	slices.Sort(took)
	slices.Sort(silent)
	t.Logf("%d calls, %d kills, %v", *manyCalls, *kills, counts)
	if len(took) > 0 {
		t.Logf("taken over: %d, after %v (median), %v (most)", len(took), took[len(took)/2], took[len(took)-1])
	}
	if len(silent) > 0 {
		t.Logf("silent without need: %d, for %v (median), %v (most)", len(silent), silent[len(silent)/2], silent[len(silent)-1])
	}
	c.judge(talks)
}

// round kills a node while softphones click, has the telephones of its calls call again, and starts it anew.
func (c *trio) round(talks []*talk, counts map[string]int) (took, silent []time.Duration) {
	dead := talks[rand.N(len(talks))].at
	var mu sync.Mutex
	clicking := make(chan struct{})
	go func() {
		everyTalk(talks, func(k *talk) {
			for range rand.N(4) {
				p := k.parties[rand.N(2)]
				if !p.isOne() {
					p = k.parties[0]
				}
				code := k.clicks(p)
				mu.Lock()
				counts[strconv.Itoa(code)]++
				mu.Unlock()
				time.Sleep(rand.N(200 * time.Millisecond))
			}
		})
		close(clicking)
	}()
	time.Sleep(rand.N(time.Second))
	c.nodes[dead].kill()
	killed := time.Now()
	c.lines[dead].alone()
	c.mu.Lock()
	clear(c.cards[dead])
	c.mu.Unlock()
	<-clicking
	everyTalk(talks, func(k *talk) {
		for _, p := range k.parties {
			if p.page == dead {
				p.page = (dead + 1 + rand.N(2)) % 3
			}
		}
		if k.at != dead {
			for _, p := range k.parties {
				if p.unsure {
					k.makesSure(p)
				}
				p.unsure, p.sent = false, false
			}
			return
		}
		k.killed, k.again = killed, [2]time.Duration{}
		at := (dead + 1 + rand.N(2)) % 3
		untilWithin(c.t, time.Minute, "the call is taken", func() bool { return k.calls(at) == nil }) // busy: again
		k.reports()
		if !k.anyShows() {
			p := k.parties[0]
			if !comesTrue(30*time.Second, func() bool { return c.card(p.page, p.name).Recording == "on" }) {
				c.t.Errorf("%s is silent at %d without need: %+v %+v", p.name, k.at, *k.parties[0], *k.parties[1])
			}
			k.again[1] = time.Since(killed)
		}
		mu.Lock()
		defer mu.Unlock()
		if took = append(took, k.again[0]); k.again[1] > 0 {
			silent = append(silent, k.again[1])
		}
	})
	c.nodes[dead].start()
	everyTalk(talks, func(k *talk) {
		want := "on"
		if !k.since.IsZero() {
			want = "silent"
		}
		k.settled(want)
	})
	return took, silent
}

// judge holds the files of all nodes against what the softphones know.
func (c *trio) judge(talks []*talk) {
	t := c.t
	pieces, leaked, kept := 0, 0, 0
	byParty := map[string]*talk{}
	for _, k := range talks {
		byParty[k.parties[0].name] = k
	}
	untilWithin(t, time.Minute, "the calls are over", func() bool { return c.open() == 0 })
	for _, n := range c.nodes {
		dirs, _ := filepath.Glob(filepath.Join(n.out, "*", reportName))
		for _, dir := range dirs {
			l := &left{t: t, dir: filepath.Dir(dir)}
			for _, r := range l.recordings() {
				pieces++
				var k *talk
				for _, p := range r.Parties {
					if byParty[p.ID] != nil {
						k = byParty[p.ID]
					}
				}
				n, some := k.leaks(r)
				leaked, kept = leaked+n, kept+some
			}
		}
	}
	if leaked != 0 {
		t.Errorf("leaked samples: %d", leaked)
	}
	if kept == 0 {
		t.Error("nothing is recorded")
	}
	c.joins(byParty)
	t.Logf("%d recordings of %d calls: leaked samples: %d, other samples: %d", pieces, len(talks), leaked, kept)
}

// open counts the stories that are not over.
func (c *trio) open() (n int) {
	for _, p := range c.nodes {
		all, _ := filepath.Glob(filepath.Join(p.out, "*", logName))
		over, _ := filepath.Glob(filepath.Join(p.out, "*", reportName))
		n += len(all) - len(over)
	}
	return n
}

// leaks counts the samples of a recording that were spoken while a stop was in force, and the others that are there.
func (k *talk) leaks(r taped) (leaked, kept int) {
	position := func(at time.Time) int64 {
		return int64(at.Sub(r.Start).Seconds() * rate)
	}
	var stops recording.Spans
	for _, w := range k.stops {
		stops.Add(recording.Span{From: position(w.from) + 1, To: position(w.to)})
	}
	for _, file := range r.files {
		for _, channel := range samples(k.c.t, file) {
			for i, v := range channel {
				if v == 0 {
					continue
				}
				if stops.Has(int64(i)) {
					if leaked++; leaked == 1 {
						k.c.t.Logf("%s: sample %d of %d, in %v", file, i, len(channel), stops)
					}
				} else {
					kept++
				}
			}
		}
	}
	return leaked, kept
}

// joins joins the files of all nodes, has the audit judge every call, and counts leaks in the one recording that each
// call has now.
func (c *trio) joins(byParty map[string]*talk) {
	t := c.t
	out := after(c.join, "-join")
	var said, errs strings.Builder
	if code := run(t.Context(), c.join, &said, &errs); code != 0 {
		t.Errorf("exit code %d: %s", code, errs.String())
	}
	reports, _ := filepath.Glob(filepath.Join(out, "*", reportName))
	if len(reports) != len(byParty) {
		t.Errorf("%d of %d calls are joined", len(reports), len(byParty))
	}
	leaked, kept := 0, 0
	for _, name := range reports {
		l := &left{t: t, dir: filepath.Dir(name)}
		r := l.recordings()[0]
		n, some := byParty[r.Parties[0].ID].leaks(r)
		leaked, kept = leaked+n, kept+some
	}
	l := &left{t: t}
	l.run("audit", "-dir", out)
	if leaked != 0 {
		t.Errorf("leaked samples: %d", leaked)
	}
	t.Logf("%d joined recordings: leaked samples: %d, other samples: %d", len(reports), leaked, kept)
}

// commands returns the arguments of the commands of docs/cluster.md that start nodes, and of the one that joins what
// they leave. The addresses and folders are others than on the page, for other tests run meanwhile.
func commands(t *testing.T) (nodes [3][]string, joins []string) {
	t.Helper()
	page, err := os.ReadFile("../../docs/cluster.md")
	must(t, err)
	out := t.TempDir()
	ports := map[string]string{}
	number := regexp.MustCompile(`127\.0\.0\.1:\d+`)
	var all [][]string
	for _, line := range regexp.MustCompile(`(?m)^\./pbx-sip (.*?)( &)?$`).FindAllStringSubmatch(string(page), -1) {
		words := strings.Fields(number.ReplaceAllStringFunc(line[1], func(at string) string {
			if ports[at] == "" {
				ports[at] = fmt.Sprintf("127.0.0.1:%d", freePort(t))
			}
			return ports[at]
		}))
		for i, w := range words {
			if strings.HasPrefix(w, "out/") {
				words[i] = filepath.Join(out, w)
			}
		}
		all = append(all, words)
	}
	if len(all) != 4 {
		t.Fatalf("the page has %d commands", len(all))
	}
	return [3][]string(all[:3]), all[3]
}

// after returns what stands behind a flag.
func after(words []string, flag string) string { return words[slices.Index(words, flag)+1] }

func portOf(t *testing.T, address string) int {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	must(t, err)
	n, err := strconv.Atoi(port)
	must(t, err)
	return n
}
