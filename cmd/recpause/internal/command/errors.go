package command

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"syscall"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/internal/strictjson"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// inJapanese says in Japanese what an error of the library says in English; "" for one that it does not know. Where the
// error itself has no word in Japanese for what it got or wanted, that stays as it is.
func inJapanese(err error) string {
	switch e := err.(type) {
	case *calllog.Error:
		return fmt.Sprintf("%d行目：", e.Line) + happening(e.Event, e.Party, e.State) + expectation(e.Field, e.Got, e.Want)
	case *system.Error:
		return fmt.Sprintf("%d行目：", e.Line) + happening(e.Event.String(), e.Party, e.State) + phrase(e.Problem)
	case *wav.Error:
		return expectation(e.File, e.Got, e.Want)
	case *strictjson.Error:
		return expectation(e.Path, e.Got, e.Want)
	case *manifest.Error:
		return ofManifest(e)
	}
	return ""
}

var manifestSays = Regexp(`^manifest: (?:.*: )?got (.*), want (.*)$`)

// ofManifest says what is wrong with a manifest, which says only in words what it got and wanted.
func ofManifest(e *manifest.Error) string {
	m := manifestSays().FindStringSubmatch(e.Error())
	if m == nil {
		return ""
	}
	return "マニフェスト：" + expectation(e.Field, m[1], m[2])
}

// happening is what a line of a log says that happens.
func happening(event, party, state string) string {
	if event == "" {
		return ""
	}
	text := event
	if party != "" {
		text = party + "の" + event
	}
	if state != "" {
		if s, err := callstate.ParseState(state); err == nil {
			state = s.In(spec.JA)
		}
		text += "（状態：" + state + "）"
	}
	return text + "："
}

// expectation says what was found and what should have been.
func expectation(where, got, want string) string {
	text := ""
	if where != "" {
		text = where + ": "
	}
	if got != "" {
		text += "「" + phrase(got) + "」は使用できません。"
	}
	return text + "必要なもの：" + phrase(want)
}

// phrases are what errors of the library say of what they got and wanted.
var phrases = [...]struct {
	en func() *regexp.Regexp
	ja string
}{
	{Regexp(`^no JSON at byte (\d+)$`), "JSONではない内容（${1}バイト目）"},
	{Regexp(`^one JSON document$`), "1つのJSON"},
	{Regexp(`^nothing$`), "なし"},
	{Regexp(`^a string$`), "文字列"},
	{Regexp(`^a number$`), "数"},
	{Regexp(`^something else$`), "WAVではない内容"},
	{Regexp(`^a broken format$`), "壊れた形式"},
	{Regexp(`^a WAV file of PCM16, PCM8, A-law or µ-law with one channel or two$`),
		"PCM16、PCM8、A-law、µ-lawのいずれかで、1チャンネルか2チャンネルのWAVファイル"},
	{Regexp(`^(\d+) bytes of audio$`), "${1}バイトの音声"},
	{Regexp(`^the (\d+) that its header says: the file is truncated, or was never completed$`),
		"ヘッダーのとおりの${1}バイト。ファイルが途中で切れているか、書き込みの途中です"},
	{Regexp(`^"(.*)" twice$`), "${1}（2回）"},
	{Regexp(`^an id of its own for each party$`), "参加者ごとに異なるID"},
	{Regexp(`^none$`), "なし"},
	{Regexp(`^at least one party$`), "1人以上の参加者"},
	{Regexp(`^a party of the header: (.*)$`), "ヘッダーにある参加者（${1}）"},
	{Regexp(`^an event of the format; the nearest is "(.*)"$`), "形式にあるできごとの名前（最も近い名前：${1}）"},
	{Regexp(`^there is no open call "(.*)"$`), "進行中の通話「${1}」はありません"},
	{Regexp(`^a span that ends after it begins$`), "始まりより後に終わる区間"},
	{Regexp(`^a span in (.*)$`), "${1}の中の区間"},
	{Regexp(`^a span from (.*) on or later$`), "${1}以降の区間"},
	{Regexp(`^no overlap with a span of (.*) before it, up to (.*)$`), "前にある${1}の区間（${2}まで）と重ならない区間"},
	{Regexp(`^no overlap with a beep before it, up to (.*)$`), "前のビープ音（${1}まで）と重ならない区間"},
	{Regexp(`^a party of the list$`), "一覧にある参加者"},
	{Regexp(`^each party once$`), "重複のない参加者"},
	{Regexp(`^the order of parties, each once$`), "一覧の順で、重複のない参加者"},
	{Regexp(`^none, for nothing is recorded$`), "なし（録音されない通話のため）"},
	{Regexp(`^a (layout|codec|side)$`), "決められた名前（${1}）"},
	{Regexp(`^a track of layout (.*)$`), "録音方式${1}のトラック"},
	{Regexp(`^(-?\d+) to (\d+)$`), "${1}～${2}"},
	{Regexp(`^a number of samples$`), "サンプル数"},
	{Regexp(`^a position within ±2\^53$`), "±2^53以内の位置"},
	{Regexp(`^a position that is not before from$`), "fromより前ではない位置"},
	{Regexp(`^at most (\d+)$`), "${1}以下"},
	{Regexp(`^at most (\d+) years of samples$`), "${1}年分以下のサンプル"},
	{Regexp(`^a manifest of at most (\d+) bytes$`), "${1}バイト以下のマニフェスト"},
	{Regexp(`^more$`), "それより大きいもの"},
	{Regexp(`^a time that RFC 3339 can write$`), "RFC 3339で書ける時刻"},
	{Regexp(`^an effect$`), "停止の結果として決められた名前"},
	{Regexp(`^(nobody)$`), "参加者なし"},
	{Regexp(`^(somebody)$`), "1人以上の参加者"},
	{Regexp(`^no more than a minute$`), "1分以下"},
	{Regexp(`^no more than the length$`), "音の長さ以下"},
	{Regexp(`^(\d+), for layout (.*)$`), "${1}（録音方式${2}の場合）"},
	{Regexp(`^the plain name of a file$`), "フォルダーを含まないファイル名"},
	{Regexp(`^two names$`), "2つの異なる名前"},
	{Regexp(`^"(.*)"$`), "${1}"},
}

// phrase is a phrase in Japanese, or as it is.
func phrase(text string) string {
	for _, p := range phrases {
		if p.en().MatchString(text) {
			return p.en().ReplaceAllString(text, p.ja)
		}
	}
	return text
}

// causes are what a system says of a file or an address.
var causes = []struct {
	is   error
	text spec.Text
}{
	{fs.ErrNotExist, spec.Text{JA: "見つかりません", EN: "not found"}},
	{fs.ErrPermission, spec.Text{JA: "アクセスする権限がありません", EN: "permission denied"}},
	{fs.ErrExist, spec.Text{JA: "すでにあります", EN: "it exists already"}},
	{syscall.EISDIR, spec.Text{JA: "これはフォルダーです", EN: "this is a folder"}},
	{syscall.ENOTDIR, spec.Text{JA: "途中にフォルダーではないものがあります", EN: "something on the way is no folder"}},
	{syscall.ENOSPC, spec.Text{JA: "空き容量がありません", EN: "no space left on device"}},
	{syscall.EADDRINUSE, spec.Text{JA: "ほかのプログラムが使用しています", EN: "address already in use"}},
}

// ofFile says what a system says of a file, by the name of the file; "" for what is not known here.
func ofFile(l spec.Lang, e *fs.PathError) string {
	for _, c := range causes {
		if errors.Is(e, c.is) {
			return strings.TrimSuffix(e.Path, "/") + ": " + c.text.In(l)
		}
	}
	return ""
}
