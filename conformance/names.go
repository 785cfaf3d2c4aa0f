package conformance

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// What an adapter needs of other packages, under names of this one, so that it imports this one only. Events are told
// apart by their names, too: Event.Fact and Event.Button have a String.
type (
	Observables = spec.Observables // what can be seen of a subject
	CallState   = callstate.State  // what a softphone sees of its call
	Button      = buttons.Button
	Operability = buttons.Verdict // whether a button does anything
	Verb        = pause.Verb      // 録音停止 or 録音再開: a label, or a command
	Recording   = pause.State     // what the recording of a call does
	FactKind    = calllog.Kind    // what happens to a call
	Layout      = recording.Layout
	Track       = recording.Track
	Span        = recording.Span // of positions: from the first to before the last
)

// What can be seen.
const (
	SeesScreen     = spec.Screen        // the toggle and the message
	SeesButtons    = spec.Operability   // which buttons do anything
	SeesDTMF       = spec.DTMF          // what the dial pad sends
	SeesRecorder   = spec.RecorderState // what a recording does
	SeesBeeps      = spec.Beeps         // what each party hears
	SeesFile       = spec.File          // what a finished recording holds
	SeesTranscript = spec.Transcript    // what speech-to-text wrote
	SeesHistory    = spec.History       // the IVR history
)

// The labels of the toggle, which are also the verbs of commands.
const (
	Stop   = pause.Stop
	Resume = pause.Resume
)

// What a recording does.
const (
	RecordingOff     = pause.Off     // not recorded, or it rests for another reason than 録音停止
	RecordingOn      = pause.On      // everybody's voice is in it
	RecordingPartial = pause.Partial // some voices are silence
	RecordingSilent  = pause.Silent  // 録音停止 has stopped it
)

// The toggle's button, which is clicked most. The others are in package buttons, under the names that String gives.
const ToggleButton = buttons.Toggle

// What a button is.
const (
	ButtonHidden   = buttons.Hidden
	ButtonDisabled = buttons.Disabled
	ButtonEnabled  = buttons.Enabled
)

// The tracks of a recording.
const (
	MixedTrack    = recording.Mixed
	OperatorTrack = recording.OperatorSide
	FarTrack      = recording.FarSide
)
