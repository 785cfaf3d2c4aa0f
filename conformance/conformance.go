// Package conformance is the conformance kit: it asks a softphone, a PBX or both, rule by rule, whether they behave as the manual
// says. A program is put behind the interface SUT; Check judges it and Run does so as Go tests, a subtest a rule.
//
// A rule has one check, and only one: this library's own tests, the proof that a rule is tested (the same check on a broken
// reference), and everybody else's conformance are that check. What is compared are enumerations, never wording. A check looks
// only at what its rule speaks of, asks for a scene and not for a way to get there, and judges by the state that the subject reports.
package conformance

import (
	"context"
	"errors"
	"strconv"

	"github.com/recpause/recpause/spec"
)

// Version is the version of the checks. It changes when a verdict may.
const Version = "1"

// A SUT is a subject: the program under test.
type SUT interface {
	// Describe says what the subject is and what can be seen of it.
	Describe() Description
	// Open brings a fresh subject into a scene. Where the scene's Peer is B or D, there are several softphones, and an adapter that
	// can show only A answers ErrUnsupported, as to everything that the subject has not: the rules of that scene are then not judged.
	Open(ctx context.Context, s Scene) (Session, error)
}

// A Session is one subject in one scene. It is used by one goroutine.
type Session interface {
	// Do lets something happen at a time, and returns when the subject has settled. An error that is ErrRejected says that the
	// subject refused it, which is an observation: a click on a button that is not there or cannot be operated is rejected, too.
	// ErrUnsupported says that it has no such thing; any other error, that the subject or its adapter is broken.
	Do(ctx context.Context, e Event) error
	// Observe says what is seen now, and what has been heard and sent since it was last asked.
	Observe(ctx context.Context) (Observation, error)
	Close() error
}

// A Reader is a Session that can read the recording of the call in which the scene began, so far or finished.
type Reader interface {
	Recording(ctx context.Context) (Recording, error)
}

// What a subject answers when it does not do what is asked.
var (
	ErrRejected    = errors.New("conformance: rejected")
	ErrUnsupported = errors.New("conformance: unsupported")
)

// A Description is what a subject says of itself.
type Description struct {
	Name, Version string
	Role          Role
	Observables   spec.Observables         // what can be seen of it
	Features      Features                 // what it has beside the core
	Choices       map[spec.ChoiceID]string // its answers to open questions, by the option's key
	Guard         int64                    // samples that are not judged around every edge in its recordings, up to MaxGuard; 0: the kit's own
}

// MaxGuard is the widest guard that a subject may ask for: more would hide a pause.
const MaxGuard = 2 * Rate

// A Role is which half of the system a subject is. There is no zero one.
type Role uint8

// The roles.
const (
	Softphone Role = 1 + iota // has buttons and a display; the kit plays the PBX
	PBX                       // has a recorder; the kit plays the softphones
	System                    // both
)

var roleNames = [...]string{"none", Softphone: "softphone", PBX: "pbx", System: "system"}

func (r Role) String() string {
	if int(r) < len(roleNames) {
		return roleNames[r]
	}
	return "Role(" + strconv.Itoa(int(r)) + ")"
}

// In returns the role in words.
func (r Role) In(l spec.Lang) string {
	if l == spec.JA && int(r) < len(roleNames) {
		return [...]string{"なし", Softphone: "ソフトフォン", PBX: "PBX", System: "システム全体"}[r]
	}
	return r.String()
}

// MarshalText writes the role's name.
func (r Role) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Observables returns what can be seen of a subject in the role, at best.
func (r Role) Observables() spec.Observables {
	const screen = spec.Screen | spec.Operability | spec.DTMF
	const recorder = spec.RecorderState | spec.Beeps | spec.File | spec.Transcript | spec.History
	return [...]spec.Observables{0, screen, recorder, screen | recorder}[min(int(r), len(roleNames)-1)]
}

// Features is a set of what a subject may have beside the core.
type Features uint16

// The features.
const (
	TwoChannel   Features = 1 << iota // recordings in two channels, 録音方式変更(2ch録音)
	SplitFiles                        // recordings in two files, 音声ファイル分離
	Transcribes                       // speech-to-text
	KeyHistory                        // the IVR history, and its masking option
	Rooms                             // 電話会議室
	ThreeWay                          // 三者通話
	StarTransfer                      // #・*転送
	Outbound                          // アウトバウンド
	Supports                          // says what the vendor stands behind
	Reasons                           // says by which rule a button is what it is
	SampleExact                       // its recordings are exact to the sample: no guard at the edges
)

var featureNames = [...]string{"two-channel", "split", "transcript", "history", "room", "three-way", "star-transfer", "outbound",
	"support", "reasons", "sample-exact"}

// AllFeatures is every feature there is.
const AllFeatures Features = 1<<len(featureNames) - 1

func (f Features) String() string {
	text := ""
	for i, name := range featureNames {
		if f>>i&1 == 1 {
			text += " " + name
		}
	}
	return text[min(1, len(text)):]
}

// MarshalText writes the features' names.
func (f Features) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// Has reports whether all of g are in the set.
func (f Features) Has(g Features) bool { return f&g == g }
