package shim

import (
	"github.com/recpause/recpause/conformance"
)

// decodeScene reads what conformance.Scene.MarshalJSON writes.
func decodeScene(o object) (s conformance.Scene) {
	o.only("place", "peer", "incoming", "settings")
	s.Place = one(o.need("place"), places)
	s.Peer = o.need("peer").text()
	s.Incoming = o.need("incoming").flag()
	s.Settings = decodeSettings(o.need("settings").object())
	return s
}

func decodeSettings(o object) (s conformance.Settings) {
	o.only("version", "pause_contract", "terminal", "peer_terminal", "pause_enabled", "pause_ticked", "auto_threeway", "star_transfer",
		"record_all_calls", "record_callcenter", "layout", "mask_keys", "keys_covered", "transcriber", "other_beep")
	s.Version = o.need("version").text()
	s.Contract = o.need("pause_contract").flag()
	s.Terminal = one(o.need("terminal"), terminals)
	s.PeerTerminal = one(o.need("peer_terminal"), terminals)
	s.Saved = o.need("pause_enabled").flag()
	s.Ticked = o.need("pause_ticked").flag()
	s.AutoThreeWay = o.need("auto_threeway").flag()
	s.StarTransfer = o.need("star_transfer").flag()
	s.RecordAll = o.need("record_all_calls").flag()
	s.RecordCallcenter = o.need("record_callcenter").flag()
	s.Layout = one(o.need("layout"), layouts)
	s.MaskKeys = o.need("mask_keys").flag()
	s.KeysCovered = o.need("keys_covered").flag()
	s.Transcriber = one(o.need("transcriber"), transcribers)
	s.OtherBeep = o.need("other_beep").flag()
	return s
}
