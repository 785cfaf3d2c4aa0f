// Command softphone is the recording button of a softphone. A click goes out as a command, and the display waits for
// the PBX. One that refuses, or is late, leaves it as it is; an answer that comes after all still counts.
package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

const patience = 200 * time.Millisecond // how long the PBX may take to answer

// An answer is what the PBX said to a command, or that it said nothing in time.
type answer struct {
	command pause.Command
	done    bool
	what    string
}

// A softphone has one owner, the goroutine that calls its methods. Answers and time-outs come to it by the channel.
type softphone struct {
	phone   buttons.Phone
	answers chan answer
	timer   *time.Timer
	send    func(pause.Command) // over whatever joins softphone and PBX: SIP INFO, a WebSocket, …
	out     io.Writer
}

func (s *softphone) click(b buttons.Button) {
	fmt.Fprintf(s.out, "click %s\n", b.Label(spec.EN))
	if b == buttons.Toggle && s.phone.Display.Pending() {
		fmt.Fprintln(s.out, "  the PBX has not answered the last click yet")
		return
	}
	command, err := s.phone.Press(b)
	if err != nil {
		fmt.Fprintf(s.out, "  refused: %v\n", err)
		return
	}
	if b == buttons.Toggle { // what another button does is for the SIP stack
		s.send(command)
		s.timer = time.AfterFunc(patience, func() { s.answers <- answer{command, false, "no answer in time"} })
	}
}

// hear takes one answer and shows what the display says now.
func (s *softphone) hear() {
	a := <-s.answers
	if a.done {
		s.timer.Stop()
		s.phone.Confirm(a.command)
	} else {
		s.phone.Reject(a.command)
	}
	fmt.Fprintf(s.out, "  %s: %v\n", a.what, s.phone.View())
}

// story is a call with a PBX that takes delays[i] to answer the command number i.
func story(out io.Writer, delays ...time.Duration) {
	version, err := pause.ParseVersion("3.13.0")
	if err != nil {
		panic(err) // the text above is a version
	}
	gate := pause.Gate{Version: version, Contract: true, Terminal: pause.Installed, Saved: true}
	s := &softphone{phone: buttons.NewPhone(gate, buttons.Settings{}), answers: make(chan answer), out: out}
	s.send = func(c pause.Command) {
		delay := delays[0]
		delays = delays[1:]
		time.AfterFunc(delay, func() { s.answers <- answer{c, true, "the PBX did it"} })
	}
	if err := s.phone.Apply(callstate.Join); err != nil {
		panic(err) // an idle softphone can join a call
	}
	fmt.Fprintf(out, "answered: %v\n", s.phone.View())
	s.click(buttons.Toggle)
	s.click(buttons.Toggle) // too soon
	s.hear()                // the PBX did it
	s.click(buttons.Hold)
	s.click(buttons.Toggle)
	s.hear() // no answer in time
	s.hear() // the answer, late
}

func main() { story(os.Stdout, 20*time.Millisecond, 300*time.Millisecond) }
