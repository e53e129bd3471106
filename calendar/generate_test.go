package calendar_test

import (
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"pgregory.net/rapid"
)

// anyDate draws days of all years, recent ones and both ends more often.
func anyDate() *rapid.Generator[calendar.Date] {
	return rapid.OneOf(
		between(calendar.MinDate, calendar.MaxDate),
		between(calendar.MustDate("1990-01-01"), calendar.MustDate("2040-12-31")),
		between(calendar.MinDate, calendar.MinDate+800),
		between(calendar.MaxDate-800, calendar.MaxDate),
	)
}

func between(from, to calendar.Date) *rapid.Generator[calendar.Date] {
	return rapid.Map(rapid.Int32Range(int32(from), int32(to)), func(n int32) calendar.Date { return calendar.Date(n) })
}

// anyLimit draws limits of every unit that a rule might state, and some longer.
func anyLimit() *rapid.Generator[calendar.Limit] {
	return rapid.Custom(func(t *rapid.T) calendar.Limit {
		n := rapid.OneOf(rapid.IntRange(0, 40), rapid.IntRange(0, 1000)).Draw(t, "n")
		return calendar.Limit{N: n, Unit: calendar.Unit(rapid.IntRange(0, int(calendar.Years)).Draw(t, "unit"))}
	})
}

// anyCalendar returns a function that draws from every region, rounding and
// manner of rolling.
func anyCalendar(t testing.TB) func(*rapid.T) *calendar.Calendar {
	t.Helper()
	var all []calendar.Options
	made := map[calendar.Options]*calendar.Calendar{}
	for _, region := range calendar.Regions() {
		for _, rounding := range []calendar.Rounding{calendar.Undeclared, calendar.RoundDown, calendar.RoundUp} {
			for _, rolls := range []bool{false, true} {
				options := calendar.Options{Region: region, Rounding: rounding, RollForward: rolls}
				all = append(all, options)
				made[options] = newCalendar(t, options)
			}
		}
	}
	// Options are drawn, not calendars, because rapid prints what it draws.
	options := rapid.SampledFrom(all)
	return func(t *rapid.T) *calendar.Calendar { return made[options.Draw(t, "options")] }
}
