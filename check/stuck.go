package check

import (
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// deadEnds reports deadlines that can pass where their consequence is impossible: its stage is not the current one, it
// is excluded, its cap is spent or its chain at an end. A window closes by itself, and a pause is over at its cap,
// whether or not anything can follow. It lists the deadlines found.
func (c *caseCheck) deadEnds() []int {
	var list []int
	for i := range c.p.Deadlines {
		d := &c.p.Deadlines[i]
		if d.Otherwise < 0 || !d.Limited() || d.Window >= 0 || d.PauseCap || d.Instance > 1 || !c.mayFail(i) {
			continue
		}
		story, ok := c.failsIn(i)
		if !ok {
			continue
		}
		list = append(list, i)
		f := c.findIn(stuckMatter, d.Stmt, "when %s has passed, `%s` is not possible%s", timeOf(d), c.p.EventName(d.Otherwise), c.whyNot(d.Otherwise, story))
		f.Story, f.Help = story, c.unstick(i)
	}
	return list
}

// mayFail says whether, as far as each slot tells by itself, a deadline may run where its consequence is impossible.
func (c *caseCheck) mayFail(deadline int) bool {
	d := &c.p.Deadlines[deadline]
	a := &c.p.Acts[c.p.Events[d.Otherwise].Act]
	for _, l := range append(c.boundBy(d.Otherwise), matter.Lit{Slot: 0, Mask: uint64(a.In)}, is1(a.Included)) {
		not := matter.Lit{Slot: l.Slot, Mask: ^l.Mask}
		if l.Slot == 0 {
			not.Mask &= uint64(c.prover.scope[deadline])
		}
		if c.without.hold([]matter.Lit{not, running(d)}) {
			return true
		}
	}
	return false
}

// boundBy lists the caps and chains that an event is held to also when it happens by operation of the rules.
func (c *caseCheck) boundBy(event int) []matter.Lit {
	var lits []matter.Lit
	for _, cond := range c.p.Events[event].Conds {
		if cond.Kind == matter.CondCount || cond.Kind == matter.CondChain {
			for _, alt := range cond.Any {
				lits = append(lits, alt...)
			}
		}
	}
	return lits
}

// failsIn finds a shortest story in which a deadline passes and its consequence is impossible.
func (c *caseCheck) failsIn(deadline int) (Story, bool) {
	d := &c.p.Deadlines[deadline]
	read := append(c.boundBy(d.Otherwise), running(d), is1(c.p.Acts[c.p.Events[d.Otherwise].Act].Included))
	gl := goal{only: true, first: c.everywhere(read)}
	gl.see.lits, gl.see.events = read, []int{d.Otherwise}
	gl.edge = func(g *graph, s int32, e edge) int {
		l := &g.labels[e.label]
		return reached(l.failed && int(l.deadline) == deadline)
	}
	f, err := c.prover.survey(gl)
	switch {
	case err != nil:
		c.notProven(stuckMatter, "procedure %s: %v", c.p.Name, err)
	case f.why != "":
		c.notProven(stuckMatter, "procedure %s: %s", c.p.Name, f.why)
	}
	if w := f.runs[0]; w != nil {
		return c.onDays(w.x, w.x.dated(candidate{w.node, noEdge})), true
	}
	return Story{}, false
}

// whyNot says why an event is impossible at the end of a story, where its stage is the reason.
func (c *caseCheck) whyNot(event int, story Story) string {
	stage := 0
	for _, step := range story.Steps {
		if e := c.eventNamed(step.Act); e >= 0 && step.Fails == "" && c.p.Events[e].To >= 0 {
			stage = c.p.Events[e].To
		}
	}
	a := &c.p.Acts[c.p.Events[event].Act]
	if (stage == 0 || a.In.Has(stage)) && a.Moves >= 0 {
		return ": after the last of `" + c.p.Chains[a.Moves].Name + "` nobody takes over"
	}
	if stage == 0 || a.In.Has(stage) {
		return ""
	}
	return " in the stage `" + c.p.Stages[stage].Name + "`"
}

// unstick says how the consequence of a deadline becomes possible wherever the deadline runs.
func (c *caseCheck) unstick(deadline int) string {
	d := &c.p.Deadlines[deadline]
	a := &c.p.Acts[c.p.Events[d.Otherwise].Act]
	if a.Thread != "" || a.Kind != matter.ClockAct || c.prover.scope[deadline]&c.activeStages()&^a.In == 0 {
		return kindNamed(stuckMatter).Help
	}
	return "add to it: in " + c.stagesInWords(c.prover.scope[deadline]&a.In) +
		"\nor write: clock " + a.Name + " in " + c.stagesInWords(c.prover.scope[deadline]&c.activeStages())
}

// timeOf names a deadline in a sentence.
func timeOf(d *matter.Deadline) string {
	if d.Duty >= 0 {
		return "the time for `" + d.Name + "`"
	}
	return "`" + d.Name + "`"
}

// stagesInWords joins the names of stages.
func (c *caseCheck) stagesInWords(set matter.StageSet) string {
	var names []string
	for s := range c.p.Stages {
		if set.Has(s) {
			names = append(names, c.p.Stages[s].Name)
		}
	}
	return strings.Join(names, " or ")
}

// waitsWhenStuck says whether a matter that is stuck may wait for ever.
func (c *caseCheck) waitsWhenStuck() bool {
	waits, err := c.prover.openWaits(nil)
	return err != nil || waits.why != "" || len(waits.keys) > 0
}
