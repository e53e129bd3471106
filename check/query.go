package check

import (
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// A moment is something that may happen in a matter: an event, in a state of which literals hold before it and after
// it. Bits of a watch are read as the events set them.
type moment struct {
	watch  []Watch
	event  int // -1: any state, or any event when there is something to hold after it
	before []matter.Lit
	after  []matter.Lit
	facts  []matter.Assumption // facts from outside that happen; none: only where nothing else leads there

	insideOnly bool // facts from outside do not happen
}

// bit is the literal that the i-th watch of a question is set; clear that it is not.
func (c *caseCheck) bit(i int) matter.Lit { return matter.Lit{Slot: len(c.p.Slots) + i, Mask: 1 << 1} }
func (c *caseCheck) clear(i int) matter.Lit {
	return matter.Lit{Slot: len(c.p.Slots) + i, Mask: 1 << 0}
}

// is1 and is0 are the literals that a slot holds one or nothing.
func is1(slot int) matter.Lit { return matter.Lit{Slot: slot, Mask: 1 << 1} }
func is0(slot int) matter.Lit { return matter.Lit{Slot: slot, Mask: 1 << 0} }

// impossible says whether what each slot can ever hold already rules a moment out, so that no search is needed.
func (c *caseCheck) impossible(q moment, v *possible) bool {
	for _, l := range q.before {
		if i := l.Slot - len(c.p.Slots); i >= 0 && l.Mask == 1<<1 && i < len(q.watch) && !slices.ContainsFunc(q.watch[i].Set, func(e int) bool { return v.events[e] }) {
			return true
		}
	}
	if q.event < 0 {
		return !v.hold(q.before)
	}
	return !v.can(q.event, q.before) || !v.hold(q.after)
}

// withOutside makes a question suppose that facts from outside happen, where only they can lead to what it asks for: as
// often as the book assumes, or once.
func (c *caseCheck) withOutside(q moment) (moment, bool) {
	if len(q.facts) == 0 && !c.impossible(q, c.without) {
		return q, true
	}
	if q.insideOnly || c.impossible(q, c.withFacts) {
		return q, false
	}
	if len(q.facts) == 0 {
		q.facts = c.fromOutside
	}
	return q, true
}

// facts lists what may come from outside: each as often as the book assumes, or once.
func facts(p *matter.Procedure) []matter.Assumption {
	var list []matter.Assumption
	for i := range p.Acts {
		if p.Acts[i].Kind != matter.Fact {
			continue
		}
		f := matter.Assumption{Act: i, Times: 1}
		for _, a := range p.Assume {
			if a.Act == i {
				f = a
			}
		}
		f.Days = max(f.Days, 1) // so that it may come after the end as well, whatever the worst case says of how long after
		list = append(list, f)
	}
	return list
}

// after is the moment at which one event comes after another.
func (c *caseCheck) after(first, then int) moment {
	return moment{watch: []Watch{{Set: []int{first}}}, event: then, before: []matter.Lit{c.bit(0)}}
}

// eventDefect records a defect of an event: it points at its outcome, or at its act.
func (c *caseCheck) eventDefect(check string, event int, format string, args ...any) *Defect {
	e := &c.p.Events[event]
	a := &c.p.Acts[e.Act]
	d := c.findIn(check, a.Decl, format, args...)
	if e.Outcome < 0 {
		return d
	}
	if q := outcomeOf(a.Decl, a.Outcomes[e.Outcome]); q != nil {
		d.Pos, d.End = q.Pos, q.End
		if q.End.Line != q.Pos.Line {
			d.End.Line, d.End.Col = q.Pos.Line, lineWidth(c.book, q.Pos.Line)+1
		}
	}
	return d
}
