package check

import (
	"fmt"
	"testing"

	"github.com/evenhand/evenhand/matter"
	"pgregory.net/rapid"
)

// TestEngineAgrees: what the engine says of a book, its zones with nothing left out and its answers that look at as little
// as will do, is what going day by day says.
func TestEngineAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawBook(t)
		d := newDaily(p, 3_000)
		if d.over {
			t.Skip("too many days")
		}
		agreeOnMarkings(t, p, d)
		agreeOnCycles(t, p, d)
		agreeOnTime(t, p, d)
		agreeOnStays(t, p, d)
		agreeOnNights(t, p, d)
	})
}

// TestEngineAgreesOn: books on which it once did not.
func TestEngineAgreesOn(t *testing.T) {
	for _, tt := range []struct{ name, book string }{
		{"a zone united with one of a day later while a clock is held", `procedure case
  begins with start
  stages one, two
  ends in done
role party, side respondent
role judge, side organisation
act start by party -> one
act a1 by judge in one or two
clock c1 in two -> done
deadline d0, from start, within 3 days, otherwise c1
deadline d1, from a1, in one, within 0 days, otherwise c1, restarts
clock finish -> done
deadline life-one, from entering one, in one, within 4 days, otherwise finish
act rest by judge, at most 1 times
act go-on by judge
pause break, begins with rest, ends with go-on.by-rule or go-on, stops {d0}, for at most 2 days
clock go-on.by-rule
occasion review, at most 3 days apart, by judge
`},
		{"a limit of no days that begins at night begins again every night", `procedure case
  begins with start
  stages one
  ends in done
role party, side respondent
act start by party -> one
clock c0
deadline d0, from entering one, within 0 days, otherwise c0
deadline d1, from c0, within 0 days, otherwise c0, restarts
`},
		{"a stage that is never reached", `procedure case
  begins with start
  stages one, two
  ends in done
role party, side respondent
role judge, side organisation
act start by party -> one
act a0 by judge in one
clock c0 -> two
deadline d0, from c0, in two, within 1 days, otherwise c0
deadline d1, from start, in two, until a0, within 1 days, otherwise c0
deadline d2, from c0, in one, until c0, within 0 days, otherwise c0, restarts
a0 held up by a0
c0 obliges a0
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := bookOf(t, tt.book)
			d := newDaily(p, 20_000)
			if d.over {
				t.Fatal("too many days")
			}
			agreeOnMarkings(t, p, d)
			agreeOnCycles(t, p, d)
			agreeOnTime(t, p, d)
			agreeOnStays(t, p, d)
		})
	}
}

// agreeOnMarkings: the zones, with nothing left out, reach the markings that the days reach.
func agreeOnMarkings(t rapid.TB, p *matter.Procedure, d *daily) {
	want := map[string]bool{}
	for i := range d.states {
		want[fmt.Sprint(d.states[i].m)] = true
	}
	x := newProver(p, 0).nothingLeftOut(t)
	x.run()
	marking := make([]uint8, len(x.g.m.base))
	got := map[string]bool{}
	for i := range x.g.states {
		if i < len(x.reached) && x.reached[i] {
			x.g.load(int32(i), marking)
			got[fmt.Sprint(matter.Marking(marking))] = true
		}
	}
	for k := range want {
		if !got[k] {
			t.Errorf("zones do not reach %s", markingWords(p, k))
		}
	}
	for k := range got {
		if !want[k] {
			t.Errorf("days do not reach %s", markingWords(p, k))
		}
	}
}

// agreeOnNights: of the same deadlines it matters in which order they are taken on one day.
func agreeOnNights(t rapid.TB, p *matter.Procedure, d *daily) {
	pr := newProver(p, 0)
	for second := range p.Deadlines {
		for first := range second {
			n, x, y := night{first, second, newBitset(len(p.Slots))}, pr.expiring(first), pr.expiring(second)
			got := false
			if pr.overlap(n) && x.disturbs(&y) {
				f, err := pr.fallsOnOneNight(n, nil)
				if err != nil || f.why != "" {
					t.Fatal(err, f.why)
				}
				got = f.runs[0] != nil
			}
			if want := d.nights[[2]int{first, second}]; got != want {
				t.Errorf("%s and %s: the order matters: zones say %t, days %t", p.Deadlines[first].Name, p.Deadlines[second].Name, got, want)
			}
		}
	}
}

// nothingLeftOut makes a search of the whole procedure.
func (pr *prover) nothingLeftOut(t rapid.TB) *search {
	g, err := pr.subject(question{whole: true}).full()
	if err != nil {
		t.Fatal(err)
	}
	return pr.search(g)
}

func markingWords(p *matter.Procedure, marking string) string {
	var m []uint8
	fmt.Sscan(marking)
	var v uint8
	s := marking[1 : len(marking)-1]
	for len(s) > 0 {
		if n, _ := fmt.Sscan(s, &v); n == 0 {
			break
		}
		m = append(m, v)
		i := 0
		for i < len(s) && s[i] != ' ' {
			i++
		}
		s = s[min(i+1, len(s)):]
	}
	text := ""
	for i, v := range m {
		if v != p.Initial[i] {
			text += fmt.Sprintf(" %d:%s=%d", p.Slots[i].Kind, p.Slots[i].Name, v)
		}
	}
	return text
}

// agreeOnCycles: with nothing left out, the zones have the states in which nothing need ever happen, and the cycles along
// which days pass for ever, that the days have.
func agreeOnCycles(t rapid.TB, p *matter.Procedure, d *daily) {
	in := going(p)
	pr := newProver(p, 0)
	x := pr.nothingLeftOut(t)
	g := x.g
	x.region = inGoing(p).lits
	x.run()
	got, want := map[int]bool{}, map[int]bool{}
	for s, yes := range x.reached {
		if stage := g.stageOf(int32(s)); yes && in.Has(stage) && !g.layouts[g.states[s].layout].bounded {
			got[stage] = true
		}
	}
	for i := range d.states {
		if d.going(i) && !d.bounded(i) {
			want[int(d.states[i].m[0])] = true
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("nothing need ever happen in stages %v, day by day in %v", got, want)
	}
	l, why := pr.lassoIn(x)
	loops := d.diverges(func(i int) bool { return d.going(i) && d.bounded(i) })
	if why != "" || (l != nil) != loops {
		t.Errorf("goes on for ever: %v (%s), day by day %v", l != nil, why, loops)
	}
}

// agreeOnTime: looking at as little as will do, the engine says of time what the days say: whether it can pass for ever,
// and if not how much at most.
func agreeOnTime(t rapid.TB, p *matter.Procedure, d *daily) {
	pr := newProver(p, 0)
	waits, err := pr.openWaits(nil)
	if err != nil || waits.why != "" {
		t.Fatal(err, waits.why)
	}
	if len(waits.keys) > 0 {
		if !d.diverges(d.going) {
			t.Fatalf("a matter can come to rest in stages %v, day by day in none", waits.keys)
		}
		return
	}
	s, why, err := pr.longest(question{}, inGoing(p), waits.track)
	if err != nil || why != "" {
		t.Fatal(err, why)
	}
	switch forever := d.diverges(d.going); {
	case forever != (s.lasso != nil):
		t.Fatalf("time can pass for ever: %v, day by day %v", s.lasso != nil, forever)
	case forever:
	case max(s.days, 0) != d.longest(d.going):
		t.Errorf("longest = %d days, day by day %d", s.days, d.longest(d.going))
	}
}
