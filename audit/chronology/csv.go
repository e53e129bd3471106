package chronology

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

const (
	// maxRow is the length of the longest row, in bytes.
	maxRow = 1 << 20
	// headerLen is how much of the text is looked at to find the separator.
	headerLen = 64 << 10
)

// csvReader reads the CSV chronology.
type csvReader struct {
	journal *journal
	in      *ration
	rows    *csv.Reader
	skipped int // lines before the header
	columns []csvColumn
	entry   [1]Entry
}

type csvColumn struct {
	column column
	name   string
}

func newCSVReader(text io.Reader, j *journal) (*csvReader, error) {
	b := bufio.NewReaderSize(text, headerLen)
	c := &csvReader{journal: j}
	separator, line := separatorOf(b)
	if line > 0 { // Excel's line that names the separator
		c.skipped = 1
		b.Discard(line) // cannot fail: it has been looked at
	}
	c.in = &ration{r: b, line: 1 + c.skipped, col: 1}
	c.rows = csv.NewReader(c.in)
	c.rows.Comma = separator
	c.rows.FieldsPerRecord = -1
	c.rows.ReuseRecord = true
	c.rows.TrimLeadingSpace = separator != '\t'
	return c, c.header()
}

// separatorOf finds what separates the fields: what a line "sep=;" before the
// header names, and otherwise that of , ; and tab which yields most columns
// that are known, then most columns. It returns the length of the sep line.
func separatorOf(b *bufio.Reader) (separator rune, line int) {
	head, _ := b.Peek(headerLen) // an error comes back when the rows are read
	first, _, _ := bytes.Cut(head, []byte{'\n'})
	if name := strings.TrimRight(string(first), "\r"); len(name) == 5 && strings.HasPrefix(strings.ToLower(name), "sep=") &&
		strings.ContainsAny(name[4:], ",;\t|") {
		return rune(name[4]), min(len(first)+1, len(head))
	}
	best := -1
	for _, candidate := range ",;\t" {
		r := csv.NewReader(bytes.NewReader(head))
		r.Comma = candidate
		r.FieldsPerRecord = -1
		r.TrimLeadingSpace = candidate != '\t'
		names, _ := r.Read()
		score := len(names)
		for _, name := range names {
			if columnOf(strings.TrimSpace(name)) != dataColumn {
				score += headerLen
			}
		}
		if score > best {
			best, separator = score, candidate
		}
	}
	return separator, 0
}

// header reads the names of the columns.
func (c *csvReader) header() error {
	c.in.left = maxRow
	names, err := c.rows.Read()
	if err != nil || c.cut(err) {
		return c.headerFault(err)
	}
	line, _ := c.place(0)
	if len(names) > maxColumns {
		return &Diagnostic{Line: line, Col: 1, Check: "too-long", Msg: fmt.Sprintf("the header has more than %d columns", maxColumns),
			Hint: "take out the columns that are not needed: date and event are"}
	}
	for i, name := range names {
		name = strings.TrimSpace(c.utf8(name, i))
		if strings.ContainsRune(name, '\r') {
			return &Diagnostic{Line: line, Col: 1, Check: "line-ends", Msg: "the lines end with a carriage return alone",
				Hint: "save the file with the line ends of Windows or Unix"}
		}
		col := csvColumn{columnOf(name), name}
		if name == "" {
			col.name = fmt.Sprintf("column %d", i+1)
		}
		c.columns = append(c.columns, col)
	}
	if err := c.checkColumns(line); err != nil {
		return err
	}
	c.noteNearColumns(line)
	return nil
}

func (c *csvReader) headerFault(err error) error {
	var pe *csv.ParseError
	switch {
	case c.in.fault != nil:
		return failure(c.in.fault, c.in.line, c.in.col)
	case c.in.spent:
		return c.tooLong(err)
	case errors.As(err, &pe):
		d := c.quoteFault(pe)
		d.Msg = "in the header line, " + d.Msg
		return &d
	case err != nil && err != io.EOF: // as in next
		return err
	}
	return &Diagnostic{Line: 1, Col: 1, Check: "empty-file", Msg: "the file is empty",
		Hint: "a chronology in CSV starts with a header line, such as date,event,by,as,to,matter"}
}

// checkColumns refuses a header without the columns every entry needs, or with
// one column twice, since nobody can say which of the two is meant.
func (c *csvReader) checkColumns(line int) error {
	var names, missing, hints []string
	count := map[csvColumn]int{}
	second := -1
	for i, col := range c.columns {
		names = append(names, col.name)
		if count[col.key()]++; count[col.key()] == 2 && second < 0 {
			second = i
		}
	}
	for _, needed := range []column{dateColumn, eventColumn} {
		if count[csvColumn{column: needed}] > 0 {
			continue
		}
		missing = append(missing, fmt.Sprintf("no column %q", needed))
		if name, ok := nearest(needed, names); ok {
			hints = append(hints, fmt.Sprintf("is %q meant for %q?", short(name), needed))
		}
	}
	if missing != nil {
		if hints == nil {
			hints = []string{"the first line names the columns, such as date,event,by,as,to,matter"}
		}
		return &Diagnostic{Line: line, Col: 1, Check: "no-column", Hint: strings.Join(hints, " "),
			Msg: "the header has " + strings.Join(missing, " and ")}
	}
	if second >= 0 {
		_, pos := c.place(second)
		return &Diagnostic{Line: line, Col: pos, Check: "column-twice", Hint: "rename or remove one of them",
			Msg: fmt.Sprintf("the header names the column %q twice", short(c.columns[second].name))}
	}
	return nil
}

// key is what two columns must not share.
func (col csvColumn) key() csvColumn {
	if col.column == dataColumn {
		return col
	}
	return csvColumn{column: col.column}
}

// noteNearColumns tells of a column that is read as other data though its name
// is a slip away from one that is known.
func (c *csvReader) noteNearColumns(line int) {
	has := map[column]bool{}
	for _, col := range c.columns {
		has[col.column] = true
	}
	for known := range dataColumn {
		if has[known] {
			continue
		}
		for i, col := range c.columns {
			if _, near := nearest(known, []string{col.name}); near {
				_, pos := c.place(i)
				c.journal.tell(Diagnostic{Line: line, Col: pos, Check: "near-column",
					Msg:  fmt.Sprintf("the column %q is read as other data", short(col.name)),
					Hint: fmt.Sprintf("if it is meant for %q, rename it", known)})
			}
		}
	}
}

func (c *csvReader) next() (Batch, error) {
	for {
		c.in.left = maxRow
		row, err := c.rows.Read()
		if err == io.EOF && c.in.fault == nil && !c.in.spent {
			return Batch{}, io.EOF
		}
		if c.cut(err) {
			return Batch{}, c.cutShort(row, err)
		}
		var pe *csv.ParseError
		switch {
		case errors.As(err, &pe):
			c.journal.refuse(c.quoteFault(pe))
		case err != nil: // a reader that gives neither bytes nor an error
			return Batch{}, err
		case !blank(row) && c.read(row):
			return Batch{Matter: c.entry[0].Matter, Entries: c.entry[:]}, nil
		}
	}
}

// read makes an entry of a row, or reports why not.
func (c *csvReader) read(row []string) bool {
	e := &c.entry[0]
	*e = Entry{Col: 1}
	e.Line, _ = c.place(0)
	if len(row) != len(c.columns) {
		c.journal.refuse(Diagnostic{Line: e.Line, Col: 1, Check: "field-count",
			Msg:  fmt.Sprintf("the row has %d fields, the header %d", len(row), len(c.columns)),
			Hint: fmt.Sprintf("put a field that holds %q between quotation marks", c.rows.Comma)})
		return false
	}
	for i, value := range row {
		col := c.columns[i]
		if d := e.set(col.column, col.name, strings.TrimSpace(c.utf8(value, i))); d != nil {
			d.Line, d.Col = c.place(i)
			c.journal.refuse(*d)
			return false
		}
	}
	if d := e.lacks(); d != nil {
		d.Line, d.Col = e.Line, 1
		c.journal.refuse(*d)
		return false
	}
	return true
}

// place returns where field i of the current row starts.
func (c *csvReader) place(i int) (line, col int) {
	line, col = c.rows.FieldPos(i)
	return line + c.skipped, col
}

func (c *csvReader) utf8(value string, i int) string {
	if utf8.ValidString(value) {
		return value
	}
	c.journal.note(westernNote(c.place(i)))
	return fromWindows1252(value)
}

// blank reports whether a row is empty, as spreadsheets leave them below a table.
func blank(row []string) bool {
	for _, value := range row {
		if strings.TrimSpace(value) != "" {
			return false
		}
	}
	return true
}

func (c *csvReader) quoteFault(pe *csv.ParseError) Diagnostic {
	d := Diagnostic{Line: pe.StartLine + c.skipped, Col: 1, Check: "bad-quote",
		Msg:  "a quotation mark is never closed or stands in the wrong place",
		Hint: `put the whole field between quotation marks and write those inside it twice: "the ""old"" rules"`}
	if pe.Line == pe.StartLine {
		d.Col = pe.Column
	} else {
		d.Msg += fmt.Sprintf("; lines %d to %d were taken as one row", d.Line, pe.Line+c.skipped)
	}
	return d
}

// cut reports whether the row just read is the last before the text broke off.
func (c *csvReader) cut(err error) bool {
	if c.in.fault == nil && !c.in.spent || c.rows.InputOffset() != c.in.total {
		return false
	}
	return err != nil || c.in.col > 1
}

func (c *csvReader) cutShort(row []string, err error) error {
	if err != io.EOF && !(err == nil && blank(row)) {
		c.journal.unreadable++
	}
	if c.in.spent {
		return c.tooLong(err)
	}
	return failure(c.in.fault, c.in.line, c.in.col)
}

// tooLong tells where the row started that does not end.
func (c *csvReader) tooLong(err error) error {
	line := c.in.line
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		line = pe.StartLine + c.skipped
	} else if err == nil {
		line, _ = c.place(0)
	}
	return &Diagnostic{Line: line, Col: 1, Check: "too-long",
		Msg:  fmt.Sprintf("a row that starts here has not ended after %d bytes", maxRow),
		Hint: "look for a quotation mark that is never closed"}
}

// ration hands out a text in rations, so that a row that does not end takes no
// more memory than one. Whatever ends the text, encoding/csv is told that it has
// ended, and so tells in which line the row began; fault and spent say why.
type ration struct {
	r         io.Reader
	left      int
	total     int64
	line, col int // of the end of what was handed out
	fault     error
	spent     bool
}

func (t *ration) Read(p []byte) (int, error) {
	if t.fault != nil || t.spent {
		return 0, io.EOF
	}
	if t.left <= 0 {
		t.spent = true
		return 0, io.EOF
	}
	n, err := t.r.Read(p[:min(len(p), t.left)])
	t.left -= n
	t.total += int64(n)
	t.line, t.col = position(p[:n], t.line, t.col, n)
	if err != nil && err != io.EOF {
		t.fault, err = err, io.EOF
	}
	return n, err
}
