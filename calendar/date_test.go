package calendar_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"pgregory.net/rapid"
)

func TestOf(t *testing.T) {
	tests := []struct {
		name             string
		year, month, day int
		want             calendar.Date // zero for no such day
	}{
		{"first day", 1, 1, 1, 1},
		{"last day", 9999, 12, 31, calendar.MaxDate},
		{"Unix time begins", 1970, 1, 1, 719163},
		{"leap day", 2024, 2, 29, 738945},
		{"leap day of a fourth century", 2000, 2, 29, 730179},
		{"no leap day", 2023, 2, 29, 0},
		{"no leap day of a century", 1900, 2, 29, 0},
		{"31 April", 2026, 4, 31, 0},
		{"day 0", 2026, 4, 0, 0},
		{"day -1", 2026, 4, -1, 0},
		{"month 0", 2026, 0, 1, 0},
		{"month 13", 2026, 13, 1, 0},
		{"year 0", 0, 12, 31, 0},
		{"year 10000", 10000, 1, 1, 0},
		{"absurd", math.MaxInt, math.MinInt, math.MaxInt, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := calendar.Of(tt.year, tt.month, tt.day)
			var refused *calendar.DateError
			if got != tt.want || errors.As(err, &refused) != (tt.want == 0) {
				t.Errorf("Of(%d, %d, %d) = %d, %v, want %d", tt.year, tt.month, tt.day, got, err, tt.want)
			}
		})
	}
}

func TestDateErrorReads(t *testing.T) {
	_, err := calendar.Of(2026, 2, 29)
	if want := "no such day: year 2026, month 2, day 29"; err == nil || err.Error() != want {
		t.Errorf("the error reads %q, want %q", err, want)
	}
}

// Every day is compared with package time, so that nothing rests on our reading
// of the method.
func TestEveryDay(t *testing.T) {
	t.Parallel()
	at := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for d := calendar.MinDate; d <= calendar.MaxDate; d++ {
		year, month, day := d.Civil()
		wantYear, wantMonth, wantDay := at.Date()
		if year != wantYear || month != int(wantMonth) || day != wantDay {
			t.Fatalf("Date(%d).Civil() = %d, %d, %d, want %d, %d, %d", d, year, month, day, wantYear, wantMonth, wantDay)
		}
		if back, err := calendar.Of(year, month, day); back != d || err != nil {
			t.Fatalf("Of(%d, %d, %d) = %d, %v, want %d", year, month, day, back, err, d)
		}
		if d.Weekday() != at.Weekday() {
			t.Fatalf("%v.Weekday() = %v, want %v", d, d.Weekday(), at.Weekday())
		}
		at = at.Add(24 * time.Hour)
	}
}

func TestDateAdd(t *testing.T) {
	tests := []struct {
		name string
		from calendar.Date
		days int
		want calendar.Date
	}{
		{"over a leap day", calendar.MustDate("2024-02-28"), 2, calendar.MustDate("2024-03-01")},
		{"back over a leap day", calendar.MustDate("2024-03-01"), -2, calendar.MustDate("2024-02-28")},
		{"to the last day", calendar.MaxDate - 1, 1, calendar.MaxDate},
		{"past the last day", calendar.MaxDate - 1, 2, calendar.MaxDate},
		{"to the first day", calendar.MinDate + 1, -1, calendar.MinDate},
		{"past the first day", calendar.MinDate + 1, -2, calendar.MinDate},
		{"most days", calendar.MustDate("2026-01-01"), math.MaxInt, calendar.MaxDate},
		{"least days", calendar.MustDate("2026-01-01"), math.MinInt, calendar.MinDate},
		{"no date", 0, 5, 0},
		{"no day", -7, 5, 0},
		{"no day, too late", calendar.MaxDate + 1, -5, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.from.Add(tt.days); got != tt.want {
				t.Errorf("%v.Add(%d) = %v, want %v", tt.from, tt.days, got, tt.want)
			}
		})
	}
}

func TestDateNotADay(t *testing.T) {
	for _, d := range []calendar.Date{math.MinInt32, -1, 0, calendar.MaxDate + 1, math.MaxInt32} {
		if year, month, day := d.Civil(); d.Valid() || year != 0 || month != 0 || day != 0 {
			t.Errorf("Date(%d) is %d, %d, %d and valid %v, want no day", d, year, month, day, d.Valid())
		}
		if w := d.Weekday(); w < time.Sunday || w > time.Saturday {
			t.Errorf("Date(%d).Weekday() = %d", d, w)
		}
		if text, err := d.MarshalText(); (err == nil) != (d == 0) || len(text) != 0 {
			t.Errorf("Date(%d).MarshalText() = %q, %v", d, text, err)
		}
	}
	if got := calendar.Date(0).String(); got != "" {
		t.Errorf("no date is written %q, want nothing", got)
	}
	if got := calendar.Date(-5).String(); got != "Date(-5)" {
		t.Errorf("Date(-5) is written %q", got)
	}
}

func TestParseDate(t *testing.T) {
	tests := []struct{ name, in, hint string }{
		{"a space before", " 2026-03-31", "write 2026-03-31"},
		{"a space after", "2026-03-31 ", "write 2026-03-31"},
		{"a month", "2026-03", "write one day, such as 2019-04-10"},
		{"an interval", "2026-03-01/2026-03-31", "write one day, such as 2019-04-10"},
		{"marked", "2026-03-31?", "write 2026-03-31"},
		{"with a time", "2026-03-31T12:00", "write 2026-03-31"},
		{"the British order", "31/03/2026", "write 2026-03-31 for 31 March 2026"},
		{"no such day", "2026-02-29", "February 2026 has 28 days"},
		{"no day 0", "2026-02-00", "February 2026 has 28 days"},
		{"no such month", "2026-13-01", "a month is 01 to 12"},
		{"year 0", "0000-01-01", "only the years 0001 to 9999 can be written"},
		{"a letter for a digit", "2O26-03-31", "write one day, such as 2019-04-10"},
		{"nothing", "", "write one day, such as 2019-04-10"},
		{"a month in words", "March 2026", "write one day, such as 2019-04-10"},
		{"about a day", "c. 31 March 2026", "write one day, such as 2019-04-10"},
		{"underscores", "2026_03_31", "write 2026-03-31 for 31 March 2026"},
		{"digits of another script", "２０２６-03-31", "write one day, such as 2019-04-10"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := calendar.ParseDate(tt.in)
			var refused *calendar.ParseError
			if !errors.As(err, &refused) || d != 0 {
				t.Fatalf("ParseDate(%q) = %v, %v, want a ParseError", tt.in, d, err)
			}
			if refused.Hint != tt.hint {
				t.Errorf("ParseDate(%q) is refused with %q, want %q", tt.in, refused.Hint, tt.hint)
			}
		})
	}
}

func TestMustDatePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("MustDate of no date does not panic")
		}
	}()
	calendar.MustDate("2026-02-30")
}

func TestDateTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.OneOf(anyDate(), rapid.Just(calendar.Date(0))).Draw(t, "d")
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		back := calendar.Date(-1)
		if err := json.Unmarshal(text, &back); err != nil || back != d {
			t.Errorf("%v is written %s and read as %v, %v", d, text, back, err)
		}
	})
	kept := calendar.MustDate("2026-03-31")
	if err := kept.UnmarshalText([]byte("tomorrow")); err == nil || kept != calendar.MustDate("2026-03-31") {
		t.Errorf("a refused text gives %v, %v, want an error and the day as it was", kept, err)
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-03-31", "0001-01-01", "9999-12-31", "2026-02-29", "0000-00-00", "31/03/2026", "2026-03", " 2026-03-31", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := calendar.ParseDate(s)
		var refused *calendar.ParseError
		switch {
		case err == nil && (d.String() != s || !d.Valid()):
			t.Errorf("ParseDate(%q) = %v", s, d)
		case err != nil && (d != 0 || !errors.As(err, &refused) || refused.Input != s || refused.Hint == ""):
			t.Errorf("ParseDate(%q) = %v, %#v, want no date and a ParseError with a hint", s, d, err)
		}
	})
}
