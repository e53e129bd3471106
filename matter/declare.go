package matter

import (
	"sort"

	"github.com/evenhand/evenhand/rulebook"
)

// declareStages lays out the stages: "before", those of the procedure in order, then the final ones.
func (c *compiler) declareStages(s *rulebook.Statement) {
	p := c.p
	p.Stages = []Stage{{Name: "before"}}
	for _, q := range props(s, "stages") {
		c.addStages(s, q.Stages, nil, false)
	}
	for _, q := range props(s, "ends in") {
		c.addStages(s, q.Stages, nil, true)
	}
	if len(p.Stages) > 63 {
		c.report(s.Pos, s, "undefined-term", "a procedure may have at most 62 stages", "split it in two procedures")
		p.Stages = p.Stages[:63]
	}
	p.RespondentIs = allWords(s, "respondent is")
	c.slot(SlotStage, 0, "stage", uint8(len(p.Stages)-1), 0)
}

func (c *compiler) addStages(s *rulebook.Statement, list []rulebook.Stage, outer []string, final bool) {
	for _, st := range list {
		if _, twice := c.stages[st.Name]; twice {
			c.report(st.Pos, s, "undefined-term", "stage `"+st.Name+"` is declared twice", "give one of them another name")
			continue
		}
		if len(st.Inner) > 0 {
			from := len(c.p.Stages)
			c.stages[st.Name] = 0
			c.addStages(s, st.Inner, append(append([]string{}, outer...), st.Name), final)
			c.stages[st.Name] = 1<<uint(len(c.p.Stages)) - 1<<uint(from)
			continue
		}
		c.stages[st.Name] = 1 << uint(len(c.p.Stages))
		c.p.Stages = append(c.p.Stages, Stage{Name: st.Name, Outer: outer, Final: final})
	}
}

// declareAll gives a number and slots to everything in the procedure that has a name.
func (c *compiler) declareAll() {
	c.each(rulebook.KindRole, func(s *rulebook.Statement) {
		for _, e := range s.Subject {
			c.p.Roles = append(c.p.Roles, Role{Name: e.Name, Side: Side(word(prop(s, "side"))), Decl: s})
		}
	})
	c.each(rulebook.KindThread, c.declareThread)
	c.each(rulebook.KindChain, c.declareChain)
	for _, s := range c.stmts {
		switch s.Kind {
		case rulebook.KindAct, rulebook.KindFact, rulebook.KindClock:
			c.declareAct(s)
		case rulebook.KindVote:
			c.declareVote(s)
		case rulebook.KindNotice:
			c.declareNotice(s)
		case rulebook.KindSignatures, rulebook.KindNominations:
			c.declareSignatures(s)
		case rulebook.KindDate, rulebook.KindOccasion:
			c.synthetic(s, subject(s), ClockAct, c.active())
		}
	}
	c.each(rulebook.KindMay, c.declareWindowCloses)
	c.each(rulebook.KindPredicate, c.declarePredicate)
	c.each(rulebook.KindMeasure, c.declareMeasure)
	c.each(rulebook.KindData, c.declareData)
	c.each(rulebook.KindLink, c.declareLink)
	c.each(rulebook.KindPause, func(s *rulebook.Statement) {
		c.preds[subject(s)] = c.slot(SlotPause, 0, subject(s), 1, 0)
	})
	c.declareSanctionDatum()
	c.beginning()
}

// beginning finds the act that opens a matter and lets it happen before anything else, and nothing but it.
func (c *compiler) beginning() {
	q := prop(c.p.Decl, "begins with")
	if q == nil || len(q.Events) == 0 {
		c.report(c.p.Decl.Pos, c.p.Decl, "undefined-term", "procedure "+c.p.Name+" does not say what it begins with", "add: begins with ACT")
		return
	}
	if acts := c.actsOf(c.p.Decl, q.Events[0], scope{}); len(acts) > 0 {
		c.p.Begin = acts[0]
		a := &c.p.Acts[acts[0]]
		a.In = 1
		if in := prop(a.Decl, "in"); in != nil {
			a.In |= c.stageSet(a.Decl, in.Events)
		}
	}
}

func (c *compiler) declareThread(s *rulebook.Statement) {
	t := Thread{Name: subject(s), Decl: s, OpenedBy: word(prop(s, "opened by"))}
	if q := prop(s, "at most"); q != nil {
		t.Max = q.N
	}
	t.Instances = maxInstances
	if t.Max > 0 && t.Max < t.Instances {
		t.Instances = t.Max
	}
	if c.opts.Instances > 0 && c.opts.Instances < t.Instances {
		t.Instances = c.opts.Instances
	}
	c.threads[t.Name] = len(c.p.Threads)
	c.p.Threads = append(c.p.Threads, t)
}

func (c *compiler) declareChain(s *rulebook.Statement) {
	ch := Chain{Name: subject(s), Decl: s}
	for i := range s.Props {
		ch.Bodies = append(ch.Bodies, words(&s.Props[i])...)
	}
	ch.Slot = c.slot(SlotChain, len(c.p.Chains), ch.Name, uint8(len(ch.Bodies)), 0)
	c.chains[ch.Name] = len(c.p.Chains)
	c.p.Chains = append(c.p.Chains, ch)
}

// declareAct declares an act, once for each instance of its thread.
func (c *compiler) declareAct(s *rulebook.Statement) {
	name := subject(s)
	if _, twice := c.acts[name]; twice {
		c.report(s.Pos, s, "undefined-term", "`"+name+"` is declared twice", "declare an act once; say more of it with: "+name+" PROPERTY")
		return
	}
	thread := word(prop(s, "of"))
	n := 1
	if thread != "" {
		i, ok := c.threads[thread]
		if !ok && s.Kind == rulebook.KindFact {
			thread = "" // a court's order of an act; check sees to its name
		} else if !ok {
			c.unknown(s, prop(s, "of").Events[0], "thread", c.threadNames())
			thread = ""
		} else {
			n = c.p.Threads[i].Instances
		}
	}
	for i := 1; i <= n; i++ {
		a := c.actOf(s, name)
		if thread != "" {
			a.Thread, a.Instance = thread, i
		}
		c.addAct(a)
	}
}

func (c *compiler) threadNames() []string {
	var names []string
	for _, t := range c.p.Threads {
		names = append(names, t.Name)
	}
	return names
}

var actKinds = map[rulebook.Kind]ActKind{rulebook.KindFact: Fact, rulebook.KindClock: ClockAct}

// about gives every statement that says something of an act: its declaration and those that stand alone.
func (c *compiler) about(decl *rulebook.Statement, name string) []*rulebook.Statement {
	list := []*rulebook.Statement{decl}
	for _, s := range c.stmts {
		if s.Kind == rulebook.KindOn && mentions(s.Subject, name) && s != decl {
			list = append(list, s)
		}
	}
	return list
}

func (c *compiler) actOf(s *rulebook.Statement, name string) Act {
	a := Act{Name: name, Kind: actKinds[s.Kind], Decl: s, Moves: -1, Opened: -1}
	switch in := prop(s, "in"); {
	case in != nil:
		a.In = c.stageSet(s, in.Events)
	case a.Kind == Fact:
		a.In = c.everywhere()
	default:
		a.In = c.active()
	}
	for _, q := range props(s, "outcome") {
		a.Outcomes = append(a.Outcomes, word(q))
	}
	if len(a.Outcomes) > 60 {
		c.report(s.Pos, s, "undefined-term", "an act may have at most 60 outcomes", "split the act")
		a.Outcomes = a.Outcomes[:60]
	}
	a.Standing = has(s, "standing")
	if a.Standing && !has(s, "in") {
		a.In = c.everywhere() &^ 1
	}
	for _, t := range c.about(s, name) {
		c.attributes(&a, t)
	}
	return a
}

// attributes reads what a statement says of an act that is neither condition nor effect.
func (c *compiler) attributes(a *Act, s *rulebook.Statement) {
	for i := range s.Props {
		switch q := &s.Props[i]; q.Key {
		case "by":
			c.actors(a, s, q)
		case "is":
			a.Is = append(a.Is, word(q))
		case "names":
			a.Names = append(a.Names, words(q)...)
		case "releases":
			a.Releases = append(a.Releases, words(q)...)
		case "tells":
			a.Tells = append(a.Tells, words(q)...)
		case "to":
			a.AppealTo = append(a.AppealTo, words(q)...)
		case "moves":
			if n, ok := c.chains[word(q)]; ok {
				a.Moves = n
			} else if len(q.Events) > 0 {
				c.unknown(s, q.Events[0], "chain", nil)
			}
		case "with reasons":
			a.Reasons = a.Reasons || !c.off(s)
		case "on ground":
			a.Grounds = append(a.Grounds, c.groundsOf(q)...)
		case "once":
			a.Max = 1
		case "at most":
			if !c.off(s) {
				a.Max = q.N
			}
		}
	}
}

// groundsOf reads a ground property: the name of a list, or the list.
func (c *compiler) groundsOf(q *rulebook.Property) []string {
	names := words(q)
	if len(names) == 1 {
		if list, ok := c.rules.Grounds[names[0]]; ok {
			return list
		}
	}
	return names
}

func (c *compiler) actors(a *Act, s *rulebook.Statement, q *rulebook.Property) {
	for _, e := range q.Events {
		actor := Actor{Name: e.Name, DoerOf: e.DoerOf, Chain: -1}
		if e.Name == "anyone" && !e.DoerOf {
			a.Anyone = true
			continue
		}
		if i, ok := c.chains[e.Name]; ok {
			actor.Chain = i
		} else if !e.DoerOf && !c.isPerson(e.Name) {
			c.unknown(s, e, "role, body, office or chain", c.personNames())
		}
		a.By = append(a.By, actor)
	}
}

// isPerson says whether a name is a role of the procedure, or a body, office or status of the book.
func (c *compiler) isPerson(name string) bool { return containsWord(c.personNames(), name) }

func (c *compiler) personNames() []string {
	names := append([]string{}, c.rules.Statuses...)
	for _, b := range c.rules.Bodies {
		names = append(names, b.Name)
	}
	for _, r := range c.p.Roles {
		names = append(names, r.Name)
	}
	for _, ch := range c.p.Chains {
		names = append(names, ch.Name)
	}
	return names
}

// addAct gives an act its slots.
func (c *compiler) addAct(a Act) int {
	i := len(c.p.Acts)
	name := a.Name
	if a.Instance > 1 {
		name += "[" + itoa(a.Instance) + "]"
	}
	included, owed := uint8(1), uint8(0)
	for _, s := range c.about(a.Decl, a.Name) {
		for _, q := range props(s, "initially") {
			switch {
			case q.Value == "excluded" && !c.off(s):
				included = 0
			case q.Value == "owed":
				owed = 1
			}
		}
	}
	a.Executed = c.slot(SlotExecuted, i, name, 1, 0)
	a.Included = c.slot(SlotIncluded, i, name, 1, included)
	a.Pending = c.slot(SlotPending, i, name, 1, owed)
	a.Outcome, a.Count, a.Opened = -1, -1, -1
	if len(a.Outcomes) > 0 {
		a.Outcome = c.slot(SlotOutcome, i, name, uint8(len(a.Outcomes)), 0)
	}
	if a.Max > 60 {
		a.Max = 0 // more than a matter will ever see: no cap worth counting
	}
	if a.Max > 0 {
		a.Count = c.slot(SlotCount, i, name, uint8(a.Max), 0)
	}
	c.p.Acts = append(c.p.Acts, a)
	c.acts[a.Name] = append(c.acts[a.Name], i)
	return i
}

// synthetic declares an act that a statement of another kind brings with it.
func (c *compiler) synthetic(s *rulebook.Statement, name string, kind ActKind, in StageSet, outcomes ...string) int {
	if _, twice := c.acts[name]; twice {
		c.report(s.Pos, s, "undefined-term", "`"+name+"` is declared twice", "give one of them another name")
		return c.acts[name][0]
	}
	a := Act{Name: name, Kind: kind, In: in, Outcomes: outcomes, Decl: s, Moves: -1, Synthetic: true}
	for _, t := range c.about(s, name) {
		if t != s {
			c.attributes(&a, t)
		}
	}
	return c.addAct(a)
}

func (c *compiler) declareVote(s *rulebook.Statement) {
	name := subject(s)
	in := c.active()
	if q := prop(s, "in"); q != nil {
		in = c.stageSet(s, q.Events)
	}
	act := c.synthetic(s, name, PersonAct, in, "carried", "lost", "tied", "inquorate")
	a := &c.p.Acts[act]
	a.Synthetic = false
	c.attributes(a, s)
	v := Vote{Name: name, Body: word(prop(s, "by")), Act: act, Decl: s, Secret: has(s, "secret"), Recorded: has(s, "recorded"),
		AbstentionsCount: has(s, "abstentions"), CountRule: word(prop(s, "counted by"))}
	if q := prop(s, "majority"); q != nil {
		v.Majority, v.Base = q.Value, q.Base
	}
	count(s, "quorum", &v.Quorum)
	c.p.Votes = append(c.p.Votes, v)
}

// declareNotice declares N.send, and N.served and N.returned with an outcome for each addressee.
func (c *compiler) declareNotice(s *rulebook.Statement) {
	name := subject(s)
	n := Notice{Name: name, To: allWords(s, "to"), Decl: s, Send: -1, Served: -1, Returned: -1}
	for _, role := range n.To {
		if !c.isPerson(role) {
			c.unknown(s, rulebook.Event{Name: role, Pos: s.Pos}, "role", c.personNames())
		}
	}
	in := c.active()
	if q := prop(s, "in"); q != nil {
		in = c.stageSet(s, q.Events)
	}
	n.Send = c.synthetic(s, name+".send", PersonAct, in) // to all of them in one step
	for _, q := range props(s, "by") {
		c.actors(&c.p.Acts[n.Send], s, q)
	}
	c.p.Acts[n.Send].Tells = append(c.p.Acts[n.Send].Tells, n.To...)
	n.Served = c.synthetic(s, name+".served", ClockAct, in, n.To...)
	if q := prop(s, "returned"); q != nil {
		n.MaxReturns = q.N
		n.Returned = c.synthetic(s, name+".returned", Fact, c.everywhere(), n.To...)
	}
	c.p.Notices = append(c.p.Notices, n)
}

func (c *compiler) declareSignatures(s *rulebook.Statement) {
	name := subject(s)
	in := c.active() | 1
	sign := c.synthetic(s, name+".sign", PersonAct, in)
	c.p.Acts[sign].Anyone = true
	if has(s, "withdrawable") {
		w := c.synthetic(s, name+".withdraw", PersonAct, in)
		c.p.Acts[w].Anyone = true
	}
	c.preds[name] = c.slot(SlotPredicate, sign, name, 1, 0)
	c.p.Slots[c.preds[name]].Free = true
}

// declareWindowCloses declares, for a window that several roles have, one clock act a role: its window has closed.
func (c *compiler) declareWindowCloses(s *rulebook.Statement) {
	if len(s.Subject) < 2 || prop(s, "within") == nil {
		return
	}
	for _, role := range s.Subject {
		c.synthetic(s, windowCloses(s, role.Name), ClockAct, c.active())
	}
}

// windowCloses names the clock act by which a role's window for an act closes.
func windowCloses(s *rulebook.Statement, role string) string {
	return s.Act.Name + ".window-closes." + role
}

func (c *compiler) declarePredicate(s *rulebook.Statement) {
	slot := c.slot(SlotPredicate, 0, subject(s), 1, 0)
	c.preds[subject(s)] = slot
	c.p.Slots[slot].Free = prop(s, "set by") == nil
}

func (c *compiler) declareMeasure(s *rulebook.Statement) {
	m := Measure{Name: subject(s), Interim: has(s, "interim"), Affects: allWords(s, "affects"), Decl: s}
	m.Slot = c.slot(SlotMeasure, len(c.p.Measures), m.Name, 1, 0)
	c.preds[m.Name] = m.Slot
	c.p.Measures = append(c.p.Measures, m)
}

func (c *compiler) declareData(s *rulebook.Statement) {
	d := Datum{Name: subject(s), Decl: s}
	if q := prop(s, "in"); q != nil {
		d.Values = words(q)
	}
	c.addDatum(d, s)
}

func (c *compiler) addDatum(d Datum, s *rulebook.Statement) int {
	if len(d.Values) > 62 {
		c.report(s.Pos, s, "undefined-term", "a datum may have at most 62 values", "split it")
		d.Values = d.Values[:62]
	}
	d.Slot = c.slot(SlotData, len(c.p.Data), d.Name, uint8(len(d.Values)), 0)
	c.data[d.Name] = len(c.p.Data)
	c.p.Data = append(c.p.Data, d)
	return len(c.p.Data) - 1
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
		c.preds[l.Name+" "+x] = slot
	}
	c.p.Links = append(c.p.Links, l)
}

// declareSanctionDatum makes the sanction imposed a datum, when a table or an act speaks of one.
func (c *compiler) declareSanctionDatum() {
	imposes := false
	for _, s := range c.stmts {
		imposes = imposes || s.Kind == rulebook.KindTable
		for _, q := range append(props(s, "imposes"), outcomeProps(s, "imposes")...) {
			imposes = imposes || q != nil
		}
	}
	if _, declared := c.data["sanction"]; declared || !imposes || len(c.rules.Sanctions) == 0 {
		return
	}
	d := Datum{Name: "sanction", Decl: c.p.Decl}
	for _, x := range c.rules.Sanctions {
		d.Values = append(d.Values, x.Name)
	}
	c.addDatum(d, c.p.Decl)
}

// outcomeProps gives the properties with a key that the outcomes of an act carry.
func outcomeProps(s *rulebook.Statement, key rulebook.Key) []*rulebook.Property {
	var found []*rulebook.Property
	for _, o := range props(s, "outcome") {
		found = append(found, propsIn(o.Props, key)...)
	}
	return found
}

// declareEvents makes the events: every act with each of its outcomes, and with each actor where it matters which.
func (c *compiler) declareEvents() {
	split := c.splitActs()
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		actors := []string{""}
		if split[a.Name] && len(a.By) > 1 {
			actors = nil
			for _, by := range a.By {
				actors = append(actors, by.Name)
			}
		}
		for _, as := range actors {
			if len(a.Outcomes) == 0 {
				c.addEvent(i, -1, as)
			}
			for o := range a.Outcomes {
				c.addEvent(i, o, as)
			}
		}
	}
}

// splitActs are the acts for which it matters who does them: each party has a window of its own, or the sanction
// table or an "only" names the body.
func (c *compiler) splitActs() map[string]bool {
	split := map[string]bool{}
	c.each(rulebook.KindMay, func(s *rulebook.Statement) { split[s.Act.Name] = true })
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		for _, s := range c.about(a.Decl, a.Name) {
			if len(props(s, "imposes"))+len(outcomeProps(s, "imposes")) > 0 {
				split[a.Name] = true
			}
		}
	}
	return split
}

func (c *compiler) addEvent(act, outcome int, as string) {
	a := &c.p.Acts[act]
	e := Event{Act: act, Outcome: outcome, As: as, To: -1, Decl: a.Decl.Pos}
	if !a.Synthetic || a.Decl.Kind == rulebook.KindVote {
		for _, s := range c.about(a.Decl, a.Name) {
			c.eventProps(&e, s, s.Props)
		}
	}
	if outcome >= 0 {
		for _, q := range props(a.Decl, "outcome") {
			if word(q) == a.Outcomes[outcome] {
				e.Decl = q.Pos
				c.eventProps(&e, a.Decl, q.Props)
			}
		}
		for _, q := range props(a.Decl, rulebook.Key(a.Outcomes[outcome])) { // of a vote
			c.lead(&e, a.Decl, q)
		}
	}
	sort.Ints(e.Sets)
	c.events[eventKey{act, outcome, as}] = len(c.p.Events)
	c.p.Events = append(c.p.Events, e)
}

// eventProps reads the properties that an act and its outcomes share.
func (c *compiler) eventProps(e *Event, s *rulebook.Statement, list []rulebook.Property) {
	for i := range list {
		switch q := &list[i]; q.Key {
		case "->":
			c.lead(e, s, q)
		case "against":
			e.Against = Side(word(q))
		case "favours":
			e.Favours = Side(word(q))
		case "imposes":
			e.Imposes = words(q)
			if d, ok := c.data["sanction"]; ok && !contains(e.Sets, d) {
				e.Sets = append(e.Sets, d)
			}
		case "sets":
			c.setsValue(e, s, q)
		}
	}
}

// setsValue compiles "sets DATUM VALUE" of an outcome.
func (c *compiler) setsValue(e *Event, s *rulebook.Statement, q *rulebook.Property) {
	for _, pair := range q.Pairs {
		d, ok := c.data[pair[0]]
		if !ok {
			c.unknown(s, rulebook.Event{Name: pair[0], Pos: q.Pos}, "datum", c.conditionNames())
			continue
		}
		v := indexOf(c.p.Data[d].Values, pair[1])
		if v < 0 {
			c.unknown(s, rulebook.Event{Name: pair[1], Pos: q.Pos}, "value of "+pair[0], c.p.Data[d].Values)
			continue
		}
		e.Effects = append(e.Effects, Effect{Kind: Set, Slot: c.p.Data[d].Slot, Value: uint8(v + 1)})
	}
}

// lead sets where an event leads. Going to a stage that nests others is going to its first inner one.
func (c *compiler) lead(e *Event, s *rulebook.Statement, q *rulebook.Property) {
	set, ok := c.stages[q.Goto.Stage]
	if !ok || set == 0 {
		c.unknown(s, rulebook.Event{Name: q.Goto.Stage, Pos: q.Goto.Pos}, "stage", c.stageNames())
		return
	}
	for i := range c.p.Stages {
		if set.Has(i) {
			e.To, e.Afresh = i, q.Goto.Afresh
			return
		}
	}
}
