package check

import (
	"fmt"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// Story is a run of a matter that shows something, on the days on which it can really happen. The zero value is no
// story.
type Story struct {
	Procedure string        // of whose matters it tells
	Start     calendar.Date // the day of its first step
	Steps     []Step
}

// Step is one thing that happens in a story.
type Step struct {
	Day    int    // from the first step, which is on day 0
	Act    string // as the book writes the event: `assess(dismiss)`
	Clause string // where the act is declared; of what passes without consequence, the deadline
	By     string // the capacity, where the rules tell actors apart
	With   [][2]string
	ByRule bool   // by operation of the rules
	Fails  string // Act is a deadline that passes, and this is the event that should then happen and is not possible
}

// Days is how long a story takes.
func (s Story) Days() int {
	if len(s.Steps) == 0 {
		return 0
	}
	return s.Steps[len(s.Steps)-1].Day
}

// Example writes a story as an example block, so that it can be pasted into a book.
func (s Story) Example(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "```example %s\n", name)
	for _, line := range s.Lines() {
		b.WriteString(line + "\n")
	}
	b.WriteString("```\n")
	return b.String()
}

// Lines writes a story as the lines of an example: first that of its procedure, then one for each step.
func (s Story) Lines() []string {
	if len(s.Steps) == 0 {
		return nil
	}
	lines := []string{"in procedure " + s.Procedure}
	for _, step := range s.Steps {
		line := fmt.Sprintf("%v %s", s.Start.Add(step.Day), step)
		if step.Fails != "" {
			line = "# " + line // what does not happen is no line of an example
		}
		lines = append(lines, line)
	}
	return lines
}

// String writes a step as an example does, without its date.
func (s Step) String() string {
	words := s.Act
	if s.Fails != "" {
		return "the time of " + s.Act + " has passed, and " + s.Fails + " is not possible"
	}
	if s.ByRule {
		words = "by rule " + words
	}
	if s.By != "" {
		words += " by " + s.By
	}
	for _, w := range s.With {
		words += " with " + w[0] + " " + w[1]
	}
	return words
}

// NotProven is something that a check could not find out, and why.
type NotProven struct {
	Check string
	Why   string
}
