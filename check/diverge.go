package check

import (
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// diverge.go finds out whether a matter can go on for ever though some deadline always runs: whether days can pass
// without end along a cycle.
//
// It is the emptiness of a timed Büchi automaton. A clock shows the days since the last paced step; a paced step asks it
// to show one at least and sets it back. Days pass for ever along a run if and only if it has infinitely many such steps
// (Tripakis, "Verifying progress in timed systems", 1999), and there is such a run if and only if the graph of zones,
// loosened but not merged, has one in a strongly connected part (Li 2009).
//
// That is asked only of the parts of the discrete graph in which time is not bounded at a glance. What is capped, and
// what comes from outside, happens finitely often in any run, so it is left out of the cycles altogether.

// region is where something is asked of time: in markings that have some literals.
type region struct {
	lits  []matter.Lit
	total bool // it is left by every end, though days are counted on after it: what has ended may be taken up again
}

// inGoing is the region in which a matter has begun and not ended.
func inGoing(p *matter.Procedure) region {
	return region{lits: []matter.Lit{{Slot: 0, Mask: uint64(going(p))}}}
}

// sinceBegun is the region in which a matter has begun. It is over whenever the matter ends.
func sinceBegun(p *matter.Procedure) region {
	begun := uint64(1)<<uint(len(p.Stages)) - 1
	if p.Begin >= 0 {
		begun &^= 1
	}
	return region{lits: []matter.Lit{{Slot: 0, Mask: begun}}, total: true}
}

// lasso is a run that can go on for ever: steps that lead to a cycle, and the cycle.
type lasso struct {
	stem, loop []label
	x          *search // where it was found
	at         int32
	turns      int // how often the run that it was seen on went round
}

// loops looks for a run along which days pass for ever in a region, in states where some deadline runs that must pass.
// track is what to track from the start; it is added to. The reason is empty when the answer is certain.
func (pr *prover) loops(q question, r region, track tracked) (*lasso, string, error) {
	of := pr.subject(q)
	for hull := true; ; {
		g, err := of.tracking(track)
		if err != nil {
			return nil, "", err
		}
		x := pr.search(g)
		x.hull, x.region = hull, r.lits
		x.run()
		pr.ran(x)
		if x.short && hull {
			hull = false
			continue
		}
		if x.short {
			return nil, pr.spent(), nil
		}
		l, why := pr.lassoIn(x)
		if l == nil || why != "" || track == nil {
			return l, why, nil
		}
		real, pins, why, err := of.confirmLasso(r, x, l, track)
		if err != nil {
			return nil, "", err
		}
		if real != nil || why != "" {
			return real, why, nil
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

// lassoIn looks for a cycle in what a search found.
func (pr *prover) lassoIn(x *search) (*lasso, string) {
	d := x.cyclesOf(func(e edge) bool { return !x.g.capped(e) })
	for part := range d.parts {
		if !d.cyclic[part] || d.bounded(part) {
			continue
		}
		y := pr.search(x.g)
		y.unmerged, y.observes, y.region = true, paced, x.region
		y.only = func(s int32, e edge) bool { return d.inPart(s, e, int32(part)) }
		from := y.seedFrom(x, func(s int32) bool { return d.comp[s] == int32(part) })
		y.run()
		pr.ran(y)
		if y.short {
			return nil, pr.spent()
		}
		if l := y.acceptingLasso(); l != nil {
			seed := from[y.seedOf(l.at)]
			l.stem = slices.Concat(x.lineTo(candidate{seed, noEdge}), y.lineTo(candidate{l.at, noEdge}))
			return l, ""
		}
	}
	return nil, ""
}

// seedFrom puts in every node that a search kept of some states, and says which node each came from.
func (x *search) seedFrom(y *search, of func(s int32) bool) map[int32]int32 {
	x.fire.x = x
	x.marking = make([]uint8, len(x.g.m.base))
	from := map[int32]int32{}
	for _, head := range y.heads {
		for i := head; i >= 0; i = y.nodes[i].next {
			if n := &y.nodes[i]; n.day != dusk && of(n.state) {
				was := len(x.nodes)
				if x.seed(y, i); len(x.nodes) > was {
					from[int32(was)] = i
				}
			}
		}
	}
	return from
}

// seedOf goes back from a node to the one it was seeded with.
func (x *search) seedOf(i int32) int32 {
	for x.nodes[i].parent >= 0 {
		i = x.nodes[i].parent
	}
	return i
}

// cycles are the strongly connected parts of the states that a search reached in its region, with the steps that can
// happen again and again.
type cycles struct {
	x      *search
	comp   []int32
	cyclic []bool
	parts  []int // their numbers
	reach  [][]int32
	alike  map[int32][]int32 // states kept, by class
	inside func(s int) bool
	again  func(e edge) bool // whether a step can happen again and again
}

// cyclesOf finds the parts. A state that was not kept because another allows more stands for that other.
func (x *search) cyclesOf(again func(e edge) bool) *cycles {
	d := &cycles{x: x, again: again, reach: make([][]int32, len(x.g.states)), alike: map[int32][]int32{}}
	for s := range x.reached {
		if x.reached[s] {
			d.alike[x.g.states[s].class] = append(d.alike[x.g.states[s].class], int32(s))
		}
	}
	d.inside = func(s int) bool { return s < len(x.reached) && x.reached[s] && x.mayStay(int32(s)) }
	for s := range x.reached {
		if !d.inside(s) || !x.g.states[s].known {
			continue
		}
		for i := x.g.states[s].from; i < x.g.states[s].to; i++ {
			if int(i) < len(x.fired) && x.fired[i] && again(x.g.edges[i]) {
				d.reach[s] = append(d.reach[s], d.standIns(x.g.edges[i].to)...)
			}
		}
	}
	d.comp = components(len(x.g.states), d.inside, func(v, k int) int {
		if k < len(d.reach[v]) {
			return int(d.reach[v][k])
		}
		return -1
	})
	d.count()
	return d
}

// mayStay says whether a state can lie on the cycles that are looked for: it is in the region, and some deadline that
// must pass runs in it. Where not all is tracked one may run that is not seen.
func (x *search) mayStay(s int32) bool {
	return x.inside(s) && (x.g.m.cone.track != nil || x.g.layouts[x.g.states[s].layout].bounded)
}

// standIns gives the states kept that a state may have been left out for; itself when it was kept.
func (d *cycles) standIns(s int32) []int32 {
	x := d.x
	if int(s) < len(x.reached) && x.reached[s] {
		return []int32{s}
	}
	var list []int32
	for _, t := range d.alike[x.g.states[s].class] {
		if x.g.better(t, s) {
			list = append(list, t)
		}
	}
	return list
}

// count finds which parts have a cycle.
func (d *cycles) count() {
	n := int32(0)
	for _, c := range d.comp {
		n = max(n, c+1)
	}
	d.cyclic = make([]bool, n)
	for s, list := range d.reach {
		for _, t := range list {
			if c := d.comp[s]; c >= 0 && d.comp[t] == c {
				d.cyclic[c] = true
			}
		}
	}
	for c := range n {
		d.parts = append(d.parts, int(c))
	}
}

// inPart says whether a step stays in a part and can happen again and again.
func (d *cycles) inPart(s int32, e edge, part int32) bool {
	if !d.again(e) || !d.x.mayStay(e.to) {
		return false
	}
	return int(s) >= len(d.comp) || d.comp[s] == part || d.comp[s] < 0
}

// bounded says at a glance that a part cannot be stayed in for ever: some deadline runs in all of its states and never
// begins anew.
func (d *cycles) bounded(part int) bool {
	var clocks []uint8
	first := true
	for s, c := range d.comp {
		if int(c) != part {
			continue
		}
		l := d.x.g.layouts[d.x.g.states[s].layout]
		if first {
			for _, f := range l.falling {
				clocks = append(clocks, l.clocks[f.dim])
			}
			first = false
		}
		clocks = slices.DeleteFunc(clocks, func(c uint8) bool {
			return l.at[c] == 0 || l.held>>l.at[c]&1 == 1 || d.restarts(int32(s), c, part)
		})
	}
	return len(clocks) > 0
}

// restarts says whether a step that stays in a part starts a clock.
func (d *cycles) restarts(s int32, clock uint8, part int) bool {
	st := &d.x.g.states[s]
	for i := st.from; i < st.to; i++ {
		e := d.x.g.edges[i]
		if int(i) < len(d.x.fired) && d.x.fired[i] && d.again(e) && begins(d.x.g.starts[e.starts], clock) {
			return true
		}
	}
	return false
}

// capped says whether a step can happen only so many times in a matter: its act has a cap, which nothing ever gives
// back, or it is a fact.
func (g *graph) capped(e edge) bool {
	how := g.labels[e.label]
	if how.event < 0 || how.failed {
		return false
	}
	if how.move >= 0 && g.m.moves[how.move].fact >= 0 {
		return true
	}
	for _, c := range g.m.p.Events[how.event].Conds {
		if c.Kind != matter.CondCount && c.Kind != matter.CondChain || len(c.Any) != 1 || len(c.Any[0]) != 1 {
			continue
		}
		l := c.Any[0][0]
		kind := g.m.p.Slots[l.Slot].Kind
		if (kind == matter.SlotCount || kind == matter.SlotChain) && l.Mask&(l.Mask+1) == 0 {
			return true
		}
	}
	return false
}

// acceptingLasso finds a cycle with a paced step among the links of a search.
func (x *search) acceptingLasso() *lasso {
	next := make([][]int32, len(x.nodes))
	for i, l := range x.links {
		if l.to >= 0 {
			next[l.from] = append(next[l.from], int32(i))
		}
	}
	comp := components(len(x.nodes), func(v int) bool { return x.mayStay(x.nodes[v].state) }, func(v, k int) int {
		if k < len(next[v]) {
			return int(x.links[next[v][k]].to)
		}
		return -1
	})
	for i := range x.links {
		if l := &x.links[i]; l.paced && l.to >= 0 && comp[l.from] >= 0 && comp[l.from] == comp[l.to] {
			return &lasso{x: x, at: l.from, loop: x.around(i, next, comp)}
		}
	}
	return nil
}

// around lists the steps of a cycle that begins with a link.
func (x *search) around(first int, next [][]int32, comp []int32) []label {
	goal, start := x.links[first].from, x.links[first].to
	via := map[int32]int32{start: -1}
	for queue := []int32{start}; len(queue) > 0; queue = queue[1:] {
		v := queue[0]
		if v == goal {
			break
		}
		for _, i := range next[v] {
			if to := x.links[i].to; comp[to] == comp[goal] {
				if _, seen := via[to]; !seen {
					via[to] = i
					queue = append(queue, to)
				}
			}
		}
	}
	var steps []label
	for v := goal; v != start; {
		l := &x.links[via[v]]
		if l.edge != noEdge {
			steps = append(steps, x.g.labels[x.g.edges[l.edge].label])
		}
		v = l.from
	}
	steps = append(steps, x.g.labels[x.g.edges[x.links[first].edge].label])
	slices.Reverse(steps)
	return steps
}

// rounds is how often a cycle is tried before it is taken to be one that wears out.
const rounds = 8

// confirmLasso tries a lasso on the full graph. It gives the one found there, or what to track.
func (s *subject) confirmLasso(r region, x *search, l *lasso, track tracked) (*lasso, []pin, string, error) {
	full, err := s.full()
	if err != nil {
		return nil, nil, "", err
	}
	y := s.search(full)
	y.region, y.unmerged, y.observes = r.lits, true, paced
	y.plan = &plan{steps: slices.Concat(l.stem, l.loop), loop: len(l.stem), unknown: x.unknown}
	y.run()
	s.ran(y)
	if y.short {
		return nil, nil, s.spent(), nil
	}
	if real := y.acceptingLasso(); real != nil {
		real.stem = y.lineTo(candidate{real.at, noEdge})
		return real, nil, "", nil
	}
	z := s.search(full)
	z.plan = &plan{steps: slices.Clone(l.stem), loop: -1, unknown: x.unknown}
	for range rounds {
		z.plan.steps = append(z.plan.steps, l.loop...)
	}
	z.run()
	s.ran(z)
	return nil, z.lesson(goal{}, track), "", nil
}
