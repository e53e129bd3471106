package matter_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
	"pgregory.net/rapid"
)

// strays takes a random book to a random state, through acts that were allowed and records that were not.
func strays(t *rapid.T, p *matter.Procedure, rnd *rand.Rand) (matter.State, calendar.Date) {
	pl := &player{t: t, p: p, rnd: rnd, s: p.New()}
	on := calendar.MustDate("2026-01-05")
	for range rnd.IntN(25) {
		on = max(on, pl.s.On).Add(rnd.IntN(12))
		if rnd.IntN(4) == 0 {
			pl.record(on)
		} else {
			pl.apply(on)
		}
	}
	on = max(on, pl.s.On).Add(rnd.IntN(3))
	pl.advance(on)
	return pl.s, on
}

func eachRandomProcedure(t *testing.T, draw func(*rapid.T) string, f func(t *rapid.T, p *matter.Procedure, rnd *rand.Rand)) {
	rapid.Check(t, func(rt *rapid.T) {
		book, _ := rulebook.Parse("random.md", []byte(draw(rt)))
		rules, _ := matter.Compile(book, matter.Options{Instances: rapid.IntRange(0, 2).Draw(rt, "instances")})
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		for _, p := range rules.Procedures {
			f(rt, p, rnd)
		}
	})
}

// An act is enabled iff no condition fails, and iff it can be done; and to ask changes nothing.
func TestEnabledWhyAndApplyAgree(t *testing.T) {
	eachRandomProcedure(t, drawBook, func(t *rapid.T, p *matter.Procedure, rnd *rand.Rand) {
		s, on := strays(t, p, rnd)
		before := fmt.Sprint(s)
		enabled := p.Enabled(s, on)
		for e := range p.Events {
			if p.Acts[p.Events[e].Act].Kind == matter.ClockAct {
				continue
			}
			o, ok := p.Sample(s, e, on)
			why := p.Why(s, e, o)
			if is := slices.Contains(enabled, e); is != (ok && len(why) == 0) {
				t.Fatalf("%s enabled: %v, and %v fails", p.EventName(e), is, why)
			}
			if !ok {
				continue
			}
			next, _, err := p.Apply(s, o)
			again, _, _ := p.Apply(s, o)
			var refusal *matter.Refusal
			switch found := p.Find(o); {
			case err == nil && !reflect.DeepEqual(next, again):
				t.Fatalf("%s gave two states", p.EventName(e))
			case len(why) == 0 && err != nil:
				t.Fatalf("of %s nothing fails, and it is refused: %v", p.EventName(e), err)
			case len(why) > 0 && err == nil && found[0] == e && len(found) == 1:
				t.Fatalf("%s is done, though %v fails", p.EventName(e), why)
			case errors.As(err, &refusal) && len(refusal.Reasons) == 0:
				t.Fatalf("%s is refused for no reason", p.EventName(e))
			}
		}
		if after := fmt.Sprint(s); after != before {
			t.Fatalf("asking changed the state:\n%s\n%s", before, after)
		}
	})
}

// Each failed condition is one that fails by itself, cites what says so, and holds on the day it names as the first and
// not on the day before.
func TestEveryReasonStandsByItself(t *testing.T) {
	dated := 0
	eachRandomProcedure(t, drawSlowBook, func(t *rapid.T, p *matter.Procedure, rnd *rand.Rand) {
		s, on := strays(t, p, rnd)
		for e := range p.Events {
			if p.Acts[p.Events[e].Act].Kind == matter.ClockAct {
				continue
			}
			o, ok := p.Sample(s, e, on)
			if !ok {
				continue
			}
			for _, r := range p.Why(s, e, o) {
				if r.Why == "" || r.Clause == "" && r.Why != "the day has ended" {
					t.Fatalf("%s: a reason without words or clause: %+v", p.EventName(e), r)
				}
				if r.After.IsZero() {
					continue
				}
				dated++
				if r.After <= on {
					t.Fatalf("%s fails on %v, and %+v", p.EventName(e), on, r)
				}
				if failsOn(p, s, e, o, r.After, r) {
					t.Fatalf("%s: %+v fails on that day too", p.EventName(e), r)
				}
				if day := r.After.Add(-1); day > on && !failsOn(p, s, e, o, day, r) {
					t.Fatalf("%s: %+v holds on the day before", p.EventName(e), r)
				}
			}
		}
	})
	if dated < 20 {
		t.Errorf("%d reasons named a day: too few to tell", dated)
	}
}

// failsOn says whether, nothing else being done, a condition fails on a day. No deadline is let pass: of what it would
// bring nothing is known here.
func failsOn(p *matter.Procedure, s matter.State, event int, o matter.Occurrence, on calendar.Date, r matter.Reason) bool {
	o.On = on
	return slices.ContainsFunc(p.Why(s, event, o), func(x matter.Reason) bool { return x.Kind == r.Kind && x.Norm == r.Norm && x.Why == r.Why })
}

// With every norm switched off whatever is declared may be done, but for passing on what nobody is left to take.
func TestWithoutNormsEverythingIsPermitted(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		book, _ := rulebook.Parse("random.md", []byte(drawBook(rt)))
		rules, _ := matter.Compile(book, matter.Options{Without: func(*rulebook.Statement) bool { return true }})
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		for _, p := range rules.Procedures {
			s, on := strays(rt, p, rnd)
			for e := range p.Events {
				a := &p.Acts[p.Events[e].Act]
				if a.Kind != matter.PersonAct || a.Opened >= 0 || s.Night {
					continue
				}
				o, ok := p.Sample(s, e, on)
				why := p.Why(s, e, o)
				if len(why) > 0 && why[len(why)-1].Kind != matter.CondChain {
					rt.Fatalf("%s is refused with no norm in force (%v): %v", p.EventName(e), ok, why)
				}
			}
		}
	})
}

// A refusal says what would cure it, in the words of the book.
func TestCures(t *testing.T) {
	for _, tt := range []struct{ name, book, procedure, story, refused, why, cure string }{
		{"stage", "hearing", "complaint", "2026-01-05 complain", "2026-01-06 disclose", "it is not possible in stage received", "it is possible in charged"},
		{"needs", "hearing", "complaint", "2026-01-05 complain\n2026-01-06 appoint\n2026-01-20 report(charge) reasons", "2026-02-20 hearing.open", "disclose has not been done", "first disclose"},
		{"a window that has not opened", "hearing", "complaint", "2026-01-05 complain\n2026-01-06 appoint\n2026-01-20 report(charge) reasons", "2026-01-21 answer as respondent", "the time for it has not begun", "first disclose"},
		{"a window that has closed and can be opened again", "clocks", "case", "2026-01-05 open\n2026-01-06 swear\n2026-01-26 rule sworn.end", "2026-03-20 renew", "the time for it has passed", ""},
		{"held up", "clocks", "case", "2026-01-05 open\n2026-01-07 note", "2026-01-08 archive", "file is owed", "first file"},
		{"a guard on data", "sanctions", "case", "2026-01-05 open\n2026-01-06 grade with gravity grave", "2026-01-07 close(grave)", "it is not possible with what it sets", "choose another outcome"},
		{"a guard on what an act set", "mixed", "case", "2026-01-05 open\n2026-01-06 put with gravity serious", "2026-01-07 see", "what it depends on does not hold: gravity", "it is possible when gravity is minor"},
		{"a guard on a link", "outside", "case", "2026-01-05 refer", "2026-01-07 hear with \"police open\" yes", "what it depends on does not hold: police open", "it is possible when not police open"},
		{"a guard on all", "threads", "case", "2026-01-05 open\n2026-01-06 put with gravity minor\n2026-01-08 list", "2026-01-09 convict", "what it depends on does not hold: decide", "it is possible when decide and decide is proved"},
		{"excluded", "threads", "case", "2026-01-05 open\n2026-01-06 put with gravity minor\n2026-01-06 list\n2026-01-07 withdraw", "2026-01-08 decide(proved)", "it is excluded", ""},
		{"limitation", "limits", "case", "2026-01-05 complain conduct 2025-01-01", "2026-01-07 take-up", "it came later than 6 months after the conduct; the last day was 2025-07-01", "first excuse(granted)"},
		{"reasons", "hearing", "complaint", "2026-01-05 complain\n2026-01-06 appoint", "2026-01-20 report(charge)", "it needs reasons", "give reasons"},
		{"a ground", "outside", "case", "2026-01-05 refer\n2026-01-06 hear\n2026-01-07 decide\n2026-01-08 discover", "2026-01-09 reopen ground boredom reasons", "`boredom` is not one of its grounds", "name one of its grounds: new-facts, forged-evidence"},
		{"who", "persons", "case", "2026-01-05 open", "2026-01-06 find as panel by a", "it is for finder to do", "let finder do it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := compile(t, "testdata/stories/"+tt.book+".md", matter.Options{Instances: 1}).Procedure(tt.procedure)
			s := told(t, p, tt.story)
			words := fields(tt.refused)
			_, _, err := p.Apply(s, occurrence(t, calendar.MustDate(words[0]), words[1:]))
			var refusal *matter.Refusal
			if !errors.As(err, &refusal) {
				t.Fatalf("Apply = %v, want a refusal", err)
			}
			if !slices.ContainsFunc(refusal.Reasons, func(r matter.Reason) bool { return r.Why == tt.why && r.Cure == tt.cure }) {
				t.Errorf("the reasons are %+v, want %q and %q", refusal.Reasons, tt.why, tt.cure)
			}
		})
	}
}

// Letting days pass one by one is letting them pass at once.
func TestDaysPassOneByOneAsAtOnce(t *testing.T) {
	passed := 0
	eachRandomProcedure(t, drawBook, func(t *rapid.T, p *matter.Procedure, rnd *rand.Rand) {
		s, on := strays(t, p, rnd)
		to := on.Add(rnd.IntN(60))
		atOnce, happened, err := p.Advance(s, to)
		var oneByOne []matter.Occurrence
		for day := on; day <= to && err == nil; day = day.Add(1) {
			var done []matter.Occurrence
			s, done, err = p.Advance(s, day)
			oneByOne = append(oneByOne, done...)
		}
		if err != nil {
			return // the calendar does not reach so far
		}
		passed += len(happened)
		if !reflect.DeepEqual(s, atOnce) || fmt.Sprint(oneByOne) != fmt.Sprint(happened) {
			t.Fatalf("to %v at once %v and one by one %v:\n%+v\n%+v", to, happened, oneByOne, atOnce, s)
		}
	})
	if passed < 20 {
		t.Errorf("%d deadlines passed: too few to tell", passed)
	}
}

// A state is data: it can be written down and read again.
func TestAStateCanBeWrittenDown(t *testing.T) {
	eachRandomProcedure(t, drawBook, func(t *rapid.T, p *matter.Procedure, rnd *rand.Rand) {
		s, _ := strays(t, p, rnd)
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var read matter.State
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		again, err := json.Marshal(read)
		if err != nil || string(again) != string(text) || !slices.Equal(read.Marking, s.Marking) || !reflect.DeepEqual(read.Clocks, s.Clocks) {
			t.Fatalf("%v\n%s\n%s", err, text, again)
		}
	})
}
