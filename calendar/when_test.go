package calendar_test

import (
	"testing"

	"github.com/evenhand/evenhand/calendar"
)

func TestWhenOrder(t *testing.T) {
	const (
		before = "before"
		after  = "after"
		open   = "open" // either may be first
	)
	tests := []struct{ name, a, b, want string }{
		{"days", "2019-04-10", "2019-04-11", before},
		{"the same day", "2019-04-10", "2019-04-10", open},
		{"intervals apart", "2019-04", "2019-05", before},
		{"intervals that meet", "2019-04/2019-05-01", "2019-05-01", open},
		{"a day in a month", "2019-04-10", "2019-04", open},
		{"marked", "2019-04-10?", "2020-01-01", open},
		{"marked the other", "2019-04-10", "2020-01-01~", open},
		{"up to a day", "../2019-04-10", "2019-04-11", before},
		{"from a day", "2019-04-10/..", "2020", open},
		{"before a beginning", "2019-04-09", "2019-04-10/..", before},
		{"times", "2019-04-10T10:00:00", "2019-04-10T10:00:01", before},
		{"the same second", "2019-04-10T10:00:00", "2019-04-10T10:00:00", open},
		{"a time and none", "2019-04-10T10:00:00", "2019-04-10", open},
		{"a time and the next day", "2019-04-10T10:00:00", "2019-04-11", before},
		{"within a minute", "2019-04-10T10:00", "2019-04-10T10:00:59", open},
		{"after a minute", "2019-04-10T10:00", "2019-04-10T10:01:00", before},
		{"before a minute", "2019-04-10T09:59:59", "2019-04-10T10:00", before},
		{"offsets", "2019-04-10T10:00:00+02:00", "2019-04-10T09:00:00Z", before},
		{"the same instant", "2019-04-10T10:00:00+02:00", "2019-04-10T08:00:00Z", open},
		{"offsets on two days", "2019-04-11T00:30:00+02:00", "2019-04-10T23:00:00Z", before},
		{"an offset on one alone", "2019-04-10T01:00:00Z", "2019-04-10T23:00:00", open},
		{"a marked time", "2019-04-10T01:00:00~", "2019-04-10T23:00:00", open},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := when(t, tt.a), when(t, tt.b)
			got := open
			switch {
			case a.CertainlyBefore(b):
				got = before
			case b.CertainlyBefore(a):
				got = after
			}
			if got != tt.want {
				t.Errorf("%v and %v: %s, want %s", a, b, got, tt.want)
			}
			if a.CertainlyBefore(b) && b.CertainlyBefore(a) {
				t.Errorf("%v and %v are each before the other", a, b)
			}
			if a.PossiblyBefore(b) != (tt.want != after) || b.PossiblyBefore(a) != (tt.want != before) {
				t.Errorf("%v may be before %v: %v, and after: %v, want %s", a, b, a.PossiblyBefore(b), b.PossiblyBefore(a), tt.want)
			}
		})
	}
}

// On the night the clocks go back, what the clock showed does not order two acts.
func TestWhenOrderOnALongNight(t *testing.T) {
	c := newCalendar(t, calendar.Options{Zone: "Europe/London"})
	read := func(s string) calendar.When { return c.Resolve(when(t, s)) }
	tests := []struct {
		name, a, b string
		before     bool
	}{
		{"both in the hour that came twice", "2026-10-25T01:20:00", "2026-10-25T01:40:00", false},
		{"one with its offset", "2026-10-25T01:20:00+01:00", "2026-10-25T01:40:00", false},
		{"both with offsets", "2026-10-25T01:40:00+01:00", "2026-10-25T01:20:00Z", true},
		{"before that hour and in it", "2026-10-25T00:20:00", "2026-10-25T01:40:00", false},
		{"before that hour and after it", "2026-10-25T00:20:00", "2026-10-25T02:40:00", true},
		{"the day before", "2026-10-24T23:59:59", "2026-10-25T01:40:00", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := read(tt.a).CertainlyBefore(read(tt.b)); got != tt.before {
				t.Errorf("%s is certainly before %s: %v, want %v", tt.a, tt.b, got, tt.before)
			}
		})
	}
}

func TestWhenDays(t *testing.T) {
	d := calendar.MustDate
	tests := []struct {
		name, in         string
		from, to         calendar.Date
		overlaps, within bool
	}{
		{"the last day", "2019-04-30", d("2019-04-01"), d("2019-04-30"), true, true},
		{"the day after", "2019-05-01", d("2019-04-01"), d("2019-04-30"), false, false},
		{"the first day", "2019-04-01", d("2019-04-01"), d("2019-04-30"), true, true},
		{"the day before", "2019-03-31", d("2019-04-01"), d("2019-04-30"), false, false},
		{"the whole of it", "2019-04", d("2019-04-01"), d("2019-04-30"), true, true},
		{"straddling", "2019-04/2019-05", d("2019-04-01"), d("2019-04-30"), true, false},
		{"marked", "2019-04-30~", d("2019-04-01"), d("2019-04-30"), true, false},
		{"no end", "2019-04/..", d("2019-04-01"), d("2019-04-30"), true, false},
		{"no end, no limit", "2019-04/..", d("2019-04-01"), 0, true, true},
		{"no beginning, no limit", "../2019-04", 0, d("2019-04-30"), true, true},
		{"no beginning", "../2019-04", d("2019-04-01"), d("2019-04-30"), true, false},
		{"ended before", "../2019-03", d("2019-04-01"), d("2019-04-30"), false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := when(t, tt.in)
			if got := w.Overlaps(tt.from, tt.to); got != tt.overlaps {
				t.Errorf("%v overlaps %v to %v: %v, want %v", w, tt.from, tt.to, got, tt.overlaps)
			}
			if got := w.Within(tt.from, tt.to); got != tt.within {
				t.Errorf("%v is within %v to %v: %v, want %v", w, tt.from, tt.to, got, tt.within)
			}
		})
	}
	if w := when(t, "2019-04"); !w.MayBe(d("2019-04-30")) || w.MayBe(d("2019-05-01")) {
		t.Errorf("%v may be its last day %v, the day after %v", w, w.MayBe(d("2019-04-30")), w.MayBe(d("2019-05-01")))
	}
}

func TestWhenExact(t *testing.T) {
	for s, want := range map[string]bool{
		"2019-04-10": true, "2019-04-10T10:00:00": true, "2019-04-10/2019-04-10": true,
		"2019-04": false, "2019-04-10?": false, "2019-04-10~": false, "2019-04-10/..": false,
	} {
		if got := when(t, s).Exact(); got != want {
			t.Errorf("%s is exact: %v, want %v", s, got, want)
		}
	}
	if (calendar.When{}).Exact() {
		t.Error("nothing told is exact")
	}
	d := calendar.MustDate("2019-04-10")
	if calendar.On(d) != when(t, "2019-04-10") || calendar.Between(d, 0) != when(t, "2019-04-10/..") {
		t.Errorf("On and Between give %v and %v", calendar.On(d), calendar.Between(d, 0))
	}
}

func TestWhenCheck(t *testing.T) {
	d := calendar.MustDate("2019-04-10")
	tests := []struct {
		name string
		w    calendar.When
		ok   bool
	}{
		{"nothing", calendar.When{}, true},
		{"a day", calendar.On(d), true},
		{"reversed", calendar.Between(d, d-1), false},
		{"no such day", calendar.On(-1), false},
		{"no such last day", calendar.Between(d, calendar.MaxDate+1), false},
		{"a mark on nothing", calendar.When{Uncertain: true}, false},
		{"a time", calendar.When{From: d, To: d, Time: 1}, true},
		{"the last second", calendar.When{From: d, To: d, Time: 86400}, true},
		{"a second after", calendar.When{From: d, To: d, Time: 86401}, false},
		{"a time before the day", calendar.When{From: d, To: d, Time: -1}, false},
		{"a time on two days", calendar.When{From: d, To: d + 1, Time: 1}, false},
		{"a minute", calendar.When{From: d, To: d, Time: 61, ToTheMinute: true}, true},
		{"a second that is no minute", calendar.When{From: d, To: d, Time: 62, ToTheMinute: true}, false},
		{"a minute of no time", calendar.When{From: d, To: d, ToTheMinute: true}, false},
		{"an offset", calendar.When{From: d, To: d, Time: 1, HasOffset: true, OffsetMinutes: -1439}, true},
		{"an offset of a day", calendar.When{From: d, To: d, Time: 1, HasOffset: true, OffsetMinutes: -1440}, false},
		{"an offset of a day east", calendar.When{From: d, To: d, Time: 1, HasOffset: true, OffsetMinutes: 1440}, false},
		{"an offset without a time", calendar.When{From: d, To: d, HasOffset: true}, false},
		{"an offset not had", calendar.When{From: d, To: d, Time: 1, OffsetMinutes: 60}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.w.Check(); (err == nil) != tt.ok {
				t.Errorf("%+v.Check() = %v, want in order %v", tt.w, err, tt.ok)
			}
			text, err := tt.w.MarshalText()
			if (err == nil) != tt.ok {
				t.Errorf("%+v is written %q, %v, want written %v", tt.w, text, err, tt.ok)
			}
			var back calendar.When
			if err := back.UnmarshalText(text); tt.ok && (err != nil || back != tt.w) {
				t.Errorf("%+v is written %s and read as %+v, %v", tt.w, text, back, err)
			}
		})
	}
}
