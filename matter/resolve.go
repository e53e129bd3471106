package matter

import (
	"slices"
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
		if slices.Contains(keys, list[i].Key) {
			found = append(found, &list[i])
		}
	}
	return found
}

// prop gives the first property with a key; nil when there is none.
func prop(s *rulebook.Statement, keys ...rulebook.Key) *rulebook.Property {
	for i := range s.Props {
		if slices.Contains(keys, s.Props[i].Key) {
			return &s.Props[i]
		}
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

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func mentions(refs []rulebook.Event, name string) bool {
	return slices.ContainsFunc(refs, func(e rulebook.Event) bool { return e.Name == name })
}

func contains(list []int, x int) bool { return slices.Contains(list, x) }

func appendNew(list []int, x int) []int {
	if contains(list, x) {
		return list
	}
	return append(list, x)
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

// of is the scope of an act.
func (c *compiler) scopeOf(act int) scope { return scope{c.p.Acts[act].Thread, c.p.Acts[act].Instance} }

// inScope keeps of what stands once for each instance (acts, data) that of the scope: its own instance; else all.
func inScope(all []int, thread string, in scope) []int {
	if in.thread != "" && in.thread == thread && in.instance <= len(all) {
		return all[in.instance-1 : in.instance]
	}
	return all
}

// actsOf gives the acts a name stands for in a scope: that of the same instance, or all instances.
func (c *compiler) actsOf(s *rulebook.Statement, e rulebook.Event, in scope) []int {
	all := c.acts[e.Name]
	if len(all) == 0 {
		c.unknown(s, e, "act", c.actNames)
		return nil
	}
	return inScope(all, c.p.Acts[all[0]].Thread, in)
}

// eventsOf gives the events a reference stands for in a scope.
func (c *compiler) eventsOf(s *rulebook.Statement, refs []rulebook.Event, in scope) []int {
	var found []int
	for _, e := range refs {
		for _, a := range c.actsOf(s, e, in) {
			found = append(found, c.eventsOfAct(s, e, a)...)
		}
	}
	if !c.spend(len(found)) {
		return nil
	}
	return found
}

// eventsOfAct gives the events of an act that a reference covers: all of them, or those with its outcome.
func (c *compiler) eventsOfAct(s *rulebook.Statement, e rulebook.Event, act int) []int {
	if e.Outcome == "" {
		return c.ofAct[act]
	}
	want := c.outcome(s, e, act)
	if want < 0 {
		return nil
	}
	var found []int
	for _, i := range c.ofAct[act] {
		if c.p.Events[i].Outcome == want {
			found = append(found, i)
		}
	}
	return found
}

// outcome finds an outcome of an act; it reports one that is not there and gives -1.
func (c *compiler) outcome(s *rulebook.Statement, e rulebook.Event, act int) int {
	a := &c.p.Acts[act]
	i := slices.Index(a.Outcomes, e.Outcome)
	if i < 0 {
		c.unknown(s, rulebook.Event{Name: e.Outcome, Pos: e.Pos}, "outcome", func() []string { return a.Outcomes })
	}
	return i
}

// stageSet gives the stages of a list of names.
func (c *compiler) stageSet(s *rulebook.Statement, refs []rulebook.Event) StageSet {
	var set StageSet
	for _, e := range refs {
		found, ok := c.stages[e.Name]
		if !ok {
			c.unknown(s, e, "stage", c.stageNames)
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
func (c *compiler) active() StageSet { return c.everywhere() &^ c.finalStages() &^ 1 }

func (c *compiler) finalStages() StageSet {
	var set StageSet
	for i, st := range c.p.Stages {
		if st.Final {
			set |= 1 << uint(i)
		}
	}
	return set
}

func (c *compiler) everywhere() StageSet { return 1<<uint(len(c.p.Stages)) - 1 }

// isPerson says whether a name is a role or chain of the procedure, or a body, office or status of the book.
func (c *compiler) isPerson(name string) bool { return c.persons[name] || c.people[name] }

func (c *compiler) personNames() []string {
	names := slices.Clone(c.rules.Statuses)
	for _, b := range c.rules.Bodies {
		names = append(names, b.Name)
	}
	for _, r := range c.p.Roles {
		names = append(names, r.Name)
	}
	for _, ch := range c.p.Chains {
		names = append(names, ch.Name)
	}
	return names
}

// knownPersons reports the names of a list that are no role, chain, body, office or status.
func (c *compiler) knownPersons(s *rulebook.Statement, list []rulebook.Event, what string) {
	for _, e := range list {
		if !e.DoerOf && e.Name != "anyone" && !c.isPerson(e.Name) {
			c.unknown(s, e, what, c.personNames)
		}
	}
}

// slot allocates a place of the marking.
func (c *compiler) slot(kind SlotKind, of int, name string, max, initial uint8) int {
	c.p.Slots = append(c.p.Slots, Slot{Kind: kind, Of: of, Name: name, Max: max})
	c.p.Initial = append(c.p.Initial, initial)
	return len(c.p.Slots) - 1
}

// numbered names an instance of what stands once for each: the first by the name alone.
func numbered(name string, instance int) string {
	if instance > 1 {
		return name + "[" + itoa(instance) + "]"
	}
	return name
}

// is makes the literal that a slot holds a value.
func is(slot int, value uint8) Lit { return Lit{slot, 1 << value} }

// negate turns a literal round.
func (c *compiler) negate(l Lit) Lit {
	return Lit{l.Slot, ^l.Mask & (1<<(uint(c.p.Slots[l.Slot].Max)+1) - 1)}
}
