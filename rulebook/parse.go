package rulebook

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// mostBytes is how large a book may be.
const mostBytes = 16 << 20

// Parse reads one version of a rule book. File names it in diagnostics.
//
// Parse always returns a book: what could be read, so that a caller can go on to other checks. The diagnostics are in
// the order of the text; if one of them is an [Error], the book is not to be used for anything but finding more.
// Names are not resolved: that an act exists is for package matter to say.
func Parse(file string, src []byte) (*Book, []Diagnostic) {
	sum := sha256.Sum256(src)
	book := &Book{File: file, Source: bytes.Clone(src), SHA256: hex.EncodeToString(sum[:])}
	d := &diagnostics{file: file}
	if !readable(src, d, mostBytes) {
		return book, d.sorted()
	}
	newParser(newText(file, string(src)), d, book).read(func(fence, int) {})
	return book, d.sorted()
}

func newParser(t *text, d *diagnostics, book *Book) *parser {
	return &parser{text: t, diags: d, grammar: grammar, book: book, ordinals: make(map[*Clause]int), stages: make(map[string]bool)}
}

// read reads the front matter, the clauses and the blocks. It tells visit of every formal block, and how many errors
// were found in it, and returns where the front matter ends.
func (p *parser) read(visit func(f fence, errors int)) (body int) {
	body = frontMatter(p.text, p.diags, &p.book.Front)
	cs := newClauses(p.text, p.diags)
	m := &markdown{text: p.text, base: body, clauses: cs}
	m.fenced = func(f fence) {
		before := p.diags.errors
		if p.fence(f, cs.current) {
			visit(f, p.diags.errors-before)
		}
	}
	m.read()
	cs.finish()
	p.book.Clauses = cs.all
	return body
}

// readable reports whether src is text of an allowed size. What is not is reported in one diagnostic.
func readable(src []byte, d *diagnostics, most int) bool {
	if len(src) > most {
		d.add(Diagnostic{Pos: Pos{1, 1}, Check: checkSize, Msg: fmt.Sprintf("the file is larger than %d MiB", most>>20)})
		return false
	}
	at, msg := -1, ""
	if i := bytes.IndexByte(src, 0); i >= 0 {
		at, msg = i, "a byte with the value zero: this is not a text"
	}
	if i := invalidUTF8(src); i >= 0 && (at < 0 || i < at) {
		at, msg = i, "the file is not UTF-8"
	}
	if at < 0 {
		return true
	}
	line := 1 + bytes.Count(src[:at], []byte("\n"))
	col := 1 + utf8.RuneCount(src[bytes.LastIndexByte(src[:at], '\n')+1:at])
	d.add(Diagnostic{Pos: Pos{line, col}, Check: checkEncoding, Msg: msg, Help: "save the file as plain text in UTF-8"})
	return false
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(src []byte) int {
	if utf8.Valid(src) {
		return -1
	}
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// fence takes in a fenced block, and reports whether it is a formal one.
func (p *parser) fence(f fence, clause *Clause) bool {
	info := p.text.src[f.info.from:f.info.to]
	kind, name, _ := strings.Cut(strings.TrimSpace(info), " ")
	name = strings.TrimSpace(name)
	p.clause = clause
	if kind != "rule" && kind != "example" {
		p.otherFence(f, kind)
		return false
	}
	f = p.ended(f)
	switch {
	case f.quoted:
		p.fenceFault(f.info.from, len(kind), Error, "a formal block inside a quotation is not read",
			"take it out of the quotation, or give it another info string")
	case kind == "example":
		p.example(f, name)
	default:
		if name != "" {
			p.fenceFault(f.info.from, len(info), Error, "a rule block has no name",
				"write ```rule alone; statements are named by `as NAME`")
		}
		p.block(f)
	}
	return true
}

// ended reports a formal block that does not end before the next one begins, and returns it without what its writer did
// not mean to stand in it.
func (p *parser) ended(f fence) fence {
	next := p.fenceWithin(f)
	switch {
	case next >= 0:
		p.fenceFault(f.open, 3, Error, "this block is not closed before the next one begins",
			fmt.Sprintf("end it with a line of three backticks and nothing else, before line %d", p.text.pos(f.lines[next].from).Line))
		f.lines = f.lines[:next]
	case !f.closed:
		p.fenceFault(f.open, 3, Error, "this block is not closed", "end it with a line of three backticks")
	default:
		return f
	}
	if blank := slices.IndexFunc(f.lines, func(l segment) bool { return l.from == l.to }); blank >= 0 {
		f.lines = f.lines[:blank]
	}
	return f
}

// fenceWithin returns which line of f is the first fence that names a block, and -1 if none is. To CommonMark such a
// line is text of f.
func (p *parser) fenceWithin(f fence) int {
	marks := p.text.src[f.open:]
	marks = marks[:runLength(marks, 0)]
	return slices.IndexFunc(f.lines, func(l segment) bool {
		rest, ok := strings.CutPrefix(strings.TrimLeft(p.text.src[l.from:l.to], " "), marks)
		return ok && strings.TrimLeft(rest, marks[:1]) != ""
	})
}

// otherFence warns of a fence that was probably meant as a formal one and would otherwise be passed over in silence.
// One without a name that another begins in was meant to close a block whose own fence is at fault.
func (p *parser) otherFence(f fence, kind string) {
	if kind == "" {
		p.namelessFence(f)
		return
	}
	lower := strings.ToLower(kind)
	near := Suggest(lower, []string{"rule", "example"})
	if lower == "rule" || lower == "example" {
		near = lower
	}
	if near != "" {
		p.fenceFault(f.info.from, runes(kind), Warning,
			fmt.Sprintf("the block `%s` is text and says nothing to the program", clip(kind)), "did you mean `"+near+"`?")
	}
}

// namelessFence reports a block without a name that takes in what was not meant for it.
func (p *parser) namelessFence(f fence) {
	next := p.fenceWithin(f)
	msg, until := "this begins a block of text that is not closed", "the end"
	switch {
	case next >= 0:
		msg, until = "this begins a block of text, and another begins inside it", "line "+itoa(p.text.pos(f.lines[next].from).Line)
	case f.closed:
		return
	}
	p.fenceFault(f.open, 3, Error, msg, "if it was to close a block, that block must begin with three backticks and `rule`; "+
		"else close this one before "+until)
}

func (p *parser) fenceFault(off, width int, severity Severity, msg, help string) {
	at := p.text.pos(off)
	p.diags.add(Diagnostic{Pos: at, End: at.after(width), Clause: p.clause, Check: checkFence, Severity: severity,
		Msg: msg, Help: help})
}
