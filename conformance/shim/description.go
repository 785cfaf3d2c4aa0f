package shim

import (
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/spec"
)

// A hello is what a subject says of itself.
type hello struct {
	Protocol    string                   `json:"protocol"`
	Name        string                   `json:"name"`
	Version     string                   `json:"version"`
	Role        string                   `json:"role"`
	Observables []string                 `json:"observables"`
	Features    []string                 `json:"features"`
	Choices     map[spec.ChoiceID]string `json:"choices,omitempty"`
	Guard       int64                    `json:"guard,omitempty"`
}

func encodeDescription(d conformance.Description) *hello {
	return &hello{Protocol: Protocol, Name: d.Name, Version: d.Version, Role: d.Role.String(), Observables: namesOf(bits(d.Observables)),
		Features: namesOf(bits(d.Features)), Choices: d.Choices, Guard: d.Guard}
}

var helloFields = []string{"protocol", "name", "version", "role", "observables", "features", "choices", "guard"}

func decodeDescription(o object) (d conformance.Description) {
	if v := o.need("protocol"); v.text() != Protocol {
		v.wrong(`"` + Protocol + `"`)
	}
	d.Name = o.need("name").text()
	d.Version = o.need("version").text()
	d.Role = one(o.need("role"), roles)
	d.Observables = union(some(o.need("observables"), observables))
	if v := o.get("features"); v.there() {
		d.Features = union(some(v, features))
	}
	if v := o.get("choices"); v.there() {
		d.Choices = decodeChoices(v.object())
	}
	if v := o.get("guard"); v.there() {
		d.Guard = v.int()
	}
	return d
}

func decodeChoices(o object) map[spec.ChoiceID]string {
	choices := map[spec.ChoiceID]string{}
	for _, name := range o.names() {
		v := o.get(name)
		id, err := spec.ParseChoiceID(name)
		if err != nil {
			v.d.fail(v.path, "no open question", "a name such as A-09")
		}
		choices[id] = v.text()
	}
	return choices
}
