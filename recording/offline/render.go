package offline

// render makes the outputs' first samples of the inputs', piece by piece.
func (p *pass) render(n int) {
	for _, out := range p.out {
		for from := 0; from < n; {
			to := int(min(out.seek(p.at+int64(from)), p.at+int64(n)) - p.at)
			p.piece(out, from, to)
			from = to
		}
	}
}

// piece renders some samples of an output in which one piece of each track holds.
func (p *pass) piece(out *stream, from, to int) {
	if out.silent() {
		p.Codec.Fill(out.block[from*out.frame : to*out.frame])
		return
	}
	p.lay(out, from, to)
	for i := range out.tracks {
		switch t := &out.tracks[i]; {
		case t.kept():
		case t.silent():
			t.to.fill(p.Codec, from, to)
		default:
			p.mix(t, from, to)
		}
	}
}

// lay lays samples of an output down as if nothing were masked, if each of its tracks is one voice.
func (p *pass) lay(out *stream, from, to int) {
	switch {
	case out.shared || out.tracks[0].laid == 0:
	case len(out.tracks) == 1:
		p.voice(out, 0).copy(out.block[from*out.frame:to*out.frame], from)
	default:
		left, right := p.voice(out, 0), p.voice(out, 1)
		for ; from < to; from += chunk {
			n := min(chunk, to-from)
			p.Codec.Interleave(out.block[from*out.frame:], left.take(from, n), right.take(from, n))
		}
	}
}

// voice returns where the voice is that is laid into a track.
func (p *pass) voice(out *stream, channel int) lane {
	for party := range out.tracks[channel].laid.All() {
		return p.lanes[party]
	}
	return lane{} // never: it is asked for where a voice is laid
}

// mix renders samples of a track anew.
func (p *pass) mix(t *track, from, to int) {
	for ; from < to; from += chunk {
		n := min(chunk, to-from)
		for party := range t.piece.Voices.All() {
			p.voices[party] = p.lanes[party].take(from, n)
		}
		dst := t.to.room(p.mixed, from, n)
		t.plan.Encode(p.Codec, dst, p.at+int64(from), p.voices)
		if t.to.apart() {
			t.to.put(dst, from)
		}
	}
}
