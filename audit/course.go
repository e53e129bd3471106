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
	final                      *ending // by what it did end; nil: it has not
	decided                    *ending // the last decision that is recorded
	decides                    bool    // the procedure has acts that are decisions
	jumped                     bool    // it was in stages of which the record does not show how it came there
	later                      *ending // by which limit it will end, if nothing more is done than is recorded
	idle                       *ending // by which limit it would have ended, had only its first act been done
}

// stretch is days during which something lasted; to is no day while it lasts.
type stretch struct {
	name, clause string
	from, to     date
	byRule       bool
	begun, ended string // by which event
	on           string // whom it is on, in the words of the log
	reviews      int
	reviewable   bool // the rules provide for a review
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
	to     string // likewise
	event  string // of the book
	clause string
	stage  string // in which it left the matter
	byRule bool
	act    bool // a person's
	undone bool // the record shows that it did not happen
}

// ending is by what, and when, a matter ended or would have.
type ending struct {
	on            date
	event, clause string
	byRule        bool
	act           bool // somebody did it; else it is a fact, or came by rule
}

// watch writes down the course of a matter under a version, as far as it is recorded and as limits pass.
func (r *replay) watchCourse(v int) *course {
	p := r.book.versions[v].plans[r.rec.procedure]
	if p == nil {
		return nil
	}
	c := &course{matter: r.rec.matter, procedure: p.Name, version: p.Rules.Book.Front.Version}
	c.decides = slices.ContainsFunc(p.Acts, func(a matter.Act) bool { return slices.Contains(a.Is, "decision") })
	r.watch = &watcher{c: c}
	r.quiet = true
	s := r.runOne(p)
	c.from = r.rec.recs[0].on.lo
	if c.final == nil {
		c.later = r.leftAlone(s)
	}
	c.idle = r.onlyBegun(p, c.from)
	r.quiet, r.watch = false, nil
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
		h.act = p.Acts[p.Events[event].Act].Kind == matter.PersonAct
		h.words, h.to, h.on = r.rec.recs[by].entry.event, r.rec.recs[by].entry.to, r.rec.recs[by].on
	}
	w.c.events = append(w.c.events, h)
	for _, f := range r.out.Followed {
		w.c.events = append(w.c.events, happening{on: at, event: p.EventName(f), clause: p.EventClause(f), stage: h.stage, byRule: true})
	}
	if now := int(s.marking[0]); now != w.stage {
		w.move(p.Stages[now].Name, at.lo, by < 0)
		w.stage = now
	}
	w.lasting(p, s, at.lo, &h)
	for i := range p.Measures {
		if m := &p.Measures[i]; slices.Contains(m.Reviews, event) {
			if open := last(w.c.measures, m.Name); open != nil {
				open.reviews++
			}
		}
	}
	if by >= 0 && slices.Contains(p.Acts[p.Events[event].Act].Is, "decision") {
		w.c.decided = &ending{on: at.lo, event: h.event, clause: h.clause}
	}
	w.end(p, s, at.lo, w.c.events[len(w.c.events)-1])
}

// end notes that the matter has ended, or goes on again, with the last of what happened.
func (w *watcher) end(p *plan, s *state, on date, by happening) {
	if !p.Final(stateOf(s)) {
		w.c.final = nil
		return
	}
	e := &ending{on, by.event, by.clause, by.byRule, by.act}
	if w.c.final == nil {
		w.c.final = e
	}
	if w.c.ended == nil && by.byRule {
		w.c.ended = e
	}
}

// jumped notes that a matter was in a stage without its being recorded how it came there.
func (w *watcher) jumped(p *plan, s *state, at span) {
	w.c.jumped = true
	if p.Final(stateOf(s)) {
		w.c.final = &ending{on: at.lo}
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

// lasting notes the measures and pauses that began or ended with an event; with none, that they never did.
func (w *watcher) lasting(p *plan, s *state, on date, by *happening) {
	w.present = resizedTo(w.present, len(p.Measures)+len(p.Pauses))
	for i := range p.Measures {
		m := &p.Measures[i]
		begun := stretch{name: m.Name, clause: clauseOf(m.Decl), from: on, reviewable: len(m.Reviews) > 0}
		w.c.measures = w.change(w.c.measures, i, begun, s.marking[m.Slot] == 1, on, by)
	}
	for i := range p.Pauses {
		q := &p.Pauses[i]
		begun := stretch{name: q.Name, clause: p.Norms[q.Norm].Clause, from: on}
		w.c.pauses = w.change(w.c.pauses, len(p.Measures)+i, begun, s.marking[q.Slot] == 1, on, by)
	}
}

func resizedTo(list []bool, n int) []bool {
	for len(list) < n {
		list = append(list, false)
	}
	return list
}

// change notes in a list of what lasted that one thing now lasts or does not, if that is new.
func (w *watcher) change(list []stretch, i int, begun stretch, now bool, on date, by *happening) []stretch {
	if now == w.present[i] {
		return list
	}
	w.present[i] = now
	open := last(list, begun.name)
	switch {
	case now && by == nil:
		return resume(list, begun)
	case now:
		begun.begun, begun.on = by.event, by.to
		return append(list, begun)
	case open != nil:
		open.to = on
		if by != nil {
			open.ended, open.byRule = by.event, by.byRule
		}
	}
	return list
}

// resume takes back that something ended by rule.
func resume(list []stretch, begun stretch) []stretch {
	for i := len(list) - 1; i >= 0; i-- {
		if s := &list[i]; s.name == begun.name && s.byRule {
			s.to, s.ended, s.byRule = 0, "", false
			return list
		}
	}
	return append(list, begun)
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
	c.final = nil
	r.watch.stage = int(s.marking[0])
	r.watch.lasting(s.plan, s, s.today.lo, nil)
}
