package check

import (
	"fmt"

	"github.com/evenhand/evenhand/matter"
)

// daily explores a procedure day by day: no zones, no cones, no symbols. A state is a marking and how many days each
// clock shows. It is the second opinion on everything the engine says, so it shares nothing with it but the kernel's
// steps, and is written to be read rather than to be fast. Limits must be in days.
type daily struct {
	p      *matter.Procedure
	limit  int // states at most
	states []dayState
	known  map[string]int
	next   [][]dayEdge
	over   bool
	mostOf []int32         // by period: the longest wait for it; beyond it a reading makes no difference
	nights map[[2]int]bool // deadlines, in the order of the book, that end on one day and whose order matters
}

type dayState struct {
	m       matter.Marking
	clocks  []int32 // by the kernel's clocks; silent when one does not count
	evening bool    // a deadline has passed today
	morning bool    // nobody has acted today
}

// silent is what a clock shows that does not count. One that starts when the day is over, of a limit of no days, shows -1.
const silent = -9

type dayEdge struct {
	to    int
	days  int32 // 1 for the passing of a night
	what  string
	stuck bool
}

func newDaily(p *matter.Procedure, limit int) *daily {
	d := &daily{p: p, limit: limit, known: map[string]int{}, nights: map[[2]int]bool{}, mostOf: make([]int32, len(p.Periods))}
	for i := range p.Events {
		for _, w := range p.Events[i].Waits {
			d.mostOf[w.Period] = max(d.mostOf[w.Period], d.wait(w))
		}
	}
	s := dayState{m: append(matter.Marking{}, p.Initial...), clocks: make([]int32, p.Clocks())}
	for i := range s.clocks {
		s.clocks[i] = silent
	}
	d.intern(s)
	for i := 0; i < len(d.states) && !d.over; i++ {
		d.expand(i)
	}
	return d
}

func (d *daily) wait(w matter.Wait) int32 {
	_, most, _, err := d.p.Rules.Calendar.EarliestRange(w.Limit)
	if err != nil {
		panic(err)
	}
	return int32(most)
}

func (d *daily) limitOf(m matter.Marking, i int) int32 {
	x := &d.p.Deadlines[i]
	ext := uint8(0)
	if x.ExtSlot >= 0 {
		ext = m[x.ExtSlot]
	}
	days := int32(0)
	for _, l := range x.Limits(ext) {
		_, most, _, err := d.p.Rules.Calendar.Range(l, true)
		if err != nil {
			panic(err)
		}
		days += int32(most)
	}
	return days
}

func (d *daily) intern(s dayState) int {
	for i := range d.p.Slots {
		if d.p.Slots[i].Free {
			s.m[i] = 0
		}
	}
	for i := range d.p.Deadlines {
		x := &d.p.Deadlines[i]
		if x.ExtSlot >= 0 && s.m[x.Slot] != matter.Running && s.m[x.Slot] != matter.Paused {
			s.m[x.ExtSlot] = 0
		}
	}
	key := append([]byte{}, s.m...)
	for _, c := range s.clocks {
		key = append(key, byte(c), byte(c>>8))
	}
	key = fmt.Append(key, s.evening, s.morning)
	if n, ok := d.known[string(key)]; ok {
		return n
	}
	n := len(d.states)
	d.known[string(key)] = n
	d.states = append(d.states, s)
	d.next = append(d.next, nil)
	d.over = d.over || n > d.limit
	return n
}

func (s dayState) clone() dayState {
	s.m = append(matter.Marking{}, s.m...)
	s.clocks = append([]int32{}, s.clocks...)
	return s
}

func (d *daily) settle(s *dayState, out *matter.Outcome) {
	for _, t := range out.Ticks {
		switch t.Op {
		case matter.Start:
			s.clocks[t.Clock] = 0
			if i := int(t.Clock); s.evening && i < len(d.p.Deadlines) && d.p.Deadlines[i].Limit.N == 0 {
				s.clocks[t.Clock] = -1
			}
		case matter.Stop:
			s.clocks[t.Clock] = silent
		}
	}
	for i := range d.p.Deadlines { // one whose limit binds nobody has no clock
		if x := s.m[d.p.Deadlines[i].Slot]; x != matter.Running && x != matter.Paused || !d.p.Deadlines[i].Limited() {
			s.clocks[i] = silent
		}
	}
}

// due is the first deadline of the book whose last day it is; -1 when there is none.
func (d *daily) due(s dayState) int {
	for i := range d.p.Deadlines {
		if x := &d.p.Deadlines[i]; !x.IsDate && s.m[x.Slot] == matter.Running && x.Limited() && s.clocks[i] >= d.limitOf(s.m, i) {
			return i
		}
	}
	return -1
}

func (d *daily) expand(i int) {
	s := d.states[i]
	if s.morning && d.dates(i) {
		return
	}
	if !s.evening {
		for e := range d.p.Events {
			if d.p.Acts[d.p.Events[e].Act].Kind == matter.PersonAct && d.waited(s, e) {
				d.act(i, e)
			}
		}
	}
	if due := d.due(s); due >= 0 {
		d.night(i, due)
		d.expire(i, due)
		return
	}
	night := s.clone()
	night.evening, night.morning = false, true
	for c := range night.clocks {
		switch {
		case night.clocks[c] == silent:
		case c < len(d.p.Deadlines):
			if night.m[d.p.Deadlines[c].Slot] == matter.Running {
				night.clocks[c]++
			}
		default:
			night.clocks[c] = min(night.clocks[c]+1, d.mostOf[c-len(d.p.Deadlines)])
		}
	}
	to := d.intern(night)
	d.next[i] = append(d.next[i], dayEdge{to: to, days: 1})
}

// dates lets the dates come that may come this morning, and says whether one must.
func (d *daily) dates(i int) bool {
	s := d.states[i]
	for k := range d.p.Deadlines {
		x := &d.p.Deadlines[k]
		if !x.IsDate || s.m[x.Slot] != matter.Running {
			continue
		}
		if s.clocks[k] >= int32(x.Earliest.N) && (x.Otherwise < 0 || d.waited(s, x.Otherwise)) {
			d.expire(i, k)
		}
		if s.clocks[k] >= d.limitOf(s.m, k) {
			return true
		}
	}
	return false
}

func (d *daily) waited(s dayState, event int) bool {
	for _, w := range d.p.Events[event].Waits {
		if c := s.clocks[d.p.PeriodClock(w.Period)]; c != silent && s.m[d.p.Periods[w.Period].Slot] == 1 && c < d.wait(w) {
			return false
		}
	}
	return true
}

// choices calls do with every choice of the data an event sets and of all free slots.
func (d *daily) choices(s dayState, sets []int, do func(dayState)) {
	var slots []int
	var first, last []uint8
	for _, x := range sets {
		slots, first, last = append(slots, d.p.Data[x].Slot), append(first, 1), append(last, uint8(len(d.p.Data[x].Values)))
	}
	for i := range d.p.Slots {
		if d.p.Slots[i].Free {
			slots, first, last = append(slots, i), append(first, 0), append(last, d.p.Slots[i].Max)
		}
	}
	var rec func(k int, s dayState)
	rec = func(k int, s dayState) {
		if k == len(slots) {
			do(s.clone())
			return
		}
		for v := first[k]; v <= last[k]; v++ {
			s.m[slots[k]] = v
			rec(k+1, s)
		}
	}
	rec(0, s.clone())
}

func (d *daily) act(i, e int) {
	d.choices(d.states[i], d.p.Events[e].Sets, func(s dayState) {
		if !d.p.Met(s.m, e) {
			return
		}
		var out matter.Outcome
		d.p.Step(s.m, e, &out)
		s.morning = false
		d.settle(&s, &out)
		to := d.intern(s)
		d.next[i] = append(d.next[i], dayEdge{to: to, what: d.p.EventName(e)})
	})
}

// night notes the deadlines that are due with the first and, taken before it, would lead elsewhere.
func (d *daily) night(i, first int) {
	s := d.states[i]
	for j := first + 1; j < len(d.p.Deadlines); j++ {
		if x := &d.p.Deadlines[j]; !x.IsDate && s.m[x.Slot] == matter.Running && x.Limited() && s.clocks[j] >= d.limitOf(s.m, j) {
			n := night{first, j, newBitset(len(d.p.Slots))}
			d.choices(s, nil, func(s dayState) {
				if n.matters(d.p, s.m) {
					d.nights[[2]int{first, j}] = true
				}
			})
		}
	}
}

func (d *daily) expire(i, deadline int) {
	d.choices(d.states[i], nil, func(s dayState) {
		var out matter.Outcome
		ok := d.p.Expire(s.m, deadline, &out)
		s.evening = s.evening || !d.p.Deadlines[deadline].IsDate
		s.morning = s.morning && !s.evening
		d.settle(&s, &out)
		to := d.intern(s)
		d.next[i] = append(d.next[i], dayEdge{to: to, what: "by rule " + d.p.Deadlines[deadline].Name, stuck: !ok})
	})
}

func (d *daily) final(i int) bool { return d.p.Stages[d.states[i].m[0]].Final }

// going says whether the matter has begun and not ended.
func (d *daily) going(i int) bool { return d.states[i].m[0] != 0 && !d.final(i) }

// bounded says whether a deadline runs that must pass, and whose passing does something.
func (d *daily) bounded(i int) bool {
	s := d.states[i]
	for k := range d.p.Deadlines {
		x := &d.p.Deadlines[k]
		if s.m[x.Slot] == matter.Running && x.Limited() && x.Otherwise >= 0 && !x.Standing {
			return true
		}
	}
	return false
}

// components numbers the strongly connected parts of the states that are in, without recursion (Tarjan).
func (d *daily) components(in func(int) bool) []int {
	n := len(d.states)
	comp, index, low := make([]int, n), make([]int, n), make([]int, n)
	for i := range comp {
		comp[i], index[i] = -1, -1
	}
	var stack, work, at []int
	counter, comps := 0, 0
	for root := range d.states {
		if !in(root) || index[root] >= 0 {
			continue
		}
		work, at = append(work, root), append(at, 0)
		for len(work) > 0 {
			v := work[len(work)-1]
			k := at[len(at)-1]
			if k == 0 {
				index[v], low[v] = counter, counter
				counter++
				stack = append(stack, v)
			}
			if k < len(d.next[v]) {
				at[len(at)-1]++
				w := d.next[v][k].to
				switch {
				case !in(w):
				case index[w] < 0:
					work, at = append(work, w), append(at, 0)
				case comp[w] < 0:
					low[v] = min(low[v], index[w])
				}
				continue
			}
			work, at = work[:len(work)-1], at[:len(at)-1]
			if len(work) > 0 {
				u := work[len(work)-1]
				low[u] = min(low[u], low[v])
			}
			if low[v] == index[v] {
				for {
					w := stack[len(stack)-1]
					stack = stack[:len(stack)-1]
					comp[w] = comps
					if w == v {
						break
					}
				}
				comps++
			}
		}
	}
	return comp
}

// diverges says whether days can pass for ever among the states that are in.
func (d *daily) diverges(in func(int) bool) bool {
	comp := d.components(in)
	for i := range d.states {
		for _, e := range d.next[i] {
			if in(i) && in(e.to) && e.days > 0 && comp[i] == comp[e.to] {
				return true
			}
		}
	}
	return false
}

// longest is how many days at most pass from entering the states that are in until they are left; days must not be
// able to pass there for ever. Components come in the order of Tarjan, which is against the edges.
func (d *daily) longest(in func(int) bool) int32 {
	comp := d.components(in)
	n := 0
	for _, c := range comp {
		n = max(n, c+1)
	}
	members := make([][]int, n)
	for i, c := range comp {
		if c >= 0 {
			members[c] = append(members[c], i)
		}
	}
	best := make([]int32, n)
	longest := int32(0)
	for c := range members {
		for _, i := range members[c] {
			for _, e := range d.next[i] {
				switch {
				case !in(e.to):
					best[c] = max(best[c], e.days)
				case comp[e.to] != c:
					best[c] = max(best[c], best[comp[e.to]]+e.days)
				}
			}
		}
	}
	for i := range d.states {
		for _, e := range d.next[i] {
			if !in(i) && in(e.to) {
				longest = max(longest, best[comp[e.to]])
			}
		}
	}
	return longest
}
