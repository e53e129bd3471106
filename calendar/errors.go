package calendar

import (
	"fmt"
	"strings"
)

const (
	noDate  = "no date to count from"
	outside = "ends outside the years 1 to 9999"
)

// A DateError is that no day has this year, month and day of the month.
type DateError struct {
	Year, Month, Day int
}

func (e *DateError) Error() string {
	return fmt.Sprintf("no such day: year %d, month %d, day %d", e.Year, e.Month, e.Day)
}

// An UnknownError is that a name is not one of those known.
type UnknownError struct {
	What  string   // what was named: "region", "time zone", "unit of time", "rounding"
	Name  string   // the name that is not known
	Known []string // the names that are, in order
}

// Error lists the names that are known, or the first few if there are many.
func (e *UnknownError) Error() string {
	const most = 12
	known := e.Known
	more := ""
	if len(known) > most {
		more = fmt.Sprintf(" and %d more", len(known)-most)
		known = known[:most]
	}
	return fmt.Sprintf("unknown %s %s: known are %s%s", e.What, quote(e.Name), strings.Join(known, ", "), more)
}

// A LimitError is that a limit cannot be counted: it is no limit, there is no
// day to count from, or it ends outside the years 1 to 9999.
type LimitError struct {
	Limit Limit
	Date  Date // the day it was counted from; zero if it was not counted
	Msg   string
}

func (e *LimitError) Error() string {
	switch {
	case e.Limit == Limit{}:
		return e.Msg
	case e.Date.IsZero():
		return fmt.Sprintf("%v: %s", e.Limit, e.Msg)
	}
	return fmt.Sprintf("%v from %v: %s", e.Limit, e.Date, e.Msg)
}

// An AmbiguousMonthError is that a month limit ends on no day, and the rule book
// does not say whether to round down or up.
type AmbiguousMonthError struct {
	From     Date // the day of the event
	Limit    Limit
	Backward bool // counted back from the event
	Down, Up Date // the answer if months round down, and if they round up
}

func (e *AmbiguousMonthError) Error() string {
	preposition := "after"
	if e.Backward {
		preposition = "before"
	}
	return fmt.Sprintf("%v %s %v is %v if months round down and %v if they round up: the rule book must declare which",
		e.Limit, preposition, e.From, e.Down, e.Up)
}

// A HorizonError is that the answer depends on whether a day is a working day
// and the bank holidays of its year are not known.
type HorizonError struct {
	Date     Date // the first day that is not known
	From, To Date // the days that are
	Region   Region
}

func (e *HorizonError) Error() string {
	return fmt.Sprintf("bank holidays of %s are known from %v to %v, not for %v: "+
		"update the program, or choose the region none or a limit in days", e.Region, e.From, e.To, e.Date)
}

// A ParseError is that a text is not a date a record may hold.
type ParseError struct {
	Input  string // the whole text
	Offset int    // the byte at which it stops being a date
	Msg    string // what is wrong, in a few words
	Hint   string // what to write; may be empty
}

func (e *ParseError) Error() string {
	text := fmt.Sprintf("date %s: %s", quote(e.Input), e.Msg)
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

// quote quotes a stranger's text for a message, cut short if it is long.
func quote(s string) string {
	const most = 60
	if len(s) > most {
		return fmt.Sprintf("%q...", s[:most])
	}
	return fmt.Sprintf("%q", s)
}
