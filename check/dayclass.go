package check

import (
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// dayclass.go tells apart, for a search that knows its days, how long a limit is from the day on which it starts: three
// months are not always as long, nor are ten working days. Days from which all that a clock measures is equally long make
// one class; the class of a clock's start is part of a state, in a slot of its own.

// dayClasses are the classes of one clock's starts. Class 0 is that of days of which nothing is known: everything is then
// as long as it can be, and as short.
type dayClasses struct {
	slot   int
	n      int
	from   int32
	of     []uint8          // by day, from the first that is told apart
	limits []calendar.Limit // of a period: what its clock is held against
	long   [][]int32        // by class: how long each is; of a deadline by the value of its extension slot
}

// clockClasses are the classes by clock; nil where a clock needs none.
type clockClasses []*dayClasses

// mostClasses caps the classes of one clock. Days beyond belong to none.
const mostClasses = 200

// addDays gives a model with a script the clock of its days and the classes of the others.
func (m *model) addDays() {
	if m.script == nil {
		return
	}
	m.today = uint8(len(m.clocks))
	m.clocks = append(m.clocks, clock{deadline: -1, period: -1})
	m.classes = make(clockClasses, len(m.clocks))
	for c := range m.clocks {
		switch k := &m.clocks[c]; {
		case k.deadline >= 0:
			m.classes[c] = m.classesOfLimit(k.deadline)
		case k.period >= 0:
			m.classes[c] = m.classesOfPeriod(k.period)
		}
		if k := m.classes[c]; k != nil {
			k.slot = len(m.base)
			m.base = append(m.base, 0)
		}
	}
}

// classesOfLimit tells the starts of a deadline apart. One that may roll on to a working day after a pause is as long as
// its end says, not its start.
func (m *model) classesOfLimit(deadline int) *dayClasses {
	d := &m.p.Deadlines[deadline]
	rolls := m.p.Rules.Book.Front.Calendar.RollForward && d.Frees == matter.NoSide
	paused := slices.ContainsFunc(m.p.Pauses, func(q matter.Pause) bool { return contains(q.Stops, deadline) })
	varies := slices.ContainsFunc(m.limits[deadline], func(s span) bool { return s.least != s.most })
	if d.IsDate || rolls && paused || !varies {
		return nil
	}
	return m.classify(func(on calendar.Date) []int32 {
		return m.spans.from(start{deadline, on}, func() []int32 { return m.longFrom(on, deadline) })
	})
}

// longFrom measures how long a deadline runs from a day, by the value of its extension slot; nil: the calendar does not
// reach so far.
func (m *model) longFrom(on calendar.Date, deadline int) []int32 {
	var long []int32
	for ext, s := range m.limits[deadline] {
		if ext > 0 && s.most == 0 {
			long = append(long, 0)
			continue
		}
		last, err := m.p.LastDayOf(deadline, matter.Clock{Since: on}, uint8(ext), 0)
		if err != nil {
			return nil
		}
		long = append(long, int32(last.Sub(on)))
	}
	return long
}

// classesOfPeriod tells the starts of a minimum period apart.
func (m *model) classesOfPeriod(period int) *dayClasses {
	var limits []calendar.Limit
	varies := false
	for e := range m.p.Events {
		for _, w := range m.p.Events[e].Waits {
			if w.Period != period || slices.Contains(limits, w.Limit) {
				continue
			}
			s, err := m.spans.of(w.Limit, true)
			limits, varies = append(limits, w.Limit), varies || err == nil && s.least != s.most
		}
	}
	if !varies {
		return nil
	}
	k := m.classify(func(start calendar.Date) []int32 {
		var long []int32
		for _, l := range limits {
			first, err := m.p.Rules.Calendar.Earliest(start, l)
			if err != nil {
				return nil
			}
			long = append(long, int32(first.Sub(start)))
		}
		return long
	})
	k.limits = limits
	return k
}

// classify puts the days of the script into classes by how long everything is from them.
func (m *model) classify(measure func(start calendar.Date) []int32) *dayClasses {
	s := m.script
	k := &dayClasses{from: s.told, long: [][]int32{nil}}
	for day := s.told; day <= s.last; day++ {
		long := measure(s.base.Add(int(day)))
		class := slices.IndexFunc(k.long, func(x []int32) bool { return slices.Equal(x, long) })
		switch {
		case long == nil:
			class = 0
		case class < 0 && k.n == mostClasses:
			class = 0
		case class < 0:
			k.n++
			class = k.n
			k.long = append(k.long, long)
		}
		k.of = append(k.of, uint8(class))
	}
	return k
}

// class is the class of a start on a day.
func (k *dayClasses) class(day int32) uint8 {
	if day < k.from {
		return 0
	}
	return k.of[day-k.from]
}

// waitsFor lists how long a limit is by the class of its clock's start; nil when it is always as long.
func (list clockClasses) waitsFor(c uint8, l calendar.Limit, least int32) []int32 {
	if int(c) >= len(list) || list[c] == nil {
		return nil
	}
	k := list[c]
	by := []int32{least}
	for _, long := range k.long[1:] {
		by = append(by, long[slices.Index(k.limits, l)])
	}
	return by
}

// runOf is how long a deadline runs by the class of its start in a marking, if that is known.
func (m *model) runOf(marking []uint8, deadline int, ext uint8) (span, bool) {
	class := m.classOf(marking, int(m.ofLimit[deadline]))
	if class == 0 {
		return span{}, false
	}
	days := m.classes[m.ofLimit[deadline]].long[class][ext]
	return span{days, days}, true
}

// classOf is the class of a clock's start in a marking.
func (m *model) classOf(marking []uint8, c int) uint8 {
	if c >= len(m.classes) || m.classes[c] == nil {
		return 0
	}
	return marking[m.classes[c].slot]
}

// forgetStarts clears the classes of clocks that do not count.
func (m *model) forgetStarts(marking []uint8) {
	for c, k := range m.classes {
		if k == nil || marking[k.slot] == 0 {
			continue
		}
		if counts, _, _ := m.clockIn(marking, c); !counts {
			marking[k.slot] = 0
		}
	}
}

// noteClass notes in a layout the class of a clock's start.
func (l *layout) noteClass(c int, class uint8) {
	if class == 0 {
		return
	}
	if l.class == nil {
		l.class = make([]uint8, len(l.at))
	}
	l.class[c] = class
}

// season is a row of days on which the same classes begin.
type season struct {
	days    span
	slots   []int
	classes []uint8
}

// seasonsOf divides the days of a script by the classes of the clocks that start in a step.
func (g *graph) seasonsOf(starts int32) []season {
	for int(starts) >= len(g.seasons) {
		g.seasons = append(g.seasons, nil)
	}
	if g.seasons[starts] == nil {
		g.seasons[starts] = g.divide(g.starts[starts])
	}
	return g.seasons[starts]
}

func (g *graph) divide(starts []uint8) []season {
	var classed []*dayClasses
	var slots []int
	for _, c := range starts {
		if k := g.m.classes[c&^lateClock]; k != nil {
			classed, slots = append(classed, k), append(slots, k.slot)
		}
	}
	s := g.m.script
	if len(classed) == 0 {
		return []season{{days: span{0, s.last}}}
	}
	seasons := []season{{days: span{0, s.told - 1}, slots: slots, classes: make([]uint8, len(slots))}}
	for day := s.told; day <= s.last; day++ {
		var classes []uint8
		for _, k := range classed {
			classes = append(classes, k.class(day))
		}
		if p := &seasons[len(seasons)-1]; slices.Equal(p.classes, classes) {
			p.days.most = day
			continue
		}
		seasons = append(seasons, season{span{day, day}, slots, classes})
	}
	return seasons
}
