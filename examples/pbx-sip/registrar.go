package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"
)

// A binding is where a registered telephone is.
type binding struct {
	Contact   string    `json:"contact"`
	Source    string    `json:"source"`
	Transport string    `json:"transport"`
	Expires   time.Time `json:"expires"`
}

// isBrowser reports whether a browser has registered, which cannot know its own address (RFC 7118, section 5).
func (b binding) isBrowser() bool {
	var contact sip.Uri
	return b.Transport == "WS" && sip.ParseUri(b.Contact, &contact) == nil && strings.HasSuffix(contact.Host, ".invalid")
}

// maxBindings is how many telephones can register.
const maxBindings = 5000

// register takes any telephone, whatever its password.
func (t *trunk) register(req *sip.Request, tx sip.ServerTransaction) {
	user, contact := req.To().Address.User, req.Contact()
	if !isName(user) {
		respond(req, tx, sip.StatusForbidden, "Not A Name")
		return
	}
	seconds, full := lifetime(req, contact), false
	t.mu.Lock()
	maps.DeleteFunc(t.bindings, func(_ string, b binding) bool { return time.Now().After(b.Expires) })
	switch {
	case contact == nil: // a query
	case seconds <= 0 || contact.Address.Wildcard:
		delete(t.bindings, user)
	case t.bindings[user].Source == "" && len(t.bindings) >= maxBindings:
		full = true
	default:
		t.bindings[user] = binding{contact.Address.String(), req.Source(), req.Transport(),
			time.Now().Add(time.Duration(seconds) * time.Second)}
	}
	t.remember()
	t.mu.Unlock()
	if full {
		respond(req, tx, sip.StatusServiceUnavailable, "Too Many Telephones")
		return
	}
	t.office.registered(user)
	headers := []sip.Header{sip.NewHeader("Expires", strconv.Itoa(seconds))}
	if contact != nil {
		bound := contact.Clone()
		bound.Params.Add("expires", strconv.Itoa(seconds))
		headers = append(headers, bound)
	}
	respond(req, tx, sip.StatusOK, "OK", headers...)
}

// lifetime returns for how many seconds a telephone wants to be registered, an hour at most.
func lifetime(req *sip.Request, contact *sip.ContactHeader) int {
	const most = 3600
	seconds := most
	if h := req.GetHeader("Expires"); h != nil {
		seconds, _ = strconv.Atoi(h.Value())
	}
	if contact != nil {
		if text, ok := contact.Params.Get("expires"); ok {
			seconds, _ = strconv.Atoi(text)
		}
	}
	return min(seconds, most)
}

// where returns a registered telephone.
func (t *trunk) where(user string) (binding, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	b, ok := t.bindings[user]
	return b, ok && time.Now().Before(b.Expires)
}

// registeredName is the file of registrations, so that telephones can be called again after a restart. Those over TCP
// and WebSocket are not in it, for their connections are gone.
const registeredName = "registered.json"

// remember writes the registrations. The trunk is locked.
func (t *trunk) remember() {
	kept := map[string]binding{}
	for user, b := range t.bindings {
		if b.Transport == "UDP" {
			kept[user] = b
		}
	}
	text, err := json.Marshal(kept)
	name := filepath.Join(t.office.options.out, registeredName)
	if err == nil {
		err = os.WriteFile(name+".new", text, 0o644)
	}
	if err == nil {
		err = os.Rename(name+".new", name)
	}
	if err != nil {
		t.log.Warn("registrations are not kept", "error", err)
	}
}

// recall reads the registrations that are left from before a restart.
func (t *trunk) recall() error {
	text, err := os.ReadFile(filepath.Join(t.office.options.out, registeredName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(text, &t.bindings)
	}
	return err
}
