package foreign

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/recording/manifest"
)

// An annotation is one of a recording in Genesys Cloud, as far as it matters: model Annotation of the Platform API,
// developer.genesys.cloud, GET /api/v2/conversations/{conversationId}/recordings/{recordingId}/annotations, also in
// docs/Annotation.md of the vendor's public client libraries. Fields that are not here are passed over, for that
// interface may grow.
type annotation struct {
	Type         string       `json:"type"`
	Location     milliseconds `json:"location"`            // from nothing that the document names
	Absolute     milliseconds `json:"absoluteLocation"`    // from the start, without all pauses before
	Recording    milliseconds `json:"recordingLocation"`   // from the start, adjusted for cuts
	Realtime     milliseconds `json:"realtimeLocation"`    // from the start, with all pauses before
	Duration     milliseconds `json:"durationMs"`          //
	AbsoluteTime milliseconds `json:"absoluteDurationMs"`  //
	CutTime      milliseconds `json:"recordingDurationMs"` // adjusted for cuts
	Reason       string       `json:"reason"`              // Hold, SecurePause, FlowOrQueue or Pause
}

// milliseconds are a whole number that is not below 0. The zero milliseconds are not there.
type milliseconds struct {
	time.Duration
	there bool
}

func (m *milliseconds) UnmarshalJSON(text []byte) error {
	n, err := strconv.ParseUint(string(text), 10, 63)
	if err != nil || n > uint64(longest/time.Millisecond) {
		return errors.New("no whole number of milliseconds")
	}
	*m = milliseconds{time.Duration(n) * time.Millisecond, true}
	return nil
}

var annotations = strictjson.New[[]annotation]().
	With(strictjson.IgnoreUnknown | strictjson.AllOptional | strictjson.NullIsAbsent)

// readGenesys reads the annotations of one recording, which has no name in them. Annotations of type pause are pauses,
// whatever their reason; bookmarks and holds are not. Genesys Cloud counts in three ways: absoluteLocation leaves the
// pauses out, realtimeLocation has them, recordingLocation is adjusted for cuts. That the first two differ by just the
// pauses is why the pauses are held to be left out of the files. What is needed is realtimeLocation or
// absoluteLocation, and where both are there they have to agree. How long the call was is not in annotations.
//
// Times are in milliseconds, so that edges are uncertain by one; how exact the platform is beyond that, its documents
// do not say.
func readGenesys(r io.Reader) (Recordings, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var list []annotation
	var wrong *strictjson.Error
	if err := annotations.Read(text, &list); errors.As(err, &wrong) {
		return nil, &Error{Field: wrong.Path, Got: wrong.Got, Want: wrong.Want, Err: err}
	}
	rec := Recording{Platform: "Genesys Cloud", Effect: manifest.Skipped, Uncertainty: time.Millisecond}
	var earlier time.Duration // pauses so far
	for i, a := range list {
		switch kind := strings.ToLower(a.Type); kind {
		case "bookmark", "hold":
			continue
		case "pause":
		default:
			return nil, wrongAnnotation(i, "type", shown(a.Type), "pause, hold or bookmark")
		}
		p, err := a.pause(i, earlier)
		if err != nil {
			return nil, err
		}
		rec.Pauses = append(rec.Pauses, p)
		earlier += p.To - p.From
	}
	return Recordings{rec}, nil
}

func wrongAnnotation(i int, field, got, want string) error {
	return &Error{Field: fmt.Sprintf("[%d].%s", i, field), Got: got, Want: want}
}

// pause returns the pause of an annotation that follows pauses of some length.
func (a annotation) pause(i int, earlier time.Duration) (p Pause, err error) {
	length := a.Duration
	switch {
	case !length.there:
		length = a.AbsoluteTime
	case a.AbsoluteTime.there && off(a.AbsoluteTime.Duration, length.Duration) > time.Millisecond:
		return p, wrongAnnotation(i, "absoluteDurationMs", a.AbsoluteTime.String(),
			"the "+length.String()+" of durationMs")
	}
	if !length.there || length.Duration == 0 {
		return p, wrongAnnotation(i, "durationMs", "nothing", "how long the pause was, in milliseconds")
	}
	from := a.Realtime.Duration
	slack := time.Duration(i+1) * time.Millisecond
	switch {
	case !a.Realtime.there && !a.Absolute.there:
		return p, wrongAnnotation(i, "realtimeLocation", "nothing", "it, or absoluteLocation: "+
			"neither location nor recordingLocation says where in the call it is")
	case !a.Realtime.there:
		from = a.Absolute.Duration + earlier
	case a.Absolute.there && off(a.Absolute.Duration+earlier, from) > slack:
		return p, wrongAnnotation(i, "absoluteLocation", a.Absolute.String(),
			fmt.Sprintf("%v: realtimeLocation without the pauses before", from-earlier))
	}
	return Pause{From: from, To: from + length.Duration, Reason: a.Reason}, nil
}

// off returns how far two durations are from one another.
func off(a, b time.Duration) time.Duration { return max(a-b, b-a) }

var _ json.Unmarshaler = (*milliseconds)(nil)
