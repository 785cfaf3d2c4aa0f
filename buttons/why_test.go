package buttons_test

import (
	"strings"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
)

// Every button of every softphone has a reason that agrees with the view, names a rule that exists, and has words in
// both languages. The vendor stands behind it as behind its rule, but not where a stop is shown outside of 通話中
// (RP-BTN-150).
func TestWhy(t *testing.T) {
	everyPhone(t, gates(t), func(p buttons.Phone) {
		v := p.View()
		for _, b := range everyButton() {
			r := p.Why(b)
			if got, want := p.Decide(b),
				verdict(v, b); got.Verdict != want || got.Rule != r.Rule || got.Support != r.Support {
				t.Errorf("%v of %+v: got %+v and the reason %v, want %v", b, p, got, r, want)
			}
			rule, ok := spec.Lookup(r.Rule)
			want := rule.Support
			if p.ShowsStopped() && p.State != callstate.Talking && want == spec.Documented {
				want = spec.NotGuaranteed
			}
			if !ok || r.Support != want {
				t.Errorf("%v of %+v: got rule %v with support %v, want a rule with %v", b, p, r.Rule, r.Support, want)
			}
			says := verdict(v, b)
			if r.Rule == spec.BTN081 || r.Rule == spec.BTN091 {
				says = buttons.Disabled // what the manual says, though we do not show it
			}
			for _, l := range []spec.Lang{spec.JA, spec.EN} {
				if text := r.In(l); !strings.HasPrefix(text, says.In(l)) || !strings.Contains(text,
					r.Rule.String()) || strings.Contains(text, "(%!") {
					t.Errorf("%v of %+v: got %q in %v, want the verdict and the rule in it", b, p, text, l)
				}
			}
		}
	})
}

// The reason is the rule of the obstacle that is alone, or comes first: the feature, the setting, the state, the stop.
func TestWhyRule(t *testing.T) {
	talking, stopped := phone(t, callstate.Talking, false), phone(t, callstate.Talking, true)
	behind := func(change func(*pause.Gate)) buttons.Phone {
		p, g := talking, gate(t)
		change(&g)
		p.Gate = g.Latch()
		return p
	}
	without := func(p buttons.Phone, change func(*buttons.Settings)) buttons.Phone {
		change(&p.Settings)
		return p
	}
	rows := []struct {
		rule   string
		name   string
		phone  buttons.Phone
		button buttons.Button
		want   buttons.Verdict
	}{
		{"RP-AVL-010", "version", behind(func(g *pause.Gate) { g.Version = pause.Version{} }), buttons.Toggle,
			buttons.Hidden},
		{"RP-AVL-020", "contract", behind(func(g *pause.Gate) { g.Contract = false }), buttons.Toggle, buttons.Hidden},
		{"RP-AVL-030", "terminal", behind(func(g *pause.Gate) { g.Terminal = pause.WebRTC }), buttons.Toggle,
			buttons.Hidden},
		{"RP-AVL-054", "not saved", behind(func(g *pause.Gate) { g.Saved = false }), buttons.Toggle, buttons.Hidden},
		{"RP-DOC-020", "plan", behind(func(g *pause.Gate) { g.OutOfPlan = true }), buttons.Toggle,
			buttons.Hidden},
		{"RP-AVL-010", "nothing at all", behind(func(g *pause.Gate) { *g = pause.Gate{} }), buttons.Toggle,
			buttons.Hidden},
		{"RP-VIS-026", "the state hides", phone(t, callstate.Held, true), buttons.Toggle, buttons.Hidden},
		{"RP-VIS-022", "the state shows", talking, buttons.Toggle, buttons.Enabled},
		{"RP-BTN-110", "shown as stopped", stopped, buttons.Toggle, buttons.Enabled},
		{"RP-BTN-081", "no setting", without(stopped, func(s *buttons.Settings) { s.AutoThreeWay = false }),
			buttons.AutoThreeWay, buttons.Hidden},
		{"RP-BTN-091", "no setting", without(talking, func(s *buttons.Settings) { s.StarTransfer = false }),
			buttons.StarTransfer, buttons.Hidden},
		{"RP-BTN-130", "of use", talking, buttons.Hold, buttons.Enabled},
		{"RP-BTN-130", "of no use", phone(t, callstate.Idle, false), buttons.Hold, buttons.Disabled},
		{"RP-BTN-020", "locked", stopped, buttons.Hold, buttons.Disabled},
		{"RP-BTN-030", "not locked", stopped, buttons.HangUp, buttons.Enabled},
	}
	for _, row := range rows {
		t.Run(row.rule+"/"+row.name, func(t *testing.T) {
			if got := row.phone.Decide(row.button); got.Rule.String() != row.rule || got.Verdict != row.want {
				t.Errorf("%v: got %v by %v, want %v by %s", row.button, got.Verdict, got.Rule, row.want, row.rule)
			}
		})
	}
}

// The words of a few reasons, for those who change them to see.
func TestWhyText(t *testing.T) {
	plain := phone(t, callstate.Talking, false)
	plain.Settings = buttons.Settings{}
	rows := []struct {
		phone  buttons.Phone
		button buttons.Button
		lang   spec.Lang
		want   string
	}{
		{phone(t, callstate.Talking, true), buttons.Hold, spec.JA,
			"操作不可：録音が停止状態と表示されている間、「保留」は操作できません（表3.2、RP-BTN-020）。「録音再開」を押すと操作できます"},
		{phone(t, callstate.StarHeld, true), buttons.Hold, spec.JA,
			"操作不可：録音が停止状態と表示されている間、「保留」は操作できません（表3.2、RP-BTN-020、動作保証外）"},
		{phone(t, callstate.Talking, true), buttons.HangUp, spec.EN,
			"enabled: 「切断」 can be used while the recording is shown as stopped (table 3.2, RP-BTN-030)"},
		{phone(t, callstate.Held, false), buttons.Toggle, spec.EN,
			"hidden: 「録音停止」 is not shown in the state 「保留中」 (table 3.1, RP-VIS-026); shown in the state 「通話中」"},
		{phone(t, callstate.StarHeld, false), buttons.Toggle, spec.EN,
			"enabled: 「録音停止」 can be used in the state 「#・*保留中」 (table 3.1, RP-VIS-024, not guaranteed)"},
		{phone(t, callstate.Talking, true), buttons.Dial, spec.EN,
			"enabled: 「ダイヤル」 can be used while the recording is shown as stopped, but no DTMF tone is sent " +
				"(table 3.2, RP-BTN-100, RP-BTN-101)"},
		{phone(t, callstate.Talking, true), buttons.Toggle, spec.JA,
			"操作可：録音が停止状態と表示されている間も、「録音再開」は操作できます（表3.2、RP-BTN-110、RP-VIS-022）"},
		{phone(t, callstate.Idle, false), buttons.Hold, spec.EN,
			"disabled: 「保留」 does nothing in the state 「待機中」 (RP-BTN-130, unspecified)"},
		{phone(t, callstate.OutboundWaiting+1, false), buttons.Toggle, spec.EN, "hidden: the state is not known"},
		{plain, buttons.AutoThreeWay, spec.EN,
			"disabled: Without its prior setting, 「自動三者」 cannot be operated, whether the recording is paused or not " +
				"(table 3.2, RP-BTN-081); operable once its setting is on"},
		{plain, buttons.AutoThreeWay, spec.JA,
			"操作不可：「自動三者」は、事前の設定がなければ、録音停止中かどうかにかかわらず操作できない（表3.2、RP-BTN-081）。" +
				"事前設定を有効にすると操作できます"},
		{phone(t, callstate.Talking, false), buttons.Hold, spec.EN,
			"enabled: 「保留」 can be used in the state 「通話中」 (RP-BTN-130, unspecified)"},
	}
	for _, row := range rows {
		if got := row.phone.Why(row.button).In(row.lang); got != row.want {
			t.Errorf("%v in %v:\ngot  %s\nwant %s", row.button, row.phone.State, got, row.want)
		}
	}
}

// A softphone that does not have the feature says why: which version it is and which is needed, and which terminal.
func TestWhyNoFeature(t *testing.T) {
	old, err := pause.ParseVersion("3.9.0")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		change func(*pause.Gate)
		lang   spec.Lang
		want   string
	}{
		{func(g *pause.Gate) { g.Version = old }, spec.JA,
			"非表示：バージョン3.13.0以降で利用できます（現在のバージョン：3.9.0）（§0、RP-AVL-010）"},
		{func(g *pause.Gate) { g.Version = old }, spec.EN,
			"hidden: the feature needs version 3.13.0 or later; this is version 3.9.0 (§0, RP-AVL-010)"},
		{func(g *pause.Gate) { g.Terminal = pause.WebRTC }, spec.EN,
			"hidden: The feature is not available on the WebRTC softphone (「WebRTC版ソフトフォン」) " +
				"(§0, RP-AVL-030, RP-AVL-031, RP-AVL-032)"},
		{func(g *pause.Gate) { g.Terminal = pause.OtherTerminal }, spec.EN,
			"hidden: The feature is not available on a terminal other than the installed softphone, such as a desk phone or a mobile phone " +
				"(§0, RP-AVL-030, RP-AVL-032)"},
	} {
		p, g := phone(t, callstate.Talking, false), gate(t)
		row.change(&g)
		p.Gate = g.Latch()
		if got := p.Why(buttons.Toggle).In(row.lang); got != row.want {
			t.Errorf("got  %s\nwant %s", got, row.want)
		}
	}
}
