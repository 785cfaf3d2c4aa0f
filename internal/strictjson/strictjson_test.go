package strictjson

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A colour is an enumeration, as far as a reader can tell.
type colour uint8

var colours = []string{"red", "green"}

func (c colour) MarshalText() ([]byte, error) { return []byte(colours[c]), nil }

func (c *colour) UnmarshalText(name []byte) error {
	for i, known := range colours {
		if known == string(name) {
			*c = colour(i)
			return nil
		}
	}
	return unknown{}
}

type unknown struct{}

func (unknown) Error() string { return "no colour" }
func (unknown) Want() string  { return "red or green" }

// An even reads itself.
type even struct{ half int }

func (e even) MarshalJSON() ([]byte, error) { return json.Marshal([]int{e.half, e.half}) }

var errOdd = errors.New("odd")

var pairs = New[[]int]()

func (e *even) UnmarshalJSON(text []byte) error {
	var pair []int
	if err := pairs.Read(text, &pair); err != nil {
		return err
	}
	if len(pair) != 2 || pair[0] != pair[1] {
		return errOdd
	}
	e.half = pair[0]
	return nil
}

type span struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

type document1 struct {
	Name   string `json:"name"`
	Colour colour `json:"colour"`
	span
	Small   int8              `json:"small"`
	Big     uint32            `json:"big"`
	Ratio   float64           `json:"ratio"`
	On      bool              `json:"on"`
	Even    even              `json:"even"`
	List    []span            `json:"list"`
	ByName  map[string]span   `json:"by_name"`
	ByHue   map[colour]string `json:"by_hue"`
	Raw     json.RawMessage   `json:"raw"`
	Maybe   *span             `json:"maybe,omitempty"`
	Other   string            `json:"other,omitzero"`
	hidden  int               //lint:ignore U1000 a field that JSON does not know
	Ignored int               `json:"-"`
}

var (
	documents = New[document1]()
	lenient   = New[document1]().With(IgnoreUnknown | NullIsAbsent | Portable)
)

func drawn(t *rapid.T) (d document1) {
	spans := rapid.Custom(func(t *rapid.T) span {
		return span{rapid.Int64().Draw(t, "from"), rapid.Int64().Draw(t, "to")}
	})
	texts := rapid.StringOfN(rapid.RuneFrom([]rune("aé\"\\\n<>&{}[],: 録\u2028")), 0, 8, -1)
	hues := rapid.Custom(func(t *rapid.T) colour { return colour(rapid.IntRange(0, 1).Draw(t, "colour")) })
	d = document1{Name: texts.Draw(t, "name"), Colour: hues.Draw(t, "colour"), span: spans.Draw(t, "span"),
		Small: rapid.Int8().Draw(t, "small"), Big: rapid.Uint32().Draw(t, "big"),
		Ratio: rapid.Float64().Draw(t, "ratio"),
		On:    rapid.Bool().Draw(t, "on"), Even: even{rapid.Int().Draw(t, "half")},
		List:   rapid.SliceOf(spans).Draw(t, "list"),
		ByName: rapid.MapOf(texts, spans).Draw(t, "by name"), ByHue: rapid.MapOf(hues, texts).Draw(t, "by hue"),
		Raw: json.RawMessage(`{"any":[1,"]}",null]}`), Other: texts.Draw(t, "other")}
	if rapid.Bool().Draw(t, "maybe") {
		s := spans.Draw(t, "maybe")
		d.Maybe = &s
	}
	return d
}

// What encoding/json writes is read, whatever white space stands in it.
func TestWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawn(t)
		text, err := json.Marshal(want)
		if rapid.Bool().Draw(t, "indent") {
			want.Raw = nil
			text, err = json.MarshalIndent(want, " ", "\t")
			want.Raw = json.RawMessage("null")
		}
		if err != nil {
			t.Fatal(err)
		}
		var got document1
		if err := documents.Read(text, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: got %+v (%v), want %+v", text, got, err, want)
		}
	})
}

const whole1 = `{"name":"n","colour":"red","from":1,"to":2,"small":3,"big":4,"ratio":5.5,"on":true,"even":[6,6],` +
	`"list":[{"from":1,"to":2}],"by_name":{"x":{"from":1,"to":2}},"by_hue":{"red":"r"},"raw":null,` +
	`"maybe":{"from":1,"to":2}}`

// What is wrong is said with its place, with what is there and with what was expected; and by what it is that is less
// strict.
func TestRefused(t *testing.T) {
	rows := []struct {
		old, new, want string
		lenient        bool // it is taken by the reader that is less strict
	}{
		{`{"name"`, `{name`, "got no JSON at byte 2, expected one JSON document", false},
		{`"n"`, "\"\xff\"", "got bytes that are not UTF-8, expected UTF-8", false},
		{whole1, `[]`, "got a list, expected an object", false},
		{whole1, `null`, "got null, expected an object", false},
		{whole1, whole1 + `{}`, "got no JSON at byte", false},
		{`"n"`, `7`, "name: got a number, expected a string", false},
		{`"n"`, `null`, "name: got null, expected a string", false},
		{`"name":"n",`, ``, "name: got nothing, expected a string", false},
		{`"name"`, `"Name"`, "Name: got a field that nobody knows, expected one of name, colour, from, to,", false},
		{`"name":"n"`, `"name":"n","name":"m"`, "name: got a second one, expected each field once", false},
		{`"name":"n"`, `"name":"n","n\u0061me":"m"`, "name: got a second one, expected each field once", false},
		{`"red"`, `"blue"`, `colour: got "blue", expected red or green`, false},
		{`"red"`, `"` + strings.Repeat("é", 40) + `"`,
			`colour: got "` + strings.Repeat("é", 32) + `"…, expected red or green`, false},
		{`"red"`, `1`, "colour: got a number, expected a string", false},
		{`"small":3`, `"small":128`, "small: got 128, expected a whole number that fits 8 bits", false},
		{`"small":3`, `"small":3.0`, "small: got a number, expected a whole number", true},
		{`"small":3`, `"small":0.3e1`, "small: got a number, expected a whole number", true},
		{`"small":3`, `"small":3.5`, "small: got a number, expected a whole number", false},
		{`"small":3`, `"small":"3"`, "small: got a string, expected a whole number", false},
		{`"from":1,"to":2,"small"`, `"from":1e99,"to":2,"small"`, "from: got a number, expected a whole number", false},
		{`"big":4`, `"big":-4`, "big: got -4, expected a whole number that fits 32 bits", false},
		{`5.5`, `"5.5"`, "ratio: got a string, expected a number", false},
		{`5.5`, `1e999`, `ratio: got "1e999", expected a number that fits 64 bits`, false},
		{`true`, `0`, "on: got a number, expected true or false", false},
		{`[6,6]`, `[6,7]`, "even: got a list, expected another value: odd", false},
		{`[6,6]`, `[6,"6"]`, "even[1]: got a string, expected a whole number", false},
		{`[6,6]`, `null`, "even: got null, expected a value", false},
		{`[{"from":1,"to":2}]`, `{}`, "list: got an object, expected a list", false},
		{`[{"from":1,"to":2}]`, `[{"from":1,"to":2},{"from":1,"to":"2"}]`,
			"list[1].to: got a string, expected a whole number", false},
		{`[{"from":1,"to":2}]`, `[null]`, "list[0]: got null, expected an object", false},
		{`{"x":{"from":1,"to":2}}`, `{"x":{"from":1}}`, "by_name.x.to: got nothing, expected a whole number", false},
		{`{"x":{"from":1,"to":2}}`, `[]`, "by_name: got a list, expected an object", false},
		{`{"red":"r"}`, `{"red":"r","red":"s"}`, "by_hue.red: got a second one, expected each field once", false},
		{`{"red":"r"}`, `{"blue":"r"}`, `by_hue.blue: got "blue", expected red or green`, false},
		{`"maybe":{"from":1,"to":2}`, `"maybe":null`, "maybe: got null, expected an object", true},
		{`"maybe":{"from":1,"to":2}`, `"mayb":{"from":[1,"]"],"to":{"}":"\"}"}}`, "mayb: got a field that nobody knows",
			true},
		{`"maybe":{"from":1,"to":2}`, `"` + strings.Repeat("x", 99) + `":1`,
			`"` + strings.Repeat("x", 64) + `"…: got a field that nobody knows`, true},
		{`"maybe":{"from":1,"to":2}`, `"a b":1`, `"a b": got a field that nobody knows`, true},
		{`"maybe":{"from":1,"to":2}`, `"hidden":1`, "hidden: got a field that nobody knows", true},
		{`"maybe":{"from":1,"to":2}`, `"Ignored":1`, "Ignored: got a field that nobody knows", true},
	}
	for _, row := range rows {
		if strings.Count(whole1, row.old) == 0 {
			t.Fatalf("%s is not there", row.old)
		}
		text := strings.Replace(whole1, row.old, row.new, 1)
		var d document1
		err := documents.Read([]byte(text), &d)
		var wrong *Error
		if !errors.As(err, &wrong) || !strings.HasPrefix(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %s", text, err, row.want)
		}
		if err := lenient.Read([]byte(text), new(document1)); (err == nil) != row.lenient {
			t.Errorf("%s: got %v from the reader that is less strict", text, err)
		}
	}
	uneven := strings.Replace(whole1, "[6,6]", "[6,7]", 1)
	if err := documents.Read([]byte(uneven), new(document1)); !errors.Is(err, errOdd) {
		t.Errorf("got %v, which does not wrap the error of the type", err)
	}
}

// What is not in a document stays as it was.
func TestDefaults(t *testing.T) {
	d := document1{Other: "default"}
	if err := documents.Read([]byte(whole1), &d); err != nil || d.Other != "default" {
		t.Errorf("got %q (%v), want the default", d.Other, err)
	}
}

// Where every field is optional, none has to be there, and null is none where that is a rule, too.
func TestAllOptional(t *testing.T) {
	d := document1{Name: "default"}
	if err := New[document1]().With(AllOptional).Read([]byte(`{"on":true}`), &d); err != nil || d.Name != "default" ||
		!d.On {
		t.Errorf("got %+v (%v)", d, err)
	}
	if err := New[document1]().With(AllOptional).Read([]byte(`{"on":null}`), &d); err == nil {
		t.Error("null is taken for nothing")
	}
	if err := New[document1]().With(AllOptional|NullIsAbsent).Read([]byte(`{"on":null}`), &d); err != nil || !d.On {
		t.Errorf("got %+v (%v)", d, err)
	}
}

// A type that cannot be read has no reader.
func TestNoReader(t *testing.T) {
	for name, read := range map[string]func(){
		"a channel":        reading[chan int],
		"an interface":     reading[struct{ A any }],
		"a key of no text": reading[map[int]string],
		"an array":         reading[[2]int],
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s has a reader", name)
				}
			}()
			read()
		}()
	}
}

// reading reads any document into a T.
func reading[T any]() { _ = New[T]().Read([]byte("1"), new(T)) }

// Whatever a text is, it is read as encoding/json reads it, or is refused; and nothing panics.
func FuzzRead(f *testing.F) {
	for _, text := range []string{whole1, ``, `{`, `[`, `"`, `{"a":`, `{"raw":"\"}"}`, " { \"name\" : \"\\ud800\" } "} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var got, want document1
		if documents.Read(text, &got) != nil {
			return
		}
		if err := json.Unmarshal(text, &want); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v (%v)", text, got, want, err)
		}
	})
}
