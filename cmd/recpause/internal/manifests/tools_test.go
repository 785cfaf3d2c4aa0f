package manifests_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// whole is the manifest of a call with two pauses, with everything in it that is optional.
func whole(t *testing.T) manifest.Manifest {
	t.Helper()
	tl := recording.NewTimeline(0, calltest.New(true, 0, 1))
	for _, at := range []int64{11_601, 31_007} {
		_, err := tl.Stop(at, 0)
		require.NoError(t, err)
		_, err = tl.Resume(at+11_599, 0)
		require.NoError(t, err)
	}
	_, err := tl.End(48_000)
	require.NoError(t, err)
	m, err := manifest.New(tl, recording.Span{From: 0, To: 48_000}, []string{"operator", "customer"}, manifest.Options{
		Call: "c1", Recorded: true, Layout: recording.TwoChannel, Rate: 8000, Tone: recording.DefaultTone(),
		Start: time.Date(2025, 4, 1, 9, 30, 0, 0, time.FixedZone("", 9*60*60)),
		Gaps:  []manifest.Loss{{Span: recording.Span{From: 100, To: 260}, Party: "customer"}},
		Leaks: []manifest.Loss{{Span: recording.Span{From: 11_601, To: 11_700}, Party: "operator"}},
		Files: []manifest.File{{Name: "c1.wav", Tracks: recording.TwoChannel.Tracks()}},
	})
	require.NoError(t, err)
	return m
}

// tool returns where a tool is. Without it the test is skipped, or fails where RECPAUSE_TOOLS says that it is required.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("RECPAUSE_TOOLS") == "required" {
		t.Fatalf("%s is not installed, and RECPAUSE_TOOLS=required", name)
	}
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// run returns what a tool prints. It may warn of nothing.
func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	var out, warned bytes.Buffer
	cmd := exec.CommandContext(t.Context(), tool(t, name), args...)
	cmd.Stdout, cmd.Stderr = &out, &warned
	require.NoError(t, cmd.Run(), "%s %v: %s", name, args, &warned)
	require.Empty(t, warned.String(), "%s %v", name, args)
	return out.Bytes()
}

// file writes a file of the test's own.
func file(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

// wav returns a WAV file of two channels of noise-like samples, with chunks behind its data.
func wav(samples int64, chunks []byte) (whole, pcm []byte) {
	for i := range samples * 2 {
		pcm = binary.LittleEndian.AppendUint16(pcm, uint16(i*i*7919))
	}
	b := []byte("RIFF\x00\x00\x00\x00WAVEfmt " +
		"\x10\x00\x00\x00\x01\x00\x02\x00\x40\x1f\x00\x00\x00\x7d\x00\x00\x04\x00\x10\x00data\x00\x00\x00\x00")
	binary.LittleEndian.PutUint32(b[40:], uint32(len(pcm)))
	b = append(append(b, pcm...), chunks...)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b, pcm
}

// marked is a WAV file with the cues of a manifest.
func marked(t *testing.T, m manifest.Manifest) (path string, pcm []byte) {
	t.Helper()
	chunks, err := m.Markers().Cues(spec.JA)
	require.NoError(t, err)
	content, pcm := wav(m.Span.Len(), chunks)
	return file(t, "c1.wav", content), pcm
}

// ffprobe finds every marker of a WAV file as a chapter, at its sample and with its label.
func TestFFprobeReadsCues(t *testing.T) {
	m := whole(t)
	path, _ := marked(t, m)
	var got struct {
		Chapters []struct {
			TimeBase string `json:"time_base"`
			Start    int64
			Tags     struct{ Title string }
		}
	}
	require.NoError(t, json.Unmarshal(run(t, "ffprobe", "-v", "warning", "-of", "json", "-show_chapters", path), &got))
	list := m.Markers().List
	require.Len(t, got.Chapters, len(list))
	for i, chapter := range got.Chapters {
		require.Equal(t, "1/8000", chapter.TimeBase)
		require.Equal(t, list[i].From, chapter.Start)
		require.Equal(t, list[i].Label.JA, chapter.Tags.Title)
	}
}

// ffmpeg and sox play a file with markers as it is without: every sample, and no complaint.
func TestToolsPlayWhatIsMarked(t *testing.T) {
	for name, args := range map[string][]string{
		"ffmpeg": {"-v", "error", "-i", "", "-f", "s16le", "-"},
		"sox":    {"-V2", "", "-t", "s16", "-"},
	} {
		t.Run(name, func(t *testing.T) {
			path, pcm := marked(t, whole(t))
			for i := range args {
				if args[i] == "" {
					args[i] = path
				}
			}
			if got := run(t, name, args...); !bytes.Equal(got, pcm) {
				t.Errorf("got %d bytes, want the %d of the file", len(got), len(pcm))
			}
		})
	}
}

// ffprobe finds every marker of a WebVTT file, from the millisecond before it to the one after it.
func TestFFprobeReadsWebVTT(t *testing.T) {
	m := whole(t)
	for _, l := range []spec.Lang{spec.JA, spec.EN} {
		path := file(t, "c1.vtt", m.Markers().WebVTT(l))
		var got struct {
			Packets []struct {
				Pts      int64
				Duration int64
			}
		}
		require.NoError(t, json.Unmarshal(run(t, "ffprobe", "-v", "warning", "-of", "json", "-show_packets", path),
			&got))
		list := m.Markers().List
		require.Len(t, got.Packets, len(list))
		for i, packet := range got.Packets { // in milliseconds
			require.Equal(t, list[i].From*1000/8000, packet.Pts)
			require.Equal(t, (list[i].To*1000+7999)/8000, packet.Pts+packet.Duration)
		}
	}
}

// ffmpeg reads the texts of a WebVTT file as they were meant.
func TestFFmpegReadsWebVTT(t *testing.T) {
	m := whole(t).Markers()
	path := file(t, "c1.vtt", m.WebVTT(spec.JA))
	got := strings.ReplaceAll(string(run(t, "ffmpeg", "-v", "warning", "-i", path, "-f", "srt", "-")), "\r", "")
	for _, marker := range m.List {
		require.Contains(t, got, marker.Label.JA+"\n"+marker.Why.JA)
	}
}

// sox cuts a silence out of a file where a label of Audacity says that it is, and what it leaves is what the clock
// says.
func TestSoxCutsAtLabels(t *testing.T) {
	m := whole(t)
	path, pcm := marked(t, m)
	var args []string
	for line := range strings.Lines(string(m.Markers().Labels(spec.EN))) {
		if from, to, label := fields(line); strings.HasPrefix(label, "silence") {
			args = append(args, "="+from, "="+to)
		}
	}
	require.Len(t, args, 4)
	left := run(t, "sox", append([]string{"-V2", path, "-t", "s16", "-", "trim", "0"}, args...)...)
	var want []byte
	clock := m.Clock()
	for at := m.Span.From; at < m.Span.To; at++ {
		if _, gone := clock.Cut(at); !gone {
			want = append(want, pcm[4*at:4*at+4]...)
		}
	}
	if !bytes.Equal(left, want) {
		t.Errorf("got %d bytes, want %d", len(left), len(want))
	}
}

func fields(line string) (from, to, label string) {
	parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
	return parts[0], parts[1], parts[2]
}

// Labels of a day at a high rate are read back to the sample, also by who reads seconds as floating point.
func TestLabelsOfADay(t *testing.T) {
	m := manifest.Markers{Rate: 384_000}
	for at := int64(384_000 * 86_400); at < 384_000*86_400+50; at++ {
		m.List = append(m.List, manifest.Marker{Span: recording.Span{From: at, To: at + 1}})
	}
	i := 0
	for line := range strings.Lines(string(m.Labels(spec.EN))) {
		from, _, _ := fields(line)
		seconds, err := strconv.ParseFloat(from, 64)
		require.NoError(t, err)
		require.Equal(t, m.List[i].From, int64(math.Round(seconds*384_000)), fmt.Sprint(line))
		i++
	}
}
