package pause

import "github.com/recpause/recpause/spec"

// A CheckBox is 「録音一時停止機能を有効にする」 of one softphone: as it is ticked on the screen, and as it was last saved, which is what
// Gate.Saved takes. The zero CheckBox is neither ticked nor saved.
type CheckBox struct {
	Ticked bool
	Saved  bool
}

// Tick returns the check box with its mark set, or taken away. Nothing else changes before Save (RP-AVL-052).
func (c CheckBox) Tick(on bool) CheckBox {
	c.Ticked = on
	return c
}

// Save returns the check box saved as it is ticked. That counts from the next call on.
func (c CheckBox) Save() CheckBox {
	c.Saved = c.Ticked
	return c
}

// Discard returns the check box as it was last saved.
func (c CheckBox) Discard() CheckBox {
	c.Ticked = c.Saved
	return c
}

// Why returns why the check box does, or does not, let the softphone have the feature.
func (c CheckBox) Why() spec.Reason {
	r := spec.Because(spec.Guaranteed, spec.AVL051)
	r.Verdict = spec.Text{JA: "有効", EN: "on"}
	r.Fact = spec.Text{JA: "オンで保存されている", EN: "the check box is saved as on"}
	if !c.Saved {
		r = spec.Because(spec.Guaranteed, spec.AVL054)
		r.Verdict = spec.Text{JA: "無効", EN: "off"}
		r.Fact = spec.Text{JA: "オンで保存されていない", EN: "the check box is not saved as on"}
		r.Remedy = spec.Text{JA: "チェックを付けて保存すると、次の通話から使える", EN: "on from the next call after it is ticked and saved"}
	}
	if c.Ticked != c.Saved {
		return c.draft(r)
	}
	return r
}

// draft turns a reason into that of a check box whose mark is not saved.
func (c CheckBox) draft(r spec.Reason) spec.Reason {
	draft := spec.Because(spec.Guaranteed, spec.AVL052, r.Rule)
	draft.Verdict = r.Verdict
	draft.Fact = spec.Text{JA: "%v。画面の変更はまだ保存されていない", EN: "%v, and the change on the screen is not saved yet"}.With(r.Fact)
	draft.Remedy = spec.Text{JA: "保存すると、次の通話から変わる", EN: "changes with the next call after it is saved"}
	return draft
}
