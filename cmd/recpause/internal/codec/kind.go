package codec

import (
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"time"
)

// A Kind is what a file holds. The zero Kind is WAV in a coding that is read as it is.
type Kind uint8

// The kinds.
const (
	WAV      Kind = iota // PCM16, PCM8, G.711
	WidePCM              // WAV of 24 or 32 bits, or floating point
	Raw                  // PCM16 or G.711 without a header
	FLAC                 // FLAC
	Opus                 // Opus in Ogg
	MP3                  // MPEG layer 3
	MP3Late              // the same without a tag that says how much its encoder put in front: see mp3Delay
	G722                 // without a header, or in WAV
	OtherWAV             // WAV in any other coding
	OtherOgg             // Vorbis or Speex
)

// kinds are what a kind is called, how names of its files end, and what it makes of silence: the largest magnitude of
// a PCM16 sample in it, and how far into it the voices on either side reach.
var kinds = [...]struct {
	name    string
	endings string
	level   int
	edge    time.Duration
}{
	WAV:      {name: "WAV", endings: ".wav .wave .rf64 "},
	WidePCM:  {name: "WAV of 24 or 32 bits", endings: ".wav .wave .rf64 "},
	Raw:      {name: "samples without a header", endings: ".sln .sln16 .sln48 .ulaw .ul .mulaw .alaw .al "},
	FLAC:     {name: "FLAC", endings: ".flac "},
	Opus:     {"Opus", ".opus .ogg ", 32, 40 * time.Millisecond},
	MP3:      {"MP3", ".mp3 .wav .wave ", 32, 120 * time.Millisecond},
	MP3Late:  {"MP3 that does not say where it begins", ".mp3 .wav .wave ", 32, 200 * time.Millisecond},
	G722:     {"G.722", ".g722 .wav .wave ", 16, 10 * time.Millisecond},
	OtherWAV: {"WAV in another coding", ".wav .wave .wav49 ", 32, 240 * time.Millisecond},
	OtherOgg: {"Ogg in another coding", ".ogg .oga .spx ", 32, 60 * time.Millisecond},
}

func (k Kind) String() string {
	if int(k) < len(kinds) {
		return kinds[k].name
	}
	return "unknown"
}

// Lossy reports whether silence and voices are something else behind the coding than they were before.
func (k Kind) Lossy() bool { return kinds[k].level > 0 || kinds[k].edge > 0 }

// has reports whether the names of a kind's files have an ending.
func (k Kind) has(ending string) bool {
	return ending != "" && strings.Contains(kinds[k].endings, ending+" ")
}

// ending returns how a name ends, with its point.
func ending(name string) string { return strings.ToLower(path.Ext(name)) }

// kind tells what a file holds, by its first bytes, and by its name only if these say nothing.
func (s source) kind() (Kind, error) {
	head := make([]byte, 4096)
	n, err := s.file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	head = head[:n]
	starts := func(with string) bool { return bytes.HasPrefix(head, []byte(with)) }
	switch end := ending(s.name); {
	case s.size == 0:
		return 0, s.fail("empty", "0バイトです。録音ではありません", "0 bytes, which is no recording")
	case starts("RIFF") || starts("RF64") || starts("RIFX"):
		return WAV, nil
	case starts("fLaC"):
		return FLAC, nil
	case starts("OggS") && bytes.Contains(head, []byte("OpusHead")):
		return Opus, nil
	case starts("OggS"):
		return OtherOgg, nil
	case starts("ID3"), isMP3(head):
		return s.mp3Kind(head)
	case Raw.has(end):
		return Raw, nil
	case end == ".g722":
		return G722, nil
	}
	return 0, s.fail("unknown_audio", "音声ファイルではないか、対応していない形式です（WAV、FLAC、Opus、MP3、G.722を判定できます）",
		"no audio, or of an unknown kind; expected WAV, FLAC, Opus, MP3 or G.722")
}

// mostTags is how many tags in front of an MP3 are passed over: there are one or two.
const mostTags = 100

// mp3Kind tells whether the first frame of an MP3 is the tag of an encoder that says how much is in front of its audio.
// That is what ffmpeg leaves out, and ffmpeg believes no others than these.
func (s source) mp3Kind(head []byte) (Kind, error) {
	at := int64(0)
	for range mostTags {
		if len(head) < 10 || string(head[:3]) != "ID3" {
			break
		}
		at += 10 + int64(head[6]&127)<<21 + int64(head[7]&127)<<14 + int64(head[8]&127)<<7 + int64(head[9]&127)
		head = make([]byte, 4096)
		n, err := s.file.ReadAt(head, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		head = head[:n]
	}
	if encoder := encoderOf(head); slices.Contains([]string{"LAME", "Lavf", "Lavc"}, encoder) {
		return MP3, nil
	}
	return MP3Late, nil
}

// encoderOf returns the first four letters of the encoder in a frame that is a tag, "" for any other.
func encoderOf(frame []byte) string {
	if frameLength(frame) == 0 {
		return ""
	}
	side := 32 // bytes of a frame of two channels, before what it holds
	if mono := frame[3]>>6 == 3; mono && frame[1]>>3&3 == 3 {
		side = 17
	} else if mono {
		side = 9
	} else if frame[1]>>3&3 != 3 {
		side = 17
	}
	tag := frame[min(4+side, len(frame)):]
	if len(tag) < 8 || string(tag[:4]) != "Xing" && string(tag[:4]) != "Info" {
		return ""
	}
	at := 8
	for i, bytes := range []int{4, 4, 100, 4} { // frames, bytes, places and quality
		if tag[7]>>i&1 != 0 {
			at += bytes
		}
	}
	return string(tag[min(at, len(tag)):min(at+4, len(tag))])
}

// isMP3 reports whether a file begins with two frames of MPEG layer 3, one behind the other.
func isMP3(head []byte) bool {
	length := frameLength(head)
	return length > 0 && length < len(head) && frameLength(head[length:]) > 0
}

// frameLength returns how many bytes a frame of MPEG layer 3 has, 0 where there is none.
func frameLength(b []byte) int {
	if len(b) < 4 || b[0] != 0xFF || b[1]&0xE6 != 0xE2 {
		return 0
	}
	version, index, rateIndex, padding := b[1]>>3&3, b[2]>>4, b[2]>>2&3, int(b[2]>>1&1)
	if version == 1 || index == 0 || index == 15 || rateIndex == 3 {
		return 0
	}
	rate := [...]int{44100, 48000, 32000}[rateIndex]
	bits := [...]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	samples := 144
	if version != 3 {
		bits = [...]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
		rate, samples = rate/2, 72
	}
	if version == 0 {
		rate /= 2
	}
	return samples*1000*bits[index]/rate + padding
}
