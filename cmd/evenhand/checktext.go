package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/check"
	"github.com/evenhand/evenhand/rulebook"
)

// checkText shows a report for people: each defect at its clause, then what is known of each procedure, then what is
// not, then the counts.
func checkText(r check.Report) string {
	var b strings.Builder
	for i := range r.Defects {
		b.WriteString(defectText(&r.Defects[i], r.Source(r.Defects[i].File)))
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%s, version %s (sha256 %.12s)\n", r.Book.Front.Title, r.Book.Front.Version, r.Book.SHA256)
	for i := range r.Matters {
		matterText(&b, &r.Matters[i])
	}
	for _, n := range r.NotProven {
		fmt.Fprintf(&b, "  not proven: %s: %s\n", n.Check, n.Why)
	}
	fmt.Fprintf(&b, "  %s, %s, %s; at most %s states in one search, %d bytes each\n",
		several(r.Count(rulebook.Error), "error"), several(r.Count(rulebook.Warning), "warning"), several(r.Count(rulebook.Note), "note"),
		thousands(r.StatesBudget), r.BytesPerState())
	return b.String()
}

// defectText shows one defect: what is wrong, where, the story that shows it, and what would mend it.
func defectText(d *check.Defect, src []byte) string {
	plain := d.Diagnostic
	plain.Help = ""
	if d.Pos.Line == 0 {
		plain.Pos = rulebook.Pos{}
	}
	text := plain.Render(src)
	text = strings.Replace(text, d.Severity.String()+": ", d.Severity.String()+"["+d.Check+"]: ", 1)
	margin := strings.Repeat(" ", max(2, len(strconv.Itoa(d.Pos.Line)))+1)
	var b strings.Builder
	b.WriteString(text)
	if len(d.Story.Steps) > 0 {
		fmt.Fprintf(&b, "%s= story:\n", margin)
		for _, line := range storyLines(d.Story) {
			fmt.Fprintf(&b, "%s    %s\n", margin, line)
		}
	}
	if d.Help != "" {
		fmt.Fprintf(&b, "%s= help: %s\n", margin, strings.ReplaceAll(d.Help, "\n", "\n"+margin+"    "))
	}
	return b.String()
}

// storyLines shows a story as the lines of an example, which can be pasted into the book; the day of the story and the
// clause of each step stand in a comment. Of no story there are none.
func storyLines(s check.Story) []string {
	lines := s.Lines()
	if len(lines) == 0 {
		return nil
	}
	width := 0
	for _, line := range lines[1:] {
		width = max(width, len(line))
	}
	for i, step := range s.Steps {
		note := fmt.Sprintf("day %d", step.Day)
		if step.Clause != "" {
			note += ", clause " + step.Clause
		}
		lines[i+1] = fmt.Sprintf("%-*s  # %s", width, lines[i+1], note)
	}
	return lines
}

// matterText shows what is known of one procedure.
func matterText(b *strings.Builder, m *check.MatterReport) {
	fmt.Fprintf(b, "  procedure %s: %s states, %s zones, %d bytes a state\n", m.Procedure, thousands(m.States), thousands(m.Zones), m.BytesPerState)
	fmt.Fprintf(b, "    the longest case: %s\n", longest(m.Certainty(), m.WorstCaseDays, m.UpperBoundDays))
	for _, line := range storyLines(m.WorstCaseStory) {
		fmt.Fprintf(b, "      %s\n", line)
	}
	assumptionsText(b, m.Assumptions)
	if o := m.Outside; o != nil {
		fmt.Fprintf(b, "    the longest case with facts from outside: %s\n", longest(o.Certainty(), o.WorstCaseDays, o.UpperBoundDays))
		for _, line := range storyLines(o.WorstCaseStory) {
			fmt.Fprintf(b, "      %s\n", line)
		}
		assumptionsText(b, o.Assumptions)
	}
}

func assumptionsText(b *strings.Builder, list []string) {
	for _, a := range list {
		fmt.Fprintf(b, "    assumed: %s\n", a)
	}
}

// longest puts a worst case into words.
func longest(certainty string, realised, bound *int) string {
	switch certainty {
	case "unbounded":
		return "without end"
	case "exact":
		return several(*realised, "day")
	case "bounded":
		switch {
		case realised == nil:
			return "at most " + several(*bound, "day")
		case bound == nil:
			return "at least " + several(*realised, "day") + "; no bound is proven"
		}
		return fmt.Sprintf("%s, and at most %d", several(*realised, "day"), *bound)
	}
	return "not proven"
}

func several(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(n) + " " + what + "s"
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
