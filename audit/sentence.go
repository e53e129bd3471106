package audit

import (
	"fmt"
	"slices"
	"strings"
)

// Recorded says how the matter ended, as it is recorded.
func (e *Ending) Recorded() string {
	if e.Ended == "" {
		return fmt.Sprintf("was still open on %v, %s after its first entry%s", e.until, days(e.Days), e.decision())
	}
	by := "with "
	if e.EndedBy == "" {
		return fmt.Sprintf("had ended by %s, %s after its first entry; how is not recorded%s", e.Ended, days(e.Days), e.decision())
	}
	if e.ByRule {
		by = "by rule: "
	}
	s := fmt.Sprintf("ended on %s, %s after its first entry, %s%s%s", e.Ended, days(e.Days), by, underClause(e.EndedBy, e.EndedClause), e.decision())
	if e.ByRule {
		s += "; nothing that would have prevented it is recorded"
	}
	return s
}

// underClause names what happened, then the clause that it happened under.
func underClause(event, clause string) string {
	if clause == "" {
		return event
	}
	return event + " (clause " + clause + ")"
}

// decision says which decision is recorded or, of a matter that is open or did not end with an act, that none is.
func (e *Ending) decision() string {
	switch {
	case !e.decides || e.Decision == "" && e.acted:
		return ""
	case e.Decision == "":
		return "; no decision is recorded"
	}
	return fmt.Sprintf("; the last decision recorded is %s on %s", e.Decision, e.DecisionOn)
}

// Overtaken says by which limit the matter would have ended, had the record not gone on; empty if by none.
func (e *Ending) Overtaken() string {
	if e.Date == "" || e.ByRule && e.Date == e.Ended {
		return ""
	}
	return fmt.Sprintf("had the record not gone on, it would have ended on %s by rule: %s", e.Date, underClause(e.By, e.Clause))
}

// Left says by which limit a matter that is open will end.
func (e *Ending) Left() string {
	switch {
	case e.Ended != "":
		return ""
	case e.IfLeft == nil && e.jumped:
		return "how it came to the stage that it is in is not recorded, nor then which limits run"
	case e.IfLeft == nil:
		return "with nothing more done, no limit of these rules ends it"
	}
	return fmt.Sprintf("with nothing more done, ends on %s by rule: %s", e.IfLeft.Date, underClause(e.IfLeft.By, e.IfLeft.Clause))
}

// AtLatest says by when the matter had to end under these rules; empty if that was not asked.
func (e *Ending) AtLatest() string {
	switch {
	case e.Unbounded:
		return "these rules set no day by which it had to end: a case can last for ever"
	case e.Longest != nil:
		return fmt.Sprintf("had to end by %s at the latest: no case lasts longer than %s, facts from outside apart", e.Latest, counted(*e.Longest, "day", "days"))
	}
	return ""
}

// Alone says when the matter would have ended, had nobody done anything after its first act.
func (e *Ending) Alone() string {
	if e.IfBegun == nil {
		return "had nothing been done after its first act, no limit of these rules would have ended it"
	}
	return fmt.Sprintf("had nothing been done after its first act, it would have ended %s later, on %s, by rule: %s", days(e.IfBegun.Days), e.IfBegun.Date, underClause(e.IfBegun.By, e.IfBegun.Clause))
}

// sentences are all of them that say something.
func (e *Ending) sentences() []string {
	return append(e.asRecorded(), spoken(e.AtLatest(), e.Alone())...)
}

// asRecorded are those about what is recorded.
func (e *Ending) asRecorded() []string { return spoken(e.Recorded(), e.Overtaken(), e.Left()) }

// spoken leaves out what says nothing.
func spoken(list ...string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}

// name is a book's title and version.
func (r *BookReport) name() string { return r.Book.Title + ", " + r.Book.Version }

// sides is one matter under each book that judges it.
type sides struct {
	matter string
	sides  []side
}

type side struct {
	book   *BookReport
	ending *Ending
}

// limits are those that ran in the matter.
func (s *side) limits() []Limit {
	return slices.DeleteFunc(slices.Clone(s.book.Limits), func(l Limit) bool { return l.Matter != s.ending.Matter })
}

// matters lists the matters whose course is told, each under every book that judges it.
func (r *Report) matters() []sides {
	var list []sides
	for i := range r.Books {
		b := &r.Books[i]
		for k := range b.Endings {
			e := &b.Endings[k]
			at := slices.IndexFunc(list, func(m sides) bool { return m.matter == e.Matter })
			if at < 0 {
				at = len(list)
				list = append(list, sides{matter: e.Matter})
			}
			list[at].sides = append(list[at].sides, side{b, e})
		}
	}
	slices.SortStableFunc(list, func(x, y sides) int { return strings.Compare(x.matter, y.matter) })
	return list
}
