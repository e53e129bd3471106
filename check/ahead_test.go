package check

import (
	"os"
	"testing"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
	"pgregory.net/rapid"
)

// TestAheadAgrees: the bound from a stage on is what going day by day says of its stages, and no day leads out of them
// but to an end.
func TestAheadAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawBook(t)
		d := newDaily(p, 3_000)
		if d.over {
			t.Skip("too many days")
		}
		if d.diverges(d.going) {
			return
		}
		for s := range p.Stages {
			if !going(p).Has(s) {
				continue
			}
			a := LongestAhead(p, s, 0)
			in := func(i int) bool { return a.Stages.Has(int(d.states[i].m[0])) }
			reached := false
			for i := range d.states {
				reached = reached || int(d.states[i].m[0]) == s
			}
			if want := d.longest(in); reached && (a.Days == nil || int32(*a.Days) != int32(want)) {
				t.Errorf("from %s on %v days, day by day %d", p.Stages[s].Name, days(a.Days), want)
			}
		}
	})
}

// TestAheadIsNoMoreThanFromTheBeginning: in the model books there is a bound from every stage on, and never a later one than
// from the first day.
func TestAheadIsNoMoreThanFromTheBeginning(t *testing.T) {
	for _, name := range []string{"../modelrules/club/2026-1.md", "../modelrules/party/2026-1.md"} {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		book, _ := rulebook.Parse(name, src)
		rules, _ := Rules(book)
		for _, p := range rules.Procedures {
			m, _ := Longest(p, 0)
			if m.UpperBoundDays == nil {
				continue
			}
			aheadOf(t, p, &m)
		}
	}
}

func aheadOf(t *testing.T, p *matter.Procedure, m *MatterReport) {
	t.Helper()
	whole := *m.UpperBoundDays
	if m.Outside != nil && m.Outside.UpperBoundDays != nil {
		whole = max(whole, *m.Outside.UpperBoundDays)
	}
	for s := range p.Stages {
		if !going(p).Has(s) {
			continue
		}
		a := LongestAhead(p, s, 0)
		if a.Days == nil || *a.Days > whole {
			t.Errorf("%s: from %s on %d days, from the first day %d", p.Name, p.Stages[s].Name, days(a.Days), whole)
		}
	}
}
