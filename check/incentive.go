package check

import (
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// incentives reports deadlines that a side can let pass by doing nothing, and whose passing favours that side.
//
// A side can force a deadline to pass when nothing that the others can do, once it runs, meets it or stops it without an
// act of that side. Whether there is such a thing is a question of what can be reached: the others are taken to work
// together as well as they can.
func (c *caseCheck) incentives() {
	seen := map[*rulebook.Statement]bool{}
	for i := range c.p.Deadlines {
		d := &c.p.Deadlines[i]
		if d.Otherwise < 0 || !d.Limited() || d.Window >= 0 || d.Service || seen[d.Stmt] {
			continue
		}
		side := c.p.Events[d.Otherwise].Favours
		if side == matter.NoSide || side == matter.Neutral || !c.passes(d) || c.othersCanStop(d, side) {
			continue
		}
		seen[d.Stmt] = true
		f := c.findIn(clockFavoursDelayer, d.Stmt, "the %s can let `%s` pass by doing nothing, and `%s` favours the %s",
			side, d.Name, c.p.EventName(d.Otherwise), side)
		pointAt(f, property(d.Stmt, rulebook.KeyOtherwise))
		f.Story, _ = c.shortest(clockFavoursDelayer, moment{event: d.Otherwise})
	}
}

// passes says whether a deadline can pass at all.
func (c *caseCheck) passes(d *matter.Deadline) bool {
	_, ok := c.shortest(clockFavoursDelayer, moment{event: d.Otherwise, before: []matter.Lit{running(d)}})
	return ok
}

// othersCanStop says whether a running deadline can be met, or left behind, without an act of a side since it began.
func (c *caseCheck) othersCanStop(d *matter.Deadline, side matter.Side) bool {
	watch := []Watch{{Set: c.actsOfSide(side, d), Clear: c.starters(d)}}
	for e := range c.p.Events {
		if e == d.Otherwise || has(watch[0].Set, e) || !c.stops(e, d) {
			continue
		}
		q := moment{watch: watch, event: e, before: []matter.Lit{running(d), c.clear(0)}, after: []matter.Lit{notRunning(d)}}
		if !c.never(clockFavoursDelayer, q) {
			return true
		}
	}
	return false
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

// stops says whether an event may meet a deadline or leave its scope.
func (c *caseCheck) stops(event int, d *matter.Deadline) bool {
	to := c.p.Events[event].To
	return has(d.Until, event) || to >= 0 && (c.p.Stages[to].Final || d.In != 0 && !d.In.Has(to)) || len(d.While) > 0
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
