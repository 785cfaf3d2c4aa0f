package calllog_test

import (
	"strings"
	"testing"
)

// A wrong header is an error of line 1 with the field.
func TestWrongHeaders(t *testing.T) {
	cases := []struct{ name, old, new, field string }{
		{"empty file", header, ``, ""},
		{"blank line", header, "\n", ""},
		{"no JSON", header, "log", ""},
		{"list", header, "[" + header + "]", ""},
		{"null", header, "null", ""},
		{"trailing garbage", header, header + ",", ""},
		{"bad UTF-8", "anna", "\xc3", ""},
		{"no log", `"log":"recpause/1",`, ``, "log"},
		{"another version", "recpause/1", "recpause/2", "log"},
		{"a version that only begins like ours", "recpause/1", "recpause/10", "log"},
		{"an empty version", "recpause/1", "", "log"},
		{"log as number", `"recpause/1"`, `1`, "log"},
		{"an event first", header, `{"at":5,"event":"hand.raise","party":"anna"}`, "log"},
		{"no sample rate", `"sample_rate":8000,`, ``, "sample_rate"},
		{"no samples", `8000`, `0`, "sample_rate"},
		{"fewer samples than none", `8000`, `-8000`, "sample_rate"},
		{"too many samples", `8000`, `1000001`, "sample_rate"},
		{"half samples", `8000`, `8000.5`, "sample_rate"},
		{"sample rate as text", `8000`, `"8000"`, "sample_rate"},
		{"no version of a product", `"parties"`, `"config":{"version":"new"},"parties"`, "config.version"},
		{"an empty version of a product", `"parties"`, `"config":{"version":""},"parties"`, "config.version"},
		{"product version as number", `"parties"`, `"config":{"version":3.13},"parties"`, "config.version"},
		{"unknown layout", `"parties"`, `"config":{"layout":"3ch"},"parties"`, "config.layout"},
		{"empty layout", `"parties"`, `"config":{"layout":""},"parties"`, "config.layout"},
		{"layout as number", `"parties"`, `"config":{"layout":1},"parties"`, "config.layout"},
		{"contract as text", `"parties"`, `"config":{"pause_contract":"true"},"parties"`, "config.pause_contract"},
		{"all calls as number", `"parties"`, `"config":{"record_all_calls":1},"parties"`, "config.record_all_calls"},
		{"call centre as text", `"parties"`, `"config":{"record_callcenter":"on"},"parties"`,
			"config.record_callcenter"},
		{"config as list", `"parties"`, `"config":[],"parties"`, "config"},
		{"no parties", `"parties"`, `"people"`, "parties"},
		{"parties as object", header, `{"log":"recpause/1","sample_rate":8000,"parties":{"id":"anna"}}`, "parties"},
		{"an empty list of parties", header, `{"log":"recpause/1","sample_rate":8000,"parties":[]}`, "parties"},
		{"party without id", `"id":"cid",`, ``, "parties[2].id"},
		{"party with an empty id", `"cid"`, `""`, "parties[2].id"},
		{"party twice", `"cid"`, `"anna"`, "parties[2].id"},
		{"party without kind", `,"kind":"external"`, ``, "parties[2].kind"},
		{"party of another kind", `external`, `customer`, "parties[2].kind"},
		{"softphone without terminal", `,"terminal":"webrtc"`, ``, "parties[1].terminal"},
		{"unknown terminal", `webrtc`, `deskphone`, "parties[1].terminal"},
		{"party as text", `{"id":"cid","kind":"external"}`, `"cid"`, "parties[2]"},
		{"party's id as number", `"cid"`, `3`, "parties[2].id"},
		{"check box as text", `"webrtc"`, `"webrtc","pause_enabled":"yes"`, "parties[1].pause_enabled"},
	}
	seen := map[string]bool{}
	for _, c := range cases {
		if seen[c.name] || !strings.Contains(header, c.old) {
			t.Errorf("%s stands twice, or changes nothing", c.name)
		}
		seen[c.name] = true
		t.Run(c.name, func(t *testing.T) {
			_, _, err := readLines(strings.Replace(header, c.old, c.new, 1))
			wantError(t, err, 1, c.field)
		})
	}
}
