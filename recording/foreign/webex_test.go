package foreign_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/foreign"
	"github.com/recpause/recpause/recording/manifest"
)

// A webex is what Webex Calling says of a recording, as far as it matters.
type webex struct {
	ServiceData struct {
		CallRecordingID string `json:"callRecordingId"`
		Session         struct {
			StartTime time.Time `json:"startTime"`
			StopTime  time.Time `json:"stopTime"`
		} `json:"session"`
		RecordingActions []struct {
			Action string    `json:"action"`
			Time   time.Time `json:"time"`
		} `json:"recordingActions"`
	} `json:"serviceData"`
}

func readWebex(r io.Reader) (rec foreign.Recording, err error) {
	var w webex
	if err := json.NewDecoder(io.LimitReader(r, 1<<20)).Decode(&w); err != nil {
		return rec, err
	}
	data := w.ServiceData
	if data.Session.StartTime.IsZero() {
		return rec, &foreign.Error{Field: "serviceData.session.startTime", Got: "nothing", Want: "a time"}
	}
	rec = foreign.Recording{
		Name: data.CallRecordingID, Platform: "Webex Calling", Start: data.Session.StartTime,
		Length:      max(0, data.Session.StopTime.Sub(data.Session.StartTime)),
		Effect:      manifest.Skipped,
		Uncertainty: time.Second,
	}
	for i, a := range data.RecordingActions {
		at := a.Time.Sub(rec.Start)
		last := len(rec.Pauses) - 1
		paused := last >= 0 && rec.Pauses[last].Open
		switch {
		case a.Action == "PAUSE" && !paused:
			rec.Pauses = append(rec.Pauses, foreign.Pause{From: at, Open: true})
		case a.Action == "RESUME" && paused:
			rec.Pauses[last].To, rec.Pauses[last].Open = at, false
		default:
			return rec, &foreign.Error{Field: fmt.Sprintf("serviceData.recordingActions[%d].action", i),
				Got: a.Action, Want: "PAUSE, then RESUME"}
		}
	}
	return rec, nil
}

func Example() {
	file, err := os.Open("testdata/webex.json")
	if err != nil {
		panic(err)
	}
	defer file.Close()
	rec, err := readWebex(file)
	if err != nil {
		panic(err)
	}
	m, err := rec.Manifest(foreign.Audio{Layout: recording.OneChannel, Rate: 8000, Samples: 288 * 8000})
	if err != nil {
		panic(err)
	}
	fmt.Println(m.Call, m.Span, m.Pauses, m.Uncertainty)
	for _, s := range m.Silences {
		fmt.Println(s.Span, s.Why.Fact.EN)
	}
	// Output:
	// r1 [0,2384000) skipped 8000
	// [160000,240000) Webex Calling says that the recording was paused here
}
