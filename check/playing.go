package check

import (
	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// playing.go finds a course on which every line of a scene happens, or proves that there is none.

// attempt is what was found out about a scene.
type attempt struct {
	course *course // one on which every line happens; nil: none was found
	why    string  // why it is not known that there is none; empty: there is none
}

// exampleBudget caps what all searches for one scene visit. An example speaks of a few acts on a few days; a search that grows far
// beyond any model book's is one whose context leaves nearly everything free.
const exampleBudget = 100_000

func exampleProver(p *matter.Procedure, budget int) *prover {
	pr := newProver(p, min(budget, exampleBudget))
	pr.effort = pr.budget
	return pr
}

// play finds a course of a scene. First nothing happens but the lines; if that will not do, whatever else is free to
// happen is searched for.
//
// What the last line needs is looked at from the start: for a line that is refused, that is mostly all there is to see.
// Where no line is, there should be a course, so it is looked for where most lines have happened already.
func (pr *prover) play(sc *scene) attempt {
	if c, ok := directly(sc); ok {
		return attempt{course: c}
	}
	s := newScript(sc)
	gl := goal{
		question: question{script: s},
		only:     true,
		first:    pr.allowing(sc.ending()),
		state: func(g *graph, st int32) int {
			g.load(st, g.marking)
			return reached(g.m.next(g.marking) == nil)
		},
	}
	if !sc.ending().line.Refused {
		gl.near = (*graph).linesMet
	}
	f, err := pr.survey(gl)
	switch w := f.runs[0]; {
	case err != nil:
		return attempt{why: err.Error()}
	case w == nil:
		return attempt{why: f.why}
	default:
		return w.played(s)
	}
}

// allowing lists what allows a person to do what a line says, and since when, wherever it can be done.
func (pr *prover) allowing(c *cue) []pin {
	var pins []pin
	for _, e := range c.events {
		for s := range pr.p.Stages {
			if !pr.stays[e].Has(s) {
				continue
			}
			for _, set := range []bitset{pr.asks[e], pr.waits[e]} {
				for _, slot := range set.list() {
					pins = append(pins, pin{s, slot})
				}
			}
		}
	}
	return pins
}

// stepOnDay is a step of a run and the day of it.
type stepOnDay struct {
	how label
	on  calendar.Date
}

// onItsDays lists the steps of a run to a node with their days, which are those of a script.
func (w *witness) onItsDays(s *script) []stepOnDay {
	x := w.x
	n := x.nodes[w.node]
	l := x.load(&n, &x.zone)
	reading := x.zone.point(false)
	day := reading[l.at[x.g.m.today]]
	path := x.trace(w.node, reading)
	steps := make([]stepOnDay, 0, len(path))
	for _, t := range path {
		day -= t.days
	}
	for _, t := range path {
		if t.edge != noEdge {
			steps = append(steps, stepOnDay{x.g.labels[x.g.edges[t.edge].label], s.base.Add(int(day))})
		}
		day += t.days
	}
	return steps
}

// played lets the kernel do a run.
func (w *witness) played(s *script) attempt {
	c := newCourse(s.scene)
	steps := w.onItsDays(s)
	through := false
	for i, st := range steps {
		if through = st.how.deadline >= 0 && !s.p.Deadlines[st.how.deadline].IsDate; through {
			continue // it comes by itself as the days pass
		}
		c.until(st.on, false)
		if st.how.deadline < 0 && !c.takes(w.x, st, steps[i+1:]) || c.failed || c.strayed {
			return attempt{why: "a run was found that the kernel does not confirm"}
		}
	}
	if len(steps) > 0 {
		c.until(steps[len(steps)-1].on, through)
	}
	if c.met < len(s.lines) || c.strayed || c.failed {
		return attempt{why: "a run was found that the kernel does not confirm"}
	}
	return attempt{course: c}
}

// takes does a step of a run, if the kernel allows it.
func (c *course) takes(x *search, st stepOnDay, rest []stepOnDay) bool {
	l := &cue{}
	if c.met < len(c.sc.lines) {
		l = &c.sc.lines[c.met]
	}
	if st.how.event < 0 {
		c.met++
		return l.act == "" && !(l.alive && c.over) && (l.in == 0 || l.in.Has(int(c.s.Marking[0])))
	}
	event := int(st.how.event)
	byLine := c.sc.strict(c.sc.p.Acts[c.sc.p.Events[event].Act].Name, false)
	if byLine && l.alive && c.over {
		return false
	}
	o := c.worded(x, st, rest)
	if byLine {
		if l.as != "" {
			o.As = l.as
		}
		for _, w := range l.with {
			o = saying(o, w[0], w[1])
		}
	}
	if len(c.sc.p.Why(c.s, event, o)) > 0 {
		return false
	}
	c.do(event, o)
	return true
}

// worded words a step with what was chosen in it. A date is set to the day on which it comes.
func (c *course) worded(x *search, st stepOnDay, rest []stepOnDay) matter.Occurrence {
	p := c.sc.p
	event := int(st.how.event)
	o, _ := p.Sample(c.s, event, st.on)
	if st.how.move >= 0 && int(st.how.choice) < len(x.g.choices) {
		values := x.g.choices[st.how.choice]
		for i, ch := range x.g.m.moves[st.how.move].choices {
			if i >= len(values) || ch.slot >= len(p.Slots) {
				break
			}
			switch slot := &p.Slots[ch.slot]; {
			case slot.Kind == matter.SlotData && values[i] > 0:
				o = saying(o, slot.Name, p.Data[slot.Of].Values[values[i]-1])
			case slot.Free:
				o = saying(o, slot.Name, map[bool]string{true: "yes", false: "no"}[values[i] == 1])
			}
		}
	}
	for i := range p.Deadlines {
		if !p.Deadlines[i].IsDate || !contains(p.Deadlines[i].From, event) {
			continue
		}
		for _, later := range rest {
			if later.how.deadline == int32(i) {
				o = saying(o, p.Deadlines[i].Name, later.on.String())
				break
			}
		}
	}
	return o
}

// story tells a course.
func (c *course) story() Story {
	if len(c.done) == 0 {
		return Story{}
	}
	start := c.done[0].On
	return Story{Procedure: c.sc.p.Name, Start: start, Steps: told(c.sc.p, c.done, nil, start)}
}
