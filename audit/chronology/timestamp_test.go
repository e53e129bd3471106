package chronology

import (
	"fmt"
	"testing"
	"testing/quick"
	"time"
)

func TestTimestamps(t *testing.T) {
	day := Instant{Year: 2006, Month: 7, Day: 24}
	at := func(seconds, nanos, offset int, has bool) Instant {
		i := day
		i.Seconds, i.Nanos, i.OffsetMinutes, i.HasTime, i.HasOffset = seconds, nanos, offset, true, has
		return i
	}
	for text, want := range map[string]Instant{
		"2006-07-24":                          day,
		"2006-07-24T00:00:00+02:00":           at(0, 0, 120, true),
		"2006-07-24T13:30:05":                 at(13*3600+30*60+5, 0, 0, false),
		"2006-07-24 13:30":                    at(13*3600+30*60, 0, 0, false),
		"2006-07-24t13:30z":                   at(13*3600+30*60, 0, 0, true),
		"2006-07-24T23:59:59.999Z":            at(86399, 999_000_000, 0, true),
		"2006-07-24T00:00:00.000000001-05:30": at(0, 1, -330, true),
		"2006-07-24T00:00:00.1234567891+00":   at(0, 123_456_789, 0, true),
		"2006-07-24T00:00:00+1400":            at(0, 0, 840, true),
		"2006-07-23T24:00:00Z":                at(0, 0, 0, true),
		"2006-07-24+02:00":                    {Year: 2006, Month: 7, Day: 24, OffsetMinutes: 120, HasOffset: true},
		"2005-12-31T24:00:00":                 {Year: 2006, Month: 1, Day: 1, HasTime: true},
		"2004-02-29":                          {Year: 2004, Month: 2, Day: 29},
		"2000-02-29":                          {Year: 2000, Month: 2, Day: 29},
	} {
		if got, ok := parseTimestamp(text); !ok || got != want {
			t.Errorf("parseTimestamp(%q) = %+v, %v, want %+v", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "2006", "2006-07", "2006-7-24", "24.07.2006", "2006/07/24", "2006-13-01", "2006-00-01", "2006-04-31", "2006-04-00",
		"1900-02-29", "2006-02-29", "0000-01-01", "-006-01-01", "2006-07-24T", "2006-07-24T1", "2006-07-24T13", "2006-07-24T13:3",
		"2006-07-24T25:00:00", "2006-07-24T24:00:01", "2006-07-24T24:00:00.1", "2006-07-24T13:60:00", "2006-07-24T13:00:60",
		"2006-07-24T13:00:00.", "2006-07-24T13:00:00.Z", "2006-07-24T13:00:00+", "2006-07-24T13:00:00+2", "2006-07-24T13:00:00+02:",
		"2006-07-24T13:00:00+02:0", "2006-07-24T13:00:00+02:60", "2006-07-24T13:00:00+14:01", "2006-07-24T13:00:00+020000",
		"2006-07-24T13:00:00ZZ", "2006-07-24X13:00:00", "2006-07-24Tab:00", "2006-07-24T13:00:0a", "2006-07-24T13:00:00*02:00", "200a-07-24",
		"2006-07-24T13:00:00+a2", "2006-07-24T13:00:00+02:a0", "unknown date",
	} {
		if got, ok := parseTimestamp(text); ok || got != (Instant{}) {
			t.Errorf("parseTimestamp(%q) = %+v, %v, want none", text, got, ok)
		}
	}
}

// What time.Parse makes of a timestamp, parseTimestamp makes of it.
func TestTimestampsAsTime(t *testing.T) {
	law := func(seconds int32, nanos uint32, offset int16) bool {
		zone := time.FixedZone("", int(offset)%840*60)
		when := time.Unix(int64(seconds), int64(nanos%1e9)).In(zone)
		got, ok := parseTimestamp(when.Format(time.RFC3339Nano))
		_, east := when.Zone()
		want := Instant{when.Year(), int(when.Month()), when.Day(), when.Hour()*3600 + when.Minute()*60 + when.Second(),
			when.Nanosecond(), east / 60, true, true}
		if !ok || got != want {
			t.Errorf("%s: %+v, want %+v", when.Format(time.RFC3339Nano), got, want)
		}
		return ok && got == want
	}
	if err := quick.Check(law, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
	for d := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC); d.Year() < 2105; d = d.AddDate(0, 0, 1) {
		next := d.AddDate(0, 0, 1)
		got, ok := parseTimestamp(d.Format("2006-01-02") + "T24:00:00")
		if !ok || fmt.Sprintf("%04d-%02d-%02d", got.Year, got.Month, got.Day) != next.Format("2006-01-02") {
			t.Fatalf("the day after %v is %+v", d, got)
		}
	}
}
