package replay

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
)

// clicked saves the log of one call with so many clicks, and with audio where that is asked for.
func clicked(t testing.TB, clicks int, audio bool) string {
	const period = 200
	lines := []string{header, invite, answer}
	for i := range clicks {
		verb := [...]string{"pause", "resume"}[i%2]
		lines = append(lines, fmt.Sprintf(`{"at":%d,"event":"%s.click","party":"A"}`, period*(i+1), verb))
	}
	var samples map[string][]int16
	if audio {
		samples = audioOf(period * (clicks + 1))
	}
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, folder(samples, lines...)))
	return dir
}

// outcome is what a replay of a folder leaves: where, what it printed, and how much memory it asked for.
func outcome(t testing.TB, in string) (out, printed string, allocated uint64) {
	out = filepath.Join(t.TempDir(), "out")
	var stdout, stderr bytes.Buffer
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	require.Zero(t, run([]string{"-in", in, "-out", out, "-lang", "en"}, &stdout, &stderr), stderr.String())
	runtime.ReadMemStats(&after)
	return out, stdout.String(), after.TotalAlloc - before.TotalAlloc
}

// However many clicks a log has, what people read has a bound and says what it leaves out; the steps are all there, and
// the work grows no faster than the log.
func TestLongLogsAreToldToABound(t *testing.T) {
	var sizes [2]map[string]int
	var allocated [2]uint64
	for i, clicks := range []int{4000, 16_000} {
		out, printed, bytes := outcome(t, clicked(t, clicks, false))
		allocated[i] = bytes
		page := written(t, out, reportFile)
		require.Equal(t, clicks+2, strings.Count(written(t, out, stepsFile), "\n"))
		leftOut := fmt.Sprintf("Of the %d events, only the first 1000 are told, up to 0:24.975", clicks+2)
		require.Contains(t, printed, leftOut)
		require.Contains(t, page, fmt.Sprintf("%d are listed", clicks+2))
		_, listed, _ := strings.Cut(page, `id="later">`)
		listed, _, _ = strings.Cut(listed, "</script>")
		var later laterSteps
		require.NoError(t, json.Unmarshal([]byte(listed), &later))
		require.Equal(t, []int{1001, clicks + 2 - 1000}, []int{later.From, len(later.Rows)})
		last := later.Rows[len(later.Rows)-1]
		require.Contains(t, later.Texts[last[1]], "A clicks 「録音再開」")
		require.Equal(t, 1000, strings.Count(page, `<tbody role="rowgroup" id="step-`))
		require.Less(t, len(page), 10_000_000)
		sizes[i] = map[string]int{"printed": len(printed), "picture": len(written(t, out, pictureFile))}
	}
	for name, size := range sizes[0] {
		require.InEpsilon(t, size, sizes[1][name], .01, name)
	}
	require.Less(t, allocated[1], 5*allocated[0], "four times the clicks")
}

// The recordings of a call take no more than in proportion to its clicks, too.
func TestRecordingsOfManyClicks(t *testing.T) {
	_, _, few := outcome(t, clicked(t, 500, true))
	_, _, many := outcome(t, clicked(t, 4000, true))
	require.Less(t, many, 10*few, "eight times the clicks")
}

// A false display that begins beyond what is told is counted all the same, and one that ends there says when.
func TestUntoldFalseDisplaysAreCounted(t *testing.T) {
	lines := []string{twoPhones, invite, answer, begin, answered, stopped, cancelled} // A comes to show what is false
	for i := range 1000 {
		lines = append(lines, fmt.Sprintf(`{"at":%d,"event":"hand.raise","party":"A"}`, 5000+i))
	}
	lines = append(lines, `{"at":7000,"event":"resume.click","party":"A"}`, `{"at":7500,"event":"pause.click","party":"A"}`,
		`{"at":7600,"event":"call.hangup","party":"A","call":"c1"}`)
	dir := save(t, folder(nil, lines...))
	s, err := callfiles.Open(filepath.Join(dir, callfiles.Log))
	require.NoError(t, err)
	require.NotZero(t, s.Ledger.List)
	require.NotNil(t, s.Ledger.List[0].Until)
	out, printed, _ := outcome(t, dir)
	page := written(t, out, reportFile)
	require.Contains(t, page, fmt.Sprintf("Displays that differed from the recording: %d<", s.Ledger.Count))
	require.Contains(t, page, "<dd>0:00.875 A clicks 「録音再開」") // of which the table has no row
	require.Contains(t, printed, "– 0:00.875")
}

// A log of many calls and softphones at once is told of a few of them, and says so.
func TestManyCallsAreToldToABound(t *testing.T) {
	const many = 60
	lines := []string{strings.TrimSuffix(header, "]}")}
	for i := range many {
		lines[0] += fmt.Sprintf(`,{"id":"P%d","kind":"softphone","terminal":"installed"}`, i)
	}
	lines[0] += "]}"
	for i := range many {
		lines = append(lines, fmt.Sprintf(`{"at":%d,"event":"room.join","party":"P%d","call":"r%d"}`, i, i, i))
	}
	in := save(t, folder(nil, lines...))
	s, err := readStory(os.DirFS(in), in)
	require.NoError(t, err)
	require.Len(t, s.Recordings, picture.MostLanes, "no more are kept than are drawn")
	require.Equal(t, many, s.Calls)
	out, printed, _ := outcome(t, in)
	page := written(t, out, reportFile)
	for _, text := range []string{printed, page} {
		require.Contains(t, text, fmt.Sprintf("Of the %d softphones, only the first %d are shown.", many+1, picture.MostLanes))
		require.Contains(t, text, fmt.Sprintf("and %d more", many-picture.MostLanes))
		require.NotContains(t, text, "P40 shows")
	}
	require.Equal(t, picture.MostLanes, strings.Count(written(t, out, pictureFile), "softphone&#39;s display"))
	require.Contains(t, written(t, out, stepsFile), `"P59":{`)
	require.Less(t, len(printed), 500_000)
}

var events = flag.Int("events", 20_000, "how many events the log of the benchmark of many calls has, 100 a call")

// sequel saves the log of so many calls of a customer to one of two softphones, one after another. In each the softphone
// stops and resumes the recording until it has 100 events.
func sequel(t testing.TB, calls int) string {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, callfiles.Log))
	require.NoError(t, err)
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, strings.TrimSuffix(header, "]}")+`,{"id":"B","kind":"softphone","terminal":"installed"}]}`)
	for i := range calls {
		phone, at := "AB"[i%2:][:1], 80_000*i
		fmt.Fprintf(w, `{"at":%d,"event":"call.invite","party":"X","to":"%s","call":"c%d"}`+"\n", at, phone, i)
		fmt.Fprintf(w, `{"at":%d,"event":"call.answered","party":"%s","call":"c%d"}`+"\n", at+1, phone, i)
		for n := range 97 {
			verb := [...]string{"pause", "resume"}[n%2]
			fmt.Fprintf(w, `{"at":%d,"event":"%s.click","party":"%s"}`+"\n", at+800*(n+1), verb, phone)
		}
		fmt.Fprintf(w, `{"at":%d,"event":"call.hangup","party":"X","call":"c%d"}`+"\n", at+79_000, i)
	}
	require.NoError(t, errors.Join(w.Flush(), f.Close()))
	return dir
}

// BenchmarkManyCalls replays a log of many calls without audio: -events 1000000 asks for a million events.
func BenchmarkManyCalls(b *testing.B) {
	in := sequel(b, *events/100)
	b.ReportAllocs()
	for b.Loop() {
		outcome(b, in)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(*events), "ns/event")
}

// BenchmarkReplay replays one call with more and more clicks, with its recordings in all layouts.
func BenchmarkReplay(b *testing.B) {
	for _, clicks := range []int{1e3, 1e4, 1e5} {
		b.Run(fmt.Sprint(clicks), func(b *testing.B) {
			in := clicked(b, clicks, true)
			for b.Loop() {
				outcome(b, in)
			}
		})
	}
}
