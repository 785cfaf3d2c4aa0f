package simulate

import (
	"bytes"
	"iter"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/spec"
)

// A rulebook is the page to which the IDs of rules lead.
type rulebook struct{ lang spec.Lang }

func (b rulebook) Lang() string                   { return b.lang.String() }
func (b rulebook) Rules() iter.Seq[spec.Rule]     { return spec.Rules() }
func (b rulebook) Choices() iter.Seq[spec.Choice] { return spec.Choices() }

// A ref is a part of a text: the ID of a rule or of an open question, or what stands between two.
type ref struct{ Text, ID, Link string }

var anID = command.Regexp(`\bRP-[A-Z0-9]+-\d{3}\b|\bA-\d{2}\b`)

// refs returns a text with links where it names a rule.
func refs(l spec.Lang, text string) (parts []ref) {
	end := 0
	for _, at := range anID().FindAllStringIndex(text, -1) {
		id := text[at[0]:at[1]]
		parts = append(parts, ref{Text: text[end:at[0]]}, ref{id, id, "/rules?" + langParam + "=" + l.String() + "#" + id})
		end = at[1]
	}
	return append(parts, ref{Text: text[end:]})
}

// beepFile is a beep as a file.
func beepFile(rate int) []byte {
	if rate <= 0 || rate > maxRate {
		rate = calllogRate
	}
	pcm := recording.DefaultTone().PCM(recording.Rate(rate))
	data := make([]byte, recording.PCM16.Width()*len(pcm))
	recording.PCM16.Encode(data, pcm)
	head := wav.Format{Codec: recording.PCM16, Channels: 1, Rate: rate}.Header(int64(len(data)))
	return bytes.Join([][]byte{head, data}, nil)
}

// calllogRate is that of a log that somebody clicks.
const calllogRate = 8000
