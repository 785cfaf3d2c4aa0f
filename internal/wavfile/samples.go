package wavfile

import "github.com/recpause/recpause/recording"

// A Writer writes one PCM16 file from samples that are numbers.
type Writer struct {
	raw    *RawWriter
	tracks [][]byte // a channel each
	bytes  []byte   // all of them by turns
}

// Create starts a PCM16 file.
func Create(name string, rate, channels int) (*Writer, error) {
	raw, err := CreateRaw(name, Format{Codec: recording.PCM16, Channels: channels, Rate: rate})
	if err != nil {
		return nil, err
	}
	return &Writer{raw: raw, tracks: make([][]byte, channels)}, nil
}

// Write appends samples, one slice of the same length a channel.
func (w *Writer) Write(channels ...[]int16) error {
	for i, pcm := range channels {
		w.tracks[i] = room(w.tracks[i], 2*len(pcm))
		recording.PCM16.Encode(w.tracks[i], pcm)
	}
	all := w.tracks[0]
	if len(channels) == 2 {
		w.bytes = room(w.bytes, 2*len(all))
		recording.PCM16.Interleave(w.bytes, w.tracks[0], w.tracks[1])
		all = w.bytes
	}
	_, err := w.raw.Write(all)
	return err
}

// room returns n bytes, of a buffer if that has them.
func room(buffer []byte, n int) []byte {
	if n > cap(buffer) {
		return make([]byte, n)
	}
	return buffer[:n]
}

// Close completes the file.
func (w *Writer) Close() error { return w.raw.Close() }
