package check

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// external.go tells a wait for somebody outside (a fact, a linked matter) from one in which somebody inside could act
// and need not.

// outsider is somebody outside for whom a matter waits.
type outsider struct {
	decl    *rulebook.Statement
	what    string // is waited for
	bound   string // what would say how long it takes at most
	bounded bool   // the book says so
}

// waitingFor says for whom outside a matter waits at the end of a run: nothing that anybody inside may do leads on, and
// something from outside does. Nil when somebody inside could act, or nothing leads on at all.
func (c *caseCheck) waitingFor(stage int, w *witness) *outsider {
	if l := c.stoppedBy(stage); l != nil {
		return linkOutside(l)
	}
	g, s := w.x.g, w.x.nodes[w.node].state
	if c.leadsOn(g, s, stage, nil) {
		for i := range c.p.Links {
			if l := &c.p.Links[i]; !c.leadsOn(g, s, stage, l) {
				return linkOutside(l)
			}
		}
		return nil
	}
	for i := range c.p.Acts {
		if a := &c.p.Acts[i]; a.Kind == matter.Fact && c.waitedFor(i, stage) {
			bounded := slices.ContainsFunc(c.p.Assume, func(x matter.Assumption) bool { return x.Act == i && x.Days > 0 })
			return &outsider{a.Decl, "`" + a.Name + "`", "assume " + a.Name + " at most N times, D days each", bounded}
		}
	}
	return nil
}

func linkOutside(l *matter.Link) *outsider {
	return &outsider{l.Decl, "what `" + l.Name + "` is about to end", "link " + l.Name + ", bounded by N days", l.Bound.N > 0}
}

// stoppedBy finds the link that stops a deadline without which a matter can stay in a stage for ever.
func (c *caseCheck) stoppedBy(stage int) *matter.Link {
	for i := range c.p.Links {
		l := &c.p.Links[i]
		fixed := map[int]uint8{}
		for j := range c.p.Deadlines {
			for _, lit := range c.p.Deadlines[j].While {
				if has(l.Slots, lit.Slot) {
					fixed[lit.Slot] = uint8(bits.TrailingZeros64(lit.Mask))
				}
			}
		}
		if len(fixed) == 0 {
			continue
		}
		waits, err := c.prover.openWaitsOf(nil, question{facts: c.fromOutside, fixed: fixed})
		if err == nil && waits.why == "" && !has(waits.keys, stage) {
			return l
		}
	}
	return nil
}

// leadsOn says whether steps of those inside lead from a state to another stage, or to where something must happen.
// What depends on what a link exports leads nowhere, when one is given.
func (c *caseCheck) leadsOn(g *graph, from int32, stage int, link *matter.Link) bool {
	seen := map[int32]bool{from: true}
	for list := []int32{from}; len(list) > 0; list = list[1:] {
		for _, e := range slices.Clone(g.expand(list[0])) {
			if how := g.labels[e.label]; how.move >= 0 {
				if v := &g.m.moves[how.move]; v.fact >= 0 || link != nil && g.needsLink(list[0], v, link) {
					continue
				}
			}
			if g.stageOf(e.to) != stage || g.layouts[g.states[e.to].layout].bounded {
				return true
			}
			if !seen[e.to] {
				seen[e.to] = true
				list = append(list, e.to)
			}
		}
	}
	return false
}

// needsLink says whether a move is possible in a state with some of what a link exports and not with all.
func (g *graph) needsLink(s int32, v *move, link *matter.Link) bool {
	var theirs, others []choice
	for _, ch := range v.choices {
		if contains(link.Slots, ch.slot) {
			theirs = append(theirs, ch)
		} else {
			others = append(others, ch)
		}
	}
	g.load(s, g.marking)
	possible := false
	eachChoice(theirs, func(values []uint8) bool {
		copy(g.next, g.marking)
		for i, ch := range theirs {
			g.next[ch.slot] = values[i]
		}
		possible = g.possibleWith(v, others)
		return possible
	})
	return !possible
}

// possibleWith says whether a move is possible in g.next with some values of the choices.
func (g *graph) possibleWith(v *move, choices []choice) bool {
	possible := false
	eachChoice(choices, func(values []uint8) bool {
		for i, ch := range choices {
			g.next[ch.slot] = values[i]
		}
		possible = met(matter.Marking(g.next[:len(g.m.p.Slots)]), g.m.condsIn(v, int(g.next[0])))
		return !possible
	})
	return possible
}

// waitedFor says whether a matter in a stage may wait for a fact: it leads to another stage in which the matter goes on,
// or allows what only it allows. Leaving, and orders about what was done, are waited for by nobody.
func (c *caseCheck) waitedFor(fact, stage int) bool {
	if c.hasKind(fact, "resignation") || len(c.p.Acts[fact].About) > 0 {
		return false
	}
	at := []matter.Lit{{Slot: 0, Mask: 1 << uint(stage)}}
	for _, f := range c.eventsOf(fact) {
		if to := c.ledTo(f); to >= 0 && to != stage && !c.p.Stages[to].Final {
			return true
		}
		for e := range c.p.Events {
			if c.prover.touch[f].meets(c.prover.asks[e]) && c.withFacts.can(e, at) && !c.without.can(e, at) {
				return true
			}
		}
	}
	return false
}

// ledTo is the stage to which an event leads by itself or by what follows it alone; -1 when it leads to none.
func (c *caseCheck) ledTo(event int) int {
	to := c.p.Events[event].To
	for i := range c.p.Follows {
		if f := &c.p.Follows[i]; len(f.All) == 1 && f.All[0] == c.p.Events[event].Act && c.p.Events[f.Event].To >= 0 {
			to = c.p.Events[f.Event].To
		}
	}
	return to
}

// outsideDefect reports a wait for somebody outside, unless the book says how long that takes at most: then it is taken
// at its word, and how long a matter takes at worst is not known.
func (c *caseCheck) outsideDefect(stage int, w *witness, o *outsider) {
	name := c.p.Stages[stage].Name
	if o.bounded {
		c.notProven(worstCase, "procedure %s: in the stage `%s` a matter waits for %s, as long as the book assumes", c.p.Name, name, o.what)
		return
	}
	d := c.findIn(externalWait, o.decl, "in the stage `%s` a matter waits for %s, for ever if it does not come", name, o.what)
	d.Story = c.onDays(w.x, w.x.dated(candidate{w.node, noEdge}))
	d.Help = "add: " + o.bound + "\nor a limit of your own:\n" + strings.Join(c.stageDeadline(stage), "\n")
}

// waitDefects reports the stages in which nothing need ever happen, at the event that leads there or, where only
// somebody outside can lead on, at what is waited for. It says whether a matter can wait for ever, as far as the book
// assumes nothing else.
func (c *caseCheck) waitDefects(waits found) bool {
	forever := false
	for _, stage := range waits.keys {
		w := waits.runs[stage]
		if o := c.waitingFor(stage, w); o != nil {
			c.outsideDefect(stage, w, o)
			forever = forever || !o.bounded
			continue
		}
		forever = true
		steps := w.x.dated(candidate{w.node, noEdge})
		d := c.lastEvent(openWait, steps, "a matter can stay in the stage `%s` for ever: nothing need ever happen there", c.p.Stages[stage].Name)
		helping(d, c.stageDeadline(stage)...)
		d.Story = c.onDays(w.x, steps)
	}
	return forever
}

// waitsAfterFacts reports the stages in which nothing need ever happen once something has come from outside, and does
// otherwise.
func (c *caseCheck) waitsAfterFacts(without found, stuck []int) {
	var facts []matter.Assumption
	for _, f := range c.fromOutside {
		if !c.p.Acts[f.Act].Synthetic && c.mayLeaveWaiting(f.Act) {
			facts = append(facts, f)
		}
	}
	if len(facts) == 0 {
		return
	}
	waits, err := c.prover.openWaitsOf(without.track, question{facts: facts, stuck: stuck})
	if err != nil || waits.why != "" {
		c.notProven(openWait, "with facts from outside: %s", whyNot(err, waits.why))
	}
	waits.keys = slices.DeleteFunc(waits.keys, func(stage int) bool { return has(without.keys, stage) })
	c.waitDefects(waits)
}

// mayLeaveWaiting says whether a fact could lead to where nothing need ever happen. One that only ends the matter could
// not.
func (c *caseCheck) mayLeaveWaiting(fact int) bool {
	for _, e := range c.eventsOf(fact) {
		if to := c.ledTo(e); len(c.p.Events[e].Effects) == 0 && to >= 0 && c.p.Stages[to].Final {
			return false
		}
	}
	return c.hasEffect(fact)
}
