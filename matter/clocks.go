package matter

import (
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/rulebook"
)

// blank is a deadline of which nothing is said yet.
func (c *compiler) blank(s *rulebook.Statement, name string, in scope) Deadline {
	return Deadline{Name: name, Norm: c.norm(s), Otherwise: -1, Window: -1, Duty: -1, ExtSlot: -1, Stmt: s, Thread: in.thread, Instance: in.instance}
}

// addDeadline gives a deadline its slot. Known is the name by which extensions and pauses speak of it.
func (c *compiler) addDeadline(d Deadline, known string) int {
	i := len(c.p.Deadlines)
	d.Slot = c.slot(SlotDeadline, i, numbered(d.Name, d.Instance), Spent, Idle)
	c.p.Deadlines = append(c.p.Deadlines, d)
	c.named[known] = append(c.named[known], i)
	c.spend(1 + len(d.From) + len(d.Until))
	return i
}

// deadline compiles "deadline NAME", once for each instance of a thread that it is about.
func (c *compiler) deadline(s *rulebook.Statement) {
	name := subject(s)
	if old := c.named[name]; len(old) > 0 && c.p.Deadlines[old[0]].Stmt.Kind == rulebook.KindDeadline && s.Despite == nil {
		c.report(s.Subject[0].Pos, s, checkTwice, "deadline `"+name+"` is declared twice", "give one of them another name")
	}
	c.hasLimit(s)
	if !has(s, "from") && !has(s, "from entering") && !has(s, "for each") {
		c.report(s.Pos, s, checkMissing, "nothing says what starts the deadline `"+name+"`", "add: from EVENT")
	}
	for _, in := range c.scopes(s) {
		d := c.blank(s, name, in)
		d.From = c.eventsOf(s, c.refs(s, "from"), in)
		for _, q := range props(s, "from entering") {
			d.Entering |= c.stageSet(s, q.Events)
		}
		d.Until = c.eventsOf(s, c.refs(s, "until"), in)
		c.running(&d, s, in)
		c.startAll(d, s, name)
	}
}

// hasLimit reports a deadline that does not say within how long.
func (c *compiler) hasLimit(s *rulebook.Statement) {
	if !has(s, "within") {
		c.report(s.Pos, s, checkMissing, "the deadline does not say within how long", "add: within LIMIT")
	}
}

// startAll adds a deadline, or as many of it as there may be triggers ("for each").
func (c *compiler) startAll(d Deadline, s *rulebook.Statement, known string) []int {
	q := prop(s, "for each")
	if q == nil {
		c.whenOpened(&d, scope{d.Thread, d.Instance})
		return []int{c.addDeadline(d, known)}
	}
	d.Restarts = false
	in := scope{d.Thread, d.Instance}
	for _, e := range c.eventsOf(s, q.Events, in) {
		d.From = appendNew(d.From, e)
	}
	c.whenOpened(&d, in)
	return c.forEach(d, known)
}

// forEach makes as many deadlines as there may be triggers: each trigger starts the first that does not run.
func (c *compiler) forEach(d Deadline, known string) []int {
	n := 0
	for _, e := range d.From {
		n = max(n, c.p.Acts[c.p.Events[e].Act].Max)
	}
	if n == 0 || n > maxForEach {
		n = maxForEach
	}
	if c.opts.Instances > 0 { // for exploring
		n = min(n, 4)
	}
	var list []int
	for i := 1; i <= n && !c.full(); i++ {
		one := d
		one.When = slices.Clone(d.When)
		for _, j := range list { // the earlier ones come first
			one.When = append(one.When, Lit{c.p.Deadlines[j].Slot, 1<<Running | 1<<Paused})
		}
		list = append(list, c.addDeadline(one, known))
		c.p.Slots[c.p.Deadlines[list[i-1]].Slot].Name = numbered(numbered(d.Name, d.Instance), i)
		c.spend(len(one.When))
	}
	return list
}

// running reads the properties that every kind of deadline may have.
func (c *compiler) running(d *Deadline, s *rulebook.Statement, in scope) {
	if q := prop(s, "in"); q != nil {
		d.In = c.stageSet(s, q.Events)
	}
	if q := prop(s, "while"); q != nil {
		d.While = c.lits(s, q.Cond, in)
	}
	if q := prop(s, "within"); q != nil {
		c.limit(d, q.Limit)
	}
	d.Restarts = has(s, "restarts")
	d.Standing = has(s, "standing")
	d.Frees = Side(word(prop(s, "frees")))
	if q := prop(s, "otherwise"); q != nil {
		d.Otherwise = c.otherwise(s, q, in)
	}
}

// limit sets how long a deadline is.
func (c *compiler) limit(d *Deadline, l rulebook.Limit) {
	d.Limit, d.Soft = l.Limit, l.Soft
	d.Bounded = l.Soft == ""
}

// otherwise finds the event that happens when the last day ends; -1 when there is none.
func (c *compiler) otherwise(s *rulebook.Statement, q *rulebook.Property, in scope) int {
	events := c.eventsOf(s, q.Events[:min(1, len(q.Events))], in)
	if len(q.Events) > 1 {
		c.report(q.Pos, s, checkReference, "only one thing can happen when a limit passes", "let the others follow from it: OTHER follows "+q.Events[0].Name)
	}
	if len(events) == 0 || !c.canFollow(s, q.Pos, events) {
		return -1
	}
	return events[0]
}

// target is what a duty or a window is for: an act of the matter or of one instance, or the opening of whichever
// instance is next.
type target struct {
	acts []int
	in   scope
}

func (c *compiler) targets(s *rulebook.Statement) []target {
	acts := c.actsOf(s, s.Act, scope{})
	if len(acts) > 0 && (c.p.Acts[acts[0]].Thread == "" || c.opens(acts[0])) {
		return []target{{acts, scope{}}}
	}
	var list []target
	for i := range acts {
		list = append(list, target{acts[i : i+1], c.scopeOf(acts[i])})
	}
	return list
}

// events gives the events of a target that a "must" or "may" speaks of.
func (c *compiler) events(s *rulebook.Statement, t target) []int {
	var found []int
	for _, a := range t.acts {
		found = append(found, c.eventsOfAct(s, s.Act, a)...)
	}
	return found
}

// hasTrigger reports a duty or a window that does not say what it runs from.
func (c *compiler) hasTrigger(s *rulebook.Statement) {
	if len(c.refs(s, "within", "of", "after", "for each")) == 0 {
		c.report(s.Pos, s, checkMissing, "nothing says from when `"+s.Act.Name+"` is owed, or may be done", "write: within LIMIT of EVENT")
	}
}

// duty compiles "WHO must ACT within LIMIT of EVENTS otherwise E".
func (c *compiler) duty(s *rulebook.Statement) {
	c.hasTrigger(s)
	c.knownPersons(s, s.Subject, "role, body, office or chain")
	for _, t := range c.targets(s) {
		d := c.blank(s, s.Act.Name, t.in)
		d.From = c.eventsOf(s, c.refs(s, "within", "of", "after"), t.in)
		c.running(&d, s, t.in)
		d.Until = c.events(s, t)
		d.Duty = t.acts[0]
		if list := c.startAll(d, s, s.Act.Name); len(list) > 0 {
			for _, a := range t.acts {
				c.owe(a, c.p.Deadlines[list[0]].From)
			}
		}
	}
}

// date compiles "date D set by A, in 42 to 90 days": the day comes by operation of the rules, in that range.
func (c *compiler) date(s *rulebook.Statement) {
	acts := c.acts[subject(s)]
	if len(acts) == 0 || c.p.Acts[acts[0]].Decl != s {
		return
	}
	d := c.blank(s, subject(s), scope{})
	d.From = c.eventsOf(s, c.refs(s, "set by"), scope{})
	q := prop(s, "in", "within")
	if q == nil {
		c.report(s.Pos, s, checkMissing, "the date does not say in what range it lies", "add: in 42 to 90 days")
		return
	}
	if c.limit(&d, q.Limit2); q.Limit.Pos != q.Limit2.Pos {
		d.Earliest = q.Limit.Limit
	}
	d.IsDate, d.Standing = true, has(s, "standing")
	d.Until = c.ofAct[acts[0]]
	d.Otherwise = d.Until[0]
	c.addDeadline(d, subject(s))
}

// occasion compiles "occasion O, at most 6 months apart, by B": a standing duty that begins with the matter.
func (c *compiler) occasion(s *rulebook.Statement) {
	acts := c.acts[subject(s)]
	if len(acts) == 0 || c.p.Acts[acts[0]].Decl != s {
		return
	}
	d := c.blank(s, subject(s), scope{})
	d.Standing, d.Restarts = true, true
	if q := prop(s, "at most", "within"); q != nil {
		c.limit(&d, q.Limit)
	}
	d.Until = c.ofAct[acts[0]]
	d.From = slices.Clone(d.Until)
	for _, e := range c.refs(c.p.Decl, "begins with") {
		for _, a := range c.acts[e.Name] {
			d.From = append(d.From, c.ofAct[a]...)
		}
	}
	c.addDeadline(d, subject(s))
}

// atLeast compiles "A at least LIMIT after B", a minimum period, and "A at least LIMIT before D", which keeps the date
// D from coming until so long after the last A.
func (c *compiler) atLeast(s *rulebook.Statement, q *rulebook.Property, events []int, n int, in scope) {
	for _, ref := range q.Events {
		for _, b := range c.actsOf(s, ref, in) {
			if !q.Before {
				c.wait(s, ref, b, events, q.Limit.Limit, n)
				continue
			}
			if c.p.Acts[b].Decl.Kind != rulebook.KindDate {
				c.report(ref.Pos, s, checkReference, "`"+ref.Name+"` is no date: nobody can know how long before it something is done",
					"write it from the other end: "+ref.Name+" at least LIMIT after ACT")
				return
			}
			var acts []int
			for _, e := range events {
				acts = appendNew(acts, c.p.Events[e].Act)
			}
			for _, a := range acts {
				c.wait(s, rulebook.Event{}, a, c.ofAct[b], q.Limit.Limit, n)
			}
			c.addCond(events, Cond{Kind: CondPeriod, Norm: n, Any: [][]Lit{{is(c.p.Acts[b].Executed, 0)}}, Acts: []int{b}})
		}
	}
}

// wait makes events wait for a period to have passed since an act.
func (c *compiler) wait(s *rulebook.Statement, ref rulebook.Event, act int, events []int, limit calendar.Limit, n int) {
	outcome := -1
	if ref.Outcome != "" {
		if outcome = c.outcome(s, ref, act); outcome < 0 {
			return
		}
	}
	i := c.period(periodKey{act, outcome, -1})
	if !c.spend(len(events)) {
		return
	}
	for _, e := range events {
		c.p.Events[e].Waits = append(c.p.Events[e].Waits, Wait{Period: i, Limit: limit, Norm: n})
	}
}

// periodKey tells periods apart: what they count from, and of a norm that has exceptions, which; -1 for all others.
type periodKey struct{ act, outcome, norm int }

// period gives the clock of a minimum period, made when first asked for.
func (c *compiler) period(key periodKey) int {
	if i, ok := c.periods[key]; ok {
		return i
	}
	i := len(c.p.Periods)
	a := &c.p.Acts[key.act]
	name := numbered(a.Name, a.Instance)
	if key.outcome >= 0 {
		name = numbered(a.Name+"("+a.Outcomes[key.outcome]+")", a.Instance)
	}
	if key.norm >= 0 {
		name += " by " + c.p.Norms[key.norm].ID
	}
	slot := c.slot(SlotPeriod, i, name, 1, 0)
	c.p.Periods = append(c.p.Periods, Period{Act: key.act, Outcome: key.outcome, Slot: slot})
	c.periods[key] = i
	return i
}
