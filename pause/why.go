package pause

import "github.com/recpause/recpause/spec"

// support returns what the vendor says of a step's beep. Of a beep that neither a click nor an answer brings about it
// says nothing.
func (s *Step) support() spec.Support {
	if !s.Cause.isClick() && s.Cause != Answered {
		return spec.Unspecified
	}
	return s.Before.Support()
}

// WhyBeep returns why a beep sounds at the step, who hears it and where it is written; or why none does. Names are
// those of the parties by number. It decides again, and is not needed for a decision.
func (s Step) WhyBeep(names ...string) spec.Reason {
	w := whyBeep{s, names}
	if beep := s.Beep(); beep.Sounds() {
		return w.sounds(beep)
	}
	return w.none()
}

// A whyBeep is a step that is to be explained.
type whyBeep struct {
	Step
	names []string // of the parties, by number
}

// called returns parties by their names.
func (w *whyBeep) called(p Parties) spec.Text {
	return spec.Text{JA: p.In(spec.JA, w.names...), EN: p.In(spec.EN, w.names...)}
}

func (w *whyBeep) clicker() spec.Text { return w.called(PartiesOf(w.by)) }

// because returns a reason by a fact and the rules that decide, the first one first.
func (w *whyBeep) because(fact spec.Text, rule spec.ID, others ...spec.ID) spec.Reason {
	r := spec.Because(w.support(), rule, others...)
	r.Fact = fact
	return r
}

// none explains a missing beep by the first thing that keeps it from sounding, and says which answer to an open
// question would let it sound where that is the only one.
func (w *whyBeep) none() spec.Reason {
	obstacles := w.noBeep()
	r, remedy := w.keeps(obstacles.First())
	r.Verdict = spec.Text{JA: "ビープ音なし", EN: "no beep"}
	if _, alone := obstacles.NearMiss(); alone && remedy != "" {
		r.Remedy = spec.Text{JA: "%vなら鳴ります", EN: "it would sound under %v"}.With(remedy)
	}
	return r
}

// keeps explains one thing that keeps a beep from sounding; remedy is the answer to an open question with which it
// would not.
func (w *whyBeep) keeps(o beepObstacle) (r spec.Reason, remedy string) {
	switch {
	case w.Cause == 0:
		return w.because(spec.Text{JA: "通話に変化がないため、ビープ音は鳴りません（「アウトバウンド」の待機中の操作も同じです：A-29）",
			EN: "nothing happened in a call; a click while waiting in アウトバウンド is such a case (A-29)"},
			spec.NTF014, spec.OUT023), ""
	case o == nobodyHears:
		return w.because(spec.Text{JA: "通話にだれも残っていません", EN: "nobody is left in the call"}, spec.NTF014), ""
	case o == notAnswered:
		return w.unanswered(), ""
	case o == nothingChanges:
		return w.unchanged()
	case o == automaticResume:
		return w.because(spec.Text{JA: "録音は自動で再開します（%v）。A-10 (b)の方針のため、ビープ音は鳴りません",
			EN: "the recording resumes by itself (%v), and under policy A-10 (b) that does not beep"}.With(w.Cause),
			spec.NTF040), "A-10 (a)"
	}
	return w.because(spec.Text{JA: "設定で録音がオフになっています。A-11 (b)の方針のため、ビープ音は鳴りません",
		EN: "recording is off by setting, and under policy A-11 (b) nothing beeps then"},
		spec.NTF050, spec.REC050), "A-11 (a)"
}

// label says what command it was: what stands on the button, or who gave it for the party.
func (w *whyBeep) label() spec.Text {
	switch w.Cause {
	case TimedOut:
		return spec.Text{JA: "タイマーによる再開", EN: "resume by a timer"}
	case ForcedStop:
		return spec.Text{JA: "管理者による停止", EN: "stop by a supervisor"}
	case ForcedResume:
		return spec.Text{JA: "管理者による再開", EN: "resume by a supervisor"}
	}
	label := "「" + w.Cause.Verb().Label(spec.JA) + "」"
	return spec.Text{JA: label, EN: label}
}

func (w *whyBeep) unanswered() spec.Reason {
	switch {
	case w.Cause.Verb() != 0:
		return w.because(spec.Text{JA: "まだ応答がなく、停止する録音がありません（A-26）",
			EN: "the call has not been answered, so there is no recording to stop yet (A-26)"}, spec.XFR013)
	case w.Cause != Answered:
		return w.because(spec.Text{JA: "まだ応答がありません", EN: "the call has not been answered"}, spec.NTF014)
	case w.After.stopped != 0:
		return w.because(spec.Text{JA: "応答前に停止されたため、録音は無音で始まります。録音の開始ではビープ音は鳴りません（A-26）",
			EN: "the recording starts as silence, because it was stopped while the call rang; a start does not beep " +
				"(A-26)"}, spec.XFR013)
	}
	return w.because(spec.Text{JA: "録音はここから始まります。録音の開始ではビープ音は鳴りません",
		EN: "the recording starts here, and a start does not beep"}, spec.S2S230)
}

func (w *whyBeep) unchanged() (r spec.Reason, remedy string) {
	if w.Cause.Verb() == 0 {
		return w.because(spec.Text{JA: "録音状態が変わらないため、ビープ音は鳴りません（%v）",
			EN: "this does not change what is recorded (%v)"}.With(w.Cause), spec.NTF014), ""
	}
	return w.because(spec.Text{JA: "%v。A-09 (b)の方針のため、録音状態が変わるときだけビープ音が鳴ります",
		EN: "%v, and under policy A-09 (b) only a change beeps"}.With(w.repeated()),
		spec.NTF030, w.lastCommand()), "A-09 (a)"
}

// repeated says that a command found done what it asks.
func (w *whyBeep) repeated() spec.Text {
	text := spec.Text{JA: "%[1]vの%[2]vでは何も変わりません（%[3]v）", EN: "%[1]v's %[2]v changes nothing (%[3]v)"}
	return text.With(w.clicker(), w.label(), w.already())
}

// already says what a repeated command found.
func (w *whyBeep) already() spec.Text {
	own := w.Before.OwnVoices()
	switch {
	case own && w.Cause.Verb() == Stop:
		return spec.Text{JA: "本人の音声はすでに無音です", EN: "that voice is silent already"}
	case own:
		return spec.Text{JA: "本人の音声はすでに録音中です", EN: "that voice is recorded already"}
	case w.Cause.Verb() == Stop:
		return spec.Text{JA: "すでに停止中です", EN: "stopped already"}
	}
	return spec.Text{JA: "すでに録音中です", EN: "recording already"}
}

// lastCommand returns the rule that the last command wins, 0 where the call is not one of two.
func (w *whyBeep) lastCommand() spec.ID {
	if w.Before.kind() == pair {
		return spec.S2S200
	}
	return 0
}

// sounds explains a beep: what it tells, who hears it, and where it is written.
func (w *whyBeep) sounds(b Beep) spec.Reason {
	told, rules := w.tells()
	where, writes := w.written(b)
	rules = append(rules, writes...)
	r := w.because(spec.Text{JA: "%v。ビープ音は通話中の全員（%v）に聞こえ、%v", EN: "%v; everybody in the call hears the beep (%v); %v"}.
		With(told, w.called(b.To), where), rules[0], rules[1:]...)
	r.Verdict = spec.Text{JA: "ビープ音あり", EN: "beep"}
	return r
}

// tells returns what a beep tells, and the rules by which it does, the one that decides first.
func (w *whyBeep) tells() (told spec.Text, rules []spec.ID) {
	told, rules = w.change()
	if w.After.recorded {
		return told, rules
	}
	told = spec.Text{JA: "%v。設定で録音がオフでも、通常どおりビープ音が鳴ります（A-11 (a)）",
		EN: "%v, or would if the call were recorded: it beeps all the same (A-11 (a))"}.With(told)
	return told, append([]spec.ID{spec.NTF050}, rules...)
}

// change returns what happened: a command, or a silence that begins or ends by itself.
func (w *whyBeep) change() (told spec.Text, rules []spec.ID) {
	before, after := w.Before.muted(), w.After.muted()
	silenced, heard := w.called(after&^before), w.called(before&^after)
	switch command := w.Cause.Verb() != 0; {
	case command && before == after:
		told = spec.Text{JA: "%v。A-09 (a)の方針のため、それでもビープ音が鳴ります", EN: "%v, and under policy A-09 (a) beeps all the same"}
		return told.With(w.repeated()), []spec.ID{spec.NTF030, w.lastCommand()}
	case w.Cause.Verb() == Stop:
		told = spec.Text{JA: "%[1]vの%[2]vで、%[3]vの音声が無音になります", EN: "%[1]v's %[2]v silences %[3]v"}
		return told.With(w.clicker(), w.label(), silenced), []spec.ID{spec.NTF010, spec.NTF011}
	case w.Cause.Verb() == Resume:
		told = spec.Text{JA: "%[1]vの%[2]vで、%[3]vの無音が終わります", EN: "%[1]v's %[2]v ends the silence of %[3]v"}
		return told.With(w.clicker(), w.label(), heard), []spec.ID{spec.NTF012, spec.NTF013}
	case w.resumes():
		told = spec.Text{JA: "%[2]vの無音が自動で終わります（%[1]v、A-10 (a)）",
			EN: "the silence of %[2]v ends by itself (%[1]v, A-10 (a))"}
		return told.With(w.Cause, heard), []spec.ID{spec.NTF040}
	}
	told = spec.Text{JA: "%[2]vの音声が自動で無音になります（%[1]v）", EN: "%[2]v is silenced without a click (%[1]v)"}
	return told.With(w.Cause, silenced), []spec.ID{spec.NTF010, spec.NTF011}
}

// written returns where a beep is in the recording and why, or why it is in none.
func (w *whyBeep) written(b Beep) (where spec.Text, rules []spec.ID) {
	switch {
	case !w.After.recorded:
		return spec.Text{JA: "録音がないため、録音には入りません", EN: "it is not written, because there is no recording"},
			[]spec.ID{spec.REC050}
	case b.On != 0:
		return w.onSides(b.On)
	case w.Cause.Verb() == Stop && w.Changes() && !w.After.policy.StopBeepInFile:
		return spec.Text{JA: "停止時のビープ音のため、録音には入りません（A-19 (a)）",
			EN: "it is not written, because it is that of a stop (A-19 (a))"}, []spec.ID{spec.REC021}
	case !w.resumes() && !(w.Cause.Verb() == Stop && w.Changes()):
		return spec.Text{JA: "終わる無音がないため、録音には入りません", EN: "it is not written, because no silence ends"},
			[]spec.ID{spec.REC020}
	}
	return spec.Text{JA: "入れる側にだれもいないため、録音には入りません",
		EN: "it is not written, because nobody is on the side that it belongs to"}, []spec.ID{spec.REC030}
}

func (w *whyBeep) onSides(on Sides) (where spec.Text, rules []spec.ID) {
	where = spec.Text{JA: "録音では%v（%v）に入ります（%v）", EN: "it is written on %v (%v), %v"}.
		With(on, w.called(w.After.OnSide(on)), w.sideOf())
	if !w.resumes() {
		where = spec.Text{JA: "A-19 (b)の方針では停止時のビープ音も録音に入るため、%v",
			EN: "the beep of a stop is written too (A-19 (b)): %v"}.With(where)
		return where, []spec.ID{spec.REC021, spec.REC030}
	}
	return where, []spec.ID{spec.REC020, spec.REC030}
}

// sideOf says why a beep is on its side.
func (w *whyBeep) sideOf() spec.Text {
	switch {
	case w.Cause.Verb() == 0:
		return spec.Text{JA: "操作した人がいないため", EN: "because nobody clicked"}
	case w.After.policy.BeepSide == FarSide:
		return spec.Text{JA: "A-20 (b)：常に通話相手側", EN: "always the far one (A-20 (b))"}
	case w.After.policy.BeepSide == OtherLegs:
		return spec.Text{JA: "A-20 (c)：操作した人以外がいる側", EN: "wherever somebody other than the clicker is (A-20 (c))"}
	}
	return spec.Text{JA: "A-20 (a)：操作した人の反対側", EN: "opposite the one who clicked (A-20 (a))"}
}
