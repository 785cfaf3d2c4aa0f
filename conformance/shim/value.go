package shim

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// A MessageError says what is wrong with one message: with a field, such as observation.phones.A.state, or with the
// line as a whole.
type MessageError struct {
	Field     string // "" for the line as a whole
	Got, Want string
}

func (e *MessageError) Error() string {
	where := ""
	if e.Field != "" {
		where = e.Field + ": "
	}
	return where + "got " + e.Got + ", expected " + e.Want
}

// A decoder reads one message, and keeps the first thing that is wrong with it.
type decoder struct {
	lenient bool // unknown fields are ignored
	err     *MessageError
}

func (d *decoder) fail(field, got, want string) {
	if d.err == nil {
		d.err = &MessageError{field, got, want}
	}
}

// A value is one value of a message, and where it stands.
type value struct {
	d    *decoder
	path string
	v    any
}

// parse reads a line as one JSON object.
func (d *decoder) parse(line []byte) object {
	var v any
	if !utf8.Valid(line) {
		d.fail("", "bytes that are not UTF-8", "UTF-8")
	}
	if err := json.Unmarshal(line, &v); err != nil {
		d.fail("", fmt.Sprintf("%.60q, which is no JSON: %v", line, err), "one JSON object a line")
		return object{value: value{d: d}}
	}
	return value{d: d, v: v}.object()
}

// there reports whether the value is there: null is as good as nothing.
func (v value) there() bool { return v.v != nil }

func (v value) wrong(want string) { v.d.fail(v.path, kindOf(v.v), want) }

// kindOf says what a value is, in short.
func kindOf(v any) string {
	switch x := v.(type) {
	case nil:
		return "nothing"
	case string:
		return fmt.Sprintf("%.60q", x)
	case float64, bool:
		return fmt.Sprint(x)
	case []any:
		return "a list"
	}
	return "an object"
}

func (v value) text() string {
	s, ok := v.v.(string)
	if !ok {
		v.wrong("a string")
	}
	return s
}

func (v value) flag() bool {
	b, ok := v.v.(bool)
	if !ok {
		v.wrong("true or false")
	}
	return b
}

// int returns a whole number that every JSON reader can hold.
func (v value) int() int64 {
	f, ok := v.v.(float64)
	if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		v.wrong("a whole number")
		return 0
	}
	return int64(f)
}

// count returns a number of things.
func (v value) count() int {
	n := v.int()
	if n < 0 {
		v.wrong("0 or more")
	}
	return int(n)
}

func (v value) list() []value {
	raw, ok := v.v.([]any)
	if !ok {
		v.wrong("a list")
	}
	list := make([]value, len(raw))
	for i, x := range raw {
		list[i] = value{v.d, fmt.Sprintf("%s[%d]", v.path, i), x}
	}
	return list
}

// An object is a JSON object, its fields by name.
type object struct {
	value
	fields map[string]any
}

func (v value) object() object {
	fields, ok := v.v.(map[string]any)
	if !ok {
		v.wrong("an object")
	}
	return object{v, fields}
}

// get returns a field that may be absent.
func (o object) get(name string) value {
	path := name
	if o.path != "" {
		path = o.path + "." + name
	}
	return value{o.d, path, o.fields[name]}
}

// need returns a field that has to be there.
func (o object) need(name string) value {
	v := o.get(name)
	if !v.there() {
		v.wrong("a value, for it is required")
	}
	return v
}

// only refuses every field that has none of the names.
func (o object) only(names ...string) {
	if o.d.lenient {
		return
	}
	for _, name := range o.names() {
		if !slices.Contains(names, name) {
			o.get(name).unknown(names)
		}
	}
}

func (v value) unknown(names []string) {
	v.d.fail(v.path, "a field that nobody knows", "one of "+strings.Join(names, ", "))
}

// names returns the names of the fields, in alphabetical order.
func (o object) names() []string {
	names := make([]string, 0, len(o.fields))
	for name := range o.fields {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// one returns the value of an enumeration that has the name.
func one[E fmt.Stringer](v value, known []E) (none E) {
	name := v.text()
	for _, e := range known {
		if e.String() == name {
			return e
		}
	}
	v.wrong("one of " + strings.Join(namesOf(known), ", "))
	return none
}

// namesOf returns the names of values.
func namesOf[E fmt.Stringer](list []E) []string {
	names := make([]string, 0, len(list))
	for _, e := range list {
		names = append(names, e.String())
	}
	return names
}

// some returns the values of an enumeration that have the names.
func some[E fmt.Stringer](v value, known []E) []E {
	list := []E{}
	for _, item := range v.list() {
		list = append(list, one(item, known))
	}
	return list
}

// texts returns a list of strings.
func (v value) texts() []string {
	list := []string{}
	for _, item := range v.list() {
		list = append(list, item.text())
	}
	return list
}
