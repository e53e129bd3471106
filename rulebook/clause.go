package rulebook

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func itoa(n int) string { return strconv.Itoa(n) }

// longestNumber is how many bytes are searched for the number or the label of a clause, and what follows it.
const longestNumber = 80

// headingLength is how many characters of a paragraph serve as its clause's heading.
const headingLength = 60

// A place is where a paragraph stands.
type place struct {
	quoted bool   // in a quotation, where nothing begins a clause
	lists  int    // how many lists it is in
	marker string // its number, when it is the first of an item of a numbered list
}

// clauses gathers the clauses of a book and their words, in the order of the text.
type clauses struct {
	text  *text
	diags *diagnostics

	all      []*Clause
	byNumber map[string]*Clause
	current  *Clause
	words    strings.Builder // of current

	base     *Clause // the numbered clause that (a) belongs to
	fromList bool    // base is an item of a numbered list
	levels   []level // the lettered clauses that are open under base, outermost first
	tooMany  bool
}

// A level is a lettered clause that is open.
type level struct {
	clause *Clause
	lists  int
	style  labelStyle
	value  int
}

func newClauses(t *text, d *diagnostics) *clauses {
	return &clauses{text: t, diags: d, byNumber: make(map[string]*Clause)}
}

// heading takes in a heading. One without a number is no clause, and its words belong to none.
func (cs *clauses) heading(lines []segment, quoted bool) {
	spans := wordsOf(cs.text, lines)
	number, rest := numberAt(spans, true)
	if number == "" || quoted {
		return
	}
	cs.numbered(number, rest, lines, false)
}

// paragraph takes in a paragraph, or the text of a list item.
func (cs *clauses) paragraph(lines []segment, at place) {
	spans := wordsOf(cs.text, lines)
	if at.quoted {
		cs.add(spans)
		return
	}
	switch number, rest := numberAt(spans, false); {
	case number != "":
		cs.numbered(number, rest, lines, false)
		return
	case at.marker != "":
		cs.item(at, spans, lines)
		return
	}
	if l, rest := labelAt(spans); l.text != "" && cs.base != nil {
		cs.lettered(l, at, rest, lines)
		return
	}
	cs.add(spans)
}

// item takes in the first words of an item of a numbered list: a clause of its own where no heading or paragraph has a
// number, and otherwise one under it, as 6.5(1).
func (cs *clauses) item(at place, spans []Span, lines []segment) {
	if at.lists == 1 && (cs.base == nil || cs.fromList) {
		cs.numbered(at.marker, spans, lines, true)
		return
	}
	if cs.base == nil {
		cs.add(spans)
		return
	}
	n, _ := strconv.Atoi(at.marker)
	cs.lettered(label{text: at.marker, values: [4]int{arabic: max(n, 1)}}, at, spans, lines)
}

func (cs *clauses) numbered(number string, spans []Span, lines []segment, fromList bool) {
	parent := cs.byNumber[parentNumber(number)]
	cs.begin(&Clause{Number: number, Parent: parent}, spans, lines)
	cs.base, cs.fromList, cs.levels = cs.current, fromList, cs.levels[:0]
}

// parentNumber returns the number of which number is a part: 6 of 6.5.
func parentNumber(number string) string {
	return number[:max(0, strings.LastIndexByte(number, '.'))]
}

// begin makes c the current clause.
func (cs *clauses) begin(c *Clause, spans []Span, lines []segment) {
	if len(cs.all) == mostClauses {
		cs.full(lines)
		return
	}
	cs.finish()
	c.Pos = cs.text.pos(lines[0].from)
	c.Heading = headingOf(spans)
	cs.all = append(cs.all, c)
	cs.current = c
	if first := cs.byNumber[c.Number]; first != nil {
		cs.diags.add(Diagnostic{Pos: c.Pos, End: c.Pos.after(len(c.Number)), Clause: c, Check: checkClause,
			Msg:  fmt.Sprintf("clause %s stands twice", c.Number),
			Help: fmt.Sprintf("the first is in line %d; give this one a number of its own", first.Pos.Line)})
	} else {
		cs.byNumber[c.Number] = c
	}
	cs.add(spans)
}

// full reports the first clause that is one too many. It and those after it are read as words of the last.
func (cs *clauses) full(lines []segment) {
	if !cs.tooMany {
		at := cs.text.pos(lines[0].from)
		cs.diags.add(Diagnostic{Pos: at, Check: checkSize, Clause: cs.current,
			Msg: fmt.Sprintf("a book has at most %d clauses", mostClauses), Help: "make several books of it"})
	}
	cs.tooMany = true
}

// add appends words to the current clause.
func (cs *clauses) add(spans []Span) {
	if cs.current == nil || len(spans) == 0 {
		return
	}
	if cs.words.Len() > 0 {
		cs.words.WriteByte('\n')
	}
	from := cs.words.Len()
	for _, s := range spans {
		for cs.words.Len() < from+s.At {
			cs.words.WriteByte(' ')
		}
		s.At = cs.words.Len()
		cs.words.WriteString(s.Text)
		cs.current.Spans = append(cs.current.Spans, s)
	}
}

// finish gives the current clause its text.
func (cs *clauses) finish() {
	if cs.current != nil {
		cs.current.Text = cs.words.String()
		cs.words.Reset()
	}
}

// raw takes in lines that are words as they stand.
func (cs *clauses) raw(lines []segment) { cs.add(plainWords(cs.text, lines)) }

// html takes in a block of HTML, of which only what a reader sees is kept.
func (cs *clauses) html(lines []segment) { cs.add(wordsOf(cs.text, lines)) }

// headingOf returns the first words of spans.
func headingOf(spans []Span) string {
	runes := []rune(strings.Join(strings.Fields(firstBytes(spans, utf8.UTFMax*(headingLength+1))), " "))
	if len(runes) <= headingLength {
		return string(runes)
	}
	cut := headingLength // where a word ends
	for cut > 0 && runes[cut] != ' ' {
		cut--
	}
	if cut == 0 {
		cut = headingLength
	}
	return strings.TrimRight(string(runes[:cut]), " ,;:") + "..."
}

// firstBytes returns the words of the spans, cut off after most bytes.
func firstBytes(spans []Span, most int) string {
	if len(spans) > 0 && len(spans[0].Text) >= most {
		return spans[0].Text[:most]
	}
	var b strings.Builder
	for _, s := range spans {
		for b.Len() < s.At {
			b.WriteByte(' ')
		}
		b.WriteString(s.Text[:min(len(s.Text), max(0, most-b.Len()))])
		if b.Len() >= most {
			break
		}
	}
	return b.String()
}

// numberAt reads the number that the words begin with and returns what follows it. In a paragraph, a whole number
// counts only before the beginning of a sentence: "30 members may ..." begins with a count.
func numberAt(spans []Span, heading bool) (string, []Span) {
	s := firstBytes(spans, longestNumber)
	n := clauseNumberLen(s)
	if n == 0 {
		return "", spans
	}
	number, rest := s[:n], s[n:]
	if strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, ")") {
		rest = rest[1:]
	} else if !heading && !strings.Contains(number, ".") && !beginsSentence(rest) {
		return "", spans
	}
	if rest != "" && !unicode.IsSpace(firstRune(rest)) {
		return "", spans
	}
	return number, dropped(spans, len(s)-len(strings.TrimLeftFunc(rest, unicode.IsSpace)))
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// beginsSentence reports whether s, after white space, begins as a sentence does: with a letter that is not lower-case,
// or a quotation.
func beginsSentence(s string) bool {
	r := firstRune(strings.TrimLeftFunc(s, unicode.IsSpace))
	return unicode.IsLetter(r) && !unicode.IsLower(r) || unicode.In(r, unicode.Pi, unicode.Ps) || r == '"'
}

// dropped returns the spans without their first n bytes.
func dropped(spans []Span, n int) []Span {
	kept := make([]Span, 0, len(spans))
	for _, s := range spans {
		if cut := n - s.At; cut > 0 {
			if cut >= len(s.Text) {
				continue
			}
			s.Pos = s.Pos.after(utf8.RuneCountInString(s.Text[:cut]))
			s.Text, s.At = s.Text[cut:], n
		}
		s.At -= n
		kept = append(kept, s)
	}
	return kept
}
