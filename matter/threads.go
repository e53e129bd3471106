package matter

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

func (c *compiler) declareThread(s *rulebook.Statement) {
	t := Thread{Name: subject(s), Decl: s, OpenedBy: word(prop(s, "opened by")), Instances: maxInstances}
	if q := prop(s, "at most"); q != nil {
		t.Max = q.N
	}
	if t.Max > 0 && t.Max < t.Instances {
		t.Instances = t.Max
	}
	if c.opts.Instances > 0 && c.opts.Instances < t.Instances {
		t.Instances = c.opts.Instances
	}
	c.threads[t.Name] = len(c.p.Threads)
	c.p.Threads = append(c.p.Threads, t)
}

func (c *compiler) threadNames() []string {
	var names []string
	for _, t := range c.p.Threads {
		names = append(names, t.Name)
	}
	return names
}

// instances is how many there are of a thread; of the matter, one.
func (c *compiler) instances(thread string) int {
	if i, ok := c.threads[thread]; ok {
		return c.p.Threads[i].Instances
	}
	return 1
}

// threadsOfActs finds the thread of every act: the one its declaration names. A fact about an act, such as a court's
// order, is of that act's thread.
func (c *compiler) threadsOfActs() {
	for _, s := range c.stmts {
		switch s.Kind {
		case rulebook.KindAct, rulebook.KindClock, rulebook.KindVote, rulebook.KindFact:
			c.threadOfAct(s)
		}
	}
	c.each(rulebook.KindFact, func(s *rulebook.Statement) {
		if q := prop(s, "of"); q != nil && c.ofThread[subject(s)] == "" {
			c.ofThread[subject(s)] = c.ofThread[q.Events[0].Name]
		}
	})
}

func (c *compiler) threadOfAct(s *rulebook.Statement) {
	q := prop(s, "of")
	if q == nil || len(q.Events) == 0 {
		return
	}
	name := q.Events[0].Name
	if _, ok := c.threads[name]; ok {
		c.ofThread[subject(s)] = name
	} else if s.Kind == rulebook.KindAct || s.Kind == rulebook.KindClock {
		c.unknown(s, q.Events[0], "thread", c.threadNames)
	}
}

// openers reports threads that nothing opens, and marks for every act of a thread what opens its instance.
func (c *compiler) openers() {
	for i := range c.p.Threads {
		t := &c.p.Threads[i]
		q := prop(t.Decl, "opened by")
		switch {
		case q == nil || len(q.Events) == 0:
			c.report(t.Decl.Pos, t.Decl, checkMissing, "nothing says what opens a "+t.Name, "write `thread "+t.Name+" opened by ACT`")
		case len(c.acts[t.OpenedBy]) == 0:
			c.unknown(t.Decl, q.Events[0], "act", c.actNames)
		case c.ofThread[t.OpenedBy] != t.Name:
			c.report(q.Events[0].Pos, t.Decl, checkReference, "`"+t.OpenedBy+"` opens a "+t.Name+" and is not one of its acts",
				"declare it so: act "+t.OpenedBy+" of "+t.Name)
		default:
			c.openedBy(t.Name, c.acts[t.OpenedBy])
		}
	}
}

func (c *compiler) openedBy(thread string, openers []int) {
	for i := range c.p.Acts {
		if a := &c.p.Acts[i]; a.Thread == thread && a.Instance <= len(openers) {
			a.Opened = openers[a.Instance-1]
		}
	}
}

// opens says whether an act opens instances of its thread. Opening one is a matter of the matter.
func (c *compiler) opens(act int) bool { return c.p.Acts[act].Opened == act }

// opened is the literal that the instance of an act has been opened; none for an act of the matter.
func (c *compiler) opened(act int) []Lit {
	if o := c.p.Acts[act].Opened; o >= 0 {
		return []Lit{is(c.p.Acts[o].Executed, 1)}
	}
	return nil
}

// inThread refuses what is done of an instance that has not been opened, the opening of one before its predecessor
// (instances are numbered in the order in which they are opened), and its opening twice.
func (c *compiler) inThread(e *Event, a *Act) {
	if a.Thread == "" || a.Opened < 0 {
		return
	}
	t := &c.p.Threads[c.threads[a.Thread]]
	n := c.norm(t.Decl)
	need := a.Opened
	if a.Opened == e.Act {
		e.Conds = append(e.Conds, Cond{Kind: CondCount, Norm: n, Any: [][]Lit{{is(a.Executed, 0)}}, Acts: []int{e.Act}})
		if a.Instance == 1 {
			return
		}
		need = c.acts[t.OpenedBy][a.Instance-2]
	}
	e.Conds = append(e.Conds, Cond{Kind: CondNeeds, Norm: n, Any: [][]Lit{{is(c.p.Acts[need].Executed, 1)}}, Acts: []int{need}})
}

// sharedThread is the thread whose acts alone some properties of a statement name; empty when there is none.
func (c *compiler) sharedThread(s *rulebook.Statement, keys ...rulebook.Key) string {
	thread, found := "", false
	for _, q := range props(s, keys...) {
		for _, e := range q.Events {
			t := c.ofThread[e.Name]
			if t == "" || found && t != thread {
				return ""
			}
			thread, found = t, true
		}
	}
	return thread
}

// threadIn is the thread of which some acts in a list are, if there is only one; acts of the matter do not count, nor
// does the opening of an instance where openings do not.
func (c *compiler) threadIn(refs []rulebook.Event, openings bool) string {
	thread := ""
	for _, e := range refs {
		t := c.ofThread[e.Name]
		if t == "" || e.Quant != "" || !openings && c.p.Threads[c.threads[t]].OpenedBy == e.Name {
			continue
		}
		if thread != "" && t != thread {
			return ""
		}
		thread = t
	}
	return thread
}

// scopes says for which instances a deadline is compiled: each of a thread when what meets it belongs to that thread,
// or when what starts it does and what it does when it ends; else once, for the matter.
func (c *compiler) scopes(s *rulebook.Statement) []scope {
	thread := c.threadIn(c.refs(s, "until"), false)
	if from := c.threadIn(c.refs(s, "from"), true); thread == "" && from == c.threadIn(c.refs(s, "otherwise"), false) {
		thread = from
	}
	return c.ofEach(thread)
}

// ofEach gives the scopes of all instances of a thread; of no thread, that of the matter.
func (c *compiler) ofEach(thread string) []scope {
	if thread == "" {
		return []scope{{}}
	}
	var list []scope
	for i := 1; i <= c.instances(thread); i++ {
		list = append(list, scope{thread, i})
	}
	return list
}

// refs gives everything that the properties with some keys refer to.
func (c *compiler) refs(s *rulebook.Statement, keys ...rulebook.Key) []rulebook.Event {
	var list []rulebook.Event
	for _, q := range props(s, keys...) {
		list = append(list, q.Events...)
	}
	return list
}

// whenOpened is what a deadline of an instance waits for when something else than its thread starts it: that there is
// such an instance.
func (c *compiler) whenOpened(d *Deadline, in scope) {
	own := func(e int) bool { return c.p.Acts[c.p.Events[e].Act].Thread == in.thread }
	if in.thread == "" || d.Entering == 0 && !slices.ContainsFunc(d.From, func(e int) bool { return !own(e) }) {
		return
	}
	if openers := c.acts[c.p.Threads[c.threads[in.thread]].OpenedBy]; in.instance <= len(openers) {
		d.When = append(d.When, is(c.p.Acts[openers[in.instance-1]].Executed, 1))
	}
}

// quantified gives the conditions, all of which must hold, that say all, some or none of a thread's act. What is
// excluded of an instance does not count against "all"; needed says that it is what a "needs" asks for, which excluded
// acts do not hold up.
func (c *compiler) quantified(s *rulebook.Statement, e rulebook.Event, needed bool) [][][]Lit {
	acts := c.actsOf(s, e, scope{})
	done := c.executed(s, e, acts)
	if len(done) != len(acts) || len(done) == 0 || !c.spend(len(done)*len(done)) {
		return nil
	}
	switch e.Quant {
	case "none":
		return c.noneOf(done)
	case "all":
		some := [][][]Lit{done}
		if open := c.opened(acts[0]); needed && e.Outcome == "" && open != nil {
			some = [][][]Lit{{open}}
		}
		return append(some, c.everyOne(acts, done)...)
	}
	return [][][]Lit{done}
}

// everyOne: of each instance that was opened and whose act is not excluded, it has been done.
func (c *compiler) everyOne(acts []int, done [][]Lit) [][][]Lit {
	var conds [][][]Lit
	for i, a := range acts {
		any := [][]Lit{done[i], {is(c.p.Acts[a].Included, 0)}}
		for _, l := range c.opened(a) {
			any = append(any, []Lit{c.negate(l)})
		}
		conds = append(conds, any)
	}
	return conds
}

// notQuantified turns all, some and none round. Not all: none has been done, or one that counts has not.
func (c *compiler) notQuantified(s *rulebook.Statement, e rulebook.Event) [][][]Lit {
	switch e.Quant {
	case "some":
		e.Quant = "none"
		return c.quantified(s, e, false)
	case "none":
		e.Quant = "some"
		return c.quantified(s, e, false)
	}
	acts := c.actsOf(s, e, scope{})
	done := c.executed(s, e, acts)
	if len(done) != len(acts) || !c.spend(len(done)*len(done)*2) {
		return nil
	}
	var lacking [][]Lit
	for i, a := range acts {
		for _, l := range done[i] {
			alt := append(c.opened(a), is(c.p.Acts[a].Included, 1), c.negate(l))
			lacking = append(lacking, alt)
		}
	}
	var conds [][][]Lit
	for _, none := range c.noneOf(done) {
		conds = append(conds, append(none, lacking...))
	}
	return conds
}

// noneOf turns alternatives round: each must fail.
func (c *compiler) noneOf(done [][]Lit) [][][]Lit {
	var conds [][][]Lit
	for _, d := range done {
		var any [][]Lit
		for _, l := range d {
			any = append(any, []Lit{c.negate(l)})
		}
		conds = append(conds, any)
	}
	return conds
}

// openedFirst makes an act of a thread that is owed from the start owed once its instance is opened.
func (c *compiler) openedFirst() {
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		if a.Opened < 0 || a.Opened == i || !c.initially(a.Decl, a.Name, "owed") {
			continue
		}
		for _, e := range c.ofAct[a.Opened] {
			c.p.Events[e].Effects = append(c.p.Events[e].Effects, Effect{Kind: Set, Slot: a.Pending, Value: 1})
		}
	}
}
