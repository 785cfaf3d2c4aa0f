package spec_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/recpause/recpause/spec"
)

// why is a reason with all that one can have.
func why(call spec.Support, rule spec.ID, others ...spec.ID) spec.Reason {
	r := spec.Because(call, rule, others...)
	r.Verdict = spec.Text{JA: "無音", EN: "silence"}
	r.Fact = spec.Text{JA: "停止中", EN: "it is stopped"}
	return r
}

// A reason in words has the verdict, the fact, where it stands, what the vendor does not stand behind, and the remedy,
// as far as it has them.
func TestReasonInWords(t *testing.T) {
	remedied := why(spec.Documented, spec.BTN020)
	remedied.Remedy = spec.Text{JA: "再開で終わる", EN: "ends with a resume"}
	rows := []struct {
		name   string
		reason spec.Reason
		en, ja string
	}{
		{"one rule", why(spec.Documented, spec.REC010), "silence: it is stopped (§4, RP-REC-010)",
			"無音：停止中（§4、RP-REC-010）"},
		{"a table and a remedy", remedied, "silence: it is stopped (table 3.2, RP-BTN-020); ends with a resume",
			"無音：停止中（表3.2、RP-BTN-020）。再開で終わる"},
		{"other rules", why(spec.Documented, spec.REC010, 0, spec.REC011, spec.REC010),
			"silence: it is stopped (§4, RP-REC-010, RP-REC-011)", "無音：停止中（§4、RP-REC-010、RP-REC-011）"},
		{"a rule of less support", why(spec.Documented, spec.XFR020),
			"silence: it is stopped (§5, RP-XFR-020, not guaranteed)", "無音：停止中（§5、RP-XFR-020、動作保証外）"},
		{"a call of less support", why(spec.NotGuaranteed, spec.REC010),
			"silence: it is stopped (§4, RP-REC-010, not guaranteed)", "無音：停止中（§4、RP-REC-010、動作保証外）"},
		{"an open question", why(spec.Documented, spec.NTF030), "silence: it is stopped (RP-NTF-030, unspecified)",
			"無音：停止中（RP-NTF-030、記載なし）"},
		{"no rule", why(spec.Documented, 0), "silence: it is stopped", "無音：停止中"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := row.reason.In(spec.EN); got != row.en || row.reason.String() != got {
				t.Errorf("got  %s\nwant %s", got, row.en)
			}
			if got := row.reason.In(spec.JA); got != row.ja {
				t.Errorf("got  %s\nwant %s", got, row.ja)
			}
		})
	}
}

// A reason has the weaker one of the support levels of its rule and of the call.
func TestBecauseSupport(t *testing.T) {
	for r := range spec.Rules() {
		for _, call := range []spec.Support{spec.Unspecified, spec.NotGuaranteed, spec.Documented} {
			got, want := spec.Because(call, r.ID).Support, r.Support.Weaker(call)
			if got != want || got > spec.Documented {
				t.Errorf("%v in a call that is %v: got %v, want %v", r.ID, call, got, want)
			}
		}
	}
}

// The rules of a reason come in order, the one that decides first, and a look at them may end early.
func TestReasonRules(t *testing.T) {
	want := []spec.ID{spec.REC020, spec.REC030, spec.NTF012, spec.NTF013, spec.OPS040}
	// with none and the rule itself among them
	r := spec.Because(spec.Documented, want[0], append([]spec.ID{0, want[0]}, want[1:]...)...)
	for n := range want {
		var got []spec.ID
		for id := range r.Rules() {
			if got = append(got, id); len(got) > n {
				break
			}
		}
		if !slices.Equal(got, want[:n+1]) {
			t.Errorf("got %v, want %v", got, want[:n+1])
		}
	}
}

// As JSON a reason has names, both languages, and nothing that is empty.
func TestReasonJSON(t *testing.T) {
	full := why(spec.NotGuaranteed, spec.REC010, spec.REC011)
	full.Remedy = spec.Text{JA: "再開", EN: "resume"}
	for want, r := range map[string]spec.Reason{
		`{"verdict":{"ja":"無音","en":"silence"},"fact":{"ja":"停止中","en":"it is stopped"},"rule":"RP-REC-010","also":["RP-REC-011"],"support":"not-guaranteed","remedy":{"ja":"再開","en":"resume"}}`: full,
		`{"verdict":{"ja":"","en":""},"fact":{"ja":"","en":""},"support":"unspecified"}`:                                                                                                          {},
	} {
		if got, err := json.Marshal(r); err != nil || string(got) != want {
			t.Errorf("got  %s, %v\nwant %s", got, err, want)
		}
	}
}

// Without a copy of the page a reason is explained by the rules' statements.
func TestWhyWithoutDocument(t *testing.T) {
	r := why(spec.Documented, spec.REC010, spec.REC011)
	var none *spec.Document
	for _, l := range []spec.Lang{spec.EN, spec.JA} {
		want := r.In(l) + "\n" + none.Explain(spec.REC010, l) + "\n" + none.Explain(spec.REC011, l)
		if got := none.Why(r, l); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// With a copy of the page the clauses stand beside the rules.
func TestDocumentWhy(t *testing.T) {
	r := why(spec.Documented, spec.REC010, spec.REC011)
	d := parse(t, page(t))
	for id := range r.Rules() {
		if clause, _ := d.Clause(id); clause == "" || !strings.Contains(d.Why(r, spec.EN), clause) {
			t.Errorf("got %s, want the clause of %v in it", d.Why(r, spec.EN), id)
		}
	}
}

// A text is filled in both languages, and a text among the values speaks that one.
func TestTextWith(t *testing.T) {
	got := spec.Text{JA: "%[2]vに%[1]d", EN: "%d at %v"}.With(3, spec.Text{JA: "相手", EN: "far"})
	if want := (spec.Text{JA: "相手に3", EN: "3 at far"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
