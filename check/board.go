package check

import (
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// A board is the discrete states of a procedure without days: those that order alone allows. It holds more runs than there
// are, for it lets deadlines pass when they like. Games are played on it (game.go), and it proposes runs that are then
// tried with days (idle.go).
type board struct {
	g    *graph
	full bool    // all states are there; else there were too many
	via  []int32 // by state: the edge by which it was first come upon; noEdge
	from []int32 // by edge: the state that it leads from
	err  error
}

// boardStates caps the states of a board.
const boardStates = 20_000

// board works out, once, the states as far as the stage and those deadlines depend on them that favour somebody by
// passing: without facts from outside.
func (c *caseCheck) board() *board {
	if c.discrete == nil {
		c.discrete = c.newBoard(nil)
	}
	return c.discrete
}

func (c *caseCheck) newBoard(facts []matter.Assumption) *board {
	b := &board{}
	q := question{facts: facts}
	for _, i := range c.partial() {
		d := &c.p.Deadlines[i]
		q.see.lits = append(q.see.lits, running(d))
		q.see.events = append(append(q.see.events, d.Until...), d.From...)
	}
	if b.g, b.err = c.prover.subject(q).full(); b.err != nil {
		return b
	}
	b.via = []int32{noEdge}
	for s := int32(0); int(s) < len(b.g.states); s++ {
		if len(b.g.states) > boardStates {
			return b
		}
		b.g.expand(s)
		for i := b.g.states[s].from; i < b.g.states[s].to; i++ {
			b.from = append(b.from, s)
			if int(b.g.edges[i].to) == len(b.via) {
				b.via = append(b.via, i)
			}
		}
	}
	b.full = true
	return b
}

// pathTo lists what happens on a shortest way to an event; nil when there is none.
func (b *board) pathTo(event int) []label {
	for i := range b.from {
		how := b.g.labels[b.g.edges[i].label]
		if int(how.event) != event || how.failed {
			continue
		}
		steps := []label{how}
		for at := b.via[b.from[i]]; at != noEdge; at = b.via[b.from[at]] {
			steps = append(steps, b.g.labels[b.g.edges[at].label])
		}
		slices.Reverse(steps)
		return steps
	}
	return nil
}

// happensSo says whether a row of steps can be taken with days, with deadlines that pass between them.
func (c *caseCheck) happensSo(g *graph, steps []label) bool {
	x := c.prover.search(g)
	x.plan = &plan{steps: steps, loop: -1, unknown: func(int, int) bool { return true }}
	hit := false
	x.onNode = func(i int32) bool {
		hit = int(x.nodes[i].pos) == len(steps)
		return !hit
	}
	x.run()
	c.prover.ran(x)
	return hit
}
