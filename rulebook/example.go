package rulebook

import (
	"fmt"

	"github.com/evenhand/evenhand/calendar"
)

// An exampleReader reads the lines of one example.
type exampleReader struct {
	*parser
	ex   *Example
	last calendar.Date
}

// example reads an example block.
func (p *parser) example(f fence, name string) {
	ex := &Example{Name: name, Clause: p.clause, Pos: p.text.pos(f.open)}
	p.book.Examples = append(p.book.Examples, ex)
	if msg, help := nameFault(name); name == "" {
		p.fenceFault(f.info.from, len("example"), Error, "an example needs a name", "write ```example late-answer")
	} else if msg != "" {
		p.fenceFault(f.info.to-len(name), runes(name), Error, msg, help)
	}
	r := &exampleReader{parser: p, ex: ex}
	p.rules = nil
	for _, seg := range f.lines {
		toks := p.scanned(seg, p.buf[:0])
		p.buf = toks
		if len(toks) <= 1 || p.tooLong(toks) || p.tooMany {
			continue
		}
		if p.props++; p.bookFull(toks[0]) {
			break
		}
		p.cursor = cursor{toks: toks}
		fault := r.line()
		if fault == nil {
			fault = r.lineEnded()
		}
		if fault != nil {
			if fault.check == checkSyntax {
				fault.check = checkExample
			}
			p.report(fault)
		}
	}
}

// lineEnded is the fault of more on a line than belongs there.
func (p *parser) lineEnded() *fault {
	if p.atLineEnd() {
		return nil
	}
	return p.expected("the end of the line").withHelp("put what follows on a line of its own, or take it out")
}

// scanned returns the tokens of one line, ended by a tokenEnd.
func (p *parser) scanned(seg segment, toks []token) []token {
	toks, end := scanLine(p.text, toks, seg.from, seg.to)
	if len(toks) > 0 {
		toks = append(toks, ending(tokenEnd, toks, end))
	}
	return toks
}

// line reads one line of an example.
func (r *exampleReader) line() *fault {
	switch {
	case r.acceptAll("in", "procedure"):
		e, f := r.name("a procedure")
		r.ex.Procedure = e.Name
		return f
	case r.accept("context"):
		return r.context()
	}
	return r.happening()
}

func (r *exampleReader) context() *fault {
	var list Property
	if r.peek().is("{") {
		if f := r.names(&list); f != nil {
			return f
		}
	} else if f := r.items(&list); f != nil {
		return f
	}
	for _, e := range list.Events {
		r.ex.Context = append(r.ex.Context, e.Name)
	}
	return nil
}

// happening reads a date and what happened, or was refused, on it.
func (r *exampleReader) happening() (f *fault) {
	at := r.i
	line := ExampleLine{Pos: r.peek().pos}
	if line.Date, f = r.day(); f != nil {
		return f.withHelp("a line is `in procedure NAME`, `context ACTS`, or begins with a date: `2026-03-31 complain`")
	}
	if line.Date < r.last {
		r.report(&fault{at: at, check: checkExample, msg: fmt.Sprintf("%v stands after %v", line.Date, r.last),
			help: "put the lines in the order of their dates"})
	}
	r.last = line.Date
	switch {
	case r.acceptAll("by", "rule"):
		line.ByRule = true
	case r.peek().is("refused") && r.ahead(1).kind == tokenWord:
		r.next()
		line.Refused = true
	}
	if line.Event, f = r.event("what happened"); f != nil {
		return f
	}
	if f = r.actor(&line); f != nil {
		return f
	}
	if r.peek().is(":") {
		if f = r.refusedBy(&line); f != nil {
			return f
		}
	}
	r.ex.Lines = append(r.ex.Lines, line)
	return nil
}

// actor reads "by ROLE" and "with DATA VALUE".
func (r *exampleReader) actor(line *ExampleLine) *fault {
	for {
		switch {
		case r.peek().is("by") && line.By == "":
			r.next()
			e, f := r.name("a role, a body or an office")
			if f != nil {
				return f
			}
			line.By = e.Name
		case r.accept("with"), len(line.With) > 0 && r.accept("and"):
			var set Property
			if f := r.set(&set); f != nil {
				return f
			}
			line.With = append(line.With, set.Pairs...)
		case r.peek().is(",") && len(line.With)+len(line.By) > 0:
			r.next()
		default:
			return nil
		}
	}
}

// refusedBy reads the clauses that refuse an act.
func (r *exampleReader) refusedBy(line *ExampleLine) *fault {
	if !line.Refused {
		return r.faultf("clauses follow only what is refused").withHelp("write `%v refused %s: 7.1`", line.Date, line.Event.Name)
	}
	r.next()
	for {
		ref, f := r.ref()
		if f != nil {
			return f
		}
		line.Clauses = append(line.Clauses, ref)
		if !r.accept(",") && !r.accept("and") {
			return nil
		}
	}
}
