package calendar_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"pgregory.net/rapid"
)

func TestLimitString(t *testing.T) {
	tests := []struct {
		limit calendar.Limit
		want  string
	}{
		{calendar.Limit{}, "0 days"},
		{calendar.Limit{N: 21}, "21 days"},
		{calendar.Limit{N: 1}, "1 day"},
		{calendar.Limit{N: 14, Unit: calendar.ClearDays}, "14 clear days"},
		{calendar.Limit{N: 1, Unit: calendar.ClearDays}, "1 clear day"},
		{calendar.Limit{N: 5, Unit: calendar.WorkingDays}, "5 working days"},
		{calendar.Limit{N: 2, Unit: calendar.Weeks}, "2 weeks"},
		{calendar.Limit{N: 1, Unit: calendar.Months}, "1 month"},
		{calendar.Limit{N: 2, Unit: calendar.Years}, "2 years"},
		{calendar.Limit{N: 1, Unit: calendar.Years + 1}, "1 Unit(6)"},
	}
	for _, tt := range tests {
		if got := tt.limit.String(); got != tt.want {
			t.Errorf("the limit %#v is written %q, want %q", tt.limit, got, tt.want)
		}
	}
}

func TestParseUnit(t *testing.T) {
	for s, want := range map[string]calendar.Unit{
		"day": calendar.Days, "days": calendar.Days, "clear day": calendar.ClearDays, "clear days": calendar.ClearDays,
		"working day": calendar.WorkingDays, "working days": calendar.WorkingDays, "week": calendar.Weeks, "weeks": calendar.Weeks,
		"month": calendar.Months, "months": calendar.Months, "year": calendar.Years, "years": calendar.Years,
	} {
		if got, err := calendar.ParseUnit(s); got != want || err != nil {
			t.Errorf("ParseUnit(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "Days", "fortnight", "clear  days", "business days", " days"} {
		var unknown *calendar.UnknownError
		if got, err := calendar.ParseUnit(s); !errors.As(err, &unknown) || len(unknown.Known) != 6 {
			t.Errorf("ParseUnit(%q) = %v, %v, want an error that lists the six units", s, got, err)
		}
	}
}

func TestParseLimitRefuses(t *testing.T) {
	for _, s := range []string{"", "21", "days", "-1 days", "+1 days", "21days", "21  days", " 21 days", "1.5 days", "21 dayz",
		"9999 years", "3652059 days", "99999999999999999999 days"} {
		if got, err := calendar.ParseLimit(s); err == nil {
			t.Errorf("ParseLimit(%q) = %v, want an error", s, got)
		}
	}
}

func TestLimitCheck(t *testing.T) {
	tests := []struct {
		name  string
		limit calendar.Limit
		ok    bool
	}{
		{"nothing", calendar.Limit{}, true},
		{"negative", calendar.Limit{N: -1}, false},
		{"most negative", calendar.Limit{N: math.MinInt, Unit: calendar.Weeks}, false},
		{"most days", calendar.Limit{N: 3652058}, true},
		{"a day too many", calendar.Limit{N: 3652059}, false},
		{"most weeks", calendar.Limit{N: 521722, Unit: calendar.Weeks}, true},
		{"a week too many", calendar.Limit{N: 521723, Unit: calendar.Weeks}, false},
		{"most months", calendar.Limit{N: 119987, Unit: calendar.Months}, true},
		{"a month too many", calendar.Limit{N: 119988, Unit: calendar.Months}, false},
		{"most years", calendar.Limit{N: 9998, Unit: calendar.Years}, true},
		{"a year too many", calendar.Limit{N: 9999, Unit: calendar.Years}, false},
		{"overflowing", calendar.Limit{N: math.MaxInt, Unit: calendar.Years}, false},
		{"no unit", calendar.Limit{N: 1, Unit: 6}, false},
	}
	c := newCalendar(t, calendar.Options{Rounding: calendar.RoundDown})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var refused *calendar.LimitError
			if err := tt.limit.Check(); (err == nil) != tt.ok || err != nil && !errors.As(err, &refused) {
				t.Errorf("%v.Check() = %v, want accepted %v", tt.limit, err, tt.ok)
			}
			if _, err := tt.limit.MarshalText(); (err == nil) != tt.ok {
				t.Errorf("%v.MarshalText() gives %v, want accepted %v", tt.limit, err, tt.ok)
			}
			if d, err := c.Due(calendar.MinDate, tt.limit, false); (err == nil) != tt.ok {
				t.Errorf("Due(0001-01-01, %v) = %v, %v, want accepted %v", tt.limit, d, err, tt.ok)
			}
			if _, _, _, err := c.Range(tt.limit, false); (err == nil) != tt.ok {
				t.Errorf("Range(%v) gives %v, want accepted %v", tt.limit, err, tt.ok)
			}
		})
	}
}

func TestLimitPlus(t *testing.T) {
	tests := []struct {
		name string
		a, b string
		want string // empty if they cannot be added
	}{
		{"days", "21 days", "7 days", "28 days"},
		{"working days", "5 working days", "1 working day", "6 working days"},
		{"days and weeks", "21 days", "2 weeks", "35 days"},
		{"weeks and weeks", "1 week", "2 weeks", "3 weeks"},
		{"months", "3 months", "1 month", "4 months"},
		{"years and months", "1 year", "1 month", "13 months"},
		{"months and days", "3 months", "30 days", ""},
		{"days and working days", "3 days", "1 working day", ""},
		{"too long", "9998 years", "12 months", ""},
		{"longest", "9998 years", "11 months", "119987 months"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := limit(t, tt.a).Plus(limit(t, tt.b))
			if ok != (tt.want != "") || ok && got.String() != tt.want {
				t.Errorf("%s.Plus(%s) = %v, %v, want %q", tt.a, tt.b, got, ok, tt.want)
			}
		})
	}
	if got, ok := (calendar.Limit{N: math.MaxInt}).Plus(calendar.Limit{N: 1}); ok {
		t.Errorf("a limit that is too long and a day are %v, want nothing", got)
	}
}

func limit(t testing.TB, s string) calendar.Limit {
	t.Helper()
	l, err := calendar.ParseLimit(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLimitTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyLimit().Draw(t, "l")
		text, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		var back calendar.Limit
		if err := json.Unmarshal(text, &back); err != nil || back != l {
			t.Errorf("%v is written %s and read as %v, %v", l, text, back, err)
		}
	})
}
