package calendar_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"pgregory.net/rapid"
)

const sharedData = "../../shared/data/" // not part of the repository

// vectors returns the rows of a file of testdata, after its header, trimmed.
func vectors(t *testing.T, name string) [][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if shared, err := os.ReadFile(sharedData + name); err != nil {
		t.Logf("%s is not compared with its origin, which is absent", name)
	} else if !bytes.Equal(shared, text) {
		t.Errorf("testdata/%s is not the file it was copied from", name)
	}
	var rows [][]string
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		cells := strings.Split(line, ";")
		for j := range cells {
			cells[j] = strings.TrimSpace(cells[j])
		}
		if i > 0 {
			rows = append(rows, cells)
		}
	}
	return rows
}

// addPeriod adds a period such as [1 years, 2 months, 3 days].
func addPeriod(t *testing.T, from, period string, r calendar.Rounding) (calendar.Date, bool) {
	t.Helper()
	var years, months, days int
	if _, err := fmt.Sscanf(period, "[%d years, %d months, %d days]", &years, &months, &days); err != nil {
		t.Fatal(err)
	}
	d, rounded := calendar.MustDate(from).AddMonths(12*years+months, r)
	return d.Add(days), rounded
}

func TestAddMonthsExactVectors(t *testing.T) {
	rows := vectors(t, "month-arithmetic-exact.csv")
	if len(rows) != 19 {
		t.Errorf("read %d rows, want 19", len(rows))
	}
	for _, row := range rows {
		for _, r := range []calendar.Rounding{calendar.Undeclared, calendar.RoundDown, calendar.RoundUp} {
			if got, rounded := addPeriod(t, row[0], row[1], r); got.String() != row[2] || rounded {
				t.Errorf("%s + %s, %v = %v, %v, want %s, unambiguous", row[0], row[1], r, got, rounded, row[2])
			}
		}
	}
}

func TestAddMonthsAmbiguousVectors(t *testing.T) {
	rows := vectors(t, "month-arithmetic-ambiguous.csv")
	if len(rows) != 11 {
		t.Errorf("read %d rows, want 11", len(rows))
	}
	for _, row := range rows {
		for r, want := range map[calendar.Rounding]string{calendar.Undeclared: "", calendar.RoundUp: row[2], calendar.RoundDown: row[3]} {
			if got, rounded := addPeriod(t, row[0], row[1], r); got.String() != want || !rounded {
				t.Errorf("%s + %s, %v = %v, %v, want %s, ambiguous", row[0], row[1], r, got, rounded, want)
			}
		}
	}
}

func TestAddMonths(t *testing.T) {
	tests := []struct {
		name     string
		from     string
		n        int
		rounding calendar.Rounding
		want     string
		rounded  bool
	}{
		{"same day of a later month", "2025-01-15", 3, calendar.Undeclared, "2025-04-15", false},
		{"no such day: last of the month", "2025-11-30", 3, calendar.RoundDown, "2026-02-28", true},
		{"no such day: first of the next", "2025-11-30", 3, calendar.RoundUp, "2026-03-01", true},
		{"no such day, undeclared: none", "2025-11-30", 3, calendar.Undeclared, "", true},
		{"a rounding that is none", "2025-11-30", 3, calendar.RoundUp + 1, "", true},
		{"back: down is the earlier", "2026-03-31", -1, calendar.RoundDown, "2026-02-28", true},
		{"back: up is the later", "2026-03-31", -1, calendar.RoundUp, "2026-03-01", true},
		{"back over the new year", "2026-01-15", -2, calendar.Undeclared, "2025-11-15", false},
		{"up into the new year", "2025-10-31", 1, calendar.RoundUp, "2025-12-01", true},
		{"to the last month", "9999-11-30", 1, calendar.Undeclared, "9999-12-30", false},
		{"past the last day", "9999-12-01", 1, calendar.Undeclared, "9999-12-31", false},
		{"past the first day", "0001-01-31", -1, calendar.Undeclared, "0001-01-01", false},
		{"most months", "2026-01-31", math.MaxInt, calendar.RoundUp, "9999-12-31", false},
		{"least months", "2026-01-31", math.MinInt, calendar.RoundUp, "0001-01-01", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, rounded := calendar.MustDate(tt.from).AddMonths(tt.n, tt.rounding)
			if got.String() != tt.want || rounded != tt.rounded {
				t.Errorf("%s.AddMonths(%d, %v) = %v, %v, want %s, %v", tt.from, tt.n, tt.rounding, got, rounded, tt.want, tt.rounded)
			}
		})
	}
	for _, d := range []calendar.Date{0, -1, calendar.MaxDate + 1} {
		if got, rounded := d.AddMonths(1, calendar.RoundUp); got != 0 || rounded {
			t.Errorf("Date(%d).AddMonths(1) = %v, %v, want no date", d, got, rounded)
		}
	}
}

func TestAddMonthsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := between(calendar.MustDate("0500-01-01"), calendar.MustDate("9500-12-31")).Draw(t, "d")
		n := rapid.IntRange(-4800, 4800).Draw(t, "n")
		down, rounded := d.AddMonths(n, calendar.RoundDown)
		up, rounded2 := d.AddMonths(n, calendar.RoundUp)
		if rounded != rounded2 || (up == down) == rounded || rounded && up != down+1 {
			t.Fatalf("%v %+d months is %v or %v, ambiguous %v and %v", d, n, down, up, rounded, rounded2)
		}
		year, month, day := d.Civil()
		downYear, downMonth, downDay := down.Civil()
		if got, want := 12*downYear+downMonth, 12*year+month+n; got != want {
			t.Errorf("%v %+d months, down = %v, in another month", d, n, down)
		}
		if (downDay != day) != rounded {
			t.Errorf("%v %+d months, down = %v, ambiguous %v", d, n, down, rounded)
		}
		for _, r := range []calendar.Rounding{calendar.RoundDown, calendar.RoundUp} {
			at, _ := d.AddMonths(n, r)
			if next, _ := (d + 1).AddMonths(n, r); next < at {
				t.Errorf("%v %+d months, %v = %v, but a day later %v", d, n, r, at, next)
			}
			if back, _ := at.AddMonths(-n, r); !rounded && back != d {
				t.Errorf("%v %+d months = %v, and back %v", d, n, at, back)
			}
		}
	})
}

func TestRoundingText(t *testing.T) {
	for r, want := range map[calendar.Rounding]string{
		calendar.Undeclared: "undeclared", calendar.RoundDown: "round down", calendar.RoundUp: "round up", 3: "Rounding(3)",
	} {
		if got := r.String(); got != want {
			t.Errorf("rounding %d is written %q, want %q", r, got, want)
		}
		got, err := calendar.ParseRounding(want)
		var unknown *calendar.UnknownError
		if is := r == calendar.RoundDown || r == calendar.RoundUp; is != (err == nil) || is && got != r || !is && !errors.As(err, &unknown) {
			t.Errorf("ParseRounding(%q) = %v, %v", want, got, err)
		}
	}
}
