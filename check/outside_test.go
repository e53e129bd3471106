package check

import "testing"

// TestOutside: the longest case is given twice, without facts from outside and with those that the book bounds.
func TestOutside(t *testing.T) {
	const book = `procedure case
  begins with start
  stages open
  ends in done
role party, side respondent
act start by party -> open
clock finish -> done
deadline life, from entering open, in open, within 10 days, otherwise finish
fact quash -> open afresh
`
	for _, tt := range []struct {
		name, assume  string
		without, with int // days; -1: nothing is said
	}{
		{"nothing is assumed", "", 10, -1},
		{"before the end, at the latest on the last day", "assume quash at most 1 times\n", 10, 20},
		{"up to 5 days after the end", "assume quash at most 1 times, 5 days each\n", 10, 10 + 5 + 10},
		{"twice", "assume quash at most 2 times, 5 days each\n", 10, 10 + 2*(5+10)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, notProven := Longest(bookOf(t, book+tt.assume), 0)
			if len(notProven) > 0 {
				t.Fatal(notProven)
			}
			with := -1
			if m.Outside != nil {
				if with = days(m.Outside.WorstCaseDays); m.Outside.Certainty() != "exact" {
					t.Errorf("with facts from outside it is %s", m.Outside.Certainty())
				}
			}
			if without := days(m.WorstCaseDays); without != tt.without || with != tt.with {
				t.Errorf("without facts from outside %d days, with them %d, want %d and %d", without, with, tt.without, tt.with)
			}
		})
	}
}
