package vcon

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/recpause/recpause/internal/strictjson"
)

// A checker keeps the first thing that is wrong with a VCon.
type checker struct {
	VCon
	err *Error
}

// must notes what is wrong with the value of a parameter.
func (c *checker) must(ok bool, field string, got any, want string, facts ...any) {
	if !ok && c.err == nil {
		c.err = &Error{field, fmt.Sprint(got), fmt.Sprintf(want, facts...)}
	}
}

// isUUID reports whether a text is 32 hexadecimal digits in five groups of 8, 4, 4, 4 and 12.
func isUUID(text string) bool {
	for i, r := range text {
		hyphen := i == 8 || i == 13 || i == 18 || i == 23
		if hyphen != (r == '-') || !hyphen && !strings.ContainsRune("0123456789abcdefABCDEF", r) {
			return false
		}
	}
	return len(text) == 36
}

// validate returns an *Error for the first value that cannot be: places that no list has, types and events that the
// draft does not have, content without its encoding or its hash, what excludes each other, and critical extensions.
func (v VCon) validate() error {
	c := &checker{VCon: v}
	c.head()
	for i, d := range v.Dialog {
		c.dialog("dialog["+strconv.Itoa(i)+"]", d)
	}
	for i, a := range v.Analysis {
		field := "analysis[" + strconv.Itoa(i) + "]"
		c.content(field, a.content)
		c.places(field+".dialog", a.Dialog, len(v.Dialog))
		c.places(field+".attachment", a.Attachment, len(v.Attachments))
	}
	for i, a := range v.Attachments {
		field := "attachments[" + strconv.Itoa(i) + "]"
		c.content(field, a.content)
		c.place(field+".party", &a.Party, len(v.Parties))
		c.place(field+".dialog", a.Dialog, len(v.Dialog))
	}
	if c.err != nil {
		return c.err
	}
	return nil
}

func (c *checker) head() {
	for i, name := range c.Critical {
		c.must(name == Extension, fmt.Sprintf("critical[%d]", i), strictjson.Shown(name),
			"no critical extension but %s", Extension)
	}
	c.must(c.UUID == "" || isUUID(c.UUID), "uuid", strictjson.Shown(c.UUID), "a UUID")
	c.must(c.Redacted == nil || c.Amended == nil, "redacted", "both redacted and amended", "one of them")
	if r := c.Redacted; r != nil {
		c.reference("redacted", r.Reference)
	}
	if r := c.Amended; r != nil {
		c.reference("amended", *r)
	}
}

func (c *checker) reference(field string, r Reference) {
	c.must(r.UUID == "" || isUUID(r.UUID), field+".uuid", strictjson.Shown(r.UUID), "a UUID")
	c.must(r.URL == "" || len(r.ContentHash) > 0, field+".content_hash", "nothing", "a hash of what is at the url")
	c.hashes(field, r.ContentHash)
}

func (c *checker) hashes(field string, list Hashes) {
	for _, h := range list {
		algorithm, _ := h.Sum()
		c.must(algorithm != "", field+".content_hash", strictjson.Shown(string(h)),
			"an algorithm, - and its digest in base64url")
	}
}

func (c *checker) content(field string, f content) {
	inside := len(f.Body) > 0
	c.must(!inside || f.URL == "", field, "a body and a url", "one of them")
	c.must(!inside || slices.Contains([]string{"base64url", "json", "none"}, f.Encoding), field+".encoding",
		strictjson.Shown(f.Encoding), "base64url, json or none")
	c.must(!inside || f.Encoding == "json" || f.Body[0] == '"', field+".body", "no string",
		"one, for the encoding is %s", f.Encoding)
	c.must(f.URL == "" || len(f.ContentHash) > 0, field+".content_hash", "nothing", "a hash of what is at the url")
	c.hashes(field, f.ContentHash)
}

// place checks a place in a list, if there is one.
func (c *checker) place(field string, at *int, n int) {
	c.must(at == nil || *at >= 0 && *at < n, field, shown(at), "a place in a list of %d", n)
}

func shown(at *int) any {
	if at == nil {
		return "nothing"
	}
	return *at
}

func (c *checker) places(field string, list []int, n int) {
	for _, at := range list {
		c.place(field, &at, n)
	}
}

var (
	dialogTypes  = []string{"", typeRecording, typeRecordingSet, typeText, typeTransfer, typeIncomplete}
	events       = []string{"join", "drop", "hold", "unhold", "mute", "unmute", "keydown", "keyup"}
	dispositions = []string{"no-answer", "congestion", "failed", "busy", "hung-up", "voicemail-no-message"}
)

func (c *checker) dialog(field string, d Dialog) {
	c.must(slices.Contains(dialogTypes, d.Type), field+".type", strictjson.Shown(d.Type), "one of %v", dialogTypes[1:])
	c.must(d.Duration == nil || *d.Duration >= 0, field+".duration", "less than nothing", "seconds")
	c.places(field+".parties", d.Parties.All(), len(c.Parties))
	c.content(field, d.content)
	c.place(field+".originator", d.Originator, len(c.Parties))
	c.place(field+".transferee", d.Transferee, len(c.Parties))
	c.place(field+".transferor", d.Transferor, len(c.Parties))
	c.places(field+".transfer_target", d.Target, len(c.Parties))
	c.places(field+".original", d.Original, len(c.Dialog))
	c.places(field+".consultation", d.Consultation, len(c.Dialog))
	c.places(field+".target_dialog", d.TargetDialog, len(c.Dialog))
	c.places(field+".recordings", d.Recordings, len(c.Dialog))
	c.place(field+".recording_set", d.RecordingSet, len(c.Dialog))
	c.must(d.Recordings == nil || d.Type == typeRecordingSet, field+".recordings", "a list",
		"none in a dialog that is no recording-set")
	c.must(d.RecordingSet == nil || d.Type == typeRecording, field+".recording_set", "a place",
		"none in a dialog that is no recording")
	empty := len(d.Body) == 0 && d.URL == ""
	content := !slices.Contains([]string{typeRecordingSet, typeTransfer, typeIncomplete}, d.Type)
	c.must(content || empty, field, "a file", "none in a dialog of type %s", d.Type)
	known := slices.Contains(dispositions, d.Disposition)
	c.must(known || d.Disposition == "" && d.Type != typeIncomplete, field+".disposition",
		strictjson.Shown(d.Disposition),
		"one of %v", dispositions)
	for i, h := range d.History {
		at := fmt.Sprintf("%s.party_history[%d]", field, i)
		c.place(at+".party", &h.Party, len(c.Parties))
		c.must(slices.Contains(events, h.Event), at+".event", strictjson.Shown(h.Event), "one of %v", events)
	}
	if d.Pauses != nil {
		c.pauses(field+"."+Extension, *d.Pauses)
	}
}
