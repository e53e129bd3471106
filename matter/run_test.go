package matter_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
	"pgregory.net/rapid"
)

// A run in place is the same as a row of states, also in memory that another matter has used.
func TestRunIsARowOfStates(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		book, _ := rulebook.Parse("random.md", []byte(drawBook(rt)))
		rules, _ := matter.Compile(book, matter.Options{})
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		for _, p := range rules.Procedures {
			run := p.Run()
			for range 2 {
				sameAsStates(rt, p, run, rnd)
				run.Reset()
			}
			if fresh := p.Run(); !reflect.DeepEqual(run.State.Marking, fresh.State.Marking) || run.State.Spell != 0 || len(run.State.Holdings) > 0 {
				rt.Fatalf("after Reset the state is %+v", run.State)
			}
		}
	})
}

func sameAsStates(t *rapid.T, p *matter.Procedure, run *matter.Run, rnd *rand.Rand) {
	s := p.New()
	on := calendar.MustDate("2026-01-05")
	for range 30 {
		on = on.Add(rnd.IntN(30))
		next, passed, err := p.Advance(s, on)
		happened, err2 := run.Advance(on)
		if (err == nil) != (err2 == nil) || len(passed) != len(happened) || len(passed) > 0 && !reflect.DeepEqual(passed, slices.Clone(happened)) {
			t.Fatalf("to %v: Advance %v %v, in place %v %v", on, passed, err, happened, err2)
		}
		if err != nil {
			return
		}
		s = next
		e := rnd.IntN(len(p.Events))
		o, _ := p.Sample(s, e, on)
		o.By = []string{"anna"}
		var followed []matter.Occurrence
		if rnd.IntN(3) == 0 {
			next, followed = p.Record(s, e, o)
			happened = run.Record(e, o)
		} else {
			next, followed, err = p.Apply(s, o)
			happened, err2 = run.Apply(o)
			if (err == nil) != (err2 == nil) {
				t.Fatalf("Apply %v, in place %v", err, err2)
			}
		}
		if len(followed) != len(happened) || len(followed) > 0 && !reflect.DeepEqual(followed, slices.Clone(happened)) {
			t.Fatalf("there followed %v, in place %v", followed, happened)
		}
		s = next
		if got := run.State; !reflect.DeepEqual(got.Marking, s.Marking) || !reflect.DeepEqual(got.Clocks, s.Clocks) || got.On != s.On || got.Ended != s.Ended || got.Spell != s.Spell || len(got.Holdings) != len(s.Holdings) {
			t.Fatalf("the states part:\n%+v\n%+v", got, s)
		}
	}
}

// What a clause requires can be switched off; what it declares stays.
func TestNormsSwitchedOff(t *testing.T) {
	for _, tt := range []struct{ name, book, procedure, off, story, allowed string }{
		{"needs and a minimum period", "hearing", "complaint", "2.4", "2026-01-05 complain\n2026-01-06 appoint\n2026-01-20 report(charge) reasons", "2026-01-21 hearing.open"},
		{"reasons", "hearing", "complaint", "2.3", "2026-01-05 complain\n2026-01-06 appoint", "2026-01-21 report(charge)"},
		{"a limit", "hearing", "complaint", "2.3", "2026-01-05 complain\n2026-01-06 appoint", "2026-09-21 report(charge) reasons"},
		{"a stage", "hearing", "complaint", "2.3", "2026-01-05 complain\n2026-01-06 appoint\n2026-01-20 report(charge) reasons", "2026-01-21 report(no-case)"},
		{"a window", "hearing", "complaint", "2.5", "2026-01-05 complain\n2026-01-06 appoint\n2026-01-20 report(charge) reasons", "2026-01-21 answer as respondent"},
		{"a bar", "hearing", "complaint", "2.2", "2026-01-05 complain\n2026-01-06 appoint to a\n2026-01-20 report(charge) reasons\n2026-02-02 disclose", "2026-02-17 hearing.open as panel by a"},
		{"a cap", "outside", "case", "6", "2026-01-05 refer\n2026-01-06 note\n2026-01-06 note", "2026-01-07 note"},
		{"a guard", "outside", "case", "4", "2026-01-05 refer", "2026-01-07 hear with \"police open\" yes"},
		{"grounds and a cap", "outside", "case", "1", "2026-01-05 refer\n2026-01-06 hear\n2026-01-07 decide", "2026-01-08 reopen"},
		{"the table", "sanctions", "case", "2", "2026-01-05 open", "2026-01-06 impose as panel with sanction fine"},
		{"who alone may", "sanctions", "case", "3", "2026-01-05 open", "2026-01-06 settle(warned) with sanction ban"},
		{"a vote's majority", "voting", "motion", "1", "2026-01-05 move", "2026-01-06 ballot(carried) tally 10 10 0 20 0"},
		{"a duty to send", "notices", "case", "1", "2026-01-05 open", "2026-01-06 decision-notice.send"},
		{"limitation", "limits", "case", "1", "2026-01-05 complain conduct 2020-01-01", "2026-01-06 take-up"},
		{"an exception", "exceptions", "case", "5", "2026-01-05 open\n2026-01-05 guest.come\n2026-01-06 ask\n2026-01-07 answer", "2026-01-20 finish"},
		{"what it stands for", "exceptions", "case", "4", "2026-01-05 open", "2026-01-06 finish"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := "testdata/stories/" + tt.book + ".md"
			tell := func(p *matter.Procedure, lines string) error {
				tl := teller{t: t, p: p, s: told(t, p, lines)}
				o := occurrence(t, calendar.MustDate(fields(tt.allowed)[0]), fields(tt.allowed)[1:])
				_, _, err := tl.apply(o)
				return err
			}
			if err := tell(compile(t, file, matter.Options{}).Procedure(tt.procedure), tt.story); err == nil {
				t.Errorf("%s is allowed with clause %s", tt.allowed, tt.off)
			}
			off := matter.Options{Without: func(s *rulebook.Statement) bool { return s.Clause.Number == tt.off }}
			if err := tell(compile(t, file, off).Procedure(tt.procedure), tt.story); err != nil {
				t.Errorf("without clause %s: %v", tt.off, err)
			}
		})
	}
}
