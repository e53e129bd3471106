package audit

import (
	"fmt"
	"testing"
)

// pair is an A and a B between days, and what the table of doc/spec/audit.md, section 2, says of them. Its columns are
// written out here as they stand there.
type pair struct{ a1, a2, b1, b2 int }

func (p pair) deadline(horizon int, complete bool) Verdict {
	due := func(a int) int { return a + limitDays }
	if p.b2 < 0 || p.b2 < p.a1 { // no B, or one certainly before A
		switch {
		case horizon <= due(p.a1):
			return Uncounted
		case horizon <= due(p.a2):
			return Undetermined
		case complete:
			return Broken
		}
		return NotShown
	}
	switch {
	case p.b1 >= p.a2 && p.b2 <= due(p.a1):
		return Kept
	case p.b1 > due(p.a2):
		return Broken
	}
	return Undetermined
}

func (p pair) window() Verdict {
	due := func(a int) int { return a + limitDays }
	switch {
	case p.a2 < p.b1 && p.b2 <= due(p.a1):
		return Kept
	case p.b2 < p.a1, p.b1 > due(p.a2):
		return Broken
	}
	return Undetermined
}

func (p pair) needs() Verdict {
	switch {
	case p.a2 < p.b1:
		return Kept
	case p.b2 < p.a1:
		return NotShown // A is recorded, but may have been done before too
	}
	return Undetermined
}

func (p pair) period() Verdict {
	first := func(a int) int { return a + limitDays }
	switch {
	case p.b1 >= first(p.a2):
		return Kept
	case p.b2 < first(p.a1):
		return Broken
	}
	return Undetermined
}

// pairs calls f with every pair of intervals on some days.
func pairs(days int, f func(pair)) {
	for a1 := range days {
		for a2 := a1; a2 < days; a2++ {
			for b1 := range days {
				for b2 := b1; b2 < days; b2++ {
					f(pair{a1, a2, b1, b2})
				}
			}
		}
	}
}

func TestTableOfIntervals(t *testing.T) {
	book := oneBook(t, worldsBook, "")
	const horizon = 100
	check := func(norm, b string, want func(pair) Verdict) {
		pairs(7, func(p pair) {
			rec := []happened{{act: "a", lo: p.a1, hi: p.a2}, {act: b, lo: p.b1, hi: p.b2}}
			if got := csv(t, rows(rec), Options{Until: day0.Add(horizon)}, book).verdictOf(norm); got != want(p) {
				t.Errorf("%s of A in [%d, %d] and B in [%d, %d] is %v, want %v", norm, p.a1, p.a2, p.b1, p.b2, got, want(p))
			}
		})
	}
	check("deadline", "b", func(p pair) Verdict { return p.deadline(horizon, false) })
	check("window", "w", pair.window)
	check("needs", "n", pair.needs)
	check("period", "m", pair.period)
}

func TestTableWithoutB(t *testing.T) {
	for _, complete := range []bool{false, true} {
		words := ""
		if complete {
			words = "complete {b}"
		}
		book := oneBook(t, worldsBook, words)
		for a1 := range 4 {
			for a2 := a1; a2 < 4; a2++ {
				for horizon := 4; horizon < 10; horizon++ {
					rec := []happened{{act: "a", lo: a1, hi: a2}}
					want := pair{a1, a2, -1, -1}.deadline(horizon, complete)
					if got := csv(t, rows(rec), Options{Until: day0.Add(horizon)}, book).verdictOf("deadline"); got != want {
						t.Errorf("deadline of A in [%d, %d] without B by %d, complete %v, is %v, want %v", a1, a2, horizon, complete, got, want)
					}
				}
			}
		}
	}
}

// TestBothSidesOfEachLimit states the table on single days, the last day and the day after.
func TestBothSidesOfEachLimit(t *testing.T) {
	tests := []struct {
		name, words string
		rec         []happened
		norm        string
		want        Verdict
		late        string
	}{
		{"the last day", "", []happened{{"a", 0, 0, 0}, {"b", 3, 3, 0}}, "deadline", Kept, ""},
		{"the day after", "", []happened{{"a", 0, 0, 0}, {"b", 4, 4, 0}}, "deadline", Broken, "1"},
		{"the same day", "", []happened{{"a", 0, 0, 0}, {"b", 0, 0, 0}}, "deadline", Kept, ""},
		{"the same day, certainly before", "", []happened{{"a", 0, 0, 2}, {"b", 0, 0, 1}}, "deadline", NotShown, ""},
		{"the day before", "", []happened{{"a", 1, 1, 0}, {"b", 0, 0, 0}}, "deadline", NotShown, ""},
		{"none", "", []happened{{"a", 0, 0, 0}}, "deadline", NotShown, ""},
		{"none, in a complete log", "complete {b}", []happened{{"a", 0, 0, 0}}, "deadline", Broken, ""},
		{"not due on the horizon", "complete {b}", []happened{{"a", 17, 17, 0}}, "deadline", Uncounted, ""},
		{"due before the horizon", "complete {b}", []happened{{"a", 16, 16, 0}}, "deadline", Broken, ""},
		{"the first trigger counts", "", []happened{{"a", 0, 0, 0}, {"a", 2, 2, 0}, {"b", 5, 5, 0}}, "deadline", Broken, "2"},
		{"a trigger while overdue", "", []happened{{"a", 0, 0, 0}, {"a", 5, 5, 0}, {"b", 6, 6, 0}}, "deadline", Broken, "3"},
		{"owed again after it was done", "", []happened{{"a", 0, 0, 0}, {"b", 1, 1, 0}, {"a", 2, 2, 0}}, "deadline", NotShown, ""},

		{"on the last day of the window", "", []happened{{"a", 0, 0, 0}, {"w", 3, 3, 0}}, "window", Kept, ""},
		{"after the window", "", []happened{{"a", 0, 0, 0}, {"w", 4, 4, 0}}, "window", Broken, "1"},
		{"before the window", "", []happened{{"a", 1, 1, 0}, {"w", 0, 0, 0}}, "window", Broken, ""},
		{"the window never opened", "", []happened{{"w", 0, 0, 0}}, "window", NotShown, ""},
		{"the window surely never opened", "complete {a}", []happened{{"w", 0, 0, 0}}, "window", Broken, ""},
		{"on the day the window opens", "", []happened{{"a", 0, 0, 0}, {"w", 0, 0, 0}}, "window", Undetermined, ""},
		{"after the opening, by its number", "", []happened{{"a", 0, 0, 1}, {"w", 0, 0, 2}}, "window", Kept, ""},
		{"before the opening, by its number", "", []happened{{"a", 0, 0, 2}, {"w", 0, 0, 1}}, "window", Broken, ""},
		{"a second time in the window", "", []happened{{"a", 0, 0, 0}, {"w", 1, 1, 0}, {"w", 3, 3, 0}}, "window", Kept, ""},
		{"a second time after the window", "", []happened{{"a", 0, 0, 0}, {"w", 1, 1, 0}, {"w", 4, 4, 0}}, "window", Broken, "1"},

		{"needs, the day after", "", []happened{{"a", 0, 0, 0}, {"n", 1, 1, 0}}, "needs", Kept, ""},
		{"needs, the same day", "", []happened{{"a", 0, 0, 0}, {"n", 0, 0, 0}}, "needs", Undetermined, ""},
		{"needs, none", "", []happened{{"n", 0, 0, 0}}, "needs", NotShown, ""},
		{"needs, none in a complete log", "complete {a}", []happened{{"n", 0, 0, 0}}, "needs", Broken, ""},
		{"needs what may be done once, later", "", []happened{{"q", 0, 0, 0}, {"o", 1, 1, 0}}, "needs-once", Broken, ""},
		{"needs what may be done again, later", "", []happened{{"n", 0, 0, 0}, {"a", 1, 1, 0}}, "needs", NotShown, ""},
		{"needs since, cleared", "", []happened{{"a", 0, 0, 0}, {"c", 1, 1, 0}, {"s", 2, 2, 0}}, "since", NotShown, ""},
		{"needs since, done again", "", []happened{{"c", 0, 0, 0}, {"a", 1, 1, 0}, {"s", 2, 2, 0}}, "since", Kept, ""},

		{"the first day after the period", "", []happened{{"a", 0, 0, 0}, {"m", 3, 3, 0}}, "period", Kept, ""},
		{"the last day of the period", "", []happened{{"a", 0, 0, 0}, {"m", 2, 2, 0}}, "period", Broken, ""},
		{"before what the period counts from", "", []happened{{"a", 1, 1, 0}, {"m", 0, 0, 0}}, "period", Broken, ""},
		{"the period counts from the last", "", []happened{{"a", 0, 0, 0}, {"a", 2, 2, 0}, {"m", 3, 3, 0}}, "period", Broken, ""},
		{"nothing to count the period from", "", []happened{{"m", 3, 3, 0}}, "period", NotShown, ""},

		{"nothing owed", "", []happened{{"h", 1, 1, 0}}, "hold", Kept, ""},
		{"released before", "", []happened{{"a", 0, 0, 0}, {"b", 1, 1, 0}, {"h", 2, 2, 0}}, "hold", Kept, ""},
		{"released later", "", []happened{{"a", 0, 0, 0}, {"h", 1, 1, 0}, {"b", 2, 2, 0}}, "hold", Broken, ""},
		{"release not recorded", "", []happened{{"a", 0, 0, 0}, {"h", 1, 1, 0}}, "hold", NotShown, ""},
		{"surely not released", "complete {b}", []happened{{"a", 0, 0, 0}, {"h", 1, 1, 0}}, "hold", Broken, ""},
		{"released on the same day", "", []happened{{"a", 0, 0, 0}, {"b", 1, 1, 0}, {"h", 1, 1, 0}}, "hold", Undetermined, ""},

		{"one of the two", "", []happened{{"x", 0, 0, 0}, {"x", 1, 1, 0}}, "only", Kept, ""},
		{"both", "", []happened{{"x", 0, 0, 0}, {"y", 1, 1, 0}}, "only", Broken, ""},
		{"both on one day", "", []happened{{"x", 0, 0, 0}, {"y", 0, 0, 0}}, "only", Broken, ""},

		{"owed without a limit, done", "", []happened{{"f", 0, 0, 0}, {"g", 15, 15, 0}}, "nolimit", Kept, ""},
		{"owed without a limit, done on the day", "", []happened{{"f", 0, 0, 0}, {"g", 0, 0, 0}}, "nolimit", Kept, ""},
		{"owed without a limit, done before the last", "", []happened{{"f", 0, 0, 0}, {"g", 1, 1, 0}, {"f", 2, 2, 0}}, "nolimit", NotShown, ""},
		{"owed without a limit in a complete log", "complete {g}", []happened{{"f", 0, 0, 0}}, "nolimit", Broken, ""},
		{"owed since the horizon", "complete {g}", []happened{{"f", 20, 20, 0}}, "nolimit", Uncounted, ""},

		{"excluded before", "", []happened{{"c", 0, 0, 0}, {"z", 1, 1, 0}}, "exclusion", Broken, ""},
		{"excluded after", "", []happened{{"z", 0, 0, 0}, {"c", 1, 1, 0}}, "exclusion", Kept, ""},
		{"excluded on the day", "", []happened{{"z", 0, 0, 0}, {"c", 0, 0, 0}}, "exclusion", Undetermined, ""},
	}
	for _, tt := range tests {
		t.Run(tt.norm+": "+tt.name, func(t *testing.T) {
			rep := csv(t, rows(tt.rec), Options{Until: day0.Add(20)}, oneBook(t, worldsBook, tt.words))
			if got := rep.verdictOf(tt.norm); got != tt.want {
				t.Errorf("%s is %v, want %v", tt.norm, got, tt.want)
			}
			late := ""
			for _, f := range rep.findings(tt.norm) {
				if f.DaysLate != nil {
					late += fmt.Sprint(*f.DaysLate)
				}
			}
			if late != tt.late {
				t.Errorf("%s is %q days late, want %q", tt.norm, late, tt.late)
			}
		})
	}
}

// bar is the row of a bar: A makes a person one thing and B another, which nobody may become who has been the first.
func (p pair) bar() Verdict {
	switch {
	case p.a2 < p.b1:
		return Broken
	case p.b2 < p.a1:
		return Uncounted // nobody has been the first yet
	}
	return Undetermined
}

// limitation is the row of a limitation of a year: A is the conduct and B the act that may come too late. Days count
// from the same day of both years.
func (p pair) limitation() Verdict {
	switch {
	case p.b2 <= p.a1:
		return Kept
	case p.b1 > p.a2:
		return Broken
	}
	return Undetermined
}

func TestTableOfBarsAndLimitations(t *testing.T) {
	book := oneBook(t, clause(formalBook), "actor \"Ann\" = p1\n")
	days := func(year, lo, hi int) string { return fmt.Sprintf("%d-02-%02d/%d-02-%02d", year, lo+1, year, hi+1) }
	pairs(4, func(p pair) {
		rows := "date,event,by,conduct\n2001-01-01,start,,\n" +
			days(2001, p.a1, p.a2) + ",investigate,Ann,\n" + days(2001, p.b1, p.b2) + ",sit,Ann,\n"
		if got := csv(t, rows, Options{}, book).verdictOf("no-judge-in-own-cause"); got != p.bar() {
			t.Errorf("the bar on B in [%d, %d] after A in [%d, %d] is %v, want %v", p.b1, p.b2, p.a1, p.a2, got, p.bar())
		}
		rows = "date,event,by,conduct\n2001-01-01,start,,\n" + days(2001, p.b1, p.b2) + ",complain,," + days(2000, p.a1, p.a2) + "\n"
		if got := csv(t, rows, Options{}, book).verdictOf("in-time"); got != p.limitation() {
			t.Errorf("B in [%d, %d] a year after conduct in [%d, %d] is %v, want %v", p.b1, p.b2, p.a1, p.a2, got, p.limitation())
		}
	})
}
