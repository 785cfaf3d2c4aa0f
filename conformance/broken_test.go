package conformance_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

// A subject that describes itself as something that cannot be gets an error that says what is wrong, and no verdict.
func TestImpossibleDescriptions(t *testing.T) {
	choice := func(id, key string) func(*conformance.Description) {
		return func(d *conformance.Description) {
			d.Choices[spec.ChoiceID(id)] = key
		}
	}
	for _, row := range []struct {
		field string
		role  conformance.Role
		of    func(*conformance.Description)
	}{
		{"role", conformance.System, func(d *conformance.Description) { d.Role = 0 }},
		{"role", conformance.System, func(d *conformance.Description) { d.Role = 9 }},
		{"observables", conformance.PBX, func(d *conformance.Description) { d.Observables |= spec.Screen }},
		{"observables", conformance.Softphone, func(d *conformance.Description) { d.Observables = spec.File }},
		{"observables", conformance.System, func(d *conformance.Description) { d.Observables |= 1 << 15 }},
		{"features", conformance.System, func(d *conformance.Description) { d.Features |= 1 << 15 }},
		{"guard", conformance.System, func(d *conformance.Description) { d.Guard = -1 }},
		{"guard", conformance.System, func(d *conformance.Description) { d.Guard = conformance.MaxGuard + 1 }},
		{"choices", conformance.System, func(d *conformance.Description) { d.Choices["A-99"] = "a" }},
		{"choices", conformance.System, func(d *conformance.Description) { d.Choices[""] = "a" }},
		{"choice A-09", conformance.System, choice("A-09", "c")},
		{"choice A-09", conformance.System, choice("A-09", "")},
		{"choice A-04", conformance.System, choice("A-04", "b")},
		{"choice A-22", conformance.System, choice("A-22", "b")},
		{"choice A-23", conformance.System, choice("A-23", "c")},
		{"choice A-29", conformance.System, choice("A-29", "b")},
		{"choice A-31", conformance.System, choice("A-31", "b")},
		{"description", conformance.System, func(*conformance.Description) { panic("no description") }},
	} {
		s := around(row.role)
		s.describe = row.of
		r, err := conformance.Check(t.Context(), s)
		var wrong *conformance.Error
		if !errors.As(err, &wrong) || wrong.Of != "the subject's "+row.field || r != nil {
			t.Errorf("%s: got %v, %v", row.field, r, err)
		} else if wrong.Want == "" || !strings.Contains(err.Error(), wrong.Want) {
			t.Errorf("%s: got %v, want it to say what it wants", row.field, err)
		}
	}
}

// An option that the manual leaves is declared like any other; no subject and no such rule are errors, too.
func TestCheckErrors(t *testing.T) {
	s := around(conformance.System)
	if _, err := conformance.Check(t.Context(), s, conformance.Only(spec.OPS010, spec.DOC010)); err == nil ||
		err.Error() != "conformance: RP-DOC-010: got no check, want a rule that has one" {
		t.Errorf("a rule without a check: got %v", err)
	}
	var wrong *conformance.Error
	if _, err := conformance.Check(t.Context(), nil); !errors.As(err, &wrong) {
		t.Errorf("no subject: got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := conformance.Check(ctx, s); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that is over: got %v", err)
	}
}

var errOut = errors.New("out of order")

// An adapter of one softphone shows no other: what needs two is not judged, and the rest is.
func TestOneSoftphone(t *testing.T) {
	s := around(conformance.Softphone)
	s.see = func(_ conformance.Scene, o *conformance.Observation) { delete(o.Phones, "B"); delete(o.Phones, "D") }
	r := check(t, s.out())
	if f, _ := r.Find(spec.S2S113); f.Verdict != conformance.Inconclusive || !strings.Contains(f.Reason.EN,
		"Softphone B is not shown") {
		t.Errorf("got %v", f)
	}
	if r.Count(conformance.Fail)+r.Count(conformance.Broken) > 0 || r.Overall() != conformance.ConformantAsObserved {
		t.Errorf("got %v", r)
	}
}

// A subject that errs, panics or hides what it says can be seen breaks, and says where; it neither passes nor fails,
// and no panic reaches who asks. Its sessions are closed all the same.
func TestBrokenSubjects(t *testing.T) {
	hide := func(change func(*conformance.Observation)) func(*wrapped) {
		return func(w *wrapped) { w.see = func(_ conformance.Scene, o *conformance.Observation) { change(o) } }
	}
	for _, row := range []struct {
		name  string
		rule  spec.ID
		of    func(*wrapped)
		wants string
	}{
		{"open errs", spec.VIS022, func(w *wrapped) { w.open = func(conformance.Scene) error { return errOut } },
			"out of order"},
		{"open panics", spec.VIS022, func(w *wrapped) { w.open = func(conformance.Scene) error { panic("no scene") } },
			"panicked: no scene"},
		{"open gives nothing", spec.VIS022, func(w *wrapped) { w.outer = closedSUT{w} }, "no session and no error"},
		{"do errs", spec.OPS010, func(w *wrapped) {
			w.do = func(conformance.Scene,
				conformance.Event) error {
				return errOut
			}
		}, "out of order"},
		{"do panics", spec.OPS010, func(w *wrapped) {
			w.do = func(conformance.Scene,
				conformance.Event) error {
				panic("no event")
			}
		}, "panicked: no event"},
		{"observe errs", spec.OPS010,
			func(w *wrapped) { w.observe = func(conformance.Observation) error { return errOut } }, "out of order"},
		{"observe panics", spec.OPS010,
			func(w *wrapped) { w.observe = func(conformance.Observation) error { panic("no view") } },
			"panicked: no view"},
		{"close errs", spec.OPS010, func(w *wrapped) { w.close = func() error { return errOut } }, "out of order"},
		{"close panics", spec.OPS010, func(w *wrapped) { w.close = func() error { panic("not closed") } },
			"panicked: not closed"},
		{"hides the screen", spec.VIS022, hide(func(o *conformance.Observation) { o.Phones = nil }),
			"(ui), and shows nothing of A."},
		{"hides its buttons", spec.BTN020, hide(func(o *conformance.Observation) {
			eachPhone(o, func(p *conformance.Screen) { p.Buttons = nil })
		}), "(op), and shows nothing of A's 「保留」."},
		{"hides its recorder", spec.OPS010, hide(func(o *conformance.Observation) { o.Calls = nil }),
			"(rec), and shows nothing of the original call."},
		{"hides its beeps", spec.NTF010, hide(func(o *conformance.Observation) { o.Beeps = nil }),
			"(beep), and shows nothing of A."},
		{"hides DTMF", spec.BTN101, hide(func(o *conformance.Observation) { o.DTMF = nil }),
			"(dtmf), and shows nothing of A."},
		{"hides the history", spec.DTM010, hide(func(o *conformance.Observation) { o.History = nil }),
			"(hist), and shows nothing of C."},
		{"hides support levels", spec.WAR010, hide(func(o *conformance.Observation) { o.Support = nil }),
			"support levels, and states none"},
		{"hides reasons", spec.BTN020, hide(func(o *conformance.Observation) {
			eachPhone(o, func(p *conformance.Screen) { p.Reasons = nil })
		}), "gives reasons, and gives none"},
		{"hides the transcript", spec.ASR010, func(w *wrapped) {
			w.read = func(_ conformance.Scene, r *conformance.Contents) { r.Transcript = nil }
		}, "(asr), and shows nothing of A."},
		{"reading panics", spec.REC010, func(w *wrapped) {
			w.read = func(conformance.Scene, *conformance.Contents) { panic("no file") }
		}, "panicked: no file"},
		{"reads nothing", spec.REC010, func(w *wrapped) { w.outer = closedBook{w} }, "its session is no Reader"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := around(conformance.System)
			s.closed = new(int)
			row.of(&s)
			r := check(t, s.out(), conformance.Only(row.rule), conformance.WithProfile(conformance.Quirks))
			f, _ := r.Find(row.rule)
			if f.Verdict != conformance.Broken || f.Failure != nil || !strings.Contains(f.Reason.EN, row.wants) ||
				f.Reason.JA == "" {
				t.Errorf("got %v, want it broken: %s", f, row.wants)
			}
			if r.Overall() != conformance.Unjudged {
				t.Errorf("got %v, want unjudged", r.Overall())
			}
			if f.Sessions != 0 && *s.closed < f.Sessions {
				t.Errorf("%d of %d sessions were closed", *s.closed, f.Sessions)
			}
		})
	}
}

// closedSUT opens nothing.
type closedSUT struct{ conformance.SUT }

func (closedSUT) Open(context.Context, conformance.Scene) (conformance.Session, error) {
	return nil, nil
}

// closedBook gives sessions whose recordings cannot be read.
type closedBook struct{ conformance.SUT }

func (c closedBook) Open(ctx context.Context, s conformance.Scene) (conformance.Session, error) {
	inner, err := c.SUT.Open(ctx, s)
	return struct{ conformance.Session }{inner}, err
}

// What cannot be seen is inconclusive: a scene that the subject does not have or, by its own account, is not in; an
// event that it does not have or refuses, and that the rule needs.
func TestInconclusive(t *testing.T) {
	for _, row := range []struct {
		name  string
		rule  spec.ID
		of    func(*wrapped)
		wants string
	}{
		{"no such scene", spec.VIS022, func(w *wrapped) {
			w.open = func(conformance.Scene) error { return conformance.ErrUnsupported }
		}, "does not support it"},
		{"another state", spec.VIS022, func(w *wrapped) {
			w.see = func(_ conformance.Scene, o *conformance.Observation) {
				eachPhone(o, func(p *conformance.Screen) { p.State = callstate.Held })
			}
		}, "reports that A is holding its call"},
		{"no such event", spec.OPS010, func(w *wrapped) {
			w.do = func(conformance.Scene, conformance.Event) error { return conformance.ErrUnsupported }
		}, "cannot do this: A clicks 「録音停止」"},
		{"refuses the next call", spec.S2S230, func(w *wrapped) {
			w.do = func(_ conformance.Scene, e conformance.Event) error {
				if e.Action == conformance.Fact {
					return conformance.ErrRejected
				}
				return nil
			}
		}, "rejects this: C hangs up"},
		{"not observable", spec.OPS010, func(w *wrapped) {
			w.describe = func(d *conformance.Description) { d.Observables &^= spec.RecorderState }
		}, "Not observable: what a recording does (rec)"},
		{"no recording to read", spec.REC010, func(w *wrapped) { w.outer = noBook{w} }, "does not support it"},
		{"the call is not there", spec.OPS010, func(w *wrapped) {
			w.see = func(_ conformance.Scene, o *conformance.Observation) { clear(o.Calls) }
		}, "does not report the original call"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := around(conformance.System)
			row.of(&s)
			f, _ := check(t, s.out(), conformance.Only(row.rule)).Find(row.rule)
			if f.Verdict != conformance.Inconclusive || !strings.Contains(f.Reason.EN, row.wants) || f.Reason.JA == "" {
				t.Errorf("got %v, want it inconclusive: %s", f, row.wants)
			}
		})
	}
}

// noBook gives sessions that have no recording to read.
type noBook struct{ conformance.SUT }

func (c noBook) Open(ctx context.Context, s conformance.Scene) (conformance.Session, error) {
	inner, err := c.SUT.Open(ctx, s)
	return noPages{inner}, err
}

type noPages struct{ conformance.Session }

func (noPages) Recording(context.Context) (conformance.Contents, error) {
	return conformance.Contents{}, conformance.ErrUnsupported
}

// A difference in one scene is a failure, whatever other scenes the subject does not have.
func TestAMissingSceneHidesNoFailure(t *testing.T) {
	s := around(conformance.System)
	s.open = func(scene conformance.Scene) error {
		if scene.Settings.Version == "3.12.99" {
			return conformance.ErrUnsupported
		}
		return nil
	}
	s.see = func(scene conformance.Scene, o *conformance.Observation) {
		if scene.Settings.Version == "4.0.0" {
			eachPhone(o, func(p *conformance.Screen) { p.Toggle = 0 })
		}
	}
	if f, _ := check(t, s, conformance.Only(spec.AVL010)).Find(spec.AVL010); f.Verdict != conformance.Fail {
		t.Errorf("got %v", f)
	}
}

// A PBX that takes an unknown verb for a resume fails; one that has never heard of it does not.
func TestUnknownVerb(t *testing.T) {
	for err, want := range map[error]conformance.Verdict{conformance.ErrRejected: conformance.Pass,
		conformance.ErrUnsupported: conformance.Pass, errOut: conformance.Broken} {
		s := around(conformance.PBX)
		s.do = func(_ conformance.Scene, e conformance.Event) error {
			if e.Action == conformance.Command && e.Verb > pause.Resume {
				return err
			}
			return nil
		}
		if f, _ := check(t, s, conformance.Only(spec.RSP020)).Find(spec.RSP020); f.Verdict != want {
			t.Errorf("%v: got %v, want %v", err, f, want)
		}
	}
}

// A locked button whose click changes what is shown fails.
func TestLockedButtonsDoNothing(t *testing.T) {
	s := around(conformance.System)
	pressed := false
	s.do = func(_ conformance.Scene, e conformance.Event) error {
		pressed = e.Action == conformance.Click && e.Button == buttons.Park
		return nil
	}
	s.see = func(_ conformance.Scene, o *conformance.Observation) {
		if pressed {
			eachPhone(o, func(p *conformance.Screen) { p.Toggle, p.Message = pause.Stop, false })
		}
	}
	if f, _ := check(t, s, conformance.Only(spec.BTN120)).Find(spec.BTN120); f.Verdict != conformance.Fail {
		t.Errorf("got %v", f)
	}
}

// What is in a recording twice makes up for nothing that is missing in it, and a recording that begins after the stop
// has lost what was said before.
func TestHalvesOfRecordings(t *testing.T) {
	for _, row := range []struct {
		rule spec.ID
		of   func(*conformance.Contents)
	}{
		{spec.REC040, func(r *conformance.Contents) {
			voices := []string{conformance.A, conformance.C}
			middle := r.To - conformance.Rate/4
			var twice []conformance.Segment
			for _, from := range []int64{r.To - conformance.Rate, r.To - conformance.Rate + 10,
				r.To - conformance.Rate + 30} {
				to := middle
				if len(twice) == 1 {
					to = from + 10
				}
				twice = append(twice, conformance.Segment{Span: recording.Span{From: from, To: to}, Voices: voices})
			}
			r.Tracks = []conformance.TrackContents{{Segments: twice}}
		}},
		{spec.RSP030, func(r *conformance.Contents) { r.From = r.To - 1 }},
		{spec.REC040, func(r *conformance.Contents) { r.Tracks = nil }},
	} {
		s := around(conformance.System)
		s.read = func(_ conformance.Scene, r *conformance.Contents) { row.of(r) }
		if f, _ := check(t, s, conformance.Only(row.rule)).Find(row.rule); f.Verdict != conformance.Fail {
			t.Errorf("got %v", f)
		}
	}
}

// A subject that does otherwise after the cancel of a # transfer, and of no * transfer, fails the rules of a cancel.
func TestSharpCancelIsChecked(t *testing.T) {
	cancelled := false
	s := around(conformance.System)
	s.open = func(conformance.Scene) error { cancelled = false; return nil }
	s.do = func(_ conformance.Scene, e conformance.Event) error {
		cancelled = cancelled || e.Fact == calllog.SharpCancel
		return nil
	}
	s.see = func(_ conformance.Scene, o *conformance.Observation) {
		if cancelled {
			eachPhone(o, func(p *conformance.Screen) { p.Toggle, p.Message = pause.Stop, false })
		}
	}
	rules := []spec.ID{spec.XFR031, spec.XFR032}
	r := check(t, s, conformance.Only(rules...), conformance.WithProfile(conformance.Quirks))
	for _, rule := range rules {
		if f, _ := r.Find(rule); f.Verdict != conformance.Fail {
			t.Errorf("%v: got %v, want a failure", rule, f.Verdict)
		}
	}
}
