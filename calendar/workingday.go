package calendar

import (
	"slices"
	"time"
)

// IsWorkingDay reports whether d is a working day: Monday to Friday, and no bank
// holiday of the region. NoRegion has no holidays. If d is outside the horizon,
// the error is a [*HorizonError], for a Saturday too; if d is no date, it is a
// [*LimitError].
func (c *Calendar) IsWorkingDay(d Date) (bool, error) {
	if err := c.known(d); err != nil {
		return false, err
	}
	if c.working == nil {
		return !isWeekend(d), nil
	}
	_, found := slices.BinarySearch(c.working, d)
	return found, nil
}

// NextWorkingDay returns d if it is a working day, and otherwise the first one
// after it. Its errors are those of [Calendar.IsWorkingDay].
func (c *Calendar) NextWorkingDay(d Date) (Date, error) {
	if err := c.known(d); err != nil {
		return 0, err
	}
	return c.nth(c.rank(d-1) + 1)
}

// CountWorkingDays returns how many working days there are after one day, up to
// and including another: the days by which something is late that was due on the
// first and done on the second. It is negative if the second is the earlier. Its
// errors are those of [Calendar.IsWorkingDay].
func (c *Calendar) CountWorkingDays(after, until Date) (int, error) {
	first, last := min(after, until), max(after, until)
	if !first.Valid() {
		return 0, &LimitError{Msg: noDate}
	}
	if first == last {
		return 0, nil // no day is counted, so none need be known
	}
	for _, d := range []Date{first + 1, last} {
		if err := c.known(d); err != nil {
			return 0, err
		}
	}
	return c.rank(until) - c.rank(after), nil
}

// known returns an error unless c can say whether d is a working day.
func (c *Calendar) known(d Date) error {
	if !d.Valid() {
		return &LimitError{Msg: noDate}
	}
	if from, to := c.Horizon(); d < from || to < d {
		return c.beyond(d)
	}
	return nil
}

func (c *Calendar) beyond(d Date) *HorizonError {
	from, to := c.Horizon()
	return &HorizonError{Date: d, From: from, To: to, Region: c.Region}
}

// rank returns how many working days c knows up to and including d. With nth it
// counts working days without walking over them.
func (c *Calendar) rank(d Date) int {
	if c.working == nil {
		// 0001-01-01 was a Monday, so a week of days ends on a Sunday.
		return int(d)/7*5 + min(int(d)%7, 5)
	}
	i, _ := slices.BinarySearch(c.working, d+1)
	return i
}

// nth returns the k-th working day that c knows, from 1: the first day of rank k.
func (c *Calendar) nth(k int) (Date, error) {
	from, to := c.Horizon()
	if c.working == nil {
		if n := (k-1)/5*7 + (k-1)%5 + 1; k >= 1 && n <= int(MaxDate) {
			return Date(n), nil
		}
		return 0, &LimitError{Msg: outside}
	}
	switch {
	case k < 1:
		return 0, c.beyond(from - 1)
	case k > len(c.working):
		return 0, c.beyond(to + 1)
	}
	return c.working[k-1], nil
}

func isWeekend(d Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}
