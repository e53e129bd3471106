package calendar_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"pgregory.net/rapid"
)

// zonesThatSurprise have days that begin at 01:00, midnights that come twice,
// days left out, half hours, and none of these.
func zonesThatSurprise() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"UTC", "Europe/London", "Europe/Rome", "America/Sao_Paulo", "America/St_Johns", "Pacific/Apia",
		"Australia/Lord_Howe", "Africa/Cairo", "Asia/Beirut", "America/Havana", "Asia/Kathmandu", "Antarctica/Troll", "Pacific/Kwajalein"})
}

func TestDateOfAgainstPackageTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, err := calendar.New(calendar.Options{Zone: zonesThatSurprise().Draw(t, "zone")})
		if err != nil {
			t.Fatal(err)
		}
		sec := rapid.Int64Range(-62135596800+86400, 253402300799-86400).Draw(t, "sec")
		local := time.Unix(sec, 0).In(c.Location())
		d, clock := c.ClockOfUnix(sec)
		if got, want := d.String()+" "+clock.String(), local.Format("2006-01-02 15:04:05"); got != want {
			t.Errorf("in %s %d is %s, want %s", c.Zone, sec, got, want)
		}
		if c.DateOf(local) != d || c.DateOfUnix(sec) != d {
			t.Errorf("in %s DateOf(%v) = %v, want %v", c.Zone, local, c.DateOf(local), d)
		}
	})
}

// Package time is mistaken about when offsets end on the last day of leap years,
// and we keep our own list of changes. Neither may show, in any zone.
func TestEveryZoneOverTheYears(t *testing.T) {
	t.Parallel()
	zones := calendar.Zones()
	if len(zones) < 500 || !slices.IsSorted(zones) {
		t.Fatalf("%d zones, in order %v", len(zones), slices.IsSorted(zones))
	}
	for _, zone := range zones {
		c := newCalendar(t, calendar.Options{Zone: zone})
		if c.Zone != zone || c.Location().String() != zone {
			t.Errorf("the zone %s is %q at %v", zone, c.Zone, c.Location())
		}
		try := func(sec int64) {
			t.Helper()
			d, clock := c.ClockOfUnix(sec)
			year, month, dayOfMonth := d.Civil()
			hour, minute, second := clock.Clock()
			local := time.Unix(sec, 0).In(c.Location())
			wantYear, wantMonth, wantDay := local.Date()
			wantHour, wantMinute, wantSecond := local.Clock()
			if year != wantYear || month != int(wantMonth) || dayOfMonth != wantDay || hour != wantHour || minute != wantMinute || second != wantSecond {
				t.Errorf("in %s %d is %v %v, want %v", zone, sec, d, clock, local)
			}
		}
		for year := 1896; year <= 2104; year += 12 {
			newYear := time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
			for hour := int64(-48); hour <= 24; hour += 9 {
				try(newYear + 3600*hour)
			}
			for week := int64(0); week < 52; week += 3 {
				try(newYear + 604800*week)
			}
		}
		for _, year := range []int{1904, 2008, 2023, 2024, 2036, 2037, 2040, 2096} {
			d := day(t, year, 12, 31)
			if got := c.EndOf(d); c.DateOf(got) != d || c.DateOf(got.Add(time.Second)) != d+1 {
				t.Errorf("in %s EndOf(%v) = %v", zone, d, got)
			}
		}
	}
}

func TestDateOfAtTheEnds(t *testing.T) {
	c := newCalendar(t, calendar.Options{Zone: "Pacific/Apia"})
	if d := c.DateOf(time.Time{}); d != 0 {
		t.Errorf("the zero time is on %v, want no date", d)
	}
	for sec, want := range map[int64]calendar.Date{
		math.MinInt64: calendar.MinDate, math.MaxInt64: calendar.MaxDate,
		-62135596800: calendar.MinDate, 253402300799: calendar.MaxDate, 253402300800: calendar.MaxDate,
	} {
		if d, clock := c.ClockOfUnix(sec); d != want || clock < 1 || clock > 86400 {
			t.Errorf("ClockOfUnix(%d) = %v %v, want %v", sec, d, clock, want)
		}
	}
}

// EndOf is tried against its definition: seconds up to it are of that day or
// before, and no later second is.
func TestEndOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, err := calendar.New(calendar.Options{Zone: zonesThatSurprise().Draw(t, "zone")})
		if err != nil {
			t.Fatal(err)
		}
		d := rapid.OneOf(
			between(calendar.MustDate("1880-01-01"), calendar.MustDate("2090-12-31")),
			rapid.SampledFrom([]calendar.Date{calendar.MustDate("2011-12-30"), calendar.MustDate("2011-12-29"), calendar.MustDate("2018-11-03"),
				calendar.MustDate("2018-02-17"), calendar.MustDate("2006-10-28"), calendar.MustDate("2026-03-28"), calendar.MustDate("2026-10-25")}),
		).Draw(t, "d")
		end := c.EndOf(d)
		if got := c.DateOf(end); got > d || got < d-1 {
			t.Errorf("in %s EndOf(%v) = %v, on %v", c.Zone, d, end, got)
		}
		if got := end.Format("15:04:05"); got != "23:59:59" {
			t.Errorf("in %s EndOf(%v) is at %s", c.Zone, d, got)
		}
		for sec := end.Unix() + 1; sec < end.Unix()+2*86400; sec += 59 {
			if got := c.DateOfUnix(sec); got <= d {
				t.Errorf("in %s EndOf(%v) = %v, but %d is on %v", c.Zone, d, end, sec, got)
			}
		}
	})
	c := newCalendar(t, calendar.Options{Zone: "Europe/London"})
	if got := c.EndOf(0); !got.IsZero() {
		t.Errorf("the end of no date is %v, want the zero time", got)
	}
	for _, d := range []calendar.Date{calendar.MinDate, calendar.MaxDate} {
		if got := c.DateOf(c.EndOf(d)); got != d {
			t.Errorf("EndOf(%v) is on %v", d, got)
		}
	}
}

func TestResolve(t *testing.T) {
	tests := []struct {
		name, zone, in, want string
		unsettled            bool
	}{
		{"a day stays", "Europe/London", "2026-03-31", "2026-03-31", false},
		{"an interval stays", "Europe/London", "2026-03/2026-04", "2026-03/2026-04", false},
		{"to summer time", "Europe/London", "2026-03-31T23:30:00Z", "2026-04-01T00:30:00+01:00", false},
		{"to the day before", "America/St_Johns", "2026-01-01T01:00:00Z", "2025-12-31T21:30:00-03:30", false},
		{"marks stay", "Europe/London", "2026-03-31T23:30Z~", "2026-04-01T00:30+01:00~", false},
		{"a time gains its offset", "Europe/London", "2026-07-01T12:00:00", "2026-07-01T12:00:00+01:00", false},
		{"before the clocks go back", "Europe/London", "2026-10-25T00:59:59", "2026-10-25T00:59:59+01:00", false},
		{"a time that came twice", "Europe/London", "2026-10-25T01:30:00", "2026-10-25T01:30:00", true},
		{"after the clocks went back", "Europe/London", "2026-10-25T02:00:00", "2026-10-25T02:00:00Z", false},
		{"a time that never came", "Europe/London", "2026-03-29T01:30:00", "2026-03-29T01:30:00", true},
		{"just before it", "Europe/London", "2026-03-29T00:59:59", "2026-03-29T00:59:59Z", false},
		{"just after it", "Europe/London", "2026-03-29T02:00:00", "2026-03-29T02:00:00+01:00", false},
		{"with an offset it is settled", "Europe/London", "2026-10-25T01:30:00+01:00", "2026-10-25T01:30:00+01:00", false},
		{"a zone with seconds", "Europe/London", "1840-01-01T12:00:00Z", "1840-01-01T11:58:45", false},
		{"a minute of a zone with seconds", "Europe/London", "1840-01-01T12:00Z", "1840-01-01T11:58", false},
		{"before the first day", "America/New_York", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newCalendar(t, calendar.Options{Zone: tt.zone})
			got := c.Resolve(when(t, tt.in))
			if got.String() != tt.want || got.Unsettled != tt.unsettled {
				t.Errorf("Resolve(%s) = %v, unsettled %v, want %s, %v", tt.in, got, got.Unsettled, tt.want, tt.unsettled)
			}
			if again := c.Resolve(got); again != got {
				t.Errorf("Resolve(%s) = %v, and again %v", tt.in, got, again)
			}
		})
	}
}

func when(t testing.TB, s string) calendar.When {
	t.Helper()
	w, err := calendar.ParseWhen(s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
