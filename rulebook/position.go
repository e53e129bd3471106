package rulebook

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// A text is a file as read, with the means to turn a byte's offset into a line and a column.
// It remembers the last place asked for, so that asking in the order of the text takes time in proportion to the text.
type text struct {
	file   string
	src    string
	starts []int32 // the offset of each line

	lastOff int
	last    Pos
}

func newText(file, src string) *text {
	starts := make([]int32, 1, 1+strings.Count(src, "\n"))
	for at := 0; ; {
		i := strings.IndexByte(src[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
		starts = append(starts, int32(at))
	}
	t := &text{file: file, src: src, starts: starts}
	t.begin(1)
	return t
}

// pos returns the place of the byte at off. A byte-order mark takes no column.
func (t *text) pos(off int) Pos {
	off = min(max(off, 0), len(t.src))
	line := t.last.Line
	if off < t.lastOff || line < len(t.starts) && off >= int(t.starts[line]) {
		line = sort.Search(len(t.starts), func(i int) bool { return int(t.starts[i]) > off })
		t.begin(line)
	}
	if off > t.lastOff {
		t.last.Col += utf8.RuneCountInString(t.src[t.lastOff:off])
		t.lastOff = off
	}
	return t.last
}

// begin makes the beginning of a line the last place asked for.
func (t *text) begin(line int) {
	t.lastOff, t.last = int(t.starts[line-1]), Pos{line, 1}
	if line == 1 && strings.HasPrefix(t.src, byteOrderMark) {
		t.lastOff = len(byteOrderMark)
	}
}

// line returns the line with that number, without its end.
func (t *text) line(n int) string {
	from, to := t.bounds(n)
	return t.src[from:to]
}

// bounds returns where line n begins and where it ends, without its line end.
func (t *text) bounds(n int) (from, to int) {
	from, to = int(t.starts[n-1]), len(t.src)
	if n < len(t.starts) {
		to = int(t.starts[n]) - 1
	}
	if to > from && t.src[to-1] == '\r' {
		to--
	}
	return from, to
}

const byteOrderMark = "\uFEFF"

// after returns the place n characters further along the line.
func (p Pos) after(n int) Pos { return Pos{p.Line, p.Col + n} }

// before reports whether p comes before q.
func (p Pos) before(q Pos) bool { return p.Line < q.Line || p.Line == q.Line && p.Col < q.Col }
