package matter

import "github.com/evenhand/evenhand/rulebook"

// setBy makes events write a value to a slot.
func (c *compiler) setBy(s *rulebook.Statement, key rulebook.Key, slot int, value uint8) []int {
	var events []int
	for _, q := range props(s, key) {
		events = append(events, c.eventsOf(s, q.Events, scope{})...)
	}
	for _, e := range events {
		c.p.Events[e].Effects = append(c.p.Events[e].Effects, Effect{Kind: Set, Slot: slot, Value: value})
	}
	return events
}

func (c *compiler) predicate(s *rulebook.Statement) {
	slot := c.preds[subject(s)]
	c.setBy(s, "set by", slot, 1)
	c.setBy(s, "cleared by", slot, 0)
}

func (c *compiler) measure(s *rulebook.Statement) {
	for i := range c.p.Measures {
		m := &c.p.Measures[i]
		if m.Decl != s {
			continue
		}
		m.Begins = c.setBy(s, "begins with", m.Slot, 1)
		m.Ends = c.setBy(s, "ends with", m.Slot, 0)
		for _, q := range props(s, "reviewed by") {
			m.Reviews = append(m.Reviews, c.eventsOf(s, q.Events, scope{})...)
		}
	}
}

// datumSetBy lets events choose the value of a datum.
func (c *compiler) datumSetBy(s *rulebook.Statement) {
	d := c.data[subject(s)]
	for _, q := range props(s, "set by") {
		for _, e := range c.eventsOf(s, q.Events, scope{}) {
			if ev := &c.p.Events[e]; !contains(ev.Sets, d) {
				ev.Sets = append(ev.Sets, d)
			}
		}
	}
}

// bar compiles "bar A from {B, C}" and "bar A and B from each other".
func (c *compiler) bar(s *rulebook.Statement) {
	n := c.norm(s)
	for _, e := range s.Subject {
		c.actorNamed(s, e)
	}
	from := prop(s, "from")
	if from == nil {
		for i, a := range s.Subject {
			for j, b := range s.Subject {
				if i != j {
					c.p.Bars = append(c.p.Bars, Bar{actor(a), actor(b), n})
				}
			}
		}
		return
	}
	for _, a := range s.Subject {
		for _, b := range from.Events {
			c.actorNamed(s, b)
			c.p.Bars = append(c.p.Bars, Bar{actor(a), actor(b), n})
		}
	}
}

func actor(e rulebook.Event) Actor { return Actor{Name: e.Name, DoerOf: e.DoerOf, Chain: -1} }

// actorNamed reports a name that is no role, body, office or status, or a doer of no act.
func (c *compiler) actorNamed(s *rulebook.Statement, e rulebook.Event) {
	if e.DoerOf {
		c.actsOf(s, e, scope{})
	} else if !c.isPerson(e.Name) {
		c.unknown(s, e, "role, body, office or status", c.personNames())
	}
}

// only compiles "only B may impose S": another body's event may not choose S.
func (c *compiler) only(s *rulebook.Statement) {
	o := OnlyMay{Norm: c.norm(s), Decl: s}
	for _, e := range s.Subject {
		o.Bodies = append(o.Bodies, e.Name)
		if !c.isPerson(e.Name) {
			c.unknown(s, e, "body or office", c.personNames())
		}
	}
	for _, q := range props(s, "may impose") {
		for _, e := range q.Events {
			if c.sanctionNamed(e.Name) == nil {
				c.unknown(s, e, "sanction", c.sanctionNames())
				continue
			}
			o.Sanctions = append(o.Sanctions, e.Name)
		}
	}
	c.p.Only = append(c.p.Only, o)
	d, ok := c.data["sanction"]
	if !ok {
		return
	}
	for i := range c.p.Events {
		e := &c.p.Events[i]
		if !contains(e.Sets, d) || containsWord(o.Bodies, c.decider(e)) {
			continue
		}
		l := Lit{Slot: c.p.Data[d].Slot}
		for v, name := range c.p.Data[d].Values {
			if !containsWord(o.Sanctions, name) {
				l.Mask |= 1 << uint(v+1)
			}
		}
		e.Conds = append(e.Conds, Cond{Kind: CondSanction, Norm: o.Norm, Any: [][]Lit{{l}}})
	}
}

// decider is the one actor of an event; empty when there are several or none.
func (c *compiler) decider(e *Event) string {
	if a := &c.p.Acts[e.Act]; e.As == "" && len(a.By) == 1 {
		return a.By[0].Name
	}
	return e.As
}

// latch compiles "latched at E" of signatures: from then on the count stands still. The bit is free until then, and
// what may be done is decided by it at that act, so nothing is left to write down here.
func (c *compiler) latch(s *rulebook.Statement) {
	for _, q := range props(s, "latched at") {
		c.eventsOf(s, q.Events, scope{})
	}
}

// limitation compiles "limitation of A within LIMIT of conduct unless E".
func (c *compiler) limitation(s *rulebook.Statement) {
	l := Limitation{Norm: c.norm(s), Unless: -1}
	acts := c.actsOf(s, s.Subject[0], scope{})
	if len(acts) == 0 {
		return
	}
	l.Act = acts[0]
	if q := prop(s, "within"); q != nil {
		l.Limit, l.Of = q.Limit.Limit, q.Value
	}
	if q := prop(s, "unless"); q != nil {
		if events := c.eventsOf(s, q.Events, scope{}); len(events) > 0 {
			l.Unless = events[0]
		}
	}
	c.p.Limits = append(c.p.Limits, l)
}

func (c *compiler) assume(s *rulebook.Statement) {
	for _, act := range c.actsOf(s, s.Subject[0], scope{}) {
		a := Assumption{Act: act, Times: 1, Decl: s}
		if q := prop(s, "at most"); q != nil {
			a.Times = q.N
		}
		if q := prop(s, "each"); q != nil {
			a.Days = q.Limit.N
		}
		c.p.Assume = append(c.p.Assume, a)
	}
}
