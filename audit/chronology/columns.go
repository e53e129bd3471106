package chronology

import (
	"fmt"
	"strconv"
	"strings"
)

// maxColumns is how many columns a header may have, and keys an object.
const maxColumns = 1000

// column is a column of the CSV chronology, and a key of JSON Lines.
type column int

const (
	dateColumn column = iota
	eventColumn
	byColumn
	asColumn
	toColumn
	matterColumn
	groundColumn
	noteColumn
	sourceColumn
	seqColumn
	dataColumn // any other
)

// columnNames are the names of the columns up to dataColumn, in their order.
var columnNames = [dataColumn]string{
	"date", "event", "by", "as", "to", "matter", "ground", "note", "source", "seq",
}

func (c column) String() string {
	if c < dataColumn {
		return columnNames[c]
	}
	return "other data"
}

// columnOf returns the column a name stands for, in capitals or not.
func columnOf(name string) column {
	for c, known := range columnNames {
		if strings.EqualFold(name, known) {
			return column(c)
		}
	}
	return dataColumn
}

// set puts a value where its column belongs. Empty values say nothing.
func (e *Entry) set(c column, name, value string) *Diagnostic {
	switch {
	case value == "":
		return nil
	case controlled(value):
		return &Diagnostic{Check: "bad-text", Msg: errControl.Error(), Hint: "take it out, or write the value anew"}
	case c == dataColumn:
		if e.Data == nil {
			e.Data = map[string]string{}
		}
		e.Data[name] = value
	case c == seqColumn:
		return e.setSeq(value)
	default:
		*e.field(c) = value
	}
	return nil
}

func (e *Entry) setSeq(value string) *Diagnostic {
	n, err := strconv.ParseInt(value, 10, 32)
	if err != nil || n < 1 {
		return &Diagnostic{Check: "bad-seq", Msg: "seq is not a whole number from 1 up",
			Hint: "number the entries 1, 2, 3 in the order they happened, or leave seq empty"}
	}
	e.Seq = int(n)
	return nil
}

func (e *Entry) field(c column) *string {
	switch c {
	case dateColumn:
		return &e.Date
	case eventColumn:
		return &e.Event
	case byColumn:
		return &e.By
	case asColumn:
		return &e.As
	case toColumn:
		return &e.To
	case matterColumn:
		return &e.Matter
	case groundColumn:
		return &e.Ground
	case noteColumn:
		return &e.Note
	case sourceColumn:
		return &e.Source
	}
	panic(fmt.Sprintf("chronology: column %d is no field", c))
}

// lacks returns what an entry must have and this one has not.
func (e *Entry) lacks() *Diagnostic {
	switch {
	case e.Event == "":
		return &Diagnostic{Check: "no-event", Msg: "this entry says no event",
			Hint: "say in a word or two what happened"}
	case e.Date == "":
		return &Diagnostic{Check: "no-date", Msg: "this entry has no date",
			Hint: "a date not known exactly may be written as 2019, 2019-04 or 2019-04-10/2019-04-20"}
	}
	return nil
}

// nearest returns which of the names was probably meant for a column: one that
// differs from it by one slip, or by two if the column's name is long enough.
func nearest(c column, names []string) (string, bool) {
	word := c.String()
	if len(word) < 4 {
		return "", false
	}
	for slips := 1; slips <= len(word)/5+1; slips++ {
		for _, name := range names {
			lower := strings.ToLower(name)
			if columnOf(name) == dataColumn && len(lower) <= len(word)+slips && distance(lower, word) <= slips {
				return name, true
			}
		}
	}
	return "", false
}

// distance counts the letters to put in, take out, change or swap with their
// neighbour to make one word of the other.
func distance(a, b string) int {
	above, before := []int(nil), make([]int, len(b)+1)
	for j := range before {
		before[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			change := before[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(before[j+1]+1, row[j]+1, change)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], above[j-1]+1)
			}
		}
		above, before = before, row
	}
	return before[len(b)]
}
