// Package strictjson reads JSON into the types that encoding/json writes it from, and takes nothing else: no field that
// the type does not have, none twice, none in other letters, none missing that is always written, no null, nothing
// behind the document. Its errors say where something is wrong, what is there and what was expected. What only the
// values together can show is a matter of the caller.
package strictjson

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Error says what is wrong with one value.
type Error struct {
	Path      string // where it stands, such as phones[0].state; "" for the document as a whole
	Got, Want string
	Err       error // of the type that did not take the value, if it is one with a reader of its own
}

func (e *Error) Error() string {
	text := "got " + e.Got + ", expected " + e.Want
	if e.Path == "" {
		return text
	}
	return e.Path + ": " + text
}

func (e *Error) Unwrap() error { return e.Err }

// Within returns the error of a value that is a part of another one: a field or an element.
func (e *Error) Within(part string) *Error {
	switch {
	case e.Path == "":
		e.Path = part
	case e.Path[0] == '[':
		e.Path = part + e.Path
	default:
		e.Path = part + "." + e.Path
	}
	return e
}

// A Rule makes a reader less strict.
type Rule uint8

// The rules.
const (
	IgnoreUnknown Rule = 1 << iota // fields that the type does not have
	NullIsAbsent                   // a field that may be missing may also be null
	AllOptional                    // every field may be missing
	Portable                       // whole numbers are those that every program holds, up to 2^53, and 1.0 is one
)

// A Reader reads documents into a T. It is made once, and is for any number of goroutines.
type Reader[T any] struct {
	kind  kind
	rules Rule
}

// New returns the reader of a type. A field is optional where its tag says omitempty or omitzero. New panics for a type
// with fields of a kind that it does not read.
func New[T any](rules ...Rule) Reader[T] {
	r := Reader[T]{kind: kindOf(reflect.TypeFor[T]())}
	for _, rule := range rules {
		r.rules |= rule
	}
	return r
}

// Read reads one document, and nothing behind it, by the reader's rules and more. What is not in the document stays as
// it is in the value. After an error, which is an *Error, the value is worth nothing.
func (r Reader[T]) Read(text []byte, to *T, more ...Rule) error {
	d := document{text: text, rules: r.rules}
	for _, rule := range more {
		d.rules |= rule
	}
	if !utf8.Valid(text) {
		return &Error{Got: "bytes that are not UTF-8", Want: "UTF-8"}
	}
	if !json.Valid(text) {
		return notJSON(text)
	}
	if err := d.read(r.kind, reflect.ValueOf(to).Elem()); err != nil {
		return err
	}
	return nil
}

// notJSON says where a text stops to be JSON.
func notJSON(text []byte) error {
	err := json.Unmarshal(text, new(json.RawMessage))
	got := "no JSON"
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		got = fmt.Sprintf("no JSON at byte %d", syntax.Offset)
	}
	return &Error{Got: got, Want: "one JSON document", Err: err}
}

// A document is a text that is JSON, and how far it has been read.
type document struct {
	text  []byte
	at    int
	rules Rule
}

// peek returns the next byte that is no white space.
func (d *document) peek() byte {
	for {
		switch c := d.text[d.at]; c {
		case ' ', '\t', '\r', '\n':
			d.at++
		default:
			return c
		}
	}
}

// more reports whether an object or a list goes on, and steps over what stands in front of its next member, or behind
// its last.
func (d *document) more(end byte) bool {
	switch d.peek() {
	case end:
		d.at++
		return false
	case ',':
		d.at++
	}
	return true
}

// raw steps over the next value, and returns its text.
func (d *document) raw() []byte {
	c := d.peek()
	from := d.at
	switch c {
	case '"':
		d.quoted()
	case '{', '[':
		d.nested()
	default:
		for d.at < len(d.text) && !isEnd(d.text[d.at]) {
			d.at++
		}
	}
	return d.text[from:d.at]
}

// isEnd reports whether a byte ends a number or a word.
func isEnd(c byte) bool {
	return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\t' || c == '\r' || c == '\n'
}

// quoted steps over a string.
func (d *document) quoted() {
	for d.at++; d.text[d.at] != '"'; d.at++ {
		if d.text[d.at] == '\\' {
			d.at++
		}
	}
	d.at++
}

// nested steps over an object or a list.
func (d *document) nested() {
	for depth := 0; ; d.at++ {
		switch d.text[d.at] {
		case '"':
			d.quoted()
			d.at--
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				d.at++
				return
			}
		}
	}
}

// key steps over the name of a member and the colon behind it.
func (d *document) key() []byte {
	name := d.raw()
	d.peek()
	d.at++
	return name
}

// read reads the next value.
func (d *document) read(k kind, v reflect.Value) *Error {
	if c := d.peek(); c == 'n' && !k.takesNull() {
		d.raw()
		return &Error{Got: "null", Want: k.want()}
	}
	return k.read(d, v)
}

// plain returns what a string says.
func plain(quoted []byte) string {
	for _, c := range quoted {
		if c == '\\' {
			var text string
			_ = json.Unmarshal(quoted, &text) // it is a string
			return text
		}
	}
	return string(quoted[1 : len(quoted)-1])
}

// typeOf says of what type a value is. The value itself is not told: it may be what nobody is to read.
func typeOf(raw []byte) string {
	switch raw[0] {
	case '"':
		return "a string"
	case '{':
		return "an object"
	case '[':
		return "a list"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "a number"
}

// shown quotes a name from outside, cut to a length that fits a line.
func shown(name string) string {
	const most = 64
	if len(name) <= most {
		return fmt.Sprintf("%q", name)
	}
	cut := most
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	return fmt.Sprintf("%q…", name[:cut])
}

// shortened returns the name of a field as a path has it: as it is, but for one from outside that is long or no name.
func shortened(name string) string {
	isName := func(r rune) bool {
		return r == '_' || r == '-' || r == '.' || r >= '0' && r <= '9' || unicode.IsLetter(r)
	}
	if len(name) > 64 || name == "" || strings.ContainsFunc(name, func(r rune) bool { return !isName(r) }) {
		return shown(name)
	}
	return name
}
