package audit

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// note is how one condition came out at the occurrence being judged.
type note struct {
	norm     int32
	whole    bool // of the matter, not of the occurrence
	outcomes outcomes
	tainted  bool
	detail   detail
}

// note adds a condition; conditions of one norm are one.
func (r *replay) note(n int32, o outcomes, why detail) {
	r.noteOf(note{norm: n, outcomes: o, detail: why})
}

func (r *replay) noteOf(n note) {
	if n.outcomes == 0 || r.quiet {
		return
	}
	for i := range r.notes {
		if x := &r.notes[i]; x.norm == n.norm && x.whole == n.whole {
			first, second := x.detail, n.detail
			if severity(n.outcomes, n.detail.why) > severity(x.outcomes, x.detail.why) {
				first, second = second, first
			}
			if n.outcomes == broken && x.outcomes == broken {
				first = first.with(second)
			}
			x.detail = first
			x.outcomes = worse(x.outcomes, n.outcomes)
			x.tainted = x.tainted || n.tainted
			return
		}
	}
	r.notes = append(r.notes, n)
}

// flush tells what was noted of an event.
func (r *replay) flush(i int) {
	for k := range r.notes {
		n := &r.notes[k]
		if n.detail.plan == nil {
			n.detail.plan = r.under
		}
		entry := int32(i)
		if n.whole {
			entry = nobody
		}
		r.tell(instance{norm: n.norm, entry: entry, outcomes: n.outcomes, tainted: n.tainted || r.marked(int32(i)), detail: n.detail})
	}
	r.notes = r.notes[:0]
}

// judge holds an act against every condition that the rules set for it.
func (r *replay) judge(s *state, i, e int, at span) {
	p := s.plan
	ep := &p.events[e]
	r.jump = -1
	m := r.marking(s, i, e)
	for k := range ep.conds {
		c := &ep.conds[k]
		switch {
		case c.window >= 0:
			r.window(s, i, e, c, at)
		case c.cond.Kind == matter.CondExclusive:
			r.exclusive(s, m, i, e, c, at)
		case c.cond.Kind == matter.CondSanction:
			r.sanction(s, m, i, e, c, at)
		default:
			r.condition(s, m, i, e, c, at)
		}
	}
	r.excluded(s, i, e, at)
	for k := range ep.waits {
		r.wait(s, i, e, &ep.waits[k], at)
	}
	r.formal(s, i, e, at)
	r.bars(s, i, e, at)
}

// marking is the marking that an act's conditions read: with the data that it sets, and the values from outside that
// its entry gives.
func (r *replay) marking(s *state, i, e int) matter.Marking {
	en := r.rec.recs[i].entry
	r.known = r.known[:0]
	if len(s.plan.Events[e].Sets) == 0 && en.data == nil {
		return s.marking
	}
	r.scratch = append(r.scratch[:0], s.marking...)
	r.choose(r.scratch, s.plan, e, i)
	r.known = resized(r.known, len(s.plan.Slots))
	if en.data == nil {
		return r.scratch
	}
	for slot := range s.plan.Slots {
		if !s.plan.Slots[slot].Free {
			continue
		}
		for name, value := range en.data {
			if plainWords(name) != plainWords(s.plan.Slots[slot].Name) {
				continue
			}
			if yes, said := yesOrNo(value); said {
				r.known[slot] = true
				r.scratch[slot] = 0
				if yes {
					r.scratch[slot] = 1
				}
			}
		}
	}
	return r.scratch
}

// condition judges a discrete condition.
func (r *replay) condition(s *state, m matter.Marking, i, e int, c *condPlan, at span) {
	if !c.unsure && c.cond.Holds(m) {
		r.noteOf(note{norm: c.norm, outcomes: kept, tainted: r.doubts(s, c.cond.Acts)})
		return
	}
	o := r.holds(s, m, e, c)
	why := detail{why: whyCond, plan: s.plan, event: e, deadline: -1, cond: c.cond, on: at, by: nobody}
	if c.cond.Kind == matter.CondStage {
		why.why, why.by, why.stage = whyStage, s.staged, m[0]
		if !s.plan.Acts[s.plan.Events[e].Act].In.Has(int(s.was)) {
			why.by = nobody // it would not have been possible without the event that led to the stage either
		}
		if m[0] == 0 {
			why.why = whyUnbegun
		}
	}
	if c.cond.Kind == matter.CondSanction {
		why.who = s.plan.imposed(m, e)
	}
	if o == broken && r.curable(s, m, i, e, c.cond) {
		o = missing
	}
	r.noteOf(note{norm: c.norm, outcomes: o, tainted: r.doubts(s, c.cond.Acts), detail: why})
}

// imposed names what an event imposes: the sanction that was chosen, or those that it always imposes.
func (p *plan) imposed(m matter.Marking, e int) string {
	for _, d := range p.Events[e].Sets {
		if v := m[p.Data[d].Slot]; p.Data[d].Name == "sanction" && v > 0 && int(v) <= len(p.Data[d].Values) {
			return p.Data[d].Values[v-1]
		}
	}
	return strings.Join(p.Events[e].Imposes, " and ")
}

// holds evaluates a condition of which something may not be known: data that should have been recorded and were not,
// and values from outside.
func (r *replay) holds(s *state, m matter.Marking, e int, c *condPlan) outcomes {
	result := broken
	for _, alt := range c.cond.Any {
		all := kept
		for _, l := range alt {
			switch {
			case c.unsure && r.unknown(s, m, e, l):
				all = missing
			case l.Mask>>m[l.Slot]&1 == 0:
				all = broken
			}
			if all == broken {
				break
			}
		}
		if all == kept {
			return kept
		}
		if all == missing {
			result = missing
		}
	}
	return result
}

// unknown says whether nobody can tell whether a literal is true: its value was not recorded.
func (r *replay) unknown(s *state, m matter.Marking, e int, l matter.Lit) bool {
	p := s.plan
	slot := &p.Slots[l.Slot]
	full := uint64(1)<<(uint(slot.Max)+1) - 1
	if l.Mask&full == full {
		return false
	}
	if slot.Free {
		return len(r.known) != len(p.Slots) || !r.known[l.Slot]
	}
	if slot.Kind != matter.SlotData || m[l.Slot] != 0 {
		return false
	}
	if slices.ContainsFunc(p.Events[e].Sets, func(d int) bool { return p.Data[d].Slot == l.Slot }) {
		return true
	}
	return slices.ContainsFunc(p.setters[l.Slot], func(x setter) bool { return m[p.Acts[x.act].Executed] == 1 })
}

// doubts says whether some event of the acts that a condition names has a date that the record itself doubts.
func (r *replay) doubts(s *state, acts []int) bool {
	if !r.doubtful {
		return false
	}
	for i := range r.rec.recs {
		if rc := &r.rec.recs[i]; rc.marked {
			for _, e := range rc.target.events[s.plan.version] {
				if slices.Contains(acts, s.plan.Events[e].Act) {
					return true
				}
			}
		}
	}
	return false
}

// window judges an act that may be done only for a time after something: kept inside, broken before and after.
func (r *replay) window(s *state, i, e int, c *condPlan, at span) {
	run := &s.runs[c.window]
	d := &s.plan.Deadlines[c.window]
	why := detail{why: whyClosed, event: e, deadline: c.window, limit: d.Limit, since: run.since, due: run.due, on: at, by: run.by, from: int(run.from)}
	o := kept
	switch {
	case !run.opened:
		o = broken
		why.why = whyEarly
		if !r.anyLater(s, d.From) {
			why.why = whyNoOpening
			if r.anyInsertable(s, i, d.From) {
				o = missing
			}
		}
	case run.noDue:
		o, why.why = unsure, whyDate
	case !s.plan.duties[c.window].limited || run.live:
	case run.passed:
		o = broken
	default:
		o = lateness(at, run.due)
	}
	r.noteOf(note{norm: c.norm, outcomes: o, tainted: r.marked(run.by), detail: why})
}

// anyLater says whether one of some events is recorded and has not yet happened.
func (r *replay) anyLater(s *state, events []int) bool {
	return slices.ContainsFunc(events, func(e int) bool { return r.recordedLater(s, s.plan.Events[e].Act) })
}

func (r *replay) anyInsertable(s *state, i int, events []int) bool {
	return slices.ContainsFunc(events, func(e int) bool { return r.insertable(s, s.plan.Events[e].Act, i, false) })
}

// wait judges the minimum periods that one norm sets: those that count; and if none does, whether what they count from
// came later, or is not recorded.
func (r *replay) wait(s *state, i, e int, w *waitPlan, at span) {
	p := s.plan
	o := outcomes(0)
	why := detail{why: whyTooSoon, event: e, deadline: -1, limit: w.waits[0].Limit, on: at, by: nobody}
	tainted := false
	for _, x := range w.waits {
		q := &s.periods[x.Period]
		if q.since.isZero() {
			continue
		}
		one := unsure
		lo, hi, ok := r.earliest(p, q.since, x.Limit)
		if ok {
			one = earliness(at, span{lo, hi})
		}
		if o == 0 || severity(one, whyTooSoon) > severity(o, whyTooSoon) {
			why.since, why.due, why.by, why.act = q.since, span{lo, hi}, q.by, p.Periods[x.Period].Act+1
		}
		o = worse(o, one)
		tainted = tainted || r.marked(q.by)
	}
	acts := w.acts(p)
	if o == 0 && slices.ContainsFunc(acts, func(a int) bool { return s.marking[p.Acts[a].Executed] == 1 }) {
		return // when that was done another norm stood for this one
	}
	if o == 0 {
		o = broken
		why.why = whyBefore
		if !slices.ContainsFunc(acts, func(a int) bool { return r.recordedLater(s, a) }) {
			why.why = whyNoStart
			if slices.ContainsFunc(acts, func(a int) bool { return !p.end[a] }) {
				o = missing
			}
		}
	}
	r.noteOf(note{norm: w.norm, outcomes: o, tainted: tainted, detail: why})
}

// acts are those that the periods count from.
func (w *waitPlan) acts(p *plan) []int {
	var acts []int
	for _, x := range w.waits {
		acts = append(acts, p.Periods[x.Period].Act)
	}
	return acts
}

// earliest gives the first days on which an act may be done that must come so long after a day of since.
func (r *replay) earliest(p *plan, since span, l calendar.Limit) (lo, hi calendar.Date, ok bool) {
	lo, err := p.Rules.Calendar.Earliest(since.lo, l)
	if err != nil {
		return 0, 0, false
	}
	if since.exact() {
		return lo, lo, true
	}
	hi, err = p.Rules.Calendar.Earliest(since.hi, l)
	return lo, hi, err == nil
}

// exclusive judges "only one of": whether two of its acts are recorded, in whatever order. It is told once a matter.
func (r *replay) exclusive(s *state, m matter.Marking, i, e int, c *condPlan, at span) {
	if !c.cond.Holds(m) {
		r.noteOf(note{norm: c.norm, whole: true, outcomes: broken, detail: detail{why: whyCond, event: e, deadline: -1, cond: c.cond, on: at, by: nobody}})
		return
	}
	for k := range s.plan.events[e].conds {
		other := &s.plan.events[e].conds[k]
		if other.norm == c.norm && slices.ContainsFunc(other.cond.Acts, func(a int) bool { return r.recordedLater(s, a) }) {
			return
		}
	}
	r.noteOf(note{norm: c.norm, whole: true, outcomes: kept})
}

// excluded judges the norms by which the act may be excluded.
func (r *replay) excluded(s *state, i, e int, at span) {
	p := s.plan
	list := p.events[e].excluders
	if len(list) == 0 {
		return
	}
	act := p.Events[e].Act
	slot := p.Acts[act].Included
	included := s.marking[slot] == 1
	o := broken
	if !included && r.settable(s, i, slot, 1<<1, s.marking[slot] != p.Initial[slot]) {
		o = missing
	}
	for k := range list {
		x := &list[k]
		done := slices.ContainsFunc(x.by, func(a int) bool { return s.marking[p.Acts[a].Executed] == 1 })
		if included || !x.initial && !done {
			r.noteOf(note{norm: x.norm, outcomes: kept, tainted: r.doubts(s, x.by)})
			continue
		}
		r.noteOf(note{norm: x.norm, outcomes: o, tainted: r.doubts(s, x.by), detail: detail{why: whyExcluded, event: e, deadline: -1, on: at, by: nobody}})
	}
}
