package main

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/spec"
)

// A rule is found in a table, in code and in comments, tables first, and not in tests.
func TestRead(t *testing.T) {
	s, err := read(fstest.MapFS{
		"pause/a.go": {Data: []byte(`package pause // RP-DOC-010

// A Gate is shut (RP-AVL-010).
type Gate struct {
	Saved bool // RP-AVL-040
}

// Open is as RP-NTF-010 to
// 012 say.
func (g *Gate) Open() spec.ID { return spec.AVL020 }

var (
	one = spec.AVL020
	two = table.Must("gate", spec.AVL020) // RP-AVL-030
)
`)},
		"pause/why.go":        {Data: []byte("package pause\n\nfunc because() { f(spec.VIS010) }\n")},
		"pause/a_test.go":     {Data: []byte("package pause\n\nvar no = spec.VIS011\n")},
		"conformance/part.go": {Data: []byte("package conformance\n\nvar part = []check{{spec.BTN010, f(spec.BTN020)}}\n\nvar no = []other{{spec.BTN030}}\n")},
	})
	require.NoError(t, err)
	gate, method, where := place{"pause/a.go", "pause.Gate", false}, place{"pause/a.go", "pause.Gate.Open", false}, "pause/a.go"
	require.Equal(t, map[spec.ID][]place{
		spec.DOC010: {{where, "pause", false}},
		spec.AVL010: {gate}, spec.AVL040: {gate},
		spec.NTF010: {method}, spec.NTF011: {method}, spec.NTF012: {method},
		spec.AVL020: {{where, "gate", true}, method, {where, "pause.one", false}},
		spec.AVL030: {{where, "pause.two", false}},
		spec.VIS010: {{"pause/why.go", "pause.because", false}},
	}, s.places)
	require.Equal(t, map[spec.ID]string{spec.BTN010: "conformance/part.go"}, s.checks)
	require.Equal(t, map[string]string{"gate": "pause/a.go"}, s.tables)
}

// Source that is none is an error.
func TestReadRefusesWhatIsNoSource(t *testing.T) {
	_, err := read(fstest.MapFS{"pause/a.go": {Data: []byte("pause")}})
	require.Error(t, err)
}

// What only says why decides nothing: a function Why…, and all of a file why….
func TestExplains(t *testing.T) {
	for p, want := range map[place]bool{
		{File: "buttons/message.go", Name: "buttons.WhyDTMF"}: true,
		{File: "pause/keylog.go", Name: "pause.KeyLog.Why"}:   true,
		{File: "recording/whybeep.go", Name: "recording.x"}:   true,
		{File: "buttons/tables.go", Name: "3.1", Table: true}: false,
	} {
		if got := p.explains(); got != want {
			t.Errorf("%+v: got %v, want %v", p, got, want)
		}
	}
}
