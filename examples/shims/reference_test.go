package shims_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
)

// program is the example and rpconform the kit, built once.
var program, rpconform string

func TestMain(m *testing.M) { os.Exit(build(m)) }

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "shims")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	program, rpconform = filepath.Join(dir, "reference-go"), filepath.Join(dir, "rpconform")
	if out, err := exec.Command("go", "build", "-o", dir, "./reference-go", "../../cmd/rpconform").CombinedOutput(); err != nil {
		panic(string(out))
	}
	return m.Run()
}

// command starts the example.
func command(t *testing.T, o shim.Options, args ...string) *shim.Subject {
	t.Helper()
	s, err := shim.Command(t.Context(), append([]string{program}, args...), o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// The reference is conformant as a program, in every role.
func TestReferenceIsConformant(t *testing.T) {
	for _, role := range []string{"softphone", "pbx", "system"} {
		r, err := conformance.Check(t.Context(), command(t, shim.Options{}, "-role", role))
		require.NoError(t, err)
		if r.Overall() != conformance.Conformant || r.Subject.Role.String() != role {
			t.Error(r)
		}
	}
}

// A role that there is not is said on stderr, with those that there are.
func TestWrongRole(t *testing.T) {
	_, err := shim.Command(t.Context(), []string{program, "-role=phone"}, shim.Options{})
	var broke *shim.Error
	if !errors.As(err, &broke) || !strings.Contains(err.Error(), "there are softphone, pbx, system") {
		t.Errorf("got %v", err)
	}
}
