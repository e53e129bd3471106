package matter

import (
	"fmt"
	"slices"
)

// capacity is the role in which an act is done: as said, or the only one it may be done in. Of a chain it is the present
// link.
func (p *Procedure) capacity(m Marking, event int, o Occurrence) string {
	e := &p.Events[event]
	a := &p.Acts[e.Act]
	as := o.As
	switch {
	case as != "":
	case e.As != "":
		as = e.As
	case len(a.By) == 1 && !a.By[0].DoerOf:
		as = a.By[0].Name
	}
	for _, by := range a.By {
		if by.DoerOf && by.Name == as {
			return ""
		}
		if by.Chain >= 0 && by.Name == as {
			return p.link(m, by.Chain)
		}
	}
	return as
}

// link is the body whose turn it is in a chain.
func (p *Procedure) link(m Marking, chain int) string {
	ch := &p.Chains[chain]
	return ch.Bodies[min(int(m[ch.Slot]), len(ch.Bodies)-1)]
}

// capacities is what a person becomes by acting in a capacity: that, and the offices whose holder it deputises for.
func (p *Procedure) capacities(as string) []string {
	if all, ok := p.index.deputies[as]; ok || as == "" {
		return all
	}
	return []string{as}
}

// personal tests who acts: whether the capacity is one of the act's, whether a bar stands in the way of anybody, and
// whether those who fill a body's seats are qualified.
func (p *Procedure) personal(s State, event int, o Occurrence) []Reason {
	e := &p.Events[event]
	a := &p.Acts[e.Act]
	var reasons []Reason
	if !p.mayAct(s, a, o) {
		who := p.actorList(s, a)
		reasons = append(reasons, Reason{Kind: CondPower, Norm: p.normOf(a.Decl), Clause: clauseOf(a.Decl),
			Why: "it is for " + who + " to do", Cure: "let " + who + " do it"})
	}
	if len(o.By) == 0 && o.To == "" {
		return reasons // nobody is named who could be barred
	}
	as := p.capacity(s.Marking, event, o)
	becomes := p.capacities(as)
	for i := range p.Bars {
		bar := &p.Bars[i]
		if slices.ContainsFunc(acquiring(a, becomes, bar.Role, o), func(person string) bool { return s.barred(person, bar, o) }) {
			reasons = append(reasons, Reason{Kind: CondBar, Norm: bar.Norm, Clause: p.Norms[bar.Norm].Clause,
				Why: "a person who has been " + bar.From.String() + " may not be " + bar.Role.String(), Cure: "replace that person"})
		}
	}
	return append(reasons, p.qualified(as, o)...)
}

// acquiring lists the persons whom an occurrence makes what an actor names; who acts becomes what is in becomes.
func acquiring(a *Act, becomes []string, role Actor, o Occurrence) []string {
	if role.DoerOf {
		if role.Name == a.Name {
			return o.By
		}
		return nil
	}
	var who []string
	if slices.Contains(becomes, role.Name) {
		who = o.By
	}
	if o.To != "" && slices.Contains(a.Names, role.Name) {
		who = append(slices.Clip(who), o.To)
	}
	return who
}

func (a Actor) String() string {
	if a.DoerOf {
		return "doer of " + a.Name
	}
	return a.Name
}

// Has says whether a person has ever, in this matter, been what the actor names.
func (s State) Has(person string, a Actor) bool {
	return slices.ContainsFunc(s.Holdings, func(h Holding) bool { return h.is(person, a) })
}

func (h *Holding) is(person string, a Actor) bool {
	return h.Person == person && (a.DoerOf && h.Doer == a.Name || !a.DoerOf && h.Role == a.Name)
}

// barred says whether a person has been what a bar names: in this matter, or one linked with it, or anywhere, of a
// status. What one has become in this spell by acting as what the bar guards is not held against one: a panel that has
// decided one charge may decide the next. Whatever one has become otherwise is, though one had the role before.
func (s State) barred(person string, bar *Bar, o Occurrence) bool {
	for i := range s.Holdings {
		if h := &s.Holdings[i]; h.is(person, bar.From) && (bar.Role.DoerOf || h.As != bar.Role.Name || h.Spell != s.Spell) {
			return true
		}
	}
	return slices.ContainsFunc(o.Linked, func(h Holding) bool { return h.is(person, bar.From) }) ||
		!bar.From.DoerOf && slices.Contains(o.Statuses[person], bar.From.Name)
}

// Capable says whether an event may be done in a capacity in a marking, persons apart: a chain has moved on, an officer
// has deputies.
func (p *Procedure) Capable(m Marking, event int, as string) bool {
	return p.mayAct(State{Marking: m}, &p.Acts[p.Events[event].Act], Occurrence{As: as})
}

// mayAct says whether the capacity is one of the act's. Who has done an act is known by name: where only the doer of
// another act may do this one, everybody named must have done it.
func (p *Procedure) mayAct(s State, a *Act, o Occurrence) bool {
	if a.Anyone || len(a.By) == 0 {
		return true
	}
	said := o.As != ""
	for _, by := range a.By {
		switch {
		case by.DoerOf:
			if len(o.By) == 0 || !slices.ContainsFunc(o.By, func(person string) bool { return !s.Has(person, by) }) {
				return true
			}
		case !said:
			return true
		case by.Chain >= 0:
			if now := p.link(s.Marking, by.Chain); by.Name == o.As || slices.Contains(p.Rules.ActsFor(o.As), now) {
				return true
			}
		case p.standsFor(by, o.As):
			return true
		}
	}
	return false
}

// qualified tests the qualified seats of a body, when all who sit are named and their statuses are said.
func (p *Procedure) qualified(as string, o Occurrence) []Reason {
	if o.Statuses == nil {
		return nil
	}
	b := p.Rules.Body(as)
	if b == nil || len(o.By) < max(b.Seats, 1) {
		return nil
	}
	var reasons []Reason
	for _, q := range b.Qualified {
		n := 0
		for _, person := range o.By {
			if slices.Contains(o.Statuses[person], q.Status) {
				n++
			}
		}
		if n < q.N {
			reasons = append(reasons, Reason{Kind: CondQuorum, Norm: -1, Clause: clauseOf(b.Decl),
				Why: fmt.Sprintf("%d of those who sit must have %s, and %d have", q.N, q.Status, n), Cure: "replace one of them"})
		}
	}
	return reasons
}
