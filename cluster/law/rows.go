package law

import "strconv"

// A Row is one row of the law. The zero Row is none.
type Row uint8

// The rows: how commands act, how a call is taken over, and what becomes of an owner that comes back.
const (
	StopActs      Row = 1 + iota // a stop acts at once, and the store is told afterwards
	ResumeWaits                  // a resume acts when the store has confirmed it
	SilentFirst                  // whoever takes a call over is silent until all below is known
	CompareAndSet                // a call is taken by compare-and-set
	FromTheDead                  // a call is taken only from the owner whose end is known
	StoreSays                    // it records again only where the store says so
	SoftphonesSay                // it records again only where every softphone reports no stop
	KeysWait                     // where somebody may have stopped by a telephone key, it waits for a resume
	OldLetsGo                    // an owner that comes back asks first, and lets go of what another has taken
	numRows
)

// rows says of each row what it is called, when it counts, and what the store has to do with it.
var rows = [numRows]struct{ name, when, acts, store string }{
	{"none", "", "", ""},
	StopActs:    {"stop_acts", "stop", "at once, on the owner", "is told afterwards, until it confirms"},
	ResumeWaits: {"resume_waits", "resume", "after the store has confirmed it", "is told before; away: stays silent"},
	SilentFirst: {"silent_first", "take-over", "silent until all is known", "away: stays silent"},
	CompareAndSet: {"compare_and_set", "take-over", "only where nobody else has written since it was read",
		"compares the revision"},
	FromTheDead:   {"from_the_dead", "take-over", "only from the owner whose end is known", "says who the owner is"},
	StoreSays:     {"store_says", "take-over", "records only where nobody's stop stands in the store", "is read first"},
	SoftphonesSay: {"softphones_say", "take-over", "records only where every softphone reports no stop", "is not asked"},
	KeysWait:      {"keys_wait", "take-over", "where telephone keys stop, waits for a resume", "says where they do"},
	OldLetsGo: {"old_lets_go", "the old owner comes back", "asks first; another's: silent, and lets go",
		"says whose it is"},
}

// Rows returns every row in its order.
func Rows() (all []Row) {
	for r := StopActs; r < numRows; r++ {
		all = append(all, r)
	}
	return all
}

func (r Row) String() string {
	if r < numRows {
		return rows[r].name
	}
	return "Row(" + strconv.Itoa(int(r)) + ")"
}

// When returns what the row is about: a stop, a resume, a take-over, an owner that comes back.
func (r Row) When() string { return rows[r%numRows].when }

// Acts returns when or how that acts.
func (r Row) Acts() string { return rows[r%numRows].acts }

// Store returns what the store has to do with it.
func (r Row) Store() string { return rows[r%numRows].store }
