package rulebook

import "strings"

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
		return nil, p.expected("`:` and the statement that stands instead").
			withHelp("write `despite %s when COND: STATEMENT`", d.Ref)
	}
	return d, nil
}

// ref reads a norm's name or the number of a clause: 6.5, 6.5(a)(iv), 6.5#2, charge-life.
func (p *parser) ref() (string, *fault) {
	first := p.peek()
	if first.kind != tokenWord {
		return "", p.expected("a clause or the name of a norm")
	}
	number, ordinal, _ := strings.Cut(first.text, "#")
	if !isClauseNumber(number) || ordinal != "" && !isNumber(ordinal) {
		e, f := p.name("a clause or the name of a norm")
		return e.Name, f
	}
	p.next()
	end := first.end
	for p.peek().off == end {
		switch label, after := p.ahead(1), p.ahead(2); {
		case p.peek().is("(") && after.is(")") && label.off == end+1 && after.off == label.end && isLabel(label.text):
			p.i += 2
		case !strings.HasPrefix(p.peek().text, "#") || !isNumber(p.peek().text[1:]):
			return p.text.src[first.off:end], nil
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
		return p.faultf("%s needs %s after it", k.called, subjectInWords(k)).
			withHelp("write `%s %s`", k.kind, strings.Trim(k.subject, "[]"))
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
		if property := p.inFirstColumn(first); property != nil {
			return nil, property
		}
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
	if p.diags.full() {
		return p.unknownProperty("") // it is only counted
	}
	if len(subject) == 1 && !first.is("{") {
		if f := p.unknownStatement(first); f.help != "" {
			return f
		}
	}
	if f := p.inFirstColumn(first); f != nil {
		return f
	}
	if p.atLineEnd() {
		name := clip(subject[0].Name)
		return p.faultf("nothing is said of `%s`", name).withHelp("a property follows: `%s needs EVENT`", name)
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
