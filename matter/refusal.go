package matter

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// Refusal is the rules saying no: every condition that failed. It is safe to show to every party: it names acts,
// clauses and capacities, never a person.
type Refusal struct {
	Act     string
	By      string // the capacity in which it was tried; empty when not said
	On      calendar.Date
	Reasons []Reason // in the order of [CondKind]; never empty
	Book    string   // title and version
	SHA256  string
}

// Reason is one failed condition.
type Reason struct {
	Kind   CondKind
	Norm   int // -1 when no norm says so: there is no power, or the day is over
	Clause string
	Why    string        // one plain sentence
	Cure   string        // what would cure it; empty when nothing would
	After  calendar.Date // the first day on which it holds if nothing else is done; zero if waiting will not help
}

func (r *Refusal) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "refused: %s", r.Act)
	for _, why := range r.Reasons {
		fmt.Fprintf(&b, "\n  %s  %s", why.Clause, why.Why)
		if why.Cure != "" {
			fmt.Fprintf(&b, "  -> %s", why.Cure)
		}
		if !why.After.IsZero() {
			fmt.Fprintf(&b, "; earliest %v", why.After)
		}
	}
	fmt.Fprintf(&b, "\n  (%s, sha256 %.12s)", r.Book, r.SHA256)
	return b.String()
}

// Find gives the events that an occurrence may be: those of its act, with its outcome, in its capacity. When it names
// no outcome and the act has several, all of them.
func (p *Procedure) Find(o Occurrence) []int {
	var found []int
	for _, act := range p.index.acts[o.Act] {
		a := &p.Acts[act]
		if o.Instance != 0 && a.Instance != o.Instance {
			continue
		}
		for _, i := range p.index.ofAct[act] {
			e := &p.Events[i]
			if (o.Outcome == "" || e.Outcome >= 0 && a.Outcomes[e.Outcome] == o.Outcome) && p.fits(e, o.As) {
				found = append(found, i)
			}
		}
	}
	return found
}

// fits says whether an event may be done in a capacity, where it matters which: its own, or that of whoever acts in its
// place. A capacity that is none of the act's fits all of its events, and is refused.
func (p *Procedure) fits(e *Event, as string) bool {
	if e.As == "" || as == "" || e.As == as {
		return true
	}
	for _, by := range p.Acts[e.Act].By {
		if by.Name != e.As && p.standsFor(by, as) {
			return false
		}
	}
	return true
}

// standsFor says whether a capacity is what an actor names, is a link of the chain it names, or acts in its place.
func (p *Procedure) standsFor(by Actor, as string) bool {
	if by.Chain >= 0 && slices.Contains(p.Chains[by.Chain].Bodies, as) {
		return true
	}
	return !by.DoerOf && (by.Name == as || slices.Contains(p.Rules.ActsFor(as), by.Name))
}

// Judge says which event an occurrence is and whether the rules allow it in a state, on its day. It is the first that
// they allow; when they allow none, the refusal is that of the one with the fewest reasons.
func (p *Procedure) Judge(s State, o Occurrence) (int, *Refusal) { return p.judge(s, o, p.Find(o)) }

func (p *Procedure) judge(s State, o Occurrence, events []int) (int, *Refusal) {
	best, fewest := -1, []Reason(nil)
	for _, e := range events {
		reasons := p.Why(s, e, o)
		if len(reasons) == 0 {
			return e, nil
		}
		if best < 0 || len(reasons) < len(fewest) {
			best, fewest = e, reasons
		}
	}
	if best < 0 {
		fewest = []Reason{{Kind: CondPower, Norm: -1, Why: "no clause provides for this"}}
	}
	return best, p.refusal(o, fewest)
}

func (p *Procedure) refusal(o Occurrence, reasons []Reason) *Refusal {
	r := &Refusal{Act: o.Act, By: o.As, On: o.On, Reasons: reasons}
	if o.Outcome != "" {
		r.Act += "(" + o.Outcome + ")"
	}
	if b := p.Rules.Book; b != nil {
		r.Book, r.SHA256 = b.Front.Title+", version "+b.Front.Version, b.SHA256
	}
	return r
}

// Why lists every condition of an event that fails in a state, on the day of o; none when the event is enabled. The
// days before it must have been let pass. What an occurrence does not say of persons and votes is not held against it;
// reasons, a ground, the day of a date that must be given must be.
func (p *Procedure) Why(s State, event int, o Occurrence) []Reason {
	a := &p.Acts[p.Events[event].Act]
	if a.Kind == Fact {
		return nil
	}
	if a.Kind == ClockAct && !o.ByRule {
		return []Reason{p.byRuleOnly(event)}
	}
	m := s.Marking
	if len(p.Events[event].Sets)+len(o.Data) > 0 {
		m = slices.Clone(m)
		p.choose(&s, m, event, o)
	}
	var reasons []Reason
	for i := range p.Events[event].Conds {
		c := &p.Events[event].Conds[i]
		if byRule := c.Kind <= CondIncluded || c.Kind == CondCount || c.Kind == CondChain; o.ByRule && !byRule || c.Holds(m) {
			continue
		}
		reasons = append(reasons, p.discrete(s, event, c, o)...)
	}
	if !o.ByRule {
		reasons = append(reasons, p.timed(s, event, o)...)
		reasons = append(reasons, p.personal(s, event, o)...)
		reasons = append(reasons, p.formal(s, event, o)...)
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return int(a.Kind) - int(b.Kind) })
	return reasons
}

// byRuleOnly is why nobody can do what happens by operation of the rules.
func (p *Procedure) byRuleOnly(event int) Reason {
	return Reason{Kind: CondPower, Norm: -1, Clause: p.EventClause(event), Why: "it happens by operation of the rules only"}
}

// Enabled lists the events of persons and facts that the rules allow in a state on a day, by number, given the right
// actor, ground and data. The days before it must have been let pass.
func (p *Procedure) Enabled(s State, on calendar.Date) []int {
	var list []int
	for e := range p.Events {
		if p.Acts[p.Events[e].Act].Kind == ClockAct {
			continue
		}
		if o, ok := p.Sample(s, e, on); ok && len(p.Why(s, e, o)) == 0 {
			list = append(list, e)
		}
	}
	return list
}

// Sample is an occurrence of an event on a day, with reasons, a ground and data such that the rules allow it if they
// allow it at all. It is false when there are no such data. Who does it is left open, but where each actor has an event
// of its own.
func (p *Procedure) Sample(s State, event int, on calendar.Date) (Occurrence, bool) {
	e := &p.Events[event]
	a := &p.Acts[e.Act]
	o := p.occurrence(event, on)
	o.ByRule, o.Reasons, o.As, o.Ground = false, true, e.As, first(a.Grounds)
	if e.As != "" && slices.ContainsFunc(a.By, func(by Actor) bool { return by.DoerOf && by.Name == e.As }) {
		o.As = ""
	}
	m := s.Marking
	if len(e.Sets) > 0 {
		m = slices.Clone(m)
	}
	if a.Kind != Fact && !p.allowing(m, event) {
		return o, false
	}
	for _, d := range e.Sets {
		if v := m[p.Data[d].Slot]; v > 0 {
			o.set(p.Data[d].Name, p.Data[d].Values[v-1])
		}
	}
	for _, i := range p.index.dates {
		if d := &p.Deadlines[i]; contains(d.From, event) {
			if first, _, err := p.datesFor(s, i, on); err == nil {
				o.set(d.Name, first.String())
			}
		}
	}
	return o, true
}

func (o *Occurrence) set(name, value string) {
	if o.Data == nil {
		o.Data = map[string]string{}
	}
	o.Data[name] = value
}
