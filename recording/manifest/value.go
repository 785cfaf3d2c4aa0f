package manifest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recpause/recpause/spec"
)

// A value is one way to put something of Go into JSON, and the way back.
type value struct {
	read  func(*decoder)
	write func([]byte) []byte // appends
}

// A field is a member of an object. An optional one may be missing, and is not written where it is empty.
type field struct {
	name            string
	value           value
	optional, empty bool
}

func names(fields []field) (list []string) {
	for _, f := range fields {
		list = append(list, f.name)
	}
	return list
}

func object(fields ...field) value {
	return value{func(d *decoder) { d.object(fields) }, func(to []byte) []byte {
		to = append(to, '{')
		for _, f := range fields {
			if !f.empty {
				to = append(strconv.AppendQuote(to, f.name), ':')
				to = append(f.value.write(to), ',')
			}
		}
		return append(to[:len(to)-1], '}')
	}}
}

// list is an array of any length. It is read as a list that is not nil.
func list[T any](p *[]T, item func(*T) value) value {
	return value{func(d *decoder) {
		*p = []T{}
		d.array(func() value {
			*p = append(*p, *new(T))
			return item(&(*p)[len(*p)-1])
		})
	}, func(to []byte) []byte {
		to = append(to, '[')
		for i := range *p {
			if i > 0 {
				to = append(to, ',')
			}
			to = item(&(*p)[i]).write(to)
		}
		return append(to, ']')
	}}
}

func text(p *string) value {
	return value{func(d *decoder) { *p = d.text("a text") }, func(to []byte) []byte { return append(to, quoted(*p)...) }}
}

// text reads a string.
func (d *decoder) text(want string) string {
	token := d.next()
	s, ok := token.(string)
	if !ok {
		d.fail(described(token), want)
	}
	return s
}

func quoted(v any) []byte {
	text, _ := json.Marshal(v) // a text, or what is written as one: it cannot fail
	return text
}

// constant is a text that can only be this one.
func constant(is string) value {
	return value{func(d *decoder) {
		if got := d.text(shown(is)); got != is {
			d.fail(shown(got), shown(is))
		}
	}, func(to []byte) []byte { return append(to, quoted(is)...) }}
}

func boolean(p *bool) value {
	return value{func(d *decoder) {
		token := d.next()
		b, ok := token.(bool)
		if !ok {
			d.fail(described(token), "true or false")
		}
		*p = b
	}, func(to []byte) []byte { return strconv.AppendBool(to, *p) }}
}

// whole is a whole number that the type can hold.
func whole[N ~int16 | ~int64](p *N) value {
	return value{func(d *decoder) {
		token := d.next()
		number, _ := token.(json.Number)
		n, err := strconv.ParseInt(number.String(), 10, 64)
		if err != nil || int64(N(n)) != n {
			d.fail(described(token), "a whole number in range, without a fraction or an exponent")
		}
		*p = N(n)
	}, func(to []byte) []byte { return strconv.AppendInt(to, int64(*p), 10) }}
}

func real(p *float64) value {
	return value{func(d *decoder) {
		token := d.next()
		number, _ := token.(json.Number)
		f, err := number.Float64()
		if err != nil {
			d.fail(described(token), "a number")
		}
		*p = f
	}, func(to []byte) []byte { return strconv.AppendFloat(to, *p, 'g', -1, 64) }}
}

// oneOf is the name of one of some values.
func oneOf[T interface {
	comparable
	fmt.Stringer
}](p *T, all ...T) value {
	return value{func(d *decoder) {
		var known []string
		for _, v := range all {
			known = append(known, v.String())
		}
		want := "one of " + strings.Join(known, ", ")
		name := d.text(want)
		i := slices.Index(known, name)
		if i < 0 {
			d.fail(shown(name), want)
			return
		}
		*p = all[i]
	}, func(to []byte) []byte { return append(to, quoted((*p).String())...) }}
}

// rule is the ID of a rule.
func rule(p *spec.ID) value {
	return value{func(d *decoder) {
		const want = "the ID of a rule"
		name := d.text(want)
		id, err := spec.ParseID(name)
		var unknown *spec.UnknownError
		if errors.As(err, &unknown) && d.err == nil {
			d.fail(shown(name), want+" such as "+unknown.Nearest())
		}
		*p = id
	}, func(to []byte) []byte { return append(to, quoted(*p)...) }}
}

// moment is a point in time, as RFC 3339 has it.
func moment(p *time.Time) value {
	return value{func(d *decoder) {
		const want = "a time as in RFC 3339"
		text := d.text(want)
		if err := p.UnmarshalText([]byte(text)); err != nil || p.IsZero() {
			d.fail(shown(text), want)
		}
		*p = plain(*p)
	}, func(to []byte) []byte { return append(to, quoted(p.Format(time.RFC3339Nano))...) }}
}

// plain returns a time without the name of its zone and without a monotonic clock: what RFC 3339 keeps of it.
func plain(t time.Time) time.Time {
	_, zone := t.Zone()
	if zone == 0 {
		return t.UTC()
	}
	return t.Round(0).In(time.FixedZone("", zone))
}

// words is a text in both languages.
func words(p *spec.Text) value {
	return object(field{name: "ja", value: text(&p.JA)}, field{name: "en", value: text(&p.EN)})
}
