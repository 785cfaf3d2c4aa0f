package calllog_test

import (
	"fmt"
	"strings"
	"testing"
)

// Every key of a dial pad gives the same event as a key that is not told: the digit is in no event.
func TestDigitIsInNoEvent(t *testing.T) {
	line := func(digit string) string { return `{"at":5,"event":"dtmf","party":"anna","digit":"` + digit + `"}` }
	_, untold, err := readLines(header, line("x"))
	if err != nil || len(untold) != 1 {
		t.Fatalf("got %+v, %v, want an event", untold, err)
	}
	for _, digit := range strings.Split("0123456789*#ABCDabcd", "") {
		if _, got, err := readLines(header, line(digit)); err != nil || len(got) != 1 || got[0] != untold[0] {
			t.Errorf("%q gives %+v, %v, want %+v", digit, got, err, untold)
		}
	}
}

// No error tells a digit, however the line is broken that holds it.
func TestDigitIsInNoError(t *testing.T) {
	const digits = "4918273645"
	cases := map[string]string{
		"too long":               `{"at":5,"event":"dtmf","party":"anna","digit":"` + digits + `"}`,
		"as a number":            `{"at":5,"event":"dtmf","party":"anna","digit":` + digits + `}`,
		"as a fraction":          `{"at":5,"event":"dtmf","party":"anna","digit":0.` + digits + `}`,
		"as a list":              `{"at":5,"event":"dtmf","party":"anna","digit":["` + digits + `"]}`,
		"as an object":           `{"at":5,"event":"dtmf","party":"anna","digit":{"` + digits + `":1}}`,
		"as an object's number":  `{"at":5,"event":"dtmf","party":"anna","digit":{"` + digits + `":` + digits + `}}`,
		"cut off":                `{"at":5,"event":"dtmf","party":"anna","digit":"` + digits,
		"without quotes and cut": `{"at":5,"event":"dtmf","party":"anna","digit":` + digits,
		"without an end quote":   `{"at":5,"event":"dtmf","party":"anna","digit":"` + digits + `}`,
		"with a broken escape":   `{"at":5,"event":"dtmf","party":"anna","digit":"\q` + digits + `"}`,
		"with bad UTF-8":         "{\"at\":5,\"event\":\"dtmf\",\"party\":\"anna\",\"digit\":\"" + digits + "\xff\"}",
		"behind the line":        `{"at":5,"event":"dtmf","party":"anna"} "` + digits + `"`,
		"of an unknown party":    `{"at":5,"event":"dtmf","party":"dora","digit":"` + digits + `"}`,
		"of an external party":   `{"at":5,"event":"dtmf","party":"cid","digit":"` + digits + `"}`,
		"of an unknown event":    `{"at":5,"event":"dtmfs","party":"anna","digit":"` + digits + `"}`,
		"without a position":     `{"event":"dtmf","party":"anna","digit":"` + digits + `"}`,
		"with a wrong position":  `{"at":"x","event":"dtmf","party":"anna","digit":"` + digits + `"}`,
		"in capitals":            `{"at":5,"event":"dtmf","party":"anna","DIGIT":"` + digits + `"}`,
		"twice":                  `{"at":5,"event":"dtmf","party":"anna","digit":"5","digit":"` + digits + `"}`,
		"in a line that is long": `{"at":5,"event":"dtmf","party":"anna","digit":"` + strings.Repeat(digits, 200_000) +
			`"}`,
		"of a line with no quote": `{at:5,event:dtmf,party:anna,digit:` + digits + `}`,
	}
	for name, line := range cases {
		_, events, err := readLines(header, line)
		if err == nil || len(events) != 0 {
			t.Errorf("%s: got %+v, %v, want an error", name, events, err)
			continue
		}
		for _, text := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err)} {
			if strings.Contains(text, digits[:4]) {
				t.Errorf("%s: the error tells the digits: %s", name, text)
			}
		}
	}
}
