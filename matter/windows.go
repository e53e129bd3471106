package matter

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// window compiles "WHO may ACT within LIMIT of EVENTS otherwise E". Each of several roles has a window of its own;
// what happens otherwise happens when the last of them has closed. "WHO may ACT after EVENTS" is no window: the act
// needs one of them.
func (c *compiler) window(s *rulebook.Statement) {
	c.hasTrigger(s)
	c.knownPersons(s, s.Subject, "role, body, office or chain")
	for _, t := range c.targets(s) {
		if !has(s, "within") {
			after := rulebook.Property{Key: "needs", Events: c.refs(s, "after")}
			c.needsOne(s, after.Events, rulebook.Event{}, c.events(s, t), c.norm(s), t.in)
			continue
		}
		var all []roleWindow
		for _, who := range s.Subject {
			all = append(all, c.windowFor(s, t, who)...)
		}
		if len(s.Subject) > 1 {
			c.lastWindow(s, t, all)
		}
	}
}

// roleWindow is the window of one role among several.
type roleWindow struct {
	deadline int
	closes   int   // the clock act by which it closes; -1
	trigger  []int // events that open it
	own      bool  // they are notices served on this role alone
	use      []int // events by which the role makes use of it
}

func (c *compiler) windowFor(s *rulebook.Statement, t target, who rulebook.Event) []roleWindow {
	d := c.blank(s, s.Act.Name, t.in)
	w := roleWindow{closes: -1}
	d.From, w.own = c.servedOn(s, c.refs(s, "within", "of", "after"), who.Name, t.in)
	c.running(&d, s, t.in)
	d.Window, d.Role = t.acts[0], who.Name
	for _, a := range t.acts { // it outlives the matter if the act does
		d.Standing = d.Standing || c.p.Acts[a].In&c.finalStages() != 0
	}
	if len(s.Subject) > 1 {
		d.Name = s.Act.Name + " (" + who.Name + ")"
		if closes := c.acts[c.closes[s][who.Name]]; len(closes) > 0 {
			w.closes = inScope(closes, t.in.thread, t.in)[0]
			d.Otherwise = c.ofAct[w.closes][0]
		}
	}
	for _, e := range c.events(s, t) {
		if as := c.p.Events[e].As; as == "" || as == who.Name || slices.Contains(c.rules.ActsFor(who.Name), as) {
			d.Until = append(d.Until, e)
		}
	}
	w.use = d.Until
	var list []roleWindow
	for _, i := range c.startAll(d, s, s.Act.Name) {
		c.openWindow(i, d.Until, t)
		w.deadline, w.trigger = i, c.p.Deadlines[i].From
		list = append(list, w)
	}
	return list
}

// openWindow lets the events of an act be done only while a window is open; of several windows for one event any will
// do.
func (c *compiler) openWindow(deadline int, events []int, t target) {
	d := &c.p.Deadlines[deadline]
	open := []Lit{{d.Slot, 1<<Running | 1<<Paused}}
	for _, e := range events {
		conds := c.p.Events[e].Conds
		if i, ok := c.windows[e]; ok {
			conds[i].Any = append(slices.Clip(conds[i].Any), open)
			c.spend(1)
			continue
		}
		c.addCond([]int{e}, Cond{Kind: CondWindow, Norm: d.Norm, Any: [][]Lit{open}, Acts: t.acts[:1]})
		if len(c.p.Events[e].Conds) > len(conds) {
			c.windows[e] = len(conds)
		}
	}
}

// servedOn gives the events of a trigger that concern one role: for a notice, its service on that role. It also says
// whether all of them are such.
func (c *compiler) servedOn(s *rulebook.Statement, refs []rulebook.Event, role string, in scope) (found []int, own bool) {
	own = len(refs) > 0
	for _, e := range refs {
		served := false
		if acts := c.acts[e.Name]; len(acts) > 0 && e.Outcome == "" {
			a := &c.p.Acts[acts[0]]
			served = a.Kind == ClockAct && a.Decl.Kind == rulebook.KindNotice && slices.Contains(a.Outcomes, role)
		}
		if served {
			e.Outcome = role
		}
		own = own && served
		found = append(found, c.eventsOf(s, []rulebook.Event{e}, in)...)
	}
	return found, own
}

// lastWindow makes what happens otherwise follow the closing of the last window, if nobody has made use of theirs: of
// each role the window is not open and, where it waits for a notice of its own, that notice has been served since it was
// last sent.
func (c *compiler) lastWindow(s *rulebook.Statement, t target, all []roleWindow) {
	q := prop(s, "otherwise")
	if q == nil {
		return
	}
	event := c.otherwise(s, q, t.in)
	if event < 0 {
		return
	}
	f := Follow{Event: event, Norm: c.norm(s)}
	for _, w := range all {
		d := &c.p.Deadlines[w.deadline]
		name := numbered(d.Name, d.Instance)
		if w.closes >= 0 {
			f.All = appendNew(f.All, w.closes)
		}
		f.Lits = append(f.Lits, Lit{d.Slot, 1<<Idle | 1<<Spent})
		f.Lits = append(f.Lits, is(c.bit(w.use, w.trigger, d.Window, name+" used"), 0))
		if w.own {
			f.Lits = append(f.Lits, is(c.bit(w.trigger, c.sendingOf(w.trigger), c.p.Events[w.trigger[0]].Act, name+" served"), 1))
		}
	}
	if len(f.All) > 0 && c.spend(len(f.Lits)) {
		c.p.Follows = append(c.p.Follows, f)
	}
}

// sendingOf gives the events by which the notices are sent that some events serve.
func (c *compiler) sendingOf(served []int) []int {
	var found []int
	for _, n := range c.p.Notices {
		if slices.ContainsFunc(served, func(e int) bool { return c.p.Events[e].Act == n.Served }) {
			found = append(found, c.ofAct[n.Send]...)
		}
	}
	return found
}
