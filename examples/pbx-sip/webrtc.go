package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"

	"github.com/recpause/recpause/buttons"
)

// A browser is the end of a line whose telephone is a browser: its audio is SRTP, keyed by DTLS, to where ICE has found
// that it gets through. What comes out of it is RTP like any telephone's.
type browser struct {
	peer *webrtc.PeerConnection
}

// lost is how long nothing may come from a browser, which also asks whether we are there when it has nothing to say.
const lost = 6 * time.Second

// browsers makes the ends of browsers. The PBX is lite in ICE: it offers one address of loopback, answers the browser's
// checks, and needs to know none of the browser's addresses, which are often names that only the browser resolves.
var browsers = func() *webrtc.API {
	var codecs webrtc.MediaEngine
	for _, c := range []webrtc.RTPCodecParameters{
		{RTPCodecCapability: pcmu, PayloadType: 0},
		{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: "audio/telephone-event", ClockRate: rate},
			PayloadType: events},
	} {
		if err := codecs.RegisterCodec(c, webrtc.RTPCodecTypeAudio); err != nil {
			panic(err) // two fixed types of audio, which are different
		}
	}
	var on webrtc.SettingEngine
	on.SetLite(true)
	on.SetIncludeLoopbackCandidate(true)
	on.SetIPFilter(net.IP.IsLoopback)
	on.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	on.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	on.SetICETimeouts(lost/2, lost/2, time.Second)
	return webrtc.NewAPI(webrtc.WithMediaEngine(&codecs), webrtc.WithSettingEngine(on))
}()

var pcmu = webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMU, ClockRate: rate, Channels: 1}

// open opens the stream of a line, to a browser or to any other telephone.
func (m *mixer) open(l *line, isBrowser bool) (*stream, error) {
	if isBrowser {
		return m.browse(l)
	}
	return m.listen(l.heard)
}

func (m *mixer) browse(l *line) (*stream, error) {
	peer, err := browsers.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, err
	}
	track, err := webrtc.NewTrackLocalStaticRTP(pcmu, "audio", "pbx-sip")
	if err == nil {
		_, err = peer.AddTrack(track)
	}
	if err != nil {
		return nil, errors.Join(err, peer.Close())
	}
	s := m.attach(func(rtp []byte) { _, _ = track.Write(rtp) }, l.heard) // a browser that is gone is no news
	s.browser = &browser{peer}
	peer.OnTrack(func(from *webrtc.TrackRemote, reports *webrtc.RTPReceiver) {
		go each(func(buf []byte) (int, error) { n, _, err := reports.Read(buf); return n, err }, s.report)
		each(func(buf []byte) (int, error) { n, _, err := from.Read(buf); return n, err }, s.receive)
	})
	peer.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		switch state { // the page is frozen, or closed; where a BYE came with it, the line is gone already
		case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
			l.gone()
			l.post(func(*story) { l.far.hangUp() })
		}
	})
	return s, nil
}

// each has every packet taken that can be read.
func each(read func([]byte) (int, error), take func([]byte)) {
	buf := make([]byte, 2048)
	for {
		n, err := read(buf)
		if err != nil {
			return
		}
		take(buf[:n])
	}
}

// agree takes what a browser has offered or answered. Later offers change the direction only, which is the mixer's.
func (b *browser) agree(theirs string) error {
	kind := webrtc.SDPTypeOffer
	switch {
	case theirs == "":
		return errors.New("sdp: a browser without WebRTC")
	case b.peer.RemoteDescription() != nil:
		return nil
	case b.peer.LocalDescription() != nil:
		kind = webrtc.SDPTypeAnswer
	}
	return b.peer.SetRemoteDescription(webrtc.SessionDescription{Type: kind, SDP: withoutCandidates(theirs)})
}

var candidates = regexp.MustCompile(`(?m)^a=candidate:.*\n`)

// withoutCandidates takes out where a browser could be asked: it asks.
func withoutCandidates(sdp string) string { return candidates.ReplaceAllString(sdp, "") }

// describe returns our description, as an offer or as the answer to an offer.
func (b *browser) describe(to *description) ([]byte, error) {
	var ours webrtc.SessionDescription
	var err error
	switch {
	case b.peer.LocalDescription() != nil && to != nil:
		return b.again(*to), nil
	case to == nil:
		ours, err = b.peer.CreateOffer(nil)
	default:
		ours, err = b.peer.CreateAnswer(nil)
	}
	gathered := webrtc.GatheringCompletePromise(b.peer)
	if err == nil {
		err = b.peer.SetLocalDescription(ours)
	}
	if err != nil {
		return nil, err
	}
	select {
	case <-gathered: // one socket of loopback: at once
		return []byte(b.peer.LocalDescription().SDP), nil
	case <-time.After(patience):
		return nil, errors.New("ice: no address of loopback")
	}
}

var (
	direction = regexp.MustCompile(`(?m)^a=(sendrecv|sendonly|recvonly|inactive)\r?$`)
	version   = regexp.MustCompile(`(?m)^(o=\S+ \d+) \d+`)
)

// again answers an offer in a call that is up: all is as it was, but for who sends. Who is who in DTLS does not change,
// either: an offer of ours left that to the browser.
func (b *browser) again(to description) []byte {
	sdp := b.peer.LocalDescription().SDP
	role := "a=setup:passive"
	if strings.Contains(b.peer.RemoteDescription().SDP, role) {
		role = "a=setup:active"
	}
	sdp = strings.ReplaceAll(sdp, "a=setup:actpass", role)
	sdp = direction.ReplaceAllString(sdp, "a="+answers[to.direction]+"\r")
	return []byte(version.ReplaceAllString(sdp, fmt.Sprint("${1} ", time.Now().Unix())))
}

// close ends DTLS, takes the socket away, and waits until nobody reads any more.
func (b *browser) close() { _ = b.peer.GracefulClose() }

// A webSockets is the listener of SIP over WebSocket. HTTP takes its connections first, so that pages of other origins
// can no more call here than click; and browsers refuse a port that is SIP's, but not that of the page.
type webSockets struct {
	net.Listener // the port for those who are no browsers
	taken        chan net.Conn
	over         <-chan struct{} // closed when the PBX ends
}

func (l *webSockets) Accept() (net.Conn, error) {
	select {
	case c := <-l.taken:
		return c, nil
	case <-l.over:
		return nil, net.ErrClosed
	}
}

// ServeHTTP hands a connection over, with the request that it began with.
func (l *webSockets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		http.Error(w, "SIP over WebSocket", http.StatusUpgradeRequired)
		return
	}
	var head bytes.Buffer
	if err := r.Write(&head); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	conn, rest, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	select {
	case l.taken <- &taken{conn, io.MultiReader(&head, rest)}:
	case <-l.over:
		conn.Close()
	}
}

// A taken is a connection of which something has been read already.
type taken struct {
	net.Conn
	from io.Reader
}

func (c *taken) Read(p []byte) (int, error) { return c.from.Read(p) }

// Signal takes a browser's SIP, over WebSocket.
func (f *office) Signal(w http.ResponseWriter, r *http.Request) { f.trunk.sockets.ServeHTTP(w, r) }

// A terminal is what the page of a browser's telephone is made of.
type terminal struct {
	Lang, Extension    string
	Dial, HangUp, Hold label
	Keypad             []string
}

// terminal shows the page on which a browser is a telephone by itself: SIP and WebRTC, with nothing of this program.
func (d *desk) terminal(w http.ResponseWriter, r *http.Request) {
	l, extension := langOf(r), r.PathValue("extension")
	if !softphones.MatchString(extension) {
		http.NotFound(w, r)
		return
	}
	of := func(b buttons.Button) label { return labelOf(b.Label, l) }
	t := terminal{l.String(), extension, of(buttons.Dial), of(buttons.HangUp), of(buttons.Hold),
		strings.Split("123456789*0#", "")}
	var b bytes.Buffer
	if err := d.pages[l].ExecuteTemplate(&b, "webrtc.html", t); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(b.Bytes())
}
