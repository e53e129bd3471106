package matter

import (
	"sort"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/rulebook"
)

// Options say how a book is compiled. The zero value compiles it for running.
type Options struct {
	// Instances is how many of each thread there may be; 0 means as many as the book allows, at most 12.
	// Package check compiles with 1 or 2.
	Instances int

	// Without leaves out the norms (never the declarations) of the clauses for which it is true, as if they had
	// been switched off. Nil leaves out none.
	Without func(clause string) bool
}

const maxInstances = 12

// Compile gives a book its meaning. What cannot be given one (a name that stands for nothing, a deadline without an
// end) is reported and left out, so that the rest can still be checked. The rules are nil only when the front matter
// makes no calendar.
func Compile(book *rulebook.Book, opts Options) (*Rules, []rulebook.Diagnostic) {
	c := &compiler{book: book, opts: opts, rules: &Rules{Book: book, Grounds: map[string][]string{}}}
	cal, err := calendar.New(book.Front.Calendar)
	if err != nil {
		c.front("calendar", err.Error())
		return nil, c.diags
	}
	c.rules.Calendar = cal
	c.global()
	for _, s := range book.Statements {
		if s.Kind == rulebook.KindProcedure {
			c.procedure(s)
		}
	}
	for _, s := range book.Statements {
		if s.Procedure == "" && procedural(s.Kind) {
			c.report(s.Pos, s, "undefined-term", "this statement belongs to no procedure", "open one above it: procedure NAME")
		}
		if s.Kind == rulebook.KindInProcedure && c.rules.Procedure(subject(s)) == nil {
			c.unknown(s, s.Subject[0], "procedure", c.procedureNames())
		}
	}
	sort.SliceStable(c.diags, func(i, j int) bool { return before(c.diags[i].Pos, c.diags[j].Pos) })
	return c.rules, c.diags
}

func before(a, b rulebook.Pos) bool { return a.Line < b.Line || a.Line == b.Line && a.Col < b.Col }

// compiler holds what is known while one book is compiled. The fields below p are of one procedure.
type compiler struct {
	book  *rulebook.Book
	opts  Options
	rules *Rules
	diags []rulebook.Diagnostic

	p       *Procedure
	stmts   []*rulebook.Statement // of the procedure, in the order of the book
	acts    map[string][]int      // by name: one, or one an instance of its thread
	stages  map[string]StageSet   // by name, outer stages included
	preds   map[string]int        // slots of predicates, measures, signatures
	data    map[string]int
	chains  map[string]int
	threads map[string]int
	dates   map[string]int   // deadlines that are dates
	named   map[string][]int // deadlines by name (one an instance)
	norms   map[*rulebook.Statement]int
	events  map[eventKey]int
	since   map[[2]int]int
	periods map[[2]int]int
	follows []pendingFollow
}

type eventKey struct {
	act, outcome int
	as           string
}

// procedural says whether statements of a kind belong to a procedure.
func procedural(k rulebook.Kind) bool {
	switch k {
	case rulebook.KindStatus, rulebook.KindBody, rulebook.KindOffice, rulebook.KindProcedure, rulebook.KindInProcedure,
		rulebook.KindGrounds, rulebook.KindOffence, rulebook.KindSanction, rulebook.KindRanking, rulebook.KindStandard,
		rulebook.KindBurden, rulebook.KindRetention, rulebook.KindRights, rulebook.KindTransition, rulebook.KindMayImpose:
		return false
	}
	return true
}

func (c *compiler) procedureNames() []string {
	var names []string
	for _, p := range c.rules.Procedures {
		names = append(names, p.Name)
	}
	return names
}

// procedure compiles one procedure: first everything that has a name, then what is said of it.
func (c *compiler) procedure(decl *rulebook.Statement) {
	name := subject(decl)
	if c.rules.Procedure(name) != nil && len(c.rules.Procedures) > 0 && name != "" {
		c.report(decl.Pos, decl, "undefined-term", "procedure "+name+" is declared twice", "give one of them another name")
		return
	}
	c.p = &Procedure{Name: name, Rules: c.rules, Decl: decl, Begin: -1}
	c.acts, c.stages, c.preds = map[string][]int{}, map[string]StageSet{}, map[string]int{}
	c.data, c.chains, c.threads = map[string]int{}, map[string]int{}, map[string]int{}
	c.dates, c.named, c.norms = map[string]int{}, map[string][]int{}, map[*rulebook.Statement]int{}
	c.events, c.since, c.periods = map[eventKey]int{}, map[[2]int]int{}, map[[2]int]int{}
	c.follows = nil
	c.stmts = nil
	for _, s := range c.book.Statements {
		if s.Procedure == name && procedural(s.Kind) {
			c.stmts = append(c.stmts, s)
		}
	}
	c.declareStages(decl)
	c.declareAll()
	c.declareEvents()
	c.relateAll()
	c.resolveFollows()
	if err := c.p.Finish(); err != nil {
		c.report(decl.Pos, decl, "undefined-term", err.Error(), "")
		return
	}
	c.rules.Procedures = append(c.rules.Procedures, c.p)
}

// each calls f for every statement of a kind that the procedure has, in order.
func (c *compiler) each(k rulebook.Kind, f func(*rulebook.Statement)) {
	for _, s := range c.stmts {
		if s.Kind == k {
			f(s)
		}
	}
}

// off says whether the norms of a statement are switched off.
func (c *compiler) off(s *rulebook.Statement) bool {
	return c.opts.Without != nil && s.Clause != nil && c.opts.Without(s.Clause.Number)
}

// norm gives the norm of a statement, made when first asked for.
func (c *compiler) norm(s *rulebook.Statement) int {
	if n, ok := c.norms[s]; ok {
		return n
	}
	c.p.Norms = append(c.p.Norms, Norm{ID: NormID(s), Clause: clauseOf(s), Stmt: s})
	c.norms[s] = len(c.p.Norms) - 1
	return len(c.p.Norms) - 1
}

// NormID is what a statement's norm is called in reports: its name, or its clause and its ordinal there.
func NormID(s *rulebook.Statement) string {
	if s.Norm != "" {
		return s.Norm
	}
	return clauseOf(s) + "#" + itoa(s.Ordinal)
}

func clauseOf(s *rulebook.Statement) string {
	if s.Clause == nil {
		return ""
	}
	return s.Clause.Number
}
