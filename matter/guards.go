package matter

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// guard compiles a condition: each atom a Cond, or several.
func (c *compiler) guard(s *rulebook.Statement, atoms []rulebook.Atom, events []int, n int, in scope) {
	for i := range atoms {
		for _, any := range c.atom(s, &atoms[i], in) {
			c.addCond(events, Cond{Kind: CondGuard, Norm: n, Any: any, Acts: c.acts[atoms[i].Name]})
		}
	}
}

// lits compiles a condition to literals that must all hold; what cannot be one literal is reported.
func (c *compiler) lits(s *rulebook.Statement, atoms []rulebook.Atom, in scope) []Lit {
	var lits []Lit
	for i := range atoms {
		for _, any := range c.atom(s, &atoms[i], in) {
			if len(any) != 1 {
				c.report(atoms[i].Pos, s, checkTerm, "only what is one thing can be spoken of here, not some or all of several",
					"use a predicate that the act sets")
				continue
			}
			lits = append(lits, any[0]...)
		}
	}
	return lits
}

// atom compiles one atom: conditions, all of which must hold, each with its alternatives. What stands once for each
// instance is that of the scope; from outside it is some, and of a datum the gravest.
func (c *compiler) atom(s *rulebook.Statement, a *rulebook.Atom, in scope) [][][]Lit {
	switch {
	case a.Quant != "" && a.Not:
		return c.notQuantified(s, atomEvent(a))
	case a.Quant != "":
		return c.quantified(s, atomEvent(a), false)
	case a.Name == "stage":
		return c.either([]Lit{{0, uint64(c.stageSet(s, refsOf(a)))}}, a.Not)
	case len(c.data[a.Name]) > 0:
		return c.datumAtom(s, a, in)
	case len(c.preds[a.Name]) > 0:
		return c.either(set(inScope(c.preds[a.Name], c.predOf[a.Name], in)), a.Not)
	case len(c.preds[a.Name+" "+first(a.Values)]) > 0: // what a link exports
		return c.either(set(c.preds[a.Name+" "+first(a.Values)]), a.Not)
	case len(c.acts[a.Name]) > 0:
		return c.doneAtom(s, a, in)
	}
	c.unknown(s, rulebook.Event{Name: a.Name, Pos: a.Pos}, "predicate, datum, measure or link", c.conditionNames)
	return nil
}

func atomEvent(a *rulebook.Atom) rulebook.Event {
	return rulebook.Event{Name: a.Name, Outcome: a.Outcome, Quant: a.Quant, Pos: a.Pos}
}

func refsOf(a *rulebook.Atom) []rulebook.Event {
	var list []rulebook.Event
	for _, name := range a.Values {
		list = append(list, rulebook.Event{Name: name, Pos: a.Pos})
	}
	return list
}

// set makes the literals that bits are set.
func set(slots []int) []Lit {
	var lits []Lit
	for _, slot := range slots {
		lits = append(lits, is(slot, 1))
	}
	return lits
}

// either makes the condition that one of some literals holds or, turned round, that none does.
func (c *compiler) either(lits []Lit, not bool) [][][]Lit {
	var any [][]Lit
	for _, l := range lits {
		any = append(any, []Lit{l})
	}
	if not {
		return c.noneOf(any)
	}
	return [][][]Lit{any}
}

// doneAtom is true once an act has been done.
func (c *compiler) doneAtom(s *rulebook.Statement, a *rulebook.Atom, in scope) [][][]Lit {
	done := c.executed(s, atomEvent(a), c.actsOf(s, atomEvent(a), in))
	if a.Not {
		return c.noneOf(done)
	}
	return [][][]Lit{done}
}

// datumAtom is true when a datum has one of some values.
func (c *compiler) datumAtom(s *rulebook.Statement, a *rulebook.Atom, in scope) [][][]Lit {
	all := c.data[a.Name]
	d := &c.p.Data[all[0]]
	mask := c.valueMask(s, a.Values, a.Pos, d)
	if a.Not {
		mask = ^mask & (1<<(uint(len(d.Values))+1) - 1)
	}
	of := inScope(all, d.Thread, in)
	if len(of) == 1 {
		return [][][]Lit{{{{c.p.Data[of[0]].Slot, mask}}}}
	}
	return c.gravest(of, mask)
}

// valueMask gives the slot values of a datum's named values.
func (c *compiler) valueMask(s *rulebook.Statement, values []string, at rulebook.Pos, d *Datum) uint64 {
	var mask uint64
	for _, v := range values {
		i := slices.Index(d.Values, v)
		if i < 0 {
			c.unknown(s, rulebook.Event{Name: v, Pos: at}, "value of "+d.Name, func() []string { return d.Values })
			continue
		}
		mask |= 1 << uint(i+1)
	}
	return mask
}

// gravest gives the conditions under which the gravest value (the last of the book's list) of several instances is one
// of a mask: it is none of the others, which is to say that each of them is held by nobody, or is not the gravest.
func (c *compiler) gravest(data []int, mask uint64) [][][]Lit {
	var conds [][][]Lit
	n := len(c.p.Data[data[0]].Values)
	for v := 0; v <= n; v++ {
		if mask>>uint(v)&1 == 1 || !c.spend(2*len(data)) {
			continue
		}
		var nobody []Lit
		var any [][]Lit
		for _, d := range data {
			slot := c.p.Data[d].Slot
			nobody = append(nobody, c.negate(is(slot, uint8(v))))
			if graver := (uint64(1)<<uint(n+1) - 1) &^ (1<<uint(v+1) - 1); graver != 0 {
				any = append(any, []Lit{{slot, graver}})
			}
		}
		conds = append(conds, append(any, nobody))
	}
	return conds
}

// gravestIn gives the same as alternatives, for a row of a table: of one value of the mask, that some instance has it
// and none a graver one.
func (c *compiler) gravestIn(data []int, mask uint64) [][]Lit {
	var any [][]Lit
	for v := range 64 {
		if mask>>uint(v)&1 == 0 {
			continue
		}
		for _, d := range data {
			if !c.spend(len(data)) {
				return nil
			}
			var alt []Lit
			for _, other := range data {
				l := Lit{c.p.Data[other].Slot, 1<<uint(v+1) - 1}
				if other == d {
					l.Mask = 1 << uint(v)
				}
				alt = append(alt, l)
			}
			any = append(any, alt)
		}
	}
	return any
}

// foldData works out the literals on data that an event itself sets to one value ("sets"): they are read as they will
// be.
func (c *compiler) foldData() {
	for i := range c.p.Events {
		e := &c.p.Events[i]
		fixed := map[int]uint8{}
		for _, f := range e.Effects {
			if f.Kind == Set && c.p.Slots[f.Slot].Kind == SlotData {
				fixed[f.Slot] = f.Value
			}
		}
		if len(fixed) > 0 {
			for j := range e.Conds {
				e.Conds[j].Any = foldAny(e.Conds[j].Any, fixed)
			}
		}
	}
}

// foldAny leaves out literals that hold for certain, and alternatives with one that cannot.
func foldAny(any [][]Lit, fixed map[int]uint8) [][]Lit {
	folded := [][]Lit{}
	for _, alt := range any {
		rest, possible := []Lit{}, true
		for _, l := range alt {
			v, ok := fixed[l.Slot]
			if !ok {
				rest = append(rest, l)
			}
			possible = possible && (!ok || l.Mask>>v&1 == 1)
		}
		if possible {
			folded = append(folded, rest)
		}
	}
	return folded
}
