package callfiles

import (
	"io"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
)

// Gaps are spans in which all tracks of a job are silences of the byte 0, long enough to be left out. A new file that has
// its full length holds them already, and what the inputs hold there is heard nowhere.
type gaps []recording.Span

// smallestGap is how many samples are worth it.
const smallestGap = 1 << 14

func gapsOf(j offline.Job) (all gaps) {
	if j.Codec.Silence() != 0 {
		return nil
	}
	for at := j.Span.From; at < j.Span.To; {
		silent, to := true, j.Span.To
		for _, plan := range j.Plans {
			piece := plan.At(at)
			silent, to = silent && piece.Voices == 0 && piece.Tone < 0, min(to, piece.To)
		}
		if silent && to-at >= smallestGap {
			all = append(all, recording.Span{From: at, To: to})
		}
		at = to
	}
	return all
}

// Heard returns how many samples of a job Write reads of each input.
func Heard(j offline.Job) int64 {
	n := j.Span.Len()
	for _, s := range gapsOf(j) {
		n -= s.Len()
	}
	return n
}

// of returns where the gaps are in a stream of a part of the job that has so many bytes a sample.
func (g gaps) of(part offline.Job, frame int) (in inBytes) {
	for _, s := range g {
		if s = s.Intersect(part.Span); !s.Empty() {
			from, to := s.From-part.Span.From, s.To-part.Span.From
			in.gaps = append(in.gaps, recording.Span{From: from * int64(frame), To: to * int64(frame)})
		}
	}
	return in
}

// An inBytes is gaps in a stream, from a byte on.
type inBytes struct {
	gaps []recording.Span
	at   int64
}

// next returns how many of the next bytes lie in one gap, or in none, and which of both.
func (b *inBytes) next(most int) (n int, gap bool) {
	for len(b.gaps) > 0 && b.gaps[0].To <= b.at {
		b.gaps = b.gaps[1:]
	}
	if len(b.gaps) == 0 {
		return most, false
	}
	if first := b.gaps[0]; first.From > b.at {
		return int(min(int64(most), first.From-b.at)), false
	}
	return int(min(int64(most), b.gaps[0].To-b.at)), true
}

// A gapReader reads a stream but for the gaps, of which it says that they were read and leaves what stood there.
type gapReader struct {
	io.ReadSeeker
	inBytes
}

func (r *gapReader) Read(p []byte) (n int, err error) {
	n, gap := r.next(len(p))
	if gap {
		_, err = r.Seek(int64(n), io.SeekCurrent)
	} else {
		n, err = r.ReadSeeker.Read(p[:n])
	}
	r.at += int64(n)
	return n, err
}

// A gapWriter writes a stream but for the gaps.
type gapWriter struct {
	io.WriteSeeker
	inBytes
}

func (w *gapWriter) Write(p []byte) (done int, err error) {
	for done < len(p) && err == nil {
		n, gap := w.next(len(p) - done)
		if gap {
			_, err = w.Seek(int64(n), io.SeekCurrent)
		} else {
			n, err = w.WriteSeeker.Write(p[done : done+n])
		}
		done += n
		w.at += int64(n)
	}
	return done, err
}
