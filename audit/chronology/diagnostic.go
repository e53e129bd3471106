package chronology

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// Diagnostic points at a place in a log that someone can mend. It never repeats
// what a row says of people: it gives the place instead.
type Diagnostic struct {
	File      string
	Line, Col int    // from 1; Col counts bytes
	Check     string // what kind of defect this is; the package comment lists them
	Msg       string // what is wrong
	Hint      string // what would put it right; may be empty
	Fatal     bool   // nothing after this place was read
}

// Error returns the diagnostic on one line, without its hint.
func (d *Diagnostic) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s: %s", d.File, d.Line, d.Col, d.Check, d.Msg)
}

// journal keeps what is said and counted while a log is read.
type journal struct {
	file   string
	report func(Diagnostic)
	noted  map[string]bool // checks that are told once

	events, matters, unreadable int
}

func (j *journal) tell(d Diagnostic) {
	d.File = j.file
	if j.report != nil {
		j.report(d)
	}
}

// refuse reports an event that cannot be read and counts it.
func (j *journal) refuse(d Diagnostic) {
	j.unreadable++
	j.tell(d)
}

// note reports a defect that spoils no event, the first time its check is met.
func (j *journal) note(d Diagnostic) {
	if j.noted[d.Check] {
		return
	}
	if j.noted == nil {
		j.noted = map[string]bool{}
	}
	j.noted[d.Check] = true
	j.tell(d)
}

// end reports err if it is a diagnostic, and returns what the caller is given.
func (j *journal) end(err error) error {
	var d *Diagnostic
	switch {
	case errors.As(err, &d):
		d.File, d.Fatal = j.file, true
		j.tell(*d)
		return d
	case err == io.EOF:
		return io.EOF
	}
	return fmt.Errorf("read %s: %w", j.file, err)
}

// failure says at which place of the text reading failed. A fault of the reader
// beneath is returned as it is.
func failure(err error, line, col int) error {
	var dmg *damage
	if !errors.As(err, &dmg) {
		return err
	}
	return &Diagnostic{Line: line, Col: col, Check: dmg.check, Msg: dmg.msg, Hint: dmg.hint}
}

// short cuts a name that a diagnostic repeats to a length that can be read.
func short(name string) string {
	const longest = 60
	if len(name) <= longest {
		return name
	}
	return strings.ToValidUTF8(name[:longest], "") + "..."
}
