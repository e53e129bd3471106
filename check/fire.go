package check

// fire.go does one discrete step on a zone: its guard, the clocks that start, stop, are held and go on.

// maxSplit is into how many whole readings a zone is split at most where clocks are held.
const maxSplit = 1 << 15

// A firing is a step being done on a zone. Held clocks are what makes it more than a table look-up.
//
// A zone whose held clocks and running clocks are bound to each other does not stay a zone when days pass. They are
// parted first: either each clock that is now held is given one whole reading, a zone for each, or each that runs on
// is. Readings are whole and bounded, so this loses nothing; it takes whichever way gives fewer zones, and when all
// clocks are held together that is none. The observer runs on in the first way and is held too in the second.
type firing struct {
	x        *search
	from, to *layout // with their forms
	base     *layout // of to, without observers
	form     form    // of to
	held     []int   // dimensions of to that are now held and ran before
	resumed  []int   // that run and were held
	fix      []int   // dimensions to give one reading each
	freeze   bool
	thaw     bool
	work     [2]dbm
	carried  []uint8
	starts   []uint8
	anew     bool // the observer starts
	pacing   bool // of a paced search: the observer starts again
	emit     func(z *dbm, l *layout, f form)
}

// guard keeps the readings in which a step can be done. It reports whether there are any.
func (x *search) guard(z *dbm, l *layout, how label) bool {
	if how.deadline >= 0 {
		return x.guardExpiry(z, l, how) && x.due(z, l, how)
	}
	if how.move < 0 { // the matter is only there still
		return true
	}
	v := &x.g.m.moves[how.move]
	if v.fact >= 0 && x.g.m.sinceEnd != noClock {
		if dim := l.at[x.g.m.sinceEnd]; dim > 0 && !z.tighten(int(dim), 0, x.g.m.facts[v.fact].days) {
			return false
		}
	}
	for _, b := range v.before {
		if dim := l.at[b.clock]; dim > 0 && !z.tighten(int(dim), 0, b.days) {
			return false
		}
	}
	return x.beforeItsDay(z, l) && x.passed(z, l, v.waits)
}

// beforeItsDay keeps the readings in which no date that runs must have come already: on the last day on which it may
// come it comes before all else.
func (x *search) beforeItsDay(z *dbm, l *layout) bool {
	for _, f := range l.falling {
		if f.date && !z.tighten(f.dim, 0, f.most-1) {
			return false
		}
	}
	return true
}

// passed keeps the readings in which minimum periods have passed. One that does not count asks for nothing.
func (x *search) passed(z *dbm, l *layout, waits []bound) bool {
	for _, w := range waits {
		if dim := l.at[w.clock]; dim > 0 && !z.tighten(0, int(dim), -w.in(l)) {
			return false
		}
	}
	return true
}

// untracked says whether a deadline that passes has no clock where it does.
func (x *search) untracked(l *layout, deadline int) bool {
	c := x.g.m.ofLimit[deadline]
	return c == noClock || l.at[c] == 0
}

// guardExpiry keeps the readings in which a deadline's last day has come and no deadline before it in the book is due
// with certainty on the same day: expiries of one day run in the order of the book.
func (x *search) guardExpiry(z *dbm, l *layout, how label) bool {
	comes := x.g.m.comes(how)
	if comes && !x.passed(z, l, x.g.m.ofDate[how.deadline]) || !comes && !x.beforeItsDay(z, l) {
		return false
	}
	untracked := x.untracked(l, int(how.deadline))
	for _, f := range l.falling {
		switch {
		case f.deadline == int(how.deadline):
			return z.tighten(0, f.dim, -f.least)
		case !f.date && !comes && !untracked && !z.tighten(f.dim, 0, f.most-1):
			return false
		}
	}
	return untracked
}

// carry moves z through a step into the layout of the state it leads to, and emits what comes about, before any day
// passes. z is used up.
func (f *firing) carry(z *dbm, from *layout, was form, to int32, starts []uint8) {
	x := f.x
	f.base = x.g.layouts[x.g.states[to].layout]
	f.from, f.form = from, was
	counted, counts := was == timed || was == frozen, x.inside(to)
	started := x.observes == timed && counts && !counted || f.pacing
	switch {
	case was == paced:
	case !counts:
		f.form = plain
	case started:
		f.form = timed
	}
	f.to = f.base.in(f.form, x.g.m)
	f.starts, f.anew = starts, started
	f.mapClocks()
	y := &f.work[0]
	y.carry(z, f.carried)
	for _, c := range starts {
		if dim := f.to.at[c&^lateClock]; c&lateClock != 0 && dim > 0 {
			y.set(int(dim), -1)
		}
	}
	f.compare()
	f.decide(y)
	f.split(y, f.fix, 1)
}

// enter puts the zone of a state, without an observer, into a search that has one, which starts.
func (f *firing) enter(z *dbm, l *layout, state int32) {
	f.base = f.x.g.layouts[f.x.g.states[state].layout]
	f.form = f.x.observes
	f.from, f.to = l, f.base.in(f.form, f.x.g.m)
	f.starts, f.anew = nil, true
	f.mapClocks()
	y := &f.work[0]
	y.carry(z, f.carried)
	f.emit(y, f.to, f.form)
}

// mapClocks says, for every dimension to come, which it was; 0 for those that start.
func (f *firing) mapClocks() {
	f.carried = append(f.carried[:0], 0)
	for _, c := range f.to.clocks[1:] {
		was := f.from.at[c]
		if f.started(c) {
			was = 0
		}
		f.carried = append(f.carried, was)
	}
}

// started says whether a clock counts from this step on.
func (f *firing) started(c uint8) bool {
	return f.anew && c == f.x.g.m.observer() || begins(f.starts, c)
}

// compare finds the clocks that are now held, and those that go on.
func (f *firing) compare() {
	f.held, f.resumed = f.held[:0], f.resumed[:0]
	if f.from.held == 0 && f.to.held == 0 {
		return
	}
	for dim := 1; dim < len(f.to.clocks); dim++ {
		was := f.carried[dim]
		if was == 0 || f.to.clocks[dim] >= f.x.g.m.observer() {
			continue
		}
		before, now := f.from.held>>was&1 == 1, f.to.held>>uint(dim)&1 == 1
		switch {
		case now && !before:
			f.held = append(f.held, dim)
		case before && !now:
			f.resumed = append(f.resumed, dim)
		}
	}
}

// decide says how held and running clocks are parted.
func (f *firing) decide(y *dbm) {
	f.fix, f.freeze, f.thaw = f.fix[:0], false, false
	stillHeld := f.to.held&^f.observers() != 0
	if len(f.held) > 0 {
		running := f.running(y)
		a, b := f.count(y, f.held), f.count(y, running)
		switch {
		case min(a, b) > maxSplit:
			f.x.approximate(f.held, f.to)
			y.part(f.to.held | f.observers())
		case f.form == frozen || a < b:
			f.fix = append(f.fix, f.held...)
		default:
			f.fix = append(f.fix, running...)
		}
		f.freeze = f.form == timed && (min(a, b) > maxSplit || a >= b)
	}
	switch since := int(f.to.at[f.x.g.m.sinceHold()]); {
	case f.form == frozen && !stillHeld:
		f.thaw = true
		if len(f.running(y)) > 0 && y.at(since, 0) < none {
			f.fix = append(f.fix, since)
		}
	case len(f.resumed) > 0 && stillHeld:
		f.fix = append(f.fix, f.resumed...)
	}
}

// observers are the dimensions of to that a form added.
func (f *firing) observers() uint64 {
	set := uint64(0)
	for _, c := range []uint8{f.x.g.m.observer(), f.x.g.m.sinceHold()} {
		if dim := f.to.at[c]; dim > 0 {
			set |= 1 << dim
		}
	}
	return set
}

// running lists the clocks that ran before and run on, and have more than one reading; not the observer's own.
func (f *firing) running(y *dbm) []int {
	var list []int
	for dim := 1; dim < y.n; dim++ {
		c := f.to.clocks[dim]
		own := c >= f.x.g.m.observer() && f.form != paced
		if own || f.to.held>>uint(dim)&1 == 1 || y.fixed(dim) || contains(f.resumed, dim) {
			continue
		}
		list = append(list, dim)
	}
	return list
}

// fixed says whether a clock has one reading.
func (z *dbm) fixed(dim int) bool { return z.at(dim, 0)+z.at(0, dim) == 0 }

// count is into how many zones giving these clocks one reading each would split y, at least.
func (f *firing) count(y *dbm, dims []int) int {
	n := 1
	for _, dim := range dims {
		least, most := f.readings(y, dim)
		if n *= int(most-least) + 1; n > maxSplit || most >= none {
			return maxSplit + 1
		}
	}
	return n
}

// readings are the least and the greatest reading of a clock, all readings that no test tells apart counted as one.
func (f *firing) readings(y *dbm, dim int) (least, most int32) {
	least, most = -y.at(0, dim), y.at(dim, 0)
	if f.to.high[dim] < 0 && f.to.low[dim] < none {
		most = min(most, f.to.low[dim])
		least = min(least, most)
	}
	return least, most
}

// split gives the clocks of fix one reading each in turn and emits every zone that comes of it.
func (f *firing) split(y *dbm, fix []int, depth int) {
	if len(fix) == 0 {
		f.finish(y)
		return
	}
	dim := fix[0]
	least, most := f.readings(y, dim)
	if least == most && y.fixed(dim) {
		f.split(y, fix[1:], depth)
		return
	}
	for v := least; v <= most; v++ {
		var part dbm
		part.copyOf(y)
		if f.give(&part, dim, v) {
			f.split(&part, fix[1:], depth+1)
		}
	}
}

// give keeps the readings in which a clock shows v; where no test tells v from what is above, those in which it shows
// v or more, bound to nothing.
func (f *firing) give(z *dbm, dim int, v int32) bool {
	if !z.tighten(0, dim, -v) {
		return false
	}
	if f.to.high[dim] >= 0 || f.to.low[dim] > v {
		return z.tighten(dim, 0, v)
	}
	n := z.n
	for j := 0; j < n; j++ {
		if j != dim {
			z.d[dim*n+j] = none
		}
	}
	z.d[dim] = -v
	for i := 1; i < n; i++ {
		if i != dim {
			z.d[i*n+dim] = sum(z.d[i*n], -v)
		}
	}
	return true
}

// finish freezes or thaws the observer and emits the zone.
func (f *firing) finish(y *dbm) {
	m := f.x.g.m
	switch {
	case f.freeze:
		l := f.base.in(frozen, m)
		z := &f.work[1]
		z.carry(y, f.into(l))
		f.emit(z, l, frozen)
	case f.thaw:
		f.advance(y, int(f.to.at[m.observer()]), int(f.to.at[m.sinceHold()]))
		l := f.base.in(timed, m)
		z := &f.work[1]
		z.carry(y, f.into(l))
		f.emit(z, l, timed)
	default:
		f.emit(y, f.to, f.form)
	}
}

// into maps the dimensions of a layout of the same state to those of f.to.
func (f *firing) into(l *layout) []uint8 {
	f.carried = f.carried[:0]
	f.carried = append(f.carried, 0)
	for _, c := range l.clocks[1:] {
		f.carried = append(f.carried, f.to.at[c])
	}
	return f.carried
}

// advance adds what clock b shows to clock a.
func (f *firing) advance(z *dbm, a, b int) {
	n := z.n
	least, most := -z.at(0, b), z.at(b, 0)
	for j := 0; j < n; j++ {
		if j == a || j == b {
			continue
		}
		z.d[a*n+j] = sum(z.d[a*n+j], most)
		z.d[j*n+a] = sum(z.d[j*n+a], -least)
	}
	z.d[a*n+b], z.d[b*n+a] = none, none
	z.close()
}
