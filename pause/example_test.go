package pause_test

import (
	"fmt"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// What happens when both softphones of a call have stopped it? The last command wins: any one resume ends every stop.
func ExampleCall_Resume() {
	const alice, bob pause.Party = 0, 1
	rec, _ := pause.NewCall(true, alice, bob)

	_, _ = rec.Stop(alice)
	again, _ := rec.Stop(bob)
	fmt.Println(rec.State(), "|", again)

	_, _ = rec.Resume(bob)
	fmt.Println(rec.State(), "|", rec.StoppedBy())
	// Output:
	// silent | stopped: nothing changes [RP-OPS-010 RP-S2S-200]
	// on | nobody
}

// What happens in a room? Everybody silences the own voice only, and takes the stop along on leaving.
func ExampleNewRoom() {
	room := pause.NewRoom(true)
	for p := range pause.Party(3) {
		_, _ = room.Join(p)
	}
	step, _ := room.Stop(0)
	fmt.Println(room.State(), "|", room.Silenced(), "|", step)

	_, _ = room.Resume(1) // not its stop to end
	fmt.Println(room.State(), "|", room.Silenced())

	_, _ = room.Leave(0)
	fmt.Println(room.State(), "|", room.Silenced())
	// Output:
	// partial | party 0 | stopped: beep to party 0, party 1 and party 2 [RP-CNF-010]
	// partial | party 0
	// on | nobody
}

// Which side gets the beep? Everybody hears it; a resume writes it opposite the one who clicked.
func ExampleStep_Beep() {
	const operator, customer pause.Party = 0, 1
	rec, _ := pause.NewCall(true, operator, customer)

	stop, _ := rec.Stop(operator)
	beep := stop.Beep()
	fmt.Println("stop:", beep.To, "hear it, it is written on the side of", stop.RecordedOn())

	resume, _ := rec.Resume(operator)
	beep = resume.Beep()
	fmt.Println("resume:", beep.To, "hear it, it is written on the side of", resume.RecordedOn())
	fmt.Println(resume.Text(spec.JA, "オペレーター", "顧客"))
	// Output:
	// stop: party 0 and party 1 hear it, it is written on the side of nobody
	// resume: party 0 and party 1 hear it, it is written on the side of party 1
	// 再開：オペレーター・顧客にビープ音、顧客側に記録 [RP-OPS-040 RP-REC-020]
}
