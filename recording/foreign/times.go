package foreign

import (
	"strconv"
	"strings"
	"time"
)

// longest is how long a recording may be, and how far from its start anything may happen.
const longest = 100 * 366 * 24 * time.Hour

// decimal reads a number that is not below 0 and has up to nine places, in a unit of a second or less, and returns how
// exact it is: one of its last place. Digits beyond longest are refused.
func decimal(text string, unit time.Duration) (value, exact time.Duration, ok bool) {
	whole, places, point := strings.Cut(text, ".")
	n, err := strconv.ParseUint(whole, 10, 63)
	if err != nil || n > uint64(longest/unit) || point && !digits(places) || len(places) > 9 {
		return 0, 0, false
	}
	value, exact = time.Duration(n)*unit, unit
	for _, digit := range places {
		if exact /= 10; exact == 0 {
			return 0, 0, false // finer than a nanosecond
		}
		value += time.Duration(digit-'0') * exact
	}
	return value, exact, digits(whole)
}

// digits reports whether a text is digits, and not empty.
func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// epoch reads a number of seconds since 1970, as decimal reads it.
func epoch(text string) (at time.Time, exact time.Duration, ok bool) {
	since, exact, ok := decimal(text, time.Second)
	return time.Unix(0, 0).UTC().Add(since), exact, ok
}

// wall reads a time of day in a layout that ends in its seconds or its zone, and takes a fraction of a second too.
func wall(layout, text string) (at time.Time, exact time.Duration, ok bool) {
	at, err := time.Parse(layout, text)
	exact = time.Second
	if _, fraction, point := strings.Cut(text, "."); point {
		for places := len(fraction) - len(strings.TrimLeft(fraction, "0123456789")); places > 0 && exact > 1; places-- {
			exact /= 10
		}
	}
	return at, exact, err == nil
}
