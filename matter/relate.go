package matter

import (
	"fmt"
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// relateAll compiles what is said of acts: conditions, effects, deadlines, bars and the rest.
func (c *compiler) relateAll() {
	c.ownConditions()
	c.openedFirst()
	for _, s := range c.stmts {
		c.norm(s) // so that norms stand in the order of the book
		if c.full() {
			return
		}
		c.declared(s)
		if !c.off(s) {
			c.relateOne(s)
		}
	}
	for _, s := range c.stmts { // they speak of deadlines, which may stand further down
		if c.full() {
			return
		}
		switch {
		case s.Kind == rulebook.KindPause:
			c.stops(s)
		case !c.off(s) && (s.Kind == rulebook.KindExtension || s.Kind == rulebook.KindRestoration):
			c.extension(s)
		}
	}
	c.transfers()
	c.fixedSanctions()
	for _, s := range c.book.Statements {
		if s.Kind == rulebook.KindMayImpose && whole(s) && !c.off(s) {
			c.only(s)
		}
	}
	c.exceptions()
	c.homes()
}

// declared compiles what a statement declares. It stays when the clause's norms are switched off.
func (c *compiler) declared(s *rulebook.Statement) {
	switch s.Kind {
	case rulebook.KindPredicate:
		c.predicate(s)
	case rulebook.KindMeasure:
		c.measure(s)
	case rulebook.KindData:
		c.datumSetBy(s)
	case rulebook.KindPause:
		c.pause(s)
	case rulebook.KindNotice:
		c.notice(s)
	case rulebook.KindDate:
		c.date(s)
	case rulebook.KindSignatures, rulebook.KindNominations:
		c.latch(s)
	case rulebook.KindPublication:
		c.eventsOf(s, c.refs(s, "of"), scope{})
		c.p.Publications = append(c.p.Publications, s)
	case rulebook.KindJoinder:
		for _, e := range c.refs(s, "by") {
			c.p.Joins = append(c.p.Joins, c.actsOf(s, e, scope{})...)
		}
	case rulebook.KindAct, rulebook.KindFact, rulebook.KindClock, rulebook.KindOn:
		c.saidOf(s, func(q *rulebook.Property, act int, events []int, in scope) {
			switch q.Key {
			case "moves":
				c.moves(s, q, act, events)
			case "appeal of":
				c.p.Acts[act].AppealOf = append(c.p.Acts[act].AppealOf, c.eventsOf(s, q.Events, in)...)
			case "of":
				c.about1(s, q, act, in)
			}
		})
	}
}

// relateOne compiles the norms of a statement.
func (c *compiler) relateOne(s *rulebook.Statement) {
	switch s.Kind {
	case rulebook.KindAct, rulebook.KindFact, rulebook.KindClock, rulebook.KindVote, rulebook.KindOn, rulebook.KindDate:
		c.saidOf(s, func(q *rulebook.Property, act int, events []int, in scope) { c.relation(s, q, events, in) })
	case rulebook.KindOnlyOneOf:
		c.exclusive(s)
	case rulebook.KindBar:
		c.bar(s)
	case rulebook.KindDeadline:
		c.deadline(s)
	case rulebook.KindMust:
		c.duty(s)
	case rulebook.KindMay:
		c.window(s)
	case rulebook.KindOccasion:
		c.occasion(s)
	case rulebook.KindTable:
		c.table(s)
	case rulebook.KindLimitation:
		c.limitation(s)
	case rulebook.KindAssume:
		c.assume(s)
	}
}

// ownConditions gives every act that can be refused the conditions that come with its declaration: its stage, that it
// is included, its cap, its thread. A clock act has those that must hold when it happens by operation of the rules.
func (c *compiler) ownConditions() {
	for i := range c.p.Events {
		e := &c.p.Events[i]
		a := &c.p.Acts[e.Act]
		if a.Kind == Fact {
			continue
		}
		n := c.norm(a.Decl)
		if !c.off(a.Decl) {
			e.Conds = append(e.Conds, Cond{Kind: CondStage, Norm: n, Any: [][]Lit{{{0, uint64(a.In)}}}})
		}
		e.Conds = append(e.Conds, Cond{Kind: CondIncluded, Norm: n, Any: [][]Lit{{is(a.Included, 1)}}, Acts: []int{e.Act}})
		if a.Count >= 0 {
			e.Conds = append(e.Conds, Cond{Kind: CondCount, Norm: c.norm(c.capNorm[a.Name]), Any: [][]Lit{{below(a.Count, a.Max)}}, Acts: []int{e.Act}})
		}
		if a.Kind == PersonAct {
			c.inThread(e, a)
		}
	}
}

// below is the literal that a count is less than a cap.
func below(slot, max int) Lit { return Lit{slot, 1<<uint(max) - 1} }

// saidOf calls f with every property that a statement gives to the events of acts: those of its subject, act by act,
// and of an act's own statement those of its outcomes.
func (c *compiler) saidOf(s *rulebook.Statement, f func(q *rulebook.Property, act int, events []int, in scope)) {
	for _, ref := range s.Subject {
		for _, act := range c.actsOf(s, ref, scope{}) {
			in := c.scopeOf(act)
			events := c.eventsOfAct(s, ref, act)
			for i := range s.Props {
				f(&s.Props[i], act, events, in)
			}
			for _, o := range props(s, "outcome") {
				of := c.eventsOfAct(s, rulebook.Event{Name: ref.Name, Outcome: word(o), Pos: o.Pos}, act)
				for i := range o.Props {
					f(&o.Props[i], act, of, in)
				}
			}
			if c.full() {
				return
			}
		}
	}
}

// relation compiles one property of some events of an act.
func (c *compiler) relation(s *rulebook.Statement, q *rulebook.Property, events []int, in scope) {
	n := c.norm(s)
	switch q.Key {
	case "needs":
		c.needs(s, q, events, n, in)
	case "held up by":
		c.heldUp(s, q, events, n, in)
	case "at least":
		c.atLeast(s, q, events, n, in)
	case "only when", "where":
		c.guard(s, q.Cond, events, n, in)
	case "obliges":
		c.obliges(s, q, events, in)
	case "excludes":
		c.marks(s, q, events, in, func(a *Act) Effect { return Effect{Kind: Set, Slot: a.Included, Value: 0} })
	case "includes":
		c.marks(s, q, events, in, func(a *Act) Effect { return Effect{Kind: Set, Slot: a.Included, Value: 1} })
	case "revokes":
		c.revokes(s, q, events, in)
	case "follows":
		c.followsFrom(s, q, events, n, in)
	case "changes nothing":
		c.exceptWhat(s, q, events, n, in)
	}
}

// addCond adds a condition to the events of persons. A guard binds a clock act too, where it follows.
func (c *compiler) addCond(events []int, cond Cond) {
	size := 1
	for _, alt := range cond.Any {
		size += len(alt)
	}
	for _, e := range events {
		kind := c.p.Acts[c.p.Events[e].Act].Kind
		if bound := kind == PersonAct || kind == ClockAct && (cond.Kind == CondGuard || cond.Kind == CondChain); bound && c.spend(size) {
			c.p.Events[e].Conds = append(c.p.Events[e].Conds, cond)
		}
	}
}

// addEffect adds an effect to events.
func (c *compiler) addEffect(events []int, f Effect) {
	if c.spend(len(events)) {
		for _, e := range events {
			c.p.Events[e].Effects = append(c.p.Events[e].Effects, f)
		}
	}
}

// executed gives the alternatives under which a reference counts as done, one an act that it stands for.
func (c *compiler) executed(s *rulebook.Statement, e rulebook.Event, acts []int) [][]Lit {
	var any [][]Lit
	for _, i := range acts {
		a := &c.p.Acts[i]
		done := []Lit{is(a.Executed, 1)}
		if e.Outcome != "" {
			o := c.outcome(s, e, i)
			if o < 0 {
				continue
			}
			if a.Kind != PersonAct && a.Decl.Kind == rulebook.KindNotice { // every addressee has a bit of its own
				done = []Lit{is(c.bit(c.eventsOfAct(s, e, i), nil, i, a.Name+"("+e.Outcome+")"), 1)}
			} else {
				done = append(done, is(a.Outcome, uint8(o+1)))
			}
		}
		any = append(any, done)
	}
	if !c.spend(len(any)) {
		return nil
	}
	return any
}

// bit is a bit that some events set and others clear; one that does both sets it. It is cleared too when the act that
// it is of is revoked.
func (c *compiler) bit(set, clear []int, of int, name string) int {
	key := fmt.Sprint(name, set, clear)
	if slot, ok := c.bits[key]; ok {
		return slot
	}
	slot := c.slot(SlotSince, of, name, 1, 0)
	c.bits[key] = slot
	c.addEffect(clear, Effect{Kind: Set, Slot: slot, Value: 0})
	c.addEffect(set, Effect{Kind: Set, Slot: slot, Value: 1})
	return slot
}

// needs compiles "A needs B or C [since D]": some member has been done, or none is included.
func (c *compiler) needs(s *rulebook.Statement, q *rulebook.Property, events []int, n int, in scope) {
	if q.Join == rulebook.And {
		for i := range q.Events {
			c.needsOne(s, q.Events[i:i+1], q.Since, events, n, in)
		}
		return
	}
	c.needsOne(s, q.Events, q.Since, events, n, in)
}

// needsOne compiles a list of which one member is enough. A member that says all or none of a thread is several
// conditions; each of them may be replaced by the other members.
func (c *compiler) needsOne(s *rulebook.Statement, members []rulebook.Event, since rulebook.Event, events []int, n int, in scope) {
	var excluded []Lit
	var acts []int
	any := [][]Lit{}
	all := [][][]Lit{nil} // alternatives that are common to all conditions are added at the end
	for _, e := range members {
		of := c.actsOf(s, e, in)
		acts = append(acts, of...)
		for _, a := range of {
			excluded = append(excluded, is(c.p.Acts[a].Included, 0))
		}
		switch {
		case len(of) == 0:
		case since.Name != "":
			any = append(any, c.sinceLits(s, e, of, since, in)...)
		case e.Quant != "":
			all = c.orEach(all, c.quantified(s, e, true))
		default:
			any = append(any, c.executed(s, e, of)...)
		}
	}
	if len(acts) == 0 {
		return
	}
	for _, cond := range all {
		cond = append(append(slices.Clone(cond), any...), excluded)
		c.addCond(events, Cond{Kind: CondNeeds, Norm: n, Any: cond, Acts: acts})
	}
}

// orEach joins two lists of conditions, all of each of which must hold, to conditions that hold when either list does.
func (c *compiler) orEach(a, b [][][]Lit) [][][]Lit {
	if len(b) == 0 || !c.spend(len(a)*len(b)) {
		return a
	}
	var joined [][][]Lit
	for _, x := range a {
		for _, y := range b {
			joined = append(joined, append(slices.Clone(x), y...))
		}
	}
	return joined
}

// sinceLits says that one of some acts has been done after the last of others.
func (c *compiler) sinceLits(s *rulebook.Statement, e rulebook.Event, acts []int, since rulebook.Event, in scope) [][]Lit {
	clear := c.eventsOf(s, []rulebook.Event{since}, in)
	var any [][]Lit
	for _, a := range acts {
		name := numbered(c.eventName(e), c.p.Acts[a].Instance) + " since " + c.eventName(since)
		if in.thread != "" && c.ofThread[since.Name] == in.thread {
			name = numbered(name, in.instance)
		}
		any = append(any, []Lit{is(c.bit(c.eventsOfAct(s, e, a), clear, a, name), 1)})
	}
	return any
}

func (c *compiler) eventName(e rulebook.Event) string {
	if e.Outcome == "" {
		return e.Name
	}
	return e.Name + "(" + e.Outcome + ")"
}

// heldUp compiles "A held up by X": refused while X is owed and included.
func (c *compiler) heldUp(s *rulebook.Statement, q *rulebook.Property, events []int, n int, in scope) {
	for _, e := range q.Events {
		for _, x := range c.actsOf(s, e, in) {
			a := &c.p.Acts[x]
			c.addCond(events, Cond{Kind: CondHold, Norm: n, Any: [][]Lit{{is(a.Pending, 0)}, {is(a.Included, 0)}}, Acts: []int{x}})
		}
	}
}

// obliges makes acts owed. From outside its thread that is so for instances that have been opened.
func (c *compiler) obliges(s *rulebook.Statement, q *rulebook.Property, events []int, in scope) {
	for _, ref := range q.Events {
		for _, b := range c.actsOf(s, ref, in) {
			c.owe(b, events)
		}
	}
}

// owe makes an act owed once events have happened. The opening of an instance is owed of whichever is opened next.
func (c *compiler) owe(act int, events []int) {
	a := &c.p.Acts[act]
	switch {
	case a.Opened == act && a.Instance > 1:
	case a.Opened == act:
		c.addEffect(events, Effect{Kind: Set, Slot: a.Pending, Value: 1})
		for _, i := range c.acts[a.Name][1:] {
			met := Effect{Kind: Set, Slot: a.Pending, Value: 0}
			if events := c.ofAct[i]; len(events) > 0 && !slices.Contains(c.p.Events[events[0]].Effects, met) {
				c.addEffect(events, met)
			}
		}
	default:
		for _, e := range events {
			f := Effect{Kind: Set, Slot: a.Pending, Value: 1}
			if a.Opened >= 0 && c.p.Acts[c.p.Events[e].Act].Thread != a.Thread {
				f = Effect{Kind: Owe, Slot: a.Pending, Other: c.p.Acts[a.Opened].Executed}
			}
			c.addEffect([]int{e}, f)
		}
	}
}

// marks compiles an effect on the marking of other acts. Includes are applied after excludes.
func (c *compiler) marks(s *rulebook.Statement, q *rulebook.Property, events []int, in scope, effect func(*Act) Effect) {
	for _, ref := range q.Events {
		for _, b := range c.actsOf(s, ref, in) {
			c.addEffect(events, effect(&c.p.Acts[b]))
		}
	}
}

// revokes compiles "A revokes B": B is no longer done, and owed again if it had been; deadlines from B stop without
// consequence, and minimum periods from B count no longer.
func (c *compiler) revokes(s *rulebook.Statement, q *rulebook.Property, events []int, in scope) {
	for _, ref := range q.Events {
		for _, b := range c.actsOf(s, ref, in) {
			a := &c.p.Acts[b]
			c.addEffect(events, Effect{Kind: Owe, Slot: a.Pending, Other: a.Executed})
			c.addEffect(events, Effect{Kind: Set, Slot: a.Executed})
			for _, e := range events {
				c.p.Events[e].revokes = appendNew(c.p.Events[e].revokes, b)
			}
		}
	}
}

// about1 notes what act a fact is about: what a court's order quashes.
func (c *compiler) about1(s *rulebook.Statement, q *rulebook.Property, act int, in scope) {
	if s.Kind != rulebook.KindFact {
		return
	}
	for _, e := range q.Events {
		if _, thread := c.threads[e.Name]; !thread {
			c.p.Acts[act].About = append(c.p.Acts[act].About, c.actsOf(s, e, in)...)
		}
	}
}

// exclusive compiles "only one of {A, B}": once one is done, the others are refused; of a thread, in each instance.
func (c *compiler) exclusive(s *rulebook.Statement) {
	n := c.norm(s)
	for i, this := range s.Subject {
		for j, other := range s.Subject {
			if i == j || this.Name == other.Name && this.Outcome == other.Outcome {
				continue
			}
			for _, a := range c.actsOf(s, this, scope{}) {
				c.excludesDone(s, this, a, other, n)
			}
		}
	}
}

func (c *compiler) excludesDone(s *rulebook.Statement, this rulebook.Event, act int, other rulebook.Event, n int) {
	acts := c.actsOf(s, other, c.scopeOf(act))
	for k, any := range c.noneOf(c.executed(s, other, acts)) {
		c.addCond(c.eventsOfAct(s, this, act), Cond{Kind: CondExclusive, Norm: n, Any: any, Acts: acts[k : k+1]})
	}
}
