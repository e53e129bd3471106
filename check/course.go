package check

import (
	"maps"
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// A course is one run of a matter on real days, held against the lines of a scene as it goes. Everything in it has been
// done by the kernel.
type course struct {
	sc      *scene
	s       matter.State
	done    []matter.Occurrence
	met     int // lines that have happened
	moments []standing
	strayed bool // something happened that only a line may bring about, and none did
	over    bool // the matter has ended, by what is no line
	failed  bool // the calendar does not reach so far
}

// standing is where a course stood after something happened.
type standing struct {
	on    calendar.Date
	night bool
	met   int
	over  bool
}

// livesOn says whether the matter is known to have been alive on a day, after so many lines and before more of them.
func (c *course) livesOn(day calendar.Date, lines int) bool {
	alive := false
	for _, m := range c.moments {
		if m.met > lines || m.on > day || m.on == day && m.night {
			return alive && m.on >= day
		}
		alive = m.met == lines && !m.over
	}
	return false
}

func newCourse(sc *scene) *course { return &course{sc: sc, s: sc.p.New()} }

// note takes over a state and what led to it.
func (c *course) note(s matter.State, happened []matter.Occurrence) {
	byLine := false
	for i := range happened {
		o := &happened[i]
		if c.met == len(c.sc.lines) || !c.sc.strict(o.Act, o.ByRule) {
			continue // what comes after the last line is not the example's
		}
		if !c.sc.lines[c.met].is(o) {
			c.strayed = true
			continue
		}
		c.met++
		byLine = true
	}
	switch was, is := c.sc.p.Final(c.s), c.sc.p.Final(s); {
	case !is:
		c.over = false
	case !was:
		c.over = !byLine
	}
	c.s, c.done = s, append(c.done, happened...)
	c.moments = append(c.moments, standing{s.On, s.Night, c.met, c.over})
}

// until lets days pass until a day begins, one expiry after the other; through lets that day pass too.
func (c *course) until(day calendar.Date, through bool) {
	if through {
		day = day.Add(1)
	}
	for {
		to := day
		due, err := c.sc.p.Due(c.s)
		if c.failed = c.failed || err != nil; c.failed {
			return
		}
		for _, f := range due {
			if !f.Paused && f.Last < to {
				to = max(f.Last.Add(1), c.s.On)
				break
			}
		}
		s, passed, err := c.sc.p.Advance(c.s, to)
		if c.failed = err != nil; c.failed {
			return
		}
		if c.note(s, passed); to == day {
			return
		}
	}
}

// do does an event that has been found to be allowed.
func (c *course) do(event int, o matter.Occurrence) {
	s, followed := c.sc.p.Record(c.s, event, o)
	c.note(s, append([]matter.Occurrence{o}, followed...))
}

// way is how a line could be done in a state, with the reasons why it is refused.
type way struct {
	event   int
	o       matter.Occurrence
	reasons []matter.Reason
}

// try looks for a way to do a line that the rules allow; if there is none it gives the one with the fewest reasons
// against it.
func (c *course) try(l *cue) (way, bool) {
	best := way{event: -1}
	for _, e := range l.events {
		for _, o := range c.wordings(e, l) {
			reasons := c.sc.p.Why(c.s, e, o)
			if len(reasons) == 0 {
				return way{e, o, nil}, true
			}
			if best.event < 0 || len(reasons) < len(best.reasons) {
				best = way{e, o, reasons}
			}
		}
	}
	return best, false
}

// mostWordings caps the combinations of values with which one event is tried.
const mostWordings = 256

// wordings lists ways to say an event: with what its line says, and with each combination of values for what the line
// leaves open and the rules read.
func (c *course) wordings(event int, l *cue) []matter.Occurrence {
	p := c.sc.p
	base, _ := p.Sample(c.s, event, l.on)
	if base.As = l.as; l.as == "" {
		base.As = p.Events[event].As
	}
	base.Data = maps.Clone(base.Data)
	said := map[string]bool{}
	for _, w := range l.with {
		base = saying(base, w[0], w[1])
		said[w[0]] = true
	}
	list := []matter.Occurrence{base}
	for _, ch := range c.open(event, said) {
		var more []matter.Occurrence
		for _, o := range list {
			for _, v := range ch.values {
				more = append(more, saying(o, ch.name, v))
			}
		}
		if len(list)+len(more) > mostWordings {
			break
		}
		list = append(list, more...)
	}
	return list
}

func saying(o matter.Occurrence, name, value string) matter.Occurrence {
	o.Data = maps.Clone(o.Data)
	if o.Data == nil {
		o.Data = map[string]string{}
	}
	o.Data[name] = value
	return o
}

// openValue is something that an event may say, with the values it can have.
type openValue struct {
	name   string
	values []string
}

// open lists what an event may say and its line does not: the data it sets, and what its conditions read of the world
// outside.
func (c *course) open(event int, said map[string]bool) []openValue {
	p := c.sc.p
	var list []openValue
	for _, d := range p.Events[event].Sets {
		if x := &p.Data[d]; !said[x.Name] {
			list = append(list, openValue{x.Name, x.Values})
		}
	}
	for i := range p.Slots {
		s := &p.Slots[i]
		if s.Free && !said[s.Name] && slices.ContainsFunc(p.Events[event].Conds, func(cond matter.Cond) bool { return readsSlot(&cond, i) }) {
			list = append(list, openValue{s.Name, []string{"yes", "no"}})
		}
	}
	return list
}

func readsSlot(c *matter.Cond, slot int) bool {
	return slices.ContainsFunc(c.Any, func(alt []matter.Lit) bool {
		return slices.ContainsFunc(alt, func(l matter.Lit) bool { return l.Slot == slot })
	})
}

// directly runs the lines of a scene one after the other with nothing else happening that the rules do not bring about.
// It gives the course if that is one on which every line happens.
func directly(sc *scene) (*course, bool) {
	c := newCourse(sc)
	for i := range sc.lines {
		if c.happens(i); c.met <= i || c.strayed || c.failed {
			return c, false
		}
	}
	return c, true
}

// like runs the lines of a scene with what else persons did, and what came to pass, on another course. It gives the
// course if that is one on which every line happens; the kernel has then done all of it.
func (sc *scene) like(other *course) (*course, bool) {
	c := newCourse(sc)
	for i := range other.done {
		o := &other.done[i]
		if o.ByRule {
			continue // it comes by itself, if it does
		}
		for c.met < len(sc.lines) && sc.lines[c.met].on < o.On {
			if !c.goesOn() {
				return c, false
			}
		}
		if c.met == len(sc.lines) {
			break
		}
		if sc.strict(o.Act, false) && !c.goesOn() || !sc.strict(o.Act, false) && !c.also(o) {
			return c, false
		}
	}
	for c.met < len(sc.lines) {
		if !c.goesOn() {
			return c, false
		}
	}
	return c, !c.strayed && !c.failed
}

// goesOn does the next line, if it can be done.
func (c *course) goesOn() bool {
	i := c.met
	c.happens(i)
	return c.met > i && !c.strayed && !c.failed
}

// also does what is no line, if it can be done.
func (c *course) also(o *matter.Occurrence) bool {
	if c.until(o.On, false); c.strayed || c.failed {
		return false
	}
	for _, e := range c.sc.p.Find(matter.Occurrence{Act: o.Act, Outcome: o.Outcome, As: o.As}) {
		if len(c.sc.p.Why(c.s, e, *o)) == 0 {
			c.do(e, *o)
			return true
		}
	}
	return false
}

// happens goes on to the day of a line and does what it says.
func (c *course) happens(i int) {
	l := &c.sc.lines[i]
	if c.met > i {
		return // it followed from the one before
	}
	if c.until(l.on, false); c.failed || c.strayed || c.met > i {
		return
	}
	switch {
	case l.alive && c.over || l.in != 0 && !l.in.Has(int(c.s.Marking[0])):
	case l.byRule:
		c.until(l.on, true)
	case l.act == "":
		c.met++
	default:
		if w, ok := c.try(l); ok {
			c.do(w.event, w.o)
		}
	}
}
