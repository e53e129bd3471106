package calendar

import (
	"strconv"
	"time"
)

// A Date is a day of the Gregorian calendar, extended to earlier years: the
// number of days since 0000-12-31, so Date(1) is 0001-01-01. The zero value is
// no date. Dates compare with < and >; no date comes before every day.
type Date int32

// The first and the last day this calendar can write.
const (
	MinDate Date = 1       // 0001-01-01
	MaxDate Date = 3652059 // 9999-12-31
)

const (
	minYear, maxYear = 1, 9999

	daysPerCycle   = 146097 // 400 years, after which dates and weekdays repeat
	monthsPerCycle = 400 * 12
)

// Of returns the day with that year, month and day of the month.
// If there is no such day in the years 1 to 9999, the error is a [*DateError].
func Of(year, month, day int) (Date, error) {
	if year < minYear || year > maxYear || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, &DateError{Year: year, Month: month, Day: day}
	}
	return Date(number(year, month, day)), nil
}

// Valid reports whether d is a day of the years 1 to 9999. No date is not.
func (d Date) Valid() bool { return MinDate <= d && d <= MaxDate }

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == 0 }

// Civil returns the year, the month and the day of the month of d. They are
// all zero if d is not valid.
func (d Date) Civil() (year, month, day int) {
	if !d.Valid() {
		return 0, 0, 0
	}
	return civil(int(d))
}

// Weekday returns the day of the week of d, and Sunday if d is no date.
func (d Date) Weekday() time.Weekday {
	return time.Weekday(floorMod(int(d), 7)) // 0001-01-01 was a Monday
}

// Add returns the day that many days after d, or before it if days is negative.
// It stops at [MinDate] and [MaxDate]; no date stays no date.
func (d Date) Add(days int) Date {
	switch {
	case !d.Valid():
		return 0
	case days > int(MaxDate-d):
		return MaxDate
	case days < int(MinDate-d):
		return MinDate
	}
	return d + Date(days)
}

// Sub returns the number of days from e to d, negative if d is the earlier.
func (d Date) Sub(e Date) int { return int(d) - int(e) }

// String returns d as 2026-03-31, and "" for no date. A number that is no day
// of the years 1 to 9999 is shown as a number.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	if !d.Valid() {
		return "Date(" + strconv.Itoa(int(d)) + ")"
	}
	var buf [10]byte
	return string(d.AppendTo(buf[:0]))
}

// AppendTo appends d as 2026-03-31 to b; it appends nothing if d is not valid.
func (d Date) AppendTo(b []byte) []byte {
	if !d.Valid() {
		return b
	}
	year, month, day := d.Civil()
	b = append2(append2(b, year/100), year%100)
	b = append2(append(b, '-'), month)
	return append2(append(b, '-'), day)
}

// append2 appends n, from 0 to 99, in two digits.
func append2(b []byte, n int) []byte {
	return append(b, byte('0'+n/10), byte('0'+n%10))
}

// MarshalText writes d as 2026-03-31, and no date as the empty text.
// If d is a number that is no day, the error is a [*DateError].
func (d Date) MarshalText() ([]byte, error) {
	if d != 0 && !d.Valid() {
		return nil, &DateError{}
	}
	return d.AppendTo(nil), nil
}

// UnmarshalText reads what MarshalText writes.
// Its error is that of [ParseDate].
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	got, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = got
	return nil
}

// civil returns the date of the day with that number, in any year.
//
// The method is Howard Hinnant's civil_from_days: years begin in March, so that
// the leap day is the last of its year and the months before it follow one
// pattern of lengths.
func civil(n int) (year, month, day int) {
	n += 305 // days since 0000-03-01
	era := floorDiv(n, daysPerCycle)
	dayOfEra := uint32(n - era*daysPerCycle)
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	fromMarch := (5*dayOfYear + 2) / 153

	year = 400*era + int(yearOfEra)
	month = int(fromMarch) + 3
	day = int(dayOfYear-(153*fromMarch+2)/5) + 1
	if month > 12 {
		return year + 1, month - 12, day
	}
	return year, month, day
}

// number is the inverse of civil, for a day that is in that month.
func number(year, month, day int) int {
	fromMarch := month - 3
	if month < 3 {
		year, fromMarch = year-1, month+9
	}
	leapDays := floorDiv(year, 4) - floorDiv(year, 100) + floorDiv(year, 400)
	return 365*year + leapDays + (153*fromMarch+2)/5 + day - 306
}

// daysIn returns the length of a month from 1 to 12.
func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int) int { return a - b*floorDiv(a, b) }
