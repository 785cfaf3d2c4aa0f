package picture

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// drawLog returns the picture of a log at 1000 samples a second, recordings up to sample 100.
func drawLog(t *testing.T, recorded bool, lines ...string) Picture {
	head := `{"log":"recpause/1","sample_rate":1000,"config":{"record_all_calls":` + fmt.Sprint(recorded) +
		`},"parties":[{"id":"A","kind":"softphone","terminal":"installed"},` +
		`{"id":"T","kind":"softphone","terminal":"installed"},{"id":"X","kind":"external"}]}`
	r, err := calllog.NewReader(strings.NewReader(strings.Join(append([]string{head}, lines...), "\n")))
	require.NoError(t, err)
	run, err := system.NewRun(r, pause.Policy{})
	require.NoError(t, err)
	log := Log{Header: r.Header}
	var recordings system.CallRecordings
	for {
		e, o, err := run.Next()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		require.NoError(t, recordings.Add(o))
		log.Outcomes, log.Texts = append(log.Outcomes, o), append(log.Texts, spec.Text{EN: e.Kind.String()})
	}
	for _, rec := range recordings.All() {
		to := int64(100)
		if end, over := rec.Timeline.Ended(); over {
			to = end
		}
		span := recording.Span{From: rec.Timeline.Origin(), To: to}
		log.Recordings = append(log.Recordings, DrawnRecording{CallRecording: rec, Span: span})
	}
	return log.Draw()
}

func said(lanes []Lane) (all []string) {
	for _, lane := range lanes {
		all = append(all, fmt.Sprintf("%s | %s", lane.Name,
			strings.ReplaceAll(strings.Join(lane.Lines, " | "), "0:00.", "")))
	}
	return all
}

var (
	invite = `{"at":0,"event":"call.invite","party":"X","to":"A","call":"c1"}`
	answer = `{"at":10,"event":"call.answered","party":"A","call":"c1"}`
)

// A * transfer that is cancelled while stopped: the talk with the target is silence, the held call is not, and both
// softphones show what is not so, one after the other (RP-XFR-010, 011, 030, 031).
func TestDrawCancelledWhileStopped(t *testing.T) {
	p := drawLog(t, true, invite, answer,
		`{"at":20,"event":"star.begin","party":"A","to":"T","call":"c2"}`,
		`{"at":30,"event":"star.answered","party":"T","call":"c2"}`,
		`{"at":40,"event":"pause.click","party":"A"}`, `{"at":60,"event":"star.cancel","party":"A"}`,
		`{"at":70,"event":"hand.raise","party":"A"}`, `{"at":80,"event":"resume.click","party":"A"}`)
	require.Equal(t, []Mismatch{{recording.Span{From: 60, To: 80}, calllog.StoppedButRecording}},
		p.Phones[0].Mismatches)
	require.Equal(t, []Mismatch{{recording.Span{From: 40, To: 60}, calllog.RecordingButStopped}},
		p.Phones[1].Mismatches)
	require.Equal(t, []State{{recording.Span{From: 0, To: 10}, pause.Off, nil},
		{recording.Span{From: 10, To: 100}, pause.On, nil}}, nilled(p.Calls[0].States))
	require.Equal(t, []Part{
		{recording.Span{From: 10, To: 20}, Voices, nil}, {recording.Span{From: 20, To: 60}, Nobody, nil},
		{recording.Span{From: 60, To: 100}, Voices, nil},
	}, p.Calls[0].Tracks[recording.OperatorSide].Parts)
	require.Equal(t, []Part{
		{recording.Span{From: 30, To: 40}, Voices, nil}, {recording.Span{From: 40, To: 60}, Silence, []string{"T"}},
	}, p.Calls[1].Tracks[recording.FarSide].Parts)
}

// nilled returns states that do not tell an empty list from none.
func nilled(states []State) []State {
	for i := range states {
		if len(states[i].Silenced) == 0 {
			states[i].Silenced = nil
		}
	}
	return states
}

// A stop in a room is one voice's: the others are drawn as recorded.
func TestDrawRoom(t *testing.T) {
	p := drawLog(t, true, `{"at":0,"event":"room.join","party":"A","call":"r"}`,
		`{"at":0,"event":"room.join","party":"T","call":"r"}`,
		`{"at":20,"event":"pause.click","party":"T"}`, `{"at":50,"event":"resume.click","party":"T"}`)
	require.Equal(t, []string{
		"events | 1. 000 room.join | 2. 000 room.join | 3. 020 pause.click | 4. 050 resume.click",
		"A: softphone's display | 000 – 100  in a call 「録音停止」",
		"T: softphone's display | 000 – 020  in a call 「録音停止」 | 020 – 050  in a call 「録音再開」「録音が停止状態です」 | 050 – 100  " +
			"in a call 「録音停止」 | 020 – 050  ⚠ shows a stop, but others are recorded",
		"r: actual recording | 000 – 020  recording | 020 – 050  partly silent: T | 050 – 100  recording",
		"r: beeps | 020  A, T (not recorded) | 050  A, T (recorded: operator side)",
		"r: 1ch (everybody) | 000 – 020  recorded | 020 – 050  partly silent: T | 050 – 100  recorded | 050 – 100  ♪ " +
			"beep in the recording",
		"r: operator side (2ch left, split) | 000 – 100  recorded | 050 – 100  ♪ beep in the recording",
		"r: far side (2ch right, split) | 000 – 020  recorded | 020 – 050  silence | 050 – 100  recorded",
	}, said(p.Describe(spec.EN)))
}

// A call whose recording is off by setting has a lane that says so, and no track.
func TestDrawUnrecorded(t *testing.T) {
	p := drawLog(t, false, invite, answer)
	require.Equal(t, []State{{recording.Span{From: 0, To: 100}, pause.Off, nil}}, nilled(p.Calls[0].States))
	require.Empty(t, p.Calls[0].Tracks)
}

// Nothing at all is a picture too.
func TestDrawNothing(t *testing.T) {
	p := drawLog(t, true)
	require.Len(t, p.Phones, 2)
	var svg strings.Builder
	require.NoError(t, p.SVG(&svg, Style{ID: "x", Title: "t"}))
	require.NoError(t, Picture{}.SVG(&svg, Style{}))
}
