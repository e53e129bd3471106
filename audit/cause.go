package audit

import (
	"cmp"
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// breach is an instance that was broken, with what it can be traced to.
type breach struct {
	instance   int
	day        date // on which it became one
	causes     []string
	entries    []int32 // events that its failed condition names
	excused    bool    // it is consequent whatever else is
	consequent bool
}

// consequent marks which of the broken instances follow from an earlier breach (doc/spec/audit.md, section 4). It
// gives, for each instance of the replay, whether it is one.
func (r *replay) consequent(broken []int) []bool {
	marks := make([]bool, len(r.instances))
	var list []breach
	for _, i := range broken {
		list = append(list, r.breach(i))
	}
	slices.SortStableFunc(list, func(a, b breach) int {
		x, y := &r.instances[a.instance], &r.instances[b.instance]
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(-x.count, -y.count), cmp.Compare(x.entry, y.entry), cmp.Compare(x.norm, y.norm))
	})
	known := map[string]bool{}
	bad := map[int32]bool{} // events that are a primary breach
	for k := range list {
		b := &list[k]
		n := &r.instances[b.instance]
		b.consequent = b.excused || slices.ContainsFunc(b.causes, func(c string) bool { return known[c] }) ||
			slices.ContainsFunc(b.entries, func(e int32) bool { return bad[e] && e != n.entry })
		for _, c := range b.causes {
			known[c] = true
		}
		if !b.consequent && n.entry >= 0 {
			bad[n.entry] = true
		}
		marks[b.instance] = b.consequent
	}
	return marks
}

func (r *replay) breach(i int) breach {
	n := &r.instances[i]
	d := &n.detail
	b := breach{instance: i, day: d.on.lo}
	switch d.why {
	case whyLate, whyNever:
		b.day, b.causes = d.due.hi, d.owed()
	case whyOwed:
		b.day, b.causes = d.since.hi, d.owed()
	case whyUndone:
		b.excused = true
	case whyStage, whyTooSoon:
		b.entries = []int32{d.by}
	case whyCond:
		b.causes, b.entries = d.named(), r.eventsOf(d)
	}
	return b
}

// owed names what would have discharged a duty.
func (d *detail) owed() []string {
	if d.duty == 0 {
		return nil
	}
	return []string{"no " + d.plan.owedNames(&d.plan.duties[d.duty-1])}
}

// named lists the acts for want of which a condition failed, each alone and all together.
func (d *detail) named() []string {
	if d.cond.Kind != matter.CondNeeds && d.cond.Kind != matter.CondHold {
		return nil
	}
	names := []string{"no " + d.plan.actNames(d.cond.Acts)}
	for _, a := range d.cond.Acts {
		names = append(names, "no "+d.plan.Acts[a].Name)
	}
	return names
}

// eventsOf lists the recorded events of the acts that a condition names.
func (r *replay) eventsOf(d *detail) []int32 {
	var list []int32
	for k := range r.rec.recs {
		if slices.ContainsFunc(d.cond.Acts, func(a int) bool { return r.isAct(d.plan, k, a) }) {
			list = append(list, int32(k))
		}
	}
	return list
}
