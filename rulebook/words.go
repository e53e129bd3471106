package rulebook

import (
	"html"
	"strings"
)

// A paragraph is the lines of one block of words, joined by line ends, and which of its bytes a reader does not see.
// Finding the words takes time in proportion to the paragraph, whatever stands in it.
type paragraph struct {
	text  *text
	lines []segment
	buf   string
	hide  []bool   // one for each byte of buf; nil when all are seen
	swaps []swap   // in order
	runs  tickRuns // of backticks

	brackets  []int // where [ stands that is still open
	delims    []delimiter
	noComment bool // no --> follows
}

// A swap is a part of buf that is read as something else, such as &amp; as &.
type swap struct {
	from, to int
	instead  string
}

func joinLines(t *text, lines []segment) *paragraph {
	n := 0
	for _, l := range lines {
		n += l.to - l.from + 1
	}
	var b strings.Builder
	b.Grow(n)
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(t.src[l.from:l.to])
	}
	return &paragraph{text: t, lines: lines, buf: b.String()}
}

// wordsOf returns what a reader sees of the lines of a paragraph, a heading or a block of HTML.
func wordsOf(t *text, lines []segment) []Span {
	p := joinLines(t, lines)
	if strings.ContainsAny(p.buf, "\\`*_[]<&") {
		p.hide = make([]bool, len(p.buf))
		p.scan()
	}
	return p.spans()
}

// plainWords returns the lines as they stand.
func plainWords(t *text, lines []segment) []Span { return joinLines(t, lines).spans() }

func (p *paragraph) scan() {
	i := p.definitions()
	for i < len(p.buf) {
		next := strings.IndexAny(p.buf[i:], "\\`*_[]<&")
		if next < 0 {
			break
		}
		i = p.mark(i + next)
	}
	p.emphasis()
}

// mark deals with the mark at i and returns where to go on.
func (p *paragraph) mark(i int) int {
	switch p.buf[i] {
	case '\\':
		return p.escape(i)
	case '`':
		return p.code(i)
	case '<':
		return p.angle(i)
	case '&':
		return p.entity(i)
	case '[':
		p.brackets = append(p.brackets, i)
		return i + 1
	case ']':
		return p.closeBracket(i)
	}
	return p.delimiter(i)
}

func (p *paragraph) hidden(from, to int) {
	for i := from; i < to; i++ {
		p.hide[i] = true
	}
}

// definitions hides the link definitions that a paragraph may begin with.
func (p *paragraph) definitions() int {
	i := 0
	for i < len(p.buf) && p.buf[i] == '[' {
		line, _, _ := strings.Cut(p.buf[i:], "\n")
		end := strings.Index(line, "]:")
		if end < 2 || end > 200 || line[1] == '^' || strings.TrimSpace(line[end+2:]) == "" {
			break
		}
		p.hidden(i, i+len(line))
		i = min(i+len(line)+1, len(p.buf))
	}
	return i
}

// escape hides a backslash before a sign or a line end.
func (p *paragraph) escape(i int) int {
	if i+1 < len(p.buf) && (isPunct(p.buf[i+1]) || p.buf[i+1] == '\n') {
		p.hide[i] = true
	}
	return min(i+2, len(p.buf))
}

func isPunct(c byte) bool {
	return c > ' ' && c < 0x7f && !isDigit(c) && !isASCIILetter(c)
}

// code hides the backticks of a code span, whose inside is seen as it stands.
func (p *paragraph) code(i int) int {
	n := runLength(p.buf, i)
	end, ok := p.runs.next(p.buf, n, i+n)
	if !ok {
		return i + n
	}
	p.hidden(i, i+n)
	p.hidden(end, end+n)
	return end + n
}

// runLength returns how often the byte at i is repeated.
func runLength(s string, i int) int {
	n := 1
	for i+n < len(s) && s[i+n] == s[i] {
		n++
	}
	return n
}

// tickRuns finds the runs of backticks of each length, going through the text once.
type tickRuns map[int][]int

func (r *tickRuns) next(s string, length, from int) (int, bool) {
	if *r == nil {
		*r = make(tickRuns)
		for i := strings.IndexByte(s, '`'); i >= 0 && i < len(s); {
			n := runLength(s, i)
			(*r)[n] = append((*r)[n], i)
			i += n
			if next := strings.IndexByte(s[i:], '`'); next >= 0 {
				i += next
			} else {
				i = len(s)
			}
		}
	}
	at := (*r)[length]
	for len(at) > 0 && at[0] < from {
		at = at[1:]
	}
	(*r)[length] = at
	if len(at) == 0 {
		return 0, false
	}
	return at[0], true
}

// angle hides a tag, a comment, or the brackets of a link such as <https://example.org>.
func (p *paragraph) angle(i int) int {
	rest := p.buf[i+1:]
	if strings.HasPrefix(rest, "!--") {
		return p.comment(i)
	}
	n := strings.IndexAny(rest, "<>")
	if n <= 0 || rest[n] == '<' {
		return i + 1
	}
	inner := rest[:n]
	switch {
	case !strings.ContainsAny(inner, " \t\n") && strings.ContainsAny(inner, ":@"):
		p.hide[i], p.hide[i+1+n] = true, true
	case isASCIILetter(inner[0]) || strings.IndexByte("/!?", inner[0]) >= 0:
		p.hidden(i, i+2+n)
	}
	return i + 2 + n
}

func (p *paragraph) comment(i int) int {
	if p.noComment {
		return i + 1
	}
	n := strings.Index(p.buf[i:], "-->")
	if n < 0 {
		p.noComment = true
		return i + 1
	}
	p.hidden(i, i+n+3)
	return i + n + 3
}

// entity reads &amp; and the like.
func (p *paragraph) entity(i int) int {
	n := 1
	for i+n < len(p.buf) && n < 33 && (isDigit(p.buf[i+n]) || isASCIILetter(p.buf[i+n]) || p.buf[i+n] == '#') {
		n++
	}
	if i+n >= len(p.buf) || p.buf[i+n] != ';' {
		return i + 1
	}
	source := p.buf[i : i+n+1]
	if seen := html.UnescapeString(source); seen != source {
		p.hidden(i, i+n+1)
		p.swaps = append(p.swaps, swap{i, i + n + 1, seen})
	}
	return i + n + 1
}

// closeBracket hides all of a link or an image but its words.
func (p *paragraph) closeBracket(i int) int {
	if len(p.brackets) == 0 {
		return i + 1
	}
	open := p.brackets[len(p.brackets)-1]
	p.brackets = p.brackets[:len(p.brackets)-1]
	end := p.linkEnd(i + 1)
	if end < 0 {
		return i + 1
	}
	p.hide[open] = true
	if open > 0 && p.buf[open-1] == '!' {
		p.hide[open-1] = true
	}
	p.hidden(i, end)
	return end
}

// linkEnd returns where the target of a link ends that begins at i, and -1 if there is none.
func (p *paragraph) linkEnd(i int) int {
	if i >= len(p.buf) {
		return -1
	}
	switch p.buf[i] {
	case '(':
		return p.targetEnd(i + 1)
	case '[':
		if n := strings.IndexAny(p.buf[i+1:], "[]"); n >= 0 && p.buf[i+1+n] == ']' {
			return i + n + 2
		}
	}
	return -1
}

// targetEnd reads a link's address and title up to the closing bracket. At most 32 brackets may be open in it, so
// that a text of nothing but brackets is not read again from each.
func (p *paragraph) targetEnd(i int) int {
	for depth := 0; i < len(p.buf); i++ {
		switch c := p.buf[i]; c {
		case '(':
			if depth++; depth > 32 {
				return -1
			}
		case ')':
			if depth == 0 {
				return i + 1
			}
			depth--
		case '<':
			n := strings.IndexAny(p.buf[i+1:], "<>\n")
			if n < 0 || p.buf[i+1+n] != '>' {
				return -1
			}
			i += n + 1
		case '\n':
			return -1
		case '"', '\'':
			n := strings.IndexByte(p.buf[i+1:], c)
			if n < 0 || n > 500 {
				return -1
			}
			i += n + 1
		}
	}
	return -1
}
