package rulebook

import (
	"bytes"
	"slices"
	"strings"
)

// Format returns the book in the one style: statements in the first column, properties under them indented by two,
// one space between words, commas where they belong, tables in line. Only the insides of rule and example blocks and
// the front matter are touched; every byte of the members' words stays as it is. Comments stay where they are.
//
// The diagnostics are those of [Parse], with no file. A block in which one of them is an error is left as it stands,
// and so is a block in a quotation or one that is not closed.
func Format(src []byte) ([]byte, []Diagnostic) {
	d := &diagnostics{}
	if !readable(src, d, mostBytes) {
		return bytes.Clone(src), d.sorted()
	}
	t := newText("", string(src))
	p := newParser(t, d, &Book{})
	w := &formatter{text: t, again: newParser(t, &diagnostics{}, &Book{})}
	var blocks []fence
	before := d.errors
	body := p.read(func(f fence, errors int) {
		if errors == 0 && f.closed && !f.quoted {
			blocks = append(blocks, f)
		}
	})
	if front := frontErrors(d, before); !front {
		w.front(body)
	}
	for _, f := range blocks {
		w.block(f)
	}
	return w.spliced(), d.sorted()
}

// frontErrors reports whether something is wrong with the front matter.
func frontErrors(d *diagnostics, before int) bool {
	ofFront := func(found Diagnostic) bool { return found.Check == checkFrontMatter }
	return d.errors > before && slices.ContainsFunc(d.found, ofFront)
}

// A formatter gathers what is to be written instead of parts of a text.
type formatter struct {
	text  *text
	again *parser // reads each statement once more, to know its properties
	edits []edit

	lines  []string // of the block being written
	indent string   // before each of them
}

// An edit is a part of the text to be replaced.
type edit struct {
	from, to int
	with     string
}

func (w *formatter) spliced() []byte {
	var out bytes.Buffer
	at := 0
	for _, e := range w.edits {
		out.WriteString(w.text.src[at:e.from])
		out.WriteString(e.with)
		at = e.to
	}
	out.WriteString(w.text.src[at:])
	return out.Bytes()
}

// replace writes the gathered lines instead of the bytes from from to to, with the line ends that stand there.
func (w *formatter) replace(from, to int) {
	end := "\n"
	if from >= 2 && w.text.src[from-2:from] == "\r\n" {
		end = "\r\n"
	}
	var b strings.Builder
	for _, line := range w.lines {
		if line != "" {
			b.WriteString(w.indent)
			b.WriteString(line)
		}
		b.WriteString(end)
	}
	if with := b.String(); with != w.text.src[from:to] {
		w.edits = append(w.edits, edit{from, to, with})
	}
}

// front writes the front matter: one space after each colon, none at the ends of lines.
func (w *formatter) front(body int) {
	w.lines, w.indent = w.lines[:0], ""
	n := 2
	for ; strings.TrimRight(w.text.line(n), " \t") != "---"; n++ {
		w.lines = append(w.lines, frontLine(w.text.line(n)))
	}
	from, _ := w.text.bounds(2)
	to, _ := w.text.bounds(n)
	w.replace(from, to)
}

func frontLine(line string) string {
	content := withoutComment(line)
	comment := strings.TrimRight(line[len(content):], " \t")
	key, value, ok := strings.Cut(content, ":")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !ok {
		return comment
	}
	if strings.HasPrefix(value, "#") { // after a space it would be a comment
		value = `"` + value + `"`
	}
	if comment != "" {
		value += "  " + comment
	}
	return key + ": " + value
}

// block writes a formal block.
func (w *formatter) block(f fence) {
	if len(f.lines) == 0 || !w.plain(f) {
		return
	}
	w.lines, w.indent = w.lines[:0], strings.Repeat(" ", w.column(f.open))
	if strings.HasPrefix(w.text.src[f.info.from:], "example") {
		w.example(f)
	} else {
		w.rule(f)
	}
	w.tidy()
	w.replace(w.lineStart(f.lines[0].from), w.lineStart(f.close))
}

// plain reports whether nothing but white space stands before the lines of a block.
func (w *formatter) plain(f fence) bool {
	for _, l := range f.lines {
		if strings.Trim(w.text.src[w.lineStart(l.from):l.from], " \t") != "" {
			return false
		}
	}
	return true
}

// lineStart returns where the line begins that holds the byte at off.
func (w *formatter) lineStart(off int) int {
	return strings.LastIndexByte(w.text.src[:off], '\n') + 1
}

// column returns how many columns of white space stand before the fence at off; the marks of lists count as white
// space.
func (w *formatter) column(off int) int {
	n := 0
	for i := w.lineStart(off); i < off; i++ {
		if w.text.src[i] == '\t' {
			n += 4 - n%4
		} else {
			n++
		}
	}
	return n
}

// tidy leaves at most one blank line between lines and none at the ends.
func (w *formatter) tidy() {
	w.lines = slices.CompactFunc(w.lines, func(a, b string) bool { return a == "" && b == "" })
	if len(w.lines) > 0 && w.lines[0] == "" {
		w.lines = w.lines[1:]
	}
	if n := len(w.lines); n > 0 && w.lines[n-1] == "" {
		w.lines = w.lines[:n-1]
	}
}

func (w *formatter) add(indent int, line string) {
	w.lines = append(w.lines, strings.Repeat(" ", indent)+line)
}

// example writes an example, whose lines all begin in the first column.
func (w *formatter) example(f fence) {
	var toks []token
	for _, seg := range f.lines {
		var end int
		toks, end = scanLine(w.text, toks[:0], seg.from, seg.to)
		var b lineBuilder
		for i, tok := range toks {
			b.token(w.text, toks, i, tok)
		}
		w.add(0, b.withComment(w.text.src[end:seg.to]))
	}
}

// A lineBuilder writes the tokens of a line.
type lineBuilder struct {
	strings.Builder
}

// token writes a token, with a space before it where one belongs.
func (b *lineBuilder) token(t *text, toks []token, i int, tok token) {
	if b.Len() > 0 && i > 0 && spaceBetween(toks[i-1], tok) {
		b.WriteByte(' ')
	}
	b.WriteString(t.src[tok.off:tok.end])
}

// withComment returns the line with the comment that follows it, two spaces on.
func (b *lineBuilder) withComment(comment string) string {
	comment = strings.TrimRight(comment, " \t\r")
	if b.Len() > 0 && comment != "" {
		b.WriteString("  ")
	}
	b.WriteString(comment)
	return b.String()
}

// spaceBetween reports whether a space stands between two tokens of a line.
func spaceBetween(a, b token) bool {
	switch {
	case a.is("("), a.is("{"), b.is(")"), b.is("}"), b.is(","), b.is(":"), b.is("("):
		return false
	case b.kind == tokenWord && b.text[0] == '#':
		return false
	}
	return true
}
