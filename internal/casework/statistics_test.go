package casework

import (
	"slices"
	"testing"

	"github.com/evenhand/evenhand/calendar"
)

// Many are counted by quarter, stage and length; one is hidden, and with it what would give it away.
func TestCount(t *testing.T) {
	book, err := new(shelf).book(adopted(t))
	if err != nil {
		t.Fatal(err)
	}
	until := calendar.MustDate("2026-03-31")
	stage, end := stageTable(book, false).Rows[0], stageTable(book, true).Rows[0]
	day := calendar.MustDate("2025-11-02")
	open := Entry{Stage: stage, Opened: day}
	ended := Entry{Final: true, Stage: end, Outcome: end, Opened: day, Changed: book.Rules.Calendar.EndOf(day.Add(20))}
	entries := append(slices.Repeat([]Entry{open}, 12), slices.Repeat([]Entry{ended}, 9)...)
	s, err := count(entries, book, until)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.Open.Shown()[0], []string{"0", "0", "12", "0", "0", "12"}; !slices.Equal(got, want) {
		t.Errorf("open: %v, want %v", got, want)
	}
	if got := s.Ended.Shown()[0]; got[0] != "9" || got[5] != "9" {
		t.Errorf("ended: %v, want 9 within 30 days", got)
	}
	if s.Received == nil || s.Received.Shown()[7][0] != "21" {
		t.Errorf("received: %+v, want 21 in the fourth quarter of 2025", s.Received)
	}
	s, err = count(append(entries, Entry{Stage: stage, Opened: until}), book, until)
	if err != nil {
		t.Fatal(err)
	}
	if s.Open.Shown()[0][0] != "–" || s.Received != nil {
		t.Errorf("one alone is shown: %v, %+v", s.Open.Shown(), s.Received)
	}
}

func TestBand(t *testing.T) {
	for days, want := range map[int]int{-1: 0, 0: 0, 30: 0, 31: 1, 365: 3, 366: 4} {
		if got := band(days); got != want {
			t.Errorf("band(%d) = %d, want %d", days, got, want)
		}
	}
}
