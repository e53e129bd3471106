package matter

import (
	"strings"

	"github.com/evenhand/evenhand/rulebook"
)

// table compiles the sanction table: an event that imposes by the table may choose a sanction only where a row covers
// the data and lets its body impose it.
func (c *compiler) table(s *rulebook.Statement) {
	if s.Table == nil || c.p.Table != nil {
		return
	}
	t := &SanctionTable{Decl: s, Norm: c.norm(s)}
	by := c.columns(s, t)
	if by < 0 {
		c.report(s.Pos, s, "undefined-term", "the table has no column `by`", "add the columns: by, may impose, appeal to")
		return
	}
	for _, row := range s.Table.Rows {
		t.Rows = append(t.Rows, c.row(s, t, row))
	}
	c.p.Table = t
	d, ok := c.data["sanction"]
	if !ok {
		return
	}
	for i := range c.p.Events {
		if e := &c.p.Events[i]; containsWord(e.Imposes, "sanction") {
			e.Conds = append(e.Conds, Cond{Kind: CondSanction, Norm: t.Norm, Any: c.allowed(t, d, c.decider(e))})
		}
	}
	c.fixedSanctions(d)
}

// columns finds the data columns and gives the place of "by"; -1 when there is none.
func (c *compiler) columns(s *rulebook.Statement, t *SanctionTable) int {
	for i, col := range s.Table.Columns {
		if col.Text == "by" {
			return i
		}
		d, ok := c.data[col.Text]
		if !ok {
			c.unknown(s, rulebook.Event{Name: col.Text, Pos: col.Pos}, "datum", c.conditionNames())
			d = -1
		}
		t.Data = append(t.Data, d)
	}
	return -1
}

func (c *compiler) row(s *rulebook.Statement, t *SanctionTable, cells []rulebook.Cell) SanctionRow {
	var r SanctionRow
	if len(cells) > 0 {
		r.Pos = cells[0].Pos
	}
	for i, cell := range cells {
		if i >= len(s.Table.Columns) {
			break
		}
		switch col := s.Table.Columns[i].Text; {
		case i < len(t.Data):
			r.Covers = append(r.Covers, c.covers(s, t.Data[i], cell))
		case col == "by":
			r.By = c.tableNames(s, cell, c.personNames(), "body or office")
		case col == "may impose":
			r.Impose = c.tableNames(s, cell, c.sanctionNames(), "sanction")
		case col == "appeal to":
			r.AppealTo = c.tableNames(s, cell, c.personNames(), "body or office")
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
		return (1<<uint(len(datum.Values)) - 1) << 1
	}
	var mask uint64
	for _, v := range splitCell(cell.Text) {
		if i := indexOf(datum.Values, v); i >= 0 {
			mask |= 1 << uint(i+1)
		} else {
			c.unknown(s, rulebook.Event{Name: v, Pos: cell.Pos}, "value of "+datum.Name, datum.Values)
		}
	}
	return mask
}

// tableNames reads a list of names. What a sanction is limited to ("<= 12 months") is for its own statement to say.
func (c *compiler) tableNames(s *rulebook.Statement, cell rulebook.Cell, among []string, what string) []string {
	var names []string
	for _, part := range splitCell(cell.Text) {
		name, _, _ := strings.Cut(part, "<=")
		name = strings.TrimSpace(name)
		if name == "-" || name == "" {
			continue
		}
		if !containsWord(among, name) {
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

// allowed gives the alternatives under which a body may impose what it chose, one a row.
func (c *compiler) allowed(t *SanctionTable, d int, body string) [][]Lit {
	any := [][]Lit{}
	for _, r := range t.Rows {
		if body != "" && !containsWord(r.By, body) {
			continue
		}
		choice := Lit{Slot: c.p.Data[d].Slot}
		for i, name := range c.p.Data[d].Values {
			if containsWord(r.Impose, name) {
				choice.Mask |= 1 << uint(i+1)
			}
		}
		lits := []Lit{choice}
		for i, mask := range r.Covers {
			if t.Data[i] >= 0 {
				lits = append(lits, Lit{c.p.Data[t.Data[i]].Slot, mask})
			}
		}
		any = append(any, lits)
	}
	return any
}

// fixedSanctions makes an event that imposes named sanctions choose among them.
func (c *compiler) fixedSanctions(d int) {
	for i := range c.p.Events {
		e := &c.p.Events[i]
		if len(e.Imposes) == 0 || containsWord(e.Imposes, "sanction") {
			continue
		}
		l := Lit{Slot: c.p.Data[d].Slot}
		for v, name := range c.p.Data[d].Values {
			if containsWord(e.Imposes, name) {
				l.Mask |= 1 << uint(v+1)
			}
		}
		if l.Mask != 0 {
			e.Conds = append(e.Conds, Cond{Kind: CondSanction, Norm: c.norm(c.p.Acts[e.Act].Decl), Any: [][]Lit{{l}}})
		}
	}
}
