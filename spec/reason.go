package spec

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/recpause/recpause/internal/strictjson"
)

// A Reason is why something is as it is, as data: what is so, the facts that made it so, the rules that say so, whether
// the vendor stands behind that, and what would change it. In makes the sentence, last. The zero Reason says nothing.
type Reason struct {
	Verdict Text // what is so
	Fact    Text // what matched
	Rule    ID   // what decides, 0 where the manual does not mention it
	Support Support
	Remedy  Text // what would make it otherwise, or ends it; empty where nothing that we know of does

	also [4]ID
}

// Because returns a reason without words: a rule and up to four others that decide, and the weaker one of the rule's
// support level and that of the call it is about. Among the others a zero ID is none, and the rule itself is said once.
func Because(call Support, rule ID, others ...ID) Reason {
	decides, _ := Lookup(rule)
	r := Reason{Rule: rule, Support: decides.Support.Weaker(call)}
	n := 0
	for _, id := range others {
		if id != 0 && id != rule && n < len(r.also) {
			r.also[n] = id
			n++
		}
	}
	return r
}

// Rules returns the rule that decides, and the others.
func (r Reason) Rules() iter.Seq[ID] {
	return func(yield func(ID) bool) {
		for _, id := range append([]ID{r.Rule}, r.also[:]...) {
			if id != 0 && !yield(id) {
				return
			}
		}
	}
}

// In returns the reason in words: the verdict, what matched, where that stands, and what would change it.
func (r Reason) In(l Lang) string {
	text := r.Verdict.In(l) + Text{JA: "：", EN: ": "}.In(l) + r.Fact.In(l)
	if source := r.source(l); source != "" {
		text += Text{JA: "（%v）", EN: " (%v)"}.With(source).In(l)
	}
	if remedy := r.Remedy.In(l); remedy != "" {
		text += Text{JA: "。", EN: "; "}.In(l) + remedy
	}
	return text
}

func (r Reason) String() string { return r.In(EN) }

// source returns where it stands: the section or table of the first rule, the IDs of all, and the support level where
// the vendor does not stand behind it.
func (r Reason) source(l Lang) string {
	var parts []string
	if rule, ok := Lookup(r.Rule); ok && rule.Support != Unspecified {
		parts = append(parts, rule.Place.chapter(l))
	}
	for id := range r.Rules() {
		parts = append(parts, id.String())
	}
	if len(parts) > 0 && r.Support != Documented {
		parts = append(parts, r.Support.In(l))
	}
	return strings.Join(parts, Text{JA: "、", EN: ", "}.In(l))
}

// chapter returns the section, or the table that it is.
func (p Place) chapter(l Lang) string {
	if number := strings.TrimPrefix(p.Section, "§"); number == "3.1" || number == "3.2" {
		return Text{JA: "表", EN: "table "}.In(l) + number
	}
	return p.Section
}

// Why returns a reason in words with each of its rules explained below it, as Explain does. A nil Document explains
// too.
func (d *Document) Why(r Reason, l Lang) string {
	text := r.In(l)
	for id := range r.Rules() {
		text += "\n" + d.Explain(id, l)
	}
	return text
}

// A reasonFields is a reason in its JSON form.
type reasonFields struct {
	Verdict Text    `json:"verdict"`
	Fact    Text    `json:"fact"`
	Rule    ID      `json:"rule,omitzero"`
	Also    []ID    `json:"also,omitempty"`
	Support Support `json:"support"`
	Remedy  Text    `json:"remedy,omitzero"`
}

// MarshalJSON writes the reason as data, its texts in both languages.
func (r Reason) MarshalJSON() ([]byte, error) {
	also := slices.DeleteFunc(slices.Collect(r.Rules()), func(id ID) bool { return id == r.Rule })
	return json.Marshal(reasonFields{r.Verdict, r.Fact, r.Rule, also, r.Support, r.Remedy})
}

var reasons = strictjson.New[reasonFields]()

// UnmarshalJSON reads what MarshalJSON writes, and nothing else.
func (r *Reason) UnmarshalJSON(text []byte) error {
	var in reasonFields
	if err := reasons.Read(text, &in); err != nil {
		return err
	}
	read := Because(in.Support, in.Rule, in.Also...)
	read.Verdict, read.Fact, read.Support, read.Remedy = in.Verdict, in.Fact, in.Support, in.Remedy
	if got := slices.Collect(read.Rules()); len(got) != len(in.Also)+min(1, int(in.Rule)) {
		return &strictjson.Error{Path: "also", Got: fmt.Sprint(in.Also),
			Want: "up to four rules, none of them the one that decides"}
	}
	*r = read
	return nil
}
