package calendar

import (
	"fmt"
	"strings"
	"time"
)

// ParseWhen reads a date as a record holds it, in the subset of EDTF that
// doc/spec/calendar.md gives: 2019-04-10, 2019-04, 2019, 2019-04-10T14:30:00Z,
// 2019-04-10/2019-04-20, ../2019-05, 2019-07?, 201X, 2001-21. Spaces around it are
// ignored. If s is none of these, the error is a [*ParseError] that says what to
// write.
func ParseWhen(s string) (When, error) {
	const spaces = " \t\r\n"
	text := strings.Trim(s, spaces)
	if d, ok := quickDate(text); ok {
		return On(d), nil
	}
	w, err := parseWhen(text)
	if err == nil {
		return w, nil
	}
	err.Input = s
	err.Offset += len(s) - len(strings.TrimLeft(s, spaces))
	if hint := suggest(text); hint != "" {
		err.Hint = hint
	}
	if err.Hint == "" {
		err.Hint = "write a date such as 2019-04-10, 2019-04 or 2019"
	}
	return When{}, err
}

// parseWhen reads a date without spaces around it. Its errors lack their Input.
func parseWhen(text string) (When, *ParseError) {
	if text == "" {
		return When{}, &ParseError{Msg: "there is none"}
	}
	left, right, ok := strings.Cut(text, "/")
	if ok {
		return parseInterval(left, right)
	}
	if left == ".." {
		return When{}, &ParseError{Msg: noEnds, Hint: needsEnd}
	}
	return parseSingle(text)
}

const (
	noEnds   = "no end of the interval is known"
	needsEnd = "write a date at one end of the interval, or leave the date empty"
	reversed = "the interval ends before it begins"
	noSeason = "a month is 01 to 12, or a season 21 to 24"
	notDigit = "not two digits"
	yearOnly = "only the years 0001 to 9999 can be written"
)

// parseSingle reads one date, or one day with a time.
func parseSingle(text string) (When, *ParseError) {
	body, w := cutMark(text)
	if !hasTime(body) {
		var err *ParseError
		w.From, w.To, err = parseDate(body)
		return w, err
	}
	var err *ParseError
	if w.From, w.To, err = parseDate(body[:10]); err != nil {
		return w, err
	}
	c, stop := readClock(body, 11)
	switch {
	case strings.HasPrefix(body[11:], "24:00"):
		return w, &ParseError{Offset: 11, Msg: "no such time", Hint: "write 00:00 of the next day"}
	case c.wrong != "":
		return w, &ParseError{Offset: stop, Msg: "no such time", Hint: c.wrong}
	case stop != len(body):
		return w, &ParseError{Offset: stop, Msg: "something follows the time", Hint: wrongOffset}
	case w.From != w.To:
		return w, &ParseError{Offset: 8, Msg: "a time needs one day", Hint: "leave out the time or write the day"}
	}
	w.Time, w.ToTheMinute = c.time, c.toMinute
	w.HasOffset, w.OffsetMinutes = c.hasOffset, int16(c.offset)
	return w, nil
}

// hasTime reports whether something follows the day, as a time does.
func hasTime(text string) bool {
	return len(text) > 10 && (text[10] == 'T' || text[10] == 't' || text[10] == ' ')
}

// parseInterval reads an interval of which both ends are given, open or unknown.
func parseInterval(left, right string) (When, *ParseError) {
	if strings.Contains(right, "/") {
		return When{}, &ParseError{Offset: len(left) + 1 + strings.Index(right, "/"), Msg: "an interval has two ends"}
	}
	from, err := parseEnd(left)
	if err != nil {
		return When{}, err
	}
	to, err := parseEnd(right)
	if err != nil {
		err.Offset += len(left) + 1
		if hint := complete(left, right); hint != "" {
			err.Hint = hint
		}
		return When{}, err
	}
	switch {
	case from.IsZero() && to.IsZero():
		return When{}, &ParseError{Msg: noEnds, Hint: needsEnd}
	case !to.IsZero() && from.From > to.To:
		return When{}, &ParseError{Offset: len(left) + 1, Msg: reversed,
			Hint: "write the earlier date first: " + right + "/" + left}
	}
	w := When{From: from.From, To: to.To}
	w.Approximate, w.approximateOn = join(from.Approximate, to.Approximate)
	w.Uncertain, w.uncertainOn = join(from.Uncertain, to.Uncertain)
	if w.From == w.To || w.From == 0 || w.To == 0 {
		w.approximateOn, w.uncertainOn = bothEnds, bothEnds
	}
	return w, nil
}

// join returns whether a mark stands at either end, and at which.
func join(from, to bool) (bool, end) {
	switch {
	case from && !to:
		return true, fromEnd
	case to && !from:
		return true, toEnd
	}
	return from, bothEnds
}

// parseEnd reads one end of an interval; the zero When is one not known.
func parseEnd(text string) (When, *ParseError) {
	if text == "" || text == ".." {
		return When{}, nil
	}
	body, w := cutMark(text)
	if hasTime(body) {
		return w, &ParseError{Offset: 10, Msg: "a time in an interval", Hint: "write the days alone in an interval"}
	}
	var err *ParseError
	w.From, w.To, err = parseDate(body)
	return w, err
}

// cutMark takes the mark off the end of text, which must not be empty, and returns a When that bears it.
func cutMark(text string) (string, When) {
	last := len(text) - 1
	switch text[last] {
	case '~':
		return text[:last], When{Approximate: true}
	case '?':
		return text[:last], When{Uncertain: true}
	case '%':
		return text[:last], When{Approximate: true, Uncertain: true}
	}
	return text, When{}
}

// parseDate reads a day, a month, a season, a year or what an unspecified part
// leaves of them, and returns the first and the last day it can mean.
func parseDate(text string) (from, to Date, err *ParseError) {
	if err := wrongStart(text); err != nil {
		return 0, 0, err
	}
	parts := strings.Split(text, "-")
	if len(parts) > 3 {
		end := len(strings.Join(parts[:3], "-"))
		return 0, 0, &ParseError{Offset: end, Msg: "a date has a year, a month and a day"}
	}
	first, last, err := parseYear(parts[0])
	if err != nil {
		return 0, 0, err
	}
	if len(parts) == 1 {
		return years(first, last)
	}
	if parts[1] == "XX" {
		if len(parts) == 3 && parts[2] != "XX" {
			return 0, 0, &ParseError{Offset: 8, Msg: "a day of no month", Hint: "write XX for the day too"}
		}
		return years(first, last)
	}
	if first != last {
		return 0, 0, &ParseError{Offset: 5, Msg: "a month of no year", Hint: "write XX for the month too, or the year alone"}
	}
	month, ok := parsePair(parts[1])
	if !ok {
		return 0, 0, &ParseError{Offset: 5, Msg: "the month is " + notDigit}
	}
	if month > 12 || month == 0 {
		return parseSeason(first, month, len(parts) == 3)
	}
	if len(parts) == 2 || parts[2] == "XX" {
		return months(first, month, first, month)
	}
	return parseDay(first, month, parts[2])
}

// wrongStart says what is wrong with a text that begins as other levels of EDTF
// do.
func wrongStart(text string) *ParseError {
	if text == "" {
		return &ParseError{Msg: "there is none"}
	}
	switch text[0] {
	case '-', '+', 'Y', 'y':
		if signed := strings.TrimLeft(text[1:], "-"); signed != "" && signed[0]-'0' <= 9 {
			return &ParseError{Msg: "not a year of four digits", Hint: yearOnly}
		}
	case '?', '~', '%':
		return &ParseError{Msg: "the mark comes first", Hint: "put the mark at the end: " + text[1:] + text[:1]}
	case '[', '{':
		return &ParseError{Msg: "a set of dates", Hint: "write an interval, such as 2019-04/2019-06"}
	}
	return nil
}

// parseYear reads four digits, of which the last one or two may be X.
func parseYear(text string) (first, last int, err *ParseError) {
	digits := 0
	for digits < min(4, len(text)) && text[digits]-'0' <= 9 {
		first = 10*first + int(text[digits]-'0')
		digits++
	}
	unspecified := text[digits:]
	switch {
	case len(text) != 4 || strings.Trim(unspecified, "X") != "":
		return 0, 0, &ParseError{Offset: digits, Msg: "the year is not four digits"}
	case len(unspecified) > 2:
		return 0, 0, &ParseError{Msg: "at most two digits of the year can be unspecified"}
	}
	unit := 1
	for range unspecified {
		unit *= 10
	}
	first, last = first*unit, first*unit+unit-1
	if last == 0 {
		return 0, 0, &ParseError{Msg: "there is no year 0 here", Hint: yearOnly}
	}
	return max(first, minYear), last, nil
}

// parseSeason returns the months of a season of the north, for what is written in
// the place of a month and is none.
func parseSeason(year, code int, hasDay bool) (from, to Date, err *ParseError) {
	hint := noSeason
	if code > 24 && code <= 41 {
		hint = fmt.Sprintf("write the months, such as %04d-01/%04d-03", year, year)
	}
	switch {
	case code < 21 || code > 24:
		return 0, 0, &ParseError{Offset: 5, Msg: "no such month", Hint: hint}
	case hasDay:
		return 0, 0, &ParseError{Offset: 8, Msg: "a season has no days", Hint: "write the month and the day"}
	case code == 24 && year == maxYear:
		return MaxDate - 30, MaxDate, nil // the calendar ends in this winter
	case code == 24:
		return months(year, 12, year+1, 2)
	}
	month := 3 * (code - 20)
	return months(year, month, year, month+2)
}

// parseDay reads a day of the month.
func parseDay(year, month int, text string) (from, to Date, err *ParseError) {
	day, ok := parsePair(text)
	if !ok {
		return 0, 0, &ParseError{Offset: 8, Msg: "the day is " + notDigit}
	}
	if length := daysIn(year, month); day < 1 || day > length {
		hint := fmt.Sprintf("%v %04d has %d days", time.Month(month), year, length)
		return 0, 0, &ParseError{Offset: 8, Msg: "no such day", Hint: hint}
	}
	d := Date(number(year, month, day))
	return d, d, nil
}

func parsePair(text string) (int, bool) {
	if len(text) != 2 {
		return 0, false
	}
	return digits2(text, 0)
}

func years(first, last int) (from, to Date, err *ParseError) {
	return months(first, 1, last, 12)
}

// months returns the first day of one month and the last of another.
func months(fromYear, fromMonth, toYear, toMonth int) (from, to Date, err *ParseError) {
	return Date(number(fromYear, fromMonth, 1)), Date(number(toYear, toMonth, daysIn(toYear, toMonth))), nil
}
