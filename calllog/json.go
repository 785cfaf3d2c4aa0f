package calllog

import (
	"encoding/json"
	"errors"
	"fmt"
)

// An object is a JSON object on its way into a value. Its fields are taken by their exact names; the first that is of the wrong
// type is the object's error, and so is that of an object within it.
type object struct {
	line   int
	path   string // where it stands in the line, "" for the line itself
	fields map[string]json.RawMessage
	err    *error
}

// parse reads a line as one JSON object. Its errors never quote the line, for a line may hold a digit.
func parse(line int, text []byte) (o object, err error) {
	o = object{line: line, err: new(error)}
	if len(text) == 0 || text[0] != '{' {
		return o, &Error{Line: line, Got: "something else", Want: "a JSON object"}
	}
	err = json.Unmarshal(text, &o.fields)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return o, &Error{Line: line, Got: fmt.Sprintf("no JSON at column %d", syntax.Offset), Want: "one JSON object a line"}
	}
	return o, err
}

// get takes a field; an absent one, or null, is what otherwise says.
func get[T string | bool | int | int64](o object, name string, otherwise T) T {
	raw, ok := o.fields[name]
	v := otherwise
	if ok && json.Unmarshal(raw, &v) != nil {
		o.wrong(name, raw, wanted(any(otherwise)))
		return otherwise
	}
	return v
}

// has reports whether a field is there and is not null.
func (o object) has(name string) bool {
	raw, ok := o.fields[name]
	return ok && string(raw) != "null"
}

// within takes a field that is an object itself.
func (o object) within(name string) object {
	in := object{line: o.line, path: o.at(name), err: o.err}
	if raw, ok := o.fields[name]; ok && json.Unmarshal(raw, &in.fields) != nil {
		o.wrong(name, raw, "a JSON object")
	}
	return in
}

// list takes a field that is a list of objects.
func (o object) list(name string) (list []object) {
	var raws []json.RawMessage
	if raw, ok := o.fields[name]; ok && json.Unmarshal(raw, &raws) != nil {
		o.wrong(name, raw, "a list")
	}
	for i, raw := range raws {
		item := fmt.Sprintf("%s[%d]", name, i)
		in := object{line: o.line, path: o.at(item), err: o.err}
		if string(raw) == "null" || json.Unmarshal(raw, &in.fields) != nil {
			o.wrong(item, raw, "a JSON object")
		}
		list = append(list, in)
	}
	return list
}

func (o object) at(name string) string {
	if o.path == "" {
		return name
	}
	return o.path + "." + name
}

// fail returns an error about a field, or about an earlier one of the wrong type.
func (o object) fail(name, got, want string) error {
	if *o.err == nil {
		*o.err = &Error{Line: o.line, Field: o.at(name), Got: got, Want: want}
	}
	return *o.err
}

func (o object) wrong(name string, raw json.RawMessage, want string) {
	_ = o.fail(name, typeOf(raw), want)
}

func wanted(v any) string {
	switch v.(type) {
	case string:
		return "a string"
	case bool:
		return "true or false"
	}
	return "a whole number"
}

func typeOf(raw json.RawMessage) string {
	switch raw[0] {
	case '"':
		return "a string"
	case '{':
		return "a JSON object"
	case '[':
		return "a list"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "a number"
}
