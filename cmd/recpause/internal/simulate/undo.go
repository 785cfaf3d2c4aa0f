package simulate

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// maxWas is how long a link may become by the settings that have been changed. What is older cannot be undone.
const maxWas = 6 << 10

// remember returns a query that can be undone to another, whose settings it has changed.
func (a query) remember(before query) query {
	before.idle, before.later, before.next = "", 0, ""
	var links []url.Values // the latest first
	for v := before.values(); len(v) > 0; v = unpackLink(v.Get(wasParam)) {
		links = append(links, v)
	}
	a.was, a.next = nested(links), ""
	for len(a.was) > maxWas && len(links) > 1 {
		links = links[:len(links)-1]
		a.was = nested(links)
	}
	return a
}

// nested packs links into each other, the last one innermost.
func nested(links []url.Values) (packed string) {
	for _, v := range slices.Backward(links) {
		v.Del(wasParam)
		if packed != "" {
			v.Set(wasParam, packed)
		}
		packed = packLink(v)
	}
	return packed
}

// changedHere reports whether the settings were changed at this moment of the story, so that it is they that are undone
// next; at is that moment.
func (a query) changedHere(brokeOff bool) bool {
	if a.was == "" {
		return false
	}
	n, err := strconv.Atoi(unpackLink(a.was).Get(playedParam))
	return err == nil && (a.played == n || a.played == 0 || brokeOff)
}

// undone is the link to what was before the settings were changed, with a way back to them.
func (a query) undone() string {
	before := unpackLink(a.was)
	a.was, a.idle = "", ""
	before.Set(langParam, a.lang.String())
	before.Set(nextParam, packLink(a.values()))
	return "/?" + before.Encode()
}

// redone is the link to the settings that have been undone.
func (a query) redone() string {
	after := unpackLink(a.next)
	a.next, a.idle = "", ""
	after.Set(langParam, a.lang.String())
	after.Set(wasParam, packLink(a.values()))
	return "/?" + after.Encode()
}

// packLink returns a link's parameters as another one carries them.
func packLink(v url.Values) string { return pack([]byte(v.Encode())) }

// unpackLink reads what packLink has written; what it has not is empty.
func unpackLink(text string) url.Values {
	if text == "" {
		return url.Values{}
	}
	packed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return url.Values{}
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxText))
	if err != nil {
		return url.Values{}
	}
	v, err := url.ParseQuery(string(plain))
	if err != nil {
		return url.Values{}
	}
	return v
}

// rewritten says what the settings that were just changed have made of what had happened already: "" where they were
// not, or nothing had.
func (p *page) rewritten(ctx context.Context) string {
	v := unpackLink(p.was)
	before, err := p.memory.read(v, p.lang)
	if len(v) == 0 || err != nil || before.played == 0 || !p.changedHere(p.Notice != "") {
		return ""
	}
	text := p.say("設定を変えたので、これまでの%d件のできごとを新しい設定で計算し直しました。",
		"The settings have changed, and so the %d events so far have been computed again under them. ")
	text = fmt.Sprintf(text, before.played)
	was, _ := before.told(ctx)
	var differs []string
	for i := range min(len(was.outcomes), len(p.scene.outcomes)) {
		if !sameLine(was.outcomes[i].Step, p.scene.outcomes[i].Step) {
			differs = append(differs, strconv.Itoa(i+1))
		}
	}
	const most = 8
	switch {
	case len(differs) == 0 && len(was.outcomes) == len(p.scene.outcomes):
		text += p.say("結果は変わりません。", "Nothing else came of them. ")
	case len(differs) > most:
		differs = append(slices.Clip(differs[:most]), "…")
		fallthrough
	case len(differs) > 0:
		list := strings.Join(differs, p.say("、", ", "))
		text += p.say("結果が変わったできごと：", "Other than before: ") + list + p.say("。", ". ")
	}
	return text + p.say("「元に戻す」で、前の設定と経過に戻ります。", "Undo brings the old settings and what came of them back.")
}

// sameLine reports whether two steps say the same.
func sameLine(a, b any) bool {
	one, err1 := json.Marshal(a)
	other, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(one, other)
}
