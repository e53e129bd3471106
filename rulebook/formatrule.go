package rulebook

import "strings"

// The indents of a block.
const (
	propertyIndent = 2
	furtherIndent  = 4 // of a line that goes on with a property
)

// rule writes a rule block: what stands before its first statement, then statement by statement.
func (w *formatter) rule(f fence) {
	if w.again.none(&Block{}, f) {
		w.none(f)
		return
	}
	for i := 0; i < len(f.lines); {
		next, toks, table := w.again.gather(f.lines, i, nil, nil)
		lines := f.lines[i:next]
		i = next
		if len(toks) <= 1 {
			w.loose(lines)
			continue
		}
		if st := w.again.statement(toks, table); st != nil {
			w.statement(st, lines, toks, table)
		}
	}
}

// none writes a block that says that its clause has no formal effect.
func (w *formatter) none(f fence) {
	for _, seg := range f.lines {
		line := strings.TrimSpace(w.text.src[seg.from:seg.to])
		if rest, ok := strings.CutPrefix(line, "rule"); ok {
			_, why, _ := strings.Cut(rest, "none")
			why = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(why), ":"))
			line = "rule none: " + why
		}
		w.add(0, line)
	}
}

// loose writes comments and blank lines that belong to no statement.
func (w *formatter) loose(lines []segment) {
	for _, seg := range lines {
		w.comment(seg)
	}
}

// comment writes a blank line or a line that is a comment, which keeps the place it was given: with the statements or
// with the properties.
func (w *formatter) comment(seg segment) {
	line := w.text.src[seg.from:seg.to]
	words := strings.Trim(line, " \t\r")
	switch {
	case words == "":
		w.lines = append(w.lines, "")
	case len(words) < len(strings.TrimRight(line, " \t\r")) || seg.indent > 0:
		w.add(propertyIndent, words)
	default:
		w.add(0, words)
	}
}

// statement writes the lines of one statement.
func (w *formatter) statement(st *Statement, lines []segment, toks []token, table []tableLine) {
	l := layOut(st, toks, w.again.marks)
	rows := w.again.alignedRows(table)
	at := 0 // the token to write next
	for _, seg := range lines {
		for toks[at].kind == tokenLine {
			at++
		}
		switch {
		case len(rows) > 0 && seg == table[len(table)-len(rows)].seg:
			var b lineBuilder
			b.WriteString(rows[0])
			w.add(propertyIndent, b.withComment(strings.TrimLeft(w.text.src[table[len(table)-len(rows)].to:seg.to], " \t")))
			rows = rows[1:]
		case toks[at].kind != tokenEnd && seg.from <= toks[at].off && toks[at].off < seg.to:
			at = w.line(l, seg, at)
		default:
			w.comment(seg)
		}
	}
}

// line writes the tokens of a line from the one at at on, and returns the one after them.
func (w *formatter) line(l *layout, seg segment, at int) int {
	var b lineBuilder
	indent := l.indent(at)
	first, end := at, seg.to
	for ; l.toks[at].kind != tokenLine && l.toks[at].kind != tokenEnd && l.toks[at].off < seg.to; at++ {
		tok := l.toks[at]
		end = tok.end
		if l.role[at] == separator {
			continue
		}
		if at > first && b.Len() > 0 {
			b.WriteString(l.between(at))
		}
		b.WriteString(w.text.src[tok.off:tok.end])
	}
	if l.keepsComma(at) {
		b.WriteByte(',')
	}
	comment := strings.TrimLeft(w.text.src[end:seg.to], " \t\r")
	if b.Len() == 0 { // nothing but commas stood on it
		indent = propertyIndent
	}
	if b.Len()+len(comment) > 0 {
		w.add(indent, b.withComment(comment))
	}
	return at
}

// alignedRows returns the rows of a table with their bars in line.
func (p *parser) alignedRows(table []tableLine) []string {
	var rows [][]Cell
	var widths []int
	for _, l := range table {
		cells := p.cells(l)
		rows = append(rows, cells)
		for i, c := range cells {
			if i == len(widths) {
				widths = append(widths, 3)
			}
			if !isRule(cells) {
				widths[i] = max(widths[i], displayWidth(c.Text))
			}
		}
	}
	aligned := make([]string, len(rows))
	for n, cells := range rows {
		aligned[n] = alignedRow(cells, widths)
	}
	return aligned
}

func alignedRow(cells []Cell, widths []int) string {
	var b strings.Builder
	b.WriteByte('|')
	for i, c := range cells {
		text := c.Text
		if isRule(cells) {
			text = strings.Repeat("-", widths[i])
		}
		b.WriteString(" " + text + strings.Repeat(" ", max(0, widths[i]-displayWidth(text))) + " |")
	}
	return b.String()
}

func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		n += columns(r)
	}
	return n
}
