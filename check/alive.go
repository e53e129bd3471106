package check

import (
	"math/bits"
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// represent finds, for every slot, the least value that each value cannot be told from by anything that matters.
// Markings that nothing can tell apart are one state: each slot is written as its representative.
func (c *cone) represent() {
	c.gather()
	for slot := range c.p.Slots {
		if c.p.Slots[slot].Max > 1 && slot > 0 && len(c.masks[slot]) > 0 {
			c.rep[slot] = classes(c.masks[slot], c.counted(slot))
		}
	}
}

// gather lists how slots are read: by the conditions of events that matter, by deadlines and by what follows.
func (c *cone) gather() {
	c.tell(c.see.lits)
	for _, at := range c.see.at {
		c.tell(at.lits)
	}
	for e := range c.p.Events {
		if c.useful[e] == 0 {
			continue
		}
		for _, cond := range c.p.Events[e].Conds {
			c.tell(cond.Any...)
		}
	}
	for i := range c.p.Deadlines {
		d := &c.p.Deadlines[i]
		c.mask(d.Slot, 1<<matter.Running)
		c.mask(d.Slot, 1<<matter.Paused)
		if d.ExtSlot >= 0 {
			c.mask(d.ExtSlot, everyValue)
		}
		c.tell(append([][]matter.Lit{d.While, d.When}, d.Unless...)...)
		for _, x := range d.Extensions {
			if x.Restores {
				c.mask(d.Slot, 1<<matter.Spent)
			}
		}
	}
	for i := range c.p.Periods {
		c.tell(append([][]matter.Lit{c.p.Periods[i].When}, c.p.Periods[i].Unless...)...)
	}
	for i := range c.p.Follows {
		f := &c.p.Follows[i]
		c.tell(f.Lits)
		for _, any := range f.Any {
			c.tell(any...)
		}
	}
}

func (c *cone) tell(lists ...[]matter.Lit) {
	for _, lits := range lists {
		for _, l := range lits {
			if l.Slot < len(c.p.Slots) {
				c.mask(l.Slot, l.Mask)
			}
		}
	}
}

// mask notes which values of a slot a reading tells apart.
func (c *cone) mask(slot int, mask uint64) {
	for _, m := range c.masks[slot] {
		if m == mask || m == everyValue {
			return
		}
	}
	if mask == everyValue {
		c.masks[slot] = nil
	}
	c.masks[slot] = append(c.masks[slot], mask)
}

// counted says whether a slot is counted up. Then values that are not told apart must stay so when both are raised.
func (c *cone) counted(slot int) bool {
	switch c.p.Slots[slot].Kind {
	case matter.SlotCount, matter.SlotChain, matter.SlotExtension:
		return true
	}
	return false
}

// inside says whether a slot is read in some stage.
func (c *cone) inside(slot int) bool {
	return slices.ContainsFunc(c.live, func(b bitset) bool { return b.has(slot) })
}

// soft says whether in a stage a slot only ever allows persons to act. Then, if its values are ordered, one of two can be
// the better: it allows all that the other allows.
func (c *cone) soft(stage, slot int) bool {
	return c.live[stage].has(slot) && !c.exact[stage].has(slot)
}

// ordered says whether, as far as it is read, of two values of a slot one allows no less than the other.
func (c *cone) ordered(slot int) bool {
	for _, m := range c.masks[slot] {
		if m == everyValue || c.counted(slot) && m&(m+1) != 0 { // a cap allows the numbers below it
			return false
		}
	}
	return len(c.masks[slot]) > 0
}

// allows writes what a value of a soft slot allows as bits: more bits, more is allowed. For a count every lower number
// is better, also where the cap is not yet reached.
func (c *cone) allows(slot int, value uint8) (set uint64, n int) {
	if c.counted(slot) {
		top := 0
		for _, m := range c.masks[slot] {
			top = max(top, bits.Len64(m))
		}
		return 1<<uint(top-min(top, int(value))) - 1, top
	}
	for i, m := range c.masks[slot] {
		set |= m >> value & 1 << uint(i)
	}
	return set, len(c.masks[slot])
}

// classes gives the representative of each value under some readings; nil when every value stands for itself.
func classes(masks []uint64, counts bool) []uint8 {
	if len(masks) == 1 && masks[0] == everyValue {
		return nil
	}
	rep := make([]uint8, slotValues)
	alike := func(a, b int) bool {
		for _, m := range masks {
			if m>>uint(a)&1 != m>>uint(b)&1 {
				return false
			}
		}
		return true
	}
	if counts {
		top := slotValues - 1
		for top > 0 && alike(top-1, top) {
			top--
		}
		for x := range rep {
			rep[x] = uint8(min(x, top))
		}
		return rep
	}
	for x := range rep {
		for y := 0; y <= x; y++ {
			if alike(x, y) {
				rep[x] = uint8(y)
				break
			}
		}
	}
	return rep
}
