package matter

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// setBy makes events write a value to slots: where there is one for each instance, to that of theirs.
func (c *compiler) setBy(s *rulebook.Statement, key rulebook.Key, slots []int, thread string, value uint8) []int {
	var all []int
	for _, in := range c.ofEach(thread) {
		events := c.eventsOf(s, c.refs(s, key), in)
		for _, slot := range inScope(slots, thread, in) {
			c.addEffect(events, Effect{Kind: Set, Slot: slot, Value: value})
		}
		all = append(all, events...)
	}
	return all
}

func (c *compiler) predicate(s *rulebook.Statement) {
	name := subject(s)
	c.setBy(s, "set by", c.preds[name], c.predOf[name], 1)
	c.setBy(s, "cleared by", c.preds[name], c.predOf[name], 0)
}

func (c *compiler) measure(s *rulebook.Statement) {
	for i := range c.p.Measures {
		m := &c.p.Measures[i]
		if m.Decl != s {
			continue
		}
		m.Begins = c.setBy(s, "begins with", []int{m.Slot}, "", 1)
		m.Ends = c.setBy(s, "ends with", []int{m.Slot}, "", 0)
		m.Reviews = c.eventsOf(s, c.refs(s, "reviewed by"), scope{})
	}
}

// datumSetBy lets events choose the value of a datum.
func (c *compiler) datumSetBy(s *rulebook.Statement) {
	for _, d := range c.data[subject(s)] {
		in := scope{c.p.Data[d].Thread, c.p.Data[d].Instance}
		for _, e := range c.eventsOf(s, c.refs(s, "set by"), in) {
			c.p.Events[e].Sets = appendNew(c.p.Events[e].Sets, d)
		}
	}
}

// bar compiles "bar A from {B, C}" and "bar A and B from each other".
func (c *compiler) bar(s *rulebook.Statement) {
	n := c.norm(s)
	from := prop(s, "from")
	c.actorsNamed(s, s.Subject)
	if from == nil {
		for i, a := range s.Subject {
			for j, b := range s.Subject {
				if i != j && c.spend(1) {
					c.p.Bars = append(c.p.Bars, Bar{actor(a), actor(b), n})
				}
			}
		}
		return
	}
	c.actorsNamed(s, from.Events)
	for _, a := range s.Subject {
		for _, b := range from.Events {
			if c.spend(1) {
				c.p.Bars = append(c.p.Bars, Bar{actor(a), actor(b), n})
			}
		}
	}
}

func actor(e rulebook.Event) Actor { return Actor{Name: e.Name, DoerOf: e.DoerOf, Chain: -1} }

// actorsNamed reports names that are no role, body, office or status, or doers of no act.
func (c *compiler) actorsNamed(s *rulebook.Statement, list []rulebook.Event) {
	for _, e := range list {
		if e.DoerOf {
			c.actsOf(s, e, scope{})
		}
	}
	c.knownPersons(s, list, "role, body, office or status")
}

// only compiles "only B may impose S": another body's event may not choose S.
func (c *compiler) only(s *rulebook.Statement) {
	o := OnlyMay{Norm: c.norm(s), Decl: s}
	c.knownPersons(s, s.Subject, "body or office")
	for _, e := range s.Subject {
		o.Bodies = append(o.Bodies, e.Name)
	}
	for _, e := range c.refs(s, "may impose") {
		if c.sanctionNamed(e.Name) == nil {
			c.unknown(s, e, "sanction", c.sanctionNames)
			continue
		}
		o.Sanctions = append(o.Sanctions, e.Name)
	}
	c.p.Only = append(c.p.Only, o)
	for _, d := range c.data["sanction"] {
		others := Lit{Slot: c.p.Data[d].Slot, Mask: 1}
		for v, name := range c.p.Data[d].Values {
			if !slices.Contains(o.Sanctions, name) {
				others.Mask |= 1 << uint(v+1)
			}
		}
		for e := range c.p.Events {
			if contains(c.p.Events[e].Sets, d) {
				c.onlyFor(e, o, others)
			}
		}
	}
}

// onlyFor keeps an event from choosing a sanction unless whoever decides is one of those who may impose it.
func (c *compiler) onlyFor(event int, o OnlyMay, others Lit) {
	any := [][]Lit{{others}}
	for _, by := range c.deciders(event) {
		if slices.Contains(o.Bodies, by.body) {
			any = append(any, by.lits)
		}
	}
	c.addCond([]int{event}, Cond{Kind: CondSanction, Norm: o.Norm, Any: any})
}

// decider is one who may be deciding in an event, and when it is.
type decider struct {
	body string
	lits []Lit // the chain has come to it; none where there is no chain
}

// deciders lists who may be deciding in an event: its one actor or, of a chain, each link while it is its turn.
func (c *compiler) deciders(event int) []decider {
	e := &c.p.Events[event]
	var list []decider
	for _, by := range c.p.Acts[e.Act].By {
		switch {
		case e.As != "" && by.Name != e.As || by.DoerOf:
		case by.Chain >= 0:
			ch := &c.p.Chains[by.Chain]
			for k, body := range ch.Bodies {
				l := is(ch.Slot, uint8(k))
				if k == len(ch.Bodies)-1 {
					l.Mask = ^uint64(0) << uint(k)
				}
				list = append(list, decider{body, []Lit{l}})
			}
		case e.As != "" || len(c.p.Acts[e.Act].By) == 1:
			list = append(list, decider{by.Name, nil})
		}
	}
	return list
}

// limitation compiles "limitation of A within LIMIT of conduct unless E".
func (c *compiler) limitation(s *rulebook.Statement) {
	l := Limitation{Norm: c.norm(s), Unless: -1}
	if q := prop(s, "within"); q != nil {
		l.Limit, l.Of = q.Limit.Limit, q.Value
	} else {
		c.report(s.Pos, s, checkMissing, "the limitation does not say within how long", "add: within 12 months of conduct")
		return
	}
	if events := c.eventsOf(s, c.refs(s, "unless"), scope{}); len(events) > 0 {
		l.Unless = events[0]
	}
	for _, e := range s.Subject {
		for _, act := range c.actsOf(s, e, scope{}) {
			l.Act = act
			c.p.Limits = append(c.p.Limits, l)
		}
	}
}

// assume compiles "assume FACT at most N times, D days each".
func (c *compiler) assume(s *rulebook.Statement) {
	a := Assumption{Times: 1, Decl: s}
	if q := prop(s, "at most"); q != nil {
		a.Times = q.N
	}
	if q := prop(s, "each"); q != nil {
		if _, most, _, _ := c.rules.Calendar.Range(q.Limit.Limit, true); most > 0 {
			a.Days = most
		}
	}
	for _, e := range s.Subject {
		for _, act := range c.actsOf(s, e, scope{}) {
			if a.Act = act; c.p.Acts[act].Kind != Fact {
				c.report(e.Pos, s, checkReference, "`"+e.Name+"` is no fact: nothing need be assumed about it", "cap the act: at most N times")
				break
			}
			c.p.Assume = append(c.p.Assume, a)
		}
	}
}
