package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/internal/calltest"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/wav"
)

// A way is one by which a name reaches a command: it writes whatever holds the name into an empty folder and says how the
// command is called there. Where a system has no such name it returns nil.
type way struct {
	command, by string
	arrange     func(t *testing.T, dir, name string) []string
}

// file writes a file of a way's folder.
func file(t *testing.T, dir, name, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
}

// logOf is a log with names of a party and of a call.
func logOf(party, call string) string {
	return fmt.Sprintf(`{"log":"recpause/1","sample_rate":8000,"parties":[{"id":"A","kind":"softphone",`+
		`"terminal":"installed"},{"id":%[1]s,"kind":"external"}]}
{"at":-9,"event":"call.invite","party":%[1]s,"to":"A","call":%[2]s}
{"at":0,"event":"call.answered","party":"A","call":%[2]s}
{"at":400,"event":"pause.click","party":"A","call":%[2]s}
{"at":800,"event":"call.hangup","party":%[1]s,"call":%[2]s}
`, jsonOf(party), jsonOf(call))
}

// audioOf is a tenth of a second of noise.
func audioOf() string {
	f := wav.Format{Codec: recording.PCM16, Channels: 1, Rate: 8000}
	return string(f.Header(1600)) + strings.Repeat("ab", 800)
}

// inLog has the name of a party, of a call or of both in a log beside some audio.
func inLog(args ...string) func(*testing.T, string, string) []string {
	return func(t *testing.T, dir, name string) []string {
		for i, log := range []string{logOf(name, "c1"), logOf("X", name), logOf(name, name)} {
			file(t, dir, fmt.Sprintf("%d/call.jsonl", i), log)
		}
		file(t, dir, "call.jsonl", logOf("X", name))
		file(t, dir, "party.jsonl", logOf(name, "c1"))
		file(t, dir, "A.wav", audioOf())
		file(t, dir, "X.wav", audioOf())
		file(t, dir, "1/recording-1ch.wav", audioOf())
		return args
	}
}

// asFile has a file of the name, or a folder, with what the command reads.
func asFile(text string, args ...string) func(*testing.T, string, string) []string {
	return func(t *testing.T, dir, name string) []string {
		if name = strings.ReplaceAll(name, "/", "-"); strings.Contains(name, "\x00") || len(name) > 200 {
			return nil
		}
		file(t, dir, "archive/"+name+"/call.jsonl", "{}")
		file(t, dir, name, text)
		file(t, dir, "call.jsonl", logOf("X", "c1"))
		return replaced(args, name)
	}
}

// asFlag gives the name to a flag.
func asFlag(args ...string) func(*testing.T, string, string) []string {
	return func(t *testing.T, dir, name string) []string {
		file(t, dir, "call.jsonl", logOf("X", "c1"))
		file(t, dir, "A.wav", audioOf())
		return replaced(args, name)
	}
}

// inText has the name, as it is and as JSON has it, in a file that the command reads.
func inText(text string, args ...string) func(*testing.T, string, string) []string {
	return func(t *testing.T, dir, name string) []string {
		file(t, dir, "text", strings.NewReplacer("NAME", name, `"JSON"`, jsonOf(name)).Replace(text))
		file(t, dir, "x.feature", strings.ReplaceAll(text, "NAME", name))
		file(t, dir, "a.wav", audioOf())
		file(t, dir, "call.jsonl", logOf("X", "c1"))
		return args
	}
}

func replaced(args []string, name string) (all []string) {
	for _, arg := range args {
		all = append(all, strings.ReplaceAll(arg, "NAME", name))
	}
	return all
}

// A manifest, a vCon and what audits have said, with names wherever there are some.
const (
	namedManifest = `{"format":"recpause-manifest/1","call":"JSON","layout":"1ch","codec":"pcm16","sample_rate":8000,` +
		`"recorded":true,"from":0,"to":800,"ended":true,"start":"2026-04-01T09:30:00Z","parties":[{"id":"JSON","present":` +
		`[{"side":"operator","from":0,"to":800}]},{"id":"B","present":[{"side":"counterpart","from":0,"to":800}]}],"spans":[],` +
		`"beeps":[],"files":[{"name":"JSON","tracks":["mixed"]}]}`
	namedVCon = `{"vcon":"0.4.0","uuid":"JSON","subject":"JSON","created_at":"2025-04-01T01:00:00Z","extensions":["JSON"],` +
		`"parties":[{"name":"JSON","tel":"JSON"}],"dialog":[{"type":"JSON","start":"JSON","parties":[0],"filename":"JSON",` +
		`"url":"JSON","mediatype":"JSON","content_hash":"JSON"}],"analysis":[],"attachments":[]}`
	namedResults = `{"call":"JSON","files":["JSON"],"sample_rate":8000,"findings":[{"kind":"leak","severity":"leak","rule":"JSON",` +
		`"seconds":[0,1],"ja":"JSON","en":"JSON"}],"unseen":[{"why":"JSON"}]}` + "\n" + `{"unjudged":"JSON","error":"JSON"}` + "\n"
	namedStory = "# language: en\n@NAME\nFeature: NAME\n  NAME\n  Background: NAME\n    Given operator NAME is\n\n" +
		"  Rule: NAME\n\n  @NAME\n  Scenario Outline: NAME\n    NAME\n    Then <NAME> \"NAME\"\n      | NAME |\n" +
		"    Examples: NAME\n      | NAME |\n      | NAME |\n"
	namedJournal = `{"format":"recpause-archive/1","run":"JSON","plan":{"archive":"JSON"}}` + "\n" +
		`{"result":{"key":"JSON","verdicts":[{"outcome":"unjudged","files":["JSON"],"call":"JSON","cause":"JSON",` +
		`"because":{"ja":"JSON","en":"JSON"},"notes":[{"ja":"JSON","en":"JSON"}]}]}}` + "\n" +
		`{"mark":{"last":"JSON","results":1,"done":true}}` + "\n"
)

// ways are all by which names reach commands.
var ways = []way{
	{"replay", "a log", inLog("replay", "-in", ".", "-out", "out")},
	{"replay", "a log", inLog("replay", "-in", "0", "-out", "out")},
	{"replay", "a file", asFile("{}", "replay", "-in", "archive/NAME")},
	{"replay", "a flag", asFlag("replay", "-in", "NAME")},
	{"replay", "a flag", asFlag("replay", "-out", "A.wav/NAME")},
	{"render", "a log", inLog("render", "-log", "call.jsonl", "-out", "out", "A.wav")},
	{"render", "a log", inLog("render", "-log", "party.jsonl", "-out", "out", "A.wav")},
	{"render", "a file", asFile("RIFF", "render", "./NAME")},
	{"render", "a flag", asFlag("render", "-call", "NAME", "A.wav")},
	{"render", "a flag", asFlag("render", "-layout", "NAME", "A.wav")},
	{"audit", "a log", inLog("audit", "-log", "call.jsonl", "-layout", "1ch", "A.wav")},
	{"audit", "a log", inLog("audit", "-json", "-log", "party.jsonl", "-layout", "1ch", "A.wav")},
	{"audit", "a log", inLog("audit", "-dir", ".")},
	{"audit", "a file", asFile("fLaC", "audit", "-log", "call.jsonl", "./NAME")},
	{"audit", "a file", asFile("", "audit", "-dir", ".")},
	{"audit", "a flag", asFlag("audit", "-log", "call.jsonl", "-call", "NAME", "A.wav")},
	{"audit", "a flag", asFlag("audit", "-metadata", "NAME", "A.wav")},
	{"audit", "a manifest", inText(namedManifest, "audit", "-manifest", "text", "a.wav")},
	{"audit", "a manifest", inText(namedManifest, "audit", "-json", "-manifest", "text")},
	{"audit", "metadata", inText("recording,from,to,unit,length,effect,reason\nNAME,1,2,s,6,silence,NAME\n", "audit", "-metadata", "csv:text", "a.wav")},
	{"audit", "metadata", inText("recording,from,to,unit,length,effect,reason\na.wav,NAME,2,NAME,6,NAME,NAME\n", "audit", "-metadata", "csv:text", "a.wav")},
	{"audit", "metadata", inText("NAME,from,NAME\n", "audit", "-metadata", "csv:text", "a.wav")},
	{"audit", "metadata", inText("Asterisk Call Manager/NAME\nEvent: MixMonitorStart\nChannel: NAME\nUniqueid: NAME\nTimestamp: 1\n\nEvent: MixMonitorMute\nTimestamp: NAME\nUniqueid: NAME\nState: NAME\n\n", "audit", "-metadata", "asterisk_ami:text", "a.wav")},
	{"audit", "metadata", inText(`"APP_START","NAME","","100","100","","200","200","default","NAME","MixMonitor","NAME","NAME","","NAME","NAME","","","",""`+"\n", "audit", "-metadata", "asterisk_cel:text", "a.wav")},
	{"audit", "metadata", inText(`[{"id":"JSON","type":"JSON","reason":"JSON","realtimeLocation":1,"JSON":1}]`, "audit", "-metadata", "genesys:text", "a.wav")},
	{"audit", "metadata", inText(`[{"id":"a","type":"pause","reason":"JSON","realtimeLocation":1,"durationMs":1,"absoluteLocation":1}]`, "audit", "-metadata", "genesys:text", "-recording", "r", "a.wav")},
	{"audit archive", "a file", asFile("{}", "audit archive", "archive")},
	{"audit archive", "a file", asFile("{}", "audit archive", "-recordings", "**/*", "-metadata", "{dir}/{name}", "-format", "log", "-out", "run", "archive")},
	{"audit archive", "a log", inLog("audit archive", ".")},
	{"audit archive", "a flag", asFlag("audit archive", "-recordings", "NAME", "-metadata", "NAME", ".")},
	{"audit archive", "a flag", asFlag("audit archive", "-out", "run", "-name", "NAME", ".")},
	{"audit archive", "an argument", asFlag("audit archive", "nowhere://NAME")},
	{"audit archive", "a journal", func(t *testing.T, dir, name string) []string {
		file(t, dir, "r/journal.jsonl", strings.ReplaceAll(namedJournal, `"JSON"`, jsonOf(name)))
		return []string{"audit archive", "-report", "-out", "run", "r"}
	}},
	{"sign", "a manifest", inText(namedManifest, "sign", "-key", "text", "text")},
	{"sign", "a file", asFile(namedManifest, "sign", "-key", "./NAME", "./NAME")},
	{"sign", "a key", inText("-----BEGIN NAME-----\nNAME: NAME\n\nNAME\n-----END NAME-----\n", "sign", "-key", "text", "text")},
	{"verify", "a manifest", inText(namedManifest, "verify", "-key", "text", "text")},
	{"verify", "a file", asFile(namedManifest, "verify", "-key", "./NAME", "./NAME")},
	{"evidence", "results", inText(namedResults, "evidence", "-out", "out", "text")},
	{"evidence", "results", inText("NAME", "evidence", "-out", "out", "text")},
	{"evidence", "a file", asFile("{}", "evidence", "-out", "out", "./NAME")},
	{"evidence", "a flag", asFlag("evidence", "-out", "A.wav/NAME", "call.jsonl")},
	{"vcon", "a manifest", inText(namedManifest, "vcon", "text")},
	{"vcon", "a manifest", inText(namedManifest, "vcon", "-url", "https://x/", "text")},
	{"vcon", "a vCon", inText(namedVCon, "vcon", "text")},
	{"vcon", "a vCon", inText(strings.ReplaceAll(namedVCon, `"start":"JSON"`, `"start":"2025-04-01T01:00:00Z"`), "vcon", "text")},
	{"vcon", "a file", asFile("{}", "vcon", "./NAME")},
	{"vcon", "a flag", asFlag("vcon", "-url", "NAME", "-subject", "NAME", "-start", "NAME", "call.jsonl")},
	{"explore", "a flag", asFlag("explore", "-events", "NAME")},
	{"explore", "a flag", asFlag("explore", "-calls", "1", "-parties", "A,XNAME", "-events", "call.invite,call.answered,pause.click")},
	{"simulate", "a flag", asFlag("simulate", "-port", "NAME")},
	{"simulate", "an argument", asFlag("simulate", "--", "NAME")},
	{"stories", "a story", inText(namedStory, "stories", "x.feature")},
	{"stories", "a story", inText("# language: NAME\nFeature: x\n  Scenario: NAME\n    Then there is no beep\n", "stories", "x.feature")},
	{"stories", "a story", inText("# language: en\nFeature: NAME\n  Scenario: NAME\n    Then there is no beep\n", "stories", "-html", "out", "x.feature")},
	{"stories", "a file", asFile(namedStory, "stories", "./NAME")},
	{"stories", "a flag", asFlag("stories", "-tags", "NAME")},
	{"version", "an argument", asFlag("version", "NAME")},
}

// A page of the simulator gets its names by links and forms: TestForeignLog and TestHostileRequests have those.

// Thirty names reach every command by every way there is, in one language or the other: nothing that is said acts on a
// terminal or forges a line, and neither does any report that is written.
func TestHostileNames(t *testing.T) {
	names := calltest.HostileNames()
	require.Len(t, names, 30)
	all := ways
	for _, sub := range subcommands {
		name := sub().Name
		if !slices.ContainsFunc(ways, func(w way) bool { return w.command == name }) {
			t.Errorf("no name reaches %s", name)
		}
		all = append(all, way{name, "an unknown flag", asFlag(name, "-NAME")}, way{name, "its language", asFlag(name, "-lang", "NAME")},
			way{name, "an argument", asFlag(name, "--", "NAME")}, way{name, "its own name", asFlag(name + "NAME")})
	}
	said := map[string]int{} // by command and way
	for _, w := range all {
		for n, name := range names {
			dir := t.TempDir()
			t.Chdir(dir)
			args := w.arrange(t, dir, name)
			if args == nil {
				continue
			}
			lang := [...]string{"ja", "en"}[n%2]
			words := args[:1]
			if w.command == args[0] {
				words = strings.Fields(args[0]) // of audit archive
			}
			args = slices.Concat(words, []string{"-lang", lang}, args[1:])
			stdout, stderr, _ := called(args...)
			if calltest.Deceives(stdout) || calltest.Deceives(stderr) {
				t.Errorf("%s by %s: %q: said %.1000q and %.1000q", w.command, w.by, args, stdout, stderr)
			}
			if stdout+stderr != "" {
				said[w.command+" by "+w.by]++
			}
			for _, written := range filesBelow(t, dir) {
				ours := strings.HasPrefix(written, "out") || strings.HasPrefix(written, "run/")
				if end := filepath.Ext(written); !ours || end == ".wav" || end == ".json" || end == ".jsonl" { // for programs
					continue
				}
				if text, err := os.ReadFile(filepath.Join(dir, written)); err == nil && calltest.Deceives(string(text)) {
					t.Errorf("%s by %s: %q: wrote into %q", w.command, w.by, args, written)
				}
			}
		}
	}
	for _, w := range all {
		if of := w.command + " by " + w.by; said[of] < 25 {
			t.Errorf("%s: something was said %d times only", of, said[of])
		}
	}
}
