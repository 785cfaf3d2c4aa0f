package offline_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"slices"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
)

// A world is a call with its audio: what everybody says, raw, from the span's start on.
type world struct {
	job   offline.Job
	said  [][]byte // by party
	input [][]byte // as Job.Voices lays the parties down
}

// worlds have every codec and layout, two or three parties in streams of one channel or two, and stops that meet in
// time.
var worlds = rapid.Custom(func(t *rapid.T) world {
	parties := rapid.IntRange(2, 3).Draw(t, "parties")
	times := rapid.SampledFrom([]int64{1, 1, 1, 900}).Draw(t, "times")
	tl := recording.NewTimeline(0, calltest.New(true, 0, []pause.Party{1, 2}[:parties-1]...))
	drawEvents(t, tl, 0, parties, times)
	from := rapid.Int64Range(-3, 3).Draw(t, "from") * times
	w := world{job: offline.Job{
		Codec: rapid.SampledFrom([]recording.Codec{recording.PCM16, recording.PCM8, recording.MuLaw,
			recording.ALaw}).Draw(t, "codec"),
		Span:   recording.Span{From: from, To: from + rapid.Int64Range(0, 30).Draw(t, "length")*times},
		Voices: drawStreams(t, parties),
		Layout: rapid.SampledFrom([]recording.Layout{recording.OneChannel, recording.TwoChannel,
			recording.Split}).Draw(t, "layout"),
	}}
	tone := make([]int16, rapid.Int64Range(0, 4).Draw(t, "tone")*times)
	for i := range tone {
		tone[i] = int16(20000 - i)
	}
	for _, track := range w.job.Layout.Tracks() {
		w.job.Plans = append(w.job.Plans, tl.Plan(track, tone))
	}
	w.speak(parties, rapid.Uint64().Draw(t, "seed"))
	return w
})

// drawEvents lets things happen in a call of some parties, from a position on, at most four positions apart.
func drawEvents(t *rapid.T, tl *recording.Timeline, at int64, parties int, times int64) {
	for range rapid.IntRange(0, 8).Draw(t, "events") {
		at += rapid.Int64Range(0, 4).Draw(t, "later") * times
		party := pause.Party(rapid.IntRange(0, parties-1).Draw(t, "party"))
		var err error
		switch rapid.IntRange(0, 6).Draw(t, "event") {
		case 0, 1, 2:
			_, err = tl.Stop(at, party)
		case 3, 4, 5:
			_, err = tl.Resume(at, party)
		default:
			err = tl.Away(at, pause.PartiesOf(party))
		}
		must(t, err)
	}
}

// drawStreams lays parties into streams, in any order.
func drawStreams(t *rapid.T, parties int) (streams [][]pause.Party) {
	order := rapid.Permutation([]pause.Party{0, 1, 2}[:parties]).Draw(t, "order")
	for len(order) > 0 {
		n := rapid.IntRange(1, min(2, len(order))).Draw(t, "channels")
		streams, order = append(streams, order[:n]), order[n:]
	}
	return streams
}

// speak fills the inputs: every other sample is as loud as it can be.
func (w *world) speak(parties int, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 1))
	for range parties {
		var voice []byte
		for range w.job.Span.Len() {
			v := [...]int16{-32768, 32767, int16(random.Uint32()), int16(random.Uint32())}[random.IntN(4)]
			voice = append(voice, encoded(w.job.Codec, v)...)
		}
		w.said = append(w.said, voice)
	}
	for _, parties := range w.job.Voices {
		var channels [][]byte
		for _, p := range parties {
			channels = append(channels, w.said[p])
		}
		w.input = append(w.input, interleaved(w.job.Codec.Width(), channels))
	}
}

func encoded(c recording.Codec, v int16) []byte {
	dst := make([]byte, c.Width())
	c.Encode(dst, []int16{v})
	return dst
}

// interleaved lays channels of samples of some bytes down by turns.
func interleaved(width int, channels [][]byte) (all []byte) {
	for i := 0; i < len(channels[0]); i += width {
		for _, c := range channels {
			all = append(all, c[i:i+width]...)
		}
	}
	return all
}

// want is the dumb definition of the outputs: each track whole and at once, laid down by turns at the end.
func (w world) want() [][]byte {
	var tracks [][]byte
	for _, plan := range w.job.Plans {
		track := make([]byte, len(w.said[0]))
		if w.job.Codec == recording.PCM16 {
			track = rendered(plan, w.job.Span, w.said)
		} else {
			plan.Encode(w.job.Codec, track, w.job.Span.From, w.said)
		}
		tracks = append(tracks, track)
	}
	if w.job.Layout == recording.TwoChannel {
		return [][]byte{interleaved(w.job.Codec.Width(), tracks)}
	}
	return tracks
}

// rendered is what Render makes of samples that are no bytes.
func rendered(p recording.Plan, span recording.Span, said [][]byte) (track []byte) {
	dst, voices := make([]int16, span.Len()), make([][]int16, len(said))
	for party, voice := range said {
		for i := 0; i < len(voice); i += 2 {
			voices[party] = append(voices[party], int16(binary.LittleEndian.Uint16(voice[i:])))
		}
	}
	p.Render(dst, span.From, voices)
	for _, v := range dst {
		track = binary.LittleEndian.AppendUint16(track, uint16(v))
	}
	return track
}

// readers are the inputs as streams, some of which give what they have bit by bit.
func (w world) readers(t *rapid.T) (in []io.Reader) {
	for _, data := range w.input {
		cut := rapid.SampledFrom([]func(io.Reader) io.Reader{iotest.OneByteReader, iotest.HalfReader,
			iotest.DataErrReader, whole}).Draw(t, "cut")
		in = append(in, cut(bytes.NewReader(slices.Clone(data))))
	}
	return in
}

func whole(r io.Reader) io.Reader { return r }

// buffers are outputs as many as the layout has files.
func (w world) buffers() (out []*bytes.Buffer, writers []io.Writer) {
	for range w.want() {
		b := &bytes.Buffer{}
		out, writers = append(out, b), append(writers, b)
	}
	return out, writers
}

// must ends a test at an error that it does not expect.
func must(t interface {
	Helper()
	Fatal(args ...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
