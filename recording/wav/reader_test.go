package wav_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

var formats = rapid.Custom(func(t *rapid.T) wav.Format {
	codecs := []recording.Codec{recording.PCM16, recording.PCM8, recording.MuLaw, recording.ALaw}
	return wav.Format{Codec: rapid.SampledFrom(codecs).Draw(t, "codec"),
		Channels: rapid.IntRange(1, 2).Draw(t, "channels"),
		Rate:     rapid.SampledFrom([]int{8000, 16000, 44100, 48000}).Draw(t, "rate")}
})

// file is a whole one: samples and chunks after them.
func file(f wav.Format, samples, chunks []byte) []byte {
	data := append(f.Header(int64(len(samples))), samples...)
	data = append(append(data, make([]byte, len(samples)%2)...), chunks...)
	binary.LittleEndian.PutUint32(data[4:], uint32(len(data)-8))
	return data
}

// What is written is read again, to the byte, whatever chunks come after it.
func TestWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := formats.Draw(t, "format")
		samples := rapid.IntRange(0, 50).Draw(t, "samples")
		want := rapid.SliceOfN(rapid.Byte(), samples*f.Frame(), samples*f.Frame()).Draw(t, "bytes")
		chunks := rapid.SampledFrom([][]byte{nil, []byte("LIST\x04\x00\x00\x00adtl")}).Draw(t, "chunks")
		if samples == 0 {
			chunks = nil // see TestUncountedAudio
		}
		r, err := wav.Open(fstest.MapFS{"x.wav": {Data: file(f, want, chunks)}}, "x.wav")
		require.NoError(t, err)
		defer r.Close()
		got, err := io.ReadAll(r)
		require.NoError(t, err)
		require.Equal(t, f, r.Format)
		require.EqualValues(t, samples, r.Samples)
		require.True(t, bytes.Equal(want, got), "got %v, want %v", got, want)
	})
}

// The size that a header says of the whole file is even: what fills up an odd number of bytes is in it.
func TestHeaderIsEven(t *testing.T) {
	mono := wav.Format{Codec: recording.MuLaw, Channels: 1, Rate: 8000}
	for samples, whole := range map[int64]uint32{0: 36, 2: 38, 3: 40} {
		header := mono.Header(samples)
		require.Equal(t, whole, binary.LittleEndian.Uint32(header[4:]))
		require.EqualValues(t, samples, binary.LittleEndian.Uint32(header[40:]))
	}
}

// The header of a file says what is in it, in the numbers of the format.
func TestHeader(t *testing.T) {
	for _, row := range []struct {
		codec        recording.Codec
		format, bits uint16
	}{{recording.PCM16, 1, 16}, {recording.PCM8, 1, 8}, {recording.ALaw, 6, 8}, {recording.MuLaw, 7, 8}} {
		data := wav.Format{Codec: row.codec, Channels: 2, Rate: 16000}.Header(0)
		var want bytes.Buffer
		for _, v := range []any{[]byte("RIFF"), uint32(36), []byte("WAVEfmt "), uint32(16), row.format, uint16(2),
			uint32(16000),
			uint32(16000) * uint32(row.bits) / 4, row.bits / 4, row.bits, []byte("data"), uint32(0)} {
			require.NoError(t, binary.Write(&want, binary.LittleEndian, v))
		}
		require.Equal(t, want.Bytes(), data, row.codec)
	}
}

// A format that is said to be extensible, as some programs do, is the one that it names further behind.
func TestExtensible(t *testing.T) {
	format := []byte("fmt \x28\x00\x00\x00\xFE\xFF\x01\x00\x40\x1F\x00\x00\x40\x1F\x00\x00\x01\x00\x08\x00" +
		"\x16\x00\x08\x00\x04\x00\x00\x00\x07\x00" +
		"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71")
	data := append(append([]byte("RIFF\x00\x00\x00\x00WAVE"), format...), "data\x02\x00\x00\x00\x12\x34"...)
	r, err := wav.Open(fstest.MapFS{"x.wav": {Data: data}}, "x.wav")
	require.NoError(t, err)
	require.Equal(t, wav.Format{Codec: recording.MuLaw, Channels: 1, Rate: 8000}, r.Format)
	got, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, []byte{0x12, 0x34}, got)
}

// A file that is not what it says gives an error that says so, and names the file.
func TestBrokenFiles(t *testing.T) {
	whole := file(wav.Format{Codec: recording.PCM16, Channels: 2, Rate: 8000}, make([]byte, 400), nil)
	change := func(at int, b ...byte) []byte {
		return append(append(bytes.Clone(whole[:at]), b...), whole[at+len(b):]...)
	}
	for name, row := range map[string]struct {
		data []byte
		want string
	}{
		"empty":    {nil, "something else"},
		"no RIFF":  {change(0, 'R', 'I', 'F', 'F'+1), "something else"},
		"RIFX":     {change(0, 'R', 'I', 'F', 'X'), "RIFX, whose numbers are big-endian"},
		"RF64":     {change(0, 'R', 'F', '6', '4'), "an RF64 file that does not say its sizes"},
		"no WAVE":  {change(8, 'A', 'V', 'I', ' '), "something else"},
		"no data":  {whole[:36], "no audio data"},
		"cut size": {whole[:42], "no audio data"},
		"truncated": {whole[:443],
			"399 bytes of audio, expected the 400 that its header says: the file is truncated"},
		"half a sample":   {change(40, 142), "398 bytes of audio, expected whole samples of 4 bytes"},
		"24 bits":         {change(34, 24), "format 1 with 2 channels of 24 bits"},
		"no channel":      {change(22, 0), "0 channels"},
		"three channels":  {change(22, 3), "3 channels"},
		"float":           {change(20, 3), "format 3"},
		"no rate":         {change(24, 0, 0), "at 0 Hz"},
		"short format":    {change(16, 14), "a broken format"},
		"enormous format": {change(16, 255, 255, 255, 127), "a broken format"},
		"data first":      {change(12, []byte("data\x10\x00\x00\x00")...), "audio data before its format"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := wav.Open(fstest.MapFS{"x.wav": {Data: row.data}}, "x.wav")
			var wrong *wav.Error
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, "x.wav", wrong.File)
			require.Contains(t, err.Error(), row.want)
		})
	}
}

// rf64 is a file of two samples of µ-law whose first chunk says so many bytes of samples, and whose data chunk says its
// size itself or leaves it to that one.
func rf64(said uint64, data uint32) []byte {
	le := binary.LittleEndian
	b := append([]byte("RF64\xFF\xFF\xFF\xFFWAVEds64\x1C\x00\x00\x00"), make([]byte, 8)...)
	b = append(le.AppendUint64(b, said), make([]byte, 12)...)
	b = append(b, wav.Format{Codec: recording.MuLaw, Channels: 1, Rate: 8000}.Header(0)[12:40]...)
	return append(le.AppendUint32(b, data), 0x12, 0x34)
}

// An RF64 file says in its first chunk how long the samples are; it is believed as little as any other.
func TestRF64(t *testing.T) {
	for name, row := range map[string]struct {
		data []byte
		want string
	}{
		"right":         {rf64(2, 0xFFFFFFFF), ""},
		"in its chunk":  {rf64(77, 2), ""},
		"too many":      {rf64(3, 0xFFFFFFFF), "2 bytes of audio, expected the 3"},
		"beyond int64":  {rf64(1<<64-1, 0xFFFFFFFF), "2 bytes of audio, expected the 9223372036854775807"},
		"beyond 32 bit": {rf64(1<<32+2, 0xFFFFFFFF), "2 bytes of audio, expected the 4294967298"},
		"too few":       {rf64(1, 0xFFFFFFFF), ""}, // one that fills up
		"none":          {rf64(0, 0xFFFFFFFF), "0 samples and 2 bytes behind them"},
		"cut":           {rf64(2, 2)[:40], "an RF64 file that does not say its sizes"},
		"not at once": {bytes.Replace(rf64(2, 0xFFFFFFFF), []byte("ds64"), []byte("JUNK"), 1),
			"an RF64 file that does not say its sizes"},
		"short": {bytes.Replace(rf64(2, 0xFFFFFFFF), []byte("ds64\x1C"), []byte("ds64\x10"), 1),
			"an RF64 file that does not say its sizes"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := wav.Open(fstest.MapFS{"x.wav": {Data: row.data}}, "x.wav")
			if row.want != "" {
				require.ErrorContains(t, err, row.want)
				require.ErrorAs(t, err, new(*wav.Error))
				return
			}
			require.NoError(t, err)
			require.EqualValues(t, 80, r.Offset)
		})
	}
}

// Audio that the header does not count is refused, as a recorder leaves it that crashed, streams, or starts a second
// chunk: who masks the file would say that all is done and leave it as it is. Whole chunks behind the samples are fine,
// and so is no audio at all.
func TestUncountedAudio(t *testing.T) {
	const list, odd = "LIST\x04\x00\x00\x00adtl", "id3 \x03\x00\x00\x00abc"
	mono := wav.Format{Codec: recording.MuLaw, Channels: 1, Rate: 8000}
	empty := string(mono.Header(0))
	file := func(size uint32, behind string) string {
		return empty[:40] + string(binary.LittleEndian.AppendUint32(nil, size)) + behind
	}
	voice := strings.Repeat("\xFE", 8) + strings.Repeat("abcd", 78)
	for name, row := range map[string]struct{ data, want string }{
		"empty":                      {file(0, ""), ""},
		"counted":                    {file(320, voice), ""},
		"a chunk":                    {file(320, voice+list), ""},
		"two chunks":                 {file(320, voice+odd+"\x00"+list), ""},
		"no byte that fills up":      {file(319, voice[1:]), ""},
		"no byte that fills a chunk": {file(320, voice+odd), ""},
		"size 0":                     {file(0, voice), "got 0 samples and 320 bytes behind them"},
		"size 0, a chunk":            {file(0, list), "got 0 samples and 12 bytes behind them"},
		"size 0, a byte":             {file(0, "\x00"), "got 0 samples and 1 bytes behind them"},
		"size of a stream": {file(0xFFFFFFFF, voice),
			"got 320 bytes of audio, expected the 4294967295 that its header says"},
		"size of a signed stream": {file(0x7FFFFFFF, voice),
			"got 320 bytes of audio, expected the 2147483647 that its header says"},
		"too small, a voice": {file(40, voice),
			"got 280 bytes behind its audio, from byte 84 on, that are no chunk"},
		"too small, silence": {file(40, strings.Repeat("\x00", 320)),
			"got 280 bytes behind its audio, from byte 84 on, that are no chunk"},
		"too small by a byte": {file(319, voice+"\xFF"),
			"got 1 bytes behind its audio, from byte 364 on, that are no chunk"},
		"a cut chunk": {file(320, voice+list[:11]),
			"got 11 bytes behind its audio, from byte 364 on, that are no chunk"},
		"a cut head": {file(320, voice+list[:7]),
			"got 7 bytes behind its audio, from byte 364 on, that are no chunk"},
		"bytes behind a chunk": {file(320, voice+list+voice),
			"got 320 bytes behind its audio, from byte 376 on, that are no chunk"},
		"two data chunks": {file(320, voice+"data\x04\x00\x00\x00abcd"),
			"got a second data chunk at byte 364"},
		"two data chunks, apart": {file(319, voice+list+"data\xFF\xFF\xFF\xFFabcd"),
			"got a second data chunk at byte 376"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := wav.Open(fstest.MapFS{"x.wav": {Data: []byte(row.data)}}, "x.wav")
			if row.want == "" {
				require.NoError(t, err)
				return
			}
			var wrong *wav.Error
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, "x.wav", wrong.File)
			require.Contains(t, err.Error(), row.want)
		})
	}
}

// No file makes a reader panic, take more memory than the file has, or give more samples than there are.
func FuzzWAV(f *testing.F) {
	mono := wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000}
	whole := file(mono, []byte{1, 2, 3, 4, 5, 6}, nil)
	list := append(append(bytes.Clone(whole[:12]), "LIST\x05\x00\x00\x00abcd\x00\x00"...), whole[12:]...)
	for _, seed := range [][]byte{nil, whole, whole[:20], whole[:40], whole[:47], list,
		append(bytes.Clone(whole), "LIST\x02\x00\x00\x00abdata"...),
		bytes.Replace(whole, []byte("data"), []byte("datb"), 1),
		rf64(2, 0xFFFFFFFF), rf64(2, 2), rf64(1<<63, 0xFFFFFFFF), rf64(1<<64-1, 0xFFFFFFFE), rf64(2, 2)[:30]} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		const own = 64 << 10 // what the reader and the test take whatever the file's size is
		file, before := bytes.NewReader(data), allocated()
		r, err := wav.NewReader(file, int64(len(data)), "x.wav")
		if took := allocated() - before; took > uint64(len(data))+own {
			t.Errorf("%d bytes of memory for a file of %d", took, len(data))
		}
		if err != nil {
			return
		}
		got, err := io.Copy(io.Discard, r)
		if want := r.Samples * int64(r.Frame()); err != nil || got != want || r.Offset+want > int64(len(data)) {
			t.Errorf("%d bytes of samples at %d in %d bytes: read %d, %v", want, r.Offset, len(data), got, err)
		}
	})
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// A file that cannot be read is told from one that is wrong.
func TestUnreadable(t *testing.T) {
	_, err := wav.Open(os.DirFS(t.TempDir()), ".")
	var wrong *wav.Error
	require.Error(t, err)
	require.False(t, errors.As(err, &wrong), "got %v", err)
}

// What is no file is not opened: a pipe would wait for somebody to write into it.
func TestOnlyFilesAreOpened(t *testing.T) {
	for _, mode := range []fs.FileMode{fs.ModeNamedPipe, fs.ModeDevice | fs.ModeCharDevice, fs.ModeSocket} {
		data := file(wav.Format{Codec: recording.PCM16, Rate: 8000, Channels: 1}, []byte{1, 2}, nil)
		_, err := wav.Open(fstest.MapFS{"x.wav": {Data: data, Mode: mode}}, "x.wav")
		var wrong *wav.Error
		require.ErrorAs(t, err, &wrong, mode)
	}
}

// hole is a file of zeros behind a beginning, as large as a disk can say that it is.
type hole string

func (h hole) ReadAt(p []byte, at int64) (int, error) {
	clear(p)
	if at < int64(len(h)) {
		copy(p, h[at:])
	}
	return len(p), nil
}

// A file whose chunks have no end is refused after some of them: a hole costs its writer nothing.
func TestChunksWithoutEnd(t *testing.T) {
	const format = "fmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00"
	for _, begins := range []string{"RIFF\xff\xff\xff\xffWAVE", "RIFF\xff\xff\xff\xffWAVE" + format} {
		_, err := wav.NewReader(hole(begins), 1<<50, "x.wav")
		require.ErrorContains(t, err, "more than 10000 chunks")
	}
	for n, refused := range map[int]bool{9_998: false, 9_999: true} { // beside its format and its audio
		many := "RIFF\xff\xff\xff\xffWAVE" + format + strings.Repeat("JUNK\x00\x00\x00\x00", n) + "data\x00\x00\x00\x00"
		_, err := wav.NewReader(strings.NewReader(many), int64(len(many)), "x.wav")
		require.Equal(t, refused, err != nil, "%d: %v", n, err)
	}
}
