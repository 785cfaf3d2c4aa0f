package audit

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// blockBytes is how much of a file is read at a time.
const blockBytes = 1 << 16

// A reading is one pass over a file: where it is in the file, and where that is on the log's axis.
type reading struct {
	manifest.Manifest
	file   File
	in     *bufio.Reader
	tracks []*listener
	pauses []recording.Span // where every track of the file is silenced
	at     int64            // on the log's axis
	read   int64            // in the file
	short  int64            // how much of the recording is missing and not found yet
	cuts   []Finding
	edge   int64 // by how much a length may be off
}

// listen takes a file through its listeners, and finds what is wrong with the file's length: each pause that was cut out, and what
// that does not explain.
func listen(m manifest.Manifest, f File, tracks []*listener, t Tolerance) ([]Finding, error) {
	r := &reading{Manifest: m, file: f, in: bufio.NewReaderSize(f.Data, blockBytes), tracks: tracks, pauses: common(tracks),
		at: m.Span.From, short: max(0, m.Span.Len()-f.Samples), edge: t.Edge}
	for r.read < f.Samples {
		if r.cut() {
			continue
		}
		if err := r.block(); err != nil {
			return nil, err
		}
	}
	r.cut()
	for _, t := range tracks {
		t.end()
	}
	return append(r.cuts, r.length()...), nil
}

// frame returns the bytes of one sample of every channel.
func (r *reading) frame() int { return r.file.Codec.Width() * r.file.Channels }

// block reads on, not further than to an edge of a pause.
func (r *reading) block() error {
	n := min(r.file.Samples-r.read, int64(blockBytes/r.frame()))
	for _, p := range r.pauses {
		if edge := p.From; edge > r.at {
			n = min(n, edge-r.at)
		}
		if edge := p.To; edge > r.at {
			n = min(n, edge-r.at)
			break
		}
	}
	block, err := r.in.Peek(int(n) * r.frame())
	if err != nil {
		return r.unreadable(err, int64(len(block)/r.frame()))
	}
	keep := r.sounds(block)
	r.take(block[:keep*r.frame()])
	return nil
}

func (r *reading) unreadable(err error, more int64) error {
	if errors.Is(err, io.EOF) {
		return &Error{Cause: Unreadable, File: r.file.Name, Got: fmt.Sprintf("%d samples", r.read+more), Want: fmt.Sprintf("the %d that were announced", r.file.Samples)}
	}
	return &Error{Cause: Unreadable, File: r.file.Name, Err: err}
}

func (r *reading) take(block []byte) {
	for _, t := range r.tracks {
		t.hear(r.at, t.decode(block, r.file.Channels))
	}
	n := int64(len(block) / r.frame())
	r.at, r.read = r.at+n, r.read+n
	r.in.Discard(len(block))
}

// sounds returns how many samples of a block there are up to the first one with sound, where it lies in a pause of a file that is too
// short: the pause may be cut there. Everywhere else it is the whole block.
func (r *reading) sounds(block []byte) int {
	whole := len(block) / r.frame()
	if _, in := r.pause(); !in || r.short == 0 {
		return whole
	}
	first := whole
	for _, t := range r.tracks {
		for i, v := range t.decode(block, r.file.Channels) {
			if !t.silent(v) {
				first = min(first, i)
				break
			}
		}
	}
	if first == 0 { // and it is not cut here
		return whole
	}
	return first
}

// length finds a length that no cut explains.
func (r *reading) length() []Finding {
	off := r.at - r.Span.To
	if max(off, -off) <= r.edge {
		return nil
	}
	f := Finding{Kind: WrongLength, Rate: r.Rate, Where: r.places(), Count: off, Span: recording.Span{From: min(r.at, r.Span.To), To: max(r.at, r.Span.To)},
		InFile: recording.Span{From: r.read - max(0, off), To: r.read}}
	return []Finding{f}
}

func (r *reading) places() (list []Place) {
	for _, t := range r.tracks {
		list = append(list, t.place)
	}
	return list
}

// pause returns the pause at the position, ok is false where there is none.
func (r *reading) pause() (p recording.Span, ok bool) {
	for _, p := range r.pauses {
		if p.Has(r.at) {
			return p, true
		}
	}
	return recording.Span{}, false
}

// cut goes over the rest of a pause that is not in the file, and reports whether it did: sound goes on where the pause should, and
// the file is too short by just this pause, or by this and others.
func (r *reading) cut() bool {
	p, in := r.pause()
	left := p.To - r.at
	if !in || left > r.short || !r.explains(p, left) || !r.loud(left) {
		return false
	}
	r.short -= left
	r.cuts = append(r.cuts, Finding{Kind: Gap, Rate: r.Rate, Where: r.places(), Span: recording.Span{From: r.at, To: p.To},
		InFile: recording.Span{From: r.read, To: r.read}, Count: left})
	for _, t := range r.tracks {
		t.skip(p.To)
	}
	r.at = p.To
	return true
}

// explains reports whether what is still missing after a cut is nothing, or later pauses cut alike: from as far into them on, or
// some of them as a whole.
func (r *reading) explains(p recording.Span, left int64) bool {
	rest, into := r.short-left, p.Len()-left
	alike, later := int64(0), []int64{}
	for _, other := range r.pauses {
		if other.From > r.at {
			alike += max(0, other.Len()-into)
			later = append(later, other.Len())
		}
	}
	return rest == 0 || rest == alike || sums(later, rest)
}

// sums reports whether some of the lengths add up to a number. Of more than sixteen, only whether they could.
func sums(lengths []int64, want int64) bool {
	if want == 0 {
		return true
	}
	if len(lengths) > 16 {
		total := int64(0)
		for _, n := range lengths {
			total += n
		}
		return want <= total
	}
	if len(lengths) == 0 || want < 0 {
		return false
	}
	return sums(lengths[1:], want-lengths[0]) || sums(lengths[1:], want)
}

// loud reports whether the next samples, 20 ms at most, are sound for the better part. The end of the file is.
func (r *reading) loud(n int64) bool {
	n = min(n, max(1, int64(r.Rate)/50), r.file.Samples-r.read, int64(blockBytes/r.frame()))
	block, _ := r.in.Peek(int(n) * r.frame())
	n = int64(len(block) / r.frame())
	for _, t := range r.tracks {
		sound := int64(0)
		for _, v := range t.decode(block, r.file.Channels) {
			if !t.silent(v) {
				sound++
			}
		}
		if 2*sound > n || n == 0 {
			return true
		}
	}
	return false
}

// common returns where all tracks of a file are silenced.
func common(tracks []*listener) (list []recording.Span) {
	for i, t := range tracks {
		var own []recording.Span
		for _, p := range t.pieces {
			if p.state == silenced {
				own = append(own, p.Span)
			}
		}
		if i == 0 {
			list = own
			continue
		}
		list = both(list, own)
	}
	return list
}

// both returns the intersection of two ordered lists of spans.
func both(a, b []recording.Span) (list []recording.Span) {
	for len(a) > 0 && len(b) > 0 {
		if s := a[0].Intersect(b[0]); !s.Empty() {
			list = append(list, s)
		}
		if a[0].To < b[0].To {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return list
}
