package check

import (
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// longest.go finds how many days at most can pass from entering a region until it is left. Days must not be able to
// pass there for ever (waits.go, diverge.go).
//
// A clock counts them; only its upper bounds are kept, for only its supremum is asked, so a zone reached sooner never
// counts against one reached later. The bounds are whole and closed, so the supremum is reached.

// stretch is how long at most a region lasts, with a run on which it does.
type stretch struct {
	days    int32
	x       *search
	at      candidate // the step by which the region is left
	loose   []string  // deadlines whose pauses had too many readings to be followed one by one
	forever bool      // no bound was found
}

// longest finds the longest stay in a region, in days of the greatest spans of the limits.
func (pr *prover) longest(q question, r region, track tracked) (stretch, string, error) {
	full, err := pr.graph(q, nil, nil)
	if err != nil {
		return stretch{}, "", err
	}
	if track != nil {
		track = track.clone()
	}
	for hull := true; ; {
		g, err := pr.graph(q, track, full.m.cone)
		if err != nil {
			return stretch{}, "", err
		}
		x := pr.search(g)
		x.hull, x.observes, x.region = hull, timed, r.lits
		if track != nil && pr.pinCaps(x, track) {
			continue
		}
		bound := x.farthest()
		pr.ran(x)
		if x.short && hull {
			hull = false
			continue
		}
		if x.short {
			return stretch{}, pr.spent(), nil
		}
		if bound.days < 0 || track == nil {
			return bound, "", nil
		}
		real, pins := pr.confirmStretch(q, r, full, x, bound, track)
		if real.days == bound.days {
			return real, "", nil
		}
		switch learned := track.add(pr.withCompanions(pins)...); {
		case learned:
		case hull:
			hull = false
		default:
			track = nil
		}
	}
}

// tooLong is a number of days beyond which a search gives up counting: two hundred years.
const tooLong = 73_000

// farthest runs a search and finds the step by which its region is left last.
func (x *search) farthest() stretch {
	best := stretch{days: -1}
	x.onLeave = func(node, edge int32, days int32) {
		if days > best.days {
			best.days, best.at = days, candidate{node, edge}
			if x.stopped = days > tooLong; x.stopped {
				best.forever = true
			}
		}
	}
	x.run()
	best.x, best.loose = x, x.loose
	return best
}

// pinCaps tracks how often what is capped has been done where it lies on a cycle, so that no search goes round for ever.
// It says whether that is new.
func (pr *prover) pinCaps(x *search, track tracked) bool {
	y := &search{g: x.g, hull: true, region: x.region, budget: x.budget}
	y.run()
	d := y.cyclesOf(func(edge) bool { return true })
	more := false
	for s, c := range d.comp {
		if c < 0 || !d.cyclic[c] || d.bounded(int(c)) {
			continue
		}
		st := &y.g.states[s]
		for i := st.from; i < st.to; i++ {
			e := y.g.edges[i]
			if how := y.g.labels[e.label]; how.move >= 0 && y.g.capped(e) && d.mayLeadInto(e.to, c) {
				more = track.add(pr.capsOf(int(how.event))...) || more
			}
		}
	}
	return more
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
func (pr *prover) confirmStretch(q question, r region, full *graph, x *search, bound stretch, track tracked) (stretch, []pin) {
	y := pr.search(full)
	y.observes, y.region = timed, r.lits
	y.plan = &plan{steps: x.stepsTo(bound.at), loop: -1,
		unknown: func(stage, d int) bool { return !x.g.m.cone.live[stage].has(pr.p.Deadlines[d].Slot) }}
	best := stretch{days: -1}
	y.onLeave = func(node, edge int32, days int32) {
		last := int(y.nodes[node].pos) == len(y.plan.steps)-1
		if how := full.labels[full.edges[edge].label]; last && y.plan.steps[len(y.plan.steps)-1].is(how) && days > best.days {
			best.days, best.at = days, candidate{node, edge}
		}
	}
	y.run()
	pr.ran(y)
	best.x, best.loose = y, y.loose
	if best.days >= 0 {
		return best, y.shortened(best.at.node, track)
	}
	return best, y.lesson(goal{}, track)
}

// shortened lists what may have made a stay shorter than a looser cone said: whatever counted along the way.
func (x *search) shortened(i int32, track tracked) []pin {
	for ; i >= 0; i = x.nodes[i].parent {
		n := &x.nodes[i]
		pins := append(x.passedUnplanned(n), x.runningAt(n)...)
		if pins = slices.DeleteFunc(pins, func(p pin) bool { return track.has(p) }); len(pins) > 0 {
			return pins
		}
	}
	return nil
}
