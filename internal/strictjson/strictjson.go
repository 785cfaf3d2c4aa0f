// Package strictjson reads JSON into the types that encoding/json writes it from, and takes nothing else: no field that
// the type does not have, none twice, none in other letters, none missing that is always written, no null, nothing
// behind the document. Its errors say where something is wrong, what is there and what was expected. What only the
// values together can show is left to the caller.
//
// The package encoding/json says whether a document is JSON, and reads each value that has no parts. In between, this
// package takes the document apart along the type: encoding/json cannot say where in it an error is, nor that a field
// is there twice or missing.
package strictjson

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
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
	return strings.TrimPrefix(e.Path+": got "+e.Got+", expected "+e.Want, ": ")
}

func (e *Error) Unwrap() error { return e.Err }

// Within returns the error of a value that is a part of another one: a field or an element.
func (e *Error) Within(part string) *Error {
	if e.Path != "" && e.Path[0] != '[' {
		part += "."
	}
	e.Path = part + e.Path
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
	form  func() *form
	rules Rule
}

// New returns the strict reader of a type. A field is optional where its tag says omitempty or omitzero. The type is
// looked at when the first document is read, for most programs read few of all types that have a reader; Read panics
// for one with fields of a kind that it does not read.
func New[T any]() Reader[T] {
	return Reader[T]{form: sync.OnceValue(func() *form { return formOf(reflect.TypeFor[T]()) })}
}

// With returns a reader that has some rules more.
func (r Reader[T]) With(rules Rule) Reader[T] { return Reader[T]{r.form, r.rules | rules} }

// Read reads one document, and nothing behind it. What is not in the document stays as it is in the value. After an
// error, which is an *Error, the value is worth nothing.
func (r Reader[T]) Read(text []byte, to *T) error {
	if !utf8.Valid(text) {
		return &Error{Got: "bytes that are not UTF-8", Want: "UTF-8"}
	}
	if !json.Valid(text) {
		var syntax *json.SyntaxError
		errors.As(json.Unmarshal(text, new(any)), &syntax)
		return &Error{Got: fmt.Sprintf("no JSON at byte %d", syntax.Offset), Want: "one JSON document", Err: syntax}
	}
	d := document{text, r.rules}
	if err := d.read(r.form(), reflect.ValueOf(to).Elem()); err != nil {
		return err
	}
	return nil
}

// A form is what the values of a type look like in JSON, and how they are read.
type form struct {
	want   string // what is expected, in words
	begins string // the bytes with which a value may begin
	read   func(*document, *form, reflect.Value) *Error
	key    *form   // of a map
	of     *form   // the form of a list's elements, or of a map's values
	fields []field // of a struct, and of those that are embedded in it
}

type field struct {
	*form
	name     string
	optional bool
	index    []int // of the field in the struct, for reflect.Value.FieldByIndex
}

// formOf returns the form of a type.
func formOf(t reflect.Type) *form {
	const digits = "-0123456789"
	switch p := reflect.PointerTo(t); {
	case t == reflect.TypeFor[json.RawMessage]():
		return &form{want: "a value", begins: `{["tfn` + digits, read: (*document).unread}
	case p.Implements(reflect.TypeFor[json.Unmarshaler]()):
		return &form{want: "a value", begins: `{["tf` + digits, read: (*document).value}
	case p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return &form{want: "a string", begins: `"`, read: (*document).value}
	case t.Kind() == reflect.String:
		return &form{want: "a string", begins: `"`, read: (*document).anyText}
	}
	switch k := t.Kind(); {
	case k == reflect.Bool:
		return &form{want: "true or false", begins: "tf", read: (*document).value}
	case k >= reflect.Int && k <= reflect.Uint64:
		return &form{want: "a whole number", begins: digits, read: (*document).whole}
	case k == reflect.Float64:
		return &form{want: "a number", begins: digits, read: (*document).value}
	case k == reflect.Slice:
		return &form{want: "a list", begins: "[", read: (*document).list, of: formOf(t.Elem())}
	case k == reflect.Map && formOf(t.Key()).want == "a string":
		return &form{want: "an object", begins: "{", read: (*document).dictionary, key: formOf(t.Key()),
			of: formOf(t.Elem())}
	case k == reflect.Struct:
		return &form{want: "an object", begins: "{", read: (*document).object, fields: fieldsOf(t)}
	case k == reflect.Pointer:
		return formOf(t.Elem())
	}
	panic("strictjson: there is no reader of " + t.String())
}

// fieldsOf returns the fields that encoding/json would write.
func fieldsOf(t reflect.Type) (fields []field) {
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.Anonymous && f.IsExported() && name != "-" {
			fields = append(fields, field{formOf(f.Type), cmp.Or(name, f.Name), strings.HasPrefix(options, "omit"),
				f.Index})
		}
	}
	return fields
}

// A document is a text that is JSON, as far as it has not been read. It is taken apart where it stands: a json.Decoder
// for each part takes twice the time, and three times the memory, of which a hostile document has to take little.
type document struct {
	text  []byte
	rules Rule
}

// next steps over what separates values, and returns the first byte of the next one.
func (d *document) next() byte {
	d.text = bytes.TrimLeft(d.text, " \t\r\n,:")
	return d.text[0]
}

// more reports whether an object or a list goes on, and steps over its end where it does not.
func (d *document) more(end byte) bool {
	if d.next() == end {
		d.text = d.text[1:]
		return false
	}
	return true
}

// raw cuts off the next value, or the name of a member.
func (d *document) raw() (value []byte) {
	d.next()
	at, depth, quoted := 0, 0, false
	for ; at < len(d.text) && (quoted || depth > 0 || !isEnd(d.text[at])); at++ {
		switch c := d.text[at]; {
		case quoted && c == '\\':
			at++
		case c == '"':
			quoted = !quoted
		case !quoted && (c == '{' || c == '['):
			depth++
		case !quoted && (c == '}' || c == ']'):
			depth--
		}
	}
	value, d.text = d.text[:at], d.text[at:]
	return value
}

// isEnd reports whether a byte stands behind a value.
func isEnd(c byte) bool {
	return c == ',' || c == ':' || c == '}' || c == ']' || c == ' ' || c == '\t' || c == '\r' || c == '\n'
}

// read reads the next value.
func (d *document) read(f *form, v reflect.Value) *Error {
	if first := d.next(); strings.IndexByte(f.begins, first) < 0 {
		return &Error{Got: typeOf(first), Want: f.want}
	}
	for v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	return f.read(d, f, v)
}

// value reads a value without parts, or of a type that reads itself.
func (d *document) value(f *form, v reflect.Value) *Error { return f.decode(d.raw(), v) }

// unread takes a value as it stands.
func (d *document) unread(_ *form, v reflect.Value) *Error {
	v.SetBytes(bytes.Clone(d.raw()))
	return nil
}

// anyText reads a string, which may be any.
func (d *document) anyText(_ *form, v reflect.Value) *Error {
	v.SetString(plain(d.raw()))
	return nil
}

// decode reads a value as encoding/json does.
func (f *form) decode(raw []byte, v reflect.Value) *Error {
	err := json.Unmarshal(raw, v.Addr().Interface())
	if wrong, ok := err.(*Error); ok || err == nil {
		return wrong
	}
	wrong := &Error{Got: typeOf(raw[0]), Want: "another value: " + err.Error(), Err: err}
	if known, ok := err.(interface{ Want() string }); ok {
		wrong.Want = known.Want()
	}
	switch f.want {
	case "a string": // its type takes some strings only
		wrong.Got = Shown(plain(raw))
	case "a number":
		return &Error{Got: Shown(string(raw)), Want: "a number that fits 64 bits"}
	}
	return wrong
}

// whole reads a whole number that the type can hold.
func (d *document) whole(f *form, v reflect.Value) *Error {
	raw := d.raw()
	if d.rules&Portable != 0 {
		x, err := strconv.ParseFloat(string(raw), 64)
		if err != nil || x != math.Trunc(x) || math.Abs(x) > 1<<53 {
			return &Error{Got: "a number", Want: f.want}
		}
		raw = strconv.AppendInt(nil, int64(x), 10)
	}
	if setWhole(string(raw), v) {
		return nil
	}
	if _, err := strconv.ParseInt(string(raw), 10, 64); err != nil {
		return &Error{Got: "a number", Want: f.want}
	}
	return &Error{Got: string(raw), Want: fmt.Sprintf("a whole number that fits %d bits", v.Type().Bits())}
}

// setWhole sets a value to a whole number, and reports whether it can hold that.
func setWhole(text string, v reflect.Value) bool {
	if v.CanUint() {
		x, err := strconv.ParseUint(text, 10, v.Type().Bits())
		v.SetUint(x)
		return err == nil
	}
	x, err := strconv.ParseInt(text, 10, v.Type().Bits())
	v.SetInt(x)
	return err == nil
}

// list reads a list of any length, as one that is not nil.
func (d *document) list(f *form, v reflect.Value) *Error {
	d.text = d.text[1:]
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for n := 0; d.more(']'); n++ {
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		if err := d.read(f.of, v.Index(n)); err != nil {
			return err.Within("[" + strconv.Itoa(n) + "]")
		}
	}
	return nil
}

// members reads an object, member by member. It hands out the name as it is written, and read has to read the value.
func (d *document) members(read func(quoted []byte) *Error) *Error {
	for d.text = d.text[1:]; d.more('}'); {
		quoted := d.raw()
		if err := read(quoted); err != nil {
			return err.Within(shortened(plain(quoted)))
		}
	}
	return nil
}

// again is the error of a field that is there already.
func again() *Error { return &Error{Got: "a second one", Want: "each field once"} }

// dictionary reads an object whose fields are data.
func (d *document) dictionary(f *form, v reflect.Value) *Error {
	v.Set(reflect.MakeMap(v.Type()))
	return d.members(func(quoted []byte) *Error {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if err := f.key.decode(quoted, key); err != nil {
			return err
		}
		if v.MapIndex(key).IsValid() {
			return again()
		}
		err := d.read(f.of, value)
		v.SetMapIndex(key, value)
		return err
	})
}

// object reads a struct, whose fields are known.
func (d *document) object(f *form, v reflect.Value) *Error {
	seen := make([]bool, len(f.fields))
	err := d.members(func(quoted []byte) *Error {
		name := quoted[1 : len(quoted)-1]
		if bytes.IndexByte(name, '\\') >= 0 {
			name = []byte(plain(quoted))
		}
		i := slices.IndexFunc(f.fields, func(one field) bool { return one.name == string(name) })
		switch {
		case i < 0 && d.rules&IgnoreUnknown == 0:
			return &Error{Got: "a field that nobody knows", Want: "one of " + f.names()}
		case i >= 0 && seen[i]:
			return again()
		case i < 0 || d.next() == 'n' && d.rules&NullIsAbsent != 0 && d.optional(f.fields[i]):
			d.raw()
			return nil
		}
		seen[i] = true
		return d.read(f.fields[i].form, v.FieldByIndex(f.fields[i].index))
	})
	for i, one := range f.fields {
		if err == nil && !seen[i] && !d.optional(one) {
			return &Error{Path: one.name, Got: "nothing", Want: one.want}
		}
	}
	return err
}

// optional reports whether a field may be missing.
func (d *document) optional(f field) bool { return f.optional || d.rules&AllOptional != 0 }

// names lists the fields.
func (f *form) names() string {
	var names []string
	for _, one := range f.fields {
		names = append(names, one.name)
	}
	return strings.Join(names, ", ")
}

// plain returns what a string says.
func plain(quoted []byte) (text string) {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	_ = json.Unmarshal(quoted, &text) // it is a string
	return text
}

// typeOf says of what type a value is that begins with a byte. The value itself is not told, for it may be a secret,
// such as a digit of a card number.
func typeOf(first byte) string {
	types := [...]string{"a number", "a string", "an object", "a list", "null", "true or false", "true or false"}
	return types[1+strings.IndexByte(`"{[ntf`, first)]
}

// Shown quotes a text from outside, and cuts it to a length that fits a line.
func Shown(text string) string {
	const most = 64
	if len(text) <= most {
		return strconv.Quote(text)
	}
	return strconv.Quote(strings.ToValidUTF8(text[:most], "")) + "…"
}

// shortened returns the name of a field as a path has it: quoted where it is long, or no word.
func shortened(name string) string {
	odd := func(r rune) bool { return !strings.ContainsRune("_-.0123456789", r) && !unicode.IsLetter(r) }
	if len(name) > 64 || name == "" || strings.ContainsFunc(name, odd) {
		return Shown(name)
	}
	return name
}
