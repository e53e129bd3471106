package check

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// idle reports acts that can never happen and stages that are never reached. What happens in a story that has been found
// needs no search of its own.
func (c *caseCheck) idle() {
	alive := c.seen()
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		if a.Instance > 1 || a.Synthetic || a.Kind == matter.Fact || alive[a.Name] {
			continue
		}
		if !c.happens(i) {
			if c.unproven(deadAct) {
				continue
			}
			c.findIn(deadAct, a.Decl, "`%s` can never happen", a.Name)
			continue
		}
		alive[a.Name] = true
	}
	for s := range c.p.Stages {
		if s > 0 && !c.entered(s, alive) && !c.unproven(unreachableStage) && !c.unproven(deadAct) {
			c.stageDefect(c.p.Stages[s].Name)
		}
	}
}

// unproven says whether a search for a check ended before its answer was certain: then nothing is reported.
func (c *caseCheck) unproven(check string) bool {
	return slices.ContainsFunc(c.report.NotProven, func(n NotProven) bool { return n.Check == check })
}

// seen lists the acts of the stories found so far.
func (c *caseCheck) seen() map[string]bool {
	acts := map[string]bool{}
	for _, a := range c.known {
		for _, step := range a.story.Steps {
			name, _, _ := strings.Cut(step.Act, "(")
			acts[name] = true
		}
	}
	return acts
}

// happens says whether an act can happen with some outcome.
func (c *caseCheck) happens(act int) bool {
	for _, e := range c.eventsOf(act) {
		if _, ok := c.shortest(deadAct, moment{event: e}); ok {
			return true
		}
	}
	return false
}

// entered says whether a stage is reached: something leads there that happens.
func (c *caseCheck) entered(stage int, alive map[string]bool) bool {
	for e := range c.p.Events {
		a := &c.p.Acts[c.p.Events[e].Act]
		if c.p.Events[e].To == stage && alive[a.Name] && (len(a.Outcomes) == 0 || a.Kind == matter.Fact) {
			return true
		}
	}
	_, ok := c.shortest(unreachableStage, moment{event: -1, before: []matter.Lit{{Slot: 0, Mask: 1 << uint(stage)}}})
	return ok
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
