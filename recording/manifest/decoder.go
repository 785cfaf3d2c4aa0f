package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A decoder reads JSON token by token and takes memory only for what it has seen. It keeps the first error and reads nothing
// after it.
type decoder struct {
	tokens *json.Decoder
	path   []string // of the value that is read now
	err    error
}

// decode reads one value from the whole of a text.
func decode(text []byte, v value) error {
	d := &decoder{tokens: json.NewDecoder(bytes.NewReader(text))}
	d.tokens.UseNumber()
	switch {
	case !utf8.Valid(text):
		d.fail("bytes that are no UTF-8", "UTF-8")
	case !json.Valid(text):
		d.fail("no JSON", "one JSON object")
	default:
		v.read(d)
	}
	return d.err
}

// fail notes what is wrong with the value at the path.
func (d *decoder) fail(got, want string) {
	if d.err == nil {
		d.err = &Error{Field: strings.TrimPrefix(strings.Join(d.path, ""), "."), Got: got, Want: want}
	}
}

// in reads a part of the value at the path.
func (d *decoder) in(part string, v value) {
	d.path = append(d.path, part)
	v.read(d)
	d.path = d.path[:len(d.path)-1]
}

// next returns the next token of a text that is JSON; nil after an error, as for null.
func (d *decoder) next() json.Token {
	if d.err != nil {
		return nil
	}
	token, err := d.tokens.Token()
	if err != nil {
		d.fail("no JSON", "JSON")
	}
	return token
}

// more reports whether the object or array that is read goes on.
func (d *decoder) more() bool { return d.err == nil && d.tokens.More() }

// opens reads the delimiter that an object or array begins with.
func (d *decoder) opens(delim json.Delim, want string) {
	if token := d.next(); token != delim {
		d.fail(described(token), want)
	}
}

// object reads an object that has exactly the fields, some of which may be missing, in any order.
func (d *decoder) object(fields []field) {
	d.opens('{', "an object")
	seen := make([]bool, len(fields))
	for d.more() {
		name, _ := d.next().(string)
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
		switch {
		case i < 0:
			d.fail("a field "+shown(name), "no others than "+strings.Join(names(fields), ", "))
		case seen[i]:
			d.fail("a second field "+shown(name), "each field once")
		default:
			seen[i] = true
			d.in("."+name, fields[i].value)
		}
	}
	d.next()
	for i, f := range fields {
		if !seen[i] && !f.optional {
			d.fail("no field "+shown(f.name), "one")
		}
	}
}

// array reads an array, one item after the other.
func (d *decoder) array(item func() value) {
	d.opens('[', "an array")
	for i := 0; d.more(); i++ {
		d.in("["+strconv.Itoa(i)+"]", item())
	}
	d.next()
}

// described names a token as a reader of JSON knows it.
func described(token json.Token) string {
	switch token := token.(type) {
	case nil:
		return "null"
	case json.Delim:
		return map[json.Delim]string{'{': "an object", '[': "an array"}[token]
	case string:
		return shown(token)
	case json.Number:
		return shown(token.String())
	}
	return fmt.Sprint(token)
}
