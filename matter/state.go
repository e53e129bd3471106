package matter

import (
	"fmt"
	"slices"

	"github.com/evenhand/evenhand/calendar"
)

// State is where one matter stands, with its days. It is a value: nothing changes a state, a new one is made.
type State struct {
	Marking   Marking
	On        calendar.Date // the day of the last event; zero before the first
	Night     bool          // the last event came at the end of that day, after all that persons did on it
	Began     calendar.Date // the day of the first event
	Ended     calendar.Date // the day on which the final stage was reached in which the matter is; zero while it is in none
	Conduct   calendar.Date // the day of the conduct and of its discovery, as last said, for a limitation
	Discovery calendar.Date
	Clocks    []Clock   // by ClockID
	Holdings  []Holding // who has been what, in order; never shortened
	Signed    []Signed  // whose signatures stand
	Rolls     []Roll    // how many are on a roll, as first said
	Spell     int       // how often the matter has been sent to be heard afresh: roles are acquired anew in each
}

// Clock is the running, held or stopped clock of a deadline or period.
type Clock struct {
	Since calendar.Date // the day of what started it; zero: it does not count
	Held  calendar.Date // the day since which it keeps what it shows; zero: it runs
	Shift int           // for how many days it has been held before
	Set   calendar.Date // of a date: the day on which it comes; zero: not said

	// Old is the limit that a deadline had in an earlier version of the book and keeps; nil: it has its own.
	Old *calendar.Limit
}

// Holding is that a person has had a role, a seat on a body, or done an act.
type Holding struct {
	Person   string
	Role     string // role, body or office
	Doer     string // or the act done
	As       string // the capacity in which it came about; empty: it was given, or not said
	Spell    int    // in which spell of the matter
	Released bool   // no longer; what has been is not forgotten
}

// Signed is that a person's signature stands under a text, or a unit's nomination.
type Signed struct{ Name, Person string }

// Roll is how many there are on a roll, or of a kind of unit.
type Roll struct {
	Name string
	Size int
}

// Occurrence is an act, a fact, or a clock act, as it happened or is wished for.
type Occurrence struct {
	Act, Outcome string
	Instance     int // which of its thread, from 1; 0: the only one that it can be
	On           calendar.Date
	By           []string // who did it: references to persons; empty: not said
	As           string   // in which capacity: role, body or office; empty: not said
	To           string   // whom it concerns: who is given a role
	Ground       string
	Reasons      bool

	// Data holds, by name: the value of a datum that the act sets; yes or no for what is said from outside (a decision
	// recorded, "police open" of a link, signatures reached); the day of a date that the act sets; the size of a roll.
	Data map[string]string

	Tally     *Tally
	Conduct   calendar.Date // the day of the conduct, for a limitation; zero: as said before
	Discovery calendar.Date
	ByRule    bool // it happened by operation of the rules

	// Statuses holds what persons are anywhere on that day, and Linked what they have been in matters linked with this
	// one: for bars and qualified seats. Nil: not said.
	Statuses map[string][]string
	Linked   []Holding
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
	s.Signed = slices.Clip(s.Signed)
	s.Rolls = slices.Clip(s.Rolls)
	return s
}

// Falling is a deadline that runs, with its last day and what happens when it ends.
type Falling struct {
	Deadline int
	Start    calendar.Date
	Last     calendar.Date // of a date: the day on which it comes, if that was said
	Paused   bool          // it stands still; Last is as if it went on today
	Event    int           // -1: nothing happens
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
func (d *Deadline) Limited() bool { return d.Bounded && d.Soft == "" }

// LastDay is the last day of a running deadline: its limit counted from its start, with its extensions; then the days
// of its pauses; then, unless it frees a person, forward to a working day if the book says so.
func (p *Procedure) LastDay(s State, deadline int) (calendar.Date, error) {
	return p.LastDayOf(deadline, s.Clocks[deadline], p.extended(s.Marking, deadline), s.On)
}

// extended is the value of a deadline's extension slot.
func (p *Procedure) extended(m Marking, deadline int) uint8 {
	if slot := p.Deadlines[deadline].ExtSlot; slot >= 0 {
		return m[slot]
	}
	return 0
}

// LastDayOf is LastDay for a clock and a number of extensions; today closes a pause that lasts.
func (p *Procedure) LastDayOf(deadline int, clock Clock, ext uint8, today calendar.Date) (calendar.Date, error) {
	d := &p.Deadlines[deadline]
	cal := p.Rules.Calendar
	shift := clock.Shift
	if !clock.Held.IsZero() && today > clock.Held {
		shift += today.Sub(clock.Held)
	}
	if !clock.Set.IsZero() {
		return clock.Set.Add(shift), nil
	}
	if clock.Old != nil {
		kept := *d
		kept.Limit, d = *clock.Old, &kept
	}
	last, err := p.counted(d, clock.Since, ext)
	if err != nil {
		return 0, fmt.Errorf("limit of %s from %v: %w", d.Name, clock.Since, err)
	}
	last = last.Add(shift)
	if d.Frees != NoSide || !p.Rules.Book.Front.Calendar.RollForward {
		return last, nil
	}
	if last, err = cal.NextWorkingDay(last); err != nil {
		return 0, fmt.Errorf("limit of %s from %v: %w", d.Name, clock.Since, err)
	}
	return last, nil
}

// counted is the day on which a deadline's limit ends with so many extensions, before pauses and rolling.
func (p *Procedure) counted(d *Deadline, since calendar.Date, ext uint8) (calendar.Date, error) {
	if ext == 0 {
		return p.Rules.Calendar.Due(since, d.Limit, true)
	}
	last := since
	for _, l := range d.Limits(ext) {
		var err error
		if last, err = p.Rules.Calendar.Due(last, l, true); err != nil {
			return 0, err
		}
	}
	return last, nil
}

// Limits are the limits that follow one another in a run of the deadline with extensions (the value of its extension
// slot): one limit where they can be added exactly, counted from the original start.
func (d *Deadline) Limits(ext uint8) []calendar.Limit {
	if k := int(ext) - restored; k >= 0 && k < len(d.Extensions) {
		return []calendar.Limit{d.Extensions[k].Adds}
	}
	total := []calendar.Limit{d.Limit}
	for k := range d.Extensions {
		x := &d.Extensions[k]
		if x.Restores {
			continue
		}
		for range x.granted(ext) {
			last := &total[len(total)-1]
			if sum, exact := last.Plus(x.Adds); exact {
				*last = sum
			} else {
				total = append(total, x.Adds)
			}
		}
	}
	return total
}

// Advance lets the days pass until day to begins: every deadline whose last day ends before it expires, in the order
// of last days and, on one day, of the book; a date that was set for a day up to and including to comes, at the
// beginning of its day. It gives what happened. The error is a fault of the calendar.
func (p *Procedure) Advance(s State, to calendar.Date) (State, []Occurrence, error) {
	r := Run{p: p, State: s.clone()}
	done, err := r.Advance(to)
	return r.State, done, err
}

// Record takes an event as having happened, whether or not the rules allow it. It gives the new state and what
// followed by operation of the rules. The days before it must have been let pass with [Procedure.Advance]. An event
// without a date, or dated before the last one, is taken to be of the day of that.
func (p *Procedure) Record(s State, event int, o Occurrence) (State, []Occurrence) {
	r := Run{p: p, State: s.clone()}
	done := r.Record(event, o)
	return r.State, done
}

// Apply returns the state of the matter after o, and what followed by operation of the rules: first what fell due
// before the day of o, then what followed it. If the rules do not allow o, the error is a [*Refusal] and the state is
// that in which it was refused. Another error is a fault: o has no date or lies before an event already recorded, it does
// not say which outcome it has or, where several are possible, of which instance it is, it sets something that it cannot
// set, or the calendar does not reach so far.
func (p *Procedure) Apply(s State, o Occurrence) (State, []Occurrence, error) {
	r := Run{p: p, State: s.clone()}
	done, err := r.Apply(o)
	return r.State, done, err
}
