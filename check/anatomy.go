package check

import "github.com/evenhand/evenhand/matter"

// An anatomy is what there is to know of how the parts of a procedure depend on each other, whatever is asked of it. It
// is worked out once.
type anatomy struct {
	p       *matter.Procedure
	touch   []bitset          // by event: the slots it may write itself
	kills   []bitset          // by event: the slots it writes whatever they held
	asks    []bitset          // by event: the slots that allow a person to do it, but for data it sets itself
	waits   []bitset          // by event: the slots of the minimum periods it waits for
	guards  []bitset          // by event: the slots of its guards, which it heeds too when it follows
	owes    [][]matter.Effect // by event: what is owed again where it had been done
	bound   []bitset          // by event: the slots of its caps, which it heeds too when it happens by rule
	undoes  [][]undone        // by event: the deadlines that it may stop because it revokes what started them
	stays   []matter.StageSet // by event: where it can happen
	scope   []matter.StageSet // by deadline: where it can run
	starts  [][]int           // by event: the deadlines it may start
	restore [][]int           // by event: the deadlines that it may open again
	scopes  []bitset          // by deadline: the slots that its scope reads, and of the pauses that stop it
	trigger []bitset          // by deadline: the slots read at its trigger
	begins  [][]int           // by event: the minimum periods it may begin
	counts  []bitset          // by period: the slots read when it begins
	byRule  []bool            // by event: it can happen by operation of the rules
	follows [][]int           // by act: the follows that it can complete
	follow  []bitset          // by follow: the slots that decide whether it follows
	expires [][]int           // by event: the deadlines whose consequence it is
	absent  []bitset          // by stage: slots of deadlines that cannot run there, when nothing reads more of them than that
}

// undone is a deadline that stops if some of what started it is revoked and the rest has not been done.
type undone struct {
	slot  int
	reads bitset // whether what starts it has been done
}

func anatomise(p *matter.Procedure) *anatomy {
	n := len(p.Events)
	a := &anatomy{p: p, touch: touched(p), kills: make([]bitset, n), asks: make([]bitset, n), waits: make([]bitset, n),
		guards: make([]bitset, n), owes: make([][]matter.Effect, n), bound: make([]bitset, n), undoes: make([][]undone, n), stays: make([]matter.StageSet, n), starts: make([][]int, n), restore: make([][]int, n), begins: make([][]int, n),
		byRule: make([]bool, n), expires: make([][]int, n), follows: make([][]int, len(p.Acts)),
		scope: make([]matter.StageSet, len(p.Deadlines)), scopes: make([]bitset, len(p.Deadlines)), trigger: make([]bitset, len(p.Deadlines))}
	for i := range p.Deadlines {
		a.deadline(i)
	}
	for i := range p.Follows {
		a.byRule[p.Follows[i].Event] = true
		for _, act := range p.Follows[i].All {
			if !contains(a.follows[act], i) {
				a.follows[act] = append(a.follows[act], i)
			}
		}
	}
	for i := range p.Periods {
		a.period(i)
	}
	for e := range p.Events {
		a.event(e)
	}
	for i := range p.Follows {
		f := &p.Follows[i]
		set := a.set(f.Lits)
		for _, any := range f.Any {
			set.join(a.set(any...))
		}
		set.join(a.guards[f.Event])
		set.join(a.bound[f.Event])
		a.follow = append(a.follow, set)
	}
	a.absentees()
	return a
}

// absentees finds, by stage, the deadlines that cannot run there: those need no telling apart, unless some reading
// tells a deadline that is spent from one that is idle.
func (a *anatomy) absentees() {
	told := newBitset(len(a.p.Slots))
	tell := func(lits []matter.Lit) {
		for _, l := range lits {
			if l.Mask>>matter.Idle&1 != l.Mask>>matter.Spent&1 {
				told.add(l.Slot)
			}
		}
	}
	for i := range a.p.Events {
		for _, c := range a.p.Events[i].Conds {
			for _, alt := range c.Any {
				tell(alt)
			}
		}
	}
	for i := range a.p.Deadlines {
		d := &a.p.Deadlines[i]
		for _, lits := range append([][]matter.Lit{d.While, d.When}, d.Unless...) {
			tell(lits)
		}
		for _, x := range d.Extensions {
			if x.Restores {
				told.add(d.Slot)
			}
		}
	}
	for i := range a.p.Periods {
		for _, lits := range append([][]matter.Lit{a.p.Periods[i].When}, a.p.Periods[i].Unless...) {
			tell(lits)
		}
	}
	for s := range a.p.Stages {
		b := newBitset(len(a.p.Slots))
		for i := range a.p.Deadlines {
			if slot := a.p.Deadlines[i].Slot; !a.scope[i].Has(s) && !told.has(slot) {
				b.add(slot)
			}
		}
		a.absent = append(a.absent, b)
	}
}

// set gives the slots that literals read.
func (a *anatomy) set(lists ...[]matter.Lit) bitset {
	b := newBitset(len(a.p.Slots))
	for _, lits := range lists {
		for _, l := range lits {
			b.add(l.Slot)
		}
	}
	return b
}

func (a *anatomy) deadline(i int) {
	d := &a.p.Deadlines[i]
	a.scope[i] = d.In
	if d.In == 0 {
		a.scope[i] = a.everywhere()
	}
	for s := range a.p.Stages {
		if a.p.Stages[s].Final && !d.Standing {
			a.scope[i] &^= 1 << uint(s)
		}
	}
	if d.Otherwise >= 0 {
		a.byRule[d.Otherwise] = true
		a.expires[d.Otherwise] = append(a.expires[d.Otherwise], i)
	}
	a.scopes[i] = a.set(d.While)
	for j := range a.p.Pauses {
		if q := &a.p.Pauses[j]; contains(q.Stops, i) {
			a.scopes[i].add(q.Slot)
		}
	}
	a.trigger[i] = a.set(append([][]matter.Lit{d.While, d.When}, d.Unless...)...)
	for e := range a.p.Events {
		ev := &a.p.Events[e]
		if contains(d.From, e) || ev.To >= 0 && d.Entering.Has(ev.To) {
			a.starts[e] = append(a.starts[e], i)
		}
		for _, x := range d.Extensions {
			if x.By == ev.Act && x.Restores {
				a.restore[e] = append(a.restore[e], i)
			}
		}
	}
}

func (a *anatomy) period(i int) {
	q := &a.p.Periods[i]
	a.counts = append(a.counts, a.set(append([][]matter.Lit{q.When}, q.Unless...)...))
	for e := range a.p.Events {
		if ev := &a.p.Events[e]; ev.Act == q.Act && (q.Outcome < 0 || q.Outcome == ev.Outcome) {
			a.begins[e] = append(a.begins[e], i)
		}
	}
}

func (a *anatomy) everywhere() matter.StageSet { return 1<<uint(len(a.p.Stages)) - 1 }

func (a *anatomy) event(event int) {
	e := &a.p.Events[event]
	a.stays[event] = a.stagesOf(event)
	n := len(a.p.Slots)
	a.asks[event], a.guards[event], a.bound[event] = newBitset(n), newBitset(n), newBitset(n)
	for _, c := range e.Conds {
		set := a.set(c.Any...)
		a.asks[event].join(set)
		switch c.Kind {
		case matter.CondGuard:
			a.guards[event].join(set)
		case matter.CondCount, matter.CondChain:
			a.bound[event].join(set)
		}
	}
	for _, d := range e.Sets { // read as they will be
		a.asks[event].remove(a.p.Data[d].Slot)
	}
	a.waits[event] = newBitset(len(a.p.Slots))
	for _, w := range e.Waits {
		a.waits[event].add(a.p.Periods[w.Period].Slot)
	}
	for _, f := range e.Effects {
		if f.Kind == matter.Owe {
			a.owes[event] = append(a.owes[event], f)
			a.revoke(event, f.Other)
		}
	}
	a.kills[event] = a.killed(event)
}

// revoke notes the deadlines that an event may stop by revoking an act, given the slot that says whether it was done.
func (a *anatomy) revoke(event, executed int) {
	for i := range a.p.Deadlines {
		reads := newBitset(len(a.p.Slots))
		for _, from := range a.p.Deadlines[i].From {
			reads.add(a.p.Acts[a.p.Events[from].Act].Executed)
		}
		if reads.has(executed) {
			a.undoes[event] = append(a.undoes[event], undone{a.p.Deadlines[i].Slot, reads})
		}
	}
}

// stagesOf gives the stages in which an event can happen.
func (a *anatomy) stagesOf(event int) matter.StageSet {
	e := &a.p.Events[event]
	act := &a.p.Acts[e.Act]
	switch {
	case act.Kind == matter.Fact:
		return a.everywhere()
	case act.Kind == matter.ClockAct:
		return act.In
	}
	stages := a.everywhere()
	for _, cond := range e.Conds {
		var some matter.StageSet
		for _, alt := range cond.Any {
			one := a.everywhere()
			for _, l := range alt {
				if l.Slot == 0 {
					one &= matter.StageSet(l.Mask)
				}
			}
			some |= one
		}
		stages &= some
	}
	if a.byRule[event] {
		stages |= act.In
	}
	return stages
}

// killed are the slots that an event writes whatever they held, and reads not before.
func (a *anatomy) killed(event int) bitset {
	e := &a.p.Events[event]
	act := &a.p.Acts[e.Act]
	k := newBitset(len(a.p.Slots))
	k.add(act.Executed, act.Pending, act.Outcome)
	for _, d := range e.Sets {
		k.add(a.p.Data[d].Slot)
	}
	for _, f := range e.Effects {
		if f.Kind == matter.Set {
			k.add(f.Slot)
		}
	}
	if e.Afresh {
		a.killedAfresh(e.To, k)
	}
	for _, f := range e.Effects { // what is read before it is written
		if f.Kind == matter.Owe {
			k.remove(f.Other)
		}
	}
	return k
}

// killedAfresh: going to a stage afresh forgets what was done in it and in later ones, as the kernel does.
func (a *anatomy) killedAfresh(stage int, k bitset) {
	since := func(act int) bool {
		x := &a.p.Acts[act]
		return x.Kind != matter.Fact && x.Home != 0 && x.Home&(1<<uint(stage)-1) == 0
	}
	for i := range a.p.Acts {
		if x := &a.p.Acts[i]; since(i) {
			k.add(x.Executed, x.Pending, x.Included, x.Outcome)
		}
	}
	for i := range a.p.Slots {
		if s := &a.p.Slots[i]; s.Kind == matter.SlotSince && since(s.Of) {
			k.add(i)
		}
	}
	for i := range a.p.Periods {
		if since(a.p.Periods[i].Act) {
			k.add(a.p.Periods[i].Slot)
		}
	}
	for i := range a.p.Deadlines {
		d := &a.p.Deadlines[i]
		later := d.Entering&(1<<uint(stage)-1) == 0
		for _, e := range d.From {
			later = later && since(a.p.Events[e].Act)
		}
		if later {
			k.add(d.Slot)
		}
	}
}

// target is the stage after an event itself.
func (a *anatomy) target(event, stage int) int {
	if to := a.p.Events[event].To; to >= 0 {
		return to
	}
	return stage
}
