package manifest

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/recpause/recpause/spec"
)

// Cues returns the chunks "cue " and "LIST" of type "adtl" for a WAV file: a region a marker, with its label in UTF-8. They belong
// behind the data chunk and its padding, and the RIFF chunk's size grows by their length, which is even. A position that has no
// place in 32 bits gives an *Error. Without markers there are no chunks.
func (m Markers) Cues(l spec.Lang) ([]byte, error) {
	if len(m.List) == 0 {
		return nil, nil
	}
	var points, labels, regions []byte
	for i, marker := range m.List {
		if marker.From < 0 || marker.To > math.MaxUint32 {
			return nil, &Error{Field: "markers[" + strconv.Itoa(i) + "]", Got: marker.String(), Want: "samples of a WAV file, which count 32 bits"}
		}
		id := uint32(i + 1)
		points = append(points, point(id, uint32(marker.From))...)
		labels = append(labels, chunk("labl", numbers(id), []byte(printable(marker.Label.In(l))+"\x00"))...)
		regions = append(regions, region(id, uint32(marker.Len()))...)
	}
	cue := chunk("cue ", numbers(uint32(len(m.List))), points)
	return append(cue, chunk("LIST", []byte("adtl"), labels, regions)...), nil // in this order: FFmpeg reads labels up to the first other chunk
}

// point is a cue point: a sample of the data chunk.
func point(id, sample uint32) []byte {
	b := append(numbers(id, sample), "data"...)
	return append(b, numbers(0, 0, sample)...)
}

// region gives a cue point a length. Its text is in UTF-8, of no country, language and dialect.
func region(id, samples uint32) []byte {
	const utf8 = 65001
	return chunk("ltxt", numbers(id, samples), []byte("rgn "), numbers(0, utf8<<16))
}

// chunk is a RIFF chunk with its padding.
func chunk(id string, parts ...[]byte) []byte {
	b := append([]byte(id), 0, 0, 0, 0)
	for _, part := range parts {
		b = append(b, part...)
	}
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	if len(b)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func numbers(list ...uint32) (b []byte) {
	for _, n := range list {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return b
}
