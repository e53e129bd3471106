package audit

import (
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// course is how one matter ran under a book, in the order of the earliest days that its record permits: what is drawn,
// and what lies side by side under several books.
type course struct {
	matter, procedure, version string
	from, to                   date
	stages                     []stretch
	measures                   []stretch
	pauses                     []stretch
	limits                     []limitRun
	events                     []happening
	findings                   []VerdictReport
	ended                      *ending // by which limit it would have ended, had the record not gone on
}

// stretch is days during which something lasted; to is no day while it lasts.
type stretch struct {
	name, clause string
	from, to     date
	byRule       bool
	reviews      int
}

// limitRun is one run of a limit.
type limitRun struct {
	name, clause string
	limit        string
	duty         int
	from, last   date
	ended        date // when it was met or left, or the last day if it passed
	how          limitEnd
	then         string // what the rules say happens when it passes; empty: nothing
	window       bool
}

// limitEnd is how a limit ended.
type limitEnd uint8

const (
	limitRuns limitEnd = iota
	limitMet
	limitLeft
	limitPassed
	limitPaused  // told to the watcher only
	limitResumed // likewise
)

// String says how a limit ended, for a reader.
func (e limitEnd) String() string {
	return [...]string{limitRuns: "runs", limitMet: "met", limitLeft: "left", limitPassed: "passed"}[e]
}

// happening is one event of a course.
type happening struct {
	on     span
	words  string // of the log; empty for what happened by rule
	event  string // of the book
	clause string
	stage  string // in which it left the matter
	byRule bool
	undone bool // the record shows that it did not happen
}

// ending is by what, and when, the rules would have ended a matter.
type ending struct {
	on            date
	event, clause string
}

// watch writes down the course of a matter under a version, as far as it is recorded and as limits pass.
func (r *replay) watchCourse(v int) *course {
	p := r.book.versions[v].plans[r.rec.procedure]
	if p == nil {
		return nil
	}
	c := &course{matter: r.rec.matter, procedure: p.Name, version: p.Rules.Book.Front.Version}
	r.watch = &watcher{c: c}
	r.quiet = true
	r.runOne(p)
	r.quiet, r.watch = false, nil
	c.from = r.rec.recs[0].on.lo
	for i := range r.rec.recs {
		if on := r.rec.recs[i].on; on.hi < calendar.MaxDate {
			c.to = max(c.to, on.hi)
		}
	}
	return c
}

// watcher writes a course.
type watcher struct {
	c       *course
	stage   int
	present []bool // by measure, then by pause: whether it lasts
}

// did notes an event, and what it changed.
func (w *watcher) did(r *replay, s *state, event int, by int32, at span) {
	p := s.plan
	h := happening{on: at, event: p.EventName(event), clause: p.EventClause(event), stage: p.Stage(stateOf(s)), byRule: by < 0}
	if by >= 0 {
		h.words, h.on = r.rec.recs[by].entry.event, r.rec.recs[by].on
	}
	w.c.events = append(w.c.events, h)
	for _, f := range r.out.Followed {
		w.c.events = append(w.c.events, happening{on: at, event: p.EventName(f), clause: p.EventClause(f), stage: h.stage, byRule: true})
	}
	if now := int(s.marking[0]); now != w.stage {
		w.move(p.Stages[now].Name, at.lo, by < 0)
		w.stage = now
	}
	w.lasting(p, s, at.lo)
	for i := range p.Measures {
		if m := &p.Measures[i]; slices.Contains(m.Reviews, event) {
			if open := last(w.c.measures, m.Name); open != nil {
				open.reviews++
			}
		}
	}
	if by == byRule && p.Final(stateOf(s)) && w.c.ended == nil {
		w.c.ended = &ending{at.lo, h.event, h.clause}
	}
}

// stateOf is what the kernel needs to name the stage.
func stateOf(s *state) matter.State { return matter.State{Marking: s.marking} }

// last is the last stretch of a name, if it still lasts.
func last(list []stretch, name string) *stretch {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].name == name && list[i].to == 0 {
			return &list[i]
		}
	}
	return nil
}

func (w *watcher) move(stage string, on date, byRule bool) {
	if n := len(w.c.stages); n > 0 && w.c.stages[n-1].to == 0 {
		w.c.stages[n-1].to = on
	}
	w.c.stages = append(w.c.stages, stretch{name: stage, from: on, byRule: byRule})
}

// lasting notes the measures and pauses that began or ended.
func (w *watcher) lasting(p *plan, s *state, on date) {
	w.present = resizedTo(w.present, len(p.Measures)+len(p.Pauses))
	for i := range p.Measures {
		m := &p.Measures[i]
		w.c.measures = w.change(w.c.measures, i, m.Name, clauseOf(m.Decl), s.marking[m.Slot] == 1, on)
	}
	for i := range p.Pauses {
		q := &p.Pauses[i]
		w.c.pauses = w.change(w.c.pauses, len(p.Measures)+i, q.Name, p.Norms[q.Norm].Clause, s.marking[q.Slot] == 1, on)
	}
}

func resizedTo(list []bool, n int) []bool {
	for len(list) < n {
		list = append(list, false)
	}
	return list
}

func (w *watcher) change(list []stretch, i int, name, clause string, now bool, on date) []stretch {
	if now == w.present[i] {
		return list
	}
	w.present[i] = now
	if now {
		return append(list, stretch{name: name, clause: clause, from: on})
	}
	if open := last(list, name); open != nil {
		open.to = on
	}
	return list
}

// watchBegin notes that a limit has begun to run.
func (r *replay) watchBegin(s *state, d int) {
	du := &s.plan.duties[d]
	if r.watch == nil || !du.limited {
		return
	}
	dl := &s.plan.Deadlines[d]
	run := &s.runs[d]
	l := limitRun{name: dl.Name, clause: clauseOf(dl.Stmt), limit: dl.Limit.String(), duty: d, from: run.since.lo, last: run.due.lo, window: du.window >= 0}
	if dl.Otherwise >= 0 {
		l.then = s.plan.EventName(dl.Otherwise)
	}
	if open := r.watch.c.running(d); open != nil && open.how == limitRuns {
		open.ended, open.how = run.since.lo, limitLeft // it starts again
	}
	r.watch.c.limits = append(r.watch.c.limits, l)
}

// running is the last run of a limit.
func (c *course) running(d int) *limitRun {
	for i := len(c.limits) - 1; i >= 0; i-- {
		if c.limits[i].duty == d {
			return &c.limits[i]
		}
	}
	return nil
}

// watchEnd notes how a limit ended, or that a pause moved its last day.
func (r *replay) watchEnd(s *state, d int, at span, how limitEnd) {
	if r.watch == nil {
		return
	}
	l := r.watch.c.running(d)
	if l == nil || l.how != limitRuns {
		return
	}
	switch how {
	case limitPaused:
	case limitResumed:
		l.last = s.runs[d].due.lo
	default:
		l.how, l.ended = how, at.lo
	}
}

// watchUndone notes that what a limit brought about did not happen: the record goes on without it.
func (r *replay) watchUndone(s *state, d int) {
	if r.watch == nil {
		return
	}
	c := r.watch.c
	what := s.plan.EventName(s.plan.Deadlines[d].Otherwise)
	for i := len(c.events) - 1; i >= 0 && c.events[i].byRule && !c.events[i].undone; i-- {
		c.events[i].undone = true // with what followed it
		if c.events[i].event == what {
			break
		}
	}
	for n := len(c.stages); n > 0 && c.stages[n-1].byRule; n-- {
		c.stages = c.stages[:n-1]
		if n > 1 {
			c.stages[n-2].to = 0
		}
	}
	r.watch.stage = int(s.marking[0])
	r.watch.lasting(s.plan, s, s.today.lo)
}
