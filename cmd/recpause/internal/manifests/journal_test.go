package manifests_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
)

const journalSchema = "../../../../recording/live/journal.schema.json"

// A paper is a file of which nobody reads.
type paper struct{}

func (paper) WriteAt(p []byte, _ int64) (int, error) { return len(p), nil }

// journal is that of a call in which everything has happened that a line can say.
func journal(t *testing.T) string {
	t.Helper()
	c := live.Config{Rate: 8000, Layout: recording.Split, HoldBack: 10 * time.Millisecond, Lookback: 100 * time.Millisecond,
		Tone: recording.DefaultTone().PCM(8000)}
	r, err := live.StartSilent(c, calltest.New(true, 0, 1), paper{}, paper{})
	require.NoError(t, err)
	lines := r.Journal(nil)
	step := func(_ pause.Step, err error) {
		t.Helper()
		require.NoError(t, err)
		lines = r.Journal(lines)
	}
	frame := make([]byte, 320)
	require.NoError(t, r.Write(0, 0, frame))
	step(r.Resume(20, 1))
	require.NoError(t, r.Write(1, 160, frame))
	require.NoError(t, r.Write(1, 0, frame))
	step(r.Stop(60, 1))
	require.NoError(t, r.Away(61, pause.PartiesOf(0)))
	require.NoError(t, r.StopWithin(recording.Span{From: 20, To: 60}, 0))
	require.NoError(t, r.Advance(4000))
	require.NoError(t, r.Write(0, 0, frame))
	lines = r.Journal(lines)
	step(r.Transfer(4000, 0, 2, pause.PartiesOf(3), pause.PartiesOf(3)))
	other := calltest.With(r.Call(), pause.Policy{StopBeepInFile: true})
	strange, err := other.Stop(2)
	require.NoError(t, err)
	step(strange, r.Step(4001, strange))
	r, err = live.Restore(c, lines, []int64{9000, 7000}, paper{}, paper{})
	require.NoError(t, err)
	lines = r.Journal(lines)
	require.NoError(t, r.Close(5000))
	return string(r.Journal(lines))
}

// What is written is what the schema says.
func TestJournalsFitTheSchema(t *testing.T) {
	s := schema(t, journalSchema)
	for line := range strings.Lines(journal(t)) {
		if line != "\n" { // before what begins anew
			require.NoError(t, s.Validate(parse(t, line)), line)
		}
	}
}

// Every cause that a step can have is one of the schema.
func TestJournalSchemaKnowsEveryCause(t *testing.T) {
	text := schemaText(t, journalSchema)
	for c := pause.Cause(1); !strings.HasPrefix(c.String(), "Cause("); c++ {
		require.Contains(t, text, `"`+c.String()+`"`)
	}
}

// The schema is strict, as reading is: a line with one thing changed, misspelt, added or left out fits neither.
func TestJournalSchemaIsStrict(t *testing.T) {
	s, text := schema(t, journalSchema), journal(t)
	for _, row := range []struct{ why, old, new string }{
		{"another version", "journal/1", "journal/2"},
		{"an unknown field", `"received":160`, `"more":1,"received":160`},
		{"a missing field", `"line":1,`, ``},
		{"a first line that begins nothing", `"line":1,`, `"line":0,`},
		{"an unknown codec", `"pcm16"`, `"opus"`},
		{"an unknown cause", `"cause":"resumed"`, `"cause":"paused"`},
		{"a party beyond those", `"by":1`, `"by":64`},
		{"two things at once", `"away":[0]`, `"away":[0],"cause":"ended"`},
		{"nobody silenced", `"silenced":[0,1]}]`, `"silenced":[]}]`},
		{"an unknown note", `"unwatched"`, `"lost_in_thought"`},
		{"a track that is none", `"track":"counterpart"`, `"track":"far"`},
	} {
		t.Run(row.why, func(t *testing.T) {
			for line := range strings.Lines(text) {
				if strings.Contains(line, row.old) {
					require.Error(t, s.Validate(parse(t, strings.Replace(line, row.old, row.new, 1))))
					return
				}
			}
			t.Errorf("%s is not in\n%s", row.old, text)
		})
	}
}
