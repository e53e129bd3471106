package check

import (
	"fmt"
	"sync"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// A span is the least and the greatest number of days that a limit can be, over all the days it can run from.
type span struct{ least, most int32 }

// spans looks limits up once, also for searches that run side by side.
type spans struct {
	mu     sync.Mutex
	cal    *calendar.Calendar
	known  map[spanKey]span
	limits map[int][]span // by deadline, and the value of its extension slot
	long   map[start][]int32
}

// start is a day on which a deadline may start.
type start struct {
	deadline int
	on       calendar.Date
}

// from works out once how long a deadline runs from a day.
func (s *spans) from(at start, measure func() []int32) []int32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	long, known := s.long[at]
	if !known {
		long = measure()
		s.long[at] = long
	}
	return long
}

type spanKey struct {
	limit calendar.Limit
	free  bool
}

func newSpans(cal *calendar.Calendar) *spans {
	return &spans{cal: cal, known: map[spanKey]span{}, limits: map[int][]span{}, long: map[start][]int32{}}
}

// of gives the span of one limit. Where a book does not say how months are rounded the span covers both ways. The
// error is that of [calendar.Calendar.Range] when there is no span at all.
func (s *spans) of(l calendar.Limit, free bool) (span, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.look(l, free)
}

func (s *spans) look(l calendar.Limit, free bool) (span, error) {
	if r, ok := s.known[spanKey{l, free}]; ok {
		return r, nil
	}
	least, most, _, err := s.cal.Range(l, free)
	if err != nil && most == 0 && l.N > 0 {
		return span{}, fmt.Errorf("how long %s can be: %w", l, err)
	}
	r := span{int32(least), int32(most)}
	s.known[spanKey{l, free}] = r
	return r, nil
}

// run gives the span of a deadline's run with so many extensions (the value of its extension slot).
func (s *spans) run(d *matter.Deadline, ext uint8) (span, error) {
	limits := d.Limits(ext)
	free := d.Frees != matter.NoSide
	var total span
	for i, l := range limits {
		plain, err := s.look(l, true)
		if err != nil {
			return span{}, err
		}
		total.least += plain.least
		if i < len(limits)-1 || free {
			total.most += plain.most
			continue
		}
		rolled, err := s.look(l, false) // the last day of all may roll; after a pause also where the limit's own would not
		if err != nil {
			return span{}, err
		}
		total.most += max(plain.most, rolled.most)
	}
	return total, nil
}

// date gives the span in which a date comes.
func (s *spans) date(d *matter.Deadline) (span, error) {
	last, err := s.run(d, 0)
	if err != nil || d.Earliest.N == 0 {
		return span{0, last.most}, err
	}
	first, err := s.look(d.Earliest, true)
	return span{first.least, last.most}, err
}

// ofDeadline gives how long a deadline can run, by the value of its extension slot.
func (s *spans) ofDeadline(p *matter.Procedure, deadline int) ([]span, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if list, ok := s.limits[deadline]; ok {
		return list, nil
	}
	d := &p.Deadlines[deadline]
	values := slotValues
	if d.IsDate || d.ExtSlot < 0 {
		values = 1
	}
	list := make([]span, values)
	for ext := range list {
		var err error
		if d.IsDate {
			list[ext], err = s.date(d)
		} else {
			list[ext], err = s.run(d, uint8(ext))
		}
		if err != nil {
			return nil, err
		}
	}
	s.limits[deadline] = list
	return list, nil
}
