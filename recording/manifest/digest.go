package manifest

import "encoding/hex"

// A Digest is the SHA-256 of a file: of all its bytes, the container's too. The zero Digest is not known.
type Digest [32]byte

// String returns the digest in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// MarshalText writes the digest in hexadecimal.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads 64 hexadecimal digits in small letters, as MarshalText writes them, or returns an error and leaves
// the digest as it is.
func (d *Digest) UnmarshalText(text []byte) error {
	var read Digest
	if len(text) != hex.EncodedLen(len(read)) {
		return noDigest{}
	}
	if _, err := hex.Decode(read[:], text); err != nil || read.String() != string(text) || read == (Digest{}) {
		return noDigest{}
	}
	*d = read
	return nil
}

// A noDigest is the error of a text that is no digest.
type noDigest struct{}

func (noDigest) Error() string { return "no SHA-256 in hexadecimal" }
func (noDigest) Want() string  { return "a SHA-256: 64 hexadecimal digits in small letters, not all 0" }
