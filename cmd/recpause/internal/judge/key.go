package judge

import (
	"encoding/json"
	"unicode/utf8"
)

// A Key is that of an object. As JSON it is a text, or its bytes where it is none: nothing of it is lost, so that no two
// objects have one result.
type Key string

type bytesOfKey struct {
	Bytes []byte `json:"bytes"`
}

// MarshalJSON writes the key.
func (k Key) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(k)) {
		return json.Marshal(string(k))
	}
	return json.Marshal(bytesOfKey{[]byte(k)})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (k *Key) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		return json.Unmarshal(text, (*string)(k))
	}
	var b bytesOfKey
	err := json.Unmarshal(text, &b)
	*k = Key(b.Bytes)
	return err
}
