package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// A trunk is the SIP side of the PBX: the registrar, and the dialogs of a back-to-back user agent. It knows telephones
// and no calls; what happens on a line goes to the owner of its story.
type trunk struct {
	office *office
	log    *slog.Logger
	server *sipgo.Server
	client *sipgo.Client
	host   string
	port   int // of UDP and TCP; WebSocket has the next one

	sockets *webSockets
	serve   func()
	sending sync.WaitGroup // what telephones are still to be told

	mu       sync.Mutex
	bindings map[string]binding
	dialogs  map[string]*dialog // by Call-ID and our tag
}

// patience is how long a telephone may take to answer a request within a dialog.
const patience = 5 * time.Second

// openTrunk takes the ports, 0 for free ones. Nothing is read from them before serve.
func openTrunk(ctx context.Context, o *office, addr string, log *slog.Logger) (*trunk, error) {
	t := &trunk{office: o, log: log, bindings: map[string]binding{}, dialogs: map[string]*dialog{}}
	ua, err := sipgo.NewUA(sipgo.WithUserAgent("pbx-sip"))
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { ua.Close() })
	ua.TransportLayer().OnMessage(t.lastWord)
	if t.server, err = sipgo.NewServer(ua); err != nil {
		return nil, err
	}
	t.server.OnRegister(whole(t.register))
	t.server.OnInvite(whole(t.invite))
	t.server.OnAck(func(*sip.Request, sip.ServerTransaction) {})
	t.server.OnOptions(whole(t.ok))
	t.server.OnNotify(whole(t.ok))
	t.server.OnBye(whole(t.bye))
	t.server.OnRefer(whole(t.refer))
	t.server.OnInfo(whole(t.info))
	if err := t.listen(ctx, addr); err != nil {
		return nil, err
	}
	t.client, err = sipgo.NewClient(ua, sipgo.WithClientAddr(net.JoinHostPort(t.host, strconv.Itoa(t.port))))
	return t, err
}

// listen opens one port for UDP and TCP and the next one for WebSocket.
func (t *trunk) listen(ctx context.Context, addr string) error {
	want, err := net.ResolveUDPAddr("udp4", addr)
	if err != nil {
		return err
	}
	for range 50 {
		udp, err := net.ListenUDP("udp4", want)
		if err != nil {
			return err
		}
		at := udp.LocalAddr().(*net.UDPAddr)
		t.host, t.port = at.IP.String(), at.Port
		tcp, failed := net.ListenTCP("tcp4", &net.TCPAddr{IP: at.IP, Port: at.Port})
		if failed == nil {
			var ws net.Listener
			if ws, failed = net.ListenTCP("tcp4", &net.TCPAddr{IP: at.IP, Port: at.Port + 1}); failed == nil {
				t.sockets = &webSockets{ws, make(chan net.Conn), ctx.Done()}
				web := &http.Server{Handler: guard(t.sockets), ReadHeaderTimeout: patience}
				context.AfterFunc(ctx, func() { udp.Close(); tcp.Close(); ws.Close(); web.Close() })
				t.serve = func() {
					go t.server.ServeUDP(udp)
					go t.server.ServeTCP(tcp)
					go web.Serve(ws)
					go t.server.ServeWS(t.sockets)
				}
				return nil
			}
			tcp.Close()
		}
		udp.Close()
		if want.Port != 0 {
			return failed
		}
	}
	return errors.New("sip: no three free ports")
}

func respond(req *sip.Request, tx sip.ServerTransaction, code int, reason string, headers ...sip.Header) {
	res := sip.NewResponseFromRequest(req, code, reason, nil)
	for _, h := range headers {
		res.AppendHeader(h)
	}
	_ = tx.Respond(res) // who does not hear it asks again
}

// whole passes on what has the headers of every request. Anything else is refused before anybody reads it.
func whole(handle sipgo.RequestHandler) sipgo.RequestHandler {
	return func(req *sip.Request, tx sip.ServerTransaction) {
		if req.From() == nil || req.To() == nil || req.CallID() == nil || req.CSeq() == nil {
			respond(req, tx, sip.StatusBadRequest, "Missing Header")
			return
		}
		handle(req, tx)
	}
}

// lastWord keeps a connection open until a hang-up that came through it is taken: a page that is closed says so and closes
// its connection at once, and SIP's transactions know no request whose connection is gone.
func (t *trunk) lastWord(m sip.Message) {
	req, is := m.(*sip.Request)
	if !is || req.Method != sip.BYE || !sip.IsReliable(req.Transport()) || req.To() == nil || req.CallID() == nil {
		return
	}
	if d := t.find(req); d != nil {
		select {
		case <-d.ended:
		case <-time.After(patience):
		}
	}
}

func (t *trunk) ok(req *sip.Request, tx sip.ServerTransaction) { respond(req, tx, sip.StatusOK, "OK") }

// A dialog is the SIP of one line. Its line belongs to the owner of the story; what is here has a lock of its own.
type dialog struct {
	trunk  *trunk
	line   *line
	called bool // the telephone has called us

	ID                  string // Call-ID
	Local, Remote       string // tags
	Us, Them            string // user names
	Target              string // the telephone's contact
	Transport, Source   string
	mu                  sync.Mutex
	Sequence            uint32
	up, over, cancelled bool
	tx                  sip.ServerTransaction // of the INVITE of a telephone that has called
	request             *sip.Request          // the first INVITE
	offer               *description          // the telephone's
	done                chan struct{}         // closed when the INVITE has its final answer
	ended               chan struct{}         // closed when nobody finds the dialog any more
}

func dialogKey(id, tag string) string { return id + "|" + tag }

// find returns the dialog of a request, nil where there is none.
func (t *trunk) find(req *sip.Request) *dialog {
	tag, _ := req.To().Params.Get("tag")
	return t.dialog(req.CallID().Value(), tag)
}

func (t *trunk) dialog(id, tag string) *dialog {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.dialogs[dialogKey(id, tag)]
}

func (t *trunk) add(d *dialog) *dialog {
	d.trunk, d.done, d.ended = t, make(chan struct{}), make(chan struct{})
	t.mu.Lock()
	defer t.mu.Unlock()
	t.dialogs[dialogKey(d.ID, d.Local)] = d
	return d
}

func (d *dialog) remote() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.Remote
}

func (d *dialog) drop() {
	d.trunk.mu.Lock()
	defer d.trunk.mu.Unlock()
	key := dialogKey(d.ID, d.Local)
	if d.trunk.dialogs[key] == d {
		delete(d.trunk.dialogs, key)
		close(d.ended)
	}
}

// invite is a telephone that calls, or a re-INVITE.
func (t *trunk) invite(req *sip.Request, tx sip.ServerTransaction) {
	if _, within := req.To().Params.Get("tag"); within {
		t.reinvite(req, tx)
		return
	}
	if req.Contact() == nil {
		respond(req, tx, sip.StatusBadRequest, "No Contact")
		return
	}
	offer, err := parseSDP(req.Body())
	if err != nil {
		respond(req, tx, sip.StatusNotAcceptableHere, "G.711 only")
		return
	}
	remote, _ := req.From().Params.Get("tag")
	d := t.add(&dialog{called: true, ID: req.CallID().Value(), Local: sip.GenerateTagN(16), Remote: remote,
		Us: req.Recipient.User, Them: req.From().Address.User, Target: req.Contact().Address.String(),
		Transport: req.Transport(), Source: req.Source(), tx: tx, request: req, offer: &offer})
	req.To().Params.Add("tag", d.Local) // so that every answer has it
	l := &line{party: d.Them, far: d}
	if l.stream, err = t.office.mix.open(l, offer.webrtc != ""); err != nil {
		d.finish(sip.StatusInternalServerError, "No Ports", nil)
		return
	}
	d.line = l
	respond(req, tx, sip.StatusTrying, "Trying")
	t.office.dial(l, d.Us)
	giveUp := sync.OnceFunc(d.gone)
	if !tx.OnCancel(func(*sip.Request) { go giveUp() }) && errors.Is(tx.Err(), sip.ErrTransactionCanceled) {
		giveUp() // before the line had its story
	}
	select { // the transaction ends with this function
	case <-d.done:
	case <-tx.Done():
	}
}

// finish gives the INVITE of a telephone that has called its final answer.
func (d *dialog) finish(code int, reason string, body []byte) {
	d.mu.Lock()
	if d.up || d.over {
		d.mu.Unlock()
		return
	}
	d.up, d.over = code < 300, code >= 300
	d.mu.Unlock()
	res := sip.NewResponseFromRequest(d.request, code, reason, body)
	res.AppendHeader(d.trunk.contact(d.Transport))
	if body != nil {
		res.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	}
	if err := d.tx.Respond(res); err != nil {
		d.trunk.log.Warn("no answer sent", "to", d.Them, "error", err)
	}
	close(d.done)
	if code >= 300 {
		d.closed()
	}
}

// gone is a telephone that has hung up, or given up.
func (d *dialog) gone() {
	d.mu.Lock()
	d.over = true
	d.mu.Unlock()
	d.line.gone()
	d.closed()
}

func (d *dialog) closed() {
	d.drop()
	if d.line != nil {
		d.line.stream.close()
	}
}

func (t *trunk) contact(transport string) *sip.ContactHeader {
	c := &sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: "pbx", Host: t.host, Port: t.port}}
	if transport == "WS" {
		c.Address.Port++
	}
	if transport != "UDP" {
		c.Address.UriParams.Add("transport", strings.ToLower(transport))
	}
	return c
}

// Where a line leads to, for the owner of a story.

func (d *dialog) rings() {
	if d.called {
		respond(d.request, d.tx, sip.StatusRinging, "Ringing")
	}
}

func (d *dialog) answer() {
	if !d.called {
		return
	}
	if body, err := d.line.stream.agree(*d.offer); err == nil {
		d.finish(sip.StatusOK, "OK", body)
	} else {
		d.finish(sip.StatusNotAcceptableHere, reasonPhrase(err), nil)
		d.line.gone()
	}
}

func (d *dialog) refuse(code int, reason string) {
	if d.called {
		d.finish(code, reason, nil)
	}
}

// hangUp ends the dialog, whatever it has come to.
func (d *dialog) hangUp() {
	d.mu.Lock()
	up, over := d.up, d.over
	d.cancelled = d.cancelled || !up
	d.mu.Unlock()
	switch {
	case over:
	case up:
		d.mu.Lock()
		d.over = true
		d.mu.Unlock()
		d.trunk.sending.Go(func() { d.do(sip.BYE, "", nil) })
		d.closed()
	case d.called:
		d.finish(sip.StatusTemporarilyUnavailable, "Nobody there", nil)
	default:
		d.trunk.sending.Go(d.cancel)
	}
}

// ringTime is how long a telephone may ring.
const ringTime = time.Minute

// ring calls a telephone for somebody. What comes of it goes to the line.
func (t *trunk) ring(b binding, user, from string, l *line) *dialog {
	d := t.add(&dialog{ID: sip.GenerateTagN(24), Local: sip.GenerateTagN(16), Us: from, Them: user, line: l,
		Target: b.Contact, Transport: b.Transport, Source: b.Source})
	go d.call()
	return d
}

func (d *dialog) call() {
	body, err := d.line.stream.sdp(nil)
	if err != nil {
		d.failed(sip.StatusInternalServerError, reasonPhrase(err))
		return
	}
	d.request = d.build(sip.INVITE, "application/sdp", body)
	tx, err := d.trunk.client.TransactionRequest(context.Background(), d.request)
	if err != nil {
		d.failed(sip.StatusServiceUnavailable, "No Connection")
		return
	}
	defer tx.Terminate()
	giveUp := time.NewTimer(ringTime)
	defer giveUp.Stop()
	for waited := 0; ; {
		select {
		case res := <-tx.Responses():
			if !d.respondedBy(res) {
				return
			}
		case <-giveUp.C:
			if waited++; waited > 1 { // it has not even said that it has stopped
				d.failed(sip.StatusRequestTimeout, "No Answer")
				return
			}
			d.hangUp()
			giveUp.Reset(patience)
		case <-tx.Done():
			d.failed(sip.StatusRequestTimeout, "No Answer")
			return
		}
	}
}

// respondedBy takes an answer to our INVITE, and reports whether there are more to come.
func (d *dialog) respondedBy(res *sip.Response) (more bool) {
	switch {
	case res.IsProvisional():
		d.mu.Lock()
		d.Sequence = max(d.Sequence, 1)
		cancelled := d.cancelled
		d.mu.Unlock()
		if cancelled {
			go d.cancel()
		} else if res.StatusCode >= sip.StatusRinging {
			d.line.rang()
		}
		return true
	case res.IsSuccess():
		d.accepted(res)
	default:
		d.failed(res.StatusCode, res.Reason)
	}
	return false
}

// accepted acknowledges the telephone's answer. One that has answered while we gave up is told so.
func (d *dialog) accepted(res *sip.Response) {
	d.mu.Lock()
	if to := res.To(); to != nil {
		d.Remote, _ = to.Params.Get("tag")
	}
	if c := res.Contact(); c != nil {
		d.Target = c.Address.String()
	}
	d.mu.Unlock()
	ack := d.build(sip.ACK, "", nil)
	ack.CSeq().SeqNo = res.CSeq().SeqNo
	if err := d.trunk.client.WriteRequest(ack); err != nil {
		d.trunk.log.Warn("no ACK sent", "to", d.Them, "error", err)
	}
	answer, err := parseSDP(res.Body())
	if err == nil {
		err = d.line.stream.connect(answer)
	}
	d.mu.Lock()
	d.up = true
	late := d.cancelled || err != nil
	d.mu.Unlock()
	if late {
		d.line.failed(sip.StatusNotAcceptableHere, "G.711 only")
		d.hangUp()
		return
	}
	d.line.answered()
}

func (d *dialog) failed(code int, reason string) {
	d.mu.Lock()
	d.over = true
	d.mu.Unlock()
	d.closed()
	d.line.failed(code, reason)
}

// cancel takes our INVITE back, once the telephone has said that it has it.
func (d *dialog) cancel() {
	d.mu.Lock()
	heard := d.Sequence > 0
	d.mu.Unlock()
	if !heard || d.request == nil || d.request.Via() == nil {
		return // the first provisional answer comes back here
	}
	req := sip.NewRequest(sip.CANCEL, d.request.Recipient)
	req.AppendHeader(sip.HeaderClone(d.request.Via()))
	for _, name := range []string{"From", "To", "Call-ID", "Max-Forwards"} {
		sip.CopyHeaders(name, d.request, req)
	}
	req.AppendHeader(&sip.CSeqHeader{SeqNo: d.request.CSeq().SeqNo, MethodName: sip.CANCEL})
	req.SetTransport(d.Transport)
	req.SetDestination(d.Source)
	req.SetBody(nil)
	d.send(req)
}

// build makes a request within the dialog, or the one that begins it.
func (d *dialog) build(method sip.RequestMethod, contentType string, body []byte) *sip.Request {
	d.mu.Lock()
	defer d.mu.Unlock()
	var target sip.Uri
	if err := sip.ParseUri(d.Target, &target); err != nil {
		target = sip.Uri{Scheme: "sip", User: d.Them, Host: d.trunk.host}
	}
	if method != sip.ACK && method != sip.INVITE {
		d.Sequence++
	}
	req := sip.NewRequest(method, target)
	from := &sip.FromHeader{Address: sip.Uri{Scheme: "sip", User: d.Us, Host: d.trunk.host}}
	from.Params.Add("tag", d.Local)
	to := &sip.ToHeader{Address: sip.Uri{Scheme: "sip", User: d.Them, Host: d.trunk.host}}
	if d.Remote != "" {
		to.Params.Add("tag", d.Remote)
	}
	id, forwards := sip.CallIDHeader(d.ID), sip.MaxForwardsHeader(70)
	req.AppendHeader(from)
	req.AppendHeader(to)
	req.AppendHeader(&id)
	req.AppendHeader(&sip.CSeqHeader{SeqNo: max(d.Sequence, 1), MethodName: method})
	req.AppendHeader(&forwards)
	req.AppendHeader(d.trunk.contact(d.Transport))
	if contentType != "" {
		req.AppendHeader(sip.NewHeader("Content-Type", contentType))
	}
	req.SetBody(body)
	req.SetTransport(d.Transport)
	req.SetDestination(d.Source)
	return req
}

func (d *dialog) do(method sip.RequestMethod, contentType string, body []byte, headers ...sip.Header) {
	req := d.build(method, contentType, body)
	for _, h := range headers {
		req.AppendHeader(h)
	}
	d.send(req)
}

func (d *dialog) send(req *sip.Request) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if _, err := d.trunk.client.Do(ctx, req); err != nil {
		d.trunk.log.Info("no answer", "from", d.Them, "to", req.Method, "error", err)
	}
}

func (t *trunk) bye(req *sip.Request, tx sip.ServerTransaction) {
	d := t.find(req)
	if d == nil {
		respond(req, tx, sip.StatusCallTransactionDoesNotExists, "No Such Call")
		return
	}
	respond(req, tx, sip.StatusOK, "OK")
	d.gone()
}

// reinvite is a hold, or its end, or a telephone that has moved.
func (t *trunk) reinvite(req *sip.Request, tx sip.ServerTransaction) {
	d := t.find(req)
	if d == nil {
		respond(req, tx, sip.StatusCallTransactionDoesNotExists, "No Such Call")
		return
	}
	offer, err := parseSDP(req.Body())
	if err == nil {
		err = d.line.described(offer)
	}
	var body []byte
	if err == nil {
		body, err = d.line.stream.agree(offer)
	}
	if err != nil {
		respond(req, tx, sip.StatusNotAcceptableHere, reasonPhrase(err))
		return
	}
	res := sip.NewResponseFromRequest(req, sip.StatusOK, "OK", body)
	res.AppendHeader(t.contact(d.Transport))
	res.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	_ = tx.Respond(res) // who does not hear it asks again
}

// reasonPhrase is an error in the one line that a response has for it.
func reasonPhrase(err error) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, err.Error())
}

// refer is a transfer: blind, or with Replaces to whom the telephone talks already.
func (t *trunk) refer(req *sip.Request, tx sip.ServerTransaction) {
	d, to := t.find(req), req.GetHeader("Refer-To")
	if d == nil || to == nil {
		respond(req, tx, sip.StatusCallTransactionDoesNotExists, "No Such Call")
		return
	}
	target, other, err := t.referTo(to.Value())
	if err == nil {
		err = d.line.transfer(target, other, func(code int, reason string) {
			t.sending.Go(func() { d.notify(fmt.Sprintf("SIP/2.0 %d %s", code, reason), code >= sip.StatusOK) })
		})
	}
	if err != nil {
		respond(req, tx, sip.StatusNotAcceptableHere, reasonPhrase(err))
		return
	}
	respond(req, tx, sip.StatusAccepted, "Accepted")
}

func (d *dialog) notify(fragment string, last bool) {
	state := "active;expires=60"
	if last {
		state = "terminated;reason=noresource"
	}
	d.do(sip.NOTIFY, "message/sipfrag", []byte(fragment+"\r\n"), sip.NewHeader("Event", "refer"),
		sip.NewHeader("Subscription-State", state))
}

// referTo reads whom a telephone transfers to, and the line that Replaces names, nil for a blind transfer.
func (t *trunk) referTo(value string) (user string, other *line, err error) {
	value, _, _ = strings.Cut(strings.TrimPrefix(value, "<"), ">")
	uri, headers, _ := strings.Cut(value, "?")
	var to sip.Uri
	if err := sip.ParseUri(uri, &to); err != nil {
		return "", nil, err
	}
	for header := range strings.SplitSeq(headers, "&") {
		name, text, _ := strings.Cut(header, "=")
		if !strings.EqualFold(name, "Replaces") {
			continue
		}
		text, err := url.PathUnescape(text)
		if err != nil {
			return "", nil, err
		}
		fields := strings.Split(text, ";")
		tags := map[string]string{}
		for _, f := range fields[1:] {
			name, tag, _ := strings.Cut(f, "=")
			tags[name] = tag
		}
		d := t.dialog(fields[0], tags["to-tag"])
		if d == nil || d.remote() != tags["from-tag"] {
			return "", nil, errors.New("no such call to replace")
		}
		return to.User, d.line, nil
	}
	return to.User, nil, nil
}

// maxHeld is the longest that a key is held down, in milliseconds: the longest duration of a telephone event.
const maxHeld = 8191

// info is a key of the dial pad, from telephones that send no telephone events: "Signal=*", "Duration=160".
func (t *trunk) info(req *sip.Request, tx sip.ServerTransaction) {
	d := t.find(req)
	if d == nil {
		respond(req, tx, sip.StatusCallTransactionDoesNotExists, "No Such Call")
		return
	}
	digit, held := byte(0), 160
	for line := range strings.Lines(string(req.Body())) {
		switch name, value, _ := strings.Cut(strings.TrimSpace(line), "="); {
		case strings.EqualFold(name, "Signal") && value != "":
			digit = strings.TrimSpace(value)[0]
		case strings.EqualFold(name, "Duration"):
			held, _ = strconv.Atoi(strings.TrimSpace(value))
		}
	}
	if digit != 0 && held >= 0 && held <= maxHeld {
		d.line.pressed(digit, time.Now().Add(-time.Duration(held)*time.Millisecond))
	}
	respond(req, tx, sip.StatusOK, "OK") // now the next key may come
}
