package pause

import (
	"github.com/recpause/recpause/internal/rules"
	"github.com/recpause/recpause/spec"
)

// A callKind is the kind of call that a stop meets.
type callKind uint8

// The topologies; there is no zero one.
const (
	pair callKind = 1 + iota // a call of two
	room                     // 電話会議室, of any size
	many                     // 三者通話: three parties or more
)

//enum:name
var callKindNames = [...]string{"none", pair: "pair", room: "room", many: "many"}

func (c *Call) kind() callKind {
	switch {
	case c.room:
		return room
	case c.members.Len() > 2:
		return many
	}
	return pair
}

// A scope is how far a command reaches. The zero scope is the safe answer: all is silent.
type scope uint8

// The scopes.
const (
	wholeCall scope = iota // a stop silences everybody; a resume ends every stop
	ownVoice               // a command is about the voice of the party that gives it
)

func (s scope) String() string {
	if s == ownVoice {
		return "own voice"
	}
	return "whole call"
}

// scopes says what a command means in which call: the law of the last command in a call of two, own voices among many.
var scopes = rules.Must(rules.Compile2("scopes",
	rules.AxisOf("call", pair, many), rules.AxisOf("verb", Stop, Resume),
	[]rules.Row[callKind, Verb, scope]{
		{Rule: spec.OPS010, If: rules.Of(pair), And: rules.Of(Stop), Then: wholeCall,
			Also: []spec.ID{spec.REC011, spec.S2S200}},
		{Rule: spec.OPS040, If: rules.Of(pair), And: rules.Of(Resume), Then: wholeCall,
			Also: []spec.ID{spec.S2S141, spec.S2S200}},
		{Rule: spec.CNF010, If: rules.Of(room), And: rules.Of(Stop), Then: ownVoice, Also: []spec.ID{spec.CNF011}},
		{Rule: spec.CNF012, If: rules.Of(room), And: rules.Of(Resume), Then: ownVoice},
		{Rule: spec.TPC020, If: rules.Of(many), And: rules.Of(Stop), Then: ownVoice, Also: []spec.ID{spec.TPC021}},
		{Rule: spec.OPS040, If: rules.Of(many), And: rules.Of(Resume), Then: ownVoice, Also: []spec.ID{spec.TPC020}},
	}))

// reach returns how far a command reaches in the call.
func (c *Call) reach(v Verb) scope { return scopes.At(c.kind(), v).Then }

// A State is what a recording does. The zero State is off.
type State uint8

// The states of a recording.
const (
	Off     State = iota // not recorded by setting, or not answered yet
	On                   // everybody's voice is in it
	Partial              // some voices are silence
	Silent               // all is silence
)

//enum:text
var stateNames = [...]string{Off: "off", On: "on", Partial: "partial", Silent: "silent"}

var stateTexts = [...]spec.Text{
	Off: {JA: "録音なし", EN: "not recorded"}, On: {JA: "録音中", EN: "recording"},
	Partial: {JA: "一部停止中", EN: "partly silent"}, Silent: {JA: "停止中", EN: "silent"},
}
