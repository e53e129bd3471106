package matter

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// declareEvents makes the events: every act with each of its outcomes, and with each actor where it matters which.
func (c *compiler) declareEvents() {
	split := c.splitActs()
	c.ofAct = make([][]int, len(c.p.Acts))
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
		if c.ofAct[i] = slices.Clip(c.ofAct[i]); c.full() {
			return
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
			if has(s, "imposes") || len(outcomeProps(s, "imposes")) > 0 {
				split[a.Name] = true
			}
		}
	}
	return split
}

func (c *compiler) addEvent(act, outcome int, as string) {
	if c.full() {
		return
	}
	a := &c.p.Acts[act]
	e := Event{Act: act, Outcome: outcome, As: as, To: -1}
	if c.begins(a) && a.Kind == PersonAct && len(c.p.Stages) > 1 {
		e.To = 1
	}
	for _, s := range c.about(a.Decl, a.Name) {
		c.eventProps(&e, s, s.Props)
	}
	if outcome >= 0 {
		for _, q := range props(a.Decl, "outcome") {
			if word(q) == a.Outcomes[outcome] {
				c.eventProps(&e, a.Decl, q.Props)
			}
		}
		if a.Decl.Kind == rulebook.KindVote {
			for _, q := range props(a.Decl, rulebook.Key(a.Outcomes[outcome])) {
				c.lead(&e, a.Decl, q)
			}
		}
	}
	slices.Sort(e.Sets)
	c.ofAct[act] = append(c.ofAct[act], len(c.p.Events))
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
			c.imposes(e, s, q)
		case "sets":
			c.setsValue(e, s, q)
		case "draws":
			c.draws(e, s, q)
		}
	}
}

// imposes lets an event choose the sanction, by the table or among those named.
func (c *compiler) imposes(e *Event, s *rulebook.Statement, q *rulebook.Property) {
	for _, x := range q.Events {
		if x.Name != "sanction" && c.sanctionNamed(x.Name) == nil {
			c.unknown(s, x, "sanction", c.sanctionNames)
		}
	}
	for _, d := range c.data["sanction"] {
		e.Sets = appendNew(e.Sets, d)
	}
}

// draws notes the bodies whose members an event draws. Nothing discrete depends on it: who sits is for whoever runs the
// matter to draw and to say.
func (c *compiler) draws(e *Event, s *rulebook.Statement, q *rulebook.Property) {
	for _, x := range q.Events {
		switch b := c.rules.Body(x.Name); {
		case b == nil:
			c.unknown(s, x, "body", c.personNames)
		case len(b.DrawnFrom) == 0:
			c.report(x.Pos, s, checkReference, "`"+x.Name+"` is not drawn by lot", "say from what: drawn by lot from BODY")
		default:
			e.Draws = append(e.Draws, x.Name)
		}
	}
}

// setsValue compiles "sets DATUM VALUE" of an outcome.
func (c *compiler) setsValue(e *Event, s *rulebook.Statement, q *rulebook.Property) {
	for _, pair := range q.Pairs {
		data := c.data[pair[0]]
		if len(data) == 0 {
			c.unknown(s, rulebook.Event{Name: pair[0], Pos: q.Pos}, "datum", c.conditionNames)
			continue
		}
		values := c.p.Data[data[0]].Values
		v := slices.Index(values, pair[1])
		if v < 0 {
			c.unknown(s, rulebook.Event{Name: pair[1], Pos: q.Pos}, "value of "+pair[0], func() []string { return values })
			continue
		}
		for _, d := range inScope(data, c.p.Data[data[0]].Thread, c.scopeOf(e.Act)) {
			e.Effects = append(e.Effects, Effect{Kind: Set, Slot: c.p.Data[d].Slot, Value: uint8(v + 1)})
		}
	}
}

// lead sets where an event leads. Going to a stage that nests others is going to its first inner one.
func (c *compiler) lead(e *Event, s *rulebook.Statement, q *rulebook.Property) {
	set := c.stages[q.Goto.Stage]
	for i := range c.p.Stages {
		if set.Has(i) {
			e.To, e.Afresh = i, q.Goto.Afresh
			return
		}
	}
	c.unknown(s, rulebook.Event{Name: q.Goto.Stage, Pos: q.Goto.Pos}, "stage", c.stageNames)
}

func (c *compiler) conditionNames() []string {
	names := []string{"stage"}
	for i := range c.p.Slots {
		switch s := &c.p.Slots[i]; s.Kind {
		case SlotPredicate, SlotMeasure, SlotData, SlotLink, SlotPause:
			names = append(names, s.Name)
		}
	}
	return names
}
