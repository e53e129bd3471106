package check

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// measures asks of every interim measure whether it can be in force with no day by which it is reviewed or ends, and
// whether it can outlive the matter. What comes from outside is supposed to happen too: a resignation or a court's order
// leaves nobody suspended in an ended case.
func (c *caseCheck) measures() {
	for i := range c.p.Measures {
		m := &c.p.Measures[i]
		if !c.interim(m) {
			continue
		}
		if c.unreviewed(m, nil) || c.outlives(m) || len(c.fromOutside) == 0 {
			continue // what outlives a matter that is opened again is not reviewed either: that is one cause
		}
		c.unreviewed(m, c.fromOutside)
	}
	c.endlessInterims()
}

// interim says whether a measure is marked so, or begins with an act that is.
func (c *caseCheck) interim(m *matter.Measure) bool {
	return m.Interim || slices.ContainsFunc(m.Begins, func(e int) bool { return c.is(e, "interim") })
}

func (c *caseCheck) outlives(m *matter.Measure) bool {
	lits := []matter.Lit{is1(m.Slot), {Slot: 0, Mask: uint64(c.finalStages())}}
	story, ok := c.shortest(suspensionOutlivesCase, moment{event: -1, before: lits, insideOnly: true})
	if !ok && len(c.fromOutside) > 0 {
		story, ok = c.shortest(suspensionOutlivesCase, moment{event: -1, before: lits, facts: c.fromOutside})
	}
	if !ok {
		return false
	}
	d := c.findIn(suspensionOutlivesCase, m.Decl, "`%s` can be in force when the matter has ended", m.Name)
	d.Story = story
	if e := c.lastOf(story); e >= 0 {
		d.Help = "write: measure " + m.Name + ", ends with " + c.eventsInWords(append(slices.Clone(m.Ends), e))
	}
	return true
}

func (c *caseCheck) unreviewed(m *matter.Measure, facts []matter.Assumption) bool {
	lits := append([]matter.Lit{is1(m.Slot), {Slot: 0, Mask: uint64(going(c.p))}}, c.noneRuns(m)...)
	story, ok := c.shortest(suspensionUnreviewed, moment{event: -1, before: lits, facts: facts, insideOnly: facts == nil})
	if !ok {
		return false
	}
	d := c.findIn(suspensionUnreviewed, m.Decl, "`%s` can be in force with no day by which it must be reviewed or end", m.Name)
	d.Story, d.Help = story, c.reviewFor(m)
	return true
}

// noneRuns is true of states in which no deadline of a measure runs: one that begins with the measure or its review, or
// whose passing reviews or ends the measure and not the matter with it. That a case ends some day is no review.
func (c *caseCheck) noneRuns(m *matter.Measure) []matter.Lit {
	concerns := func(e int) bool { return has(m.Ends, e) || has(m.Reviews, e) }
	begins := func(e int) bool { return has(m.Begins, e) || has(m.Reviews, e) }
	var lits []matter.Lit
	for i := range c.p.Deadlines {
		d := &c.p.Deadlines[i]
		if !d.Limited() || d.Otherwise < 0 {
			continue
		}
		own := slices.ContainsFunc(d.From, begins)
		if concerns(d.Otherwise) && (own || !c.leadsToFinal(d.Otherwise)) || own && slices.ContainsFunc(d.Until, concerns) {
			lits = append(lits, notRunning(d))
		}
	}
	return lits
}

// reviewFor writes a deadline that reviews or ends a measure, in the names of the book.
func (c *caseCheck) reviewFor(m *matter.Measure) string {
	var until []int
	for _, e := range append(slices.Clone(m.Reviews), m.Ends...) {
		if !c.leadsToFinal(e) && c.p.Events[e].To < 0 && c.byPerson(e) {
			until = append(until, e)
		}
	}
	ends := ""
	for _, e := range m.Ends {
		if c.p.Events[e].To < 0 && (ends == "" || !c.byPerson(e)) {
			ends = c.p.EventName(e)
		}
	}
	if len(m.Begins) == 0 || ends == "" {
		return kindNamed(suspensionUnreviewed).Help
	}
	line := "add: deadline " + m.Name + "-review, from " + c.eventsInWords(append(slices.Clone(m.Begins), m.Reviews...))
	if len(until) > 0 {
		line += ", until " + c.eventsInWords(until)
	}
	return line + ", within N days, otherwise " + ends
}

// eventsInWords joins events as a statement names them: of an act all of whose outcomes are meant, the act.
func (c *caseCheck) eventsInWords(events []int) string {
	var names []string
	for _, e := range events {
		name := c.p.EventName(e)
		if a := c.p.Events[e].Act; !slices.ContainsFunc(c.eventsOf(a), func(x int) bool { return !has(events, x) }) {
			name = c.p.Acts[a].Name
		}
		if !has(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " or ")
}

// endlessInterims reports acts that are interim and begin no measure: nothing says what they do, or when it ends.
func (c *caseCheck) endlessInterims() {
	loose := c.events(func(e int) bool {
		return c.byPerson(e) && c.is(e, "interim") && c.begins(e) == nil && !c.concernsMeasure(e)
	})
	c.reportFirst(suspensionUnreviewed, loose, func(e int) (moment, string) {
		return moment{event: e}, "`%s` is interim, and begins no `measure`: nothing says when it is reviewed or ends"
	})
}

// concernsMeasure says whether an event reviews or ends a measure.
func (c *caseCheck) concernsMeasure(event int) bool {
	return slices.ContainsFunc(c.p.Measures, func(m matter.Measure) bool { return has(m.Reviews, event) || has(m.Ends, event) })
}

// lastOf is the event with which a story ends; -1 when it is not known.
func (c *caseCheck) lastOf(story Story) int {
	if n := len(story.Steps); n > 0 {
		return c.eventNamed(story.Steps[n-1].Act)
	}
	return -1
}
