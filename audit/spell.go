package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Spell is a measure that was imposed several times: in one matter or, in the words of the log, on the same.
type Spell struct {
	Measure string   `json:"measure"`
	Matters []string `json:"matters"`
	Times   int      `json:"times"`
	From    string   `json:"from"` // when it first began
	To      string   `json:"to"`   // when it last ended; empty: it had not by the horizon
	Days    int      `json:"days"` // from there to there, or to the horizon
}

// spells lists the measures that were imposed several times, in the order in which they first began, and notes in the
// list how long after the one before each began.
func spells(list []Measure) []Spell {
	var found []Spell
	for _, group := range again(list) {
		first, until := group[0], group[0].to
		s := Spell{Measure: first.Measure, From: first.From, Times: len(group)}
		for i, m := range group {
			if i > 0 && m.from >= until {
				m.AfterLast = new(m.from.Sub(until))
			}
			if i == 0 || m.to > until || m.To == "" {
				until, s.To = m.to, m.To
			}
			if !slices.Contains(s.Matters, m.Matter) {
				s.Matters = append(s.Matters, m.Matter)
			}
		}
		s.Days = until.Sub(first.from)
		found = append(found, s)
	}
	return found
}

// again groups the measures that were imposed more than once, each group in the order in which they began.
func again(list []Measure) [][]*Measure {
	type key struct{ measure, matter, on string }
	at := map[key]int{}
	var groups [][]*Measure
	inOrder := make([]*Measure, len(list))
	for i := range list {
		inOrder[i] = &list[i]
	}
	slices.SortStableFunc(inOrder, func(a, b *Measure) int { return cmp.Compare(a.from, b.from) })
	for _, m := range inOrder {
		k := key{m.Measure, "", m.on}
		if m.on == "" {
			k.matter = m.Matter
		}
		i, known := at[k]
		if !known {
			i = len(groups)
			at[k], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], m)
	}
	return slices.DeleteFunc(groups, func(g []*Measure) bool { return len(g) < 2 })
}

// String says from when to when the measure was imposed, the days between included.
func (s Spell) String() string {
	where, end := "", "its last end on "+s.To
	if s.To == "" {
		end = "the end of the record"
	}
	switch n := len(s.Matters); {
	case n > mostMatters:
		where = fmt.Sprintf(" in %d matters", n)
	case n > 1:
		where = " in " + strings.Join(s.Matters[:n-1], ", ") + " and " + s.Matters[n-1]
	case s.Matters[0] != "":
		where = " in " + s.Matters[0]
	}
	return fmt.Sprintf("%s%s, %s: from its first beginning on %s to %s, %s",
		s.Measure, where, counted(s.Times, "time", "times"), s.From, end, days(s.Days))
}

// mostMatters is how many matters of a spell are named.
const mostMatters = 5
