package audit

import (
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// replay is one matter being replayed under one book, in every order that its record permits. It is used again for
// the next matter.
type replay struct {
	book           *Book
	rec            *record
	horizon        calendar.Date
	instances      []instance
	several        bool // there is more than one world
	tooMany        bool // there are too many: what is judged is undetermined
	open           bool // something depends on a later horizon
	one            bool // only one order is followed
	quiet          bool // nothing is told: a state that is only kept in mind is brought up to date
	doubtful       bool // some date of the record is marked
	notes          []note
	doing          int32   // the event being applied
	under          *plan   // by which the event being judged is
	jump           int     // the stage from which the act being judged was possible; -1
	states         int     // made so far
	most           int     // states that may be made
	spent          int     // states made for the whole log
	cluster        cluster // being replayed
	out            matter.Outcome
	scratch        matter.Marking
	known          []bool // by slot: values from outside that the entry gives
	first          state
	final          []*state
	watch          *watcher
	before         bool // the record was over before the book's first version, and its latest judges it
	conductUnknown bool // the version was chosen by when the matter was received, for want of the day of the conduct
}

// do does an event in a state and brings the duties up to date.
func (r *replay) do(s *state, event int, by int32, at span) {
	stage := s.marking[0]
	r.doing = int32(event)
	r.meetAll(s, event, by, at)
	r.out.Ticks, r.out.Followed = r.out.Ticks[:0], r.out.Followed[:0]
	s.plan.Step(s.marking, event, &r.out)
	r.tick(s, by, at)
	ep := &s.plan.events[event]
	for _, d := range ep.extends {
		if s.runs[d].live {
			r.lastDay(s, d)
		}
	}
	for _, d := range ep.owes {
		r.owe(s, d, by, at)
	}
	if s.marking[0] != stage {
		s.staged, s.was, s.moved = by, stage, at
	}
	if r.watch != nil {
		r.watch.did(r, s, event, by, at)
	}
}

// meetAll discharges every duty that an event discharges.
func (r *replay) meetAll(s *state, event int, by int32, at span) {
	for _, d := range s.plan.events[event].meets {
		r.meet(s, d, event, by, at)
	}
}

// meet discharges a duty: an overdue instance late, the present one in time.
func (r *replay) meet(s *state, d, event int, by int32, at span) {
	run := &s.runs[d]
	if run.over.held {
		r.tellDuty(s, d, run.over.instance, broken, detail{why: whyLate, event: event, since: run.over.since, due: run.over.due, on: at, by: run.over.by, from: int(run.over.from)}, by)
		run.over = overdue{}
	}
	if run.live && !run.again {
		o := kept
		if run.noDue {
			o = unsure
		}
		r.tellDuty(s, d, run.count, o, detail{why: whyDate, event: event, since: run.since, on: at, by: run.by, from: int(run.from)}, by)
	}
	if run.live {
		run.live = false
		r.watchEnd(s, d, at, limitMet)
	}
	run.met = meeting{by: by, day: s.day, on: at}
}

// tellDuty tells how an instance of a duty came out; by is the event that decided it.
func (r *replay) tellDuty(s *state, d int, count int16, o outcomes, why detail, by int32) {
	du := &s.plan.duties[d]
	if !du.judged || r.quiet {
		return
	}
	why.plan, why.deadline, why.duty = s.plan, du.deadline, d+1
	if du.limited {
		why.limit = s.plan.Deadlines[du.deadline].Limit
	}
	r.tell(instance{norm: du.norm, entry: nobody, rank: int16(du.rank), count: count, outcomes: o, tainted: r.marked(by) || r.marked(why.by), detail: why})
}

// marked says whether the date of an event is one that the record itself doubts.
func (r *replay) marked(entry int32) bool {
	return r.doubtful && entry >= 0 && r.rec.recs[entry].marked
}

// tick does to the clocks what the kernel's step did, in its order.
func (r *replay) tick(s *state, by int32, at span) {
	p := s.plan
	for _, t := range r.out.Ticks {
		c := int(t.Clock)
		if c >= len(p.Deadlines) {
			q := &s.periods[c-len(p.Deadlines)]
			*q = period{}
			if t.Op == matter.Start {
				*q = period{at, by}
			}
			continue
		}
		run := &s.runs[c]
		switch t.Op {
		case matter.Start:
			r.begin(s, c, by, at)
		case matter.Stop:
			r.stop(s, c, by, at)
		case matter.Hold:
			run.held, run.paused = at, true
			r.watchEnd(s, c, at, limitPaused)
		case matter.Resume:
			run.shift.lo += calendar.Date(max(0, at.lo.Sub(run.held.hi)))
			run.shift.hi += calendar.Date(max(0, at.hi.Sub(run.held.lo)))
			run.held, run.paused = span{}, false
			r.lastDay(s, c)
			r.watchEnd(s, c, at, limitResumed)
		}
	}
	for _, f := range r.out.Followed {
		r.meetAll(s, f, byRule, at)
	}
}

// begin starts a deadline. One that restarts goes on as the same instance.
func (r *replay) begin(s *state, d int, by int32, at span) {
	run := &s.runs[d]
	if !run.live {
		if run.again = run.over.held; !run.again {
			run.count++
		}
	}
	run.since, run.by, run.from, run.held, run.shift = at, by, r.doing, span{}, span{}
	run.live, run.paused, run.opened, run.passed = true, false, true, false
	r.lastDay(s, d)
	r.watchBegin(s, d)
	if !r.alreadyMet(s, run, by, at) || !s.plan.duties[d].judged {
		return
	}
	r.meet(s, d, s.plan.duties[d].until[0], run.met.by, at)
	dl := &s.plan.Deadlines[d]
	s.marking[dl.Slot] = matter.Spent
	if dl.Duty >= 0 {
		s.marking[s.plan.Acts[dl.Duty].Pending] = 0
	}
}

// alreadyMet says whether what discharges a duty was done on the very day that it arose, and not certainly before:
// a limit counts days.
func (r *replay) alreadyMet(s *state, run *run, by int32, at span) bool {
	switch m := &run.met; {
	case m.day == 0 || m.by == by:
		return false
	case by == byRule || m.by == byRule:
		return at.exact() && m.on == at
	default:
		return m.day == s.day && !r.rec.before(int(m.by), int(by))
	}
}

// owe makes an act owed without a limit; one that is owed already stays so.
func (r *replay) owe(s *state, d int, by int32, at span) {
	run := &s.runs[d]
	if run.live {
		return
	}
	run.count++
	run.since, run.by, run.from, run.live = at, by, r.doing, true
	if r.alreadyMet(s, run, by, at) {
		r.meet(s, d, s.plan.duties[d].until[0], run.met.by, at)
	}
}

// stop ends a deadline that was not met by the event done: by what followed from it, or because its scope was left or
// its trigger revoked.
func (r *replay) stop(s *state, d int, by int32, at span) {
	run := &s.runs[d]
	if !run.live {
		return
	}
	du := &s.plan.duties[d]
	for _, f := range r.out.Followed {
		if slices.Contains(du.until, f) {
			r.meet(s, d, f, byRule, at)
			return
		}
	}
	run.live, run.paused = false, false
	r.watchEnd(s, d, at, limitLeft)
	if run.again {
		return
	}
	if s.marking[s.plan.Deadlines[d].Slot] == matter.Idle { // revoked, or the stage begun afresh
		run.opened = false
		r.tellDuty(s, d, run.count, absent, detail{event: -1, by: run.by}, nobody)
		return
	}
	if du.limited {
		r.tellDuty(s, d, run.count, absent, detail{event: -1, by: run.by}, nobody)
		return
	}
	why := detail{why: whyOwed, event: du.until0(), since: run.since, by: run.by, from: int(run.from)}
	if by >= 0 {
		why.left = at.hi
	}
	r.tellDuty(s, d, run.count, du.undone(), why, nobody)
}

// undone is how an instance comes out whose act is not recorded.
func (du *duty) undone() outcomes {
	if du.complete {
		return broken
	}
	return missing
}

func (du *duty) until0() int {
	if len(du.until) == 0 {
		return -1
	}
	return du.until[0]
}

// lastDay works out between which days the last day of a running deadline lies.
func (r *replay) lastDay(s *state, d int) {
	run := &s.runs[d]
	dl := &s.plan.Deadlines[d]
	run.noDue = false
	if !s.plan.duties[d].limited {
		return
	}
	ext := uint8(0)
	if dl.ExtSlot >= 0 {
		ext = s.marking[dl.ExtSlot]
	}
	lo, err := s.plan.LastDayOf(d, matter.Clock{Since: run.since.lo, Shift: int(run.shift.lo)}, ext, 0)
	hi := lo
	if err == nil && (!run.since.exact() || !run.shift.exact()) {
		hi, err = s.plan.LastDayOf(d, matter.Clock{Since: run.since.hi, Shift: int(run.shift.hi)}, ext, 0)
	}
	run.due = span{lo, hi}
	if err != nil {
		run.noDue, run.due = true, span{calendar.MinDate, calendar.MaxDate}
	}
}

// expire lets the last day of a deadline pass. What the rules say happens then is applied provisionally: the state
// without it is kept in mind, in case the record shows that it did not happen.
func (r *replay) expire(s *state, d int) {
	p, run, du := s.plan, &s.runs[d], &s.plan.duties[d]
	dl := &p.Deadlines[d]
	at := run.due
	run.live, run.passed = false, true
	r.watchEnd(s, d, at, limitPassed)
	if du.judged && !run.over.held {
		run.over = overdue{run.since, run.due, run.by, run.from, run.count, true}
	}
	if dl.Otherwise >= 0 && r.cluster.from < len(r.rec.recs) {
		s.remember(d, dl.Slot)
	}
	stage := s.marking[0]
	happens := dl.Otherwise >= 0 && p.Possible(s.marking, dl.Otherwise)
	r.doing = int32(dl.Otherwise)
	if happens {
		for _, m := range p.events[dl.Otherwise].meets {
			if m != d { // what happens because it was not done is not its being done
				r.meet(s, m, dl.Otherwise, byRule, at)
			}
		}
	}
	r.out.Ticks, r.out.Followed = r.out.Ticks[:0], r.out.Followed[:0]
	p.Expire(s.marking, d, &r.out)
	r.tick(s, byRule, at)
	if !happens {
		return
	}
	for _, o := range p.events[dl.Otherwise].owes {
		r.owe(s, o, byRule, at)
	}
	if s.marking[0] != stage {
		s.staged, s.was, s.moved = byRule, stage, at
	}
	if r.watch != nil {
		r.watch.did(r, s, dl.Otherwise, byRule, at)
	}
}

// mostUndo is how many clock acts are kept in mind that the record has neither shown nor contradicted.
const mostUndo = 4

func (s *state) remember(d, slot int) {
	without := s.clone()
	without.marking[slot] = matter.Spent
	without.undo = nil
	if len(s.undo) == mostUndo {
		s.undo = s.undo[1:]
	}
	s.undo = append(slices.Clip(s.undo), undo{d, without})
}

// nextDue finds the running deadline whose last day may come first, before the days of at are over; -1 when there is
// none. Those in skip are known not to have passed.
func (r *replay) nextDue(s *state, before calendar.Date, skip []int) int {
	next := -1
	for d := range s.plan.Deadlines {
		run := &s.runs[d]
		if !run.live || run.paused || !s.plan.duties[d].limited || run.noDue || run.due.lo >= before || s.plan.Deadlines[d].IsDate || slices.Contains(skip, d) {
			continue
		}
		if next < 0 || run.due.lo < s.runs[next].due.lo {
			next = d
		}
	}
	return next
}

// advance lets the days pass until one of at, and goes on with each way in which that can be: where a last day may
// or may not have passed by then, with both.
func (r *replay) advance(s *state, at span, skip []int, then func(*state, span)) {
	for {
		d := r.nextDue(s, at.hi, skip)
		if d < 0 {
			then(s, at)
			return
		}
		due := s.runs[d].due
		if due.hi < at.lo {
			r.expire(s, d)
			continue
		}
		r.several = true
		r.states++
		r.advance(s.clone(), span{at.lo, min(at.hi, due.hi)}, append(slices.Clip(skip), d), then)
		at.lo = max(at.lo, due.lo+1)
		r.expire(s, d)
	}
}
