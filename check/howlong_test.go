package check

import (
	"fmt"
	"os"
	"testing"

	"github.com/evenhand/evenhand/rulebook"
)

// How long a case can last is the same, whether it is asked alone or with everything else.
func TestHowLongAgreesWithCheck(t *testing.T) {
	for _, name := range []string{"club/2026-1", "party-2019/2019-1"} {
		src, err := os.ReadFile("../modelrules/" + name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		book, _ := rulebook.Parse(name, src)
		for _, want := range Check([]*rulebook.Book{book}, Options{}).Matters {
			got := HowLong(book, want.Procedure)
			if got.Unbounded != want.Unbounded || !equalDays(got.WorstCaseDays, want.WorstCaseDays) || !equalDays(got.UpperBoundDays, want.UpperBoundDays) {
				t.Errorf("%s, %s: alone %s, with all checks %s", name, want.Procedure, daysOf(&got), daysOf(&want))
			}
		}
		if got := HowLong(book, "no such procedure"); got.Procedure != "" {
			t.Errorf("%s: a procedure that it does not have lasts %s", name, daysOf(&got))
		}
	}
}

func equalDays(a, b *int) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

func daysOf(m *MatterReport) string {
	if m.UpperBoundDays == nil {
		return fmt.Sprintf("unbounded: %v", m.Unbounded)
	}
	return fmt.Sprintf("%d days", *m.UpperBoundDays)
}
