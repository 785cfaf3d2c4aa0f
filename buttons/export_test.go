package buttons

import "iter"

// What the tests ask of the obstacles behind a button.
type Obstacle = obstacle

const (
	FeatureMissing = featureMissing
	SettingMissing = settingMissing
	StateHides     = stateHides
	ShownStopped   = shownStopped
	StateLacksUse  = stateLacksUse
)

// Obstacles returns everything that keeps a button from being operable, in order.
func Obstacles(p Phone, b Button) iter.Seq[Obstacle] {
	return p.situation().obstacles(b).All()
}
