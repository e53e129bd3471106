package audit

import (
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// governing lists the versions of the book that may govern a matter when it begins: one, unless the day that decides
// it is uncertain.
func (r *replay) governing() []int {
	b := r.book
	r.before = r.beforeTheBook()
	if len(b.versions) == 1 || len(r.rec.recs) == 0 || r.before {
		return []int{len(b.versions) - 1}
	}
	day, found := span{}, true
	switch b.policy {
	case rulebook.WhenHappened:
		day, _ = r.dated(-1, isConduct, "conduct")
		if found = !day.isZero(); !found {
			day = r.received(isReceived)
		}
	case rulebook.OnTheDay:
		day = r.rec.recs[0].on
		day.hi = day.lo // each act has its own
	case rulebook.WhenOpened, rulebook.NextStage:
		day = r.received(isOpened)
	default:
		day = r.received(isReceived)
	}
	r.conductUnknown = !found
	var list []int
	for v := b.inForce(day.lo); v <= b.inForce(day.hi); v++ {
		list = append(list, v)
	}
	return list
}

// beforeTheBook says whether everything that is recorded of the matter was over before the first version came into
// force. Then none governed it, and what can be asked is what the latest would have said.
func (r *replay) beforeTheBook() bool {
	first := r.book.versions[0].from
	return !slices.ContainsFunc(r.rec.recs, func(x rec) bool { return x.on.hi >= first })
}

// inForce is the version in force on a day.
func (r *replay) inForce(day calendar.Date) int {
	if r.before {
		return len(r.book.versions) - 1
	}
	return r.book.inForce(day)
}

// received is the day on which the matter was received or opened: that of the entry which the map says it is, else of
// the act that the procedure begins with, else of the first entry.
func (r *replay) received(flag flags) span {
	if day, _ := r.dated(-1, flag, ""); !day.isZero() {
		return day
	}
	for v := len(r.book.versions) - 1; v >= 0; v-- {
		p := r.book.versions[v].plans[r.rec.procedure]
		if p == nil || p.Begin < 0 {
			continue
		}
		for k := range r.rec.recs {
			if r.isAct(p, k, p.Begin) {
				return r.rec.recs[k].on
			}
		}
	}
	return r.rec.recs[0].on
}

// byDay says whether the version may change while a matter runs, so that days are cut where one comes into force.
func (r *replay) byDay() bool {
	b := r.book
	return !r.before && len(b.versions) > 1 && (b.policy == rulebook.OnTheDay || b.policy == rulebook.NextStage)
}

// split cuts a span where a version comes into force.
func (r *replay) split(at span) []span {
	b := r.book
	if !r.byDay() {
		return []span{at}
	}
	var parts []span
	for v := b.inForce(at.lo); v <= b.inForce(at.hi); v++ {
		part := at
		if v > 0 {
			part.lo = max(at.lo, b.versions[v].from)
		}
		if v == 0 {
			part.lo = at.lo
		}
		if v+1 < len(b.versions) {
			part.hi = min(at.hi, b.versions[v+1].from-1)
		}
		parts = append(parts, part)
	}
	return parts
}

// cross takes a matter over to the version that governs it now, if the book's policy lets it change.
func (r *replay) cross(s *state, at span) {
	if !r.byDay() {
		return
	}
	v := s.plan.version
	switch r.book.policy {
	case rulebook.OnTheDay:
		v = r.inForce(at.lo)
	case rulebook.NextStage:
		if !s.moved.isZero() {
			v = max(v, r.inForce(s.moved.lo))
		}
		s.moved = span{}
	}
	if v != s.plan.version {
		r.carry(s, v)
	}
}

// carry takes a state over to another version: what has the same name there, or the name that the transition gives it,
// keeps what it holds; the rest begins as the version says.
func (r *replay) carry(s *state, v int) {
	step := 1
	if v < s.plan.version {
		step = -1
	}
	for next := s.plan.version; next != v; { // one after the other: each says what it renamed of the one before
		next += step
		if to := r.book.versions[next].plans[s.plan.Name]; to != nil {
			r.carryTo(s, to)
		}
	}
}

func (r *replay) carryTo(s *state, to *plan) {
	c := r.book.carrier(s.plan, to)
	old := *s
	s.plan = to
	s.marking = c.crossing.Marking(old.marking)
	s.runs = make([]run, len(to.duties))
	for i, from := range c.duties {
		if from >= 0 {
			s.runs[i] = old.runs[from]
			if s.runs[i].live && r.book.latest().rules.Book.Front.RecomputeRunning && to.duties[i].limited {
				r.lastDay(s, i)
			}
		}
	}
	s.periods = make([]period, len(to.Periods))
	for i := range to.Periods {
		if from := c.crossing.Period(i); from >= 0 {
			s.periods[i] = old.periods[from]
		}
	}
	s.undo = nil
}

// carrier says from where the parts of a state come when it is taken over.
type carrier struct {
	crossing *matter.Crossing
	duties   []int // by duty; -1: from nowhere
}

func (b *Book) carrier(from, to *plan) *carrier {
	c := &carrier{crossing: from.CrossingTo(to.Procedure)}
	for i := range to.duties {
		c.duties = append(c.duties, slices.IndexFunc(from.duties, func(d duty) bool { return d.norm == to.duties[i].norm && d.rank == to.duties[i].rank }))
	}
	return c
}

// sanction judges what was imposed under the versions that the book's policy for sanctions names. Under "later if
// lighter" both must allow it: then it is no heavier than either.
func (r *replay) sanction(s *state, m matter.Marking, i, e int, c *condPlan, at span) {
	b := r.book
	if len(b.versions) == 1 || b.sanction == "" {
		r.condition(s, m, i, e, c, at)
		return
	}
	conduct, _ := r.dated(i, isConduct, "conduct")
	if conduct.isZero() {
		conduct = r.received(isReceived)
	}
	under := []int{r.inForce(at.lo)}
	switch b.sanction {
	case rulebook.WhenHappened:
		under = []int{r.inForce(conduct.lo)}
	case rulebook.LaterIfLighter:
		under = append(under, r.inForce(conduct.lo))
	}
	slices.Sort(under)
	for _, v := range slices.Compact(under) {
		r.sanctionUnder(s, v, i, e, at)
	}
}

// sanctionUnder judges an event by the conditions that one version sets for what is imposed.
func (r *replay) sanctionUnder(s *state, v, i, e int, at span) {
	ev := &s.plan.Events[e]
	a := &s.plan.Acts[ev.Act]
	t := s.clone()
	if v != s.plan.version {
		r.carry(t, v)
	}
	outcome := ""
	if ev.Outcome >= 0 {
		outcome = a.Outcomes[ev.Outcome]
	}
	events := t.plan.Find(matter.Occurrence{Act: a.Name, Outcome: outcome, Instance: a.Instance, As: ev.As})
	if len(events) == 0 {
		return
	}
	m := r.marking(t, i, events[0])
	for k := range t.plan.events[events[0]].conds {
		if c := &t.plan.events[events[0]].conds[k]; c.cond.Kind == matter.CondSanction {
			r.condition(t, m, i, events[0], c, at)
		}
	}
}
