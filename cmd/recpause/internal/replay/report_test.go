package replay

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
)

// hostileCall is a call of parties whose names would be markup, end a comment, or turn the line around.
func hostileCall() fstest.MapFS {
	bad := strings.NewReplacer(`"A"`, `"A<script>alert(1)</script>\u202e\u0001'&]]>--"`, `"X"`,
		`"</title><img src=x onerror=alert(2)>"`, `"c1"`, `"</style><script>alert(3)</script>"`)
	var lines []string
	for _, line := range []string{header, invite, answer, stop, resume, stop300, hangup} {
		lines = append(lines, bad.Replace(line))
	}
	return folder(nil, lines...)
}

const stop300 = `{"at":300,"event":"pause.click","party":"A"}`

// cancelledWhileStopped is a call in which both softphones come to show what is not so: a * transfer is cancelled while
// stopped.
func cancelledWhileStopped() fstest.MapFS {
	samples := audioOf(9000)
	samples["T"] = ramp(9000, 4000)
	return folder(samples, twoPhones, invite, answer, begin, answered, stopped, cancelled)
}

func written(t *testing.T, out, name string) string {
	data, err := os.ReadFile(filepath.Join(out, name))
	require.NoError(t, err)
	return string(data)
}

// The picture is well-formed XML, whatever the names, and holds no script and no address but that of its own language.
func TestPictureIsWellFormed(t *testing.T) {
	for name, f := range map[string]fstest.MapFS{
		"hostile": hostileCall(), "with audio": folder(audioOf(5000), header, invite, answer, stop, resume, hangup),
		"no event": folder(nil, header),
		"no length": folder(nil, header, strings.Replace(invite, "-10", "0", 1), answer,
			strings.Replace(hangup, "4000", "0", 1)),
		"far away": folder(nil, header, invite, answer, strings.Replace(hangup, "4000", "9007199254740992", 1)),
	} {
		t.Run(name, func(t *testing.T) {
			out, _, stderr, code := replayed(t, f)
			require.Zero(t, code, stderr)
			svg := written(t, out, pictureFile)
			for d := xml.NewDecoder(strings.NewReader(svg)); ; {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				require.NoError(t, err)
				if start, ok := token.(xml.StartElement); ok {
					require.NotEqual(t, "script", start.Name.Local)
				}
			}
			require.NotRegexp(t, `NaN|Inf`, svg)
			require.NotContains(t, strings.Replace(svg, "http://www.w3.org/2000/svg", "", 1), "://")
		})
	}
}

// A page names no address, whatever is in it; and nothing of a hostile log is markup.
func TestReportNamesNoAddress(t *testing.T) {
	out, _, stderr, code := replayed(t, hostileCall())
	require.Zero(t, code, stderr)
	page := written(t, out, reportFile)
	require.NotContains(t, strings.ReplaceAll(page, "http://www.w3.org/2000/svg", ""), "://")
	require.Equal(t, 1, strings.Count(page, "<script>"))
	require.Equal(t, strings.Count(page, "<script "), strings.Count(page, `<script type="text/plain" `), "what is no script")
	require.NotContains(t, page, "<img")
	require.NotContains(t, page, "\u202e")
	require.Contains(t, page, "default-src &#39;none&#39;")
}

// The page has everything in it that was asked for: rows, reasons, rules, and the ledger with what each mismatch began
// and ended with.
func TestReportIsComplete(t *testing.T) {
	out, _, stderr, code := replayed(t, cancelledWhileStopped())
	require.Zero(t, code, stderr)
	page := written(t, out, reportFile)
	require.Equal(t, 6, strings.Count(page, `<tbody role="rowgroup" id="step-`))
	require.Equal(t, 1, strings.Count(page, `class="lie-entry"`))
	require.Equal(t, 1, strings.Count(page, `class="lie-entry less"`), "nothing is recorded that should not be")
	require.Equal(t, 8, strings.Count(page, "<audio "))
	require.Equal(t, 8, strings.Count(page, "data:audio/wav;base64,"))
	for _, link := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
		require.Contains(t, page, `id="`+link[1]+`"`, "where a link leads to")
	}
}

// Audio that is too large for a page is linked by its name.
func TestLargeAudioIsLinked(t *testing.T) {
	out, _, stderr, code := replayed(t, folder(audioOf(2_200_000), header, invite, answer, stop, resume))
	require.Zero(t, code, stderr)
	page := written(t, out, reportFile)
	require.Contains(t, page, `src="`+callfiles.TwoChannel+`"`)
	require.Contains(t, page, "Too large")
	require.Equal(t, 3, strings.Count(page, "data:audio/wav;base64,"))
}

// What a silenced party said is in no picture: it is that of a call in which the party was silent there.
func TestSecretIsInNoPicture(t *testing.T) {
	picture := func(secret int16) string {
		samples := audioOf(5000)
		for i := 100; i < 300; i++ {
			samples["X"][i], samples["A"][i] = secret, -secret
		}
		out, _, stderr, code := replayed(t, folder(samples, header, invite, answer, stop, resume, hangup))
		require.Zero(t, code, stderr)
		return written(t, out, pictureFile) + written(t, out, reportFile)
	}
	require.Equal(t, picture(0), picture(32767))
}
