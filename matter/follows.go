package matter

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// pendingFollow is a "follows" that is worked out once every act has its events.
type pendingFollow struct {
	stmt  *rulebook.Statement
	event int
	refs  []rulebook.Event
	join  rulebook.Join
	norm  int
	in    scope
}

// followsFrom notes "B follows A and C".
func (c *compiler) followsFrom(s *rulebook.Statement, q *rulebook.Property, events []int, n int, in scope) {
	if len(events) == 0 || !c.canFollow(s, q.Pos, events) {
		return
	}
	// Of several events with one outcome, one for each who may do it, the first stands for all.
	c.follows = append(c.follows, pendingFollow{s, events[0], q.Events, q.Join, n, in})
}

// canFollow reports an act that cannot happen by operation of the rules, or of which it is not said with what outcome.
func (c *compiler) canFollow(s *rulebook.Statement, at rulebook.Pos, events []int) bool {
	e := &c.p.Events[events[0]]
	a := &c.p.Acts[e.Act]
	switch {
	case a.Kind == PersonAct && e.Outcome < 0:
		c.report(at, s, checkReference, "`"+a.Name+"` is an act of a person: nobody can be made to do it", "name a clock act, or one of the act's outcomes")
	case slices.ContainsFunc(events, func(i int) bool { return c.p.Events[i].Outcome != e.Outcome }):
		c.report(at, s, checkReference, "`"+a.Name+"` has several outcomes", "name the one that is meant: "+a.Name+"("+a.Outcomes[0]+")")
	default:
		return true
	}
	return false
}

// exceptWhat compiles "changes nothing except E": E follows from the fact.
func (c *compiler) exceptWhat(s *rulebook.Statement, q *rulebook.Property, events []int, n int, in scope) {
	if len(events) == 0 {
		return
	}
	from := []rulebook.Event{{Name: c.p.Acts[c.p.Events[events[0]].Act].Name, Pos: q.Pos}}
	for _, ref := range q.Events {
		if found := c.eventsOf(s, []rulebook.Event{ref}, in); len(found) > 0 && c.canFollow(s, q.Pos, found) {
			c.follows = append(c.follows, pendingFollow{s, found[0], from, rulebook.NoJoin, n, in})
		}
	}
}

// resolveFollows turns what was noted into follows: a list joined by "or" is one follow each, by "and" one for all.
func (c *compiler) resolveFollows() {
	for _, f := range c.follows {
		if f.join == rulebook.And {
			c.addFollow(f, f.refs)
			continue
		}
		for i := range f.refs {
			c.addFollow(f, f.refs[i:i+1])
		}
	}
	c.breakCircles()
}

func (c *compiler) addFollow(f pendingFollow, refs []rulebook.Event) {
	follow := Follow{Event: f.event, Norm: f.norm}
	for _, r := range refs {
		acts := c.actsOf(f.stmt, r, f.in)
		conds := [][][]Lit{c.executed(f.stmt, r, acts)}
		if r.Quant != "" {
			acts = c.actsOf(f.stmt, r, scope{})
			conds = c.quantified(f.stmt, r, false)
		}
		for _, any := range conds {
			switch len(any) {
			case 0:
				return // it was reported
			case 1:
				follow.Lits = append(follow.Lits, any[0]...)
			default:
				follow.Any = append(follow.Any, any)
			}
		}
		follow.All = append(follow.All, acts...)
	}
	if len(follow.All) > 0 && c.spend(len(follow.All)) {
		c.p.Follows = append(c.p.Follows, follow)
	}
}

// breakCircles reports and leaves out what would follow from itself.
func (c *compiler) breakCircles() {
	next := make([][]int, len(c.p.Acts)) // by act: the follows it may complete
	for i := range c.p.Follows {
		for _, a := range c.p.Follows[i].All {
			next[a] = appendNew(next[a], i)
		}
	}
	drop := make([]bool, len(c.p.Follows))
	state := make([]uint8, len(c.p.Acts)) // 1: being visited, 2: done
	var visit func(act int)
	visit = func(act int) {
		state[act] = 1
		for _, i := range next[act] {
			to := c.p.Events[c.p.Follows[i].Event].Act
			switch state[to] {
			case 0:
				visit(to)
			case 1:
				drop[i] = true
				s := c.p.Norms[c.p.Follows[i].Norm].Stmt
				c.report(s.Pos, s, checkTerm, "`"+c.p.Acts[to].Name+"` would follow from itself", "take out one of the statements by which it follows")
			}
		}
		state[act] = 2
	}
	for a := range c.p.Acts {
		if state[a] == 0 {
			visit(a)
		}
	}
	kept := c.p.Follows[:0]
	for i, f := range c.p.Follows {
		if !drop[i] {
			kept = append(kept, f)
		}
	}
	c.p.Follows = kept
}
