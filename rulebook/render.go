package rulebook

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// String returns the diagnostic on one line, without its help: rules.md:31:3: error: unknown property `qourum`.
func (d Diagnostic) String() string {
	if d.Pos.Line == 0 {
		return printable(fmt.Sprintf("%s: %v: %s", d.File, d.Severity, d.Msg))
	}
	return printable(fmt.Sprintf("%s:%d:%d: %v: %s", d.File, d.Pos.Line, d.Pos.Col, d.Severity, d.Msg))
}

// Render shows the diagnostic with the line of src it points at, the heading of its clause and its help. Src is the
// file that the diagnostic is about. The result ends with a line end, and holds no character that a terminal would
// obey.
func (d Diagnostic) Render(src []byte) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v: %s\n", d.Severity, printable(d.Msg))
	if d.Pos.Line == 0 {
		fmt.Fprintf(&b, "  --> %s\n", printable(d.File))
	} else {
		fmt.Fprintf(&b, "  --> %s:%d:%d\n", printable(d.File), d.Pos.Line, d.Pos.Col)
		d.frame(&b, src)
	}
	if d.Help != "" {
		fmt.Fprintf(&b, "%*s = help: %s\n", d.gutter(), "", printable(d.Help))
	}
	return b.String()
}

// gutter is how wide the column of line numbers is.
func (d Diagnostic) gutter() int { return max(2, len(itoa(d.Pos.Line))) }

// frame writes the heading of the clause, the line and the carets.
func (d Diagnostic) frame(b *strings.Builder, src []byte) {
	line, ok := lineOf(src, d.Pos.Line)
	if !ok {
		return
	}
	width := d.gutter()
	fmt.Fprintf(b, "%*s |\n", width, "")
	if c := d.Clause; c != nil && 0 < c.Pos.Line && c.Pos.Line < d.Pos.Line {
		heading, _ := lineOf(src, c.Pos.Line)
		shown, _, _ := window(heading, 0, 0)
		fmt.Fprintf(b, "%*d | %s\n", width, c.Pos.Line, shown)
		if c.Pos.Line < d.Pos.Line-1 {
			b.WriteString("...\n")
		}
	}
	from, to := d.Pos.Col-1, d.Pos.Col-1+longestRun
	if d.End.Line == d.Pos.Line {
		to = max(d.End.Col-1, from+1)
	}
	shown, before, carets := window(line, from, to)
	fmt.Fprintf(b, "%*d | %s\n", width, d.Pos.Line, shown)
	fmt.Fprintf(b, "%*s | %s%s\n", width, "", before, carets)
}

// lineOf returns line n of src, without its end and a byte-order mark.
func lineOf(src []byte, n int) ([]byte, bool) {
	rest := bytes.TrimPrefix(src, []byte(byteOrderMark))
	for n > 1 {
		stretch := rest[:min(len(rest), 4096)] // to count its line ends is faster than to walk from one to the next
		if ends := bytes.Count(stretch, []byte("\n")); ends < n-1 && len(stretch) < len(rest) {
			n, rest = n-ends, rest[len(stretch):]
			continue
		}
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			return nil, false
		}
		n, rest = n-1, rest[i+1:]
	}
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), true
}

// Of a line longer than widest, only what stands round the carets is shown.
const (
	widest     = 140
	shownLeft  = 50 // how much of it before the carets
	longestRun = 80 // of carets
)

// window returns what is shown of a line, and under it the white space before the carets and the carets for the
// characters from from to to.
func window(line []byte, from, to int) (shown, before, carets string) {
	var text, space, marks strings.Builder
	n, last := 0, len(line)
	if len(line) > widest*utf8.UTFMax || utf8.RuneCount(line) > widest {
		n = max(0, from-shownLeft)
		last = n + widest
		line = withoutRunes(line, n)
	}
	if n > 0 {
		text.WriteString("...")
		space.WriteString("   ")
	}
	to = min(to, from+longestRun)
	for ; len(line) > 0; n++ {
		if n >= last {
			text.WriteString("...")
			break
		}
		r, size := utf8.DecodeRune(line)
		r, line = visible(r), line[size:]
		text.WriteRune(r)
		switch {
		case n < from:
			space.WriteString(under(r, ' '))
		case n < to:
			marks.WriteString(under(r, '^'))
		}
	}
	if marks.Len() == 0 { // it points behind the end of the line, or at what has no width
		marks.WriteByte('^')
	}
	return strings.TrimRight(text.String(), " \t"), space.String(), marks.String()
}

// withoutRunes returns line without its first n characters.
func withoutRunes(line []byte, n int) []byte {
	for n > 0 && len(line) > 0 {
		_, size := utf8.DecodeRune(line)
		n, line = n-1, line[size:]
	}
	return line
}

// under is what stands under r in the line of carets: a tab under a tab, and otherwise mark as often as r is wide.
func under(r, mark rune) string {
	if r == '\t' {
		return "\t"
	}
	return strings.Repeat(string(mark), columns(r))
}

// columns is how many columns of a terminal r takes.
func columns(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case r >= 0x1100 && unicode.Is(wide, r):
		return 2
	}
	return 1
}

// wide are the characters that take two columns.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, {Lo: 0x2e80, Hi: 0x303e, Stride: 1}, {Lo: 0x3041, Hi: 0xa4cf, Stride: 1},
		{Lo: 0xa960, Hi: 0xa97f, Stride: 1}, {Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, {Lo: 0xf900, Hi: 0xfaff, Stride: 1},
		{Lo: 0xfe30, Hi: 0xfe6f, Stride: 1}, {Lo: 0xff00, Hi: 0xff60, Stride: 1}, {Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1}, {Lo: 0x1f900, Hi: 0x1f9ff, Stride: 1}, {Lo: 0x20000, Hi: 0x3fffd, Stride: 1},
	},
}

// visible returns r, or a mark in its place if a terminal would obey it rather than show it.
func visible(r rune) rune {
	if r != '\t' && !unicode.IsGraphic(r) {
		return utf8.RuneError
	}
	return r
}

func printable(s string) string { return strings.Map(visible, s) }
