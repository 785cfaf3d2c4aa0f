package calllog

import (
	"errors"
	"fmt"
	"strings"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// MaxRate is the highest sample rate of a log.
const MaxRate = 1_000_000

// header reads the first line of a log.
func (r *Reader) header(line []byte) error {
	o, err := parse(r.line, line)
	if err != nil {
		return err
	}
	if got := get(o, "log", ""); got != Version {
		return o.fail("log", fmt.Sprintf("%q", got), fmt.Sprintf("%q", Version))
	}
	r.Header.SampleRate = get(o, "sample_rate", 0)
	if r.Header.SampleRate < 1 || r.Header.SampleRate > MaxRate {
		return o.fail("sample_rate", fmt.Sprint(r.Header.SampleRate), fmt.Sprintf("1 to %d samples a second", MaxRate))
	}
	if err := r.config(o.within("config")); err != nil {
		return err
	}
	parties := o.list("parties")
	if len(parties) == 0 {
		return o.fail("parties", "none", "at least one party")
	}
	for _, p := range parties {
		party, err := party(p)
		if err != nil {
			return err
		}
		if r.Header.Index(party.ID) >= 0 {
			return p.fail("id", fmt.Sprintf("%q twice", party.ID), "an id of its own for each party")
		}
		r.Header.Parties = append(r.Header.Parties, party)
	}
	return *o.err
}

func (r *Reader) config(o object) error {
	version, err := pause.ParseVersion(get(o, "version", "3.13.0"))
	if err != nil {
		return o.fail("version", fmt.Sprintf("%q", get(o, "version", "")), "numbers with dots between them, such as 3.13.0")
	}
	layout, err := recording.ParseLayout(get(o, "layout", recording.OneChannel.String()))
	var unknown *spec.UnknownError
	if errors.As(err, &unknown) {
		return o.fail("layout", fmt.Sprintf("%q", unknown.Name), strings.Join(unknown.Known, ", "))
	}
	r.Header.Config = Config{
		Version:          version,
		PauseContract:    get(o, "pause_contract", true),
		RecordAllCalls:   get(o, "record_all_calls", true),
		RecordCallcenter: get(o, "record_callcenter", false),
		Layout:           layout,
	}
	return *o.err
}

func party(o object) (Party, error) {
	p := Party{ID: get(o, "id", "")}
	if p.ID == "" {
		return p, o.fail("id", "none", "the party's id")
	}
	switch kind := get(o, "kind", ""); kind {
	case "external":
		return p, *o.err
	case "softphone":
		p.Softphone = true
	default:
		return p, o.fail("kind", fmt.Sprintf("%q", kind), "softphone or external")
	}
	name := get(o, "terminal", "")
	terminal, err := pause.ParseTerminal(name)
	if err != nil {
		return p, o.fail("terminal", fmt.Sprintf("%q", name), "installed, webrtc or other")
	}
	p.Terminal = terminal
	p.PauseEnabled = get(o, "pause_enabled", true)
	p.AutoThreeWay = get(o, "auto_threeway", false)
	p.StarTransfer = get(o, "star_transfer", false)
	return p, *o.err
}
