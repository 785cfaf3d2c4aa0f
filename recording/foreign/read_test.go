package foreign_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/foreign"
	"github.com/recpause/recpause/recording/manifest"
)

const (
	rate  = 8000
	whole = 48_000 // samples of each sample recording
)

// pauses are those of every sample.
var pauses = []recording.Span{{From: 8000, To: 16_000}, {From: 32_000, To: 36_000}}

// A sample is a file of testdata, and what it says of a recording besides its pauses.
type sample struct {
	file        string
	format      foreign.Format
	name        string
	effect      manifest.Effect
	uncertainty time.Duration
	length      bool // it says how long the recording is
}

var samples = []sample{
	{"asterisk-ami.txt", foreign.AsteriskAMI, "1743467400.1", manifest.Silenced, 100 * time.Millisecond, true},
	{"asterisk-cel.csv", foreign.AsteriskCEL, "1743467400.1", manifest.Silenced, 100*time.Millisecond + time.Microsecond, true},
	{"genesys.json", foreign.Genesys, "", manifest.Skipped, time.Millisecond, false},
	{"pauses.csv", foreign.CSV, "a.wav", manifest.Silenced, time.Millisecond, true},
	{"pauses.csv", foreign.CSV, "b.wav", manifest.Skipped, time.Millisecond, true},
	{"call.jsonl", foreign.CallLog, "c1", manifest.Silenced, 0, true},
}

func (s sample) String() string { return s.file + " " + s.name }

func text(t testing.TB, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", file))
	require.NoError(t, err)
	return string(b)
}

// manifest returns the sample's manifest of files in a layout, whose length is told to the one that does not know it.
func (s sample) manifest(t testing.TB, l recording.Layout) manifest.Manifest {
	t.Helper()
	all, err := foreign.Read(s.format, strings.NewReader(text(t, s.file)))
	require.NoError(t, err)
	a := foreign.Audio{Layout: l, Rate: rate, Samples: whole}
	if !s.length {
		a.Length = 6 * time.Second
	}
	m, err := all.Manifest(s.name, a)
	require.NoError(t, err)
	return m
}

// Every sample says the same in its own way: two pauses of everybody in a recording of six seconds.
func TestSamples(t *testing.T) {
	seen := map[foreign.Format]bool{}
	for _, s := range samples {
		seen[s.format] = true
		m := s.manifest(t, recording.TwoChannel)
		require.Equal(t, recording.Span{To: whole}, m.Span, s)
		var got []recording.Span
		for _, silence := range m.Silences {
			require.Len(t, silence.Whose, 2, s)
			require.NotEmpty(t, silence.Why.Fact.EN, s)
			got = append(got, silence.Span)
		}
		require.Equal(t, pauses, got, s)
		require.Equal(t, s.effect, m.Pauses, s)
		require.False(t, m.LengthUnknown, s)
		require.InDelta(t, s.uncertainty.Seconds()*rate, m.Uncertainty, 1, s)
		require.GreaterOrEqual(t, m.Uncertainty, recording.Rate(rate).Samples(s.uncertainty), s)
	}
	for f := foreign.AsteriskAMI; f <= foreign.CallLog; f++ {
		require.True(t, seen[f], f)
	}
}

// Where nobody knows the length, it is that of the files and what they leave out, and the manifest says so.
func TestLengthOfTheFiles(t *testing.T) {
	all, err := foreign.Read(foreign.Genesys, strings.NewReader(text(t, "genesys.json")))
	require.NoError(t, err)
	m, err := all.Manifest("", foreign.Audio{Rate: rate, Samples: 36_100})
	require.NoError(t, err)
	require.True(t, m.LengthUnknown)
	require.Equal(t, recording.Span{To: whole + 100}, m.Span)
	require.Equal(t, `Genesys Cloud says that the recording was paused here ("SecurePause")`, m.Silences[0].Why.Fact.EN)
}

// What is wrong with metadata, or missing in it, is said with its place and what was expected.
func TestReadRefuses(t *testing.T) {
	rows := []struct {
		why      string
		file     string
		old, new string
		want     string
	}{
		{"no timestamps", "asterisk-ami.txt", "Timestamp: 1743467401.000000\r\n", "",
			"asterisk_ami: line 20: Timestamp: got nothing, expected seconds since 1970, such as 1722255899.123456: " +
				"set timestampevents = yes in manager.conf"},
		{"a timestamp that is none", "asterisk-ami.txt", "1743467401.0", "yesterday.0",
			`asterisk_ami: line 20: Timestamp: got "yesterday.000000", expected seconds`},
		{"no start", "asterisk-ami.txt", "MixMonitorStart", "MonitorStart",
			`line 20: Event: got MixMonitorMute of "1743467400.1", expected a MixMonitorStart of it before`},
		{"a direction that is none", "asterisk-ami.txt", "Direction: both", "Direction: in",
			`line 20: Direction: got "in", expected read, write or both`},
		{"a state that is none", "asterisk-ami.txt", "State: 1\r\n\r\n", "State: 99\r\n\r\n",
			`line 20: State: got "99", expected 1 for muted, 0 for not`},
		{"no channel", "asterisk-ami.txt", "Uniqueid: 1743467400.1\r\n", "",
			`line 2: Uniqueid: got nothing, expected the Uniqueid of a channel`},
		{"a field twice", "asterisk-ami.txt", "Priority: 1\r\n", "Uniqueid: 2\r\n",
			`line 17: Uniqueid: got a second one, expected each field once`},
		{"a line that is no field", "asterisk-ami.txt", "Priority: 1\r\n", "what?\r\n",
			`line 16: got "what?", expected a field such as Event: MixMonitorMute`},
		{"a start too many", "asterisk-ami.txt", "MixMonitorMute", "MixMonitorStart",
			`line 20: Event: got a second MixMonitorStart of "1743467400.1", expected one at a time`},
		{"a clock that runs backwards", "asterisk-ami.txt", "1743467401.000000", "1743463801.000000",
			`line 20: Timestamp: got 2025-03-31 23:30:01 +0000 UTC, expected a time after 2025-04-01 00:30:00 +0000 UTC`},
		{"a line without end", "asterisk-ami.txt", "Asterisk Call", strings.Repeat("x", 70_000),
			`line 1: got a longer line, expected lines of at most 65536 bytes`},
		{"an event without end", "asterisk-ami.txt", "Priority: 1\r\n", strings.Repeat("a: b\r\n", 300),
			`line 258: got more lines, expected events of at most 256`},

		{"no row of pauses", "asterisk-cel.csv", "RECORDING_", "REC_",
			`asterisk_cel: eventtype: got no pause in all of the log, expected RECORDING_PAUSE and RECORDING_RESUME`},
		{"no start of a recording", "asterisk-cel.csv", `"MixMonitor"`, `"Dial"`,
			`line 3: eventtype: got RECORDING_PAUSE of "1743467400.1", expected an APP_START of MixMonitor before`},
		{"other columns", "asterisk-cel.csv", `"CHAN_START",`, ``,
			`line 1: got wrong number of fields, expected the twenty columns of cel_custom.conf.sample`},
		{"a time that is none", "asterisk-cel.csv", `"1743467401.000000"`, `"noon"`,
			`line 3: eventtime: got "noon", expected seconds since 1970, or a time such as 2025-04-01 09:30:00`},
		{"a pause before its recording", "asterisk-cel.csv", `"1743467401.000000"`, `"1743467301.0"`,
			`line 3: eventtime: got "1743467301.0", expected a time after`},

		{"no JSON", "genesys.json", "[", "", `genesys: got no JSON at byte`},
		{"another type", "genesys.json", `"location": 1000`, `"location": "1s"`, `[0].location: got`},
		{"a time below 0", "genesys.json", `"realtimeLocation": 1000`, `"realtimeLocation": -1`,
			`[0].realtimeLocation: got`},
		{"no kind", "genesys.json", `"type": "pause"`, `"kind": "pause"`,
			`[0].type: got nothing, expected pause, hold or bookmark`},
		{"no length of a pause", "genesys.json", `"durationMs": 1000,`, `"durationMs": 0,`,
			`[0].absoluteDurationMs: got 1s, expected the 0s of durationMs`},
		{"two places that contradict", "genesys.json", `"absoluteLocation": 3000`, `"absoluteLocation": 4000`,
			`[2].absoluteLocation: got 4s, expected 3s: realtimeLocation without the pauses before`},
		{"two lengths that contradict", "genesys.json", `"absoluteDurationMs": 500`, `"absoluteDurationMs": 5`,
			`[2].absoluteDurationMs: got 5ms, expected the 500ms of durationMs`},

		{"no column", "pauses.csv", "recording,from", "recording,begin",
			`csv: line 1: got "begin", expected columns of recording, from, to, unit`},
		{"a column that is missing", "pauses.csv", "unit,", "side,",
			`line 1: unit: got no such column, expected it, after recording, from, to and unit`},
		{"a column twice", "pauses.csv", "effect,reason", "reason,reason",
			`line 1: "reason": got a second one, expected each column once`},
		{"another unit", "pauses.csv", ",ms,", ",min,", `line 4: unit: got "min", expected s, ms or time`},
		{"a name that is missing", "pauses.csv", "b.wav,1000", ",1000", `line 4: recording: got nothing, expected the name`},
		{"a time that is none", "pauses.csv", "1.000,", "1:00,",
			`line 2: from: got "1:00", expected a number that is not below 0`},
		{"a time below 0", "pauses.csv", "1.000,", "-1,", `line 2: from: got "-1", expected a number`},
		{"a pause that runs backwards", "pauses.csv", "2.000,", "0.5,", `line 2: to: got "0.5", expected a time after from`},
		{"an effect that is none", "pauses.csv", "skipped", "gone", `line 4: effect: got "gone", expected silence or skipped`},
		{"two lengths", "pauses.csv", "4.500,s,6.000", "4.500,s,7",
			`line 3: length: got "7", expected what the row before has: "6.000"`},
		{"a row that is too short", "pauses.csv", ",card number\n", "\n", `line 2: got wrong number of fields`},
		{"times of day without a start", "pauses.csv", "1.000,2.000,s,", "2025-04-01T09:30:00Z,,time,",
			`line 2: start: got nothing, expected a time as in RFC 3339, which the unit time needs`},
		{"a quote that does not end", "pauses.csv", "card number", `"card`, `csv: line`},

		{"no log", "call.jsonl", "recpause/1", "recpause/9", `calllog: line 1: log: got "recpause/9", expected "recpause/1"`},
	}
	for _, row := range rows {
		t.Run(row.file+" "+row.why, func(t *testing.T) {
			good := text(t, row.file)
			require.Contains(t, good, row.old)
			var f foreign.Format
			for _, s := range samples {
				if s.file == row.file {
					f = s.format
				}
			}
			times := 1
			if row.old == "RECORDING_" {
				times = -1
			}
			_, err := foreign.Read(f, strings.NewReader(strings.Replace(good, row.old, row.new, times)))
			var bad *foreign.Error
			require.ErrorAs(t, err, &bad)
			require.Contains(t, err.Error(), row.want)
		})
	}
}

// A reader's own error is passed on, and metadata without end is not read to it.
func TestReaderErrors(t *testing.T) {
	broken := errors.New("broken")
	for f := foreign.AsteriskAMI; f <= foreign.CallLog; f++ {
		_, err := foreign.Read(f, iotest.ErrReader(broken))
		require.ErrorIs(t, err, broken, f)
		var bad *foreign.Error
		_, err = foreign.Read(f, forever{})
		require.ErrorAs(t, err, &bad, f)
	}
	_, err := foreign.Read(0, strings.NewReader(""))
	require.EqualError(t, err,
		"foreign: format: got none, expected one of asterisk_ami, asterisk_cel, genesys, csv, calllog")
}

// forever is lines that are empty but for how they end.
type forever struct{}

func (forever) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '\r'
	}
	p[len(p)-1] = '\n'
	return len(p), nil
}

// A recording is found by its name; without one there has to be just one. A pause that cannot be in the files is
// another recording's, or another clock's.
func TestManifestRefuses(t *testing.T) {
	all, err := foreign.Read(foreign.CSV, strings.NewReader(text(t, "pauses.csv")))
	require.NoError(t, err)
	a := foreign.Audio{Rate: rate, Samples: whole}
	_, err = all.Manifest("", a)
	require.EqualError(t, err,
		`foreign: recording: got 3 recordings, expected the name of one: "a.wav", "b.wav", "c.wav"`)
	_, err = all.Manifest("d.wav", a)
	require.EqualError(t, err,
		`foreign: recording: got "d.wav", expected the name of one: "a.wav", "b.wav", "c.wav"`)
	m, err := all.Manifest("c.wav", a)
	require.NoError(t, err)
	require.Empty(t, m.Silences)

	rec, err := all.Find("a.wav")
	require.NoError(t, err)
	rec.Pauses[1].From += time.Hour
	rec.Pauses[1].To += time.Hour
	_, err = rec.Manifest(a)
	require.EqualError(t, err, "foreign: pauses[1]: got a pause from 1h0m4s to 1h0m4.5s, "+
		"expected a pause in a recording of 6s: another one, or another clock")
	_, err = rec.Manifest(foreign.Audio{Samples: whole})
	require.EqualError(t, err, "foreign: audio: got 48000 samples at 0 a second, expected 0 or more, at 1 or more")
}

// A mute of one direction silences one side; what is muted twice is heard again after one unmute.
func TestDirections(t *testing.T) {
	log := text(t, "asterisk-ami.txt")
	one := strings.Replace(log, "Direction: both\r\nState: 1", "Direction: read\r\nState: 1", 1)
	all, err := foreign.Read(foreign.AsteriskAMI, strings.NewReader(one))
	require.NoError(t, err)
	m, err := all.Manifest("", foreign.Audio{Layout: recording.Split, Rate: rate, Samples: whole})
	require.NoError(t, err)
	require.Equal(t, []string{"operator"}, m.Silences[0].Whose)
	require.Equal(t, []string{"operator", "counterpart"}, m.Silences[1].Whose)

	twice := strings.Replace(log, "State: 0", "State: 1", 1)
	all, err = foreign.Read(foreign.AsteriskAMI, strings.NewReader(twice))
	require.NoError(t, err)
	m, err = all.Manifest("", foreign.Audio{Rate: rate, Samples: whole})
	require.NoError(t, err)
	require.Len(t, m.Silences, 1)
	require.Equal(t, recording.Span{From: 8000, To: 36_000}, m.Silences[0].Span)
}

// Whole seconds make every edge uncertain by one, in whatever way they are written.
func TestWholeSeconds(t *testing.T) {
	for _, row := range []string{"a,1,2,s,,", "a,1000,2000,ms,,1", "a,2025-04-01T09:30:01Z,2025-04-01T09:30:02Z,time,2025-04-01T09:30:00Z,"} {
		all, err := foreign.Read(foreign.CSV, strings.NewReader("recording,from,to,unit,start,uncertainty\n"+row+"\n"))
		require.NoError(t, err)
		m, err := all.Manifest("a", foreign.Audio{Rate: rate, Samples: whole})
		require.NoError(t, err)
		require.Equal(t, int64(rate), m.Uncertainty, row)
		require.Equal(t, pauses[0], m.Silences[0].Span, row)
	}
	cel := strings.NewReplacer("1743467400.000000", "2025-04-01 00:30:00", "1743467401.000000", "2025-04-01 00:30:01",
		"1743467402.000000", "2025-04-01 00:30:02").Replace(strings.Join(strings.SplitAfter(text(t, "asterisk-cel.csv"), "\n")[:4], ""))
	all, err := foreign.Read(foreign.AsteriskCEL, strings.NewReader(cel))
	require.NoError(t, err)
	require.Equal(t, 1100*time.Millisecond, all[0].Uncertainty)
	require.Equal(t, []foreign.Pause{{From: time.Second, To: 2 * time.Second}}, all[0].Pauses)
}

// Metadata that says nothing of recordings, or of pauses, is an error, and not a recording without pauses.
func TestReadNeedsRecordings(t *testing.T) {
	const header = `{"log":"recpause/1","sample_rate":8000,"config":{"version":"3.13.0","pause_contract":true,` +
		`"record_all_calls":true,"record_callcenter":false,"layout":"1ch"},"parties":[{"id":"a","kind":"external"}]}` + "\n"
	for _, row := range []struct {
		format     foreign.Format
		text, want string
	}{
		{foreign.AsteriskAMI, "", "asterisk_ami: got no event of a recording, expected events such as MixMonitorStart"},
		{foreign.AsteriskAMI, "Event: Newchannel\r\nChannel: a\r\n\r\n", "got no event of a recording"},
		{foreign.AsteriskCEL, "", "asterisk_cel: eventtype: got no APP_START of MixMonitor"},
		{foreign.Genesys, `[{"type":"pause","realtimeLocation":5}]`, "[0].durationMs: got nothing, expected how long"},
		{foreign.Genesys, `[{"type":"pause","location":5,"recordingLocation":5,"durationMs":5}]`,
			"[0].realtimeLocation: got nothing, expected it, or absoluteLocation"},
		{foreign.CSV, "", "csv: got nothing, expected a row with the names of the columns"},
		{foreign.CallLog, header, "got no call that was answered, expected one: only those are recorded"},
	} {
		_, err := foreign.Read(row.format, strings.NewReader(row.text))
		require.ErrorContains(t, err, row.want)
	}
	for f, text := range map[foreign.Format]string{foreign.Genesys: "[]", foreign.CSV: "recording,from,to,unit\na,,,s\n"} {
		all, err := foreign.Read(f, strings.NewReader(text))
		require.NoError(t, err)
		m, err := all.Manifest("", foreign.Audio{Rate: rate, Samples: whole})
		require.NoError(t, err)
		require.Empty(t, m.Silences, f)
	}
}
