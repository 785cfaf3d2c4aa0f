// Package vcon takes recordings to the JSON of draft-ietf-vcon-vcon-core and back: a conversation with its parties, a
// dialog for each file with its hash, who was there when, and, as the extension recording_pauses of
// docs/vcon-extension.md, where the recording was paused, for whom, why and by which rule.
//
// It reads and writes the unsigned form. Signing, encryption and files are the caller's.
package vcon

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/recpause/recpause/internal/strictjson"
)

// syntax is the syntax version that the draft asks for; the parameter is deprecated.
const syntax = "0.4.0"

// A VCon is a conversation in the unsigned form. The fields bear the draft's names. What other extensions add is not
// kept.
type VCon struct {
	VCon        string       `json:"vcon,omitempty"`
	UUID        string       `json:"uuid,omitempty"`
	Extensions  []string     `json:"extensions,omitempty"`
	Critical    []string     `json:"critical,omitempty"`
	CreatedAt   time.Time    `json:"created_at,omitzero"`
	UpdatedAt   time.Time    `json:"updated_at,omitzero"`
	Subject     string       `json:"subject,omitempty"`
	Redacted    *Redacted    `json:"redacted,omitempty"`
	Amended     *Reference   `json:"amended,omitempty"`
	Parties     []Party      `json:"parties,omitzero"`
	Dialog      []Dialog     `json:"dialog,omitzero"`
	Analysis    []analysis   `json:"analysis,omitzero"`
	Attachments []attachment `json:"attachments,omitzero"`
}

// A Reference is to another version of the same conversation.
type Reference struct {
	UUID        string `json:"uuid,omitempty"`
	URL         string `json:"url,omitempty"`
	ContentHash Hashes `json:"content_hash,omitempty"`
}

// A Redacted refers to the version of which this one holds less. Without a UUID that one is not there, or not to be
// had.
type Redacted struct {
	Reference
	Type string `json:"type,omitempty"`
}

// A Party is somebody in the conversation. One of which nothing is known is the zero Party.
type Party struct {
	Tel          string            `json:"tel,omitempty"`
	SIP          string            `json:"sip,omitempty"`
	STIR         string            `json:"stir,omitempty"`
	Mailto       string            `json:"mailto,omitempty"`
	Name         string            `json:"name,omitempty"`
	DID          string            `json:"did,omitempty"`
	Validation   string            `json:"validation,omitempty"`
	GMLPos       string            `json:"gmlpos,omitempty"`
	CivicAddress map[string]string `json:"civicaddress,omitempty"`
	UUID         string            `json:"uuid,omitempty"`
	Type         string            `json:"type,omitempty"`
	Org          string            `json:"org,omitempty"`
	Dept         string            `json:"dept,omitempty"`
}

// The types of dialogs. An empty one is of a dialog of which nothing is known.
const (
	typeRecording    = "recording"
	typeRecordingSet = "recording-set"
	typeText         = "text"
	typeTransfer     = "transfer"
	typeIncomplete   = "incomplete"
)

// A Dialog is a piece of the conversation, or says how pieces belong together. Numbers of parties and dialogs are their
// places in the lists of the VCon.
type Dialog struct {
	Type         string    `json:"type,omitempty"` // recording, recording-set, text, transfer or incomplete
	Start        time.Time `json:"start,omitzero"`
	Duration     *float64  `json:"duration,omitempty"` // in seconds
	Parties      Voices    `json:"parties,omitzero"`
	Recordings   []int     `json:"recordings,omitzero"` // of a recording-set
	RecordingSet *int      `json:"recording_set,omitempty"`
	MediaType    string    `json:"mediatype,omitempty"`
	Filename     string    `json:"filename,omitempty"`
	content                // none in a recording-set, a transfer and what is incomplete
	History      []Moment  `json:"party_history,omitempty"`
	others

	Pauses *Pauses `json:"recording_pauses,omitempty"` // of the extension
}

// others are what dialogs have that are no recordings of ours. It is read and written as it is.
type others struct {
	Originator   *int            `json:"originator,omitempty"`
	Disposition  string          `json:"disposition,omitempty"` // of what is incomplete
	SessionID    json.RawMessage `json:"session_id,omitempty"`  // in one of the draft's three forms
	Transferee   *int            `json:"transferee,omitempty"`
	Transferor   *int            `json:"transferor,omitempty"`
	Target       indices         `json:"transfer_target,omitempty"`
	Original     indices         `json:"original,omitempty"`
	Consultation indices         `json:"consultation,omitempty"`
	TargetDialog indices         `json:"target_dialog,omitempty"`
	Application  string          `json:"application,omitempty"`
	MessageID    string          `json:"message_id,omitempty"`
}

// A content is a file: inside of the VCon as a body, or outside at a URL, with hashes. A redacted one may be gone.
type content struct {
	Body        json.RawMessage `json:"body,omitempty"`
	Encoding    string          `json:"encoding,omitempty"` // of the body: base64url, json or none
	URL         string          `json:"url,omitempty"`
	ContentHash Hashes          `json:"content_hash,omitempty"`
}

// A Moment is something that happened to a party in a dialog.
type Moment struct {
	Party  int       `json:"party"`
	Time   time.Time `json:"time"`
	Event  string    `json:"event"`
	Button string    `json:"button,omitempty"` // of keydown and keyup
}

// An attachment is a document beside the dialog.
type attachment struct {
	Purpose   string    `json:"purpose,omitempty"`
	Start     time.Time `json:"start,omitzero"`
	Party     int       `json:"party"`
	Dialog    *int      `json:"dialog,omitempty"`
	MediaType string    `json:"mediatype,omitempty"`
	Filename  string    `json:"filename,omitempty"`
	content
}

// An analysis is what somebody has made of dialogs or attachments.
type analysis struct {
	Type       string  `json:"type,omitempty"`
	Dialog     indices `json:"dialog,omitempty"`
	Attachment indices `json:"attachment,omitempty"`
	MediaType  string  `json:"mediatype,omitempty"`
	Filename   string  `json:"filename,omitempty"`
	Vendor     string  `json:"vendor,omitempty"`
	Product    string  `json:"product,omitempty"`
	Schema     string  `json:"schema,omitempty"`
	content
}

// An Error says which value of a VCon cannot be: the parameter as a path such as dialog[0].parties, "" for the text
// as a whole.
type Error struct {
	Field     string
	Got, Want string
}

func (e *Error) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("vcon: got %s, want %s", e.Got, e.Want)
	}
	return fmt.Sprintf("vcon: %s: got %s, want %s", e.Field, e.Got, e.Want)
}

// maxBytes is how large a text Read takes: an hour of PCM16 inline is 77 MB.
const maxBytes = 256 << 20

// Read reads one VCon in the unsigned form, and nothing else, up to the reader's end. The errors are those of
// UnmarshalJSON, and the reader's.
func Read(r io.Reader) (v VCon, err error) {
	text, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return v, err
	}
	if len(text) > maxBytes {
		return v, &Error{Got: "more", Want: fmt.Sprintf("a VCon of at most %d bytes", maxBytes)}
	}
	err = v.UnmarshalJSON(text)
	return v, err
}

// A plain is a VCon without methods. It also has what tells the other forms.
type plain struct {
	fields
	Payload    json.RawMessage `json:"payload,omitempty"`
	Ciphertext json.RawMessage `json:"ciphertext,omitempty"`
}

// fields has the fields of a VCon and not its methods.
type fields VCon

var documents = strictjson.New[plain]().With(strictjson.IgnoreUnknown | strictjson.NullIsAbsent | strictjson.AllOptional)

// UnmarshalJSON reads a VCon, or leaves it as it is and returns an *Error: for the signed and the encrypted form, for
// an extension that is critical and not ours, and for whatever cannot be: places that no list has, types and events
// that the draft does not have, content without its encoding or its hash, and what excludes each other. Parameters
// that nobody knows are passed over, as the draft has it, and so are mandatory ones that are missing, as in the
// draft's own examples.
func (v *VCon) UnmarshalJSON(text []byte) error {
	var d plain
	var wrong *strictjson.Error
	switch err := documents.Read(text, &d); {
	case errors.As(err, &wrong):
		return &Error{wrong.Path, wrong.Got, wrong.Want}
	case d.Payload != nil:
		return &Error{Got: "the signed form", Want: "the unsigned one, which is its payload"}
	case d.Ciphertext != nil:
		return &Error{Got: "the encrypted form", Want: "the unsigned one, which is in it"}
	}
	read := VCon(d.fields)
	if err := read.validate(); err != nil {
		return err
	}
	*v = read
	return nil
}

// MarshalJSON writes the VCon. What could not be read again gives an *Error.
func (v VCon) MarshalJSON() ([]byte, error) {
	if err := v.validate(); err != nil {
		return nil, err
	}
	return json.Marshal(fields(v))
}
