package calendar_test

import (
	"strings"
	"testing"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"pgregory.net/rapid"
)

func TestAt(t *testing.T) {
	tests := []struct {
		name                 string
		hour, minute, second int
		want                 calendar.TimeOfDay // zero for no such time
	}{
		{"midnight", 0, 0, 0, 1},
		{"last second", 23, 59, 59, 86400},
		{"half past two", 14, 30, 0, 52201},
		{"24:00", 24, 0, 0, 0},
		{"a leap second", 23, 59, 60, 0},
		{"minute 60", 0, 60, 0, 0},
		{"negative", -1, 0, 0, 0},
		{"negative minute", 1, -1, 0, 0},
		{"negative second", 1, 0, -1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := calendar.At(tt.hour, tt.minute, tt.second)
			if got != tt.want || (err == nil) != (tt.want != 0) {
				t.Errorf("At(%d, %d, %d) = %d, %v, want %d", tt.hour, tt.minute, tt.second, got, err, tt.want)
			}
			if hour, minute, second := got.Clock(); err == nil && (hour != tt.hour || minute != tt.minute || second != tt.second) {
				t.Errorf("%d.Clock() = %d, %d, %d", got, hour, minute, second)
			}
			if got.IsZero() != (err != nil) {
				t.Errorf("%d.IsZero() = %v", got, got.IsZero())
			}
		})
	}
	for _, none := range []calendar.TimeOfDay{-1, 0, 86401} {
		if hour, minute, second := none.Clock(); hour != 0 || minute != 0 || second != 0 || none.String() != "" {
			t.Errorf("TimeOfDay(%d) is %d, %d, %d, %q, want no time", none, hour, minute, second, none)
		}
	}
}

func TestParseInstant(t *testing.T) {
	at := func(s string) int64 {
		parsed, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return parsed.Unix()
	}
	tests := []struct {
		name, in  string
		want      string // empty if refused
		hasOffset bool
	}{
		{"as XES logs have it", "2006-07-24T00:00:00.000+02:00", "2006-07-23T22:00:00Z", true},
		{"UTC", "2006-07-24T12:34:56Z", "2006-07-24T12:34:56Z", true},
		{"west", "2006-07-24T12:34:56-03:30", "2006-07-24T16:04:56Z", true},
		{"no offset", "2006-07-24T12:34:56", "2006-07-24T12:34:56Z", false},
		{"no seconds", "2006-07-24T12:34", "2006-07-24T12:34:00Z", false},
		{"no seconds, with an offset", "2006-07-24T12:34+01:00", "2006-07-24T11:34:00Z", true},
		{"a space", "2006-07-24 12:34:56", "2006-07-24T12:34:56Z", false},
		{"small letters", "2006-07-24t12:34:56z", "2006-07-24T12:34:56Z", true},
		{"a fraction with a comma", "2006-07-24T12:34:56,123456789Z", "2006-07-24T12:34:56Z", true},
		{"an offset without a colon", "2006-07-24T12:34:56+0530", "2006-07-24T07:04:56Z", true},
		{"an offset in hours", "2006-07-24T12:34:56+02", "2006-07-24T10:34:56Z", true},
		{"a day", "2006-07-24", "2006-07-24T00:00:00Z", false},
		{"greatest offset", "2006-07-24T12:00:00+23:59", "2006-07-23T12:01:00Z", true},
		{"offset too great", "2006-07-24T12:00:00+24:00", "", false},
		{"offset minutes too great", "2006-07-24T12:00:00+02:60", "", false},
		{"half an offset", "2006-07-24T12:00:00+02:", "", false},
		{"half an offset, one digit", "2006-07-24T12:00:00+2", "", false},
		{"half an offset, odd digit", "2006-07-24T12:00:00+020", "", false},
		{"no such day", "2006-02-29T12:00:00Z", "", false},
		{"24:00", "2006-02-28T24:00:00Z", "", false},
		{"minute 60", "2006-02-28T23:60:00Z", "", false},
		{"leap second", "2006-02-28T23:59:60Z", "", false},
		{"a fraction of nothing", "2006-02-28T23:59:59.Z", "", false},
		{"a fraction of a minute", "2006-02-28T23:59.5Z", "", false},
		{"no time after T", "2006-02-28T", "", false},
		{"half a time", "2006-02-28T12", "", false},
		{"half a time, colon", "2006-02-28T12:", "", false},
		{"half the seconds", "2006-02-28T12:00:", "", false},
		{"another separator", "2006-02-28_12:00:00", "", false},
		{"something after", "2006-02-28T12:00:00Z ", "", false},
		{"nothing", "", "", false},
		{"a month", "2006-02", "", false},
		{"year 0", "0000-02-02T12:00:00Z", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sec, hasOffset, ok := calendar.ParseInstant([]byte(tt.in))
			if ok != (tt.want != "") || hasOffset != tt.hasOffset || ok && sec != at(tt.want) {
				t.Errorf("ParseInstant(%q) = %d, %v, %v, want %q, %v", tt.in, sec, hasOffset, ok, tt.want, tt.hasOffset)
			}
			if sec2, hasOffset2, ok2 := calendar.ParseInstant(tt.in); sec2 != sec || hasOffset2 != hasOffset || ok2 != ok {
				t.Errorf("ParseInstant(%q) differs between text and bytes", tt.in)
			}
		})
	}
}

func TestClockOf(t *testing.T) {
	c := newCalendar(t, calendar.Options{Zone: "Europe/Rome"})
	tests := []struct {
		in, day, clock string
	}{
		{"2006-07-24T00:00:00.000+02:00", "2006-07-24", "00:00:00"},
		{"2006-07-23T22:00:00Z", "2006-07-24", "00:00:00"},
		{"2006-07-23T21:59:59Z", "2006-07-23", "23:59:59"},
		{"2006-07-24T12:34:56", "2006-07-24", "12:34:56"},
		{"2006-07-24", "2006-07-24", ""},
		{"2006-07", "", ""},
	}
	for _, tt := range tests {
		d, clock, ok := c.ClockOf([]byte(tt.in))
		if d.String() != tt.day || clock.String() != tt.clock || ok != (tt.day != "") {
			t.Errorf("ClockOf(%s) = %v, %v, %v, want %s, %s", tt.in, d, clock, ok, tt.day, tt.clock)
		}
	}
}

func TestParseInstantAgainstPackageTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sec := rapid.Int64Range(-62135596800+2*86400, 253402300799-2*86400).Draw(t, "sec")
		minutes := rapid.IntRange(-23*60-59, 23*60+59).Draw(t, "minutes")
		text := time.Unix(sec, 0).In(time.FixedZone("", 60*minutes)).Format(time.RFC3339)
		got, hasOffset, ok := calendar.ParseInstant(text)
		if got != sec || !hasOffset || !ok {
			t.Errorf("ParseInstant(%s) = %d, %v, %v, want %d", text, got, hasOffset, ok, sec)
		}
	})
}

func FuzzParseInstant(f *testing.F) {
	for _, s := range []string{"2006-07-24T00:00:00.000+02:00", "2006-07-24 12:34", "2006-07-24T12:34:56,5-0330", "2006-07-24", "2006-07-24T12:34:60Z", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		sec, _, ok := calendar.ParseInstant(s)
		// Package time also takes an hour of one digit and an offset of 24 hours or 60 minutes.
		parsed, err := time.Parse(time.RFC3339, s)
		strict := err == nil && parsed.Year() > 0 && s[13] == ':' && !strings.Contains(s[19:], "24:") && !strings.Contains(s[19:], ":60")
		if strict && (!ok || sec != parsed.Unix()) {
			t.Errorf("ParseInstant(%q) = %d, %v, want %d", s, sec, ok, parsed.Unix())
		}
		if w, err := calendar.ParseWhen(s); ok && (err != nil || w.From != w.To) {
			t.Errorf("ParseInstant reads %q, but ParseWhen gives %v, %v", s, w, err)
		}
	})
}
