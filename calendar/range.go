package calendar

import "math"

// Range returns the least and the greatest number of days from an event to the
// last day that [Calendar.Due] gives for l, over all days of the event. It is
// exact if the event ran through a whole cycle of 400 years, after which dates
// and weekdays repeat, and otherwise it ran through the days for which the
// horizon lets Due answer.
//
// If c declares no rounding and l can end on no day, the error is an
// [*AmbiguousMonthError] for one such event, and the range is returned all the
// same: it then spans both readings. The error is a [*LimitError] if l is no
// limit and a [*HorizonError] if Due can answer for no day.
func (c *Calendar) Range(l Limit, free bool) (least, greatest int, exact bool, err error) {
	if err := l.Check(); err != nil {
		return 0, 0, false, err
	}
	rolls := c.RollForward && !free
	r := emptySpan
	switch n, fixed := l.days(); {
	case fixed && !rolls:
		return n, n, true, nil
	case l.Unit == WorkingDays && l.N > 0:
		return c.workingRange(l)
	case rolls && c.working != nil:
		return c.rollingRange(l)
	case fixed:
		// Some event puts the last day on a Saturday, and another on a Friday.
		return n, n + 2, true, nil
	case c.Rounding != Undeclared:
		r = monthSpan(l.months(), c.Rounding, rolls)
	default:
		r = monthSpan(l.months(), RoundDown, rolls)
		r.join(monthSpan(l.months(), RoundUp, rolls))
		err = exampleAmbiguity(l)
	}
	return r.least, r.greatest, true, err
}

// EarliestRange is Range for [Calendar.Earliest]: the same limit, never rolling.
func (c *Calendar) EarliestRange(l Limit) (least, greatest int, exact bool, err error) {
	return c.Range(l, true)
}

// A span is the least and the greatest of some numbers of days.
type span struct{ least, greatest int }

var emptySpan = span{math.MaxInt, math.MinInt}

func (s *span) add(days int) {
	s.least, s.greatest = min(s.least, days), max(s.greatest, days)
}

func (s *span) join(t span) {
	s.least, s.greatest = min(s.least, t.least), max(s.greatest, t.greatest)
}

// monthSpan returns the span of a limit of n months over the 4800 months of a
// cycle, where weekends roll or nothing does.
func monthSpan(n int, r Rounding, rolls bool) span {
	s := emptySpan
	for from := range monthsPerCycle {
		y, m := monthAt(from)
		start, length := number(y, m, 1), daysIn(y, m)
		y, m = monthAt(from + n)
		end, endLength := number(y, m, 1), daysIn(y, m)

		// From every day that the later month has too, the limit is equally long.
		// There are 28 or more such days, so some limit ends on each day of the week.
		s.add(end - start)
		if rolls {
			s.add(end - start + 2)
		}
		for day := endLength + 1; day <= length; day++ {
			last := end + endLength
			if r == RoundDown {
				last--
			}
			if rolls {
				last = afterWeekend(last)
			}
			s.add(last - (start + day - 1))
		}
	}
	return s
}

// afterWeekend returns d, or the Monday after it if it is a Saturday or Sunday.
func afterWeekend(d int) int {
	switch floorMod(d, 7) {
	case 6:
		return d + 2
	case 0:
		return d + 1
	}
	return d
}

// exampleAmbiguity returns an error for a recent event from which l is
// ambiguous, or nil if there is none in a whole cycle.
func exampleAmbiguity(l Limit) error {
	for from := range monthsPerCycle {
		y, m := monthAt(12*2000 + from)
		last := number(y, m, daysIn(y, m))
		if down, rounded := addMonths(last, l.months(), RoundDown); rounded {
			return &AmbiguousMonthError{From: Date(last), Limit: l, Down: clamp(down), Up: clamp(down + 1)}
		}
	}
	return nil
}

// workingRange is Range for one working day or more.
func (c *Calendar) workingRange(l Limit) (least, greatest int, exact bool, err error) {
	if c.working == nil {
		s := emptySpan
		for from := MinDate; from < MinDate+7; from++ {
			// Only the weekday of the event matters, so no week need fit in the calendar.
			k := c.rank(from) + l.N - 1
			s.add(k/5*7 + k%5 + 1 - int(from))
		}
		return s.least, s.greatest, true, nil
	}
	s := emptySpan
	first, last := c.Horizon()
	for from := first - 1; from < last; from++ {
		d, err := c.nth(c.rank(from) + l.N)
		if err != nil {
			break // and later events end no sooner
		}
		s.add(d.Sub(from))
	}
	if s == emptySpan {
		return 0, 0, false, c.beyond(last + 1)
	}
	return s.least, s.greatest, false, nil
}

// rollingRange is Range for a limit in calendar days or months whose last day
// rolls over bank holidays: the last day must be within the horizon, the event
// need not.
func (c *Calendar) rollingRange(l Limit) (least, greatest int, exact bool, err error) {
	// A minimum period's range says how far before the horizon an event can be.
	shortest, longest, _, ambiguous := c.Range(l, true)
	if ambiguous != nil {
		return c.eitherRollingRange(l, ambiguous)
	}
	s := emptySpan
	first, last := c.Horizon()
	for from := max(int(first)-longest, int(MinDate)); from <= int(last)-shortest; from++ {
		d, err := c.Due(Date(from), l, false)
		if err != nil {
			continue // the last day is not known
		}
		s.add(d.Sub(Date(from)))
	}
	if s == emptySpan {
		return 0, 0, false, c.beyond(last + 1)
	}
	return s.least, s.greatest, false, nil
}

// eitherRollingRange is rollingRange spanning both roundings, with the error
// that says neither is declared.
func (c *Calendar) eitherRollingRange(l Limit, ambiguous error) (least, greatest int, exact bool, err error) {
	s := emptySpan
	for _, r := range []Rounding{RoundDown, RoundUp} {
		rounding := *c
		rounding.Rounding = r
		least, greatest, _, err := rounding.rollingRange(l)
		if err != nil {
			return 0, 0, false, err
		}
		s.join(span{least, greatest})
	}
	return s.least, s.greatest, false, ambiguous
}
