package audit

import (
	"cmp"
	"slices"
)

// Limit is one run of a limit: when its last day fell, had these rules governed what happened.
type Limit struct {
	Matter string `json:"matter"`
	Clause string `json:"clause"`
	Limit  string `json:"limit"` // the deadline, or the act that it is for
	Length string `json:"length"`
	From   string `json:"from"`
	Last   string `json:"last"`
	How    string `json:"how"`   // met, left, passed, or runs: it was not over at the horizon
	Ended  string `json:"ended"` // when it was met or left; empty otherwise
	Then   string `json:"then"`  // what the rules say happens when it passes; empty: nothing
}

// Measure is a restriction while a matter ran.
type Measure struct {
	Matter     string `json:"matter"`
	Clause     string `json:"clause"`
	Measure    string `json:"measure"`
	From       string `json:"from"`
	Begun      string `json:"begun"` // the event with which it began
	To         string `json:"to"`    // empty: it had not ended by the horizon
	Ended      string `json:"ended"` // the event with which it ended; empty as above
	ByRule     bool   `json:"byRule"`
	Days       int    `json:"days"`
	Reviews    int    `json:"reviews"`
	Reviewable bool   `json:"reviewable"`              // the rules provide for a review
	AfterEnd   int    `json:"daysAfterCase"`           // of its days, those after the matter had ended
	AfterLast  *int   `json:"daysAfterLast,omitempty"` // since the same had ended before, in the matter or on the same; null: it never had, or still lasted
	from, to   date
	on         string // whom it is on, in the words of the log
}

// Overlap is days on which two measures lasted at the same time: of one matter, or on the same in the words of the log.
type Overlap struct {
	Matters  [2]string `json:"matters"`
	Measures [2]string `json:"measures"`
	From     string    `json:"from"`
	To       string    `json:"to"`
	Days     int       `json:"days"`
}

// Ending is how a matter ended, as it is recorded, and how these rules would have ended it.
type Ending struct {
	Matter      string `json:"matter"`
	From        string `json:"from"`        // its first entry
	Days        int    `json:"days"`        // from there to its end, or to the horizon
	Ended       string `json:"ended"`       // empty: it had not ended by the horizon
	EndedBy     string `json:"endedBy"`     // the event with which it ended; empty as above
	EndedClause string `json:"endedClause"` // of that event
	ByRule      bool   `json:"byRule"`      // it ended because a limit passed
	Decision    string `json:"decision"`    // the last that is recorded; empty: none is
	DecisionOn  string `json:"decisionOn"`

	Date   string `json:"date"` // on which a limit of theirs would have ended it; empty: none would by the horizon
	By     string `json:"by"`
	Clause string `json:"clause"`

	IfLeft    *Passing `json:"ifLeft"`           // as it stands at the horizon, with nothing more done; null: it has ended, or never would
	IfBegun   *Passing `json:"ifOnlyBegun"`      // had only its first act been done; null: it never would have
	Latest    string   `json:"latest,omitempty"` // the last day on which it could have been open, if that is known (BookReport.Bound)
	Longest   *int     `json:"longestDays,omitempty"`
	Unbounded bool     `json:"unbounded,omitempty"` // there is no such day

	from, until        date
	version, procedure string
	jumped, decides    bool
	acted              bool // it ended with somebody's act
}

// Passing is a limit with whose passing a matter ends.
type Passing struct {
	Date   string `json:"date"`
	By     string `json:"by"`
	Clause string `json:"clause"`
	Days   int    `json:"days"` // from the first entry
}

func (c *course) limitList() []Limit {
	var list []Limit
	for _, l := range c.limits {
		x := Limit{Matter: c.matter, Clause: l.clause, Limit: l.name, Length: l.limit, From: l.from.String(), Last: l.last.String(), How: l.how.String(), Then: l.then}
		if l.how == limitMet || l.how == limitLeft {
			x.Ended = l.ended.String()
		}
		list = append(list, x)
	}
	return list
}

func (c *course) measureList(horizon date) []Measure {
	var list []Measure
	for i := range c.measures {
		m := &c.measures[i]
		x := Measure{Matter: c.matter, Clause: m.clause, Measure: m.name, From: m.from.String(), Begun: m.begun, Ended: m.ended, ByRule: m.byRule,
			Reviews: m.reviews, Reviewable: m.reviewable, from: m.from, to: horizon, on: m.on}
		if m.to != 0 {
			x.To, x.to = m.to.String(), m.to
		}
		x.Days = x.to.Sub(m.from)
		if c.final != nil {
			x.AfterEnd = max(0, x.to.Sub(max(c.final.on, m.from)))
		}
		list = append(list, x)
	}
	return list
}

// overlaps lists the pairs of measures that lasted at the same time, in the order of their days.
func overlaps(list []Measure) []Overlap {
	var pairs []Overlap
	inOrder := slices.Clone(list)
	slices.SortStableFunc(inOrder, func(a, b Measure) int { return cmp.Compare(a.from, b.from) })
	for i := range inOrder {
		a := &inOrder[i]
		for k := i + 1; k < len(inOrder) && inOrder[k].from < a.to; k++ {
			b := &inOrder[k]
			from, to := max(a.from, b.from), min(a.to, b.to)
			same := a.Matter == b.Matter || a.on != "" && a.on == b.on
			if to > from && same {
				pairs = append(pairs, Overlap{[2]string{a.Matter, b.Matter}, [2]string{a.Measure, b.Measure}, from.String(), to.String(), to.Sub(from)})
			}
		}
	}
	return pairs
}

func (c *course) ending(horizon date) Ending {
	e := Ending{Matter: c.matter, From: c.from.String(), from: c.from, until: horizon, version: c.version, procedure: c.procedure, jumped: c.jumped, decides: c.decides}
	if c.ended != nil {
		e.Date, e.By, e.Clause = c.ended.on.String(), c.ended.event, c.ended.clause
	}
	if f := c.final; f != nil {
		e.Ended, e.EndedBy, e.EndedClause, e.ByRule, e.until, e.acted = f.on.String(), f.event, f.clause, f.byRule, f.on, f.act
	}
	if d := c.decided; d != nil {
		e.Decision, e.DecisionOn = d.event, d.on.String()
	}
	e.Days = e.until.Sub(e.from)
	e.IfLeft, e.IfBegun = c.passing(c.later), c.passing(c.idle)
	return e
}

func (c *course) passing(e *ending) *Passing {
	if e == nil {
		return nil
	}
	return &Passing{e.on.String(), e.event, e.clause, e.on.Sub(c.from)}
}

// Longest is how long a case can last under a procedure. The zero value says that it is not known.
type Longest struct {
	Days      int
	Unbounded bool
}

// Bound adds to the report by when each matter had to end, at the latest, given how long a case can last under a
// procedure of a version. A case has begun by its first entry, so the days count from there.
func (r *BookReport) Bound(longest func(version, procedure string) Longest) {
	for i := range r.Endings {
		e := &r.Endings[i]
		l := longest(e.version, e.procedure)
		e.Unbounded = l.Unbounded
		if l.Days > 0 {
			e.Longest, e.Latest = &l.Days, e.from.Add(l.Days).String()
		}
	}
}
