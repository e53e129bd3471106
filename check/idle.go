package check

import (
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// idle reports acts that can never happen and stages that are never reached. What a glimpse of the procedure comes across
// needs no search of its own, nor what happens as the board proposes.
func (c *caseCheck) idle() {
	glimpse := c.prover.glimpsed()
	alive := c.cameAcross(glimpse)
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		if a.Instance > 1 || a.Synthetic || a.Kind == matter.Fact || alive[a.Name] || c.afterwards(a) || c.forbidden(a) {
			continue
		}
		if !c.proposed(i, alive) && c.neverHappens(i) {
			c.findIn(deadAct, a.Decl, "`%s` can never happen", a.Name)
		}
	}
	for s := range c.p.Stages {
		if s > 0 && !glimpse.stages.Has(s) && c.neverEntered(s, alive) {
			c.stageDefect(c.p.Stages[s].Name)
		}
	}
}

// proposed says whether an act happens on a shortest way that the board knows to it. What else happens on that way
// happens too.
func (c *caseCheck) proposed(act int, alive map[string]bool) bool {
	b := c.board()
	if b.err != nil {
		return false
	}
	for _, e := range c.eventsOf(act) {
		steps := b.pathTo(e)
		if steps == nil || !c.happensSo(b.g, steps) {
			continue
		}
		for _, how := range steps {
			if how.event >= 0 {
				alive[c.p.Acts[c.p.Events[how.event].Act].Name] = true
			}
		}
		return true
	}
	return false
}

// afterwards says whether an act is a clock act of closed matters only: what passes long after the end is not explored.
func (c *caseCheck) afterwards(a *matter.Act) bool {
	return a.Kind == matter.ClockAct && a.In&^c.finalStages() == 0
}

// forbidden says whether an act is declared only to say that it must not be done: it is excluded from the start, and
// nothing includes it.
func (c *caseCheck) forbidden(a *matter.Act) bool {
	return c.p.Initial[a.Included] == 0 && c.without.values[a.Included]>>1&1 == 0 && c.withFacts.values[a.Included]>>1&1 == 0
}

// cameAcross lists the acts that a glimpse came across.
func (c *caseCheck) cameAcross(g *glimpse) map[string]bool {
	acts := map[string]bool{}
	for e, steps := range g.steps {
		if len(steps) > 0 {
			acts[c.p.Acts[c.p.Events[e].Act].Name] = true
		}
	}
	return acts
}

// neverHappens says whether an act can happen with none of its outcomes.
func (c *caseCheck) neverHappens(act int) bool {
	for _, e := range c.eventsOf(act) {
		if !c.never(deadAct, moment{event: e}) {
			return false
		}
	}
	return true
}

// neverEntered says whether a stage is never reached. What a story has that leads there needs no search.
func (c *caseCheck) neverEntered(stage int, alive map[string]bool) bool {
	for e := range c.p.Events {
		a := &c.p.Acts[c.p.Events[e].Act]
		if c.p.Events[e].To == stage && alive[a.Name] && len(a.Outcomes) == 0 {
			return false
		}
	}
	return c.never(unreachableStage, moment{event: -1, before: []matter.Lit{{Slot: 0, Mask: 1 << uint(stage)}}})
}

// stageDefect points at a stage where the procedure lists it.
func (c *caseCheck) stageDefect(name string) {
	d := c.findIn(unreachableStage, c.p.Decl, "stage `%s` is never reached", name)
	for i := range c.p.Decl.Props {
		if at, ok := stageAt(c.p.Decl.Props[i].Stages, name); ok {
			d.Pos, d.End = at, rulebook.Pos{Line: at.Line, Col: at.Col + len(name)}
		}
	}
}

func stageAt(list []rulebook.Stage, name string) (rulebook.Pos, bool) {
	for _, s := range list {
		if s.Name == name {
			return s.Pos, true
		}
		if at, ok := stageAt(s.Inner, name); ok {
			return at, true
		}
	}
	return rulebook.Pos{}, false
}
