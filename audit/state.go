package audit

import (
	"encoding/binary"
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// state is where a matter may stand after some of its events, in one of the orders that they may have had. Days that
// are uncertain are spans.
type state struct {
	plan    *plan
	marking matter.Marking
	runs    []run    // by duty
	periods []period // by period of the procedure
	done    uint64   // events of the present cluster that have happened
	day     int32    // counts the days on which something has happened
	today   span     // the last of them
	piece   int32    // how many of the days of the present piece of a cluster are behind it
	staged  int32    // the event that led to the stage; byRule, or nobody
	was     uint8    // the stage before it
	moved   span     // when the stage last changed, if the version has not been looked at since
	undo    []undo

	presumed bool // it is in a stage that its first act, on this same day, leads to
}

// The events of a record that are none.
const (
	nobody int32 = -1
	byRule int32 = -2
)

// run is what is known of one duty or deadline.
type run struct {
	since, due  span // what started it; its last day, if it has a limit
	held, shift span // when it was paused; for how many days it has been
	by          int32
	from        int32 // the event that started it
	count       int16 // instances so far
	live        bool  // it has been started and neither met nor left
	paused      bool
	opened      bool // it has been started at least once: a window, whose last day counts though it be used
	passed      bool // its last day passed before it was met
	noDue       bool // the calendar could not tell its last day
	again       bool // it was started again while overdue: no instance of its own, for it counts from the first
	over        overdue
	met         meeting
}

// overdue is an instance whose last day has passed: whether it was late or never done is for the rest of the record.
type overdue struct {
	since, due span
	by, from   int32
	instance   int16
	held       bool // there is one
}

// meeting is when a duty was last discharged, or what would discharge it last done.
type meeting struct {
	by  int32
	day int32 // 0: never
	on  span
}

// period is since when a minimum period counts; with no day it does not.
type period struct {
	since span
	by    int32
}

// undo is the state in which a matter would be if a deadline had passed without what the rules say happens then.
type undo struct {
	deadline int
	state    *state
}

// reset makes the state one in which nothing has happened.
func (s *state) reset(p *plan) {
	s.plan = p
	s.marking = append(s.marking[:0], p.Initial...)
	s.runs = resized(s.runs, len(p.duties))
	s.periods = resized(s.periods, len(p.Periods))
	s.presumed = false
	s.done, s.day, s.today, s.piece, s.staged, s.moved, s.undo = 0, 0, span{}, 0, nobody, span{}, nil
}

func resized[T any](list []T, n int) []T {
	if cap(list) < n {
		return make([]T, n)
	}
	list = list[:n]
	clear(list)
	return list
}

// clone copies a state. The states under undo are shared; they are replaced, never changed.
func (s *state) clone() *state {
	c := *s
	c.marking = slices.Clone(s.marking)
	c.runs = slices.Clone(s.runs)
	c.periods = slices.Clone(s.periods)
	c.undo = slices.Clone(s.undo)
	return &c
}

// key writes everything of a state on which the future of the matter depends, so that equal states become one.
func (s *state) key(b []byte) []byte {
	b = append(b, byte(s.plan.version))
	if s.presumed {
		b = append(b, 1)
	}
	b = append(b, s.marking...)
	b = binary.LittleEndian.AppendUint64(b, s.done)
	b = binary.LittleEndian.AppendUint32(s.today.key(b), uint32(s.piece))
	b = s.moved.key(b)
	for i := range s.runs {
		b = s.runs[i].key(b, s.day)
	}
	for i := range s.periods {
		b = s.periods[i].since.key(b)
	}
	for _, u := range s.undo {
		b = append(b, 0xff, byte(u.deadline))
		b = u.state.key(b)
	}
	return b
}

func (s span) key(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(s.lo))
	return binary.LittleEndian.AppendUint32(b, uint32(s.hi))
}

func (r *run) key(b []byte, day int32) []byte {
	var bits byte
	for i, set := range [...]bool{r.live, r.paused, r.opened, r.passed, r.over.held, r.met.day != 0 && r.met.day == day, r.noDue, r.again} {
		if set {
			bits |= 1 << uint(i)
		}
	}
	b = append(b, bits, byte(r.count))
	if r.live || r.opened {
		b = r.due.key(r.since.key(b))
	}
	if r.paused || !r.shift.isZero() {
		b = r.shift.key(r.held.key(b))
	}
	if r.over.held {
		b = append(r.over.due.key(r.over.since.key(b)), byte(r.over.instance))
	}
	if r.met.day != 0 && r.met.day == day {
		b = binary.LittleEndian.AppendUint32(b, uint32(r.met.by))
	}
	return b
}
