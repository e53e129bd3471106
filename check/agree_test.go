package check

import (
	"fmt"
	"testing"

	"github.com/evenhand/evenhand/matter"
	"pgregory.net/rapid"
)

// TestZonesReachWhatDaysReach: the engine, with nothing left out, reaches the markings that going day by day reaches.
func TestZonesReachWhatDaysReach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawBook(t)
		d := newDaily(p, 30_000)
		if d.over {
			t.Skip("too many days")
		}
		want := map[string]bool{}
		for i := range d.states {
			want[fmt.Sprint(d.states[i].m)] = true
		}
		m, err := build(anatomise(p), newSpans(p.Rules.Calendar), question{whole: true})
		if err != nil {
			t.Fatal(err)
		}
		x := &search{g: newGraph(m)}
		x.run()
		marking := make([]uint8, len(m.base))
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
	})
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

// TestWaitsAgree: with nothing left out, the engine finds the states in which nothing need ever happen, and the cycles
// along which days pass for ever, that going day by day finds.
func TestWaitsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawBook(t)
		d := newDaily(p, 30_000)
		if d.over {
			t.Skip("too many days")
		}
		in := going(p)
		pr := newProver(p, 0)
		g, err := pr.graph(question{whole: true}, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		x := pr.search(g)
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
	})
}

// TestRefinedAnswersAgree: looking at as little as will do, the engine says of time what going day by day says: whether
// it can pass for ever, and if not how much at most.
func TestRefinedAnswersAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawBook(t)
		d := newDaily(p, 30_000)
		if d.over {
			t.Skip("too many days")
		}
		pr := newProver(p, 0)
		waits, err := pr.openWaits(nil)
		if err != nil || waits.why != "" {
			t.Fatal(err, waits.why)
		}
		track := waits.track
		if rapid.Bool().Draw(t, "afresh") {
			track = newTracked(p)
		}
		l, why, err := pr.loops(question{}, inGoing(p), track)
		if err != nil || why != "" {
			t.Fatal(err, why)
		}
		going := func(i int) bool { return d.going(i) }
		forever := d.diverges(going)
		if got := len(waits.keys) > 0 || l != nil; got != forever {
			t.Fatalf("time can pass for ever: waits %v, loop %v; day by day %v", waits.keys, l != nil, forever)
		}
		if forever {
			return
		}
		s, why, err := pr.longest(question{}, inGoing(p), track)
		if err != nil || why != "" {
			t.Fatal(err, why)
		}
		if want := d.longest(going); max(s.days, 0) != want {
			t.Errorf("longest = %d days, day by day %d", s.days, want)
		}
	})
}
