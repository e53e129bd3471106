package check

import (
	"fmt"
	"slices"
	"sync"

	"github.com/evenhand/evenhand/matter"
)

// An answer is what was found out about a moment.
type answer struct {
	story Story
	found bool
	why   string // it could not be found out; empty: it was
}

// answers are the answers that have been found, by moment. Checks that run side by side share them.
type answers struct {
	mu sync.Mutex
	of map[string]answer
}

func (s *answers) get(key string) (answer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.of[key]
	return a, ok
}

func (s *answers) put(key string, a answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of[key] = a
}

// shortest finds the shortest story that comes to a moment. Where it cannot be found out whether there is one, the check
// is not proven.
func (c *caseCheck) shortest(check string, q moment) (Story, bool) {
	a := c.answer(check, q)
	return a.story, a.found
}

// never says whether it is proven that a moment never comes.
func (c *caseCheck) never(check string, q moment) bool {
	if c.prover.glimpsed().has(&q) {
		return false
	}
	a := c.answer(check, q)
	return !a.found && a.why == ""
}

// can says whether a moment is known to come, in some story or other.
func (c *caseCheck) can(check string, q moment) bool {
	return c.prover.glimpsed().has(&q) || c.answer(check, q).found
}

func (c *caseCheck) answer(check string, q moment) answer {
	q, ok := c.withOutside(q)
	if !ok {
		return answer{}
	}
	key := fmt.Sprint(q)
	a, known := c.known.get(key)
	if !known {
		a = c.ask(q)
		c.known.put(key, a)
	}
	if a.why != "" {
		c.notProven(check, "procedure %s: %s", c.p.Name, a.why)
	}
	return a
}

// ask searches for a moment. A bit of its own tells its event from those that lead to the same state.
func (c *caseCheck) ask(q moment) answer {
	gl := goal{question: question{facts: q.facts, watch: q.watch}, only: true, first: c.everywhere(q.before, q.after)}
	if q.event < 0 {
		gl.see.lits = q.before
		gl.state = func(g *graph, s int32) int { return reached(g.holds(s, q.before)) }
	} else {
		gl.watch = append(slices.Clone(q.watch), Watch{Set: []int{q.event}, Clear: c.others(q.event)})
		gl.see.events = []int{q.event}
		gl.see.at = []eventLits{{q.event, q.before}, {q.event, q.after}}
		done := []matter.Lit{c.bit(len(q.watch))}
		gl.edge = func(g *graph, s int32, e edge) int {
			l := &g.labels[e.label]
			happens := int(l.event) == q.event && !l.failed || !g.holds(s, done) && g.holds(e.to, done)
			return reached(happens && g.holds(s, q.before) && g.holds(e.to, q.after))
		}
	}
	f, err := c.prover.survey(gl)
	if err != nil {
		return answer{why: err.Error()}
	}
	w := f.runs[0]
	if w == nil {
		return answer{why: f.why}
	}
	return answer{story: c.onDays(w.x, w.x.dated(candidate{w.node, noEdge})), found: true}
}

func reached(ok bool) int {
	if ok {
		return 0
	}
	return -1
}

// holds says whether literals are true of a state.
func (g *graph) holds(s int32, lits []matter.Lit) bool {
	words := g.keys.at(s)
	for _, l := range lits {
		if l.Mask>>g.m.value(words, l.Slot)&1 == 0 {
			return false
		}
	}
	return true
}

// everywhere pins the slots of literals in every stage.
func (c *caseCheck) everywhere(lists ...[]matter.Lit) []pin {
	var pins []pin
	for _, l := range slices.Concat(lists...) {
		for s := range c.p.Stages {
			if l.Slot < len(c.p.Slots) {
				pins = append(pins, pin{s, l.Slot})
			}
		}
	}
	return pins
}

// others lists the other events of an event's act.
func (c *caseCheck) others(event int) []int {
	return but(c.eventsOf(c.p.Events[event].Act), []int{event})
}
