package callfiles

import (
	"bytes"
	"io"
	"os"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
	"github.com/recpause/recpause/recording/wav"
)

// Files are the same whether their long silences are written or left out, a tap is given all, and of what is heard
// nowhere nothing is read.
func TestLongSilences(t *testing.T) {
	const hole = smallestGap
	piece := func(from, to int64, voices pause.Parties, tone int64) recording.Piece {
		return recording.Piece{Span: recording.Span{From: from, To: to}, Voices: voices, Tone: tone}
	}
	a, b := pause.PartiesOf(0), pause.PartiesOf(1)
	end := int64(8*hole + 1)
	plans := []recording.Plan{
		{Pieces: []recording.Piece{piece(0, hole, a, -1), piece(hole, 3*hole, 0, -1), piece(3*hole, 5*hole, a, -1),
			piece(5*hole, 6*hole-1, 0, -1), piece(6*hole-1, 7*hole, a, -1), piece(7*hole, end, 0, -1)}},
		{Pieces: []recording.Piece{piece(0, hole+7, b, -1), piece(hole+7, 4*hole, 0, -1), piece(4*hole, 5*hole, b, -1),
			piece(5*hole, 6*hole-1, 0, -1), piece(6*hole-1, 7*hole, b, -1), piece(7*hole, end, 0, -1)}},
	}
	for _, codec := range []recording.Codec{recording.PCM16, recording.MuLaw} {
		voice := make([]byte, int(end)*2*codec.Width())
		for i := range voice {
			voice[i] = byte(i*7 + i>>8)
		}
		frame := int64(2 * codec.Width())
		var read atomic.Int64
		inputs := func(s recording.Span) []io.Reader {
			return []io.Reader{counted{io.NewSectionReader(bytes.NewReader(voice), s.From*frame, s.Len()*frame), &read}}
		}
		j := offline.Job{Codec: codec, Span: recording.Span{To: end}, Voices: [][]pause.Party{{0, 1}},
			Layout: recording.Split, Plans: plans}
		var whole [2]bytes.Buffer
		_, err := j.Run(inputs(j.Span), []io.Writer{&whole[0], &whole[1]})
		require.NoError(t, err)
		require.EqualValues(t, len(voice), read.Load())
		for _, parts := range []int64{1, 3} {
			dir, taps := t.TempDir(), []io.Writer(nil)
			var tapped bytes.Buffer
			if parts == 1 {
				taps = []io.Writer{&tapped}
			}
			read.Store(0)
			require.NoError(t, Write(dir, j, 8000, parts, inputs, taps...))
			for i, name := range Names(j.Layout) {
				f, err := wav.Open(os.DirFS(dir), name)
				require.NoError(t, err)
				got, err := io.ReadAll(f)
				require.NoError(t, err)
				require.True(t, bytes.Equal(whole[i].Bytes(), got), "%v, %d parts: %s", codec, parts, name)
				require.NoError(t, f.Close())
			}
			if parts == 1 {
				require.True(t, bytes.Equal(whole[0].Bytes(), tapped.Bytes()), codec)
			}
			heard := len(voice)
			if codec == recording.PCM16 {
				heard = (5*hole + 7) * int(frame)
			}
			require.EqualValues(t, heard, read.Load(), "%v, %d parts", codec, parts)
		}
	}
}

// A counted input counts what is read of it.
type counted struct {
	*io.SectionReader
	bytes *atomic.Int64
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.SectionReader.Read(p)
	c.bytes.Add(int64(n))
	return n, err
}
