package codec

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/pion/opus"
	"github.com/pion/opus/pkg/oggreader"
)

// opusRates are the rates at which Opus can be decoded.
var opusRates = [...]int{8000, 12_000, 16_000, 24_000, 48_000}

// opusRate returns the rate at which a file is decoded: the one that was asked for, or that of what was encoded, or
// the next one above it.
func (s source) opusRate(encoded uint32) int {
	want := int(s.Rate)
	if want == 0 {
		want = int(encoded)
	}
	for _, r := range opusRates {
		if r >= want && want > 0 {
			return r
		}
	}
	return opusRates[len(opusRates)-1]
}

// openOpus decodes Opus, without the samples before its beginning and behind its end.
func (s source) openOpus() (*Audio, error) {
	return s.decode(Opus, func(kept *spool) (channels, rate int, err error) {
		in, head, err := oggreader.NewWith(bufio.NewReader(s.all()))
		if err != nil {
			return 0, 0, s.broken(Opus, err)
		}
		channels, rate = int(head.Channels), s.opusRate(head.SampleRate)
		if err := s.channels(Opus, channels); err != nil {
			return 0, 0, err
		}
		d, err := opus.NewDecoderWithOutput(rate, channels)
		if err != nil {
			return 0, 0, s.broken(Opus, err)
		}
		p := opusPackets{spool: kept, decoder: d, channels: channels, per: int64(opusRates[len(opusRates)-1] / rate),
			gain: math.Pow(10, float64(int16(head.OutputGain))/256/20), out: make([]int16, 2*5760)}
		p.before = int64(head.PreSkip) / p.per
		return channels, rate, p.all(in, int64(head.PreSkip))
	})
}

// opusPackets decodes the packets of a file.
type opusPackets struct {
	*spool
	decoder  opus.Decoder
	channels int
	per      int64 // samples of the 48,000 a second in which positions are counted, a sample
	before   int64 // samples that are not played, from here on
	gain     float64
	decoded  int64 // samples, those before as well
	written  int64
	waiting  []int16 // the last packet, of which the end may not be played
	out      []int16
}

// all decodes packet after packet, and stops where the file says that it ends.
func (p *opusPackets) all(in *oggreader.OggReader, skip int64) error {
	end := skip
	for {
		packet, page, err := in.ParseNextPacket()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return p.broken(Opus, err)
		}
		if bytes.HasPrefix(packet, []byte("OpusHead")) {
			return p.fail("unsupported", "複数のストリームがあるOpusです", "Opus of more than one stream")
		}
		if bytes.HasPrefix(packet, []byte("OpusTags")) {
			continue
		}
		if g := int64(page.GranulePosition); g > 0 {
			end = g
		}
		if err := p.packet(packet); err != nil {
			return err
		}
	}
	return p.end((end - skip) / p.per)
}

// packet decodes one packet, and keeps the one before it.
func (p *opusPackets) packet(packet []byte) error {
	n, err := decodeOpus(&p.decoder, packet, p.out)
	if err != nil {
		return p.broken(Opus, err)
	}
	if err := p.keep(int64(len(p.waiting) / p.channels)); err != nil {
		return err
	}
	p.decoded += int64(n)
	pcm := p.out[:n*p.channels]
	drop := min(p.before, int64(n))
	p.before -= drop
	p.waiting = append(p.waiting[:0], pcm[drop*int64(p.channels):]...)
	return nil
}

// decodeOpus decodes a packet. A library that panics on a broken one is no reason to stop.
func decodeOpus(d *opus.Decoder, packet []byte, out []int16) (n int, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	return d.DecodeToInt16(packet, out)
}

// keep writes samples of the packet that waits.
func (p *opusPackets) keep(n int64) error {
	pcm := p.waiting[:n*int64(p.channels)]
	if p.gain != 1 {
		for i, v := range pcm {
			pcm[i] = int16(max(math.MinInt16, min(math.MaxInt16, math.Round(p.gain*float64(v)))))
		}
	}
	p.written += n
	p.waiting = p.waiting[len(pcm):]
	return p.samples(pcm)
}

// end writes what is left up to the end, in samples that are played.
func (p *opusPackets) end(played int64) error {
	last := int64(len(p.waiting) / p.channels)
	switch left := played - p.written; {
	case left > last:
		return p.broken(Opus, fmt.Errorf("%d samples, and %d by its positions: packets are missing", p.written+last, played))
	case left < 0:
		return p.broken(Opus, fmt.Errorf("%d samples, and %d by its positions", p.written+last, played))
	default:
		return p.keep(left)
	}
}
