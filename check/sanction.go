package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// sanctions checks the sanction table by trying every combination of the data it reads with every body that imposes.
func (c *caseCheck) sanctions() {
	if t := c.p.Table; t != nil {
		c.tableGaps(t)
		c.tableOverlaps(t)
		c.tableBodies(t)
	}
	c.fixedSanctions()
}

// A combination is one value for each data column of the table; a value is that of the datum's slot.
type combination []int

// combinations calls f for each combination of values that the table's data can have.
func (c *caseCheck) combinations(t *matter.SanctionTable, f func(combination)) {
	values := make(combination, len(t.Data))
	var choose func(i int)
	choose = func(i int) {
		if i == len(values) {
			f(values)
			return
		}
		if t.Data[i] < 0 {
			values[i] = 0
			choose(i + 1)
			return
		}
		for v := range c.p.Data[t.Data[i]].Values {
			values[i] = v + 1
			choose(i + 1)
		}
	}
	choose(0)
}

func covers(t *matter.SanctionTable, r *matter.SanctionRow, values combination) bool {
	for i, v := range values {
		if t.Data[i] >= 0 && (i >= len(r.Covers) || r.Covers[i]>>uint(v)&1 == 0) {
			return false
		}
	}
	return true
}

func (c *caseCheck) valueWords(t *matter.SanctionTable, values combination) string {
	var words []string
	for i, v := range values {
		if d := t.Data[i]; d >= 0 {
			words = append(words, c.p.Data[d].Name+" "+c.p.Data[d].Values[v-1])
		}
	}
	return inWords(words, "and")
}

// tableGaps reports the first combination that no row covers.
func (c *caseCheck) tableGaps(t *matter.SanctionTable) {
	first, more := "", 0
	c.combinations(t, func(values combination) {
		for i := range t.Rows {
			if covers(t, &t.Rows[i], values) {
				return
			}
		}
		if first == "" {
			first = c.valueWords(t, values)
		} else {
			more++
		}
	})
	if first != "" {
		d := c.findIn(sanctionGap, t.Decl, "the table says nothing for %s", first)
		if more > 0 {
			d.Msg += plural(more, " and %d other combination", " and %d other combinations")
		}
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf(one, n)
	}
	return fmt.Sprintf(many, n)
}

// tableOverlaps reports each row that covers, for one body, a combination that an earlier row covers.
func (c *caseCheck) tableOverlaps(t *matter.SanctionTable) {
	for i := range t.Rows {
		for j := range i {
			a, b := &t.Rows[j], &t.Rows[i]
			if !either(a.By, b.By) {
				continue
			}
			found := ""
			c.combinations(t, func(values combination) {
				if found == "" && covers(t, a, values) && covers(t, b, values) {
					found = c.valueWords(t, values)
				}
			})
			if found != "" {
				d := c.find(sanctionOverlap, b.Pos, t.Decl.Clause, "two rows say what may be imposed for %s; the other is in line %d", found, a.Pos.Line)
				d.End = rulebook.Pos{Line: b.Pos.Line, Col: lineWidth(c.book, b.Pos.Line) + 1}
				break
			}
		}
	}
}

// tableBodies reports rows whose body imposes nothing, rows that give a body what only another may impose, and bodies
// that impose by the table and have no row in it.
func (c *caseCheck) tableBodies(t *matter.SanctionTable) {
	imposing := c.imposing()
	for i := range t.Rows {
		r := &t.Rows[i]
		for _, body := range r.By {
			if !has(imposing, body) {
				c.rowDefect(t, r, "the row is for `%s`, which imposes nothing: no act of it says `imposes sanction`", body).Help = "take the row out, or add to what `" + body + "` decides: imposes sanction"
			}
			for _, o := range c.p.Only {
				if both := shared(o.Sanctions, r.Impose); len(both) > 0 && !has(o.Bodies, body) {
					c.rowDefect(t, r, "the row lets `%s` impose %s, which only %s may (clause %s)",
						body, inWords(quoted(both), "and"), inWords(o.Bodies, "or"), clauseNumber(o.Decl.Clause)).Help = "take " +
						inWords(quoted(both), "and") + " out of the row, or write: only " + inWords(append(slices.Clone(o.Bodies), body), "or") + " may impose " + braced(o.Sanctions)
				}
			}
		}
	}
	for _, body := range imposing {
		if !tableHas(t, body) {
			d := c.findIn(sanctionByWrongBody, t.Decl, "`%s` imposes sanctions by the table, and no row is for it", body)
			d.Help = "add a row for `" + body + "`, or name it beside another body in its rows"
		}
	}
}

func (c *caseCheck) rowDefect(t *matter.SanctionTable, r *matter.SanctionRow, format string, args ...any) *Defect {
	d := c.find(sanctionByWrongBody, r.Pos, t.Decl.Clause, format, args...)
	d.End = rulebook.Pos{Line: r.Pos.Line, Col: lineWidth(c.book, r.Pos.Line) + 1}
	return d
}

func tableHas(t *matter.SanctionTable, body string) bool {
	for i := range t.Rows {
		if has(t.Rows[i].By, body) {
			return true
		}
	}
	return false
}

func shared(a, b []string) []string {
	var list []string
	for _, x := range a {
		if has(b, x) {
			list = append(list, x)
		}
	}
	return list
}

// imposing lists the bodies with an act that imposes by the table, in the order of the book. A body that another
// steps in for, as its fallback, is for that one's rows.
func (c *caseCheck) imposing() []string {
	var list []string
	for i := range c.p.Events {
		e := &c.p.Events[i]
		if !has(e.Imposes, "sanction") {
			continue
		}
		for _, who := range c.capacities(i) {
			if !has(list, who) {
				list = append(list, who)
			}
		}
	}
	return list
}

// fixedSanctions reports acts that impose a sanction by name which only another body may impose.
func (c *caseCheck) fixedSanctions() {
	for i := range c.p.Events {
		e := &c.p.Events[i]
		if len(e.Imposes) == 0 || has(e.Imposes, "sanction") {
			continue
		}
		for _, o := range c.p.Only {
			both := shared(o.Sanctions, e.Imposes)
			for _, who := range c.capacities(i) {
				if len(both) > 0 && !has(o.Bodies, who) {
					c.eventDefect(sanctionByWrongBody, i, "`%s` imposes %s, which only %s may (clause %s)",
						who, inWords(quoted(both), "and"), inWords(o.Bodies, "or"), clauseNumber(o.Decl.Clause))
				}
			}
		}
	}
}

// sanctionEnds reports sanctions without an end or a way back, and publications of a name without an end.
func (b *bookCheck) sanctionEnds() {
	for i := range b.rules.Sanctions {
		x := &b.rules.Sanctions[i]
		switch {
		case x.NoRestriction || x.Lasts.N > 0 || x.WithoutEnd && x.Readmission || b.endedByTable(x.Name):
		case x.WithoutEnd:
			d := b.findIn(sanctionWithoutEnd, x.Decl, "`%s` has no end, and nothing says how it may be undone", x.Name)
			d.Help = "write: sanction " + x.Name + ", without end, readmission after N years by BODY\nor: sanction " + x.Name + ", lasts N years"
		default:
			d := b.findIn(sanctionWithoutEnd, x.Decl, "nothing says how long `%s` lasts", x.Name)
			d.Help = "write: sanction " + x.Name + ", lasts at most N months"
		}
	}
	for _, s := range b.book.Statements {
		if s.Kind == rulebook.KindPublication && property(s, rulebook.KeyNames) != nil && property(s, rulebook.KeyEndsAfter) == nil {
			b.findIn(sanctionWithoutEnd, s, "the publication names a person, and nothing says when it ends").Help = "add to it: ends after N years"
		}
	}
}

// endedByTable says whether every row of a table that lets a sanction be imposed says how long ("<= 12 months").
func (b *bookCheck) endedByTable(sanction string) bool {
	found := false
	for _, s := range b.book.Statements {
		if s.Table == nil {
			continue
		}
		for _, row := range s.Table.Rows {
			for _, cell := range row {
				for _, part := range strings.Split(cell.Text, ",") {
					name, _, limited := strings.Cut(part, "<=")
					if strings.TrimSpace(name) != sanction {
						continue
					}
					if !limited {
						return false
					}
					found = true
				}
			}
		}
	}
	return found
}
