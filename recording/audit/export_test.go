package audit

// The kinds of findings, by which tests tell them apart.
const (
	SoundInPause    = soundInPause
	OneSideOnly     = oneSideOnly
	Attenuated      = attenuated
	BeginsLate      = beginsLate
	EndsEarly       = endsEarly
	RecordedWhenOff = recordedWhenOff
	Stray           = stray
	BeginsEarly     = beginsEarly
	EndsLate        = endsLate
	CutOut          = cutOut
	WrongLength     = wrongLength
	WrongSilence    = wrongSilence
	BeepMissing     = beepMissing
	BeepMisplaced   = beepMisplaced
	BeepOnWrongSide = beepOnWrongSide
	BeepExtra       = beepExtra
	NotTheTone      = notTheTone
	EndedStopped    = endedStopped
	StoppedTooLong  = stoppedTooLong
)
