package matter

import (
	"fmt"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/rulebook"
)

// Options say how a book is compiled. The zero value compiles it for running.
type Options struct {
	// Instances is how many of each thread there may be; 0 means as many as the book allows, at most 12.
	// Package check compiles with 1 or 2.
	Instances int

	// Without leaves out the norms (never the declarations) of the statements for which it is true, as if they had
	// been switched off. Nil leaves out none.
	Without func(*rulebook.Statement) bool

	// Procedure compiles only this one; empty: all.
	Procedure string

	// Calendar is the one of the book's front matter, of one who has made it already; nil: it is made.
	Calendar *calendar.Calendar
}

// What a book may have at most, so that no text, whoever wrote it, can exhaust the machine that compiles it. The
// greatest rule book we know of has a twentieth of each.
const (
	mostStatements = 10_000
	mostEvents     = 10_000    // of a procedure, its threads written out
	mostWork       = 2_000_000 // literals, effects and triggers of all procedures
	maxInstances   = 12        // of a thread
	maxForEach     = 12        // clocks of a deadline "for each"
)

// Compile gives a book its meaning. What cannot be given one (a name that stands for nothing, a deadline without an
// end) is reported and left out, so that the rest can still be checked. The rules are nil only when the front matter
// makes no calendar.
func Compile(book *rulebook.Book, opts Options) (*Rules, []rulebook.Diagnostic) {
	c := &compiler{book: book, opts: opts, rules: &Rules{Book: book, Grounds: map[string][]string{}}}
	if c.rules.Calendar = opts.Calendar; c.rules.Calendar == nil {
		cal, err := calendar.New(book.Front.Calendar)
		if err != nil {
			c.front("calendar", err.Error())
			return nil, c.found()
		}
		c.rules.Calendar = cal
	}
	if n := len(book.Statements); n > mostStatements {
		s := book.Statements[mostStatements]
		c.report(s.Pos, s, checkSize, fmt.Sprintf("%d statements are more than the %d a book may have", n, mostStatements), "split the book")
		return c.rules, c.found()
	}
	c.global()
	c.procedures()
	return c.rules, c.found()
}

// compiler holds what is known while one book is compiled. The fields from p on are of one procedure.
type compiler struct {
	book        *rulebook.Book
	opts        Options
	rules       *Rules
	diags       []rulebook.Diagnostic
	reported    map[reported]bool
	more        int             // diagnostics not kept
	suggestions int             // names for which a likely one was sought
	persons     map[string]bool // bodies, offices and statuses
	work        int             // literals, effects and triggers so far

	p         *Procedure
	stmts     []*rulebook.Statement            // of the procedure, in the order of the book
	said      map[string][]*rulebook.Statement // by act: the statements that say more of it
	people    map[string]bool                  // roles and chains
	acts      map[string][]int                 // by name: one, or one an instance of its thread
	ofThread  map[string]string                // by act: its thread
	counted   map[string]bool                  // by act: its cap is one for each instance
	capNorm   map[string]*rulebook.Statement   // by act: the statement that caps it
	empowered map[string]bool                  // by act: "may" and "must" say who does it
	ofAct     [][]int                          // by act: its events
	stages    map[string]StageSet              // by name, outer stages included
	preds     map[string][]int                 // by name: slots of predicates, measures, pauses, signatures, links; one, or one an instance
	predOf    map[string]string                // by predicate: its thread
	data      map[string][]int                 // by name: data; one, or one an instance
	chains    map[string]int
	threads   map[string]int
	named     map[string][]int // by name: deadlines; the act is the name of a duty or window
	pauses    map[string][]int
	norms     map[*rulebook.Statement]int
	bits      map[string]int
	periods   map[periodKey]int
	windows   map[int]int // by event: the condition that one of its windows is open
	closes    map[*rulebook.Statement]map[string]string
	follows   []pendingFollow
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

// whole says whether a statement has what it is about. One that has not was reported when it was read.
func whole(s *rulebook.Statement) bool {
	switch s.Kind {
	case rulebook.KindJoinder, rulebook.KindRights:
		return true
	case rulebook.KindMust, rulebook.KindMay:
		return len(s.Subject) > 0 && s.Act.Name != ""
	}
	return len(s.Subject) > 0 && s.Subject[0].Name != ""
}

// procedures compiles every procedure from its statements, and reports statements that belong to none.
func (c *compiler) procedures() {
	declared := newNames("procedure")
	of := map[string][]*rulebook.Statement{}
	for _, s := range c.book.Statements {
		switch {
		case !whole(s):
		case s.Kind == rulebook.KindProcedure:
			c.declares(declared, s, s.Subject[0])
		case s.Procedure == "" && procedural(s.Kind):
			c.report(s.Pos, s, checkTerm, "this statement belongs to no procedure", "open one above it: procedure NAME")
		default:
			of[s.Procedure] = append(of[s.Procedure], s)
		}
	}
	done := map[string]bool{}
	for _, s := range c.book.Statements {
		switch name := subject(s); {
		case !whole(s):
		case s.Kind == rulebook.KindInProcedure && !declared.has(name):
			c.unknown(s, s.Subject[0], "procedure", declared.list)
		case s.Kind == rulebook.KindProcedure && !done[name] && (c.opts.Procedure == "" || c.opts.Procedure == name):
			done[name] = true
			c.procedure(s, of[name], of[""])
		}
	}
}

// procedure compiles one procedure: first everything that has a name, then what is said of it.
func (c *compiler) procedure(decl *rulebook.Statement, stmts, bookwide []*rulebook.Statement) {
	c.begin(decl)
	for _, s := range stmts {
		if procedural(s.Kind) {
			c.stmts = append(c.stmts, s)
		}
		if s.Kind == rulebook.KindOn {
			for _, e := range s.Subject {
				c.said[e.Name] = append(c.said[e.Name], s)
			}
		}
	}
	c.proof(bookwide)
	c.proof(stmts)
	c.declareStages(decl)
	c.declareAll()
	c.declareEvents()
	if !c.full() {
		c.relateAll()
		c.resolveFollows()
		c.foldData()
	}
	if c.full() {
		c.report(decl.Pos, decl, checkSize, "procedure "+c.p.Name+" has more acts, or more relations between them, than can be held",
			"split it, or shorten the lists in its statements")
		return
	}
	if err := c.p.Finish(); err != nil {
		c.report(decl.Pos, decl, checkTerm, err.Error(), "")
		return
	}
	c.rules.Procedures = append(c.rules.Procedures, c.p)
}

// begin makes the compiler ready for a procedure.
func (c *compiler) begin(decl *rulebook.Statement) {
	c.p = &Procedure{Name: subject(decl), Rules: c.rules, Decl: decl, Begin: -1}
	c.stmts, c.said, c.people = nil, map[string][]*rulebook.Statement{}, map[string]bool{}
	c.acts, c.ofThread, c.counted, c.ofAct = map[string][]int{}, map[string]string{}, map[string]bool{}, nil
	c.stages, c.preds, c.predOf, c.data = map[string]StageSet{}, map[string][]int{}, map[string]string{}, map[string][]int{}
	c.chains, c.threads, c.named, c.pauses = map[string]int{}, map[string]int{}, map[string][]int{}, map[string][]int{}
	c.norms, c.bits, c.periods = map[*rulebook.Statement]int{}, map[string]int{}, map[periodKey]int{}
	c.capNorm, c.empowered = map[string]*rulebook.Statement{}, map[string]bool{}
	c.windows, c.closes = map[int]int{}, map[*rulebook.Statement]map[string]string{}
	c.follows = nil
}

// full says whether the procedures have grown beyond what they may be; from then on nothing more is added.
func (c *compiler) full() bool { return c.work > mostWork || len(c.p.Events) > mostEvents }

// spend counts n literals, effects or triggers and says whether they may still be added.
func (c *compiler) spend(n int) bool {
	c.work += n
	return !c.full()
}

// proof reads what is printed on every decision: how surely and by whom a charge must be shown; and the rights that
// measures and roles leave untouched.
func (c *compiler) proof(stmts []*rulebook.Statement) {
	for _, s := range stmts {
		switch s.Kind {
		case rulebook.KindStandard:
			c.p.Standard = subject(s)
		case rulebook.KindBurden:
			c.p.Burden = subject(s)
		case rulebook.KindRights:
			c.p.Rights = append(c.p.Rights, s)
		}
	}
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
	return c.opts.Without != nil && s != nil && c.opts.Without(s)
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
	if s == nil || s.Clause == nil {
		return ""
	}
	return s.Clause.Number
}
