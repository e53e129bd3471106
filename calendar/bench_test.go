package calendar_test

import (
	"testing"
	"time"

	"github.com/evenhand/evenhand/calendar"
)

var sink calendar.Date

func BenchmarkCivil(b *testing.B) {
	b.ReportAllocs()
	d, sum := calendar.MinDate, 0
	for b.Loop() {
		_, _, day := d.Civil()
		sum += day
		if d++; d > calendar.MaxDate {
			d = calendar.MinDate
		}
	}
	sink = calendar.Date(sum)
}

func BenchmarkParseDate(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		sink, _ = calendar.ParseDate("2026-03-31")
	}
}

func BenchmarkDateString(b *testing.B) {
	b.ReportAllocs()
	d := calendar.MustDate("2026-03-31")
	for b.Loop() {
		_ = d.String()
	}
}

func BenchmarkAddMonths(b *testing.B) {
	b.ReportAllocs()
	d := calendar.MustDate("2026-01-31")
	for b.Loop() {
		sink, _ = d.AddMonths(1, calendar.RoundDown)
	}
}

func BenchmarkDue(b *testing.B) {
	c := newCalendar(b, calendar.Options{Region: calendar.EnglandWales, Rounding: calendar.RoundDown, RollForward: true})
	from := calendar.MustDate("2026-01-31")
	for _, s := range []string{"21 days", "1 month", "20 working days"} {
		l := limit(b, s)
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink, _ = c.Due(from, l, false)
			}
		})
	}
}

func BenchmarkRange(b *testing.B) {
	for _, bench := range []struct {
		name    string
		options calendar.Options
		limit   string
	}{
		{"months", calendar.Options{Rounding: calendar.RoundDown}, "3 months"},
		{"months undeclared", calendar.Options{}, "3 months"},
		{"months rolling over weekends", calendar.Options{Rounding: calendar.RoundUp, RollForward: true}, "3 months"},
		{"months rolling over holidays", calendar.Options{Region: calendar.Scotland, Rounding: calendar.RoundUp, RollForward: true}, "3 months"},
		{"working days", calendar.Options{Region: calendar.Scotland}, "20 working days"},
	} {
		c, l := newCalendar(b, bench.options), limit(b, bench.limit)
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				least, _, _, _ := c.Range(l, false)
				sink = calendar.Date(least)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = calendar.New(calendar.Options{Region: calendar.EnglandWales, Zone: "Europe/London"})
	}
}

func BenchmarkDateOf(b *testing.B) {
	b.ReportAllocs()
	c := newCalendar(b, calendar.Options{Zone: "Europe/Rome"})
	t := time.Date(2006, 7, 23, 22, 0, 0, 0, time.UTC)
	for b.Loop() {
		sink = c.DateOf(t)
	}
}

func BenchmarkParseInstant(b *testing.B) {
	b.ReportAllocs()
	s := []byte("2006-07-24T00:00:00.000+02:00")
	for b.Loop() {
		sec, _, _ := calendar.ParseInstant(s)
		sink = calendar.Date(sec & 1)
	}
}

func BenchmarkClockOf(b *testing.B) {
	b.ReportAllocs()
	c := newCalendar(b, calendar.Options{Zone: "Europe/Rome"})
	s := []byte("2006-07-24T00:00:00.000+02:00")
	for b.Loop() {
		sink, _, _ = c.ClockOf(s)
	}
}

func BenchmarkParseWhen(b *testing.B) {
	for _, s := range []string{"2019-04-10", "2019-04", "2019-04-10/2019-04-20", "2019-04-10T14:30:00Z"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w, _ := calendar.ParseWhen(s)
				sink = w.From
			}
		})
	}
}
