package calllog

// The limits of a log.
const (
	MaxAt   = maxAt
	MaxRate = maxRate
	MaxLine = maxLine
)
