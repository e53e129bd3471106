package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// scene.go makes the lines of an example ready for a procedure: what each line can be, and what else may happen.

// A scene is an example as a procedure reads it.
type scene struct {
	p     *matter.Procedure
	lines []cue           // those that must happen, in order, and perhaps one that is asked about
	fixed map[string]bool // acts that persons do, and facts that happen, exactly as the lines say
	ruled map[string]bool // acts that happen by operation of the rules exactly as the lines say
}

// A cue is one line: what happens on a day.
type cue struct {
	line    *rulebook.ExampleLine
	on      calendar.Date
	act     string // empty: nothing does, the matter only has to be there still
	outcome string // empty: any
	as      string // in which capacity; empty: any
	with    [][2]string
	events  []int // of the procedure
	byRule  bool
	in      matter.StageSet // where the matter must be, of a line without an act; 0: anywhere
	alive   bool            // the matter must not have ended but by a line
}

// is says whether something that happened is what the line says.
func (c *cue) is(o *matter.Occurrence) bool {
	if c.act != o.Act || c.byRule != o.ByRule || c.on != o.On || c.outcome != "" && c.outcome != o.Outcome {
		return false
	}
	for _, w := range c.with {
		if o.Data[w[0]] != w[1] {
			return false
		}
	}
	return true
}

// name is what the line says happens, as the book writes it.
func (c *cue) name() string {
	if c.outcome == "" {
		return c.act
	}
	return c.act + "(" + c.outcome + ")"
}

// ending is the last line.
func (sc *scene) ending() *cue { return &sc.lines[len(sc.lines)-1] }

// strict says whether a thing of this name may happen only as a line says.
func (sc *scene) strict(act string, byRule bool) bool {
	if byRule {
		return sc.ruled[act]
	}
	return sc.fixed[act]
}

// fault is what is wrong with an example before it is run.
type fault struct {
	at   rulebook.Pos
	end  rulebook.Pos // zero: the end of the line
	msg  string
	help string
}

func faultAt(at rulebook.Pos, name, format string, args ...any) *fault {
	f := &fault{at: at, msg: fmt.Sprintf(format, args...)}
	if name != "" {
		f.end = rulebook.Pos{Line: at.Line, Col: at.Col + len([]rune(name))}
	}
	return f
}

// near adds to a fault what may have been meant.
func (f *fault) near(name string, among []string) *fault {
	if s := rulebook.Suggest(name, among); s != "" {
		f.help = "did you mean `" + s + "`?"
	}
	return f
}

// procedureOf finds the procedure of an example: the one it names, the only one, or the only one that has every act
// the example speaks of.
func procedureOf(ex *rulebook.Example, list []*matter.Procedure) (*matter.Procedure, *fault) {
	var names []string
	var fit []*matter.Procedure
	for _, p := range list {
		names = append(names, p.Name)
		if p.Name == ex.Procedure {
			return p, nil
		}
		if speaksOf(p, ex) {
			fit = append(fit, p)
		}
	}
	switch {
	case ex.Procedure != "":
		return nil, faultAt(ex.Pos, "", "no procedure is called `%s`", ex.Procedure).near(ex.Procedure, names)
	case len(fit) == 1:
		return fit[0], nil
	case len(list) == 1:
		return list[0], nil
	}
	f := faultAt(ex.Pos, "", "it is not clear of which procedure the example is")
	f.help = "begin it with `in procedure NAME`: " + strings.Join(names, ", ")
	return nil, f
}

// speaksOf says whether a procedure has every act of an example.
func speaksOf(p *matter.Procedure, ex *rulebook.Example) bool {
	for i := range ex.Lines {
		if len(p.Find(matter.Occurrence{Act: ex.Lines[i].Event.Name})) == 0 {
			return false
		}
	}
	return true
}

// sceneOf makes an example ready for a procedure. Its lines are all of the example's, refused ones too.
func sceneOf(ex *rulebook.Example, p *matter.Procedure, people []string) (*scene, *fault) {
	sc := &scene{p: p, fixed: map[string]bool{}, ruled: map[string]bool{}}
	for i := range ex.Lines {
		l := &ex.Lines[i]
		c, f := cueOf(l, p, people)
		if f != nil {
			return nil, f
		}
		sc.lines = append(sc.lines, c)
		if l.ByRule {
			sc.ruled[l.Event.Name] = true
		} else {
			sc.fixed[l.Event.Name] = true
		}
	}
	for _, name := range ex.Context {
		if len(p.Find(matter.Occurrence{Act: name})) == 0 {
			return nil, faultAt(ex.Pos, "", "no act is called `%s`", name).near(name, actNames(p))
		}
		sc.fixed[name] = true
	}
	return sc, nil
}

// cueOf makes a line ready: its names must stand for something, and somebody must be able to do what it says.
func cueOf(l *rulebook.ExampleLine, p *matter.Procedure, people []string) (cue, *fault) {
	c := cue{line: l, on: l.Date, act: l.Event.Name, outcome: l.Event.Outcome, as: l.By, with: l.With, byRule: l.ByRule}
	of := p.Find(matter.Occurrence{Act: c.act})
	if len(of) == 0 {
		return c, faultAt(l.Event.Pos, c.act, "no act is called `%s`", c.act).near(c.act, actNames(p))
	}
	if c.events = p.Find(matter.Occurrence{Act: c.act, Outcome: c.outcome, As: c.as}); len(c.events) == 0 {
		return c, faultAt(l.Event.Pos, c.act, "`%s` has no outcome `%s`", c.act, c.outcome).near(c.outcome, p.Acts[p.Events[of[0]].Act].Outcomes)
	}
	if c.as != "" && !slices.Contains(people, c.as) {
		return c, faultAt(l.Pos, "", "no role, body or office is called `%s`", c.as).near(c.as, people)
	}
	for _, w := range c.with {
		if f := c.says(p, w); f != nil {
			return c, f
		}
	}
	return c, c.possible(p)
}

func actNames(p *matter.Procedure) []string {
	var list []string
	for i := range p.Acts {
		if p.Acts[i].Instance <= 1 {
			list = append(list, p.Acts[i].Name)
		}
	}
	return list
}

// says keeps the events that can say a value, and is the fault if there are none.
func (c *cue) says(p *matter.Procedure, w [2]string) *fault {
	fit := c.events[:0:0]
	var fault error
	for _, e := range c.events {
		err := p.CanSay(e, w[0], w[1])
		if err == nil {
			fit = append(fit, e)
		} else if fault == nil {
			fault = err
		}
	}
	if c.events = fit; len(fit) > 0 {
		return nil
	}
	return faultAt(c.line.Event.Pos, c.act, "of `%s`: %v", c.act, fault)
}

// possible is the fault of a line that says of a person what happens by operation of the rules, or the other way round.
func (c *cue) possible(p *matter.Procedure) *fault {
	a := &p.Acts[p.Events[c.events[0]].Act]
	switch {
	case c.byRule && !slices.ContainsFunc(c.events, func(e int) bool { return happensByRule(p, e) }):
		return faultAt(c.line.Event.Pos, c.act, "`%s` never happens by operation of the rules", c.act)
	case c.byRule:
		return nil
	case a.Kind == matter.ClockAct:
		f := faultAt(c.line.Event.Pos, c.act, "`%s` is nobody's to do: it happens by operation of the rules", c.act)
		f.help = fmt.Sprintf("write `%v by rule %s`", c.on, c.line.Event.Name)
		return f
	case a.Kind == matter.Fact && c.line.Refused:
		return faultAt(c.line.Event.Pos, c.act, "`%s` is a fact: it cannot be refused", c.act)
	}
	return nil
}

// happensByRule says whether an event can happen by operation of the rules.
func happensByRule(p *matter.Procedure, event int) bool {
	return slices.ContainsFunc(p.Deadlines, func(d matter.Deadline) bool { return d.Otherwise == event }) ||
		slices.ContainsFunc(p.Follows, func(f matter.Follow) bool { return f.Event == event })
}
