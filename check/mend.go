package check

import (
	"cmp"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// mend.go writes the lines that would mend a defect in the names of the book itself, so that they can be pasted into it.
// N and D stand for numbers, and other words in capitals for what only the book can decide.

// helping sets a defect's help to lines to add to the book, a statement each; without any it stays what it is.
func helping(d *Defect, lines ...string) {
	switch len(lines) {
	case 0:
	case 1:
		d.Help = "add: " + lines[0]
	default:
		d.Help = "add:\n" + strings.Join(lines, "\n")
	}
}

// actsOf names the acts of events, each once.
func (c *caseCheck) actsOf(events []int) []string {
	var names []string
	for _, e := range events {
		if name := c.p.Acts[c.p.Events[e].Act].Name; !has(names, name) && !c.p.Acts[c.p.Events[e].Act].Synthetic {
			names = append(names, name)
		}
	}
	return names
}

// nameActs names acts, each once.
func (c *caseCheck) nameActs(acts []int) []string {
	var names []string
	for _, a := range acts {
		if !has(names, c.p.Acts[a].Name) {
			names = append(names, c.p.Acts[a].Name)
		}
	}
	return names
}

// braced writes names as a list in a block: one as it is, several in braces.
func braced(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return "{" + strings.Join(names, ", ") + "}"
}

// needLine writes that an event needs one of some events.
func (c *caseCheck) needLine(event int, one []string) string {
	return c.p.Acts[c.p.Events[event].Act].Name + " needs " + strings.Join(one, " or ")
}

// leaving finds what might happen when nobody acts in a stage: best something that happens by operation of the rules.
// No time that passes should decide a case: where nothing else leads on it is for the book to say, and empty.
func (c *caseCheck) leaving(stage int) string {
	best, worth := "", 0
	decided := false
	for e := range c.p.Events {
		decided = decided || c.leaves(e, stage) && c.decides(e)
	}
	for e := range c.p.Events {
		clock := c.p.Acts[c.p.Events[e].Act].Kind == matter.ClockAct
		if !c.leaves(e, stage) || c.decides(e) && !clock || decided && c.leadsToFinal(e) && !clock {
			continue
		}
		w := 1
		if clock {
			w = 4
		}
		if !c.decides(e) {
			w++
		}
		if w > worth {
			best, worth = c.p.EventName(e), w
		}
	}
	return best
}

// leaves says whether an event leads from a stage to another, in the ordinary course of a matter.
func (c *caseCheck) leaves(event, stage int) bool {
	a := &c.p.Acts[c.p.Events[event].Act]
	to := c.p.Events[event].To
	return to >= 0 && to != stage && a.In.Has(stage) && a.Kind != matter.Fact && a.Instance <= 1 && !a.Synthetic && !c.is(event, "reopening", "remittal")
}

// decides says whether an event decides something for or against somebody.
func (c *caseCheck) decides(event int) bool {
	return c.is(event, "decision", "review") || c.adverse(event) != matter.NoSide || c.p.Events[event].Favours != matter.NoSide
}

// stageDeadline writes a deadline that ends a stay in a stage, and what then happens where nothing does yet.
func (c *caseCheck) stageDeadline(stage int) []string {
	name := c.p.Stages[stage].Name
	then := c.leaving(stage)
	line := "deadline " + name + "-time, from entering " + name + ", in " + name + ", within N days, otherwise "
	if then == "" {
		return []string{line + name + ".expire", "clock " + name + ".expire in " + name + " -> STAGE"}
	}
	return []string{line + then}
}

// bodyAbove suggests to whom an event might be appealed: a body to which others are, else BODY.
func (c *caseCheck) bodyAbove(event int) string {
	who := c.capacities(event)
	for _, b := range c.appealBodies() {
		if !has(who, b) {
			return b
		}
	}
	return "BODY"
}

// eventList joins the events of a property as the book writes them.
func eventList(q *rulebook.Property) string {
	if q == nil {
		return "EVENT"
	}
	return joinEvents(q.Events)
}

func joinEvents(events []rulebook.Event) string {
	var names []string
	for _, e := range events {
		name := e.Name
		if e.Outcome != "" {
			name += "(" + e.Outcome + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, " or ")
}

// standing lists what findings against the respondent a penalty could wait for, as the book names them.
func (c *caseCheck) standing() []string {
	var names []string
	for _, f := range c.findings() {
		if c.p.Acts[f.act].Instance > 1 {
			continue
		}
		for _, e := range f.events {
			if n := c.p.EventName(e); !has(names, n) {
				names = append(names, n)
			}
		}
	}
	slices.Sort(names)
	return names
}

// afterDeadline suggests what might happen when a deadline has passed: what leads on from where its duty is done, or
// else from where it runs.
func (c *caseCheck) afterDeadline(deadline int) string {
	d := &c.p.Deadlines[deadline]
	in := c.prover.scope[deadline] & c.activeStages()
	if d.Duty >= 0 {
		in &= c.p.Acts[d.Duty].In
	}
	for s := range c.p.Stages {
		if in.Has(s) {
			return cmp.Or(c.leaving(s), "EVENT")
		}
	}
	return "EVENT"
}
