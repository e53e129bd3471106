package matter

import (
	"slices"
	"strconv"

	"github.com/evenhand/evenhand/calendar"
)

// setDates notes the days of the dates that an event sets.
func (r *Run) setDates(event int, o Occurrence) {
	for _, i := range r.p.index.dates {
		d := &r.p.Deadlines[i]
		if s := r.State.Marking[d.Slot]; !contains(d.From, event) || s != Running && s != Paused {
			continue
		}
		if on, err := calendar.ParseDate(o.Data[d.Name]); err == nil {
			r.State.Clocks[i].Set = on
			if i < len(r.last) {
				r.last[i].known = false
			}
		}
	}
}

// hold remembers who did the act, in which capacity, and who was given a role or relieved of one. Who deputises for the
// holder of an office has been that officer too.
func (r *Run) hold(event int, as string, o Occurrence) {
	a := &r.p.Acts[r.p.Events[event].Act]
	for _, person := range o.By {
		r.holds(Holding{Person: person, Doer: a.Name, As: as, Spell: r.State.Spell})
		for _, role := range r.p.capacities(as) {
			r.holds(Holding{Person: person, Role: role, As: as, Spell: r.State.Spell})
		}
	}
	if o.To == "" {
		return
	}
	for _, role := range a.Names {
		r.holds(Holding{Person: o.To, Role: role, Spell: r.State.Spell})
	}
	if len(a.Releases) > 0 {
		r.State.Holdings = slices.Clone(r.State.Holdings)
	}
	for i := range r.State.Holdings {
		if h := &r.State.Holdings[i]; h.Person == o.To && h.Role != "" && slices.Contains(a.Releases, h.Role) {
			h.Released = true
		}
	}
}

// holds adds a holding, unless it stands.
func (r *Run) holds(h Holding) {
	if !slices.Contains(r.State.Holdings, h) {
		r.State.Holdings = append(r.State.Holdings, h)
	}
}

// sign counts signatures: those of persons who are named, each once, until the count is latched. The size of a roll is
// what was first said of it.
func (r *Run) sign(event int, o Occurrence) {
	s := &r.State
	for i := range r.p.Signatures {
		x := &r.p.Signatures[i]
		if said := o.Data[x.Of]; said != "" && size(x.Of, said) == nil && !s.rolled(x.Of) {
			n, _ := strconv.Atoi(said)
			s.Rolls = append(s.Rolls, Roll{x.Of, n})
		}
		if act := r.p.Events[event].Act; (act == x.Sign || act == x.Withdraw) && len(o.By) > 0 && !r.p.latched(s.Marking, x) {
			for _, person := range o.By {
				s.signs(Signed{x.Name, person}, act == x.Sign)
			}
			r.reach(x)
		}
	}
}

// signs adds a signature, or takes it away.
func (s *State) signs(signed Signed, stands bool) {
	switch at := slices.Index(s.Signed, signed); {
	case stands && at < 0:
		s.Signed = append(s.Signed, signed)
	case !stands && at >= 0:
		s.Signed = slices.Delete(slices.Clone(s.Signed), at, at+1)
	}
}

func (s *State) rolled(name string) bool {
	return slices.ContainsFunc(s.Rolls, func(r Roll) bool { return r.Name == name })
}

// latched says whether an event has happened from which on the count stands still.
func (p *Procedure) latched(m Marking, x *Signatures) bool {
	return slices.ContainsFunc(x.LatchedAt, func(e int) bool { return p.happenedLast(m, e) })
}

// happenedLast says whether an event has happened, and no other outcome of its act since.
func (p *Procedure) happenedLast(m Marking, event int) bool {
	e := &p.Events[event]
	a := &p.Acts[e.Act]
	return m[a.Executed] == 1 && (a.Outcome < 0 || e.Outcome < 0 || int(m[a.Outcome]) == e.Outcome+1)
}

// signaturesCounted says whether a slot says of signatures whether they suffice, and they have been counted, or the count stands
// still.
func (p *Procedure) signaturesCounted(s *State, slot int) bool {
	i := slices.IndexFunc(p.Signatures, func(x Signatures) bool { return x.Slot == slot })
	if i < 0 {
		return false
	}
	x := &p.Signatures[i]
	_, known := s.needs(x)
	named := slices.ContainsFunc(s.Holdings, func(h Holding) bool { return h.Doer == p.Acts[x.Sign].Name })
	return known && named || p.latched(s.Marking, x)
}

// needs is how many signatures suffice; false when that cannot be told.
func (s *State) needs(x *Signatures) (int, bool) {
	for _, roll := range s.Rolls {
		if roll.Name == x.Of {
			return x.need(roll.Size, true)
		}
	}
	return x.need(0, false)
}

// reach writes whether enough have signed, if that can be told.
func (r *Run) reach(x *Signatures) {
	s := &r.State
	need, ok := s.needs(x)
	if !ok {
		return
	}
	n := 0
	for _, signed := range s.Signed {
		if signed.Name == x.Name {
			n++
		}
	}
	s.Marking[x.Slot] = bit(n >= need)
}
