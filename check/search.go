package check

import "github.com/evenhand/evenhand/matter"

// A search explores a model: its discrete states and, for each, the zones of clock readings with which it is reached.
// States are tried in the order of how many steps lead to them, so the first story found is a shortest one.
type search struct {
	g        *graph
	observes form                       // plain, timed or paced
	region   []matter.Lit               // where the observer of timed counts
	total    bool                       // the region is left by every end, though the observer counts on
	enough   int32                      // days after which the observer need not count on; 0: it always does
	hull     bool                       // zones of one state become the least zone that holds both: more than there is
	unmerged bool                       // zones are kept apart unless they are equal, for infinite runs
	budget   int                        // nodes; 0: no limit
	only     func(s int32, e edge) bool // the only steps to take from a state; nil: any
	rank     []int32                    // by state: which to try first, the highest; nil: in the order of how many steps lead to them
	prefer   func(n *node) int32        // the like, by node
	plan     *plan                      // the only steps to take, in their order; nil: any

	nodes   []node
	aliases []int32
	zones   zoneStore
	places  map[int]int // with a plan: where in heads
	heads   []int32     // by class of states, form and time of day: the newest node that still counts
	reached []bool      // by state: some node is of it
	where   []int8      // by state: 1 inside the region, -1 outside, 0 not yet known
	done    int         // nodes before it have been expanded, or are in open
	open    rankHeap
	short   bool  // the budget ran out
	far     int32 // where the observer had counted more than enough; -1
	loose   []string

	onState func(node int32) bool             // a discrete state is reached for the first time; false stops the search
	onEdge  func(node int32, edge int32) bool // a discrete step is possible for the first time; false stops it
	onLeave func(node, edge, days int32)      // a step leaves the region, so many days after it was entered at most
	onNode  func(node int32) bool             // a node is kept; false stops the search
	links   []link                            // with unmerged: every step between nodes
	fired   []bool                            // by edge
	stopped bool

	fire    firing
	how     label  // the step being done
	to      origin // and where it leads
	arrives func(z *dbm, l *layout, f form)
	from    dbm
	zone    dbm
	rest    dbm
	other   dbm
	union   dbm
	buf     []int16
	marking []uint8
}

// node is a discrete state with a zone, at one time of day.
type node struct {
	zone   zoneRef
	state  int32
	parent int32
	edge   int32 // of the graph; noEdge, or dawn
	alias  int32 // where in aliases the nodes are that it took in; -1
	next   int32 // with the same state, form and time of day
	depth  int32
	pos    int32 // in the plan
	form   form
	day    daytime
	gone   bool // another holds all of its zone
}

// nodeBytes is what a node takes up, without its zone.
const nodeBytes = 40

// daytime says when a node's readings are taken, and how it came about.
type daytime uint8

// The times of day. Expiries come at the end of a day, after all that persons did on it; the next act of a person is on
// a later day (kernel.md).
//
// A date comes at the beginning of its day, before all that persons do. So where one is to come, what may follow an act
// only after a night is told from what may follow it the same day.
const (
	noon    daytime = iota // a person acted, or a date came; days may have passed since
	later                  // a deadline passed, and at least one day since
	dusk                   // a deadline passed and more may pass before the day is over
	dawn                   // at least one day after dusk
	morning                // a person acted, and at least one day since; only a date is looked for
	today                  // a date came; only another is looked for
)

// afterNight says whether at least one day has passed since what led to the node.
func (d daytime) afterNight() bool { return d == later || d == dawn || d == morning }

const noEdge = -1

// link is a step between nodes; paced says that a day or more has passed since the last such.
type link struct {
	from, to, edge int32
	paced          bool
}

// hullGrowth is how often the zone of a state may grow, on average, before covering zones is taken to do harm: what a
// cover adds can come round and be added again.
const hullGrowth = 30

// run explores until everything is known, the budget is spent or a hook stops it.
func (x *search) run() {
	if x.fire.x == nil {
		x.fire.x = x
		x.marking = make([]uint8, len(x.g.m.base))
		x.begin()
	}
	for i := x.nextNode(); i >= 0 && !x.stopped; i = x.nextNode() {
		if x.budget > 0 && len(x.nodes) > x.budget || x.hull && len(x.nodes) > hullGrowth*len(x.g.states)+hullGrowth*100 {
			x.short = true
			return
		}
		if !x.nodes[i].gone {
			x.expand(i)
		}
	}
}

// nextNode takes the next node to expand; -1 when none is left.
func (x *search) nextNode() int32 {
	if x.rank == nil && x.prefer == nil {
		if x.done == len(x.nodes) {
			return -1
		}
		x.done++
		return int32(x.done - 1)
	}
	for ; x.done < len(x.nodes); x.done++ {
		x.open.push(x.rankOf(&x.nodes[x.done]), int32(x.done))
	}
	return x.open.pop()
}

// rankOf gives a node's rank; those of states that were not ranked come last.
func (x *search) rankOf(n *node) int32 {
	switch {
	case x.prefer != nil:
		return x.prefer(n)
	case int(n.state) < len(x.rank):
		return x.rank[n.state]
	}
	return -1
}

// begin puts the first node in: nothing has happened yet.
func (x *search) begin() {
	f := plain
	if x.observes == paced || x.observes == timed && x.inside(0) {
		f = x.observes
	}
	l := x.g.layouts[x.g.states[0].layout].in(f, x.g.m)
	x.zone.zeros(len(l.clocks))
	x.arrive(&x.zone, l, f, origin{state: 0, parent: -1, edge: noEdge}, noon)
}

// seed puts in a node of another search of the same graph.
func (x *search) seed(y *search, i int32) {
	n := y.nodes[i]
	l := y.load(&n, &x.from)
	x.fire.emit = func(z *dbm, l *layout, f form) {
		from := origin{state: n.state, parent: -1, edge: noEdge}
		if n.day == morning || n.day == today {
			x.arrive(z, l, f, from, today)
			return
		}
		x.daily(z, l, f, from, n.day != noon)
	}
	x.fire.enter(&x.from, l, n.state)
}

// origin is where a node comes from.
type origin struct {
	state, parent, edge, depth, pos int32
}

func (x *search) layoutOf(n *node) *layout {
	return x.g.layouts[x.g.states[n.state].layout].in(n.form, x.g.m)
}

// load unpacks a node's zone.
func (x *search) load(n *node, z *dbm) *layout {
	l := x.layoutOf(n)
	z.unpack(x.zones.get(n.zone, len(l.clocks)), len(l.clocks))
	return l
}

// expand does every step that is possible from a node.
func (x *search) expand(i int32) {
	n := x.nodes[i]
	l := x.load(&n, &x.from)
	edges := x.g.expand(n.state)
	first, stage := x.g.states[n.state].from, x.g.stageOf(n.state)
	for k, e := range edges {
		how := x.g.labels[e.label]
		if !x.timely(n.day, l, how) || !x.mayPass(&x.from, l, how) || !x.mayBeOnDay(&x.from, l, e) {
			continue
		}
		if x.only != nil && !x.only(n.state, e) {
			continue
		}
		pos, ok := x.plan.allows(n.pos, stage, how)
		if !ok {
			continue
		}
		to := origin{state: e.to, parent: i, edge: first + int32(k), depth: n.depth + 1, pos: pos}
		x.try(e, how, l, n.form, to, false)
		if x.observes == paced {
			x.try(e, how, l, n.form, to, true)
		}
		if x.stopped {
			return
		}
	}
}

// timely says whether a step can come at a time of day.
func (x *search) timely(day daytime, l *layout, how label) bool {
	if x.g.m.comes(how) && x.untracked(l, int(how.deadline)) {
		return day != dusk
	}
	switch day {
	case dusk:
		return x.g.m.ends(how)
	case morning, today:
		return x.g.m.comes(how)
	case noon:
		return !x.g.m.comes(how)
	}
	return true
}

// try does one edge from x.from, if its guard can be met; paced asks that a day has passed since the last paced step.
func (x *search) try(e edge, how label, l *layout, f form, to origin, pacing bool) {
	x.zone.copyOf(&x.from)
	if !x.guard(&x.zone, l, how) || !x.onDay(&x.zone, l, e) || pacing && !x.zone.tighten(0, int(l.at[x.g.m.observer()]), -1) {
		return
	}
	if x.seen(to.parent, to.edge); x.stopped {
		return
	}
	if x.onLeave != nil && f != plain && x.leaves(to.parent, e.to) {
		x.onLeave(to.parent, to.edge, x.observed(&x.zone, l, f))
	}
	if x.arrives == nil {
		x.arrives = x.after
	}
	x.how, x.to, x.fire.emit = how, to, x.arrives
	x.fire.pacing = pacing
	x.fire.carry(&x.zone, l, f, e.to, x.g.starts[e.starts])
}

// after adds what follows the step being done.
func (x *search) after(z *dbm, l *layout, f form) {
	if x.g.m.ends(x.how) {
		x.evening(z, l, f, x.to)
		return
	}
	x.daily(z, l, f, x.to, x.g.m.comes(x.how))
}

// leaves says whether a step from a node in the region leaves it.
func (x *search) leaves(node, to int32) bool {
	if x.total {
		return x.g.states[to].final && !x.g.states[x.nodes[node].state].final
	}
	return !x.inside(to)
}

// observed is the most that the observer can have counted in a zone.
func (x *search) observed(z *dbm, l *layout, f form) int32 {
	days := z.at(int(l.at[x.g.m.observer()]), 0)
	if f == frozen {
		days = sum(days, z.at(int(l.at[x.g.m.sinceHold()]), 0))
	}
	return days
}

// mayPass is a quick look whether an expiry's day can have come, before a zone is copied for it.
func (x *search) mayPass(z *dbm, l *layout, how label) bool {
	if how.deadline < 0 || x.untracked(l, int(how.deadline)) {
		return true
	}
	dim := l.at[x.g.m.ofLimit[how.deadline]]
	for _, f := range l.falling {
		if f.dim == int(dim) {
			return z.at(f.dim, 0) >= f.least
		}
	}
	return false
}

// seen tells the question of a discrete step that time allows, once.
func (x *search) seen(node, edge int32) {
	for int(edge) >= len(x.fired) {
		x.fired = append(x.fired, false)
	}
	if !x.fired[edge] {
		x.fired[edge] = true
		if x.onEdge != nil && !x.onEdge(node, edge) {
			x.stopped = true
		}
	}
}

// evening adds what follows an expiry: more expiries the same day, or a later day.
func (x *search) evening(z *dbm, l *layout, f form, to origin) {
	more := x.g.mayLapse(to.state)
	for _, d := range l.falling {
		more = more || !d.date && z.at(d.dim, 0) >= d.least
	}
	if !more {
		x.arrive(z, l, f, to, later)
		return
	}
	x.other.copyOf(z)
	if i := x.arrive(z, l, f, to, dusk); i >= 0 {
		x.arrive(&x.other, l, f, origin{to.state, i, noEdge, to.depth, to.pos}, dawn)
	}
}

// daily adds what follows a person's act, or a date that came.
func (x *search) daily(z *dbm, l *layout, f form, to origin, came bool) {
	if !l.dates {
		x.arrive(z, l, f, to, noon)
		return
	}
	x.other.copyOf(z)
	x.arrive(z, l, f, to, noon)
	if came {
		x.arrive(&x.other, l, f, to, today)
	} else {
		x.arrive(&x.other, l, f, to, morning)
	}
}

// arrive lets days pass in z as the time of day asks, and keeps the node unless what it holds is known already. It gives
// the node's number, or -1. z is used up.
func (x *search) arrive(z *dbm, l *layout, f form, from origin, day daytime) int32 {
	if day.afterNight() {
		z.pass(1, l.held)
	}
	if day != dusk {
		z.later(l.held)
	}
	if !z.atMost(l.top) {
		return -1
	}
	z.loosen(l.low, l.high)
	z.part(l.held) // they were parted before, and each part loosened by itself holds no less
	n := node{state: from.state, parent: from.parent, edge: from.edge, alias: -1, depth: from.depth, pos: from.pos, form: f, day: day}
	if x.unmerged {
		i := x.keepEqual(z, n)
		if n.parent >= 0 {
			x.links = append(x.links, link{n.parent, i, n.edge, x.fire.pacing && n.edge >= 0})
		}
		return i
	}
	far := x.enough > 0 && (f == timed || f == frozen) && !x.g.states[n.state].final && x.observed(z, l, f) > x.enough
	i := x.keep(z, n)
	if far && i >= 0 {
		x.far, x.stopped = i, true
	}
	return i
}

// slot gives where the list of nodes begins that a node is compared with.
func (x *search) slot(n *node) *int32 {
	at := ((int(x.g.states[n.state].class)*x.plan.positions()+int(n.pos))*int(forms) + int(n.form)) * 4
	switch dates := x.g.layouts[x.g.states[n.state].layout].dates; {
	case n.day == dusk:
		at++
	case dates && (n.day == later || n.day == dawn):
		at += 2
	case n.day == morning || n.day == today:
		at += 3
	}
	if x.plan != nil { // most states are met at few places of a plan
		at = x.placeOf(at)
	}
	for at >= len(x.heads) {
		x.heads = append(x.heads, -1)
	}
	return &x.heads[at]
}

// placeOf numbers the places that are met, in the order in which they are.
func (x *search) placeOf(at int) int {
	if x.places == nil {
		x.places = map[int]int{}
	}
	n, ok := x.places[at]
	if !ok {
		n = len(x.places)
		x.places[at] = n
	}
	return n
}

// keep adds a node unless one allows persons as much and holds all of its zone; those of which it is true the other way
// round are gone. Zones of one state whose union is a zone become one.
//
// A node that allows as much can do whatever the other can, on the same days. So what is reachable, and how late, is
// the same without the other: every question here is one of that kind, or reads the slots in question exactly.
func (x *search) keep(z *dbm, n node) int32 {
	head := x.slot(&n)
	p := z.pack(x.buf)
	x.buf = p.b
	at, held := head, x.layoutOf(&n).held
	var took []int32
	for *at >= 0 {
		old := *at
		o := &x.nodes[old]
		q := x.zones.get(o.zone, z.n)
		if p.within(q) && x.g.better(o.state, n.state) {
			return -1
		}
		if q.within(p) && x.g.better(n.state, o.state) {
			x.retire(old, n.depth)
			*at = o.next
			continue
		}
		if o.state != n.state {
			at = &o.next
			continue
		}
		x.rest.unpack(q, z.n)
		if x.hull {
			x.union.cover(z, &x.rest)
		}
		if x.hull || x.union.unite(z, &x.rest) && x.union.parted(held) {
			z.copyOf(&x.union)
			took = append(took, old)
			x.retire(old, n.depth)
			*at = o.next
			p = z.pack(x.buf)
			x.buf = p.b
			at = head // the larger zone may hold or meet others
			continue
		}
		at = &o.next
	}
	return x.add(p, n, took)
}

// retire takes a node that has not been expanded yet out of the search, unless it is nearer the start than what
// replaces it: a shorter story may lead through it.
func (x *search) retire(old, depth int32) {
	if x.nodes[old].depth >= depth || x.rank != nil {
		x.nodes[old].gone = true
	}
}

// add keeps a node.
func (x *search) add(p packed, n node, took []int32) int32 {
	i := int32(len(x.nodes))
	n.zone = x.zones.put(p)
	if len(took) > 0 {
		n.alias = int32(len(x.aliases))
		x.aliases = append(append(x.aliases, took...), -1)
	}
	head := x.slot(&n)
	n.next = *head
	*head = i
	x.nodes = append(x.nodes, n)
	if x.onNode != nil && !x.onNode(i) {
		x.stopped = true
	}
	for int(n.state) >= len(x.reached) {
		x.reached = append(x.reached, false)
	}
	if !x.reached[n.state] {
		x.reached[n.state] = true
		if x.onState != nil && !x.onState(i) {
			x.stopped = true
		}
	}
	return i
}

// keepEqual adds a node unless there is one with an equal zone, and gives the number of the one that is kept.
func (x *search) keepEqual(z *dbm, n node) int32 {
	p := z.pack(x.buf)
	x.buf = p.b
	for i := *x.slot(&n); i >= 0; i = x.nodes[i].next {
		if q := x.zones.get(x.nodes[i].zone, z.n); x.nodes[i].state == n.state && p.within(q) && q.within(p) {
			return i
		}
	}
	return x.add(p, n, nil)
}

// inside says whether a state is in the region where the observer counts.
func (x *search) inside(s int32) bool {
	for int(s) >= len(x.where) {
		x.where = append(x.where, 0)
	}
	if x.where[s] == 0 {
		x.g.load(s, x.marking)
		x.where[s] = -1
		if matter.Marking(x.marking).Holds(x.region) {
			x.where[s] = 1
		}
	}
	return x.where[s] > 0
}

// approximate notes that clocks were held of which there were too many readings to part them exactly.
func (x *search) approximate(held []int, l *layout) {
	for _, dim := range held {
		name := x.g.m.p.Deadlines[x.g.m.clocks[l.clocks[dim]].deadline].Name
		if !containsWord(x.loose, name) {
			x.loose = append(x.loose, name)
		}
	}
}

func containsWord(list []string, w string) bool {
	for _, x := range list {
		if x == w {
			return true
		}
	}
	return false
}

// bytes is what the search takes up, with its graph.
func (x *search) bytes() int {
	return x.g.bytes() + x.zones.bytes() + nodeBytes*cap(x.nodes) + 8*cap(x.open) +
		4*(cap(x.heads)+cap(x.aliases)+cap(x.rank)) + cap(x.fired) + cap(x.where) + cap(x.reached)
}
