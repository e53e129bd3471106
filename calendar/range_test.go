package calendar_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/evenhand/evenhand/calendar"
)

// bruteRange asks for every event of 400 years, or whose last day may be in the
// horizon.
func bruteRange(c *calendar.Calendar, l calendar.Limit, free bool) (least, greatest, answered int) {
	from, to := calendar.MustDate("2000-01-01"), calendar.MustDate("2399-12-31")
	if c.Region != calendar.NoRegion {
		// Some years before the horizon and to its end: no event outside has an answer.
		from, to = calendar.MustDate("2009-12-01"), calendar.MustDate("2029-01-31")
	}
	least, greatest = math.MaxInt, math.MinInt
	for d := from; d <= to; d++ {
		if due, err := c.Due(d, l, free); err == nil {
			least, greatest = min(least, due.Sub(d)), max(greatest, due.Sub(d))
			answered++
		}
	}
	return least, greatest, answered
}

func TestRangeAgainstEveryEvent(t *testing.T) {
	t.Parallel()
	limits := []string{"0 days", "1 day", "14 clear days", "3 weeks", "1 month", "3 months", "13 months", "4 years", "0 months", "0 working days", "1 working day", "5 working days", "28 working days"}
	for _, region := range []calendar.Region{calendar.NoRegion, calendar.EnglandWales, calendar.NorthernIreland} {
		for _, rounding := range []calendar.Rounding{calendar.RoundDown, calendar.RoundUp} {
			for _, rolls := range []bool{false, true} {
				c := newCalendar(t, calendar.Options{Region: region, Rounding: rounding, RollForward: rolls})
				for _, s := range limits {
					l := limit(t, s)
					if region != calendar.NoRegion && !rolls && l.Unit != calendar.WorkingDays {
						continue // as with no region
					}
					if rounding == calendar.RoundUp && l.Unit != calendar.Months && l.Unit != calendar.Years {
						continue // as with the other rounding
					}
					least, greatest, exact, err := c.Range(l, false)
					wantLeast, wantGreatest, answered := bruteRange(c, l, false)
					wantExact := answered == 146097
					if region != calendar.NoRegion && !rolls && l.N == 0 {
						wantExact = true // no day need be looked up
					}
					if least != wantLeast || greatest != wantGreatest || exact != wantExact || err != nil {
						t.Errorf("%s, %v, rolls %v: Range(%s) = %d, %d, %v, %v, want %d, %d, %v",
							region, rounding, rolls, s, least, greatest, exact, err, wantLeast, wantGreatest, wantExact)
					}
				}
			}
		}
	}
}

func TestRangeUndeclaredSpansBothReadings(t *testing.T) {
	for _, region := range []calendar.Region{calendar.NoRegion, calendar.Scotland} {
		for _, s := range []string{"1 month", "2 months", "1 year"} {
			options := calendar.Options{Region: region, RollForward: true}
			least, greatest, _, err := newCalendar(t, options).Range(limit(t, s), false)
			var ambiguous *calendar.AmbiguousMonthError
			if !errors.As(err, &ambiguous) || ambiguous.Up != ambiguous.Down+1 || ambiguous.From < calendar.MustDate("2000-01-01") {
				t.Fatalf("%s: Range(%s) gives %v, want an AmbiguousMonthError with an example", region, s, err)
			}
			options.Rounding = calendar.RoundDown
			downLeast, downGreatest, _, _ := newCalendar(t, options).Range(limit(t, s), false)
			options.Rounding = calendar.RoundUp
			upLeast, upGreatest, _, _ := newCalendar(t, options).Range(limit(t, s), false)
			if least != min(downLeast, upLeast) || greatest != max(downGreatest, upGreatest) {
				t.Errorf("%s: Range(%s) = %d, %d, want the least of %d, %d and the greatest of %d, %d",
					region, s, least, greatest, downLeast, upLeast, downGreatest, upGreatest)
			}
		}
	}
	// A whole cycle later every date has its corresponding date.
	if least, greatest, exact, err := newCalendar(t, calendar.Options{}).Range(limit(t, "400 years"), false); least != 146097 || greatest != 146097 || !exact || err != nil {
		t.Errorf("Range(400 years) = %d, %d, %v, %v, want 146097 exactly", least, greatest, exact, err)
	}
}

func TestRangeBeyondTheHorizon(t *testing.T) {
	c := newCalendar(t, calendar.Options{Region: calendar.Scotland, Rounding: calendar.RoundDown, RollForward: true})
	from, to := c.Horizon()
	all, err := c.CountWorkingDays(from-1, to)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, limit string
		ok          bool
	}{
		{"all the working days there are", fmt.Sprintf("%d working days", all), true},
		{"one more", fmt.Sprintf("%d working days", all+1), false},
		{"longer than the horizon, ending in it", "20 years", true},
		{"as long as all years before it", "2027 years", true},
		{"longer", "2028 years", false},
		{"days before all years", "740000 days", true},
		{"more", "741000 days", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			least, greatest, exact, err := c.Range(limit(t, tt.limit), false)
			var beyond *calendar.HorizonError
			if (err == nil) != tt.ok || err != nil && !errors.As(err, &beyond) || exact {
				t.Errorf("Range(%s) = %d, %d, %v, %v, want answered %v", tt.limit, least, greatest, exact, err, tt.ok)
			}
		})
	}
}

func TestRangeUndeclaredBeyondTheHorizon(t *testing.T) {
	c := newCalendar(t, calendar.Options{Region: calendar.Scotland, RollForward: true})
	var beyond *calendar.HorizonError
	if least, greatest, _, err := c.Range(limit(t, "2100 years"), false); !errors.As(err, &beyond) {
		t.Errorf("Range(2100 years) = %d, %d, %v, want a HorizonError", least, greatest, err)
	}
}

func TestEarliestRangeNeverRolls(t *testing.T) {
	c := newCalendar(t, calendar.Options{RollForward: true, Rounding: calendar.RoundUp})
	for _, s := range []string{"21 days", "14 clear days", "1 month", "2 weeks", "5 working days"} {
		least, greatest, exact, err := c.EarliestRange(limit(t, s))
		wantLeast, wantGreatest, _ := bruteRange(c, limit(t, s), true)
		if least != wantLeast || greatest != wantGreatest || !exact || err != nil {
			t.Errorf("EarliestRange(%s) = %d, %d, %v, %v, want %d, %d, exact", s, least, greatest, exact, err, wantLeast, wantGreatest)
		}
	}
}
