package simulate

import (
	"fmt"
	"hash/fnv"
	"html/template"
	"slices"
	"strconv"
	"strings"
)

// A page is made of parts, each with a hash of what is in it. Who has one already says so, and is sent its hash alone:
// a click changes some of them.

// A keptPart is a part of a page that looks the same as long as its key does.
type keptPart struct{ key, hash, html string }

// Part returns a part of the page: the template of that name with the page. Where its asker has it, it is empty.
func (p *page) Part(name string) (template.HTML, error) { return p.part(name, name, p) }

// Card returns the part of a party.
func (p *page) Card(name string, number int, card any) (template.HTML, error) {
	return p.part("party-"+strconv.Itoa(number), name, card)
}

func (p *page) part(id, name string, data any) (template.HTML, error) {
	part, err := p.filled(id, name, data)
	if err != nil {
		return "", err
	}
	same, html := "", part.html
	if slices.Contains(p.has, id+"="+part.hash) {
		same, html = " data-same", ""
	}
	return template.HTML(fmt.Sprintf(`<div class="piece" id="part-%s" data-hash="%s"%s>%s</div>`, id, part.hash, same,
		html)), nil // the templates have escaped it
}

// filled returns a part with what is in it.
func (p *page) filled(id, name string, data any) (part keptPart, err error) {
	if part.key = p.keyOf(name); part.key != "" {
		if known, ok := p.memory.part(part.key); ok {
			return known, nil
		}
	}
	var text strings.Builder
	if err := pages()[p.lang].ExecuteTemplate(&text, name, data); err != nil {
		return part, err
	}
	part.html = text.String()
	sum := fnv.New64a()
	sum.Write([]byte(part.html))
	part.hash = strconv.FormatUint(sum.Sum64(), 36)
	if part.key != "" {
		p.memory.keepPart(part)
	}
	return part, nil
}

// keyOf is all that a part follows from, "" for one that follows from the story.
func (p *page) keyOf(name string) string {
	switch {
	case name == "scenes" && !p.Searching():
		return fmt.Sprintf("%s %v %+v %v %d %v", name, p.lang, p.policy, p.changes, p.wait, p.live)
	case name == "fields" && p.asked == nil:
		return fmt.Sprintf("%s %v %+v %v %+v", name, p.lang, p.policy, p.changes, p.header)
	}
	return ""
}

func (m *memory) part(key string) (part keptPart, ok bool) {
	if m == nil {
		return part, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.parts, func(p keptPart) bool { return p.key == key })
	if i < 0 {
		return part, false
	}
	return m.parts[i], true
}

func (m *memory) keepPart(part keptPart) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.parts = kept(m.parts, mostParts, part)
}
