package manifest

import (
	"fmt"
	"time"

	"github.com/recpause/recpause/spec"
)

// Labels returns a label file for Audacity: a line a marker, with its begin and end in seconds and its label. Six decimals tell the
// samples of any rate apart that a manifest can have.
func (m Markers) Labels(l spec.Lang) (text []byte) {
	for _, c := range m.List {
		text = fmt.Appendf(text, "%s\t%s\t%s\n", m.seconds(c.From), m.seconds(c.To), printable(c.Label.In(l)))
	}
	return text
}

// seconds writes the time of a sample, which is not negative, to the microsecond.
func (m Markers) seconds(sample int64) string {
	d := m.Rate.Duration(sample).Round(time.Microsecond)
	return fmt.Sprintf("%d.%06d", d/time.Second, d%time.Second/time.Microsecond)
}
