package wav_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/wav"
)

// muLaw is the recording of most telephones.
func muLaw(l recording.Layout) live.Config {
	c := live.DefaultConfig(8000)
	c.Codec, c.Layout = recording.MuLaw, l
	return c
}

// audio returns what a file holds, which is whole.
func audio(t *testing.T, name string) (*wav.Reader, []byte) {
	t.Helper()
	r, err := wav.Open(os.DirFS(filepath.Dir(name)), filepath.Base(name))
	require.NoError(t, err)
	t.Cleanup(func() { r.Close() })
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	return r, data
}

// A recording in every codec and layout is in its files what it is in plain ones.
func TestFilesOfARecording(t *testing.T) {
	for _, codec := range []recording.Codec{recording.PCM16, recording.PCM8, recording.MuLaw, recording.ALaw} {
		for _, layout := range []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split} {
			c := muLaw(layout)
			c.Codec = codec
			dir := t.TempDir()
			names := []string{filepath.Join(dir, "a.wav"), filepath.Join(dir, "b.wav")}[:len(layout.Files())]
			files, err := wav.Create(c, names...)
			require.NoError(t, err)
			var plain []*os.File
			var sinks []io.WriterAt
			for _, name := range names {
				f, err := os.Create(name + ".plain")
				require.NoError(t, err)
				plain, sinks = append(plain, f), append(sinks, f)
			}
			for _, to := range [][]io.WriterAt{files.Sinks(), sinks} {
				r, err := live.New(c, calltest.New(true, 0, 1), to...)
				require.NoError(t, err)
				talk(t, r, c, 0, 400)
				require.NoError(t, r.Close(400*160+1))
			}
			require.NoError(t, files.Close())
			require.NoError(t, files.Close())
			for i, name := range names {
				r, got := audio(t, name)
				want, err := os.ReadFile(plain[i].Name())
				require.NoError(t, err)
				require.Equal(t, wav.Format{Codec: codec, Channels: len(layout.Files()[i]), Rate: 8000}, r.Format)
				require.True(t, bytes.Equal(got, want), "%v %v, file %d", codec, layout, i)
				require.NoError(t, plain[i].Close())
			}
		}
	}
}

// A file is as long as its recording, also where the end of the call was known late, in every layout.
func TestLateEnd(t *testing.T) {
	for _, layout := range []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split} {
		c, dir := muLaw(layout), t.TempDir()
		names := []string{filepath.Join(dir, "a.wav"), filepath.Join(dir, "b.wav")}[:len(layout.Files())]
		files, err := wav.Create(c, names...)
		require.NoError(t, err)
		r, err := live.New(c, calltest.New(true, 0, 1), files.Sinks()...)
		require.NoError(t, err)
		talk(t, r, c, 0, 400)
		_, err = r.End(55_001)
		require.NoError(t, err)
		require.NoError(t, r.Close(55_001))
		require.NoError(t, files.Close())
		for _, name := range names {
			r, _ := audio(t, name)
			require.Equal(t, int64(55_001), r.Samples, layout)
		}
	}
}

// talk says packets of two parties, and pauses late in every tenth of them.
func talk(t require.TestingT, r *live.Recording, c live.Config, from, to int64) {
	pcm := make([]byte, 160*c.Codec.Width())
	for n := from; n < to; n++ {
		for p := range pause.Party(2) {
			for i := range pcm {
				pcm[i] = byte(1 + (n+int64(i)+int64(p))%100)
			}
			require.NoError(t, r.Write(p, 160*n, pcm))
		}
		if n%100 == 99 {
			_, err := r.Stop(160*(n-80), 0)
			require.NoError(t, err)
			_, err = r.Resume(160*(n-60), 0)
			require.NoError(t, err)
		}
	}
}

// Names that are too few or too many make no file; nor does one that is there already, which stays as it is.
func TestCreateRefuses(t *testing.T) {
	a, b := filepath.Join(t.TempDir(), "a.wav"), filepath.Join(t.TempDir(), "b.wav")
	for _, names := range [][]string{{}, {a, b}} {
		_, err := wav.Create(muLaw(recording.OneChannel), names...)
		require.ErrorAs(t, err, new(*wav.Error))
	}
	_, err := wav.Create(live.Config{}, a)
	require.ErrorAs(t, err, new(*wav.Error), "no rate")
	require.NoError(t, os.WriteFile(b, []byte("kept"), 0o600))
	_, err = wav.Create(muLaw(recording.Split), a, b)
	require.ErrorIs(t, err, fs.ErrExist)
	require.NoFileExists(t, a)
	kept, err := os.ReadFile(b)
	require.NoError(t, err)
	require.Equal(t, "kept", string(kept))
}

// A file of something else, or of another format, is not restored, and no file is changed.
func TestRestoreRefuses(t *testing.T) {
	c := muLaw(recording.TwoChannel)
	for name, data := range map[string][]byte{
		"a text":           []byte("this is no recording"),
		"another rate":     wav.Format{Codec: recording.MuLaw, Channels: 2, Rate: 16000}.Header(1 << 32),
		"another codec":    wav.Format{Codec: recording.ALaw, Channels: 2, Rate: 8000}.Header(1 << 32),
		"another channel":  wav.Format{Codec: recording.MuLaw, Channels: 1, Rate: 8000}.Header(1 << 32),
		"of another maker": wav.Format{Codec: recording.MuLaw, Channels: 2, Rate: 8000}.Header(0),
	} {
		file := filepath.Join(t.TempDir(), "call.wav")
		require.NoError(t, os.WriteFile(file, data, 0o600))
		_, err := wav.Restore(c, file)
		require.ErrorAs(t, err, new(*wav.Error), name)
		kept, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, data, kept, name)
	}
}

// What the disk may have lost by a loss of power is made anew: a file, its header, half a sample. Sizes are those of
// whole samples in the file, whatever its header says.
func TestRestoreAfterPowerLoss(t *testing.T) {
	c := muLaw(recording.TwoChannel)
	header := wav.Format{Codec: recording.MuLaw, Channels: 2, Rate: 8000}.Header(1 << 32)
	for name, row := range map[string]struct {
		data []byte
		size int64
	}{
		"no file":       {nil, 0},
		"empty":         {[]byte{}, 0},
		"a half header": {make([]byte, 50), 0},
		"no header":     {make([]byte, 80+6), 6},
		"lying sizes":   {append(bytes.Clone(header), 1, 2, 3, 4), 4},
		"half":          {append(bytes.Clone(header), 1, 2, 3), 2},
	} {
		file := filepath.Join(t.TempDir(), "call.wav")
		if row.data != nil {
			require.NoError(t, os.WriteFile(file, row.data, 0o600))
		}
		files, err := wav.Restore(c, file)
		require.NoError(t, err, name)
		require.Equal(t, []int64{row.size}, files.Sizes(), name)
		_, got := audio(t, file)
		require.Len(t, got, int(row.size), name)
		require.NoError(t, files.Close())
	}
}

// A file grows beyond 4 GB, which RF64 can say, and is restored, read and corrected there.
func TestBeyond4GB(t *testing.T) {
	const long = 1<<32 - 100
	c, name := muLaw(recording.OneChannel), filepath.Join(t.TempDir(), "call.wav")
	files, err := wav.Create(c, name)
	require.NoError(t, err)
	require.NoError(t, files.Close())
	require.NoError(t, os.Truncate(name, 80+long)) // sparse
	files, err = wav.Restore(c, name)
	require.NoError(t, err)
	header := func() []byte {
		file, err := os.Open(name)
		require.NoError(t, err)
		defer file.Close()
		b := make([]byte, 80)
		_, err = file.ReadAt(b, 0)
		require.NoError(t, err)
		return b
	}
	require.Equal(t, "RIFF", string(header()[:4]))
	sink := files.Sinks()[0]
	_, err = sink.WriteAt(bytes.Repeat([]byte{7}, 201), long)
	require.NoError(t, err)
	require.NoError(t, files.Close())
	require.Equal(t, "RF64", string(header()[:4]))
	require.EqualValues(t, long+201, binary.LittleEndian.Uint64(header()[28:]))
	r, err := wav.Open(os.DirFS(filepath.Dir(name)), "call.wav")
	require.NoError(t, err)
	defer r.Close()
	require.EqualValues(t, long+201, r.Samples)
	last := make([]byte, 2)
	_, err = r.ReadAt(last, long+199)
	require.NoError(t, err)
	require.Equal(t, []byte{7, 7}, last)
	files, err = wav.Restore(c, name)
	require.NoError(t, err)
	require.Equal(t, []int64{long + 201}, files.Sizes())
	_, err = files.Sinks()[0].WriteAt([]byte{9}, long)
	require.NoError(t, err)
	require.NoError(t, files.Close())
	_, err = r.ReadAt(last, long)
	require.NoError(t, err)
	require.Equal(t, []byte{9, 7}, last)
}

// What is closed takes nothing any more, and nothing lies before the first sample.
func TestSinkRefuses(t *testing.T) {
	files, err := wav.Create(muLaw(recording.OneChannel), filepath.Join(t.TempDir(), "call.wav"))
	require.NoError(t, err)
	_, err = files.Sinks()[0].WriteAt([]byte{1}, -1)
	require.ErrorAs(t, err, new(*wav.Error))
	require.NoError(t, files.Close())
	_, err = files.Sinks()[0].WriteAt([]byte{1}, 0)
	require.ErrorIs(t, err, fs.ErrClosed)
	require.ErrorIs(t, files.Sync(), fs.ErrClosed)
}

// A disk that syncs does not hold up the recording, and gets all of it.
func TestSyncMeanwhile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "call.wav")
	files, err := wav.Create(muLaw(recording.OneChannel), name)
	require.NoError(t, err)
	over, synced := make(chan struct{}), make(chan error)
	go func() {
		var err error
		for done := false; !done && err == nil; err = files.Sync() {
			select {
			case <-over:
				done = true
			default:
			}
		}
		synced <- err
	}()
	for n := range int64(500) {
		_, err := files.Sinks()[0].WriteAt(said(n), 160*n)
		require.NoError(t, err)
		require.Equal(t, []int64{160*n + 160}, files.Sizes())
	}
	close(over)
	require.NoError(t, <-synced)
	_, got := audio(t, name)
	for n := range int64(500) {
		require.Equal(t, said(n), got[160*n:][:160])
	}
	require.NoError(t, files.Close())
}

const killed = "RECPAUSE_TEST_KILLED" // names the file that a process writes until it is killed

// TestMain is that process, where it is asked to be.
func TestMain(m *testing.M) {
	if name := os.Getenv(killed); name != "" {
		if err := record(name); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func record(name string) error {
	c := muLaw(recording.TwoChannel)
	files, err := wav.Create(c, name)
	if err != nil {
		return err
	}
	r, err := live.New(c, calltest.New(true, 0, 1), files.Sinks()...)
	for n := int64(0); err == nil; n++ {
		if err = r.Write(0, 160*n, said(n)); n == 1000 {
			_, err = r.Stop(160*990, 0)
		}
		if n == 5000 {
			fmt.Println("a hundred seconds")
		}
	}
	return err
}

// said is a packet that can be told from others.
func said(n int64) []byte { return bytes.Repeat([]byte{byte(n % 99)}, 160) }

// A process that is killed leaves a file that a player can play, but for its last seconds. Restored it is whole: it
// holds what was written and no more than a second less than that, and nothing of who had stopped the recording.
func TestKilled(t *testing.T) {
	name := filepath.Join(t.TempDir(), "call.wav")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), killed+"="+name)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	_, err = bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.NoError(t, cmd.Process.Kill())
	require.True(t, errors.As(cmd.Wait(), new(*exec.ExitError)))

	data, err := os.ReadFile(name)
	require.NoError(t, err)
	counted := int(binary.LittleEndian.Uint32(data[76:]))
	require.LessOrEqual(t, counted, len(data)-80)
	require.Less(t, len(data)-80-counted, 8*2*16500, "bytes of audio that the header does not count")
	_, err = wav.NewReader(bytes.NewReader(data), int64(80+counted), name) // as a player does
	require.NoError(t, err)

	files, err := wav.Restore(muLaw(recording.TwoChannel), name)
	require.NoError(t, err)
	require.NoError(t, files.Close())
	_, got := audio(t, name)
	require.Greater(t, len(got), 2*(5000*160-2*8000-8192))
	for i := 0; i < len(got); i += 2 {
		want := byte(i / 2 / 160 % 99)
		if i/2 >= 990*160 {
			want = 0xFF
		}
		if got[i] != want || got[i+1] != 0xFF {
			t.Fatalf("sample %d: got %v, want %d and silence", i/2, got[i:i+2], want)
		}
	}
}
