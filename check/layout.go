package check

import "github.com/evenhand/evenhand/matter"

// A layout says which clocks a zone has, in which dimension, and what holds of each in a discrete state. States with
// the same layout share it.
type layout struct {
	clocks    []uint8 // by dimension; the first is not used
	at        []uint8 // by clock: its dimension, 0 when it does not count here
	top       []int32 // by dimension: no day passes beyond it
	low, high []int32 // by dimension: the greatest numbers that tests from below and from above compare it with
	held      uint64  // dimensions that stand still
	class     []uint8 // with a script, by clock: the class of its start
	falling   []falling
	dates     bool // a date is to come
	bounded   bool // a deadline runs that must pass, and whose passing does something
	forms     [forms]*layout
}

// falling is a deadline that runs, in the order of the book.
type falling struct {
	deadline, dim int
	least, most   int32
	date          bool
}

// form says what an observer adds to a zone.
type form uint8

// The forms. While all the clocks of a matter are held at once, the observer is held with them and a second clock counts
// how long: then how the observer and the held clocks hang together is still a zone (fire.go).
const (
	plain  form = iota
	timed       // a clock of the days since the region was entered
	frozen      // the same, held, and a clock of the days since
	paced       // a clock of the days since a day last passed, for infinite runs
	forms
)

// observer and sinceHold are the clocks that a form adds, after those of the model.
func (m *model) observer() uint8  { return uint8(len(m.clocks)) }
func (m *model) sinceHold() uint8 { return uint8(len(m.clocks) + 1) }

// layoutOf finds or makes the layout of a marking.
func (g *graph) layoutOf(marking []uint8) int32 {
	m := g.m
	sig := g.signature[:0]
	for c := range m.clocks {
		if counts, held, limit := m.clockIn(marking, c); counts {
			sig = append(clockKey(sig, uint8(c), held, limit), m.classOf(marking, c))
		}
	}
	g.signature = sig
	if n, ok := g.ofLayout[string(sig)]; ok {
		return n
	}
	l := m.newLayout(marking)
	n := int32(len(g.layouts))
	g.layouts = append(g.layouts, l)
	g.ofLayout[string(sig)] = n
	return n
}

// clockIn says whether a clock counts in a marking, whether it is held, and between which days it ends.
func (m *model) clockIn(marking []uint8, c int) (counts, held bool, limit span) {
	switch k := &m.clocks[c]; {
	case m.script != nil && uint8(c) == m.today:
		return true, false, m.reach(marking)
	case k.deadline >= 0:
		status := marking[m.p.Deadlines[k.deadline].Slot]
		if status == matter.Running || status == matter.Paused {
			return true, status == matter.Paused, m.limitOf(marking, k.deadline)
		}
	case k.period >= 0:
		return marking[m.p.Periods[k.period].Slot] == 1, false, span{}
	default:
		return m.p.Stages[marking[0]].Final && m.factLeft(marking), false, span{}
	}
	return false, false, span{}
}

// factLeft says whether some fact may still happen after the end.
func (m *model) factLeft(marking []uint8) bool {
	for _, f := range m.facts {
		if f.days > 0 && marking[f.slot] < uint8(f.times) {
			return true
		}
	}
	return false
}

func (m *model) newLayout(marking []uint8) *layout {
	l := &layout{at: make([]uint8, len(m.clocks)+2)}
	l.add(0, 0, 0, 0)
	for c := range m.clocks {
		counts, held, limit := m.clockIn(marking, c)
		if !counts {
			continue
		}
		dim := len(l.clocks)
		k := &m.clocks[c]
		switch {
		case m.script != nil && uint8(c) == m.today:
			l.add(uint8(c), limit.least, limit.most, limit.most)
		case k.deadline >= 0:
			l.add(uint8(c), limit.most, limit.most, limit.most)
		case k.period >= 0:
			l.add(uint8(c), none, k.low, -1)
		default:
			l.add(uint8(c), none, -1, m.longestFact())
		}
		l.at[c] = uint8(dim)
		l.noteClass(c, m.classOf(marking, c))
		if held {
			l.held |= 1 << uint(dim)
		} else if k.deadline >= 0 {
			d := &m.p.Deadlines[k.deadline]
			l.falling = append(l.falling, falling{k.deadline, dim, limit.least, limit.most, d.IsDate})
			l.dates = l.dates || d.IsDate
			l.bounded = l.bounded || d.Otherwise >= 0 && !d.Standing
		}
	}
	return l
}

func (m *model) longestFact() int32 {
	days := int32(0)
	for _, f := range m.facts {
		days = max(days, f.days)
	}
	return days
}

func (l *layout) add(c uint8, top, low, high int32) {
	l.clocks = append(l.clocks, c)
	l.top, l.low, l.high = append(l.top, top), append(l.low, low), append(l.high, high)
}

// in gives the layout with the clocks that a form adds.
func (l *layout) in(f form, m *model) *layout {
	if f == plain {
		return l
	}
	if l.forms[f] == nil {
		x := *l
		x.forms = [forms]*layout{}
		x.clocks, x.at = append([]uint8{}, l.clocks...), append([]uint8{}, l.at...)
		x.top, x.low, x.high = append([]int32{}, l.top...), append([]int32{}, l.low...), append([]int32{}, l.high...)
		x.observe(f, m)
		l.forms[f] = &x
	}
	return l.forms[f]
}

func (l *layout) observe(f form, m *model) {
	dim := len(l.clocks)
	l.at[m.observer()] = uint8(dim)
	if f == paced {
		l.add(m.observer(), none, 1, -1)
		return
	}
	// Only how great it can become is asked, so smaller readings are never needed: as if every lower bound were tested.
	l.add(m.observer(), none, none, -1)
	if f == frozen {
		l.held |= 1 << uint(dim)
		l.at[m.sinceHold()] = uint8(dim + 1)
		l.add(m.sinceHold(), none, none, -1)
	}
}
