package check

import (
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/rulebook"
)

// limits calls f for every limit that statements of the book state, with the property that it is of, in the order of the
// text.
func (b *bookCheck) limits(f func(s *rulebook.Statement, key rulebook.Key, l rulebook.Limit)) {
	for _, s := range b.book.Statements {
		for i := range s.Props {
			for _, l := range []rulebook.Limit{s.Props[i].Limit, s.Props[i].Limit2} {
				if l.N > 0 && l.Soft == "" {
					f(s, s.Props[i].Key, l)
				}
			}
		}
	}
}

// months reports a book that measures in months and does not say how they are rounded.
func (b *bookCheck) months() {
	if b.book.Front.Calendar.Rounding != calendar.Undeclared {
		return
	}
	var first *Defect
	more := 0
	b.limits(func(s *rulebook.Statement, _ rulebook.Key, l rulebook.Limit) {
		switch {
		case l.Unit != calendar.Months && l.Unit != calendar.Years:
		case first == nil:
			first = b.find(ambiguousMonth, l.Pos, s.Clause, "%s from the 31st may end on no day, and the front matter does not say how `months` are rounded", l.Limit)
			first.End = rulebook.Pos{Line: l.Pos.Line, Col: l.Pos.Col + len(l.Limit.String())}
		default:
			more++
		}
	})
	if first != nil && more > 0 {
		first.Msg += plural(more, "; %d more limit of the book is so", "; %d more limits of the book are so")
	}
}

// horizon reports a book whose working days are known for some years only, and so what is proved of them.
func (b *bookCheck) horizon() {
	cal, err := calendar.New(b.book.Front.Calendar)
	if err != nil || b.book.Front.Calendar.Region == calendar.NoRegion {
		return
	}
	_, last := cal.Horizon()
	late := b.book.Front.InForce > last
	done := false
	b.limits(func(s *rulebook.Statement, key rulebook.Key, l rulebook.Limit) {
		if done || l.Unit != calendar.WorkingDays && !(b.book.Front.Calendar.RollForward && canRoll(s, key)) {
			return
		}
		done = true
		d := b.find(calendarHorizon, l.Pos, s.Clause, "bank holidays are known up to %v; what this book says of later working days is not proved", last)
		d.End = rulebook.Pos{Line: l.Pos.Line, Col: l.Pos.Col + len(l.Limit.String())}
		if late {
			d.Severity = rulebook.Warning
			d.Msg = "this version is in force from " + inForce(b.book) + ", and bank holidays are known only up to " + last.String()
			d.Help = "give the limits in days that are not working days, or update the program"
		}
	})
}

// canRoll reports whether the last day of a limit may have to be a working day. A term of office, a minimum period, the
// days between which a date is set, a limit after which a right is lost and one whose end frees a person end on their day.
func canRoll(s *rulebook.Statement, key rulebook.Key) bool {
	switch {
	case key == rulebook.KeyTerm, key == rulebook.KeyAtLeast, key == rulebook.KeyIn:
		return false
	case s.Kind == rulebook.KindLimitation, s.Kind == rulebook.KindRestoration:
		return false
	}
	return !slices.ContainsFunc(s.Props, func(p rulebook.Property) bool { return p.Key == rulebook.KeyFrees })
}
