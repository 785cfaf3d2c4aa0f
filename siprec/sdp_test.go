package siprec_test

import (
	"bytes"
	"errors"
	"flag"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/siprec"
	"github.com/recpause/recpause/system"
)

// offer is the SDP of a recorder to a recording-aware telephone: two streams, the second of which says something else.
const offer = "v=0\r\no=PBX 2890844526 2890844526 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n" +
	"a=record:on\r\nm=audio 12240 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n" +
	"m=video 22456 RTP/AVP 98\r\na=record:paused\r\na=recordpref:pause\r\n"

// What stands before the streams is said of each that does not say it itself.
func TestReadSDP(t *testing.T) {
	got, err := siprec.ReadSDP([]byte(offer))
	require.NoError(t, err)
	require.Equal(t, []siprec.Media{{Record: siprec.On}, {Record: siprec.Paused, Preference: siprec.WantPause}}, got)
}

// The values are those that RFC 7866 registers, in sections 11.5.1 and 11.5.2, and no other.
func TestValues(t *testing.T) {
	for text, want := range map[string]siprec.Media{
		"a=record:on": {Record: siprec.On}, "a=record:off": {Record: siprec.Off}, "a=record:paused": {Record: siprec.Paused},
		"a=recordpref:on": {Preference: siprec.WantOn}, "a=recordpref:off": {Preference: siprec.WantOff},
		"a=recordpref:pause": {Preference: siprec.WantPause}, "a=recordpref:nopreference": {Preference: siprec.NoPreference},
		"a=recorded:on": {}, "a=record": {}, "a=recordprefs:on": {},
	} {
		got, err := siprec.ReadSDP([]byte("v=0\r\nm=audio 9 RTP/AVP 0\r\n" + text + "\r\n"))
		require.NoError(t, err, text)
		require.Equal(t, []siprec.Media{want}, got, text)
	}
	for text, want := range map[string]string{
		"":                             "line 1: got nothing, want v=0",
		"v=1\r\n":                      `line 1: got "v=1", want v=0`,
		"v=0\r\na\r\n":                 `line 2: got "a", want a letter, = and a value`,
		"v=0\r\n\r\n":                  `line 2: got "", want a letter, = and a value`,
		"v=0\r\na=record:pause\r\n":    `line 2: got "pause", want a value of RFC 7866`,
		"v=0\r\na=record:none\r\n":     `line 2: got "none", want a value of RFC 7866`,
		"v=0\r\na=record:ON\r\n":       `line 2: got "ON", want a value of RFC 7866`,
		"v=0\r\na=recordpref:paused\n": `line 2: got "paused", want a value of RFC 7866`,
		"v=0\r\na=record:on\r\nm=audio 9 RTP/AVP 0\r\na=record:on\r\na=record:off\r\n": `line 5: got a second "off", ` +
			`want each attribute once`,
		"v=0\r\ns=\xff\r\n": "line 2: got bytes that are not UTF-8, want UTF-8",
	} {
		_, err := siprec.ReadSDP([]byte(text))
		var wrong *siprec.Error
		require.ErrorAs(t, err, &wrong, "%q", text)
		require.ErrorContains(t, err, want, "%q", text)
	}
}

// medias are what an SDP can say of its streams.
var medias = rapid.Custom(func(t *rapid.T) siprec.Media {
	return siprec.Media{Record: siprec.Record(rapid.IntRange(0, 3).Draw(t, "record")),
		Preference: siprec.Preference(rapid.IntRange(0, 4).Draw(t, "preference"))}
})

// What is written is read again, and all else is as it was.
func TestWriteSDP(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.SampledFrom([]string{"\r\n", "\n"}).Draw(t, "end of lines")
		other := rapid.SliceOfN(rapid.SampledFrom([]string{"a=label:1", "a=sendonly", "b=AS:64", "a=recorded:on"}), 0, 3)
		ours := rapid.SampledFrom([]string{"", "a=record:on", "a=record:off", "a=recordpref:on"})
		lines := append([]string{"v=0", "s=-"}, other.Draw(t, "session")...)
		kept := strings.Join(lines, end) + end
		if line := ours.Draw(t, "of the session"); line != "" {
			lines = append(lines, line)
		}
		want := rapid.SliceOfN(medias, 0, 3).Draw(t, "media")
		for range want {
			more := append([]string{"m=audio 9 RTP/AVP 0"}, other.Draw(t, "stream")...)
			kept += strings.Join(more, end) + end
			if line := ours.Draw(t, "of the stream"); line != "" {
				more = append(more[:1], append([]string{line}, more[1:]...)...)
			}
			lines = append(lines, more...)
		}
		sdp := strings.Join(lines, end) + end
		if rapid.Bool().Draw(t, "last line without end") {
			sdp = strings.TrimSuffix(sdp, end)
		}
		out, err := siprec.WriteSDP([]byte(sdp), want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := siprec.ReadSDP(out)
		if diff := cmp.Diff(append([]siprec.Media{}, want...), append([]siprec.Media{}, got...)); err != nil || diff != "" {
			t.Fatalf("%v: %s\n%s", err, diff, out)
		}
		var rest strings.Builder
		for line := range strings.Lines(string(out)) {
			if !strings.HasPrefix(line, "a=record:") && !strings.HasPrefix(line, "a=recordpref:") {
				rest.WriteString(line)
			}
		}
		if strings.TrimSuffix(rest.String(), end) != strings.TrimSuffix(kept, end) {
			t.Fatalf("got %q, want %q", rest.String(), kept)
		}
	})
	_, err := siprec.WriteSDP([]byte(offer), nil)
	require.ErrorContains(t, err, "media: got 0, want 2, for the SDP has so many")
}

// Whatever the text, reading does not panic, and its error says what is wrong in a line; what is read can be written
// again, and says the same.
func FuzzSDP(f *testing.F) {
	for _, text := range []string{offer, strings.ReplaceAll(offer, "\r\n", "\n"), "", "v=0", "v=0\r\na=record:on", "v=0\rm=", "v=0\nm="} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		media, err := siprec.ReadSDP(text)
		var wrong *siprec.Error
		if err != nil {
			if !errors.As(err, &wrong) || len(err.Error()) > 1000 {
				t.Fatalf("got %#v, want an error that says what is wrong in a line", err)
			}
			return
		}
		out, err := siprec.WriteSDP(text, media)
		if err != nil {
			t.Fatal(err)
		}
		got, err := siprec.ReadSDP(out)
		if diff := cmp.Diff(media, got); err != nil || diff != "" {
			t.Fatalf("%v: %s\n%s", err, diff, out)
		}
		again, err := siprec.WriteSDP(out, media)
		if err != nil || !bytes.Equal(out, again) {
			t.Fatalf("%v: got %q, want %q", err, again, out)
		}
	})
}

var long = flag.Bool("long", false, "visit all events of three parties, half a minute")

// At every step that two softphones and a telephone can take, the notices say just what has changed: whoever heard all
// of them has been told of each call that it is in what the recording does with its own voice. And that is what cures a
// false display: wherever a step makes one, the softphone has been told the truth.
func TestNoticesAreTheRecording(t *testing.T) {
	two, err := system.Among("A", "B")
	require.NoError(t, err)
	three, err := system.Among("A", "B", "X")
	require.NoError(t, err)
	three.Calls = 2
	if !*long { // what can give one call two steps
		three.Kinds = []calllog.Kind{calllog.CallInvite, calllog.CallAnswered, calllog.SharpBegin, calllog.SharpBlind,
			calllog.SharpAnswered, calllog.SharpComplete, calllog.PauseClick, calllog.ResumeClick, calllog.CallHangup}
	}
	for i, w := range []system.World{two, three} {
		steps, told := 0, 0
		size, err := w.Run(func(e system.Edge) bool {
			steps++
			notices := map[[2]string]siprec.Record{}
			for _, n := range siprec.Notices(e.Outcome) {
				notices[[2]string{n.Call, n.Party}] = n.Record
				told++
			}
			was, is := map[[2]string]siprec.Record{}, map[[2]string]siprec.Record{}
			for _, c := range e.Outcome.Calls {
				for p, name := range c.Names {
					at := [2]string{c.Call, name}
					if _, again := is[at]; !again {
						was[at] = truth(c.Step.Before, pause.Party(p))
					}
					is[at] = truth(c.Step.After, pause.Party(p))
				}
			}
			for at, now := range is {
				got, ok := notices[at]
				if want := now != 0 && now != was[at]; ok != want || ok && got != now {
					t.Errorf("%v: %v is told %v after %v, want %v", e.Event, at, got, was[at], now)
					return false
				}
			}
			return len(notices) <= len(is)
		})
		require.NoError(t, err)
		if want := [][3]int{{1499, 51_750, 1710}, {537, 12_215, 1148}}[i]; *long && i == 1 {
			require.Greater(t, size.States, want[0])
		} else {
			require.Equal(t, want, [3]int{size.States, steps, told}, "states, steps and notices")
		}
	}

}

// truth says naively what a recording holds of somebody's voice.
func truth(c pause.Call, p pause.Party) siprec.Record {
	members, stopped := c.Members(), c.StoppedBy()
	alone := !c.IsRoom() && members.Len() == 2
	switch {
	case !members.Has(p) || !c.Answered():
		return 0
	case !c.Recorded():
		return siprec.Off
	case alone && stopped != 0, !alone && stopped.Has(p):
		return siprec.Paused
	}
	return siprec.On
}

// The preference of a party is a command, or none.
func TestAsks(t *testing.T) {
	for p, want := range map[siprec.Preference]pause.Verb{0: 0, siprec.NoPreference: 0, siprec.WantOn: pause.Resume,
		siprec.WantOff: pause.Stop, siprec.WantPause: pause.Stop} {
		require.Equal(t, want, p.Asks(), p)
	}
}
