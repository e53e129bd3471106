package check

import (
	"cmp"
	"slices"
	"sync"

	"github.com/evenhand/evenhand/matter"
)

// refine.go finds out whether something can happen by looking at as little of the procedure as will do.
//
// It begins with a cone that tracks few slots, and so holds more runs than there are (cone.go). What even that cone does
// not hold is impossible. What it holds is tried step by step on the whole cone: either it is a real run, or some step
// of it is not possible there, and what forbids it is tracked from then on. Each round tracks more, so this ends; in the
// worst case with everything tracked. (Clarke, Grumberg, Jha, Lu and Veith, "Counterexample-guided abstraction
// refinement", 2003.)

// A prover answers questions about one procedure.
type prover struct {
	*anatomy
	spans  *spans
	budget int // zones that one search may keep
	effort int // zones that all searches for one answer may keep together; 0: no limit

	looked sync.Once
	seen   *glimpse

	mu      sync.Mutex
	largest searchSize
}

// newProver makes a prover; budget 0 stands for the default.
func newProver(p *matter.Procedure, budget int) *prover {
	if budget <= 0 {
		budget = DefaultBudget
	}
	return &prover{anatomy: anatomise(p), spans: newSpans(p.Rules.Calendar), budget: budget}
}

// DefaultBudget is how many states, each with its zone, a search may keep when nothing else is said.
const DefaultBudget = 5_000_000

func budgetOf(o Options) int {
	if o.Budget > 0 {
		return o.Budget
	}
	return DefaultBudget
}

// goal is something that runs may come to: a state, or a step. What is found is told apart by key; what is not what is
// sought has key -1.
type goal struct {
	question
	first []pin   // what to track from the start
	from  tracked // and what else
	only  bool    // one is enough: there is one key
	state func(g *graph, s int32) int
	edge  func(g *graph, s int32, e edge) int
	learn func(g *graph, s int32) []int // slots to track where a state turns out not to be what is sought
	near  func(g *graph, s int32) int32 // how near a state is to what is sought: the nearest are tried first
}

// witness is a real run: a node of a search on the whole cone, to which some step leads.
type witness struct {
	x    *search
	node int32
}

// found is the answer to a goal: the runs found, by key, and why the answer may not be complete.
type found struct {
	keys  []int
	runs  map[int]*witness
	why   string  // empty: what was not found is impossible
	track tracked // what had to be tracked to know; nil: everything
}

// survey finds, for every key of a goal, a shortest run that comes to it, or proves that there is none.
func (pr *prover) survey(gl goal) (found, error) {
	f := found{runs: map[int]*witness{}}
	of := pr.subject(gl.question)
	track, hull := newTracked(pr.p), true
	if gl.from != nil {
		track = gl.from.clone()
	}
	track.add(pr.withCompanions(gl.first)...)
	for spent := 0; ; {
		if pr.effort > 0 && spent > pr.effort {
			f.why = "the budget of " + thousands(pr.effort) + " states was spent"
			return f, nil
		}
		g, err := of.tracking(track)
		if err != nil {
			return f, err
		}
		x := pr.search(g)
		x.hull = hull
		c := x.candidates(gl, f.runs)
		pr.ran(x)
		spent += len(x.nodes)
		if x.short && hull {
			hull = false
			continue
		}
		if x.short && len(c.keys) == 0 {
			f.why = pr.spent()
			return f, nil
		}
		next, stuck, learned := track.clone(), false, false
		for _, key := range c.keys {
			w, pins, err := of.confirm(gl, x, c.at[key], track, key)
			if err != nil {
				return f, err
			}
			if w != nil {
				f.keys, f.runs[key] = append(f.keys, key), w
				continue
			}
			stuck = stuck || len(pins) == 0
			if track != nil {
				learned = next.add(pr.withCompanions(pins)...) || learned
			}
		}
		switch {
		case stuck && !learned && hull: // nothing to learn from these runs: look closer
			learned, hull = true, false
		case stuck && !learned && track != nil: // look at everything
			learned, next = true, nil
		}
		track = next
		if !learned {
			slices.Sort(f.keys)
			f.track = track
			return f, nil
		}
	}
}

// withCompanions adds to deadlines what keeps them from starting again and again, and from being extended without end.
func (pr *prover) withCompanions(pins []pin) []pin {
	all := slices.Clone(pins)
	for _, p := range pins {
		if pr.p.Slots[p.slot].Kind != matter.SlotDeadline {
			continue
		}
		for _, e := range pr.startOrExtend(&pr.p.Deadlines[pr.p.Slots[p.slot].Of]) {
			for s := range pr.p.Stages {
				if pr.stays[e].Has(s) {
					all = append(all, pr.repeats(e, s)...)
				}
			}
		}
	}
	return all
}

// startOrExtend lists the events with which a deadline starts or is extended.
func (pr *prover) startOrExtend(d *matter.Deadline) []int {
	list := slices.Clone(d.From)
	for e := range pr.p.Events {
		if slices.ContainsFunc(d.Extensions, func(x matter.Extension) bool { return x.By == pr.p.Events[e].Act }) {
			list = append(list, e)
		}
	}
	return list
}

// repeats lists what keeps an event from being repeated.
func (pr *prover) repeats(event, stage int) []pin {
	var pins []pin
	for _, c := range pr.p.Events[event].Conds {
		switch c.Kind {
		case matter.CondHold, matter.CondCount, matter.CondExclusive:
			for _, alt := range c.Any {
				for _, l := range alt {
					pins = append(pins, pin{stage, l.Slot})
				}
			}
		}
	}
	return pins
}

// A subject is what a question is about: the whole cone of it, and smaller views of it.
type subject struct {
	*prover
	question
	cone  *cone
	whole *graph // with nothing left out of the cone; made when first asked for
}

func (pr *prover) subject(q question) *subject {
	return &subject{prover: pr, question: q, cone: q.coneOf(pr.anatomy)}
}

// full gives the graph of the whole cone.
func (s *subject) full() (*graph, error) {
	if s.whole == nil {
		m, err := build(s.cone, s.spans, s.question)
		if err != nil {
			return nil, err
		}
		s.whole = newGraph(m)
	}
	return s.whole, nil
}

// tracking gives the graph that tracks some slots; nil: all.
func (s *subject) tracking(track tracked) (*graph, error) {
	if track == nil {
		return s.full()
	}
	q := s.question
	q.track, q.of = track, s.cone
	m, err := build(q.coneOf(s.anatomy), s.spans, q)
	if err != nil {
		return nil, err
	}
	return newGraph(m), nil
}

func (pr *prover) search(g *graph) *search { return &search{g: g, budget: pr.budget} }

// ran notes how large a search was, if it was the largest.
func (pr *prover) ran(x *search) {
	size := searchSize{len(x.nodes), len(x.g.states), x.bytes()}
	pr.mu.Lock()
	defer pr.mu.Unlock()
	if size.more(pr.largest) {
		pr.largest = size
	}
}

// searchSize is how much a search kept.
type searchSize struct{ zones, states, bytes int }

func (s searchSize) more(t searchSize) bool {
	return cmp.Or(cmp.Compare(s.zones, t.zones), cmp.Compare(s.states, t.states), cmp.Compare(s.bytes, t.bytes)) > 0
}

// perZone is how many bytes each zone took, with what hangs on it.
func (s searchSize) perZone() int {
	if s.zones == 0 {
		return 0
	}
	return (s.bytes + s.zones - 1) / s.zones
}

// whyNot says why something was not found out: what stood in the way, or what was not enough.
func whyNot(err error, why string) string {
	if err != nil {
		return err.Error()
	}
	return why
}

func (pr *prover) spent() string {
	return "the budget of " + thousands(pr.budget) + " states was spent"
}

// candidate is a node, and the edge from it that is sought; noEdge when the node itself is.
type candidate struct{ node, edge int32 }

type candidates struct {
	keys []int
	at   map[int]candidate
}

// candidates runs a search and notes the first state or step for every key that is not yet known.
func (x *search) candidates(gl goal, known map[int]*witness) candidates {
	c := candidates{at: map[int]candidate{}}
	note := func(key int, at candidate) bool {
		if _, have := c.at[key]; key < 0 || have || known[key] != nil {
			return true
		}
		c.keys, c.at[key] = append(c.keys, key), at
		return !gl.only
	}
	if gl.state != nil {
		x.onState = func(i int32) bool { return note(gl.state(x.g, x.nodes[i].state), candidate{i, noEdge}) }
	}
	if gl.edge != nil {
		x.onEdge = func(i, e int32) bool {
			return note(gl.edge(x.g, x.nodes[i].state, x.g.edges[e]), candidate{i, e})
		}
	}
	if gl.near != nil {
		x.prefer = func(n *node) int32 { return gl.near(x.g, n.state) }
	}
	x.run()
	return c
}

// confirm tries a run of the abstract search x on the full graph. It gives the run there, or what to track.
func (s *subject) confirm(gl goal, x *search, c candidate, track tracked, key int) (*witness, []pin, error) {
	if track == nil {
		return &witness{x, x.arriveAt(c)}, nil, nil
	}
	full, err := s.full()
	if err != nil {
		return nil, nil, err
	}
	y := s.search(full)
	y.plan = &plan{steps: x.stepsTo(c), loop: -1, unknown: x.unknown}
	last := int32(len(y.plan.steps))
	var hit int32 = -1
	y.onNode = func(i int32) bool {
		n := &y.nodes[i]
		switch {
		case n.pos != last:
		case c.edge == noEdge && gl.state(full, n.state) == key:
			hit = i
		case c.edge != noEdge && n.edge >= 0 && gl.edge(full, y.nodes[n.parent].state, full.edges[n.edge]) == key:
			hit = i
		}
		return hit < 0
	}
	y.run()
	s.ran(y)
	if hit >= 0 {
		return &witness{y, hit}, nil, nil
	}
	return nil, y.lesson(gl, track), nil
}

// unknown says whether a deadline may pass in a stage without the search's knowing of it.
func (x *search) unknown(stage, deadline int) bool {
	return !x.g.m.cone.live[stage].has(x.g.m.p.Deadlines[deadline].Slot)
}

// arriveAt gives the node to which a candidate's edge leads, or the candidate's node.
func (x *search) arriveAt(c candidate) int32 {
	if c.edge == noEdge {
		return c.node
	}
	x.onState, x.onEdge, x.stopped = nil, nil, false
	y := &search{g: x.g, plan: &plan{steps: x.stepsTo(c), loop: -1, unknown: func(int, int) bool { return false }}}
	y.run()
	for i := range y.nodes {
		if n := &y.nodes[i]; int(n.pos) == len(y.plan.steps) {
			return int32(i)
		}
	}
	return c.node
}

// stepsTo lists what happens on a run to a candidate. Where zones hold more than there is, it is a row of steps that may
// not be a run.
func (x *search) stepsTo(c candidate) []label {
	if x.hull {
		return x.lineTo(c)
	}
	n := x.nodes[c.node]
	l := x.load(&n, &x.zone)
	if c.edge != noEdge {
		x.guard(&x.zone, l, x.g.labels[x.g.edges[c.edge].label])
	}
	x.atLatest(l, n.form)
	var steps []label
	for _, t := range x.trace(c.node, x.zone.point(false)) {
		if t.edge != noEdge {
			steps = append(steps, x.g.labels[x.g.edges[t.edge].label])
		}
	}
	if c.edge != noEdge {
		steps = append(steps, x.g.labels[x.g.edges[c.edge].label])
	}
	return steps
}

// atLatest keeps of x.zone the readings in which the observer has counted the most.
func (x *search) atLatest(l *layout, f form) {
	if f != timed && f != frozen {
		return
	}
	for _, c := range []uint8{x.g.m.observer(), x.g.m.sinceHold()} {
		if dim := int(l.at[c]); dim > 0 && x.zone.at(dim, 0) < none {
			x.zone.tighten(0, dim, -x.zone.at(dim, 0))
		}
	}
}

// lineTo lists the steps by which a candidate was first come upon.
func (x *search) lineTo(c candidate) []label {
	steps := x.stepsAlong(x.nodesTo(c.node))
	if c.edge != noEdge {
		steps = append(steps, x.g.labels[x.g.edges[c.edge].label])
	}
	return steps
}

// nodesTo lists the nodes from the first to one, each come upon from the one before.
func (x *search) nodesTo(i int32) []int32 {
	var line []int32
	for i >= 0 {
		n := &x.nodes[i]
		if older := x.latest(n); older >= 0 {
			i = older
			continue
		}
		line = append(line, i)
		i = n.parent
	}
	slices.Reverse(line)
	return line
}

// stepsAlong lists the steps that lead to each of some nodes.
func (x *search) stepsAlong(line []int32) []label {
	var steps []label
	for _, i := range line {
		if n := &x.nodes[i]; n.edge != noEdge {
			steps = append(steps, x.g.labels[x.g.edges[n.edge].label])
		}
	}
	return steps
}

// latest finds, among the nodes that a node took in, one in which the observer can have counted as much; -1 when there
// is none. So the line to a longest stay is one on which it may be as long.
func (x *search) latest(n *node) int32 {
	if n.alias < 0 || n.form == plain || n.form == paced {
		return -1
	}
	most := x.countedAt(n)
	for i := n.alias; x.aliases[i] >= 0; i++ {
		if x.countedAt(&x.nodes[x.aliases[i]]) >= most {
			return x.aliases[i]
		}
	}
	return -1
}

// lesson says what to track so that a plan that failed is not proposed again: what forbids its next step where it came
// furthest, or what shows that its end is not what was sought.
func (x *search) lesson(gl goal, track tracked) []pin {
	furthest := int32(0)
	for i := range x.nodes {
		furthest = max(furthest, x.nodes[i].pos)
	}
	news := func(pins []pin) []pin {
		return slices.DeleteFunc(pins, func(p pin) bool { return p.slot == 0 || track.has(p) })
	}
	for _, say := range []func(n *node) []pin{
		func(n *node) []pin {
			if int(furthest) < len(x.plan.steps) {
				pins := news(x.pinned(n, x.forbids(n, x.plan.steps[furthest])))
				if gl.only && len(pins) > 0 {
					pins = append(pins, news(x.foreseen(n))...)
				}
				return pins
			}
			if gl.learn != nil {
				return x.pinned(n, gl.learn(x.g, n.state))
			}
			return nil
		},
		x.passedUnplanned,
		x.runningAt,
		func(n *node) []pin { return x.shortened(n, track) },
	} {
		for i := range x.nodes {
			if n := &x.nodes[i]; n.pos == furthest {
				if pins := news(say(n)); len(pins) > 0 {
					return pins
				}
			}
		}
	}
	return nil
}

// pinned gives slots in the stage of a node.
func (x *search) pinned(n *node, slots []int) []pin {
	var pins []pin
	for _, s := range slots {
		pins = append(pins, pin{x.g.stageOf(n.state), s})
	}
	return pins
}

// passedUnplanned gives the last deadline that passed on the way to a node without the plan knowing of it.
func (x *search) passedUnplanned(n *node) []pin {
	for ; n.parent >= 0; n = &x.nodes[n.parent] {
		if n.edge == noEdge || n.pos != x.nodes[n.parent].pos {
			continue
		}
		d := x.g.labels[x.g.edges[n.edge].label].deadline
		return x.pinned(&x.nodes[n.parent], []int{x.g.m.p.Deadlines[d].Slot})
	}
	return nil
}

// runningAt lists the deadlines and periods that count at a node.
func (x *search) runningAt(n *node) []pin {
	var slots []int
	for _, c := range x.layoutOf(n).clocks[1:] {
		switch k := x.g.m.clocks; {
		case int(c) >= len(k):
		case k[c].deadline >= 0:
			slots = append(slots, x.g.m.p.Deadlines[k[c].deadline].Slot)
		case k[c].period >= 0:
			slots = append(slots, x.g.m.p.Periods[k[c].period].Slot)
		}
	}
	return x.pinned(n, slots)
}

// forbids lists the slots that keep a step from being possible at a node.
func (x *search) forbids(n *node, how label) []int {
	g := x.g
	marking := make([]uint8, len(g.m.base))
	g.load(n.state, marking)
	l := x.layoutOf(n)
	var slots []int
	if how.deadline >= 0 {
		slots = append(slots, g.m.p.Deadlines[how.deadline].Slot)
	} else if i := slices.IndexFunc(g.m.moves, func(v move) bool { return int32(v.event) == how.event }); i >= 0 {
		if slots = g.failing(&g.m.moves[i], marking); len(slots) > 0 {
			return slots
		}
		for _, w := range g.m.p.Events[how.event].Waits {
			slots = append(slots, g.m.p.Periods[w.Period].Slot)
		}
	}
	for _, f := range l.falling {
		slots = append(slots, g.m.p.Deadlines[f.deadline].Slot)
	}
	return slots
}

// foreseen lists what would forbid the steps of a plan after the one that is forbidden at a node, if each were taken all the
// same. Where only one run is asked for most of it has to be tracked in the end, and so it takes far fewer tries. Where
// runs to many ends are asked for, as much would be tracked for each.
func (x *search) foreseen(n *node) []pin {
	var pins []pin
	marking := make([]uint8, len(x.g.m.base))
	x.g.load(n.state, marking)
	x.g.force(x.plan.steps[n.pos], marking)
	for _, how := range x.plan.steps[n.pos+1:] {
		stage := int(marking[0])
		for _, slot := range x.g.force(how, marking) {
			pins = append(pins, pin{stage, slot})
		}
	}
	return pins
}

// force takes a step in a marking whatever forbids it, and lists the slots that do. Days are left out of it.
func (g *graph) force(how label, marking []uint8) []int {
	var against []int
	if how.deadline >= 0 {
		if slot := g.m.p.Deadlines[how.deadline].Slot; marking[slot] != matter.Running {
			against = append(against, slot)
		}
	} else if i := slices.IndexFunc(g.m.moves, func(v move) bool { return int32(v.event) == how.event }); i >= 0 {
		against = g.failing(&g.m.moves[i], marking)
		copy(marking, g.next)
	}
	if how.event >= 0 {
		g.m.p.Step(matter.Marking(marking[:len(g.m.p.Slots)]), int(how.event), &g.out)
	}
	return against
}

// failing lists what the conditions read that a move fails, with the choice with which it fails the fewest.
func (g *graph) failing(v *move, marking []uint8) []int {
	var best []int
	fewest := -1
	eachChoice(v.choices, func(values []uint8) bool {
		copy(g.next, marking)
		for i, c := range v.choices {
			g.next[c.slot] = values[i]
		}
		var slots []int
		n := 0
		conds := g.m.condsIn(v, int(marking[0]))
		for i := range conds {
			if c := &conds[i]; !c.Holds(matter.Marking(g.next[:len(g.m.p.Slots)])) {
				n++
				for _, alt := range c.Any {
					for _, lit := range alt {
						slots = append(slots, lit.Slot)
					}
				}
			}
		}
		if fewest < 0 || n < fewest {
			best, fewest = slots, n
		}
		return fewest > 0
	})
	return best
}

// eachChoice calls do with every combination of values, until it returns false.
func eachChoice(choices []choice, do func(values []uint8) bool) {
	values := make([]uint8, len(choices))
	for i, c := range choices {
		values[i] = c.first
	}
	for do(values) {
		i := 0
		for ; i < len(choices); i++ {
			if values[i]++; values[i] < choices[i].first+choices[i].count {
				break
			}
			values[i] = choices[i].first
		}
		if i == len(choices) {
			return
		}
	}
}

// thousands writes a number with its thousands apart: 5,000,000.
func thousands(n int) string {
	var b []byte
	for i := 0; n > 0 || i == 0; i++ {
		if i > 0 && i%3 == 0 {
			b = append(b, ',')
		}
		b = append(b, byte('0'+n%10))
		n /= 10
	}
	slices.Reverse(b)
	return string(b)
}
