package conformance

import "encoding/json"

type sceneMessage struct {
	Place    string          `json:"place"`
	Peer     string          `json:"peer"`
	Incoming bool            `json:"incoming"`
	Settings settingsMessage `json:"settings"`
}

type settingsMessage struct {
	Version          string `json:"version"`
	PauseContract    bool   `json:"pause_contract"`
	Terminal         string `json:"terminal"`
	PeerTerminal     string `json:"peer_terminal"`
	PauseEnabled     bool   `json:"pause_enabled"`
	PauseTicked      bool   `json:"pause_ticked"`
	AutoThreeWay     bool   `json:"auto_threeway"`
	StarTransfer     bool   `json:"star_transfer"`
	RecordAllCalls   bool   `json:"record_all_calls"`
	RecordCallcenter bool   `json:"record_callcenter"`
	Layout           string `json:"layout"`
	MaskKeys         bool   `json:"mask_keys"`
	KeysCovered      bool   `json:"keys_covered"`
	Transcriber      string `json:"transcriber"`
	OtherBeep        bool   `json:"other_beep"`
}

// message returns the scene in the names of call logs.
func (s Scene) message() sceneMessage {
	set := s.Settings
	return sceneMessage{Place: s.Place.String(), Peer: s.Peer, Incoming: s.Incoming, Settings: settingsMessage{
		Version: set.Version, PauseContract: set.Contract, Terminal: set.Terminal.String(), PeerTerminal: set.PeerTerminal.String(),
		PauseEnabled: set.Saved, PauseTicked: set.Ticked, AutoThreeWay: set.AutoThreeWay, StarTransfer: set.StarTransfer,
		RecordAllCalls: set.RecordAll, RecordCallcenter: set.RecordCallcenter, Layout: set.Layout.String(), MaskKeys: set.MaskKeys,
		KeysCovered: set.KeysCovered, Transcriber: set.Transcriber.String(), OtherBeep: set.OtherBeep}}
}

// MarshalJSON writes the scene in the names of call logs: as reports and the shim protocol have it.
func (s Scene) MarshalJSON() ([]byte, error) { return json.Marshal(s.message()) }
