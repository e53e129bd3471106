package audit

import (
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// happen applies an event of the record on a day of at, judges it, and goes on with each state that it may lead to.
func (r *replay) happen(s *state, i int, at span, then func(*state)) {
	r.cross(s, at)
	rc := &r.rec.recs[i]
	events := rc.target.events[s.plan.version]
	if s.plan.Name != r.rec.procedure || len(events) == 0 {
		r.tell(instance{norm: 0, entry: int32(i), outcomes: broken, tainted: r.marked(int32(i)),
			detail: detail{why: whyNoPower, plan: s.plan, event: -1, deadline: -1, on: at, by: nobody}})
		then(s)
		return
	}
	may := r.candidates(s, i, events)
	r.several = r.several || len(may) > 1
	for k, e := range may {
		t := s
		if k < len(may)-1 {
			t = s.clone()
			r.states++
		}
		r.event(t, i, e, at)
		then(t)
	}
}

// mostCandidates is how many events an entry may be that does not say which.
const mostCandidates = 8

// candidates lists which of the events that an entry may be it is: by the capacity in which it was done, and by which
// instance of a thread it names or, failing that, first fits. What the entry does not say leaves several.
func (r *replay) candidates(s *state, i int, events []int) []int {
	if len(events) == 1 {
		return events
	}
	p := s.plan
	may := events
	if as := r.book.mapping.capacities(p.Name, r.rec.recs[i].entry); len(as) > 0 {
		may = slices.DeleteFunc(slices.Clone(events), func(e int) bool { return p.Events[e].As != "" && !slices.Contains(as, p.Events[e].As) })
		if len(may) == 0 { // it was somebody else
			first := p.Events[events[0]].As
			may = slices.DeleteFunc(slices.Clone(events), func(e int) bool { return p.Events[e].As != first })
		}
	}
	if p.Acts[p.Events[may[0]].Act].Thread != "" {
		may = r.ofInstance(s, i, may)
	}
	if r.one {
		return may[:1]
	}
	return may[:min(len(may), mostCandidates)]
}

// ofInstance keeps the events of one instance of a thread.
func (r *replay) ofInstance(s *state, i int, events []int) []int {
	p := s.plan
	act := p.Events[events[0]].Act
	n := r.instanceNamed(p.Acts[act].Thread, i)
	if n == 0 {
		n = p.Acts[p.Events[r.firstFitting(s, events)].Act].Instance
	}
	of := slices.DeleteFunc(slices.Clone(events), func(e int) bool { return p.Acts[p.Events[e].Act].Instance != n })
	if len(of) == 0 {
		return events[:1]
	}
	return of
}

func (r *replay) firstFitting(s *state, events []int) int {
	for _, e := range events {
		if s.plan.Met(s.marking, e) {
			return e
		}
	}
	return events[0]
}

// instanceNamed gives the number of the instance that an entry names in a column called like the thread: names are
// numbered in the order in which the record first uses them. It is 0 when the entry names none.
func (r *replay) instanceNamed(thread string, i int) int {
	want := r.rec.recs[i].entry.data[thread]
	if want == "" {
		return 0
	}
	var names []string
	for k := range r.rec.recs {
		name := r.rec.recs[k].entry.data[thread]
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
		if name == want {
			return slices.Index(names, name) + 1
		}
	}
	return 0
}

// event judges one event and applies it.
func (r *replay) event(s *state, i, e int, at span) {
	p := s.plan
	r.under = p
	r.notes = r.notes[:0]
	switch p.Acts[p.Events[e].Act].Kind {
	case matter.ClockAct:
		r.byRule(s, i, e, at)
		r.flush(i)
		return
	case matter.PersonAct:
		r.presume(s, i, e, at)
		r.contradict(s, i, e, at)
		r.judgeInStage(s, i, e, at)
		r.flush(i)
		if r.jump >= 0 {
			s.marking[0] = uint8(r.jump)
			s.staged = nobody
			if r.watch != nil {
				r.watch.jumped(p, s, at)
			}
		}
	default:
		r.keepInMind(s, e, int32(i), at, func(*state) bool { return true })
		if len(p.events[e].bars) > 0 {
			r.judgeFact(s, i, e, at)
		}
	}
	r.choose(s.marking, p, e, i)
	if s.presumed && p.Events[e].Act == p.Begin {
		r.beginAfterAll(s, e, i, at)
		return
	}
	r.do(s, e, int32(i), at)
}

// judgeInStage judges an act; the first of a matter as if nothing else had been told of its day.
func (r *replay) judgeInStage(s *state, i, e int, at span) {
	stage := s.marking[0]
	if s.presumed && s.plan.Events[e].Act == s.plan.Begin {
		s.marking[0] = 0
	}
	r.judge(s, i, e, at)
	s.marking[0] = stage
}

// presume takes a matter to the stage that its first act leads to, if that act is recorded on the day of the event and
// not certainly later: on its own day the order is not held against anybody.
func (r *replay) presume(s *state, i, e int, at span) {
	p := s.plan
	if s.marking[0] != 0 || p.Begin < 0 || p.Events[e].Act == p.Begin || !at.exact() {
		return
	}
	for k := r.cluster.from; k < r.cluster.to; k++ {
		if r.hasHappened(s, k) || r.rec.recs[k].on != at || r.rec.before(i, k) || !r.isAct(p, k, p.Begin) {
			continue
		}
		if to := p.Events[r.rec.recs[k].target.events[p.version][0]].To; to >= 0 {
			s.marking[0], s.presumed = uint8(to), true
		}
		return
	}
}

// beginAfterAll applies the first act of a matter of whose day something else has been told already.
func (r *replay) beginAfterAll(s *state, e, i int, at span) {
	stage := s.marking[0]
	s.marking[0], s.presumed = 0, false
	r.do(s, e, int32(i), at)
	s.marking[0] = stage
}

func (r *replay) judgeFact(s *state, i, e int, at span) {
	r.bars(s, i, e, at)
	r.flush(i)
}

// contradict takes back the latest clock act without which the act was possible, if it is not possible with it: the
// record wins. What the record says of neither side is left open.
func (r *replay) contradict(s *state, i, e int, at span) {
	possible := func(t *state) bool { return t.plan.Possible(t.marking, e) }
	if len(s.undo) == 0 {
		return
	}
	if possible(s) {
		r.keepInMind(s, e, int32(i), at, possible)
		return
	}
	for k := len(s.undo) - 1; k >= 0; k-- {
		u := s.undo[k]
		if !possible(u.state) {
			continue
		}
		older := s.undo[:k]
		back := u.state.clone()
		back.done, back.day, back.today, back.piece = s.done, s.day, s.today, s.piece
		*s = *back
		s.undo = slices.Clone(older)
		r.note(s.plan.events[e].decl, r.undone(s, u.deadline, e), detail{why: whyUndone, event: e, deadline: u.deadline, due: s.runs[u.deadline].due, on: at, by: nobody})
		r.watchUndone(s, u.deadline)
		r.keepInMind(s, e, int32(i), at, possible)
		return
	}
	r.keepInMind(s, e, int32(i), at, func(*state) bool { return true })
}

// undone is how an act comes out that was possible only because a deadline did not pass as the rules say: broken if the
// owed act was late, or surely never done; not shown if it may merely be unrecorded.
func (r *replay) undone(s *state, d, e int) outcomes {
	du := &s.plan.duties[d]
	if !du.judged || du.complete || slices.Contains(du.until, e) {
		return broken
	}
	for _, act := range du.acts {
		if r.recordedLater(s, act) {
			return broken
		}
	}
	return missing
}

// keepInMind brings the states up to date that are kept in case a clock act did not happen, and drops those that the
// event refutes.
func (r *replay) keepInMind(s *state, e int, by int32, at span, possible func(*state) bool) {
	if len(s.undo) == 0 {
		return
	}
	var kept []undo
	for _, u := range s.undo {
		if !possible(u.state) {
			continue
		}
		t := u.state.clone()
		t.done, t.day, t.today, t.piece = s.done, s.day, s.today, s.piece
		r.silently(func() {
			r.choose(t.marking, t.plan, e, int(by))
			r.do(t, e, by, at)
		})
		kept = append(kept, undo{u.deadline, t})
	}
	s.undo = kept
}

// silently runs f without telling anything.
func (r *replay) silently(f func()) {
	quiet, watch := r.quiet, r.watch
	r.quiet, r.watch = true, nil
	f()
	r.quiet, r.watch = quiet, watch
}

// byRule takes an entry that records a clock act. The act happens by itself, at the end of its day; the record confirms
// it. It is broken if it is recorded before its last day.
func (r *replay) byRule(s *state, i, e int, at span) {
	p := s.plan
	act := p.Events[e].Act
	r.endDay(s, e, at)
	if s.marking[p.Acts[act].Executed] == 1 {
		s.undo = nil
		r.note(p.events[e].decl, kept, detail{})
		return
	}
	for _, d := range p.events[e].endsLimit {
		if s.runs[d].live && p.duties[d].limited {
			r.cutShort(s, d, e, at)
			return
		}
	}
	o := broken
	if r.insertable(s, act, i, false) {
		o = missing
	}
	r.note(p.events[e].decl, o, detail{why: whyByRuleAlone, event: e, deadline: -1, on: at, by: nobody})
	r.do(s, e, int32(i), at)
}

// endDay lets the last days pass that are over once a clock act is recorded: those of the event first, for of several
// on one day it must not be taken for a consequence of the others that it was not possible any more.
func (r *replay) endDay(s *state, e int, at span) {
	var others []int
	for d := range s.plan.Deadlines {
		if !slices.Contains(s.plan.events[e].endsLimit, d) {
			others = append(others, d)
		}
	}
	for _, skip := range [][]int{others, nil} {
		for d := r.nextDue(s, at.hi+1, skip); d >= 0 && s.runs[d].due.hi <= at.hi; d = r.nextDue(s, at.hi+1, skip) {
			r.expire(s, d)
		}
	}
}

// cutShort takes a clock act that is recorded before its last day is over, or a date that comes by itself.
func (r *replay) cutShort(s *state, d, e int, at span) {
	p, run := s.plan, &s.runs[d]
	dl := &p.Deadlines[d]
	switch {
	case dl.IsDate:
		r.dateComes(s, d, e, at)
	case !dl.Service && !run.noDue:
		o := broken
		if at.hi >= run.due.lo {
			o = unsure
		}
		r.note(p.duties[d].norm, o, detail{why: whyByRuleSoon, event: e, deadline: d, limit: dl.Limit, since: run.since, due: run.due, on: at, by: run.by, from: int(run.from)})
	}
	run.due = at
	r.expire(s, d)
	run.over.held = false // it was cut short, so nothing was late
	s.undo = nil
}

// dateComes judges a day that was set within a range.
func (r *replay) dateComes(s *state, d, e int, at span) {
	p, run := s.plan, &s.runs[d]
	o := lateness(at, run.due)
	why := detail{why: whyClosed, event: e, deadline: d, limit: p.Deadlines[d].Limit, since: run.since, due: run.due, on: at, by: run.by, from: int(run.from)}
	if lo, hi, ok := r.earliest(p, run.since, p.Deadlines[d].Earliest); ok {
		if early := earliness(at, span{lo, hi}); early != kept {
			o = worse(o, early)
			why.why, why.due, why.limit = whyTooSoon, span{lo, hi}, p.Deadlines[d].Earliest
		}
	}
	r.note(p.duties[d].norm, o, why)
}

// choose writes the data that an entry sets to a marking, and what it says of values from outside.
func (r *replay) choose(m matter.Marking, p *plan, e, i int) {
	sets := p.Events[e].Sets
	en := r.rec.recs[i].entry
	if len(sets) == 0 && en.data == nil && len(r.rec.recs[i].meaning.with) == 0 {
		return
	}
	values := r.book.mapping.values(p.Name, r.rec.recs[i].meaning, en)
	for _, d := range sets {
		value := values[p.Data[d].Name]
		if imposes := p.Events[e].Imposes; value == "" && p.Data[d].Name == "sanction" && len(imposes) == 1 {
			value = imposes[0] // an event that imposes one sanction says which by happening
		}
		m[p.Data[d].Slot] = uint8(slices.Index(p.Data[d].Values, value) + 1)
	}
}
