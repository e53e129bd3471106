package matter

import (
	"strconv"

	"github.com/evenhand/evenhand/rulebook"
)

func itoa(n int) string { return strconv.Itoa(n) }

// subject is the first name a statement is about.
func subject(s *rulebook.Statement) string {
	if len(s.Subject) == 0 {
		return ""
	}
	return s.Subject[0].Name
}

// props gives the properties of a statement with a key, in order.
func props(s *rulebook.Statement, keys ...rulebook.Key) []*rulebook.Property {
	return propsIn(s.Props, keys...)
}

func propsIn(list []rulebook.Property, keys ...rulebook.Key) []*rulebook.Property {
	var found []*rulebook.Property
	for i := range list {
		for _, k := range keys {
			if list[i].Key == k {
				found = append(found, &list[i])
			}
		}
	}
	return found
}

// prop gives the first property with a key; nil when there is none.
func prop(s *rulebook.Statement, keys ...rulebook.Key) *rulebook.Property {
	if found := props(s, keys...); len(found) > 0 {
		return found[0]
	}
	return nil
}

func has(s *rulebook.Statement, key rulebook.Key) bool { return prop(s, key) != nil }

// word gives the single word of a property: a closed word or a name.
func word(q *rulebook.Property) string {
	switch {
	case q == nil:
		return ""
	case q.Value != "":
		return q.Value
	case len(q.Events) > 0:
		return q.Events[0].Name
	}
	return q.Text
}

// words gives the names of a property.
func words(q *rulebook.Property) []string {
	if q == nil {
		return nil
	}
	var names []string
	for _, e := range q.Events {
		names = append(names, e.Name)
	}
	if names == nil && q.Value != "" {
		names = []string{q.Value}
	}
	return names
}

func allWords(s *rulebook.Statement, keys ...rulebook.Key) []string {
	var names []string
	for _, q := range props(s, keys...) {
		names = append(names, words(q)...)
	}
	return names
}

// report adds a diagnostic at a place of a statement.
func (c *compiler) report(at rulebook.Pos, s *rulebook.Statement, check, msg, help string) {
	c.diags = append(c.diags, rulebook.Diagnostic{
		File: c.book.File, Pos: at, End: at, Clause: s.Clause, Check: check, Severity: rulebook.Error, Msg: msg, Help: help,
	})
}

func (c *compiler) front(key, msg string) {
	c.diags = append(c.diags, rulebook.Diagnostic{
		File: c.book.File, Pos: c.book.Front.Pos[key], End: c.book.Front.Pos[key], Check: "front-matter", Severity: rulebook.Error, Msg: msg,
	})
}

// unknown reports a name that stands for nothing.
func (c *compiler) unknown(s *rulebook.Statement, e rulebook.Event, what string, among []string) {
	help := "declare it, or mend the name"
	if near := rulebook.Suggest(e.Name, among); near != "" {
		help = "did you mean `" + near + "`?"
	}
	check := "undefined-term"
	if what == "act" || what == "deadline" || what == "outcome" || what == "norm" || what == "stage" {
		check = "dangling-reference"
	}
	d := rulebook.Diagnostic{
		File: c.book.File, Pos: e.Pos, End: rulebook.Pos{Line: e.Pos.Line, Col: e.Pos.Col + len(e.Name)},
		Clause: s.Clause, Check: check, Severity: rulebook.Error,
		Msg: "no " + what + " is called `" + e.Name + "`", Help: help,
	}
	c.diags = append(c.diags, d)
}

// actNames are the names of the acts declared so far, in order.
func (c *compiler) actNames() []string {
	var names []string
	for i := range c.p.Acts {
		if c.p.Acts[i].Instance <= 1 {
			names = append(names, c.p.Acts[i].Name)
		}
	}
	return names
}

// scope tells which instance of a thread a statement is being compiled for; the zero value is the matter.
type scope struct {
	thread   string
	instance int
}

// actsOf gives the acts a name stands for in a scope: that of the same instance, or all instances.
func (c *compiler) actsOf(s *rulebook.Statement, e rulebook.Event, in scope) []int {
	all, ok := c.acts[e.Name]
	if !ok {
		c.unknown(s, e, "act", c.actNames())
		return nil
	}
	if a := &c.p.Acts[all[0]]; in.thread != "" && a.Thread == in.thread {
		return all[in.instance-1 : in.instance]
	}
	return all
}

// eventsOf gives the events a reference stands for in a scope.
func (c *compiler) eventsOf(s *rulebook.Statement, refs []rulebook.Event, in scope) []int {
	var found []int
	for _, e := range refs {
		for _, a := range c.actsOf(s, e, in) {
			found = append(found, c.eventsOfAct(s, e, a)...)
		}
	}
	return found
}

// eventsOfAct gives the events of an act that a reference covers: all of them, or those with its outcome.
func (c *compiler) eventsOfAct(s *rulebook.Statement, e rulebook.Event, act int) []int {
	want := -1
	if e.Outcome != "" {
		if want = c.outcome(s, e, act); want < 0 {
			return nil
		}
	}
	var found []int
	for i := range c.p.Events {
		if ev := &c.p.Events[i]; ev.Act == act && (want < 0 || ev.Outcome == want) {
			found = append(found, i)
		}
	}
	return found
}

// outcome finds an outcome of an act; it reports one that is not there and gives -1.
func (c *compiler) outcome(s *rulebook.Statement, e rulebook.Event, act int) int {
	a := &c.p.Acts[act]
	for i, o := range a.Outcomes {
		if o == e.Outcome {
			return i
		}
	}
	if a.Instance <= 1 {
		c.unknown(s, rulebook.Event{Name: e.Outcome, Pos: e.Pos}, "outcome", a.Outcomes)
	}
	return -1
}

// stageSet gives the stages of a list of names.
func (c *compiler) stageSet(s *rulebook.Statement, refs []rulebook.Event) StageSet {
	var set StageSet
	for _, e := range refs {
		found, ok := c.stages[e.Name]
		if !ok {
			c.unknown(s, e, "stage", c.stageNames())
		}
		set |= found
	}
	return set
}

func (c *compiler) stageNames() []string {
	var names []string
	for _, st := range c.p.Stages[1:] {
		names = append(names, st.Outer...)
		names = append(names, st.Name)
	}
	return names
}

// active are the stages that are neither before the beginning nor final.
func (c *compiler) active() StageSet {
	var set StageSet
	for i, st := range c.p.Stages {
		if i > 0 && !st.Final {
			set |= 1 << uint(i)
		}
	}
	return set
}

func (c *compiler) everywhere() StageSet { return 1<<uint(len(c.p.Stages)) - 1 }

// slot allocates a place of the marking.
func (c *compiler) slot(kind SlotKind, of int, name string, max, initial uint8) int {
	c.p.Slots = append(c.p.Slots, Slot{Kind: kind, Of: of, Name: name, Max: max})
	c.p.Initial = append(c.p.Initial, initial)
	return len(c.p.Slots) - 1
}
