package words

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// Date writes a day in full, as in 2 November 2026. No day at all is "".
func (c *Catalogue) Date(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	year, month, day := d.Civil()
	return c.Say("date.day", "day", day, "month", c.month(month), "year", year)
}

// DateAndWeekday writes a day as in Monday 2 November 2026.
func (c *Catalogue) DateAndWeekday(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return c.Say("date.weekday", "weekday", strings.Fields(c.Say("date.weekdays"))[d.Weekday()], "date", c.Date(d))
}

// ShortMonth writes the month of d as on a scale, as in Nov 2026.
func (c *Catalogue) ShortMonth(d calendar.Date) string {
	year, month, _ := d.Civil()
	return c.Say("date.month", "month", strings.Fields(c.Say("date.months-short"))[month-1], "year", year)
}

func (c *Catalogue) month(n int) string {
	return strings.Fields(c.Say("date.months"))[n-1]
}

// ReadWhen reads what a person wrote as a day: a day or month with the month's
// name, 14 March 2026, or anything EDTF allows, 2026-03, 2026-03-14?,
// 2026-03-10/2026-03-20. Figures alone between strokes are refused, because
// nobody can know which of them is the month.
func (c *Catalogue) ReadWhen(text string) (calendar.When, error) {
	text = strings.TrimSpace(text)
	fields := strings.Fields(strings.ReplaceAll(text, ",", " "))
	if iso, ok := c.fromNames(fields); ok {
		text = iso
	}
	return calendar.ParseWhen(text)
}

// fromNames turns [14 March 2026] and [March 2026] into figures.
func (c *Catalogue) fromNames(fields []string) (iso string, ok bool) {
	if len(fields) != 2 && len(fields) != 3 {
		return "", false
	}
	year, err := strconv.Atoi(fields[len(fields)-1])
	month := c.monthNamed(fields[len(fields)-2])
	if err != nil || year < 1000 || month == 0 {
		return "", false
	}
	if len(fields) == 2 {
		return fmt.Sprintf("%04d-%02d", year, month), true
	}
	day, err := strconv.Atoi(fields[0])
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day), err == nil
}

// monthNamed returns the number of a month by its name or its short name; zero
// if there is none.
func (c *Catalogue) monthNamed(name string) int {
	for _, key := range []Key{Key("date.months"), Key("date.months-short")} {
		names := strings.Fields(strings.ToLower(c.texts[key]))
		if i := slices.Index(names, strings.ToLower(name)); i >= 0 {
			return i + 1
		}
	}
	return 0
}
