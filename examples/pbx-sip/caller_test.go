package main

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
	"github.com/gobwas/ws"
	"github.com/pion/rtp"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// callers are telephones of a few lines of Go, all on one connection: for tests without real ones, and for many at
// once.
type callers struct {
	t         testing.TB
	pbx       sip.Uri
	transport string
	client    *sipgo.Client
	dialogs   *sipgo.DialogUA

	mu       sync.Mutex
	list     map[string]*caller
	open     map[string]*sipgo.DialogServerSession // by Call-ID
	speakers []*speaker
	late     time.Duration // by how much their clock was late at most
	deaf     bool          // they keep nothing of what they hear
}

// A caller is one of them. It speaks a loop from its testdata for as long as its call lasts.
type caller struct {
	*callers
	name   string
	rtp    *net.UDPConn
	speech []byte // µ-law
	call   *sipgo.DialogClientSession
	gone   chan struct{} // closed when the PBX hangs up

	mu     sync.Mutex
	remote netip.AddrPort
	heard  []int16
}

func newCallers(t testing.TB, port int, transport string) *callers {
	t.Helper()
	ua, err := sipgo.NewUA(sipgo.WithUserAgent("caller"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(func() { stop(); ua.Close() })
	server, err := sipgo.NewServer(ua)
	if err != nil {
		t.Fatal(err)
	}
	udp, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	context.AfterFunc(ctx, func() { udp.Close() })
	c := &callers{t: t, transport: transport, list: map[string]*caller{},
		open: map[string]*sipgo.DialogServerSession{}}
	c.pbx = sip.Uri{Scheme: "sip", Host: "127.0.0.1", Port: port}
	c.pbx.UriParams.Add("transport", strings.ToLower(transport))
	server.OnInvite(c.invited)
	server.OnAck(func(*sip.Request, sip.ServerTransaction) {})
	server.OnBye(c.ended)
	server.OnNotify(func(req *sip.Request, tx sip.ServerTransaction) { respond(req, tx, sip.StatusOK, "OK") })
	options := []sipgo.ClientOption{sipgo.WithClientHostname("127.0.0.1")}
	if transport == "UDP" {
		options = append(options, sipgo.WithClientConnectionAddr(udp.LocalAddr().String()))
		go server.ServeUDP(udp)
		time.Sleep(100 * time.Millisecond) // until it does; there is no way to ask
	}
	if transport == "WS" {
		c.pbx.Port++
	}
	go c.clock(ctx)
	if c.client, err = sipgo.NewClient(ua, options...); err != nil {
		t.Fatal(err)
	}
	contact := sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: "caller", Host: "127.0.0.1",
		Port: udp.LocalAddr().(*net.UDPAddr).Port}}
	c.dialogs = &sipgo.DialogUA{Client: c.client, ContactHDR: contact}
	return c
}

// add registers a telephone.
func (c *callers) add(name, voice string) *caller {
	c.t.Helper()
	audio, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { audio.Close() })
	data, err := os.ReadFile("testdata/" + voice + ".wav")
	if err != nil {
		c.t.Fatal(err)
	}
	pcm := make([]int16, (len(data)-44)/2)
	recording.PCM16.Decode(pcm, data[44:])
	p := &caller{callers: c, name: name, rtp: audio, speech: make([]byte, len(pcm)), gone: make(chan struct{})}
	recording.MuLaw.Encode(p.speech, pcm)
	c.mu.Lock()
	c.list[name] = p
	c.mu.Unlock()
	go p.listen()
	req := sip.NewRequest(sip.REGISTER, c.pbx)
	req.SetTransport(c.transport)
	address := sip.Uri{Scheme: "sip", User: name, Host: "127.0.0.1"}
	from := &sip.FromHeader{Address: address}
	from.Params.Add("tag", sip.GenerateTagN(8))
	contact := c.dialogs.ContactHDR.Clone()
	contact.Address.User = name
	req.AppendHeader(from)
	req.AppendHeader(&sip.ToHeader{Address: address})
	req.AppendHeader(contact)
	if res := p.do(req); res.StatusCode != sip.StatusOK {
		c.t.Fatal(res.StartLine())
	}
	return p
}

func (p *caller) do(req *sip.Request) *sip.Response {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	res, err := p.client.Do(ctx, req)
	if err != nil {
		p.t.Fatal(err)
	}
	return res
}

func (p *caller) sdp(direction string) []byte {
	return fmt.Appendf(nil, "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"+
		"m=audio %d RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=%s\r\n",
		p.rtp.LocalAddr().(*net.UDPAddr).Port, direction)
}

var sdpType = sip.NewHeader("Content-Type", "application/sdp")

// dial calls somebody, and begins to speak when that answers.
func (p *caller) dial(to string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	target := *p.pbx.Clone()
	target.User = to
	from := &sip.FromHeader{Address: sip.Uri{Scheme: "sip", User: p.name, Host: "127.0.0.1"}}
	from.Params.Add("tag", sip.GenerateTagN(8))
	var err error
	if p.call, err = p.dialogs.Invite(ctx, target, p.sdp("sendrecv"), sdpType, from); err != nil {
		return err
	}
	if err = p.call.WaitAnswer(ctx, sipgo.AnswerOptions{}); err != nil {
		return err
	}
	if err = p.call.Ack(ctx); err != nil {
		return err
	}
	return p.speaks(p.call.InviteResponse.Body())
}

// speaks sends audio to where a description says, from now on.
func (p *caller) speaks(sdp []byte) error {
	d, err := parseSDP(sdp)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.remote = d.audio
	p.mu.Unlock()
	p.callers.mu.Lock()
	defer p.callers.mu.Unlock()
	p.speakers = append(p.speakers, &speaker{caller: p, to: d.audio, header: rtp.Header{Version: 2, SSRC: 1}})
	return nil
}

// A speaker is a caller in a call.
type speaker struct {
	*caller
	to     netip.AddrPort
	header rtp.Header
	packet [12 + perPacket]byte
}

// clock sends the next 20 ms of everybody who speaks. All have one clock, which is cheap, so that what comes late does
// so because of the machine and not of this.
func (c *callers) clock(ctx context.Context) {
	for next := time.Now(); ; next = next.Add(tick) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Until(next)):
		}
		c.mu.Lock()
		c.late = max(c.late, time.Since(next))
		c.speakers = slices.DeleteFunc(c.speakers, func(s *speaker) bool { return !s.speak() })
		c.mu.Unlock()
	}
}

// fallSilent ends the audio of some callers.
func (c *callers) fallSilent(who func(*speaker) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.speakers = slices.DeleteFunc(c.speakers, who)
}

// alone are the callers when their PBX has died: nobody speaks, and nobody waits for it any more.
func (c *callers) alone() {
	c.fallSilent(func(*speaker) bool { return true })
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.open)
}

// speak sends a packet, and reports whether the call goes on.
func (s *speaker) speak() bool {
	select {
	case <-s.gone:
		return false
	default:
	}
	at := int(s.header.Timestamp) % (len(s.speech) - perPacket)
	n, err := s.header.MarshalTo(s.packet[:])
	copy(s.packet[n:], s.speech[at:at+perPacket])
	if err == nil {
		_, err = s.rtp.WriteToUDPAddrPort(s.packet[:], s.to)
	}
	s.header.SequenceNumber++
	s.header.Timestamp += perPacket
	return err == nil
}

func (p *caller) listen() {
	buf := make([]byte, 2048)
	for {
		n, err := p.rtp.Read(buf)
		if err != nil {
			return
		}
		var in rtp.Packet
		if in.Unmarshal(buf[:n]) == nil {
			pcm := make([]int16, len(in.Payload))
			recording.MuLaw.Decode(pcm, in.Payload)
			p.mu.Lock()
			if !p.deaf {
				p.heard = append(p.heard, pcm...)
			}
			p.mu.Unlock()
		}
	}
}

// ask sends a request within the call.
func (p *caller) ask(method sip.RequestMethod, body []byte, headers ...sip.Header) *sip.Response {
	p.t.Helper()
	req := sip.NewRequest(method, *p.pbx.Clone())
	req.SetBody(body)
	for _, h := range headers {
		req.AppendHeader(h)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	res, err := p.call.Do(ctx, req)
	if err != nil {
		p.t.Fatal(err)
	}
	return res
}

// hangUp ends the call, and its audio first.
func (p *caller) hangUp() error {
	p.fallSilent(func(s *speaker) bool { return s.caller == p })
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return p.call.Bye(ctx)
}

// invited answers whatever rings.
func (c *callers) invited(req *sip.Request, tx sip.ServerTransaction) {
	c.mu.Lock()
	p := c.list[req.Recipient.User]
	c.mu.Unlock()
	d, err := c.dialogs.ReadInvite(req, tx)
	if err != nil || p == nil {
		respond(req, tx, sip.StatusNotFound, "Not Here")
		return
	}
	c.mu.Lock()
	c.open[req.CallID().Value()] = d
	c.mu.Unlock()
	if err := p.speaks(req.Body()); err == nil {
		_ = d.RespondSDP(p.sdp("sendrecv")) // who does not hear it asks again
	}
}

// ended is the PBX that hangs up.
func (c *callers) ended(req *sip.Request, tx sip.ServerTransaction) {
	respond(req, tx, sip.StatusOK, "OK")
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.list {
		mine := p.call != nil && p.call.InviteRequest.CallID().Value() == req.CallID().Value()
		if d := c.open[req.CallID().Value()]; mine || d != nil && d.InviteRequest.Recipient.User == p.name {
			close(p.gone)
		}
	}
}

// Telephones over each transport: they register and call, hold by re-INVITE, and press keys by INFO.
func TestTransports(t *testing.T) {
	for i, transport := range []string{"UDP", "TCP", "WS"} {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			f := newOffice(t)
			c := newCallers(t, f.trunk.port, transport)
			operator, customer := c.add("10"+strconv.Itoa(i), "operator"), c.add("customer", "customer")
			must(t, operator.dial("customer"))
			time.Sleep(300 * time.Millisecond)
			if s := seatOf(t, f, operator.name); s.Terminal != (map[bool]pause.Terminal{true: pause.WebRTC,
				false: pause.Installed})[transport == "WS"] || s.Phone.State != callstate.Talking {
				t.Errorf("got %+v", s)
			}
			keys := sip.NewHeader("Content-Type", "application/dtmf-relay")
			for _, key := range []string{"*", "1"} {
				operator.ask(sip.INFO, fmt.Appendf(nil, "Signal=%s\r\nDuration=100\r\n", key), keys)
			}
			until(t, "the recording is silent", func() bool {
				return seatOf(t, f, operator.name).Recording == pause.Silent
			})
			aWhile() // longer than a slow disk takes, so that the beeps are two
			for _, key := range []string{"*", "2"} {
				operator.ask(sip.INFO, fmt.Appendf(nil, "Signal=%s\r\nDuration=100\r\n", key), keys)
			}
			res := operator.ask(sip.INVITE, operator.sdp("sendonly"), sdpType)
			if !strings.Contains(string(res.Body()), "recvonly") {
				t.Errorf("the answer to a hold is %s\n%s", res.StartLine(), res.Body())
			}
			time.Sleep(300 * time.Millisecond)
			operator.ask(sip.INVITE, operator.sdp("sendrecv"), sdpType)
			time.Sleep(300 * time.Millisecond)
			must(t, operator.hangUp())
			<-customer.gone
			l := leaves(t, f)
			from, to := l.at(calllog.PauseCommand, 0), l.at(calllog.ResumeCommand, 0)
			l.silent("c1", 0, operator.name, from, to)
			l.silent("c1", 1, "customer", from, to)
			l.spoken("c1", 1, "customer", to, l.at(calllog.CallHangup, 0), to)
			customer.mu.Lock()
			defer customer.mu.Unlock()
			if got := beeps(customer.heard); got != 2 {
				t.Errorf("the customer heard %d beeps", got)
			}
		})
	}
}

// A code that something else overtakes while it is pressed stops the recording from its * on, without a gap.
func TestOvertakenCode(t *testing.T) {
	t.Parallel()
	f := newOffice(t)
	c := newCallers(t, f.trunk.port, "UDP")
	operator, customer := c.add("101", "operator"), c.add("customer", "customer")
	must(t, operator.dial("customer"))
	keys := sip.NewHeader("Content-Type", "application/dtmf-relay")
	press := func(key string) {
		operator.ask(sip.INFO, fmt.Appendf(nil, "Signal=%s\r\nDuration=100\r\n", key), keys)
		time.Sleep(300 * time.Millisecond)
	}
	time.Sleep(300 * time.Millisecond)
	press("*")
	operator.ask(sip.INVITE, operator.sdp("sendonly"), sdpType)
	operator.ask(sip.INVITE, operator.sdp("sendrecv"), sdpType)
	time.Sleep(300 * time.Millisecond)
	press("1")
	press("*")
	press("2")
	must(t, operator.hangUp())
	<-customer.gone
	l := leaves(t, f)
	from, to := l.at(calllog.Unhold, 0), l.at(calllog.ResumeCommand, 0)
	l.silent("c1", 0, operator.name, from, to)
	l.silent("c1", 1, "customer", from, to)
}

// What the PBX cannot do is refused with a reason, and nothing is left behind.
func TestRefused(t *testing.T) {
	f := newOffice(t)
	c := newCallers(t, f.trunk.port, "UDP")
	a := c.add("101", "operator")
	if err := a.dial("nobody"); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("got %v", err)
	}
	if f := slices.Collect(files(t, f.options.out)); len(f) != 2 { // the journal and the registrations
		t.Errorf("left behind: %v", f)
	}
}

func files(t *testing.T, dir string) func(func(string) bool) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(string) bool) {
		for _, e := range entries {
			if !yield(e.Name()) {
				return
			}
		}
	}
}

// A telephone that hangs up and closes its connection in the same moment, as a page does that is closed, has hung up.
func TestLastWord(t *testing.T) {
	f := newOffice(t)
	for _, transport := range []string{"TCP", "WS"} {
		c := newCallers(t, f.trunk.port, transport)
		operator, customer := c.add("101", "operator"), c.add("customer"+transport, "customer")
		for range 10 {
			customer.gone = make(chan struct{})
			must(t, operator.dial(customer.name))
			hangUpAndClose(t, operator)
			select {
			case <-customer.gone:
			case <-time.After(patience):
				t.Fatalf("%s: the call goes on", transport)
			}
		}
	}
}

// hangUpAndClose ends a call through a connection of its own, and closes that.
func hangUpAndClose(t *testing.T, p *caller) {
	t.Helper()
	conn, err := net.Dial("tcp4", net.JoinHostPort(p.pbx.Host, strconv.Itoa(p.pbx.Port)))
	must(t, err)
	invite, res := p.call.InviteRequest, p.call.InviteResponse
	bye := fmt.Appendf(nil, "BYE sip:pbx@%s SIP/2.0\r\nVia: SIP/2.0/%s gone.invalid;branch=%s\r\nMax-Forwards: 70\r\n"+
		"From: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: 2 BYE\r\nContent-Length: 0\r\n\r\n", conn.RemoteAddr(), p.transport,
		sip.GenerateBranch(), invite.From().Value(), res.To().Value(), invite.CallID().Value())
	if p.transport == "WS" {
		same := func(context.Context, string, string) (net.Conn, error) { return conn, nil }
		_, _, _, err = ws.Dialer{Protocols: []string{"sip"}, NetDial: same}.Dial(t.Context(), "ws://"+conn.RemoteAddr().String())
		must(t, err)
		said, err := ws.CompileFrame(ws.MaskFrame(ws.NewTextFrame(bye)))
		must(t, err)
		end, err := ws.CompileFrame(ws.MaskFrame(ws.NewCloseFrame(ws.NewCloseFrameBody(ws.StatusGoingAway, ""))))
		must(t, err)
		bye = append(said, end...)
	}
	_, err = conn.Write(bye)
	must(t, err)
	conn.Close()
}
