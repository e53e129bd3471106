package rulebook

import (
	"fmt"
	"slices"
	"strings"
)

// A parser reads the blocks of one book. Its cursor is on the statement being read.
type parser struct {
	cursor
	text    *text
	diags   *diagnostics
	grammar *compiledGrammar

	book      *Book
	clause    *Clause
	procedure string
	ordinals  map[*Clause]int
	stages    map[string]bool // the names of those of every procedure so far
	rules     *ruleSet        // the properties that may stand here
	inner     bool            // they are those of an outcome
	marks     []mark          // what the current statement was read from, for the formatter

	buf     []token    // for the tokens of the next statement
	scratch []Property // for its properties
	props   int        // how many properties the book has so far
	tooMany bool       // it has more of something than is read
}

// report turns a fault at the current statement into a diagnostic.
func (p *parser) report(f *fault) {
	if p.diags.full() {
		p.diags.addUnworded()
		return
	}
	after := min(f.at+1, len(p.toks)-1)
	if p.toks[f.at].kind == tokenWord && p.toks[after].kind == tokenBad && p.toks[after].off == p.toks[f.at].end {
		f = p.bad(after) // what is wrong with not–proved is the dash
	}
	from, until := p.toks[f.at], p.toks[max(f.at, min(f.until, len(p.toks)-1))]
	if until.pos.Line != from.pos.Line {
		until = from
	}
	p.diags.add(Diagnostic{
		Pos: from.pos, End: until.endPos(), Clause: p.clause, Check: f.check, Msg: f.msg, Help: f.help,
	})
}

// mistake reports an error of the current clause that is not one of a statement's tokens.
func (p *parser) mistake(check string, at Pos, width int, msg, help string) {
	p.diags.add(Diagnostic{Pos: at, End: at.after(width), Clause: p.clause, Check: check, Msg: msg, Help: help})
}

// statement reads the statement in toks. It returns nil when its head is at fault: what it is about is not known.
func (p *parser) statement(toks []token, table []tableLine) *Statement {
	p.cursor, p.marks = cursor{toks: toks}, p.marks[:0]
	despite, f := p.despite()
	if f != nil {
		p.report(f)
		return nil
	}
	p.rules = nil
	errors := p.diags.errors
	st := &Statement{Despite: despite, Clause: p.clause, Pos: toks[0].pos}
	k, f := p.head(st)
	if k == nil {
		p.report(f)
		return nil
	}
	st.Kind = k.kind
	p.marks = append(p.marks, mark{to: p.i})
	if f != nil {
		p.report(f)
		p.skipLine()
	}
	p.properties(st, k)
	p.finish(st, k, table, p.diags.errors > errors)
	if f != nil {
		return nil
	}
	return st
}

// finish checks what a statement as a whole must have, and places it.
func (p *parser) finish(st *Statement, k *kindRule, table []tableLine, broken bool) {
	st.End = p.toks[len(p.toks)-1].pos
	if k.kind == KindTable {
		st.Table = p.table(table)
	} else if len(table) > 0 {
		p.mistake(checkTable, table[0].pos, 1, "a table row stands in a statement that is no table",
			"begin the table with `table sanction` on a line of its own")
	}
	needed := func(prop Property) bool { return slices.Contains(k.needs, prop.Key) }
	if !broken && len(k.needs) > 0 && !slices.ContainsFunc(st.Props, needed) {
		p.missing(st, k)
	}
	if !k.book {
		st.Procedure = p.procedure
	}
	p.ordinals[p.clause]++
	st.Ordinal = p.ordinals[p.clause]
}

func (p *parser) missing(st *Statement, k *kindRule) {
	i := slices.IndexFunc(k.rules.all, func(r *rule) bool { return r.key == k.needs[0] })
	example := k.rules.all[i].example()
	whole := strings.TrimSpace(string(k.kind)+" "+strings.Trim(k.subject, "[]")) + " " + example
	p.mistake(checkMissing, st.Pos, len(k.kind), fmt.Sprintf("`%s` without `%s` says nothing", k.kind, example),
		fmt.Sprintf("write `%s`", strings.ReplaceAll(whole, " :", ":")))
}

// examples are the shapes as help shows them.
var examples = strings.NewReplacer(
	"BRACES", "{a, b}", "VALUES", "{a, b}", "STOPPED", "{a, b}", "NESTED", "a, b {c, d}", "LINKS", "a -> b",
	"NEEDED", "EVENT", "EVENTS", "EVENT", "SINCEWHEN", "conduct", "SINCE", "EVENT", "NAMES", "NAME",
	"LIMIT", "28 days", "DEADLINE", "28 days", "RANGE", "42 to 90 days", "DATE", "2026-03-31", "BEFORE", "DATE-NAME",
	"THRESHOLD", "20", "PER", "THREAD", "COND", "risk", "ACTKIND", "decision", "MARK", "excluded", "COUNT", "count",
	"MAJORITY", "majority", " SIMPLE", "", " ONCE", "", "BASE", "those voting", "SET", "DATUM VALUE",
	"RENAMED", "old.name to new.name", "OUTCOME", "NAME -> STAGE",
)

// example is what a form looks like, as help shows it.
func (r *rule) example() string { return examples.Replace(r.pattern) }

// properties reads the properties of a statement, going on after a fault with the next one.
func (p *parser) properties(st *Statement, k *kindRule) {
	p.rules = k.rules
	st.Props = p.scratch[:0]
	var seen []*rule
	headLine := !slices.ContainsFunc(p.toks[:p.i], func(t token) bool { return t.kind == tokenLine })
	for p.peek().kind != tokenEnd {
		switch tok := p.peek(); {
		case tok.kind == tokenLine:
			headLine = false
			p.next()
		case tok.is(","):
			p.next()
		case tok.is("as"):
			p.norm(st, headLine)
		default:
			seen = p.oneProperty(st, k, seen)
		}
	}
	p.scratch = st.Props
	st.Props = append([]Property(nil), st.Props...)
}

// norm reads "as NAME": at the end of the first line the name of the statement, elsewhere that of the property
// before it.
func (p *parser) norm(st *Statement, headLine bool) {
	p.next()
	e, f := p.name("the norm's name")
	if f != nil {
		p.report(f)
		p.skipProperty(p.i)
		return
	}
	for p.accept(",") { // one at the end of the line is as good as none
	}
	if headLine && p.atLineEnd() || len(st.Props) == 0 {
		st.Norm = e.Name
		return
	}
	st.Props[len(st.Props)-1].Norm = e.Name
}

// oneProperty reads a property. Those that may stand once are kept in seen.
func (p *parser) oneProperty(st *Statement, k *kindRule, seen []*rule) []*rule {
	from := p.i
	prop, r, f := p.property()
	if f == nil && r == nil {
		f = p.unknownProperty(k.called)
	}
	if f != nil {
		p.report(f)
		list := f.check == checkProperty && p.afterList()
		p.i = from
		p.skipProperty(f.at)
		if list {
			p.skipList()
		}
		return seen
	}
	st.Props = append(st.Props, prop)
	switch {
	case r.many:
	case slices.Contains(seen, r):
		p.report(&fault{at: from, until: p.i - 1, check: checkTwice,
			msg:  fmt.Sprintf("`%s` stands twice in one statement", prop.Key),
			help: "keep one of them; a list is joined by `or` or `and`"})
	default:
		seen = append(seen, r)
	}
	return seen
}

// skipProperty moves to the first comma outside braces and brackets that is not before the token at, or to the end of
// the line. The property begins at the cursor.
func (p *parser) skipProperty(at int) {
	for depth := 0; !p.atLineEnd() || p.i < at; p.next() {
		switch tok := p.peek(); {
		case tok.is("{"), tok.is("("):
			depth++
		case tok.is("}"), tok.is(")"):
			depth--
		case tok.is(",") && depth <= 0 && p.i >= at:
			return
		}
	}
}

// skipList moves past what is separated by commas up to the next property: the items of a list that should be joined
// otherwise, of which the first has been reported.
func (p *parser) skipList() {
	for p.accept(",") && !p.startsProperty() {
		p.skipProperty(p.i)
	}
}

func (p *parser) skipLine() {
	for !p.atLineEnd() {
		p.next()
	}
}
