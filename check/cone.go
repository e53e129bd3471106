package check

import (
	"math/bits"
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// A cone is the part of a procedure that can influence what is observed, stage by stage: which events matter in which
// stage, and which slots anything that matters can still read there before they are written anew. It is the slicing and
// the liveness analysis of compilers, backwards over the graph of stages.
//
// Leaving out the rest is exact. An event outside writes nothing that is read, so a run of the whole with such events
// taken out is a run of the cone; and a run of the cone is a run of the whole, because acts of persons outside need not
// happen, and what expires outside changes nothing inside and never keeps a day from passing.
//
// A cone that tracks only some slots holds more runs than there are: what allows a person to act is taken to hold where
// it reads a slot that is not tracked, and a deadline that is not tracked may pass on any day. What such a cone does not
// hold cannot happen (refine.go).
type cone struct {
	*anatomy
	see     observed
	allowed []bool  // by act: facts that may happen, and all that are not facts
	track   tracked // nil: all
	whole   *cone   // with a track: the cone that tracks all

	useful []matter.StageSet // by event: where it matters
	live   []bitset          // by stage: the slots that are read
	exact  []bitset          // by stage: those of which some reading does more than allow a person to act
	masks  [][]uint64        // by slot: the readings, without repetition; everyValue alone when they tell all values apart
	rep    [][]uint8         // by slot: the value that stands for each value; nil: each for itself

	now     int   // counts what was added
	changed []int // by stage: when something was added there last
}

// everyValue stands for a reading that tells all values of a slot apart.
const everyValue uint64 = 0

// slotValues is how many values a slot may hold.
const slotValues = 64

// observed is what a question reads: literals of any state, and literals read as an event happens, before or after.
type observed struct {
	lits   []matter.Lit
	events []int
	at     []eventLits
}

type eventLits struct {
	event int // -1: any
	lits  []matter.Lit
}

// newCone closes what is observed under influence.
func newCone(a *anatomy, see observed, facts []bool, track tracked, whole *cone) *cone {
	c := coneOf(a, see, facts)
	c.track, c.whole = track, whole
	c.readObserved()
	c.close()
	c.represent()
	return c
}

// close adds what follows from what is there, until nothing does. An event, a deadline or a pause is looked at again only
// where something was added in a stage that it has to do with since it was looked at last.
func (c *cone) close() {
	p := c.p
	seen := make([]int, len(p.Events)+len(p.Deadlines)+len(p.Pauses))
	for i := range seen {
		seen[i] = -1
	}
	for before := -1; before != c.now; {
		before = c.now
		for e := len(p.Events) - 1; e >= 0; e-- { // what comes later in the book is mostly read by what comes before
			since := seen[e]
			seen[e] = c.now
			c.event(e, since)
		}
		for i := range p.Deadlines {
			at := len(p.Events) + i
			since := seen[at]
			seen[at] = c.now
			c.deadline(i, since)
		}
		for i := range p.Pauses {
			at := len(p.Events) + len(p.Deadlines) + i
			since := seen[at]
			seen[at] = c.now
			c.pause(i, since)
		}
	}
}

// wholeCone leaves nothing out.
func wholeCone(a *anatomy, see observed, facts []bool) *cone {
	c := coneOf(a, see, facts)
	for e := range a.p.Events {
		if c.allowed[a.p.Events[e].Act] {
			c.useful[e] = c.stays[e]
		}
	}
	for s := range a.p.Stages {
		for slot := range a.p.Slots {
			c.live[s].add(slot)
			c.exact[s].add(slot)
		}
	}
	for slot := range a.p.Slots {
		c.masks[slot] = []uint64{everyValue}
	}
	return c
}

func coneOf(a *anatomy, see observed, facts []bool) *cone {
	p := a.p
	c := &cone{anatomy: a, see: see, allowed: make([]bool, len(p.Acts)), useful: make([]matter.StageSet, len(p.Events)),
		live: make([]bitset, len(p.Stages)), exact: make([]bitset, len(p.Stages)),
		masks: make([][]uint64, len(p.Slots)), rep: make([][]uint8, len(p.Slots)), changed: make([]int, len(p.Stages))}
	sets := newBitsets(2*len(p.Stages), len(p.Slots))
	for s := range p.Stages {
		c.live[s], c.exact[s] = sets[2*s], sets[2*s+1]
	}
	for act := range p.Acts {
		c.allowed[act] = p.Acts[act].Kind != matter.Fact || facts[act]
	}
	return c
}

// tracked says which slots are followed as they are, by stage.
type tracked []bitset

// pin is a slot that is tracked in a stage.
type pin struct{ stage, slot int }

func newTracked(p *matter.Procedure) tracked {
	t := make(tracked, len(p.Stages))
	for s := range t {
		t[s] = newBitset(len(p.Slots))
	}
	return t
}

func (t tracked) has(p pin) bool { return t == nil || t[p.stage].has(p.slot) }

// add tracks more, and says whether it is more.
func (t tracked) add(pins ...pin) bool {
	more := false
	for _, p := range pins {
		more = more || !t.has(p)
		t[p.stage].add(p.slot)
	}
	return more
}

func (t tracked) clone() tracked {
	u := make(tracked, len(t))
	for s := range t {
		u[s] = slices.Clone(t[s])
	}
	return u
}

// tracks says whether a slot is followed as it is in a stage.
func (c *cone) tracks(stage, slot int) bool { return c.track == nil || c.track[stage].has(slot) }

// readObserved notes what the question reads.
func (c *cone) readObserved() {
	for s := range c.p.Stages {
		c.read(s, c.set(c.see.lits))
		c.note(s, 0)
	}
	for _, at := range c.see.at {
		for s := range c.p.Stages {
			if at.event >= 0 && !c.stays[at.event].Has(s) {
				continue
			}
			c.read(s, c.set(at.lits))
			if at.event >= 0 {
				c.read(c.target(at.event, s), c.set(at.lits))
			}
		}
	}
	for _, e := range c.see.events {
		c.use(e, c.stays[e])
	}
}

// use notes that an event matters in some stages.
func (c *cone) use(event int, stages matter.StageSet) {
	if c.allowed[c.p.Events[event].Act] && stages&^c.useful[event] != 0 {
		c.useful[event] |= stages
		for set := uint64(stages); set != 0; set &= set - 1 {
			c.flow(bits.TrailingZeros64(set), true)
		}
	}
}

// event finds where an event matters, and notes what it reads there and what passes through it.
func (c *cone) event(event, since int) {
	if !c.allowed[c.p.Events[event].Act] {
		return
	}
	for set := uint64(c.stays[event]); set != 0; set &= set - 1 {
		s := bits.TrailingZeros64(set)
		if c.changed[s] <= since && c.changed[c.target(event, s)] <= since {
			continue
		}
		if !c.useful[event].Has(s) && c.matters(event, s) {
			c.use(event, 1<<uint(s))
		}
		if c.useful[event].Has(s) {
			c.readEvent(event, s)
			if t := c.target(event, s); t != s {
				c.flowBack(event, s, t)
			}
		}
	}
}

// flow notes that something was added in a stage, if it was.
func (c *cone) flow(stage int, more bool) {
	if more {
		c.now++
		c.changed[stage] = c.now
	}
}

// flowBack makes what is read after an event be read before it, but for what the event writes itself.
func (c *cone) flowBack(event, s, t int) {
	for i, w := range c.live[t] {
		w &^= c.kills[event][i] | c.absent[s][i]
		c.flow(s, w&^c.live[s][i] != 0)
		c.live[s][i] |= w
		w &= c.exact[t][i]
		c.flow(s, w&^c.exact[s][i] != 0)
		c.exact[s][i] |= w
	}
}

// matters says whether an event in a stage changes something that is read.
func (c *cone) matters(event, s int) bool {
	e := &c.p.Events[event]
	t := c.target(event, s)
	if t != s || e.Afresh || c.touch[event].meets(c.live[t]) {
		return true
	}
	for _, i := range c.follows[e.Act] {
		if c.useful[c.p.Follows[i].Event].Has(t) {
			return true
		}
	}
	return false
}

// readEvent notes everything that the kernel reads to see whether an event is possible and to do it.
func (c *cone) readEvent(event, s int) {
	e := &c.p.Events[event]
	a := &c.p.Acts[e.Act]
	t := c.target(event, s)
	c.allow(s, c.asks[event])
	c.allow(s, c.waits[event])
	c.exactly(s, c.waits[event])
	if c.byRule[event] {
		c.note(s, a.Included)
		c.read(s, c.bound[event])
	}
	for _, f := range c.owes[event] {
		if c.live[t].has(f.Slot) {
			c.note(s, f.Other)
		}
	}
	for _, u := range c.undoes[event] {
		if c.live[t].has(u.slot) {
			c.read(s, u.reads)
		}
	}
	for _, d := range c.expires[event] {
		if slot := c.p.Deadlines[d].Slot; c.scope[d].Has(s) && c.tracks(s, slot) {
			c.note(s, slot)
		}
	}
	for _, d := range c.starts[event] {
		if c.live[t].has(c.p.Deadlines[d].Slot) {
			c.read(s, c.trigger[d])
		}
	}
	for _, i := range c.begins[event] {
		if c.live[t].has(c.p.Periods[i].Slot) {
			c.read(s, c.counts[i])
		}
	}
	for _, d := range c.restore[event] {
		if slot := c.p.Deadlines[d].Slot; c.live[t].has(slot) {
			c.note(s, slot)
		}
	}
	for _, i := range c.follows[e.Act] {
		if c.useful[c.p.Follows[i].Event].Has(t) {
			c.read(s, c.follow[i])
			c.read(t, c.follow[i])
		}
	}
}

// deadline notes what a deadline needs where it matters: how often it was extended, whether its scope holds, and what
// stops it.
func (c *cone) deadline(i, since int) {
	d := &c.p.Deadlines[i]
	for s := range c.p.Stages {
		asked := c.track != nil && c.track[s].has(d.Slot) && c.whole.live[s].has(d.Slot)
		if c.changed[s] <= since || !c.scope[i].Has(s) || !c.live[s].has(d.Slot) && !asked {
			continue
		}
		c.note(s, d.Slot)
		if d.ExtSlot >= 0 {
			c.note(s, d.ExtSlot)
		}
		c.read(s, c.scopes[i])
	}
}

// pause notes that while a pause matters its own deadline does: the pause ends when that no longer runs.
func (c *cone) pause(i, since int) {
	q := &c.p.Pauses[i]
	for s := range c.p.Stages {
		if q.Deadline >= 0 && c.changed[s] > since && c.live[s].has(q.Slot) {
			c.note(s, c.p.Deadlines[q.Deadline].Slot)
		}
	}
}

// read notes slots that are read exactly.
func (c *cone) read(stage int, slots bitset) {
	c.flow(stage, c.live[stage].joinBut(slots, c.absent[stage]))
	c.flow(stage, c.exact[stage].joinBut(slots, c.absent[stage]))
}

// exactly notes that those of some slots that are read are read exactly.
func (c *cone) exactly(stage int, slots bitset) {
	c.flow(stage, c.exact[stage].joinOnly(slots, c.live[stage]))
}

// allow notes slots that allow a person to act.
func (c *cone) allow(stage int, slots bitset) {
	for i, w := range slots {
		if w &^= c.absent[stage][i]; c.track != nil {
			w &= c.track[stage][i]
		}
		c.flow(stage, w&^c.live[stage][i] != 0)
		c.live[stage][i] |= w
	}
}

// note notes one slot that is read exactly.
func (c *cone) note(stage, slot int) {
	if !c.absent[stage].has(slot) && (!c.live[stage].has(slot) || !c.exact[stage].has(slot)) {
		c.live[stage].add(slot)
		c.exact[stage].add(slot)
		c.flow(stage, true)
	}
}
