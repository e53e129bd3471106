package calendar

import "slices"

//go:generate go run ./internal/bankholidays bankholidays.go ../../shared/data/uk-bank-holidays-2015-2021.json ../../shared/data/uk-bank-holidays-2019-2028.json

// A Region is where public holidays are those of one list.
type Region string

// The regions whose working days are known.
const (
	NoRegion        Region = "none" // no public holidays; Monday to Friday are worked
	EnglandWales    Region = "england-and-wales"
	Scotland        Region = "scotland"
	NorthernIreland Region = "northern-ireland"
)

// Regions returns every region a rule book may name, NoRegion first.
func Regions() []Region {
	return []Region{NoRegion, EnglandWales, Scotland, NorthernIreland}
}

// A bankHoliday is a row of the embedded list.
type bankHoliday struct {
	date  int   // 20260831
	where where // the regions that keep it
	name  string
}

// where is a set of regions.
type where uint8

const (
	ew where = 1 << iota // England and Wales
	sc                   // Scotland
	ni                   // Northern Ireland
)

// where returns r as a set, and the empty set if r has no list of holidays.
func (r Region) where() where {
	switch r {
	case EnglandWales:
		return ew
	case Scotland:
		return sc
	case NorthernIreland:
		return ni
	}
	return 0
}

func (h bankHoliday) day() Date {
	return Date(number(h.date/10000, h.date/100%100, h.date%100))
}

// HorizonYears returns the first and the last year whose bank holidays are
// known.
func HorizonYears() (first, last int) { return horizonFirstYear, horizonLastYear }

// Horizon returns the first and the last day of which c can say whether it is a
// working day. Without a region that is every day.
func (c *Calendar) Horizon() (from, to Date) {
	if c.working == nil {
		return MinDate, MaxDate
	}
	return Date(number(horizonFirstYear, 1, 1)), Date(number(horizonLastYear, 12, 31))
}

// Holiday returns the name of the bank holiday kept on d in the region of c, and
// whether there is one.
func (c *Calendar) Holiday(d Date) (name string, ok bool) {
	i, _ := slices.BinarySearchFunc(bankHolidays[:], d, func(h bankHoliday, d Date) int {
		return h.day().Sub(d)
	})
	for _, h := range bankHolidays[i:] {
		if h.day() != d {
			break
		}
		if h.where&c.Region.where() != 0 {
			return h.name, true
		}
	}
	return "", false
}

// workingDays returns the working days of the horizon in order, or nil for
// NoRegion. If the region is not known, the error is an [*UnknownError].
func workingDays(r Region) ([]Date, error) {
	if r == NoRegion {
		return nil, nil
	}
	kept := r.where()
	if kept == 0 {
		var known []string
		for _, r := range Regions() {
			known = append(known, string(r))
		}
		return nil, &UnknownError{What: "region", Name: string(r), Known: known}
	}
	first, last := number(horizonFirstYear, 1, 1), number(horizonLastYear, 12, 31)
	days := make([]Date, 0, (last-first)/7*5+5)
	rest := bankHolidays[:]
	for d := Date(first); d <= Date(last); d++ {
		free := isWeekend(d)
		for len(rest) > 0 && rest[0].day() == d {
			free = free || rest[0].where&kept != 0
			rest = rest[1:]
		}
		if !free {
			days = append(days, d)
		}
	}
	return days, nil
}
