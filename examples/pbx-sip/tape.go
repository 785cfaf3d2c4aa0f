package main

import (
	"encoding/binary"
	"errors"
	"io"
	"os"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

// A tape is the files of one recording.
type tape interface {
	Sinks() []io.WriterAt
	Sizes() []int64 // of the audio in each file, for live.Restore
	Sync() error
	Close() error
}

// openTape opens WAV files, or makes them.
func openTape(c live.Config, names ...string) (tape, error) {
	t := &wavTape{config: c}
	for _, name := range names {
		file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			return nil, errors.Join(err, t.Close())
		}
		t.files = append(t.files, file)
	}
	return t, t.seal()
}

const wavHead = 44

type wavTape struct {
	config live.Config
	files  []*os.File
}

func (t *wavTape) Sinks() (sinks []io.WriterAt) {
	for _, f := range t.files {
		sinks = append(sinks, io.NewOffsetWriter(f, wavHead))
	}
	return sinks
}

func (t *wavTape) Sizes() (sizes []int64) {
	for _, f := range t.files {
		info, err := f.Stat()
		if err != nil {
			return nil
		}
		sizes = append(sizes, max(0, info.Size()-wavHead))
	}
	return sizes
}

func (t *wavTape) Sync() (err error) {
	for _, f := range t.files {
		err = errors.Join(err, f.Sync())
	}
	return err
}

func (t *wavTape) Close() error {
	err := t.seal()
	for _, f := range t.files {
		err = errors.Join(err, f.Close())
	}
	return err
}

// seal writes headers that are right for what the files hold.
func (t *wavTape) seal() (err error) {
	channels := 1
	if t.config.Layout == recording.TwoChannel {
		channels = 2
	}
	number := map[recording.Codec]uint16{recording.PCM16: 1, recording.PCM8: 1, recording.ALaw: 6, recording.MuLaw: 7}
	width := t.config.Codec.Width()
	for i, size := range t.Sizes() {
		h := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(size+wavHead-8))
		h = append(h, "WAVEfmt \x10\x00\x00\x00"...)
		h = binary.LittleEndian.AppendUint16(h, number[t.config.Codec])
		h = binary.LittleEndian.AppendUint16(h, uint16(channels))
		h = binary.LittleEndian.AppendUint32(h, uint32(t.config.Rate))
		h = binary.LittleEndian.AppendUint32(h, uint32(int(t.config.Rate)*channels*width))
		h = binary.LittleEndian.AppendUint16(h, uint16(channels*width))
		h = append(binary.LittleEndian.AppendUint16(h, uint16(8*width)), "data"...)
		_, failed := t.files[i].WriteAt(binary.LittleEndian.AppendUint32(h, uint32(size)), 0)
		err = errors.Join(err, failed)
	}
	return err
}
