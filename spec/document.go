package spec

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// A Document is its owner's copy of the manual's page. The project carries no sentence of it; who has the page gets the
// clause itself beside every rule. Not part of any decision.
type Document struct {
	clauses [len(rules)]string
}

// errNotTheDocument is the error of a text in which no clause is found where a rule says that it stands.
var errNotTheDocument = errors.New("spec: this text is not the page that the rules were made from: no clause of it " +
	"fits its hash")

// ParseDocument reads a copy of the page. A clause counts only where its hash fits, so that a page which has changed
// since shows fewer clauses and never a wrong one.
func ParseDocument(page []byte) (*Document, error) {
	lines := strings.Split(string(page), "\n")
	d, found := &Document{}, false
	for _, r := range rules[1:] {
		if clause, ok := r.Place.cut(lines); ok && hash(clause) == r.hash {
			d.clauses[r.ID], found = clause, true
		}
	}
	if !found {
		return nil, errNotTheDocument
	}
	return d, nil
}

// Clause returns a rule's clause word for word; ok is false where the copy does not have it. A nil Document has none.
func (d *Document) Clause(id ID) (clause string, ok bool) {
	if d == nil || int(id) >= len(d.clauses) {
		return "", false
	}
	return d.clauses[id], d.clauses[id] != ""
}

// Explain returns a rule in words: its ID, its place, what the vendor says of it, what it says, and the clause itself
// where the copy has it. A nil Document explains too.
func (d *Document) Explain(id ID, l Lang) string {
	r, ok := Lookup(id)
	if !ok {
		return id.String()
	}
	text := fmt.Sprintf(Text{JA: "%v　%s、%s\n    %s", EN: "%v  %s, %s\n    %s"}.In(l), id, r.Place.In(l),
		r.Support.In(l), r.Statement.In(l))
	if clause, ok := d.Clause(id); ok {
		text += "\n    " + Text{JA: "原文：", EN: "clause: "}.In(l) + clause
	}
	return text
}

func (p Place) cut(lines []string) (string, bool) {
	if p.Line > len(lines) {
		return "", false
	}
	line := []rune(lines[p.Line-1])
	if p.To > len(line) {
		return "", false
	}
	return string(line[p.From-1 : p.To]), true
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
