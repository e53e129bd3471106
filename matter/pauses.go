package matter

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// declarePause declares a pause: one of the matter or, when only acts of a thread begin it, one of each instance.
func (c *compiler) declarePause(s *rulebook.Statement) {
	name := subject(s)
	thread := c.sharedThread(s, "begins with")
	for _, in := range c.ofEach(thread) {
		slot := c.slot(SlotPause, len(c.p.Pauses), numbered(name, in.instance), 1, 0)
		c.preds[name] = append(c.preds[name], slot)
		c.pauses[name] = append(c.pauses[name], len(c.p.Pauses))
		c.p.Pauses = append(c.p.Pauses, Pause{Name: name, Slot: slot, Deadline: -1, Thread: in.thread, Instance: in.instance})
	}
	c.predOf[name] = thread
}

// pause compiles what begins and ends a pause, and its own deadline, which ends it by operation of the rules.
func (c *compiler) pause(s *rulebook.Statement) {
	most := prop(s, "for at most")
	if most == nil {
		c.report(s.Pos, s, checkMissing, "the pause `"+subject(s)+"` does not say for how long it may last", "add: for at most LIMIT")
	}
	for _, i := range c.pauses[subject(s)] {
		q := &c.p.Pauses[i]
		in := scope{q.Thread, q.Instance}
		q.Norm = c.norm(s)
		q.Begins = c.eventsOf(s, c.refs(s, "begins with"), in)
		q.Ends = c.eventsOf(s, c.refs(s, "ends with"), in)
		if most != nil {
			q.Deadline = c.pauseCap(s, q, most)
		}
		for _, n := range props(s, "at most", "once") {
			if !c.off(s) {
				c.capPause(q, n)
			}
		}
	}
}

// capPause caps how often a pause begins: acts are refused, facts beyond the cap begin none.
func (c *compiler) capPause(q *Pause, n *rulebook.Property) {
	for _, e := range q.Begins {
		act := c.p.Events[e].Act
		c.capAct(act, n, q.Norm)
		if a := &c.p.Acts[act]; a.Kind == Fact && a.Count >= 0 && q.Deadline >= 0 {
			d := &c.p.Deadlines[q.Deadline]
			d.When = append(slices.Clip(d.When), below(a.Count, a.Max+1))
		}
	}
}

// pauseCap makes the pause's own deadline, at whose end the first of what ends it happens by operation of the rules.
func (c *compiler) pauseCap(s *rulebook.Statement, q *Pause, most *rulebook.Property) int {
	d := c.blank(s, q.Name, scope{q.Thread, q.Instance})
	d.From, d.Until, d.PauseCap = q.Begins, q.Ends, true
	c.limit(&d, most.Limit)
	if len(q.Ends) > 0 {
		d.Otherwise = q.Ends[0]
	}
	return c.addDeadline(d, q.Name)
}

// stops compiles which deadlines a pause stops: "stops {a, b}", "stops all" and "stops all except {a, b}". Of a thread's
// pause they are those of the same instance, and the matter's.
func (c *compiler) stops(s *rulebook.Statement) {
	for _, q := range props(s, "stops") {
		var named []int
		for _, e := range q.Events {
			named = append(named, c.deadlinesNamed(s, e)...)
		}
		for _, i := range c.pauses[subject(s)] {
			p := &c.p.Pauses[i]
			for k := range c.p.Deadlines {
				d := &c.p.Deadlines[k]
				meant := contains(named, k) != (q.Value == "all")
				if meant && !d.PauseCap && !(q.Value == "all" && d.Standing) && (p.Thread == "" || d.Thread == "" || d.Thread == p.Thread && d.Instance == p.Instance) && c.spend(1) {
					p.Stops = append(p.Stops, k)
				}
			}
		}
	}
}

// deadlinesNamed finds deadlines by name: a deadline's own, or the act of a duty or window.
func (c *compiler) deadlinesNamed(s *rulebook.Statement, e rulebook.Event) []int {
	list := c.named[e.Name]
	if len(list) == 0 && !c.offDeadline(e.Name) {
		c.unknown(s, e, "deadline", c.deadlineNames)
	}
	return list
}

// offDeadline says whether a deadline is missing only because it was switched off.
func (c *compiler) offDeadline(name string) bool {
	return slices.ContainsFunc(c.stmts, func(t *rulebook.Statement) bool {
		return c.off(t) && (subject(t) == name || t.Act.Name == name)
	})
}

func (c *compiler) deadlineNames() []string {
	var names []string
	for i := range c.p.Deadlines {
		if d := &c.p.Deadlines[i]; d.Instance <= 1 && !slices.Contains(names, d.Name) {
			names = append(names, d.Name)
		}
	}
	return names
}

// extension compiles "extension of D by ACT, adds LIMIT, at most N times" and "restoration of D by ACT, within LIMIT".
func (c *compiler) extension(s *rulebook.Statement) {
	q := prop(s, "by")
	if q == nil || len(q.Events) == 0 {
		c.report(s.Pos, s, checkMissing, "nothing says by what act the limit is lengthened", "add: by ACT")
		return
	}
	if s.Kind == rulebook.KindExtension && !has(s, "adds") {
		c.report(s.Pos, s, checkMissing, "nothing says how much the extension adds", "add: adds LIMIT")
		return
	}
	var all []int
	for _, e := range s.Subject {
		all = append(all, c.deadlinesNamed(s, e)...)
	}
	for _, by := range c.actsOf(s, q.Events[0], scope{}) {
		var list []int
		for _, i := range all {
			if d, a := &c.p.Deadlines[i], &c.p.Acts[by]; a.Thread == "" || d.Thread == "" || d.Thread == a.Thread && d.Instance == a.Instance {
				list = append(list, i)
			}
		}
		if len(list) > 0 {
			c.extendBy(s, by, list)
		}
	}
}

// extendBy lets an act lengthen, or open again, whichever of some deadlines run, or are spent.
func (c *compiler) extendBy(s *rulebook.Statement, by int, list []int) {
	n := c.norm(s)
	x := Extension{Norm: n, Restores: s.Kind == rulebook.KindRestoration, By: by, Max: c.p.Acts[by].Max}
	for _, q := range props(s, "at most", "once") {
		x.Max = max(q.N, 1)
		c.capAct(by, q, n)
	}
	var any [][]Lit
	for _, i := range list {
		d := &c.p.Deadlines[i]
		if !c.lengthens(s, d, &x) {
			return
		}
		if d.ExtSlot < 0 {
			d.ExtSlot = c.slot(SlotExtension, i, numbered(d.Name, d.Instance), 62, 0)
		}
		d.Extensions = append(d.Extensions, x)
		if x.Restores {
			any = append(any, []Lit{is(d.Slot, Spent)})
		} else { // an opened-again window has its own limit and no other
			any = append(any, []Lit{{d.Slot, 1<<Running | 1<<Paused}, {d.ExtSlot, 1<<restored - 1}})
		}
	}
	c.addCond(c.ofAct[by], Cond{Kind: CondWindow, Norm: n, Any: any, Acts: []int{by}})
	if x.Restores {
		c.outerLimit(s, by)
	}
}

// lengthens works out by how much, and how the deadline's slot counts it. Several extensions of one deadline share the
// slot; there is room for 31 combinations of how often each was granted.
func (c *compiler) lengthens(s *rulebook.Statement, d *Deadline, x *Extension) bool {
	if x.Restores {
		x.Adds = d.Limit
		for _, q := range props(s, "within") {
			if len(q.Events) == 0 {
				x.Adds = q.Limit.Limit
			}
		}
		if len(d.Extensions) >= restored-1 {
			c.report(s.Pos, s, checkSize, "`"+d.Name+"` can be lengthened in too many ways", "")
			return false
		}
		return true
	}
	x.Adds = prop(s, "adds").Limit.Limit
	x.weight, x.most = 1, restored-1
	for i := range d.Extensions {
		if o := &d.Extensions[i]; !o.Restores {
			if o.most == restored-1 {
				o.most = max(o.Max, 1)
			}
			x.most = max(x.Max, 1)
			x.weight *= o.most + 1
		}
	}
	if x.weight*(x.most+1) > restored || len(d.Extensions) >= restored-1 {
		c.report(s.Pos, s, checkSize, "`"+d.Name+"` can be lengthened in too many ways", "lower the caps of its extensions")
		return false
	}
	return true
}

// outerLimit compiles "within LIMIT of EVENTS" of a restoration: after that the act comes too late.
func (c *compiler) outerLimit(s *rulebook.Statement, by int) {
	for _, q := range props(s, "within") {
		if len(q.Events) == 0 {
			continue
		}
		in := c.scopeOf(by)
		d := c.blank(s, c.p.Acts[by].Name, in)
		d.From, d.Until, d.Window, d.Restarts = c.eventsOf(s, q.Events, in), c.ofAct[by], by, true
		d.Standing = c.p.Acts[by].In&c.finalStages() != 0
		c.limit(&d, q.Limit)
		i := c.addDeadline(d, c.p.Acts[by].Name)
		c.addCond(c.ofAct[by], Cond{Kind: CondWindow, Norm: d.Norm, Any: [][]Lit{{{c.p.Deadlines[i].Slot, 1<<Running | 1<<Paused}}}, Acts: []int{by}})
	}
}

// capAct caps an act for the sake of what it does: a smaller cap than its own counts too.
func (c *compiler) capAct(act int, q *rulebook.Property, norm int) {
	a := &c.p.Acts[act]
	most := max(q.N, 1)
	if most > mostCounted || a.Max > 0 && a.Max <= most {
		return
	}
	a.Max = most
	shared := c.p.Acts[c.acts[a.Name][0]].Count
	switch {
	case a.Count >= 0:
	case shared >= 0 && (q.Per == "" || q.Per != a.Thread):
		a.Count = shared
	default:
		a.Count = c.slot(SlotCount, act, numbered(a.Name, a.Instance), uint8(most), 0)
	}
	c.addCond(c.ofAct[act], Cond{Kind: CondCount, Norm: norm, Any: [][]Lit{{below(a.Count, most)}}, Acts: []int{act}})
}

// transfers makes what moves a chain start the decision's deadlines again: those that an act of the chain meets. They
// start again only if they run, or if it is their own passing that moves the chain.
func (c *compiler) transfers() {
	for e := range c.p.Events {
		for _, f := range c.p.Events[e].Effects {
			if f.Kind != Count || c.p.Slots[f.Slot].Kind != SlotChain {
				continue
			}
			for i := range c.p.Deadlines {
				d := &c.p.Deadlines[i]
				if c.decidedBy(d, c.p.Slots[f.Slot].Of) && !contains(d.From, e) && c.spend(1) {
					d.From, d.Renews = append(slices.Clip(d.From), e), append(d.Renews, e)
				}
			}
		}
	}
}

// decidedBy says whether a deadline is met by an act of a chain.
func (c *compiler) decidedBy(d *Deadline, chain int) bool {
	return slices.ContainsFunc(d.Until, func(e int) bool {
		return slices.ContainsFunc(c.p.Acts[c.p.Events[e].Act].By, func(by Actor) bool { return by.Chain == chain })
	})
}

// moves compiles "moves CHAIN": the next decider takes over. After the last there is nobody left.
func (c *compiler) moves(s *rulebook.Statement, q *rulebook.Property, act int, events []int) {
	for _, ref := range q.Events {
		i, ok := c.chains[ref.Name]
		if !ok {
			c.unknown(s, ref, "chain", func() []string {
				var names []string
				for _, ch := range c.p.Chains {
					names = append(names, ch.Name)
				}
				return names
			})
			continue
		}
		ch := &c.p.Chains[i]
		c.p.Acts[act].Moves = i
		c.addEffect(events, Effect{Kind: Count, Slot: ch.Slot})
		c.addCond(events, Cond{Kind: CondChain, Norm: c.norm(ch.Decl), Any: [][]Lit{{below(ch.Slot, len(ch.Bodies)-1)}}})
	}
}
