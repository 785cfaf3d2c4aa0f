package audit

import "github.com/recpause/recpause/recording"

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
