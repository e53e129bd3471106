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

// windowWords says whether a window has not opened or has closed.
func (p *Procedure) windowWords(s State, c *Cond) string {
	if s.Marking[c.Any[0][0].Slot] == Idle {
		return "the time for it has not begun"
	}
	return "the time for it has passed"
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
