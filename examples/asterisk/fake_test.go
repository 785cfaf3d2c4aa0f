package main

import (
	"bufio"
	"math"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/recording"
)

// A fake is what answers as Asterisk does, with a recorder that may have a defect.
type fake struct {
	conn   net.Conn
	dir    string
	defect defect

	caller, callee string // unique IDs
	files          []string
	started        time.Time
	muted          []recording.Span // of the recording; the last one may be open
}

// A defect is what a fake's recorder does wrong.
type defect string

const (
	none      defect = ""
	deaf      defect = "says that it mutes, and records on"
	cutting   defect = "leaves out what is muted"
	faint     defect = "mutes to a hundredth"
	oneSided  defect = "mutes A only"
	leaking   defect = "lets one packet through"
	stuck     defect = "never unmutes"
	splitting defect = "stops for good when it is muted"
	slow      defect = "takes its time to mute"
)

const never = 1 << 62

// serve answers until the connection ends.
func (f *fake) serve() {
	defer f.conn.Close()
	r := bufio.NewReader(f.conn)
	if _, err := f.conn.Write([]byte("Asterisk Call Manager/5.0.4\r\n")); err != nil {
		return
	}
	for {
		m, err := readMessage(r)
		if err != nil {
			return
		}
		for _, answer := range f.answer(m) {
			if answer.write(f.conn) != nil {
				return
			}
		}
	}
}

// answer returns the response to an action, and the events that follow it.
func (f *fake) answer(m message) []message {
	said := func(response, text string) message {
		return message{{"Response", response}, {"ActionID", m.get("ActionID")}, {"Message", text},
			{"AsteriskVersion", "fake"}}
	}
	ok := said("Success", "")
	switch m.get("Action") {
	case "Login":
		if m.get("Secret") != "recpause" {
			return []message{said("Error", "Authentication failed")}
		}
	case "Originate":
		f.caller, f.callee, f.files, f.muted = m.get("ChannelId"), "1600000000.7-"+m.get("Exten"), nil, nil
		return []message{ok, {{"Event", "DialBegin"}, {"Uniqueid", f.caller}, {"DestUniqueid", f.callee}},
			f.event("BridgeEnter", f.callee), f.event("BridgeEnter", f.caller)}
	case "MixMonitor":
		f.started = time.Now()
		f.files = []string{m.get("File")}
		if o := m.get("Options"); o != "" {
			r, t, _ := strings.Cut(strings.TrimPrefix(o, "r("), ")t(")
			f.files = []string{r, strings.TrimSuffix(t, ")S")}
		}
		return []message{ok, f.event("MixMonitorStart", m.get("Channel"))}
	case "MixMonitorMute":
		if len(f.files) == 0 {
			return []message{said("Error", "Cannot set mute flag")}
		}
		if f.defect == slow {
			time.Sleep(200 * time.Millisecond)
		}
		f.mute(m.get("State") != "0")
		return []message{ok, append(f.event("MixMonitorMute", m.get("Channel")),
			field{"State", announced(m.get("State"))})}
	case "Hangup":
		f.save()
		return []message{ok, f.event("Hangup", f.callee), f.event("Hangup", f.caller)}
	}
	return []message{ok}
}

func (f *fake) event(name, channel string) message {
	return message{{"Event", name}, {"Uniqueid", channel}}
}

// now is the length of the recording so far, in whole packets.
func (f *fake) now() int64 { return axis.Samples(time.Since(f.started)) / frame * frame }

// mute begins or ends a silence.
func (f *fake) mute(on bool) {
	last := len(f.muted) - 1
	open := last >= 0 && f.muted[last].To == never
	switch {
	case on && !open:
		f.muted = append(f.muted, recording.Span{From: f.now(), To: never})
	case !on && open && f.defect != stuck:
		f.muted[last].To = f.now()
	}
}

// announced is what Asterisk's event says of a state: a word that is neither on nor off mutes, and is announced as no
// mute.
func announced(state string) string {
	if state == "1" {
		return "1"
	}
	return "0"
}

// save writes the files.
func (f *fake) save() {
	sides := []string{conformance.A, f.party(f.callee)}
	if sides[1] == conformance.A {
		sides[1] = f.party(f.caller)
	}
	for i, name := range f.files {
		speakers := sides
		if len(f.files) == 2 {
			speakers = sides[i : i+1]
		}
		pcm := f.render(speakers)
		data := make([]byte, 2*len(pcm))
		recording.PCM16.Encode(data, pcm)
		data = append(format.Header(int64(len(data))), data...)
		if err := os.WriteFile(filepath.Join(f.dir, name), data, 0o600); err != nil {
			panic(err)
		}
	}
	f.files = nil
}

// party returns whose channel has a unique ID.
func (f *fake) party(id string) string { return id[strings.LastIndex(id, "-")+1:] }

// render returns the samples of some parties.
func (f *fake) render(speakers []string) []int16 {
	pcm := make([]int16, f.now())
	for _, voice := range voices {
		for _, party := range speakers {
			if party == voice {
				speak(pcm, voice, recording.Span{To: int64(len(pcm))}, loud)
			}
		}
	}
	for i := len(f.muted) - 1; i >= 0; i-- {
		in := f.muted[i].Intersect(recording.Span{To: int64(len(pcm))})
		pcm = f.silence(pcm, in, speakers)
	}
	return pcm
}

// silence mutes a span, as well as the fake does that.
func (f *fake) silence(pcm []int16, in recording.Span, speakers []string) []int16 {
	part := pcm[in.From:in.To]
	switch f.defect {
	case deaf:
		return pcm
	case cutting:
		return append(pcm[:in.From:in.From], pcm[in.To:]...)
	case splitting:
		return pcm[:in.From]
	case faint:
		for i := range part {
			part[i] /= 100
		}
		return pcm
	case leaking:
		clear(part[:len(part)/2/frame*frame])
		clear(part[len(part)/2/frame*frame+frame:])
		return pcm
	}
	clear(part)
	if f.defect == oneSided {
		for _, voice := range voices {
			if voice != conformance.A && strings.Contains(strings.Join(speakers, " "), voice) {
				speak(pcm, voice, in, loud)
			}
		}
	}
	return pcm
}

// loud is the amplitude at which Asterisk's PlayTones speaks.
const loud = 7219

// voices are the parties that extensions.conf lets speak.
var voices = []string{conformance.A, conformance.B, conformance.C}

// speak adds a voice to samples, its phase counted from the first of them.
func speak(pcm []int16, party string, s recording.Span, amplitude float64) {
	for i := s.From; i < s.To; i++ {
		pcm[i] += int16(math.Round(amplitude * math.Cos(2*math.Pi*conformance.Tone(party)*float64(i)/conformance.Rate)))
	}
}
