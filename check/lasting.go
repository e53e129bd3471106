package check

import (
	"fmt"
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// lasting.go asks of a procedure how long its matters last: whether one can stay where nothing need ever happen, whether
// one can go on for ever, and how many days it takes at worst.

// lasts reports on a procedure's time.
func (c *caseCheck) lasts() {
	m := MatterReport{Procedure: c.p.Name}
	if c.prover == nil {
		c.prover = newProver(c.p, c.opts.Budget)
	}
	stuck := c.deadEnds()
	waits, err := c.prover.openWaits(nil, stuck...)
	switch {
	case err != nil:
		c.notProven(openWait, "%v", err)
	case waits.why != "":
		c.notProven(openWait, "%s", waits.why)
	}
	m.Unbounded = c.waitDefects(waits) || len(stuck) > 0 && c.waitsWhenStuck()
	c.waitsAfterFacts(waits, stuck)
	if !m.Unbounded && err == nil && waits.why == "" {
		c.circles(&m, waits.track, len(waits.keys) > 0)
	}
	c.assumptions(&m)
	c.report.Matters = append(c.report.Matters, m)
}

// sized says of a procedure how much its largest search kept, once all its checks are done.
func (c *caseCheck) sized(m *MatterReport) {
	size := c.prover.largest
	m.States, m.Zones, m.BytesPerState = size.states, size.zones, size.perZone()
}

// assumptions says what the numbers rest on.
func (c *caseCheck) assumptions(m *MatterReport) {
	for _, t := range c.p.Threads {
		if t.Instances > 0 {
			m.Assumptions = append(m.Assumptions, fmt.Sprintf("at most %d of %s", t.Instances, t.Name))
		}
	}
	m.Assumptions = append(m.Assumptions, "no facts from outside")
}

// lastEvent records a defect at the last event of a run; at the procedure when there is none.
func (c *caseCheck) lastEvent(check string, steps []datedStep, format string, args ...any) *Defect {
	for i := len(steps) - 1; i >= 0; i-- {
		if e := steps[i].how.event; e >= 0 && !c.p.Acts[c.p.Events[e].Act].Synthetic {
			return c.eventDefect(check, int(e), format, args...)
		}
	}
	return c.findIn(check, c.p.Decl, format, args...)
}

// circles looks for a matter that goes on for ever; where there is none, for the longest, unless that rests on how long
// somebody outside takes.
func (c *caseCheck) circles(m *MatterReport, track tracked, outside bool) {
	if outside {
		c.circlesOnly(m, track)
		return
	}
	s, why, err := c.prover.longest(question{}, inGoing(c.p), track)
	switch {
	case err != nil:
		c.notProven(limboLoop, "%v", err)
		c.notProven(worstCase, "%v", err)
	case why != "":
		c.notProven(limboLoop, "%s", why)
		c.notProven(worstCase, "%s", why)
	case s.lasso != nil:
		m.Unbounded = true
		c.loopDefect(s.lasso)
	case s.days < 0:
		c.notProven(worstCase, "no matter was seen to end")
	default:
		m.UpperBoundDays, m.WorstCaseDays, m.WorstCaseStory = c.worst(s)
		c.worstOutside(m, s.track)
	}
}

// circlesOnly looks for a matter that goes on for ever.
func (c *caseCheck) circlesOnly(m *MatterReport, track tracked) {
	l, why, err := c.prover.loops(question{}, inGoing(c.p), track)
	switch {
	case err != nil:
		c.notProven(limboLoop, "%v", err)
	case why != "":
		c.notProven(limboLoop, "%s", why)
	case l != nil:
		m.Unbounded = true
		c.loopDefect(l)
	}
}

// loopDefect reports a cycle along which days pass for ever, at the first event of it.
func (c *caseCheck) loopDefect(l *lasso) {
	var steps []datedStep
	for _, how := range slices.Concat(l.stem, l.loop) {
		steps = append(steps, datedStep{how: how})
	}
	var names []string
	for _, how := range l.loop {
		if how.event >= 0 {
			names = append(names, "`"+c.p.EventName(int(how.event))+"`")
		}
	}
	d := c.lastEvent(limboLoop, steps, "a matter can go round for ever by %s", joined(names))
	if e := c.wayRound(l.loop); e >= 0 {
		helping(d, c.p.EventName(e)+" at most N times")
	}
	d.Story = c.onDays(l.x, steps)
}

// wayRound picks, of the steps of a cycle, the one to cap: what persons do that leads back, or else anything they do.
func (c *caseCheck) wayRound(loop []label) int {
	some := -1
	for _, how := range loop {
		e := int(how.event)
		if e < 0 || !c.byPerson(e) || c.p.Acts[c.p.Events[e].Act].Synthetic {
			continue
		}
		if to := c.p.Events[e].To; to >= 0 && c.p.Acts[c.p.Events[e].Act].In&^(1<<uint(to+1)-1) != 0 {
			return e
		}
		if some < 0 {
			some = e
		}
	}
	return some
}

func joined(names []string) string {
	s := ""
	for i, n := range names {
		if i > 0 {
			s += ", "
		}
		s += n
	}
	return s
}

// worst gives the longest matter: the bound by the greatest spans of the limits, and the longest story that is realised;
// nil and none when no story is.
func (c *caseCheck) worst(s stretch) (upper, realised *int, story Story) {
	bound := int(s.days)
	for _, name := range s.loose {
		c.notProven(worstCase, "the pauses of %s have too many readings to be followed one by one: the bound is not exact", name)
	}
	steps := s.x.dated(s.at)
	for i, start := range startDays(c.book.Front.InForce) {
		if i > 62 && len(story.Steps) == 0 {
			return &bound, nil, Story{} // it does not fit: the bound stands, without a story
		}
		st, ok := c.realise(s.x, steps, start)
		if ok && (len(story.Steps) == 0 || st.Days() > story.Days()) {
			story = st
		}
		if ok && st.Days() >= bound {
			break
		}
	}
	days := story.Days()
	return &bound, &days, story
}

// worstOutside finds the longest matter with the facts from outside that the book bounds, if there are any.
func (c *caseCheck) worstOutside(m *MatterReport, track tracked) {
	if len(c.p.Assume) == 0 {
		return
	}
	o := &OutsideReport{}
	m.Outside = o
	for _, a := range c.p.Assume {
		o.Assumptions = append(o.Assumptions, c.assumed(a))
	}
	waits, err := c.prover.openWaitsOf(track, question{facts: c.p.Assume})
	if err != nil || waits.why != "" {
		c.notProven(worstCase, "with facts from outside: %s", whyNot(err, waits.why))
		return
	}
	if o.Unbounded = len(waits.keys) > 0; o.Unbounded {
		return
	}
	s, why, err := c.prover.longest(question{facts: c.p.Assume}, sinceBegun(c.p), waits.track)
	switch {
	case err != nil || why != "":
		c.notProven(worstCase, "with facts from outside: %s", whyNot(err, why))
	case s.lasso != nil:
		o.Unbounded = true
	case s.days >= 0:
		o.UpperBoundDays, o.WorstCaseDays, o.WorstCaseStory = c.worst(s)
	}
}

// assumed words what the book assumes of a fact.
func (c *caseCheck) assumed(a matter.Assumption) string {
	name := c.p.Acts[a.Act].Name
	if a.Days > 0 {
		return fmt.Sprintf("%s at most %s, also up to %s after the end", name, plural(a.Times, "%d time", "%d times"), plural(a.Days, "%d day", "%d days"))
	}
	return fmt.Sprintf("%s at most %s, before the end", name, plural(a.Times, "%d time", "%d times"))
}

// startDays are the days on which the longest story is tried: the first two months from the book's first day on, then
// the ends and beginnings of months for four years, for that is where limits in months differ.
func startDays(from calendar.Date) []calendar.Date {
	if from.IsZero() {
		from = calendar.MustDate("2026-01-01")
	}
	var days []calendar.Date
	for i := range 4*365 + 1 {
		if _, _, day := from.Add(i).Civil(); i < 62 || day >= 27 || day == 1 {
			days = append(days, from.Add(i))
		}
	}
	return days
}

// datedStep is a step of a run and the day of it in the engine's days, in which every limit has its greatest span.
type datedStep struct {
	how label
	day int32
}

// dated lists the steps of a run to a candidate with their days.
func (x *search) dated(at candidate) []datedStep {
	n := x.nodes[at.node]
	l := x.load(&n, &x.zone)
	if at.edge != noEdge {
		x.guard(&x.zone, l, x.g.labels[x.g.edges[at.edge].label])
	}
	x.atLatest(l, n.form)
	var steps []datedStep
	day := int32(0)
	for _, t := range x.trace(at.node, x.zone.point(false)) {
		if t.edge != noEdge {
			steps = append(steps, datedStep{x.g.labels[x.g.edges[t.edge].label], day})
		}
		day += t.days
	}
	if at.edge != noEdge {
		steps = append(steps, datedStep{x.g.labels[x.g.edges[at.edge].label], day})
	}
	return steps
}

// onDays fits a run to real days, from the book's first day on; without days when none of the first fits.
func (c *caseCheck) onDays(x *search, steps []datedStep) Story {
	for _, start := range startDays(c.book.Front.InForce)[:62] {
		if story, ok := c.realise(x, steps, start); ok {
			return story
		}
	}
	return Story{}
}

// realise replays a run through the kernel from a day on: each limit by the real calendar, each act on the day that
// corresponds to its own in the run. An act on the last day of a limit stays on it. It gives the story only when the
// kernel allows every step of it.
func (c *caseCheck) realise(x *search, steps []datedStep, start calendar.Date) (Story, bool) {
	r := &replay{c: c, x: x, s: c.p.New(), on: start, since: map[matter.ClockID]sinceDay{}}
	for _, st := range steps {
		if !r.step(st) {
			return Story{}, false
		}
	}
	return Story{Procedure: c.p.Name, Start: start, Steps: told(c.p, r.done, r.fails, start)}, true
}

// replay is a run on its way through the kernel.
type replay struct {
	c      *caseCheck
	x      *search
	s      matter.State
	on     calendar.Date
	day    int32 // in the run's days
	since  map[matter.ClockID]sinceDay
	done   []matter.Occurrence
	passed map[int]int // by event: how often the run has come to it as a deadline passed
	fails  map[int]int // places in done at which the consequence of a deadline was not possible
}

// sinceDay is when a clock started: on which real day, and which of the run's.
type sinceDay struct {
	real calendar.Date
	day  int32
}

func (r *replay) step(st datedStep) bool {
	if st.how.failed || st.how.deadline >= 0 && !r.c.p.Deadlines[st.how.deadline].IsDate {
		return r.expire(st)
	}
	on := r.realDay(st.day)
	s, passed, err := r.c.p.Advance(r.s, on)
	if err != nil {
		return false
	}
	r.s, r.done = s, append(r.done, passed...) // what the question left out may pass on the way
	event := int(st.how.event)
	o := r.occurrence(event, st.how)
	o.On = on
	if st.how.deadline < 0 {
		reasons := r.c.p.Why(r.s, event, o)
		if after := laterBy(reasons); after > on { // a shorter month: the minimum period ends later than in the run
			on, o.On = after, after
			reasons = r.c.p.Why(r.s, event, o)
		}
		if len(reasons) > 0 {
			return false
		}
	}
	s, followed := r.c.p.Record(r.s, event, o)
	r.note(s, st.day, append([]matter.Occurrence{o}, followed...))
	return true
}

// laterBy gives the day after which waiting alone would have helped; zero when it would not.
func laterBy(reasons []matter.Reason) calendar.Date {
	var after calendar.Date
	for _, why := range reasons {
		if why.After.IsZero() {
			return 0
		}
		after = max(after, why.After)
	}
	return after
}

// expire lets days pass until a deadline has run out.
func (r *replay) expire(st datedStep) bool {
	if r.passed == nil {
		r.passed = map[int]int{}
	}
	r.passed[int(st.how.event)]++
	last, err := r.c.p.LastDay(r.s, int(st.how.deadline))
	if err != nil || r.s.Marking[r.c.p.Deadlines[st.how.deadline].Slot] != matter.Running {
		return r.passedAlready(int(st.how.event)) // with another deadline of the same day
	}
	s, passed, err := r.c.p.Advance(r.s, last.Add(1))
	if err != nil {
		return false
	}
	r.on = last
	if st.how.failed {
		if r.fails == nil {
			r.fails = map[int]int{}
		}
		r.fails[len(r.done)] = int(st.how.deadline)
		passed = append([]matter.Occurrence{{On: last}}, passed...)
	}
	r.note(s, st.day, passed)
	return true
}

// passedAlready says whether an event has happened by operation of the rules as often as the run has come to it. On real
// days two deadlines may pass in one night that pass in two in the run.
func (r *replay) passedAlready(event int) bool {
	if event < 0 {
		return true
	}
	name, times := r.c.p.EventName(event), 0
	for _, o := range r.done {
		if o.ByRule && (o.Act == name || o.Act+"("+o.Outcome+")" == name) {
			times++
		}
	}
	return times >= r.passed[event]
}

// note takes over a state and what led to it.
func (r *replay) note(s matter.State, day int32, happened []matter.Occurrence) {
	r.s, r.day = s, day
	r.on = max(r.on, s.On)
	r.done = append(r.done, happened...)
	for i, clock := range s.Clocks {
		id := matter.ClockID(i)
		if known, ok := r.since[id]; !clock.Since.IsZero() && (!ok || known.real != clock.Since || clock.Since == s.On) {
			if !ok || known.real != clock.Since {
				r.since[id] = sinceDay{clock.Since, day}
			}
		}
	}
}

// realDay is the real day for a day of the run: the last day of a limit that ends on it in the run, else as many days
// after the last event as in the run.
func (r *replay) realDay(day int32) calendar.Date {
	on := r.on.Add(int(day - r.day))
	if len(r.done) == 0 {
		return r.on
	}
	for i := range r.c.p.Deadlines {
		d := &r.c.p.Deadlines[i]
		if r.s.Marking[d.Slot] != matter.Running || !d.Limited() || d.Otherwise < 0 {
			continue
		}
		ext := uint8(0)
		if d.ExtSlot >= 0 {
			ext = r.s.Marking[d.ExtSlot]
		}
		spans, err := r.c.prover.spans.ofDeadline(r.c.p, i)
		last, err2 := r.c.p.LastDay(r.s, i)
		if err != nil || err2 != nil {
			continue
		}
		shown := day - r.since[r.c.p.DeadlineClock(i)].day
		if shown == spans[ext].most || on > last {
			return last
		}
	}
	return on
}

// occurrence words an event with the values chosen for it.
func (r *replay) occurrence(event int, how label) matter.Occurrence {
	p := r.c.p
	e := &p.Events[event]
	a := &p.Acts[e.Act]
	o := matter.Occurrence{Act: a.Name, Instance: a.Instance, As: e.As, Reasons: true, Data: map[string]string{}}
	if e.Outcome >= 0 {
		o.Outcome = a.Outcomes[e.Outcome]
	}
	if len(a.Grounds) > 0 {
		o.Ground = a.Grounds[0]
	}
	if how.move < 0 || how.choice < 0 || int(how.choice) >= len(r.x.g.choices) {
		return o
	}
	values := r.x.g.choices[how.choice]
	for i, ch := range r.x.g.m.moves[how.move].choices {
		if i >= len(values) || ch.slot >= len(p.Slots) {
			break
		}
		switch slot := &p.Slots[ch.slot]; {
		case slot.Kind == matter.SlotData && values[i] > 0:
			o.Data[slot.Name] = p.Data[slot.Of].Values[values[i]-1]
		case slot.Free:
			o.Data[slot.Name] = map[bool]string{true: "yes", false: "no"}[values[i] == 1]
		}
	}
	return o
}

// failing is the step at which a deadline passes and its consequence is not possible.
func failing(p *matter.Procedure, deadline, day int) Step {
	d := &p.Deadlines[deadline]
	return Step{Day: day, Act: d.Name, Clause: clauseNumber(d.Stmt.Clause), ByRule: true, Fails: p.EventName(d.Otherwise)}
}

// told words what happened as the steps of a story. Fails says where a deadline passed and what should have happened was
// not possible.
func told(p *matter.Procedure, done []matter.Occurrence, fails map[int]int, start calendar.Date) []Step {
	var steps []Step
	for i, o := range done {
		if d, ok := fails[i]; ok {
			steps = append(steps, failing(p, d, o.On.Sub(start)))
			continue
		}
		st := Step{Day: o.On.Sub(start), Act: o.Act, By: o.As, ByRule: o.ByRule}
		for i := range p.Acts {
			if a := &p.Acts[i]; a.Name == o.Act {
				if a.Decl != nil && a.Decl.Clause != nil {
					st.Clause = a.Decl.Clause.Number
				}
				if len(a.By) == 1 && st.By == "" && !o.ByRule {
					st.By = a.By[0].Name
				}
				if slices.ContainsFunc(a.By, func(by matter.Actor) bool { return by.DoerOf && by.Name == st.By }) {
					st.By = "" // whoever did another act: that is no capacity
				}
				break
			}
		}
		if o.Outcome != "" {
			st.Act += "(" + o.Outcome + ")"
		}
		steps = append(steps, st)
	}
	return steps
}
