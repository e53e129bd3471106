package check

import (
	"strings"
	"testing"

	"github.com/evenhand/evenhand/rulebook"
)

// TestHorizonPointsAtALimitOfWorkingDays: the first limit that can need a working day is pointed at, no other.
func TestHorizonPointsAtALimitOfWorkingDays(t *testing.T) {
	const before = "deadline answering, from ask, until answer, within 28 days, otherwise lapse"
	for _, tt := range []struct {
		name, roll, limits string
		want               int // the line of limits it points at, from 1; 0: none
	}{
		{"in working days", "", before + "\ndeadline reading, from ask, within 3 working days, otherwise lapse", 2},
		{"last days roll", "rolls forward", before, 1},
		{"no working days, nothing rolls", "", before, 0},
		{"a term", "rolls forward", "body list, members 24, term 3 years\n" + before, 2},
		{"a limitation", "rolls forward", "limitation of ask within 6 months of conduct\n" + before, 2},
		{"a minimum period", "rolls forward", "answer at least 7 days after ask\n" + before, 2},
		{"a minimum period in working days", "", before + "\nanswer at least 7 working days after ask", 2},
		{"a limit that frees", "rolls forward", "deadline holding, from ask, within 9 days, otherwise lapse, frees respondent\n" + before, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			head := "---\ntitle: A book\nversion: 1\nin-force: 2026-01-01\ncalendar: scotland\nmonths: round down\n"
			if tt.roll != "" {
				head += "last-day: " + tt.roll + "\n"
			}
			text := head + "---\n\n1 All there is.\n\n```rule\n"
			first := lines(text)
			text += tt.limits + "\nprocedure case\n  begins with ask\n  stages asked\n  ends in answered, lapsed\n" +
				"act ask by anyone -> asked\nact answer by anyone in asked -> answered\nclock lapse in asked -> lapsed\n```\n"
			book, diags := rulebook.Parse("book.md", []byte(text))
			if len(diags) > 0 {
				t.Fatal(diags[0])
			}
			got := 0
			for _, d := range Check([]*rulebook.Book{book}, Options{}).Defects {
				if d.Check == calendarHorizon {
					got = d.Pos.Line - first + 1
				}
			}
			if got != tt.want {
				t.Errorf("points at line %d of the limits, want %d", got, tt.want)
			}
		})
	}
}

// lines is the number of the line on which what follows a text begins.
func lines(text string) int { return strings.Count(text, "\n") + 1 }
