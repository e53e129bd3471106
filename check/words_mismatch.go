package check

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/rulebook"
)

// A blockCount is a number of a block, with its place.
type blockCount struct {
	count
	text     string // as the block writes it
	what     string // what it is a number of
	pos, end rulebook.Pos
}

// numberMismatch reports each number of a block that the words above it do not say, although they do give a number of
// that kind: the words say three months, the block six.
func (b *bookCheck) numberMismatch() {
	for _, c := range b.book.Clauses {
		if len(c.Blocks) == 0 {
			continue
		}
		words := countsIn(b.wordsAround(c))
		for _, block := range c.Blocks {
			for _, s := range block.Statements {
				b.statementMismatch(c, s, words)
			}
		}
	}
}

// statementMismatch reports the numbers of one statement for which the words say the same others: once, at the first.
func (b *bookCheck) statementMismatch(c *rulebook.Clause, s *rulebook.Statement, words []count) {
	found := map[string]*Defect{}
	listed := map[*Defect][]string{}
	for _, n := range countsOf(s) {
		said := mismatch(words, n.count)
		if said == "" {
			continue
		}
		d := found[said]
		if d == nil {
			d = b.find(numberMismatch, n.pos, c, "")
			d.End, found[said] = n.end, d
		}
		listed[d] = append(listed[d], n.what)
		d.Msg = "the block says " + inWords(listed[d], "and") + "; the words say " + said
	}
}

// wordsAround are the words that a block of a clause may take its numbers from: those of the clause, of the clauses it
// is part of, and of its parts. The parts of one clause may share a block, which then stands under the last of them.
func (b *bookCheck) wordsAround(c *rulebook.Clause) string {
	words := []string{c.Text}
	for p := c.Parent; p != nil; p = p.Parent {
		words = append(words, p.Text)
	}
	top := lettered(c)
	for _, other := range b.book.Clauses {
		if other != c && other != top && lettered(other) == top {
			words = append(words, other.Text)
		}
	}
	return strings.Join(words, ".\n\n")
}

// lettered is the numbered clause that a lettered one is part of: 6.5 of 6.5(a)(iv); a numbered clause is its own.
func lettered(c *rulebook.Clause) *rulebook.Clause {
	for strings.HasSuffix(c.Number, ")") && c.Parent != nil {
		c = c.Parent
	}
	return c
}

// mismatch says what the words say instead of n; empty when they say n, or nothing of its kind.
func mismatch(words []count, n count) string {
	if n.kind == bare && n.n == 1 {
		return "" // "a trained member" is one, and so is "the chair"
	}
	var other []string
	for _, w := range words {
		if w.saysSame(n) {
			return ""
		}
		if w.kind == n.kind && w.exact {
			other = appendWord(other, w.String())
		}
	}
	return strings.Join(other, ", ")
}

func appendWord(list []string, word string) []string {
	for _, w := range list {
		if w == word {
			return list
		}
	}
	return append(list, word)
}

func (c count) String() string {
	switch c.kind {
	case times:
		return fmt.Sprintf("%d times", c.n)
	case perCent:
		return fmt.Sprintf("%d per cent", c.n)
	case fraction:
		return fmt.Sprintf("%d/%d", c.n/100, c.n%100)
	case length:
		if c.unit == calendar.Months && c.n%12 == 0 && c.n > 0 {
			return calendar.Limit{N: c.n / 12, Unit: calendar.Years}.String()
		}
		return calendar.Limit{N: c.n, Unit: c.unit}.String()
	}
	return strconv.Itoa(c.n)
}

// countsOf lists the numbers of a statement that its clause ought to say. What is assumed of the world outside is no
// part of the rules.
func countsOf(s *rulebook.Statement) []blockCount {
	if s.Kind == rulebook.KindAssume || s.Kind == rulebook.KindLink {
		return nil
	}
	var list []blockCount
	for i := range s.Props {
		list = appendProp(list, &s.Props[i])
	}
	if s.Table != nil {
		for _, row := range s.Table.Rows {
			for _, cell := range row {
				list = appendCell(list, cell)
			}
		}
	}
	return list
}

func appendProp(list []blockCount, q *rulebook.Property) []blockCount {
	list = appendLimit(list, q.Limit, q)
	list = appendLimit(list, q.Limit2, q)
	if q.N > 0 {
		kind := bare
		if q.Key == rulebook.KeyOnce || q.Key == rulebook.KeyReturned || q.Key == rulebook.KeyAtMost && q.Limit.N == 0 {
			kind = times
		}
		c := count{kind: kind, n: q.N}
		list = append(list, blockCount{c, c.String(), keyWords(q, c), q.Pos, q.End})
	}
	if q.Percent > 0 {
		c := count{kind: perCent, n: q.Percent}
		list = append(list, blockCount{c, c.String(), keyWords(q, c), q.Pos, q.End})
	}
	if f, ok := fractions[q.Value]; ok && (q.Key == rulebook.KeyDecidesBy || q.Key == rulebook.KeyMajority) {
		list = append(list, blockCount{f, q.Value, "`" + q.Value + "`", q.Pos, q.End})
	}
	for i := range q.Props {
		list = appendProp(list, &q.Props[i])
	}
	return list
}

var fractions = map[string]count{"two thirds": {kind: fraction, n: 203}, "three quarters": {kind: fraction, n: 304}}

func keyWords(q *rulebook.Property, c count) string {
	if q.Key == rulebook.KeyOnce {
		return "`once`"
	}
	return "`" + string(q.Key) + " " + c.String() + "`"
}

func appendLimit(list []blockCount, l rulebook.Limit, q *rulebook.Property) []blockCount {
	if l.N == 0 || l.Soft != "" {
		return list
	}
	pos, end := l.Pos, rulebook.Pos{Line: l.Pos.Line, Col: l.Pos.Col + len(l.Limit.String())}
	if pos == (rulebook.Pos{}) {
		pos, end = q.Pos, q.End
	}
	return append(list, blockCount{limitCount(l.Limit), l.Limit.String(), "`" + l.Limit.String() + "`", pos, end})
}

// limitCount turns a limit into what words are compared with: weeks to days, years to months.
func limitCount(l calendar.Limit) count {
	c := count{kind: length, n: l.N, unit: l.Unit}
	switch l.Unit {
	case calendar.Weeks:
		c.n, c.unit = 7*l.N, calendar.Days
	case calendar.Years:
		c.n, c.unit = 12*l.N, calendar.Months
	}
	return c
}

// appendCell reads "suspension <= 12 months" of a table.
func appendCell(list []blockCount, cell rulebook.Cell) []blockCount {
	for _, part := range strings.Split(cell.Text, ",") {
		_, limit, ok := strings.Cut(part, "<=")
		if !ok {
			continue
		}
		l, err := calendar.ParseLimit(strings.TrimSpace(limit))
		if err != nil {
			continue
		}
		end := rulebook.Pos{Line: cell.Pos.Line, Col: cell.Pos.Col + len([]rune(cell.Text))}
		list = append(list, blockCount{limitCount(l), l.String(), "`" + l.String() + "`", cell.Pos, end})
	}
	return list
}
