package matter

import (
	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/rulebook"
)

// blank is a deadline with nothing set that counts from zero.
func blank(s *rulebook.Statement, norm int, name string) Deadline {
	return Deadline{Name: name, Norm: norm, Otherwise: -1, Window: -1, Duty: -1, ExtSlot: -1, Stmt: s}
}

// addDeadline gives a deadline its slot.
func (c *compiler) addDeadline(d Deadline, known string) int {
	i := len(c.p.Deadlines)
	d.Slot = c.slot(SlotDeadline, i, d.Name, Spent, Idle)
	c.p.Deadlines = append(c.p.Deadlines, d)
	c.named[known] = append(c.named[known], i)
	return i
}

// deadline compiles "deadline NAME", once for each instance of a thread that it is about.
func (c *compiler) deadline(s *rulebook.Statement) {
	for _, in := range c.scopes(s) {
		d := blank(s, c.norm(s), subject(s))
		c.trigger(&d, s, in)
		for _, q := range props(s, "until") {
			d.Until = append(d.Until, c.eventsOf(s, q.Events, in)...)
		}
		c.running(&d, s, in)
		if each := prop(s, "for each"); each != nil {
			d.Restarts = false
			c.forEach(d, s)
			continue
		}
		c.addDeadline(d, subject(s))
	}
}

// scopes says for which instances a deadline is compiled: each of a thread when what starts it and what meets it, or
// what it does, belong to that thread; else once, for the matter.
func (c *compiler) scopes(s *rulebook.Statement) []scope {
	thread := c.threadOf(s, "from")
	if thread == "" {
		return []scope{{}}
	}
	until, otherwise := c.threadOf(s, "until"), c.threadOf(s, "otherwise")
	if until != thread && otherwise != thread || prop(s, "until") != nil && until != thread {
		return []scope{{}}
	}
	var list []scope
	for i := 1; i <= c.p.Threads[c.threads[thread]].Instances; i++ {
		list = append(list, scope{thread, i})
	}
	return list
}

// threadOf is the thread to which every act of a property belongs; empty when they do not share one.
func (c *compiler) threadOf(s *rulebook.Statement, key rulebook.Key) string {
	thread := ""
	for _, q := range props(s, key) {
		for _, e := range q.Events {
			acts := c.acts[e.Name]
			if len(acts) == 0 || c.p.Acts[acts[0]].Thread == "" || e.Quant != "" {
				return ""
			}
			thread = c.p.Acts[acts[0]].Thread
		}
	}
	return thread
}

// forEach makes as many deadlines as there may be triggers: each trigger starts the first that is idle.
func (c *compiler) forEach(d Deadline, s *rulebook.Statement) {
	n := 0
	for _, e := range d.From {
		if max := c.p.Acts[c.p.Events[e].Act].Max; max > n {
			n = max
		}
	}
	if n == 0 || n > 4 {
		n = 4
	}
	for i := 0; i < n; i++ {
		one := d
		one.Unless = append([][]Lit{}, d.Unless...)
		for _, j := range c.named[subject(s)] { // an earlier one that is idle comes first
			one.When = append(append([]Lit{}, one.When...), Lit{c.p.Deadlines[j].Slot, 1<<Running | 1<<Paused})
		}
		one.Again = true
		c.addDeadline(one, subject(s))
	}
}

// trigger reads what starts a deadline.
func (c *compiler) trigger(d *Deadline, s *rulebook.Statement, in scope) {
	for _, q := range props(s, "from") {
		d.From = append(d.From, c.eventsOf(s, q.Events, in)...)
	}
	for _, q := range props(s, "from entering") {
		d.Entering |= c.stageSet(s, q.Events)
	}
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
		d.Limit, d.Soft = q.Limit.Limit, q.Limit.Soft
	}
	d.Restarts = has(s, "restarts")
	d.Standing = has(s, "standing")
	d.Frees = Side(word(prop(s, "frees")))
	if q := prop(s, "otherwise"); q != nil {
		c.otherwise(d, s, q, in)
	}
}

// otherwise finds the event that happens when the last day ends.
func (c *compiler) otherwise(d *Deadline, s *rulebook.Statement, q *rulebook.Property, in scope) {
	events := c.eventsOf(s, q.Events, in)
	if len(events) == 0 {
		return
	}
	e := &c.p.Events[events[0]]
	if a := &c.p.Acts[e.Act]; a.Kind == PersonAct && e.Outcome < 0 {
		c.report(q.Pos, s, "dangling-reference", "`"+a.Name+"` is an act of a person: nobody can be made to do it when a limit passes",
			"name a clock act, or one of the act's outcomes")
		return
	}
	d.Otherwise = events[0]
}

// duty compiles "WHO must ACT within LIMIT of EVENTS otherwise E".
func (c *compiler) duty(s *rulebook.Statement) {
	n := c.norm(s)
	c.people(s)
	for _, act := range c.actsOf(s, s.Act, scope{}) {
		a := &c.p.Acts[act]
		in := scope{a.Thread, a.Instance}
		d := blank(s, n, s.Act.Name)
		for _, q := range props(s, "within", "of", "after") {
			d.From = append(d.From, c.eventsOf(s, q.Events, in)...)
		}
		c.running(&d, s, in)
		d.Until = c.eventsOfAct(s, s.Act, act)
		d.Duty = act
		for _, e := range d.From {
			c.p.Events[e].Effects = append(c.p.Events[e].Effects, Effect{Kind: Set, Slot: a.Pending, Value: 1})
		}
		c.addDeadline(d, s.Act.Name)
	}
}

// people reports the names of a statement's subject that nobody declared.
func (c *compiler) people(s *rulebook.Statement) {
	for _, e := range s.Subject {
		if e.Name != "anyone" && !c.isPerson(e.Name) {
			c.unknown(s, e, "role, body, office or chain", c.personNames())
		}
	}
}

// window compiles "WHO may ACT within LIMIT of EVENTS otherwise E". Each of several roles has a window of its own;
// what happens otherwise happens when the last of them has closed.
func (c *compiler) window(s *rulebook.Statement) {
	c.people(s)
	for _, act := range c.actsOf(s, s.Act, scope{}) {
		c.mayDo(s, act)
		if prop(s, "within") == nil {
			continue
		}
		for _, who := range s.Subject {
			c.windowFor(s, act, who, len(s.Subject) > 1)
		}
	}
	if len(s.Subject) > 1 {
		c.lastWindow(s)
	}
}

// mayDo lets the subjects of a "may" do the act, when its declaration names nobody.
func (c *compiler) mayDo(s *rulebook.Statement, act int) {
	a := &c.p.Acts[act]
	if len(a.By) > 0 || a.Anyone {
		return
	}
	for _, who := range s.Subject {
		a.By = append(a.By, Actor{Name: who.Name, Chain: -1})
	}
}

func (c *compiler) windowFor(s *rulebook.Statement, act int, who rulebook.Event, several bool) {
	n := c.norm(s)
	a := &c.p.Acts[act]
	in := scope{a.Thread, a.Instance}
	d := blank(s, n, s.Act.Name)
	for _, q := range props(s, "within", "of", "after") {
		d.From = append(d.From, c.servedOn(s, q.Events, who.Name, in)...)
	}
	c.running(&d, s, in)
	d.Window, d.Role = act, who.Name
	if several {
		d.Name = s.Act.Name + " (" + who.Name + ")"
		if closes, ok := c.acts[windowCloses(s, who.Name)]; ok {
			d.Otherwise = c.eventsOfAct(s, rulebook.Event{}, closes[0])[0]
		}
	}
	for _, e := range c.eventsOfAct(s, s.Act, act) {
		if as := c.p.Events[e].As; as == "" || as == who.Name {
			d.Until = append(d.Until, e)
		}
	}
	i := c.addDeadline(d, s.Act.Name)
	c.addCond(d.Until, Cond{Kind: CondWindow, Norm: n, Any: [][]Lit{{{c.p.Deadlines[i].Slot, 1<<Running | 1<<Paused}}}, Acts: []int{act}})
}

// servedOn gives the events of a trigger that concern one role: for a notice, its service on that role.
func (c *compiler) servedOn(s *rulebook.Statement, refs []rulebook.Event, role string, in scope) []int {
	var found []int
	for _, e := range refs {
		if acts, ok := c.acts[e.Name]; ok && e.Outcome == "" && c.p.Acts[acts[0]].Synthetic && containsWord(c.p.Acts[acts[0]].Outcomes, role) {
			e.Outcome = role
		}
		found = append(found, c.eventsOf(s, []rulebook.Event{e}, in)...)
	}
	return found
}

// lastWindow makes what happens otherwise follow the closing of every role's window.
func (c *compiler) lastWindow(s *rulebook.Statement) {
	q := prop(s, "otherwise")
	if q == nil {
		return
	}
	var d Deadline
	d.Otherwise = -1
	c.otherwise(&d, s, q, scope{})
	if d.Otherwise < 0 {
		return
	}
	var all []rulebook.Event
	for _, who := range s.Subject {
		all = append(all, rulebook.Event{Name: windowCloses(s, who.Name), Pos: who.Pos})
	}
	c.follows = append(c.follows, pendingFollow{s, d.Otherwise, all, rulebook.And, c.norm(s), scope{}})
}

// notice compiles "notice NAME": the duty to send it, and for each addressee the service, which a return begins anew.
func (c *compiler) notice(s *rulebook.Statement) {
	n := c.norm(s)
	name := subject(s)
	i := c.noticeNamed(name)
	if i < 0 {
		return
	}
	no := &c.p.Notices[i]
	var of []int
	for _, q := range props(s, "of") {
		of = append(of, c.eventsOf(s, q.Events, scope{})...)
	}
	no.Of = of
	send := c.eventsOfAct(s, rulebook.Event{}, no.Send)
	c.addCond(send, Cond{Kind: CondHold, Norm: n, Any: [][]Lit{{is(c.p.Acts[no.Send].Pending, 1)}}, Acts: []int{no.Send}})
	d := blank(s, n, name)
	d.From, d.Until, d.Duty = of, send, no.Send
	c.running(&d, s, scope{})
	c.addDeadline(d, name)
	for _, e := range of {
		c.p.Events[e].Effects = append(c.p.Events[e].Effects, Effect{Kind: Set, Slot: c.p.Acts[no.Send].Pending, Value: 1})
	}
	for k, role := range no.To {
		c.service(s, no, k, role, send, n)
	}
}

func (c *compiler) noticeNamed(name string) int {
	for i := range c.p.Notices {
		if c.p.Notices[i].Name == name {
			return i
		}
	}
	return -1
}

// service compiles when a notice counts as received by one addressee: so long after it was sent or last returned, by
// the slowest medium the book names; at once when it names none.
func (c *compiler) service(s *rulebook.Statement, no *Notice, k int, role string, send []int, n int) {
	served := c.eventsOfAct(s, rulebook.Event{Name: c.p.Acts[no.Served].Name, Outcome: role}, no.Served)
	if len(served) == 0 {
		return
	}
	q := prop(s, "served after")
	if q == nil {
		for _, e := range send {
			from := rulebook.Event{Name: c.p.Acts[c.p.Events[e].Act].Name, Pos: s.Pos}
			c.follows = append(c.follows, pendingFollow{s, served[0], []rulebook.Event{from}, rulebook.NoJoin, n, scope{}})
		}
		return
	}
	d := blank(s, n, no.Name+" served ("+role+")")
	d.From, d.Otherwise, d.Service = send, served[0], true
	if in := prop(s, "in"); in != nil {
		d.In = c.stageSet(s, in.Events)
	}
	for _, q := range props(s, "served after") {
		if longer(q.Limit.Limit, d.Limit) {
			d.Limit = q.Limit.Limit
		}
	}
	if no.Returned >= 0 {
		back := c.eventsOfAct(s, rulebook.Event{Name: c.p.Acts[no.Returned].Name, Outcome: role}, no.Returned)
		d.From = append(append([]int{}, d.From...), back...)
		d.Restarts = true
	}
	c.addDeadline(d, no.Name+".served")
}

// longer says whether a is certainly the longer of two limits of the kinds a service may have.
func longer(a, b calendar.Limit) bool {
	weight := map[calendar.Unit]int{calendar.Days: 10, calendar.ClearDays: 10, calendar.WorkingDays: 14, calendar.Weeks: 70, calendar.Months: 300, calendar.Years: 3650}
	return a.N*weight[a.Unit] > b.N*weight[b.Unit]
}

// extension compiles "extension of D by ACT, adds LIMIT, at most N times" and "restoration of D by ACT, within LIMIT".
func (c *compiler) extension(s *rulebook.Statement) {
	n := c.norm(s)
	list, ok := c.deadlinesNamed(s, s.Subject[0])
	if !ok {
		return
	}
	x := Extension{Norm: n, Restores: s.Kind == rulebook.KindRestoration, By: -1}
	if q := prop(s, "by"); q != nil && len(q.Events) > 0 {
		if acts := c.actsOf(s, q.Events[0], scope{}); len(acts) > 0 {
			x.By = acts[0]
		}
	}
	if x.By < 0 {
		return
	}
	if q := prop(s, "adds", "within"); q != nil {
		x.Adds = q.Limit.Limit
	}
	if q := prop(s, "at most"); q != nil {
		x.Max = q.N
		c.capAct(x.By, q.N, n)
	} else if max := c.p.Acts[x.By].Max; max > 0 {
		x.Max = max
	}
	for _, i := range list {
		d := &c.p.Deadlines[i]
		if d.ExtSlot < 0 {
			d.ExtSlot = c.slot(SlotExtension, i, d.Name, 62, 0)
		}
		d.Extensions = append(d.Extensions, x)
		want := uint64(1<<Running | 1<<Paused)
		if x.Restores {
			want = 1 << Spent
		}
		c.addCond(c.eventsOfAct(s, rulebook.Event{}, x.By), Cond{Kind: CondWindow, Norm: n, Any: [][]Lit{{{d.Slot, want}}}, Acts: []int{x.By}})
	}
}

// capAct caps an act that had no cap of its own.
func (c *compiler) capAct(act, max, norm int) {
	a := &c.p.Acts[act]
	if a.Count >= 0 || max > 60 {
		return
	}
	a.Max = max
	a.Count = c.slot(SlotCount, act, a.Name, uint8(max), 0)
	c.addCond(c.eventsOfAct(a.Decl, rulebook.Event{}, act), Cond{Kind: CondCount, Norm: norm, Any: [][]Lit{{{a.Count, 1<<uint(max) - 1}}}, Acts: []int{act}})
}

// deadlinesNamed finds deadlines by name: a deadline's own, or the act of a duty or window.
func (c *compiler) deadlinesNamed(s *rulebook.Statement, e rulebook.Event) ([]int, bool) {
	list := c.named[e.Name]
	if len(list) == 0 {
		if c.declaredLater(s, e.Name) {
			return nil, false
		}
		c.unknown(s, e, "deadline", c.deadlineNames())
	}
	return list, len(list) > 0
}

func (c *compiler) declaredLater(s *rulebook.Statement, name string) bool {
	for _, t := range c.stmts {
		if c.off(t) && (subject(t) == name || t.Act.Name == name) {
			return true
		}
	}
	return false
}

func (c *compiler) deadlineNames() []string {
	var names []string
	for i := range c.p.Deadlines {
		names = append(names, c.p.Deadlines[i].Name)
	}
	return names
}

// pause compiles "pause NAME": while it lasts, the deadlines it stops keep what they show.
func (c *compiler) pause(s *rulebook.Statement) {
	n := c.norm(s)
	q := Pause{Name: subject(s), Norm: n, Deadline: -1}
	for _, b := range props(s, "begins with") {
		q.Begins = append(q.Begins, c.eventsOf(s, b.Events, scope{})...)
	}
	for _, b := range props(s, "ends with") {
		q.Ends = append(q.Ends, c.eventsOf(s, b.Events, scope{})...)
	}
	q.Slot = c.preds[q.Name]
	c.p.Slots[q.Slot].Of = len(c.p.Pauses)
	if stops := prop(s, "stops"); stops != nil {
		q.Stops = c.stopped(s, stops)
	}
	if cap := prop(s, "for at most"); cap != nil {
		q.Deadline = c.pauseCap(s, &q, cap)
	}
	if most := prop(s, "at most"); most != nil {
		for _, e := range q.Begins {
			c.capAct(c.p.Events[e].Act, most.N, n)
		}
	}
	c.p.Pauses = append(c.p.Pauses, q)
}

// stopped reads "stops {a, b}", "stops all" and "stops all except {a, b}".
func (c *compiler) stopped(s *rulebook.Statement, q *rulebook.Property) []int {
	var named []int
	for _, e := range q.Events {
		list, _ := c.deadlinesNamed(s, e)
		named = append(named, list...)
	}
	if q.Value != "all" {
		return named
	}
	var stops []int
	for i := range c.p.Deadlines {
		if d := &c.p.Deadlines[i]; !contains(named, i) && !d.PauseCap && !d.Standing {
			stops = append(stops, i)
		}
	}
	return stops
}

// pauseCap makes the pause's own deadline, which ends it by operation of the rules.
func (c *compiler) pauseCap(s *rulebook.Statement, q *Pause, cap *rulebook.Property) int {
	d := blank(s, q.Norm, q.Name)
	d.From, d.Until, d.Limit, d.Soft, d.PauseCap = q.Begins, q.Ends, cap.Limit.Limit, cap.Limit.Soft, true
	if len(q.Ends) > 0 {
		d.Otherwise = q.Ends[0]
	}
	return c.addDeadline(d, q.Name)
}

// date compiles "date D set by A, in 42 to 90 days": the day comes by operation of the rules, in that range.
func (c *compiler) date(s *rulebook.Statement) {
	d := blank(s, c.norm(s), subject(s))
	for _, q := range props(s, "set by") {
		d.From = append(d.From, c.eventsOf(s, q.Events, scope{})...)
	}
	q := prop(s, "in", "within")
	if q == nil {
		c.report(s.Pos, s, "undefined-term", "the date does not say in what range it lies", "add: in 42 to 90 days")
		return
	}
	d.Limit, d.Earliest, d.Soft = q.Limit2.Limit, q.Limit.Limit, q.Limit.Soft
	if d.Limit.N == 0 {
		d.Limit, d.Earliest = q.Limit.Limit, calendar.Limit{}
	}
	d.IsDate = true
	d.Otherwise = c.eventsOfAct(s, rulebook.Event{}, c.acts[subject(s)][0])[0]
	c.dates[subject(s)] = c.addDeadline(d, subject(s))
}

// occasion compiles "occasion O, at most 6 months apart, by B": a standing duty that begins with the matter.
func (c *compiler) occasion(s *rulebook.Statement) {
	d := blank(s, c.norm(s), subject(s))
	d.Standing, d.Restarts = true, true
	if q := prop(s, "at most", "within"); q != nil {
		d.Limit = q.Limit.Limit
	}
	act := c.acts[subject(s)][0]
	c.p.Acts[act].Kind = PersonAct
	c.p.Acts[act].Standing = true
	d.Until = c.eventsOfAct(s, rulebook.Event{}, act)
	d.From = append([]int{}, d.Until...)
	if c.p.Begin >= 0 {
		d.From = append(d.From, c.eventsOfAct(s, rulebook.Event{}, c.p.Begin)...)
	}
	c.addDeadline(d, subject(s))
}

// atLeast compiles "A at least LIMIT after B", a minimum period, and "A at least LIMIT before D", which keeps the date
// D from coming until so long after the last A.
func (c *compiler) atLeast(s *rulebook.Statement, q *rulebook.Property, events []int, n int, in scope) {
	for _, ref := range q.Events {
		if !q.Before {
			for _, b := range c.actsOf(s, ref, in) {
				c.wait(s, ref, b, events, q.Limit.Limit, n)
			}
			continue
		}
		for _, d := range c.actsOf(s, ref, in) {
			later := c.eventsOfAct(s, rulebook.Event{}, d)
			for _, e := range events {
				c.wait(s, rulebook.Event{}, c.p.Events[e].Act, later, q.Limit.Limit, n)
			}
			c.addCond(events, Cond{Kind: CondPeriod, Norm: n, Any: [][]Lit{{is(c.p.Acts[d].Executed, 0)}}, Acts: []int{d}})
		}
	}
}

// wait makes events wait for a period to have passed since an act.
func (c *compiler) wait(s *rulebook.Statement, ref rulebook.Event, act int, events []int, limit calendar.Limit, n int) {
	outcome := -1
	if ref.Outcome != "" {
		outcome = c.outcome(s, ref, act)
	}
	key := [2]int{act, outcome}
	i, ok := c.periods[key]
	if !ok {
		i = len(c.p.Periods)
		slot := c.slot(SlotPeriod, i, c.p.Acts[act].Name, 1, 0)
		c.p.Periods = append(c.p.Periods, Period{Act: act, Outcome: outcome, Slot: slot})
		c.periods[key] = i
	}
	for _, e := range events {
		c.p.Events[e].Waits = append(c.p.Events[e].Waits, Wait{Period: i, Limit: limit, Norm: n})
		c.p.Periods[i].Waits = append(c.p.Periods[i].Waits, e)
	}
}
