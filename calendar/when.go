package calendar

import "fmt"

// A When is when something happened, as a record tells it: on one of the days
// from From to To, and perhaps at a time. It is a point in a record's knowledge,
// not a period that lasts. The zero value is that nothing is told.
//
// A When compares with ==.
type When struct {
	From Date // the first day it can be; zero if none is known
	To   Date // the last day it can be; zero if none is known

	Time          TimeOfDay // only where From is To; zero if no time is given
	ToTheMinute   bool      // Time is without seconds: its minute is known, no more
	HasOffset     bool      // From and Time are on a clock OffsetMinutes ahead of UTC
	OffsetMinutes int16     // zero without HasOffset
	Unsettled     bool      // set by Calendar.Resolve: no saying which instant Time was

	Approximate bool // ~: near these days, in the record's own words; on either end
	Uncertain   bool // ?: the record itself doubts it; on either end

	// Where the two marks stand, if not on both ends.
	approximateOn, uncertainOn end
}

// end is an end of an interval.
type end uint8

const (
	bothEnds end = iota
	fromEnd
	toEnd
)

// On returns the When of one day.
func On(d Date) When { return When{From: d, To: d} }

// Between returns the When of some day from one to another, both included. Zero
// for either is that none is known. It is for code that knows them to be in
// order; see [When.Check].
func Between(from, to Date) When { return When{From: from, To: to} }

// IsZero reports whether nothing is told.
func (w When) IsZero() bool { return w == When{} }

// Marked reports whether the record itself says that w is uncertain or
// approximate. The true day may then lie outside From and To.
func (w When) Marked() bool { return w.Approximate || w.Uncertain }

// Exact reports whether w is one day, known and not marked.
func (w When) Exact() bool { return w.From.Valid() && w.From == w.To && !w.Marked() }

// MayBe reports whether w, taken at its word, can be the day d.
func (w When) MayBe(d Date) bool { return w.Overlaps(d, d) }

// Overlaps reports whether w, taken at its word, can be a day from one to
// another, both included. A zero day there is no limit.
func (w When) Overlaps(from, to Date) bool {
	return w.first() <= lastOr(to) && from <= w.last()
}

// Within reports whether w is certainly a day from one to another, both included:
// every day it can be is, and it is not marked. A zero day there is no limit.
func (w When) Within(from, to Date) bool {
	return !w.Marked() && from <= w.first() && w.last() <= lastOr(to)
}

// CertainlyBefore reports whether w is before v whichever of their days, or of
// their seconds, they are, and neither is marked. Two on one day are ordered only
// by their times, if both have one; see [Calendar.Resolve], which should come
// first, for when times have an order.
func (w When) CertainlyBefore(v When) bool {
	if w.Marked() || v.Marked() {
		return false
	}
	if w.Time == 0 || v.Time == 0 {
		return w.last() < v.first()
	}
	switch {
	case w.HasOffset && v.HasOffset:
		_, last := w.instants()
		first, _ := v.instants()
		return last < first
	case w.From != v.From:
		return w.last() < v.first()
	case w.HasOffset || v.HasOffset || w.Unsettled || v.Unsettled:
		return false
	}
	_, last := w.clocks()
	first, _ := v.clocks()
	return last < first
}

// PossiblyBefore reports whether w may be before v: v is not certainly before w.
// Two on the same day without times may each be before the other.
func (w When) PossiblyBefore(v When) bool { return !v.CertainlyBefore(w) }

// first and last return the days w is between, those of the calendar if none is
// known.
func (w When) first() Date { return max(w.From, MinDate) }
func (w When) last() Date  { return lastOr(w.To) }

func lastOr(d Date) Date {
	if d == 0 {
		return MaxDate
	}
	return d
}

// clocks returns the first and last second that the time of w can be, from 1970
// on its own clock, and instants the same from 1970 UTC.
func (w When) clocks() (first, last int64) {
	first = seconds(w.From, w.Time)
	if w.ToTheMinute {
		return first, first + 59
	}
	return first, first
}

func (w When) instants() (first, last int64) {
	first, last = w.clocks()
	ahead := 60 * int64(w.OffsetMinutes)
	return first - ahead, last - ahead
}

// Check returns a [*ParseError] if w is nothing a record can tell, so that its
// text could not be read again: days that do not exist or are not in order, or a
// time without its one day. The zero When is in order.
func (w When) Check() error {
	wrong := ""
	switch {
	case w.From != 0 && !w.From.Valid(), w.To != 0 && !w.To.Valid():
		wrong = "no such day"
	case w.From == 0 && w.To == 0 && !w.IsZero():
		wrong = "no day is known"
	case w.From != 0 && w.To != 0 && w.From > w.To:
		wrong = reversed
	case w.Time < 0 || w.Time > secondsPerDay || w.Time%60 != 1 && w.ToTheMinute:
		wrong = "no such time"
	case w.Time != 0 && w.From != w.To:
		wrong = "a time needs one day"
	case w.Time == 0 && (w.ToTheMinute || w.HasOffset), !w.HasOffset && w.OffsetMinutes != 0,
		w.OffsetMinutes <= -24*60 || w.OffsetMinutes >= 24*60:
		wrong = "an offset needs a time and is less than a day"
	default:
		return nil
	}
	return &ParseError{Input: fmt.Sprintf("%v to %v", w.From, w.To), Msg: wrong}
}
