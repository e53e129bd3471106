package calendar_test

import (
	"errors"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"pgregory.net/rapid"
)

func TestDueIsMonotone(t *testing.T) {
	draw := anyCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		c, l, free := draw(t), anyLimit().Draw(t, "l"), rapid.Bool().Draw(t, "free")
		a := anyDate().Draw(t, "a")
		b := rapid.OneOf(anyDate(), between(a, a.Add(40))).Draw(t, "b")
		dueA, errA := c.Due(a, l, free)
		dueB, errB := c.Due(b, l, free)
		if errA == nil && errB == nil && (a < b && dueA > dueB || a > b && dueA < dueB) {
			t.Errorf("Due(%v, %v) = %v, but Due(%v) = %v", a, l, dueA, b, dueB)
		}
		if errA == nil && dueA < a {
			t.Errorf("Due(%v, %v) = %v, before the event", a, l, dueA)
		}
	})
}

func TestRollingOnlyMovesLater(t *testing.T) {
	draw := anyCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		c, l, from := draw(t), anyLimit().Draw(t, "l"), anyDate().Draw(t, "from")
		due, err := c.Due(from, l, false)
		free, freeErr := c.Due(from, l, true)
		first, firstErr := c.Earliest(from, l)
		if free != first || (freeErr == nil) != (firstErr == nil) {
			t.Errorf("Due(%v, %v, freeing) = %v, %v, but Earliest = %v, %v", from, l, free, freeErr, first, firstErr)
		}
		if err != nil {
			return
		}
		if freeErr != nil || due < free || due > free+9 || !c.RollForward && due != free {
			t.Errorf("Due(%v, %v) = %v, and without rolling %v, %v", from, l, due, free, freeErr)
		}
		if works, err := c.IsWorkingDay(due); c.RollForward && (!works || err != nil) {
			t.Errorf("Due(%v, %v) = %v, rolled to no working day, %v", from, l, due, err)
		}
	})
}

// An act is in time for a backward limit exactly if the event is in time for the
// forward one.
func TestBackwardLimitsAskTheForwardQuestion(t *testing.T) {
	draw := anyCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		c, l, event := draw(t), anyLimit().Draw(t, "l"), anyDate().Draw(t, "event")
		latest, latestErr := c.LatestBefore(event, l)
		first, firstErr := c.FirstBefore(event, l)
		for n := -8; n <= 8; n++ {
			for _, act := range []calendar.Date{latest + calendar.Date(n), first + calendar.Date(n)} {
				if !act.Valid() {
					continue
				}
				at, err := c.Earliest(act, l)
				if err != nil {
					continue // beyond the horizon, or ambiguous
				}
				if latestErr == nil && (act <= latest) != (at <= event) {
					t.Errorf("LatestBefore(%v, %v) = %v, but Earliest(%v) = %v", event, l, latest, act, at)
				}
				if firstErr == nil && (act >= first) != (at >= event) {
					t.Errorf("FirstBefore(%v, %v) = %v, but Due(%v) = %v", event, l, first, act, at)
				}
			}
		}
		if latestErr == nil && firstErr == nil && latest < first-1 {
			t.Errorf("%v before %v: the last day is %v, more than a day before the first, %v", l, event, latest, first)
		}
	})
}

// What one question answers, the question from the other end must not refuse,
// however near the end of the calendar.
func TestBackwardLimitsAnswerAtTheEnds(t *testing.T) {
	c := newCalendar(t, calendar.Options{Rounding: calendar.RoundUp})
	for _, l := range []string{"40 days", "40 clear days", "10 working days", "3 weeks", "1 month", "1 year"} {
		for from := calendar.MinDate; from < calendar.MinDate+90; from++ {
			event, err := c.Earliest(from, limit(t, l))
			if err != nil {
				t.Fatal(err)
			}
			if latest, err := c.LatestBefore(event, limit(t, l)); err != nil || latest < from {
				t.Errorf("LatestBefore(%v, %s) = %v, %v, want %v or later", event, l, latest, err, from)
			}
			first, err := c.FirstBefore(event, limit(t, l))
			var outside *calendar.LimitError
			if err != nil && !errors.As(err, &outside) || err == nil && first > from {
				t.Errorf("FirstBefore(%v, %s) = %v, %v, want %v or earlier", event, l, first, err, from)
			}
		}
		if d, err := c.LatestBefore(calendar.MinDate, limit(t, l)); err == nil {
			t.Errorf("LatestBefore(0001-01-01, %s) = %v, want an error", l, d)
		}
		if d, err := c.Due(calendar.MaxDate, limit(t, l), false); err == nil {
			t.Errorf("Due(9999-12-31, %s) = %v, want an error", l, d)
		}
	}
}

func TestAmbiguousMonthSaysBothReadings(t *testing.T) {
	c := newCalendar(t, calendar.Options{})
	tests := []struct {
		name string
		ask  func() (calendar.Date, error)
		want string
	}{
		{"after", func() (calendar.Date, error) {
			return c.Due(calendar.MustDate("2026-01-31"), limit(t, "1 month"), false)
		}, "1 month after 2026-01-31 is 2026-02-28 if months round down and 2026-03-01 if they round up: the rule book must declare which"},
		{"before", func() (calendar.Date, error) {
			return c.LatestBefore(calendar.MustDate("2026-02-28"), limit(t, "1 month"))
		}, "1 month before 2026-02-28 is 2026-01-31 if months round down and 2026-01-28 if they round up: the rule book must declare which"},
		{"first before", func() (calendar.Date, error) {
			return c.FirstBefore(calendar.MustDate("2026-03-01"), limit(t, "1 month"))
		}, "1 month before 2026-03-01 is 2026-02-01 if months round down and 2026-01-29 if they round up: the rule book must declare which"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := tt.ask()
			var ambiguous *calendar.AmbiguousMonthError
			if d != 0 || !errors.As(err, &ambiguous) || err.Error() != tt.want {
				t.Errorf("got %v, %v, want %s", d, err, tt.want)
			}
		})
	}
}

func TestLimitErrorSaysWhichLimit(t *testing.T) {
	c := newCalendar(t, calendar.Options{RollForward: true})
	tests := []struct {
		name string
		from calendar.Date
		l    calendar.Limit
		want string
	}{
		{"no date", 0, calendar.Limit{N: 21}, "21 days: no date to count from"},
		{"negative", calendar.MinDate, calendar.Limit{N: -1}, "-1 days: a limit cannot be negative"},
		{"too late", calendar.MaxDate, calendar.Limit{N: 1, Unit: calendar.Weeks}, "1 week from 9999-12-31: ends outside the years 1 to 9999"},
		{"too late in working days", calendar.MaxDate, calendar.Limit{N: 1, Unit: calendar.WorkingDays}, "1 working day from 9999-12-31: ends outside the years 1 to 9999"},
		{"too late in months", calendar.MaxDate, calendar.Limit{N: 1, Unit: calendar.Months}, "1 month from 9999-12-31: ends outside the years 1 to 9999"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d, err := c.Due(tt.from, tt.l, false); err == nil || err.Error() != tt.want {
				t.Errorf("Due(%v, %v) = %v, %v, want %s", tt.from, tt.l, d, err, tt.want)
			}
		})
	}
	if _, err := c.IsWorkingDay(0); err == nil || err.Error() != "no date to count from" {
		t.Errorf("no date gives %v", err)
	}
	// The first weekday there is has none before it.
	if d, err := c.FirstBefore(calendar.MinDate, limit(t, "1 working day")); err == nil {
		t.Errorf("FirstBefore(0001-01-01, 1 working day) = %v, want an error", d)
	}
	uk := newCalendar(t, calendar.Options{Region: calendar.EnglandWales})
	for _, day := range []string{"2028-12-30", "2015-01-02"} {
		var beyond *calendar.HorizonError
		if d, err := uk.FirstBefore(calendar.MustDate(day), limit(t, "1 working day")); !errors.As(err, &beyond) {
			t.Errorf("FirstBefore(%s, 1 working day) = %v, %v, want a HorizonError", day, d, err)
		}
	}
	for _, ask := range []func(calendar.Date, calendar.Limit) (calendar.Date, error){c.Earliest, c.LatestBefore, c.FirstBefore} {
		if d, err := ask(0, limit(t, "1 day")); err == nil {
			t.Errorf("a limit from no date is %v, want an error", d)
		}
	}
}
