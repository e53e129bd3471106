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
	rules     *ruleSet // the properties that may stand here
	inner     bool     // they are those of an outcome
	marks     []mark   // what the current statement was read from, for the formatter

	buf     []token // for the tokens of the next statement
	props   int     // how many properties the book has so far
	tooMany bool    // it has more of something than is read
}

// report turns a fault at the current statement into a diagnostic.
func (p *parser) report(f *fault) {
	if p.diags.full() {
		p.diags.addUnworded()
		return
	}
	from, until := p.toks[f.at], p.toks[max(f.at, min(f.until, len(p.toks)-1))]
	if until.pos.Line != from.pos.Line {
		until = from
	}
	p.diags.add(Diagnostic{
		Pos: from.pos, End: until.endPos(), Clause: p.clause, Check: f.check, Msg: f.msg, Help: f.help,
	})
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
		p.diags.add(Diagnostic{Pos: table[0].pos, End: table[0].pos.after(1), Clause: p.clause, Check: checkTable,
			Msg: "a table row stands in a statement that is no table", Help: "begin the table with `table sanction` on a line of its own"})
	}
	if !broken && len(k.needs) > 0 && !slices.ContainsFunc(st.Props, func(prop Property) bool { return slices.Contains(k.needs, prop.Key) }) {
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
	p.diags.add(Diagnostic{Pos: st.Pos, End: st.Pos.after(len(k.kind)), Clause: p.clause, Check: checkMissing,
		Msg:  fmt.Sprintf("`%s` without `%s` says nothing", k.kind, example),
		Help: fmt.Sprintf("write `%s`", strings.ReplaceAll(whole, " :", ":"))})
}

// examples are the shapes as help shows them.
var examples = strings.NewReplacer("BRACES", "{a, b}", "VALUES", "{a, b}", "LINKS", "a -> b", "NEEDED", "EVENT", "EVENTS", "EVENT",
	"NAMES", "NAME", "SINCEWHEN", "conduct", "SINCE", "EVENT", "BEFORE", "DATE-NAME", "LIMIT", "28 days", "DEADLINE", "28 days",
	"NESTED", "a, b {c, d}", "RANGE", "42 to 90 days", "THRESHOLD", "20", "DATE", "2026-03-31", "PER", "THREAD", "COND", "risk",
	"ACTKIND", "decision", "MAJORITY", "majority", "SIMPLE ", "", "BASE", "those voting", "MARK", "excluded", "COUNT", "count",
	"STOPPED", "{a, b}", "SET", "DATUM VALUE", "RENAMED", "old.name to new.name", "OUTCOME", "NAME -> STAGE")

// example is what a form looks like, as help shows it.
func (r *rule) example() string { return examples.Replace(r.pattern) }

// despite reads "despite REF when COND:".
func (p *parser) despite() (*Despite, *fault) {
	if !p.peek().is("despite") {
		return nil, nil
	}
	p.next()
	d := &Despite{Pos: p.peek().pos}
	var f *fault
	if d.Ref, f = p.ref(); f != nil {
		return nil, f
	}
	if !p.accept("when") {
		return nil, p.expected("`when` and a condition").withHelp("write `despite %s when COND: STATEMENT`", d.Ref)
	}
	if d.When, f = p.atoms(); f != nil {
		return nil, f
	}
	if !p.accept(":") {
		return nil, p.expected("`:` and the statement that stands instead").withHelp("write `despite %s when COND: STATEMENT`", d.Ref)
	}
	return d, nil
}

// ref reads a norm's name or the number of a clause: 6.5, 6.5(a)(iv), 6.5#2, charge-life.
func (p *parser) ref() (string, *fault) {
	first := p.peek()
	if first.kind != tokenWord {
		return "", p.expected("a clause or the name of a norm")
	}
	number, _, _ := strings.Cut(first.text, "#")
	if !isClauseNumber(number) {
		e, f := p.name("a clause or the name of a norm")
		return e.Name, f
	}
	p.next()
	end := first.end
	for p.peek().off == end && (p.peek().is("(") && p.ahead(1).kind == tokenWord && p.ahead(2).is(")") || strings.HasPrefix(p.peek().text, "#")) {
		if p.peek().is("(") {
			p.i += 2
		}
		end = p.next().end
	}
	return p.text.src[first.off:end], nil
}

// head reads what a statement begins with. The kind is nil when it cannot be told.
func (p *parser) head(st *Statement) (*kindRule, *fault) {
	tok := p.peek()
	if tok.kind == tokenWord {
		for _, k := range p.grammar.byFirst[tok.text] {
			if p.acceptAll(k.words...) {
				return k, p.declared(st, k)
			}
		}
	}
	return p.subjectHead(st)
}

// declared reads the subject of a statement that begins with its keyword.
func (p *parser) declared(st *Statement, k *kindRule) *fault {
	if k.about == nil || k.optional && (p.peek().is("of") || p.peek().is("{")) {
		return nil
	}
	if p.atLineEnd() {
		return p.faultf("%s needs %s after it", k.called, subjectInWords(k)).withHelp("write `%s %s`", k.kind, strings.Trim(k.subject, "[]"))
	}
	var about Property
	p.rules = k.rules
	f := k.about.read(p, &about)
	st.Subject, st.Join = about.Events, about.Join
	if f == nil && (k.kind == KindProcedure || k.kind == KindInProcedure) {
		p.procedure = st.Subject[0].Name
	}
	return f
}

func subjectInWords(k *kindRule) string {
	switch strings.Trim(k.subject, "[]") {
	case "NAME", "VERSION":
		return "a name"
	case "WHO":
		return "a role or a body"
	case "SIDENAME":
		return "a side"
	case "EVENTS":
		return "an event"
	}
	return "a list"
}

// subjectHead reads a statement that begins with what it is about: WHO must ACT, WHO may ACT, EVENTS PROPERTY.
func (p *parser) subjectHead(st *Statement) (*kindRule, *fault) {
	first := p.peek()
	subject, join, f := p.list("a statement", p.subject)
	if f != nil {
		if first.kind == tokenWord && p.i <= 1 {
			if unknown := p.unknownStatement(first); unknown.help != "" {
				return nil, unknown
			}
		}
		return nil, f
	}
	st.Subject, st.Join = subject, join
	switch {
	case p.peek().is("must"):
		return p.grammar.must, p.dutyHead(st, p.grammar.must)
	case p.peek().is("may"):
		return p.grammar.may, p.dutyHead(st, p.grammar.may)
	}
	p.rules = p.grammar.on.rules
	if p.atLineEnd() && p.ahead(1).kind != tokenEnd && p.ahead(1).kind != tokenLine {
		p.next() // its properties stand below it
	}
	if p.startsProperty() {
		return p.grammar.on, nil
	}
	return nil, p.noStatement(first, subject)
}

// noStatement is the fault of a subject that no property follows.
func (p *parser) noStatement(first token, subject []Event) *fault {
	if len(subject) == 1 && !first.is("{") {
		if f := p.unknownStatement(first); f.help != "" {
			return f
		}
	}
	if p.atLineEnd() {
		return p.faultf("nothing is said of `%s`", clip(subject[0].Name)).withHelp("a property follows: `%s needs EVENT`", clip(subject[0].Name))
	}
	return p.unknownProperty(p.grammar.on.called)
}

func (p *parser) unknownStatement(first token) *fault {
	at := p.indexOf(first)
	f := &fault{at: at, check: checkStatement, msg: "unknown statement `" + clip(first.text) + "`"}
	if p.diags.full() {
		return f // it is only counted
	}
	start := cursor{toks: p.toks, i: at}
	if near, words := start.nearestOf(p.grammar.keywords); near != "" {
		f.msg, f.until = "unknown statement `"+start.wordsHere(words)+"`", at+words-1
		f.help = "did you mean `" + near + "`?"
	}
	return f
}

func (p *parser) indexOf(tok token) int {
	for i := range p.toks {
		if p.toks[i].off == tok.off {
			return i
		}
	}
	return 0
}

// subject reads an event, a role or "doer of" an act.
func (p *parser) subject(what string) (Event, *fault) {
	if p.peek().is("doer") && p.ahead(1).is("of") {
		return p.who(what)
	}
	return p.event(what)
}

// dutyHead reads "must ACT" or "may ACT".
func (p *parser) dutyHead(st *Statement, k *kindRule) (f *fault) {
	p.next()
	p.rules = k.rules
	st.Act, f = p.event("an act")
	return f
}

// properties reads the properties of a statement, going on after a fault with the next one.
func (p *parser) properties(st *Statement, k *kindRule) {
	p.rules = k.rules
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
		p.i = from
		p.skipProperty(f.at)
		return seen
	}
	st.Props = append(st.Props, prop)
	switch {
	case r.many:
	case slices.Contains(seen, r):
		p.report(&fault{at: from, until: p.i - 1, check: checkTwice,
			msg: fmt.Sprintf("`%s` stands twice in one statement", prop.Key), help: "keep one of them; a list is joined by `or` or `and`"})
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

func (p *parser) skipLine() {
	for !p.atLineEnd() {
		p.next()
	}
}
