package check

import (
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// shapes runs the checks on the shape of deadlines and on what comes from outside.
func (c *caseCheck) shapes() {
	c.evergreens()
	c.threadsGrow()
	c.unhandled()
}

// evergreens reports deadlines that those who must act can start again as often as they like, by what restarts them or
// by extending them.
func (c *caseCheck) evergreens() {
	seen := map[*rulebook.Statement]bool{}
	for i := range c.p.Deadlines {
		d := &c.p.Deadlines[i]
		if seen[d.Stmt] || d.Standing || d.Service || d.IsDate {
			continue
		}
		if e := c.restartedBy(d); e >= 0 {
			seen[d.Stmt] = true
			f := c.findIn(evergreen, d.Stmt, "`%s` can start `%s` again as often as those like who must act", c.p.EventName(e), d.Name)
			pointAt(f, property(d.Stmt, rulebook.KeyRestarts))
			f.Story, _ = c.shortest(evergreen, moment{event: e, before: []matter.Lit{running(d)}})
			continue
		}
		for _, x := range d.Extensions {
			if !x.Restores && x.Max == 0 && c.uncapped(x.By) {
				seen[d.Stmt] = true
				f := c.findIn(evergreen, c.p.Norms[x.Norm].Stmt, "`%s` can be extended as often as anybody likes", d.Name)
				if events := c.eventsOf(x.By); len(events) > 0 {
					f.Story, _ = c.shortest(evergreen, moment{event: events[0]})
				}
				break
			}
		}
	}
}

func running(d *matter.Deadline) matter.Lit {
	return matter.Lit{Slot: d.Slot, Mask: 1<<matter.Running | 1<<matter.Paused}
}

func (c *caseCheck) uncapped(act int) bool { return c.p.Acts[act].Max == 0 }

// restartedBy finds the event by which whoever must act starts a deadline again, without a cap; -1 when there is none.
func (c *caseCheck) restartedBy(d *matter.Deadline) int {
	if !d.Restarts {
		return -1
	}
	for _, e := range d.From {
		act := c.p.Events[e].Act
		if !c.byPerson(e) || !c.uncapped(act) || c.p.Acts[act].Instance > 1 || !c.sameHands(e, d) || !c.canHappen(e, running(d)) {
			continue
		}
		return e
	}
	return -1
}

// sameHands says whether an event is in the hands of those who must meet the deadline, or of everyone.
func (c *caseCheck) sameHands(event int, d *matter.Deadline) bool {
	if c.p.Acts[c.p.Events[event].Act].Anyone {
		return true
	}
	who := c.capacities(event)
	for _, until := range d.Until {
		if either(who, c.capacities(until)) {
			return true
		}
	}
	return len(d.Until) == 0
}

// canHappen says whether an event can happen while a literal holds.
func (c *caseCheck) canHappen(event int, lit matter.Lit) bool {
	return c.can(evergreen, moment{event: event, before: []matter.Lit{lit}})
}

// threadsGrow reports deadlines of the matter that an act of a thread starts again: the case is the longer the more
// charges, seats or measures there are.
func (c *caseCheck) threadsGrow() {
	seen := map[*rulebook.Statement]bool{}
	for i := range c.p.Deadlines {
		d := &c.p.Deadlines[i]
		if !d.Restarts || d.Standing || seen[d.Stmt] || c.ofThread(d) {
			continue
		}
		for _, e := range d.From {
			a := &c.p.Acts[c.p.Events[e].Act]
			if a.Thread == "" {
				continue
			}
			seen[d.Stmt] = true
			f := c.findIn(growsWithThreads, d.Stmt, "each `%s` starts `%s` again: the case grows with every %s", a.Name, d.Name, a.Thread)
			pointAt(f, property(d.Stmt, rulebook.KeyRestarts))
			break
		}
	}
}

// ofThread says whether each instance of a thread has a deadline of this statement for itself.
func (c *caseCheck) ofThread(d *matter.Deadline) bool {
	n := 0
	for i := range c.p.Deadlines {
		if c.p.Deadlines[i].Stmt == d.Stmt {
			n++
		}
	}
	return n > 1
}

// unhandled reports facts about an act, such as a court's order, of which nothing says what follows.
func (c *caseCheck) unhandled() {
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		if a.Kind != matter.Fact || a.Synthetic || property(a.Decl, rulebook.KeyChangesNothing) != nil {
			continue
		}
		if property(a.Decl, rulebook.KeyOf) == nil && !c.hasKind(i, "reference") {
			continue
		}
		if !c.hasEffect(i) {
			of := ""
			if q := property(a.Decl, rulebook.KeyOf); q != nil {
				of = " of `" + inWords(namesOf(q), "or") + "`"
			}
			c.findIn(externalUnhandled, a.Decl, "`%s`%s may come at any time, and nothing says what follows from it", a.Name, of)
		}
	}
}

func (c *caseCheck) hasKind(act int, kind string) bool {
	for _, e := range c.eventsOf(act) {
		if c.is(e, kind) {
			return true
		}
	}
	return false
}

// hasEffect says whether anything follows from an act: a stage, an effect, a deadline, a pause, another event.
func (c *caseCheck) hasEffect(act int) bool {
	for _, e := range c.eventsOf(act) {
		ev := &c.p.Events[e]
		if ev.To >= 0 || len(ev.Effects) > 0 {
			return true
		}
		for i := range c.p.Deadlines {
			if d := &c.p.Deadlines[i]; has(d.From, e) || has(d.Until, e) {
				return true
			}
		}
		for i := range c.p.Pauses {
			if q := &c.p.Pauses[i]; has(q.Begins, e) || has(q.Ends, e) {
				return true
			}
		}
		for i := range c.p.Measures {
			if m := &c.p.Measures[i]; has(m.Begins, e) || has(m.Ends, e) {
				return true
			}
		}
	}
	for i := range c.p.Follows {
		if has(c.p.Follows[i].All, act) {
			return true
		}
	}
	return false
}

// linked reports procedures that wait for each other: each reads what the other exports.
func (b *bookCheck) linked() {
	waits := map[string][]string{}
	at := map[string]*rulebook.Statement{}
	for _, p := range b.rules.Procedures {
		for i := range p.Links {
			if l := &p.Links[i]; l.Of != "" && readsLink(p, l) {
				waits[p.Name] = append(waits[p.Name], l.Of)
				at[p.Name+" "+l.Of] = l.Decl
			}
		}
	}
	for _, p := range b.rules.Procedures {
		for _, next := range waits[p.Name] {
			if path := pathTo(waits, next, p.Name, nil); path != nil {
				b.findIn(mutualWait, at[p.Name+" "+next], "matters wait for each other: %s", arrows(append([]string{p.Name}, path...)))
				return
			}
		}
	}
}

// pathTo finds how one procedure waits for another.
func pathTo(waits map[string][]string, from, to string, seen []string) []string {
	if from == to {
		return []string{to}
	}
	if has(seen, from) {
		return nil
	}
	for _, next := range waits[from] {
		if rest := pathTo(waits, next, to, append(seen, from)); rest != nil {
			return append([]string{from}, rest...)
		}
	}
	return nil
}

// readsLink says whether anything in a procedure depends on what a link exports.
func readsLink(p *matter.Procedure, l *matter.Link) bool {
	reads := func(lits []matter.Lit) bool {
		for _, x := range lits {
			if has(l.Slots, x.Slot) {
				return true
			}
		}
		return false
	}
	for e := range p.Events {
		for _, cond := range p.Events[e].Conds {
			for _, alt := range cond.Any {
				if reads(alt) {
					return true
				}
			}
		}
	}
	for i := range p.Deadlines {
		if d := &p.Deadlines[i]; reads(d.While) || reads(d.When) {
			return true
		}
	}
	return false
}
