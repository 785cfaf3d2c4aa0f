package audit_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/audit"
	"github.com/recpause/recpause/recording/manifest"
)

// counted counts the bytes that are read of a file anywhere, and from its beginning on.
type counted struct {
	*bytes.Reader
	anywhere, fromBegin int
}

func (c *counted) ReadAt(p []byte, at int64) (int, error) {
	n, err := c.Reader.ReadAt(p, at)
	c.anywhere += n
	return n, err
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.fromBegin += n
	return n, err
}

// counting are the tape's files with what is read of each.
func (p *tape) counting() (files []audit.File, all []*counted) {
	for _, f := range p.files() {
		c := &counted{Reader: f.Data.(*bytes.Reader)}
		f.Data = c
		files, all = append(files, f), append(all, c)
	}
	return files, all
}

// aboutSilences are the findings of sound where silence belongs, of what is missing, and of what the manifest says.
var aboutSilences = []audit.Kind{audit.SoundInPause, audit.OneSideOnly, audit.Attenuated, audit.BeginsLate,
	audit.EndsEarly, audit.RecordedWhenOff, audit.Stray, audit.CutOut, audit.WrongLength, audit.WrongSilence,
	audit.EndedStopped, audit.StoppedTooLong}

func silencesOf(r audit.Report) (list []string) {
	for _, f := range r.Findings {
		if slices.Contains(aboutSilences, f.Kind) {
			list = append(list, f.String())
		}
	}
	return list
}

// Who reads the pauses alone finds the same leaks as who reads everything, whatever happens in a call, however people
// sound, and whatever is done to a track; and reads no byte twice, and none outside of the pauses, if they are silent.
func TestPausesAloneGiveTheSameLeaks(t *testing.T) {
	sparse, full := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := stories.Draw(t, "story")
		o := manifest.Options{Call: "c1", Recorded: true, Rate: rate, Tone: recording.DefaultTone(),
			Layout: rapid.SampledFrom(layouts).Draw(t, "layout"), Codec: rapid.SampledFrom(codecs).Draw(t, "codec")}
		end := s.end
		if at, over := s.tl.Ended(); over {
			end = at
		}
		o.Gaps = s.gaps(t, end)
		p := record(t, s.tl, end, o, s.voices...)
		spoil(t, p)
		tolerated := audit.Options{Tolerance: audit.Tolerance{Level: rapid.SampledFrom([]int{0, 0, 40}).Draw(t, "level"),
			Edge: rapid.SampledFrom([]int64{0, 0, 50}).Draw(t, "edge")}, MaxSilence: 4000}
		want, err := audit.Check(p.m, p.files(), tolerated)
		if err != nil {
			return // nothing can be judged either way
		}
		tolerated.PausesOnly = true
		files, read := p.counting()
		got, err := audit.Check(p.m, files, tolerated)
		require.NoError(t, err)
		if !slices.Equal(silencesOf(got), silencesOf(want)) {
			t.Fatalf("pauses only: %v, everything: %v", silencesOf(got), silencesOf(want))
		}
		if !got.PausesOnly {
			full++
			return
		}
		sparse++
		for i, c := range read {
			if silent := silentBytes(p.m, i); c.fromBegin != 0 || c.anywhere > silent {
				t.Fatalf("%d bytes of silence: read %d anywhere and %d from the beginning on", silent, c.anywhere, c.fromBegin)
			}
		}
	})
	if !testing.Short() && (sparse < 30 || full == 0) {
		t.Errorf("read the pauses alone %d times and everything %d times only", sparse, full)
	}
}

// spoil does something to a tape, or nothing.
func spoil(t *rapid.T, p *tape) {
	n := int64(len(p.tracks[0]))
	if n == 0 {
		return
	}
	from := rapid.Int64Range(0, n-1).Draw(t, "from")
	s := span(from, min(n, from+rapid.SampledFrom([]int64{1, 30, 400, 4000}).Draw(t, "long")))
	switch rapid.SampledFrom([]string{"nothing", "nothing", "constant", "voice", "silence", "cut", "beep"}).Draw(t, "spoil") {
	case "constant":
		p.constant(s, rapid.SampledFrom([]int16{-20_000, -1, 1, 8, 30, 256}).Draw(t, "value"))
	case "voice":
		for i := s.From; i < s.To; i++ {
			p.tracks[len(p.tracks)-1][i] = int16(3000 * (1 - 2*(i%2)))
		}
	case "silence":
		p.silence(s)
	case "cut":
		p.cut(s)
	case "beep":
		p.sound(p.beepTrack(), from, tone)
	}
}

// silentBytes is how much of a file should be silence, in some channel of it, by asking for each sample.
func silentBytes(m manifest.Manifest, file int) (n int) {
	tracks := m.Layout.Files()[file]
	for at := m.Span.From; at < m.Span.To; at++ {
		if slices.ContainsFunc(tracks, func(track recording.Track) bool { return audit.ShouldBeSilent(m, track, at) }) {
			n += m.Codec.Width() * len(tracks)
		}
	}
	return n
}

// An hour with a tenth of it paused costs a tenth of its bytes; with a single sample of sound in a pause, everything is
// read, and the leak found.
func TestPausesAreATenth(t *testing.T) {
	const long = 600 * rate
	var pauses []recording.Span
	for i := int64(1); i <= 6; i++ {
		pauses = append(pauses, span(i*80*rate, i*80*rate+10*rate))
	}
	noise := voice("noise", long, 5)
	p := record(t, timeline(t, long, pauses...), long, options(recording.TwoChannel, recording.PCM16), noise, noise)
	files, read := p.counting()
	r, err := audit.Check(p.m, files, audit.Options{PausesOnly: true})
	require.NoError(t, err)
	require.True(t, r.Clean() && r.PausesOnly)
	require.Equal(t, 4*6*10*rate, read[0].anywhere, "a tenth of %d", 4*long)
	require.Zero(t, read[0].fromBegin)
	p.tracks[0][pauses[3].From+70] = 1
	files, read = p.counting()
	r, err = audit.Check(p.m, files, audit.Options{PausesOnly: true})
	require.NoError(t, err)
	require.False(t, r.PausesOnly)
	require.Equal(t, audit.SoundInPause, one(t, r).Kind)
	require.Equal(t, 4*long, read[0].fromBegin)
}

// A file that ends or breaks in a pause cannot be judged.
func TestPauseThatCannotBeRead(t *testing.T) {
	p := call(t, recording.OneChannel, recording.PCM16, 0)
	for _, c := range []struct {
		in   io.ReaderAt
		want string
	}{
		{bytes.NewReader(make([]byte, 20_000)), "its end"},
		{brokenAt{}, "the disk is broken"},
	} {
		file := p.files()[0]
		file.Data = struct {
			io.Reader
			io.ReaderAt
		}{file.Data, c.in}
		_, err := audit.Check(p.m, []audit.File{file}, audit.Options{PausesOnly: true})
		var own *audit.Error
		require.ErrorAs(t, err, &own)
		require.Equal(t, "unreadable", own.Cause)
		require.ErrorContains(t, err, c.want)
	}
}

type brokenAt struct{}

func (brokenAt) ReadAt([]byte, int64) (int, error) { return 0, errors.New("the disk is broken") }
