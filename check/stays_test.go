package check

import (
	"testing"

	"github.com/evenhand/evenhand/matter"
	"pgregory.net/rapid"
)

// agreeOnStays: how long a matter can stay in each stage is what the days say.
func agreeOnStays(t rapid.TB, p *matter.Procedure, d *daily) {
	for s, got := range LongestStays(p, 0) {
		if !going(p).Has(s) {
			continue
		}
		want := stayOf(d, func(i int) bool { return int(d.states[i].m[0]) == s })
		if got.Forever != want.Forever || !got.Proven || days(got.Days) != days(want.Days) {
			t.Errorf("in %s: %d days, for ever %v, proven %v; day by day %d days, for ever %v",
				p.Stages[s].Name, days(got.Days), got.Forever, got.Proven, days(want.Days), want.Forever)
		}
	}
}

func days(n *int) int {
	if n == nil {
		return -1
	}
	return *n
}

func stayOf(d *daily, here func(int) bool) Stay {
	reached := false
	for i := range d.states {
		reached = reached || here(i)
	}
	switch {
	case d.diverges(here):
		return Stay{Forever: true, Proven: true}
	case !reached:
		return Stay{Proven: true}
	}
	n := int(d.longest(here))
	return Stay{Days: &n, Proven: true}
}

// TestStaysOfStages: of the stage before the beginning and of one that is final nothing is said.
func TestStaysOfStages(t *testing.T) {
	p, faults := compiled(`procedure case
  begins with start
  stages one
  ends in done
role party, side respondent
act start by party -> one
clock finish -> done
deadline life, from start, within 5 days, otherwise finish
`)
	if p == nil {
		t.Fatal(faults)
	}
	stays := LongestStays(p, 0)
	for s := range p.Stages {
		switch got := stays[s]; p.Stages[s].Name {
		case "one":
			if days(got.Days) != 5 || !got.Proven {
				t.Errorf("in one: %d days, proven %v, want 5 days", days(got.Days), got.Proven)
			}
		default:
			if got != (Stay{}) {
				t.Errorf("in %s: %+v, want nothing", p.Stages[s].Name, got)
			}
		}
	}
}
