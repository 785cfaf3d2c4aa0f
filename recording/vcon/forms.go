package vcon

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/recpause/recpause/internal/strictjson"
)

// A Hash is the digest of a file with its algorithm, such as sha512-GLy6…, in base64url.
type Hash string

// sha512Hash returns the hash that every program supports.
func sha512Hash(sum [64]byte) Hash {
	return Hash("sha512-" + base64.RawURLEncoding.EncodeToString(sum[:]))
}

// sha256Hash returns a hash that programs may support.
func sha256Hash(sum [32]byte) Hash {
	return Hash("sha256-" + base64.RawURLEncoding.EncodeToString(sum[:]))
}

// Sum returns the algorithm and the digest; no algorithm for a text that is no hash.
func (h Hash) Sum() (algorithm string, sum []byte) {
	algorithm, text, ok := strings.Cut(string(h), "-")
	sum, err := base64.RawURLEncoding.Strict().DecodeString(text)
	lengths := map[string]int{"sha256": 32, "sha384": 48, "sha512": 64}
	want, known := lengths[algorithm]
	name := strings.Trim(algorithm, "abcdefghijklmnopqrstuvwxyz0123456789") == "" && algorithm != ""
	if !ok || err != nil || len(sum) == 0 || known && len(sum) != want || !name {
		return "", nil
	}
	return algorithm, sum
}

// Hashes are those of one file: one as a text, several as a list.
type Hashes []Hash

// MarshalJSON writes one as a text, and several as a list.
func (h Hashes) MarshalJSON() ([]byte, error) { return oneOrMore(h) }

// UnmarshalJSON reads what MarshalJSON writes, and a list of one.
func (h *Hashes) UnmarshalJSON(text []byte) error {
	read, err := readOneOrMore[Hash](text, "a hash, or a list of hashes")
	if err == nil {
		*h = read
	}
	return err
}

// indices are places in a list: one as a number, several as a list.
type indices []int

// MarshalJSON writes one as a number, and several as a list.
func (x indices) MarshalJSON() ([]byte, error) { return oneOrMore(x) }

// UnmarshalJSON reads what MarshalJSON writes, and a list of one.
func (x *indices) UnmarshalJSON(text []byte) error {
	read, err := readOneOrMore[int](text, "a number, or a list of numbers")
	if err == nil {
		*x = read
	}
	return err
}

func oneOrMore[T any](list []T) ([]byte, error) {
	if len(list) == 1 {
		return json.Marshal(list[0])
	}
	return json.Marshal(append([]T{}, list...))
}

func readOneOrMore[T any](text []byte, want string) (list []T, err error) {
	var one T
	if text[0] != '[' {
		err = json.Unmarshal(text, &one)
		list = []T{one}
	} else {
		err = json.Unmarshal(text, &list)
	}
	if err != nil || text[0] == 'n' || len(list) > 0 && slices.Contains(strings.Fields(string(text)), "null") {
		return nil, &strictjson.Error{Got: strictjson.Shown(string(text)), Want: want}
	}
	return list, nil
}

// Voices are the parties of a dialog, by their places: those of its one channel, or those of each of its channels. The
// draft writes two channels with a party each as it writes one channel with two; that is read as Mixed.
type Voices struct {
	Mixed    []int
	Channels [][]int // of a channel that nobody is on nil
}

// IsZero reports whether no party is named.
func (v Voices) IsZero() bool { return v.Mixed == nil && v.Channels == nil }

// All returns the parties in the order in which they are named.
func (v Voices) All() (all []int) {
	named := map[int]bool{} // there may be many
	for _, p := range slices.Concat(append([][]int{v.Mixed}, v.Channels...)...) {
		if !named[p] {
			named[p] = true
			all = append(all, p)
		}
	}
	return all
}

// MarshalJSON writes the parties of one channel as a list of numbers, and those of several as a list of lists.
func (v Voices) MarshalJSON() ([]byte, error) {
	if v.Channels == nil {
		return json.Marshal(append([]int{}, v.Mixed...))
	}
	return json.Marshal(v.Channels)
}

// UnmarshalJSON reads what MarshalJSON writes; a number, which is one party; and lists of numbers, lists and null.
func (v *Voices) UnmarshalJSON(text []byte) error {
	fail := &strictjson.Error{Got: strictjson.Shown(string(text)),
		Want: "a party's number, a list of them, or of such lists"}
	var one int
	var list []json.RawMessage
	switch {
	case text[0] == 'n':
		return fail
	case json.Unmarshal(text, &one) == nil:
		*v = Voices{Mixed: []int{one}}
		return nil
	case json.Unmarshal(text, &list) != nil:
		return fail
	}
	read := Voices{Mixed: []int{}}
	nested := slices.ContainsFunc(list, func(e json.RawMessage) bool { return e[0] == '[' || e[0] == 'n' })
	for _, e := range list {
		var channel []int
		switch {
		case e[0] == '[' && json.Unmarshal(e, &channel) == nil && !strings.Contains(string(e), "null"), e[0] == 'n':
		case json.Unmarshal(e, &one) == nil:
			channel = []int{one}
		default:
			return fail
		}
		if nested {
			read.Channels = append(read.Channels, channel)
		} else {
			read.Mixed = append(read.Mixed, channel...)
		}
	}
	if nested {
		read.Mixed = nil
	}
	*v = read
	return nil
}
