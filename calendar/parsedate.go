package calendar

import (
	"errors"
	"strings"
)

// ParseDate reads a day written as 2026-03-31, and nothing else: no spaces, no
// shorter or longer form. If s is anything else, or names a day that does not
// exist, the error is a [*ParseError] that says what to write.
func ParseDate(s string) (Date, error) {
	if d, ok := quickDate(s); ok {
		return d, nil
	}
	return 0, dateError(s)
}

// MustDate is ParseDate for tests and constants. It panics if s is not a date.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// quickDate reads a whole date, and says nothing about what is wrong with it.
func quickDate[text string | []byte](s text) (Date, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	century, ok1 := digits2(s, 0)
	years, ok2 := digits2(s, 2)
	month, ok3 := digits2(s, 5)
	day, ok4 := digits2(s, 8)
	year := 100*century + years
	if !ok1 || !ok2 || !ok3 || !ok4 || year < minYear || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	return Date(number(year, month, day)), true
}

// digits2 reads the two digits of s at i. There must be two bytes there.
func digits2[text string | []byte](s text, i int) (int, bool) {
	tens, units := s[i]-'0', s[i+1]-'0' // not a digit: wraps to more than 9
	return int(tens)*10 + int(units), tens <= 9 && units <= 9
}

const oneDay = "write one day, such as 2019-04-10"

// dateError says what is wrong with s, which is not a date. When s is a form of
// date that a record may hold but a single day may not, it says that.
func dateError(s string) error {
	w, err := ParseWhen(s)
	if refused, ok := errors.AsType[*ParseError](err); ok {
		refused.Hint = dayHint(refused.Hint)
		return refused
	}
	hint := oneDay
	if w.From == w.To {
		hint = "write " + w.From.String()
	}
	return &ParseError{Input: s, Msg: "not one day and nothing else", Hint: hint}
}

// dayHint is what a hint for the date of a record comes to where only one day
// will do.
func dayHint(hint string) string {
	if hint == noSeason {
		return "a month is 01 to 12"
	}
	rest, ok := strings.CutPrefix(hint, "write ")
	if first, _, _ := strings.Cut(rest, " "); ok {
		if _, isDay := quickDate(first); !isDay {
			return oneDay
		}
	}
	return hint
}
