package matter

import "github.com/evenhand/evenhand/rulebook"

// relateAll compiles what is said of acts: conditions, effects, deadlines, bars and the rest.
func (c *compiler) relateAll() {
	c.ownConditions()
	for _, s := range c.stmts {
		c.norm(s) // so that norms stand in the order of the book
		if c.off(s) {
			continue
		}
		if !ofDeadlines(s.Kind) {
			c.relateOne(s)
		}
	}
	for _, s := range c.stmts { // they speak of deadlines, which may stand further down
		if ofDeadlines(s.Kind) && !c.off(s) {
			c.relateOne(s)
		}
	}
	for _, s := range c.book.Statements {
		if s.Kind == rulebook.KindMayImpose && !c.off(s) {
			c.only(s)
		}
	}
	c.exceptions()
}

func ofDeadlines(k rulebook.Kind) bool {
	return k == rulebook.KindExtension || k == rulebook.KindRestoration || k == rulebook.KindPause
}

func (c *compiler) relateOne(s *rulebook.Statement) {
	switch s.Kind {
	case rulebook.KindAct, rulebook.KindFact, rulebook.KindClock, rulebook.KindVote:
		c.saidOf(s, []rulebook.Event{{Name: subject(s), Pos: s.Pos}})
	case rulebook.KindOn:
		c.saidOf(s, s.Subject)
	case rulebook.KindOnlyOneOf:
		c.exclusive(s)
	case rulebook.KindPredicate:
		c.predicate(s)
	case rulebook.KindMeasure:
		c.measure(s)
	case rulebook.KindData:
		c.datumSetBy(s)
	case rulebook.KindBar:
		c.bar(s)
	case rulebook.KindDeadline:
		c.deadline(s)
	case rulebook.KindMust:
		c.duty(s)
	case rulebook.KindMay:
		c.window(s)
	case rulebook.KindNotice:
		c.notice(s)
	case rulebook.KindExtension, rulebook.KindRestoration:
		c.extension(s)
	case rulebook.KindPause:
		c.pause(s)
	case rulebook.KindDate:
		c.date(s)
	case rulebook.KindOccasion:
		c.occasion(s)
	case rulebook.KindTable:
		c.table(s)
	case rulebook.KindLimitation:
		c.limitation(s)
	case rulebook.KindAssume:
		c.assume(s)
	case rulebook.KindSignatures, rulebook.KindNominations:
		c.latch(s)
	case rulebook.KindPublication:
		c.p.Publications = append(c.p.Publications, s)
	}
}

// ownConditions gives every act of a person the conditions that come with its declaration: its stage, that it is
// included, its cap, its thread, its chain.
func (c *compiler) ownConditions() {
	for i := range c.p.Events {
		e := &c.p.Events[i]
		a := &c.p.Acts[e.Act]
		n := c.norm(a.Decl)
		if a.Kind == Fact {
			continue
		}
		e.Conds = append(e.Conds,
			Cond{Kind: CondStage, Norm: n, Any: [][]Lit{{{0, uint64(a.In)}}}},
			Cond{Kind: CondIncluded, Norm: n, Any: [][]Lit{{is(a.Included, 1)}}, Acts: []int{e.Act}})
		if a.Kind == PersonAct {
			c.cap(e, a)
			c.inThread(e, a)
			c.inChain(e, a)
		}
	}
}

// is makes the literal that a slot holds a value.
func is(slot int, value uint8) Lit { return Lit{slot, 1 << value} }

// cap refuses an act that has been done as often as it may be.
func (c *compiler) cap(e *Event, a *Act) {
	if a.Count < 0 {
		return
	}
	n := c.norm(a.Decl)
	for _, s := range c.about(a.Decl, a.Name) {
		if has(s, "at most") || has(s, "once") {
			n = c.norm(s)
		}
	}
	e.Conds = append(e.Conds, Cond{Kind: CondCount, Norm: n, Any: [][]Lit{{{a.Count, 1<<uint(a.Max) - 1}}}, Acts: []int{e.Act}})
}

// inThread refuses what is done of an instance that has not been opened, and the opening of one before its
// predecessor: instances are numbered in the order in which they are opened.
func (c *compiler) inThread(e *Event, a *Act) {
	if a.Thread == "" {
		return
	}
	t := &c.p.Threads[c.threads[a.Thread]]
	opener, ok := c.acts[t.OpenedBy]
	if !ok {
		return
	}
	need := a.Instance - 1
	if a.Name == t.OpenedBy {
		need--
		c.openOnce(e, a, t)
	}
	if need >= 0 && need < len(opener) {
		o := &c.p.Acts[opener[need]]
		e.Conds = append(e.Conds, Cond{Kind: CondNeeds, Norm: c.norm(t.Decl), Any: [][]Lit{{is(o.Executed, 1)}}, Acts: []int{opener[need]}})
	}
}

// openOnce keeps an instance from being opened twice.
func (c *compiler) openOnce(e *Event, a *Act, t *Thread) {
	e.Conds = append(e.Conds, Cond{Kind: CondCount, Norm: c.norm(t.Decl), Any: [][]Lit{{is(a.Executed, 0)}}, Acts: []int{e.Act}})
}

// inChain refuses the step after the last one.
func (c *compiler) inChain(e *Event, a *Act) {
	if a.Moves >= 0 {
		ch := &c.p.Chains[a.Moves]
		e.Conds = append(e.Conds, Cond{Kind: CondChain, Norm: c.norm(ch.Decl), Any: [][]Lit{{{ch.Slot, 1<<uint(len(ch.Bodies)-1) - 1}}}})
	}
}

// saidOf compiles the conditions and effects that a statement gives to the events of its subject.
func (c *compiler) saidOf(s *rulebook.Statement, subjects []rulebook.Event) {
	for _, ref := range subjects {
		if s.Kind == rulebook.KindOn && ref.Outcome == "" {
			if _, known := c.acts[ref.Name]; !known {
				c.unknown(s, ref, "act", c.actNames())
				continue
			}
		}
		for _, act := range c.actsOf(s, ref, scope{}) {
			in := scope{c.p.Acts[act].Thread, c.p.Acts[act].Instance}
			events := c.eventsOfAct(s, ref, act)
			for i := range s.Props {
				c.relation(s, &s.Props[i], act, events, in)
			}
			for _, o := range props(s, "outcome") {
				of := c.eventsOfAct(s, rulebook.Event{Name: ref.Name, Outcome: word(o), Pos: o.Pos}, act)
				for i := range o.Props {
					c.relation(s, &o.Props[i], act, of, in)
				}
			}
		}
	}
}

// relation compiles one property of an act.
func (c *compiler) relation(s *rulebook.Statement, q *rulebook.Property, act int, events []int, in scope) {
	n := c.propNorm(s, q)
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
		c.marks(s, q, events, in, func(a *Act) Effect { return Effect{Kind: Set, Slot: a.Pending, Value: 1} })
	case "excludes":
		c.marks(s, q, events, in, func(a *Act) Effect { return Effect{Kind: Set, Slot: a.Included, Value: 0} })
	case "includes":
		c.marks(s, q, events, in, func(a *Act) Effect { return Effect{Kind: Set, Slot: a.Included, Value: 1} })
	case "revokes":
		c.revokes(s, q, events, in)
	case "follows":
		c.followsFrom(s, q, events, n, in)
	case "moves":
		c.moves(act, events)
	case "appeal of":
		for _, a := range c.acts[c.p.Acts[act].Name] {
			c.p.Acts[a].AppealOf = append(c.p.Acts[a].AppealOf, c.eventsOf(s, q.Events, in)...)
		}
	case "changes nothing":
		c.exceptWhat(s, q, events, n, in)
	}
}

// propNorm is the norm of one property: its own when it is named, else its statement's.
func (c *compiler) propNorm(s *rulebook.Statement, q *rulebook.Property) int { return c.norm(s) }

func (c *compiler) addCond(events []int, cond Cond) {
	for _, e := range events {
		if kind := c.p.Acts[c.p.Events[e].Act].Kind; kind == PersonAct || kind == ClockAct && cond.Kind == CondGuard {
			c.p.Events[e].Conds = append(c.p.Events[e].Conds, cond)
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
			if a.Kind != PersonAct && a.Synthetic { // a notice served: every addressee has a bit of its own
				done = []Lit{is(c.servedBit(i, o), 1)}
			} else {
				done = append(done, is(a.Outcome, uint8(o+1)))
			}
		}
		any = append(any, done)
	}
	return any
}

// servedBit is a bit that stays set once an outcome of a synthetic act has happened, whatever its other outcomes.
func (c *compiler) servedBit(act, outcome int) int {
	a := &c.p.Acts[act]
	name := a.Name + "(" + a.Outcomes[outcome] + ")"
	if slot, ok := c.preds[name]; ok {
		return slot
	}
	slot := c.slot(SlotSince, act, name, 1, 0)
	c.preds[name] = slot
	for _, e := range c.eventsOfAct(a.Decl, rulebook.Event{Name: a.Name, Outcome: a.Outcomes[outcome]}, act) {
		c.p.Events[e].Effects = append(c.p.Events[e].Effects, Effect{Kind: Set, Slot: slot, Value: 1})
	}
	return slot
}

// needs compiles "A needs B or C [since D]": some member has been done, or none is included.
func (c *compiler) needs(s *rulebook.Statement, q *rulebook.Property, events []int, n int, in scope) {
	if q.Join == rulebook.And {
		for i := range q.Events {
			one := *q
			one.Events, one.Join = q.Events[i:i+1], rulebook.NoJoin
			c.needs(s, &one, events, n, in)
		}
		return
	}
	cond := Cond{Kind: CondNeeds, Norm: n}
	var excluded []Lit
	for _, e := range q.Events {
		if e.Quant != "" {
			c.quantified(s, e, events, CondNeeds, n, false)
			return
		}
		acts := c.actsOf(s, e, in)
		for _, a := range acts {
			excluded = append(excluded, is(c.p.Acts[a].Included, 0))
			if q.Since.Name == "" {
				continue
			}
			for _, d := range c.actsOf(s, q.Since, in) {
				cond.Any = append(cond.Any, []Lit{is(c.sinceBit(a, d), 1)})
			}
		}
		if q.Since.Name == "" {
			cond.Any = append(cond.Any, c.executed(s, e, acts)...)
		}
		cond.Acts = append(cond.Acts, acts...)
	}
	if len(excluded) > 0 {
		cond.Any = append(cond.Any, excluded)
		c.addCond(events, cond)
	}
}

// sinceBit is set by a and cleared by d.
func (c *compiler) sinceBit(a, d int) int {
	if slot, ok := c.since[[2]int{a, d}]; ok {
		return slot
	}
	slot := c.slot(SlotSince, a, c.p.Acts[a].Name+" since "+c.p.Acts[d].Name, 1, 0)
	c.since[[2]int{a, d}] = slot
	for i := range c.p.Events {
		switch e := &c.p.Events[i]; e.Act {
		case a:
			e.Effects = append(e.Effects, Effect{Kind: Set, Slot: slot, Value: 1})
		case d:
			e.Effects = append(e.Effects, Effect{Kind: Set, Slot: slot, Value: 0})
		}
	}
	return slot
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

// quantified compiles all, some or none of a thread's acts as conditions of events; negated turns it round.
func (c *compiler) quantified(s *rulebook.Statement, e rulebook.Event, events []int, kind CondKind, n int, negated bool) {
	for _, any := range c.quantAlternatives(s, e, negated) {
		c.addCond(events, Cond{Kind: kind, Norm: n, Any: any, Acts: c.acts[e.Name]})
	}
}

// quantAlternatives gives the conditions, all of which must hold, that say all, some or none of a thread's act.
func (c *compiler) quantAlternatives(s *rulebook.Statement, e rulebook.Event, negated bool) [][][]Lit {
	acts := c.actsOf(s, e, scope{})
	done := c.executed(s, e, acts)
	if len(done) == 0 {
		return nil
	}
	quant := e.Quant
	if negated {
		quant = map[string]string{"some": "none", "none": "some", "all": "not all"}[quant]
	}
	switch quant {
	case "some":
		return [][][]Lit{done}
	case "none":
		return c.noneOf(done)
	case "not all":
		var any [][]Lit
		for i, a := range acts {
			for _, l := range done[i] {
				any = append(any, append(c.opened(a), negate(l, &c.p.Slots[l.Slot])))
			}
		}
		return [][][]Lit{any}
	}
	conds := [][][]Lit{done} // at least one, for "all" is false while there is none
	for i, a := range acts {
		if open := c.opened(a); len(open) == 1 {
			conds = append(conds, [][]Lit{done[i], {negate(open[0], &c.p.Slots[open[0].Slot])}})
		}
	}
	return conds
}

// noneOf turns alternatives round: each must fail.
func (c *compiler) noneOf(done [][]Lit) [][][]Lit {
	var conds [][][]Lit
	for _, d := range done {
		var any [][]Lit
		for _, l := range d {
			any = append(any, []Lit{negate(l, &c.p.Slots[l.Slot])})
		}
		conds = append(conds, any)
	}
	return conds
}

// opened is the literal that the instance of a thread's act has been opened.
func (c *compiler) opened(act int) []Lit {
	a := &c.p.Acts[act]
	if a.Thread == "" {
		return nil
	}
	opener := c.acts[c.p.Threads[c.threads[a.Thread]].OpenedBy]
	if a.Instance > len(opener) {
		return nil
	}
	return []Lit{is(c.p.Acts[opener[a.Instance-1]].Executed, 1)}
}

func negate(l Lit, s *Slot) Lit { return Lit{l.Slot, ^l.Mask & (1<<(uint(s.Max)+1) - 1)} }

// guard compiles a condition: each atom a Cond.
func (c *compiler) guard(s *rulebook.Statement, atoms []rulebook.Atom, events []int, n int, in scope) {
	for i := range atoms {
		a := &atoms[i]
		if a.Quant != "" {
			c.quantified(s, rulebook.Event{Name: a.Name, Outcome: a.Outcome, Quant: a.Quant, Pos: a.Pos}, events, CondGuard, n, a.Not)
			continue
		}
		for _, any := range c.atom(s, a, in) {
			c.addCond(events, Cond{Kind: CondGuard, Norm: n, Any: any})
		}
	}
}

// lits compiles a condition to literals that must all hold; what cannot be one literal is reported.
func (c *compiler) lits(s *rulebook.Statement, atoms []rulebook.Atom, in scope) []Lit {
	var lits []Lit
	for i := range atoms {
		a := &atoms[i]
		if a.Quant != "" {
			for _, any := range c.quantAlternatives(s, rulebook.Event{Name: a.Name, Outcome: a.Outcome, Quant: a.Quant, Pos: a.Pos}, a.Not) {
				if len(any) != 1 {
					c.report(a.Pos, s, "undefined-term", "only one charge, seat or measure may be spoken of here", "use a predicate that the act sets")
					continue
				}
				lits = append(lits, any[0]...)
			}
			continue
		}
		for _, any := range c.atom(s, a, in) {
			lits = append(lits, any[0]...)
		}
	}
	return lits
}

// atom compiles one atom: conditions, all of which must hold, each with one alternative.
func (c *compiler) atom(s *rulebook.Statement, a *rulebook.Atom, in scope) [][][]Lit {
	var l Lit
	name := a.Name
	if slot, ok := c.preds[name]; ok {
		l = is(slot, 1)
	} else if slot, ok := c.preds[name+" "+first(a.Values)]; ok {
		l = is(slot, 1)
	} else if name == "stage" {
		l = Lit{0, uint64(c.stageSet(s, refs(a.Values, a.Pos)))}
	} else if d, ok := c.data[name]; ok {
		l = c.datumLit(s, d, a)
	} else if acts, ok := c.acts[name]; ok {
		l = is(c.p.Acts[acts[0]].Executed, 1)
		if t := c.p.Acts[acts[0]].Thread; in.thread == t && t != "" {
			l = is(c.p.Acts[acts[in.instance-1]].Executed, 1)
		}
	} else {
		c.unknown(s, rulebook.Event{Name: name, Pos: a.Pos}, "predicate, datum, measure or link", c.conditionNames())
		return nil
	}
	if a.Not {
		l = negate(l, &c.p.Slots[l.Slot])
	}
	return [][][]Lit{{{l}}}
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func refs(names []string, at rulebook.Pos) []rulebook.Event {
	var list []rulebook.Event
	for _, n := range names {
		list = append(list, rulebook.Event{Name: n, Pos: at})
	}
	return list
}

// datumLit is true when the datum has one of the values.
func (c *compiler) datumLit(s *rulebook.Statement, d int, a *rulebook.Atom) Lit {
	l := Lit{Slot: c.p.Data[d].Slot}
	for _, v := range a.Values {
		i := indexOf(c.p.Data[d].Values, v)
		if i < 0 {
			c.unknown(s, rulebook.Event{Name: v, Pos: a.Pos}, "value of "+a.Name, c.p.Data[d].Values)
			continue
		}
		l.Mask |= 1 << uint(i+1)
	}
	return l
}

func indexOf(list []string, w string) int {
	for i, x := range list {
		if x == w {
			return i
		}
	}
	return -1
}

func (c *compiler) conditionNames() []string {
	names := []string{"stage"}
	for i := range c.p.Slots {
		if k := c.p.Slots[i].Kind; k == SlotPredicate || k == SlotMeasure || k == SlotData || k == SlotLink {
			names = append(names, c.p.Slots[i].Name)
		}
	}
	return names
}

// marks compiles an effect on the marking of other acts. Includes are applied after excludes.
func (c *compiler) marks(s *rulebook.Statement, q *rulebook.Property, events []int, in scope, effect func(*Act) Effect) {
	for _, ref := range q.Events {
		for _, b := range c.actsOf(s, ref, in) {
			for _, e := range events {
				c.p.Events[e].Effects = append(c.p.Events[e].Effects, effect(&c.p.Acts[b]))
			}
		}
	}
}

// revokes compiles "A revokes B": B is no longer done, and owed again if it had been; deadlines from B stop without
// consequence, and minimum periods from B count no longer.
func (c *compiler) revokes(s *rulebook.Statement, q *rulebook.Property, events []int, in scope) {
	for _, ref := range q.Events {
		for _, b := range c.actsOf(s, ref, in) {
			a := &c.p.Acts[b]
			for _, e := range events {
				ev := &c.p.Events[e]
				ev.Effects = append(ev.Effects, Effect{Kind: Owe, Slot: a.Pending, Other: a.Executed}, Effect{Kind: Set, Slot: a.Executed})
				ev.revokes = append(ev.revokes, b)
			}
		}
	}
}

// pendingFollow is a "follows" whose deadlines and periods are known only at the end.
type pendingFollow struct {
	stmt  *rulebook.Statement
	event int
	refs  []rulebook.Event
	join  rulebook.Join
	norm  int
	in    scope
}

// followsFrom notes "B follows A and C".
func (c *compiler) followsFrom(s *rulebook.Statement, q *rulebook.Property, events []int, n int, in scope) {
	for _, e := range events {
		if a := &c.p.Acts[c.p.Events[e].Act]; a.Kind == PersonAct && c.p.Events[e].Outcome < 0 {
			c.report(q.Pos, s, "undefined-term", "`"+a.Name+"` is an act of a person: it cannot follow by itself", "make it a clock act, or name an outcome")
			return
		}
		c.follows = append(c.follows, pendingFollow{s, e, q.Events, q.Join, n, in})
	}
}

// exceptWhat compiles "changes nothing except E": E follows from the fact.
func (c *compiler) exceptWhat(s *rulebook.Statement, q *rulebook.Property, events []int, n int, in scope) {
	for _, x := range c.eventsOf(s, q.Events, in) {
		for _, e := range events {
			ev := &c.p.Events[e]
			from := rulebook.Event{Name: c.p.Acts[ev.Act].Name, Pos: q.Pos}
			c.follows = append(c.follows, pendingFollow{s, x, []rulebook.Event{from}, rulebook.NoJoin, n, in})
		}
	}
}

// resolveFollows turns what was noted into follows: a list joined by "or" is one follow each, by "and" one for all.
func (c *compiler) resolveFollows() {
	for _, f := range c.follows {
		if f.join == rulebook.And {
			c.addFollow(f, f.refs)
			continue
		}
		for i := range f.refs {
			c.addFollow(f, f.refs[i:i+1])
		}
	}
}

func (c *compiler) addFollow(f pendingFollow, refs []rulebook.Event) {
	follow := Follow{Event: f.event, Norm: f.norm}
	for _, r := range refs {
		if r.Quant != "" {
			for _, any := range c.quantAlternatives(f.stmt, r, false) {
				if len(any) == 1 {
					follow.Lits = append(follow.Lits, any[0]...)
				} else {
					follow.Any = append(follow.Any, any)
				}
			}
			follow.All = append(follow.All, c.acts[r.Name]...)
			continue
		}
		acts := c.actsOf(f.stmt, r, f.in)
		if any := c.executed(f.stmt, r, acts); len(any) == 1 {
			follow.Lits = append(follow.Lits, any[0]...)
		} else if len(any) > 1 {
			follow.Any = append(follow.Any, any)
		}
		follow.All = append(follow.All, acts...)
	}
	if len(follow.All) > 0 {
		c.p.Follows = append(c.p.Follows, follow)
	}
}

// moves compiles "moves CHAIN": the next decider takes over.
func (c *compiler) moves(act int, events []int) {
	if ch := c.p.Acts[act].Moves; ch >= 0 {
		for _, e := range events {
			c.p.Events[e].Effects = append(c.p.Events[e].Effects, Effect{Kind: Count, Slot: c.p.Chains[ch].Slot})
		}
	}
}

// exclusive compiles "only one of {A, B}": once one is done, the others are refused.
func (c *compiler) exclusive(s *rulebook.Statement) {
	n := c.norm(s)
	var acts []int
	for _, ref := range s.Subject {
		acts = append(acts, c.actsOf(s, ref, scope{})...)
	}
	for _, i := range acts {
		for _, j := range acts {
			if c.p.Acts[i].Name != c.p.Acts[j].Name {
				c.addCond(c.eventsOfAct(s, rulebook.Event{}, i), Cond{Kind: CondExclusive, Norm: n, Any: [][]Lit{{is(c.p.Acts[j].Executed, 0)}}, Acts: []int{j}})
			}
		}
	}
	c.p.Exclusive = append(c.p.Exclusive, acts)
}
