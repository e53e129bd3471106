package check

import (
	"encoding/binary"
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// A graph is the discrete half of a model: its states and the steps between them, worked out by the kernel when first
// asked for. Which of them time allows is for a search to find out.
type graph struct {
	m       *model
	keys    keyTable
	classes keyTable // of states that differ only in what persons are allowed
	allows  []uint64 // of all states: what their soft slots allow
	states  []state
	edges   []edge

	labels    []label
	ofLabel   map[label]int32
	tells     bool      // labels say what followed
	followed  [][]int32 // by number: events that followed in a step; the first is none
	ofEvents  map[string]int32
	choices   []string
	ofChoice  map[string]int32
	starts    [][]uint8 // which clocks begin to count, by number
	ofStarts  map[string]int32
	days      dayList    // with a script: the days of the edges
	seasons   [][]season // by starts
	fork      []uint8    // scratch
	nothing   bool       // the deadline just passed and its consequence was not possible
	layouts   []*layout
	ofLayout  map[string]int32
	marking   []uint8 // scratch
	next      []uint8
	words     []uint64
	out       matter.Outcome
	signature []byte
}

// state is a discrete state; its edges stand together, once they have been worked out.
type state struct {
	layout   int32
	class    int32
	from, to int32 // its edges
	known    bool
	final    bool
	failed   bool // some expiry here has an impossible consequence
}

// edge is one discrete step.
type edge struct {
	to     int32
	label  int32
	starts int32
	when   int32 // with a script: on which of its days
}

// label is what happens in a step.
type label struct {
	event    int32 // the event; -1 for the end of a day, and for a deadline that passes without consequence
	deadline int32 // the deadline that expires; -1 for an act
	move     int32 // index of the move; -1 for an expiry
	choice   int32 // the values chosen
	followed int32 // what followed, if the graph tells
	also     int32 // with a night: the deadline that is due on the same day, counted from 1; 0: any or none
	failed   bool  // the consequence was not possible
}

func newGraph(m *model) *graph {
	g := &graph{m: m, keys: newKeyTable(m.key.words), classes: newKeyTable(m.key.words), ofLabel: map[label]int32{}, ofChoice: map[string]int32{},
		ofStarts: map[string]int32{}, ofLayout: map[string]int32{}, followed: [][]int32{nil}, ofEvents: map[string]int32{"": 0}}
	g.marking, g.next = make([]uint8, len(m.base)), make([]uint8, len(m.base))
	g.words = make([]uint64, m.key.words)
	copy(g.next, m.base)
	g.intern(g.next)
	return g
}

// intern gives the number of a marking's state, which it makes the representative.
func (g *graph) intern(marking []uint8) int32 {
	g.m.canon(marking)
	g.m.pack(marking, g.words)
	n, known := g.keys.find(g.words)
	if known {
		return n
	}
	g.m.unpack(g.words, marking)
	g.m.harden(marking[0], g.words)
	class, _ := g.classes.find(g.words)
	g.states = append(g.states, state{layout: g.layoutOf(marking), class: class, final: g.m.p.Stages[marking[0]].Final})
	w := len(g.allows)
	g.allows = append(g.allows, make([]uint64, g.m.softLen)...)
	g.m.allowances(marking, g.allows[w:])
	return n
}

// better says whether state a allows all that state b of the same class allows.
func (g *graph) better(a, b int32) bool {
	w := g.m.softLen
	for i := 0; i < w; i++ {
		if g.allows[int(b)*w+i]&^g.allows[int(a)*w+i] != 0 {
			return false
		}
	}
	return true
}

// load writes the marking of a state into marking.
func (g *graph) load(s int32, marking []uint8) {
	g.m.unpack(g.keys.at(s), marking)
}

// expand works out the edges of a state.
func (g *graph) expand(s int32) []edge {
	if !g.states[s].known {
		from := int32(len(g.edges))
		g.load(s, g.marking)
		stage := int(g.marking[0])
		for i := range g.m.moves {
			if v := &g.m.moves[i]; v.stages.Has(stage) && g.supposed(v) {
				g.choose(v.choices, func() bool { return g.act(v) }, label{event: int32(v.event), deadline: -1, move: int32(i)})
			}
		}
		for _, d := range g.m.order {
			if g.m.night != nil && d == g.m.night.first {
				g.both(g.m.night)
			}
			if g.marking[g.m.p.Deadlines[d].Slot] == matter.Running {
				g.expiry(s, from, d)
			}
		}
		for _, d := range g.m.lapses {
			if d.stages.Has(stage) {
				g.lapse(d.deadline)
			}
		}
		if g.m.script != nil {
			g.stillThere()
		}
		st := &g.states[s]
		st.from, st.to, st.known = from, int32(len(g.edges)), true
	}
	st := &g.states[s]
	return g.edges[st.from:st.to]
}

// supposed says whether a fact may still happen; acts always may, as far as this goes.
func (g *graph) supposed(v *move) bool {
	if v.fact < 0 {
		return g.m.script == nil || g.admits(v)
	}
	f := &g.m.facts[v.fact]
	if g.m.p.Begin >= 0 && g.marking[0] == 0 || g.marking[f.slot] >= uint8(f.times) {
		return false
	}
	return f.days > 0 || !g.m.p.Stages[g.marking[0]].Final
}

// act does a move in g.next, unless the kernel forbids it.
func (g *graph) act(v *move) bool {
	m := matter.Marking(g.next[:len(g.m.p.Slots)])
	if v.fact >= 0 {
		g.next[g.m.facts[v.fact].slot]++
	} else if !met(m, g.m.condsIn(v, int(m[0]))) || g.m.script != nil && !g.says(v) {
		return false
	}
	g.m.p.Step(m, v.event, &g.out)
	return true
}

// met says whether conditions hold; it is the kernel's Met for those that are tracked.
func met(m matter.Marking, conds []matter.Cond) bool {
	for i := range conds {
		if !conds[i].Holds(m) {
			return false
		}
	}
	return true
}

// choose tries every choice of some values, from the state's marking, and adds an edge for each that is possible.
func (g *graph) choose(choices []choice, do func() bool, l label) {
	first := int32(len(g.edges))
	eachChoice(choices, func(values []uint8) bool {
		copy(g.next, g.marking)
		for i, c := range choices {
			g.next[c.slot] = values[i]
		}
		g.out.Ticks, g.out.Followed = g.out.Ticks[:0], g.out.Followed[:0]
		g.nothing = false
		if do() {
			g.addEdge(first, l, values)
		}
		return true
	})
}

// expiry adds what happens when the last day of a running deadline ends.
func (g *graph) expiry(s, from int32, d int) {
	l := label{event: int32(g.m.p.Deadlines[d].Otherwise), deadline: int32(d), move: -1}
	failed := false
	ends := contains(g.m.stuck, d) && g.m.knows(int(l.event), int(g.marking[0]))
	g.choose(g.m.free, func() bool {
		failed = !g.m.p.Expire(matter.Marking(g.next[:len(g.m.p.Slots)]), d, &g.out)
		g.nothing = failed
		if failed {
			g.states[s].failed = true
		}
		return !(failed && ends)
	}, l)
	if failed {
		for i := len(g.edges) - 1; i >= int(from) && g.labels[g.edges[i].label].deadline == int32(d); i-- {
			failing := g.labels[g.edges[i].label]
			failing.failed = true
			g.edges[i].label = g.labelOf(failing)
		}
	}
}

// knows says whether all that makes an event impossible by operation of the rules is tracked in a stage.
func (m *model) knows(event, stage int) bool {
	return m.cone.useful[event].Has(stage) || !m.p.Acts[m.p.Events[event].Act].In.Has(stage)
}

// lapse adds what happens when a deadline passes of which it is not known whether it runs.
func (g *graph) lapse(d int) {
	e := g.m.p.Deadlines[d].Otherwise
	g.choose(g.m.free, func() bool {
		m := matter.Marking(g.next[:len(g.m.p.Slots)])
		if !g.m.p.Possible(m, e) {
			return false
		}
		g.m.p.Step(m, e, &g.out)
		return true
	}, label{event: int32(e), deadline: int32(d), move: -1})
}

// addEdge adds the step whose outcome is in g.next and g.out, unless one like it stands from first on.
func (g *graph) addEdge(first int32, l label, values []uint8) {
	g.watchOver(l)
	e := edge{starts: g.startsOf(l)}
	if g.m.script != nil {
		g.addOnDays(first, e, l, values)
		return
	}
	g.addOnce(first, e, l, values)
}

// addOnce adds an edge to what is in g.next, unless one like it stands from first on.
func (g *graph) addOnce(first int32, e edge, l label, values []uint8) {
	e.to = g.intern(g.next)
	for i := int(first); i < len(g.edges); i++ {
		if f := &g.edges[i]; f.to == e.to && f.starts == e.starts && f.when == e.when {
			return
		}
	}
	l.choice = g.choiceOf(values)
	if g.tells {
		l.followed = g.followedOf()
	}
	e.label = g.labelOf(l)
	g.edges = append(g.edges, e)
}

// watchOver sets and clears the bits that the question added.
func (g *graph) watchOver(l label) {
	for i, w := range g.m.watch {
		slot := len(g.m.p.Slots) + i
		if l.event >= 0 && !l.failed {
			g.flip(slot, int(l.event), w)
		}
		for _, f := range g.out.Followed {
			g.flip(slot, f, w)
		}
	}
}

func (g *graph) flip(slot, event int, w Watch) {
	if contains(w.Clear, event) {
		g.next[slot] = 0
	}
	if contains(w.Set, event) {
		g.next[slot] = 1
	}
}

// startsOf numbers the set of clocks that begin to count in the step just done. A limit of no days that begins when the
// day is over ends on the next.
func (g *graph) startsOf(l label) int32 {
	g.signature = g.signature[:0]
	for _, t := range g.out.Ticks {
		if t.Op != matter.Start {
			continue
		}
		c := g.clockOf(t.Clock)
		if c == noClock {
			continue
		}
		if g.m.ends(l) && g.m.ofNoDays(g.next, c) {
			c |= lateClock
		}
		if !slices.Contains(g.signature, c) {
			g.signature = append(g.signature, c)
		}
	}
	if c := g.m.sinceEnd; c != noClock && g.m.p.Stages[g.next[0]].Final && !g.m.p.Stages[g.marking[0]].Final {
		g.signature = append(g.signature, c)
	}
	slices.Sort(g.signature)
	return number(g.ofStarts, &g.starts, g.signature)
}

// clockOf gives the model's clock for a clock of the kernel, or noClock when it is outside the cone.
func (g *graph) clockOf(c matter.ClockID) uint8 {
	if i := int(c); i < len(g.m.p.Deadlines) {
		return g.m.ofLimit[i]
	}
	return g.m.ofPeriod[int(c)-len(g.m.p.Deadlines)]
}

// number finds or keeps a list of bytes.
func number(of map[string]int32, lists *[][]uint8, list []byte) int32 {
	if n, ok := of[string(list)]; ok {
		return n
	}
	n := int32(len(*lists))
	of[string(list)] = n
	*lists = append(*lists, slices.Clone(list))
	return n
}

// followedOf numbers what followed in the step just done.
func (g *graph) followedOf() int32 {
	g.signature = g.signature[:0]
	for _, e := range g.out.Followed {
		g.signature = binary.LittleEndian.AppendUint16(g.signature, uint16(e))
	}
	n, ok := g.ofEvents[string(g.signature)]
	if !ok {
		n = int32(len(g.followed))
		g.ofEvents[string(g.signature)] = n
		var list []int32
		for _, e := range g.out.Followed {
			list = append(list, int32(e))
		}
		g.followed = append(g.followed, list)
	}
	return n
}

func (g *graph) labelOf(l label) int32 {
	if n, ok := g.ofLabel[l]; ok {
		return n
	}
	n := int32(len(g.labels))
	g.labels = append(g.labels, l)
	g.ofLabel[l] = n
	return n
}

func (g *graph) choiceOf(values []uint8) int32 {
	if n, ok := g.ofChoice[string(values)]; ok {
		return n
	}
	n := int32(len(g.choices))
	g.choices = append(g.choices, string(values))
	g.ofChoice[string(values)] = n
	return n
}

// bytes is what the graph takes up.
func (g *graph) bytes() int {
	return g.keys.bytes() + g.classes.bytes() + 8*cap(g.allows) + 20*cap(g.states) + 12*cap(g.edges)
}

// clockKey is one clock of a layout as it is told apart from others.
func clockKey(buf []byte, c uint8, held bool, limit span) []byte {
	h := byte(0)
	if held {
		h = 1
	}
	buf = append(buf, c, h)
	buf = binary.LittleEndian.AppendUint32(buf, uint32(limit.least))
	return binary.LittleEndian.AppendUint32(buf, uint32(limit.most))
}
