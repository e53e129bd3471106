package check

import (
	"github.com/evenhand/evenhand/matter"
)

// possible is what each slot of a procedure can ever hold, and which events can ever happen, slot by slot: more than there
// is, for it does not know which values come together. What is not even in it needs no search. (An abstract
// interpretation with sets of values; Cousot and Cousot, 1977.)
type possible struct {
	p      *matter.Procedure
	values []uint64 // by slot
	events []bool
	facts  bool // facts from outside happen too
	touch  []bitset
}

// possibly works out what is possible, with facts from outside or without.
func possibly(p *matter.Procedure, facts bool) *possible {
	v := &possible{p: p, values: make([]uint64, len(p.Slots)), events: make([]bool, len(p.Events)), facts: facts, touch: touched(p)}
	for s := range p.Slots {
		v.values[s] = 1 << p.Initial[s]
		if p.Slots[s].Free {
			v.values[s] |= v.all(s)
		}
	}
	for again := true; again; {
		again = false
		for e := range p.Events {
			if v.can(e, nil) && v.do(e) {
				again = true
			}
		}
	}
	return v
}

// all are the values that a slot can be made to hold.
func (v *possible) all(slot int) uint64 {
	top := v.p.Slots[slot].Max
	switch v.p.Slots[slot].Kind {
	case matter.SlotCount, matter.SlotChain, matter.SlotExtension:
		top = slotValues - 1
	}
	if top >= slotValues-1 {
		return ^uint64(0)
	}
	return 1<<(top+1) - 1
}

// can says whether an event may be possible in some state of which literals hold.
func (v *possible) can(event int, with []matter.Lit) bool {
	p := v.p
	e := &p.Events[event]
	a := &p.Acts[e.Act]
	if !v.hold(with) {
		return false
	}
	if v.byRule(event, with) {
		return true
	}
	switch a.Kind {
	case matter.ClockAct:
		return false
	case matter.Fact:
		return v.facts
	}
	for i := range e.Conds {
		if !v.some(e.Conds[i].Any, with, e.Sets) {
			return false
		}
	}
	return true
}

// byRule says whether an event may happen by operation of the rules: a deadline of which it is the consequence may run,
// or what it follows may have been done.
func (v *possible) byRule(event int, with []matter.Lit) bool {
	p := v.p
	a := &p.Acts[p.Events[event].Act]
	if !v.hold(append([]matter.Lit{{Slot: 0, Mask: uint64(a.In)}, is1(a.Included)}, with...)) {
		return false
	}
	for i := range p.Deadlines {
		if d := &p.Deadlines[i]; d.Otherwise == event && v.values[d.Slot]>>matter.Running&1 == 1 {
			return true
		}
	}
	for i := range p.Follows {
		f := &p.Follows[i]
		ok := f.Event == event && v.hold(f.Lits)
		for _, any := range f.Any {
			ok = ok && v.some(any, nil, nil)
		}
		if ok {
			return true
		}
	}
	return false
}

// hold says whether literals may hold together, as far as their slots tell.
func (v *possible) hold(lits []matter.Lit) bool {
	for i, l := range lits {
		if l.Slot >= len(v.values) {
			continue // a bit of a watch
		}
		mask := l.Mask & v.values[l.Slot]
		for _, other := range lits[:i] {
			if other.Slot == l.Slot {
				mask &= other.Mask
			}
		}
		if mask == 0 {
			return false
		}
	}
	return true
}

// some says whether one of the alternatives may hold together with other literals. Data that the event sets itself may
// have any value then.
func (v *possible) some(any [][]matter.Lit, with []matter.Lit, sets []int) bool {
	for _, alt := range any {
		var read []matter.Lit
		for _, l := range alt {
			if !v.setsItself(l.Slot, sets) {
				read = append(read, l)
			}
		}
		if v.hold(append(read, with...)) {
			return true
		}
	}
	return false
}

func (v *possible) setsItself(slot int, sets []int) bool {
	for _, d := range sets {
		if v.p.Data[d].Slot == slot {
			return true
		}
	}
	return false
}

// do adds what an event can leave its slots with, and says whether that is more than was known.
func (v *possible) do(event int) bool {
	p := v.p
	more := !v.events[event]
	v.events[event] = true
	add := func(slot int, values uint64) {
		if slot >= 0 && values&^v.values[slot] != 0 {
			v.values[slot] |= values
			more = true
		}
	}
	e := &p.Events[event]
	a := &p.Acts[e.Act]
	add(a.Executed, 1<<1)
	add(a.Pending, 1<<0)
	if a.Outcome >= 0 {
		add(a.Outcome, 1<<uint(e.Outcome+1))
	}
	if e.To >= 0 {
		add(0, 1<<uint(e.To))
	}
	for _, f := range e.Effects {
		switch f.Kind {
		case matter.Set:
			add(f.Slot, 1<<f.Value)
		case matter.Owe:
			add(f.Slot, 1<<1)
		}
	}
	for slot := range p.Slots {
		if !v.touch[event].has(slot) {
			continue
		}
		switch p.Slots[slot].Kind {
		case matter.SlotDeadline:
			add(slot, v.deadline(event, p.Slots[slot].Of))
		case matter.SlotPeriod, matter.SlotPause, matter.SlotCount, matter.SlotChain, matter.SlotExtension, matter.SlotData:
			add(slot, v.all(slot))
		}
	}
	return more
}

// deadline gives what an event can leave a deadline's slot with.
func (v *possible) deadline(event, deadline int) uint64 {
	e, d := &v.p.Events[event], &v.p.Deadlines[deadline]
	var values uint64 = 1<<matter.Idle | 1<<matter.Spent
	starts := contains(d.From, event) || e.To >= 0 && d.Entering.Has(e.To)
	for _, x := range d.Extensions {
		starts = starts || x.Restores && x.By == e.Act
	}
	if starts || v.values[d.Slot]>>matter.Running&1 == 1 {
		values |= 1<<matter.Running | 1<<matter.Paused
	}
	return values
}
