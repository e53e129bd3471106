package matter

import "slices"

// index holds what a step looks up, by event or slot; it is built once, when the procedure is compiled.
type index struct {
	starts       [][]trigger // by event: deadlines that it starts
	meets        [][]int     // by event: deadlines that it discharges
	pauses, ends [][]int     // by event: pauses that it begins, that it ends
	extends      [][]extends
	follows      [][]int        // by act: the follows that its doing may complete
	periods      [][]int        // by event: periods that start anew
	bound        [][]int        // by event: conditions that bind it also when it happens by operation of the rules
	entering     [][]int        // by stage: deadlines that start on entering it
	revoked      [][]revocation // by event: deadlines that stop because what started them is revoked
	stopped      [][]int        // by deadline: pauses that stop it
	dates        []int          // deadlines that are dates
	outside      []int          // free slots
	ofAct        [][]int        // by act: its events
	acts         map[string][]int
	deputies     map[string][]string // by deputy: itself, and the offices whose holder it deputises for
}

// extends is one extension of one deadline.
type extends struct{ deadline, extension int }

// trigger is a deadline that an event starts or, if it renews it, only starts again.
type trigger struct {
	deadline int
	renews   bool
}

// revocation is that a deadline stops when an act is revoked that had been done, unless another of its triggers stands.
type revocation struct {
	deadline, act int
	others        []int
}

// Tick is what a step did to one clock.
type Tick struct {
	Clock ClockID
	Op    ClockOp
}

// ClockID names a clock of a procedure: the deadlines come first, then the periods.
type ClockID int

// ClockOp is what happens to a clock.
type ClockOp uint8

// The things that happen to a clock.
const (
	Start  ClockOp = iota // it shows 0 from now on
	Stop                  // it counts no longer
	Hold                  // it keeps what it shows
	Resume                // it goes on from what it showed
)

// Clocks is how many clocks the procedure has.
func (p *Procedure) Clocks() int { return len(p.Deadlines) + len(p.Periods) }

// DeadlineClock and PeriodClock name the clocks of a deadline and of a period.
func (p *Procedure) DeadlineClock(deadline int) ClockID { return ClockID(deadline) }

// PeriodClock names the clock of a period.
func (p *Procedure) PeriodClock(period int) ClockID { return ClockID(len(p.Deadlines) + period) }

// Outcome is what a step did beside changing the marking: in order, the clocks it touched and the events that
// followed by operation of the rules. It is kept by the caller and used again.
type Outcome struct {
	Ticks    []Tick
	Followed []int
}

func (out *Outcome) tick(c ClockID, op ClockOp) { out.Ticks = append(out.Ticks, Tick{c, op}) }

// Holds says whether every literal is true of the marking.
func (m Marking) Holds(lits []Lit) bool {
	for _, l := range lits {
		if l.Mask>>m[l.Slot]&1 == 0 {
			return false
		}
	}
	return true
}

// Holds says whether a condition is met in a marking.
func (c *Cond) Holds(m Marking) bool { return anyHolds(c.Any, m) }

func anyHolds(any [][]Lit, m Marking) bool {
	for _, alt := range any {
		if m.Holds(alt) {
			return true
		}
	}
	return false
}

// Met says whether every discrete condition of an event holds in m, its data having been chosen in m already.
func (p *Procedure) Met(m Marking, event int) bool {
	conds := p.Events[event].Conds
	for i := range conds {
		if !conds[i].Holds(m) {
			return false
		}
	}
	return true
}

// Possible says whether an event may happen by operation of the rules: its act is included, the stage is its, it has
// been done less often than its cap and the chain that it moves has a further link. Everything else is ignored
// (kernel.md, section 3).
func (p *Procedure) Possible(m Marking, event int) bool {
	e := &p.Events[event]
	a := &p.Acts[e.Act]
	if m[a.Included] == 0 || !a.In.Has(int(m[0])) {
		return false
	}
	for _, i := range p.index.bound[event] {
		if !e.Conds[i].Holds(m) {
			return false
		}
	}
	return true
}

// Step does an event in m, which it changes, with everything that follows by operation of the rules. The event is
// taken to have happened: Step tests no condition. What happened to clocks and what followed is added to out.
func (p *Procedure) Step(m Marking, event int, out *Outcome) {
	p.step(m, event, out, len(out.Followed))
}

// step does one event of a cascade; what followed in it stands in out from first on.
func (p *Procedure) step(m Marking, event int, out *Outcome, first int) {
	e := &p.Events[event]
	stage := m[0]
	if e.Afresh {
		p.afresh(m, e.To, out)
	}
	p.mark(m, e)
	p.stopRevoked(m, event, out) // before the effects take back that it was done
	for i := range e.Effects {
		e.Effects[i].apply(m)
	}
	p.periodTicks(m, event, out)
	for _, d := range p.index.meets[event] {
		p.stop(m, d, Spent, out)
	}
	if e.To >= 0 {
		m[0] = uint8(e.To)
	}
	p.leave(m, out)
	p.begin(m, event, stage, out)
	p.pausing(m, event, out)
	p.extend(m, event, out)
	p.follow(m, e.Act, out, first)
}

// mark writes the DCR marking: done, no longer owed, and with which outcome.
func (p *Procedure) mark(m Marking, e *Event) {
	a := &p.Acts[e.Act]
	m[a.Executed] = 1
	m[a.Pending] = 0
	if a.Outcome >= 0 {
		m[a.Outcome] = uint8(e.Outcome + 1)
	}
	if a.Count >= 0 && m[a.Count] < greatestValue {
		m[a.Count]++
	}
}

// greatestValue is the greatest a slot holds; a count goes no further.
const greatestValue = 63

func (f *Effect) apply(m Marking) {
	switch f.Kind {
	case Set:
		m[f.Slot] = f.Value
	case Count:
		if m[f.Slot] < greatestValue {
			m[f.Slot]++
		}
	case Owe:
		if m[f.Other] == 1 {
			m[f.Slot] = 1
		}
	}
}

// periodTicks starts the minimum periods that count from this event and stops those its revocations end.
func (p *Procedure) periodTicks(m Marking, event int, out *Outcome) {
	for i := range p.Events[event].Effects {
		if f := &p.Events[event].Effects[i]; f.Kind == ClearPeriod {
			p.stopPeriod(m, f.Other, out)
		}
	}
	for _, i := range p.index.periods[event] {
		q := &p.Periods[i]
		if !m.Holds(q.When) || anyHolds(q.Unless, m) {
			p.stopPeriod(m, i, out)
			continue
		}
		m[q.Slot] = 1
		out.tick(p.PeriodClock(i), Start)
	}
}

func (p *Procedure) stopPeriod(m Marking, period int, out *Outcome) {
	if m[p.Periods[period].Slot] == 1 {
		m[p.Periods[period].Slot] = 0
		out.tick(p.PeriodClock(period), Stop)
	}
}

// stopRevoked stops the deadlines that the acts had started which an event revokes.
func (p *Procedure) stopRevoked(m Marking, event int, out *Outcome) {
	done := func(a int) bool { return m[p.Acts[a].Executed] == 1 }
	for _, r := range p.index.revoked[event] {
		if done(r.act) && !slices.ContainsFunc(r.others, done) {
			p.idle(m, r.deadline, out)
		}
	}
}

// stop ends a deadline that runs or is paused, and leaves its slot at to.
func (p *Procedure) stop(m Marking, d int, to uint8, out *Outcome) {
	slot := p.Deadlines[d].Slot
	if s := m[slot]; s == Running || s == Paused {
		m[slot] = to
		out.tick(p.DeadlineClock(d), Stop)
	}
}

// idle makes a deadline one that has not started.
func (p *Procedure) idle(m Marking, d int, out *Outcome) {
	p.stop(m, d, Idle, out)
	m[p.Deadlines[d].Slot] = Idle
}

// leave stops, without consequence, every deadline whose scope no longer holds, and ends every pause whose own deadline
// no longer runs, or the matter being over.
func (p *Procedure) leave(m Marking, out *Outcome) {
	final := p.Stages[m[0]].Final
	for i := range p.Deadlines {
		d := &p.Deadlines[i]
		if s := m[d.Slot]; s != Running && s != Paused {
			continue
		}
		if final && !d.Standing || !p.inScope(m, d) {
			p.stop(m, i, Spent, out)
		}
	}
	for i := range p.Pauses {
		if q := &p.Pauses[i]; m[q.Slot] == 1 && (final || q.Deadline >= 0 && m[p.Deadlines[q.Deadline].Slot] != Running) {
			p.goOn(m, i, out)
		}
	}
}

func (p *Procedure) inScope(m Marking, d *Deadline) bool {
	return (d.In == 0 || d.In.Has(int(m[0]))) && m.Holds(d.While)
}

// begin starts the deadlines that the event, or the stage it led to, triggers.
func (p *Procedure) begin(m Marking, event int, from uint8, out *Outcome) {
	// Backwards, so that of several for one trigger ("for each") the first that is idle starts, and only it.
	starts := p.index.starts[event]
	for i := len(starts) - 1; i >= 0; i-- {
		p.start(m, starts[i], out)
	}
	if m[0] == from && !p.Events[event].Afresh {
		return
	}
	for _, d := range p.index.entering[m[0]] {
		p.start(m, trigger{d, false}, out)
	}
}

func (p *Procedure) start(m Marking, t trigger, out *Outcome) {
	d := &p.Deadlines[t.deadline]
	if p.Stages[m[0]].Final && !d.Standing || !p.inScope(m, d) || !m.Holds(d.When) || anyHolds(d.Unless, m) {
		return
	}
	if runs := m[d.Slot] == Running || m[d.Slot] == Paused; runs && !d.Restarts && !t.renews || !runs && t.renews {
		return
	}
	p.run(m, t.deadline, 0, out)
}

// run starts a deadline's clock, with a value for its extensions. One that a lasting pause stops begins paused.
func (p *Procedure) run(m Marking, i int, ext uint8, out *Outcome) {
	d := &p.Deadlines[i]
	m[d.Slot] = Running
	if d.ExtSlot >= 0 {
		m[d.ExtSlot] = ext
	}
	out.tick(p.DeadlineClock(i), Start)
	if p.pausedBy(m, i) {
		m[d.Slot] = Paused
		out.tick(p.DeadlineClock(i), Hold)
	}
}

// pausing begins and ends pauses: their deadlines keep what they show, and go on from it.
func (p *Procedure) pausing(m Marking, event int, out *Outcome) {
	for _, i := range p.index.pauses[event] {
		q := &p.Pauses[i]
		if p.Stages[m[0]].Final || m[q.Slot] == 1 || q.Deadline >= 0 && m[p.Deadlines[q.Deadline].Slot] != Running {
			continue
		}
		m[q.Slot] = 1
		for _, d := range q.Stops {
			if m[p.Deadlines[d].Slot] == Running {
				m[p.Deadlines[d].Slot] = Paused
				out.tick(p.DeadlineClock(d), Hold)
			}
		}
	}
	for _, i := range p.index.ends[event] {
		if m[p.Pauses[i].Slot] == 1 {
			p.goOn(m, i, out)
		}
	}
}

// goOn ends a pause that lasts: what nothing else stops goes on.
func (p *Procedure) goOn(m Marking, pause int, out *Outcome) {
	q := &p.Pauses[pause]
	m[q.Slot] = 0
	for _, d := range q.Stops {
		if m[p.Deadlines[d].Slot] == Paused && !p.pausedBy(m, d) {
			m[p.Deadlines[d].Slot] = Running
			out.tick(p.DeadlineClock(d), Resume)
		}
	}
	if q.Deadline >= 0 {
		p.stop(m, q.Deadline, Spent, out)
	}
}

// pausedBy says whether some pause stops the deadline.
func (p *Procedure) pausedBy(m Marking, d int) bool {
	for _, i := range p.index.stopped[d] {
		if m[p.Pauses[i].Slot] == 1 {
			return true
		}
	}
	return false
}

// restored is what an extension's slot holds, with the extension's index added, once a closed window was opened again;
// below it the slot counts the extensions of the run.
const restored = 32

// extend counts an extension that the event grants to a running deadline, and opens again a window that it restores.
func (p *Procedure) extend(m Marking, event int, out *Outcome) {
	for _, x := range p.index.extends[event] {
		d := &p.Deadlines[x.deadline]
		ext := &d.Extensions[x.extension]
		switch s := m[d.Slot]; {
		case ext.Restores:
			if s == Spent && (d.Standing || !p.Stages[m[0]].Final) && p.inScope(m, d) {
				p.run(m, x.deadline, uint8(restored+x.extension), out)
			}
		case (s == Running || s == Paused) && m[d.ExtSlot] < restored && ext.granted(m[d.ExtSlot]) < ext.most:
			m[d.ExtSlot] += uint8(ext.weight)
		}
	}
}

// granted is how many extensions of this kind the value of a deadline's slot counts.
func (x *Extension) granted(slot uint8) int { return int(slot) / x.weight % (x.most + 1) }

// afresh forgets what was done in a stage and later ones: marks, deadlines, periods and since-bits of the acts that
// are declared there. Counters and who held which role are never forgotten.
func (p *Procedure) afresh(m Marking, stage int, out *Outcome) {
	for i := range p.Acts {
		a := &p.Acts[i]
		if !p.declaredFrom(a, stage) {
			continue
		}
		m[a.Executed], m[a.Pending], m[a.Included] = 0, p.Initial[a.Pending], p.Initial[a.Included]
		if a.Outcome >= 0 {
			m[a.Outcome] = 0
		}
	}
	for i := range p.Slots {
		if s := &p.Slots[i]; s.Kind == SlotSince && p.declaredFrom(&p.Acts[s.Of], stage) {
			m[i] = 0
		}
	}
	for i := range p.Periods {
		if p.declaredFrom(&p.Acts[p.Periods[i].Act], stage) {
			p.stopPeriod(m, i, out)
		}
	}
	for i := range p.Deadlines {
		if p.startedFrom(&p.Deadlines[i], stage) {
			p.idle(m, i, out)
		}
	}
}

// declaredFrom says whether an act is declared in the stage or later ones only.
func (p *Procedure) declaredFrom(a *Act, stage int) bool {
	return a.Kind != Fact && a.Home != 0 && a.Home&(1<<uint(stage)-1) == 0
}

// startedFrom says whether everything that starts a deadline is declared in the stage or later ones.
func (p *Procedure) startedFrom(d *Deadline, stage int) bool {
	if d.Entering&(1<<uint(stage)-1) != 0 {
		return false
	}
	for _, e := range d.From {
		if !p.declaredFrom(&p.Acts[p.Events[e].Act], stage) && !contains(d.Renews, e) {
			return false
		}
	}
	return true
}

// follow does what the rules say happens once these acts have been done, each thing once in a cascade.
func (p *Procedure) follow(m Marking, act int, out *Outcome, first int) {
	for _, i := range p.index.follows[act] {
		f := &p.Follows[i]
		if f.holds(m) && p.Possible(m, f.Event) && p.guarded(m, f.Event) && !contains(out.Followed[first:], f.Event) {
			out.Followed = append(out.Followed, f.Event)
			p.step(m, f.Event, out, first)
		}
	}
}

// guarded says whether the guards of an event hold. What follows by itself heeds them; an expiry does not.
func (p *Procedure) guarded(m Marking, event int) bool {
	for i := range p.Events[event].Conds {
		if c := &p.Events[event].Conds[i]; c.Kind == CondGuard && !c.Holds(m) {
			return false
		}
	}
	return true
}

func (f *Follow) holds(m Marking) bool {
	for _, any := range f.Any {
		if !anyHolds(any, m) {
			return false
		}
	}
	return m.Holds(f.Lits)
}

// Expire does what happens when the last day of a running deadline ends: the deadline is spent and its consequence
// happens by operation of the rules. It says whether the consequence was possible; when it was not, the matter is
// stuck there and nothing but the deadline, and the pause of which it is the cap, has changed. A deadline that its own
// consequence starts again (the next body of a chain takes over) runs on.
func (p *Procedure) Expire(m Marking, deadline int, out *Outcome) bool {
	d := &p.Deadlines[deadline]
	renewed := d.Otherwise >= 0 && contains(d.Renews, d.Otherwise) && p.Possible(m, d.Otherwise)
	if !renewed {
		p.stop(m, deadline, Spent, out)
	}
	for i := range p.Pauses {
		if p.Pauses[i].Deadline == deadline && m[p.Pauses[i].Slot] == 1 {
			p.goOn(m, i, out)
		}
	}
	if d.Otherwise < 0 {
		return true
	}
	if !p.Possible(m, d.Otherwise) {
		return false
	}
	ticks := len(out.Ticks)
	p.Step(m, d.Otherwise, out)
	if renewed && !slices.Contains(out.Ticks[ticks:], Tick{p.DeadlineClock(deadline), Start}) {
		p.stop(m, deadline, Spent, out)
	}
	return true
}
