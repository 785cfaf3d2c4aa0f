//go:build js

// Command program is what the exported page has in it: the simulator, and the commands audit and replay, which answer
// the page in a server's place. It asks nobody else.
package main

import (
	"context"
	"io"
	"net/url"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"syscall/js"
	"time"

	"github.com/recpause/recpause/cmd/recpause/internal/auditor"
	"github.com/recpause/recpause/cmd/recpause/internal/simulate"
	"github.com/recpause/recpause/spec"
)

func main() {
	// There is one thread: whatever is collected while somebody waits for a click is waited for. So it is while nobody
	// does, and at once only where much has come together.
	debug.SetGCPercent(800)
	p := program{simulate.New(spec.JA, nil), time.AfterFunc(pauseForGC, runtime.GC)}
	js.Global().Call("recpauseStarted", map[string]any{
		"know":     js.FuncOf(p.know),
		"answer":   promised(p.answer),
		"judge":    promised(p.judge),
		"practise": promised(p.practice()),
	})
	select {} // what the page asks for comes from outside
}

// pauseForGC is how long nobody has asked for anything when it is tidied up.
const pauseForGC = 300 * time.Millisecond

type program struct {
	*simulate.Simulator
	tidy *time.Timer
}

// know takes the stories that the export has looked for.
func (p program) know(_ js.Value, args []js.Value) any {
	if err := p.Know([]byte(args[0].String())); err != nil {
		return err.Error()
	}
	return nil
}

// practice returns a function that clicks once where nobody sees it.
func (p program) practice() func([]js.Value) (any, error) {
	click := sync.OnceValue(p.Practice)
	return func([]js.Value) (any, error) {
		p.tidy.Reset(pauseForGC)
		click()()
		return nil, nil
	}
}

// answer answers a request: its path, whether a form was sent, the fields of link and form, a file, the parts of the page
// that are there, and the picture that is looked at.
func (p program) answer(args []js.Value) (any, error) {
	p.tidy.Stop()
	defer p.tidy.Reset(pauseForGC)
	form, err := url.ParseQuery(args[2].String())
	if err != nil {
		return nil, err
	}
	r := simulate.Request{Path: args[0].String(), Sent: args[1].Bool(), Form: form, Has: args[4].String(),
		Picture: args[5].String()}
	if file := args[3]; !file.IsNull() {
		r.File = make([]byte, file.Length())
		js.CopyBytesToGo(r.File, file)
	}
	if r.Path == "/auditor" {
		return p.page(p.auditor(form.Get("lang"), ""))
	}
	a := p.Answer(context.Background(), r)
	answer := map[string]any{"status": a.Status, "type": a.Type, "name": a.Name, "location": a.Location}
	if a.Body == nil {
		return answer, nil
	}
	body, err := readAll(a.Body)
	if strings.HasPrefix(a.Type, "text/") {
		answer["text"] = string(body)
		return answer, err
	}
	bytes := js.Global().Get("Uint8Array").New(len(body))
	js.CopyBytesToJS(bytes, body)
	answer["bytes"] = bytes
	return answer, err
}

// readAll reads a body. What is rendered while it is read lets the page breathe in between.
func readAll(r io.Reader) (body []byte, err error) {
	part := make([]byte, 1<<16)
	for {
		n, err := r.Read(part)
		body = append(body, part[:n]...)
		if err == io.EOF {
			return body, nil
		}
		if err != nil {
			return nil, err
		}
		if len(body) > 1<<17 {
			time.Sleep(time.Nanosecond)
		}
	}
}

func (p program) auditor(lang, layout string) auditor.Page {
	l, err := spec.ParseLang(lang)
	if err != nil {
		l = spec.JA
	}
	return auditor.Page{Lang: l, Layout: layout, Simulate: func(log []byte) string {
		a := p.Answer(context.Background(), simulate.Request{Path: "/load", Sent: true, File: log,
			Form: url.Values{"lang": {l.String()}}})
		return a.Location
	}}
}

func (p program) page(page auditor.Page) (any, error) {
	html, err := page.HTML()
	return map[string]any{"status": 200, "type": "text/html; charset=utf-8", "text": string(html)}, err
}

// judge takes in the files that were dropped, and returns the page about them.
func (p program) judge(args []js.Value) (any, error) {
	page := p.auditor(args[0].String(), args[1].String())
	if err := page.Judge("/in", "/out"); err != nil {
		page.Problem = err.Error()
	}
	html, err := page.HTML()
	return string(html), err
}

// promised is a function of JavaScript that returns a promise, so that Go may wait in it.
func promised(do func([]js.Value) (any, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		return js.Global().Get("Promise").New(js.FuncOf(func(_ js.Value, of []js.Value) any {
			go func() {
				result, err := do(args)
				if err != nil {
					of[1].Invoke(js.Global().Get("Error").New(err.Error()))
					return
				}
				of[0].Invoke(result)
			}()
			return nil
		}))
	})
}
