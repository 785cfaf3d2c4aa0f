package vectors_test

import (
	"encoding/json"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/spec/vectors"
)

// An answer is one of a case, as any reader sees it.
type answer struct {
	Is   any      `json:"is"`
	Or   []string `json:"or"`
	Rule string   `json:"rule"`
}

type group map[string]answer

type answers struct {
	Documented    group `json:"documented"`
	NotGuaranteed group `json:"not-guaranteed"`
	Unspecified   group `json:"unspecified"`
}

// A vector is one case of a file whose situations are of type G; When is there where something happens.
type vector[G any] struct {
	Given G
	When  when
	answers
}

type when struct {
	Event, Party string
	Shown        bool
}

// read decodes a file of the package.
func read[T any](t testing.TB, name string) (file T) {
	t.Helper()
	text, err := fs.ReadFile(vectors.FS(), name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &file))
	return file
}

// cases returns the cases of a file of the package.
func cases[G any](t testing.TB, name string) []vector[G] {
	t.Helper()
	return read[struct{ Cases []vector[G] }](t, name).Cases
}
