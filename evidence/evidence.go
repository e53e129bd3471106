// Package evidence says what an exhibit is, where it comes from and where it
// stands in a bundle, and checks a quotation against its source. It follows
// doc/spec/evidence.md.
//
// It promises three things. An exhibit keeps its label for ever: a label is
// never given twice, and what is left out of a bundle is listed with its ground
// or reported as missing. Where nothing is known of an exhibit, [Provenance]
// says so; it fills in nothing. And [Find] says that quoted words are in a
// source only if they are, in that order, with nothing between them that is not
// shown.
//
// It does not judge: whether an elision is misleading, or a recording fair, is
// for people, who are given the words around it.
//
// The package is pure: it reads no clock, file or network, and it holds no name
// of a person; whoever supplied something is a capacity.
package evidence

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Label is what an exhibit is called in a matter, such as E-14. It is given
// once, and stays when the exhibit is withheld or replaced.
type Label string

// NewLabel returns the label of the n-th exhibit of a matter, from 1.
func NewLabel(n int) Label { return Label("E-" + strconv.Itoa(n)) }

// Number returns n of E-n, and whether l is a label at all.
func (l Label) Number() (n int, ok bool) {
	digits, found := strings.CutPrefix(string(l), "E-")
	n, err := strconv.Atoi(digits)
	return n, found && err == nil && n > 0 && NewLabel(n) == l
}

// NextLabel returns the label after the highest of those ever given in a
// matter, so that one that has become free is not given again.
func NextLabel(given []Label) Label {
	highest := 0
	for _, l := range given {
		if n, ok := l.Number(); ok {
			highest = max(highest, n)
		}
	}
	return NewLabel(highest + 1)
}

// An Exhibit is one item of evidence, as both sides may read of it.
type Exhibit struct {
	Label      Label
	Title      string // what it is, in words that both sides may read
	Digest     string // of the original, which is kept and never disclosed: SHA-256, in hexadecimal
	Pages      int    // of its disclosure copy
	Provenance Provenance
	MadeFrom   Label  // the exhibit of which this is a redaction; empty if it is none
	Reason     string // for the redaction
}

// Extent says how much of a thing was captured.
type Extent uint8

// Each of these begins with what the zero value means: nobody has said.
const (
	ExtentNotStated Extent = iota
	Whole
	Part
)

func (e Extent) String() string { return [...]string{"not stated", "whole", "part"}[e] }

// Openness says whether those who were captured knew of it.
type Openness uint8

const (
	OpennessNotStated Openness = iota
	Open
	Covert
)

func (o Openness) String() string { return [...]string{"not stated", "open", "covert"}[o] }

// Editing says whether a thing was changed after it was captured.
type Editing uint8

const (
	EditingNotStated Editing = iota
	Unedited
	Edited
)

func (e Editing) String() string { return [...]string{"not stated", "unedited", "edited"}[e] }

// A Provenance says where an exhibit comes from, as whoever supplied it stated.
type Provenance struct {
	SuppliedBy string // a capacity, such as "complainant"; never a name
	Captured   string // when, in EDTF: 2026-03-02T14:05, 2026-03, 2019-07?
	How        string // a photograph, a screen capture, an export of a chat
	Extent     Extent
	Openness   Openness
	Editing    Editing
}

// A Gap is something that a provenance leaves open or says in a way that cannot
// be read.
type Gap struct {
	Field string // as the provenance calls it
	Says  string // one sentence
}

// Gaps returns what p does not say, in the order of its fields.
func (p Provenance) Gaps() []Gap {
	var gaps []Gap
	note := func(open bool, field, says string) {
		if open {
			gaps = append(gaps, Gap{field, says})
		}
	}
	note(p.SuppliedBy == "", "supplied by", "It is not stated in what capacity this was supplied.")
	note(p.Captured == "", "captured", "It is not stated when this was captured.")
	note(p.Captured != "" && !ValidDate(p.Captured), "captured", fmt.Sprintf("%q is no date such as 2026-03-02, 2026-03 or 2019-07?.", p.Captured))
	note(p.How == "", "how", "It is not stated how this was captured.")
	note(p.Extent == ExtentNotStated, "extent", "It is not stated whether this is the whole or a part.")
	note(p.Openness == OpennessNotStated, "openness", "It is not stated whether this was captured openly or covertly.")
	note(p.Editing == EditingNotStated, "editing", "It is not stated whether this was edited.")
	return gaps
}

// Caution returns what a reader of the exhibit should know before reading it,
// one sentence each.
func (p Provenance) Caution() []string {
	var says []string
	if p.Extent == Part {
		says = append(says, "This is a part of something longer.")
	}
	if p.Openness == Covert {
		says = append(says, "This was captured without the knowledge of those it shows.")
	}
	if p.Editing == Edited {
		says = append(says, "This was edited after it was captured.")
	}
	return says
}

// edtf are the forms of a single date that [ValidDate] takes: levels 0 and 1 of
// the Extended Date/Time Format, but for seasons and unspecified digits.
var edtf = []string{
	"2006", "2006-01", "2006-01-02",
	"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00",
}

// ValidDate reports whether s is a date that a provenance can hold: a year,
// month, day or moment, perhaps marked uncertain (?), approximate (~) or both
// (%), or two of them with a stroke between, of which one may be open (..).
func ValidDate(s string) bool {
	from, to, interval := strings.Cut(s, "/")
	if !interval {
		return validMoment(from)
	}
	return (from == ".." || validMoment(from)) && (to == ".." || validMoment(to)) && from != to
}

func validMoment(s string) bool {
	if n := len(s); n > 0 && strings.ContainsRune("?~%", rune(s[n-1])) {
		s = s[:n-1]
	}
	for _, layout := range edtf {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}
