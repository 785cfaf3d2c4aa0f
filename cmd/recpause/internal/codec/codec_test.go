package codec_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/cmd/recpause/internal/codec"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/spec"
)

// open opens bytes under a name.
func open(data []byte, name string) (*codec.Audio, error) {
	return codec.Open(context.Background(), bytes.NewReader(data), int64(len(data)), name, codec.Options{})
}

// pcmOf returns all samples of a file as PCM16.
func pcmOf(t require.TestingT, a *codec.Audio) []int16 {
	raw, err := io.ReadAll(io.NewSectionReader(a, 0, a.Samples*int64(a.Frame())))
	require.NoError(t, err)
	pcm := make([]int16, a.Samples*int64(a.Channels))
	a.Codec.Decode(pcm, raw)
	return pcm
}

// wavOf is a WAV file of PCM16.
func wavOf(pcm []int16, channels, rate int) []byte {
	data := make([]byte, 2*len(pcm))
	recording.PCM16.Encode(data, pcm)
	return append(wav.Format{Channels: channels, Rate: rate}.Header(int64(len(data))), data...)
}

// ffmpeg returns what ffmpeg makes of a WAV file, and skips the test without it, or fails where tools are required.
func ffmpeg(t testing.TB, in []byte, ending string, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		if os.Getenv("RECPAUSE_TOOLS") == "required" {
			t.Fatal("ffmpeg is not installed, and RECPAUSE_TOOLS=required")
		}
		t.Skip("ffmpeg is not installed")
	}
	out := filepath.Join(t.TempDir(), "out"+ending)
	cmd := exec.Command("ffmpeg", append(append([]string{"-v", "error", "-i", "pipe:0"}, args...), out)...)
	cmd.Stdin = bytes.NewReader(in)
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, string(said))
	data, err := os.ReadFile(out)
	require.NoError(t, err)
	return data
}

// sweep is a sound of several pitches, with a silence in it.
func sweep(n, channels int) []int16 {
	pcm := make([]int16, n*channels)
	for i := range pcm {
		at := float64(i / channels)
		if i/channels < n/3 || i/channels >= n/2 {
			pcm[i] = int16(9000 * math.Sin(at*(0.05+at/float64(n)/4)+float64(i%channels)))
		}
	}
	return pcm
}

// What is not lossy comes back as it was, in one channel and two, and through ReadAt from anywhere.
func TestLosslessComesBack(t *testing.T) {
	for _, c := range []struct {
		name, ending string
		kind         codec.Kind
		args         []string
	}{
		{"WAV", ".wav", codec.WAV, nil},
		{"RF64", ".wav", codec.WAV, []string{"-rf64", "always"}},
		{"24 bits", ".wav", codec.WidePCM, []string{"-c:a", "pcm_s24le"}},
		{"32 bits", ".wav", codec.WidePCM, []string{"-c:a", "pcm_s32le"}},
		{"float", ".wav", codec.WidePCM, []string{"-c:a", "pcm_f32le"}},
		{"double", ".wav", codec.WidePCM, []string{"-c:a", "pcm_f64le"}},
		{"FLAC", ".flac", codec.FLAC, nil},
		{"FLAC of 24 bits", ".flac", codec.FLAC, []string{"-sample_fmt", "s32"}},
	} {
		for channels := 1; channels <= 2; channels++ {
			want := sweep(9000, channels)
			data := ffmpeg(t, wavOf(want, channels, 8000), c.ending, c.args...)
			a, err := open(data, "x"+c.ending)
			require.NoError(t, err, c.name)
			require.Equal(t, c.kind, a.Kind, c.name)
			require.Equal(t, wav.Format{Channels: channels, Rate: 8000}, a.Format, c.name)
			require.Equal(t, want, pcmOf(t, a), c.name)
			require.Empty(t, a.Notes, c.name)
			part := make([]byte, 7)
			_, err = a.ReadAt(part, 1001)
			require.NoError(t, err)
			whole := make([]byte, 8)
			recording.PCM16.Encode(whole, want[500:504])
			require.Equal(t, whole[1:], part, c.name)
			require.NoError(t, a.Close())
		}
	}
}

// What is lossy comes back as long as it was, at the same place, and nearly as it was.
func TestLossyComesBackInPlace(t *testing.T) {
	for _, c := range []struct {
		name, ending string
		kind         codec.Kind
		args         []string
		mono         bool
	}{
		{"Opus", ".opus", codec.Opus, []string{"-c:a", "libopus", "-b:a", "48k"}, false},
		{"MP3", ".mp3", codec.MP3, []string{"-b:a", "64k"}, false},
		{"G.722", ".g722", codec.G722, nil, true},
		{"G.722 in WAV", ".wav", codec.G722, []string{"-c:a", "g722"}, true},
		{"MP3 in WAV", ".wav", codec.MP3Late, []string{"-c:a", "libmp3lame", "-b:a", "64k"}, true},
		{"ADPCM", ".wav", codec.OtherWAV, []string{"-c:a", "adpcm_ms"}, false},
		{"Vorbis", ".ogg", codec.OtherOgg, []string{"-c:a", "libvorbis"}, false},
	} {
		for channels := 1; channels <= 2; channels++ {
			if c.mono && channels > 1 {
				continue
			}
			said := sweep(32_000, channels)
			a, err := open(ffmpeg(t, wavOf(said, channels, 16_000), c.ending, c.args...), "x"+c.ending)
			require.NoError(t, err, c.name)
			require.Equal(t, c.kind, a.Kind, c.name)
			require.Equal(t, wav.Format{Channels: channels, Rate: 16_000}, a.Format, c.name)
			require.InDelta(t, 32_000, a.Samples, 3000, c.name)
			got := pcmOf(t, a)
			best, at := math.Inf(1), 0
			for lag := -1200; lag <= 1200; lag++ {
				if off := distance(said, got, lag, channels); off < best {
					best, at = off, lag
				}
			}
			t.Logf("%s, channels: %d, too long by %d, late by %d, off by %.3f", c.name, channels, a.Samples-32_000, at, best)
			require.Less(t, best, 0.1, c.name)
			require.NoError(t, a.Close())
		}
	}
}

// What an MP3 says of its beginning is believed where ffmpeg leaves it out, which it does for the tags of LAME and of its
// own: wherever the first frame is, behind a picture or not, and not for a tag of anybody else.
func TestTagsOfMP3(t *testing.T) {
	said := sweep(32_000, 1)
	for channels := 1; channels <= 2; channels++ {
		for _, rate := range []int{8000, 44_100} {
			tagged := ffmpeg(t, wavOf(sweep(32_000, channels), channels, rate), ".mp3", "-b:a", "64k", "-id3v2_version", "0")
			require.Regexp(t, "^(Xing|Info)", string(tagged[bytes.IndexAny(tagged, "XI"):]))
			picture := append([]byte("ID3\x04\x00\x00\x00\x01\x00\x00"), make([]byte, 1<<14)...)
			copy(picture[100:], "Xing LAME")
			other := bytes.Replace(bytes.Clone(tagged), []byte("Lav"), []byte("Any"), 1)
			for _, c := range []struct {
				name string
				data []byte
				want codec.Kind
			}{
				{"tag", tagged, codec.MP3}, {"tag behind a picture", append(picture, tagged...), codec.MP3},
				{"another's tag", other, codec.MP3Late}, {"another's behind a picture", append(picture, other...), codec.MP3Late},
			} {
				a, err := open(c.data, "x.mp3")
				require.NoError(t, err, c.name)
				require.Equal(t, c.want, a.Kind, "%s, %d channels, %d Hz", c.name, channels, rate)
				if got := pcmOf(t, a); rate == 8000 && channels == 1 {
					require.Less(t, distance(said, got, 0, channels), 0.1, c.name)
				}
				require.NoError(t, a.Close())
			}
		}
	}
}

// distance is what differs of two sounds, of which the second is later by some samples, as a share of the first.
func distance(want, got []int16, late, channels int) float64 {
	var off, all float64
	for i := 2000 * channels; i < 10_000*channels; i += 3 {
		d := float64(want[i]) - float64(got[i+late*channels])
		off, all = off+d*d, all+float64(want[i])*float64(want[i])
	}
	return off / all
}

// A wide sample that is not zero is not silence, and is off by less than one.
func TestWideSamplesStaySound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Int32Range(-1<<23, 1<<23-1).Draw(t, "24 bits")
		data := append(make([]byte, 0, 64), wavOf(nil, 1, 8000)...)
		data[34], data[32] = 24, 3
		data = append(data, byte(v), byte(v>>8), byte(v>>16), 0)
		binary.LittleEndian.PutUint32(data[40:], 3)
		a, err := open(data, "x.wav")
		require.NoError(t, err)
		got := pcmOf(t, a)[0]
		if (got == 0) != (v == 0) || got != math.MaxInt16 && math.Abs(float64(v)/256-float64(got)) >= 1 {
			t.Fatalf("%d of 24 bits is %d of 16", v, got)
		}
	})
}

// What cannot be decoded says why, in both languages.
func TestBadFiles(t *testing.T) {
	good := wavOf(sweep(9000, 1), 1, 8000)
	flac := ffmpeg(t, good, ".flac")
	opus := ffmpeg(t, good, ".opus", "-c:a", "libopus")
	changed := func(data []byte, at int) []byte {
		data = bytes.Clone(data)
		data[at] ^= 0x10
		return data
	}
	lies := bytes.Clone(good)
	binary.LittleEndian.PutUint32(lies[40:], math.MaxUint32)
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty.wav", nil, "0 bytes"},
		{"text.wav", []byte("no audio at all"), "no audio, or of an unknown kind"},
		{"cut.wav", good[:len(good)-5], "the file is truncated"},
		{"lies.wav", lies, "the 4294967295 that its header says: the file is truncated"},
		{"cut.flac", flac[:len(flac)-50], "broken as FLAC"},
		{"changed.flac", changed(flac, len(flac)-300), "broken as FLAC"},
		{"cut.opus", opus[:len(opus)-50], "broken as Opus"},
		{"changed.opus", changed(opus, len(opus)/2), "broken as Opus"},
		{"cut.mp3", append([]byte("ID3"), good...), "broken as MP3"},
		{"odd.sln", good[44:77], "no whole samples of 2 bytes"},
	} {
		_, err := open(c.data, c.name)
		require.ErrorContains(t, err, c.want, c.name)
		require.True(t, strings.HasPrefix(err.Error(), c.name+": "), err)
		var own *codec.Error
		var container *wav.Error
		require.True(t, errors.As(err, &own) || errors.As(err, &container), "%s: %T", c.name, err)
	}
}

// A file is what it holds, whatever its name says, and that is noted.
func TestMislabelled(t *testing.T) {
	good := wavOf(sweep(9000, 1), 1, 8000)
	for _, name := range []string{"x.mp3", "x.flac", "x.opus", "x.g722"} {
		a, err := open(good, name)
		require.NoError(t, err)
		require.Equal(t, codec.WAV, a.Kind)
		require.Len(t, a.Notes, 1)
		require.Contains(t, a.Notes[0].In(spec.EN), "but the file holds WAV")
	}
	a, err := open(ffmpeg(t, good, ".flac"), "x.wav")
	require.NoError(t, err)
	require.Equal(t, codec.FLAC, a.Kind)
	require.Len(t, a.Notes, 1)
}

// Who stops waiting gets the context's error, and no child is left.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	good := wavOf(sweep(9000, 1), 1, 8000)
	for _, ending := range []string{".flac", ".opus", ".mp3"} {
		data := ffmpeg(t, good, ending)
		_, err := codec.Open(ctx, bytes.NewReader(data), int64(len(data)), "x"+ending, codec.Options{})
		require.ErrorIs(t, err, context.Canceled, ending)
	}
}
