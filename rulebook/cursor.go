package rulebook

import (
	"fmt"
	"strings"
)

// A fault is why tokens do not fit a form. The parser tries the forms a property could have and reports the fault of
// the one that came furthest.
type fault struct {
	at    int // the token that does not fit
	until int // the last token of what is wrong; the same one when less than at
	check string
	msg   string
	help  string
}

// The checks of this package, as they stand in a diagnostic.
const (
	checkSyntax      = "syntax"
	checkEncoding    = "encoding"
	checkFrontMatter = "front-matter"
	checkNumber      = "number-range"
	checkStatement   = "unknown-statement"
	checkProperty    = "unknown-property"
	checkMisplaced   = "misplaced-property"
	checkTwice       = "duplicate-property"
	checkMissing     = "missing-property"
	checkClause      = "duplicate-clause"
	checkFence       = "fence"
	checkNoClause    = "no-clause"
	checkExample     = "example"
	checkTable       = "table"
	checkSize        = "too-large"
	checkVersions    = "versions"
	checkMap         = "map"
)

// A cursor moves over the tokens of a statement, which end with a tokenEnd.
type cursor struct {
	toks []token
	i    int
}

func (c *cursor) peek() token { return c.toks[c.i] }

// ahead returns the token n places on.
func (c *cursor) ahead(n int) token { return c.toks[min(c.i+n, len(c.toks)-1)] }

func (c *cursor) next() token {
	tok := c.toks[c.i]
	if c.i < len(c.toks)-1 {
		c.i++
	}
	return tok
}

// accept moves past the next token if it is the given word or sign.
func (c *cursor) accept(text string) bool {
	if !c.peek().is(text) {
		return false
	}
	c.i++
	return true
}

// acceptAll moves past the given words if they all stand here.
func (c *cursor) acceptAll(words ...string) bool {
	for n, w := range words {
		if !c.ahead(n).is(w) {
			return false
		}
	}
	c.i += len(words)
	return true
}

// atLineEnd reports whether nothing more stands on this line.
func (c *cursor) atLineEnd() bool {
	kind := c.peek().kind
	return kind == tokenLine || kind == tokenEnd
}

func (c *cursor) faultf(format string, args ...any) *fault {
	return &fault{at: c.i, check: checkSyntax, msg: fmt.Sprintf(format, args...)}
}

// expected is the fault of finding something else than what.
func (c *cursor) expected(what string) *fault {
	tok := c.peek()
	if tok.kind == tokenBad {
		return c.bad(c.i)
	}
	f := c.faultf("expected %s, found %s", what, tok.shown())
	if tok.is(":") || tok.is("=") {
		f.help = "leave out the `" + tok.text + "`"
	}
	return f
}

// bad is the fault of a token that has no meaning anywhere.
func (c *cursor) bad(at int) *fault {
	why, help := badToken(c.toks[at], c.toks[min(at+1, len(c.toks)-1)])
	return &fault{at: at, check: checkSyntax, msg: why, help: help}
}

func (f *fault) withHelp(format string, args ...any) *fault {
	f.help = fmt.Sprintf(format, args...)
	return f
}

// name reads a name.
func (c *cursor) name(what string) (Event, *fault) {
	tok := c.peek()
	if tok.kind != tokenWord {
		return Event{}, c.expected(what)
	}
	if !isPlainName(tok.text) || len(tok.text) > longestName || isReserved(tok.text) {
		if msg, help := nameFault(tok.text); msg != "" {
			return Event{}, &fault{at: c.i, check: checkSyntax, msg: msg, help: help}
		}
	}
	c.i++
	return Event{Name: tok.text, Pos: tok.pos}, nil
}

// event reads a name and, in brackets, its outcome.
func (c *cursor) event(what string) (Event, *fault) {
	e, f := c.name(what)
	if f != nil || !c.accept("(") {
		return e, f
	}
	inner, f := c.name("an outcome in the brackets")
	if f != nil {
		return e, f
	}
	if !c.accept(")") {
		return e, c.expected("`)`").withHelp("one outcome stands in the brackets: `%s(%s)`", e.Name, inner.Name)
	}
	e.Outcome = inner.Name
	return e, nil
}

// who reads a role, a body, an office, a chain, "anyone" or "doer of" an act.
func (c *cursor) who(what string) (Event, *fault) {
	if c.peek().is("doer") && c.ahead(1).is("of") {
		pos := c.next().pos
		c.next()
		e, f := c.event("an act")
		e.DoerOf, e.Pos = true, pos
		return e, f
	}
	return c.name(what)
}

// needed reads an event, or all, some or none of a thread's.
func (c *cursor) needed(what string) (Event, *fault) {
	quant := c.peek()
	if isQuant(quant.text) && c.ahead(1).kind == tokenWord && !isReserved(c.ahead(1).text) {
		c.next()
		e, f := c.event("an act of a thread")
		e.Quant, e.Pos = quant.text, quant.pos
		return e, f
	}
	return c.event(what)
}

func isQuant(word string) bool { return word == "all" || word == "some" || word == "none" }

// list reads one item, or several joined by or, by and, or in braces.
func (c *cursor) list(what string, item func(string) (Event, *fault)) (events []Event, join Join, f *fault) {
	if c.peek().is("{") {
		events, f = c.braces(what, item)
		return events, Braces, f
	}
	e, f := item(what)
	if f != nil {
		return nil, NoJoin, f
	}
	events = append(events, e)
	for {
		next := NoJoin
		switch {
		case c.peek().is("or"):
			next = Or
		case c.peek().is("and"):
			next = And
		default:
			return events, join, nil
		}
		if join != NoJoin && next != join {
			return events, join, c.faultf("a list is joined by `or` or by `and`, not by both").
				withHelp("write two statements, or put the list in braces")
		}
		join = next
		c.next()
		if e, f = item(what); f != nil {
			return events, join, f
		}
		events = append(events, e)
	}
}

// braces reads {a, b}.
func (c *cursor) braces(what string, item func(string) (Event, *fault)) ([]Event, *fault) {
	if !c.accept("{") {
		return nil, c.expected("a list in braces").withHelp("write {a, b}")
	}
	var events []Event
	for {
		e, f := item(what)
		if f != nil {
			return events, f
		}
		events = append(events, e)
		if c.accept("}") {
			return events, nil
		}
		if !c.accept(",") {
			return events, c.expected("`,` or `}`").withHelp("inside braces a list is separated by commas: {a, b}")
		}
	}
}

// phrase moves past one of the phrases if it stands here, and returns it.
func (c *cursor) phrase(phrases []string) (string, bool) {
	best := ""
	for _, phrase := range phrases {
		if len(phrase) > len(best) && c.stands(phrase) {
			best = phrase
		}
	}
	if best == "" {
		return "", false
	}
	c.i += 1 + strings.Count(best, " ")
	return best, true
}

// stands reports whether the words of the phrase stand here.
func (c *cursor) stands(phrase string) bool {
	for n := 0; ; n++ {
		word, rest, more := strings.Cut(phrase, " ")
		if !c.ahead(n).is(word) {
			return false
		}
		if !more {
			return true
		}
		phrase = rest
	}
}

// wordsHere returns the next n words.
func (c *cursor) wordsHere(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = c.ahead(i).text
	}
	return strings.Join(words, " ")
}

// oneOf reads one of a closed list of phrases.
func (c *cursor) oneOf(what string, phrases []string) (string, *fault) {
	if phrase, ok := c.phrase(phrases); ok {
		return phrase, nil
	}
	f := c.expected(what)
	f.help = what + " is " + inWords(quotedAll(phrases), "or")
	if near, n := c.nearestOf(phrases); near != "" {
		f.until, f.help = c.i+n-1, "did you mean `"+near+"`?"
	}
	return "", f
}

// nearestOf returns the phrase that is most like the words that stand here, and how many of those it takes the place
// of.
func (c *cursor) nearestOf(phrases []string) (near string, words int) {
	least := longestName
	for n := 1; n <= 4 && c.ahead(n-1).kind == tokenWord; n++ {
		var among []string
		for _, phrase := range phrases {
			if k := 1 + strings.Count(phrase, " "); k == n || k == n+1 {
				among = append(among, phrase)
			}
		}
		if candidate, wrong := nearest(c.wordsHere(n), among); candidate != "" && wrong < least {
			near, words, least = candidate, n, wrong
		}
	}
	return near, words
}
