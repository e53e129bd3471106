package check

import (
	"fmt"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// Story is a run of a matter that shows something, on the days on which it can really happen. The zero value is no
// story.
type Story struct {
	Start calendar.Date // the day of its first step
	Steps []Step
}

// Step is one thing that happens in a story.
type Step struct {
	Day    int    // from the first step, which is on day 0
	Act    string // as the book writes the event: `assess(dismiss)`
	Clause string // where the act is declared; of what passes without consequence, the deadline
	By     string // the capacity, where the rules tell actors apart
	With   [][2]string
	ByRule bool // by operation of the rules
}

// Days is how long a story takes.
func (s Story) Days() int {
	if len(s.Steps) == 0 {
		return 0
	}
	return s.Steps[len(s.Steps)-1].Day
}

// Example writes a story as the lines of an example block, so that it can be pasted into a book.
func (s Story) Example() string {
	var b strings.Builder
	for _, step := range s.Steps {
		fmt.Fprintf(&b, "%v ", s.Start.Add(step.Day))
		if step.ByRule {
			b.WriteString("by rule ")
		}
		b.WriteString(step.Act)
		if step.By != "" {
			b.WriteString(" by " + step.By)
		}
		for _, w := range step.With {
			b.WriteString(" with " + w[0] + " " + w[1])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// NotProven is something that a check could not find out, and why.
type NotProven struct {
	Check string
	Why   string
}
