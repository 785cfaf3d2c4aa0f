package main

import (
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/pion/rtp"

	"github.com/recpause/recpause/recording"
)

// The audio of every telephone: G.711, 20 ms a packet.
const (
	rate      = 8000
	perPacket = rate / 50
	tick      = time.Second / 50
	events    = 101 // the payload type of telephone events that we offer
	queueMax  = 8 * perPacket
)

// codecs are the payload types that are audio.
var codecs = map[uint8]recording.Codec{0: recording.MuLaw, 8: recording.ALaw}

// A packet is what came on a line: audio, the key of a telephone event, or a sender report of RTCP.
type packet struct {
	line    *line
	arrival time.Time
	header  rtp.Header // of a sender report its source and timestamp
	pcm     []byte     // of audio: PCM16, as recordings take it
	event   []byte     // of a telephone event, RFC 4733
}

// A stream is the audio of one line, both ways. What is heard comes from its call's other streams and from the beep.
type stream struct {
	mix     *mixer
	rtp     *net.UDPConn // nil for a page's own audio
	rtcp    *net.UDPConn
	browser *browser // nil for what is not WebRTC
	send    func([]byte)
	to      func(packet) // who takes what comes in

	// The rest is the mixer's.
	remote netip.AddrPort
	codec  uint8
	events uint8
	room   string  // whoever has the same hears each other; "" for nobody
	deaf   bool    // the telephone has said that it wants no audio
	queue  []int16 // what it said and the clock has not taken yet
	beep   []int16 // what is left of a beep
	header rtp.Header
}

// A mixer has the one clock: every 20 ms each stream is sent a packet, also where nobody says anything.
type mixer struct {
	tone    []int16
	closing sync.WaitGroup // ends of browsers

	mu      sync.Mutex
	streams []*stream
}

func newMixer() *mixer { return &mixer{tone: recording.DefaultTone().PCM(rate)} }

// listen opens a stream on two free ports of loopback.
func (m *mixer) listen(to func(packet)) (*stream, error) {
	for range 50 {
		if s, err := m.listenAt(0, to); err == nil {
			return s, nil
		}
	}
	return nil, errors.New("audio: no two free ports in a row")
}

// listenAt opens a stream on a port, 0 for a free one, and on the next, which is that of RTCP.
func (m *mixer) listenAt(port int, to func(packet)) (*stream, error) {
	audio, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	if err != nil {
		return nil, err
	}
	port = audio.LocalAddr().(*net.UDPAddr).Port
	control, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port + 1})
	if err != nil {
		audio.Close()
		return nil, err
	}
	s := &stream{mix: m, rtp: audio, rtcp: control, to: to}
	s.send = s.sendUDP
	go s.read()
	go s.readReports()
	return m.add(s), nil
}

// attach opens a stream that has no socket: its packets come by receive and leave by send.
func (m *mixer) attach(send func([]byte), to func(packet)) *stream {
	return m.add(&stream{mix: m, send: send, to: to})
}

func (m *mixer) add(s *stream) *stream {
	s.header = rtp.Header{Version: 2, SSRC: rand.Uint32(), Timestamp: rand.Uint32(),
		SequenceNumber: uint16(rand.Uint32()), Marker: true}
	s.events = events
	m.mu.Lock()
	defer m.mu.Unlock()
	m.streams = append(m.streams, s)
	return s
}

func (s *stream) close() {
	s.mix.mu.Lock()
	s.mix.streams = slices.DeleteFunc(s.mix.streams, func(o *stream) bool { return o == s })
	s.mix.mu.Unlock()
	if s.rtp != nil {
		s.rtp.Close()
		s.rtcp.Close()
	}
	if s.browser != nil {
		s.mix.closing.Go(s.browser.close) // which may wait for the network
	}
}

func (s *stream) port() int { return s.rtp.LocalAddr().(*net.UDPAddr).Port }

// connect says where a telephone listens and what it takes.
func (s *stream) connect(d description) error {
	if s.browser != nil {
		if err := s.browser.agree(d.webrtc); err != nil {
			return err
		}
	}
	s.mix.mu.Lock()
	defer s.mix.mu.Unlock()
	s.remote, s.codec, s.deaf = d.audio, d.codec, !d.receives()
	if d.events != 0 {
		s.events = d.events
	}
	return nil
}

// agree takes an offer, and returns the answer to it.
func (s *stream) agree(offer description) ([]byte, error) {
	if err := s.connect(offer); err != nil {
		return nil, err
	}
	return s.sdp(&offer)
}

// A seating says in which room each of some streams is.
type seating map[*stream]string

func (m *mixer) seat(where seating) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for s, room := range where {
		s.room = room
	}
}

// beep plays the tone on a stream.
func (s *stream) playBeep() {
	s.mix.mu.Lock()
	defer s.mix.mu.Unlock()
	s.beep = s.mix.tone
}

func (s *stream) read() {
	buf := make([]byte, 2048)
	for {
		n, from, err := s.rtp.ReadFromUDPAddrPort(buf)
		if err != nil {
			return
		}
		if s.isFrom(from, 0) {
			s.receive(buf[:n])
		}
	}
}

// isFrom reports whether the telephone that was agreed on is where a packet comes from, so many ports above its audio.
func (s *stream) isFrom(from netip.AddrPort, above uint16) bool {
	s.mix.mu.Lock()
	defer s.mix.mu.Unlock()
	return from.Addr().Unmap() == s.remote.Addr() && from.Port() == s.remote.Port()+above
}

// receive takes an RTP packet: what is audio for the mix, and everything for the owner of the story.
func (s *stream) receive(data []byte) {
	var p rtp.Packet
	in := packet{arrival: time.Now()}
	if p.Unmarshal(data) != nil {
		return
	}
	in.header = p.Header
	switch codec, audio := codecs[p.PayloadType]; {
	case audio:
		pcm := make([]int16, len(p.Payload))
		codec.Decode(pcm, p.Payload)
		in.pcm = make([]byte, 2*len(pcm))
		recording.PCM16.Encode(in.pcm, pcm)
		s.say(pcm)
	case s.takesEvents(p.PayloadType) && len(p.Payload) >= 4:
		in.event = slices.Clone(p.Payload[:4])
	default:
		return
	}
	s.to(in)
}

func (s *stream) takesEvents(payloadType uint8) bool {
	s.mix.mu.Lock()
	defer s.mix.mu.Unlock()
	return payloadType == s.events
}

// say queues what a telephone says. The queue grows where the network makes it wait, and forgets what is too old.
func (s *stream) say(pcm []int16) {
	s.mix.mu.Lock()
	defer s.mix.mu.Unlock()
	s.queue = append(s.queue, pcm...)
	if over := len(s.queue) - queueMax; over > 0 {
		s.queue = append(s.queue[:0], s.queue[over:]...)
	}
}

func (s *stream) readReports() {
	buf := make([]byte, 2048)
	for {
		n, from, err := s.rtcp.ReadFromUDPAddrPort(buf)
		if err != nil {
			return
		}
		if s.isFrom(from, 1) {
			s.report(buf[:n])
		}
	}
}

// report takes a packet of RTCP, of which a sender report is of use (RFC 3550).
func (s *stream) report(data []byte) {
	if len(data) < 28 || data[0]>>6 != 2 || data[1] != 200 {
		return
	}
	s.to(packet{arrival: time.Now(), header: rtp.Header{
		SSRC: binary.BigEndian.Uint32(data[4:]), Timestamp: binary.BigEndian.Uint32(data[16:])}})
}

// run is the clock.
func (m *mixer) run(ctx context.Context) {
	next := time.Now()
	for {
		next = next.Add(tick)
		wait := time.Until(next)
		if wait < -time.Second { // the machine has slept
			next = time.Now()
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		m.beat()
	}
}

// An outgoing packet is sent when the mixer is free again.
type outgoing struct {
	send func([]byte)
	data []byte
}

// beat mixes 20 ms: each stream is sent what all others of its room said, and the beep over it.
func (m *mixer) beat() {
	for _, o := range m.mixed() {
		o.send(o.data)
	}
}

func (m *mixer) mixed() (all []outgoing) {
	m.mu.Lock()
	defer m.mu.Unlock()
	said := make(map[*stream][]int16, len(m.streams))
	sums := map[string]*[perPacket]int32{}
	for _, s := range m.streams {
		said[s] = s.take()
		if s.room == "" {
			continue
		}
		if sums[s.room] == nil {
			sums[s.room] = new([perPacket]int32)
		}
		for i, v := range said[s] {
			sums[s.room][i] += int32(v)
		}
	}
	for _, s := range m.streams {
		if data := s.next(sums[s.room], said[s]); data != nil {
			all = append(all, outgoing{s.send, data})
		}
	}
	return all
}

// take returns the next 20 ms that were said, or nothing.
func (s *stream) take() []int16 {
	if len(s.queue) < perPacket {
		return nil
	}
	pcm := slices.Clone(s.queue[:perPacket])
	s.queue = append(s.queue[:0], s.queue[perPacket:]...)
	return pcm
}

// next returns the stream's next packet, nil where there is nobody to send it to.
func (s *stream) next(sum *[perPacket]int32, own []int16) []byte {
	var pcm [perPacket]int16
	for i := range pcm {
		var v int32
		if sum != nil {
			v = sum[i]
		}
		if own != nil && s.room != "" {
			v -= int32(own[i])
		}
		if i < len(s.beep) { // nobody talks over it
			v = int32(s.beep[i])
		}
		pcm[i] = int16(max(-32768, min(32767, v)))
	}
	s.beep = s.beep[min(perPacket, len(s.beep)):]
	s.header.SequenceNumber++
	s.header.Timestamp += perPacket
	if s.deaf || s.rtp != nil && !s.remote.IsValid() {
		return nil
	}
	s.header.PayloadType = s.codec
	payload := make([]byte, perPacket)
	codecs[s.codec].Encode(payload, pcm[:])
	data, err := (&rtp.Packet{Header: s.header, Payload: payload}).Marshal()
	if err != nil {
		return nil
	}
	s.header.Marker = false
	return data
}

func (s *stream) sendUDP(data []byte) {
	s.mix.mu.Lock()
	to := s.remote
	s.mix.mu.Unlock()
	_, _ = s.rtp.WriteToUDPAddrPort(data, to) // a telephone that is gone is no news
}

// lead sends what is to be heard to another page.
func (s *stream) lead(hear func([]byte)) {
	s.mix.mu.Lock()
	defer s.mix.mu.Unlock()
	s.send = hear
}
