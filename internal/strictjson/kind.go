package strictjson

import (
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A kind is how values of one type are read.
type kind interface {
	want() string // what is expected, in words
	takesNull() bool
	read(d *document, v reflect.Value) *Error
}

var (
	readsJSON = reflect.TypeFor[json.Unmarshaler]()
	readsText = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// kindOf returns how a type is read.
func kindOf(t reflect.Type) kind {
	switch p := reflect.PointerTo(t); {
	case t == reflect.TypeFor[json.RawMessage]():
		return anything{}
	case p.Implements(readsJSON):
		return itself{}
	case p.Implements(readsText):
		return named{}
	}
	switch t.Kind() {
	case reflect.String:
		return text{}
	case reflect.Bool:
		return flag{}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16,
		reflect.Uint32:
		return whole{}
	case reflect.Float64:
		return number{}
	case reflect.Slice:
		return list{kindOf(t.Elem())}
	case reflect.Map:
		return dictionary{keys: keyOf(t.Key()), values: kindOf(t.Elem())}
	case reflect.Pointer:
		return pointer{kindOf(t.Elem())}
	case reflect.Struct:
		return objectOf(t)
	}
	panic("strictjson: there is no reader of " + t.String())
}

// strict is a kind that null is none of.
type strict struct{}

func (strict) takesNull() bool { return false }

// anything is kept as it is.
type anything struct{}

func (anything) takesNull() bool { return true }
func (anything) want() string    { return "a value" }

func (anything) read(d *document, v reflect.Value) *Error {
	v.SetBytes(slices.Clone(d.raw()))
	return nil
}

// itself is a type that reads JSON itself.
type itself struct{ strict }

func (itself) want() string { return "a value" }

func (itself) read(d *document, v reflect.Value) *Error {
	raw := d.raw()
	err := v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(raw)
	switch err := err.(type) {
	case nil:
		return nil
	case *Error:
		return err
	}
	return &Error{Got: typeOf(raw), Want: wanted(err), Err: err}
}

// named is a type that is read by its text, such as an enumeration.
type named struct{ strict }

func (named) want() string { return "a string" }

func (n named) read(d *document, v reflect.Value) *Error {
	raw := d.raw()
	if raw[0] != '"' {
		return &Error{Got: typeOf(raw), Want: n.want()}
	}
	return readText(plain(raw), v)
}

func readText(name string, v reflect.Value) *Error {
	if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(name)); err != nil {
		return &Error{Got: shown(name), Want: wanted(err), Err: err}
	}
	return nil
}

// wanted returns what an error of another type says that it expected.
func wanted(err error) string {
	if known, ok := err.(interface{ Want() string }); ok {
		return known.Want()
	}
	return "another value: " + err.Error()
}

type text struct{ strict }

func (text) want() string { return "a string" }

func (k text) read(d *document, v reflect.Value) *Error {
	raw := d.raw()
	if raw[0] != '"' {
		return &Error{Got: typeOf(raw), Want: k.want()}
	}
	v.SetString(plain(raw))
	return nil
}

type flag struct{ strict }

func (flag) want() string { return "true or false" }

func (k flag) read(d *document, v reflect.Value) *Error {
	raw := d.raw()
	if raw[0] != 't' && raw[0] != 'f' {
		return &Error{Got: typeOf(raw), Want: k.want()}
	}
	v.SetBool(raw[0] == 't')
	return nil
}

// whole is a whole number that the type can hold.
type whole struct{ strict }

func (whole) want() string { return "a whole number" }

func (k whole) read(d *document, v reflect.Value) *Error {
	raw := d.raw()
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if d.rules&Portable != 0 {
		f, wrong := strconv.ParseFloat(string(raw), 64)
		if wrong != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return &Error{Got: typeOf(raw), Want: k.want()}
		}
		n, err = int64(f), nil
	}
	switch {
	case err != nil:
		return &Error{Got: typeOf(raw), Want: k.want()}
	case v.CanInt() && !v.OverflowInt(n):
		v.SetInt(n)
	case v.CanUint() && n >= 0 && !v.OverflowUint(uint64(n)):
		v.SetUint(uint64(n))
	default:
		return &Error{Got: string(raw), Want: fmt.Sprintf("%s that fits %d bits", k.want(), v.Type().Bits())}
	}
	return nil
}

type number struct{ strict }

func (number) want() string { return "a number" }

func (k number) read(d *document, v reflect.Value) *Error {
	raw := d.raw()
	f, err := strconv.ParseFloat(string(raw), 64)
	switch {
	case err == nil:
		v.SetFloat(f)
		return nil
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		return &Error{Got: shown(string(raw)), Want: k.want() + " that fits 64 bits"}
	}
	return &Error{Got: typeOf(raw), Want: k.want()}
}

type pointer struct{ to kind }

func (k pointer) want() string  { return k.to.want() }
func (pointer) takesNull() bool { return false }

func (k pointer) read(d *document, v reflect.Value) *Error {
	v.Set(reflect.New(v.Type().Elem()))
	return d.read(k.to, v.Elem())
}

// list is a list of any length. It is read as one that is not nil.
type list struct{ of kind }

func (list) want() string    { return "a list" }
func (list) takesNull() bool { return false }

func (k list) read(d *document, v reflect.Value) *Error {
	if d.peek() != '[' {
		return &Error{Got: typeOf(d.raw()), Want: k.want()}
	}
	d.at++
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for n := 0; d.more(']'); n++ {
		v.Grow(1)
		v.SetLen(n + 1)
		v.Index(n).SetZero()
		if err := d.read(k.of, v.Index(n)); err != nil {
			return err.Within("[" + strconv.Itoa(n) + "]")
		}
	}
	return nil
}

// dictionary is an object whose fields are data.
type dictionary struct{ keys, values kind }

// keyOf returns how the keys of a map are read: as strings or by their text.
func keyOf(t reflect.Type) kind {
	switch k := kindOf(t).(type) {
	case text, named:
		return k
	}
	panic("strictjson: there is no reader of a map of " + t.String())
}

func (dictionary) want() string    { return "an object" }
func (dictionary) takesNull() bool { return false }

func (k dictionary) read(d *document, v reflect.Value) *Error {
	if d.peek() != '{' {
		return &Error{Got: typeOf(d.raw()), Want: k.want()}
	}
	d.at++
	v.Set(reflect.MakeMap(v.Type()))
	for d.more('}') {
		name := plain(d.key())
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if _, ok := k.keys.(text); ok {
			key.SetString(name)
		} else if err := readText(name, key); err != nil {
			return err.Within(shortened(name))
		}
		if v.MapIndex(key).IsValid() {
			return again(name)
		}
		if err := d.read(k.values, value); err != nil {
			return err.Within(shortened(name))
		}
		v.SetMapIndex(key, value)
	}
	return nil
}

func again(name string) *Error {
	return &Error{Path: shortened(name), Got: "a second one", Want: "each field once"}
}

// object is a struct, whose fields are known.
type object struct {
	strict
	fields []field
	byName map[string]int
}

// A field is one of a struct, or of one that is embedded in it.
type field struct {
	name     string
	optional bool
	index    []int
	kind     kind
}

func (object) want() string { return "an object" }

// objectOf returns how a struct is read. It takes the fields that encoding/json would write.
func objectOf(t reflect.Type) object {
	k := object{byName: map[string]int{}}
	k.add(t, nil)
	if len(k.fields) > 64 {
		panic("strictjson: " + t.String() + " has more than 64 fields")
	}
	for i, f := range k.fields {
		if _, twice := k.byName[f.name]; twice {
			panic("strictjson: " + t.String() + " has two fields " + f.name)
		}
		k.byName[f.name] = i
	}
	return k
}

func (k *object) add(t reflect.Type, index []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		at := append(slices.Clone(index), i)
		switch {
		case tag == "-":
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			k.add(f.Type, at)
		case !f.IsExported():
		default:
			if name == "" {
				name = f.Name
			}
			k.fields = append(k.fields, field{name, strings.HasPrefix(options, "omit"), at, kindOf(f.Type)})
		}
	}
}

func (k object) read(d *document, v reflect.Value) *Error {
	if d.peek() != '{' {
		return &Error{Got: typeOf(d.raw()), Want: k.want()}
	}
	d.at++
	var seen uint64
	for d.more('}') {
		i, err := k.next(d)
		switch {
		case err != nil:
			return err
		case i < 0:
			d.raw()
			continue
		case seen>>i&1 == 1:
			return again(k.fields[i].name)
		}
		if d.peek() == 'n' && d.rules&NullIsAbsent != 0 && (k.fields[i].optional || d.rules&AllOptional != 0) {
			d.raw()
			continue
		}
		seen |= 1 << i
		if err := d.read(k.fields[i].kind, v.FieldByIndex(k.fields[i].index)); err != nil {
			return err.Within(k.fields[i].name)
		}
	}
	for i, f := range k.fields {
		if seen>>i&1 == 0 && !f.optional && d.rules&AllOptional == 0 {
			return &Error{Path: f.name, Got: "nothing", Want: f.kind.want()}
		}
	}
	return nil
}

// next reads the name of a member, and returns the place of its field; -1 for one that is ignored.
func (k object) next(d *document) (int, *Error) {
	key := d.key()
	i, ok := k.byName[string(key[1:len(key)-1])]
	if ok {
		return i, nil
	}
	name := plain(key)
	if i, ok = k.byName[name]; ok {
		return i, nil
	}
	if d.rules&IgnoreUnknown != 0 {
		return -1, nil
	}
	var known []string
	for _, f := range k.fields {
		known = append(known, f.name)
	}
	return 0, &Error{Path: shortened(name), Got: "a field that nobody knows",
		Want: "one of " + strings.Join(known, ", ")}
}
