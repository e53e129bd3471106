package casework

import (
	"slices"
	"testing"
	"time"

	"github.com/evenhand/evenhand/calendar"
)

// TestTheLatestEndIsTheEarlierOfTwo: counted from the first day, and from when the stages behind were left for good.
func TestTheLatestEndIsTheEarlierOfTwo(t *testing.T) {
	s := newStage(t)
	s.o.Longest = func(*Book, string) (int, bool) { return 1000, true }
	asked := make(chan string, 10)
	s.o.LongestAhead = func(_ *Book, _, stage string) *Ahead {
		asked <- stage
		switch stage {
		case "opening":
			return &Ahead{Stages: []string{"opening", "gathering"}, Days: 300}
		case "gathering":
			return &Ahead{Stages: []string{"opening", "gathering"}, Days: 2000}
		}
		return nil
	}
	s.ref = s.complain().Reference
	if got := s.latest("2028-10-29"); got != calendar.MustDate("2026-02-02").Add(1000) {
		t.Errorf("at first %v", got)
	}
	s.day("2026-02-04")
	s.as("caseworker", Act{Act: "acknowledge"})
	s.day("2026-02-16")
	s.as("assessor", Act{Act: "take-up", Outcome: "investigate", Reasons: "The rules cover it."})
	if want, got := calendar.MustDate("2026-02-16").Add(300), s.latest("2026-12-13"); got != want {
		t.Errorf("from the second stage on %v, want %v", got, want)
	}
	close(asked)
	var stages []string
	for stage := range asked {
		stages = append(stages, stage)
	}
	if slices.Sort(stages); !slices.Equal(stages, slices.Compact(slices.Clone(stages))) {
		t.Errorf("asked more than once: %v", stages)
	}
}

// latest is the day once it is no later than one, or has had the time to be.
func (s *aStage) latest(want string) calendar.Date {
	s.Helper()
	end := calendar.Date(0)
	for range 100 {
		if end = s.view("caseworker").LatestEnd; !end.IsZero() && end <= calendar.MustDate(want) {
			break
		}
		time.Sleep(2 * time.Millisecond)
	}
	return end
}
