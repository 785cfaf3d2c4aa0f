package codec

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/recpause/recpause/internal/visible"
)

// demuxers are what ffmpeg is told that a file holds: it reads nothing else into it.
var demuxers = map[Kind]string{MP3: "mp3", MP3Late: "mp3", G722: "g722", OtherWAV: "wav", OtherOgg: "ogg"}

// openFFmpeg has ffmpeg decode a file. It gets the bytes and no names, opens nothing, and what it says of errors is one.
func (s source) openFFmpeg(k Kind) (*Audio, error) {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		return nil, s.fail("no_decoder", "%vの復号にはffmpegが必要ですが、見つかりません",
			"%v is decoded by ffmpeg, which is not installed here", k)
	}
	demuxer := demuxers[k]
	if k != OtherWAV && s.isWAV() {
		demuxer = "wav"
	}
	cmd := exec.CommandContext(s.ctx, program, "-nostdin", "-hide_banner", "-v", "error", "-xerror",
		"-max_alloc", "268435456", "-protocol_whitelist", "pipe", "-threads", "1", "-f", demuxer, "-i", "pipe:0",
		"-map", "0:a:0", "-threads", "1", "-fflags", "+bitexact", "-flags", "+bitexact", "-map_metadata", "-1",
		"-c:a", "pcm_s16le", "-f", "wav", "pipe:1")
	cmd.Stdin, cmd.Env, cmd.WaitDelay = s.all(), []string{}, 5*time.Second
	said := &firstBytes{most: 4096}
	cmd.Stderr = said
	return s.decode(k, func(kept *spool) (channels, rate int, err error) {
		out, err := cmd.StdoutPipe()
		if err != nil {
			return 0, 0, err
		}
		if err := cmd.Start(); err != nil {
			return 0, 0, s.broken(k, err)
		}
		channels, rate, err = kept.fromWAV(bufio.NewReaderSize(out, 1<<16))
		if err != nil {
			cmd.Process.Kill()
		}
		return channels, rate, s.ended(k, cmd.Wait(), err, said)
	})
}

func (s source) isWAV() bool {
	head := make([]byte, 4)
	s.file.ReadAt(head, 0)
	return string(head) == "RIFF" || string(head) == "RF64"
}

// ended says how ffmpeg came to its end: why its output was not taken, or what it said itself.
func (s source) ended(k Kind, exit, err error, said *firstBytes) error {
	var own *Error
	switch text := strings.TrimSpace(said.String()); {
	case s.ctx.Err() != nil:
		return s.ctx.Err()
	case errors.As(err, &own):
		return err
	case text != "":
		return s.broken(k, errors.New(visible.Line(text)))
	case err != nil:
		return s.broken(k, err)
	case exit != nil:
		return s.broken(k, exit)
	}
	return nil
}

// fromWAV takes in what ffmpeg writes: a WAV file that does not know its length.
func (s *spool) fromWAV(in *bufio.Reader) (channels, rate int, err error) {
	head := make([]byte, 44)
	if _, err := io.ReadFull(in, head); err != nil {
		return 0, 0, fmt.Errorf("ffmpeg wrote no audio: %w", err)
	}
	if !bytes.Equal(head[:4], []byte("RIFF")) || !bytes.Equal(head[36:40], []byte("data")) {
		return 0, 0, errors.New("ffmpeg wrote no WAV")
	}
	channels, rate = int(binary.LittleEndian.Uint16(head[22:])), int(binary.LittleEndian.Uint32(head[24:]))
	if err := s.channels(s.kind, channels); err != nil {
		return 0, 0, err
	}
	if s.kind == MP3Late {
		if _, err := in.Discard(2 * channels * mp3Delay); err != nil && !errors.Is(err, io.EOF) {
			return 0, 0, err
		}
	}
	_, err = io.Copy(s, in)
	return channels, rate, err
}

// mp3Delay is by how many samples an MP3 that does not say it is taken to be late. Every decoder is late by 529, and
// encoders are by 48 to 1160: LAME by 576, those of ISO by 528, FhG by 1160 (the technical FAQ of LAME). Of the 584 that
// this may be wrong by, an edge tolerates all: 73 ms at 8 kHz.
const mp3Delay = 529 + 576

// firstBytes keeps the first bytes that are written.
type firstBytes struct {
	bytes.Buffer
	most int
}

// Write takes all, and keeps what there is room for.
func (f *firstBytes) Write(p []byte) (int, error) {
	f.Buffer.Write(p[:min(len(p), f.most-f.Len())])
	return len(p), nil
}
