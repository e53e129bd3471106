package check

import (
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// script.go makes a search follow a scene: what its lines say must happen in their order and on their days, and nothing
// else of the kind; everything else is free.
//
// A clock that is never reset counts the days, so each line is a test of one clock, and how many lines have happened is
// part of a state. What the search finds impossible is impossible; what it finds possible is run by the kernel before it
// is believed.

// A script is a scene as models follow it.
type script struct {
	*scene
	base   calendar.Date // day 0
	told   int32         // from this day on it is told apart how long a limit is that starts on one day or another
	last   int32         // the day of the last line
	fixed  []bool        // by event: when it is done, or is a fact, it must be a line
	ruled  []bool        // by event: when it happens by operation of the rules, it must be a line
	unsaid []bool        // by event: no line says that it is done
}

const (
	mostBefore = 29_000 // how many days before the first line a matter may begin: eighty years
	toldBefore = 366    // how many days before the first line limits are as long as they are from their day
)

func newScript(sc *scene) *script {
	first, last := sc.lines[0].on, sc.lines[len(sc.lines)-1].on
	s := &script{scene: sc, base: first.Add(-mostBefore), told: mostBefore - toldBefore, last: int32(mostBefore + last.Sub(first))}
	for e := range sc.p.Events {
		name := sc.p.Acts[sc.p.Events[e].Act].Name
		s.fixed, s.ruled = append(s.fixed, sc.strict(name, false)), append(s.ruled, sc.strict(name, true))
		said := slices.ContainsFunc(sc.lines, func(c cue) bool { return !c.byRule && contains(c.events, e) })
		s.unsaid = append(s.unsaid, s.fixed[e] && !said)
	}
	return s
}

// day is the day of a line.
func (s *script) day(line int) int32 { return int32(s.lines[line].on.Sub(s.base)) }

// never says whether a person can never do an event, nor it happen as a fact, because its act is one of the lines' and
// no line says so.
func (s *script) never(event int) bool { return s != nil && s.unsaid[event] }

// observe makes a question see what the lines say, and supposes all facts that no line forbids.
func (s *script) observe(see *observed, allowed []bool) {
	see.events, see.at = slices.Clone(see.events), slices.Clone(see.at)
	for i := range s.lines {
		c := &s.lines[i]
		see.events = append(see.events, c.events...)
		for _, e := range c.events {
			for _, by := range s.p.Acts[s.p.Events[e].Act].By {
				if c.as != "" && by.Chain >= 0 {
					see.at = append(see.at, s.links(e, &s.p.Chains[by.Chain])...)
				}
			}
		}
	}
	for e := range s.p.Events {
		if act := s.p.Events[e].Act; s.p.Acts[act].Kind == matter.Fact && !s.unsaid[e] {
			allowed[act] = true
		}
	}
}

// links makes a question see whose turn it is in a chain when an event happens.
func (s *script) links(event int, ch *matter.Chain) []eventLits {
	var list []eventLits
	for k := range ch.Bodies {
		list = append(list, eventLits{event, []matter.Lit{{Slot: ch.Slot, Mask: 1 << uint(k)}}})
	}
	return list
}

// addScript gives a model the slots in which it follows its script.
func (m *model) addScript() {
	if m.script != nil {
		m.met, m.over = len(m.base), len(m.base)+1
		m.base = append(m.base, 0, 0)
	}
}

// next is the line that is to happen next in a marking; nil when all have.
func (m *model) next(marking []uint8) *cue {
	if i := int(marking[m.met]); i < len(m.script.lines) {
		return &m.script.lines[i]
	}
	return nil
}

// linesMet is how many lines have happened in a state.
func (g *graph) linesMet(s int32) int32 { return int32(g.m.value(g.keys.at(s), g.m.met)) }

// greatestOfScript is the greatest value of a slot that a script added.
func (m *model) greatestOfScript(slot int) uint8 {
	switch slot {
	case m.met:
		return uint8(len(m.script.lines))
	case m.over:
		return 1
	}
	for _, k := range m.classes {
		if k != nil && k.slot == slot {
			return uint8(k.n)
		}
	}
	return 1
}

// reach is up to which day time may pass in a marking, and the last day of all.
func (m *model) reach(marking []uint8) span {
	s := m.script
	if i := int(marking[m.met]); i < len(s.lines) {
		return span{s.day(i), s.last}
	}
	return span{none, s.last}
}

// mayLapse says whether a deadline that is not tracked may pass in a state on the day of another: where days are counted
// it matters that it is the same one.
func (g *graph) mayLapse(s int32) bool {
	stage := g.stageOf(s)
	return g.m.script != nil && slices.ContainsFunc(g.m.lapses, func(l lapse) bool { return l.stages.Has(stage) })
}

// admits says whether a move may be tried at all: one that must be a line, only as the line whose turn it is. A fact
// comes once the matter has begun, unless it is a line.
func (g *graph) admits(v *move) bool {
	s := g.m.script
	if !s.fixed[v.event] {
		return g.marking[0] != 0 || g.m.p.Begin < 0 || g.m.p.Acts[g.m.p.Events[v.event].Act].Kind != matter.Fact
	}
	c := g.m.next(g.marking)
	return c != nil && !c.byRule && contains(c.events, v.event) && !(c.alive && g.marking[g.m.over] == 1) &&
		(c.as == "" || g.m.p.Capable(matter.Marking(g.marking[:len(g.m.p.Slots)]), v.event, c.as))
}

// says whether the values chosen for a move in g.next are those of the line that it must be.
func (g *graph) says(v *move) bool {
	if !g.m.script.fixed[v.event] {
		return true
	}
	for _, w := range g.m.next(g.marking).with {
		if slot, value := sayingOf(g.m.p, v.event, w); slot >= 0 && g.next[slot] != value &&
			slices.ContainsFunc(v.choices, func(ch choice) bool { return ch.slot == slot }) {
			return false
		}
	}
	return true
}

// sayingOf finds the slot and the value of something that an event says; slot -1 when it is no slot's.
func sayingOf(p *matter.Procedure, event int, w [2]string) (slot int, value uint8) {
	for _, d := range p.Events[event].Sets {
		if p.Data[d].Name == w[0] {
			return p.Data[d].Slot, uint8(slices.Index(p.Data[d].Values, w[1]) + 1)
		}
	}
	for i := range p.Slots {
		if p.Slots[i].Free && p.Slots[i].Name == w[0] {
			return i, map[string]uint8{"yes": 1}[w[1]]
		}
	}
	return -1, 0
}

// stillThere adds the step of a line that only asks that the matter be there.
func (g *graph) stillThere() {
	c := g.m.next(g.marking)
	if c == nil || c.act != "" || c.alive && g.marking[g.m.over] == 1 || c.in != 0 && !c.in.Has(int(g.marking[0])) {
		return
	}
	copy(g.next, g.marking)
	g.out.Ticks, g.out.Followed, g.nothing = g.out.Ticks[:0], g.out.Followed[:0], false
	g.addEdge(int32(len(g.edges)), label{event: -1, deadline: -1, move: -1}, nil)
}

// follow notes in g.next which lines happen in the step just done, and says on which days it can be done; not at all
// when something happens in it that would have to be a line and is not.
func (g *graph) follow(l label) (on span, ok bool) {
	m := g.m
	s := m.script
	met := int(g.marking[m.met])
	first := met
	on = span{0, s.last}
	take := func(event int32, byRule, strict bool) bool {
		if !strict || met == len(s.lines) {
			return true
		}
		c := &s.lines[met]
		if c.byRule != byRule || !contains(c.events, int(event)) || met > first && s.day(met) != on.least {
			return false
		}
		on = span{s.day(met), s.day(met)}
		met++
		return true
	}
	switch {
	case g.nothing:
	case l.event >= 0:
		byRule := l.deadline >= 0
		if !take(l.event, byRule, byRule && s.ruled[l.event] || !byRule && s.fixed[l.event]) {
			return on, false
		}
	case l.deadline < 0:
		on = span{s.day(met), s.day(met)}
		met++
	}
	for _, f := range g.out.Followed {
		if !take(int32(f), true, s.ruled[f]) {
			return on, false
		}
	}
	g.next[m.met] = uint8(met)
	switch was, is := m.p.Stages[g.marking[0]].Final, m.p.Stages[g.next[0]].Final; {
	case !is:
		g.next[m.over] = 0
	case !was && met == first:
		g.next[m.over] = 1
	}
	return on, true
}

// addOnDays adds an edge for each class of days on which the step just done can be done.
func (g *graph) addOnDays(first int32, e edge, l label, values []uint8) {
	on, ok := g.follow(l)
	if !ok {
		return
	}
	seasons := g.seasonsOf(e.starts)
	if len(seasons) == 1 {
		e.when = g.days.number(on)
		g.addOnce(first, e, l, values)
		return
	}
	g.fork = append(g.fork[:0], g.next...)
	for i := range seasons {
		part := &seasons[i]
		days := span{max(on.least, part.days.least), min(on.most, part.days.most)}
		if days.least > days.most {
			continue
		}
		copy(g.next, g.fork)
		for k, slot := range part.slots {
			g.next[slot] = part.classes[k]
		}
		e.when = g.days.number(days)
		g.addOnce(first, e, l, values)
	}
}

// dayList numbers the days on which edges can be taken.
type dayList struct {
	list []span
	of   map[span]int32
}

func (d *dayList) number(s span) int32 {
	if n, ok := d.of[s]; ok {
		return n
	}
	if d.of == nil {
		d.of = map[span]int32{}
	}
	n := int32(len(d.list))
	d.list = append(d.list, s)
	d.of[s] = n
	return n
}

// mayBeOnDay is a quick look whether a step's days can have come.
func (x *search) mayBeOnDay(z *dbm, l *layout, e edge) bool {
	if x.g.m.script == nil {
		return true
	}
	on, dim := x.g.days.list[e.when], int(l.at[x.g.m.today])
	return z.at(dim, 0) >= on.least && -z.at(0, dim) <= on.most
}

// onDay keeps the readings on the days on which a step can be taken.
func (x *search) onDay(z *dbm, l *layout, e edge) bool {
	if x.g.m.script == nil {
		return true
	}
	on, dim := x.g.days.list[e.when], int(l.at[x.g.m.today])
	return z.tighten(0, dim, -on.least) && z.tighten(dim, 0, on.most)
}
