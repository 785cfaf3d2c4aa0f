package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/internal/visible"
	"github.com/recpause/recpause/recording/audit"
)

// A printer judges recordings and says what it finds, recording by recording.
type printer struct {
	options
	*command.Call
	code   int
	counts [3]int // recordings by exit code
}

func (p *printer) judge(j job) {
	r, err := j.run(p.options)
	if err != nil {
		p.failed(strings.Join(j.files, " "), err)
		return
	}
	p.clear()
	code := clean
	if !r.Clean() {
		code = findings
	}
	p.count(code)
	if p.json {
		p.line(r)
	} else if err := r.WriteText(p.Out, p.Lang); err != nil {
		p.failed("", err)
	}
}

// count notes the outcome of one recording: the command's is the worst.
func (p *printer) count(code int) {
	p.counts[code]++
	p.code = max(p.code, code)
}

// failed says what could not be judged, and why.
func (p *printer) failed(what string, err error) int {
	p.clear()
	p.count(unjudged)
	if what != "" {
		what += ": "
	}
	p.Fail(unjudged, fmt.Errorf("%s%s: %w", what, p.Say("判定できません", "could not be judged"), err))
	if p.json {
		p.line(failure(what, err))
	}
	return p.code
}

// failure is what is written as JSON for what could not be judged.
func failure(what string, err error) any {
	cause := ""
	var e *audit.Error
	if errors.As(err, &e) {
		cause = e.Cause
	}
	return struct {
		Unjudged string `json:"unjudged"`
		Cause    string `json:"cause,omitempty"`
		Error    string `json:"error"`
	}{strings.TrimSuffix(what, ": "), cause, err.Error()}
}

func (p *printer) line(v any) {
	e := json.NewEncoder(p.Out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		p.code = p.Fail(unjudged, err)
	}
}

// duty says, once below all recordings that were judged, who has to delete what was recorded by mistake.
func (p *printer) duty() {
	if !p.json && p.counts[clean]+p.counts[findings] > 0 {
		p.Tell("%s\n", "%s\n", audit.Duty().In(p.Lang))
	}
}

// summary counts the recordings of an archive.
func (p *printer) summary(folders int) {
	if p.json {
		return
	}
	p.Tell("通話のフォルダー：%d、問題のない録音：%d、指摘のある録音：%d、判定できなかったもの：%d\n",
		"call folders: %d, clean recordings: %d, recordings with findings: %d, not judged: %d\n",
		folders, p.counts[clean], p.counts[findings], p.counts[unjudged])
}

// erase takes a line of a terminal away.
const erase = "\r\x1b[K"

// progress shows how far an archive is, where somebody watches: on a terminal, in one line that is gone when something
// else is said.
func (p *printer) progress(done, all int, folder string) {
	if t := p.Err.Terminal(); t != nil {
		fmt.Fprintf(t, "%s%d/%d %s", erase, done, all, visible.Line(folder))
	}
}

func (p *printer) clear() {
	if t := p.Err.Terminal(); p.dir != "" && t != nil {
		fmt.Fprint(t, erase)
	}
}
