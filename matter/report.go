package matter

import (
	"fmt"
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// What is wrong with a book, by the names under which it is reported.
const (
	checkTerm      = "undefined-term"
	checkReference = "dangling-reference"
	checkTwice     = "duplicate-declaration"
	checkMissing   = "missing-property" // a statement that means nothing without it
	checkException = "unclear-exception"
	checkSize      = "too-large"
)

// mostDiagnostics is how many are kept of one book, and mostSuggestions for how many unknown names a likely one is
// sought.
const (
	mostDiagnostics = 1000
	mostSuggestions = 50
)

// report adds a diagnostic at a place of a statement.
func (c *compiler) report(at rulebook.Pos, s *rulebook.Statement, check, msg, help string) {
	c.add(rulebook.Diagnostic{Pos: at, End: at, Clause: s.Clause, Check: check, Msg: msg, Help: help})
}

func (c *compiler) front(key, msg string) {
	at := c.book.Front.Pos[key]
	c.add(rulebook.Diagnostic{Pos: at, End: at, Check: "front-matter", Msg: msg})
}

func (c *compiler) add(d rulebook.Diagnostic) {
	if c.reported[reported{d.Pos, d.Msg}] { // of another instance, or another outcome
		return
	}
	if c.reported == nil {
		c.reported = map[reported]bool{}
	}
	if len(c.diags) >= mostDiagnostics {
		c.more++
		return
	}
	c.reported[reported{d.Pos, d.Msg}] = true
	d.File, d.Severity = c.book.File, rulebook.Error
	c.diags = append(c.diags, d)
}

// reported tells one diagnostic from another.
type reported struct {
	at  rulebook.Pos
	msg string
}

// found gives the diagnostics in the order of the text.
func (c *compiler) found() []rulebook.Diagnostic {
	slices.SortStableFunc(c.diags, func(a, b rulebook.Diagnostic) int {
		if a.Pos.Line != b.Pos.Line {
			return a.Pos.Line - b.Pos.Line
		}
		return a.Pos.Col - b.Pos.Col
	})
	if c.more > 0 {
		last := c.diags[len(c.diags)-1]
		c.diags = append(c.diags, rulebook.Diagnostic{File: last.File, Pos: last.Pos, End: last.End, Check: "too-many",
			Severity: rulebook.Note, Msg: fmt.Sprintf("%d more were found and are not shown", c.more)})
	}
	return c.diags
}

// unknown reports a name that stands for nothing; among lists those that would have stood for something.
func (c *compiler) unknown(s *rulebook.Statement, e rulebook.Event, what string, among func() []string) {
	if e.Name == "" {
		return // what was read in its place has been reported
	}
	help := "declare it, or mend the name"
	if c.suggestions++; c.suggestions <= mostSuggestions {
		if near := rulebook.Suggest(e.Name, among()); near != "" {
			help = "did you mean `" + near + "`?"
		}
	}
	check := checkTerm
	if slices.Contains([]string{"act", "deadline", "outcome", "norm", "stage", "procedure"}, what) {
		check = checkReference
	}
	at := e.Pos
	if at.Line == 0 {
		at = s.Pos
	}
	c.add(rulebook.Diagnostic{Pos: at, End: rulebook.Pos{Line: at.Line, Col: at.Col + len([]rune(e.Name))}, Clause: s.Clause,
		Check: check, Msg: "no " + what + " is called `" + e.Name + "`", Help: help})
}

// names are the names declared of one sort, which must differ.
type names struct {
	what  string
	first map[string]rulebook.Pos
	order []string
}

func newNames(what string) *names { return &names{what: what, first: map[string]rulebook.Pos{}} }

func (n *names) has(name string) bool { _, ok := n.first[name]; return ok }

func (n *names) list() []string { return n.order }

// declares takes in a name; it reports one that was declared before and then gives false.
func (c *compiler) declares(n *names, s *rulebook.Statement, e rulebook.Event) bool {
	if first, twice := n.first[e.Name]; twice {
		c.report(e.Pos, s, checkTwice, n.what+" `"+e.Name+"` is declared twice",
			fmt.Sprintf("the first is in line %d; give one of them another name", first.Line))
		return false
	}
	n.first[e.Name] = e.Pos
	n.order = append(n.order, e.Name)
	return true
}
