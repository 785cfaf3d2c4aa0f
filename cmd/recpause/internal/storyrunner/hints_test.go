package storyrunner

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recpause/recpause/spec"
)

// What is misspelt gets the nearest known name, in the language of the file.
func TestHints(t *testing.T) {
	for _, row := range []struct {
		lang          spec.Lang
		text, nearest string
	}{
		{spec.JA, "オペレータAが「録音停止」を押す", "オペレーターA"},
		{spec.JA, "オペレーターAが「録音中止」を押す", "録音停止"},
		{spec.JA, "オペレーターAが「#・*保流中」の状態にある", "#・*保留中"},
		{spec.JA, "オペレーターAの画面に「録音は停止状態です」が表示される", "録音が停止状態です"},
		{spec.JA, "録音状況は「停止」である", "停止中"},
		{spec.JA, "オペレーターAが「*転装」を始める", "*転送"},
		{spec.JA, "「A停止→B停」まで進む", "B停止"},
		{spec.JA, "「全通話の録音」は「無効」である", "全通話録音"},
		{spec.EN, `operater A clicks "Stop recording"`, "operator A"},
		{spec.EN, `operator A clicks "Stop record"`, "Stop recording"},
		{spec.EN, `operator A is in the state "on # or hold"`, "on # or * hold"},
		{spec.EN, `the recording is "silenced"`, "silent"},
		{spec.EN, `operator A begins the "* transfers"`, "* transfer"},
	} {
		_, _, err := understand(row.text, row.lang)
		var h *hint
		require.ErrorAs(t, err, &h, row.text)
		require.Equal(t, row.nearest, h.Nearest(), row.text)
		require.ErrorContains(t, err, row.nearest)
		var unknown *spec.UnknownError
		require.True(t, errors.As(err, &unknown), row.text)
	}
}

// A text that is no step gets the nearest step, in the language of the file.
func TestStepHints(t *testing.T) {
	for _, row := range []struct {
		lang          spec.Lang
		text, nearest string
	}{
		{spec.JA, "オペレーターAが「録音停止」をクリック", "オペレーターAが「録音停止」を押す"},
		{spec.JA, "オペレーターAの画面に「録音停止」を表示する", "オペレーターAの画面に「録音停止」が表示される"},
		{spec.JA, "録音は「停止中」である", "録音状況は「停止中」である"},
		{spec.JA, "10秒たつ", "10秒経過する"},
		{spec.JA, "ビープ音が鳴らない", "ビープ音は鳴らない"},
		{spec.EN, `operator A click "Hold"`, `operator A clicks "Hold"`},
		{spec.EN, `operator A's state is "idle"`, `operator A is in the state "idle"`},
		{spec.EN, "no beep", "there is no beep"},
		{spec.EN, "10 seconds go by", "10 seconds pass"},
	} {
		_, _, err := understand(row.text, row.lang)
		var h *stepHint
		require.ErrorAs(t, err, &h, row.text)
		require.Equal(t, row.nearest, h.nearest, row.text)
		require.ErrorContains(t, err, row.nearest)
	}
}

// The value of a setting is looked up once the setting is known.
func TestValueHints(t *testing.T) {
	for text, nearest := range map[string]string{
		"「全通話録音」は「無功」である":                  "無効",
		"オペレーターAの「端末」は「WebRTCソフトフォン」である":   "WebRTC版ソフトフォン",
		"オペレーターAの「録音一時停止機能を有効にする」は「オン」である": "オンで保存",
	} {
		var h *hint
		require.ErrorAs(t, newWorld().tell(line{text: text, lang: spec.JA}), &h, text)
		require.Equal(t, nearest, h.Nearest(), text)
	}
}

// A step may be said in the past, and with the word for a button.
func TestVariants(t *testing.T) {
	for said, plain := range map[string]string{
		"オペレーターAが「録音停止」ボタンを押した": "オペレーターAが「録音停止」を押す",
		"オペレーターAが顧客に発信した":       "オペレーターAが顧客に発信する",
		"顧客が切断した":               "顧客が切断する",
		"オペレーターAが「*転送」を完了した":    "オペレーターAが「*転送」を完了する",
		"オペレーターAが「保留」を始めた":      "オペレーターAが「保留」を始める",
		"オペレーターAが「保留」を終えた":      "オペレーターAが「保留」を終える",
		"「A停止」まで進んだ":            "「A停止」まで進む",
		"オペレーターＡが「＊転送」を始める":     "オペレーターAが「*転送」を始める",
		"１０秒経過する":               "10秒経過する",
		"5秒経過した":                "5秒経過する",
		"顧客がIVRで「12」を入力した":      "顧客がIVRで「12」を入力する",
	} {
		s, a, err := understand(said, spec.JA)
		require.NoError(t, err, said)
		u, b, err := understand(plain, spec.JA)
		require.NoError(t, err, plain)
		require.Same(t, u, s)
		require.Equal(t, b, a, said)
	}
}

// What a story cannot do is said, and nobody panics.
func TestProblems(t *testing.T) {
	for _, row := range []struct {
		steps []string
		want  string
	}{
		{[]string{"顧客が「録音停止」を押す"}, "画面に"},
		{[]string{"顧客が「保留」を押す"}, "ソフトフォンを使っていません"},
		{[]string{"顧客の「録音停止」の表示可否は○である"}, "期待：○、実際：×"},
		{[]string{"顧客の画面に「録音停止」が表示される"}, "ソフトフォンを使っていません"},
		{[]string{"オペレーターAが「録音再開」を押す"}, "画面に「録音再開」が表示されていません"},
		{[]string{"オペレーターAが応答する"}, "着信がありません"},
		{[]string{"オペレーターAが切断する"}, "通話がありません"},
		{[]string{"オペレーターAが「三者通話」を完了する"}, "その操作を行えません"},
		{[]string{"オペレーターBがオペレーターAとの三者通話を始めている"}, "2人"},
		{[]string{"オペレーターAが「通話中」の状態にある", "「全通話録音」は「無効」である"}, "最初の操作より前"},
		{[]string{"録音状況は「録音中」である"}, "その通話は、今は続いていません"},
		{[]string{"録音の長さは1秒である"}, "まだ始まっていません"},
		{[]string{"録音の内容は次のとおりである"}, "表は"},
		{[]string{"5秒時点の顧客の発言はテキスト化される"}, "まだ始まっていません"},
		{[]string{"この操作は「動作保証外」で、根拠はRP-WAR-011である"}, "まだ何の操作も行われていません"},
		{[]string{"オペレーターAが「*転送」を完了する"}, "オペレーターAは今、その操作を行えません（待機中）"},
		{[]string{"オペレーターAが「発着信中」の状態にある", "オペレーターAが「自動三者」を始める"}, "今、その操作を行えません（発着信中）"},
		{[]string{"「製品のバージョン」は「三」である"}, "三"},
	} {
		w := newWorld()
		var err error
		for _, text := range row.steps {
			require.NoError(t, err, row.steps)
			err = w.tell(line{text: text, lang: spec.JA})
		}
		require.ErrorContains(t, err, row.want, row.steps)
	}
}

// A table of a recording that cannot be read is an error of its own.
func TestRecordingTables(t *testing.T) {
	for want, table := range map[string][][]string{
		"表は":            nil,
		"表に行がありません":     {{"時点", "録音"}},
		"時点として読めません":    {{"時点", "録音"}, {"はじめ", "無音"}},
		"という音はありません":    {{"時点", "録音"}, {"5秒", "雑音"}},
		"「通話相手側」はありません": {{"時点", "通話相手側"}, {"5秒", "無音"}},
		"という録音の側はありません": {{"時点", "左"}, {"5秒", "無音"}},
		"実際：オペレーターA、":   {{"時点", "録音"}, {"5秒", "無音"}},
		"列の数":           {{"時点", "録音"}, {"5秒"}},
	} {
		w := newWorld()
		require.NoError(t, w.tell(line{text: "オペレーターAと顧客が30秒間通話し、オペレーターAが10秒から20秒まで録音を停止した", lang: spec.JA}))
		require.ErrorContains(t, w.tell(line{text: "録音の内容は次のとおりである", table: table, lang: spec.JA}), want)
	}
}
