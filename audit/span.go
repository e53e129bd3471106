package audit

import "github.com/evenhand/evenhand/calendar"

// span is the days between which a day lies, both included. The zero value is no day.
type span struct{ lo, hi calendar.Date }

func on(d calendar.Date) span { return span{d, d} }

func (s span) isZero() bool { return s.lo == 0 && s.hi == 0 }
func (s span) exact() bool  { return s.lo == s.hi }

// join is the smallest span that holds both; a span of no day adds nothing.
func (s span) join(t span) span {
	switch {
	case s.isZero():
		return t
	case t.isZero():
		return s
	}
	return span{min(s.lo, t.lo), max(s.hi, t.hi)}
}

// spanOf reads the days of a date in a record. An end that is not known is the end of the calendar.
func spanOf(w calendar.When) span {
	s := span{w.From, w.To}
	if s.lo == 0 {
		s.lo = calendar.MinDate
	}
	if s.hi == 0 {
		s.hi = calendar.MaxDate
	}
	return s
}

// lateness says whether an act on a day of b came by a last day of due: kept, broken, or either.
func lateness(b, due span) outcomes {
	switch {
	case b.hi <= due.lo:
		return kept
	case b.lo > due.hi:
		return broken
	}
	return unsure
}

// earliness says whether an act on a day of b came no sooner than a first day of first.
func earliness(b, first span) outcomes {
	switch {
	case b.lo >= first.hi:
		return kept
	case b.hi < first.lo:
		return broken
	}
	return unsure
}

// date is a day; the short name serves arithmetic.
type date = calendar.Date

// String writes a span in EDTF, as a chronology would: 2019-04, 2019-04-10/2019-04-20.
func (s span) String() string {
	w := calendar.When{From: s.lo, To: s.hi}
	if s.lo == calendar.MinDate {
		w.From = 0
	}
	if s.hi == calendar.MaxDate {
		w.To = 0
	}
	if w.IsZero() {
		return "an unknown day"
	}
	return w.String()
}
