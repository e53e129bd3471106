package matter

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// mostStages is how many leaf stages a procedure may have: "before" and they are the values of a slot.
const mostStages = 62

// declareStages lays out the stages: "before", those of the procedure in order, then the final ones.
func (c *compiler) declareStages(s *rulebook.Statement) {
	p := c.p
	p.Stages = []Stage{{Name: "before"}}
	stages := newNames("stage")
	for _, q := range props(s, "stages") {
		c.addStages(s, stages, q.Stages, nil, false)
	}
	for _, q := range props(s, "ends in") {
		c.addStages(s, stages, q.Stages, nil, true)
	}
	if len(p.Stages) > mostStages+1 {
		c.report(s.Pos, s, checkSize, "a procedure may have at most "+itoa(mostStages)+" stages", "split it in two procedures")
		p.Stages = p.Stages[:mostStages+1]
		for name := range c.stages {
			c.stages[name] &= c.everywhere()
		}
	}
	p.RespondentIs = allWords(s, "respondent is")
	c.slot(SlotStage, 0, "stage", uint8(len(p.Stages)-1), 0)
}

func (c *compiler) addStages(s *rulebook.Statement, stages *names, list []rulebook.Stage, outer []string, final bool) {
	for _, st := range list {
		if !c.declares(stages, s, rulebook.Event{Name: st.Name, Pos: st.Pos}) {
			continue
		}
		if len(st.Inner) > 0 {
			from := len(c.p.Stages)
			c.addStages(s, stages, st.Inner, append(slices.Clone(outer), st.Name), final)
			c.stages[st.Name] = 1<<uint(len(c.p.Stages)) - 1<<uint(from)
			continue
		}
		c.stages[st.Name] = 1 << uint(len(c.p.Stages))
		c.p.Stages = append(c.p.Stages, Stage{Name: st.Name, Outer: outer, Final: final})
	}
}

// declareAll gives a number and slots to everything in the procedure that has a name.
func (c *compiler) declareAll() {
	c.declareRoles()
	threads, conds := newNames("thread"), newNames("condition")
	c.each(rulebook.KindThread, func(s *rulebook.Statement) {
		if c.declares(threads, s, s.Subject[0]) {
			c.declareThread(s)
		}
	})
	c.threadsOfActs()
	acts := newNames("act")
	for _, s := range c.stmts {
		c.declareActs(acts, s)
	}
	c.each(rulebook.KindMay, c.declareCloses)
	c.each(rulebook.KindMay, c.empower)
	c.each(rulebook.KindMust, c.empower)
	c.openers()
	for _, s := range c.stmts {
		switch s.Kind {
		case rulebook.KindPredicate, rulebook.KindMeasure, rulebook.KindData, rulebook.KindLink, rulebook.KindPause,
			rulebook.KindSignatures, rulebook.KindNominations:
			if c.declares(conds, s, s.Subject[0]) {
				c.declareCondition(s)
			}
		}
	}
	c.declareSanctionDatum()
	c.beginnings()
}

// declareRoles declares the roles and the chains.
func (c *compiler) declareRoles() {
	roles, chains := newNames("role"), newNames("chain")
	c.each(rulebook.KindRole, func(s *rulebook.Statement) {
		for _, e := range s.Subject {
			if c.declares(roles, s, e) {
				c.p.Roles = append(c.p.Roles, Role{Name: e.Name, Side: Side(word(prop(s, "side"))), Decl: s})
				c.people[e.Name] = true
			}
		}
	})
	c.each(rulebook.KindChain, func(s *rulebook.Statement) {
		if c.declares(chains, s, s.Subject[0]) {
			c.declareChain(s)
		}
	})
}

// declareChain declares a line of deciders. Nobody stands in it twice.
func (c *compiler) declareChain(s *rulebook.Statement) {
	ch := Chain{Name: subject(s), Decl: s}
	links := newNames("link")
	for i := range s.Props {
		for _, e := range s.Props[i].Events {
			if c.declares(links, s, e) && len(ch.Bodies) < mostStages {
				ch.Bodies = append(ch.Bodies, e.Name)
			}
		}
		c.knownPersons(s, s.Props[i].Events, "body, office or role")
	}
	if len(ch.Bodies) == 0 {
		return
	}
	ch.Slot = c.slot(SlotChain, len(c.p.Chains), ch.Name, uint8(len(ch.Bodies)), 0)
	c.chains[ch.Name] = len(c.p.Chains)
	c.people[ch.Name] = true
	c.p.Chains = append(c.p.Chains, ch)
}

func (c *compiler) declareActs(acts *names, s *rulebook.Statement) {
	name := s.Subject
	switch s.Kind {
	case rulebook.KindAct, rulebook.KindFact, rulebook.KindClock:
		if c.declares(acts, s, name[0]) {
			c.declareAct(s)
		}
	case rulebook.KindVote:
		if c.declares(acts, s, name[0]) {
			c.declareVote(s)
		}
	case rulebook.KindDate, rulebook.KindOccasion:
		if c.declares(acts, s, name[0]) {
			c.declareComing(s)
		}
	case rulebook.KindNotice:
		if c.bringsAct(acts, s, ".send") && c.bringsAct(acts, s, ".served") && c.bringsAct(acts, s, ".returned") {
			c.declareNotice(s)
		}
	case rulebook.KindSignatures, rulebook.KindNominations:
		if c.bringsAct(acts, s, ".sign") && c.bringsAct(acts, s, ".withdraw") {
			c.declareSignatures(s)
		}
	}
}

// bringsAct takes in the name of an act that a statement of another kind declares.
func (c *compiler) bringsAct(acts *names, s *rulebook.Statement, suffix string) bool {
	return c.declares(acts, s, rulebook.Event{Name: subject(s) + suffix, Pos: s.Subject[0].Pos})
}

// beginnings finds the acts that open a matter and lets them happen before anything else, and not again unless they
// say where. What does not say where it leads, leads to the first stage.
func (c *compiler) beginnings() {
	decl := c.p.Decl
	q := prop(decl, "begins with")
	if q == nil || len(q.Events) == 0 {
		c.report(decl.Pos, decl, checkMissing, "procedure "+c.p.Name+" does not say what it begins with", "add: begins with ACT")
		return
	}
	for _, e := range q.Events {
		acts := c.actsOf(decl, e, scope{})
		if len(acts) == 0 {
			continue
		}
		if c.p.Begin < 0 {
			c.p.Begin = acts[0]
		}
		a := &c.p.Acts[acts[0]]
		a.In = 1
		for _, in := range props(a.Decl, "in") {
			a.In |= c.stageSet(a.Decl, in.Events)
		}
	}
}

// begins says whether an act is one that opens a matter.
func (c *compiler) begins(a *Act) bool {
	q := prop(c.p.Decl, "begins with")
	return q != nil && mentions(q.Events, a.Name) && a.Instance <= 1
}

// declareCondition declares what a condition can speak of.
func (c *compiler) declareCondition(s *rulebook.Statement) {
	name := subject(s)
	switch s.Kind {
	case rulebook.KindPredicate:
		c.declarePredicate(s)
	case rulebook.KindMeasure:
		m := Measure{Name: name, Interim: has(s, "interim"), Affects: allWords(s, "affects"), Decl: s}
		m.Slot = c.slot(SlotMeasure, len(c.p.Measures), name, 1, 0)
		c.preds[name] = []int{m.Slot}
		c.p.Measures = append(c.p.Measures, m)
	case rulebook.KindData:
		c.declareData(s)
	case rulebook.KindLink:
		c.declareLink(s)
	case rulebook.KindPause:
		c.declarePause(s)
	case rulebook.KindSignatures, rulebook.KindNominations:
		for i := range c.p.Signatures {
			if x := &c.p.Signatures[i]; x.Decl == s {
				c.preds[name] = []int{x.Slot}
			}
		}
	}
}

// declarePredicate declares a bit: one of the matter or, when only acts of a thread set and clear it, one of each
// instance. One that no act sets is a recorded decision, said from outside.
func (c *compiler) declarePredicate(s *rulebook.Statement) {
	name := subject(s)
	thread := c.sharedThread(s, "set by", "cleared by")
	for i := 1; i <= c.instances(thread); i++ {
		slot := c.slot(SlotPredicate, 0, numbered(name, i), 1, 0)
		c.p.Slots[slot].Free = prop(s, "set by") == nil
		c.preds[name] = append(c.preds[name], slot)
	}
	c.predOf[name] = thread
	for _, q := range props(s, "decided by") {
		c.knownPersons(s, q.Events, "role, body or office")
	}
}

func (c *compiler) declareData(s *rulebook.Statement) {
	d := Datum{Name: subject(s), Decl: s, Thread: c.sharedThread(s, "set by")}
	values := newNames("value")
	for _, q := range props(s, "in") {
		for _, e := range q.Events {
			if c.declares(values, s, e) {
				d.Values = append(d.Values, e.Name)
			}
		}
	}
	c.addDatum(d, s)
}

// mostValues is how many values a datum may have: they and "unset" are the values of a slot.
const mostValues = 62

func (c *compiler) addDatum(d Datum, s *rulebook.Statement) {
	if len(d.Values) > mostValues {
		c.report(s.Pos, s, checkSize, "`"+d.Name+"` has more than "+itoa(mostValues)+" values", "split it")
		d.Values = d.Values[:mostValues]
	}
	for i := 1; i <= c.instances(d.Thread); i++ {
		if d.Thread != "" {
			d.Instance = i
		}
		d.Slot = c.slot(SlotData, len(c.p.Data), numbered(d.Name, i), uint8(len(d.Values)), 0)
		c.data[d.Name] = append(c.data[d.Name], len(c.p.Data))
		c.p.Data = append(c.p.Data, d)
	}
}

func (c *compiler) declareLink(s *rulebook.Statement) {
	l := Link{Name: subject(s), Exports: allWords(s, "exports"), Of: word(prop(s, "of")), Outside: has(s, "outside"), Decl: s}
	if q := prop(s, "bounded by"); q != nil {
		l.Bound = q.Limit
	}
	for _, x := range l.Exports {
		slot := c.slot(SlotLink, len(c.p.Links), l.Name+" "+x, 1, 0)
		c.p.Slots[slot].Free = true
		l.Slots = append(l.Slots, slot)
		c.preds[l.Name+" "+x] = []int{slot}
	}
	if q := prop(s, "of"); q != nil && !c.hasProcedure(l.Of) {
		c.unknown(s, q.Events[0], "procedure", c.procedureNames)
	}
	c.p.Links = append(c.p.Links, l)
}

func (c *compiler) hasProcedure(name string) bool { return slices.Contains(c.procedureNames(), name) }

func (c *compiler) procedureNames() []string {
	var names []string
	for _, s := range c.book.Statements {
		if s.Kind == rulebook.KindProcedure {
			names = append(names, subject(s))
		}
	}
	return names
}

// declareSanctionDatum makes the sanction imposed a datum, when a table or an act speaks of one.
func (c *compiler) declareSanctionDatum() {
	imposes := false
	for _, s := range c.stmts {
		imposes = imposes || s.Kind == rulebook.KindTable || has(s, "imposes") || len(outcomeProps(s, "imposes")) > 0
	}
	if _, declared := c.data["sanction"]; declared || !imposes || len(c.rules.Sanctions) == 0 {
		return
	}
	c.addDatum(Datum{Name: "sanction", Values: c.sanctionNames(), Decl: c.p.Decl}, c.p.Decl)
}

// outcomeProps gives the properties with a key that the outcomes of an act carry.
func outcomeProps(s *rulebook.Statement, key rulebook.Key) []*rulebook.Property {
	var found []*rulebook.Property
	for _, o := range props(s, "outcome") {
		found = append(found, propsIn(o.Props, key)...)
	}
	return found
}
