package check

import "slices"

// A traced step is an edge of the graph and how many days passed after it, before the next.
type traced struct {
	edge int32
	days int32
}

// trace finds a run that leads to a reading of a node's zone, or to one that can do all it can. It goes back from node
// to node, each time to readings from which the step leads there; a node that took others in is searched for the one
// whose zone has the reading. Nodes only come from older ones, so it ends.
func (x *search) trace(n int32, reading []int32) []traced {
	var path []traced
	for {
		node := x.nodes[n]
		if older := x.aliasWith(&node, reading); older >= 0 {
			n = older
			continue
		}
		if node.parent < 0 {
			slices.Reverse(path)
			return path
		}
		var days int32
		var before []int32
		if node.day == dawn {
			before, days = x.backToDusk(&node, reading)
		} else {
			before, days = x.backOver(&node, reading)
		}
		if before == nil {
			return nil
		}
		if node.day == dawn { // dusk, the step itself, is on the same day as what came before it
			n, reading = node.parent, before
			path = append(path, traced{noEdge, days})
			continue
		}
		path = append(path, traced{node.edge, days})
		n, reading = node.parent, before
	}
}

// aliasWith finds the node, among those a node took in, whose zone has a reading; -1 when none has.
func (x *search) aliasWith(n *node, reading []int32) int32 {
	if n.alias < 0 {
		return -1
	}
	for i := n.alias; x.aliases[i] >= 0; i++ {
		old := &x.nodes[x.aliases[i]]
		if x.load(old, &x.rest); x.rest.holds(reading) {
			return x.aliases[i]
		}
	}
	return -1
}

// holds says whether a reading is in the zone.
func (z *dbm) holds(reading []int32) bool {
	for i := range reading {
		for j := range reading {
			if b := z.at(i, j); b < none && reading[i]-reading[j] > b {
				return false
			}
		}
	}
	return true
}

// backToDusk goes from the morning after an expiry back to the evening.
func (x *search) backToDusk(n *node, reading []int32) ([]int32, int32) {
	l := x.load(&x.nodes[n.parent], &x.from)
	return x.before(&x.from, l, reading, dawn)
}

// before gives a reading of z, and a number of days after which it is, or does all that, reading is.
func (x *search) before(z *dbm, l *layout, reading []int32, day daytime) ([]int32, int32) {
	var w dbm
	w.copyOf(z)
	least := int32(0)
	if day.afterNight() {
		least = 1
		w.pass(1, l.held)
	}
	if day != dusk {
		w.later(l.held)
	}
	if !w.atMost(l.top) || !narrow(&w, l, reading) {
		return nil, 0
	}
	after := w.point(false)
	if day == dusk {
		return after, 0
	}
	days := x.leastDays(z, l, after, least)
	for i := range after {
		if i > 0 && l.held>>uint(i)&1 == 0 {
			after[i] -= days
		}
	}
	return after, days
}

// leastDays is how long ago at least a reading was one of z.
func (x *search) leastDays(z *dbm, l *layout, after []int32, least int32) int32 {
	days := least
	for i := 1; i < z.n; i++ {
		if l.held>>uint(i)&1 == 1 {
			continue
		}
		for j := 0; j < z.n; j++ {
			if b := z.at(i, j); b < none && (j == 0 || l.held>>uint(j)&1 == 1) {
				days = max(days, after[i]-after[j]-b)
			}
		}
	}
	return days
}

// narrow keeps the readings that can do all that a reading can: equal where a clock is tested from both sides, no less
// where only from below, no more where only from above. It is the simulation on which loosen rests.
func narrow(z *dbm, l *layout, reading []int32) bool {
	for i := 1; i < z.n; i++ {
		least, most := atOrBeyond(l, i, reading[i])
		if !z.tighten(0, i, -least) || most < none && !z.tighten(i, 0, most) {
			return false
		}
	}
	return true
}

func atOrBeyond(l *layout, dim int, v int32) (least, most int32) {
	least, most = v, v
	if l.high[dim] < 0 {
		least, most = min(v, l.low[dim]), none
	} else if l.low[dim] < 0 {
		least = 0
	}
	return least, most
}

// backOver goes from a node back over the step that led to it.
func (x *search) backOver(n *node, reading []int32) ([]int32, int32) {
	parent := &x.nodes[n.parent]
	var from dbm
	l := x.load(parent, &from)
	e := x.g.edges[n.edge]
	if !x.guard(&from, l, x.g.labels[e.label]) || !x.onDay(&from, l, e) {
		return nil, 0
	}
	var found []int32
	var days int32
	var z dbm
	z.copyOf(&from)
	x.fire.emit = func(y *dbm, to *layout, f form) {
		if found != nil || f != n.form {
			return
		}
		before, d := x.before(y, to, reading, n.day)
		if before == nil {
			return
		}
		if found = x.undo(&from, l, to, before); found != nil {
			days = d
		}
	}
	x.fire.carry(&z, l, parent.form, e.to, x.g.starts[e.starts])
	return found, days
}

// undo finds a reading of from that the step just done turns into after.
func (x *search) undo(from *dbm, l, to *layout, after []int32) []int32 {
	m := x.g.m
	var z dbm
	z.copyOf(from)
	thaws := x.fire.thaw
	for dim := 1; dim < len(to.clocks); dim++ {
		c := to.clocks[dim]
		was := int(l.at[c])
		if was == 0 || x.fire.started(c) || thaws && c == m.observer() || c == m.sinceHold() && l.at[c] == 0 {
			continue
		}
		least, most := atOrBeyond(to, dim, after[dim])
		if !z.tighten(0, was, -least) || most < none && !z.tighten(was, 0, most) {
			return nil
		}
	}
	if thaws && to.at[m.observer()] > 0 {
		return x.unthaw(&z, l, after[to.at[m.observer()]])
	}
	return z.point(false)
}

// unthaw finds how the observer's reading was made up of what it showed when it was held and the days since.
func (x *search) unthaw(z *dbm, l *layout, reading int32) []int32 {
	m := x.g.m
	observer, since := int(l.at[m.observer()]), int(l.at[m.sinceHold()])
	for v := -z.at(0, since); v <= z.at(since, 0) && v <= reading; v++ {
		var y dbm
		y.copyOf(z)
		if y.tighten(0, since, -v) && y.tighten(since, 0, v) && y.tighten(0, observer, v-reading) {
			return y.point(false)
		}
	}
	return nil
}
