package audit

import (
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/audit/chronology"
	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// A Reading is what one entry of a chronology means in a matter of a procedure, before anything is judged: for whoever
// would go on with a matter rather than audit it. It is what the audit itself takes an entry for.
type Reading struct {
	Known   bool // the book or its map knows the words
	Ignored bool // the map drops them
	Events  []Named
	When    calendar.When     // in the book's zone; nothing when it cannot be read
	As      []string          // the capacities in which it was done; none when that is not said
	Data    map[string]string // values by the book's names
	Ground  string            // as the book would write it
	Reasons string            // "yes", "no", or empty: not said
	Tally   *matter.Tally     // nil when the numbers are not given, or not exactly
}

// Named is an act of the book with its outcome. ByRule is that it happens by operation of the rules.
type Named struct {
	Act, Outcome string
	ByRule       bool
}

// Read says what an entry means in a matter of a procedure. The error is that its date is none; the rest is read all the
// same.
func (b *Book) Read(procedure string, e *chronology.Entry) (Reading, error) {
	n, err := newEntry(e)
	r := Reading{As: b.mapping.capacities(procedure, &n), Ground: plainWords(e.Ground)}
	if err == nil {
		r.When = b.calendar().Resolve(n.when)
	}
	m := b.mapping.meaningOf(procedure, &n)
	if m == nil {
		return r, err
	}
	r.Known, r.Ignored = true, m.ignored
	for _, t := range m.targets {
		r.Events = append(r.Events, Named{t.act, t.outcome, t.byRule})
	}
	r.Data = b.mapping.values(procedure, m, &n)
	switch yes, said := yesOrNo(n.column("reasons")); {
	case said && !yes:
		r.Reasons = "no"
	case strings.TrimSpace(n.column("reasons")) != "":
		r.Reasons = "yes"
	}
	r.Tally = exactTally(&n)
	return r, err
}

// ProcedureOf finds the procedure of a matter as the audit does: the one asked for, else what the map says, else the
// first that knows one of its entries. Empty when none does.
func (b *Book) ProcedureOf(name, asked string, entries []chronology.Entry) string {
	var list []*entry
	for i := range entries {
		n, _ := newEntry(&entries[i]) // its words count, whatever its date
		list = append(list, &n)
	}
	return b.mapping.procedureOf(name, asked, list)
}

// exactTally reads the numbers of a vote where for and against are given, and all that are given are exact. Those who
// voted were present.
func exactTally(n *entry) *matter.Tally {
	var numbers [len(tallyColumns)]int
	var said [len(tallyColumns)]bool
	for i, column := range tallyColumns {
		text := strings.TrimSpace(n.column(column))
		if text == "" {
			continue
		}
		k, err := strconv.Atoi(text)
		if err != nil || k < 0 {
			return nil
		}
		numbers[i], said[i] = k, true
	}
	if !said[0] || !said[1] {
		return nil
	}
	if !said[3] {
		numbers[3] = numbers[0] + numbers[1] + numbers[2]
	}
	return &matter.Tally{For: numbers[0], Against: numbers[1], Abstain: numbers[2], Present: numbers[3], Entitled: numbers[4]}
}
