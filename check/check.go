package check

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// Options say how a book is checked. The zero value checks the last version, every procedure of it, within the
// default budget.
type Options struct {
	Version   string // which of the books is checked; empty: the last
	Procedure string // only this one; empty: all
	Budget    int    // how many states a search may visit; 0: the default

	// Templates are those of the book's notices; none: nobody asks for them.
	Templates []*rulebook.Template
}

// Report is what checking a book found, and what it could not find out.
type Report struct {
	Book         *rulebook.Book
	Matters      []MatterReport
	Defects      []Defect // in the order of the text, then by check
	NotProven    []NotProven
	StatesBudget int

	templates []*rulebook.Template
}

// Source is the text of a file in which something was found: of the book, or of a template.
func (r *Report) Source(file string) []byte {
	for _, t := range r.templates {
		if t.File == file {
			return t.Source
		}
	}
	return r.Book.Source
}

// MatterReport is what is known of one procedure.
type MatterReport struct {
	Procedure      string
	States, Zones  int
	BytesPerState  int
	Unbounded      bool // a case can last for ever
	WorstCaseDays  *int // realised by the story; nil: without a bound, or not proven
	UpperBoundDays *int // it cannot be more; nil as above
	WorstCaseStory Story
	Outside        *OutsideReport // with facts from outside as far as they are assumed; nil when there are none
	Assumptions    []string
}

// OutsideReport is the worst case with the facts from outside that the book bounds (`assume`), from the beginning to the
// last end: a case that is taken up again has not ended.
type OutsideReport struct {
	Unbounded      bool
	WorstCaseDays  *int
	UpperBoundDays *int
	WorstCaseStory Story
	Assumptions    []string
}

// Certainty says what is known, as [MatterReport.Certainty] does.
func (o *OutsideReport) Certainty() string {
	return certainty(o.Unbounded, o.WorstCaseDays, o.UpperBoundDays)
}

// Defect is what a check found: a diagnostic with the story that shows it, where there is one.
type Defect struct {
	rulebook.Diagnostic
	Story Story
}

// Check checks one version of a book: the clauses one by one, each procedure by exploring it, and the version against
// the others. Books are the versions, in any order; what Parse could make of them is enough. The report says what it
// could not prove.
func Check(books []*rulebook.Book, opts Options) Report {
	books = slices.Clone(books)
	slices.SortStableFunc(books, func(a, b *rulebook.Book) int { return cmp.Compare(a.Front.InForce, b.Front.InForce) })
	at := chosen(books, opts.Version)
	if at < 0 {
		return Report{}
	}
	b := &bookCheck{book: books[at], report: Report{Book: books[at], StatesBudget: budgetOf(opts), templates: opts.Templates}, opts: opts}
	var diags []rulebook.Diagnostic
	b.rules, diags = Rules(b.book)
	for _, d := range diags {
		b.diagnosed(d)
	}
	if b.rules == nil {
		b.words()
		b.notProven("*", "the front matter makes no calendar, so no procedure has a meaning")
		return b.finish()
	}
	b.names()
	b.declarations()
	b.sanctionEnds()
	b.fallbacks()
	b.sideBySide()
	b.linked()
	b.letters(books)
	b.versions(books, at)
	return b.finish()
}

// instances is how many of each thread are explored: threads do not read each other, so one stands for all, and two where
// the matter asks for all or some of them.
func instances(book *rulebook.Book) int {
	for _, s := range book.Statements {
		for i := range s.Props {
			for _, e := range s.Props[i].Events {
				if e.Quant != "" {
					return 2
				}
			}
			for _, a := range s.Props[i].Cond {
				if a.Quant != "" {
					return 2
				}
			}
		}
	}
	return 1
}

// Include adds what the parser found in the version that was checked, and in the templates of its notices. Errors of its
// text never get here: a book that has them is not checked.
func (r *Report) Include(diags []rulebook.Diagnostic) {
	for _, d := range diags {
		if r.Book != nil && (d.File == r.Book.File || d.Check == noticeTemplate) {
			r.Defects = append(r.Defects, Defect{Diagnostic: d})
		}
	}
	slices.SortStableFunc(r.Defects, func(x, y Defect) int { return byPlace(&x, &y) })
}

// byPlace orders defects as the text does, then by check. Those of one file stand together.
func byPlace(x, y *Defect) int {
	return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Pos.Line, y.Pos.Line), cmp.Compare(x.Pos.Col, y.Pos.Col), cmp.Compare(x.Check, y.Check), cmp.Compare(x.Msg, y.Msg))
}

// chosen finds the version to check: the named one, or the last.
func chosen(books []*rulebook.Book, version string) int {
	if version == "" {
		return len(books) - 1
	}
	return slices.IndexFunc(books, func(b *rulebook.Book) bool { return b.Front.Version == version })
}

// bookCheck is one run over one version of a book.
type bookCheck struct {
	book   *rulebook.Book
	rules  *matter.Rules
	opts   Options
	report Report
	found  []*Defect
}

// procedures checks the procedures, each by itself and at the same time, and gathers what was found in their order.
func (b *bookCheck) procedures() {
	var parts []*bookCheck
	var all sync.WaitGroup
	for _, p := range b.rules.Procedures {
		if b.opts.Procedure != "" && p.Name != b.opts.Procedure {
			continue
		}
		part := &bookCheck{book: b.book, rules: b.rules, opts: b.opts}
		parts = append(parts, part)
		all.Go(func() { part.procedure(p) })
	}
	all.Wait()
	for _, part := range parts {
		b.take(part)
	}
}

// sideBySide checks words, procedures and examples at the same time: none looks at what the others found.
func (b *bookCheck) sideBySide() {
	var parts []*bookCheck
	var all sync.WaitGroup
	for _, run := range []func(*bookCheck){(*bookCheck).words, (*bookCheck).procedures, (*bookCheck).examples} {
		part := &bookCheck{book: b.book, rules: b.rules, opts: b.opts}
		parts = append(parts, part)
		all.Go(func() { run(part) })
	}
	all.Wait()
	for _, part := range parts {
		b.take(part)
	}
}

// take adds what another run found.
func (b *bookCheck) take(part *bookCheck) {
	b.found = append(b.found, part.found...)
	b.report.Matters = append(b.report.Matters, part.report.Matters...)
	for _, n := range part.report.NotProven {
		b.notProven(n.Check, "%s", n.Why)
	}
}

// words runs the checks that need no more than the text and what was parsed of it.
func (b *bookCheck) words() {
	b.codedClauses()
	b.wordReferences()
	b.numberMismatch()
	b.softDeadlines()
	b.fairnessWaivers()
	b.countRules()
	b.months()
	b.horizon()
}

// find records a defect at a place. What it points at may be widened by setting End.
func (b *bookCheck) find(check string, at rulebook.Pos, c *rulebook.Clause, format string, args ...any) *Defect {
	k := kindNamed(check)
	d := &Defect{Diagnostic: rulebook.Diagnostic{
		File: b.book.File, Pos: at, End: rulebook.Pos{Line: at.Line, Col: at.Col + 1}, Clause: c,
		Check: check, Severity: k.Severity, Msg: fmt.Sprintf(format, args...), Help: k.Help,
	}}
	b.found = append(b.found, d)
	return d
}

// findIn records a defect that is the whole of a statement's first words.
func (b *bookCheck) findIn(check string, s *rulebook.Statement, format string, args ...any) *Defect {
	d := b.find(check, s.Pos, s.Clause, format, args...)
	d.End = firstWordsEnd(b.book, s)
	return d
}

// diagnosed makes a defect of what the compiler could give no meaning.
func (b *bookCheck) diagnosed(d rulebook.Diagnostic) {
	b.found = append(b.found, &Defect{Diagnostic: d})
}

func (b *bookCheck) notProven(check, format string, args ...any) {
	n := NotProven{Check: check, Why: fmt.Sprintf(format, args...)}
	if !slices.Contains(b.report.NotProven, n) {
		b.report.NotProven = append(b.report.NotProven, n)
	}
}

// finish puts what was found in the order of the text, each once.
func (b *bookCheck) finish() Report {
	slices.SortStableFunc(b.found, byPlace)
	for i, d := range b.found {
		if i > 0 && b.found[i-1].Pos == d.Pos && b.found[i-1].Check == d.Check && (b.found[i-1].Msg == d.Msg || d.Check == undefinedTerm) {
			continue
		}
		b.report.Defects = append(b.report.Defects, *d)
	}
	return b.report
}

// firstWordsEnd is where the line ends on which a statement begins, or the statement.
func firstWordsEnd(book *rulebook.Book, s *rulebook.Statement) rulebook.Pos {
	if s.End.Line == s.Pos.Line {
		return s.End
	}
	return rulebook.Pos{Line: s.Pos.Line, Col: max(s.Pos.Col+1, lineWidth(book, s.Pos.Line)+1)}
}

// lineWidth counts the characters of a line of the book, without what ends it.
func lineWidth(book *rulebook.Book, line int) int {
	n, width := 1, 0
	for _, r := range string(book.Source) {
		switch {
		case r == '\n' && n == line:
			return width
		case r == '\n':
			n++
		case n == line && r != '\r':
			width++
		}
	}
	return width
}

// date says when a version begins, in words.
func inForce(b *rulebook.Book) string {
	if b.Front.InForce == (calendar.Date(0)) {
		return "on an unknown day"
	}
	return b.Front.InForce.String()
}
