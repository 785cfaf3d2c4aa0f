package onefile

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"

	"github.com/recpause/recpause/cmd/recpause/internal/auditor"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/replay"
	"github.com/recpause/recpause/cmd/recpause/internal/simulate"
	"github.com/recpause/recpause/spec"
)

//go:embed web
var web embed.FS

// A page is what the frame's template sees. It is markup, scripts and styles of ours, in which templates have escaped
// what is not.
type page struct {
	Lang, Title, Policy    string
	Head, Attributes, Body string
	Icon                   string
	Styles, Scripts        []string
	Stories, Program, Run  string
	Size                   int
}

// The parts of a page that are asked for apart, and what is between them.
var (
	styleLink  = command.Regexp(`<link rel="stylesheet" href="(/[^"]*)">`)
	scriptLink = command.Regexp(`<script src="(/[^"]*)"[^>]*></script>`)
	iconLink   = command.Regexp(`<link rel="icon" href="([^"]*)"`)
	htmxConfig = command.Regexp(`<meta name="htmx-config"[^>]*>`)
	title      = command.Regexp(`(?s)<title>(.*?)</title>`)
	body       = command.Regexp(`(?s)<body([^>]*)>(.*)</body>`)
	audioFile  = command.Regexp(`(<audio\b[^>]*?) src="/`)
	hashed     = command.Regexp(`'sha256-[^']*'`)
)

// HTML returns the page as one file that begins at a path: the first page is in it as a server would send it, with all
// that it asks for, and the program goes on from there.
func HTML(p Program, l spec.Lang, start string) ([]byte, error) {
	s := simulate.New(l, nil)
	if err := s.Know(p.Stories); err != nil {
		return nil, err
	}
	link := start + "?lang=" + l.String()
	simulator, err := fetched(s, "/?lang="+l.String())
	if err != nil {
		return nil, err
	}
	first := simulator
	if start == auditorPath {
		if first, err = (auditor.Page{Lang: l}).HTML(); err != nil {
			return nil, err
		}
	}
	frame := page{Lang: l.String(), Title: group(title(), first, 1), Size: p.Size,
		Head: string(htmxConfig().Find(simulator)), Attributes: group(body(), simulator, 1),
		Body:    audioFile().ReplaceAllString(group(body(), first, 2), `$1 data-src="/`),
		Stories: string(p.Stories), Program: base64.StdEncoding.EncodeToString(p.Packed),
		Run: "htmx.config.selfRequestsOnly = false; recpauseStart();"}
	if err := frame.inline(s, simulator); err != nil {
		return nil, err
	}
	ours, _ := web.ReadFile("web/page.js") // it is embedded
	files, _ := web.ReadFile("web/files.js")
	frame.Scripts = append([]string{string(files),
		strings.Replace(string(ours), "{{.Start}}", link, 1), string(p.Runtime)}, frame.Scripts...)
	css, _ := web.ReadFile("web/page.css")
	frame.Styles = append(frame.Styles, auditor.CSS, string(css))
	report, err := reportPolicy(l)
	if err != nil {
		return nil, err
	}
	frame.Policy = frame.policy(report)
	var b bytes.Buffer
	source, _ := web.ReadFile("web/frame.html")
	if err := template.Must(template.New("frame").Parse(string(source))).Execute(&b, frame); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

const auditorPath = "/auditor"

// group returns a group of what matches in a text, "" for nothing.
func group(pattern *regexp.Regexp, text []byte, n int) string {
	if m := pattern.FindSubmatch(text); m != nil {
		return string(m[n])
	}
	return ""
}

// fetched returns what a simulator answers to a link.
func fetched(s *simulate.Simulator, link string) ([]byte, error) {
	path, query, _ := strings.Cut(link, "?")
	form, err := url.ParseQuery(query)
	if err != nil {
		return nil, err
	}
	a := s.Answer(context.Background(), simulate.Request{Path: path, Form: form})
	if a.Status != 200 {
		return nil, fmt.Errorf("onefile: %s: status %d", link, a.Status)
	}
	return io.ReadAll(a.Body)
}

// inline takes in the files that a page asks for, in its order.
func (f *page) inline(s *simulate.Simulator, page []byte) error {
	for _, m := range styleLink().FindAllSubmatch(page, -1) {
		text, err := fetched(s, string(m[1]))
		if err != nil {
			return err
		}
		f.Styles = append(f.Styles, string(text))
	}
	for _, m := range scriptLink().FindAllSubmatch(page, -1) {
		text, err := fetched(s, string(m[1]))
		if err != nil {
			return err
		}
		f.Scripts = append(f.Scripts, string(text))
	}
	icon := group(iconLink(), page, 1)
	if strings.HasPrefix(icon, "/") {
		text, err := fetched(s, icon)
		if err != nil {
			return err
		}
		f.Icon = "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(text)
		f.Body = strings.ReplaceAll(f.Body, ` src="`+icon+`"`, ` src="`+f.Icon+`"`)
	}
	return nil
}

// policy lets the page be what it is, and connect to nothing. The reports that it shows are under it, too.
func (f *page) policy(report string) string {
	styles, scripts := "", ""
	for _, s := range f.Styles {
		styles += " " + hash(s)
	}
	for _, s := range append(f.Scripts, f.Run) {
		scripts += " " + hash(s)
	}
	for _, part := range strings.Split(report, ";") {
		of := " " + strings.Join(hashed().FindAllString(part, -1), " ")
		switch {
		case strings.HasPrefix(strings.TrimSpace(part), "style-src"):
			styles += of
		case strings.HasPrefix(strings.TrimSpace(part), "script-src"):
			scripts += of
		}
	}
	return "default-src 'none'; connect-src 'none'; base-uri 'none'; form-action 'none'; img-src data: blob:; " +
		"media-src blob: data:; script-src 'wasm-unsafe-eval'" + scripts + "; style-src" + styles
}

// hash is a script or a style sheet as a policy names it.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

var policyOf = command.Regexp(`<meta http-equiv="Content-Security-Policy" content="([^"]*)">`)

// reportPolicy returns the policy of a report: that of the call that comes with recpause.
func reportPolicy(l spec.Lang) (string, error) {
	out, err := os.MkdirTemp("", "recpause-export-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(out)
	var said bytes.Buffer
	dir := filepath.Join(out, "report")
	if code := command.Run([]string{"replay", "-out", dir, "-lang", l.String()}, &said, &said, replay.Command); code != command.Done {
		return "", fmt.Errorf("onefile: the report: %s", said.String())
	}
	report, err := os.ReadFile(filepath.Join(dir, "report.html"))
	return strings.NewReplacer("&#39;", "'", "&#43;", "+").Replace(group(policyOf(), report, 1)), err
}
