package law_test

import (
	"testing"

	"github.com/recpause/recpause/cluster/law"
	"github.com/recpause/recpause/pause"
)

var (
	one = law.ID{Node: "one", Boot: 1}
	two = law.ID{Node: "two", Boot: 1}
)

// answered returns the entry of a call of two softphones.
func answered(t *testing.T) law.Entry {
	t.Helper()
	call, err := pause.NewCall(true, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	return law.Entry{Owner: one, Call: call, Softphones: pause.PartiesOf(0, 1)}
}

// find returns the first action of a kind.
func find(t *testing.T, acts []law.Action, k law.Kind) law.Action {
	t.Helper()
	for _, a := range acts {
		if a.Kind == k {
			return a
		}
	}
	t.Fatalf("there is no %v in %+v", k, acts)
	return law.Action{}
}

func kinds(acts []law.Action) (text string) {
	for _, a := range acts {
		text += a.Kind.String() + " "
	}
	return text
}

// owner returns the owner of a call that the store knows.
func owner(t *testing.T) law.Owner {
	t.Helper()
	o, acts := law.Begin(one, answered(t))
	if put := find(t, acts, law.Put); put.After != 0 {
		t.Fatalf("the first entry is written after %d", put.After)
	}
	if acts := o.Hear(law.Answer{Question: 1, Outcome: law.Done, Revision: 1}); len(acts) > 0 {
		t.Fatalf("%+v", acts)
	}
	return o
}

// A call that was answered just now is not let go of because its own first write is still under way: a second one is
// refused meanwhile, and nothing is there yet.
func TestTheFirstWriteIsStillUnderWay(t *testing.T) {
	o, acts := law.Begin(one, answered(t))
	acts = o.Hear(law.Answer{Question: find(t, acts, law.Put).Question})
	acts = o.Hear(law.Answer{Question: find(t, acts, law.Put).Question, Outcome: law.Conflict})
	acts = o.Hear(law.Answer{Question: find(t, acts, law.Get).Question, Outcome: law.Missing})
	put := find(t, acts, law.Put)
	if put.After != 0 || o.Phase() != law.Owning {
		t.Errorf("got %+v of an owner that is %v", put, o.Phase())
	}
	o.Hear(law.Answer{Question: put.Question, Outcome: law.Done, Revision: 7})
	put = find(t, o.Do(0, pause.Command{Verb: pause.Stop, Seq: 1}), law.Put)
	acts = o.Hear(law.Answer{Question: put.Question, Outcome: law.Conflict})
	acts = o.Hear(law.Answer{Question: find(t, acts, law.Get).Question, Outcome: law.Missing})
	find(t, acts, law.LetGo) // it was there, and is over
}

// A time-out is not a no: what was written and not answered is found, and counts.
func TestATimeOutIsNotANo(t *testing.T) {
	o := owner(t)
	put := find(t, o.Do(0, pause.Command{Verb: pause.Stop, Seq: 1}), law.Put)
	again := find(t, o.Hear(law.Answer{Question: put.Question}), law.Put)
	if again.After != put.After || again.Question == put.Question {
		t.Errorf("asked %+v and then %+v", put, again)
	}
	get := find(t, o.Hear(law.Answer{Question: again.Question, Outcome: law.Conflict}), law.Get)
	if acts := o.Hear(law.Answer{Question: put.Question, Outcome: law.Done, Revision: 2}); len(acts) > 0 {
		t.Errorf("a late answer made it %v", kinds(acts))
	}
	o.Hear(law.Answer{Question: get.Question, Outcome: law.Found, Entry: put.Entry, Revision: 2})
	if o.Phase() != law.Owning || o.Call().State() != pause.Silent {
		t.Errorf("it is %v, %v", o.Phase(), o.Call())
	}
}

// Of a stop that the store has somebody is told, also where its answer was lost, and where it had it before.
func TestAStopThatTheStoreHasIsSafe(t *testing.T) {
	o := owner(t)
	put := find(t, o.Do(0, pause.Command{Verb: pause.Stop, Seq: 1}), law.Put)
	again := find(t, o.Hear(law.Answer{Question: put.Question}), law.Put)
	get := find(t, o.Hear(law.Answer{Question: again.Question, Outcome: law.Conflict}), law.Get)
	acts := o.Hear(law.Answer{Question: get.Question, Outcome: law.Found, Entry: put.Entry, Revision: 2})
	if kinds(acts) != "safe " || !o.Safe() {
		t.Errorf("it was written, and not answered: %v", kinds(acts))
	}
	if acts := o.Key(0, pause.Stop); kinds(acts) != "do confirm safe " || !o.Safe() {
		t.Errorf("it has stopped before: %v", kinds(acts))
	}
}

// A resume that the store does not answer in time is rejected, and nothing changes; what the store may have is put
// right.
func TestAResumeThatIsNotAnswered(t *testing.T) {
	o := owner(t)
	put := find(t, o.Do(0, pause.Command{Verb: pause.Stop, Seq: 1}), law.Put)
	acts := o.Hear(law.Answer{Question: put.Question, Outcome: law.Done, Revision: 2})
	if kinds(acts) != "safe " || acts[0].Party != 0 {
		t.Errorf("%+v", acts)
	}
	resume := find(t, o.Do(1, pause.Command{Verb: pause.Resume, Seq: 1}), law.Put)
	if resume.Entry.Call.State() != pause.On || o.Call().State() != pause.Silent {
		t.Errorf("it told %v, and has %v", resume.Entry.Call, o.Call())
	}
	acts = o.Hear(law.Answer{Question: resume.Question})
	if r := find(t, acts, law.Reject); r.Party != 1 || r.Command.Verb != pause.Resume {
		t.Errorf("%+v", r)
	}
	if put := find(t, acts, law.Put); put.Entry.Call.State() != pause.Silent {
		t.Errorf("%+v", put)
	}
}

// Where the store has no entry everybody in the call has stopped it, until somebody resumes.
func TestUnknownIsSilent(t *testing.T) {
	o, acts := law.Take(two, one, answered(t))
	if kinds(acts) != "mute get " {
		t.Fatal(kinds(acts))
	}
	put := find(t, o.Hear(law.Answer{Question: 1, Outcome: law.Missing}), law.Put)
	if put.After != 0 || put.Entry.Owner != two {
		t.Errorf("%+v", put)
	}
	acts = o.Hear(law.Answer{Question: 2, Outcome: law.Done, Revision: 7})
	if g := find(t, acts, law.Greet); g.Epoch != 7 {
		t.Errorf("%+v", g)
	}
	o.Report(0, 7, false, 0)
	o.Report(1, 7, false, 0)
	if o.Call().State() != pause.Silent {
		t.Errorf("it records: %v", o.Call())
	}
	put = find(t, o.Do(0, pause.Command{Verb: pause.Resume, Seq: 1}), law.Put)
	acts = o.Hear(law.Answer{Question: put.Question, Outcome: law.Done, Revision: 8})
	if kinds(acts) != "do confirm " || o.Call().State() != pause.On {
		t.Errorf("%v: %v", kinds(acts), o.Call())
	}
}

// In a room a new owner doubts each voice of its own.
func TestARoomIsTakenVoiceByVoice(t *testing.T) {
	room := pause.NewRoom(true)
	for p := range pause.Party(3) {
		if _, err := room.Join(p); err != nil {
			t.Fatal(err)
		}
	}
	_, _ = room.Stop(2)
	e := law.Entry{Owner: one, Call: room, Softphones: pause.PartiesOf(0, 1, 2)}
	o, _ := law.Take(two, one, e)
	o.Hear(law.Answer{Question: 1, Outcome: law.Found, Entry: e, Revision: 4})
	o.Hear(law.Answer{Question: 2, Outcome: law.Done, Revision: 5})
	o.Report(0, 5, false, 3)
	o.Report(2, 5, false, 3)
	if got := o.Call().Silenced(); got != pause.PartiesOf(1, 2) {
		t.Errorf("silent are %v, want one who has stopped and one who has not reported", got)
	}
}

// Whoever is not in the call commands nothing, and no number is too large.
func TestStrangersCommandNothing(t *testing.T) {
	o := owner(t)
	for _, p := range []pause.Party{2, 63, 64, 255} {
		for _, acts := range [][]law.Action{o.Do(p, pause.Command{Verb: pause.Stop, Seq: 1}), o.Key(p, pause.Stop)} {
			if kinds(acts) != "reject " {
				t.Errorf("party %d: %v", p, kinds(acts))
			}
		}
	}
	if acts := o.Do(0, pause.Command{Seq: 1}); kinds(acts) != "reject " {
		t.Errorf("no verb: %v", kinds(acts))
	}
	if acts := o.Report(200, 0, true, 1); len(acts) > 0 {
		t.Error(kinds(acts))
	}
}

// The zero Owner and one that has let go own nothing.
func TestWhoOwnsNothing(t *testing.T) {
	var zero law.Owner
	if acts := zero.Do(0, pause.Command{Verb: pause.Stop, Seq: 1}); kinds(acts) != "reject " {
		t.Error(kinds(acts))
	}
	o, _ := owner(t).Return(law.ID{Node: "one", Boot: 2})
	e := answered(t)
	e.Owner = two
	acts := o.Hear(law.Answer{Question: 1, Outcome: law.Found, Entry: e, Revision: 9})
	if kinds(acts) != "mute let_go " || o.Phase() != law.Gone || o.Call().State() != pause.Silent {
		t.Errorf("%v: %v, %v", kinds(acts), o.Phase(), o.Call())
	}
}

// Every row says when it counts and what it does.
func TestRowsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range law.Rows() {
		if r.When() == "" || r.Acts() == "" || r.Store() == "" || seen[r.String()] {
			t.Errorf("%v: %q, %q, %q", r, r.When(), r.Acts(), r.Store())
		}
		seen[r.String()] = true
	}
	if len(seen) != 9 {
		t.Errorf("%d rows", len(seen))
	}
}
