package check

import "github.com/evenhand/evenhand/matter"

// judgments lists the events that decide against the respondent; of those of which one can only come after another, the
// first. Where no decision says for or against whom it is, they are all the decisions.
func (c *caseCheck) judgments() []int {
	var first []int
	for _, e := range c.decisionsAgainst() {
		for _, f := range c.firstDecisions(e, nil) {
			if !has(first, f) {
				first = append(first, f)
			}
		}
	}
	return first
}

// firstDecisions follows a decision back to those that must have come before it: what it needs, and what alone leads to
// its stage.
func (c *caseCheck) firstDecisions(event int, seen []int) []int {
	act := c.p.Events[event].Act
	if has(seen, act) {
		return nil
	}
	before := c.decisionsNeeded(event)
	if before == nil {
		before = c.decisionsLeading(event)
	}
	var list []int
	for _, a := range before {
		for _, e := range c.against(a) {
			list = append(list, c.firstDecisions(e, append(seen, act))...)
		}
	}
	if len(list) == 0 {
		return []int{event}
	}
	return list
}

// against lists the events of an act that go against the respondent; all of them when none says so.
func (c *caseCheck) against(act int) []int {
	var list []int
	for _, e := range c.eventsOf(act) {
		if c.adverse(e) == matter.Respondent {
			list = append(list, e)
		}
	}
	if list == nil {
		return c.eventsOf(act)
	}
	return list
}

// decisionsNeeded lists the other decisions one of which an event needs.
func (c *caseCheck) decisionsNeeded(event int) []int {
	for i := range c.p.Events[event].Conds {
		cond := &c.p.Events[event].Conds[i]
		if cond.Kind == matter.CondNeeds && len(cond.Acts) > 0 && c.allDecisions(cond.Acts, c.p.Events[event].Act) {
			return cond.Acts
		}
	}
	return nil
}

// decisionsLeading lists the other decisions that alone lead to the stages of an event.
func (c *caseCheck) decisionsLeading(event int) []int {
	in := c.p.Acts[c.p.Events[event].Act].In
	var acts []int
	for e := range c.p.Events {
		act := c.p.Events[e].Act
		if to := c.p.Events[e].To; to >= 0 && in.Has(to) && c.p.Acts[act].In&^in != 0 && c.without.events[e] && !has(acts, act) {
			acts = append(acts, act)
		}
	}
	if len(acts) == 0 || !c.allDecisions(acts, c.p.Events[event].Act) {
		return nil
	}
	return acts
}

// allDecisions says whether acts are decisions of persons, and none is the one excepted.
func (c *caseCheck) allDecisions(acts []int, but int) bool {
	for _, a := range acts {
		events := c.eventsOf(a)
		if c.p.Acts[a].Name == c.p.Acts[but].Name || len(events) == 0 || !c.byPerson(events[0]) || !c.is(events[0], "decision") {
			return false
		}
	}
	return true
}

func (c *caseCheck) decisionsAgainst() []int {
	var against, all []int
	directed := false
	for _, e := range c.ofKind("decision") {
		side := c.adverse(e)
		directed = directed || side != matter.NoSide || c.p.Events[e].Favours != matter.NoSide
		all = append(all, e)
		if side == matter.Respondent {
			against = append(against, e)
		}
	}
	if directed {
		return against
	}
	return all
}
