package calendar

import "fmt"

// A Rounding says where a month limit ends when the month has no corresponding
// day. The zero value is that the rule book does not say.
type Rounding uint8

const (
	Undeclared Rounding = iota // the rule book does not say: an ambiguous date is refused
	RoundDown                  // to the last day of that month
	RoundUp                    // to the first day of the month after
)

// String returns r as a rule book writes it: "round down" or "round up", and
// "undeclared" for the zero value.
func (r Rounding) String() string {
	switch r {
	case Undeclared:
		return "undeclared"
	case RoundDown:
		return "round down"
	case RoundUp:
		return "round up"
	}
	return fmt.Sprintf("Rounding(%d)", uint8(r))
}

// ParseRounding reads "round down" or "round up".
// If s is neither, the error is an [*UnknownError].
func ParseRounding(s string) (Rounding, error) {
	for _, r := range []Rounding{RoundDown, RoundUp} {
		if s == r.String() {
			return r, nil
		}
	}
	return Undeclared, &UnknownError{What: "rounding", Name: s, Known: []string{RoundDown.String(), RoundUp.String()}}
}

// AddMonths returns the corresponding date n months after d, or before it if n
// is negative, and whether r was needed because that month has no such day.
// RoundDown gives the last day of that month and RoundUp the first day of the
// next, whichever way n counts; Undeclared gives no date. A year is 12 months.
//
// Like Add it stops at [MinDate] and [MaxDate], and no date stays no date.
func (d Date) AddMonths(n int, r Rounding) (date Date, rounded bool) {
	if !d.Valid() {
		return 0, false
	}
	// Beyond this many months every answer is the same, and sums stay small.
	n = min(max(n, -12*maxYear), 12*maxYear)
	at, rounded := addMonths(int(d), n, r)
	if rounded && r != RoundDown && r != RoundUp {
		return 0, true
	}
	return clamp(at), rounded
}

// addMonths is AddMonths on day numbers, in any year. It rounds up unless r is
// RoundDown.
func addMonths(d, n int, r Rounding) (at int, rounded bool) {
	year, month, day := civil(d)
	year, month = monthAt(12*year + month - 1 + n)
	length := daysIn(year, month)
	if day <= length {
		return number(year, month, day), false
	}
	last := number(year, month, length)
	if r == RoundDown {
		return last, true
	}
	return last + 1, true
}

// monthAt returns the year and the month, from 1, of a number of months counted
// from January of the year 0.
func monthAt(months int) (year, month int) {
	return floorDiv(months, 12), floorMod(months, 12) + 1
}

// clamp returns the day with that number, or the nearest there is.
func clamp(n int) Date {
	return Date(min(max(n, int(MinDate)), int(MaxDate)))
}
