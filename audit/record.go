package audit

import (
	"cmp"
	"slices"

	"github.com/evenhand/evenhand/calendar"
)

// record is one matter of the log as one book reads it: its entries that are events of a procedure, each with its
// interval, in an order that does not depend on that of the rows.
type record struct {
	matter    string
	procedure string
	recs      []rec
	ignored   int
	unknown   []*entry
	untimely  bool // sequence numbers and times contradict each other, so the numbers are not heeded
}

// rec is one event of a record.
type rec struct {
	on      span
	when    calendar.When // resolved in the book's zone
	marked  bool
	turn    int16 // among the events of one entry
	entry   *entry
	meaning *meaning
	target  *target
	byRule  bool // a clock act: it comes at the end of its day
}

// read makes the record of a matter. The entries must be in the order of [entry.compare].
func (b *Book) read(into *record, matter, asked string, entries []*entry) {
	*into = record{matter: matter, recs: into.recs[:0], unknown: into.unknown[:0]}
	into.procedure = b.mapping.procedureOf(matter, asked, entries)
	for _, e := range entries {
		m := b.mapping.meaningOf(into.procedure, e)
		if into.procedure == "" {
			m = b.mapping.anyIgnored(e)
		}
		switch {
		case m == nil:
			into.unknown = append(into.unknown, e)
		case m.ignored:
			into.ignored++
		default:
			into.add(b, e, m)
		}
	}
	into.sort()
}

// anyIgnored is the meaning of an entry in a matter of no procedure: it may have been dropped on purpose.
func (mp *mapping) anyIgnored(e *entry) *meaning {
	for _, p := range mp.order {
		if m := mp.meaningOf(p, e); m != nil && m.ignored {
			return m
		}
	}
	return nil
}

func (r *record) add(b *Book, e *entry, m *meaning) {
	when := e.when
	if when.Time != 0 {
		when = b.calendar().Resolve(when)
		if b.mapping.m.TimesAreDates {
			when = calendar.On(when.From)
		}
	}
	for i, t := range m.targets {
		r.recs = append(r.recs, rec{on: spanOf(when), when: when, marked: when.Marked(), turn: int16(i), entry: e, meaning: m, target: t, byRule: t.byRule})
	}
}

// before says whether one event of a record certainly came before another: by days, by times, by the order in which
// one entry names them, or by their sequence numbers where the dates permit.
func (r *record) before(i, j int) bool {
	a, b := &r.recs[i], &r.recs[j]
	switch {
	case a.on.hi < b.on.lo:
		return true
	case b.on.hi < a.on.lo:
		return false
	case a.entry == b.entry:
		return a.turn < b.turn
	case a.byRule != b.byRule && a.on == b.on && a.on.exact():
		return b.byRule
	case a.when.Time != 0 && b.when.Time != 0 && !a.marked && !b.marked:
		if a.when.CertainlyBefore(b.when) {
			return true
		}
		if b.when.CertainlyBefore(a.when) {
			return false
		}
	}
	return !r.untimely && a.entry.seq > 0 && b.entry.seq > 0 && a.entry.seq < b.entry.seq
}

// sort puts the events in the order of their days as the book's zone has them.
func (r *record) sort() {
	order := func(a, b rec) int {
		return cmp.Or(cmp.Compare(a.on.lo, b.on.lo), cmp.Compare(a.on.hi, b.on.hi), cmp.Compare(a.when.Time, b.when.Time),
			cmp.Compare(a.entry.seq, b.entry.seq))
	}
	if !slices.IsSortedFunc(r.recs, order) {
		slices.SortStableFunc(r.recs, order)
	}
}

// cluster is a run of events among which the order is not settled: everything before it certainly came before it, and
// everything after it after it.
type cluster struct{ from, to int }

// largestRun is how many events that overlap one another are looked at for what settles their order.
const largestRun = 2000

// nextCluster gives the cluster that begins at an event.
func (r *record) nextCluster(from int) cluster {
	r.untimely = false
	to, hi := from+1, r.recs[from].on.hi
	for ; to < len(r.recs) && r.recs[to].on.lo <= hi; to++ {
		hi = max(hi, r.recs[to].on.hi)
	}
	if to-from == 1 || to-from > largestRun {
		return cluster{from, to}
	}
	last := from // the last event that is not certainly after one of those up to i
	for i := from; i <= last; i++ {
		for j := to - 1; j > last; j-- {
			if r.recs[i].on.hi > r.recs[j].on.lo || !r.before(i, j) { // a number that settles the order narrows the days
				last = j
			}
		}
	}
	return cluster{from, last + 1}
}

// same says whether two events are the same in everything a rule could look at, but for who has seen them.
func (r *record) same(i, j int) bool {
	a, b := &r.recs[i], &r.recs[j]
	return a.meaning == b.meaning && a.turn == b.turn && a.on == b.on && a.when == b.when && a.entry.seq == b.entry.seq &&
		a.entry.by == b.entry.by && a.entry.as == b.entry.as && a.entry.to == b.entry.to && a.entry.ground == b.entry.ground &&
		a.entry.data == nil && b.entry.data == nil
}

// orders lists, for each event of a cluster of at most 64, those that came before it, as bits. Of events that are the
// same the first listed counts as the first, so that they make one order, not many. Where sequence numbers go round
// in a circle with dates and times they are not heeded.
func (r *record) orders(c cluster) []uint64 {
	r.untimely = false
	before := r.ordersNow(c)
	if circular(before) {
		r.untimely = true
		before = r.ordersNow(c)
	}
	return before
}

func (r *record) ordersNow(c cluster) []uint64 {
	before := make([]uint64, c.to-c.from)
	for i := c.from; i < c.to; i++ {
		for j := c.from; j < c.to; j++ {
			if i != j && (r.before(j, i) || j < i && r.same(j, i)) {
				before[i-c.from] |= 1 << uint(j-c.from)
			}
		}
	}
	return before
}

// circular says whether no order has every event after those before it.
func circular(before []uint64) bool {
	var done uint64
	for range before {
		next := -1
		for i, b := range before {
			if done>>uint(i)&1 == 0 && b&^done == 0 {
				next = i
				break
			}
		}
		if next < 0 {
			return true
		}
		done |= 1 << uint(next)
	}
	return false
}
