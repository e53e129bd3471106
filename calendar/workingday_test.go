package calendar_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"pgregory.net/rapid"
)

func TestHorizon(t *testing.T) {
	first, last := calendar.HorizonYears()
	if first != 2015 || last != 2028 {
		t.Errorf("HorizonYears() = %d, %d, want 2015, 2028", first, last)
	}
	for _, region := range calendar.Regions() {
		c := newCalendar(t, calendar.Options{Region: region})
		from, to := c.Horizon()
		wantFrom, wantTo := calendar.MustDate("2015-01-01"), calendar.MustDate("2028-12-31")
		if region == calendar.NoRegion {
			wantFrom, wantTo = calendar.MinDate, calendar.MaxDate
		}
		if from != wantFrom || to != wantTo {
			t.Errorf("horizon of %s is %v to %v, want %v to %v", region, from, to, wantFrom, wantTo)
		}
		tests := []struct {
			name  string
			d     calendar.Date
			known bool
		}{
			{"first day", from, true}, {"day before the first", from - 1, false},
			{"last day", to, true}, {"day after the last", to + 1, false},
			{"no date", 0, false}, {"no day", -1, false},
		}
		for _, tt := range tests {
			if _, err := c.IsWorkingDay(tt.d); (err == nil) != tt.known {
				t.Errorf("%s, %s: IsWorkingDay(%v) gives %v, want known %v", region, tt.name, tt.d, err, tt.known)
			}
		}
	}
}

func TestHorizonErrorSaysWhatToDo(t *testing.T) {
	c := newCalendar(t, calendar.Options{Region: calendar.Scotland})
	_, err := c.IsWorkingDay(calendar.MustDate("2029-01-06"))
	var beyond *calendar.HorizonError
	if !errors.As(err, &beyond) || beyond.Date != calendar.MustDate("2029-01-06") {
		t.Fatalf("a Saturday beyond the horizon gives %v, want a HorizonError of that day", err)
	}
	want := "bank holidays of scotland are known from 2015-01-01 to 2028-12-31, not for 2029-01-06: " +
		"update the program, or choose the region none or a limit in days"
	if got := err.Error(); got != want {
		t.Errorf("the error reads %q, want %q", got, want)
	}
}

func TestHoliday(t *testing.T) {
	tests := []struct {
		region calendar.Region
		day    string
		want   string
	}{
		{calendar.EnglandWales, "2026-12-25", "Christmas Day"},
		{calendar.EnglandWales, "2026-12-28", "Boxing Day (substitute day)"},
		{calendar.EnglandWales, "2026-12-24", ""},
		{calendar.EnglandWales, "2017-01-02", "New Year's Day (substitute day)"}, // a day of two names
		{calendar.Scotland, "2017-01-02", "2nd January"},
		{calendar.Scotland, "2026-06-15", "World Cup bank holiday"},
		{calendar.EnglandWales, "2026-06-15", ""},
		{calendar.NorthernIreland, "2026-03-17", "St Patrick's Day"},
		{calendar.Scotland, "2026-03-17", ""},
		{calendar.NorthernIreland, "2028-12-26", "Boxing Day"}, // the last row
		{calendar.NoRegion, "2026-12-25", ""},
		{calendar.EnglandWales, "2040-12-25", ""},
	}
	for _, tt := range tests {
		c := newCalendar(t, calendar.Options{Region: tt.region})
		if got, ok := c.Holiday(calendar.MustDate(tt.day)); got != tt.want || ok != (tt.want != "") {
			t.Errorf("Holiday(%s) in %s = %q, %v, want %q", tt.day, tt.region, got, ok, tt.want)
		}
	}
}

// The rules of the law are tried against the list: every bank holiday whose date
// the law fixes is on its day or, at a weekend, on a weekday after it.
func TestHolidaysFollowTheirRules(t *testing.T) {
	first, last := calendar.HorizonYears()
	for _, region := range calendar.Regions()[1:] {
		c := newCalendar(t, calendar.Options{Region: region})
		for year := first; year <= last; year++ {
			count := 0
			for d := day(t, year, 1, 1); d <= day(t, year, 12, 31); d++ {
				name, ok := c.Holiday(d)
				if !ok {
					continue
				}
				count++
				if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
					t.Errorf("%s: %s is on a weekend, %v", region, name, d)
				}
				if works, _ := c.IsWorkingDay(d); works {
					t.Errorf("%s: %v is a working day and %s", region, d, name)
				}
			}
			if count < 8 || count > 12 {
				t.Errorf("%s has %d bank holidays in %d", region, count, year)
			}
			if name, _ := c.Holiday(easter(t, year) - 2); name != "Good Friday" {
				t.Errorf("%s: the Friday before Easter %d is %q", region, year, name)
			}
		}
	}
}

func day(t *testing.T, year, month, dayOfMonth int) calendar.Date {
	t.Helper()
	d, err := calendar.Of(year, month, dayOfMonth)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// easter returns Easter Sunday by the anonymous Gregorian algorithm.
func easter(t *testing.T, year int) calendar.Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	return day(t, year, month, (h+l-7*m+33*month+19)%32)
}

// walk counts working days one by one.
func walk(c *calendar.Calendar, after, until calendar.Date) (int, error) {
	n := 0
	for d := after + 1; d <= until; d++ {
		works, err := c.IsWorkingDay(d)
		if err != nil {
			return 0, err
		}
		if works {
			n++
		}
	}
	return n, nil
}

func TestCountWorkingDaysAgainstAWalk(t *testing.T) {
	draw := anyCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		c := draw(t)
		after := between(calendar.MustDate("2014-12-20"), calendar.MustDate("2029-01-10")).Draw(t, "after")
		until := after.Add(rapid.IntRange(0, 900).Draw(t, "days"))
		want, wantErr := walk(c, after, until)
		got, err := c.CountWorkingDays(after, until)
		if got != want || (err == nil) != (wantErr == nil) {
			t.Errorf("CountWorkingDays(%v, %v) = %d, %v, want %d, %v", after, until, got, err, want, wantErr)
		}
		if back, err := c.CountWorkingDays(until, after); err == nil && back != -want {
			t.Errorf("CountWorkingDays(%v, %v) = %d, want %d", until, after, back, -want)
		}
	})
}

func TestCountWorkingDaysRefuses(t *testing.T) {
	c := newCalendar(t, calendar.Options{Region: calendar.EnglandWales})
	last := calendar.MustDate("2028-12-31")
	tests := []struct {
		name         string
		after, until calendar.Date
		ok           bool
	}{
		{"no date", 0, last, false},
		{"until no date", last, 0, false},
		{"the day before the horizon", calendar.MustDate("2014-12-31"), last, true},
		{"two days before the horizon", calendar.MustDate("2014-12-30"), last, false},
		{"a day after the horizon", last, last + 1, false},
		{"the last day and itself", last, last, true},
		{"the last day of all and itself", calendar.MaxDate, calendar.MaxDate, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if n, err := c.CountWorkingDays(tt.after, tt.until); (err == nil) != tt.ok {
				t.Errorf("CountWorkingDays(%v, %v) = %d, %v, want answered %v", tt.after, tt.until, n, err, tt.ok)
			}
		})
	}
}

func TestWorkingLimitsAgainstAWalk(t *testing.T) {
	draw := anyCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		c := draw(t)
		from := between(calendar.MustDate("2014-12-20"), calendar.MustDate("2029-01-10")).Draw(t, "from")
		l := calendar.Limit{N: rapid.IntRange(1, 300).Draw(t, "n"), Unit: calendar.WorkingDays}
		got, err := c.Due(from, l, false)
		if err != nil {
			var beyond *calendar.HorizonError
			if _, walkErr := walk(c, from, from+800); !errors.As(err, &beyond) || walkErr == nil {
				t.Fatalf("Due(%v, %v) gives %v, but a walk ends", from, l, err)
			}
			return
		}
		works, _ := c.IsWorkingDay(got)
		if n, err := walk(c, from, got); n != l.N || !works || err != nil {
			t.Errorf("Due(%v, %v) = %v, working day %v, after %d working days, %v", from, l, got, works, n, err)
		}
	})
}

func TestNextWorkingDay(t *testing.T) {
	draw := anyCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		c := draw(t)
		d := between(calendar.MustDate("2014-12-20"), calendar.MustDate("2029-01-10")).Draw(t, "d")
		next, err := c.NextWorkingDay(d)
		want := d
		for {
			works, walkErr := c.IsWorkingDay(want)
			if (walkErr != nil || works) && (walkErr != nil) == (err != nil) {
				break
			}
			if walkErr != nil || works {
				t.Fatalf("NextWorkingDay(%v) = %v, %v, but a walk comes to %v, %v", d, next, err, want, walkErr)
			}
			want++
		}
		if err == nil && next != want {
			t.Errorf("NextWorkingDay(%v) = %v, want %v", d, next, want)
		}
	})
	c := newCalendar(t, calendar.Options{})
	if d, err := c.NextWorkingDay(calendar.MaxDate); err != nil || d != calendar.MaxDate {
		t.Errorf("NextWorkingDay(9999-12-31) = %v, %v, want that Friday", d, err)
	}
}

func TestNewRefuses(t *testing.T) {
	tests := []struct {
		name    string
		options calendar.Options
		what    string
		known   string
	}{
		{"a region", calendar.Options{Region: "wales"}, "region", "england-and-wales"},
		{"a region in capitals", calendar.Options{Region: "Scotland"}, "region", "scotland"},
		{"a zone", calendar.Options{Zone: "Europe/Londn"}, "time zone", "Europe/London"},
		{"the machine's zone", calendar.Options{Zone: "Local"}, "time zone", "UTC"},
		{"a folder of zones", calendar.Options{Zone: "Europe/"}, "time zone", "Europe/Rome"},
		{"a path", calendar.Options{Zone: "../etc/passwd"}, "time zone", "Europe/Rome"},
		{"a rounding", calendar.Options{Rounding: 3}, "rounding", "round up"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := calendar.New(tt.options)
			var unknown *calendar.UnknownError
			if c != nil || !errors.As(err, &unknown) || unknown.What != tt.what {
				t.Fatalf("New(%+v) = %v, %v, want an UnknownError of a %s", tt.options, c, err, tt.what)
			}
			found := false
			for _, name := range unknown.Known {
				found = found || name == tt.known
			}
			if !found || len(err.Error()) > 400 {
				t.Errorf("New(%+v) gives %v, want %s among the known, in a few lines", tt.options, err, tt.known)
			}
		})
	}
	_, err := calendar.New(calendar.Options{Region: "wales"})
	if want := `unknown region "wales": known are none, england-and-wales, scotland, northern-ireland`; err.Error() != want {
		t.Errorf("the error reads %q, want %q", err, want)
	}
	_, err = calendar.New(calendar.Options{Zone: strings.Repeat("x", 1000)})
	if len(err.Error()) > 400 {
		t.Errorf("a long name makes an error of %d bytes", len(err.Error()))
	}
}

// The zero Calendar is of use, as its comment says.
func TestZeroCalendar(t *testing.T) {
	made, zero := newCalendar(t, calendar.Options{}), &calendar.Calendar{}
	from := calendar.MustDate("2026-03-13")
	for _, l := range []string{"21 days", "5 working days", "1 month"} {
		got, err := zero.Due(from, limit(t, l), false)
		want, wantErr := made.Due(from, limit(t, l), false)
		if got != want || err != nil || wantErr != nil {
			t.Errorf("zero calendar: Due(%v, %s) = %v, %v, want %v", from, l, got, err, want)
		}
	}
	if got := zero.EndOf(from); !got.Equal(made.EndOf(from)) {
		t.Errorf("zero calendar: EndOf(%v) = %v", from, got)
	}
}
