package matter

import (
	"fmt"
	"slices"

	"github.com/evenhand/evenhand/calendar"
)

// State is where one matter stands, with its days. It is a value: nothing changes a state, a new one is made.
type State struct {
	Marking  Marking
	On       calendar.Date // the day of the last event; zero before the first
	Night    bool          // the last event came at the end of that day, after all that persons did on it
	Began    calendar.Date // the day of the first event
	Ended    calendar.Date // the day on which a final stage was reached; zero while none is
	Clocks   []Clock       // by ClockID
	Holdings []Holding     // who has been what, in order; never shortened
	Spell    int           // how often the matter has been sent to be heard afresh: roles are acquired anew in each
}

// Clock is the running, held or stopped clock of a deadline or period.
type Clock struct {
	Since calendar.Date // the day of what started it; zero: it does not count
	Held  calendar.Date // the day since which it keeps what it shows; zero: it runs
	Shift int           // for how many days it has been held before
}

// Holding is that a person has had a role, a seat on a body, or done an act.
type Holding struct {
	Person   string
	Role     string // role, body or office
	Doer     string // or the act done
	Spell    int    // in which spell of the matter
	Released bool   // no longer; what has been is not forgotten
}

// Occurrence is an act, a fact, or a clock act, as it happened or is wished for.
type Occurrence struct {
	Act, Outcome string
	Instance     int // which of its thread, from 1; 0: the only one, or the first it fits
	On           calendar.Date
	By           []string // who did it: references to persons; empty: not said
	As           string   // in which capacity: role, body or office; empty: not said
	To           string   // whom it concerns: who is given a role
	Ground       string
	Reasons      bool
	Data         map[string]string
	Tally        *Tally
	Conduct      calendar.Date // the day of the conduct, for a limitation; zero: not said
	Discovery    calendar.Date
	ByRule       bool // it happened by operation of the rules
}

// Tally is how a body voted.
type Tally struct{ For, Against, Abstain, Present, Entitled int }

// New is the state of a matter in which nothing has happened.
func (p *Procedure) New() State {
	return State{Marking: slices.Clone(p.Initial), Clocks: make([]Clock, p.Clocks())}
}

// Stage is the name of the stage the matter is in.
func (p *Procedure) Stage(s State) string { return p.Stages[s.Marking[0]].Name }

// Final says whether the matter has ended.
func (p *Procedure) Final(s State) bool { return p.Stages[s.Marking[0]].Final }

func (s State) clone() State {
	s.Marking = slices.Clone(s.Marking)
	s.Clocks = slices.Clone(s.Clocks)
	s.Holdings = slices.Clip(s.Holdings)
	return s
}

// Falling is a deadline that runs, with its last day and what happens when it ends.
type Falling struct {
	Deadline int
	Start    calendar.Date
	Last     calendar.Date
	Paused   bool // it stands still; Last is as if it went on today
	Event    int  // -1: nothing happens
}

// Due lists the deadlines that run, by their last day and then in the order of the book. Soft limits and duties
// without a limit are not among them. The error is one of the calendar: a limit reaches beyond the days it knows.
func (p *Procedure) Due(s State) ([]Falling, error) {
	var list []Falling
	for i := range p.Deadlines {
		d := &p.Deadlines[i]
		if st := s.Marking[d.Slot]; st != Running && st != Paused || !d.Limited() {
			continue
		}
		last, err := p.LastDay(s, i)
		if err != nil {
			return nil, err
		}
		list = append(list, Falling{i, s.Clocks[i].Since, last, s.Marking[d.Slot] == Paused, d.Otherwise})
	}
	slices.SortStableFunc(list, func(a, b Falling) int { return int(a.Last) - int(b.Last) })
	return list, nil
}

// Limited says whether the deadline has a limit that binds.
func (d *Deadline) Limited() bool { return d.Limit.N > 0 && d.Soft == "" }

// LastDay is the last day of a running deadline: its limit counted from its start, with its extensions; then the days
// of its pauses; then, unless it frees a person, forward to a working day if the book says so.
func (p *Procedure) LastDay(s State, deadline int) (calendar.Date, error) {
	d := &p.Deadlines[deadline]
	clock := s.Clocks[deadline]
	ext := uint8(0)
	if d.ExtSlot >= 0 {
		ext = s.Marking[d.ExtSlot]
	}
	return p.LastDayOf(deadline, clock, ext, s.On)
}

// LastDayOf is LastDay for a clock and a number of extensions; today closes a pause that lasts.
func (p *Procedure) LastDayOf(deadline int, clock Clock, ext uint8, today calendar.Date) (calendar.Date, error) {
	d := &p.Deadlines[deadline]
	cal := p.Rules.Calendar
	last := clock.Since
	for _, l := range d.Limits(ext) {
		var err error
		if last, err = cal.Due(last, l, true); err != nil {
			return 0, fmt.Errorf("limit of %s from %v: %w", d.Name, clock.Since, err)
		}
	}
	shift := clock.Shift
	if !clock.Held.IsZero() && today > clock.Held {
		shift += today.Sub(clock.Held)
	}
	last = last.Add(shift)
	if d.Frees != NoSide || !p.Rules.Book.Front.Calendar.RollForward {
		return last, nil
	}
	return cal.NextWorkingDay(last)
}

// Limits are the limits that follow one another in a run of the deadline with so many extensions (the value of its
// extension slot): one limit where the units agree, counted from the original start.
func (d *Deadline) Limits(ext uint8) []calendar.Limit {
	if ext >= restored {
		return []calendar.Limit{d.Extensions[ext-restored].Adds}
	}
	total := []calendar.Limit{d.Limit}
	for i := 0; i < int(ext); i++ {
		adds := d.Extensions[0].Adds
		if last := &total[len(total)-1]; last.Unit == adds.Unit {
			last.N += adds.N
		} else {
			total = append(total, adds)
		}
	}
	return total
}

// Advance lets the days pass until day to begins: every deadline whose last day ends before it expires, in the order
// of last days and, on one day, of the book. It gives what happened. The states of a matter that has ended pass
// through. The error is a fault of the calendar.
func (p *Procedure) Advance(s State, to calendar.Date) (State, []Occurrence, error) {
	return p.advance(s, to, false)
}

// maxExpiries bounds what may expire in one call. Each expiry is on a later day than what started the deadline, so a
// longer run is one that a book without an end makes over a very long time.
const maxExpiries = 100_000

func (p *Procedure) advance(s State, to calendar.Date, including bool) (State, []Occurrence, error) {
	var done []Occurrence
	for range maxExpiries {
		due, err := p.Due(s)
		if err != nil {
			return s, done, err
		}
		next := slices.IndexFunc(due, func(f Falling) bool { return !f.Paused && !p.Deadlines[f.Deadline].IsDate })
		if next < 0 || due[next].Last >= to && !(including && due[next].Last == to) {
			return s, done, nil
		}
		var happened []Occurrence
		s, happened = p.expire(s, due[next].Deadline, due[next].Last)
		done = append(done, happened...)
	}
	return s, done, fmt.Errorf("more than %d deadlines pass before %v", maxExpiries, to)
}

// expire ends a deadline on its last day.
func (p *Procedure) expire(s State, deadline int, on calendar.Date) (State, []Occurrence) {
	next := s.clone()
	if on > next.On {
		next.On = on
	}
	var out Outcome
	possible := p.Expire(next.Marking, deadline, &out)
	if e := p.Deadlines[deadline].Otherwise; e >= 0 && possible {
		p.respell(&next, e, &out)
	}
	p.settle(&next, &out)
	next.Night = true
	if d := &p.Deadlines[deadline]; d.Otherwise < 0 || !possible {
		return next, nil
	}
	return next, p.occurred(p.Deadlines[deadline].Otherwise, &out, next.On)
}

// occurred lists an event by operation of the rules and what followed it.
func (p *Procedure) occurred(event int, out *Outcome, on calendar.Date) []Occurrence {
	done := []Occurrence{p.occurrence(event, on)}
	for _, e := range out.Followed {
		done = append(done, p.occurrence(e, on))
	}
	return done
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
func (p *Procedure) settle(s *State, out *Outcome) {
	for _, t := range out.Ticks {
		c := &s.Clocks[t.Clock]
		switch t.Op {
		case Start:
			*c = Clock{Since: s.On}
		case Stop:
			*c = Clock{}
		case Hold:
			c.Held = s.On
		case Resume:
			c.Shift += s.On.Sub(c.Held)
			c.Held = 0
		}
	}
	if s.Ended.IsZero() && p.Final(*s) {
		s.Ended = s.On
	}
}

// Record takes an event as having happened, whether or not the rules allow it. It gives the new state and what
// followed by operation of the rules. The days before it must have been let pass with [Procedure.Advance].
func (p *Procedure) Record(s State, event int, o Occurrence) (State, []Occurrence) {
	next := s.clone()
	if o.On > next.On {
		next.On, next.Night = o.On, false
	}
	if next.Began.IsZero() {
		next.Began = next.On
	}
	p.Choose(next.Marking, p.choices(event, o))
	var out Outcome
	p.Step(next.Marking, event, &out)
	p.settle(&next, &out)
	p.respell(&next, event, &out)
	p.hold(&next, event, o)
	var followed []Occurrence
	for _, e := range out.Followed {
		followed = append(followed, p.occurrence(e, next.On))
	}
	return next, followed
}

// respell begins a new spell when an event, or one that followed it, sends the matter to be heard afresh.
func (p *Procedure) respell(s *State, event int, out *Outcome) {
	for _, e := range append([]int{event}, out.Followed...) {
		if p.Events[e].Afresh {
			s.Spell++
		}
	}
}

// choices reads the data of an occurrence that its event sets; what is not said is unset.
func (p *Procedure) choices(event int, o Occurrence) []Choice {
	var list []Choice
	for _, d := range p.Events[event].Sets {
		v := slices.Index(p.Data[d].Values, o.Data[p.Data[d].Name])
		list = append(list, Choice{d, uint8(v + 1)})
	}
	return list
}

// hold remembers who did the act, in which capacity, and who was given a role or relieved of one.
func (p *Procedure) hold(s *State, event int, o Occurrence) {
	a := &p.Acts[p.Events[event].Act]
	for _, person := range o.By {
		s.Holdings = append(s.Holdings, Holding{Person: person, Doer: a.Name, Spell: s.Spell})
		if role := p.capacity(event, o); role != "" {
			s.Holdings = append(s.Holdings, Holding{Person: person, Role: role, Spell: s.Spell})
		}
	}
	if o.To == "" {
		return
	}
	for _, role := range a.Names {
		s.Holdings = append(s.Holdings, Holding{Person: o.To, Role: role, Spell: s.Spell})
	}
	for _, role := range a.Releases {
		for i := range s.Holdings {
			if h := &s.Holdings[i]; h.Person == o.To && h.Role == role {
				s.Holdings = slices.Clone(s.Holdings)
				s.Holdings[i].Released = true
			}
		}
	}
}

// capacity is the role in which an act was done: as said, or the only one it may be done in.
func (p *Procedure) capacity(event int, o Occurrence) string {
	e := &p.Events[event]
	switch a := &p.Acts[e.Act]; {
	case o.As != "":
		return o.As
	case e.As != "":
		return e.As
	case len(a.By) == 1 && !a.By[0].DoerOf:
		return a.By[0].Name
	}
	return ""
}

// Apply returns the state of the matter after o, and what followed by operation of the rules: first what fell due
// before the day of o, then what followed it. If the rules do not allow o, the error is a [*Refusal] and the state is
// that in which it was refused. Another error is a fault: the calendar does not reach so far, or o lies before an
// event already recorded.
func (p *Procedure) Apply(s State, o Occurrence) (State, []Occurrence, error) {
	if o.On < s.On {
		return s, nil, fmt.Errorf("%s on %v: the matter already stands at %v", o.Act, o.On, s.On)
	}
	s, passed, err := p.Advance(s, o.On)
	if err != nil {
		return s, passed, err
	}
	event, refusal := p.Judge(s, o)
	if refusal != nil {
		return s, passed, refusal
	}
	s, followed := p.Record(s, event, o)
	return s, append(passed, followed...), nil
}
