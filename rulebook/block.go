package rulebook

import (
	"fmt"
	"strings"
)

// How much a book may hold. What is more than that is not read, and said so once.
const (
	mostStatements = 100_000
	mostProperties = 300_000
	mostClauses    = 50_000
)

// A tableLine is a row of a table as it stands in a block.
type tableLine struct {
	seg      segment
	pos      Pos
	from, to int // its bytes, without the comment after it
}

// block reads the statements of a rule block.
func (p *parser) block(f fence) {
	b := &Block{Clause: p.clause, Pos: p.text.pos(f.open)}
	if p.none(b, f) {
		p.place(b, f)
		return
	}
	var table []tableLine
	for i := 0; i < len(f.lines) && !p.tooMany; {
		var toks []token
		i, toks, table = p.gather(f.lines, i, p.buf[:0], table[:0])
		p.buf = toks
		if len(toks) <= 1 || p.tooLong(toks) || p.bookFull(toks[0]) {
			continue
		}
		if st := p.statement(toks, table); st != nil {
			p.props += len(st.Props)
			b.Statements = append(b.Statements, st)
			p.book.Statements = append(p.book.Statements, st)
		}
	}
	p.place(b, f)
}

// tooLong reports a statement of more tokens than are read.
func (p *parser) tooLong(toks []token) bool {
	if len(toks) < mostTokens {
		return false
	}
	p.mistake(checkSize, toks[0].pos, toks[0].width,
		fmt.Sprintf("a statement of more than %d words and signs", mostTokens), "make several statements of it")
	return true
}

// bookFull reports the first statement that is one too many.
func (p *parser) bookFull(first token) bool {
	if len(p.book.Statements) < mostStatements && p.props < mostProperties {
		return false
	}
	p.tooMany = true
	p.mistake(checkSize, first.pos, first.width,
		fmt.Sprintf("a book has at most %d statements and %d properties", mostStatements, mostProperties),
		"make several books of it")
	return true
}

// place gives a block its clause and its end.
func (p *parser) place(b *Block, f fence) {
	b.End = p.text.pos(f.close)
	if b.Clause != nil {
		b.Clause.Blocks = append(b.Clause.Blocks, b)
	} else if len(b.Statements) > 0 || b.None != "" {
		p.fenceFault(f.open, 3, Warning, "this block stands before the first clause",
			"begin the clause that it encodes with a number, as in `## 1 The panel`")
	}
}

// gather scans the lines of the next statement into tokens, which end with a tokenEnd, and returns the line after it.
// Inside braces and after a comma, the end of a line has no meaning.
func (p *parser) gather(lines []segment, i int, toks []token, table []tableLine) (int, []token, []tableLine) {
	depth := 0
	end := 0
	for ; i < len(lines); i++ {
		seg := lines[i]
		line := p.text.src[seg.from:seg.to]
		words := strings.TrimLeft(line, " \t")
		if words == "" || words[0] == '#' {
			continue
		}
		first := seg.indent == 0 && len(words) == len(line)
		if strings.HasPrefix(words, "|") {
			from := seg.to - len(words)
			to := from + len(strings.TrimRight(stripRowComment(words), " \t"))
			table = append(table, tableLine{seg, p.text.pos(from), from, to})
			continue
		}
		if first && len(toks) > 0 {
			break
		}
		from := len(toks)
		if !first && from == 0 {
			p.strayLine(seg, words)
			continue
		}
		if from > 0 && depth <= 0 && !toks[from-1].is(",") {
			toks = append(toks, ending(tokenLine, toks, end))
		}
		toks, end = scanLine(p.text, toks, seg.from, seg.to)
		depth = braceDepth(toks[from:], depth)
	}
	if len(toks) > 0 {
		toks = append(toks, ending(tokenEnd, toks, end))
	} else if len(table) > 0 {
		row := table[0].seg
		p.strayLine(row, strings.TrimLeft(p.text.src[row.from:row.to], " \t"))
	}
	return i, toks, table
}

// ending is the token that stands for the end of a line, or of the statement, after toks.
func ending(kind tokenKind, toks []token, off int) token {
	return token{kind: kind, off: off, end: off, pos: toks[len(toks)-1].endPos(), width: 1}
}

func braceDepth(toks []token, depth int) int {
	for _, tok := range toks {
		switch {
		case tok.is("{"):
			depth++
		case tok.is("}"):
			depth--
		}
	}
	return depth
}

func (p *parser) strayLine(seg segment, words string) {
	if p.diags.full() {
		p.diags.addUnworded()
		return
	}
	p.mistake(checkSyntax, p.text.pos(seg.to-len(words)), runes(words), "an indented line with no statement above it",
		"a statement begins in the first column; its properties are indented under it")
}

// none reads "rule none: why", which stands alone in its block.
func (p *parser) none(b *Block, f fence) bool {
	for i, seg := range f.lines {
		line := strings.TrimSpace(p.text.src[seg.from:seg.to])
		if line == "" || line[0] == '#' {
			continue
		}
		rest, ok := strings.CutPrefix(line, "rule")
		rest = strings.TrimLeft(rest, " \t")
		rest, none := strings.CutPrefix(rest, "none")
		if !ok || !none || rest != "" && rest[0] != ':' && rest[0] != ' ' {
			return false
		}
		p.noneLine(b, seg, strings.TrimPrefix(strings.TrimSpace(rest), ":"))
		p.alone(f.lines[i+1:])
		return true
	}
	return false
}

func (p *parser) noneLine(b *Block, seg segment, why string) {
	b.NonePos = p.text.pos(seg.from)
	b.None = strings.TrimSpace(stripComment(why))
	if b.None == "" {
		b.None = "no reason given"
		p.mistake(checkSyntax, b.NonePos, len("rule none"), "`rule none` gives no reason",
			"write `rule none: ` and why the clause has no formal effect")
	}
}

// alone reports what stands in a block beside "rule none".
func (p *parser) alone(lines []segment) {
	for _, seg := range lines {
		words := strings.TrimSpace(p.text.src[seg.from:seg.to])
		if words == "" || words[0] == '#' {
			continue
		}
		p.mistake(checkSyntax, p.text.pos(seg.from), runes(words), "`rule none` stands alone in its block",
			"put statements in a block of their own, or take out `rule none`")
		return
	}
}
