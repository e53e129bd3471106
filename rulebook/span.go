package rulebook

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// At returns where the byte at off of the clause's Text stands in the file. An off between two spans is the end of the
// first. The clause's own place is returned if it has no words.
func (c *Clause) At(off int) Pos {
	i := sort.Search(len(c.Spans), func(i int) bool { return c.Spans[i].At > off }) - 1
	if i < 0 {
		return c.Pos
	}
	s := c.Spans[i]
	within := min(max(off-s.At, 0), len(s.Text))
	return s.Pos.after(utf8.RuneCountInString(s.Text[:within]))
}

// spans returns the parts of the paragraph that are seen. Lines are joined by a space; white space at their ends is
// left out.
func (p *paragraph) spans() []Span {
	b := spanBuilder{text: p.text, swaps: p.swaps}
	at := 0 // of the line in buf
	for _, l := range p.lines {
		n := l.to - l.from
		line := p.buf[at : at+n]
		from := n - len(strings.TrimLeft(line, " \t"))
		to := max(from, len(strings.TrimRight(line, " \t")))
		if b.at > 0 {
			b.gap = true
		}
		p.lineSpans(&b, at, from, to, l.from)
		at += n + 1
	}
	return b.spans
}

// lineSpans adds what is seen between from and to of the line at at of buf, which is at source in the file.
func (p *paragraph) lineSpans(b *spanBuilder, at, from, to, source int) {
	for from < to {
		if b.swapAt(at + from) {
			b.add(b.swaps[0].instead, source+from)
			from = b.swaps[0].to - at
			b.swaps = b.swaps[1:]
			continue
		}
		end := from + 1
		for end < to && p.hides(at+end) == p.hides(at+from) && !b.swapAt(at+end) {
			end++
		}
		if !p.hides(at + from) {
			b.add(p.buf[at+from:at+end], source+from)
		}
		from = end
	}
}

func (p *paragraph) hides(i int) bool { return p.hide != nil && p.hide[i] }

// A spanBuilder gathers spans.
type spanBuilder struct {
	text  *text
	spans []Span
	swaps []swap
	at    int  // the length of the words so far
	gap   bool // a space comes before the next words
}

func (b *spanBuilder) swapAt(i int) bool { return len(b.swaps) > 0 && b.swaps[0].from == i }

func (b *spanBuilder) add(words string, source int) {
	if b.gap {
		b.at++
		b.gap = false
	}
	b.spans = append(b.spans, Span{Text: words, At: b.at, Pos: b.text.pos(source)})
	b.at += len(words)
}
