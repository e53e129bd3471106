package check

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// A model is one question's view of a procedure: the cone of what the question observes, as a transition system whose
// discrete steps are the kernel's own and whose days are left to zones.
type model struct {
	p     *matter.Procedure
	cone  *cone
	slots []bool // of the procedure: those inside the cone
	spans *spans
	facts []fact
	watch []Watch

	fixed    map[int]uint8
	stuck    []int
	lapses   []lapse
	clocks   []clock
	ofPeriod []uint8 // by period: its clock, or noClock
	ofLimit  []uint8 // by deadline: its clock, or noClock
	sinceEnd uint8   // the days since the matter ended; noClock where no fact may come after
	extended []int   // deadlines inside whose extensions are counted
	order    []int   // deadlines inside that have a limit, in the order of the book
	moves    []move
	free     []choice // slots that a step reads and anything may have set
	key      keyLayout
	soft     [][]softField // by stage
	softLen  int           // in words
	base     []uint8       // a marking with nothing of the cone in it, and the model's own slots after it
	limits   [][]span      // by deadline and the value of its extension slot
	ofDate   [][]bound     // by deadline that is a date: what must have passed before it comes
	night    *night        // two deadlines that are to end on one day; nil: none are asked about
	script   *script       // what must happen on which days; nil: nothing is asked of the days
	today    uint8         // with a script: the clock of its days
	met      int           // with a script, slots: how many of its lines have happened, whether the matter is over by what is none
	over     int
	classes  clockClasses // with a script, by clock: how long it runs by the day on which it starts
}

// clock is a clock of the model: a deadline's, a period's, or the days since the matter ended.
type clock struct {
	deadline, period int // -1
	low              int32
}

const (
	noClock   = 255
	lateClock = 128 // a bit added to a clock that starts when the day is over
)

// begins says whether a clock is among those that start in a step, on time or late.
func begins(starts []uint8, c uint8) bool {
	return bytes.IndexByte(starts, c) >= 0 || bytes.IndexByte(starts, c|lateClock) >= 0
}

// fact is a fact that is supposed to happen so many times.
type fact struct {
	act, times int
	days       int32
	slot       int // where the model counts it
}

// Watch is a bit that a question adds to the marking: one event sets it, another clears it. Its slot is the number of
// the procedure's slots plus its index.
type Watch struct{ Set, Clear []int }

// move is an event that a person may do, or a fact.
type move struct {
	event   int
	fact    int // -1
	stages  matter.StageSet
	waits   []bound
	before  []bound         // dates that the event must come early enough for
	conds   [][]matter.Cond // by stage: what a person is held to, as far as it is tracked; see condsIn
	known   matter.StageSet // stages for which they have been worked out
	choices []choice
}

// lapse is a deadline that may pass on any day in some stages, because it is not tracked there.
type lapse struct {
	deadline int
	stages   matter.StageSet
}

// bound is a clock and a number of days.
type bound struct {
	clock uint8
	days  int32
	by    []int32 // the days by the class of the clock's start; nil: always the same
}

// in gives the days of a bound in a layout.
func (b *bound) in(l *layout) int32 {
	if b.by == nil {
		return b.days
	}
	if l.class == nil {
		return b.by[0]
	}
	return b.by[l.class[b.clock]]
}

// choice is a slot and the values that may be chosen for it.
type choice struct {
	slot  int
	first uint8
	count uint8
}

// question is what a model is made for.
type question struct {
	see   observed
	facts []matter.Assumption // facts that are supposed to happen
	watch []Watch
	track tracked // the slots that are followed as they are; nil: all
	of    *cone   // with a track: the cone in which all are
	whole bool    // leave nothing out

	fixed  map[int]uint8 // free slots that hold one value throughout
	stuck  []int         // deadlines after which nothing happens where their consequence was not possible
	script *script       // what must happen on which days, and nothing else of the kind
	night  *night        // two deadlines that are to end on one day; there is a bit for it at the end of watch
}

// coneOf finds the part of a procedure that a question needs.
func (q *question) coneOf(a *anatomy) *cone {
	allowed := make([]bool, len(a.p.Acts))
	for _, f := range q.facts {
		allowed[f.Act] = true
	}
	see := q.see
	if q.script != nil {
		q.script.observe(&see, allowed)
	}
	for _, w := range q.watch {
		see.events = append(append(slices.Clone(see.events), w.Set...), w.Clear...)
	}
	if q.whole {
		return wholeCone(a, see, allowed)
	}
	return newCone(a, see, allowed, q.track, q.of)
}

// build makes a model of a cone. The error says what stands in the way: a limit that the calendar cannot measure, or more
// of something than a zone or a state can hold.
func build(c *cone, sp *spans, q question) (*model, error) {
	p := c.p
	m := &model{p: p, cone: c, spans: sp, watch: q.watch, stuck: q.stuck, fixed: q.fixed, script: q.script, night: q.night}
	for _, f := range q.facts {
		m.facts = append(m.facts, fact{act: f.Act, times: f.Times, days: int32(f.Days)})
	}
	m.slots = make([]bool, len(p.Slots))
	for s := range p.Slots {
		m.slots[s] = m.cone.inside(s)
	}
	m.base = slices.Clone(p.Initial)
	for i := range m.facts {
		m.facts[i].slot = len(m.base) + len(m.watch) + i
	}
	m.base = append(m.base, make([]uint8, len(m.watch)+len(m.facts))...)
	m.addScript()
	if err := m.addClocks(); err != nil {
		return nil, err
	}
	m.addFree()
	if err := m.addMoves(); err != nil {
		return nil, err
	}
	m.key = m.layKey()
	m.layFields()
	m.layAllowances()
	return m, nil
}

// addClocks numbers the clocks of the deadlines and periods inside, and measures their limits.
func (m *model) addClocks() error {
	m.ofLimit, m.ofPeriod = make([]uint8, len(m.p.Deadlines)), make([]uint8, len(m.p.Periods))
	m.limits = make([][]span, len(m.p.Deadlines))
	for i := range m.p.Deadlines {
		m.ofLimit[i] = noClock
		d := &m.p.Deadlines[i]
		m.addLapse(i)
		if !m.slots[d.Slot] {
			continue
		}
		if d.ExtSlot >= 0 {
			m.extended = append(m.extended, i)
		}
		if !d.Limited() {
			continue
		}
		var err error
		if m.limits[i], err = m.spans.ofDeadline(m.p, i); err != nil {
			return err
		}
		m.ofLimit[i] = uint8(len(m.clocks))
		m.clocks = append(m.clocks, clock{deadline: i, period: -1})
		m.order = append(m.order, i)
	}
	return m.addPeriods()
}

// addLapse lets a deadline pass whenever it can run, where it is not tracked and its passing matters.
func (m *model) addLapse(i int) {
	d := &m.p.Deadlines[i]
	if !d.Limited() || d.Otherwise < 0 {
		return
	}
	var in matter.StageSet
	for s := range m.p.Stages {
		if m.cone.scope[i].Has(s) && m.cone.useful[d.Otherwise].Has(s) && !m.cone.live[s].has(d.Slot) {
			in |= 1 << uint(s)
		}
	}
	if in != 0 {
		m.lapses = append(m.lapses, lapse{i, in})
	}
}

// addPeriods numbers the clocks of minimum periods, and of the days since the end where facts may still come.
func (m *model) addPeriods() error {
	for i := range m.p.Periods {
		m.ofPeriod[i] = noClock
		if m.slots[m.p.Periods[i].Slot] {
			m.ofPeriod[i] = uint8(len(m.clocks))
			m.clocks = append(m.clocks, clock{deadline: -1, period: i})
		}
	}
	m.sinceEnd = noClock
	if len(m.facts) > 0 {
		m.sinceEnd = uint8(len(m.clocks))
		m.clocks = append(m.clocks, clock{deadline: -1, period: -1})
	}
	m.addDays()
	m.ofDate = make([][]bound, len(m.p.Deadlines))
	for _, i := range m.order {
		d := &m.p.Deadlines[i]
		if !d.IsDate || d.Otherwise < 0 {
			continue
		}
		waits, err := m.waitsOf(d.Otherwise)
		if err != nil {
			return err
		}
		m.ofDate[i] = waits
	}
	if len(m.clocks) >= lateClock {
		return fmt.Errorf("%d clocks, more than the engine has room for", len(m.clocks))
	}
	return nil
}

// limitOf is the span of a running deadline in a marking.
func (m *model) limitOf(marking []uint8, deadline int) span {
	d := &m.p.Deadlines[deadline]
	ext := uint8(0)
	if d.ExtSlot >= 0 && !d.IsDate {
		ext = marking[d.ExtSlot]
	}
	if r, exact := m.runOf(marking, deadline, ext); exact {
		return r
	}
	return m.limits[deadline][ext]
}

// reads says whether a condition of an event reads a slot.
func (m *model) reads(event, slot int) bool {
	for _, c := range m.p.Events[event].Conds {
		for _, alt := range c.Any {
			if slices.ContainsFunc(alt, func(l matter.Lit) bool { return l.Slot == slot }) {
				return true
			}
		}
	}
	return false
}

// ends says whether a step comes at the end of a day. A date comes at the beginning of its day.
func (m *model) ends(how label) bool {
	return how.deadline >= 0 && !m.p.Deadlines[how.deadline].IsDate
}

// comes says whether a step is that a date comes.
func (m *model) comes(how label) bool {
	return how.deadline >= 0 && m.p.Deadlines[how.deadline].IsDate
}

// ofNoDays says whether a clock is that of a limit of 0 days.
func (m *model) ofNoDays(marking []uint8, c uint8) bool {
	k := &m.clocks[c]
	if k.deadline < 0 {
		return false
	}
	d := &m.p.Deadlines[k.deadline]
	ext := uint8(0)
	if d.ExtSlot >= 0 {
		ext = marking[d.ExtSlot]
	}
	limits := d.Limits(ext)
	return len(limits) == 1 && limits[0].N == 0
}

// addFree finds the slots that a step itself reads and that anything may have set between steps.
func (m *model) addFree() {
	var lits []matter.Lit
	for i := range m.p.Deadlines {
		if d := &m.p.Deadlines[i]; m.slots[d.Slot] {
			lits = append(append(lits, d.While...), d.When...)
			for _, u := range d.Unless {
				lits = append(lits, u...)
			}
		}
	}
	for i := range m.p.Periods {
		if q := &m.p.Periods[i]; m.slots[q.Slot] {
			lits = append(append(lits, q.When...), slices.Concat(q.Unless...)...)
		}
	}
	for i := range m.p.Follows {
		f := &m.p.Follows[i]
		if m.cone.useful[f.Event] == 0 {
			continue
		}
		lits = append(lits, f.Lits...)
		for _, any := range f.Any {
			lits = append(lits, slices.Concat(any...)...)
		}
		for _, c := range m.p.Events[f.Event].Conds {
			if c.Kind == matter.CondGuard {
				lits = append(lits, slices.Concat(c.Any...)...)
			}
		}
	}
	m.free = m.freeAmong(nil, lits)
}

// freeAmong adds a choice for each free slot that the literals read.
func (m *model) freeAmong(list []choice, lits []matter.Lit) []choice {
	for _, l := range lits {
		s := &m.p.Slots[l.Slot]
		if !s.Free || slices.ContainsFunc(list, func(c choice) bool { return c.slot == l.Slot }) {
			continue
		}
		ch := choice{l.Slot, 0, s.Max + 1}
		if v, ok := m.fixed[l.Slot]; ok {
			ch = choice{l.Slot, v, 1}
		}
		list = append(list, ch)
	}
	return list
}

// addMoves lists what persons may do inside the cone, and the facts that are supposed to happen.
func (m *model) addMoves() error {
	for e := range m.p.Events {
		act := m.p.Events[e].Act
		kind := m.p.Acts[act].Kind
		if m.cone.useful[e] == 0 || kind == matter.ClockAct || m.script.never(e) {
			continue
		}
		v := move{event: e, fact: -1, stages: m.cone.useful[e]}
		if kind == matter.Fact {
			v.fact = slices.IndexFunc(m.facts, func(f fact) bool { return f.act == act })
		}
		var err error
		if v.waits, err = m.waitsOf(e); err != nil {
			return err
		}
		if err := m.beforeDates(&v); err != nil {
			return err
		}
		v.choices = m.choicesOf(e)
		m.moves = append(m.moves, v)
	}
	return nil
}

// condsIn gives what a person is held to in a stage, as far as it is tracked.
func (m *model) condsIn(v *move, stage int) []matter.Cond {
	if v.known.Has(stage) {
		return v.conds[stage]
	}
	if v.conds == nil {
		v.conds = make([][]matter.Cond, len(m.p.Stages))
	}
	v.conds[stage] = m.condsOf(v.event, stage)
	v.known |= 1 << uint(stage)
	return v.conds[stage]
}

// condsOf gives the conditions of an event in a stage with what is not tracked taken to hold.
func (m *model) condsOf(event, stage int) []matter.Cond {
	e := &m.p.Events[event]
	switch {
	case m.p.Acts[e.Act].Kind == matter.Fact: // it is always accepted
		return nil
	case m.cone.track == nil:
		return e.Conds
	}
	var conds []matter.Cond
	for _, c := range e.Conds {
		kept := matter.Cond{Kind: c.Kind, Norm: c.Norm}
		open := false
		for _, alt := range c.Any {
			var lits []matter.Lit
			for _, l := range alt {
				if l.Slot == 0 || m.cone.tracks(stage, l.Slot) || m.sets(e, l.Slot) || m.p.Slots[l.Slot].Free {
					lits = append(lits, l)
				}
			}
			open = open || len(lits) == 0
			kept.Any = append(kept.Any, lits)
		}
		if !open {
			conds = append(conds, kept)
		}
	}
	return conds
}

// sets says whether an event chooses the value of a slot.
func (m *model) sets(e *matter.Event, slot int) bool {
	return slices.ContainsFunc(e.Sets, func(d int) bool { return m.p.Data[d].Slot == slot })
}

// choicesOf lists what is chosen as an event happens: the data it sets, and the free slots it reads.
func (m *model) choicesOf(event int) []choice {
	var list []choice
	for _, d := range m.p.Events[event].Sets {
		if slot := m.p.Data[d].Slot; m.slots[slot] || m.reads(event, slot) {
			list = append(list, choice{slot, 1, uint8(len(m.p.Data[d].Values))})
		}
	}
	list = append(list, m.free...)
	for _, c := range m.p.Events[event].Conds {
		list = m.freeAmong(list, slices.Concat(c.Any...))
	}
	return list
}

// waitsOf works out what minimum periods ask of an event.
func (m *model) waitsOf(event int) ([]bound, error) {
	var waits []bound
	for _, w := range m.p.Events[event].Waits {
		r, err := m.spans.of(w.Limit, true)
		if err != nil {
			return nil, err
		}
		c := m.ofPeriod[w.Period]
		if c == noClock {
			continue // it is not tracked
		}
		waits = append(waits, bound{c, r.least, m.classes.waitsFor(c, w.Limit, r.least)})
		m.clocks[c].low = max(m.clocks[c].low, r.least, slices.Max(append(m.classes.waitsFor(c, w.Limit, r.least), 0)))
	}
	return waits, nil
}

// beforeDates: what must come so long before a date comes early enough for the date to come when it may at the latest.
func (m *model) beforeDates(v *move) error {
	e := &m.p.Events[v.event]
	for _, i := range m.order {
		d := &m.p.Deadlines[i]
		if !d.IsDate || d.Otherwise < 0 {
			continue
		}
		for _, w := range m.p.Events[d.Otherwise].Waits {
			q := &m.p.Periods[w.Period]
			if q.Act != e.Act || q.Outcome >= 0 && q.Outcome != e.Outcome {
				continue
			}
			r, err := m.spans.of(w.Limit, true)
			if err != nil {
				return err
			}
			v.before = append(v.before, bound{clock: m.ofLimit[i], days: max(0, m.limits[i][0].most-r.least)})
		}
	}
	return nil
}
