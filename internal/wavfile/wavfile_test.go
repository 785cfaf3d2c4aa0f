package wavfile_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/wavfile"
	"github.com/recpause/recpause/recording"
)

var formats = rapid.Custom(func(t *rapid.T) wavfile.Format {
	codecs := []recording.Codec{recording.PCM16, recording.PCM8, recording.MuLaw, recording.ALaw}
	return wavfile.Format{Codec: rapid.SampledFrom(codecs).Draw(t, "codec"),
		Channels: rapid.IntRange(1, 2).Draw(t, "channels"),
		Rate:     rapid.SampledFrom([]int{8000, 16000, 44100, 48000}).Draw(t, "rate")}
})

// write makes a file of blocks and chunks after them, and returns it.
func write(t require.TestingT, name string, f wavfile.Format, blocks [][]byte, chunks []byte) []byte {
	w, err := wavfile.Create(name, f)
	require.NoError(t, err)
	for _, b := range blocks {
		n, err := w.Write(b)
		require.NoError(t, err)
		require.Equal(t, len(b), n)
	}
	require.NoError(t, w.Close())
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	data = append(data, chunks...)
	binary.LittleEndian.PutUint32(data[4:], uint32(len(data)-8))
	require.NoError(t, os.WriteFile(name, data, 0o644))
	return data
}

// What is written is read again, to the byte, however it is cut into blocks and whatever chunks come after it.
func TestWrittenIsRead(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		f := formats.Draw(t, "format")
		samples := rapid.IntRange(0, 50).Draw(t, "samples")
		want := rapid.SliceOfN(rapid.Byte(), samples*f.Frame(), samples*f.Frame()).Draw(t, "bytes")
		cut := rapid.IntRange(0, len(want)).Draw(t, "cut")
		chunks := rapid.SampledFrom([][]byte{nil, []byte("LIST\x04\x00\x00\x00adtl")}).Draw(t, "chunks")
		if samples == 0 {
			chunks = nil // see TestUncountedAudio
		}
		write(t, filepath.Join(dir, "x.wav"), f, [][]byte{want[:cut], want[cut:]}, chunks)
		r, err := wavfile.Open(os.DirFS(dir), "x.wav")
		require.NoError(t, err)
		defer r.Close()
		got, err := io.ReadAll(r)
		require.NoError(t, err)
		require.Equal(t, f, r.Format)
		require.EqualValues(t, samples, r.Samples)
		require.True(t, bytes.Equal(want, got), "got %v, want %v", got, want)
	})
}

// Every size in a file is right: an odd number of bytes is filled up, and not counted.
func TestSizes(t *testing.T) {
	mono := wavfile.Format{Codec: recording.MuLaw, Channels: 1, Rate: 8000}
	for _, row := range []struct{ samples, written string }{{"", ""}, {"ab", "ab"}, {"abc", "abc\x00"}} {
		name := filepath.Join(t.TempDir(), "x.wav")
		w, err := wavfile.Create(name, mono)
		require.NoError(t, err)
		_, err = w.Write([]byte(row.samples))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		require.EqualValues(t, len(data)-8, binary.LittleEndian.Uint32(data[4:]))
		require.EqualValues(t, len(row.samples), binary.LittleEndian.Uint32(data[40:]))
		require.Equal(t, row.written, string(data[44:]))
	}
}

// The head of a file says what is in it, in the numbers of the format.
func TestHead(t *testing.T) {
	for _, row := range []struct {
		codec        recording.Codec
		format, bits uint16
	}{{recording.PCM16, 1, 16}, {recording.PCM8, 1, 8}, {recording.ALaw, 6, 8}, {recording.MuLaw, 7, 8}} {
		data := write(t, filepath.Join(t.TempDir(), "x.wav"),
			wavfile.Format{Codec: row.codec, Channels: 2, Rate: 16000}, nil, nil)
		var want bytes.Buffer
		for _, v := range []any{[]byte("RIFF"), uint32(36), []byte("WAVEfmt "), uint32(16), row.format, uint16(2),
			uint32(16000),
			uint32(16000) * uint32(row.bits) / 4, row.bits / 4, row.bits, []byte("data"), uint32(0)} {
			require.NoError(t, binary.Write(&want, binary.LittleEndian, v))
		}
		require.Equal(t, want.Bytes(), data, row.codec)
	}
}

// What is more than the sizes of a WAV file can say is refused, and nothing of it written.
func TestTooLong(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.wav")
	w, err := wavfile.Create(name, wavfile.Format{Channels: 1, Rate: 8000})
	require.NoError(t, err)
	defer w.Close()
	wavfile.Grown(w, 1<<32+7-2)
	n, err := w.Write([]byte{1, 2})
	require.NoError(t, err)
	require.Equal(t, 2, n)
	n, err = w.Write([]byte{3})
	var wrong *wavfile.Error
	require.ErrorAs(t, err, &wrong)
	require.Zero(t, n)
	info, err := os.Stat(name)
	require.NoError(t, err)
	require.EqualValues(t, 46, info.Size())
}

// A format that is said to be extensible, as some programs do, is the one that it names further behind.
func TestExtensible(t *testing.T) {
	format := []byte("fmt \x28\x00\x00\x00\xFE\xFF\x01\x00\x40\x1F\x00\x00\x40\x1F\x00\x00\x01\x00\x08\x00" +
		"\x16\x00\x08\x00\x04\x00\x00\x00\x07\x00" +
		"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71")
	data := append(append([]byte("RIFF\x00\x00\x00\x00WAVE"), format...), "data\x02\x00\x00\x00\x12\x34"...)
	r, err := wavfile.Open(fstest.MapFS{"x.wav": {Data: data}}, "x.wav")
	require.NoError(t, err)
	require.Equal(t, wavfile.Format{Codec: recording.MuLaw, Channels: 1, Rate: 8000}, r.Format)
	got, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, []byte{0x12, 0x34}, got)
}

// A file that is not what it says gives an error that says so, and names the file.
func TestBrokenFiles(t *testing.T) {
	whole := write(t, filepath.Join(t.TempDir(), "x.wav"),
		wavfile.Format{Codec: recording.PCM16, Channels: 2, Rate: 8000}, [][]byte{make([]byte, 400)}, nil)
	change := func(at int, b ...byte) []byte {
		return append(append(bytes.Clone(whole[:at]), b...), whole[at+len(b):]...)
	}
	for name, row := range map[string]struct {
		data []byte
		want string
	}{
		"empty":    {nil, "something else"},
		"no RIFF":  {change(0, 'R', 'I', 'F', 'X'), "something else"},
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
			_, err := wavfile.Open(fstest.MapFS{"x.wav": {Data: row.data}}, "x.wav")
			var wrong *wavfile.Error
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, "x.wav", wrong.File)
			require.Contains(t, err.Error(), row.want)
		})
	}
}

// Audio that the header does not count is refused, as a recorder leaves it that crashed, streams, or starts a second
// chunk: who masks the file would say that all is done and leave it as it is. Whole chunks behind the samples are fine,
// and so is no audio at all.
func TestUncountedAudio(t *testing.T) {
	const list, odd = "LIST\x04\x00\x00\x00adtl", "id3 \x03\x00\x00\x00abc"
	mono := wavfile.Format{Codec: recording.MuLaw, Channels: 1, Rate: 8000}
	empty := string(write(t, filepath.Join(t.TempDir(), "x.wav"), mono, nil, nil))
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
			_, err := wavfile.Open(fstest.MapFS{"x.wav": {Data: []byte(row.data)}}, "x.wav")
			if row.want == "" {
				require.NoError(t, err)
				return
			}
			var wrong *wavfile.Error
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, "x.wav", wrong.File)
			require.Contains(t, err.Error(), row.want)
		})
	}
}

// No file makes a reader panic, take more memory than the file has, or give more samples than there are.
func FuzzWAV(f *testing.F) {
	whole := write(f, filepath.Join(f.TempDir(), "x.wav"),
		wavfile.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000}, [][]byte{{1, 2, 3, 4, 5, 6}}, nil)
	list := append(append(bytes.Clone(whole[:12]), "LIST\x05\x00\x00\x00abcd\x00\x00"...), whole[12:]...)
	for _, seed := range [][]byte{nil, whole, whole[:20], whole[:40], whole[:47], list,
		append(bytes.Clone(whole), "LIST\x02\x00\x00\x00abdata"...),
		bytes.Replace(whole, []byte("data"), []byte("datb"), 1)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		const own = 64 << 10 // what the reader and the test take whatever the file's size is
		file, before := bytes.NewReader(data), allocated()
		r, err := wavfile.New(file, int64(len(data)), "x.wav")
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
	_, err := wavfile.Open(os.DirFS(t.TempDir()), ".")
	var wrong *wavfile.Error
	require.Error(t, err)
	require.False(t, errors.As(err, &wrong), "got %v", err)
}
