package rulebook

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says how much a diagnostic matters. The zero value is none.
type Severity uint8

// The severities.
const (
	Error   Severity = iota + 1 // the text cannot be used, or the rules fail somebody
	Warning                     // they may
	Note                        // worth knowing
)

func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Note:
		return "note"
	}
	return fmt.Sprintf("Severity(%d)", uint8(s))
}

// Diagnostic points at what is wrong in a text that someone can mend.
type Diagnostic struct {
	File     string
	Pos, End Pos     // from its first character to after its last; on one line, or on several
	Clause   *Clause // the clause it stands in; nil when there is none
	Check    string  // a short name such as syntax or unknown-property
	Severity Severity
	Msg      string // what is wrong
	Help     string // what would put it right; may be empty
}

// How many are kept of one file, and in a row of one line of it. Who has made a thousand mistakes has made one.
const (
	mostDiagnostics = 1000
	mostOnLine      = 10
)

// diagnostics gathers what is found in one file.
type diagnostics struct {
	file  string
	found []Diagnostic
	more  int // how many were not kept

	errors int // how many are errors, kept or not
}

// full reports whether further diagnostics are only counted, so that the work of wording them can be saved.
func (d *diagnostics) full() bool { return len(d.found) >= mostDiagnostics }

// crowded reports whether the last ones all stand on the line.
func (d *diagnostics) crowded(line int) bool {
	n := len(d.found)
	return n >= mostOnLine && d.found[n-1].Pos.Line == line && d.found[n-mostOnLine].Pos.Line == line
}

// addUnworded counts an error that is one too many.
func (d *diagnostics) addUnworded() { d.more++; d.errors++ }

func (d *diagnostics) add(diag Diagnostic) {
	if diag.Severity == 0 {
		diag.Severity = Error
	}
	if diag.Severity == Error {
		d.errors++
	}
	if d.full() || d.crowded(diag.Pos.Line) {
		d.more++
		return
	}
	diag.File = d.file
	if !diag.Pos.before(diag.End) {
		diag.End = diag.Pos.after(1)
	}
	d.found = append(d.found, diag)
}

// sorted returns what was found in the order of the text.
func (d *diagnostics) sorted() []Diagnostic {
	slices.SortStableFunc(d.found, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col))
	})
	if d.more > 0 && len(d.found) > 0 {
		last := d.found[len(d.found)-1]
		d.found = append(d.found, Diagnostic{
			File: d.file, Pos: last.Pos, End: last.End, Check: "too-many", Severity: Note,
			Msg: fmt.Sprintf("%d more were found and are not shown", d.more),
		})
		d.more = 0
	}
	return d.found
}

// HasErrors reports whether one of the diagnostics is an error.
func HasErrors(found []Diagnostic) bool {
	return slices.ContainsFunc(found, func(d Diagnostic) bool { return d.Severity == Error })
}
