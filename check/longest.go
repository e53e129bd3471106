package check

import (
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// longest.go finds how many days at most can pass from entering a region until it is left, or a run along which they pass
// for ever. That no run comes to rest there is taken for granted (waits.go).
//
// A clock counts the days; only its upper bounds are kept, for only its supremum is asked, so a zone reached sooner never
// counts against one reached later. The bounds are whole and closed, so the supremum is reached. A search that comes to
// an end has shown too that days do not pass for ever. One that counts more days than seems right has gone round some
// cycle: that cycle is tried like any other run of a cone that may hold too much (refine.go).

// stretch is how long at most a region lasts, with a run on which it does.
type stretch struct {
	days  int32
	x     *search
	at    candidate // the step by which the region is left
	loose []string  // deadlines whose pauses had too many readings to be followed one by one
	lasso *lasso    // a run along which days pass for ever: there is no bound
	track tracked   // what had to be tracked to know
}

// longest finds the longest stay in a region, in days of the greatest spans of the limits. track is what shows that no
// run comes to rest in the region. The reason is empty when the answer is certain.
func (pr *prover) longest(q question, r region, track tracked) (stretch, string, error) {
	of := pr.subject(q)
	if track != nil {
		track = track.clone()
	}
	most := pr.longEnough()
	enough := most / 4
	for hull := true; ; {
		g, err := of.tracking(track)
		if err != nil {
			return stretch{}, "", err
		}
		x := pr.search(g)
		x.hull, x.observes, x.region, x.total, x.enough = hull, timed, r.lits, r.total, enough
		more := false
		if x.rank, more = pr.pinCaps(x, track); more {
			continue
		}
		bound := x.farthest()
		pr.ran(x)
		round := x.lassoTo(x.far)
		if x.far >= 0 && enough < most && (round == nil || round.turns < manyTurns) {
			enough = most // it may be a long matter that ends
			continue
		}
		var pins []pin
		switch {
		case x.far >= 0 && round != nil:
			real, learned, why, err := of.confirmLasso(r, x, round, track)
			if real != nil || why != "" || err != nil {
				return stretch{lasso: real}, why, err
			}
			pins = learned
		case x.far < 0 && x.short && !hull:
			return stretch{}, pr.spent(), nil
		case x.far < 0 && !x.short:
			if bound.track = track; bound.days < 0 || track == nil {
				return bound, "", nil
			}
			real, learned, err := of.confirmStretch(r, x, bound, track)
			if real.track = track; err != nil || real.days == bound.days {
				return real, "", err
			}
			pins = learned
		}
		switch learned := track != nil && track.add(pr.withCompanions(pins)...); {
		case learned:
		case hull:
			hull = false
		case track != nil:
			track = nil
		case enough == none:
			return stretch{}, "a case may last for longer than can be counted", nil
		default:
			enough = none
			if l, why, err := pr.loops(q, r, nil); l != nil || why != "" || err != nil {
				return stretch{lasso: l}, why, err
			}
		}
	}
}

// manyTurns is how often a run comes back to a state before it seems to go round.
const manyTurns = 4

// longEnough is a number of days beyond which a search looks whether it goes round: far more than all limits one after
// the other. It decides nothing, and only says when to look. Most cycles show at a quarter of it.
func (pr *prover) longEnough() int32 {
	days := int32(100)
	for i := range pr.p.Deadlines {
		if pr.p.Deadlines[i].Limited() {
			if list, err := pr.spans.ofDeadline(pr.p, i); err == nil {
				days += 4 * list[0].most
			}
		}
	}
	return days
}

// farthest runs a search and finds the step by which its region is left last.
func (x *search) farthest() stretch {
	best := stretch{days: -1}
	x.far = -1
	x.onLeave = func(node, edge int32, days int32) {
		if days > best.days {
			best.days, best.at = days, candidate{node, edge}
		}
	}
	x.run()
	best.x, best.loose = x, x.loose
	return best
}

// lassoTo finds a cycle on the way to a node in which the observer has counted: the last one. Nil when there is none.
func (x *search) lassoTo(i int32) *lasso {
	if i < 0 {
		return nil
	}
	line := x.nodesTo(i)
	for last := len(line) - 1; last > 0; last-- {
		for first := last - 1; first >= 0; first-- {
			a, b := &x.nodes[line[first]], &x.nodes[line[last]]
			if a.state != b.state || x.countedAt(a) >= x.countedAt(b) {
				continue
			}
			if l := (lasso{x: x, at: line[first], stem: x.stepsAlong(line[:first+1]), loop: x.stepsAlong(line[first+1 : last+1])}); len(l.loop) > 0 {
				l.turns = x.turns(line[:last+1])
				return &l
			}
		}
	}
	return nil
}

// turns counts how often a run has been, before its last node, in the state of that node with fewer days counted each time.
func (x *search) turns(line []int32) int {
	n := 0
	at := &x.nodes[line[len(line)-1]]
	for i := len(line) - 2; i >= 0; i-- {
		if before := &x.nodes[line[i]]; before.state == at.state && x.countedAt(before) < x.countedAt(at) {
			n, at = n+1, before
		}
	}
	return n
}

// countedAt is the most that the observer can have counted at a node; -1 outside the region.
func (x *search) countedAt(n *node) int32 {
	if n.form != timed && n.form != frozen {
		return -1
	}
	l := x.load(n, &x.zone)
	return x.observed(&x.zone, l, n.form)
}

// pinCaps tracks how often what is capped has been done where it lies on a cycle, so that no search goes round for ever.
// It says whether that is new, and gives the states' ranks: a state comes before those that it leads to, so that most
// are tried once, when all that leads to them is known.
func (pr *prover) pinCaps(x *search, track tracked) ([]int32, bool) {
	y := &search{g: x.g, hull: x.hull, region: x.region, budget: x.budget}
	y.run()
	d := y.cyclesOf(func(edge) bool { return true })
	more := false
	for s, c := range d.comp {
		if track == nil || c < 0 || !d.cyclic[c] || d.bounded(int(c)) {
			continue
		}
		st := &y.g.states[s]
		for i := st.from; i < st.to; i++ {
			e := y.g.edges[i]
			if how := y.g.labels[e.label]; y.g.capped(e) && d.mayLeadInto(e.to, c) {
				more = track.add(pr.capsOf(int(how.event))...) || more
			}
		}
	}
	return d.comp, more
}

// mayLeadInto says whether a state, or one that stands for it, is of a part.
func (d *cycles) mayLeadInto(s, part int32) bool {
	return slices.ContainsFunc(d.standIns(s), func(t int32) bool { return d.comp[t] == part })
}

// capsOf lists the counters by which an event is capped, where it can happen.
func (pr *prover) capsOf(event int) []pin {
	var pins []pin
	for _, c := range pr.p.Events[event].Conds {
		if c.Kind != matter.CondCount && c.Kind != matter.CondChain {
			continue
		}
		for s := range pr.p.Stages {
			if pr.stays[event].Has(s) {
				pins = append(pins, pin{s, c.Any[0][0].Slot})
			}
		}
	}
	return pins
}

// confirmStretch tries a longest stay on the full graph.
func (s *subject) confirmStretch(r region, x *search, bound stretch, track tracked) (stretch, []pin, error) {
	full, err := s.full()
	if err != nil {
		return stretch{}, nil, err
	}
	y := s.search(full)
	y.observes, y.region, y.total = timed, r.lits, r.total
	y.plan = &plan{steps: x.stepsTo(bound.at), loop: -1, unknown: x.unknown}
	best := stretch{days: -1}
	y.onLeave = func(node, edge int32, days int32) {
		last := int(y.nodes[node].pos) == len(y.plan.steps)-1
		if how := full.labels[full.edges[edge].label]; last && y.plan.steps[len(y.plan.steps)-1].is(how) && days > best.days {
			best.days, best.at = days, candidate{node, edge}
		}
	}
	y.run()
	s.ran(y)
	best.x, best.loose = y, y.loose
	if best.days >= 0 {
		return best, y.shortened(&y.nodes[best.at.node], track), nil
	}
	return best, y.lesson(goal{}, track), nil
}

// shortened lists what may have made a stay shorter than a looser cone said: whatever counted along the way.
func (x *search) shortened(n *node, track tracked) []pin {
	for {
		pins := append(x.passedUnplanned(n), x.runningAt(n)...)
		if pins = slices.DeleteFunc(pins, func(p pin) bool { return track.has(p) }); len(pins) > 0 || n.parent < 0 {
			return pins
		}
		n = &x.nodes[n.parent]
	}
}
