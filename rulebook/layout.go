package rulebook

import "slices"

// A role is what a token of a statement is to its layout.
type role uint8

const (
	inside    role = iota // part of the head or of a property
	beginning             // the first of a property
	separator             // a comma between properties
	naming                // the word as and the norm's name
)

// A layout says how the tokens of a statement are written.
type layout struct {
	toks  []token
	role  []role
	inner []bool  // it belongs to an outcome
	rules []*rule // of the property that begins at a token
	prev  []*rule // of the property before that one; nil after the head and after the name of an outcome
	on    bool    // its head is a subject alone
	head  int     // how many tokens its head has
	named int     // how many tokens its first line has, when that ends with the statement's name
}

// layOut finds the role of each token from what the parser read.
func layOut(st *Statement, toks []token, marks []mark) *layout {
	l := &layout{toks: toks, role: make([]role, len(toks)), inner: make([]bool, len(toks)),
		rules: make([]*rule, len(toks)), prev: make([]*rule, len(toks)), on: st.Kind == KindOn}
	covered := make([]bool, len(toks))
	for _, m := range marks {
		switch {
		case m.rule == nil:
			l.head = m.to
		case m.rule.key == KeyOutcome:
			for i := m.from; i < m.to; i++ {
				l.inner[i] = true
			}
		}
		for i := m.from; i < m.to && (m.rule == nil || m.rule.key != KeyOutcome); i++ {
			covered[i] = true
		}
	}
	l.properties(marks)
	l.gaps(covered)
	first := slices.IndexFunc(toks, func(t token) bool { return t.kind == tokenLine || t.kind == tokenEnd })
	if first > 0 && l.role[first-1] == naming {
		l.named = first
	}
	return l
}

// properties marks where properties begin, and what stands before each.
func (l *layout) properties(marks []mark) {
	for _, m := range marks {
		if m.rule != nil {
			l.role[m.from], l.rules[m.from] = beginning, m.rule
		}
	}
	var outer, last *rule
	for i, r := range l.rules {
		switch {
		case r == nil:
		case r.key == KeyOutcome, !l.inner[i]:
			l.prev[i], outer, last = outer, r, nil
		default:
			l.prev[i], last = last, r
		}
	}
}

// gaps finds the commas and the names of norms between properties.
func (l *layout) gaps(covered []bool) {
	for i, tok := range l.toks {
		switch {
		case covered[i] || i < l.head:
		case tok.is(","):
			l.role[i] = separator
		case tok.is("as") && !l.inner[i]:
			l.role[i] = naming
		case i > 0 && l.role[i-1] == naming && l.toks[i-1].is("as"):
			l.role[i] = naming
		}
	}
}

// before returns the nearest token before i that is neither a comma between properties nor the end of a line.
func (l *layout) before(i int) int {
	for i--; i >= 0 && (l.role[i] == separator || l.toks[i].kind == tokenLine); i-- {
	}
	return i
}

// indent returns how far the line is indented that begins with the token at i.
func (l *layout) indent(i int) int {
	if i == 0 {
		return 0
	}
	for l.role[i] == separator {
		i++
	}
	if l.role[i] == inside || l.inner[i] && l.rules[i] != nil && l.rules[i].key != KeyOutcome || l.keepsComma(i) {
		return furtherIndent
	}
	return propertyIndent
}

// keepsComma reports whether the line that ends before the token at i keeps the comma it ends with: without it, an
// outcome would end there, or the name of a norm would become that of the statement, or the other way round.
func (l *layout) keepsComma(i int) bool {
	last := i - 1 // what stands before the commas
	for last >= 0 && l.role[last] == separator {
		last--
	}
	if last < 0 || last == i-1 || l.toks[last].kind == tokenLine || l.toks[i].kind == tokenEnd {
		return false
	}
	return i < l.named || l.inner[i-1] || l.role[last] == naming
}

// between returns what stands between the token at i and the one before it on the same line.
func (l *layout) between(i int) string {
	last := l.before(i)
	switch {
	case l.role[i] == beginning && !l.follows(i):
		return ", "
	case l.toks[i].is("as") && l.role[i-1] == separator && l.afterLimit(i):
		return ", " // without the comma the name would be read as words of a soft limit
	case spaceBetween(l.toks[last], l.toks[i]):
		return " "
	}
	return ""
}

// afterLimit reports whether the property before the token at i is a limit, which may be in words.
func (l *layout) afterLimit(i int) bool {
	for i--; i >= 0 && l.rules[i] == nil; i-- {
	}
	return i >= 0 && l.rules[i].key == KeyWithin
}

// follows reports whether the property at i reads on from the words before it without a comma.
func (l *layout) follows(i int) bool {
	r, prev := l.rules[i], l.prev[i]
	if prev == nil && l.on {
		return true
	}
	return r.joins == always && (prev == nil || !prev.takes(r)) || r.joins == afterHead && prev == nil
}

// takes reports whether r, without a comma before next, would take its words for its own.
func (r *rule) takes(next *rule) bool {
	last := r.parts[len(r.parts)-1]
	if last.optional != nil {
		if len(next.lead) == 0 || last.optional[0].word == next.lead[0] {
			return true
		}
		last = last.optional[len(last.optional)-1]
	}
	return last.shape != nil && last.shape.open()
}
