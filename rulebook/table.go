package rulebook

import (
	"fmt"
	"slices"
	"strings"
)

// table reads the rows of a sanction table: the first names the columns.
func (p *parser) table(lines []tableLine) *Table {
	t := &Table{}
	for _, l := range lines {
		cells := p.cells(l)
		switch {
		case t.Columns == nil:
			t.Columns = cells
			p.columns(l, cells)
		case isRule(cells):
		case len(cells) != len(t.Columns):
			p.mistake(checkTable, l.pos, 1, fmt.Sprintf("a row of %d cells under %d columns", len(cells), len(t.Columns)),
				"separate cells by `|`, and begin and end the row with it")
		default:
			t.Rows = append(t.Rows, cells)
		}
	}
	if t.Columns == nil {
		p.mistake(checkTable, p.toks[0].pos, len("table"), "a table without rows",
			"its rows stand under it, indented, as `| gravity | by | may impose |`")
	}
	return t
}

// cells splits a row. The rows of a table begin and, if they are well written, end with a bar.
func (p *parser) cells(l tableLine) []Cell {
	from, end := l.from+1, l.to
	var cells []Cell
	for from <= end {
		to := strings.IndexByte(p.text.src[from:end], '|')
		last := to < 0
		if last {
			to = end - from
		}
		words := p.text.src[from : from+to]
		trimmed := strings.Trim(words, " \t")
		if last && trimmed == "" {
			break
		}
		start := from + len(words) - len(strings.TrimLeft(words, " \t"))
		if trimmed == "" {
			start = from
		}
		cells = append(cells, Cell{Text: trimmed, Pos: p.text.pos(start)})
		from += to + 1
	}
	return cells
}

// isRule reports whether a row is the line under a heading that other tables have.
func isRule(cells []Cell) bool {
	return len(cells) > 0 && !slices.ContainsFunc(cells, func(c Cell) bool {
		return strings.Trim(c.Text, "-:") != "" || strings.Count(c.Text, "-") < 3
	})
}

// columns checks that the columns are data, by, may impose and perhaps appeal to.
func (p *parser) columns(l tableLine, cells []Cell) {
	var names []string
	seen := make(map[string]bool)
	for _, c := range cells {
		if seen[c.Text] && c.Text != "" {
			p.mistake(checkTable, c.Pos, runes(c.Text), fmt.Sprintf("the column `%s` stands twice", clip(c.Text)),
				"give each column a name of its own")
		}
		seen[c.Text] = true
		names = append(names, c.Text)
	}
	by := slices.Index(names, "by")
	if end := strings.Join(names[max(0, by):], "|"); end != "by|may impose" && end != "by|may impose|appeal to" {
		p.mistake(checkTable, l.pos, 1, "the columns of a table are data, `by`, `may impose` and perhaps `appeal to`",
			"write `| gravity | by | may impose | appeal to |`")
		return
	}
	for _, c := range cells[:by] {
		if c.Text == "" {
			p.mistake(checkTable, c.Pos, 1, "a column without a name", "name the datum that stands in it, or leave the column out")
			continue
		}
		if msg, help := nameFault(c.Text); msg != "" {
			p.mistake(checkTable, c.Pos, runes(c.Text), msg, help)
		}
	}
}

// stripRowComment leaves out the comment after a row: it begins after a bar or white space.
func stripRowComment(row string) string {
	row = stripComment(row)
	if i := strings.Index(row, "|#"); i >= 0 {
		return row[:i+1]
	}
	return row
}
