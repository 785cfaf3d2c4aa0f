package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/go-audio/riff"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/recording"
)

// hear says what is in a recording that a program gives as WAV files, whose parties speak the kit's tones.
func hear(_ context.Context, a shim.Audio) (r conformance.Recording, err error) {
	r = conformance.Recording{Files: a.Files, Transcript: a.Transcript}
	for i, t := range a.Tracks {
		pcm, err := channel(t.Path, t.Channel)
		if err != nil {
			return conformance.Recording{}, err
		}
		span := recording.Span{From: t.At, To: t.At + int64(len(pcm))}
		if i == 0 {
			r.Span = span
		}
		r.From, r.To = min(r.From, span.From), max(r.To, span.To)
		r.Tracks = append(r.Tracks, conformance.Track{Track: t.Track, Segments: conformance.Listen(pcm, t.At)})
	}
	return r, nil
}

// A WAVError says why a recording cannot be listened to.
type WAVError struct{ File, Got, Want string }

func (e *WAVError) Error() string { return fmt.Sprintf("%s: got %s, want %s", e.File, e.Got, e.Want) }

// maxWAV is more than any scene lasts.
const maxWAV = 1 << 26

const wantedWAV = "a WAV file with 8000 samples a second of PCM, µ-law or A-law"

// channel returns one channel of a file as PCM16.
func channel(name string, n int) ([]int16, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxWAV {
		return nil, &WAVError{name, fmt.Sprintf("%d bytes", info.Size()), fmt.Sprintf("%d or fewer", maxWAV)}
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	p := riff.New(bytes.NewReader(text))
	if err := p.ParseHeaders(); err != nil || p.Format != riff.WavFormatID {
		return nil, &WAVError{name, "something else", wantedWAV}
	}
	for {
		chunk, err := p.NextChunk()
		switch {
		case err != nil:
			return nil, &WAVError{name, "no audio data", wantedWAV}
		case chunk.ID == riff.FmtID:
			if err := chunk.DecodeWavHeader(p); err != nil {
				return nil, &WAVError{name, "a broken format", wantedWAV}
			}
		case chunk.ID == riff.DataFormatID:
			return samples(name, p, chunk, n)
		default:
			chunk.Drain()
		}
	}
}

// samples decodes one channel of the audio data.
func samples(name string, p *riff.Parser, data io.Reader, n int) ([]int16, error) {
	codec, ok := map[[2]uint16]recording.Codec{{1, 16}: recording.PCM16, {1, 8}: recording.PCM8, {7, 8}: recording.MuLaw, {6, 8}: recording.ALaw}[[2]uint16{p.WavAudioFormat, p.BitsPerSample}]
	if !ok || p.SampleRate != conformance.Rate {
		return nil, &WAVError{name, fmt.Sprintf("format %d of %d bits at %d Hz", p.WavAudioFormat, p.BitsPerSample, p.SampleRate), wantedWAV}
	}
	channels := int(p.NumChannels)
	if n < 0 || n >= channels {
		return nil, &WAVError{name, fmt.Sprintf("%d channels", channels), fmt.Sprintf("one with number %d", n)}
	}
	coded, err := io.ReadAll(data)
	if err != nil {
		return nil, &WAVError{name, err.Error(), "all the data that its header says"}
	}
	all := make([]int16, len(coded)/codec.Width())
	codec.Decode(all, coded)
	pcm := make([]int16, 0, len(all)/channels)
	for i := n; i < len(all); i += channels {
		pcm = append(pcm, all[i])
	}
	return pcm, nil
}
