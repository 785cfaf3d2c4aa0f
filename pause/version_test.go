package pause_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// The feature begins with 3.13.0, compared by number (RP-AVL-010; A-35).
func TestFirstVersion(t *testing.T) {
	rows := []struct {
		version string
		why     string
		old     bool
	}{
		{"3.12.99", "the last one before", true},
		{"3.13.0", "the first one", false},
		{"3.13.1", "the next one", false},
		{"3.9.0", "9 is less than 13, though not as text", true},
		{"4.0.0", "a later major version", false},
		{"3.13", "what is missing is 0", false},
		{"v3.13.0", "a leading v means nothing", false},
		{"3.13.0-rc1", "a pre-release comes before its release", true},
		{"3.13.0-1", "a number behind the dash is a build, and no pre-release", false},
		{"3.12.99-9", "a build of an older version", true},
		{"3.13.0-1rc", "a pre-release all the same", true},
		{"3.13.0.1", "a fourth number counts", false},
		{"3.13.0.1-rc1", "a pre-release of a later version", false},
		{"0", "the zero version", true},
	}
	for _, row := range rows {
		t.Run("RP-AVL-010/"+row.version, func(t *testing.T) {
			g := pause.Gate{Version: version(t, row.version), Contract: true, Terminal: pause.Installed, Saved: true}
			missing := slices.Collect(g.Obstacles())
			if got := len(missing) == 1 && missing[0].Rule() == spec.AVL010; got != row.old {
				t.Errorf("%s (%s): got too old %t, want %t", row.version, row.why, got, row.old)
			}
		})
	}
}

// A text that is no version is an error that holds the text, and gives the zero version.
func TestParseVersionErrors(t *testing.T) {
	for _, text := range []string{"", "v", "vv3", "3.", ".3", "3..13", "3.13.0.1.2", "3.13.0-", "-rc1", "3,13", " 3.13",
		"3.13 ", "+3", "-3",
		"3_0", "0x3", "４", "4294967296", "99999999999999999999"} {
		v, err := pause.ParseVersion(text)
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q", text)) || v != (pause.Version{}) {
			t.Errorf("%q: got %v, %v, want an error that quotes the text", text, v, err)
		}
	}
}

// A numbered is a version taken apart, for the dumb definition of the order.
type numbered struct {
	N   [4]int
	Pre string
}

// before is the order: number by number, then a pre-release before its release and that before its builds, then
// pre-releases by their text and builds by their number.
func (a numbered) before(b numbered) bool {
	for i := range 4 {
		if a.N[i] < b.N[i] {
			return true
		}
		if a.N[i] > b.N[i] {
			return false
		}
	}
	build, errA := strconv.Atoi("0" + a.Pre)
	other, errB := strconv.Atoi("0" + b.Pre)
	switch {
	case errA == nil && errB == nil:
		return build < other
	case errA != nil && errB != nil:
		return a.Pre < b.Pre
	}
	return errA != nil
}

var numberedVersions = rapid.Custom(func(t *rapid.T) numbered {
	var v numbered
	for i := range v.N {
		v.N[i] = rapid.IntRange(0, 2).Draw(t, "n")
	}
	v.Pre = rapid.SampledFrom([]string{"", "", "alpha", "rc1", "rc2", "2", "10"}).Draw(t, "pre")
	return v
})

// text writes a version with as few or as many numbers as it can have.
func (a numbered) text(t *rapid.T) string {
	n := 4
	for n > 1 && a.N[n-1] == 0 && rapid.Bool().Draw(t, "shorter") {
		n--
	}
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprint(a.N[i])
	}
	text := rapid.SampledFrom([]string{"", "v"}).Draw(t, "prefix") + strings.Join(parts, ".")
	if a.Pre != "" {
		text += "-" + a.Pre
	}
	return text
}

// Versions come in the order of their numbers, however they are written.
func TestVersionOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := numberedVersions.Draw(t, "a"), numberedVersions.Draw(t, "b")
		v, err := pause.ParseVersion(a.text(t))
		w, err2 := pause.ParseVersion(b.text(t))
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if got, want := v.Less(w), a.before(b); got != want {
			t.Fatalf("%v before %v: got %t, want %t", v, w, got, want)
		}
		if got, want := v == w, a == b; got != want {
			t.Fatalf("%v is %v: got %t, want %t", v, w, got, want)
		}
	})
}

// Each of these comes before all that follow it, and not before itself: a pre-release comes before its release, by its
// text, and a build after it, by its number.
func TestVersionsInOrder(t *testing.T) {
	order := []string{"2.99", "3.12.99", "3.13.0-beta", "3.13.0-rc1", "3.13", "3.13.0-2", "3.13.0-10",
		"3.13.0.1-rc1", "3.13.0.1", "3.13.1", "4"}
	for i, a := range order {
		for j, b := range order {
			if got := version(t, a).Less(version(t, b)); got != (i < j) {
				t.Errorf("%s before %s: got %t, want %t", a, b, got, i < j)
			}
		}
	}
}

// A version is written with three numbers, with the fourth where there is one, and each may be as large as 32 bits
// hold.
func TestVersionString(t *testing.T) {
	for text, want := range map[string]string{"": "0.0.0", "v3.13": "3.13.0", "3.13.7": "3.13.7",
		"3.13.7.9-rc1": "3.13.7.9-rc1",
		"4294967295.4294967294.4294967293.4294967292": "4294967295.4294967294.4294967293.4294967292"} {
		var v pause.Version
		if text != "" {
			v = version(t, text)
		}
		if got := v.String(); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// The order is total: of two versions exactly one comes first or they are the same, and it is transitive.
func TestVersionOrderIsTotal(t *testing.T) {
	versions := rapid.Custom(func(t *rapid.T) pause.Version {
		v, _ := pause.ParseVersion(numberedVersions.Draw(t, "version").text(t))
		return v
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := versions.Draw(t, "a"), versions.Draw(t, "b"), versions.Draw(t, "c")
		one := 0
		for _, holds := range []bool{a.Less(b), b.Less(a), a == b} {
			if holds {
				one++
			}
		}
		if one != 1 {
			t.Fatalf("%v and %v: %d of before, after and same hold", a, b, one)
		}
		if a.Less(b) && b.Less(c) && !a.Less(c) {
			t.Fatalf("%v is before %v, which is before %v: the first is not before the last", a, b, c)
		}
	})
}

// Whatever comes from outside is a version that its own text gives back, or an error.
func FuzzParseVersion(f *testing.F) {
	for _, seed := range []string{"", "3", "3.13", "3.13.0", "v3.13.0", "3.13.0-rc1", "3.13.0.1", "3.13.0.0-0-0",
		"03.013", "3.", "-",
		"v-", "3.13.0-", "3.13.0-é\x00", "4294967295", "4294967296", "1.2.3.4.5", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := pause.ParseVersion(text)
		if err != nil {
			if v != (pause.Version{}) {
				t.Fatalf("%q: got %v, %v, want no version", text, v, err)
			}
			return
		}
		if again, err := pause.ParseVersion(v.String()); again != v || err != nil {
			t.Fatalf("%q reads as %v, whose text reads as %v, %v", text, v, again, err)
		}
	})
}
