package audit

import (
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// curable says whether acts that are not recorded could have made a failed condition hold: all literals of one of its
// alternatives. For a stage it also finds the one from which the act was possible.
func (r *replay) curable(s *state, m matter.Marking, i, e int, c *matter.Cond) bool {
	return slices.ContainsFunc(c.Any, func(alt []matter.Lit) bool {
		for _, l := range alt {
			if l.Mask>>m[l.Slot]&1 == 1 || r.unknown(s, m, e, l) {
				continue
			}
			if !r.curableLit(s, m, i, c, l) {
				return false
			}
		}
		return true
	})
}

func (r *replay) curableLit(s *state, m matter.Marking, i int, c *matter.Cond, l matter.Lit) bool {
	p := s.plan
	slot := &p.Slots[l.Slot]
	switch slot.Kind {
	case matter.SlotStage:
		r.jump = r.reach(s, i, l.Mask)
		return r.jump >= 0
	case matter.SlotCount, matter.SlotExtension, matter.SlotChain:
		return false
	case matter.SlotDeadline: // an extension of what has not begun
		return s.marking[l.Slot] == matter.Idle && r.anyInsertable(s, i, p.Deadlines[slot.Of].From)
	case matter.SlotOutcome, matter.SlotData: // what is recorded of them stands
		return m[l.Slot] == 0 && r.settable(s, i, l.Slot, l.Mask, false)
	}
	return r.settable(s, i, l.Slot, l.Mask, c.Kind == matter.CondHold || m[l.Slot] != p.Initial[l.Slot])
}

// settable says whether an act that is not recorded could have given a slot a value of the mask. Where a recorded act
// stands in the way (a hold, or a value that was set), it must not be recorded later either: then it is known when the
// way was cleared.
func (r *replay) settable(s *state, i, slot int, mask uint64, hold bool) bool {
	return slices.ContainsFunc(s.plan.setters[slot], func(x setter) bool {
		return mask>>x.value&1 == 1 && r.insertable(s, x.act, i, hold)
	})
}

// insertable says whether an act may have been done without being recorded, before the event being judged: the log is
// not complete for it, it is not recorded as often as it may be done and, for a hold, it is not recorded later.
func (r *replay) insertable(s *state, act, i int, hold bool) bool {
	p := s.plan
	a := &p.Acts[act]
	if a.Kind == matter.ClockAct {
		return r.mayHaveFollowed(s, act, i)
	}
	if p.end[act] || hold && r.recordedLater(s, act) {
		return false
	}
	return a.Max == 0 || r.recorded(p, act) < a.Max
}

// mayHaveFollowed says whether a clock act may have happened because of acts that are not recorded.
func (r *replay) mayHaveFollowed(s *state, act, i int) bool {
	p := s.plan
	person := func(e int) bool {
		a := p.Events[e].Act
		return p.Acts[a].Kind != matter.ClockAct && r.insertable(s, a, i, false)
	}
	for d := range p.Deadlines {
		dl := &p.Deadlines[d]
		if dl.Otherwise >= 0 && p.Events[dl.Otherwise].Act == act && s.marking[dl.Slot] == matter.Idle && slices.ContainsFunc(dl.From, person) {
			return true
		}
	}
	for f := range p.Follows {
		fo := &p.Follows[f]
		if p.Events[fo.Event].Act == act && slices.ContainsFunc(fo.All, func(a int) bool {
			return p.Acts[a].Kind != matter.ClockAct && r.insertable(s, a, i, false)
		}) {
			return true
		}
	}
	return false
}

// recordedLater says whether an act is recorded and has not yet happened. The event being judged is not meant.
func (r *replay) recordedLater(s *state, act int) bool {
	for k := r.cluster.from; k < len(r.rec.recs); k++ {
		if k < r.cluster.to && s.done>>uint(k-r.cluster.from)&1 == 1 {
			continue
		}
		if r.isAct(s.plan, k, act) {
			return true
		}
	}
	return false
}

// recorded counts how often an act is recorded.
func (r *replay) recorded(p *plan, act int) int {
	n := 0
	for k := range r.rec.recs {
		if r.isAct(p, k, act) {
			n++
		}
	}
	return n
}

func (r *replay) isAct(p *plan, k, act int) bool {
	return slices.ContainsFunc(r.rec.recs[k].target.events[p.version], func(e int) bool { return p.Events[e].Act == act })
}

// reach finds the stage nearest to the present one among those of a mask, going by acts that may be unrecorded; -1
// when there is none.
func (r *replay) reach(s *state, i int, mask uint64) int {
	p := s.plan
	from := []int{int(s.marking[0])}
	seen := uint64(1) << uint(from[0])
	for len(from) > 0 {
		stage := from[0]
		from = from[1:]
		for e := range p.Events {
			ev := &p.Events[e]
			if ev.To < 0 || seen>>uint(ev.To)&1 == 1 || !p.Acts[ev.Act].In.Has(stage) || !r.insertable(s, ev.Act, i, false) {
				continue
			}
			if mask>>uint(ev.To)&1 == 1 {
				return ev.To
			}
			seen |= 1 << uint(ev.To)
			from = append(from, ev.To)
		}
	}
	return -1
}
