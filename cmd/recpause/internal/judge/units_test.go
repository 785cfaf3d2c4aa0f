package judge

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// A counted store counts how often each object is opened.
type counted struct {
	Store
	lock   sync.Mutex
	opened map[string]int
}

func (c *counted) Open(ctx context.Context, key string) (*Object, error) {
	c.lock.Lock()
	c.opened[key]++
	c.lock.Unlock()
	return c.Store.Open(ctx, key)
}

// side writes one side of a recording of three seconds, of which the second is silence but for a leak of some samples.
func side(t *testing.T, name string, leak int) {
	t.Helper()
	data := make([]byte, 2*24_000)
	for i := range 24_000 {
		if i < 8000 || i >= 16_000 || i >= 12_000 && i < 12_000+leak {
			binary.LittleEndian.PutUint16(data[2*i:], uint16(1000+i%77))
		}
	}
	head := wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000}.Header(int64(len(data)))
	require.NoError(t, os.WriteFile(name, append(head, data...), 0o644))
}

// many writes split recordings whose pauses are all in one table, of which one leaks on the counterpart's side.
func many(t *testing.T, n int) (dir string, j *Judge, opened map[string]int) {
	t.Helper()
	dir = t.TempDir()
	table := "recording,from,to,unit,length\n"
	for i := range n {
		leak := 0
		if i == 7 {
			leak = 160
		}
		table += fmt.Sprintf("c%02d,1.000,2.000,s,3.000\n", i)
		side(t, filepath.Join(dir, fmt.Sprintf("c%02d-in.wav", i)), 0)
		side(t, filepath.Join(dir, fmt.Sprintf("c%02d-out.wav", i)), leak)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "pauses.csv"), []byte(table), 0o644))
	folder, err := OpenFolder(dir, "")
	require.NoError(t, err)
	store := &counted{Store: folder, opened: map[string]int{}}
	j = &Judge{Store: store, Rules: Rules{Recordings: "*.wav", Metadata: "{dir}/pauses.csv", Format: "csv", Split: "-in,-out"}}
	require.NoError(t, j.Check())
	return dir, j, store.opened
}

// Two files of another platform are judged as one recording, with the first of them; and metadata of many recordings is
// read once, and not with each.
func TestSplitRecordingsOfOneTable(t *testing.T) {
	const n = 40
	_, j, opened := many(t, n)
	var found []string
	judged := 0
	err := j.Each(context.Background(), j.Units(context.Background(), ""), func(r Result) error {
		if first, ok := strings.CutSuffix(string(r.Key), "-out.wav"); ok {
			require.Equal(t, Key(first+"-in.wav"), r.PartOf)
			require.Empty(t, r.Verdicts)
			return nil
		}
		judged++
		require.Len(t, r.Verdicts, 1)
		v := r.Verdicts[0]
		require.NotEqual(t, Unjudged, v.Outcome, v.Because)
		require.Len(t, v.Files, 2)
		if v.Outcome == Findings {
			found = append(found, string(r.Key))
			require.Equal(t, "sound_in_pause", v.Report.Findings[0].Kind.String())
			require.Equal(t, recording.FarSide, v.Report.Findings[0].Where[0].Track)
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, n, judged)
	require.Equal(t, []string{"c07-in.wav"}, found)
	require.Equal(t, 1, opened["pauses.csv"])
}

// A second file whose first one is not there is judged by itself, and says what is missing; so is one whose name has
// neither ending.
func TestHalfASplitRecording(t *testing.T) {
	dir, j, _ := many(t, 2)
	require.NoError(t, os.Remove(filepath.Join(dir, "c00-in.wav")))
	side(t, filepath.Join(dir, "c01.wav"), 0)
	r, err := j.Judge(context.Background(), "c00-out.wav")
	require.NoError(t, err)
	require.Empty(t, r.PartOf)
	require.Equal(t, "no_file", r.Verdicts[0].Cause)
	require.Contains(t, r.Verdicts[0].Because.EN, "c00-in.wav: not found")
	r, err = j.Judge(context.Background(), "c01.wav")
	require.NoError(t, err)
	require.Equal(t, Clean, r.Verdicts[0].Outcome, r.Verdicts[0].Because)
	require.Equal(t, []string{"c01.wav"}, r.Verdicts[0].Files)
}

// What could not be read is read again, for it may be there the next time.
func TestBrokenMetadataIsNotKept(t *testing.T) {
	dir, j, opened := many(t, 1)
	table := filepath.Join(dir, "pauses.csv")
	good, err := os.ReadFile(table)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(table, []byte("no table\n"), 0o644))
	r, err := j.Judge(context.Background(), "c00-in.wav")
	require.NoError(t, err)
	require.Equal(t, "broken_metadata", r.Verdicts[0].Cause)
	require.NoError(t, os.WriteFile(table, good, 0o644))
	r, err = j.Judge(context.Background(), "c00-in.wav")
	require.NoError(t, err)
	require.Equal(t, Clean, r.Verdicts[0].Outcome, r.Verdicts[0].Because)
	require.Equal(t, 2, opened["pauses.csv"])
}

// Endings of names that could not be told apart are refused.
func TestSplitEndings(t *testing.T) {
	for split, ok := range map[string]bool{"": true, "-in,-out": true, "-a,-b": true, "-in": false, "-in,": false, ",-out": false,
		"-in,-in": false, "-in,n": false} {
		err := Rules{Recordings: "*", Metadata: "{name}", Format: "csv", Split: split}.Check()
		require.Equal(t, ok, err == nil, "%q: %v", split, err)
	}
	require.Error(t, Rules{Split: "-in,-out"}.Check())
}
