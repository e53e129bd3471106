package matter_test

import (
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
		rules, _ := matter.Compile(book, matter.Options{Without: func(string) bool { return true }})
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
