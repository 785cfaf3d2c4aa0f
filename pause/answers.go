package pause

// An answers is a valid Policy in one byte, for the Recorder to hold: a bit for each of the four that are yes or no, then BeepSide and
// WhileRinging with two bits each.
type answers uint8

const (
	beepOnRepeat answers = 1 << iota
	noBeepOnAutomatic
	noBeepUnrecorded
	stopBeepInFile
	beepSide     = iota // where it starts
	whileRinging = beepSide + 2
)

func (p Policy) pack() (a answers) {
	return a.with(beepOnRepeat, p.BeepOnRepeat).
		with(noBeepOnAutomatic, p.NoBeepOnAutomatic).
		with(noBeepUnrecorded, p.NoBeepUnrecorded).
		with(stopBeepInFile, p.StopBeepInFile) |
		answers(p.BeepSide)<<beepSide | answers(p.WhileRinging)<<whileRinging
}

func (a answers) with(answer answers, given bool) answers {
	if given {
		a |= answer
	}
	return a
}

func (a answers) has(answer answers) bool { return a&answer != 0 }

func (a answers) beepSide() BeepSide { return BeepSide(a >> beepSide & 3) }

func (a answers) unpack() Policy {
	return Policy{BeepOnRepeat: a.has(beepOnRepeat), NoBeepOnAutomatic: a.has(noBeepOnAutomatic), NoBeepUnrecorded: a.has(noBeepUnrecorded),
		StopBeepInFile: a.has(stopBeepInFile), BeepSide: a.beepSide(), WhileRinging: WhileRinging(a >> whileRinging)}
}
