package codec

import (
	"bufio"
	"bytes"
	"crypto/md5"
	"errors"
	"fmt"
	"io"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
)

// openFLAC decodes FLAC, and checks its length and its digest where it has them.
func (s source) openFLAC() (*Audio, error) {
	return s.decode(FLAC, func(kept *spool) (channels, rate int, err error) {
		in, err := flac.New(bufio.NewReader(s.all()))
		if err != nil {
			return 0, 0, s.broken(FLAC, err)
		}
		channels, rate = int(in.Info.NChannels), int(in.Info.SampleRate)
		if err := s.channels(FLAC, channels); err != nil {
			return 0, 0, err
		}
		if rate == 0 || in.Info.BitsPerSample < 8 {
			return 0, 0, s.fail("unsupported", "%d Hz、%dビットのFLACです", "FLAC of %d Hz and %d bits", rate, in.Info.BitsPerSample)
		}
		return channels, rate, s.flacFrames(in, kept)
	})
}

// flacFrames decodes one frame after another.
func (s source) flacFrames(in *flac.Stream, kept *spool) error {
	sum, samples := md5.New(), uint64(0)
	for {
		f, err := parseFrame(in)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && len(f.Subframes) != int(in.Info.NChannels) {
			err = fmt.Errorf("a frame of %d channels", len(f.Subframes))
		}
		if err != nil {
			return s.broken(FLAC, err)
		}
		f.Hash(sum)
		samples += uint64(f.BlockSize)
		if err := kept.samples(interleaved(f, int64(1)<<in.Info.BitsPerSample)); err != nil {
			return err
		}
	}
	switch want := in.Info.MD5sum; {
	case in.Info.NSamples != 0 && samples != in.Info.NSamples:
		return s.broken(FLAC, fmt.Errorf("%d samples, and %d by its header", samples, in.Info.NSamples))
	case want != [md5.Size]byte{} && !bytes.Equal(sum.Sum(nil), want[:]):
		return s.broken(FLAC, errors.New("its samples are not those of its MD5"))
	}
	return nil
}

// parseFrame decodes the next frame. The library panics on some broken ones.
func parseFrame(in *flac.Stream) (f *frame.Frame, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	return in.ParseNext()
}

// interleaved returns the samples of a frame as PCM16, of samples with so many values.
func interleaved(f *frame.Frame, values int64) []int16 {
	pcm := make([]int16, 0, int(f.BlockSize)*len(f.Subframes))
	for i := range int(f.BlockSize) {
		for _, channel := range f.Subframes {
			v := int64(channel.Samples[i])
			if values > 1<<16 {
				pcm = append(pcm, narrow(v, values>>16))
			} else {
				pcm = append(pcm, int16(v*(1<<16/values)))
			}
		}
	}
	return pcm
}
