package matter

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/rulebook"
)

// list joins names for a sentence.
func list(names []string, sep string) string { return strings.Join(names, sep) }

// actNames names acts, each once.
func (p *Procedure) actNames(acts []int) []string {
	var names []string
	for _, a := range acts {
		if n := p.Acts[a].Name; !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// EventName is an event as the book writes it: `assess(dismiss)`.
func (p *Procedure) EventName(event int) string {
	e := &p.Events[event]
	a := &p.Acts[e.Act]
	if e.Outcome < 0 {
		return a.Name
	}
	return a.Name + "(" + a.Outcomes[e.Outcome] + ")"
}

// EventClause is the clause in which the act of an event is declared.
func (p *Procedure) EventClause(event int) string { return clauseOf(p.Acts[p.Events[event].Act].Decl) }

func (p *Procedure) stageList(set StageSet) string {
	var names []string
	for i, st := range p.Stages {
		if set.Has(i) && i > 0 {
			names = append(names, st.Name)
		}
	}
	if len(names) == 0 {
		return "no stage after the first"
	}
	return list(names, ", ")
}

// condWords says what a guard speaks of.
func (p *Procedure) condWords(c *Cond) string {
	var names []string
	for _, alt := range c.Any {
		for _, l := range alt {
			if n := p.Slots[l.Slot].Name; !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	return list(names, ", ")
}

// holdsWhen says in the book's words when a guard holds.
func (p *Procedure) holdsWhen(c *Cond) string {
	var alternatives []string
	for _, alt := range c.Any {
		var all []string
		for _, l := range alt {
			all = append(all, p.litWords(l))
		}
		if text := list(all, " and "); !slices.Contains(alternatives, text) {
			alternatives = append(alternatives, text)
		}
	}
	return list(alternatives, ", or ")
}

// litWords says in the book's words what a literal asks for.
func (p *Procedure) litWords(l Lit) string {
	slot := &p.Slots[l.Slot]
	var names []string
	switch slot.Kind {
	case SlotStage:
		return "stage in " + p.stageList(StageSet(l.Mask))
	case SlotData:
		names = append([]string{"not set"}, p.Data[slot.Of].Values...)
	case SlotOutcome:
		names = append([]string{"not done"}, p.Acts[slot.Of].Outcomes...)
	case SlotIncluded:
		names = []string{"excluded", "included"}
	default:
		names = []string{"not so", "so"}
	}
	var values []string
	for v, name := range names {
		if l.Mask>>uint(v)&1 == 1 {
			values = append(values, name)
		}
	}
	switch text := list(values, " or "); {
	case text == "so":
		return slot.Name
	case text == "not so":
		return "not " + slot.Name
	default:
		return slot.Name + " is " + text
	}
}

// includers are the acts that make an excluded act possible again.
func (p *Procedure) includers(a *Act) []int {
	var acts []int
	for i := range p.Events {
		e := &p.Events[i]
		if slices.Contains(e.Effects, Effect{Kind: Set, Slot: a.Included, Value: 1}) {
			acts = appendNew(acts, e.Act)
		}
	}
	return acts
}

// windowWords says whether a window has not opened or has closed.
func (p *Procedure) windowWords(s State, c *Cond) string {
	if p.windowAhead(s, c) {
		return "the time for it has not begun"
	}
	return "the time for it has passed"
}

// windowAhead says whether all windows of a condition are still to open.
func (p *Procedure) windowAhead(s State, c *Cond) bool {
	return !slices.ContainsFunc(c.Any, func(alt []Lit) bool { return s.Marking[alt[0].Slot] != Idle })
}

// windowCure says what opens a window that has not opened, or opens again one that has closed.
func (p *Procedure) windowCure(s State, c *Cond) string {
	var acts []int
	ahead := p.windowAhead(s, c)
	for _, alt := range c.Any {
		d := &p.Deadlines[p.Slots[alt[0].Slot].Of]
		if ahead {
			for _, e := range d.From {
				acts = appendNew(acts, p.Events[e].Act)
			}
		}
		for i := range d.Extensions {
			if x := &d.Extensions[i]; !ahead && x.Restores && !contains(c.Acts, x.By) {
				acts = appendNew(acts, x.By)
			}
		}
	}
	if len(acts) == 0 {
		return ""
	}
	return "first " + list(p.actNames(acts), " or ")
}

func (p *Procedure) actorList(s State, a *Act) string {
	var names []string
	for _, by := range a.By {
		if by.Chain >= 0 {
			names = append(names, p.link(s.Marking, by.Chain))
			continue
		}
		names = append(names, by.String())
	}
	return list(names, " or ")
}

// saysOf finds the norm that gives an act a property.
func (p *Procedure) saysOf(a *Act, key rulebook.Key) int {
	for i, n := range p.Norms {
		about := n.Stmt == a.Decl || n.Stmt.Kind == rulebook.KindOn && mentions(n.Stmt.Subject, a.Name)
		if about && has(n.Stmt, key) {
			return i
		}
	}
	return -1
}

func (p *Procedure) clauseOfNorm(n int, a *Act) string {
	if n < 0 {
		return clauseOf(a.Decl)
	}
	return p.Norms[n].Clause
}
