package check

import (
	"strings"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

func normID(s *rulebook.Statement) string { return matter.NormID(s) }

func clauseNumber(c *rulebook.Clause) string {
	if c == nil {
		return ""
	}
	return c.Number
}

// subjectOf is the first name a statement is about.
func subjectOf(s *rulebook.Statement) string {
	if len(s.Subject) == 0 {
		return ""
	}
	return s.Subject[0].Name
}

// property finds the first property of a statement with a key; nil when it has none.
func property(s *rulebook.Statement, keys ...rulebook.Key) *rulebook.Property {
	for i := range s.Props {
		for _, k := range keys {
			if s.Props[i].Key == k {
				return &s.Props[i]
			}
		}
	}
	return nil
}

// outcomeOf finds an outcome among a statement's properties; nil when it has none of that name.
func outcomeOf(s *rulebook.Statement, name string) *rulebook.Property {
	for i := range s.Props {
		if q := &s.Props[i]; q.Key == rulebook.KeyOutcome && len(q.Events) > 0 && q.Events[0].Name == name {
			return q
		}
	}
	return nil
}

// namesOf gives the names of a property.
func namesOf(q *rulebook.Property) []string {
	if q == nil {
		return nil
	}
	var list []string
	for _, e := range q.Events {
		list = append(list, e.Name)
	}
	return list
}

func has[T comparable](list []T, x T) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

// either says whether two lists share a member.
func either[T comparable](a, b []T) bool {
	for _, x := range a {
		if has(b, x) {
			return true
		}
	}
	return false
}

// inWords joins names for a sentence: a, b and c.
func inWords(names []string, last string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " " + last + " " + names[n-1]
	}
}

// quoted puts names in back quotes, as the book writes them.
func quoted(names []string) []string {
	var list []string
	for _, n := range names {
		list = append(list, "`"+n+"`")
	}
	return list
}
