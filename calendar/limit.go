package calendar

import (
	"fmt"
	"strconv"
	"strings"
)

// A Unit is what a limit counts.
type Unit uint8

const (
	Days        Unit = iota // the event's day is not counted, the last day is
	ClearDays               // neither end is counted
	WorkingDays             // as days, but only working days count
	Weeks                   // 7 days
	Months                  // to the corresponding date
	Years                   // 12 months
)

// units holds the singular and the plural of each unit, in order.
var units = [...][2]string{
	Days:        {"day", "days"},
	ClearDays:   {"clear day", "clear days"},
	WorkingDays: {"working day", "working days"},
	Weeks:       {"week", "weeks"},
	Months:      {"month", "months"},
	Years:       {"year", "years"},
}

// String returns the plural: "working days".
func (u Unit) String() string {
	if int(u) >= len(units) {
		return fmt.Sprintf("Unit(%d)", uint8(u))
	}
	return units[u][1]
}

// ParseUnit reads a unit in the singular or the plural, such as "clear day" or
// "months". If s is none, the error is an [*UnknownError].
func ParseUnit(s string) (Unit, error) {
	known := make([]string, len(units))
	for u, names := range units {
		if s == names[0] || s == names[1] {
			return Unit(u), nil
		}
		known[u] = names[1]
	}
	return 0, &UnknownError{What: "unit of time", Name: s, Known: known}
}

// A Limit is a length of time as a rule states it. The zero value is 0 days.
type Limit struct {
	N    int
	Unit Unit
}

// String returns l as a rule writes it: "21 days", "1 month", "14 clear days".
func (l Limit) String() string {
	if l.N == 1 && int(l.Unit) < len(units) {
		return "1 " + units[l.Unit][0]
	}
	return strconv.Itoa(l.N) + " " + l.Unit.String()
}

// ParseLimit reads what String writes, in the singular or the plural.
// If the number is not digits alone or is too great for a calendar, the error
// is a [*LimitError]; if the unit is none, it is an [*UnknownError].
func ParseLimit(s string) (Limit, error) {
	digits, unit, _ := strings.Cut(s, " ")
	n, err := strconv.ParseUint(digits, 10, 31)
	if err != nil {
		return Limit{}, &LimitError{Msg: fmt.Sprintf("a limit is a whole number and a unit, such as 21 days: %q", s)}
	}
	u, err := ParseUnit(unit)
	if err != nil {
		return Limit{}, err
	}
	l := Limit{N: int(n), Unit: u}
	if err := l.Check(); err != nil {
		return Limit{}, err
	}
	return l, nil
}

// Plus returns l lengthened by m, and whether the two can be added exactly: days
// with weeks, months with years, and any unit with itself. Three months and one
// month are four months from the start; three months and 30 days are no limit.
func (l Limit) Plus(m Limit) (Limit, bool) {
	if l.Check() != nil || m.Check() != nil {
		return Limit{}, false
	}
	a, b := l, m
	if a.Unit != b.Unit {
		a, b = a.base(), b.base()
	}
	sum := Limit{N: a.N + b.N, Unit: a.Unit}
	if a.Unit != b.Unit || sum.Check() != nil {
		return Limit{}, false
	}
	return sum, true
}

// base returns l in days or in months where it is weeks or years.
func (l Limit) base() Limit {
	switch l.Unit {
	case Weeks:
		return Limit{N: 7 * l.N, Unit: Days}
	case Years:
		return Limit{N: 12 * l.N, Unit: Months}
	}
	return l
}

// Check returns a [*LimitError] if l is no limit: its number is negative, it is
// longer than the years 1 to 9999, or its unit is not known. No limit that
// passes can overflow anything here.
func (l Limit) Check() error {
	longest := int(MaxDate - MinDate)
	switch l.Unit {
	case Days, ClearDays, WorkingDays:
	case Weeks:
		longest /= 7
	case Months:
		longest = 12*maxYear - 1
	case Years:
		longest = maxYear - 1
	default:
		return &LimitError{Limit: l, Msg: "unknown unit of time"}
	}
	switch {
	case l.N < 0:
		return &LimitError{Limit: l, Msg: "a limit cannot be negative"}
	case l.N > longest:
		return &LimitError{Limit: l, Msg: "longer than the years 1 to 9999"}
	}
	return nil
}

// MarshalText writes l as "21 days". If l is no limit, the error is a
// [*LimitError].
func (l Limit) MarshalText() ([]byte, error) {
	if err := l.Check(); err != nil {
		return nil, err
	}
	return []byte(l.String()), nil
}

// UnmarshalText reads what MarshalText writes.
// Its error is that of [ParseLimit].
func (l *Limit) UnmarshalText(text []byte) error {
	got, err := ParseLimit(string(text))
	if err != nil {
		return err
	}
	*l = got
	return nil
}
