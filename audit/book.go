package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// Book is a rule book to audit by: all its versions, and what the words of a log mean in it. It is made by [NewBook]
// and then only read.
type Book struct {
	versions []*version // in the order in which they came into force
	norms    []norm     // of all versions, by name
	byID     map[string]int32
	mapping  *mapping
	adding   int        // the version whose norms are being added
	lines    [][]string // of the text of each version
	policy   rulebook.Policy
	sanction rulebook.Policy
}

// version is one version of a book.
type version struct {
	rules *matter.Rules
	from  calendar.Date // in force from
	plans map[string]*plan
	order []*plan // in the order of the book
}

// norm is one norm of a book, whichever version it stands in.
type norm struct {
	id, clause string
	says       string // the first line of its statement
	named      bool
	judged     bool         // some act or trigger can be judged by it
	version    int          // the latest that has it
	at         rulebook.Pos // in that version
}

// noPower is the name under which an act is broken that the book does not provide for. No norm of a book has it: it
// has no clause.
const noPower = "no-power"

// NewBook makes a book of its versions, at least one, and of the map of its log, which may be nil.
func NewBook(versions []*matter.Rules, m *rulebook.Map) (*Book, error) {
	if len(versions) == 0 {
		return nil, fmt.Errorf("a book needs a version")
	}
	b := &Book{byID: map[string]int32{}}
	for _, r := range versions {
		b.versions = append(b.versions, &version{rules: r, from: r.Book.Front.InForce, plans: map[string]*plan{}})
	}
	slices.SortStableFunc(b.versions, func(x, y *version) int { return cmp.Compare(x.from, y.from) })
	for _, v := range b.versions {
		b.lines = append(b.lines, strings.Split(string(v.rules.Book.Source), "\n"))
	}
	front := b.latest().rules.Book.Front
	b.policy, b.sanction = front.ProcedureFollows, front.SanctionsFollow
	b.addNorm(norm{id: noPower})
	b.mapping = newMapping(b, m)
	for i := len(b.versions) - 1; i >= 0; i-- { // the latest first, so that norms stand where it has them
		b.adding = i
		for _, p := range b.versions[i].rules.Procedures {
			b.versions[i].add(newPlan(b, i, p))
		}
	}
	b.lines = nil
	return b, nil
}

func (v *version) add(p *plan) {
	v.plans[p.Name] = p
	v.order = append(v.order, p)
}

func (b *Book) latest() *version { return b.versions[len(b.versions)-1] }

// addNorm gives a norm its place in the book's list.
func (b *Book) addNorm(n norm) int32 {
	if i, ok := b.byID[n.id]; ok {
		return i
	}
	b.byID[n.id] = int32(len(b.norms))
	b.norms = append(b.norms, n)
	return int32(len(b.norms) - 1)
}

// normOf gives the place of a statement's norm.
func (b *Book) normOf(s *rulebook.Statement) int32 {
	if i, ok := b.byID[matter.NormID(s)]; ok {
		return i
	}
	n := norm{id: matter.NormID(s), named: s.Norm != "", at: s.Pos, version: b.adding}
	n.clause = clauseOf(s)
	n.says = b.firstLine(s)
	return b.addNorm(n)
}

// calendar is the calendar by which the dates of a log are read: that of the latest version.
func (b *Book) calendar() *calendar.Calendar { return b.latest().rules.Calendar }

// procedures lists the names of the procedures of all versions, in the order of the latest that has them.
func (b *Book) procedures() []string {
	var names []string
	for i := len(b.versions) - 1; i >= 0; i-- {
		for _, p := range b.versions[i].order {
			if !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	return names
}

// HasProcedure says whether some version of the book has a procedure of that name.
func (b *Book) HasProcedure(name string) bool { return slices.Contains(b.procedures(), name) }

// Procedures lists the names of the book's procedures.
func (b *Book) Procedures() []string { return b.procedures() }

// Title is the title of the latest version.
func (b *Book) Title() string { return b.latest().rules.Book.Front.Title }

// inForce is the version in force on a day; a day before the first counts as the first's.
func (b *Book) inForce(day calendar.Date) int {
	for i := len(b.versions) - 1; i > 0; i-- {
		if b.versions[i].from <= day {
			return i
		}
	}
	return 0
}

// firstLine is the first line of a statement as it stands in the book.
func (b *Book) firstLine(s *rulebook.Statement) string {
	lines := b.lines[b.adding]
	if s.Pos.Line < 1 || s.Pos.Line > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[s.Pos.Line-1])
}

func clauseOf(s *rulebook.Statement) string {
	if s.Clause == nil {
		return ""
	}
	return s.Clause.Number
}
