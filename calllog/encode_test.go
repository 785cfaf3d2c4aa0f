package calllog_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

var kinds = func() (all []calllog.Kind) {
	for k := range calllog.Kinds() {
		all = append(all, k)
	}
	return all
}()

// What is written is read again, whatever the settings, parties and events.
func TestWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		header := drawHeader(t)
		events := drawEvents(t)
		var log bytes.Buffer
		require.NoError(t, calllog.WriteHeader(&log, header))
		for _, e := range events {
			require.NoError(t, calllog.WriteEvent(&log, e))
		}
		r, err := calllog.NewReader(&log)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(header, r.Header, cmp.AllowUnexported(pause.Version{})))
		for _, want := range events {
			got, err := r.Next()
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		_, err = r.Next()
		require.ErrorIs(t, err, io.EOF)
	})
}

func drawHeader(t *rapid.T) calllog.Header {
	version, err := pause.ParseVersion(rapid.SampledFrom([]string{"3.13.0", "3.9.0", "4.0.0.1", "3.13.0-rc1"}).Draw(t,
		"version"))
	require.NoError(t, err)
	flag := rapid.Bool()
	return calllog.Header{SampleRate: rapid.IntRange(1, calllog.MaxRate).Draw(t, "rate"),
		Config: calllog.Config{Version: version, PauseContract: flag.Draw(t, "contract"),
			RecordAllCalls:   flag.Draw(t, "all"),
			RecordCallcenter: flag.Draw(t, "callcenter"),
			Layout:           recording.Layout(rapid.IntRange(0, 2).Draw(t, "layout"))},
		Parties: []calllog.Participant{
			{ID: "Ａ & <B>", Softphone: true, Terminal: pause.Terminal(rapid.IntRange(0, 2).Draw(t, "terminal")),
				PauseEnabled: flag.Draw(t, "saved"),
				AutoThreeWay: flag.Draw(t, "auto"), StarTransfer: flag.Draw(t, "star")},
			{ID: "X"},
		}}
}

// drawEvents draws events of the softphone, which may do everything, with just the fields that each kind has.
func drawEvents(t *rapid.T) (events []calllog.Event) {
	at := int64(-5)
	for line := range rapid.IntRange(0, 6).Draw(t, "events") {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		at += rapid.Int64Range(0, 9).Draw(t, "later")
		e := calllog.Event{Line: line + 2, At: at, Kind: kind, Party: "Ａ & <B>"}
		whole := e
		whole.To, whole.Call = "X", "c/1"
		h := calllog.Header{Parties: []calllog.Participant{{ID: e.Party, Softphone: true}, {ID: "X"}}}
		require.NoError(t, h.Check(whole))
		for _, drop := range []func(*calllog.Event){func(e *calllog.Event) { e.To = "" },
			func(e *calllog.Event) { e.Call = "" }} {
			less := whole
			if drop(&less); h.Check(less) == nil {
				whole = less
			}
		}
		if kind == calllog.PauseClick || kind == calllog.ResumeClick {
			whole.PBX = calllog.PBXAnswer(rapid.IntRange(0, 2).Draw(t, "pbx"))
			whole.Call = rapid.SampledFrom([]string{"", "c/1"}).Draw(t, "call")
		}
		events = append(events, whole)
	}
	return events
}

// The digit of a key is written as one that is not told.
func TestDigitIsNotTold(t *testing.T) {
	var line bytes.Buffer
	require.NoError(t, calllog.WriteEvent(&line, calllog.Event{At: 5, Kind: calllog.DTMF, Party: "A"}))
	require.Equal(t, `{"at":5,"event":"dtmf","party":"A","digit":"x"}`+"\n", line.String())
}
