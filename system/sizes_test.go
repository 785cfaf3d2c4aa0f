package system_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/system"
)

// saw fails where a search has not seen as many states and steps of its world as are stated: an explorer that visits
// nothing breaks no law.
func saw(t testing.TB, w system.World, got system.Size) {
	t.Helper()
	name := worldName(w)
	want, stated := sizes[name]
	if !stated && *long && got.States > 1000 { // these take minutes
		return
	}
	if got != want {
		t.Fatalf("%q: {%d, %d},\nhas been seen; stated are %+v", name, got.States, got.Steps, want)
	}
}

// worldName tells worlds apart by what changes their size.
func worldName(w system.World) string {
	var parties []string
	for _, p := range w.Header.Parties {
		parties = append(parties, p.ID)
		if p.Softphone && !p.AutoThreeWay {
			parties = append(parties, "(plain)")
		}
	}
	name := fmt.Sprintf("%s, %d calls", strings.Join(parties, " "), w.Calls)
	if len(w.Kinds) > 0 {
		name += fmt.Sprintf(", %d kinds", len(w.Kinds))
	}
	if w.Facts {
		name += ", facts"
	}
	if w.DocumentedOnly {
		name += ", documented"
	}
	if !w.Header.Config.Recorded() {
		name += ", not recorded"
	}
	if w.Changes != 0 {
		name += fmt.Sprintf(", changes %d", w.Changes)
	}
	if w.Policy.WhileRinging != pause.FromAnswer {
		name += fmt.Sprintf(", while ringing: %v", w.Policy.WhileRinging)
	}
	return name
}

// sizes are the states and the steps of the worlds that tests search. A change of the model changes them; then look
// whether it should.
var sizes = map[string]system.Size{
	"A (plain) X Y, 2 calls":                             {3704, 96197},
	"A B X, 1 calls, 13 kinds":                           {247, 5706},
	"A B X, 2 calls":                                     {34891, 1571557},
	"A B X, 1 calls":                                     {748, 23273},
	"A B X, 1 calls, while ringing: held_call":           {748, 23273},
	"A B, 2 calls, while ringing: held_call":             {1603, 56024},
	"A X Y, 1 calls":                                     {125, 2112},
	"A X Y, 1 calls, while ringing: held_call":           {125, 2112},
	"A B, 1 calls, 35 kinds, facts":                      {1271, 37528},
	"A B, 2 calls":                                       {1499, 51750},
	"A B, 2 calls, changes 31":                           {1826, 58449},
	"A B, 2 calls, changes 31, while ringing: held_call": {2021, 66536},
	"A B, 2 calls, changes 31, while ringing: nothing":   {1826, 58449},
	"A B, 2 calls, documented":                           {18, 438},
	"A B, 2 calls, not recorded":                         {1015, 35482},
	"A X Y, 0 calls":                                     {125, 2112},
	"A X Y, 2 calls":                                     {4090, 98739},
	"A X Y, 2 calls, 14 kinds":                           {175, 2783},
	"A X Y, 2 calls, 17 kinds":                           {179, 3061},
	"A X Y, 2 calls, changes 31":                         {8567, 225903},
	"A X Y, 2 calls, documented":                         {11, 134},
	"A X, 1 calls, 3 kinds, documented":                  {3, 2},
	"A X, 2 calls":                                       {363, 6911},
	"A X, 2 calls, 10 kinds":                             {17, 219},
	"A X, 2 calls, 13 kinds":                             {36, 484},
	"A X, 2 calls, 35 kinds, facts":                      {3644, 89205},
	"A X, 2 calls, changes 31":                           {603, 12185},
	"A X, 2 calls, changes 31, while ringing: held_call": {611, 12361},
	"A X, 2 calls, changes 31, while ringing: nothing":   {603, 12185},
	"A X, 2 calls, documented":                           {6, 65},
	"A, 2 calls":                                         {6, 72},
}
