package check

import (
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// incentives reports deadlines that a side can force to pass, and whose passing favours that side.
//
// It can when the others cannot keep it from passing, even if they work together as well as they can. That is found out
// twice: with days, for a side that does nothing (nothing that the others can do, whenever the deadline runs, meets it or
// leaves it behind); and without days, as a game, for a side that acts as well (game.go).
func (c *caseCheck) incentives() {
	list := c.partial()
	if len(list) == 0 {
		return
	}
	seen := map[*rulebook.Statement]bool{}
	for _, i := range list {
		d := &c.p.Deadlines[i]
		for _, side := range c.favoured(d.Otherwise) {
			seen[d.Stmt] = seen[d.Stmt] || c.forced(i, side)
		}
	}
}

// partial lists the deadlines whose passing favours a side. A window is the party's own.
func (c *caseCheck) partial() []int {
	var list []int
	for i := range c.p.Deadlines {
		d := &c.p.Deadlines[i]
		if d.Otherwise >= 0 && d.Limited() && d.Window < 0 && !d.Service && !d.PauseCap && len(c.favoured(d.Otherwise)) > 0 {
			list = append(list, i)
		}
	}
	return list
}

// favoured lists the sides that an event favours: as the book says, or those against whom it does not go.
func (c *caseCheck) favoured(event int) []matter.Side {
	switch e := &c.p.Events[event]; {
	case e.Favours == matter.Neutral:
	case e.Favours != matter.NoSide:
		return []matter.Side{e.Favours}
	case c.adverse(event) == matter.Complainant:
		return []matter.Side{matter.Respondent}
	case c.adverse(event) == matter.Respondent:
		return []matter.Side{matter.Complainant, matter.Organisation}
	}
	return nil
}

// forced reports a deadline that a side can force to pass. What comes from outside could help the others, too.
func (c *caseCheck) forced(deadline int, side matter.Side) bool {
	d := &c.p.Deadlines[deadline]
	story, idle := c.board().lostBegin(c, deadline, side)
	if len(story.Steps) > 0 && len(c.fromOutside) > 0 {
		if c.withOutsiders == nil {
			c.withOutsiders = c.newBoard(c.fromOutside)
		}
		story, idle = c.withOutsiders.lostBegin(c, deadline, side)
	}
	if len(story.Steps) == 0 && !c.othersCanStop(deadline, side, nil) && !c.othersCanStop(deadline, side, c.fromOutside) {
		idle = true
		story, _ = c.shortest(clockFavoursDelayer, moment{event: d.Otherwise, before: []matter.Lit{running(d)}})
	}
	if len(story.Steps) == 0 || c.never(clockFavoursDelayer, moment{event: d.Otherwise, before: []matter.Lit{running(d)}}) {
		return false
	}
	how := "by doing nothing"
	if !idle {
		how = "whatever the others do"
	}
	f := c.findIn(clockFavoursDelayer, d.Stmt, "the %s can let %s pass %s, and `%s` favours the %s", side, timeOf(d), how, c.p.EventName(d.Otherwise), side)
	pointAt(f, property(d.Stmt, rulebook.KeyOtherwise))
	f.Story = story
	return true
}

// othersCanStop says whether a running deadline can ever be met, or left behind, without an act of a side since it began.
func (c *caseCheck) othersCanStop(deadline int, side matter.Side, facts []matter.Assumption) bool {
	d := &c.p.Deadlines[deadline]
	watch := []Watch{{Set: c.actsOfSide(side, d), Clear: c.starters(d)}}
	before, after := []matter.Lit{running(d), c.clear(0)}, []matter.Lit{notRunning(d)}
	gl := goal{question: question{watch: watch, facts: facts}, only: true, first: c.everywhere(before, after)}
	gl.see.at = []eventLits{{-1, before}, {-1, after}}
	gl.edge = func(g *graph, s int32, e edge) int {
		return reached(int(g.labels[e.label].deadline) != deadline && g.holds(s, before) && g.holds(e.to, after))
	}
	f, err := c.prover.survey(gl)
	if err != nil || f.why != "" {
		c.notProven(clockFavoursDelayer, "procedure %s: %s", c.p.Name, whyNot(err, f.why))
	}
	return err != nil || f.why != "" || f.runs[0] != nil
}

func notRunning(d *matter.Deadline) matter.Lit {
	return matter.Lit{Slot: d.Slot, Mask: 1<<matter.Idle | 1<<matter.Spent}
}

// actsOfSide lists the events that a side alone does, but for those that start the deadline.
func (c *caseCheck) actsOfSide(side matter.Side, d *matter.Deadline) []int {
	starts := c.starters(d)
	return c.allEvents(func(e int) bool {
		who := c.capacities(e)
		for _, w := range who {
			if c.sideOf(w) != side {
				return false
			}
		}
		return len(who) > 0 && c.byPerson(e) && !has(starts, e)
	})
}

// starters lists the events that start a deadline.
func (c *caseCheck) starters(d *matter.Deadline) []int {
	return c.allEvents(func(e int) bool {
		to := c.p.Events[e].To
		return has(d.From, e) || to >= 0 && d.Entering.Has(to)
	})
}

func (c *caseCheck) allEvents(f func(event int) bool) []int {
	var list []int
	for e := range c.p.Events {
		if f(e) {
			list = append(list, e)
		}
	}
	return list
}
