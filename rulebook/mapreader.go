package rulebook

import (
	"fmt"
	"slices"
	"strings"
)

// mostMapBytes is how large a map may be.
const mostMapBytes = 4 << 20

// A mapReader reads one map.
type mapReader struct {
	*parser
	out       *Map
	procedure string
	settled   map[[2]string]int // the line of the entry without conditions, by procedure and words
	actors    map[MapActor]int  // the line of each actor, by its words and column
}

// ParseMap reads a map of a foreign log. File names it in diagnostics. Like [Parse] it always returns what could be
// read, and it resolves no names.
func ParseMap(file string, src []byte) (*Map, []Diagnostic) {
	m := &Map{File: file}
	d := &diagnostics{file: file}
	if !readable(src, d, mostMapBytes) {
		return m, d.sorted()
	}
	t := newText(file, string(src))
	r := &mapReader{parser: &parser{text: t, diags: d, grammar: grammar}, out: m,
		settled: make(map[[2]string]int), actors: make(map[MapActor]int)}
	var toks []token
	for n := range t.starts {
		from, to := t.bounds(n + 1)
		if n == 0 {
			from += len(t.src[from:to]) - len(strings.TrimPrefix(t.src[from:to], byteOrderMark))
		}
		toks = r.scanned(segment{from: from, to: to}, toks[:0])
		if len(toks) <= 1 || r.tooLong(toks) {
			continue
		}
		r.cursor = cursor{toks: toks}
		f := r.line()
		if f == nil {
			f = r.lineEnded()
		}
		if f != nil {
			f.check = checkMap
			r.report(f)
		}
	}
	return m, d.sorted()
}

// A mapForm is one kind of line of a map.
type mapForm struct {
	word string // that it begins with
	help string // what it looks like
	read func(r *mapReader) *fault
}

var mapForms = []mapForm{
	{"procedure", `procedure NAME`, (*mapReader).startProcedure},
	{"event", `event COL "value" = DATUM VALUE`, (*mapReader).columnValue},
	{"complete", `complete {EVENT, EVENT}`, (*mapReader).complete},
	{"times", `times are dates`, (*mapReader).times},
	{"actor", `actor "words" = WHO`, (*mapReader).actor},
	{"as", `as "words" = WHO`, (*mapReader).actor},
	{"matter", `matter "M4" = procedure NAME`, (*mapReader).matter},
}

var entryForm = mapForm{"", `"words" = EVENT`, (*mapReader).entry}

func (r *mapReader) line() *fault {
	tok := r.peek()
	form := &entryForm
	if tok.kind != tokenText {
		i := slices.IndexFunc(mapForms, func(m mapForm) bool { return tok.is(m.word) })
		if i < 0 {
			return r.unknownLine(tok)
		}
		form = &mapForms[i]
	}
	f := form.read(r)
	if f != nil && f.help == "" {
		f.help = "write `" + form.help + "`"
	}
	return f
}

func (r *mapReader) unknownLine(tok token) *fault {
	var words []string
	for _, m := range mapForms {
		words = append(words, m.word)
	}
	f := r.expected("words of the log in quotes")
	f.help = "a line begins with words in quotes, or with " + inWords(quotedAll(words), "or")
	if near := Suggest(tok.text, words); tok.kind == tokenWord && near != "" {
		f.help = "did you mean `" + near + "`?"
	}
	return f
}

func (r *mapReader) startProcedure() *fault {
	r.next()
	e, f := r.name("a procedure")
	if f == nil {
		r.procedure = e.Name
		r.out.Procedures = append(r.out.Procedures, e)
	}
	return f
}

// quoted reads a text in quotes.
func (r *mapReader) quoted(what string) (string, *fault) {
	tok := r.peek()
	if tok.kind != tokenText {
		return "", r.expected(what).withHelp("the words of the log stand in double quotes")
	}
	r.next()
	return tok.text, nil
}

func (r *mapReader) equals() *fault {
	if !r.accept("=") {
		return r.expected("`=`")
	}
	return nil
}

// entry reads "words" [when COL "value" ...] = EVENT [then EVENT ...], properties.
func (r *mapReader) entry() (f *fault) {
	e := MapEntry{Procedure: r.procedure, Pos: r.peek().pos}
	at := r.i
	e.Words = r.next().text
	if r.accept("when") {
		if e.When, f = r.conditions(); f != nil {
			return f
		}
	}
	if f = r.equals(); f != nil {
		return f
	}
	if r.peek().is("ignored") && !r.ahead(1).is("(") {
		r.next()
		e.Ignored = true
	} else if e.Events, f = r.inTurn(); f != nil {
		return f
	}
	if f = r.entryProperties(&e); f != nil {
		return f
	}
	r.out.Entries = append(r.out.Entries, e)
	r.reachable(e, at)
	return nil
}

// reachable warns of an entry that an earlier one without conditions leaves nothing to.
func (r *mapReader) reachable(e MapEntry, at int) {
	key := [2]string{e.Procedure, e.Words}
	if line, ok := r.settled[key]; ok {
		tok := r.toks[at]
		r.diags.add(Diagnostic{Pos: tok.pos, End: tok.endPos(), Check: checkMap, Severity: Warning,
			Msg:  "this entry is never meant",
			Help: fmt.Sprintf("line %d has the same words without a condition; put this one before it", line)})
	} else if len(e.When) == 0 {
		r.settled[key] = e.Pos.Line
	}
}

func (r *mapReader) conditions() ([]MapCond, *fault) {
	var conds []MapCond
	for {
		c := MapCond{Pos: r.peek().pos}
		var f *fault
		if c.Column, f = r.column(); f != nil {
			return conds, f
		}
		if c.Value, f = r.quoted("what stands in the column"); f != nil {
			return conds, f
		}
		conds = append(conds, c)
		if !r.accept("and") {
			return conds, nil
		}
	}
}

// column reads the name of a column, in quotes if it is no name of the language.
func (r *mapReader) column() (string, *fault) {
	tok := r.peek()
	if tok.kind != tokenText && tok.kind != tokenWord {
		return "", r.expected("a column")
	}
	r.next()
	return tok.text, nil
}

// inTurn reads events joined by then.
func (r *mapReader) inTurn() ([]Event, *fault) {
	var events []Event
	for {
		e, f := r.event("an event")
		if f != nil {
			return events, f.withHelp("write an event of the book, or `ignored`")
		}
		events = append(events, e)
		if !r.accept("then") {
			return events, nil
		}
	}
}

// entryProperties reads "is received", "with gravity serious" and the like.
func (r *mapReader) entryProperties(e *MapEntry) *fault {
	for {
		switch {
		case r.accept(","):
		case r.accept("is"):
			date, f := r.oneOf("the date it sets", []string{"conduct", "received", "opened", "discovery"})
			if f != nil {
				return f
			}
			e.Conduct = e.Conduct || date == "conduct"
			e.Received = e.Received || date == "received"
			e.Opened = e.Opened || date == "opened"
			e.Discovery = e.Discovery || date == "discovery"
		case !e.Ignored && r.accept("with"):
			var set Property
			if f := r.set(&set); f != nil {
				return f
			}
			e.With = append(e.With, set.Pairs...)
		case r.atLineEnd():
			return nil
		default:
			return r.expected("`is` or `with`").
				withHelp("an entry may say `is received`, `is opened`, `is conduct`, `is discovery` or `with DATUM VALUE`")
		}
	}
}

// columnValue reads event COL "value" = DATA VALUE.
func (r *mapReader) columnValue() (f *fault) {
	v := MapValue{Procedure: r.procedure, Pos: r.next().pos}
	if v.Column, f = r.column(); f != nil {
		return f
	}
	if v.Value, f = r.quoted("what stands in the column"); f != nil {
		return f
	}
	if f = r.equals(); f != nil {
		return f
	}
	var set Property
	if f = r.set(&set); f != nil {
		return f
	}
	v.Data, v.Is = set.Pairs[0][0], set.Pairs[0][1]
	r.out.Values = append(r.out.Values, v)
	return nil
}

// complete reads complete {a, b} or complete all.
func (r *mapReader) complete() *fault {
	pos := r.next().pos
	if r.peek().is("all") && r.ahead(1).kind == tokenEnd {
		r.next()
		r.out.Complete = append(r.out.Complete, MapComplete{Procedure: r.procedure, All: true, Pos: pos})
		return nil
	}
	events, _, f := r.list("an event", r.event)
	if f != nil {
		return f.withHelp("write `complete {EVENT, EVENT}`, or `complete all`")
	}
	for _, e := range events {
		r.out.Complete = append(r.out.Complete, MapComplete{Procedure: r.procedure, Event: e, Pos: e.Pos})
	}
	return nil
}

func (r *mapReader) times() *fault {
	if !r.acceptAll("times", "are", "dates") {
		return r.expected("`times are dates`")
	}
	r.out.TimesAreDates = true
	return nil
}

// actor reads actor "words" = ROLE or as "words" = ROLE.
func (r *mapReader) actor() (f *fault) {
	tok := r.next()
	a := MapActor{As: tok.text == "as", Pos: tok.pos}
	if a.Words, f = r.quoted("words of the log in quotes"); f != nil {
		return f
	}
	if f = r.equals(); f != nil {
		return f
	}
	if a.Role, f = r.name("a role, a body or an office"); f != nil {
		return f
	}
	key := MapActor{Words: a.Words, As: a.As}
	if line, twice := r.actors[key]; twice {
		return (&fault{at: 1, msg: "this actor stands twice"}).withHelp("the first is in line %d", line)
	}
	r.actors[key] = a.Pos.Line
	r.out.Actors = append(r.out.Actors, a)
	return nil
}

// matter reads matter ["begins"] "words" = procedure NAME.
func (r *mapReader) matter() (f *fault) {
	m := MapMatter{Pos: r.next().pos}
	m.Begins = r.accept("begins")
	if m.Words, f = r.quoted("the matter's name in quotes"); f != nil {
		return f
	}
	if f = r.equals(); f != nil {
		return f
	}
	if !r.accept("procedure") {
		return r.expected("`procedure`")
	}
	if m.Procedure, f = r.name("a procedure"); f != nil {
		return f
	}
	r.out.Matters = append(r.out.Matters, m)
	return nil
}
