package compare

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/rulebook"
)

// A Change is what became of one clause.
type Change struct {
	Clause  string // its number in the new version, or in the old where it is gone
	Heading string
	Was     string // its number in the old version, where it moved
	Words   bool   // its words are not the same
	Removed []Said // what its blocks said and say no more
	Added   []Said
	Gone    bool
	New     bool
}

// Said is one statement, with its white space made one.
type Said struct {
	Text string
	Stmt *rulebook.Statement
}

// Clauses compares two versions clause by clause, in the order of the new one; what is gone comes last, in the order of
// the old. A clause of another number whose statements are the same has moved.
func Clauses(old, new *rulebook.Book) []Change {
	was, is := clausesOf(old), clausesOf(new)
	moved := movedFrom(was, is)
	var changes []Change
	for _, c := range is {
		from := c.number
		if m, ok := moved[c.number]; ok {
			from = m
		}
		before := find(was, from)
		if before == nil {
			if !c.empty() {
				changes = append(changes, Change{Clause: c.number, Heading: c.heading, New: true, Added: c.said})
			}
			continue
		}
		ch := Change{Clause: c.number, Heading: c.heading, Words: before.words != c.words, Removed: without(before.said, c.said), Added: without(c.said, before.said)}
		if from != c.number {
			ch.Was = from
		}
		if ch.Words || ch.Was != "" || len(ch.Removed)+len(ch.Added) > 0 {
			changes = append(changes, ch)
		}
	}
	for _, c := range was {
		if find(is, c.number) == nil && !isMoved(moved, c.number) && !c.empty() {
			changes = append(changes, Change{Clause: c.number, Heading: c.heading, Gone: true, Removed: c.said})
		}
	}
	return changes
}

// clause is what is compared of one.
type clause struct {
	number, heading, words string
	said                   []Said
}

func (c *clause) empty() bool { return c.words == "" && len(c.said) == 0 }

func find(list []clause, number string) *clause {
	for i := range list {
		if list[i].number == number {
			return &list[i]
		}
	}
	return nil
}

func clausesOf(b *rulebook.Book) []clause {
	var list []clause
	index := map[*rulebook.Clause]int{}
	for _, c := range b.Clauses {
		index[c] = len(list)
		list = append(list, clause{number: c.Number, heading: c.Heading, words: strings.Join(strings.Fields(c.Heading+" "+c.Text), " ")})
	}
	lines := strings.Split(string(b.Source), "\n")
	for _, s := range b.Statements {
		if i, ok := index[s.Clause]; ok {
			list[i].said = append(list[i].said, Said{statementText(lines, s), s})
		}
	}
	return list
}

// statementText is a statement as it stands, with comments left out and white space made one.
func statementText(lines []string, s *rulebook.Statement) string {
	var parts []string
	for n := s.Pos.Line; n <= s.End.Line && n <= len(lines); n++ {
		line := lines[n-1]
		if n == s.End.Line && s.End.Line > s.Pos.Line && s.End.Col <= 1 {
			break
		}
		if at := strings.Index(line, "#"); at >= 0 && !strings.Contains(line[:at], `"`) {
			line = line[:at]
		}
		parts = append(parts, strings.Fields(line)...)
	}
	return strings.Join(parts, " ")
}

// movedFrom finds the clauses that are new under their number and say exactly what one said that is gone under its.
func movedFrom(was, is []clause) map[string]string {
	moved := map[string]string{}
	taken := map[string]bool{}
	for i := range is {
		c := &is[i]
		if find(was, c.number) != nil || c.empty() {
			continue
		}
		for j := range was {
			o := &was[j]
			if find(is, o.number) == nil && !taken[o.number] && !o.empty() && len(without(o.said, c.said))+len(without(c.said, o.said)) == 0 &&
				(len(o.said) > 0 || o.words == c.words) {
				moved[c.number], taken[o.number] = o.number, true
				break
			}
		}
	}
	return moved
}

func isMoved(moved map[string]string, old string) bool {
	for _, from := range moved {
		if from == old {
			return true
		}
	}
	return false
}

// without gives the statements of a that b does not have.
func without(a, b []Said) []Said {
	var rest []Said
	for _, s := range a {
		if !slices.ContainsFunc(b, func(o Said) bool { return o.Text == s.Text }) {
			rest = append(rest, s)
		}
	}
	return rest
}

// Renamed gives the acts of an old version their names in a new one, as its "transition from" says.
func Renamed(new *rulebook.Book, from string) map[string]string {
	names := map[string]string{}
	for _, s := range new.Statements {
		if s.Kind != rulebook.KindTransition || len(s.Subject) == 0 || s.Subject[0].Name != from {
			continue
		}
		for _, q := range s.Props {
			if q.Key == rulebook.KeyRenamed && len(q.Events) == 2 {
				names[q.Events[0].Name] = q.Events[1].Name
			}
		}
	}
	return names
}
