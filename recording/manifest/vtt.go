package manifest

import (
	"fmt"
	"strings"
	"time"

	"github.com/recpause/recpause/spec"
)

// WebVTT returns a subtitle file, a cue a marker, with why it is there. Times have milliseconds and are rounded outwards, so that a
// cue covers its samples; its identifier has the samples themselves, such as "11600-23200".
func (m Markers) WebVTT(l spec.Lang) []byte {
	text := []byte("WEBVTT\n")
	for _, c := range m.List {
		from := m.Rate.Duration(c.From).Truncate(time.Millisecond)
		to := (m.Rate.Duration(c.To) + time.Millisecond - 1).Truncate(time.Millisecond)
		text = fmt.Appendf(text, "\n%d-%d\n%s --> %s\n%s\n", c.From, c.To, stamp(from), stamp(to), escape(c.Label.In(l)))
		if why := c.Why.In(l); why != "" {
			text = append(text, escape(why)+"\n"...)
		}
	}
	return text
}

// stamp writes a time as WebVTT does, with hours of two digits or more.
func stamp(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d:%02d.%03d", d/time.Hour, d/time.Minute%60, d/time.Second%60, d/time.Millisecond%1000)
}

var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escape(text string) string { return markup.Replace(printable(text)) }
