// Package calllog reads and writes call logs, the lines of call.jsonl and steps.jsonl: a contract between PBXs, this
// library and its tools. It checks all that one line can show; what an event means where it arrives is system's.
package calllog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// format is the version of the format that this package reads and writes.
const format = "recpause/1"

// A Header is the first line of a log: the settings, and who takes part.
type Header struct {
	SampleRate int // samples a second of every position
	Config     Config
	Parties    []Participant
}

// A Config is the settings that hold for the whole log.
type Config struct {
	Version          pause.Version // of the product
	PauseContract    bool          // 「録音一時停止」
	RecordAllCalls   bool          // システム設定 > 全通話録音
	RecordCallcenter bool          // コールセンター > コールセンター通話録音
	Layout           recording.Layout
}

// DefaultConfig returns the settings of a log whose first line leaves them out.
func DefaultConfig() Config {
	version, _ := pause.ParseVersion("3.13.0") // which is one
	return Config{Version: version, PauseContract: true, RecordAllCalls: true}
}

// Recorded reports whether calls are recorded: when either of the two settings is on.
func (c Config) Recorded() bool { return c.RecordAllCalls || c.RecordCallcenter }

// A Participant is somebody who takes part.
type Participant struct {
	ID           string
	Softphone    bool // else external: somebody whose telephone is not ours
	Terminal     pause.Terminal
	PauseEnabled bool // 「録音一時停止機能を有効にする」, saved
	AutoThreeWay bool // the setting that 自動三者 needs
	StarTransfer bool // the setting that *転送 needs
}

// maxRate is the highest sample rate of a log.
const maxRate = 1_000_000

// What an error says of a version and of a terminal that there is not.
const (
	versionWanted  = "numbers with dots between them, such as 3.13.0"
	terminalWanted = "installed, webrtc or other"
)

// Validate reports what no log's first line can say. The error is an *Error.
func (h Header) Validate() error {
	fail := func(field, got, want string) error { return &Error{Line: 1, Field: field, Got: got, Want: want} }
	version, err := pause.ParseVersion(h.Config.Version.String())
	switch {
	case h.SampleRate < 1 || h.SampleRate > maxRate:
		return fail("sample_rate", strconv.Itoa(h.SampleRate), fmt.Sprintf("1 to %d samples a second", maxRate))
	case err != nil || version != h.Config.Version:
		return fail("config.version", strconv.Quote(h.Config.Version.String()), versionWanted)
	case h.Config.Layout > recording.Split:
		return fail("config.layout", h.Config.Layout.String(), "a layout")
	case len(h.Parties) == 0:
		return fail("parties", "none", "at least one party")
	}
	for i, p := range h.Parties {
		at := fmt.Sprintf("parties[%d].", i)
		_, err := pause.ParseTerminal(p.Terminal.String())
		switch {
		case p.ID == "":
			return fail(at+"id", "none", "the party's id")
		case !utf8.ValidString(p.ID):
			return fail(at+"id", strconv.Quote(p.ID), "UTF-8")
		case breaks(p.ID):
			return fail(at+"id", strconv.Quote(p.ID), "an id in one line")
		case h.Index(p.ID) < i:
			return fail(at+"id", strconv.Quote(p.ID)+" twice", "an id of its own for each party")
		case p.Softphone && err != nil:
			return fail(at+"terminal", strconv.Quote(p.Terminal.String()), terminalWanted)
		case !p.Softphone && p != Participant{ID: p.ID}:
			return fail(at+"kind", "external, with the settings of a softphone", "softphone")
		}
	}
	return nil
}

// breaks reports whether a name goes on in another line, where a reader would take it for something that we say.
func breaks(name string) bool { return strings.ContainsAny(name, "\n\r") }

// Index returns a party's place in the header, -1 where it is not there.
func (h Header) Index(id string) int {
	return slices.IndexFunc(h.Parties, func(p Participant) bool { return p.ID == id })
}

func (h Header) ids() (ids []string) {
	for _, p := range h.Parties {
		ids = append(ids, p.ID)
	}
	return ids
}
