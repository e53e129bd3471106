package audit

import (
	"slices"
)

// The bounds on what is looked at.
const (
	mostStates = 1 << 16  // that are made while the orders of one matter are followed
	fewStates  = 1 << 12  // once a log has taken so many that it would never end
	patience   = 1 << 24  // states of a whole log, before there are few for each matter
	mostBytes  = 64 << 20 // that the states of one matter may take
	runBytes   = 128      // about what a state holds of one duty
	widest     = 64       // events among which the order is not settled
)

// allowance is how many states may be made for a matter under a version.
func (r *replay) allowance(p *plan) int {
	most := mostStates
	if r.spent > patience {
		most = fewStates
	}
	bytes := 2*len(p.Slots) + len(p.duties)*runBytes + 256
	return min(most, mostBytes/bytes)
}

// run replays a record under one version in every order that it permits, and judges it.
func (r *replay) run(p *plan) {
	r.first.reset(p)
	r.most = r.states + r.allowance(p)
	defer func() { r.spent += r.states }()
	states := append(r.final[:0], &r.first)
	for from := 0; from < len(r.rec.recs) && !r.tooMany; {
		r.cluster = r.rec.nextCluster(from)
		if r.cluster.to-r.cluster.from == 1 {
			states = r.single(states)
		} else {
			r.several = true
			states = r.follow(states)
		}
		r.tooMany = r.tooMany || r.states > r.most
		from = r.cluster.to
	}
	r.final = states
	if r.tooMany {
		return
	}
	r.cluster = cluster{len(r.rec.recs), len(r.rec.recs)}
	for _, s := range states {
		r.end(s)
	}
	r.lacking(states)
}

// single replays an event whose place among the others is settled.
func (r *replay) single(states []*state) []*state {
	i := r.cluster.from
	at := r.rec.recs[i].on
	if parts := r.split(at); len(parts) > 1 {
		return r.inParts(states, i, parts)
	}
	if len(states) == 1 {
		var next []*state
		s := states[0]
		r.place(s, i, at, func(t *state) {
			if next == nil && t == s {
				states[0] = s
				next = states[:1]
				return
			}
			next = append(next, t)
		})
		return r.distinct(next)
	}
	var next []*state
	for _, s := range states {
		r.place(s, i, at, func(t *state) { next = append(next, t) })
	}
	return r.distinct(next)
}

// inParts replays an event that may have happened under one version or another.
func (r *replay) inParts(states []*state, i int, parts []span) []*state {
	r.several = true
	var next []*state
	for _, s := range states {
		for _, at := range parts {
			r.states++
			r.place(s.clone(), i, at, func(t *state) { next = append(next, t) })
		}
	}
	return r.distinct(next)
}

// place lets an event happen on a new day of at.
func (r *replay) place(s *state, i int, at span, then func(*state)) {
	r.advance(s, at, nil, func(s *state, at span) {
		s.day++
		s.today, s.done = at, 1<<uint(i-r.cluster.from)
		r.happen(s, i, at, then)
	})
}

// distinct keeps one of each group of equal states.
func (r *replay) distinct(states []*state) []*state {
	if len(states) < 2 {
		return states
	}
	r.several = true
	seen := make(map[string]bool, len(states))
	var buf []byte
	return slices.DeleteFunc(states, func(s *state) bool {
		buf = s.key(buf[:0])
		if seen[string(buf)] {
			return true
		}
		seen[string(buf)] = true
		return false
	})
}

// follow replays a cluster: every order of its events, and every choice of days as far as it matters. Time is cut into
// pieces in which the same events may fall; a piece of several days is gone through day by day, where the days are
// those on which something happens.
func (r *replay) follow(states []*state) []*state {
	c := r.cluster
	if c.to-c.from > widest {
		r.tooMany = true
		return states
	}
	w := &walk{r: r, before: r.rec.orders(c), seen: map[string]bool{}}
	for _, s := range states {
		s.done = 0
	}
	for _, piece := range r.pieces() {
		for _, s := range states {
			s.piece = 0
		}
		states = w.through(states, piece)
		if r.states > r.most {
			r.tooMany = true
			return states
		}
	}
	return states
}

// pieces cuts the days of the present cluster where some event may begin or cease to be possible.
func (r *replay) pieces() []span {
	var cuts []int
	for i := r.cluster.from; i < r.cluster.to; i++ {
		on := r.rec.recs[i].on
		for _, part := range r.split(on) {
			cuts = append(cuts, int(part.lo), int(part.hi)+1)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var pieces []span
	for k := 0; k+1 < len(cuts); k++ {
		pieces = append(pieces, span{date(cuts[k]), date(cuts[k+1] - 1)})
	}
	return pieces
}

// walk goes through a cluster, piece by piece.
type walk struct {
	r      *replay
	before []uint64 // by event of the cluster: those that came before it
	seen   map[string]bool
	buf    []byte
}

// through lets any of the events that may fall into a piece happen in it, in any order, and gives the states in which
// nothing is left that had to.
func (w *walk) through(states []*state, piece span) []*state {
	var left []*state
	clear(w.seen)
	queue := states
	for len(queue) > 0 && w.r.states <= w.r.most {
		s := queue[0]
		queue = queue[1:]
		if w.mayLeave(s, piece) {
			left = append(left, s)
		}
		for k := range w.before {
			if w.mayHappen(s, k, piece) {
				queue = w.step(queue, s, k, piece)
			}
		}
	}
	return w.r.distinct(left)
}

func (w *walk) on(k int) span { return w.r.rec.recs[w.r.cluster.from+k].on }

// mayLeave says whether everything has happened that cannot come after the piece.
func (w *walk) mayLeave(s *state, piece span) bool {
	for k := range w.before {
		if s.done>>uint(k)&1 == 0 && w.on(k).hi <= piece.hi {
			return false
		}
	}
	return true
}

func (w *walk) mayHappen(s *state, k int, piece span) bool {
	on := w.on(k)
	return s.done>>uint(k)&1 == 0 && w.before[k]&^s.done == 0 && on.lo <= piece.lo && piece.hi <= on.hi
}

// step lets an event happen: on the day of the last one, if that was in this piece, or on a later one.
func (w *walk) step(queue []*state, s *state, k int, piece span) []*state {
	r := w.r
	i := r.cluster.from + k
	then := func(t *state) {
		w.buf = t.key(w.buf[:0])
		if !w.seen[string(w.buf)] {
			w.seen[string(w.buf)] = true
			queue = append(queue, t)
		}
	}
	if s.piece > 0 {
		t := s.clone()
		r.states++
		t.done |= 1 << uint(k)
		r.happen(t, i, t.today, then)
	}
	later := span{max(piece.lo+date(int(s.piece)), s.today.lo+1), piece.hi}
	if s.piece == 0 {
		later.lo = piece.lo
	}
	if later.lo > later.hi {
		return queue
	}
	t := s.clone()
	r.states++
	r.advance(t, later, nil, func(t *state, at span) {
		t.day++
		t.piece++
		t.today = at
		t.done |= 1 << uint(k)
		r.happen(t, i, at, then)
	})
	return queue
}

// end tells of a final state what never came: up to the horizon, last days go on passing.
func (r *replay) end(s *state) {
	r.cross(s, on(r.horizon))
	for {
		d := r.nextDue(s, r.horizon, nil)
		if d < 0 {
			break
		}
		if s.runs[d].due.hi < r.horizon {
			r.expire(s, d)
			s.undo = nil
			continue
		}
		run, du := &s.runs[d], &s.plan.duties[d]
		run.live = false
		if run.again {
			continue
		}
		r.open = true
		r.tellDuty(s, d, run.count, du.undone()|absent, detail{why: whyNever, event: du.until0(), since: run.since, due: run.due, by: run.by, from: int(run.from)}, nobody)
	}
	for d := range s.runs {
		r.endDuty(s, d)
	}
}

func (r *replay) endDuty(s *state, d int) {
	run, du := &s.runs[d], &s.plan.duties[d]
	if run.over.held {
		r.tellDuty(s, d, run.over.instance, du.undone(), detail{why: whyNever, event: du.until0(), since: run.over.since, due: run.over.due, by: run.over.by, from: int(run.over.from), left: r.left(s)}, nobody)
	}
	if !run.live {
		return
	}
	if run.again {
		return
	}
	if du.limited {
		r.open = r.open || du.judged || s.plan.Deadlines[d].Otherwise >= 0
		r.tellDuty(s, d, run.count, absent, detail{event: -1, by: run.by}, nobody)
		return
	}
	o := du.undone()
	if o == broken {
		r.open = r.open || run.since.hi >= r.horizon
		o = lateness(on(r.horizon), run.since) // there has been a day on which it could have been done and was not
		if o == kept {
			o = absent
		} else if o == unsure {
			o = broken | absent
		}
	}
	if du.deadline < 0 && !s.included(du) {
		o = absent
	}
	r.tellDuty(s, d, run.count, o, detail{why: whyOwed, event: du.until0(), since: run.since, by: run.by, from: int(run.from)}, nobody)
}

// included says whether one of the acts owed may still be done.
func (s *state) included(du *duty) bool {
	return slices.ContainsFunc(du.acts, func(a int) bool { return s.marking[s.plan.Acts[a].Included] == 1 })
}

// left is the day on which a recorded event ended the matter; no day if none did.
func (r *replay) left(s *state) date {
	if s.staged < 0 || !s.plan.Stages[s.marking[0]].Final {
		return 0
	}
	return r.rec.recs[s.staged].on.hi
}

// lacking notes of each instance of a duty the worlds in which it does not arise.
func (r *replay) lacking(states []*state) {
	if !r.several {
		return
	}
	for i := range r.instances {
		n := &r.instances[i]
		if n.count == 0 {
			continue
		}
		for _, s := range states {
			for d := range s.runs {
				if du := &s.plan.duties[d]; du.norm == n.norm && du.rank == int(n.rank) && s.runs[d].count < n.count {
					n.outcomes |= absent
				}
			}
		}
	}
}

// runOne replays a record in one order: that of the earliest days, and on one day that in which most is possible.
func (r *replay) runOne(p *plan) *state {
	r.first.reset(p)
	r.several, r.one = true, true
	s := &r.first
	for from := 0; from < len(r.rec.recs); from = r.cluster.to {
		r.cluster = r.rec.sameDay(from)
		s = r.oneDay(s)
	}
	r.cluster = cluster{len(r.rec.recs), len(r.rec.recs)}
	r.end(s)
	r.one = false
	return s
}

// sameDay is a run of events whose earliest days are the same.
func (r *record) sameDay(from int) cluster {
	to := from + 1
	for to < len(r.recs) && to-from < widest && r.recs[to].on.lo == r.recs[from].on.lo {
		to++
	}
	return cluster{from, to}
}

// oneDay lets the events of the present cluster happen on their earliest day.
func (r *replay) oneDay(s *state) *state {
	before := r.rec.orders(r.cluster)
	at := on(r.rec.recs[r.cluster.from].on.lo)
	r.advance(s, at, nil, func(t *state, _ span) { s = t })
	s.day++
	s.today, s.done = at, 0
	for range before {
		k := r.likeliest(s, before)
		s.done |= 1 << uint(k)
		r.happen(s, r.cluster.from+k, at, func(t *state) { s = t })
	}
	return s
}

// likeliest is the first event of the present cluster that may come next and is possible; failing that, the first that
// may come next.
func (r *replay) likeliest(s *state, before []uint64) int {
	next := -1
	for k, b := range before {
		if s.done>>uint(k)&1 == 1 || b&^s.done != 0 {
			continue
		}
		events := r.rec.recs[r.cluster.from+k].target.events[s.plan.version]
		if slices.ContainsFunc(events, func(e int) bool { return s.plan.Possible(s.marking, e) }) {
			return k
		}
		if next < 0 {
			next = k
		}
	}
	return next
}
