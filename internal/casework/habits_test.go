package casework

import (
	"context"
	"testing"

	"github.com/evenhand/evenhand/calendar"
)

// TestTheOrganisationsOwnHabits hides an exhibit under the usual habits, and under others.
func TestTheOrganisationsOwnHabits(t *testing.T) {
	for _, tt := range []struct {
		habits Habits
		until  string
	}{{Habits{}, "2026-02-05"}, {Habits{SecondWord: 5}, "2026-02-07"}} {
		s := newStage(t)
		if err := s.o.Organise(context.Background(), "admin", Settled{Name: "The Party", Habits: tt.habits}); err != nil {
			t.Fatal(err)
		}
		s.complain()
		if _, err := s.o.Quarantine(context.Background(), Viewer{Person: "caseworker"}, s.ref, 1, "not to be seen"); err != nil {
			t.Fatal(err)
		}
		f, err := s.o.load(context.Background(), s.id())
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Exhibit(1).Quarantined.Until; got != calendar.MustDate(tt.until) {
			t.Errorf("with %+v a second word is waited for until %v, want %s", tt.habits, got, tt.until)
		}
	}
}
