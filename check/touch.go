package check

import "github.com/evenhand/evenhand/matter"

// writes collects the slots that a step of the kernel may write when an event happens, apart from what follows from it.
type writes struct {
	p     *matter.Procedure
	slots bitset
}

// touched gives, by event, the slots that it may write.
func touched(p *matter.Procedure) []bitset {
	sets := make([]bitset, len(p.Events))
	for e := range p.Events {
		w := writes{p, newBitset(len(p.Slots))}
		w.event(e)
		sets[e] = w.slots
	}
	return sets
}

func (w *writes) event(event int) {
	p := w.p
	e := &p.Events[event]
	a := &p.Acts[e.Act]
	w.slots.add(a.Executed, a.Pending, a.Outcome, a.Count)
	for _, d := range e.Sets {
		w.slots.add(p.Data[d].Slot)
	}
	for i := range p.Periods {
		if q := &p.Periods[i]; q.Act == e.Act && (q.Outcome < 0 || q.Outcome == e.Outcome) {
			w.slots.add(q.Slot)
		}
	}
	for _, f := range e.Effects {
		w.slots.add(f.Slot)
		if f.Kind == matter.Owe {
			w.revoked(f.Other)
		}
	}
	if e.To >= 0 {
		w.slots.add(0)
	}
	if e.Afresh {
		w.afresh()
	}
	for i := range p.Deadlines { // after the rest: a scope may depend on anything above
		w.deadline(event, i)
	}
	w.pauses(event)
}

// pauses: the event may begin or end pauses. A pause ends too when its own deadline no longer runs.
func (w *writes) pauses(event int) {
	p := w.p
	e := &p.Events[event]
	for i := range p.Pauses {
		q := &p.Pauses[i]
		final := e.To >= 0 && p.Stages[e.To].Final
		if !final && !contains(q.Begins, event) && !contains(q.Ends, event) && (q.Deadline < 0 || !w.slots.has(p.Deadlines[q.Deadline].Slot)) {
			continue
		}
		w.slots.add(q.Slot)
		if q.Deadline >= 0 {
			w.slots.add(p.Deadlines[q.Deadline].Slot)
		}
		for _, d := range q.Stops {
			w.slots.add(p.Deadlines[d].Slot)
		}
	}
}

// revoked: the deadlines that count from a revoked act stop.
func (w *writes) revoked(executed int) {
	for i := range w.p.Deadlines {
		for _, from := range w.p.Deadlines[i].From {
			if w.p.Acts[w.p.Events[from].Act].Executed == executed {
				w.slots.add(w.p.Deadlines[i].Slot)
			}
		}
	}
}

// deadline: the event may start, meet, lengthen or leave behind a deadline.
func (w *writes) deadline(event, i int) {
	p := w.p
	e, d := &p.Events[event], &p.Deadlines[i]
	starts := contains(d.From, event) || e.To >= 0 && d.Entering.Has(e.To)
	leaves := e.To >= 0 && (p.Stages[e.To].Final && !d.Standing || d.In != 0 && !d.In.Has(e.To))
	if starts || leaves || contains(d.Until, event) || w.outOfScope(d) {
		w.slots.add(d.Slot)
	}
	if starts {
		w.slots.add(d.ExtSlot)
	}
	for _, x := range d.Extensions {
		if x.By == e.Act {
			w.slots.add(d.ExtSlot)
			if x.Restores {
				w.slots.add(d.Slot)
			}
		}
	}
}

// outOfScope says whether what the deadline's scope reads may have changed: by this event, or freely.
func (w *writes) outOfScope(d *matter.Deadline) bool {
	for _, l := range d.While {
		if w.slots.has(l.Slot) || w.p.Slots[l.Slot].Free {
			return true
		}
	}
	return false
}

// afresh: all that it may forget. That is more than it does, which only makes a cone larger.
func (w *writes) afresh() {
	for i := range w.p.Slots {
		switch w.p.Slots[i].Kind {
		case matter.SlotExecuted, matter.SlotPending, matter.SlotIncluded, matter.SlotOutcome, matter.SlotSince,
			matter.SlotPeriod, matter.SlotDeadline:
			w.slots.add(i)
		}
	}
}

func contains(list []int, x int) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}
