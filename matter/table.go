package matter

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/rulebook"
)

// table compiles the sanction table: an event that imposes by the table may choose a sanction only where a row covers
// the data and lets its body impose it.
func (c *compiler) table(s *rulebook.Statement) {
	if s.Table == nil {
		return
	}
	if c.p.Table != nil {
		c.report(s.Pos, s, checkTwice, "the procedure has a sanction table already", "make one table of the two")
		return
	}
	t := &SanctionTable{Decl: s, Norm: c.norm(s)}
	if !c.columns(s, t) {
		c.report(s.Pos, s, checkMissing, "the table has no column `by`", "add the columns: by, may impose, appeal to")
		return
	}
	for _, row := range s.Table.Rows {
		t.Rows = append(t.Rows, c.row(s, t, row))
	}
	c.p.Table = t
	for _, d := range c.data["sanction"] {
		for e := range c.p.Events {
			if slices.Contains(c.p.Events[e].Imposes, "sanction") {
				c.addCond([]int{e}, Cond{Kind: CondSanction, Norm: t.Norm, Any: c.allowed(t, d, e)})
			}
		}
	}
}

// columns finds the data columns; false when no column `by` ends them.
func (c *compiler) columns(s *rulebook.Statement, t *SanctionTable) bool {
	for _, col := range s.Table.Columns {
		if col.Text == "by" {
			return true
		}
		d := -1
		if data := c.data[col.Text]; len(data) > 0 {
			d = data[0]
		} else {
			c.unknown(s, rulebook.Event{Name: col.Text, Pos: col.Pos}, "datum", c.conditionNames)
		}
		t.Data = append(t.Data, d)
	}
	return false
}

func (c *compiler) row(s *rulebook.Statement, t *SanctionTable, cells []rulebook.Cell) SanctionRow {
	var r SanctionRow
	if len(cells) > 0 {
		r.Pos = cells[0].Pos
	}
	for i, cell := range cells[:min(len(cells), len(s.Table.Columns))] {
		switch col := s.Table.Columns[i].Text; {
		case i < len(t.Data):
			r.Covers = append(r.Covers, c.covers(s, t.Data[i], cell))
		case col == "by":
			r.By = c.tableNames(s, cell, c.isPerson, c.personNames, "body or office")
		case col == "may impose":
			isSanction := func(name string) bool { return c.sanctionNamed(name) != nil }
			r.Impose = c.tableNames(s, cell, isSanction, c.sanctionNames, "sanction")
		case col == "appeal to":
			r.AppealTo = c.tableNames(s, cell, c.isPerson, c.personNames, "body or office")
		}
	}
	return r
}

// covers reads a data cell: a value, a list of values, or "any".
func (c *compiler) covers(s *rulebook.Statement, d int, cell rulebook.Cell) uint64 {
	if d < 0 {
		return 0
	}
	datum := &c.p.Data[d]
	if cell.Text == "any" {
		return anyValue(datum)
	}
	return c.valueMask(s, splitCell(cell.Text), cell.Pos, datum)
}

// anyValue covers all of a datum's values.
func anyValue(d *Datum) uint64 { return (1<<uint(len(d.Values)) - 1) << 1 }

// tableNames reads a list of names. What a sanction is limited to ("<= 12 months") is for its own statement to say.
func (c *compiler) tableNames(s *rulebook.Statement, cell rulebook.Cell, known func(string) bool, among func() []string, what string) []string {
	var names []string
	for _, part := range splitCell(cell.Text) {
		name, _, _ := strings.Cut(part, "<=")
		name = strings.TrimSpace(name)
		if name == "-" || name == "" {
			continue
		}
		if !known(name) {
			c.unknown(s, rulebook.Event{Name: name, Pos: cell.Pos}, what, among)
			continue
		}
		names = append(names, name)
	}
	return names
}

func splitCell(text string) []string {
	parts := strings.Split(text, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// allowed gives the alternatives under which an event may impose what it chose: a row for whoever decides, that covers
// the data. What a row covers whatever the value ("any") is not asked.
func (c *compiler) allowed(t *SanctionTable, sanction, event int) [][]Lit {
	any := [][]Lit{}
	deciders := c.deciders(event)
	if len(deciders) == 0 {
		deciders = []decider{{}}
	}
	for _, r := range t.Rows {
		choice := c.choice(sanction, r.Impose)
		for _, by := range deciders {
			if by.body == "" || slices.Contains(r.By, by.body) {
				any = append(any, c.rowLits(t, &r, event, append(slices.Clone(by.lits), choice))...)
			}
		}
	}
	return any
}

// choice is the literal that one of some sanctions was chosen.
func (c *compiler) choice(d int, sanctions []string) Lit {
	l := Lit{Slot: c.p.Data[d].Slot}
	for i, name := range c.p.Data[d].Values {
		if slices.Contains(sanctions, name) {
			l.Mask |= 1 << uint(i+1)
		}
	}
	return l
}

// rowLits adds to some literals what a row asks of the data. Where a datum stands once for each instance it is that of
// the event's, or for the matter the gravest: mixed findings go to the body for the gravest.
func (c *compiler) rowLits(t *SanctionTable, r *SanctionRow, event int, lits []Lit) [][]Lit {
	alts := [][]Lit{lits}
	for i, mask := range r.Covers {
		if t.Data[i] < 0 || mask == anyValue(&c.p.Data[t.Data[i]]) {
			continue
		}
		d := &c.p.Data[t.Data[i]]
		of := inScope(c.data[d.Name], d.Thread, c.scopeOf(c.p.Events[event].Act))
		each := [][]Lit{{{c.p.Data[of[0]].Slot, mask}}}
		if len(of) > 1 {
			each = c.gravestIn(of, mask)
		}
		var product [][]Lit
		for _, a := range alts {
			for _, b := range each {
				if c.spend(len(a) + len(b)) {
					product = append(product, append(slices.Clone(a), b...))
				}
			}
		}
		alts = product
	}
	return alts
}

// fixedSanctions makes an event that imposes named sanctions choose among them.
func (c *compiler) fixedSanctions() {
	for _, d := range c.data["sanction"] {
		for e := range c.p.Events {
			ev := &c.p.Events[e]
			decl := c.p.Acts[ev.Act].Decl
			if l := c.choice(d, ev.Imposes); l.Mask != 0 && !slices.Contains(ev.Imposes, "sanction") && !c.off(decl) {
				c.addCond([]int{e}, Cond{Kind: CondSanction, Norm: c.norm(decl), Any: [][]Lit{{l}}})
			}
		}
	}
}
