package check

import (
	"fmt"
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// order.go asks whether it matters in which order two deadlines are taken that end on one day. The kernel takes them in
// the order of the book, which nobody who reads it as rules would look for.

// A night is the end of a day on which two deadlines are due, in the order of the book.
type night struct {
	first, second int
	interim       bitset // slots of measures: that one outlives the matter is not asked here (measures.go)
}

// expiryOrders reports the deadlines that can end on one day and lead elsewhere when they are taken the other way round.
func (c *caseCheck) expiryOrders() {
	parts := make([]expiring, len(c.p.Deadlines))
	for i := range parts {
		parts[i] = c.prover.expiring(i)
	}
	interim := newBitset(len(c.p.Slots))
	for i := range c.p.Measures {
		if m := &c.p.Measures[i]; c.interim(m) {
			interim.add(m.Slot)
		}
	}
	for second := range parts {
		for first := range second {
			if n := (night{first, second, interim}); c.prover.overlap(n) && parts[first].disturbs(&parts[second]) {
				c.oneNight(n)
			}
		}
	}
}

// expiring is what the passing of a deadline reads and writes, with all that follows. What is of interest of what it
// writes are the results: the stage, and the measures in force.
type expiring struct {
	event                  int
	reads, writes, results bitset          // slots
	in                     matter.StageSet // in which all of it is possible
	leads                  matter.StageSet // where it may lead
}

func (pr *prover) expiring(deadline int) expiring {
	p := pr.p
	d := &p.Deadlines[deadline]
	n := len(p.Slots)
	x := expiring{event: d.Otherwise, reads: newBitset(n), writes: newBitset(n), results: newBitset(n), in: pr.everywhere()}
	x.reads.add(d.Slot)
	x.writes.add(d.Slot)
	for _, q := range p.Pauses {
		if q.Deadline == deadline {
			x.writes.add(q.Slot)
			for _, other := range q.Stops {
				x.writes.add(p.Deadlines[other].Slot)
			}
		}
	}
	seen := newBitset(len(p.Events))
	for list := []int{d.Otherwise}; len(list) > 0; list = list[1:] {
		e := list[0]
		if e < 0 || seen.has(e) {
			continue
		}
		seen.add(e)
		act := p.Events[e].Act
		x.in &= p.Acts[act].In
		if to := p.Events[e].To; to >= 0 {
			x.leads |= 1 << uint(to)
		}
		x.reads.add(p.Acts[act].Included)
		x.reads.join(pr.bound[e])
		x.writes.join(pr.touch[e])
		for _, i := range pr.follows[act] {
			x.reads.join(pr.follow[i])
			list = append(list, p.Follows[i].Event)
		}
	}
	for _, slot := range results(p) {
		if x.writes.has(slot) {
			x.results.add(slot)
		}
	}
	return x
}

// disturbs says whether the order of two expiries may show in a result: both write it, or one changes what the other
// comes to. What has the same consequence may be taken in any order.
func (x *expiring) disturbs(y *expiring) bool {
	return x.event != y.event && (x.results.meets(y.results) || x.changes(y) || y.changes(x))
}

// changes says whether an expiry writes what another reads that has a result, or leads where that is not possible.
func (x *expiring) changes(y *expiring) bool {
	return y.results.any() && (x.writes.meets(y.reads) || x.leads&^y.in != 0)
}

// overlap says whether two deadlines can run at once, as far as stages tell. Of things of which there are many, each with
// deadlines of its own, one stands for all. A date comes at the beginning of its day.
func (pr *prover) overlap(n night) bool {
	for _, i := range []int{n.first, n.second} {
		if d := &pr.p.Deadlines[i]; d.Instance > 1 || d.IsDate || !d.Limited() {
			return false
		}
	}
	return pr.scope[n.first]&pr.scope[n.second] != 0
}

// oneNight searches for a day on which two deadlines end and their order matters.
func (c *caseCheck) oneNight(n night) {
	q, ok := c.withOutside(moment{event: -1, before: n.bothRun(c.p)})
	if !ok {
		return
	}
	f, err := c.prover.fallsOnOneNight(n, q.facts)
	switch {
	case err != nil:
		c.notProven(expiryOrder, "procedure %s: %s", c.p.Name, err)
	case f.runs[0] != nil:
		c.orderDefect(n, f.runs[0])
	case f.why != "":
		c.notProven(expiryOrder, "procedure %s: %s", c.p.Name, f.why)
	}
}

func (n night) bothRun(p *matter.Procedure) []matter.Lit {
	return []matter.Lit{
		{Slot: p.Deadlines[n.first].Slot, Mask: 1 << matter.Running},
		{Slot: p.Deadlines[n.second].Slot, Mask: 1 << matter.Running},
	}
}

// fallsOnOneNight finds a run to a night on which the order matters: key 0.
func (pr *prover) fallsOnOneNight(n night, facts []matter.Assumption) (found, error) {
	x, y := pr.expiring(n.first), pr.expiring(n.second)
	gl := goal{question: question{facts: facts, watch: []Watch{{}}, night: &n}, only: true}
	gl.see.lits = n.bothRun(pr.p)
	for s := range pr.p.Stages {
		for _, l := range gl.see.lits {
			gl.first = append(gl.first, pin{s, l.Slot})
		}
	}
	for _, slot := range results(pr.p) {
		if slot != 0 && (x.results.has(slot) || y.results.has(slot)) {
			gl.see.lits = append(gl.see.lits, is1(slot))
		}
	}
	gl.see.events = slices.DeleteFunc([]int{x.event, y.event}, func(e int) bool { return e < 0 })
	gl.edge = func(g *graph, s int32, e edge) int { return reached(g.labels[e.label].also == int32(n.second)+1) }
	return pr.survey(gl)
}

// orderDefect records a defect with the story of a night, once there is one on real days.
func (c *caseCheck) orderDefect(n night, w *witness) {
	a, b := &c.p.Deadlines[n.first], &c.p.Deadlines[n.second]
	steps := w.x.dated(candidate{w.node, noEdge})
	for _, start := range startDays(c.book.Front.InForce)[:62] {
		if story, was, ok := c.realNight(n, w.x, steps, start); ok {
			d := c.findIn(expiryOrder, b.Stmt, "`%s` and `%s` can end on one day, and then %s", a.Name, b.Name, c.inBothOrders(n, was))
			d.Story = story
			return
		}
	}
	c.notProven(expiryOrder, "procedure %s: no day was found on which `%s` and `%s` both end", c.p.Name, a.Name, b.Name)
}

// realNight replays a run that ends with the night on real days. It gives the marking that both deadlines find.
func (c *caseCheck) realNight(n night, x *search, steps []datedStep, start calendar.Date) (Story, matter.Marking, bool) {
	r := &replay{c: c, x: x, s: c.p.New(), on: start, since: map[matter.ClockID]sinceDay{}}
	for _, st := range steps[:len(steps)-1] {
		if !r.step(st) {
			return Story{}, nil, false
		}
	}
	was := slices.Clone(r.s.Marking)
	for _, i := range []int{n.first, n.second} {
		if was[c.p.Deadlines[i].Slot] != matter.Running {
			return Story{}, nil, false
		}
	}
	first, err := c.p.LastDay(r.s, n.first)
	second, err2 := c.p.LastDay(r.s, n.second)
	if err != nil || err2 != nil || first != second || !n.matters(c.p, was) || !r.step(steps[len(steps)-1]) {
		return Story{}, nil, false
	}
	return Story{Procedure: c.p.Name, Start: start, Steps: told(c.p, r.done, r.fails, start)}, was, true
}

// results are the slots of the stage and of the measures.
func results(p *matter.Procedure) []int {
	list := []int{0}
	for i := range p.Measures {
		list = append(list, p.Measures[i].Slot)
	}
	return list
}

// matters says whether the two orders lead to another stage, or to other measures, from a marking in which both
// deadlines are due.
func (n night) matters(p *matter.Procedure, m matter.Marking) bool {
	a, b := n.after(p, m), n.turned().after(p, m)
	ended := p.Stages[a[0]].Final
	return slices.ContainsFunc(results(p), func(slot int) bool { return a[slot] != b[slot] && !(ended && n.interim.has(slot)) })
}

// turned takes the other deadline first.
func (n night) turned() night { return night{n.second, n.first, n.interim} }

// after gives the marking after both deadlines have been taken. The second is not, when the first stops it, or starts it
// anew.
func (n night) after(p *matter.Procedure, m matter.Marking) matter.Marking {
	next := slices.Clone(m)
	var out matter.Outcome
	p.Expire(next, n.first, &out)
	anew := slices.Contains(out.Ticks, matter.Tick{Clock: p.DeadlineClock(n.second), Op: matter.Start})
	if next[p.Deadlines[n.second].Slot] == matter.Running && !anew {
		p.Expire(next, n.second, &out)
	}
	return next
}

// inBothOrders words what comes of a night.
func (c *caseCheck) inBothOrders(n night, m matter.Marking) string {
	a, b := n.after(c.p, m), n.turned().after(c.p, m)
	if a[0] != b[0] {
		return fmt.Sprintf("it is the order of the book that leads to `%s` and not to `%s`", c.p.Stages[a[0]].Name, c.p.Stages[b[0]].Name)
	}
	for i := range c.p.Measures {
		q := &c.p.Measures[i]
		if a[q.Slot] > b[q.Slot] {
			return fmt.Sprintf("it is the order of the book that leaves `%s` in force", q.Name)
		}
		if a[q.Slot] < b[q.Slot] {
			return fmt.Sprintf("it is the order of the book that leaves `%s` not in force", q.Name)
		}
	}
	return "it is the order of the book that counts"
}

// both adds the step that a deadline passes on a day on which another is due as well and their order matters. It tells
// itself apart from the like on other days by the last bit of the question's.
func (g *graph) both(n *night) {
	p := g.m.p
	a, b := &p.Deadlines[n.first], &p.Deadlines[n.second]
	if g.marking[a.Slot] != matter.Running || g.marking[b.Slot] != matter.Running {
		return
	}
	g.choose(g.m.free, func() bool {
		m := matter.Marking(g.next[:len(p.Slots)])
		if !n.matters(p, m) {
			return false
		}
		p.Expire(m, n.first, &g.out)
		g.next[len(p.Slots)+len(g.m.watch)-1] = 1
		return true
	}, label{event: int32(a.Otherwise), deadline: int32(n.first), move: -1, also: int32(n.second) + 1})
}

// due keeps the readings in which another deadline is due on the same day.
func (x *search) due(z *dbm, l *layout, how label) bool {
	if how.also == 0 {
		return true
	}
	for _, f := range l.falling {
		if f.deadline == int(how.also)-1 {
			return z.tighten(0, f.dim, -f.least)
		}
	}
	return false
}
