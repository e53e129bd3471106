package matter

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/rulebook"
)

// Crossing takes matters of one version of a procedure over to another: what is called the same there, or by the name
// that the transition gives it, keeps what it holds; what is dropped, or is not there, is gone; what is new begins as
// the version says (doc/spec/kernel.md, section 8).
type Crossing struct {
	from, to *Procedure
	renamed  map[string]string
	dropped  map[string]bool
	slots    []int // by slot of the new version: the one that it comes from; -1: none
}

// CrossingTo says how matters of p cross to another version of it, by what that version says of a transition from the
// version of p.
func (p *Procedure) CrossingTo(to *Procedure) *Crossing {
	c := &Crossing{from: p, to: to, renamed: map[string]string{}, dropped: map[string]bool{}}
	for _, s := range to.Rules.Transition {
		if subject(s) == p.Rules.Book.Front.Version {
			c.read(s)
		}
	}
	type key struct {
		kind SlotKind
		name string
	}
	old := map[key][]int{}
	for k := range p.Slots {
		if name, kept := c.now(&p.Slots[k]); kept {
			at := key{p.Slots[k].Kind, name}
			old[at] = append(old[at], k)
		}
	}
	for i := range to.Slots {
		at := key{to.Slots[i].Kind, to.Slots[i].Name}
		c.slots = append(c.slots, -1)
		if same := old[at]; len(same) > 0 { // of several, in the order of the book
			c.slots[i], old[at] = same[0], same[1:]
		}
	}
	return c
}

func (c *Crossing) read(s *rulebook.Statement) {
	for i := range s.Props {
		q := &s.Props[i]
		switch q.Key {
		case "renamed":
			for _, pair := range q.Pairs {
				c.renamed[pair[0]] = pair[1]
			}
		case "dropped":
			for _, e := range q.Events {
				c.dropped[e.Name] = true
			}
		}
	}
}

// now is what a slot of the old version is called in the new one, and whether it is carried over.
func (c *Crossing) now(slot *Slot) (name string, kept bool) {
	if slot.Kind == SlotLink { // it is called by two names, of which neither is an act's
		return slot.Name, true
	}
	words := strings.Split(slot.Name, " ")
	for i, w := range words {
		base, rest := w, ""
		if at := strings.IndexAny(w, "[("); at > 0 {
			base, rest = w[:at], w[at:]
		}
		base, kept = c.name(base)
		if !kept {
			return "", false
		}
		words[i] = base + rest
	}
	return strings.Join(words, " "), true
}

// brought are the ends of the names of acts that statements of other kinds bring with them.
var brought = []string{".send", ".served", ".returned", ".sign", ".withdraw"}

// name is what is called by a name in the old version called in the new one; false when it was dropped.
func (c *Crossing) name(old string) (string, bool) {
	if to, ok := c.renamed[old]; ok {
		return to, true
	}
	if act, role, ok := strings.Cut(old, ".window-closes."); ok {
		act, kept := c.name(act)
		return act + ".window-closes." + role, kept
	}
	for _, end := range brought {
		if of, ok := strings.CutSuffix(old, end); ok && c.renamed[of] != "" {
			return c.renamed[of] + end, true
		}
	}
	return old, !c.dropped[old]
}

// Marking takes a marking over. A stage, an outcome and a value keep their names, not their numbers; a stage that is
// not there becomes "before" (see [Crossing.State]).
func (c *Crossing) Marking(old Marking) Marking {
	m := slices.Clone(c.to.Initial)
	for i, from := range c.slots {
		if from >= 0 {
			m[i] = c.value(i, from, old[from])
		}
	}
	return m
}

// Period is the period of the old version that one of the new has become; -1: none.
func (c *Crossing) Period(period int) int {
	if from := c.slots[c.to.Periods[period].Slot]; from >= 0 {
		return c.from.Slots[from].Of
	}
	return -1
}

// value takes the value of a slot over.
func (c *Crossing) value(to, from int, v uint8) uint8 {
	a, b := &c.from.Slots[from], &c.to.Slots[to]
	named := func(old, new []string, unset int) uint8 {
		if int(v) < unset || int(v)-unset >= len(old) {
			return 0
		}
		return uint8(max(slices.Index(new, old[int(v)-unset])+unset, 0))
	}
	switch a.Kind {
	case SlotStage:
		old := c.from.stageNames()
		for i := range old {
			old[i], _ = c.name(old[i])
		}
		return named(old, c.to.stageNames(), 0)
	case SlotOutcome:
		return named(c.from.Acts[a.Of].Outcomes, c.to.Acts[b.Of].Outcomes, 1)
	case SlotData:
		return named(c.from.Data[a.Of].Values, c.to.Data[b.Of].Values, 1)
	case SlotCount, SlotChain:
		return v // more than the cap, if more has happened
	case SlotExtension:
		return c.extended(&c.from.Deadlines[a.Of], &c.to.Deadlines[b.Of], v)
	}
	return min(v, b.Max)
}

func (p *Procedure) stageNames() []string {
	var names []string
	for _, st := range p.Stages {
		names = append(names, st.Name)
	}
	return names
}

// extended takes over how a deadline was lengthened or opened again, by the acts that did so.
func (c *Crossing) extended(a, b *Deadline, v uint8) uint8 {
	if k := int(v) - restored; k >= 0 && k < len(a.Extensions) {
		if k = c.extension(a, b, k); k < 0 {
			return 0
		}
		return uint8(restored + k)
	}
	total := 0
	for i := range a.Extensions {
		if k := c.extension(a, b, i); k >= 0 && !a.Extensions[i].Restores {
			x := &b.Extensions[k]
			total += min(a.Extensions[i].granted(v), x.most) * x.weight
		}
	}
	return uint8(total)
}

// extension finds the extension of b that the i-th of a has become: that by the same act; of several, by their order.
func (c *Crossing) extension(a, b *Deadline, i int) int {
	same := func(p *Procedure, x *Extension, name string) bool {
		return x.Restores == a.Extensions[i].Restores && p.Acts[x.By].Name == name
	}
	old := c.from.Acts[a.Extensions[i].By].Name
	before := 0
	for k := range i {
		if same(c.from, &a.Extensions[k], old) {
			before++
		}
	}
	now, _ := c.name(old)
	for k := range b.Extensions {
		if same(c.to, &b.Extensions[k], now) {
			if before == 0 {
				return k
			}
			before--
		}
	}
	return -1
}

// State takes a matter over, on the day on which it stands. A running deadline keeps the limit that it had, or is given
// that of the new version counted from its start, as the new version's front matter says. A deadline that is not there,
// or whose scope does not hold there, stops without consequence. The error is that the new version does not have the
// stage in which the matter is.
func (c *Crossing) State(s State) (State, error) {
	stage, _ := c.name(c.from.Stage(s))
	if !slices.Contains(c.to.stageNames(), stage) {
		return s, fmt.Errorf("version %s of %s has no stage %q", c.to.Rules.Book.Front.Version, c.to.Name, stage)
	}
	next := s.clone()
	next.Marking, next.Clocks = c.Marking(s.Marking), make([]Clock, c.to.Clocks())
	for i, from := range c.slots {
		if from < 0 {
			continue
		}
		switch of, old := c.to.Slots[i].Of, c.from.Slots[from].Of; c.to.Slots[i].Kind {
		case SlotDeadline:
			next.Clocks[of] = c.clock(s, of, old)
		case SlotPeriod:
			next.Clocks[c.to.PeriodClock(of)] = s.Clocks[c.from.PeriodClock(old)]
		}
	}
	c.persons(&next)
	r := Run{p: c.to, State: next}
	c.to.straighten(next.Marking, &r.out)
	r.settle()
	return r.State, nil
}

// clock takes the clock of a deadline over.
func (c *Crossing) clock(s State, to, from int) Clock {
	clock := s.Clocks[from]
	limit := c.from.Deadlines[from].Limit
	if clock.Old != nil {
		limit = *clock.Old
	}
	clock.Old = nil
	if !clock.Since.IsZero() && !c.to.Rules.Book.Front.RecomputeRunning && limit != c.to.Deadlines[to].Limit {
		clock.Old = &limit
	}
	return clock
}

// persons calls what persons have been, and what they have signed, by its new names.
func (c *Crossing) persons(s *State) {
	s.Holdings, s.Signed, s.Rolls = slices.Clone(s.Holdings), slices.Clone(s.Signed), slices.Clone(s.Rolls)
	for i := range s.Holdings {
		h := &s.Holdings[i]
		for _, name := range []*string{&h.Role, &h.Doer, &h.As} {
			if to, ok := c.name(*name); ok {
				*name = to
			}
		}
	}
	for i := range s.Signed {
		if to, ok := c.name(s.Signed[i].Name); ok {
			s.Signed[i].Name = to
		}
	}
}

// straighten makes deadlines and pauses agree that came from elsewhere: what is out of its scope stops, what is paused
// by nothing goes on, and what a lasting pause stops stands still.
func (p *Procedure) straighten(m Marking, out *Outcome) {
	p.leave(m, out)
	for i := range p.Deadlines {
		switch slot, paused := p.Deadlines[i].Slot, p.pausedBy(m, i); {
		case m[slot] == Paused && !paused:
			m[slot] = Running
			out.tick(p.DeadlineClock(i), Resume)
		case m[slot] == Running && paused:
			m[slot] = Paused
			out.tick(p.DeadlineClock(i), Hold)
		}
	}
}
