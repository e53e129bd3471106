package matter

import (
	"fmt"

	"github.com/evenhand/evenhand/calendar"
)

// A Run is a matter being played in place: its methods do what those of [Procedure] do to a [State], without copying it
// for each event. It serves who replays long records; everybody else is better off with values.
type Run struct {
	// State is where the matter stands. It may be read between calls; whoever keeps it must copy it.
	State State

	p    *Procedure
	out  Outcome
	done []Occurrence
	last []lastDay // by deadline; nil when nothing is kept
}

// lastDay is the last day of a running deadline as worked out before.
type lastDay struct {
	on    calendar.Date
	ext   uint8
	known bool
}

// Run begins a matter that is played in place.
func (p *Procedure) Run() *Run {
	return &Run{p: p, State: p.New(), last: make([]lastDay, len(p.Deadlines))}
}

// Reset begins another matter of the same procedure in the memory of this one.
func (r *Run) Reset() {
	s := &r.State
	copy(s.Marking, r.p.Initial)
	clear(s.Clocks)
	clear(r.last)
	r.State = State{Marking: s.Marking, Clocks: s.Clocks, Holdings: s.Holdings[:0], Signed: s.Signed[:0], Rolls: s.Rolls[:0]}
}

// Advance is [Procedure.Advance] in place. The list it gives is used again by the next call.
func (r *Run) Advance(to calendar.Date) ([]Occurrence, error) {
	r.done = r.done[:0]
	err := r.advance(to)
	return r.done, err
}

// Record is [Procedure.Record] in place. The list it gives is used again by the next call.
func (r *Run) Record(event int, o Occurrence) []Occurrence {
	r.done = r.done[:0]
	r.record(event, o)
	return r.done
}

// Apply is [Procedure.Apply] in place. The list it gives is used again by the next call.
func (r *Run) Apply(o Occurrence) ([]Occurrence, error) {
	r.done = r.done[:0]
	switch {
	case !o.On.Valid():
		return nil, fmt.Errorf("%s: it has no date", o.Act)
	case o.On < r.State.On:
		return nil, fmt.Errorf("%s on %v: the matter already stands at %v", o.Act, o.On, r.State.On)
	}
	events, err := r.p.saying(o)
	if err != nil {
		return nil, fmt.Errorf("%s on %v: %w", o.Act, o.On, err)
	}
	if err := r.advance(o.On); err != nil {
		return r.done, err
	}
	event, refusal := r.p.judge(r.State, o, events)
	if refusal == nil && o.ByRule {
		refusal = r.p.refusal(o, []Reason{r.p.byRuleOnly(event)})
	}
	if refusal != nil {
		return r.done, refusal
	}
	if err := r.p.unclear(r.State, event, o, events); err != nil {
		return r.done, err
	}
	r.record(event, o)
	return r.done, nil
}

// unclear is the fault of an occurrence that the rules allow, and that may be several things: it says neither which of
// several outcomes it has, nor of which of several instances it is.
func (p *Procedure) unclear(s State, event int, o Occurrence, events []int) error {
	a := &p.Acts[p.Events[event].Act]
	if o.Outcome == "" && len(a.Outcomes) > 1 {
		return fmt.Errorf("%s on %v: it does not say which outcome it has: %s", o.Act, o.On, list(a.Outcomes, ", "))
	}
	if o.Instance != 0 || a.Thread == "" {
		return nil
	}
	for _, e := range events {
		other := &p.Acts[p.Events[e].Act]
		opened := other.Opened < 0 || s.Marking[p.Acts[other.Opened].Executed] == 1 || other.Opened == p.Events[e].Act
		if other.Instance > a.Instance && opened && len(p.Why(s, e, o)) == 0 {
			return fmt.Errorf("%s on %v: it does not say which %s it is of: %d and %d are possible", o.Act, o.On, a.Thread, a.Instance, other.Instance)
		}
	}
	return nil
}

// maxExpiries bounds what may expire in one call. Each expiry is on a later day than what started the deadline, so a
// longer run is one that a book without an end makes over a very long time.
const maxExpiries = 100_000

func (r *Run) advance(to calendar.Date) error {
	for range maxExpiries {
		next, on, err := r.next(to)
		if err != nil || next < 0 {
			return err
		}
		r.expire(next, on)
	}
	return fmt.Errorf("more than %d deadlines pass before %v", maxExpiries, to)
}

// next finds the deadline that ends next, before day to begins, and when; -1 when there is none. The dates of a day
// come before it, its deadlines end after it.
func (r *Run) next(to calendar.Date) (next int, on calendar.Date, err error) {
	next = -1
	date := false
	for i := range r.p.Deadlines {
		d := &r.p.Deadlines[i]
		if r.State.Marking[d.Slot] != Running || !d.Limited() {
			continue
		}
		last, err := r.lastDay(i)
		if err != nil {
			return -1, 0, err
		}
		if last > to || last == to && !d.IsDate {
			continue
		}
		if next < 0 || last < on || last == on && d.IsDate && !date {
			next, on, date = i, last, d.IsDate
		}
	}
	return next, on, nil
}

func (r *Run) lastDay(deadline int) (calendar.Date, error) {
	ext := r.p.extended(r.State.Marking, deadline)
	if r.last == nil {
		return r.p.LastDayOf(deadline, r.State.Clocks[deadline], ext, 0)
	}
	l := &r.last[deadline]
	if !l.known || l.ext != ext {
		on, err := r.p.LastDayOf(deadline, r.State.Clocks[deadline], ext, 0)
		if err != nil {
			return 0, err
		}
		*l = lastDay{on, ext, true}
	}
	return l.on, nil
}

// expire ends a deadline on its last day, when the day is over; a date comes when the day begins.
func (r *Run) expire(deadline int, on calendar.Date) {
	s := &r.State
	d := &r.p.Deadlines[deadline]
	s.On = max(s.On, on)
	s.Night = !d.IsDate
	r.out.Ticks, r.out.Followed = r.out.Ticks[:0], r.out.Followed[:0]
	possible := r.p.Expire(s.Marking, deadline, &r.out)
	r.settle()
	if d.Otherwise >= 0 && possible {
		r.respell(d.Otherwise)
		r.happened(d.Otherwise)
		r.followed()
	}
}

// respell begins a new spell when an event, or one that followed it, sent the matter to be heard afresh.
func (r *Run) respell(event int) {
	if r.p.Events[event].Afresh {
		r.State.Spell++
	}
	for _, e := range r.out.Followed {
		if r.p.Events[e].Afresh {
			r.State.Spell++
		}
	}
}

// followed notes what followed by operation of the rules.
func (r *Run) followed() {
	for _, e := range r.out.Followed {
		r.happened(e)
	}
}

func (r *Run) happened(event int) {
	r.done = append(r.done, r.p.occurrence(event, r.State.On))
}

func (p *Procedure) occurrence(event int, on calendar.Date) Occurrence {
	e := &p.Events[event]
	a := &p.Acts[e.Act]
	o := Occurrence{Act: a.Name, Instance: a.Instance, On: on, ByRule: true}
	if e.Outcome >= 0 {
		o.Outcome = a.Outcomes[e.Outcome]
	}
	return o
}

// settle applies to the clocks what a step did, on the day of the state.
func (r *Run) settle() {
	s := &r.State
	for _, t := range r.out.Ticks {
		c := &s.Clocks[t.Clock]
		if int(t.Clock) < len(r.last) {
			r.last[t.Clock].known = false
		}
		switch t.Op {
		case Start:
			*c = Clock{Since: s.On}
			if s.Night && r.p.ofNoDays(s.Marking, t.Clock) {
				c.Shift = 1 // the day is over: it cannot be its last
			}
		case Stop:
			*c = Clock{}
		case Hold:
			c.Held = s.On
		case Resume:
			c.Shift += s.On.Sub(c.Held)
			c.Held = 0
		}
	}
	switch final := r.p.Final(*s); {
	case !final:
		s.Ended = 0
	case s.Ended.IsZero():
		s.Ended = s.On
	}
}

// ofNoDays says whether a clock is that of a limit of 0 days.
func (p *Procedure) ofNoDays(m Marking, c ClockID) bool {
	if int(c) >= len(p.Deadlines) || !p.Deadlines[c].Limited() {
		return false
	}
	limits := p.Deadlines[c].Limits(p.extended(m, int(c)))
	return len(limits) == 1 && limits[0].N == 0
}

func (r *Run) record(event int, o Occurrence) {
	s := &r.State
	if o.On > s.On && o.On.Valid() {
		s.On, s.Night = o.On, false
	}
	if s.On.IsZero() {
		s.On = calendar.MinDate
	}
	if s.Began.IsZero() {
		s.Began = s.On
	}
	as := r.p.capacity(s.Marking, event, o)
	r.p.choose(s, s.Marking, event, o)
	r.out.Ticks, r.out.Followed = r.out.Ticks[:0], r.out.Followed[:0]
	r.p.Step(s.Marking, event, &r.out)
	r.settle()
	r.respell(event)
	r.setDates(event, o)
	r.hold(event, as, o)
	r.sign(event, o)
	if !o.Conduct.IsZero() {
		s.Conduct = o.Conduct
	}
	if !o.Discovery.IsZero() {
		s.Discovery = o.Discovery
	}
	r.followed()
}
