package check

import "github.com/evenhand/evenhand/matter"

// glimpse.go looks at a procedure for a moment only: a short search with nothing left out, which goes where something
// happens that has not happened yet. What it comes across can happen, and need not be searched for; of the rest it says
// nothing.

// A glimpse is what a short search came across.
type glimpse struct {
	g      *graph
	steps  [][]glimpsed // by event: some of the steps in which it happens
	stages matter.StageSet
}

// glimpsed is a step between two states.
type glimpsed struct{ from, to int32 }

const (
	glimpseNodes = 2_500 // how long the search is
	glimpseSteps = 100   // how many steps it remembers of each event
)

// glimpsed looks at the procedure, once.
func (pr *prover) glimpsed() *glimpse {
	pr.looked.Do(func() { pr.seen = pr.look() })
	return pr.seen
}

func (pr *prover) look() *glimpse {
	w := &glimpse{steps: make([][]glimpsed, len(pr.p.Events))}
	g, err := pr.subject(question{whole: true}).full()
	if err != nil {
		return w
	}
	g.tells = true
	w.g = g
	x := &search{g: g, budget: min(pr.budget, glimpseNodes)}
	visits := make([]int32, len(pr.p.Stages))
	news := map[int32]bool{} // steps by which something happened for the first time
	x.prefer = func(n *node) int32 {
		if n.edge >= 0 && news[n.edge] {
			return 1<<24 + n.depth
		}
		stage := g.stageOf(n.state)
		visits[stage]++
		return -visits[stage]
	}
	x.onEdge = func(node, edge int32) bool {
		e := g.edges[edge]
		how := g.labels[e.label]
		step := glimpsed{x.nodes[node].state, e.to}
		w.stages |= 1 << uint(g.stageOf(e.to))
		if how.event >= 0 && !how.failed {
			news[edge] = w.note(int(how.event), step) || news[edge]
		}
		for _, f := range g.followed[how.followed] {
			news[edge] = w.note(int(f), step) || news[edge]
		}
		return true
	}
	x.run()
	return w
}

// note remembers a step in which an event happens, and says whether it is the first.
func (w *glimpse) note(event int, step glimpsed) bool {
	if len(w.steps[event]) < glimpseSteps {
		w.steps[event] = append(w.steps[event], step)
	}
	return len(w.steps[event]) == 1
}

// has says whether a moment was come across.
func (w *glimpse) has(q *moment) bool {
	if w.g == nil || len(q.watch) > 0 || len(q.facts) > 0 || q.event < 0 {
		return false
	}
	for _, step := range w.steps[q.event] {
		if w.g.holds(step.from, q.before) && w.g.holds(step.to, q.after) {
			return true
		}
	}
	return false
}
