package rulebook

import (
	"unicode"
	"unicode/utf8"
)

// A delimiter is a run of * or _ that may begin or end emphasis.
type delimiter struct {
	at, n       int
	open, close bool
}

// delimiter takes note of a run of * or _.
func (p *paragraph) delimiter(i int) int {
	n := runLength(p.buf, i)
	before, _ := utf8.DecodeLastRuneInString(p.buf[:i])
	after, _ := utf8.DecodeRuneInString(p.buf[i+n:])
	if i == 0 {
		before = ' '
	}
	if i+n == len(p.buf) {
		after = ' '
	}
	left := !unicode.IsSpace(after) && (!isSign(after) || unicode.IsSpace(before) || isSign(before))
	right := !unicode.IsSpace(before) && (!isSign(before) || unicode.IsSpace(after) || isSign(after))
	d := delimiter{at: i, n: n, open: left, close: right}
	if p.buf[i] == '_' {
		d.open = left && (!right || isSign(before))
		d.close = right && (!left || isSign(after))
	}
	if d.open || d.close {
		p.delims = append(p.delims, d)
	}
	return i + n
}

func isSign(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

// emphasis hides the delimiters that match.
func (p *paragraph) emphasis() {
	open := make(map[byte][]delimiter)
	for _, d := range p.delims {
		char := p.buf[d.at]
		stack := open[char]
		for d.close && d.n > 0 && len(stack) > 0 {
			top := &stack[len(stack)-1]
			n := min(d.n, top.n)
			top.n -= n
			p.hidden(top.at+top.n, top.at+top.n+n)
			p.hidden(d.at, d.at+n)
			d.at, d.n = d.at+n, d.n-n
			if top.n == 0 {
				stack = stack[:len(stack)-1]
			}
		}
		if d.open && d.n > 0 {
			stack = append(stack, d)
		}
		open[char] = stack
	}
}
