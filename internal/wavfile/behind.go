package wavfile

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/go-audio/riff"
)

// behind checks what lies behind the samples: whole chunks up to the end of the file, and no samples. Anything else may be audio that the
// header does not count, as a recorder leaves it that crashed, and who masks the file would leave it as it is.
func (h *header) behind(samples int64) error {
	head := make([]byte, 8)
	for at := h.offset + samples + samples%2; at < h.size; {
		if n, err := h.in.ReadAt(head, at); n < len(head) && err != io.EOF {
			return err
		} else if n < len(head) || !named(head[:4]) {
			return h.uncounted(at)
		}
		if [4]byte(head) == riff.DataFormatID {
			return h.fail(fmt.Sprintf("a second data chunk at byte %d", at), "all samples in one chunk")
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		if at+8+size > h.size {
			return h.uncounted(at)
		}
		at += 8 + size + size%2
	}
	return nil
}

func (h *header) uncounted(at int64) error {
	return h.fail(fmt.Sprintf("%d bytes behind its audio, from byte %d on, that are no chunk", h.size-at, at),
		"whole chunks up to the end of the file: its header counts too few bytes of audio, or the file is broken")
}

// named reports whether four bytes can be the name of a chunk. Those of digital silence are none, in any codec.
func named(id []byte) bool {
	for _, b := range id {
		if b < ' ' || b > '~' {
			return false
		}
	}
	return true
}
