package offline

import "github.com/recpause/recpause/pause"

// output returns the stream that holds some tracks, from one on: an input, if it is right as soon as it is masked.
func (p *pass) output(first int) *stream {
	laid, out := p.home(first)
	if out == nil {
		laid, out = p.solos(first), p.newStream(p.channels())
	}
	for channel := range p.channels() {
		out.tracks = append(out.tracks, track{plan: p.Plans[first+channel], laid: laid[channel], to: p.lane(out, channel)})
	}
	return out
}

// home returns an input whose channels hold all that some tracks ask for and no other track does, and whose voices these are.
func (p *pass) home(first int) (laid [2]pause.Parties, in *stream) {
	for i, parties := range p.Voices {
		if !p.in[i].shared && len(parties) == p.channels() && p.atHome(parties, first) {
			for channel, party := range parties {
				laid[channel] = pause.PartiesOf(party)
			}
			p.in[i].shared = true
			return laid, p.in[i]
		}
	}
	return laid, nil
}

func (p *pass) atHome(parties []pause.Party, first int) bool {
	for i, plan := range p.Plans {
		strange := pause.PartiesOf(parties...)
		if i >= first && i < first+len(parties) {
			strange = ^pause.PartiesOf(parties[i-first])
		}
		if voices(plan, p.Span)&strange != 0 {
			return false
		}
	}
	return true
}

// solos returns whose voice each of some tracks can be before it is masked: if each of them asks for one only.
func (p *pass) solos(first int) (laid [2]pause.Parties) {
	for channel := range p.channels() {
		laid[channel] = voices(p.Plans[first+channel], p.Span)
		if laid[channel].Len() != 1 {
			return [2]pause.Parties{}
		}
	}
	return laid
}
