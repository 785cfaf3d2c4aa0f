// Package calllog reads and writes call logs, the lines of call.jsonl and steps.jsonl: a contract between PBXs, this library
// and its tools. It checks all that one line can show; what an event means where it arrives is system's.
package calllog

import (
	"slices"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
)

// Version is the version of the format that this package reads and writes.
const Version = "recpause/1"

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
