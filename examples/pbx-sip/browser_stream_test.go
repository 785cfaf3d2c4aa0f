package main

import (
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// A webPeer is what a browser has behind its page: it says whatever it is given, and keeps what it hears.
type webPeer struct {
	*webrtc.PeerConnection
	track *webrtc.TrackLocalStaticRTP
	heard chan *rtp.Packet
}

func newWebPeer(t *testing.T) *webPeer {
	t.Helper()
	var on webrtc.SettingEngine
	on.SetIncludeLoopbackCandidate(true)
	on.SetIPFilter(net.IP.IsLoopback)
	on.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	peer, err := webrtc.NewAPI(webrtc.WithSettingEngine(on)).NewPeerConnection(webrtc.Configuration{})
	must(t, err)
	t.Cleanup(func() { must(t, peer.GracefulClose()) })
	track, err := webrtc.NewTrackLocalStaticRTP(pcmu, "audio", "page")
	must(t, err)
	_, err = peer.AddTrack(track)
	must(t, err)
	p := &webPeer{peer, track, make(chan *rtp.Packet, 1000)}
	peer.OnTrack(func(from *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			in, _, err := from.ReadRTP()
			if err != nil {
				return
			}
			p.heard <- in
		}
	})
	return p
}

// describe returns the peer's description, when it has all of its addresses.
func (p *webPeer) describe(t *testing.T, d webrtc.SessionDescription, err error) description {
	t.Helper()
	must(t, err)
	gathered := webrtc.GatheringCompletePromise(p.PeerConnection)
	must(t, p.SetLocalDescription(d))
	<-gathered
	parsed, err := parseSDP([]byte(p.LocalDescription().SDP))
	must(t, err)
	return parsed
}

// meet has a stream and a browser agree, and returns our description.
func (p *webPeer) meet(t *testing.T, s *stream, weOffer bool) (ours string) {
	t.Helper()
	if weOffer {
		offer, err := s.sdp(nil)
		must(t, err)
		must(t, p.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: string(offer)}))
		answer, err := p.CreateAnswer(nil)
		must(t, s.connect(p.describe(t, answer, err)))
		return string(offer)
	}
	offer, err := p.CreateOffer(nil)
	answer, err := s.agree(p.describe(t, offer, err))
	must(t, err)
	must(t, p.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: string(answer)}))
	return string(answer)
}

// Whoever has offered, audio comes and goes with the timestamps that it was sent with, and over loopback only. A hold
// changes who sends and nothing else, and nothing is left when the line is closed.
func TestBrowserStream(t *testing.T) {
	directions := map[string]bool{"called": true, "calls": false}
	var goroutines, files int
	for range 2 {
		goroutines, files = running(t) // the first time, of what is made once and stays
		for name, weOffer := range directions {
			t.Run(name, func(t *testing.T) { streamsTo(t, weOffer) })
		}
	}
	until(t, "as little is left as before", func() bool {
		g, f := running(t)
		return g <= goroutines && f <= files
	})
}

func streamsTo(t *testing.T, weOffer bool) {
	m, p, in := newMixer(), newWebPeer(t), make(chan packet, 1000)
	s, err := m.browse(&line{})
	must(t, err)
	s.to = func(p packet) { in <- p }
	ours := p.meet(t, s, weOffer)
	for _, c := range regexp.MustCompile(`(?m)^a=candidate:.*$`).FindAllString(ours, -1) {
		if !strings.Contains(c, " 127.0.0.1 ") {
			t.Errorf("not on loopback: %s", c)
		}
	}
	got, heard := p.talk(t, m, in)
	for i := 1; i < len(got); i++ {
		a, b := got[i-1].header, got[i].header
		if b.Timestamp-a.Timestamp != perPacket*uint32(b.SequenceNumber-a.SequenceNumber) || len(got[i].pcm) != 2*perPacket {
			t.Errorf("after %v comes %v with %d bytes", a, b, len(got[i].pcm))
		}
	}
	if len(heard.Payload) != perPacket || heard.PayloadType != 0 {
		t.Errorf("the browser hears %v", heard)
	}
	held, err := s.agree(description{direction: "sendonly", webrtc: "the same"})
	must(t, err)
	for _, want := range []string{"a=recvonly\r\n", regexp.MustCompile(`a=ice-ufrag:.*\r\n`).FindString(ours)} {
		if !strings.Contains(string(held), want) || strings.Contains(string(held), "actpass") {
			t.Errorf("the answer to a hold lacks %q:\n%s", want, held)
		}
	}
	s.close()
	m.closing.Wait()
}

// talk has the browser and the mixer send until each has heard the other.
func (p *webPeer) talk(t *testing.T, m *mixer, in <-chan packet) (got []packet, heard *rtp.Packet) {
	t.Helper()
	h := rtp.Header{Version: 2, Timestamp: 1 << 31}
	for range 500 {
		must(t, p.track.WriteRTP(&rtp.Packet{Header: h, Payload: make([]byte, perPacket)}))
		h.SequenceNumber++
		h.Timestamp += perPacket
		m.beat()
		select {
		case one := <-in:
			got = append(got, one)
		case heard = <-p.heard:
		case <-time.After(tick):
		}
		if len(got) > 5 && heard != nil {
			return got, heard
		}
	}
	t.Fatalf("the PBX got %d packets, and the browser %v", len(got), heard)
	return nil, nil
}

// The port of WebSocket lets in no page of another origin, and nothing but WebSocket.
func TestWebSocketPort(t *testing.T) {
	f := newOffice(t)
	for origin, want := range map[string]int{"https://example.com": http.StatusForbidden, "": http.StatusUpgradeRequired} {
		r, err := http.NewRequest(http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/", f.trunk.port+1), nil)
		must(t, err)
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		answer, err := http.DefaultTransport.RoundTrip(r)
		must(t, err)
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("from %q: %s", origin, answer.Status)
		}
	}
}
